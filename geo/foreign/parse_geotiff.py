"""GeoTIFF in the child process: its pixels, warped to Web Mercator, as plain RGBA bytes.

Only pixels leave: no tag, no palette name, nothing of the header but the few texts that are
told to the user. What is not drawn (no data, alpha 0) is blank in the bytes too.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, Final

import numpy as np

from geo.foreign.drivers import RASTER_DRIVERS, skip_list
from geo.foreign.pixels import Bands, Looks, read_pixels
from geo.foreign.tables import RefusalError

__all__ = ["MAX_SIDE", "MAX_SOURCE_PIXELS", "parse_geotiff"]

#: Sides of a larger picture cannot be drawn everywhere (canvas of phones).
MAX_SIDE: Final = 4096
#: A larger file is honest only if somebody means it, and takes minutes to go through.
MAX_SOURCE_PIXELS: Final = 1_000_000_000
_MERCATOR: Final = "EPSG:3857"
_EDGE_POINTS: Final = 33  # per side of a rectangle that is brought to another CRS
_AGAIN: Final = "KORDON_CHILD_AGAIN"
_TAGS: Final = ("TIFFTAG_DATETIME", "TIFFTAG_COPYRIGHT", "TIFFTAG_IMAGEDESCRIPTION",
                "TIFFTAG_ARTIST", "TIFFTAG_DOCUMENTNAME")  # fmt: skip


def parse_geotiff(request: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Warp ``request["path"]`` into ``pixels.raw`` (rows x columns x RGBA, row 0 in the north).

    ``window``: west, south, east, north in degrees, to which it is clipped; ``max_pixels``: how
    many the result may have. Answers width, height, ``bounds`` (EPSG:3857, metres), ``kind``,
    ``stretch``, ``value``, ``shrunk`` (source pixels per pixel), ``pixel_m`` (on the ground),
    ``notes`` and ``tags``.
    """
    _ensure_drivers()
    import rasterio

    options = {"GEOREF_SOURCES": "INTERNAL", "NUM_THREADS": "1"}
    with (
        rasterio.Env(GDAL_CACHEMAX=64 << 20, GDAL_DISABLE_READDIR_ON_OPEN="EMPTY_DIR"),
        rasterio.open(request["path"], driver="GTiff", **options) as source,
    ):
        _check(source)
        bands = Bands.of(source)
        place = _Place(source, request["window"], request["max_pixels"])
        pixels, looks = _warped(source, bands, place)
        tags = {name: str(source.tags().get(name, ""))[:200] for name in _TAGS}
    (folder / "pixels.raw").write_bytes(pixels.tobytes())
    rows, columns = pixels.shape[:2]
    return {
        "width": columns,
        "height": rows,
        "bounds": place.bounds,
        "kind": looks.kind,
        "stretch": looks.stretch,
        "value": looks.value,
        "shrunk": place.shrunk,
        "pixel_m": place.pixel_m,
        "notes": bands.notes,
        "tags": {name.removeprefix("TIFFTAG_"): text for name, text in tags.items() if text},
    }


def _ensure_drivers() -> None:
    """Make sure that GDAL can open GeoTIFF and nothing else; starts again once if it must."""
    import rasterio

    with rasterio.Env() as environment:
        others = set(environment.drivers()) - set(RASTER_DRIVERS)
    if not others:
        return
    if os.environ.get(_AGAIN):
        raise RefusalError(
            f"these GDAL drivers cannot be switched off: {', '.join(sorted(others))}."
        )
    more = {_AGAIN: "1", "GDAL_SKIP": skip_list(RASTER_DRIVERS, others)}
    os.execve(sys.executable, sys.orig_argv, dict(os.environ) | more)


def _check(source: Any) -> None:
    pixels = source.width * source.height
    if pixels > MAX_SOURCE_PIXELS:
        raise RefusalError(
            f"it has {source.width:,} x {source.height:,} pixels, more than a billion: cut out "
            "what the map shows first (gdal_translate -projwin, or 'Clip raster' in QGIS)."
        )
    if source.crs is None or source.transform.is_identity:
        with_points = " It has ground control points only: warp it with gdalwarp, or"
        points = bool(source.gcps[0])
        raise RefusalError(
            "it has no georeference inside, so where it lies is not known."
            + (with_points if points else " Georeference it, and")
            + " save it as a GeoTIFF with its coordinate reference system (a .tfw or .aux.xml "
            "beside it is not read)."
        )
    if source.transform.is_degenerate:
        raise RefusalError("its georeference puts all pixels on one line; georeference it anew.")


class _Place:
    """Where the picture will lie, how large its pixels are, and which part of the source it shows.

    ``bounds``: west, south, east, north in EPSG:3857; ``window``: first and last column, first and
    last row of the source, half open.
    """

    def __init__(self, source: Any, window_deg: list[float], max_pixels: int) -> None:
        self.source = source
        x, y = self._to_mercator(*_edges(0, 0, source.width, source.height))
        if not len(x):
            raise RefusalError("its coordinates have no place on the map; is its CRS right?")
        own = (x.min(), y.min(), x.max(), y.max())
        west, south, east, north = window_deg
        x, y = _transform("EPSG:4326", _MERCATOR, [west, east], [south, north])
        limit = (x[0], y[0], x[1], y[1])
        box = (*np.maximum(own[:2], limit[:2]), *np.minimum(own[2:], limit[2:]))
        if not (box[0] < box[2] and box[1] < box[3]):
            raise RefusalError(self._elsewhere(own, window_deg))
        self._set_grid(box, max_pixels)
        self._set_window()

    def _to_mercator(self, columns: Any, rows: Any) -> tuple[Any, Any]:
        """Pixel corners to EPSG:3857; what has no place there is left out."""
        xs, ys = _applied(self.source.transform, columns, rows)
        return _transform(self.source.crs, _MERCATOR, xs, ys)

    def _elsewhere(self, own: Any, window: list[float]) -> str:
        x, y = _transform(_MERCATOR, "EPSG:4326", [own[0], own[2]], [own[1], own[3]])
        where = f"{x[0]:.2f} to {x[-1]:.2f} E, {y[0]:.2f} to {y[-1]:.2f} N" if len(x) else "nowhere"
        return (
            f"it lies outside the map: {where}, and the map shows {window[0]:g} to {window[2]:g} E,"
            f" {window[1]:g} to {window[3]:g} N."
        )

    def _set_grid(self, box: Any, max_pixels: int) -> None:
        width_m, height_m = box[2] - box[0], box[3] - box[1]
        own_m = self._pixel_in_mercator((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        grow = max(
            1.0,
            np.sqrt(width_m * height_m / own_m**2 / max_pixels),
            width_m / own_m / MAX_SIDE,
            height_m / own_m / MAX_SIDE,
        )
        self.columns = max(1, min(MAX_SIDE, round(width_m / own_m / grow)))
        self.rows = max(1, min(MAX_SIDE, round(height_m / own_m / grow)))
        self.shrunk = round(float(grow), 3)
        self.step = max(1, int(grow))  # source pixels that are averaged before the warp
        self.bounds = [float(v) for v in box]
        _, latitude = _transform(_MERCATOR, "EPSG:4326", [box[0]], [(box[1] + box[3]) / 2])
        self.pixel_m = float(own_m * grow * np.cos(np.radians(latitude[0])))

    def _pixel_in_mercator(self, x: float, y: float) -> float:
        """Side of a source pixel about a point, in metres of EPSG:3857."""
        xs, ys = _transform(_MERCATOR, self.source.crs, [x], [y])
        column, row = _applied(~self.source.transform, xs[0], ys[0])
        xs, ys = self._to_mercator(np.array([0, 1.0, 0]) + column, np.array([0, 0, 1.0]) + row)
        one, other = (xs[1] - xs[0], ys[1] - ys[0]), (xs[2] - xs[0], ys[2] - ys[0])
        return float(np.sqrt(abs(one[0] * other[1] - one[1] * other[0])))

    def _set_window(self) -> None:
        west, south, east, north = self.bounds
        xs, ys = _transform(_MERCATOR, self.source.crs, *_edges(west, south, east, north))
        columns, rows = _applied(~self.source.transform, xs, ys)
        room = 2 * self.step + 2
        spans = []
        for values, size in ((columns, self.source.width), (rows, self.source.height)):
            first = max(0, int(np.floor(values.min())) - room)
            last = min(size, int(np.ceil(values.max())) + room)
            spans.append((first, max(last, first + 1)))
        self.window = spans


def _edges(west: float, south: float, east: float, north: float) -> tuple[Any, Any]:
    """Points along the four sides of a rectangle: edges that are straight in one CRS bend."""
    t = np.linspace(0, 1, _EDGE_POINTS)
    across, along = west + t * (east - west), south + t * (north - south)
    ones = np.ones_like(t)
    xs = np.concatenate([across, across, ones * west, ones * east])
    ys = np.concatenate([ones * south, ones * north, along, along])
    return xs, ys


def _applied(affine: Any, xs: Any, ys: Any) -> tuple[Any, Any]:
    """Coordinates through an affine transform."""
    a, b, c, d, e, f = affine[:6]
    return a * xs + b * ys + c, d * xs + e * ys + f


def _transform(source: Any, target: Any, xs: Any, ys: Any) -> tuple[Any, Any]:
    """Coordinates (x = east) in another CRS; what has no place there is left out."""
    from rasterio.warp import transform

    x, y = (np.array(v) for v in transform(source, target, list(xs), list(ys)))
    held = np.isfinite(x) & np.isfinite(y)
    return x[held], y[held]


def _warped(source: Any, bands: Bands, place: _Place) -> tuple[Any, Looks]:
    """Pixels on the grid of ``place``; colours are weighted by alpha, so that no edge darkens."""
    from affine import Affine
    from rasterio.transform import from_bounds
    from rasterio.warp import Resampling, reproject

    rgba, looks = read_pixels(source, bands, place.window, place.step)
    (first_column, _), (first_row, _) = place.window
    a, b, _, d, e, _ = (place.step * v for v in source.transform[:6])
    x, y = _applied(source.transform, first_column, first_row)
    target = np.zeros((4, place.rows, place.columns), np.uint8)
    smooth = looks.kind != "palette"
    if smooth:
        rgba[:3] = ((rgba[:3].astype(np.uint16) * rgba[3] + 127) // 255).astype(np.uint8)
    reproject(
        rgba,
        target,
        src_transform=Affine(a, b, x, d, e, y),
        src_crs=source.crs,
        dst_transform=from_bounds(*place.bounds, place.columns, place.rows),
        dst_crs=_MERCATOR,
        resampling=Resampling.bilinear if smooth else Resampling.nearest,
        num_threads=1,
        warp_mem_limit=256,
    )
    alpha = target[3]
    if smooth:
        part = np.maximum(alpha, 1).astype(np.uint16)
        for band in target[:3]:
            whole = (band.astype(np.uint16) * 255 + part // 2) // part
            band[:] = np.minimum(255, whole).astype(np.uint8)
    if not alpha.any():
        raise RefusalError("nothing of it would be seen: all its pixels are without data here.")
    target[:3, alpha == 0] = 0
    return np.ascontiguousarray(target.transpose(1, 2, 0)), looks
