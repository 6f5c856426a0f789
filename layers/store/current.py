"""The current records of a store as one raw table, to be read like that of any file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from geo.errors import StoreError
from geo.foreign.tables import RefusalError
from geo.foreign.wkb import check_depth
from layers.checking.sheet import RawTable
from layers.record import FIELDS
from layers.store.address import shown
from layers.store.canonical import OWN, UNUSED
from layers.store.chain import head_of
from layers.store.database import PathLike, opened

__all__ = ["Current", "Origin", "came_in", "current", "lasting_digests"]

#: The last version of every id of every source, in the order in which they came.
_CURRENT: Final = """
SELECT r.json, r.wkb, v.name, v.id, v.source, v.file, v.row, v.notes
FROM versions v JOIN records r ON r.record = v.record
WHERE v.number = (SELECT max(w.number) FROM versions w WHERE w.id = v.id AND w.source = v.source)
ORDER BY v.version
"""
#: When the last version of each came in.
_CAME: Final = """
SELECT v.name, e.at FROM versions v JOIN events e ON e.event = v.event
WHERE v.number = (SELECT max(w.number) FROM versions w WHERE w.id = v.id AND w.source = v.source)
"""
_LAST_CHANGE: Final = "SELECT event FROM versions ORDER BY version DESC LIMIT 1"
_SINCE: Final = "SELECT sha256 FROM events WHERE event >= ? ORDER BY event DESC"
_TEXT = pa.large_string()
_POINT: Final = b"\x01\x01\x00\x00\x00"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record of a store was read: file (its name), row (from 1), and what was found."""

    file: str
    row: int
    notes: str | None


@dataclass(frozen=True)
class Current:
    """Current records of a store as of an event: ``head`` is its SHA-256, ``event`` its number.

    ``mapping`` (column -> field, or "" for a column of its own) says how ``raw`` is to be read;
    ``origins`` has one value for each row.
    """

    head: str
    event: int
    raw: RawTable
    mapping: Mapping[str, str]
    origins: Sequence[Origin]


def lasting_digests(path: PathLike) -> tuple[str, ...]:
    """SHA-256 of each event since which the current records are what they are, the last one first.

    What adds no version (groups of doubles, a migration, the same content again) leaves them so.
    Raises `StoreError`.
    """
    with opened(path) as connection:
        last = connection.execute(_LAST_CHANGE).fetchone()
        found = connection.execute(_SINCE, (0 if last is None else last[0],)).fetchall()
    return tuple(digest for (digest,) in found) or ("",)


def came_in(path: PathLike) -> dict[str, str]:
    """When the current version of each record came into a store: id -> ISO 8601, UTC.

    Raises `StoreError`.
    """
    with opened(path) as connection:
        return dict(connection.execute(_CAME).fetchall())


def current(path: PathLike) -> Current:
    """The current records of a store. Raises `StoreError`."""
    with opened(path) as connection:
        connection.at_one_moment()
        head = head_of(connection)
        files = dict(connection.execute("SELECT file, name FROM files").fetchall())
        renamed = {
            (source, given): name
            for source, given, name in connection.execute(
                "SELECT DISTINCT source, id, name FROM versions WHERE name <> id"
            )
        }
        rows = connection.execute(_CURRENT).fetchall()
    if head is None:
        raise StoreError(f"{shown(path)} holds no event, not even that it was made")
    try:
        records = _records(rows)
        _follow(records, rows, renamed)
        return Current(
            head.sha256,
            head.number,
            *_table(records, [row[1] for row in rows]),
            [Origin(files.get(row[5], ""), row[6], row[7]) for row in rows],
        )
    except (ValueError, TypeError, AttributeError, RecursionError, RefusalError) as error:
        raise StoreError(
            f"{shown(path)} holds a record that is none ({error}): `kordon store verify` "
            "tells which; use a backup"
        ) from error


def _records(rows: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    text = f"[{','.join(row[0] for row in rows)}]"
    # Numbers stay as they are written.
    records: list[dict[str, Any]] = json.loads(text, parse_float=str, parse_int=str)
    if len(records) != len(rows):
        raise ValueError("a text that is several")
    for record, row in zip(records, rows, strict=True):
        record["id"] = row[2]
        record.pop(UNUSED, None)  # it is in the notes
    return records


def _follow(
    records: Sequence[dict[str, Any]],
    rows: Sequence[Sequence[Any]],
    renamed: Mapping[tuple[int, str], str],
) -> None:
    """Let a record supersede the one of its own source, where that has another name here."""
    for record, row in zip(records, rows, strict=True) if renamed else ():
        earlier = record.get("supersedes")
        if earlier is not None and (row[4], earlier) in renamed:
            record["supersedes"] = renamed[row[4], earlier]


def _table(
    records: Sequence[dict[str, Any]], shapes: Sequence[bytes | None]
) -> tuple[RawTable, dict[str, str]]:
    used = dict.fromkeys(name for record in records for name in record)
    fields = [field.name for field in FIELDS if field.name in used]
    own = sorted(name for name in used if name.startswith(OWN))
    columns = {
        name.removeprefix(OWN): pa.array([record.get(name) for record in records], _TEXT)
        for name in (*fields, *own)
    }
    numeric = frozenset(f.name for f in FIELDS if f.type == "number" and f.name in used)
    mapping = {name: name for name in fields} | {name.removeprefix(OWN): "" for name in own}
    raw = RawTable(columns, len(records), _geometry(shapes), numeric=numeric)
    return raw, mapping


def _geometry(shapes: Sequence[bytes | None]) -> pa.Array | None:
    """Lines and areas; the place of a point is in its columns."""
    lines = [None if shape is None or shape.startswith(_POINT) else shape for shape in shapes]
    for line in lines:
        if line is not None:
            check_depth(line)
    return pa.array(lines, pa.large_binary()) if any(lines) else None
