"""FlatGeobuf and shapefile: one table."""

from __future__ import annotations

from geo.foreign import ForeignFile
from layers.readers.base import Reader, Source, raw_table

__all__ = ["FLATGEOBUF", "SHAPEFILE"]


def _tables(file: ForeignFile) -> Source:
    raws = tuple(raw_table(table, problems_are_hard=False) for table in file.tables)
    return Source(raws, tuple(note for table in file.tables for note in table.notes))


FLATGEOBUF = Reader("flatgeobuf", _tables)
SHAPEFILE = Reader("shapefile", _tables)
