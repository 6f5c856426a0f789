"""GeoPackage: every layer, one after another; a layer called like one of ours names it."""

from __future__ import annotations

from geo.foreign import ForeignFile
from layers.readers.base import Reader, Source, in_turn
from layers.writing.export_geopackage import TABLES

__all__ = ["READER"]


def _tables(file: ForeignFile) -> Source:
    # What Kordon wrote is divided by layer and shape, which the rows say themselves.
    own = all(
        table.name in TABLES and "layer" in table.columns.column_names for table in file.tables
    )
    column = None if own else "geopackage_layer"
    return in_turn(file, "layers", column, problems_are_hard=False)


READER = Reader("geopackage", _tables)
