"""What part of the earth a still shows, in which projection, and where a place lies on it.

Stills lie in Lambert's conformal conic projection with parallels 49.3° and 55.7° N: lengths in
the border region are true to 0.4 % (the page's Mercator stretches north against south by a tenth
within one view). Frames that reach far beyond are drawn in Mercator, as the page.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

__all__ = ["Frame", "Projection", "frame_for"]

Floats = npt.NDArray[np.float64]
_PARALLELS = (49.3, 55.7)
#: Degrees north between which, and degrees wide up to which, the cone is the better choice.
_CONE_NORTH, _CONE_WIDE = (35.0, 72.0), 70.0
_EARTH_M = 40_075_016.686
_MERCATOR = 84.0  # degrees north and south that Mercator reaches
_LEAST_M = 2_000.0  # of a frame's side


@dataclass(frozen=True)
class Projection:
    """``name``: ``cone`` or ``mercator``; ``middle_deg``: the meridian that is upright."""

    name: str
    middle_deg: float

    @cached_property
    def _transform(self) -> Any:
        if self.name == "cone":
            a, b = _PARALLELS
            text = f"+proj=lcc +lat_1={a} +lat_2={b} +lat_0=52.5 +lon_0={self.middle_deg}"
        else:
            text = f"+proj=merc +lon_0={self.middle_deg}"
        return pyproj.Transformer.from_crs("EPSG:4326", f"{text} +datum=WGS84", always_xy=True)

    @property
    def reach(self) -> tuple[float, float]:
        """Degrees north between which places are drawn."""
        return (-_MERCATOR, _MERCATOR) if self.name == "mercator" else (-60.0, 89.0)

    def metres(self, longitude: Any, latitude: Any) -> tuple[Floats, Floats]:
        """East and north in the projection's metres; NaN where there is no place on it."""
        low, high = self.reach
        x = np.asarray(longitude, float)
        y = np.asarray(latitude, float)
        ok = np.isfinite(x) & np.isfinite(y) & (y > low) & (y < high)
        east, north = self._transform.transform(np.where(ok, x, 0.0), np.where(ok, y, 52.0))
        fine = ok & np.isfinite(east) & np.isfinite(north)
        return np.where(fine, east, np.nan), np.where(fine, north, np.nan)

    def degrees(self, east: Any, north: Any) -> tuple[Floats, Floats]:
        """The other way about; longitudes run on from the middle, also beyond 180°."""
        x, y = self._transform.transform(east, north, direction="INVERSE")
        turn = 360 * np.round((np.asarray(x) - self.middle_deg) / 360)
        return np.asarray(x) - turn, np.asarray(y)


@dataclass(frozen=True)
class Frame:
    """A window of a projection on the sheet.

    ``box``: left, top, right, bottom in pixels of the sheet; ``west_m`` and ``north_m``: the
    projection's metres at its left upper corner; ``scale``: pixels per such metre.
    """

    projection: Projection
    box: tuple[float, float, float, float]
    west_m: float
    north_m: float
    scale: float

    def pixels(self, longitude: Any, latitude: Any) -> tuple[Floats, Floats]:
        """Places (degrees) in pixels of the sheet."""
        east, north = self.projection.metres(longitude, latitude)
        x = self.box[0] + (east - self.west_m) * self.scale
        return x, self.box[1] + (self.north_m - north) * self.scale

    def point(self, longitude: float, latitude: float) -> tuple[float, float]:
        """One place."""
        x, y = self.pixels([longitude], [latitude])
        return float(x[0]), float(y[0])

    def places(self, x: Any, y: Any) -> tuple[Floats, Floats]:
        """Pixels of the sheet as longitude and latitude."""
        east = self.west_m + (np.asarray(x, float) - self.box[0]) / self.scale
        north = self.north_m - (np.asarray(y, float) - self.box[1]) / self.scale
        return self.projection.degrees(east, north)

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of what is in the frame, in degrees."""
        left, top, right, bottom = self.box
        t = np.linspace(0, 1, 33)
        x = np.concatenate(
            [left + t * (right - left)] * 2 + [np.full(33, left), np.full(33, right)]
        )
        y = np.concatenate([np.full(33, top), np.full(33, bottom)] + [top + t * (bottom - top)] * 2)
        lon, lat = self.places(x, y)
        return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())

    @cached_property
    def middle_north(self) -> float:
        """Latitude of the frame's middle, where the scale bar is true."""
        left, top, right, bottom = self.box
        return float(self.places((left + right) / 2, (top + bottom) / 2)[1])

    @cached_property
    def pixels_per_m(self) -> float:
        """Pixels per metre on the ground, along the parallel through the frame's middle."""
        left, top, right, bottom = self.box
        y = (top + bottom) / 2
        lon, lat = self.places([left + 0.4 * (right - left), left + 0.6 * (right - left)], [y, y])
        _, _, ground = pyproj.Geod(ellps="WGS84").inv(lon[0], lat[0], lon[1], lat[1])
        return 0.2 * (right - left) / float(ground)

    @cached_property
    def zoom(self) -> float:
        """The zoom at which the page shows the same scale: what is drawn depends on it."""
        north = math.radians(self.middle_north)
        return math.log2(self.pixels_per_m * _EARTH_M * math.cos(north) / 256)

    def holds(self, x: Floats, y: Floats) -> npt.NDArray[np.bool_]:
        """Which pixels are in the frame; NaN are not."""
        left, top, right, bottom = self.box
        return np.asarray((x >= left) & (x <= right) & (y >= top) & (y <= bottom))

    def circle(self, longitude: float, latitude: float, radius_m: float) -> Floats:
        """A circle on the ground as points in pixels, from the north clockwise, closed."""
        turns = np.linspace(0, 360, 65)
        n = len(turns)
        geod = pyproj.Geod(ellps="WGS84")
        lon, lat, _ = geod.fwd([longitude] * n, [latitude] * n, turns, [radius_m] * n)
        return np.column_stack(self.pixels(lon, lat))

    def shape(self, geometry: Any, *, whole: bool = False) -> Any:
        """A shapely geometry (degrees) in pixels, cut to the frame's surroundings.

        Without what is smaller than a tenth of a pixel; ``whole`` with it, which takes less time
        than to leave it out.
        """
        west, south, east, north = self.bounds
        dx, dy = 0.25 * (east - west) + 0.1, 0.25 * (north - south) + 0.1
        low, high = (v + 0.1 * (1 if v < 0 else -1) for v in self.projection.reach)
        box = (west - dx, max(low, south - dy), east + dx, min(high, north + dy))
        near = shapely.clip_by_rect(geometry, *box)
        if shapely.is_empty(near):
            return near
        fine = shapely.segmentize(near, 0.25)

        def moved(xy: Floats) -> Floats:
            return np.column_stack(self.pixels(xy[:, 0], xy[:, 1]))

        drawn = shapely.transform(fine, moved)
        if whole:
            return drawn
        # Most points go by themselves; only of the rest it is seen to that no ring crosses another.
        return shapely.simplify(shapely.simplify(drawn, 0.03, preserve_topology=False), 0.1)


def frame_for(
    bounds: Sequence[float], box: tuple[float, float, float, float], *, wanted: str | None = None
) -> Frame:
    """The frame that shows ``bounds`` (west, south, east, north in degrees) whole in a box."""
    west, south, east, north = map(float, bounds)
    cone = south >= _CONE_NORTH[0] and north <= _CONE_NORTH[1] and east - west <= _CONE_WIDE
    name = wanted or ("cone" if cone else "mercator")
    if name == "mercator":
        most = _MERCATOR - 0.1
        south, north = (min(max(v, -most), most) for v in (south, north))
    projection = Projection(name, round((west + east) / 2 * 2) / 2)
    t = np.linspace(0, 1, 33)
    lon = np.concatenate([west + t * (east - west)] * 2 + [np.full(33, west), np.full(33, east)])
    lat = np.concatenate(
        [np.full(33, south), np.full(33, north)] + [south + t * (north - south)] * 2
    )
    x, y = projection.metres(lon, lat)
    left, top, right, bottom = box
    wide = max(float(x.max() - x.min()), _LEAST_M)
    high = max(float(y.max() - y.min()), _LEAST_M)
    scale = min((right - left) / wide, (bottom - top) / high)
    middle_x, middle_y = float(x.max() + x.min()) / 2, float(y.max() + y.min()) / 2
    return Frame(
        projection,
        box,
        middle_x - (right - left) / 2 / scale,
        middle_y + (bottom - top) / 2 / scale,
        scale,
    )
