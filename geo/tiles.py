"""Polygons cut into small pieces, so that what lies about one place can be looked at alone.

A border zone has tens of thousands of vertices, and a sighting lies beside a handful of them.
Areas add up over pieces, and a distance is the least of those to the pieces.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely

from geo.pairs import Ints

__all__ = ["Tiles", "clipped", "edge_runs", "tiles_of"]

#: Vertices of a piece, and edges of a run, at most (a little more where a piece has holes).
_VERTICES: Final = 64
_EDGES: Final = 16


@dataclass(frozen=True)
class Tiles:
    """Shapes, the position of the polygon each is part of, and a tree over them."""

    shapes: Any
    owner: Ints
    tree: Any


def tiles_of(polygons: Any, size_deg: float = 0.0, cut: Tiles | None = None) -> Tiles:
    """Cut polygons in halves, across the longer side of their boxes, until they are small.

    Small is a piece of few vertices, or one whose box is no longer than ``size_deg``: what is
    looked at is as large as that, and would otherwise be put together from many. ``cut``: the
    same polygons in larger pieces, where there are some.
    """
    if cut is not None:
        shapes, owner = cut.shapes, cut.owner
    else:
        shapes, owner = shapely.get_parts(polygons, return_index=True)
    drawn = ~shapely.is_empty(shapes)
    shapes, owner = shapes[drawn], owner[drawn]
    done: list[tuple[Any, Ints]] = []
    while len(shapes):
        west, south, east, north = shapely.bounds(shapes).T
        large = shapely.get_num_coordinates(shapes) > _VERTICES
        large &= np.maximum(east - west, north - south) > size_deg
        done.append((shapes[~large], owner[~large]))
        shapes, owner = _halved(shapes[large], owner[large])
    pieces = np.concatenate([part for part, _ in done]) if done else np.array([], dtype=object)
    owners = np.concatenate([part for _, part in done]) if done else np.array([], dtype=np.intp)
    return Tiles(pieces, owners, shapely.STRtree(pieces))


def _halved(shapes: Any, owner: Ints) -> tuple[Any, Ints]:
    west, south, east, north = shapely.bounds(shapes).T
    wide = east - west > north - south
    x, y = (west + east) / 2, (south + north) / 2
    first = shapely.box(west, south, np.where(wide, x, east), np.where(wide, north, y))
    second = shapely.box(np.where(wide, x, west), np.where(wide, south, y), east, north)
    twice = np.concatenate([shapes, shapes])
    halves = clipped(twice, shapely.bounds(np.concatenate([first, second])))
    parts, at = shapely.get_parts(halves, return_index=True)
    # Where a half only touches the line of the cut, lines and points come out too.
    areas = (shapely.get_dimensions(parts) == 2) & ~shapely.is_empty(parts)
    return parts[areas], np.concatenate([owner, owner])[at[areas]]


def clipped(shapes: Any, boxes: Any) -> Any:
    """Cut each shape to a box of its own: (n, 4) of west, south, east, north."""
    pairs = zip(shapes, boxes.tolist(), strict=True)
    out = np.empty(len(shapes), dtype=object)
    # Ten times quicker than an intersection, but not valid where edges touch the side of the box.
    out[:] = [shapely.clip_by_rect(shape, *box) for shape, box in pairs]
    wrong = ~shapely.is_valid(out)
    out[wrong] = shapely.intersection(shapes[wrong], shapely.box(*boxes[wrong].T))
    return out


def edge_runs(polygons: Any) -> Tiles:
    """Cut the boundaries of polygons into lines of a few edges each."""
    parts, of_polygon = shapely.get_parts(polygons, return_index=True)
    rings, of_part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    if not len(xy):
        return Tiles(np.array([], dtype=object), np.array([], dtype=np.intp), shapely.STRtree([]))
    first = np.searchsorted(ring, np.arange(len(rings)))
    place = np.arange(len(xy)) - first[ring]
    # A vertex on which one run ends and the next begins is in both.
    again = (place > 0) & (place % _EDGES == 0) & np.append(ring[1:] == ring[:-1], False)
    index = np.repeat(np.arange(len(xy)), 1 + again)
    begins = np.append(True, index[1:] == index[:-1]) | np.append(
        True, ring[index[1:]] != ring[index[:-1]]
    )
    run = np.cumsum(begins) - 1
    lines: Any = shapely.linestrings(xy[index], indices=run)
    owner = of_polygon[of_part[ring[index[np.flatnonzero(begins)]]]]
    return Tiles(lines, owner, shapely.STRtree(lines))
