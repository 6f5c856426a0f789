"""Counts in cells of equal area, none of which gives back what is too few to tell.

A table is one layer in one period. It is cut into blocks, the largest cells there are. A block
shows its smallest cells if every one of them that holds anything holds at least ``k`` reports;
else the next larger ones; else, if all of it holds fewer than ``k``, nothing. So no report is
counted twice, nothing is the difference of two cells, and an empty cell cannot be told from a
block that is held back. Of what is held back a total is told only as *at least*, rounded down so
far that it bounds none of the blocks (`told_at_least`): there is nothing to solve for.

With earlier publications, what is shown differs from what any of them showed by at least ``k``
reports, or not at all (`against`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from maps.publication.grid import cell_of
from maps.publication.profile import Counts

__all__ = ["Cell", "Counted", "Table", "Way", "against", "count_cells", "period_of",
           "told_at_least"]  # fmt: skip

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
#: How one block is shown: by these cells.
Way = tuple["Cell", ...]


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
    show the number of the earlier publication although it has changed a little; ``told`` the
    other ways in which earlier publications showed each block, for those that come.
    """

    cells: list[Cell]
    fate: npt.NDArray[np.object_]
    blocks: dict[Table, list[int]] = field(default_factory=dict)
    kept: int = 0
    told: list[Way] = field(default_factory=list)


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
    told: Iterable[Way] = (),
) -> Counted:
    """Count reports, each with its layer, period ("" unknown), longitude, latitude and radius.

    A report whose circle is wider than a cell is counted in a larger one; where it is wider than
    the largest, or has no place (NaN), nowhere. ``earlier``: the cells of the publication before;
    ``told``: how those before it showed blocks otherwise.
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
    past = _by_block(earlier or (), told, edge)
    out = Counted([], fate)
    for table in sorted({*blocks, *past}):
        for block in sorted({*blocks[table], *past[table]}):
            members = np.array(blocks[table].get(block, []), np.int64)
            inside = Members(degrees[members], level[members], rule)
            made = inside.ways(table)
            before, others = past[table].get(block, ((), ()))
            if earlier is None:
                chosen = made[0] if made else ()
                reason = "too_few"
            else:
                chosen = against(made, before, inside, others)
                reason = "too_few" if len(members) < rule.k else "held"
                out.kept += sum(not cell.fresh for cell in chosen) - _right(chosen, made)
            out.cells += chosen
            out.told += _others((before, *others), chosen)
            out.fate[members[~inside.shown_by(chosen)]] = reason if not chosen else "held"
            if not chosen and len(members):
                out.blocks.setdefault(table, []).append(len(members))
    out.cells.sort()
    return out


def _by_block(
    earlier: Iterable[Cell], told: Iterable[Way], edge_m: int
) -> dict[Table, dict[Place, tuple[Way, tuple[Way, ...]]]]:
    """Of each table and block how it was shown last (() for not at all), and how before."""
    last: dict[tuple[Table, Place], list[Cell]] = defaultdict(list)
    for cell in earlier:
        last[_block_of(cell, edge_m)].append(cell)
    others: dict[tuple[Table, Place], list[Way]] = defaultdict(list)
    for way in told:
        others[_block_of(way[0], edge_m)].append(way)
    out: dict[Table, dict[Place, tuple[Way, tuple[Way, ...]]]] = defaultdict(dict)
    for table, block in {*last, *others}:
        key = table, block
        out[table][block] = tuple(last.get(key, ())), tuple(others.get(key, ()))
    return out


def _block_of(cell: Cell, edge_m: int) -> tuple[Table, Place]:
    times = edge_m // cell.edge_m
    return (cell.layer, cell.period), (cell.column // times, cell.row // times)


def _right(cells: Sequence[Cell], made: Sequence[Way]) -> int:
    """How many of the numbers that stayed are those that there are now."""
    now = {(cell.key, cell.n) for way in made for cell in way}
    return sum(not cell.fresh and (cell.key, cell.n) in now for cell in cells)


def _others(ways: Iterable[Way], chosen: Way) -> list[Way]:
    """Ways but for the chosen one, each once, in a fixed order."""
    shown = {tuple(sorted((cell.key, cell.n) for cell in way)) for way in ways if way}
    shown.discard(tuple(sorted((cell.key, cell.n) for cell in chosen)))
    return [tuple(Cell(*key, n) for key, n in way) for way in sorted(shown)]


def _least_level(radius_m: npt.NDArray[np.float64], edges: Sequence[int]) -> Any:
    """The first of the edges that is at least as long as a circle is wide."""
    return np.searchsorted(np.array(edges, float), 2 * radius_m, side="left")


class Members:
    """The reports of one block: their positions (degrees), and which cells each is fine enough for.

    ``level`` numbers the edges of the rule's grid: the smallest cell that a report may be in.
    """

    def __init__(self, degrees: Any, level: Any, rule: Counts) -> None:
        self.degrees, self.level, self.rule = degrees, level, rule
        self.total = len(degrees)

    def _cells(self, edge_m: int) -> list[Place]:
        found = cell_of(self.degrees[:, 0], self.degrees[:, 1], edge_m)
        return [(int(x), int(y)) for x, y in found.tolist()]

    def ways(self, table: Table) -> list[Way]:
        """How it can be shown, from small cells to large: each cell holds ``k`` or more."""
        out: list[Way] = []
        if not self.total:
            return out
        for number, edge in enumerate(self.rule.grid_m):
            if number < self.level.max():
                continue
            counts = Counter(self._cells(edge))
            if min(counts.values()) >= self.rule.k:
                out.append(tuple(Cell(*table, edge, *at, n) for at, n in sorted(counts.items())))
        return out

    def shown_by(self, cells: Sequence[Cell]) -> npt.NDArray[np.bool_]:
        """Which of the reports lie in any of the cells."""
        shown = np.zeros(self.total, bool)
        for edge in {cell.edge_m for cell in cells} if self.total else ():
            places = {(cell.column, cell.row) for cell in cells if cell.edge_m == edge}
            shown |= np.array([at in places for at in self._cells(edge)], bool)
        return shown

    def near(self, cells: Sequence[Cell]) -> bool:
        """Whether each cell's number is right to within ``k`` - 1, whoever is known coarsely."""
        less = self.rule.k - 1
        for edge in {cell.edge_m for cell in cells}:
            sure = self.level <= self.rule.grid_m.index(edge)
            vague = int((~sure).sum())
            counts = Counter(at for at, fine in zip(self._cells(edge), sure, strict=True) if fine)
            for cell in cells:
                n = counts[cell.column, cell.row]
                if cell.edge_m == edge and not (cell.n - less <= n and n + vague <= cell.n + less):
                    return False
        return True


def against(ways: Sequence[Way], before: Way, inside: Members, others: Sequence[Way] = ()) -> Way:
    """How to show a block, by one of ``ways`` or as ``before``, of the reports ``inside``.

    Where nothing was shown there may have been up to k - 1 reports: it appears with 2k - 1, when
    at least k are new. Where it was shown, every cell of a new way must differ from what stood
    there by 0 or by k and more (a larger cell from the sum of the smaller ones in it); and so it
    must from what any publication before that showed (``others``), since whoever kept them all
    compares any two. If no way does, what was shown stays, as a number that is right to within
    k - 1. Where it would not be, k reports or more have come or gone, and the block is not shown.
    """
    k = inside.rule.k
    same = {cell.key: cell.n for cell in before}
    fine = [
        way for way in ways if all(_apart(way, other, inside.rule) for other in (before, *others))
    ]
    if not before:
        return fine[0] if fine and inside.total >= 2 * k - 1 else ()
    for way in fine:
        if any(_differences(way, before)):
            return tuple(_marked(cell, same.get(cell.key)) for cell in way)
    if inside.near(before):
        return tuple(_marked(cell, cell.n) for cell in before)
    return tuple(_marked(cell, same.get(cell.key)) for cell in fine[0]) if fine else ()


def _apart(way: Way, other: Way, rule: Counts) -> bool:
    """Whether two ways to show a block differ nowhere, or by so much that nobody is singled out.

    Also in the sums of larger cells: 5 less here and 6 more there are one more in both together.
    """
    finest = max((cell.edge_m for cell in (*way, *other)), default=0)
    return not other or all(
        d == 0 or abs(d) >= rule.k
        for edge in rule.grid_m
        if edge >= finest
        for d in _differences(way, other, edge)
    )


def _marked(cell: Cell, stood: int | None) -> Cell:
    """Exact only where it differs: a number that stayed may have been kept."""
    return Cell(*cell.key, cell.n, fresh=stood is None or stood != cell.n)


def _differences(way: Sequence[Cell], before: Sequence[Cell], edge: int = 0) -> list[int]:
    """New less old, in cells of an edge, or in the larger cells of the two."""
    edge = edge or max(cell.edge_m for cell in (*way, *before))
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
