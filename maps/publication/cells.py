"""Counts in cells of equal area, none of which gives back what is too few to tell.

A table is one layer in one period. It is cut into blocks, the largest cells there are. A block
shows its smallest cells if every one of them that holds anything holds at least ``k`` reports;
else the next larger ones; else, if all of it holds fewer than ``k``, nothing. So no report is
counted twice, nothing is the difference of two cells, and an empty cell cannot be told from a
block that is held back. Of what is held back a total is told only as *at least*, rounded down so
far that it bounds none of the blocks (`told_at_least`): there is nothing to solve for.

With an earlier publication, what is shown changes by at least ``k`` reports at a time, or not at
all (`against`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from maps.publication.grid import cell_of
from maps.publication.profile import Counts

__all__ = ["Cell", "Counted", "Table", "against", "count_cells", "period_of", "told_at_least"]

#: Letters of an ISO date that name a period.
_LETTERS: Final = {"day": 10, "month": 7, "year": 4}
#: How precisely a date must be known for a count of that period.
_FINE_ENOUGH: Final = {
    "day": ("", "day"),
    "month": ("", "day", "month"),
    "year": ("", "day", "week", "month", "year"),
}

#: Layer and period.
Table = tuple[str, str]
#: Column and row of a cell.
Place = tuple[int, int]


@dataclass(frozen=True, order=True)
class Cell:
    """A count: ``n`` reports of a layer in a period in the cell (``column``, ``row``).

    ``fresh``: exactly counted; else the number of an earlier publication, which is right to
    within ``k`` - 1.
    """

    layer: str
    period: str
    edge_m: int
    column: int
    row: int
    n: int
    fresh: bool = True

    @property
    def key(self) -> tuple[str, str, int, int, int]:
        """All but the number."""
        return self.layer, self.period, self.edge_m, self.column, self.row


@dataclass
class Counted:
    """The cells of a publication, and which of the counted reports are in none and why.

    ``fate`` has for each report "" or a word of `maps.publication.deciding.REASONS`;
    ``blocks`` the reports of each block that is held back, by table; ``kept`` how many cells
    show the number of the earlier publication although it has changed a little.
    """

    cells: list[Cell]
    fate: npt.NDArray[np.object_]
    blocks: dict[Table, list[int]] = field(default_factory=dict)
    kept: int = 0


def period_of(sightings: pd.DataFrame, period: str) -> npt.NDArray[np.object_]:
    """The day, month or year (ISO) of each sighting, "" where it is not known well enough.

    One that lasted from one period into another is of none.
    """
    last = sightings["time_to"] - pd.Timedelta(microseconds=1)
    letters = _LETTERS[period]
    # An instant ends when it begins.
    last = last.where(last > sightings["time_from"], sightings["time_from"])
    names = [
        pd.Series(moments).dt.strftime("%Y-%m-%d").str.slice(0, letters).to_numpy(dtype=object)
        for moments in (sightings["time_from"], last)
    ]
    precision = sightings["date_precision"].to_numpy(dtype=object)
    same = [
        a if isinstance(a, str) and a == b and ("" if pd.isna(p) else p) in _FINE_ENOUGH[period]
        else ""
        for a, b, p in zip(*names, precision, strict=True)
    ]  # fmt: skip
    if period == "month":  # a week within one month is of that month
        weeks = [a if isinstance(a, str) and a == b and p == "week" else "" for a, b, p in
                 zip(*names, precision, strict=True)]  # fmt: skip
        same = [one or week for one, week in zip(same, weeks, strict=True)]
    return np.array(same, dtype=object)


def count_cells(
    layers: npt.NDArray[np.object_],
    periods: npt.NDArray[np.object_],
    degrees: npt.NDArray[np.float64],
    radius_m: npt.NDArray[np.float64],
    rule: Counts,
    earlier: Iterable[Cell] | None = None,
) -> Counted:
    """Count reports, each with its layer, period ("" unknown), longitude, latitude and radius.

    A report whose circle is wider than a cell is counted in a larger one; where it is wider than
    the largest, or has no place (NaN), nowhere. ``earlier``: the cells of the publication before.
    """
    fate = np.full(len(layers), "", dtype=object)
    fate[periods == ""] = "date"
    level = _least_level(radius_m, rule.grid_m)
    fate[(fate == "") & (np.isnan(degrees).any(axis=1) | (level == len(rule.grid_m)))] = "place"
    edge = rule.grid_m[-1]
    rows = np.flatnonzero(fate == "")
    blocks: dict[Table, dict[Place, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row, (x, y) in zip(
        rows.tolist(), cell_of(degrees[rows, 0], degrees[rows, 1], edge).tolist(), strict=True
    ):
        blocks[layers[row], periods[row]][x, y].append(row)
    before: dict[Table, dict[Place, list[Cell]]] = defaultdict(lambda: defaultdict(list))
    for cell in earlier or ():
        times = edge // cell.edge_m
        block = cell.column // times, cell.row // times
        before[cell.layer, cell.period][block].append(cell)
    out = Counted([], fate)
    for table in sorted({*blocks, *before}):
        for block in sorted({*blocks[table], *before[table]}):
            members = np.array(blocks[table].get(block, []), np.int64)
            made = _levels(table, degrees[members], level[members], rule)
            if earlier is None:
                chosen = made[0] if made else []
                reason = "too_few"
            else:
                chosen, kept = against(made, before[table].get(block, []), len(members), rule.k)
                out.kept += kept
                reason = "too_few" if len(members) < rule.k else "held"
            out.cells += chosen
            if not chosen and len(members):
                out.fate[members] = reason
                out.blocks.setdefault(table, []).append(len(members))
    out.cells.sort()
    return out


def _least_level(radius_m: npt.NDArray[np.float64], edges: Sequence[int]) -> Any:
    """The first of the edges that is at least as long as a circle is wide."""
    return np.searchsorted(np.array(edges, float), 2 * radius_m, side="left")


def _levels(table: Table, degrees: Any, level: Any, rule: Counts) -> list[list[Cell]]:
    """Ways to show a block, from the smallest cells to the largest: each cell has ``k`` or more."""
    if not len(degrees):
        return []
    ways = []
    for number, edge in enumerate(rule.grid_m):
        if number < level.max():
            continue
        places, counts = np.unique(
            cell_of(degrees[:, 0], degrees[:, 1], edge), axis=0, return_counts=True
        )
        if counts.min() >= rule.k:
            ways.append(
                [
                    Cell(*table, edge, int(x), int(y), int(n))
                    for (x, y), n in zip(places, counts, strict=True)
                ]
            )
    return ways


def against(
    ways: Sequence[Sequence[Cell]], before: Sequence[Cell], total: int, k: int
) -> tuple[list[Cell], int]:
    """How to show a block (one of ``ways``, with ``total`` reports) after it was shown ``before``.

    Where nothing was shown there may have been up to k - 1 reports: it appears with 2k - 1, when
    at least k are new. Where it was shown, every cell of a new way must differ from what stood
    there by 0 or by k and more (a larger cell from the sum of the smaller ones in it); if no way
    does, what was shown stays, as a number that is right to within k - 1. It goes when k or more
    reports are gone. Returns the cells, and how many of them kept a number that is not right.
    """
    stood = sum(cell.n for cell in before)
    if not before:
        return ([*ways[0]] if ways and total >= 2 * k - 1 else []), 0
    if total < k and stood - total >= k:
        return [], 0
    same = {cell.key: cell.n for cell in before}
    for way in ways:
        changes = _differences(way, before)
        if any(changes) and all(d == 0 or abs(d) >= k for d in changes):
            return [_marked(cell, same.get(cell.key)) for cell in way], 0
    right = {(cell.key, cell.n) for way in ways for cell in way}
    wrong = sum((cell.key, cell.n) not in right for cell in before)
    return [_marked(cell, cell.n) for cell in before], wrong


def _marked(cell: Cell, stood: int | None) -> Cell:
    """Exact only where it differs: a number that stayed may have been kept."""
    return Cell(*cell.key, cell.n, fresh=stood is None or stood != cell.n)


def _differences(way: Sequence[Cell], before: Sequence[Cell]) -> list[int]:
    """New less old, in the larger cells of the two."""
    edge = max(cell.edge_m for cell in (*way, *before))
    sums: dict[Place, int] = defaultdict(int)
    for cells, sign in ((way, 1), (before, -1)):
        for cell in cells:
            times = edge // cell.edge_m
            sums[cell.column // times, cell.row // times] += sign * cell.n
    return list(sums.values())


def told_at_least(blocks: Mapping[Table, Sequence[int]], k: int) -> dict[Table, int]:
    """Of each table, a number of reports that at least are held back, as it may be told.

    A multiple of ``k``, and no more than all blocks but one can hold: then each of the blocks
    may hold nothing, or k - 1, whatever else is known of which blocks they are.
    """
    told = {}
    for table, counts in blocks.items():
        few = [min(count, k - 1) for count in counts]
        most = min(sum(few), (len(few) - 1) * (k - 1))
        told[table] = most // k * k
    return told
