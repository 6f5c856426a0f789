"""Georeferenced pictures of others: GeoTIFF, read in a child process, warped to Web Mercator."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from geo.errors import ForeignFileError
from geo.files import sha256_of
from geo.foreign.limits import Limits
from geo.foreign.parent import naming, run_child
from geo.foreign.paths import checked_path

__all__ = ["RASTER_LIMITS", "WarpedRaster", "read_raster"]

#: Pixels take more room than tables, and a large file is gone through whole.
RASTER_LIMITS = Limits(memory_bytes=2048 << 20, memory_per_byte=2.0, wall_s=90.0)
_MAGIC = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")


@dataclass(frozen=True)
class WarpedRaster:
    """Pixels in Web Mercator, and how they came about.

    ``pixels``: rows x columns x RGBA (uint8), row 0 in the north, 0 0 0 0 where there is no
    data. ``bounds_m``: west, south, east, north in EPSG:3857 (metres). ``kind``: ``colour``,
    ``grey``, ``palette`` or ``mask`` (one value on nothing). ``stretch``: per band the values
    that are drawn darkest and brightest; none where values are drawn as they are. ``value``: the
    value that a mask shows. ``shrunk``: how many pixels of the file became one, along a side;
    ``pixel_m``: side of a pixel on the ground. ``tags``: what the file says of itself, for the
    eyes of who opens it.
    """

    name: str
    sha256: str
    pixels: npt.NDArray[np.uint8]
    bounds_m: tuple[float, float, float, float]
    kind: str
    stretch: Sequence[tuple[float, float]]
    value: float | None
    shrunk: float
    pixel_m: float
    notes: Sequence[str]
    tags: Mapping[str, str]


def read_raster(
    path: str | os.PathLike[str],
    *,
    window: tuple[float, float, float, float],
    max_pixels: int,
    limits: Limits = RASTER_LIMITS,
) -> WarpedRaster:
    """Read a GeoTIFF, clipped to ``window`` (west, south, east, north in degrees).

    One band is drawn grey (or through its palette, or as a mask when it holds one value beside
    0), three as colours. 8-bit values are drawn as they are, others from the 2 % to the 98 %
    value of each band. No data and alpha become transparent. The result has at most
    ``max_pixels`` pixels and is never finer than the file.

    Raises ForeignFileError, naming the file: for what is no GeoTIFF, has no georeference inside,
    lies outside the window, or cannot be opened within the limits.
    """
    shown = os.fspath(path)
    source = checked_path(path, limits)
    with naming(shown), tempfile.TemporaryDirectory(prefix="kordon-") as name:
        with source.open("rb") as file:
            if file.read(4) not in _MAGIC:
                raise ForeignFileError(
                    "it is not a GeoTIFF, whatever its name says. Save it as one, for instance "
                    "with gdal_translate or 'Export' in QGIS."
                )
        folder = Path(name)
        request = {
            "path": str(source),
            "format": "geotiff",
            "window": list(window),
            "max_pixels": max_pixels,
        }
        told = run_child(request, folder, source.stat().st_size, limits)["raster"]
        data = (folder / "pixels.raw").read_bytes()
        digest = sha256_of(source)
    pixels = np.frombuffer(data, np.uint8).reshape(told["height"], told["width"], 4)
    west, south, east, north = map(float, told["bounds"])
    return WarpedRaster(
        name=Path(shown).name,
        sha256=digest,
        pixels=pixels,
        bounds_m=(west, south, east, north),
        kind=told["kind"],
        stretch=[(float(low), float(high)) for low, high in told["stretch"]],
        value=told["value"],
        shrunk=float(told["shrunk"]),
        pixel_m=float(told["pixel_m"]),
        notes=tuple(told["notes"]),
        tags=dict(told["tags"]),
    )
