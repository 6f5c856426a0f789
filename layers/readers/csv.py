"""CSV: one table; rows that do not fit their header are set aside.

An apostrophe in front of ``= + - @`` keeps spreadsheets from running a cell; exports put it
there, and it is taken off again.
"""

from __future__ import annotations

import dataclasses

from geo.foreign import ForeignFile
from layers.checking.values import csv_safe, csv_unsafe
from layers.readers.base import Reader, Source, raw_table

__all__ = ["READER"]


def _tables(file: ForeignFile) -> Source:
    (table,) = file.tables
    raw = raw_table(table, problems_are_hard=True)
    columns, notes = {}, list(table.notes)
    for name, column in raw.columns.items():
        plain = name[1:] if name.startswith("'") and csv_safe(name[1:]) == name else name
        columns[plain], count = csv_unsafe(column)
        if count:
            notes.append(
                f"column {name!r}: apostrophes taken off {count} cells, where they kept "
                "spreadsheets from running the text"
            )
    return Source((dataclasses.replace(raw, columns=columns),), tuple(notes))


READER = Reader("csv", _tables)
