"""How far, and what is near: nearest places, everything within a distance, which side of a border.

Distances are geodesic (``pyproj.Geod``, WGS 84), points are in degrees, anywhere on Earth. Each
place that is named often is measured once.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any, Final

import numpy as np
import shapely

from geo import reference
from geo.curves import Curves, Target
from geo.errors import InputError, RegionError
from geo.geodesy import GEOD
from geo.pairs import Floats, Ints
from geo.prepared import PreparedRegions
from geo.reach import reach_boxes
from geo.runs import runs
from geo.space import as_near, degrees, distinct, in_space
from geo.workers import spread
from geo.zones import border_line

__all__ = ["MAXIMUM_M", "border_distance_m", "border_jump_m", "nearest", "within_distance"]

#: Places at a time in one thread.
_BATCH: Final = 10_000
#: Nothing on Earth is further than this.
MAXIMUM_M: Final = 20_004_000.0
#: Where the outlines of two countries are no further apart, in degrees, they are one.
_SAME_LINE_DEG: Final = 1e-6


def nearest(
    longitude: Any, latitude: Any, to_longitude: Any, to_latitude: Any, k: int = 1
) -> tuple[Ints, Floats]:
    """Find the ``k`` places nearest to each point, nearest first: two (n, k) arrays.

    All in degrees; the first array has positions in ``to_longitude``, the second metres.
    Places that are equally far come in their order. -1 and NaN where there are fewer places,
    or where a point or a place is NaN or infinite. Raises InputError for arrays that are not of
    one length, and for a ``k`` below 1.
    """
    from scipy.spatial import cKDTree

    lon, lat = degrees(longitude, latitude)
    x, y, rows, place = distinct(lon, lat)
    to_lon, to_lat = degrees(to_longitude, to_latitude)
    if k < 1:
        raise InputError(f"the {k} nearest places: ask for 1 or more")
    index = np.full((len(lon), k), -1, dtype=np.intp)
    distance = np.full(index.shape, np.nan)
    known = _first_of_each(to_lon, to_lat, k)
    many = min(k, len(known))
    if not many or not len(x):
        return index, distance
    tree = cKDTree(in_space(to_lon[known], to_lat[known]))

    def found(some: slice) -> tuple[Ints, Floats]:
        who, at = _candidates(tree, in_space(x[some], y[some]), many)
        there = known[at]
        length = GEOD.inv(x[some][who], y[some][who], to_lon[there], to_lat[there])[2]
        order = np.lexsort((there, length, who))
        size = np.bincount(who)
        kept = order[runs(size)[1] < many]
        return there[kept].reshape(-1, many), length[kept].reshape(-1, many)

    done = list(spread(found, _batches(len(x))))
    index[rows, :many] = np.concatenate([there for there, _ in done])[place]
    distance[rows, :many] = np.concatenate([length for _, length in done])[place]
    return index, distance


def _first_of_each(lon: Floats, lat: Floats, k: int) -> Ints:
    """Positions of the places that can be among ``k``: of places at one spot the first ``k``."""
    _, _, rows, spot = distinct(lon, lat)
    order = np.argsort(spot, kind="stable")
    size = np.bincount(spot)
    return np.sort(rows[order[runs(size)[1] < k]])


def _candidates(tree: Any, space: Floats, many: int) -> tuple[Ints, Ints]:
    """Pairs (position of a point, of a place) that hold the nearest of each, sorted by point."""
    wide = min(many + 3, tree.n)
    chord, at = tree.query(space, k=list(range(1, wide + 1)))
    reach = as_near(chord[:, many - 1])
    # Mostly a few are enough; where the last of them is as near as those asked for, all such.
    crowded = np.flatnonzero(chord[:, -1] <= reach) if wide < tree.n else np.empty(0, np.intp)
    near = chord <= reach[:, None]
    near[crowded] = False
    who, _ = np.nonzero(near)
    balls = tree.query_ball_point(space[crowded], reach[crowded])
    size = np.fromiter(map(len, balls), np.intp, len(balls))
    others = np.fromiter(chain.from_iterable(balls), np.intp, int(size.sum()))
    who = np.concatenate([who, np.repeat(crowded, size)])
    at = np.concatenate([at[near], others])
    order = np.argsort(who, kind="stable")
    return who[order], at[order]


def within_distance(
    longitude: Any, latitude: Any, geometries: Any, distance_m: float, *, depth: bool = False
) -> tuple[Ints, Ints, Floats]:
    """Find every point within a distance of geometries: points, lines or regions (EPSG:4326).

    Three arrays, of pairs sorted by point, then geometry: positions of both, and metres: 0
    inside a region, or with ``depth`` minus the distance to its edge. Nothing is within any
    distance of a geometry that is None, empty or not finite. Raises InputError for a distance
    that is negative or more than `MAXIMUM_M`.
    """
    lon, lat = degrees(longitude, latitude)
    if not 0 <= distance_m <= MAXIMUM_M:
        raise InputError(f"within {distance_m:g} m: say 0 or more and at most {MAXIMUM_M:,.0f} m")
    x, y, rows, place = distinct(lon, lat)
    shapes = np.atleast_1d(np.asarray(geometries, dtype=object))

    def measured(work: tuple[int, Target, Ints]) -> tuple[int, Ints, Floats]:
        which, target, some = work
        length = target.distance_m(x[some], y[some], distance_m, depth=depth)
        near = length <= distance_m
        return which, some[near], length[near]

    done = list(spread(measured, _near_boxes(x, y, shapes, distance_m)))
    found = np.concatenate([np.empty(0, np.intp), *(near for _, near, _ in done)])
    which = np.array([which for which, *_ in done], dtype=np.intp)
    target = np.repeat(which, np.array([len(near) for _, near, _ in done], dtype=np.intp))
    length = np.concatenate([np.empty(0), *(length for *_, length in done)])
    size = np.bincount(place, minlength=len(x))
    pair, again = runs(size[found], (np.cumsum(size) - size)[found])
    point = rows[np.argsort(place, kind="stable")[again]]
    target, length = target[pair], length[pair]
    order = np.lexsort((target, point))
    return point[order], target[order], length[order]


def _near_boxes(
    x: Floats, y: Floats, shapes: Any, distance_m: float
) -> Iterator[tuple[int, Target, Ints]]:
    """Each shape with the places (sorted by ``x``) in the box that reaches around it."""
    usable = np.flatnonzero(np.isfinite(shapely.bounds(shapes)).all(axis=1))
    boxes, whole = reach_boxes(shapes[usable], np.full(len(usable), max(distance_m, 1.0)))
    for which, box, everywhere in zip(usable, shapely.bounds(boxes), whole, strict=True):
        near = np.arange(len(x))
        if not everywhere:
            west, south, east, north = box
            near = near[slice(*np.searchsorted(x, [west, np.nextafter(east, 360)]))]
            near = near[(y[near] >= south) & (y[near] <= north)]
        if len(near):
            target = Target(shapes[which])
            for some in _batches(len(near)):
                yield int(which), target, near[some]


def border_distance_m(longitude: Any, latitude: Any, pair: str, far: str | None = None) -> Floats:
    """Signed geodesic distance to the border of two neighbours, in metres.

    ``pair``: two codes, in any order and case (``"BY-UA"``). Negative in the country whose code
    is ``far`` (the second of ``pair`` unless given), positive elsewhere, third countries too; NaN
    where a point is. The border is that of `geo.reference.borders`, at full detail. Raises
    RegionError for codes that are no neighbours, and for a ``far`` that is not one of them.
    """
    line, land = border_line(pair), _far_land(pair, far)
    lon, lat = degrees(longitude, latitude)
    distance = _distances(lon, lat, Curves.of(line))
    across, _ = PreparedRegions([land]).pairs(lon, lat)
    distance[across] = 0 - distance[across]
    return distance


def border_jump_m(longitude: Any, latitude: Any, pair: str, far: str | None = None) -> Floats:
    """Distance to where `border_distance_m` changes its sign without coming to 0.

    That is the rest of the outline of ``far``, towards third countries and the sea. Within this
    distance of a point, in metres, the signed distance changes by no more than one goes.
    """
    line, land = border_line(pair), _far_land(pair, far)
    lon, lat = degrees(longitude, latitude)
    rest = shapely.difference(shapely.boundary(land), shapely.buffer(line, _SAME_LINE_DEG))
    return _distances(lon, lat, Curves.of(rest))


def _far_land(pair: str, far: str | None) -> Any:
    codes = pair.strip().upper().replace("–", "-").split("-")
    beyond = (far or codes[-1]).strip().upper()
    if beyond not in codes:
        raise RegionError(f"{far!r} is not beside the border {pair}: say {' or '.join(codes)}")
    countries = reference.countries()
    return countries.loc[countries["iso"] == beyond, "geometry"].iloc[0]


def _distances(lon: Floats, lat: Floats, curves: Curves) -> Floats:
    """Distance of each point; NaN where it is."""
    x, y, rows, place = distinct(lon, lat)

    def measured(some: slice) -> Floats:
        return curves.distance_m(x[some], y[some])

    out: Floats = np.full(len(lon), np.nan)
    out[rows] = np.concatenate([np.empty(0), *spread(measured, _batches(len(x)))])[place]
    return out


def _batches(count: int) -> Iterator[slice]:
    return (slice(start, start + _BATCH) for start in range(0, count, _BATCH))
