"""Which symbols stand alone and which are gathered into a ring: as ``maps/page/map/cluster.js``.

First a fine grid, then the fullest cells take in their neighbours. The result depends only on the
points, not on their order.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Group", "gather", "ring_radius", "short_count"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass
class Group:
    """Points that are drawn as one, at their mean; ``members``: their numbers, ascending."""

    x: float
    y: float
    members: Ints

    @property
    def n(self) -> int:
        """How many."""
        return len(self.members)

    @property
    def first(self) -> int:
        """The first of them."""
        return int(self.members[0])


@dataclass
class _Cell:
    x: float
    y: float
    n: int
    column: int
    row: int
    group: int = -1


def ring_radius(n: int) -> float:
    """Of the ring of so many reports, in pixels."""
    return min(25.0, 12 + 2.5 * math.log2(n))


def short_count(n: int) -> str:
    """1234 as it fits into a ring."""
    if n < 10_000:
        return str(n)
    return f"{n / 1000:.0f}k" if n < 1_000_000 else f"{n / 1_000_000:.1f}M"


def gather(xs: Floats, ys: Floats, numbers: Ints, reach_px: float) -> list[Group]:
    """Gathers points closer than ``reach_px``; ``numbers`` name them. The fullest groups first."""
    if not len(xs):
        return []
    side = reach_px / 2
    columns, rows = np.floor(xs / side).astype(np.int64), np.floor(ys / side).astype(np.int64)
    keys, cell_of, counts = np.unique(
        np.column_stack([columns, rows]), axis=0, return_inverse=True, return_counts=True
    )
    cell_of = cell_of.ravel()
    mean_x = np.bincount(cell_of, xs) / counts
    mean_y = np.bincount(cell_of, ys) / counts
    cells = [
        _Cell(float(x), float(y), int(n), int(c), int(r))
        for x, y, n, (c, r) in zip(mean_x, mean_y, counts, keys, strict=True)
    ]
    by_place = {(cell.column, cell.row): cell for cell in cells}
    centres: list[tuple[float, float]] = []
    for cell in sorted(cells, key=lambda c: (-c.n, c.column, c.row)):
        if cell.group < 0:
            cell.group = len(centres)
            centres.append(_absorb(cell, by_place, reach_px))
    group_of = np.array([cell.group for cell in cells])[cell_of]
    order = np.lexsort((numbers, group_of))
    ends = np.cumsum(np.bincount(group_of, minlength=len(centres)))[:-1]
    lists = np.split(numbers[order], ends)
    return [Group(x, y, mine) for (x, y), mine in zip(centres, lists, strict=True)]


def _absorb(
    cell: _Cell, by_place: dict[tuple[int, int], _Cell], reach: float
) -> tuple[float, float]:
    x, y, n = cell.x, cell.y, cell.n
    for dx in range(-3, 4):
        for dy in range(-3, 4):
            other = by_place.get((cell.column + dx, cell.row + dy))
            if other is None or other.group >= 0:
                continue
            if math.hypot(other.x - cell.x, other.y - cell.y) >= reach:
                continue
            other.group = cell.group
            whole = n + other.n
            x = (x * n + other.x * other.n) / whole
            y = (y * n + other.y * other.n) / whole
            n = whole
    return x, y
