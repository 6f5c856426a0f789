"""What became of a record: every version with who, when, which file and which row."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import shapely

from geo.errors import InputError, StoreError
from layers.store.address import shown
from layers.store.chain import Event, events
from layers.store.database import PathLike, opened
from layers.store.dialect import Connection

__all__ = ["Change", "LedgerEntry", "Version", "events_of", "history"]

_VERSIONS: Final = """
SELECT s.name, v.id, v.name, v.number, v.event, e.at, e.body, f.name, f.path, f.sha256, v.row,
    v.notes, r.json, r.wkb
FROM versions v
JOIN records r ON r.record = v.record
JOIN files f ON f.file = v.file
JOIN sources s ON s.source = v.source
JOIN events e ON e.event = v.event
WHERE v.id = :id OR (v.name = :id AND v.name <> v.id)
ORDER BY v.source, v.number
"""
_LEDGER: Final = """
SELECT s.name, l.kind, l.event, e.at, f.name, l.row, l.body
FROM ledger l
JOIN files f ON f.file = l.file
JOIN sources s ON s.source = l.source
JOIN events e ON e.event = l.event
WHERE l.id = :id
ORDER BY l.entry
"""

_POINT: Final = b"\x01\x01\x00\x00\x00"


@dataclass(frozen=True, slots=True)
class Change:
    """A field that a version says otherwise than the one before; None where it says nothing."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version of a record: what it says, and who brought it when, from which row.

    ``name`` is its id in the store, ``id`` the one in its source; ``at`` is a moment in UTC;
    ``sha256`` that of the file. ``changes``: against the version before, none for the first.
    """

    source: str
    id: str
    name: str
    number: int
    event: int
    at: str
    who: str
    file: str
    path: str
    sha256: str
    row: int
    notes: str | None
    record: Mapping[str, Any]
    changes: tuple[Change, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        told = {name: getattr(self, name) for name in self.__dataclass_fields__}
        told["record"] = dict(self.record)
        told["changes"] = [
            {"field": one.name, "from": one.before, "to": one.after} for one in self.changes
        ]
        return told


@dataclass(frozen=True, kw_only=True)
class LedgerEntry:
    """What the ledger says of a row of that id: repair, note, set_aside or duplicate."""

    source: str
    kind: str
    event: int
    at: str
    file: str
    row: int
    told: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def history(path: PathLike, id_: str) -> tuple[list[Version], list[LedgerEntry]]:
    """All versions of the records with an id, by source and in their order, and ledger entries.

    Raises InputError when nothing in the store has that id, and `StoreError`.
    """
    with opened(path) as connection:
        connection.at_one_moment()
        rows = connection.execute(_VERSIONS, {"id": id_}).fetchall()
        ids = sorted({id_, *(row[1] for row in rows)})
        told = [entry for one in ids for entry in _entries(connection, one)]
        near = [] if rows or told else _near(connection, id_)
    if not rows and not told:
        name = shown(path)
        hint = f"there are {', '.join(near)}" if near else ""
        hint = hint or f"`kordon store export --store {name}` writes all it has"
        raise InputError(f"{name} has no record {id_!r}; {hint}")
    try:
        versions: list[Version] = []
        for row in rows:
            before = versions[-1] if versions and versions[-1].number == row[3] - 1 else None
            versions.append(_version(row, before))
        return versions, told
    except (ValueError, TypeError, AttributeError, shapely.errors.GEOSException) as error:
        raise StoreError(
            f"{shown(path)} holds a version that is none ({error}): `kordon store verify` "
            "tells which; use a backup"
        ) from error


def events_of(path: PathLike) -> list[Event]:
    """Everything that was done with a store, in order. Raises `StoreError`."""
    with opened(path) as connection:
        return list(events(connection))


def _version(row: tuple[Any, ...], before: Version | None) -> Version:
    (source, id_, name, number, event, at, body, file, path, digest, row_number, notes, text,
     shape) = row  # fmt: skip
    record: dict[str, Any] = json.loads(text)
    if shape is not None and not shape.startswith(_POINT):
        record["geometry"] = shapely.to_wkt(shapely.from_wkb(shape), rounding_precision=-1)
    changes: tuple[Change, ...] = ()
    if before is not None:
        names = sorted(record.keys() | before.record.keys())
        changes = tuple(
            Change(one, before.record.get(one), record.get(one))
            for one in names
            if before.record.get(one) != record.get(one)
        )
    return Version(
        source=source,
        id=id_,
        name=name,
        number=number,
        event=event,
        at=at,
        who=str(json.loads(body).get("who", "")),
        file=file,
        path=path,
        sha256=digest,
        row=row_number,
        notes=notes,
        record=record,
        changes=changes,
    )


def _entries(connection: Connection, id_: str) -> list[LedgerEntry]:
    found = []
    for source, kind, event, at, file, row, body in connection.execute(_LEDGER, {"id": id_}):
        try:
            told = json.loads(body)
        except ValueError:  # altered: the seal says so
            told = {}
        found.append(
            LedgerEntry(source=source, kind=kind, event=event, at=at, file=file, row=row, told=told)
        )
    return found


def _near(connection: Connection, id_: str) -> list[str]:
    """A few ids that begin as this one does."""
    for length in range(len(id_), 0, -1):
        start = id_[:length]
        found = connection.execute(
            "SELECT DISTINCT id FROM versions WHERE id >= ? AND id < ? ORDER BY id LIMIT 3",
            (start, f"{start}\U0010ffff"),
        ).fetchall()
        if found:
            return [name for (name,) in found]
    return []
