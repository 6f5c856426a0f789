"""GeoPackage: every layer, one after another; a layer called like one of ours names it."""

from __future__ import annotations

import dataclasses

import pyarrow as pa

from geo.foreign import ForeignFile, ForeignTable
from layers.readers.base import Reader, Source, raw_table
from layers.sheet import RawTable
from layers.values import read_word

__all__ = ["READER"]


def _tables(file: ForeignFile) -> Source:
    notes = [note for table in file.tables for note in table.notes]
    if len(file.tables) == 1:
        return Source((_raw(file.tables[0]),), tuple(notes))
    tables = [_with_name(_raw(table), table.name) for table in file.tables]
    counts = ", ".join(
        f"{table.name} ({raw.rows})" for table, raw in zip(file.tables, tables, strict=True)
    )
    notes.insert(0, f"{len(tables)} layers read one after another: {counts}")
    return Source(tables, tuple(notes))


def _raw(table: ForeignTable) -> RawTable:
    reading = read_word(table.name, "layer")
    layer = None if reading.problem else reading.value
    return raw_table(table, problems_are_hard=False, layer=layer)


def _with_name(raw: RawTable, name: str) -> RawTable:
    """Keep the name of the layer in a column, as it may carry meaning."""
    column = pa.array([name] * raw.rows, pa.large_string())
    return dataclasses.replace(raw, columns={**raw.columns, "geopackage_layer": column})


READER = Reader("geopackage", _tables)
