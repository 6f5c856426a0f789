"""The analyst's own pictures on the page: how they are packed, and what is said of them."""

from __future__ import annotations

import base64
import os
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from geo.errors import ArgumentError, ForeignFileError
from geo.raster import WarpedRaster, read_raster
from maps.basemap import WINDOW

__all__ = ["DEFAULT_SIZE_BYTES", "Raster", "load_raster", "load_rasters", "pack_rasters"]

#: What one picture may take of the page, base64 and all.
DEFAULT_SIZE_BYTES: Final = 1_500_000
_LEAST_BYTES: Final = 10_000
_MOST_BYTES: Final = 50_000_000
_MOST_PIXELS: Final = 6_000_000
_QUALITIES: Final = (82, 65)
_ROUNDS: Final = 8
_FULL: Final = 0.6  # of its room: a picture that takes so much is made no finer
_HALF_WORLD_M: Final = 20_037_508.342789244


@dataclass(frozen=True)
class Raster:
    """A picture that is ready for the page, and the words that go with it.

    ``warped`` says where it lies and how it came about, ``image`` is the picture in the format
    ``mime``. ``label``, ``source``, ``date`` and ``licence`` are shown as they are; nothing else
    of the file goes into the page but its name and sha256.
    """

    warped: WarpedRaster
    image: bytes
    mime: str
    _: KW_ONLY
    label: str = ""
    source: str = ""
    date: str = ""
    licence: str = ""

    @property
    def told(self) -> list[str]:
        """What its maker should know: what was shrunk, left out, or is said in the file."""
        name, warped = self.warped.name, self.warped
        size = f"{len(self.image) / 750:,.0f} kB of the page"
        notes = [f"{name}: {size}, {_metres(warped.pixel_m)} a pixel"]
        if warped.shrunk > 1:
            notes[0] += f" ({warped.shrunk:.3g} pixels of the file made into one)"
        notes += [f"{name}: {note}" for note in warped.notes]
        if warped.tags:
            said = ", ".join(f"{key} {text!r}" for key, text in warped.tags.items())
            notes.append(f"{name} says of itself: {said}; the page does not, unless you do")
        return notes


def load_raster(
    path: str | os.PathLike[str],
    *,
    label: str = "",
    source: str = "",
    date: str = "",
    licence: str = "",
    size_bytes: int = DEFAULT_SIZE_BYTES,
) -> Raster:
    """Read a GeoTIFF and make it small enough for the page.

    It is clipped to the base map, warped to Web Mercator and made coarser until it takes at
    most ``size_bytes`` of the page. Colours and greys are compressed as a photograph is, palettes
    and masks without loss. Raises ForeignFileError for a file that cannot be used,
    ArgumentError for a size that is none.
    """
    if not _LEAST_BYTES <= size_bytes <= _MOST_BYTES:
        raise ArgumentError(
            f"{size_bytes / 1e6:g} MB for a picture: say from {_LEAST_BYTES / 1e6:g} to "
            f"{_MOST_BYTES / 1e6:g}"
        )
    words = {"label": label, "source": source, "date": date, "licence": licence}
    room = size_bytes * 3 // 4  # base64
    most, too_many = _MOST_PIXELS, 0
    best: Raster | None = None
    for _ in range(_ROUNDS):
        warped = read_raster(path, window=WINDOW, max_pixels=most)
        pixels = warped.pixels.shape[0] * warped.pixels.shape[1]
        mime, image = _within(warped, room)
        if len(image) > room:
            too_many = pixels
            most = max(1, int(pixels * min(0.7, 0.9 * room / len(image))))
            if best is None:
                continue
        else:
            best = Raster(warped, image, mime, **words)
        # How a picture packs changes with its size: a guess may have been too careful.
        fine = best.warped.pixels.shape[0] * best.warped.pixels.shape[1]
        if len(best.image) > _FULL * room or too_many < 1.4 * fine:
            return best
        most = int((fine * too_many) ** 0.5)
    if best is not None:
        return best
    raise ForeignFileError(f"{os.fspath(path)} cannot be made smaller than {size_bytes:,} bytes.")


def load_rasters(
    paths: Sequence[str | os.PathLike[str]],
    words: Mapping[str, Sequence[str]],
    *,
    size_bytes: int = DEFAULT_SIZE_BYTES,
) -> list[Raster]:
    """Load several; ``words`` (label, source, date, licence) are lists in the same order.

    Raises ArgumentError when one of them is longer than the list of files.
    """
    for name, given in words.items():
        if len(given) > len(paths):
            raise ArgumentError(
                f"{len(given)} times --raster-{name} for {len(paths)} --raster: the first belongs "
                "to the first picture, the second to the second"
            )
    return [
        load_raster(
            path,
            size_bytes=size_bytes,
            **{name: given[k] for name, given in words.items() if k < len(given)},
        )
        for k, path in enumerate(paths)
    ]


def _within(warped: WarpedRaster, room: int) -> tuple[str, bytes]:
    """The best quality that fits; the last one, if none does."""
    lossless = warped.kind in ("palette", "mask")
    for quality in (60,) if lossless else _QUALITIES:
        mime, image = encoded(warped.pixels, quality=quality, lossless=lossless)
        if len(image) <= room:
            break
    return mime, image


def encoded(pixels: npt.NDArray[np.uint8], *, quality: int, lossless: bool) -> tuple[str, bytes]:
    """RGBA as WebP, or as PNG where this GDAL writes no WebP: media type and bytes."""
    import rasterio
    from rasterio.errors import NotGeoreferencedWarning
    from rasterio.io import MemoryFile

    opaque = bool((pixels[..., 3] == 255).all())
    bands = np.ascontiguousarray(pixels[..., : 3 if opaque else 4].transpose(2, 0, 1))
    with warnings.catch_warnings(), rasterio.Env(GDAL_PAM_ENABLED=False) as environment:
        warnings.simplefilter("ignore", NotGeoreferencedWarning)  # the page knows where it lies
        webp = "WEBP" in environment.drivers()
        options: dict[str, Any] = {"driver": "PNG", "ZLEVEL": 9}
        if webp:
            options = {
                "driver": "WEBP",
                "QUALITY": quality,
                "LOSSLESS": "YES" if lossless else "NO",
            }
        with MemoryFile() as memory:
            with memory.open(
                height=bands.shape[1],
                width=bands.shape[2],
                count=len(bands),
                dtype="uint8",
                **options,
            ) as target:
                target.write(bands)
            return f"image/{options['driver'].lower()}", bytes(memory.read())


def pack_rasters(
    rasters: Iterable[Raster], words: Mapping[str, Any]
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """What the page's head says of the pictures, and the pictures as inert texts by id.

    Boxes are west, north, east, south in the unit Mercator square. Texts are base64.
    """
    head, data = [], {}
    for number, raster in enumerate(rasters, 1):
        west, south, east, north = raster.warped.bounds_m
        name = f"raster-{number}"
        head.append(
            {
                "id": name,
                "label": raster.label or str(words["raster_untitled"]).replace("{n}", str(number)),
                "said": [text for text in (raster.source, raster.date, raster.licence) if text],
                "kind": raster.warped.kind,
                "box": [
                    0.5 + west / (2 * _HALF_WORLD_M),
                    0.5 - north / (2 * _HALF_WORLD_M),
                    0.5 + east / (2 * _HALF_WORLD_M),
                    0.5 - south / (2 * _HALF_WORLD_M),
                ],
                "pixel_m": round(raster.warped.pixel_m, 1),
                "stretch": [[_short(v) for v in pair] for pair in raster.warped.stretch],
                "value": raster.warped.value,
                "mime": raster.mime,
            }
        )
        data[f"kordon-{name}"] = base64.b64encode(raster.image).decode("ascii")
    return head, data


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def _metres(value: float) -> str:
    return f"{value / 1000:.3g} km" if value >= 10_000 else f"{value:.3g} m"
