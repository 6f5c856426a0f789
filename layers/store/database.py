"""Opening stores, and writing to them whole or not at all: files, and addresses of servers.

What an SQLite file needs is in `layers.store.sqlite`, what a PostgreSQL server needs in
`layers.store.postgres`, which is loaded for an address only.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from geo.errors import MissingExtraError, StoreError
from layers.store import sqlite
from layers.store.address import address_of, is_address, shown
from layers.store.dialect import Connection, Say
from layers.store.schema_files import Script, scripts
from layers.store.sqlite import APPLICATION_ID

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["APPLICATION_ID", "WAIT_S", "check_store", "connect", "create", "explained", "is_store",
           "opened", "schema_of", "writing"]  # fmt: skip

PathLike = str | os.PathLike[str]

#: How long a writer waits for another one, in seconds.
WAIT_S: Final = 600.0


def is_store(path: PathLike) -> bool:
    """Whether this is a store of Kordon: a file by its first bytes, an address by how it begins.

    False where there is no file; whether there is a store at an address is not asked.
    """
    return is_address(path) or sqlite.is_file_store(os.fspath(path))


def check_store(path: PathLike) -> None:
    """Raise `StoreError` for what is no store, or one that this Kordon cannot read."""
    with opened(path):
        pass


def explained(path: PathLike) -> contextlib.AbstractContextManager[None]:
    """Turn what the database says into a `StoreError` about this store."""
    if is_address(path):
        told: contextlib.AbstractContextManager[None] = _server().explained(address_of(path))
        return told
    return sqlite.explained(os.fspath(path))


def connect(path: PathLike, *, create: bool = False) -> Connection:
    """Open a `layers.store.dialect.Connection`, without looking at what is there.

    Raises MissingExtraError for an address without ``kordon[postgis]``.
    """
    if is_address(path):
        there: Connection = _server().connect(address_of(path))
        return there
    return sqlite.connect(os.fspath(path), create=create)


def _server() -> ModuleType:
    try:
        from layers.store import postgres
    except ImportError as error:
        raise MissingExtraError(
            "a store on a PostgreSQL server needs psycopg, which is not installed or finds no "
            "libpq: pip install 'kordon[postgis]'"
        ) from error
    return postgres


@contextlib.contextmanager
def opened(
    path: PathLike, *, write: bool = False, known: tuple[Script, ...] | None = None
) -> Iterator[Connection]:
    """A store that is there, as a connection that is closed afterwards.

    ``known``: the scripts of the schemas that are known, for tests. Raises `StoreError` for what
    is no store, has another schema than the newest, or was altered.
    """
    known = known or scripts()
    name = shown(path)
    if not is_address(path) and not os.path.isfile(path):
        raise _none(name)
    with explained(path), contextlib.closing(connect(path)) as connection:
        version = schema_of(connection, name, newest=known[-1].number)
        if version < known[-1].number:
            raise StoreError(
                f"{name} has schema {version}, and this Kordon works with "
                f"{known[-1].number}: `kordon store migrate --store {name}` brings it forward "
                "and makes a backup before"
            )
        changes = connection.changes(known)
        if changes:
            raise StoreError(
                f"{name} was altered from outside: {changes[0]}. `kordon store verify` tells "
                "all; use a backup."
            )
        if write:
            connection.prepare()
        yield connection


def _none(name: str) -> StoreError:
    return StoreError(f"there is no store {name}: `kordon import FILES --store {name}` makes one")


def schema_of(connection: Connection, name: str, *, newest: int) -> int:
    """The schema of a store; raises `StoreError` for what is no store, or newer than ``newest``."""
    version = connection.schema_number()
    if version is None:
        stranger = connection.in_words()
        raise StoreError(f"{name} is {stranger}") if stranger else _none(name)
    if not 1 <= version <= newest:
        raise StoreError(
            f"{name} has schema {version}, which this Kordon does not know (it knows 1 to "
            f"{newest}): install the newer Kordon that made it"
        )
    return version


def create(
    path: PathLike,
    begin: Callable[[Connection], None],
    *,
    say: Say = lambda _: None,
    known: tuple[Script, ...] | None = None,
) -> bool:
    """Make a store where there is none: of a file that is not there, or is empty, or on a server.

    ``begin`` puts in the first event. Whole or not at all. Returns whether it was made; False
    where one is there already.
    """
    known = known or scripts()
    name = shown(path)
    if not is_address(path) and os.path.isdir(path):
        raise StoreError(f"{name} is a folder; name a file in it for --store")
    with explained(path), contextlib.closing(connect(path, create=True)) as connection:
        # Not by the first bytes: those may be what a killed process left to be rolled back.
        with contextlib.suppress(sqlite3.OperationalError):  # busy: then it is waited for
            if connection.schema_number() is not None:
                return False
        with writing(connection, path, say):
            if connection.schema_number() is not None or connection.in_words():
                schema_of(connection, name, newest=known[-1].number)
                return False
            connection.make(known)
            begin(connection)
        lacking = connection.lacks()
        if lacking:
            say(lacking)
        return True


@contextlib.contextmanager
def writing(
    connection: Connection, path: PathLike, say: Say, wait_s: float = WAIT_S
) -> Iterator[None]:
    """A transaction that is there whole or not at all; waits for another writer, and says so."""
    connection.begin(shown(path), say, wait_s)
    try:
        yield
        connection.commit()
    except BaseException:
        if connection.in_transaction:
            with contextlib.suppress(Exception):  # closing does it, too
                connection.execute("ROLLBACK")
        raise
