"""GeoJSON, and JSON records: one table; where a geometry cannot be read it is unlocated."""

from __future__ import annotations

from geo.foreign import ForeignFile
from layers.readers.base import Reader, Source, raw_table

__all__ = ["JSON", "READER"]


def _tables(file: ForeignFile) -> Source:
    (table,) = file.tables
    return Source((raw_table(table, problems_are_hard=False),), table.notes)


READER = Reader("geojson", _tables)
JSON = Reader("json", _tables)
