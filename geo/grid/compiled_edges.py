"""How an index is made, as compiled code: bit for bit what `geo.grid` makes of edges with numpy.

Needs Numba (``pip install 'kordon[fast]'``) and is loaded by `geo.grid.fast` alone. Every formula
is that of `geo.grid.edges`, `geo.grid.pieces` and `geo.grid.sets`, operation for operation, so that
an index is the same whoever made it; here they run edge by edge, with nothing in between to keep.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numba
import numpy as np
import numpy.typing as npt

from geo.grid.edges import MARGIN
from geo.grid.layout import BITS
from geo.grid.pieces import HIGH, LOW, SLOPE, Pieces, X, Y

if TYPE_CHECKING:
    from geo.grid.edges import Edges
    from geo.grid.layout import Layout
    from geo.pairs import Ints

__all__ = ["accumulate", "crossings", "joined", "records", "toggle"]

Ints32 = npt.NDArray[np.int32]


_HALF: Final = MARGIN / 2
_QUARTER: Final = MARGIN / 4

# No fastmath: the bound on errors is that of IEEE arithmetic, and numpy makes the same of it.
_compiled: Any = numba.njit(nogil=True, cache=True, error_model="numpy", boundscheck=False)


def records(
    edges: Edges, layout: Layout, toggles: Ints, tolerance: float
) -> tuple[Ints, Ints, Any, Any, Pieces, Ints] | None:
    """The records of whole regions, sorted: region, cell, holds, flip, pieces; and which are close.

    ``toggles``: as `geo.grid.sets.Crossings` has them. Where an edge runs close by the middle of a
    cell, its flip is not known. None where numbers of cells and edges do not fit in 63 bits.
    """
    corners = edges.x0, edges.y0, edges.x1, edges.y1
    grid = layout.west, layout.south, 1.0 / layout.cell, layout.columns, layout.rows
    bits = len(edges).bit_length()
    most = int(edges.region.max(initial=0)) + 1
    if (most * layout.columns * layout.rows).bit_length() + bits > 63:
        return None
    placed = np.empty(_touches(*corners, *grid), np.int64)
    _touch(*corners, edges.region, *grid, bits, placed)
    placed.sort()
    region, cell = np.empty(len(placed), np.int64), np.empty(len(placed), np.int64)
    holds, flip = np.empty(len(placed), np.bool_), np.empty(len(placed), np.bool_)
    start, close = np.empty(len(placed) + 1, np.int32), np.empty(len(placed), np.int64)
    # A piece of every edge in a cell, and one more where it crosses the cell's western side.
    table, heights = np.empty((2 * len(placed), 5)), np.empty(len(placed))
    limits = tolerance, layout.cell, layout.west, layout.south, layout.columns, layout.rows
    out = table, start, region, cell, holds, flip, close
    many, rows, near = _cut(placed, bits, *corners, toggles, *limits, heights, *out)
    pieces = Pieces(table[:rows], start[: many + 1], tolerance)
    return region[:many], cell[:many], holds[:many], flip[:many], pieces, close[:near]


def crossings(edges: Edges, layout: Layout) -> Any:
    """The columns of `geo.grid.sets.Crossings`; the toggles are not sorted yet."""
    corners = edges.x0, edges.y0, edges.x1, edges.y1
    grid = layout.west, layout.south, 1.0 / layout.cell, layout.columns, layout.rows
    found = np.empty((5, _crossed(edges.y0, edges.y1, layout.south, 1.0 / layout.cell)), np.int64)
    _cross(*corners, edges.region, *grid, found)
    return found


@_compiled
def toggle(cells, at, keys):  # type: ignore[no-untyped-def]
    """As ``np.bitwise_xor.at``."""
    for i in range(len(at)):
        cells[at[i]] ^= keys[i]


@_compiled
def accumulate(cells):  # type: ignore[no-untyped-def]
    """As ``np.bitwise_xor.accumulate`` of each row, in place."""
    for line in range(cells.shape[0]):
        for k in range(1, cells.shape[1]):
            cells[line, k] ^= cells[line, k - 1]


def joined(
    in_set: Ints, member: Ints, base: Ints32, own: Ints32, region: Ints, sets: int
) -> tuple[Ints32, Ints32]:
    """As `geo.grid.lists._joined`: both parts of a list are sorted, and are merged."""
    first = np.zeros(len(base) + 1, dtype=np.int32)
    np.cumsum(np.bincount(own, minlength=len(base)), out=first[1:])
    size = np.bincount(in_set, minlength=sets)
    start = np.zeros(sets + len(base) + 1, dtype=np.int32)
    np.cumsum(np.concatenate([size, size[base] + np.diff(first)]), out=start[1:])
    code = np.empty(int(start[-1]), dtype=np.int32)
    code[: len(member)] = member
    _merge(start, sets, base, first, own, region, np.empty(len(own), np.int32), code)
    return start, code


@_compiled
def _merge(start, sets, base, first, own, region, by_cell, code):  # type: ignore[no-untyped-def]
    """Write the lists of cells with edges; those of the sets are there."""
    ahead = first.copy()
    for record in range(len(own)):
        by_cell[ahead[own[record]]] = record
        ahead[own[record]] += 1
    for cell in range(len(base)):
        to, at, end = start[sets + cell], start[base[cell]], start[base[cell] + 1]
        for k in range(first[cell], first[cell + 1]):
            while at < end and code[at] < region[by_cell[k]]:
                code[to] = code[at]
                to, at = to + 1, at + 1
            code[to] = -1 - by_cell[k]
            to += 1
        while at < end:
            code[to] = code[at]
            to, at = to + 1, at + 1


@_compiled
def _columns(u0, u1):  # type: ignore[no-untyped-def]
    """The first and the last column that an edge runs through, in cells grown by the margin."""
    return np.int64(np.floor(min(u0, u1) - MARGIN)), np.int64(np.floor(max(u0, u1) + MARGIN))


@_compiled
def _rows(u0, v0, u1, v1, column):  # type: ignore[no-untyped-def]
    """The first and the last row that it runs through in a column."""
    run, rise = u1 - u0, v1 - v0
    enter, leave = 0.0, 1.0
    if run != 0.0:
        enter = min(max((column - MARGIN - u0) / run, 0.0), 1.0)
        leave = min(max((column + 1 + MARGIN - u0) / run, 0.0), 1.0)
    one, other = v0 + enter * rise, v0 + leave * rise
    lowest, highest = min(one, other) - MARGIN, max(one, other) + MARGIN
    return np.int64(np.floor(lowest)), np.int64(np.floor(highest))


@_compiled
def _touches(x0, y0, x1, y1, west, south, scale, columns, rows):  # type: ignore[no-untyped-def]
    """How many cells all edges run through, cells of two edges twice."""
    many = 0
    for i in range(len(x0)):
        u0, v0 = (x0[i] - west) * scale, (y0[i] - south) * scale
        u1, v1 = (x1[i] - west) * scale, (y1[i] - south) * scale
        first, last = _columns(u0, u1)
        for column in range(first, last + 1):
            low, high = _rows(u0, v0, u1, v1, column)
            many += high - low + 1
    return many


@_compiled
def _touch(  # type: ignore[no-untyped-def]
    x0, y0, x1, y1, region, west, south, scale, columns, rows, bits, placed
):
    """Region, cell and edge as one number, for each cell that an edge runs through."""
    many = 0
    for i in range(len(x0)):
        u0, v0 = (x0[i] - west) * scale, (y0[i] - south) * scale
        u1, v1 = (x1[i] - west) * scale, (y1[i] - south) * scale
        first, last = _columns(u0, u1)
        for column in range(first, last + 1):
            low, high = _rows(u0, v0, u1, v1, column)
            for row in range(low, high + 1):
                address = region[i] * (rows * columns) + row * columns + column
                placed[many] = (address << bits) | i
                many += 1


@_compiled
def _piece(x0, y0, x1, y1, side, cell, tolerance, out):  # type: ignore[no-untyped-def]
    """Write the piece of an edge; give the height at which it crosses the side, NaN if it does not.

    As `geo.grid.pieces.cut`, `_cut_off` and `_widen`.
    """
    low, high, height = min(y0, y1), max(y0, y1), np.nan
    slope = (x1 - x0) / (y1 - y0)
    level = not abs(slope) * tolerance < cell * _QUARTER
    if (x0 < side) != (x1 < side):
        height = y0 + (side - x0) * ((y1 - y0) / (x1 - x0))
        height = low if height < low else height
        height = high if height > high else height
        if (x1 > x0) == (y1 > y0):
            low = height
        else:
            high = height
    if level:
        low, high = np.inf, -np.inf
        for across in (side, side + (1 + MARGIN) * cell):
            share = (across - x0) / (x1 - x0)
            share = min(max(share, 0.0), 1.0) if share == share else 0.0
            at = y0 + share * (y1 - y0)
            low, high = min(low, at), max(high, at)
        low, high = low - 2 * tolerance, high + 2 * tolerance
    if x0 < side and x1 < side:
        low, high = np.inf, -np.inf
    out[LOW], out[HIGH], out[X], out[Y] = low, high, x0, y0
    out[SLOPE] = np.nan if level else slope
    return height


@_compiled
def _cut(  # type: ignore[no-untyped-def]
    placed, bits, x0, y0, x1, y1, toggles, tolerance, cell, west, south, columns, rows, heights,
    table, start, region_of, cell_of, holds, flip, close
):  # fmt: skip
    """Write the records of numbers of `_touch`, sorted. How many there are, their pieces, close."""
    edge, record, count, near, toggled, at = (1 << bits) - 1, 0, 0, 0, 0, 0
    while at < len(placed):
        address, begin, first = placed[at] >> bits, count, at
        region = address // (rows * columns)
        place = address - region * (rows * columns)
        row = place // columns
        column = place - row * columns
        side, floor = west + (column - _HALF) * cell, south + (row - _HALF) * cell
        while at < len(placed) and placed[at] >> bits == address:
            i = placed[at] & edge
            heights[at] = _piece(x0[i], y0[i], x1[i], y1[i], side, cell, tolerance, table[count])
            count, at = count + 1, at + 1
        for k in range(first, at):
            if heights[k] > floor:
                table[count, LOW], table[count, HIGH], table[count, X] = heights[k], np.inf, side
                table[count, Y], table[count, SLOPE] = 0.0, 0.0
                count += 1
        while toggled < len(toggles) and toggles[toggled] <= address:
            toggled += 1
        px, py = west + (column + 0.5) * cell, south + (row + 0.5) * cell
        odd, beside = _crossed_at(table, begin, count, px, py, tolerance)
        inside = (toggled & 1) == 1
        start[record], region_of[record], cell_of[record] = begin, region, place
        holds[record], flip[record] = inside, odd ^ inside
        if beside:
            close[near] = record
            near += 1
        record += 1
    start[record] = count
    return record, count, near


@_compiled
def _crossed_at(table, begin, end, x, y, tolerance):  # type: ignore[no-untyped-def]
    """As `geo.grid.pieces.cross`, of one point."""
    odd, near = False, False
    for k in range(begin, end):
        off = x - (table[k, X] + (y - table[k, Y]) * table[k, SLOPE])
        above = y >= table[k, LOW]
        odd ^= above & (y < table[k, HIGH]) & (off > 0.0)
        near |= above & (y <= table[k, HIGH]) & (not abs(off) > tolerance)
    return odd, near


@_compiled
def _crossed(y0, y1, south, scale):  # type: ignore[no-untyped-def]
    """How many middle lines of rows edges cross."""
    many = 0.0
    for i in range(len(y0)):
        v0, v1 = (y0[i] - south) * scale, (y1[i] - south) * scale
        many += np.ceil(max(v0, v1) - 0.5) - np.ceil(min(v0, v1) - 0.5)
    return np.int64(many)


@_compiled
def _cross(  # type: ignore[no-untyped-def]
    x0, y0, x1, y1, region, west, south, scale, columns, rows, found
):
    """Write where edges cross the middle lines of rows: region, row, column, home, toggle."""
    many, across = 0, columns >> BITS
    for i in range(len(x0)):
        u0, v0 = (x0[i] - west) * scale, (y0[i] - south) * scale
        u1, v1 = (x1[i] - west) * scale, (y1[i] - south) * scale
        first, last = np.ceil(min(v0, v1) - 0.5), np.ceil(max(v0, v1) - 0.5)
        for row in range(np.int64(first), np.int64(last)):
            u = u0 + (row + 0.5 - v0) / (v1 - v0) * (u1 - u0)
            column = np.int64(np.floor(u + 0.5))
            found[0, many], found[1, many], found[2, many] = region[i], row, column
            found[3, many] = (row >> BITS) * across + (np.int64(np.floor(u)) >> BITS)
            found[4, many] = region[i] * (rows * columns) + row * columns + column
            many += 1
