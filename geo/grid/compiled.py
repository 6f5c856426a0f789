"""The loops over points as compiled code: the same pairs in two passes where numpy takes many.

Needs Numba (``pip install 'kordon[fast]'``) and is loaded by `geo.grid.fast` alone, with the loops
that make an index. The first pass over a chunk of points finds their cells and tests them against
the edges there, which says how many pairs there are; the second writes them to where they belong,
while what the first has noted is in the core's cache. Neither holds the interpreter.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import numba
import numpy as np
import numpy.typing as npt

from geo.grid.compiled_edges import accumulate, crossings, joined, records, toggle
from geo.grid.layout import BITS, BLOCK
from geo.grid.output import Output, Room
from geo.grid.pieces import HIGH, LOW, SLOPE, X, Y
from geo.workers import spread

if TYPE_CHECKING:
    from geo.grid.build import Records
    from geo.grid.layout import Layout
    from geo.grid.lists import Lists
    from geo.pairs import Floats

__all__ = ["CHUNK", "accumulate", "crossings", "find_pairs", "joined", "records", "toggle"]

#: Points at a time: what the first pass reads and notes of them stays in a core's cache.
CHUNK: Final = 65_536
#: Points that are looked at to find out how many pairs to expect, and by how much more to have.
_LOOKED_AT: Final = 10_000
_SPARE: Final = 1.05
_IN_BLOCK: Final = BLOCK - 1

Ints32 = npt.NDArray[np.int32]
#: Whether regions hold points: records, and x and y of the points, which are near their edges.
Decide = Callable[[Ints32, "Floats", "Floats"], npt.NDArray[np.bool_]]

# No fastmath: the bound on errors is that of IEEE arithmetic.
_compiled: Any = numba.njit(nogil=True, cache=True, error_model="numpy", boundscheck=False)


def find_pairs(
    layout: Layout,
    lists: Lists,
    records: Records,
    x: Floats,
    y: Floats,
    decide: Decide,
    threads: int | None = None,
    chunk: int = CHUNK,
) -> tuple[npt.NDArray[np.integer[Any]], Ints32]:
    """Pairs as `geo.grid.GridIndex.pairs` has them; GEOS, as ``decide``, is asked where unsure."""
    x, y = _fixed(np.ascontiguousarray(x)), _fixed(np.ascontiguousarray(y))
    most = layout.columns - 1.0, layout.rows - 1.0
    grid = layout.west, layout.south, 1.0 / layout.cell, *most, layout.blocks_across
    # Where a block's cells are, or below zero where one entry serves all of them.
    blocks = np.where(lists.mask, lists.offset, ~lists.offset)
    tables = _fixed(blocks), _fixed(lists.table), _fixed(lists.size), lists.edged
    listed: tuple[Any, ...] = _fixed(lists.start), _fixed(lists.member)
    region_of, flip, pieces = _fixed(records.region), _fixed(records.flip), records.pieces
    edges = flip, _fixed(pieces.table), _fixed(pieces.start), pieces.tolerance
    chunk = min(chunk, CHUNK)
    out = Output(len(x), _expected(x, y, grid, tables))

    def found(k: int) -> None:
        first = k * chunk
        px, py = x[first : first + chunk], y[first : first + chunk]
        which, beside, (members, near, tests) = _looked_up(px, py, grid, tables)
        some = _fixed(beside[:near]), _fixed(which), *listed
        holds = np.empty(tests, dtype=np.uint8)
        tested, held, unsure = _test(px, py, *some, *edges, holds)
        if unsure:
            record, point = np.empty(unsure, np.int32), np.empty(unsure, np.int32)
            _unsure(*some, holds, record, point)
            verdict = decide(record, px[point], py[point])
            holds[np.flatnonzero(holds[:tested] == _UNSURE)] = verdict
            held += int(verdict.sum())

        def write(room: Room) -> None:
            _fill(_fixed(which), *listed, lists.edged, region_of, _fixed(holds), first, *room)

        out.put(k, members - tested + held, write)

    for _ in spread(found, range(-(-len(x) // chunk)), threads):
        pass
    return out.whole()


def _expected(x: Floats, y: Floats, grid: tuple[Any, ...], tables: tuple[Any, ...]) -> int:
    """Pairs that there will be, or more, by what some points here and there have."""
    step = len(x) // _LOOKED_AT + 1
    x, y = _fixed(np.ascontiguousarray(x[::step])), _fixed(np.ascontiguousarray(y[::step]))
    _, _, (members, _, _) = _looked_up(x, y, grid, tables)
    return int(_SPARE * step * members) + CHUNK


def _looked_up(
    x: Floats, y: Floats, grid: tuple[Any, ...], tables: tuple[Any, ...]
) -> tuple[Ints32, Ints32, tuple[int, int, int]]:
    """The list of each point's cell, the points with edges in theirs, and what `_sums` sums up.

    Step by step for all points: a processor looks up many at once where none waits for another.
    """
    blocks, table, size, edged = tables
    which, place, beside = (np.empty(len(x) + more, np.int32) for more in (0, 0, 1))
    _places(x, y, *grid, which, place)
    _cells(blocks, place, which)
    _lists(table, which)
    return which, beside, _sums(_fixed(which), size, edged, beside)


def _fixed(array: Any) -> Any:
    """A view that cannot be written: one type for compiled code, wherever an array came from."""
    view = array.view()
    view.flags.writeable = False
    return view


#: So many members of a list are written at once, be there as many or not.
_AHEAD: Final = 4
#: In place of whether a region holds a point: too near to an edge to say.
_UNSURE: Final = 2


@_compiled
def _places(  # type: ignore[no-untyped-def]
    x, y, west, south, scale, most_u, most_v, blocks_across, block, place
):
    """The block of each point, and the place of its cell in there."""
    for i in range(len(x)):
        u, v = (x[i] - west) * scale, (y[i] - south) * scale
        u = min(u, most_u) if u > 0.0 else 0.0  # NaN too goes to the empty cells along the side
        v = min(v, most_v) if v > 0.0 else 0.0
        column, row = np.int32(u), np.int32(v)
        block[i] = (row >> BITS) * blocks_across + (column >> BITS)
        place[i] = ((row & _IN_BLOCK) << BITS) | (column & _IN_BLOCK)


@_compiled
def _cells(blocks, place, block):  # type: ignore[no-untyped-def]
    """Where the table has each cell, in place of its block."""
    for i in range(len(place)):
        at = blocks[block[i]]
        one = at >> 31
        block[i] = (at ^ one) + (place[i] & ~one)


@_compiled
def _lists(table, which):  # type: ignore[no-untyped-def]
    """The list of each cell, in place of where the table has it."""
    for i in range(len(which)):
        which[i] = table[which[i]]


@_compiled
def _sums(which, size, edged, beside):  # type: ignore[no-untyped-def]
    """How many members all lists have, how many points have edges, and their lists' members.

    The points that have edges are written to ``beside``.
    """
    members, near, with_edges = 0, 0, 0
    for i in range(len(which)):
        number = which[i]
        beside[near] = i
        members += size[number]
        near += number >= edged
        with_edges += size[number] if number >= edged else 0
    return members, near, with_edges


@_compiled
def _test(  # type: ignore[no-untyped-def]
    x, y, beside, which, start, member, flip, pieces, piece_start, tolerance, holds
):
    """As `geo.grid.pieces.cross`, for every edge in the cells of points, in their order.

    Returns how many there are, how many of them hold their point, and how many are unsure.
    """
    count, held, unsure = 0, 0, 0
    for i in beside:
        px, py = x[i], y[i]
        for at in range(start[which[i]], start[which[i] + 1]):
            if member[at] >= 0:
                continue
            record = -1 - member[at]
            inside, near = flip[record], False
            # No branch but the loop itself: which way one would go is anybody's guess.
            for k in range(piece_start[record], piece_start[record + 1]):
                off = px - (pieces[k, X] + (py - pieces[k, Y]) * pieces[k, SLOPE])
                above, high = py >= pieces[k, LOW], pieces[k, HIGH]
                inside ^= above & (py < high) & (off > 0.0)
                near |= above & (py <= high) & (not abs(off) > tolerance)
            holds[count] = _UNSURE if near else inside
            held += inside & (not near)
            unsure += near
            count += 1
    return count, held, unsure


@_compiled
def _unsure(beside, which, start, member, holds, record, point):  # type: ignore[no-untyped-def]
    """The records and points that `_test` could not decide."""
    count, found = 0, 0
    for i in beside:
        for at in range(start[which[i]], start[which[i] + 1]):
            if member[at] < 0:
                if holds[count] == _UNSURE:
                    record[found], point[found] = -1 - member[at], i
                    found += 1
                count += 1


@_compiled
def _fill(  # type: ignore[no-untyped-def]
    which, start, member, edged, region_of, holds, first, point, region
):
    """Write the pairs of some points, the first of which has this number."""
    count, tested = 0, 0
    safe = min(len(point), len(region)) - _AHEAD
    for i in range(len(which)):
        begin, end = start[which[i]], start[which[i] + 1]
        if which[i] < edged and count <= safe and begin + _AHEAD <= len(member):
            # Most lists are short: no branch that depends on how short.
            for k in range(_AHEAD):
                point[count + k], region[count + k] = first + i, member[begin + k]
            for at in range(begin + _AHEAD, end):
                point[count + at - begin], region[count + at - begin] = first + i, member[at]
            count += end - begin
            continue
        for at in range(begin, end):
            code = member[at]
            if code < 0:
                tested += 1
                if not holds[tested - 1]:
                    continue
                code = region_of[-1 - code]
            point[count], region[count] = first + i, code
            count += 1
