"""Adding rows to the tables of a store, each table with the seal of what was added."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from layers.store.chain import Seal, next_number
from layers.store.dialect import Connection
from layers.store.incoming import Entry, Incoming, duplicate_of, entries
from layers.store.merging import Merge, source_number

__all__ = ["Added", "add", "insert"]

_CHUNK = 20_000


@dataclass
class Added:
    """What was added: for each table its first row and how many, and the seal of those."""

    ranges: dict[str, list[int]] = field(default_factory=dict)
    seals: dict[str, str] = field(default_factory=dict)

    @property
    def entries(self) -> int:
        """How many rows the ledger got."""
        return self.ranges.get("ledger", [0, 0])[1]


def add(connection: Connection, one: Incoming, found: Merge, event: int) -> Added:
    """Put in what is new; nothing at all where nothing is. ``event`` is the one that seals it."""
    added = Added()
    told = _unknown(connection, one, found)
    if not found.steps and not told:
        return added
    # Records first: as long as a row that is named is not there yet (the event), SQLite looks for
    # each new record whether a version named it before, through all versions there are.
    numbers = _records(connection, one, found, added)
    source = _source(connection, one, event, added)
    files = _files(connection, one, found, told, event, added)
    first = next_number(connection, "versions")
    versions = (
        (number, source, step.id or one.ids[step.position], step.number, step.name,
         numbers[step.position], files[one.files[step.position]], one.rows[step.position],
         one.notes[step.position], event)
        for number, step in enumerate(found.steps, first)
    )  # fmt: skip
    insert(connection, "versions", versions, added, first)
    first = next_number(connection, "ledger")
    ledger = (
        (number, entry.kind, source, files[entry.file], entry.row, entry.id,
         None if entry.record is None else numbers[entry.record], entry.body, entry.sha256, event)
        for number, entry in enumerate(told, first)
    )  # fmt: skip
    insert(connection, "ledger", ledger, added, first)
    return added


def _unknown(connection: Connection, one: Incoming, found: Merge) -> list[Entry]:
    """What the ledger does not have yet."""
    told = [*entries(one), *(duplicate_of(one, *same) for same in found.elsewhere)]
    rows = ((position, entry.sha256) for position, entry in enumerate(told))
    connection.stage("told", {"n": "INTEGER PRIMARY KEY", "sha256": "BLOB"}, rows)
    new = connection.execute(
        "SELECT n FROM told t WHERE NOT EXISTS "
        "(SELECT 1 FROM ledger l WHERE l.sha256 = t.sha256) ORDER BY n"
    ).fetchall()
    connection.unstage("told")
    return [told[position] for (position,) in new]


def _source(connection: Connection, one: Incoming, event: int, added: Added) -> int:
    known = source_number(connection, one.source)
    if known is not None:
        return known
    number = next_number(connection, "sources")
    insert(connection, "sources", [(number, one.source, event)], added, number)
    return number


def _files(
    connection: Connection,
    one: Incoming,
    found: Merge,
    told: Sequence[Entry],
    event: int,
    added: Added,
) -> dict[int, int]:
    """Numbers of the files that something is taken from, by their position."""
    used = {one.files[step.position] for step in found.steps} | {entry.file for entry in told}
    first = next_number(connection, "files")
    numbers: dict[int, int] = {}
    rows: dict[tuple[str, str], tuple[Any, ...]] = {}
    for position in sorted(used):
        report, name = one.intake.files[position], one.name_of(position)
        same = (report.sha256, name)
        known = connection.execute(
            "SELECT file FROM files WHERE sha256 = ? AND name = ?", same
        ).fetchone()
        if known is not None:
            numbers[position] = int(known[0])
        elif same in rows:
            numbers[position] = rows[same][0]
        else:
            numbers[position] = first + len(rows)
            rows[same] = (numbers[position], name, one.paths[position], report.sha256,
                          report.format, one.sizes[position], event)  # fmt: skip
    insert(connection, "files", rows.values(), added, first)
    return numbers


def _records(connection: Connection, one: Incoming, found: Merge, added: Added) -> list[int | None]:
    """Numbers of all records that came in; those that are new are put in."""
    numbers, kept = list(found.records), one.records
    new = [step.position for step in found.steps if found.records[step.position] is None]
    first = next_number(connection, "records")
    for number, position in enumerate(new, first):
        numbers[position] = number
    rows = (
        (numbers[position], kept.digests[position], kept.texts[position], kept.shapes[position])
        for position in new
    )
    insert(connection, "records", rows, added, first)
    return numbers


def insert(
    connection: Connection,
    table: str,
    rows: Iterable[tuple[Any, ...]],
    added: Added,
    first: int,
) -> None:
    """Put in rows, whose numbers begin with ``first``, and keep their range and seal."""
    seal, rest = Seal(table), iter(rows)
    while part := list(itertools.islice(rest, _CHUNK)):
        connection.put(table, part)
        if table == "ledger":  # JSON has no bytes
            part = [(*row[:8], row[8].hex().upper(), row[9]) for row in part]
        seal.add(part)
    if seal.count:
        added.ranges[table] = [first, seal.count]
        added.seals[table] = seal.hexdigest()
