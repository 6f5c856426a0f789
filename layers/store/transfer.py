"""A store copied row by row into another kind of database: from a server to a file, or back."""

from __future__ import annotations

from collections.abc import Sequence

from layers.store.chain import SEALED, SINCE
from layers.store.dialect import Connection
from layers.store.schema_files import Script

__all__ = ["transfer"]

_CHUNK = 20_000
_EVENTS = ("event", "at", "kind", "body", "previous", "sha256")
_RECORDS = ("record", "sha256", "json", "wkb")


def transfer(source: Connection, target: Connection, known: Sequence[Script]) -> None:
    """Copy all rows of a store, as it is at one moment, into one that has none.

    ``known`` are the scripts of its schema, by which the tables were made in ``target``, which is
    in a transaction. The seals are those of the rows, so both end in the same head.
    """
    newest = known[-1].number
    target.references_last()
    tables = {"events": _EVENTS} | {
        table: _RECORDS if table == "records" else list(map(_column, columns))
        for table, columns in SEALED.items()
        if SINCE.get(table, 1) <= newest
    }
    for table, columns in tables.items():
        rows = source.many(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {columns[0]}")
        while part := rows.fetchmany(_CHUNK):
            target.put(table, part)


def _column(name: str) -> str:
    """A column that is sealed as it is shown, by its own name."""
    return name.removeprefix("hex(").removesuffix(")")
