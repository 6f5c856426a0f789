"""XLSX and ODS: every sheet, one after another; one called like a layer of ours names it."""

from __future__ import annotations

from geo.foreign import ForeignFile
from layers.readers.base import Reader, Source, in_turn

__all__ = ["ODS", "XLSX"]


def _tables(file: ForeignFile) -> Source:
    return in_turn(file, "sheets", "sheet", problems_are_hard=True)


XLSX = Reader("xlsx", _tables)
ODS = Reader("ods", _tables)
