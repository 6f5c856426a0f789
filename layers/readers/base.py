"""What a reader is: a format's name and a function from an opened file to raw tables."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from geo.errors import InputError
from geo.foreign import ForeignFile, ForeignTable, folded_sheet
from layers.checking.mojibake import mended
from layers.checking.sheet import RawTable
from layers.checking.values import read_word

__all__ = ["AskedSheets", "Reader", "Source", "in_turn", "one_table", "raw_table", "readable"]


@dataclass
class Source:
    """The tables of one file, in the order in which their rows are counted."""

    tables: Sequence[RawTable]
    notes: tuple[str, ...] = field(default=())

    def hand_over(self) -> list[RawTable]:
        """Give the tables away, so that each is freed as soon as nobody needs it."""
        tables, self.tables = [*self.tables], ()
        return tables


class AskedSheets:
    """Sheets and layers that were asked for, and where they were found.

    A file without any of them is refused as it is read (`geo.foreign.read_table`); one that none
    of several files has is an error at the end.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._names = tuple(names)
        self._there: dict[str, None] = {}

    def meet(self, file: ForeignFile) -> None:
        """Take note of the sheets that a file has."""
        for table in file.tables:
            self._there |= dict.fromkeys(table.among)

    def check(self) -> None:
        """Raise InputError for a sheet that no file has."""
        there = {folded_sheet(name) for name in self._there}
        missing = [name for name in self._names if folded_sheet(name) not in there]
        if not missing:
            return
        have = ", ".join(map(repr, self._there))[:1_000]
        none = "none of them is a workbook or a GeoPackage: leave --sheet out"
        what = f"they have {have}" if have else none
        raise InputError(
            f"No file has a sheet or layer {' or '.join(map(repr, missing))[:200]}: {what}."
        )


def readable(source: Source, *, names: bool = True) -> Source:
    """The same tables with texts mended that were misread before (`layers.checking.mojibake`)."""
    source.tables = [mended(raw, names=names) for raw in source.hand_over()]
    return source


@dataclass(frozen=True)
class Reader:
    """One format: the name that `geo.foreign` gives it, and how its tables become records."""

    format: str
    tables: Callable[[ForeignFile], Source]


def raw_table(
    table: ForeignTable, *, problems_are_hard: bool, layer: str | None = None
) -> RawTable:
    """Take every column as it is, which is the plain case."""
    columns = {
        name: _one(table.columns.column(name), pa.large_string())
        for name in table.columns.column_names
    }
    geometry = None
    if table.geometry is not None:
        geometry = _one(table.geometry, pa.large_binary())
    rows = len(geometry) if geometry is not None else len(table.columns)
    return RawTable(
        columns,
        rows,
        geometry,
        table.problems,
        problems_are_hard,
        layer,
        numeric=table.numeric,
        unread=table.unread,
        lines=table.lines,
    )


def one_table(file: ForeignFile) -> Source:
    """Take the one table of a file; where a geometry cannot be read its row is unlocated."""
    (table,) = file.tables
    return Source((raw_table(table, problems_are_hard=False),), table.notes)


def in_turn(file: ForeignFile, what: str, column: str | None, *, problems_are_hard: bool) -> Source:
    """Take all tables of a file one after another; one called like a layer of ours names it.

    ``what`` they are called; where there are several, ``column`` keeps the name of each, as it may
    carry meaning; None: it carries none.
    """
    notes = [note for table in file.tables for note in table.notes]
    raws = []
    for table in file.tables:
        reading = read_word(table.name, "layer")
        layer = None if reading.problem else reading.value
        raws.append(raw_table(table, problems_are_hard=problems_are_hard, layer=layer))
    if len(raws) > 1:
        named = list(zip(raws, (table.name for table in file.tables), strict=True))
        counts = ", ".join(f"{name} ({raw.rows})" for raw, name in named)
        notes.insert(0, f"{len(raws)} {what} read one after another: {counts}")
        raws = raws if column is None else _named(named, column)
    return Source(tuple(raws), tuple(notes))


def _named(tables: Sequence[tuple[RawTable, str]], column: str) -> list[RawTable]:
    """The tables with a column that holds the name of each."""
    return [
        dataclasses.replace(
            raw,
            columns={**raw.columns, column: pa.array([name] * raw.rows, pa.large_string())},
            sheet=None if raw.lines is None else name,
        )
        for raw, name in tables
    ]


def _one(column: pa.ChunkedArray, kind: pa.DataType) -> pa.Array:
    """One contiguous array, with 64-bit offsets so that it may be larger than 2 GiB."""
    column = column.cast(kind)
    if column.num_chunks == 1:
        return column.chunk(0)
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], kind)
