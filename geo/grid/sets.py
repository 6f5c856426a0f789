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

__all__ = ["Crossings", "Keys", "Middles", "crossings_of", "members", "middles"]

Keys = npt.NDArray[np.uint64]


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


def crossings_of(edges: Edges, layout: Layout) -> Crossings:
    """Find the crossings of whole regions, in their order."""
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


def middles(layout: Layout, touched: Ints, keys: Keys, found: list[Crossings]) -> Middles:
    """Find the sets at the middles of cells; ``touched``: the cells that edges run through.

    ``found``: the crossings of some regions, then those of others.
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
    cells = np.zeros((len(block) * BLOCK, BLOCK + 1), dtype=np.uint64)
    toggled = line * (BLOCK + 1) + local
    np.bitwise_xor.at(cells.reshape(-1), toggled, keys[crossings.region])
    total = np.bitwise_xor.reduce(cells, axis=1).reshape(len(block), BLOCK)
    # What is toggled in a row of blocks is even in number, so one sum serves all rows.
    cells[:, 0] ^= (np.bitwise_xor.accumulate(total, axis=0) ^ total).reshape(-1)
    np.bitwise_xor.accumulate(cells, axis=1, out=cells)
    whole = np.zeros(layout.blocks, dtype=np.uint64)
    whole[block] = total[:, 0]
    return Middles(
        layout,
        block,
        place,
        np.ascontiguousarray(cells[:, :BLOCK]),
        np.bitwise_xor.accumulate(whole),
        crossings,
    )


def members(sets: Middles, tree: Any, cell: Ints, records: Ints) -> tuple[Ints, Ints]:
    """Pairs (position in ``cell``, region) of the regions that hold the middles of cells.

    Those that have an edge in the cell (``records``, their sorted addresses) are left out.
    ``tree`` is over the regions.
    """
    row, column = np.divmod(cell, sets.layout.columns)
    x = sets.layout.west + (column + 0.5) * sets.layout.cell
    y = sets.layout.south + (row + 0.5) * sets.layout.cell
    at, region = tree.query(shapely.points(x, y))
    address = sets.layout.address(region, cell[at])
    own = np.searchsorted(records, address)
    edged = records.take(own, mode="clip") == address if len(records) else np.zeros(len(at), bool)
    kept = sets.crossings.inside(sets.layout, region, cell[at]) & ~edged
    return at[kept], region[kept]
