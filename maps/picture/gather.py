"""Which symbols stand alone and which are gathered into a ring: as ``maps/page/map/cluster.js``.

First a fine grid, then the fullest cells take in their neighbours. The result depends only on the
points, not on their order.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Group", "apart", "gather", "ring_radius", "short_count"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
#: Two that are on each other by less than the white about them can both be read.
_OVER_PX = 3.0


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


def apart(groups: list[Group], radius: Callable[[Group], float]) -> list[Group]:
    """With groups that would be drawn on each other made one, at the mean of their points.

    On a page one can zoom in; on paper a ring that is half hidden stays so. ``radius``: of what is
    drawn of a group, in pixels. Those that lie on each other most become one first.
    """
    found: list[Group | None] = list(groups)
    x, y = (np.array([getattr(g, name) for g in groups], float) for name in "xy")
    r = np.array([radius(g) for g in groups], float)
    heap: list[tuple[float, int, int, int, int]] = []

    def meet(k: int) -> None:
        """Notes with which of those before it the group k lies on each other."""
        mine = np.arange(len(found)) != k
        over = r + r[k] - np.hypot(x - x[k], y - y[k])
        for other in np.flatnonzero(mine & (over > _OVER_PX)).tolist():
            a, b = min(other, k), max(other, k)
            heapq.heappush(heap, (-float(over[other]), a, b, count(a), count(b)))

    def count(k: int) -> int:
        mine = found[k]
        return 0 if mine is None else mine.n

    for k in range(len(groups)):
        meet(k)
    while heap:
        _, a, b, n_a, n_b = heapq.heappop(heap)
        one, other = found[a], found[b]
        if one is None or other is None or (one.n, other.n) != (n_a, n_b):
            continue  # it has become part of another since
        n = one.n + other.n
        both = np.sort(np.concatenate([one.members, other.members]))
        whole = Group(
            (one.x * one.n + other.x * other.n) / n, (one.y * one.n + other.y * other.n) / n, both
        )
        found[a], found[b] = whole, None
        x[a], y[a], r[a] = whole.x, whole.y, radius(whole)
        x[b] = y[b] = np.nan
        meet(a)
    left = [group for group in found if group is not None]
    return sorted(left, key=lambda g: -g.n) if len(left) < len(groups) else groups


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
