"""CSV: one table; rows that do not fit their header are set aside."""

from __future__ import annotations

from geo.foreign import ForeignFile
from layers.readers.base import Reader, Source, raw_table

__all__ = ["READER"]


def _tables(file: ForeignFile) -> Source:
    (table,) = file.tables
    return Source((raw_table(table, problems_are_hard=True),), table.notes)


READER = Reader("csv", _tables)
