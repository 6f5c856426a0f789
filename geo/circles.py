"""Circles over the edges of regions: how much of each circle is inside, edge by edge.

The part of a circle that lies in a polygon follows from the polygon's edges within the circle
alone: each adds the triangle between its ends and the middle, and takes away the sector between
them; where the middle is inside, the whole circle comes on top. So nothing has to be cut, and the
edges of many circles are worked out together.

They are laid out about the middle of their circle as in Lambert's equal-area azimuthal projection,
in which a circle is one: on the sphere by the formulas of Delambre, on the ellipsoid with the radii
of curvature half-way. Shares come within 0.001 of those of polygons that are cut.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely

from geo.geodesy import EARTH_RADIUS_M, EDGE_DEG, GEOD
from geo.grid.edges import Edges, edges_of
from geo.pairs import BELOW_ONE, Floats, Ints, Pairs
from geo.runs import runs

__all__ = ["Rims", "over_edges", "rims_of"]

#: Edges of a run at most, and runs that are worked on at a time: some 20 MB.
_EDGES: Final = 16
_RUNS: Final = 4_096
#: What an edge within a circle leaves inside or outside is never nothing.
_LEAST: Final = 1e-12
#: Nearer than this part of the radius to an edge, nobody knows on which side the middle is.
_ON_EDGE: Final = 1e-6
#: A sum is off by less than this, but for whole circles.
_NOISE: Final = 1e-6

Bits = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Rims:
    """Edges of polygons, the inside to their left, in runs of a few that lie together.

    Run k has ``size[k]`` edges from ``start[k]`` on; ``tree`` is over the boxes of the runs.
    """

    edges: Edges
    start: Ints
    size: Ints
    tree: Any


def rims_of(polygons: Any) -> Rims:
    """Lay out the edges of valid polygons (EPSG:4326); None and empty ones have none."""
    edges = edges_of(shapely.segmentize(shapely.orient_polygons(polygons), EDGE_DEG))
    if not len(edges):
        return Rims(edges, np.empty(0, np.intp), np.empty(0, np.intp), shapely.STRtree([]))
    place = np.arange(len(edges))
    apart = (edges.x0[1:] != edges.x1[:-1]) | (edges.y0[1:] != edges.y1[:-1])
    apart = np.append(True, apart | (edges.region[1:] != edges.region[:-1]))
    since = place - np.maximum.accumulate(np.where(apart, place, 0))
    start = np.flatnonzero(since % _EDGES == 0)
    west, south, east, north = (
        bound.reduceat(bound(one, other), start)
        for bound in (np.minimum, np.maximum)
        for one, other in ((edges.x0, edges.x1), (edges.y0, edges.y1))
    )
    tree = shapely.STRtree(shapely.box(west, south, east, north))
    tree.query(shapely.Point(0, 0))  # it may be built by the first question, which threads share
    return Rims(edges, start, np.diff(start, append=len(edges)), tree)


def over_edges(
    rows: Ints,
    x: Floats,
    y: Floats,
    radius_m: Floats,
    bounds: Floats,
    rims: Rims,
    inside: tuple[Ints, int],
) -> tuple[Pairs, Bits]:
    """Pairs of circles (some ``rows`` of the arrays) and regions whose edge runs through them.

    ``bounds``: (n, 4) in degrees, of boxes about all circles; ``inside``: sorted, circle * n +
    region of those whose middle is in the region, and n. Share is more than 0 and less than 1,
    distance that of the middle to the region. The second result says for which pairs the middle
    is so near to an edge that the share is not to be trusted.
    """
    at, run = rims.tree.query(shapely.box(*bounds[rows].T))
    order = np.argsort(at, kind="stable")
    disc, run = rows[at[order]], run[order]
    # Where the circle of every so many runs begins: no circle is divided.
    begins = np.unique(np.searchsorted(at[order], at[order][::_RUNS]))
    ends = np.append(begins, len(disc))[1:]
    found = [
        _crossed(disc[a:b], run[a:b], x, y, radius_m, bounds, rims, inside)
        for a, b in zip(begins.tolist(), ends.tolist(), strict=True)
    ]
    names = ("sighting", "region", "share", "distance_m")
    kinds = (np.intp, np.intp, np.float64, np.float64)
    whole = (
        np.concatenate([np.empty(0, kind), *(getattr(pairs, name) for pairs, _ in found)])
        for name, kind in zip(names, kinds, strict=True)
    )
    return Pairs(*whole), np.concatenate([np.empty(0, bool), *(near for _, near in found)])


def _crossed(
    disc: Ints,
    run: Ints,
    x: Floats,
    y: Floats,
    radius_m: Floats,
    bounds: Floats,
    rims: Rims,
    inside: tuple[Ints, int],
) -> tuple[Pairs, Bits]:
    """`over_edges` for some pairs of a circle and a run of edges whose boxes meet."""
    owner, edge = runs(rims.size[run], rims.start[run])
    disc, edges = disc[owner], rims.edges
    start = np.stack([edges.x0[edge], edges.y0[edge]])
    step = np.stack([edges.x1[edge], edges.y1[edge]]) - start
    low, high = bounds[disc, :2].T, bounds[disc, 2:].T
    with np.errstate(divide="ignore", invalid="ignore"):
        one, other = (low - start) / step, (high - start) / step
    begin = np.maximum(np.fmin(one, other).max(axis=0), 0.0)
    end = np.minimum(np.fmax(one, other).min(axis=0), 1.0)
    kept = np.flatnonzero(begin < end)
    disc, edge, start, step = disc[kept], edge[kept], start[:, kept], step[:, kept]
    begin, end = begin[kept], end[kept]
    middle, radius = (x[disc], y[disc]), _flat_m(radius_m[disc])
    p = _about(*middle, *(start + begin * step))
    along = _about(*middle, *(start + end * step)) - p
    # The part of each that is in the circle: where |p + t * along| is less than the radius.
    square, slant = (along**2).sum(axis=0), (p * along).sum(axis=0)
    root = slant**2 - square * ((p**2).sum(axis=0) - radius**2)
    with np.errstate(divide="ignore", invalid="ignore"):
        enter = np.maximum((-slant - np.sqrt(root)) / square, 0.0)
        leave = np.minimum((-slant + np.sqrt(root)) / square, 1.0)
        nearest = np.clip(-slant / square, enter, leave)
    kept = np.flatnonzero(enter < leave)  # not where there is no root
    region = edges.region[edge[kept]]
    keys, place = np.unique(disc[kept] * inside[1] + region, return_inverse=True)
    part = _part(p[:, kept], along[:, kept], enter[kept], leave[kept], radius[kept])
    share = np.bincount(place, part, len(keys))
    # The nearest edge of each pair, and the place on it.
    gap = np.hypot(*(p + nearest * along)[:, kept])
    order = np.lexsort((gap, place))
    first = order[np.searchsorted(place[order], np.arange(len(keys)))]
    at, apart = kept[first], gap[first]
    foot = start[:, at] + (begin + nearest * (end - begin))[at] * step[:, at]
    disc, region = np.divmod(keys, inside[1])
    own = np.searchsorted(inside[0], keys)
    held = inside[0] if len(inside[0]) else np.array([-1])
    within = held.take(own, mode="clip") == keys
    _, _, distance = GEOD.inv(x[disc], y[disc], *foot)
    share = share + within
    share = np.where(share > 1 + _NOISE, share - 1, np.where(share < -_NOISE, share + 1, share))
    share = np.clip(share, _LEAST, BELOW_ONE)
    distance = np.where(within, 0.0, distance)
    return Pairs(disc, region, share, distance), apart < _ON_EDGE * radius_m[disc]


def _part(p: Floats, along: Floats, enter: Floats, leave: Floats, radius: Floats) -> Floats:
    """What each edge adds to the part of its circle that is to its left."""
    (ax, ay), (bx, by) = p + enter * along, p + leave * along
    twice = ax * by - ay * bx
    angle = np.arctan2(twice, ax * bx + ay * by)
    return np.asarray((twice / radius**2 - angle) / (2 * np.pi))


def _about(lon: Floats, lat: Floats, x: Floats, y: Floats) -> Floats:
    """Metres (2, n) east and north of the middles (lon, lat); azimuths and areas are true."""
    half_x, half_y = np.sin(np.radians((x - lon) / 2)), np.sin(np.radians((y - lat) / 2))
    across, along = np.sqrt(1 - half_x**2), np.sqrt(1 - half_y**2)
    sine = np.sin(np.radians((y + lat) / 2))
    flattened = 1 - GEOD.es * sine**2
    normal = GEOD.a / np.sqrt(flattened)
    meridional = normal * (1 - GEOD.es) / flattened
    east = 2 * normal * np.sqrt(1 - sine**2) * half_x
    north = 2 * meridional * half_y * across
    # Half of what the azimuth changes on the way: east and north are those of half-way.
    turn = half_x * sine / (across * along)
    cosine = 1 / np.sqrt(1 + turn**2)
    return np.asarray(np.stack([east - north * turn, north + east * turn]) * cosine)


def _flat_m(radius_m: Floats) -> Floats:
    """Radii of circles as they are there."""
    return np.asarray(2 * EARTH_RADIUS_M * np.sin(radius_m / (2 * EARTH_RADIUS_M)))
