"""Lines, areas and shapes of several parts in the join, with the uncertainty they may have.

A shape may lie anywhere within its radius of where it was drawn. So it is certainly in a region
only if the region covers it with that much to spare all round, and possibly in one that it does
not touch but comes near to.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from geo import geodesy
from geo.pairs import BELOW_ONE, Floats, Ints, Pairs, shares
from geo.prepared import PreparedRegions
from geo.reach import reach_boxes

__all__ = ["gap_m", "outlines"]


def outlines(
    rows: Ints, shapes: Any, radius: Floats, regions: PreparedRegions, predicate: str
) -> Pairs:
    """Certain when covered with the radius to spare, possible when within the radius.

    With a radius of 0 or none (NaN) a line or area itself decides, and ``predicate`` whether
    touching from outside counts; several points without a radius are never certain.
    """
    areas, tree = regions.areas, regions.tree
    reach = np.where(radius > 0, radius, 0.0)
    at, region = _candidates(rows, shapes, reach, areas, tree)
    own, area, wide = shapes[rows][at], areas[region], reach[rows][at]
    shapely.prepare(areas)
    touches = shapely.intersects(area, own)
    inside = shapely.covers(area, own)
    share = np.where(inside, 1.0, np.nan)
    open_ = np.flatnonzero(touches & ~inside)
    share[open_] = shares(own[open_], area[open_])
    # Points of unknown precision are possible where they lie, however many they are.
    rough = np.isnan(radius[rows][at]) & (shapely.get_dimensions(own) == 0)
    share[rough & inside] = np.nan
    distance = np.where(touches, 0.0, np.inf)
    edges: dict[int, Any] = {}
    for k in np.flatnonzero((wide > 0) & (inside | ~touches)):
        if inside[k] and _box_inside(own[k], area[k], wide[k]):
            continue
        edge = edges.setdefault(int(region[k]), shapely.boundary(area[k]))
        gap = gap_m(own[k], edge, wide[k])
        if not inside[k]:
            distance[k] = gap
        elif gap < wide[k]:
            share[k] = BELOW_ONE
    plain = inside | (share > 0) | (predicate == "intersects")
    keep = np.where(touches, plain | (wide > 0), distance <= wide) & (touches | (wide > 0))
    return Pairs(rows[at[keep]], region[keep], share[keep], distance[keep])


def _candidates(rows: Ints, shapes: Any, reach: Floats, areas: Any, tree: Any) -> tuple[Ints, Ints]:
    """Pairs (position in ``rows``, region) whose boxes come within the reach of the sighting."""
    boxes, whole = reach_boxes(shapes[rows], reach[rows])
    at, region = tree.query(boxes[~whole])
    far = np.flatnonzero(whole)
    there = np.flatnonzero(~shapely.is_missing(areas) & ~shapely.is_empty(areas))
    at = np.concatenate([np.flatnonzero(~whole)[at], np.repeat(far, len(there))])
    return at, np.concatenate([region, np.tile(there, len(far))])


def _box_inside(shape: Any, area: Any, reach: float) -> bool:
    """Whether the area covers the box of a shape and its reach: then its edge is further away."""
    boxes, whole = reach_boxes(np.array([shape]), np.array([reach]))
    return not whole[0] and bool(shapely.covers(area, boxes[0]))


def gap_m(shape: Any, edge: Any, limit: float) -> float:
    """Geodesic distance in metres from a shape to a region's edge (lines, in degrees).

    The two must not cross; 0 where they touch. Beyond ``limit`` metres it may be infinite. Two
    curves are nearest at a vertex of one of them, so the vertices of each are measured against
    the other; long edges are cut first, since an edge that is straight in degrees is not quite
    straight on the ground.
    """
    if shapely.intersects(shape, edge):
        return 0.0
    edge = _within(shape, edge, limit)
    if edge.is_empty:
        return float("inf")
    best = _nearest_m(_vertices(shape), edge)
    # Only the vertices within this distance of the shape can be nearer still.
    nearer = _within(shape, edge, min(best, limit))
    return min(best, _nearest_m(_vertices(nearer), shape))


def _within(shape: Any, edge: Any, reach: float) -> Any:
    """Cut lines to the box of a shape and its reach in metres, where there is such a box."""
    boxes, whole = reach_boxes(np.array([shape]), np.array([reach]))
    return edge if whole[0] else shapely.clip_by_rect(edge, *boxes[0].bounds)


def _nearest_m(xy: Floats, geometry: Any) -> float:
    if not len(xy):
        return float("inf")
    return float(geodesy.distance_m(xy[:, 0], xy[:, 1], geometry).min())


def _vertices(shape: Any) -> Floats:
    xy = shapely.get_coordinates(shapely.segmentize(shape, geodesy.EDGE_DEG))
    return np.unique(xy, axis=0)
