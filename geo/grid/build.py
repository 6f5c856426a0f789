"""From polygons to a grid index: one pass over their edges, none over their areas."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely

from geo.grid.edges import Edges, cells_touched, edges_of
from geo.grid.layout import BLOCK, Layout, layout_for
from geo.grid.pieces import Pieces, cross, cut, together, tolerance_of
from geo.grid.sets import Crossings, Keys, Middles, crossings_of, members, middles
from geo.pairs import Ints
from geo.runs import runs
from geo.workers import spread

__all__ = ["PREPARING", "Lists", "Records", "index_parts"]

#: GEOS prepares a geometry when it is first asked, which two threads must not do at once.
PREPARING: Final = threading.Lock()
#: Edges that one thread works on: what is made of them fits in a core's cache.
_TOGETHER: Final = 32_768

#: How many cells an edge runs through on average, where the size of cells is not given.
CELLS_PER_EDGE: Final = 1.5
#: The largest and smallest number of edge pieces that the size of cells is chosen for.
_PIECES: Final = (20_000, 2_000_000)
#: Cells are not smaller than this part of the largest coordinate: there must be room in a
#: cell's margin for rounding.
_LEAST_CELL: Final = 1e-6
#: Members that all lists may have together, about: regions that lie over each other are in each
#: list of the cells there, which must then be larger, and so fewer.
_MOST_MEMBERS: Final = 16_000_000
#: Cells that are looked at to find out how many there would be.
_LOOKED_AT: Final = 500


@dataclass(frozen=True)
class Records:
    """An edge of a region in a cell: its region, its pieces, and the parity that is outside."""

    region: npt.NDArray[np.int32]
    flip: npt.NDArray[np.bool_]
    pieces: Pieces


@dataclass(frozen=True)
class Lists:
    """What is in the cells. List l holds ``member[start[l]:start[l + 1]]``, by region.

    A member is a region, or ``-1 - record`` where the region's edge runs through the cell;
    that is so in lists from ``edged`` on only. ``size[l]`` is how many there are. A block's
    cells are at ``table[offset + (place & mask)]``, which is the number of a list.
    """

    start: npt.NDArray[np.int32]
    size: npt.NDArray[np.int32]
    member: npt.NDArray[np.int32]
    table: npt.NDArray[np.int32]
    offset: npt.NDArray[np.int32]
    mask: npt.NDArray[np.int32]
    edged: int


def index_parts(polygons: Any, cell: float | None) -> tuple[Layout, Records, Lists]:
    """Make the parts of a grid index of valid polygons; ``cell``: the side of its cells."""
    edges = edges_of(polygons)
    tree = shapely.STRtree(polygons)
    layout = _layout(edges, cell)
    while (parts := _parts(polygons, tree, edges, layout)) is None:
        layout = _layout(edges, 2 * layout.cell)
    return layout, *parts


def _parts(polygons: Any, tree: Any, edges: Edges, layout: Layout) -> tuple[Records, Lists] | None:
    """The parts of an index in this layout, or None where they would be too large."""
    found = list(spread(lambda some: _traced(edges, some, layout, polygons), _groups(edges)))
    region, at, holds, flip = (
        np.concatenate([getattr(one, name) for one in found])
        for name in ("region", "cell", "holds", "flip")
    )
    pieces = together([one.pieces for one in found])
    sets = middles(layout, at, _keys(len(polygons)), [one.crossings for one in found])
    lists = _lists(sets, tree, region, at, holds)
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


def _traced(all_edges: Edges, some: slice, layout: Layout, polygons: Any) -> _Traced:
    edges = all_edges.taken(some)
    edge, at = cells_touched(edges, layout)
    address = layout.address(edges.region[edge], at)
    order = _order(address)
    edge, at, address = edge[order], at[order], address[order]
    first = np.flatnonzero(np.diff(address, prepend=-1))
    pieces = cut(edges, layout, edge, at, np.append(first, len(at)), tolerance_of(all_edges))
    region, at = edges.region[edge[first]], at[first]
    crossings = crossings_of(edges, layout)
    holds = crossings.inside(layout, region, at)
    flip = _flips(pieces, layout, polygons, region, at, holds)
    return _Traced(region, at, holds, flip, pieces, crossings)


def _order(numbers: Ints) -> Ints:
    """As a stable argsort of numbers from 0 on: sorting is quicker than saying what went where."""
    bits = len(numbers).bit_length()
    if int(numbers.max(initial=0)).bit_length() + bits > 63:
        return np.argsort(numbers, kind="stable")
    placed = (numbers << bits) | np.arange(len(numbers))
    placed.sort()
    return np.asarray(placed & ((1 << bits) - 1))


def _layout(edges: Edges, cell: float | None) -> Layout:
    if not len(edges):
        return layout_for((0.0, 0.0, 1.0, 1.0), cell or 1.0)
    x, y = np.concatenate([edges.x0, edges.x1]), np.concatenate([edges.y0, edges.y1])
    bounds = x.min(), y.min(), x.max(), y.max()
    if cell is None:
        # An edge runs through one cell, and one more for each side of a cell that it crosses.
        length = np.abs(edges.x1 - edges.x0).sum() + np.abs(edges.y1 - edges.y0).sum()
        wanted = np.clip(CELLS_PER_EDGE * len(edges), *_PIECES)
        cell = float(length / max(wanted - len(edges), 0.2 * len(edges)))
    return layout_for(bounds, max(cell, _LEAST_CELL * float(np.abs(bounds).max())))


def _keys(count: int) -> Keys:
    """Random keys, the same ones each time."""
    return np.random.default_rng(411).integers(1, 2**64, size=count, dtype=np.uint64)


def _flips(
    pieces: Pieces, layout: Layout, polygons: Any, region: Ints, cell: Ints, holds: Any
) -> npt.NDArray[np.bool_]:
    """Which parity of crossings is outside, found at the middle of each cell."""
    row, column = np.divmod(cell, layout.columns)
    x = layout.west + (column + 0.5) * layout.cell
    y = layout.south + (row + 0.5) * layout.cell
    odd, close = cross(pieces, np.arange(len(region)), x, y)
    flip = np.asarray(odd ^ holds)
    # An edge through the middle itself: elsewhere in the cell it is clear.
    rng = np.random.default_rng(411)
    while len(close):
        aside = rng.uniform(-0.5, 0.5, (2, len(close))) * layout.cell
        px, py = x[close] + aside[0], y[close] + aside[1]
        odd, still = cross(pieces, close, px, py)
        with PREPARING:
            truth = shapely.contains_xy(polygons[region[close]], px, py)
        flip[close] = odd ^ truth
        close = close[still]
    return flip


def _lists(sets: Middles, tree: Any, region: Ints, at: Ints, holds: Any) -> Lists | None:
    """Number the distinct sets, then the cells with edges, and list what they hold.

    None where that would be too much, and larger cells would make it less.
    """
    cells = sets.cells.reshape(-1)
    regions = len(tree.geometries)
    keys = _keys(regions)
    places = sets.position(at)
    np.bitwise_xor.at(cells, places[holds], keys[region[holds]])
    edged = np.zeros(len(cells), dtype=bool)
    edged[places] = True
    position = np.flatnonzero(edged)
    rank = np.empty(len(cells), dtype=np.intp)
    rank[position] = np.arange(len(position))
    own = rank[places]
    whole = sets.whole.copy()
    whole[sets.block] = cells[:: BLOCK**2]
    number, examples = _distinct(np.concatenate([cells, whole]))
    blocks = len(cells)
    brow, bcolumn = np.divmod(np.maximum(examples - blocks, 0), sets.layout.blocks_across)
    corner = brow * BLOCK * sets.layout.columns + bcolumn * BLOCK
    example = np.where(
        examples < blocks, sets.cell_at(np.minimum(examples, max(blocks - 1, 0))), corner
    ) if blocks else corner  # fmt: skip
    records = sets.layout.address(region, at)
    if sets.layout.blocks > 1:
        some = example[:: len(example) // _LOOKED_AT + 1]
        each = len(members(sets, tree, some, records)[0]) / len(some)
        if each * (len(example) + len(position)) > _MOST_MEMBERS:
            return None
    in_set, member = members(sets, tree, example, records)
    start, code = _joined((in_set, member), number[position], (own, region), len(examples), regions)
    own_cells = number[:blocks].astype(np.int32)
    own_cells[position] = len(examples) + np.arange(len(position))
    offset = blocks + number[blocks:]
    offset[sets.block] = np.arange(len(sets.block)) * BLOCK**2
    mask = np.zeros(len(offset), dtype=np.int32)
    mask[sets.block] = BLOCK**2 - 1
    table = np.concatenate([own_cells, np.arange(len(examples))]).astype(np.int32)
    size = np.diff(start).astype(np.int32)
    return Lists(start, size, code, table, offset.astype(np.int32), mask, len(examples))


def _distinct(keys: Keys) -> tuple[Ints, Ints]:
    """Number the distinct keys; give the number of each, and where one of each number is."""
    changes = np.flatnonzero(np.append(True, keys[1:] != keys[:-1]))
    _, example, number = np.unique(keys[changes], return_index=True, return_inverse=True)
    return np.repeat(number, np.diff(changes, append=len(keys))), changes[example]


def _joined(
    plain: tuple[Ints, Ints],
    base: Ints,
    edged: tuple[Ints, Ints],
    sets: int,
    regions: int,
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Lists of all sets, then of all cells with edges: ``base`` and their records."""
    in_set, member = plain
    order = np.argsort(in_set, kind="stable")
    in_set, member = in_set[order], member[order]
    size = np.bincount(in_set, minlength=sets)
    owner, inner = runs(size[base], (np.cumsum(size) - size)[base])
    of_list = np.concatenate([in_set, sets + owner, sets + edged[0]])
    region = np.concatenate([member, member[inner], edged[1]])
    code = np.concatenate([member, member[inner], -1 - np.arange(len(edged[1]))])
    order = _order(of_list * max(regions, 1) + region)
    start = np.zeros(sets + len(base) + 1, dtype=np.int32)
    np.cumsum(np.bincount(of_list, minlength=sets + len(base)), out=start[1:])
    return start, code[order].astype(np.int32)
