"""Events, each sealed with the one before it, and the seals of the rows that they added.

An event's SHA-256 is that of a JSON list ``[event, at, kind, body, previous]`` without spaces,
in ASCII. Its body names, for each table, the first row added, how many, and their seal: the
SHA-256 of the JSON list of the rows (for records, of their digests one after another).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from layers.store.dialect import Connection, Cursor

__all__ = [
    "GENESIS",
    "SEALED",
    "SINCE",
    "Event",
    "Seal",
    "append",
    "canonical_json",
    "events",
    "hash_of",
    "head_of",
    "next_number",
    "stored_rows",
]  # fmt: skip

#: What stands before the first event.
GENESIS: Final = "0" * 64
#: Tables whose rows events seal: the number of a row, and the columns in the order of the seal.
SEALED: Final[Mapping[str, Sequence[str]]] = {
    "sources": ("source", "name", "event"),
    "files": ("file", "name", "path", "sha256", "format", "bytes", "event"),
    "records": ("record", "sha256"),
    "versions": ("version", "source", "id", "number", "name", "record", "file", "row", "notes",
                 "event"),
    "ledger": ("entry", "kind", "source", "file", "row", "id", "record", "body", "hex(sha256)",
               "event"),
    "decisions": ("decision", "id_a", "id_b", "verdict", "said", "event"),
    "doubles": ("member", "grouped", "id", "body", "event"),
}  # fmt: skip
#: The schema with which a table came; the others are there from the first.
SINCE: Final[Mapping[str, int]] = {"decisions": 2, "doubles": 2}


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was done: ``at`` is a moment (ISO 8601, UTC), ``body`` what there is to say.

    ``head`` is what to note down: number and SHA-256, which stand for all that came before.
    """

    number: int
    at: str
    kind: str
    body: Mapping[str, Any]
    previous: str
    sha256: str

    @property
    def head(self) -> str:
        """``number:sha256``."""
        return f"{self.number}:{self.sha256}"

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "event": self.number,
            "at": self.at,
            "kind": self.kind,
            "body": dict(self.body),
            "previous": self.previous,
            "sha256": self.sha256,
        }


def canonical_json(value: Any) -> str:
    """JSON with sorted keys, without spaces, in ASCII: the same text for the same value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def hash_of(number: int, at: str, kind: str, body: str, previous: str) -> str:
    """SHA-256 of an event, 64 hexadecimal digits; ``body`` is its text."""
    return hashlib.sha256(canonical_json([number, at, kind, body, previous]).encode()).hexdigest()


def append(
    connection: Connection, kind: str, body: Mapping[str, Any], at: str, number: int
) -> Event:
    """Add an event to the chain; ``number`` is the one that its rows name."""
    head = head_of(connection)
    previous = GENESIS if head is None else head.sha256
    text = canonical_json(body)
    digest = hash_of(number, at, kind, text, previous)
    row = (number, at, kind, text, previous, digest)
    connection.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)", row)
    return Event(number, at, kind, body, previous, digest)


def events(connection: Connection) -> Iterator[Event]:
    """All events in their order."""
    for row in connection.execute("SELECT * FROM events ORDER BY event"):
        yield _event(row)


def head_of(connection: Connection) -> Event | None:
    """The last event; None in a store that is being made."""
    row = connection.execute("SELECT * FROM events ORDER BY event DESC LIMIT 1").fetchone()
    return None if row is None else _event(row)


def _event(row: tuple[int, str, str, str, str, str]) -> Event:
    number, at, kind, body, previous, digest = row
    try:
        told = json.loads(body)
    except ValueError:  # altered: the seal says so
        told = None
    return Event(number, at, kind, told if isinstance(told, dict) else {}, previous, digest)


def next_number(connection: Connection, table: str) -> int:
    """The number that the next row of a table gets."""
    key = "event" if table == "events" else SEALED[table][0]
    (last,) = connection.execute(f"SELECT max({key}) FROM {table}").fetchone()
    return 1 if last is None else int(last) + 1


class Seal:
    """The seal of rows of one table, which are given part by part in the columns of `SEALED`."""

    def __init__(self, table: str) -> None:
        self._digest = hashlib.sha256()
        self._plain = table == "records"
        self.count = 0

    def add(self, rows: Sequence[Sequence[Any]]) -> None:
        """Take in some more rows."""
        if not rows:
            return
        if self._plain:
            self._digest.update(b"".join([row[1] for row in rows]))
        else:
            text = json.dumps(rows, separators=(",", ":"))
            self._digest.update((b"," if self.count else b"[") + text[1:-1].encode())
        self.count += len(rows)

    def hexdigest(self) -> str:
        """64 hexadecimal digits."""
        digest = self._digest.copy()
        if not self._plain:
            digest.update(b"]" if self.count else b"[]")
        return digest.hexdigest()


def stored_rows(connection: Connection, table: str, first: int, count: int) -> Cursor:
    """So many rows of a table from a number on, as `Seal` takes them."""
    columns = SEALED[table]
    return connection.many(
        f"SELECT {', '.join(columns)} FROM {table} WHERE {columns[0]} BETWEEN ? AND ? "
        f"ORDER BY {columns[0]}",
        (first, first + count - 1),
    )
