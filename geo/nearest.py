"""Geodesic distance of each point to a geometry of its own, many pairs at a time.

`geo.geodesy.distance_m` is for many points and one geometry. Here every pair has its own
geometry (a region cut to the neighbourhood of a sighting), so the edges of all pairs are
laid out in one array and measured together.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from geo.geodesy import GEOD

__all__ = ["pair_distances_m"]

Floats = npt.NDArray[np.float64]

#: Edges further than the nearest one by more than this are not measured. The flat estimate
#: shortens longitudes by the cosine at the point, which is wrong by up to 2 tan(latitude) of
#: the distance in radians: 6 % a degree at 60 degrees north.
_SLACK_PER_DEG = 0.06
_SLACK_DEG = 0.0005
#: Longer edges are cut: an edge straight in degrees bends in the projection about a point.
_EDGE_DEG = 0.25
#: Edges are laid out for at most so many at a time.
_BATCH = 2_000_000


def pair_distances_m(longitude: Floats, latitude: Floats, geometries: Any) -> Floats:
    """Distance in metres from point i (degrees) to geometry i (EPSG:4326); 0 inside a polygon.

    ``longitude``, ``latitude``: 1-D; ``geometries``: an array of as many lines or polygons,
    each within some 500 km of its point. NaN where a geometry is missing or empty.
    """
    out = np.full(len(longitude), np.nan)
    inside = shapely.intersects_xy(geometries, longitude, latitude)
    out[inside] = 0.0
    todo = np.flatnonzero(~inside & ~shapely.is_missing(geometries))
    size = np.cumsum(shapely.get_num_coordinates(geometries[todo]))
    for some in np.split(todo, np.searchsorted(size, np.arange(_BATCH, size[-1:].sum(), _BATCH))):
        if len(some):
            out[some] = _batch(longitude[some], latitude[some], geometries[some])
    return out


def _batch(lon: Floats, lat: Floats, geometries: Any) -> Floats:
    start, end, owner = _edges(geometries)
    out = np.full(len(lon), np.nan)
    if not len(owner):
        return out
    shrink = np.cos(np.radians(lat))[owner]
    here = np.column_stack([lon, lat])[owner]
    scale = np.column_stack([shrink, np.ones_like(shrink)])
    flat, share = _to_segment((start - here) * scale, (end - here) * scale)
    nearest = np.full(len(lon), np.inf)
    np.minimum.at(nearest, owner, flat)
    reach = nearest * (1 + _SLACK_PER_DEG * nearest) + _SLACK_DEG
    near = np.flatnonzero(flat <= reach[owner])
    who, start, end = owner[near], start[near], end[near]
    azimuth_a, _, length_a = GEOD.inv(lon[who], lat[who], start[:, 0], start[:, 1])
    azimuth_b, _, length_b = GEOD.inv(lon[who], lat[who], end[:, 0], end[:, 1])
    # Ends of an edge in the azimuthal equidistant projection about the point itself.
    _, share = _to_segment(_polar(azimuth_a, length_a), _polar(azimuth_b, length_b))
    foot = start + (end - start) * share[:, None]
    _, _, length = GEOD.inv(lon[who], lat[who], foot[:, 0], foot[:, 1])
    best = np.full(len(lon), np.inf)
    np.minimum.at(best, who, length)
    found = np.isfinite(best)
    out[found] = best[found]
    return out


def _edges(geometries: Any) -> tuple[Floats, Floats, npt.NDArray[np.intp]]:
    """Start, end and owner of every edge of every geometry."""
    parts, owner = shapely.get_parts(geometries, return_index=True)
    rings, of_part = shapely.get_rings(parts, return_index=True)
    is_line = shapely.get_dimensions(parts) == 1
    lines = shapely.segmentize(np.concatenate([rings, parts[is_line]]), _EDGE_DEG)
    owner = np.concatenate([owner[of_part], owner[is_line]])
    xy, line = shapely.get_coordinates(lines, return_index=True)
    same = np.flatnonzero(line[1:] == line[:-1])
    return xy[same], xy[same + 1], owner[line[same]]


def _to_segment(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """Distance from the origin to the segment a..b, and at which part of it the foot is."""
    along = b - a
    square = (along**2).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.clip(np.nan_to_num(-(a * along).sum(axis=1) / square), 0.0, 1.0)
    foot = a + along * share[:, None]
    return np.hypot(foot[:, 0], foot[:, 1]), share


def _polar(azimuth: Any, length: Any) -> Floats:
    turn = np.radians(azimuth)
    return np.column_stack([length * np.sin(turn), length * np.cos(turn)])
