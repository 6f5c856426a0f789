"""A store on a PostgreSQL server: a schema of a database, which several people write to.

The tables are those of a file, and so are the seals: the same imports at the same moments end in
the same head. One writer at a time, by an advisory lock that the server gives back when the writer
is gone. What a connection that is lost had begun, the server takes back.
"""

from __future__ import annotations

import contextlib
import itertools
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import psycopg
from psycopg.pq import TransactionStatus

from geo.errors import StoreError
from layers.store.address import Address
from layers.store.dialect import Cursor, Say
from layers.store.postgres_layout import GEOMETRY, GEOMETRY_INDEX, found_in, should_be
from layers.store.postgres_sql import REFUSING, defined, worded
from layers.store.postgres_why import no_rights, unreachable, why
from layers.store.schema_files import Script, differences, statements, wanted

__all__ = ["ServerConnection", "connect", "explained"]

#: The first half of the number of the lock, "KORD"; the second is made of the schema's name.
_LOCK: Final = 0x4B4F5244
_LATEST_ANSWER_S: Final = 10
_MARK: Final = "store of Kordon, schema {:d}"
_MARKED: Final = re.compile(r"store of Kordon, schema ([0-9]{1,6})")
_MARK_OF: Final = """
SELECT pg_catalog.obj_description(c.oid, 'pg_class'),
    pg_catalog.has_schema_privilege(n.oid, 'USAGE')
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ? AND c.relname = 'events' AND c.relkind = 'r'
"""
_THINGS: Final = """
SELECT c.relname FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ? ORDER BY c.relname LIMIT 1
"""
_POSTGIS: Final = """
SELECT pg_catalog.quote_ident(n.nspname) FROM pg_catalog.pg_extension e
JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'postgis'
"""
_HAS_GEOMETRY: Final = """
SELECT 1 FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ? AND c.relname = 'records' AND a.attname = ? AND NOT a.attisdropped
"""
#: How a session is set up. A role's own settings may be others.
_SETTINGS: Final = {
    "application_name": "kordon",
    "row_security": "off",  # rows that a policy hides are an error, and not missing
    "synchronous_commit": "on",
    "default_transaction_isolation": "read committed",
    "statement_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    # The server notices within two minutes that a writer is gone, and lets the next one write.
    "tcp_keepalives_idle": "60",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "6",
}
#: And the other way round.
_ALIVE: Final = {"keepalives_idle": 60, "keepalives_interval": 10, "keepalives_count": 6}


class _Pieces(psycopg.ServerCursor[tuple[Any, ...]]):
    """Rows that stay on the server until they are asked for; closed after the last."""

    def fetchmany(self, size: int = 0) -> list[tuple[Any, ...]]:
        if self.closed:
            return []
        rows = super().fetchmany(size)
        if len(rows) < size:
            self.close()
        return rows


class ServerConnection:
    """A schema of a database as the store uses it: see `layers.store.dialect.Connection`."""

    def __init__(self, inner: psycopg.Connection[tuple[Any, ...]], address: Address) -> None:
        self._inner, self._address = inner, address
        self._numbers = itertools.count(1)

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self._inner.info.transaction_status != TransactionStatus.IDLE

    def execute(self, sql: str, parameters: Any = (), /) -> Cursor:
        """Run a statement of the store's own; values travel apart from it."""
        cursor = self._inner.cursor()
        cursor.execute(worded(sql), parameters)
        return cursor

    def many(self, sql: str, parameters: Sequence[Any] = ()) -> Cursor:
        """As `execute`, in a transaction: rows come from the server piece by piece."""
        cursor = _Pieces(self._inner, f"kordon_{next(self._numbers)}")
        cursor.execute(worded(sql), parameters)
        return cursor

    def put(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        """Add rows to a table, with a value for each of its columns."""
        self._copy(f"COPY {table} FROM STDIN", rows)

    def stage(self, table: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> None:
        """Make a temporary table and put rows into it."""
        # Without a key: that would be an index, which nobody asks for anything.
        told = ", ".join(f"{n} {kind.partition(' ')[0]}" for n, kind in columns.items())
        self._run(f"{defined(f'CREATE TABLE {table} ({told})', kept=False)} ON COMMIT DROP")
        self._copy(f"COPY pg_temp.{table} FROM STDIN", rows)
        self._run(f"ANALYZE pg_temp.{table}")

    def unstage(self, table: str) -> None:
        """Drop a temporary table."""
        self._run(f"DROP TABLE pg_temp.{table}")

    def _copy(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        with self._inner.cursor().copy(statement.encode("ascii")) as copy:
            for row in rows:
                copy.write_row(row)

    def _run(self, statement: str) -> None:
        """Run one of our own statements, or several, that have no values."""
        self._inner.execute(statement.encode("ascii"))

    def at_one_moment(self) -> None:
        """Begin to read as of one moment."""
        self._run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def begin(self, name: str, say: Say, wait_s: float) -> None:
        """Begin to write, alone; waits for another writer, and says so."""
        # The lock is held by the transaction; what others committed before is seen afterwards.
        self._run("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
        lock = (_LOCK, zlib.crc32(self._address.schema.encode()) - (1 << 31))
        asked = "SELECT pg_catalog.pg_try_advisory_xact_lock(?::integer, ?::integer)"
        if self.execute(asked, lock).fetchone()[0]:
            return
        if wait_s > 0:
            say(f"{name} is being written by another process; waiting for it")
            limit = f"{round(wait_s * 1000)}ms"
            self.execute("SELECT pg_catalog.set_config('lock_timeout', ?, true)", (limit,))
            asked = "SELECT pg_catalog.pg_advisory_xact_lock(?::integer, ?::integer)"
            with contextlib.suppress(psycopg.errors.LockNotAvailable):
                self.execute(asked, lock)
                self._run("SET LOCAL lock_timeout TO DEFAULT")
                return
        self._run("ROLLBACK")
        raise StoreError(
            f"{name} is being written by another process, and was not free within "
            f"{wait_s:g} seconds. Nothing was imported; try again later."
        )

    def commit(self) -> None:
        """End a transaction: what it wrote is there to stay."""
        try:
            self._run("COMMIT")
        except psycopg.OperationalError as error:
            if not self._inner.closed:
                raise
            raise StoreError(
                f"the connection to {self._address.shown} was lost at the very end: whether the "
                "server kept what was written cannot be told. Do the same again; nothing is added "
                "twice."
            ) from error

    def references_last(self) -> None:
        """Look whether rows that are named are there at the end of the transaction only."""
        self._run("SET CONSTRAINTS ALL DEFERRED")

    def prepare(self) -> None:
        """Nothing: readers go on while somebody writes, as it is."""

    def schema_number(self) -> int | None:
        """The schema of the store, which the comment on the table of events says."""
        row = self.execute(_MARK_OF, (self._address.schema,)).fetchone()
        found = _MARKED.fullmatch(row[0] or "") if row else None
        if row and found and not row[1]:  # else its tables seem not to be there
            raise StoreError(no_rights(self._address, "no USAGE of its schema"))
        return int(found[1]) if found else None

    def in_words(self) -> str:
        """What the schema holds that is no store; "" where it holds nothing, or is not there."""
        thing = self.execute(_THINGS, (self._address.schema,)).fetchone()
        if thing is None:
            return ""
        return (
            f"a database whose schema {self._address.schema} holds something else ({thing[0]}), "
            "and no store of Kordon; name another schema with ?schema=NAME"
        )

    def make(self, known: Sequence[Script]) -> None:
        """Make the schema, if it is not there, all tables, and the mark of a store."""
        schema = self._address.schema
        there = "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = ?"
        if self.execute(there, (schema,)).fetchone() is None:
            self._run(f'CREATE SCHEMA "{schema}"')  # letters, digits and _ only: `address_of`
        self._run(f"CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $${REFUSING}$$")
        for script in known:
            self.forward(script)

    def forward(self, script: Script) -> None:
        """Bring the store to the next schema."""
        for statement in statements(script.text):
            self._run(defined(statement))
        self._run(f"COMMENT ON TABLE events IS '{_MARK.format(script.number)}'")
        self.add_geometry()

    def lacks(self) -> str:
        """Whether there is no geometry beside the bytes, in words."""
        if self.execute(_HAS_GEOMETRY, (self._address.schema, GEOMETRY)).fetchone():
            return ""
        return (
            "PostGIS is not in this database: shapes are kept as WKB only, which loses nothing. "
            "For a column that QGIS opens, let an administrator run CREATE EXTENSION postgis, and "
            f"then: kordon store migrate --store {self._address.shown}"
        )

    def add_geometry(self) -> bool:
        """Give records a geometry, with an index, where PostGIS is there; whether that was done.

        It is made by the server from ``wkb``, without heights, and no part of what is sealed.
        """
        extension = self.execute(_POSTGIS).fetchone()
        if extension is None or not self.lacks():
            return False
        (of,) = extension
        self._inner.execute(
            f"ALTER TABLE records ADD COLUMN {GEOMETRY} {of}.geometry(Geometry, 4326) "
            f"GENERATED ALWAYS AS ({of}.ST_Force2D({of}.ST_GeomFromWKB(wkb, 4326))) STORED;\n"
            f"CREATE INDEX {GEOMETRY_INDEX} ON records USING gist ({GEOMETRY})".encode()
        )
        return True

    def changes(self, known: Sequence[Script]) -> list[str]:
        """How tables, indexes and triggers differ from those of the store's schema."""
        now = self.schema_number() or 0
        scripts = tuple(script for script in known if script.number <= now)
        found = found_in(self.execute, self._address.schema)
        return differences(wanted(scripts, should_be), found)

    def close(self) -> None:
        """Close it; a transaction that is open comes to nothing."""
        self._inner.close()


def connect(address: Address) -> ServerConnection:
    """Open a connection; raises StoreError where that cannot be done."""
    told: dict[str, Any] = {"connect_timeout": _LATEST_ANSWER_S, **_ALIVE} | dict(address.options)
    if address.password is not None:
        told["password"] = address.password
    try:
        inner = psycopg.connect(
            dbname=address.database, client_encoding="UTF8", autocommit=True,
            prepare_threshold=None, **told,
        )  # fmt: skip
    except psycopg.Error as error:
        raise StoreError(unreachable(address, error)) from None
    try:
        with explained(address):
            encoding = inner.execute("SHOW server_encoding").fetchone()
            if encoding is None or encoding[0] != "UTF8":
                raise StoreError(
                    f"{address.shown} keeps text in {encoding and encoding[0]}, which has not all "
                    "letters: a store needs a database in UTF8 (createdb --encoding=UTF8 "
                    "--template=template0)"
                )
            setting = b"SELECT pg_catalog.set_config(%s, %s, false)"
            for name, value in (_SETTINGS | {"search_path": f'"{address.schema}"'}).items():
                inner.execute(setting, (name, value))
        return ServerConnection(inner, address)
    except BaseException:
        inner.close()
        raise


@contextlib.contextmanager
def explained(address: Address) -> Iterator[None]:
    """Turn what the server says into a `StoreError` about this store."""
    try:
        yield
    except psycopg.Error as error:
        raise StoreError(why(address, error)) from None
