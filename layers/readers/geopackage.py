"""GeoPackage: every layer, one after another; a layer called like one of ours names it."""

from __future__ import annotations

from geo.foreign import ForeignFile
from layers.readers.base import Reader, Source, in_turn

__all__ = ["READER"]


def _tables(file: ForeignFile) -> Source:
    return in_turn(file, "layers", "geopackage_layer", problems_are_hard=False)


READER = Reader("geopackage", _tables)
