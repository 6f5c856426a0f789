"""A store in a file: what makes an SQLite file one, how it is set up, and who may write when.

WAL with ``synchronous=FULL``: what is committed survives a power cut, and readers go on while
somebody writes. One writer at a time; another waits and says so.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from geo.errors import StoreError
from layers.store.dialect import Cursor, Say
from layers.store.schema_files import Script, differences, layout, statements, wanted

__all__ = ["APPLICATION_ID", "FileConnection", "connect", "explained", "is_file_store"]

#: In the head of the file: "KORD".
APPLICATION_ID: Final = 0x4B4F5244
_BUSY_MS: Final = 1_000
_WAL_TRIES: Final = 100
#: What SQLite needs beside a store that it only opens (32 KiB), and some more.
_LEAST_BYTES: Final = 1 << 18
_MAGIC: Final = b"SQLite format 3\x00"
_ID_AT: Final = 68
_PRAGMAS: Final = (
    f"busy_timeout = {_BUSY_MS}",
    "foreign_keys = ON",
    "trusted_schema = OFF",
    # Else INSERT OR REPLACE walks round the triggers that refuse to remove rows.
    "recursive_triggers = ON",
    "secure_delete = ON",
    "synchronous = FULL",
    "cell_size_check = ON",
    "temp_store = MEMORY",
    "cache_size = -262144",
)


class FileConnection(sqlite3.Connection):
    """An SQLite file as the store uses it: see `layers.store.dialect.Connection`."""

    def many(self, sql: str, parameters: Sequence[Any] = ()) -> Cursor:
        """As `execute`: SQLite gives rows one by one anyway."""
        return self.execute(sql, parameters)

    def put(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        """Add rows to a table, with a value for each of its columns."""
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            self.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)

    def stage(self, table: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> None:
        """Make a temporary table and put rows into it."""
        self.execute(f"DROP TABLE IF EXISTS temp.{table}")
        told = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        self.execute(f"CREATE TEMP TABLE {table} ({told})")
        marks = ", ".join("?" * len(columns))
        self.executemany(f"INSERT INTO temp.{table} VALUES ({marks})", rows)

    def unstage(self, table: str) -> None:
        """Drop a temporary table."""
        self.execute(f"DROP TABLE temp.{table}")

    def at_one_moment(self) -> None:
        """Begin to read as of one moment."""
        self.execute("BEGIN")

    def begin(self, name: str, say: Say, wait_s: float) -> None:
        """Begin to write, alone; waits for another writer, and says so."""
        until, told = time.monotonic() + wait_s, False
        while True:
            try:
                self.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if (error.sqlite_errorcode & 0xFF) != sqlite3.SQLITE_BUSY:
                    raise
            if time.monotonic() >= until:
                raise StoreError(
                    f"{name} is being written by another process, and was not free within "
                    f"{wait_s:g} seconds. Nothing was imported; try again later."
                )
            if not told:
                say(f"{name} is being written by another process; waiting for it")
                told = True

    def references_last(self) -> None:
        """Look whether rows that are named are there at the end of the transaction only."""
        self.execute("PRAGMA defer_foreign_keys = ON")

    def prepare(self) -> None:
        """Readers beside one writer; where the file system cannot, the store works without."""
        (mode,) = self.execute("PRAGMA journal_mode").fetchone()
        for _ in range(_WAL_TRIES):
            if mode == "wal":
                return
            # Needs the file for itself for a moment, and does not wait for that.
            with contextlib.suppress(sqlite3.OperationalError):
                self.execute("PRAGMA journal_mode = WAL")
                return
            time.sleep(0.05)

    def schema_number(self) -> int | None:
        """The schema of the store; None for what is none."""
        (found,) = self.execute("PRAGMA application_id").fetchone()
        (version,) = self.execute("PRAGMA user_version").fetchone()
        return int(version) if found == APPLICATION_ID else None

    def in_words(self) -> str:
        """What the file is that is no store; "" for one in which nothing is yet."""
        (things,) = self.execute("SELECT count(*) FROM sqlite_master").fetchone()
        (found,) = self.execute("PRAGMA application_id").fetchone()
        if not things and not found:
            return ""
        return "an SQLite database, but not a store of Kordon; name another file for --store"

    def make(self, known: Sequence[Script]) -> None:
        """Make all tables, and mark the file as a store."""
        # Not in WAL yet: so the head says what the file is from the first moment.
        self.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        for script in known:
            self.forward(script)

    def forward(self, script: Script) -> None:
        """Bring the store to the next schema."""
        for statement in statements(script.text):
            self.execute(statement)
        self.execute(f"PRAGMA user_version = {script.number}")

    def lacks(self) -> str:
        """Nothing: a file has no geometry but the bytes that are sealed."""
        return ""

    def add_geometry(self) -> bool:
        """Nothing to be done."""
        return False

    def changes(self, known: Sequence[Script]) -> list[str]:
        """How tables, indexes and triggers differ from those of the store's schema."""
        now = self.schema_number() or 0
        return differences(
            wanted(tuple(script for script in known if script.number <= now)), layout(self)
        )

    def damage(self, most: int) -> list[str]:
        """What SQLite finds wrong with the file: pages, indexes, types."""
        told = self.execute(f"PRAGMA integrity_check({most:d})").fetchall()
        return [f"the file is damaged: {text}" for (text,) in told if text != "ok"]


def is_file_store(name: str) -> bool:
    """Whether a file is a store of Kordon, by its first bytes; False where there is no file."""
    if name == "-" or "\0" in name or not os.path.isfile(name):
        return False
    try:
        with open(name, "rb") as file:
            head = file.read(_ID_AT + 4)
    except OSError:
        return False
    return head.startswith(_MAGIC) and head[_ID_AT:] == APPLICATION_ID.to_bytes(4, "big")


def connect(name: str, *, create: bool = False) -> FileConnection:
    """Open an SQLite file with the settings of a store, without looking at what it is."""
    mode = "rwc" if create else "ro&immutable=1" if _is_still(name) else "rw"
    uri = f"{Path(name).absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, factory=FileConnection)
    try:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


@contextlib.contextmanager
def explained(name: str) -> Iterator[None]:
    """Turn what SQLite says into a `StoreError` about this store."""
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise StoreError(_why(name, error)) from error


def _why(name: str, error: sqlite3.Error | UnicodeDecodeError) -> str:
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if isinstance(error, UnicodeDecodeError):  # in what SQLite says of a damaged table
        code = sqlite3.SQLITE_CORRUPT
    if code == sqlite3.SQLITE_NOTADB:
        return (
            f"{name} is not a store of Kordon, or its beginning is damaged. Name a file that "
            "`kordon import` made, or a backup of it."
        )
    if code == sqlite3.SQLITE_CORRUPT:
        return f"{name} is damaged ({error}). Use a backup of it."
    if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and _is_full(name)):
        return f"{name} was not changed: the disk is full. Free some space and try again."
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return f"{name} is used by another process. Try again when that is done."
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return (
            f"{name} cannot be opened for this ({error}): check that the folder exists and may "
            "be written to."
        )
    return f"{name} was not changed: {error}."


def _is_full(name: str) -> bool:
    """Whether there is no room beside a store: SQLite says only that it could not write."""
    with contextlib.suppress(OSError):
        return shutil.disk_usage(Path(name).absolute().parent).free < _LEAST_BYTES
    return False


def _is_still(name: str) -> bool:
    """Whether a store lies whole where nobody can write, which SQLite wants even to read it."""
    if os.path.exists(f"{name}-wal") or not hasattr(os, "statvfs"):
        return False
    with contextlib.suppress(OSError):
        return bool(os.statvfs(name).f_flag & os.ST_RDONLY)
    return False
