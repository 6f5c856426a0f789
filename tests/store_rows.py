"""Rows for tests of the store, put in without a file and a child process each."""

from __future__ import annotations

import datetime as dt
import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from geo.foreign import ForeignFile
from layers.checking.identity import Seen
from layers.checking.sheet import RawTable
from layers.frames import joined
from layers.intake import Intake
from layers.readers.base import Source
from layers.readers.report import Pieces, take_in
from layers.store.importing import Hand, Imported, put
from layers.store.incoming import prepared

TODAY = dt.date(2024, 6, 1)
WHEN = dt.datetime(2024, 6, 1, 12, tzinfo=dt.UTC)

#: A plain record; rows are laid over it.
PLAIN = {
    "layer": "deployment",
    "category": "troop_arrival",
    "date_start": "2022-01-18",
    "latitude": "52.05",
    "longitude": "29.25",
    "description": "Seen.",
}


def rows(count: int, **more: str) -> list[dict[str, str]]:
    """Plain rows A1, A2 ..., each in a place of its own."""
    return [{"id": f"A{n}", "latitude": f"{50 + n / 1e5:.5f}", **more} for n in range(1, count + 1)]


def intake_of_rows(given: Sequence[dict[str, str]], name: str = "a.csv") -> Intake:
    """What `layers.readers.read` would make of a CSV with these rows."""
    full = [{**PLAIN, **row} for row in given]
    names = list(dict.fromkeys(name for row in full for name in row))
    columns = {n: pa.array([row.get(n, "") for row in full], pa.large_string()) for n in names}
    digest = hashlib.sha256(repr(full).encode()).hexdigest()
    file = ForeignFile(name, digest, "csv", ())
    pieces = Pieces(layer=None, mapping={}, today=TODAY)
    frame, report = take_in(file, Source((RawTable(columns, len(full)),)), pieces, Seen())
    return Intake(joined([frame]), (report,))


def put_rows(
    store: Path | str,
    given: Sequence[dict[str, str]],
    name: str = "a.csv",
    say: Callable[[str], None] = lambda _: None,
) -> Imported:
    """Put rows into a store as a file of that name."""
    one = prepared(intake_of_rows(given, name), name, [name])
    return put(one, store, Hand(who="tester", at=WHEN, say=say))


def count(store: Path, table: str) -> int:
    """Rows of a table."""
    connection = sqlite3.connect(store)
    try:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
    finally:
        connection.close()


def tamper(store: Path, *statements: str, parameters: Any = ()) -> None:
    """Change a store behind its back, with its triggers out of the way for the while."""
    connection = sqlite3.connect(store, isolation_level=None)
    try:
        kept = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = kept.fetchall()
        for trigger, _ in triggers:
            connection.execute(f"DROP TRIGGER {trigger}")
        for statement in statements:
            connection.execute(statement, parameters)
        for _, sql in triggers:
            connection.execute(sql)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
