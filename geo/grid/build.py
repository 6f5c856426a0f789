"""From polygons to a grid index: one pass over their edges, none over their areas."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely

from geo.grid.edges import Edges, cells_touched, edges_of
from geo.grid.fast import compiled_loops
from geo.grid.layout import Layout, layout_for
from geo.grid.lists import Lists, lists_of
from geo.grid.pieces import Pieces, cross, cut, together, tolerance_of
from geo.grid.sets import Crossings, crossings_of, keys_of, middles
from geo.pairs import Ints
from geo.runs import order_of
from geo.workers import spread

__all__ = ["PREPARING", "Records", "index_parts"]

#: GEOS prepares a geometry when it is first asked, which two threads must not do at once.
PREPARING: Final = threading.Lock()
#: Edges that one thread works on: what is made of them fits in a core's cache.
_TOGETHER: Final = 32_768

#: So many points are asked for in the time that one edge takes to be laid out, or fewer.
_POINTS_PER_EDGE: Final = 4

#: How many cells an edge runs through on average, where the size of cells is not given.
CELLS_PER_EDGE: Final = 1.5
#: The largest and smallest number of edge pieces that the size of cells is chosen for.
_PIECES: Final = (20_000, 2_000_000)
#: Cells are not smaller than this part of the largest coordinate: there must be room in a
#: cell's margin for rounding.
_LEAST_CELL: Final = 1e-6
#: Points of a cell at which it is tried to find out which parity is outside.
_TRIES: Final = 40


@dataclass(frozen=True)
class Records:
    """An edge of a region in a cell: its region, its pieces, and the parity that is outside."""

    region: npt.NDArray[np.int32]
    flip: npt.NDArray[np.bool_]
    pieces: Pieces


def index_parts(
    polygons: Any, cell: float | None, compiled: bool | None = None
) -> tuple[Layout, Records, Lists]:
    """Make the parts of a grid index of valid polygons; ``cell``: the side of its cells.

    ``compiled``: as `geo.grid.fast.compiled_loops` has it; the parts are the same.
    """
    edges = edges_of(polygons)
    loops = compiled_loops(_POINTS_PER_EDGE * len(edges), compiled)
    tree = shapely.STRtree(polygons)
    layout = _layout(edges, cell)
    while (parts := _parts(polygons, tree, edges, layout, loops)) is None:
        layout = _layout(edges, 2 * layout.cell)
    return layout, *parts


def _parts(
    polygons: Any, tree: Any, edges: Edges, layout: Layout, loops: Any
) -> tuple[Records, Lists] | None:
    """The parts of an index in this layout, or None where they would be too large."""
    tolerance = tolerance_of(edges)

    def traced(some: slice) -> _Traced:
        return _traced(edges.taken(some), layout, polygons, tolerance, loops)

    found = list(spread(traced, _groups(edges)))
    region, at, holds, flip = (
        np.concatenate([getattr(one, name) for one in found])
        for name in ("region", "cell", "holds", "flip")
    )
    pieces = together([one.pieces for one in found])
    keys = keys_of(len(polygons))
    sets = middles(layout, at, keys, [one.crossings for one in found], loops)
    lists = lists_of(sets, tree, keys, region, at, holds, loops)
    if lists is None:
        return None
    return Records(region.astype(np.int32), flip, pieces), lists


@dataclass(frozen=True)
class _Traced:
    """The records of some regions: region, cell, whether it holds the cell's middle, and so on."""

    region: Ints
    cell: Ints
    holds: npt.NDArray[np.bool_]
    flip: npt.NDArray[np.bool_]
    pieces: Pieces
    crossings: Crossings


def _groups(edges: Edges) -> list[slice]:
    """Edges of whole regions, as many as fit in a core's cache with what is made of them."""
    changes = np.flatnonzero(np.diff(edges.region)) + 1
    starts, first = [], 0
    for change in changes.tolist():
        if change - first >= _TOGETHER:
            starts.append(first)
            first = change
    starts.append(first)
    ends = [*starts[1:], len(edges)]
    return [slice(start, end) for start, end in zip(starts, ends, strict=True)]


def _traced(edges: Edges, layout: Layout, polygons: Any, tolerance: float, loops: Any) -> _Traced:
    """The records of whole regions; ``loops``: compiled code that makes them, or None."""
    crossings = crossings_of(edges, layout, loops)
    if loops and (made := loops.records(edges, layout, crossings.toggles, tolerance)):
        region, at, holds, flip, pieces, close = made
    else:
        region, at, pieces = _records(edges, layout, tolerance)
        holds = crossings.inside(layout, region, at)
        odd, close = cross(pieces, np.arange(len(region)), *layout.middle(at))
        flip = np.asarray(odd ^ holds)
    _settle(flip, close, pieces, layout, polygons, region, at)
    return _Traced(region, at, holds, flip, pieces, crossings)


def _records(edges: Edges, layout: Layout, tolerance: float) -> tuple[Ints, Ints, Pieces]:
    """Regions and the cells that their edges run through, sorted, and the pieces there."""
    edge, at = cells_touched(edges, layout)
    address = layout.address(edges.region[edge], at)
    order = order_of(address)
    edge, at, address = edge[order], at[order], address[order]
    first = np.flatnonzero(np.diff(address, prepend=-1))
    pieces = cut(edges, layout, edge, at, np.append(first, len(at)), tolerance)
    return edges.region[edge[first]], at[first], pieces


def _layout(edges: Edges, cell: float | None) -> Layout:
    if not len(edges):
        return layout_for((0.0, 0.0, 1.0, 1.0), cell or 1.0)
    # Rings are closed: each of their corners is where an edge begins.
    bounds = edges.x0.min(), edges.y0.min(), edges.x0.max(), edges.y0.max()
    if cell is None:
        # An edge runs through one cell, and one more for each side of a cell that it crosses.
        length = np.abs(edges.x1 - edges.x0).sum() + np.abs(edges.y1 - edges.y0).sum()
        wanted = np.clip(CELLS_PER_EDGE * len(edges), *_PIECES)
        cell = float(length / max(wanted - len(edges), 0.2 * len(edges)))
    return layout_for(bounds, max(cell, _LEAST_CELL * float(np.abs(bounds).max())))


def _settle(
    flip: Any, close: Ints, pieces: Pieces, layout: Layout, polygons: Any, region: Ints, cell: Ints
) -> None:
    """Find the parity that is outside for records with an edge through the middle of their cell.

    Elsewhere in the cell it is clear, and GEOS knows. Where it is not, as in cells hardly larger
    than the rounding of their coordinates, the record is left to GEOS: all points are too near.
    """
    rng = np.random.default_rng(411)
    for _ in range(_TRIES):
        if not len(close):
            return
        aside = rng.uniform(-0.5, 0.5, (2, len(close))) * layout.cell
        x, y = layout.middle(cell[close])
        x, y = x + aside[0], y + aside[1]
        odd, still = cross(pieces, close, x, y)
        with PREPARING:
            truth = shapely.contains_xy(polygons[region[close]], x, y)
        flip[close] = odd ^ truth
        close = close[still]
    pieces.table[pieces.start[close]] = -np.inf, np.inf, 0.0, 0.0, np.nan
