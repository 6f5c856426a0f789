"""Is a store what it was when it was written? Everything in it is computed again.

What this finds is damage and alterations by somebody who did not compute all seals anew. Who does
that gets another head: so it is compared with one that was noted down elsewhere.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import os
import re
import sqlite3
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final

from geo.errors import ArgumentError, StoreError
from layers.store import sqlite
from layers.store.address import is_address, shown
from layers.store.chain import GENESIS, SEALED, SINCE, Seal, hash_of, stored_rows
from layers.store.database import PathLike, connect, explained, schema_of
from layers.store.dialect import Connection
from layers.store.schema_files import Script, scripts

__all__ = ["Verification", "verify"]

_CHUNK: Final = 20_000
#: So many problems of one kind are listed.
_LISTED: Final = 20
_RECORDS: Final = """
SELECT record, sha256, CAST(json AS BLOB), wkb FROM records
WHERE record BETWEEN ? AND ? ORDER BY record
"""
_HOLDERS: Final = """
SELECT v.record, v.id, s.name FROM versions v JOIN sources s ON s.source = v.source
WHERE v.record IN ({}) ORDER BY v.version
"""
#: What reading altered rows can end in.
_TROUBLE: Final = (sqlite3.Error, ValueError, TypeError, KeyError, AttributeError, OverflowError)


@dataclass(frozen=True, kw_only=True)
class Verification:
    """What was found: ``problems`` in words, none when all is as it was written.

    ``rows``: how many were computed again; ``head``: the end of the chain, number and SHA-256;
    ``since``: how many events came after the head that was noted down, if one was given.
    """

    problems: tuple[str, ...]
    rows: int
    head: str
    since: int | None = None

    @property
    def ok(self) -> bool:
        """Whether all is as it was written."""
        return not self.problems

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "ok": self.ok,
            "problems": list(self.problems),
            "rows": self.rows,
            "head": self.head,
            "since": self.since,
        }


@dataclass
class _Look:
    """What was seen so far; ``next`` is where the rows of the next event begin, by table."""

    connection: Connection
    problems: list[str] = field(default_factory=list)
    chain: list[str] = field(default_factory=list)
    rows: int = 0
    head: str = ""
    next: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SEALED, 1))

    @contextlib.contextmanager
    def reading(self, what: str) -> Iterator[None]:
        """Let what cannot be read be a problem, and go on."""
        try:
            yield
        except _TROUBLE as error:
            self.problems.append(f"{what} cannot be read: {error}")


def verify(
    path: PathLike, *, head: str | None = None, known: tuple[Script, ...] | None = None
) -> Verification:
    """Compute everything in a store again and compare it with what stands there.

    ``head``: one that was noted down (``12:5f3a...``); it must be in the chain. ``known``: the
    schemas, for tests. Raises `StoreError` for what is no store, and ArgumentError for a head
    that is none.
    """
    known, name = known or scripts(), shown(path)
    noted = None if head is None else _noted(head)
    if not is_address(path) and not os.path.isfile(path):
        raise StoreError(f"there is no store {name} to verify")
    with explained(path), contextlib.closing(connect(path)) as connection:
        version = schema_of(connection, name, newest=known[-1].number)
        connection.at_one_moment()
        look = _Look(connection)
        with look.reading("the schema"):
            look.problems += connection.changes(known)
        if any(not problem.startswith(("trigger", "index")) for problem in look.problems):
            # Other tables, or views in their place: nothing in them can be trusted.
            return Verification(problems=tuple(look.problems), rows=0, head="")
        with ThreadPoolExecutor(1) as beside:
            structure = beside.submit(_structure, path)
            _check_chain(look)
            for table in (name for name in SEALED if SINCE.get(name, 1) <= version):
                with look.reading(table):
                    _check_rest(look, table)
            look.problems += structure.result()
    since = _compare(look, noted) if noted else None
    return Verification(problems=tuple(look.problems), rows=look.rows, head=look.head, since=since)


def _noted(head: str) -> tuple[int | None, str]:
    found = re.fullmatch(r"\s*(?:([0-9]{1,12}):)?([0-9A-Fa-f]{64})\s*", head)
    if not found:
        raise ArgumentError(
            f"{head[:80]!r} is no head: give what an import printed, a number, a colon and 64 "
            "hexadecimal digits"
        )
    return (int(found[1]) if found[1] else None), found[2].lower()


def _structure(path: PathLike) -> list[str]:
    """What SQLite itself finds wrong with the file; a server looks after its own (`pg_amcheck`)."""
    if is_address(path):
        return []
    try:
        with contextlib.closing(sqlite.connect(os.fspath(path))) as connection:
            return connection.damage(_LISTED)
    except _TROUBLE as error:
        return [f"the file is damaged: {error}"]


def _check_chain(look: _Look) -> None:
    """Every event, and the rows that it added."""
    previous, expected = GENESIS, 1
    events = []
    with look.reading("the events"):
        events = look.connection.execute("SELECT * FROM events ORDER BY event").fetchall()
    for number, at, kind, body, before, digest in events:
        if number != expected:
            look.problems.append(f"event {expected} is missing")
        if before != previous:
            look.problems.append(f"event {number} does not follow the one before it")
        with look.reading(f"event {number}"):
            if hash_of(number, at, kind, body, before) != digest:
                look.problems.append(f"event {number} ({kind}, {at}) was altered")
            told = json.loads(body)
            for table, (first, count) in sorted(told.get("added", {}).items()):
                _check_rows(look, number, table, first, count, told["seals"][table])
        previous, expected = digest, number + 1
        look.chain.append(digest)
        look.head = f"{number}:{digest}"
    look.rows += len(events)
    if not events:
        look.problems.append("there is no event, not even that the store was made")


def _check_rows(look: _Look, event: int, table: str, first: int, count: int, seal: str) -> None:
    if first != look.next[table]:
        look.problems.append(
            f"event {event} names {table} from row {first} on, where row {look.next[table]} is next"
        )
    look.next[table] = first + count
    found, numbers = Seal(table), []
    last = first + count - 1
    check = _records if table == "records" else _others
    for part in check(look, table, first, count):
        numbers += [row[0] for row in part]
        found.add(part)
    look.rows += len(numbers)
    if found.count != count:
        there = set(numbers)
        missing = (number for number in range(first, last + 1) if number not in there)
        look.problems.append(
            f"{table}: {count - found.count} of the rows {first} to {last} of event {event} are "
            f"missing: {_some(missing, count - found.count)}"
        )
    elif found.hexdigest() != seal:
        rows, are = f"the rows {first} to {last}", "are"
        if count == 1:
            rows, are = f"row {first}", "is"
        look.problems.append(f"{table}: {rows} of event {event} {are} not what it sealed")


def _records(look: _Look, table: str, first: int, count: int) -> Iterator[list[Any]]:
    """Rows as the seal takes them; those whose digest is not theirs are problems."""
    cursor = look.connection.many(_RECORDS, (first, first + count - 1))
    sha256, altered = hashlib.sha256, []
    while part := cursor.fetchmany(_CHUNK):
        altered += [
            number
            for number, digest, text, shape in part
            if sha256(text + b"\n" + (shape or b"")).digest() != digest
        ]
        yield part
    if altered:
        look.problems += _named(look, altered)


def _named(look: _Look, altered: list[int]) -> list[str]:
    listed = altered[:_LISTED]
    holders: dict[int, str] = {}
    with look.reading("versions"):
        query = _HOLDERS.format(", ".join("?" * len(listed)))
        for record, id_, source in look.connection.execute(query, listed):
            holders.setdefault(record, f" (id {id_} of {source})")
    told = [f"records: row {number}{holders.get(number, '')} was altered" for number in listed]
    if len(altered) > len(listed):
        told.append(f"records: {len(altered) - len(listed):,} more rows were altered")
    return told


def _others(look: _Look, table: str, first: int, count: int) -> Iterator[list[Any]]:
    cursor = stored_rows(look.connection, table, first, count)
    while part := cursor.fetchmany(_CHUNK):
        yield part


def _check_rest(look: _Look, table: str) -> None:
    """Rows that no event names."""
    key = SEALED[table][0]
    rows = look.connection.execute(
        f"SELECT {key} FROM {table} WHERE {key} < 1 OR {key} >= ? ORDER BY {key}",
        (look.next[table],),
    ).fetchall()
    if rows:
        look.rows += len(rows)
        numbers = (number for (number,) in rows)
        look.problems.append(
            f"{table}: {len(rows)} rows belong to no event: {_some(numbers, len(rows))}"
        )


def _some(numbers: Iterable[int], count: int) -> str:
    listed = itertools.islice(numbers, _LISTED)
    more = f" and {count - _LISTED} more" if count > _LISTED else ""
    return ", ".join(map(str, listed)) + more


def _compare(look: _Look, noted: tuple[int | None, str]) -> int | None:
    """How many events came after a head that was noted down; a problem where it is not there."""
    number, digest = noted
    if digest in look.chain:
        place = look.chain.index(digest) + 1
        if number in (None, place):
            return len(look.chain) - place
    look.problems.append(
        f"the head that was noted down ({'' if number is None else f'{number}:'}{digest}) is not "
        "in the chain: its end was cut off, or history was written anew"
    )
    return None
