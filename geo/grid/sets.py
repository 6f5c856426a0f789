"""Which regions hold the middle of each cell, without drawing any region cell by cell.

Every region has a random 64-bit key. Where an edge of a region crosses the middle line of a
row, the region's key is toggled, and what has been toggled so far, from the west, is the key of
the set of regions at a cell. Two sets of a million have the same key with a chance of 3e-8.
Only blocks that an edge runs through have cells of their own; the others are of one set.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from geo.grid.edges import Edges, rows_crossed
from geo.grid.layout import BLOCK, Layout
from geo.pairs import Ints

__all__ = ["Crossings", "Keys", "Middles", "crossings_of", "keys_of", "members", "middles"]

Keys = npt.NDArray[np.uint64]


def keys_of(count: int) -> Keys:
    """Random keys, the same ones each time."""
    return np.random.default_rng(411).integers(1, 2**64, size=count, dtype=np.uint64)


@dataclass(frozen=True)
class Crossings:
    """Where edges cross the middle lines of rows: their region, row and column.

    ``column``: the first whose middle is further east. ``home``: the block where it happens,
    which has that column or ends beside it. ``toggles``: region and cell as one number, sorted.
    """

    region: Ints
    row: Ints
    column: Ints
    home: Ints
    toggles: Ints

    def inside(self, layout: Layout, region: Ints, cell: Ints) -> npt.NDArray[np.bool_]:
        """Whether regions (whose crossings are all here) hold the middles of cells."""
        # Crossings in a row are even in number, so those of rows before do not matter.
        before = np.searchsorted(self.toggles, layout.address(region, cell), side="right")
        return (before & 1).astype(bool)


def crossings_of(edges: Edges, layout: Layout, loops: Any = None) -> Crossings:
    """Find the crossings of whole regions, in their order, by compiled ``loops`` if given."""
    if loops:
        found = Crossings(*loops.crossings(edges, layout))
        found.toggles.sort()
        return found
    edge, row, u = rows_crossed(edges, layout)
    region, column = edges.region[edge], np.floor(u + 0.5).astype(np.intp)
    home = layout.block_of(row * layout.columns + np.floor(u).astype(np.intp))
    toggles = np.sort(layout.address(region, row * layout.columns + column))
    return Crossings(region, row, column, home, toggles)


@dataclass(frozen=True)
class Middles:
    """The sets of regions at the middles of cells.

    ``block``: the number of each block with edges, sorted; ``place``: for each block how many
    of those come before it; ``cells``: the keys of their cells (blocks, rows, columns);
    ``whole``: the key of each other block, by its number; ``crossings``: those of all regions.
    """

    layout: Layout
    block: Ints
    place: Ints
    cells: Keys
    whole: Keys
    crossings: Crossings

    def position(self, cell: Ints) -> Ints:
        """Where cells are in ``cells``, laid flat; they must be in one of the blocks."""
        place = self.place[self.layout.block_of(cell)]
        return np.asarray(place * BLOCK**2 + self.layout.place_in_block(cell))

    def cell_at(self, position: Ints) -> Ints:
        """Give the number of the cell at a position in ``cells``, laid flat."""
        index, place = np.divmod(position, BLOCK**2)
        brow, bcolumn = np.divmod(self.block[index], self.layout.blocks_across)
        row, column = brow * BLOCK + place // BLOCK, bcolumn * BLOCK + place % BLOCK
        return np.asarray(row * self.layout.columns + column)


def middles(
    layout: Layout, touched: Ints, keys: Keys, found: list[Crossings], loops: Any = None
) -> Middles:
    """Find the sets at the middles of cells; ``touched``: the cells that edges run through.

    ``found``: the crossings of some regions, then those of others. ``loops``: compiled code, or
    None.
    """
    crossings = Crossings(
        *(
            np.concatenate([getattr(one, field.name) for one in found])
            for field in fields(Crossings)
        )
    )
    has_edges = np.zeros(layout.blocks, dtype=bool)
    has_edges[layout.block_of(touched)] = True
    block, place = np.flatnonzero(has_edges), np.cumsum(has_edges) - has_edges
    # A block to the right of a crossing may have no edge.
    local = crossings.column - crossings.home % layout.blocks_across * BLOCK
    line = place[crossings.home] * BLOCK + crossings.row % BLOCK
    toggle = loops.toggle if loops else np.bitwise_xor.at
    key = keys[crossings.region]
    total = np.zeros((len(block), BLOCK), dtype=np.uint64)
    toggle(total.reshape(-1), line, key)
    cells = np.zeros((total.size, BLOCK), dtype=np.uint64)
    within = local < BLOCK
    toggle(cells.reshape(-1), (line * BLOCK + local)[within], key[within])
    # What is toggled in a row of blocks is even in number, so one sum serves all rows.
    cells[:, 0] ^= (np.bitwise_xor.accumulate(total, axis=0) ^ total).reshape(-1)
    if loops:
        loops.accumulate(cells)
    else:
        np.bitwise_xor.accumulate(cells, axis=1, out=cells)
    whole = np.zeros(layout.blocks, dtype=np.uint64)
    whole[block] = total[:, 0]
    return Middles(
        layout,
        block,
        place,
        cells,
        np.bitwise_xor.accumulate(whole),
        crossings,
    )


def members(sets: Middles, tree: Any, cell: Ints, records: Ints) -> tuple[Ints, Ints]:
    """Pairs (position in ``cell``, region) of the regions that hold the middles of cells.

    Those that have an edge in the cell (``records``, their sorted addresses) are left out.
    ``tree`` is over the regions.
    """
    at, region = tree.query(shapely.points(*sets.layout.middle(cell)))
    address = sets.layout.address(region, cell[at])
    own = np.searchsorted(records, address)
    edged = records.take(own, mode="clip") == address if len(records) else np.zeros(len(at), bool)
    kept = sets.crossings.inside(sets.layout, region, cell[at]) & ~edged
    return at[kept], region[kept]
