"""The analyst's own pictures (GeoTIFF) under the records of a still, in its projection."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from maps.picture.fonts import drawable
from maps.picture.frame import Frame
from maps.picture.labels import Box
from maps.saying import Sayings

if TYPE_CHECKING:
    from geo.raster import WarpedRaster
    from maps.picture.paper import Paper
    from maps.rasters import Raster

__all__ = ["Told", "mean_color", "paint_raster", "placed", "told_of"]

Floats = npt.NDArray[np.float64]
_RADIUS_M = 6_378_137.0  # of the sphere of Web Mercator (EPSG:3857)
_FINE = 2.0  # pixels of the picture to one of the sheet
_NODE_PX = 8.0  # between the places that are reckoned; the others lie between them


@dataclass(frozen=True)
class Placed:
    """A picture as it lies in a frame: its box on the sheet, and RGBA from the top down."""

    box: Box
    pixels: npt.NDArray[np.uint8]
    classes: bool


def placed(frame: Frame, warped: WarpedRaster) -> Placed | None:
    """A picture in the frame's projection; None where the frame shows nothing of it.

    Palettes and masks keep their very colours. All others are averaged where they are finer than
    the sheet, leaving out what has no data.
    """
    box = _box(frame, warped)
    if box is None:
        return None
    columns, rows = _grid(frame, box, warped)
    classes = warped.kind in ("palette", "mask")
    pixels = warped.pixels
    finer = abs(float(columns[0, -1] - columns[0, 0])) / max(1, columns.shape[1] - 1)
    if finer >= 2 and not classes:
        pixels, times = _averaged(pixels, math.floor(finer))
        columns, rows = ((v + 0.5) / times - 0.5 for v in (columns, rows))
    return Placed(box, _sampled(pixels, columns, rows, 0 if classes else 1), classes)


def _box(frame: Frame, warped: WarpedRaster) -> Box | None:
    """What part of the frame it covers, in whole pixels of the sheet."""
    west, south, east, north = warped.bounds_m
    t = np.linspace(0, 1, 33)
    x = np.concatenate([west + t * (east - west)] * 2 + [np.full(33, west), np.full(33, east)])
    y = np.concatenate([np.full(33, south), np.full(33, north)] + [south + t * (north - south)] * 2)
    lon, lat = np.degrees(x / _RADIUS_M), np.degrees(np.arctan(np.sinh(y / _RADIUS_M)))
    px, py = frame.pixels(lon, lat)
    left, top, right, bottom = frame.box
    ends = (
        max(left, float(np.floor(px.min()))), max(top, float(np.floor(py.min()))),
        min(right, float(np.ceil(px.max()))), min(bottom, float(np.ceil(py.max()))),
    )  # fmt: skip
    fine = all(map(math.isfinite, ends)) and ends[0] < ends[2] and ends[1] < ends[3]
    return ends if fine else None


def _grid(frame: Frame, box: Box, warped: WarpedRaster) -> tuple[Floats, Floats]:
    """Column and row of the picture for each pixel of the box."""
    from scipy.ndimage import map_coordinates

    left, top, right, bottom = box
    wide, high = (max(2, math.ceil(v * _FINE)) for v in (right - left, bottom - top))
    across, down = (max(2, math.ceil(v / _NODE_PX) + 1) for v in (right - left, bottom - top))
    x, y = np.meshgrid(np.linspace(left, right, across), np.linspace(top, bottom, down))
    lon, lat = frame.places(x.ravel(), y.ravel())
    west, south, east, north = warped.bounds_m
    rows, columns = warped.pixels.shape[:2]
    east_m, north_m = _RADIUS_M * np.radians(lon), _RADIUS_M * np.arcsinh(np.tan(np.radians(lat)))
    column = (east_m - west) / (east - west) * columns - 0.5
    row = (north - north_m) / (north - south) * rows - 0.5
    at = np.meshgrid(
        (np.arange(high) + 0.5) / high * (down - 1), (np.arange(wide) + 0.5) / wide * (across - 1),
        indexing="ij",
    )  # fmt: skip
    return (
        map_coordinates(column.reshape(down, across), at, order=1),
        map_coordinates(row.reshape(down, across), at, order=1),
    )


def _averaged(pixels: npt.NDArray[np.uint8], times: int) -> tuple[npt.NDArray[np.uint8], int]:
    """Each ``times`` × ``times`` pixels as one; what is left over at the edges repeats them."""
    rows, columns = pixels.shape[:2]
    pad = ((0, -rows % times), (0, -columns % times), (0, 0))
    whole = np.pad(pixels, pad, mode="edge").astype(np.float32)
    alpha = whole[..., 3:] / 255
    shape = (whole.shape[0] // times, times, whole.shape[1] // times, times, -1)
    color = (whole[..., :3] * alpha).reshape(shape).sum(axis=(1, 3))
    cover = alpha.reshape(shape).sum(axis=(1, 3))
    out = np.concatenate([color / np.maximum(cover, 1e-6), 255 * cover / times**2], axis=2)
    return np.round(out).astype(np.uint8), times


def _sampled(
    pixels: npt.NDArray[np.uint8], columns: Floats, rows: Floats, order: int
) -> npt.NDArray[np.uint8]:
    """Values at places between pixels; transparent beyond the edges."""
    from scipy.ndimage import map_coordinates

    high, wide = pixels.shape[:2]
    inside = (columns > -0.5) & (columns < wide - 0.5) & (rows > -0.5) & (rows < high - 0.5)
    at = [np.clip(rows, 0, high - 1), np.clip(columns, 0, wide - 1)]
    alpha = pixels[..., 3].astype(np.float32) / 255
    cover = map_coordinates(alpha, at, order=order, mode="nearest") * inside
    out = np.zeros((*cover.shape, 4), np.uint8)
    for band in range(3):
        value = map_coordinates(pixels[..., band] * alpha, at, order=order, mode="nearest")
        out[..., band] = np.clip(np.round(value / np.maximum(cover, 1e-6)), 0, 255) * (cover > 0)
    out[..., 3] = np.round(255 * cover)
    return out


def paint_raster(paper: Paper, frame: Frame, warped: WarpedRaster) -> bool:
    """Draws a picture; whether anything of it is in the frame."""
    found = placed(frame, warped)
    if found is None or not found.pixels[..., 3].any():
        return False
    paper.image(found.box, found.pixels, 1.0, smooth=not found.classes)
    return True


def mean_color(warped: WarpedRaster) -> str:
    """The colour of a picture from afar, for its sign in the legend; of a mask its colour."""
    thin = warped.pixels[:: max(1, warped.pixels.shape[0] // 200)]
    thin = thin[:, :: max(1, thin.shape[1] // 200)].reshape(-1, 4)
    seen: Any = thin[thin[:, 3] > 0]
    if not len(seen):
        return "#808080"
    return "#" + "".join(f"{round(float(v)):02x}" for v in seen[:, :3].mean(axis=0))


@dataclass(frozen=True)
class Told:
    """What the legend says of a picture: its name, the colour of its sign, and the rest."""

    label: str
    color: str
    more: str


def told_of(raster: Raster, number: int, sayings: Sayings) -> Told:
    """As the page's panel has it: source, day and terms as given, and how it was drawn."""
    warped, say = raster.warped, sayings.say
    label = raster.label or say("raster_untitled", n=str(number))
    parts = [text for text in (raster.source, raster.date, raster.licence) if text]
    parts.append(say("raster_pixel", distance=sayings.distance(warped.pixel_m)))
    if warped.value is not None:
        parts.append(say("raster_mask", value=f"{warped.value:g}"))
    if warped.stretch:
        ranges = ", ".join(f"{low:.4g}–{high:.4g}" for low, high in warped.stretch)
        parts.append(say("raster_stretch", ranges=ranges))
    return Told(drawable(label), mean_color(warped), drawable(" · ".join(parts)))
