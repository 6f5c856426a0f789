"""The edges of polygons, and which cells of a grid they run through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely

from geo.grid.layout import Layout
from geo.pairs import Floats, Ints
from geo.runs import runs

__all__ = ["MARGIN", "Edges", "cells_touched", "edges_of", "rows_crossed"]

#: Cells are this much larger on each side, in cells, when edges are laid out: a point's cell
#: is rounded, by far less than this, and the edge it is tested against must be there.
MARGIN: Final = 4e-6


@dataclass(frozen=True)
class Edges:
    """Edges as arrays of one length: from (x0, y0) to (x1, y1), of a region (its position)."""

    x0: Floats
    y0: Floats
    x1: Floats
    y1: Floats
    region: Ints

    def __len__(self) -> int:
        return len(self.region)

    def taken(self, some: slice) -> Edges:
        """Some of them, in place."""
        x0, y0, x1, y1 = self.x0[some], self.y0[some], self.x1[some], self.y1[some]
        return Edges(x0, y0, x1, y1, self.region[some])


def edges_of(polygons: Any) -> Edges:
    """Every edge of every polygon, in the order of the polygons; None and empty ones have none."""
    parts, owner = shapely.get_parts(polygons, return_index=True)
    rings, of_part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    x, y = np.ascontiguousarray(xy.T)
    moves = (x[1:] != x[:-1]) | (y[1:] != y[:-1])
    starts = np.flatnonzero(moves & (ring[1:] == ring[:-1]))
    region = owner[of_part[ring[starts]]]
    x0, y0, x1, y1 = x[starts], y[starts], x[starts + 1], y[starts + 1]
    return Edges(x0, y0, x1, y1, np.asarray(region, dtype=np.intp))


def cells_touched(edges: Edges, layout: Layout) -> tuple[Ints, Ints]:
    """Pairs (edge, cell): each cell, grown by `MARGIN`, that an edge runs through.

    A cell is ``row * layout.columns + column``. Column by column: within one, an edge rises
    from where it comes in to where it leaves, and touches the rows between.
    """
    u0, v0 = layout.in_cells(edges.x0, edges.y0)
    u1, v1 = layout.in_cells(edges.x1, edges.y1)
    least, most = np.minimum(u0, u1), np.maximum(u0, u1)
    first = np.floor(least - MARGIN).astype(np.intp)
    edge, column = runs(np.floor(most + MARGIN).astype(np.intp) - first + 1, first)
    run = u1[edge] - u0[edge]
    with np.errstate(divide="ignore", invalid="ignore"):
        enter = np.nan_to_num((column - MARGIN - u0[edge]) / run, nan=0.0).clip(0.0, 1.0)
        leave = np.nan_to_num((column + 1 + MARGIN - u0[edge]) / run, nan=1.0).clip(0.0, 1.0)
    level = run == 0
    enter[level], leave[level] = 0.0, 1.0
    rise = v1[edge] - v0[edge]
    one, other = v0[edge] + enter * rise, v0[edge] + leave * rise
    lowest = np.floor(np.minimum(one, other) - MARGIN).astype(np.intp)
    highest = np.floor(np.maximum(one, other) + MARGIN).astype(np.intp)
    at, row = runs(highest - lowest + 1, lowest)
    return edge[at], row * layout.columns + column[at]


def rows_crossed(edges: Edges, layout: Layout) -> tuple[Ints, Ints, Floats]:
    """Where edges cross the middle lines of rows: edge, row, and how far east, in cells.

    An edge crosses a line if one end is below it and the other is on it or above, so that a
    ring crosses each line an even number of times.
    """
    u0, v0 = layout.in_cells(edges.x0, edges.y0)
    u1, v1 = layout.in_cells(edges.x1, edges.y1)
    first = np.ceil(np.minimum(v0, v1) - 0.5).astype(np.intp)
    edge, row = runs(np.ceil(np.maximum(v0, v1) - 0.5).astype(np.intp) - first, first)
    share = (row + 0.5 - v0[edge]) / (v1[edge] - v0[edge])
    return edge, row, u0[edge] + share * (u1[edge] - u0[edge])
