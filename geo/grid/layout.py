"""Where the cells of a grid lie: numbered by row and column, sixteen by sixteen to a block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from geo.pairs import Floats, Ints

__all__ = ["BITS", "BLOCK", "Layout", "layout_for"]

#: Cells along each side of a block, and its logarithm to base 2.
BLOCK: Final = 16
BITS: Final = 4
#: Blocks at most: each takes four bytes even where nothing is.
_MOST_BLOCKS: Final = 4_000_000
#: Empty cells about the regions, where points outside the grid are put. No whole number, so
#: that edges along round degrees do not lie along the sides of cells.
_PAD: Final = 1.3717


@dataclass(frozen=True)
class Layout:
    """A grid of square cells from (west, south), in the units of the coordinates.

    ``cell``: the side of a cell; ``columns``, ``rows``: how many, multiples of `BLOCK`.
    """

    west: float
    south: float
    cell: float
    columns: int
    rows: int

    @property
    def blocks_across(self) -> int:
        """Blocks from west to east."""
        return self.columns // BLOCK

    @property
    def blocks(self) -> int:
        """Blocks in all."""
        return self.blocks_across * (self.rows // BLOCK)

    def block_of(self, cell: Ints) -> Ints:
        """Give the number of each cell's block."""
        row, column = np.divmod(cell, self.columns)
        return np.asarray(row // BLOCK * self.blocks_across + column // BLOCK)

    def place_in_block(self, cell: Ints) -> Ints:
        """Give each cell's number in its block, row by row."""
        row, column = np.divmod(cell, self.columns)
        return np.asarray(row % BLOCK * BLOCK + column % BLOCK)

    def address(self, region: Ints, cell: Ints) -> Ints:
        """One number for a region and a cell, in the order of regions, rows and columns."""
        return np.asarray(region.astype(np.int64) * (self.rows * self.columns) + cell)

    def middle(self, cell: Ints) -> tuple[Floats, Floats]:
        """Give the coordinates of the middle of each cell."""
        row, column = np.divmod(cell, self.columns)
        return self.west + (column + 0.5) * self.cell, self.south + (row + 0.5) * self.cell

    def in_cells(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Coordinates counted in cells from the south-west corner."""
        scale = 1.0 / self.cell
        return (x - self.west) * scale, (y - self.south) * scale


def layout_for(bounds: Any, cell: float) -> Layout:
    """Lay cells of a given side over bounds (west, south, east, north), or larger ones.

    They are larger where there would be too many of them.
    """
    west, south, east, north = (float(v) for v in bounds)
    while True:
        columns = _whole_blocks((east - west) / cell)
        rows = _whole_blocks((north - south) / cell)
        if columns * rows <= _MOST_BLOCKS * BLOCK * BLOCK:
            return Layout(west - _PAD * cell, south - _PAD * cell, cell, columns, rows)
        cell *= 1.5


def _whole_blocks(cells: float) -> int:
    return int(np.ceil((cells + 2 * _PAD) / BLOCK)) * BLOCK
