"""GeoParquet, and Parquet without geometry: one table."""

from __future__ import annotations

from geo.foreign import ForeignFile
from layers.readers.base import Reader, Source, raw_table

__all__ = ["READER"]


def _tables(file: ForeignFile) -> Source:
    (table,) = file.tables
    return Source((raw_table(table, problems_are_hard=False),), table.notes)


READER = Reader("geoparquet", _tables)
