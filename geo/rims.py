"""Boundaries of polygons laid out for circles: every edge once, in runs of a few that lie together.

Regions share their edges: the bands along a border, on both sides, have the border itself as one.
What an edge says of a circle is worked out once, and counts for each region that it bounds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely

from geo.geodesy import EDGE_DEG
from geo.grid.edges import Edges, edges_of
from geo.pairs import Floats, Ints

__all__ = ["Rims", "rims_of"]

#: Edges of a run at most.
_EDGES: Final = 16
#: Metres in a degree where it is longest, and a little more.
_DEGREE_M: Final = 112_000.0


@dataclass(frozen=True)
class Rims:
    """Edges of polygons in runs, each edge once; ``tree`` is over the boxes of the runs.

    Run k goes from corner to corner of ``x[k]``, ``y[k]`` (degrees), and stays at its last one
    where it has fewer edges than others; ``longest_m[k]`` no edge of it is longer than. Its
    edges bound the same regions, those of ``bundle[k]``. Bundle b has the regions
    ``region[start[b]:start[b] + size[b]]``, and ``side`` says for each whether it lies to the
    left (1) or to the right (-1) of the edges.
    """

    x: Floats
    y: Floats
    longest_m: Floats
    bundle: Ints
    start: Ints
    size: Ints
    region: Ints
    side: Floats
    tree: Any


def rims_of(polygons: Any) -> Rims:
    """Lay out the edges of valid polygons (EPSG:4326); None and empty ones have none."""
    edges = edges_of(shapely.segmentize(shapely.orient_polygons(polygons), EDGE_DEG))
    number, ahead = _numbered(edges)
    # Every edge as it was met first, so that those of a ring still follow each other.
    first = _first_of(number)
    bundle, start, size, region, side = _bundles(edges, number, ahead)
    x0, y0, x1, y1 = (v[first] for v in (edges.x0, edges.y0, edges.x1, edges.y1))
    place = np.arange(len(first))
    apart = np.ones(len(first), bool)
    apart[1:] = (x0[1:] != x1[:-1]) | (y0[1:] != y1[:-1]) | (bundle[1:] != bundle[:-1])
    since = place - np.maximum.accumulate(np.where(apart, place, 0))
    begin = np.flatnonzero(since % _EDGES == 0)
    last = begin + np.diff(begin, append=len(first)) - 1
    edge = np.minimum(begin[:, None] + np.arange(_EDGES), last[:, None])
    step = np.arange(_EDGES) > (last - begin)[:, None]
    x, y = (
        np.column_stack([np.where(step, end[edge], corner[edge]), end[last]])
        for corner, end in ((x0, x1), (y0, y1))
    )
    wide = np.cos(np.radians(np.minimum(np.abs(y0), np.abs(y1))))
    length = _DEGREE_M * np.hypot((x1 - x0) * wide, y1 - y0)
    longest = length[edge].max(axis=1, initial=0.0)
    corners = x.min(axis=1), y.min(axis=1), x.max(axis=1), y.max(axis=1)
    tree = shapely.STRtree(shapely.box(*corners))
    tree.query(shapely.Point(0, 0))  # it may be built by the first question, which threads share
    return Rims(x, y, longest, bundle[begin], start, size, region, side, tree)


def _numbered(edges: Edges) -> tuple[Ints, Any]:
    """Number the distinct edges as they come; and which run the way that the first of them did."""
    number, _ = pd.factorize(_keys(edges))
    first = _first_of(number)[number]
    x0, y0, x1, y1 = edges.x0, edges.y0, edges.x1, edges.y1
    ahead = (x0 == x0[first]) & (y0 == y0[first]) & (x1 == x1[first]) & (y1 == y1[first])
    back = (x0 == x1[first]) & (y0 == y1[first]) & (x1 == x0[first]) & (y1 == y0[first])
    # Others of the same key, should there be any, have numbers of their own.
    other = np.flatnonzero(~(ahead | back))
    if len(other):
        number[other] = len(edges) + np.arange(len(other))
        number, _ = pd.factorize(number)
        ahead[other] = True
    return number, ahead


def _keys(edges: Edges) -> Any:
    """A key of each edge (uint64), the same whichever way it runs."""

    def mixed(bits: Any) -> Any:
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            bits = (bits ^ (bits >> np.uint64(shift))) * np.uint64(factor)
        return bits ^ (bits >> np.uint64(31))

    ends = (
        mixed((x + 0.0).view(np.uint64) + mixed((y + 0.0).view(np.uint64)))
        for x, y in ((edges.x0, edges.y0), (edges.x1, edges.y1))
    )
    one, other = ends
    return one + other


def _first_of(number: Ints) -> Ints:
    """Where each of the numbers from 0 on comes first."""
    first = np.empty(int(number.max(initial=-1)) + 1, np.intp)
    first[number[::-1]] = np.arange(len(number))[::-1]
    return first


def _bundles(edges: Edges, number: Ints, ahead: Any) -> tuple[Ints, Ints, Ints, Ints, Floats]:
    """The bundle of every distinct edge; and of each where it starts, its size, regions, sides."""
    order = np.argsort(number, kind="stable")
    region, side = edges.region[order], np.where(ahead[order], 1.0, -1.0)
    begin = np.flatnonzero(np.diff(number[order], prepend=-1))
    size = np.diff(begin, append=len(order))
    # Regions have random keys, the same ones each time: a bundle is known by their sum.
    keys = np.random.default_rng(411).integers(
        1, 2**64, size=(int(region.max(initial=-1)) + 1, 2), dtype=np.uint64
    )
    own = keys[region, (side > 0).astype(np.intp)]
    sums = np.add.reduceat(own, begin) if len(begin) else own
    bundle, _ = pd.factorize(sums)
    example = _first_of(bundle)
    held = np.repeat(np.isin(np.arange(len(begin)), example), size)
    size = size[example]
    return bundle, np.cumsum(size) - size, size, region[held], side[held]
