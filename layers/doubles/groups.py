"""From pairs of reports to groups of which every two members are a pair; and what people decided.

If a is like b and b like c, then c may still be far from a: groups are not chains. A decision
("same", "different") goes before everything that was reckoned.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from geo.errors import InputError
from geo.foreign import read_table
from layers.checking.values import csv_unsafe
from layers.writing.export import csv_cell, plain

__all__ = ["DIFFERENT", "SAME", "Decision", "decided_rows", "groups_of", "pairs_csv",
           "read_decisions"]  # fmt: skip

SAME: Final = "same"
DIFFERENT: Final = "different"
_NEEDED: Final = ("id_a", "id_b", "verdict")


@dataclass(frozen=True)
class Decision:
    """What somebody says of two reports: that they are of the same event, or of different ones.

    ``where`` says where that was written, for messages.
    """

    first: str
    second: str
    same: bool
    where: str = "a decision"


def read_decisions(path: str | os.PathLike[str]) -> list[Decision]:
    """Read decisions from a CSV file with the columns ``id_a``, ``id_b`` and ``verdict``.

    The verdict is ``same`` or ``different``; rows without one are not decided, and other columns
    are for people. Raises ForeignFileError for a file that cannot be read, InputError for a
    missing column, a word that is no verdict, a missing id, and a report that is decided to
    differ from itself.
    """
    file = read_table(path, input_format="csv")
    (table,) = file.tables
    name = Path(file.path).name
    missing = [column for column in _NEEDED if column not in table.columns.column_names]
    if missing:
        raise InputError(
            f"{name} has no column {', no column '.join(missing)}: decisions have "
            f"{', '.join(_NEEDED)}; `kordon doubles --to-decide FILE.csv` writes such a table"
        )
    for row, why in table.problems.items():
        raise InputError(f"{name}, row {row + 1}: {why[:300]}")
    cells = [
        [str(text or "").strip() for text in csv_unsafe(column)[0].to_pylist()]
        for column in (table.columns.column(column).combine_chunks() for column in _NEEDED)
    ]
    found = []
    for number, (first, second, verdict) in enumerate(zip(*cells, strict=True), 1):
        where = f"{name}, row {number}"
        word = verdict.casefold()
        if not word:
            continue
        if word not in (SAME, DIFFERENT):
            raise InputError(
                f"{where}: the verdict {verdict[:40]!r} is none: write {SAME}, {DIFFERENT}, or "
                "nothing where it is not decided"
            )
        if not first or not second:
            raise InputError(f"{where}: an id is missing")
        if first == second and word == DIFFERENT:
            raise InputError(f"{where}: {first[:60]!r} is said to differ from itself")
        found.append(Decision(first, second, word == SAME, where))
    return found


def decided_rows(
    decisions: Iterable[Decision], row_of: Mapping[str, int], notes: list[str]
) -> tuple[dict[tuple[int, int], Decision], dict[tuple[int, int], Decision]]:
    """Decisions by rows, the lower first: what is the same, and what is different.

    Decisions about ids that are not among the reports are not used, and a note says so. Raises
    InputError where two decisions contradict each other, also by way of others.
    """
    same: dict[tuple[int, int], Decision] = {}
    different: dict[tuple[int, int], Decision] = {}
    unknown: list[str] = []
    for one in decisions:
        lost = [name for name in (one.first, one.second) if name not in row_of]
        unknown += lost
        if lost or one.first == one.second:
            continue
        low, high = sorted((row_of[one.first], row_of[one.second]))
        (same if one.same else different).setdefault((low, high), one)
    home = _Homes()
    for low, high in same:
        home.join(low, high)
    for (low, high), one in different.items():
        if home.of(low) == home.of(high):
            against = same.get((low, high))
            other = f"by {against.where}" if against else "by way of others"
            raise InputError(
                f"{one.where}: {one.first!r} and {one.second!r} are said to be {DIFFERENT}, and "
                f"{other} the {SAME}: take one of these back"
            )
    if unknown:
        names = sorted(set(unknown))
        notes.append(
            f"decisions about {len(names)} ids that are not among these sightings are not used "
            f"(the first is {names[0]!r})"
        )
    return same, different


class _Homes:
    """Which of several rows that belong together stands for all of them: the lowest."""

    def __init__(self) -> None:
        self._over: dict[int, int] = {}

    def of(self, row: int) -> int:
        path = []
        while (over := self._over.get(row, row)) != row:
            path.append(row)
            row = over
        for one in path:
            self._over[one] = row
        return row

    def join(self, one: int, other: int) -> None:
        low, high = sorted((self.of(one), self.of(other)))
        if low != high:
            self._over[high] = low


def groups_of(
    pairs: Sequence[tuple[int, int]], same: Collection[tuple[int, int]] = ()
) -> list[list[int]]:
    """Groups of rows, all sorted, of which every two members are a pair.

    ``pairs`` come with the best first: two groups become one where each member of the one is in a
    pair with each of the other. Rows that are decided to be the ``same`` are together whatever
    the pairs say, and others join them only where they are in a pair with all of them.
    """
    linked: dict[int, set[int]] = {}
    for one, other in pairs:
        linked.setdefault(one, set()).add(other)
        linked.setdefault(other, set()).add(one)
    home = _Homes()
    for one, other in same:
        home.join(one, other)
    members: dict[int, set[int]] = {}
    for row in (row for pair in same for row in pair):
        members.setdefault(home.of(row), set()).add(row)
    for one, other in pairs:
        mine, theirs = home.of(one), home.of(other)
        if mine == theirs:
            continue
        inside = members.get(mine, {mine})
        joining = members.get(theirs, {theirs})
        fewer, more = sorted((inside, joining), key=len)
        if all(more <= linked.get(row, set()) for row in fewer):
            home.join(mine, theirs)
            members.pop(mine, None)
            members.pop(theirs, None)
            more |= fewer
            members[home.of(mine)] = more
    return sorted(sorted(rows) for rows in members.values() if len(rows) > 1)


def pairs_csv(pairs: pd.DataFrame) -> bytes:
    """The pairs as CSV (UTF-8, RFC 4180), to write a verdict into and hand to `read_decisions`."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(pairs.columns)
    for row in pairs.itertuples(index=False):
        cells: Iterable[tuple[str, Any]] = zip(map(str, pairs.columns), row, strict=True)
        writer.writerow([csv_cell(name, plain(value)) for name, value in cells])
    return text.getvalue().encode("utf-8", "replace")
