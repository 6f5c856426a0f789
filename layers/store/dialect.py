"""What a store needs of a database, whichever it is: SQLite in a file, or PostgreSQL on a server.

All statements of the store are written once, as SQLite takes them, with ``?`` or ``:name`` for
values; what differs beyond that is behind these methods. `layers.store.sqlite` and
`layers.store.postgres` have them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from layers.store.schema_files import Script

__all__ = ["Connection", "Cursor", "Say"]

Say = Callable[[str], None]


class Cursor(Protocol):
    """Rows of an answer."""

    def fetchone(self) -> Any:
        """The next row, None after the last."""

    def fetchmany(self, size: int, /) -> list[Any]:
        """So many rows, or what is left."""

    def fetchall(self) -> list[Any]:
        """All rows."""

    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """A database that is a store, or is to be one. Nothing is written outside of a transaction."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""

    def execute(self, sql: str, parameters: Any = ..., /) -> Cursor:
        """Run a statement of the store's own; what comes from elsewhere are ``parameters``."""

    def many(self, sql: str, parameters: Sequence[Any] = ()) -> Cursor:
        """As `execute`, for more rows than should be in memory at once."""

    def put(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        """Add rows to a table, with a value for each of its columns."""

    def stage(self, table: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> None:
        """Make a temporary table (column -> type as SQLite calls it), and put rows into it."""

    def unstage(self, table: str) -> None:
        """Drop a temporary table."""

    def at_one_moment(self) -> None:
        """Begin to read: whatever is asked from now on is answered as of one moment."""

    def begin(self, name: str, say: Say, wait_s: float) -> None:
        """Begin to write, alone; waits for another writer, and says so. Raises StoreError."""

    def commit(self) -> None:
        """End a transaction: what it wrote is there to stay."""

    def references_last(self) -> None:
        """Look whether rows that are named are there at the end of the transaction only."""

    def prepare(self) -> None:
        """Do what is done once before a store is written to."""

    def schema_number(self) -> int | None:
        """The schema of the store; None for what is none."""

    def in_words(self) -> str:
        """What is there in place of a store, after "is"; "" where there is nothing at all."""

    def make(self, known: Sequence[Script]) -> None:
        """Make all tables, and mark what they are in as a store. In a transaction."""

    def forward(self, script: Script) -> None:
        """Bring the store to the next schema. In a transaction."""

    def lacks(self) -> str:
        """What could be beside the store and is not, and how to get it; "" for nothing."""

    def add_geometry(self) -> bool:
        """Put what `lacks` names beside the store, if it can be now; whether that was done."""

    def changes(self, known: Sequence[Script]) -> list[str]:
        """How tables, indexes and triggers differ from those of the store's schema."""

    def close(self) -> None:
        """Close it; a transaction that is open comes to nothing."""
