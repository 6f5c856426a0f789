"""The part of a region's edge that runs through one cell, and the exact test against it.

Whether a point of the cell is inside is the parity of the edges that a ray from it to the west
crosses, as far as the cell's western side, and of the state on that side at its height. The
state is written as edges too: where an edge crosses the side, a ray higher up crosses one more.
So a cell needs its own few edges only, and one bit that says which parity is inside.

Everything is decided in floating point with a bound on its error: a point too near to an edge
for that is reported as such, and GEOS decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from geo.grid.edges import MARGIN, Edges
from geo.grid.layout import Layout
from geo.pairs import Floats, Ints
from geo.runs import cut_where, runs

__all__ = ["Pieces", "cross", "cut", "together", "tolerance_of"]

#: Columns of the table of pieces: the heights between which a piece is crossed, a point of its
#: line, and how far east the line runs per unit of height (NaN: it is level).
LOW, HIGH, X, Y, SLOPE = range(5)

#: The error of where a ray meets an edge, as a part of the largest coordinate: eight roundings
#: of 1.1e-16 at most, and ten times that to spare.
_ROUNDING: Final = 1e-14

#: Pieces that are looked at together: a small region may have thousands in its cell.
_TOGETHER: Final = 2_000_000

Bits = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Pieces:
    """``table`` (n, 5) of pieces; those of record r are ``start[r]`` up to ``start[r + 1]``.

    ``tolerance``: nearer to an edge than this a point is not decided.
    """

    table: Floats
    start: npt.NDArray[np.int32]
    tolerance: float


def tolerance_of(edges: Edges) -> float:
    """Nearer than this to one of these edges floating point does not decide."""
    return float(_ROUNDING * max(np.abs(v).max(initial=1.0) for v in (edges.x0, edges.y0)))


def cut(
    edges: Edges, layout: Layout, edge: Ints, cell: Ints, start: Ints, tolerance: float
) -> Pieces:
    """Make the pieces of records: edge by edge the cell it runs through.

    ``start``: where each record begins in ``edge`` and ``cell``, with their length at the end.
    """
    ends = np.stack([column[edge] for column in (edges.x0, edges.y0, edges.x1, edges.y1)])
    x0, y0, x1, y1 = ends
    row, column = np.divmod(cell, layout.columns)
    side = layout.west + (column - MARGIN / 2) * layout.cell
    floor = layout.south + (row - MARGIN / 2) * layout.cell
    table = np.stack([np.minimum(y0, y1), np.maximum(y0, y1), x0, y0, y0], axis=1)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        slope = (x1 - x0) / (y1 - y0)
        # So level that a rounded height moves the crossing further than a cell's margin.
        level = ~(np.abs(slope) * tolerance < layout.cell * MARGIN / 4)
    table[:, SLOPE] = np.where(level, np.nan, slope)
    crosses = np.flatnonzero((x0 < side) != (x1 < side))
    height = _cut_off(table, ends, side, crosses)
    flat = np.flatnonzero(level)
    _widen(table, ends[:, flat], side[flat], flat, layout.cell, tolerance)
    west = (x0 < side) & (x1 < side)
    table[west, LOW], table[west, HIGH] = np.inf, -np.inf
    inside = height > floor[crosses]
    at = crosses[inside]
    upright = np.zeros((len(at), 5))
    upright[:, LOW], upright[:, HIGH], upright[:, X] = height[inside], np.inf, side[at]
    return _in_order(table, upright, np.searchsorted(start, at, side="right"), start, tolerance)


def together(parts: list[Pieces]) -> Pieces:
    """The pieces of some records, then those of others: one part at least."""
    sizes = np.cumsum([len(part.table) for part in parts])
    starts = [
        part.start[:-1] + (end - len(part.table)) for part, end in zip(parts, sizes, strict=True)
    ]
    start = np.concatenate([*starts, sizes[-1:]]).astype(np.int32)
    return Pieces(np.concatenate([part.table for part in parts]), start, parts[0].tolerance)


def _in_order(
    table: Floats, upright: Floats, behind: Ints, start: Ints, tolerance: float
) -> Pieces:
    """Put each upright piece behind those of its record, which ends where ``behind`` begins."""
    added = np.cumsum(np.bincount(behind, minlength=len(start)))
    whole = np.empty((len(table) + len(upright), 5))
    whole[runs(np.diff(start), start[:-1] + added[:-1])[1]] = table
    whole[start[behind] + np.arange(len(upright))] = upright
    return Pieces(whole, (start + added).astype(np.int32), tolerance)


def _cut_off(table: Floats, ends: Floats, side: Floats, rows: Ints) -> Floats:
    """Cut pieces at the side that they cross, and give the heights: what is east of it stays."""
    x0, y0, x1, y1 = ends[:, rows]
    height = y0 + (side[rows] - x0) * ((y1 - y0) / (x1 - x0))
    height = np.clip(height, table[rows, LOW], table[rows, HIGH])
    rises = (x1 > x0) == (y1 > y0)
    table[rows[rises], LOW] = height[rises]
    table[rows[~rises], HIGH] = height[~rises]
    return np.asarray(height)


def _widen(
    table: Floats, ends: Floats, side: Floats, rows: Ints, cell: float, tolerance: float
) -> None:
    """Make level pieces as high as they are in their cell: nothing is decided beside them."""
    x0, y0, x1, y1 = ends
    across = np.stack([side, side + (1 + MARGIN) * cell])
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.nan_to_num((across - x0) / (x1 - x0)).clip(0.0, 1.0)
    height = y0 + share * (y1 - y0)
    table[rows, LOW] = height.min(axis=0) - 2 * tolerance
    table[rows, HIGH] = height.max(axis=0) + 2 * tolerance


def cross(
    pieces: Pieces, record: npt.NDArray[np.integer[Any]], x: Floats, y: Floats
) -> tuple[Bits, Ints]:
    """Whether rays from points of the records' cells cross an odd number of pieces.

    Also which of the points (positions) are too near to an edge to say.
    """
    if not len(record):
        return np.empty(0, dtype=bool), np.empty(0, dtype=np.intp)
    first = pieces.start[record]
    count = pieces.start[record + 1] - first
    if int(count.sum(dtype=np.int64)) <= _TOGETHER:
        return _crossed(pieces, first, count, x, y)
    some = cut_where(count, _TOGETHER)
    parts = [_crossed(pieces, first[s], count[s], x[s], y[s]) for s in some]
    close = [at + s.start for s, (_, at) in zip(some, parts, strict=True)]
    return np.concatenate([odd for odd, _ in parts]), np.concatenate(close)


def _crossed(pieces: Pieces, first: Any, count: Any, x: Floats, y: Floats) -> tuple[Bits, Ints]:
    """As `cross`, of records by their first pieces and how many they have."""
    owner, at = runs(count, first)
    piece = pieces.table.take(at, axis=0)
    px, py = x[owner], y[owner]
    off = px - (piece[:, X] + (py - piece[:, Y]) * piece[:, SLOPE])
    above, level = py >= piece[:, LOW], py < piece[:, HIGH]
    odd = np.bitwise_xor.reduceat(above & level & (off > 0), np.cumsum(count) - count)
    with np.errstate(invalid="ignore"):
        near = ~(np.abs(off) > pieces.tolerance)
    close = np.flatnonzero(near)
    close = close[above[close] & (py[close] <= piece[close, HIGH])]
    return odd, np.unique(owner[close])
