"""GeoJSON: one table; a feature whose geometry cannot be read is an unlocated record."""

from __future__ import annotations

from geo.foreign import ForeignFile
from layers.readers.base import Reader, Source, raw_table

__all__ = ["READER"]


def _tables(file: ForeignFile) -> Source:
    (table,) = file.tables
    return Source((raw_table(table, problems_are_hard=False),), table.notes)


READER = Reader("geojson", _tables)
