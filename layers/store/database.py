"""Opening stores: what makes an SQLite file one, how it is set up, and who may write when.

WAL with ``synchronous=FULL``: what is committed survives a power cut, and readers go on while
somebody writes. One writer at a time; another waits and says so.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from geo.errors import StoreError
from layers.store.schema_files import Script, schema_changes, scripts, statements

__all__ = ["APPLICATION_ID", "check_store", "connect", "create", "explained", "is_store", "opened",
           "schema_of", "writing"]  # fmt: skip

PathLike = str | os.PathLike[str]
Say = Callable[[str], None]

#: In the head of the file: "KORD".
APPLICATION_ID: Final = 0x4B4F5244
#: How long a writer waits for another one, in seconds.
WAIT_S: Final = 600.0
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


def is_store(path: PathLike) -> bool:
    """Whether a file is a store of Kordon, by its first bytes; False where there is no file."""
    name = os.fspath(path)
    if name == "-" or "\0" in name or not os.path.isfile(name):
        return False
    try:
        with open(name, "rb") as file:
            head = file.read(_ID_AT + 4)
    except OSError:
        return False
    return head.startswith(_MAGIC) and head[_ID_AT:] == APPLICATION_ID.to_bytes(4, "big")


def check_store(path: PathLike) -> None:
    """Raise `StoreError` for what is no store, or one that this Kordon cannot read."""
    with opened(path):
        pass


@contextlib.contextmanager
def explained(path: PathLike) -> Iterator[None]:
    """Turn what SQLite says into a `StoreError` about this store."""
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise StoreError(_why(os.fspath(path), error)) from error


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


def connect(path: PathLike, *, create: bool = False) -> sqlite3.Connection:
    """Open an SQLite file with the settings of a store, without looking at what it is."""
    mode = "rwc" if create else "ro&immutable=1" if _is_still(os.fspath(path)) else "rw"
    uri = f"{Path(path).absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None)
    try:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


@contextlib.contextmanager
def opened(
    path: PathLike, *, write: bool = False, known: tuple[Script, ...] | None = None
) -> Iterator[sqlite3.Connection]:
    """A store that is there, as a connection that is closed afterwards.

    ``known``: the scripts of the schemas that are known, for tests. Raises `StoreError` for what
    is no store, has another schema than the newest, or was altered.
    """
    known = known or scripts()
    name = os.fspath(path)
    if not os.path.isfile(name):
        raise StoreError(
            f"there is no store {name}: `kordon import FILES --store {name}` makes one"
        )
    with explained(path):
        connection = connect(path)
        try:
            version = schema_of(connection, name, newest=known[-1].number)
            if version < known[-1].number:
                raise StoreError(
                    f"{name} has schema {version}, and this Kordon works with "
                    f"{known[-1].number}: `kordon store migrate --store {name}` brings it forward "
                    "and makes a backup before"
                )
            changes = schema_changes(connection, known)
            if changes:
                raise StoreError(
                    f"{name} was altered from outside: {changes[0]}. `kordon store verify` tells "
                    "all; use a backup."
                )
            if write:
                _set_wal(connection)
            yield connection
        finally:
            connection.close()


def schema_of(connection: sqlite3.Connection, name: str, *, newest: int) -> int:
    """The schema of a store; raises `StoreError` for what is no store, or newer than ``newest``."""
    (found,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if found != APPLICATION_ID:
        raise StoreError(
            f"{name} is an SQLite database, but not a store of Kordon; name another file for "
            "--store"
        )
    if not 1 <= version <= newest:
        raise StoreError(
            f"{name} has schema {version}, which this Kordon does not know (it knows 1 to "
            f"{newest}): install the newer Kordon that made it"
        )
    return int(version)


def create(
    path: PathLike,
    begin: Callable[[sqlite3.Connection], None],
    *,
    say: Say = lambda _: None,
    known: tuple[Script, ...] | None = None,
) -> bool:
    """Make a store where there is no file, or an empty one; ``begin`` puts in the first event.

    Whole or not at all. Returns whether it was made; False where one is there already.
    """
    known = known or scripts()
    name = os.fspath(path)
    if os.path.isdir(name):
        raise StoreError(f"{name} is a folder; name a file in it for --store")
    with explained(path):
        connection = connect(path, create=True)
        try:
            # Not by the first bytes: those may be what a killed process left to be rolled back.
            with contextlib.suppress(sqlite3.OperationalError):  # busy: then it is waited for
                (found,) = connection.execute("PRAGMA application_id").fetchone()
                if found == APPLICATION_ID:
                    return False
            # Not in WAL yet: so the head says what the file is from the first moment.
            with writing(connection, path, say):
                (things,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
                (found,) = connection.execute("PRAGMA application_id").fetchone()
                if things or found:
                    schema_of(connection, name, newest=known[-1].number)
                    return False
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                for script in known:
                    for statement in statements(script.text):
                        connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {known[-1].number}")
                begin(connection)
            return True
        finally:
            connection.close()


@contextlib.contextmanager
def writing(
    connection: sqlite3.Connection, path: PathLike, say: Say, wait_s: float = WAIT_S
) -> Iterator[None]:
    """A transaction that is there whole or not at all; waits for another writer, and says so."""
    _begin(connection, os.fspath(path), say, wait_s)
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            with contextlib.suppress(sqlite3.Error):  # closing does it, too
                connection.execute("ROLLBACK")
        raise


def _begin(connection: sqlite3.Connection, name: str, say: Say, wait_s: float) -> None:
    until, told = time.monotonic() + wait_s, False
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
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


def _set_wal(connection: sqlite3.Connection) -> None:
    """Readers beside one writer; where the file system cannot do that, the store works without."""
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    for _ in range(_WAL_TRIES):
        if mode == "wal":
            return
        # Needs the file for itself for a moment, and does not wait for that.
        with contextlib.suppress(sqlite3.OperationalError):
            connection.execute("PRAGMA journal_mode = WAL")
            return
        time.sleep(0.05)
