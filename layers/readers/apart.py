"""Several tables in one: names of columns that stand among the rows of a file or sheet.

People write two tables below one another, or a heading above the names of columns. Where it is
proved that a row names columns (most of its cells are names of fields) it does so for what stands
below it; where that is not sure, nothing below is used, with the reason.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.foreign.csv_rows import cells_told, too_many_cells
from geo.foreign.tables import unique_names
from layers.checking.findings import line_called
from layers.checking.sheet import RawTable
from layers.columns import field_meant, looks_like_names, spellings_of_names
from layers.mappings import SavedMapping

__all__ = ["Apart", "mapping_for", "tables_apart"]

_TEXT: Final = pa.large_string()
_NAMES: Final = pa.array(spellings_of_names(), _TEXT)
#: Names are looked for in so many of the first columns, and two of them must be there.
_LOOKED_AT: Final = 6
#: Names of so many fields name columns, wherever they stand; fewer do below a blank row.
_SURE: Final = 3
_REPEATED: Final = ("repeats the names of the columns", "it repeats the names of the columns")


@dataclass(frozen=True)
class Apart:
    """One of the tables: which one of its file it is, from 0, and its rows, or some of them."""

    number: int
    raw: RawTable


@dataclass
class _Reading:
    """What holds for the rows that come: their table, its names, and a row that may name others."""

    number: int = 0
    names: list[str] | None = None
    doubted: str = ""
    begun: bool = False
    notes: list[str] = field(default_factory=list)


def tables_apart(raws: Iterable[RawTable]) -> Iterator[Apart]:
    """Take tables apart that are one for those who read them; ``raws`` are parts of one table.

    Rows that only repeat the names are set aside, and so is what stands below a row that may name
    other columns. Only rows that a spreadsheet shows are looked at; the rest is what it was.
    """
    now = _Reading()
    for raw in raws:
        if raw.lines is None or not raw.rows:
            yield Apart(0, raw)
            continue
        yield from _parts(raw, now)
        now.begun = True


def mapping_for(
    given: Mapping[str, str], raw: RawTable, others: Iterable[str]
) -> Mapping[str, str]:
    """The user's mapping for one of several tables; ``others`` are columns of any of them."""
    elsewhere = (set(others) - set(raw.columns)) & set(given)
    if not elsewhere:
        return given
    kept = {column: name for column, name in given.items() if column not in elsewhere}
    return SavedMapping(kept, getattr(given, "optional", frozenset()))


def _parts(raw: RawTable, now: _Reading) -> Iterator[Apart]:
    """The tables that begin among some rows, and what is left of the one before."""
    start, aside = 0, dict(raw.aside)
    for row in _candidates(raw):
        cells = _cells(raw, row)
        if not looks_like_names(cells):
            continue
        names = now.names or [*raw.columns]
        pairs = [*zip(cells, names, strict=False)]
        if all(field_meant(cell) in ("", field_meant(name)) for cell, name in pairs):
            aside[row] = _REPEATED
            continue
        first = not (now.begun or row)
        if first and len(_meant(cells) - _meant(names)) < len(_meant(names)):
            continue
        if row > start:
            yield _part(raw, start, row, now, aside)
        _begin(raw, row, cells, now, first=first)
        start = row if now.doubted else row + 1
    if start < raw.rows:
        yield _part(raw, start, raw.rows, now, aside)


def _begin(raw: RawTable, row: int, cells: list[str], now: _Reading, *, first: bool) -> None:
    """Take a row for names of columns, or doubt it, and say so."""
    called = line_called(raw.line(row), raw.sheet)
    shown = ", ".join(filter(None, cells))[:200]
    now.doubted = ""
    if first:
        above = ", ".join(name for name in raw.columns if not name.startswith("column "))[:200]
        now.notes.append(f"{called} names the columns ({shown}), below a heading ({above})")
        now.names = [cell or name for cell, name in zip(cells, raw.columns, strict=False)] + cells[
            len(raw.columns) :
        ]
    elif len(_meant(cells)) >= _SURE or _below_a_gap(raw, row):
        now.number += 1
        now.names = cells
        now.notes.append(
            f"{called} names the columns of another table ({shown}): what stands below it is read "
            "by these"
        )
    else:
        now.doubted = called
        now.notes.append(
            f"{called} may name the columns of another table ({shown}): nothing below it is used; "
            "put a blank row above it, or that table into a file or sheet of its own"
        )


def _below_a_gap(raw: RawTable, row: int) -> bool:
    lines = raw.lines
    return row > 0 and lines is not None and int(lines[row]) - int(lines[row - 1]) > 1


def _meant(names: Iterable[str]) -> set[str]:
    return {field_meant(name) for name in names} - {""}


def _candidates(raw: RawTable) -> list[int]:
    """Rows (rising) of which two of the first cells are names of fields as they are written."""
    hits: Any = np.zeros(raw.rows, np.int8)
    for column in [*raw.columns.values()][:_LOOKED_AT]:
        hits += pc.is_in(column, _NAMES).to_numpy(zero_copy_only=False)
    return np.flatnonzero(hits >= min(2, len(raw.columns))).tolist()


def _cells(raw: RawTable, row: int) -> list[str]:
    """The cells of a row, also those beyond the width of its table."""
    told = cells_told(raw.problems.get(row, ""))
    cells = told or [column[row].as_py() or "" for column in raw.columns.values()]
    if raw.sheet is not None:  # the last one is the name of its sheet
        cells[-1] = [*raw.columns][-1]
    return cells


def _part(
    raw: RawTable, start: int, end: int, now: _Reading, aside: Mapping[int, tuple[str, str]]
) -> Apart:
    """Some of the rows, by the names that hold for them."""

    def shifted(told: Mapping[int, Any]) -> dict[int, Any]:
        return {row - start: said for row, said in told.items() if start <= row < end}

    columns = {name: column.slice(start, end - start) for name, column in raw.columns.items()}
    problems, asides = shifted(raw.problems), shifted(aside)
    if now.doubted:
        why = f"it stands below {now.doubted}, which may name the columns of another table"
        asides = dict.fromkeys(range(end - start), ("below names of another table", why))
    elif now.names is not None:
        columns, problems = _renamed([*columns.values()], problems, now)
    notes, now.notes = (*raw.notes, *now.notes), []
    assert raw.lines is not None
    part = dataclasses.replace(
        raw,
        columns=columns,
        rows=end - start,
        geometry=None if raw.geometry is None else raw.geometry.slice(start, end - start),
        problems=problems,
        numeric=raw.numeric if now.names is None else frozenset(),
        unread=shifted(raw.unread),
        mended=shifted(raw.mended),
        aside=asides,
        notes=notes,
        lines=raw.lines[start:end],
    )
    return Apart(now.number, part)


def _renamed(
    columns: Sequence[pa.Array], problems: dict[int, str], now: _Reading
) -> tuple[dict[str, pa.Array], dict[int, str]]:
    """Columns by the names that hold now, with cells that were beyond the width of the file's."""
    assert now.names is not None
    named = list(now.names) + [""] * (len(columns) - len(now.names))
    beyond: dict[int, list[str]] = {}
    left: dict[int, str] = {}
    for row, problem in problems.items():
        cells = cells_told(problem)
        if cells is None or len(cells) > len(named):
            left[row] = problem if cells is None else too_many_cells(cells, len(named))
        else:
            beyond[row] = cells
    rows = len(columns[0])
    wide = list(columns)
    for place in range(len(columns), len(named)):
        told = [""] * rows
        for row, cells in beyond.items():
            told[row] = cells[place] if place < len(cells) else ""
        wide.append(pa.array(told, _TEXT))
    kept = [k for k, name in enumerate(named) if name.strip() or _filled(wide[k])]
    names = unique_names([named[k] for k in kept], now.notes)
    return {name: wide[k] for name, k in zip(names, kept, strict=True)}, left


def _filled(column: pa.Array) -> bool:
    return bool(pc.any(pc.not_equal(column, "")).as_py())
