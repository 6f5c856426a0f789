"""Which bands of a raster are drawn, and how numbers become colours (in the child process)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from geo.foreign.tables import RefusalError

__all__ = ["MASK_COLOUR", "Bands", "Looks", "read_pixels"]

#: Bluish green of Okabe and Ito: no layer of records has it.
MASK_COLOUR: Final = (0x00, 0x9E, 0x73)
#: Lowest and highest per cent of the values that become black and white.
_STRETCH: Final = (2.0, 98.0)
_STRIP_PIXELS: Final = 4_000_000
_SAMPLE: Final = 2_000_000


@dataclass(frozen=True)
class Looks:
    """How a raster is drawn.

    ``kind``: ``colour``, ``grey``, ``palette`` or ``mask``. ``stretch``: per band the values
    that became 0 and 255; empty where values are drawn as they are. ``value``: the one value of
    a mask.
    """

    kind: str
    stretch: list[list[float]] = field(default_factory=list)
    value: float | None = None


@dataclass(frozen=True)
class Bands:
    """Numbers (from 1) of the bands that are drawn: one, or red, green and blue."""

    numbers: list[int]
    palette: dict[int, tuple[int, int, int, int]] | None
    notes: list[str]

    @classmethod
    def of(cls, source: Any) -> Bands:
        """Choose the bands. Raises RefusalError for what is no picture in one or three bands."""
        from rasterio.enums import ColorInterp

        meant = list(source.colorinterp)
        if any(np.dtype(kind).kind not in "uif" for kind in source.dtypes):
            raise RefusalError("its values are complex numbers: save their amplitude instead.")
        if ColorInterp.cyan in meant:
            raise RefusalError("its colours are those of print (CMYK): save it as RGB.")
        shown = [k for k, one in enumerate(meant, 1) if one != ColorInterp.alpha]
        if shown and meant[shown[0] - 1] == ColorInterp.palette:
            return cls(shown[:1], dict(source.colormap(shown[0])), [])
        rgb = [ColorInterp.red, ColorInterp.green, ColorInterp.blue]
        if len(shown) > 3 and all(one in meant for one in rgb):
            shown = [meant.index(one) + 1 for one in rgb]
        elif len(shown) == 4:
            shown = shown[:3]
        if len(shown) not in (1, 3):
            raise RefusalError(
                f"it has {source.count} bands, and a picture has one (grey), three (red, green, "
                "blue) or four: choose some, for instance with gdal_translate -b 4 -b 3 -b 2."
            )
        left = [k for k, one in enumerate(meant, 1) if one != ColorInterp.alpha and k not in shown]
        notes = [f"band {', '.join(map(str, left))} is not drawn"] if left else []
        return cls(shown, None, notes)


def read_pixels(source: Any, bands: Bands, window: Any, step: int) -> tuple[Any, Looks]:
    """Read a window as RGBA (4 x rows x columns), ``step`` x ``step`` pixels made into one.

    Averages leave out pixels without data; alpha is then the part of the pixel that has some.
    Palettes keep their colours: of each block the pixel in its middle stands for all.
    """
    if bands.palette is not None:
        return _through_palette(source, bands, window, step), Looks("palette")
    value = _only_value(source, bands.numbers[0], window) if len(bands.numbers) == 1 else None
    if value is not None:
        _, alpha = _averages(source, bands.numbers, window, step, value)
        colour = np.array(MASK_COLOUR, np.uint8)[:, None, None]
        flat = np.broadcast_to(colour, (3, *alpha.shape))
        return np.concatenate([flat, alpha[None]]), Looks("mask", [], value)
    values, alpha = _averages(source, bands.numbers, window, step, None)
    stretch: list[list[float]] = []
    if values.dtype != np.uint8:
        values, stretch = _stretched(values, alpha)
    if len(values) == 1:
        values = np.broadcast_to(values, (3, *alpha.shape))
    kind = "grey" if len(bands.numbers) == 1 else "colour"
    return np.concatenate([values, alpha[None]]), Looks(kind, stretch)


def _strips(
    source: Any, numbers: list[int], window: Any, step: int
) -> Iterator[tuple[int, Any, Any]]:
    """Whole rows of blocks: (row of blocks, values as they are, mask 0 to 255)."""
    from rasterio.windows import Window

    (left, right), (top, bottom) = window
    width = right - left
    rows = max(1, _STRIP_PIXELS // width // step) * step
    for row in range(top, bottom, rows):
        part = Window(left, row, width, min(rows, bottom - row))
        values = source.read(numbers, window=part)
        mask = source.dataset_mask(window=part)
        if values.dtype.kind == "f":
            finite = np.isfinite(values).all(axis=0)
            mask = np.where(finite, mask, 0).astype(np.uint8)
            values = np.where(finite, values, 0)
        yield (row - top) // step, values, mask


def _only_value(source: Any, number: int, window: Any) -> float | None:
    """The one value beside 0 of a band of whole numbers; None when there is none, or several."""
    if np.dtype(source.dtypes[number - 1]).kind == "f":
        return None
    found: Any = None
    for _, values, mask in _strips(source, [number], window, 1):
        held = values[0][(values[0] != 0) & (mask > 0)]
        if held.size:
            found = held[0] if found is None else found
            if (held != found).any():
                return None
    return None if found is None else float(found)


def _through_palette(source: Any, bands: Bands, window: Any, step: int) -> Any:
    assert bands.palette is not None
    size = max(256, *(k + 1 for k in bands.palette))
    table = np.zeros((size, 4), np.uint8)
    for index, colour in bands.palette.items():
        table[index] = colour
    parts = []
    for _, values, mask in _strips(source, bands.numbers, window, step):
        middle = step // 2
        rows = np.minimum(np.arange(0, values.shape[1], step) + middle, values.shape[1] - 1)
        columns = np.minimum(np.arange(0, values.shape[2], step) + middle, values.shape[2] - 1)
        at = np.ix_(rows, columns)
        rgba = table[values[0][at]]
        rgba[mask[at] == 0] = 0
        parts.append(rgba)
    return np.ascontiguousarray(np.concatenate(parts).transpose(2, 0, 1))


def _averages(
    source: Any, numbers: list[int], window: Any, step: int, value: float | None
) -> tuple[Any, Any]:
    """Means of the blocks (bands x rows x columns), and alpha: 255 where all of a block has data.

    With a ``value`` the data is where it stands, and the means are not made.
    """
    (left, right), (top, bottom) = window
    shape = (-(-(bottom - top) // step), -(-(right - left) // step))
    eight = all(source.dtypes[k - 1] == "uint8" for k in numbers)
    bands = 0 if value is not None else len(numbers)
    means = np.zeros((bands, *shape), np.uint8 if eight else np.float32)
    alpha = np.zeros(shape, np.uint8)
    for row, values, mask in _strips(source, numbers, window, step):
        if value is not None:
            mask = np.where(values[0] == value, mask, 0).astype(np.uint8)
        if step == 1:
            means[:, row : row + values.shape[1]] = values[:bands]
            alpha[row : row + values.shape[1]] = mask
            continue
        weight = _sums(mask[None].astype(np.float32), step)[0]
        end = row + weight.shape[0]
        alpha[row:end] = np.round(weight / step**2)
        for k in range(bands):
            total = _sums(values[k : k + 1] * mask.astype(np.float32), step)[0]
            mean = total / np.maximum(weight, 1)
            means[k, row:end] = np.round(mean) if eight else mean
    return means, alpha


def _sums(values: Any, step: int) -> Any:
    """Sums of step x step blocks; what is missing at the edges counts as 0."""
    bands, rows, columns = values.shape
    padded = np.pad(values, ((0, 0), (0, -rows % step), (0, -columns % step)))
    high, wide = padded.shape[1] // step, padded.shape[2] // step
    by_rows = padded.reshape(bands, high, step, -1).sum(axis=2)
    return by_rows.reshape(bands, high, wide, step).sum(axis=3)


def _stretched(values: Any, alpha: Any) -> tuple[Any, list[list[float]]]:
    """Each band from its 2 % to its 98 % value, over the pixels that have data."""
    drawn = np.flatnonzero(alpha)
    drawn = drawn[:: max(1, len(drawn) // _SAMPLE)]
    out = np.zeros(values.shape, np.uint8)
    stretch = []
    for k, band in enumerate(values):
        seen = band.ravel()[drawn]
        low, high = np.percentile(seen, _STRETCH) if len(seen) else (0.0, 0.0)
        if low == high and len(seen):
            low, high = float(seen.min()), float(seen.max())
        scale = 255 / (high - low) if high > low else 0.0
        out[k] = np.clip((band - low) * scale, 0, 255) if scale else 128
        stretch.append([float(low), float(high)])
    return out, stretch
