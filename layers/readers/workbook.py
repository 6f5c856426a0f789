"""XLSX and ODS: every sheet, one after another; one called like a layer of ours names it."""

from __future__ import annotations

import dataclasses

import pyarrow as pa

from geo.foreign import ForeignFile, ForeignTable
from layers.readers.base import Reader, Source, raw_table
from layers.sheet import RawTable
from layers.values import read_word

__all__ = ["ODS", "XLSX"]


def _tables(file: ForeignFile) -> Source:
    notes = [note for table in file.tables for note in table.notes]
    raws = [_raw(table) for table in file.tables]
    if len(raws) > 1:
        counts = ", ".join(
            f"{table.name} ({raw.rows})" for table, raw in zip(file.tables, raws, strict=True)
        )
        notes.insert(0, f"{len(raws)} sheets read one after another: {counts}")
        raws = [_with_name(raw, t.name) for raw, t in zip(raws, file.tables, strict=True)]
    return Source(raws, tuple(notes))


def _raw(table: ForeignTable) -> RawTable:
    reading = read_word(table.name, "layer")
    layer = None if reading.problem else reading.value
    return raw_table(table, problems_are_hard=True, layer=layer)


def _with_name(raw: RawTable, name: str) -> RawTable:
    """Keep the name of the sheet in a column, as it may carry meaning."""
    column = pa.array([name] * raw.rows, pa.large_string())
    return dataclasses.replace(raw, columns={**raw.columns, "sheet": column})


XLSX = Reader("xlsx", _tables)
ODS = Reader("ods", _tables)
