"""Rows that came without an id and were changed: of which earlier ones they are the next version.

Such a row is known by what it says, so that a changed one comes under another id, and the earlier
one is gone from its source: both would be counted. See docs/decisions/0023.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from layers.store.dialect import Connection
from layers.store.incoming import Incoming
from layers.store.merging import Merge, Step, source_number

__all__ = ["follow", "is_made"]

_MADE: Final = re.compile(r"k-[0-9a-f]{12}")
#: The last versions of rows of a source that are in none of its files, by ids that Kordon made.
_GONE: Final = """
SELECT v.id, v.number, v.name, v.record, r.json
FROM versions v JOIN records r ON r.record = v.record
WHERE v.source = ? AND v.id LIKE 'k-____________'
    AND NOT EXISTS (SELECT 1 FROM present p WHERE p.id = v.id)
    AND v.number = (SELECT max(w.number) FROM versions w WHERE w.id = v.id AND w.source = v.source)
ORDER BY v.version
"""
#: Which of some records are what another source says now, and its name.
_ELSEWHERE: Final = """
SELECT v.record, s.name FROM told t JOIN versions v ON v.record = t.record
JOIN sources s ON s.source = v.source
WHERE v.source <> ?
    AND v.number = (SELECT max(w.number) FROM versions w WHERE w.id = v.id AND w.source = v.source)
ORDER BY v.version DESC
"""
#: What a report is known by where nothing else is: all of it the same, or it is another.
_SAME_EVENT: Final = ("layer", "category", "date_start", "place", "latitude", "longitude",
                      "source_title")  # fmt: skip


class _Gone(NamedTuple):
    """A row that is gone: its id, last version, name and record, and what it said."""

    id: str
    number: int
    name: str
    record: int
    said: dict[str, Any]


def is_made(name: str) -> bool:
    """Whether an id is one that Kordon makes of a row's content."""
    return _MADE.fullmatch(name) is not None


def follow(connection: Connection, one: Incoming, found: Merge) -> Merge:
    """Let changed rows without an id be versions of the rows they were, where that is sure.

    Sure is: the same link and layer, and the same date or place; or the same layer, category, date,
    place and source, whatever else was changed; of one row only on either side.
    """
    source = source_number(connection, one.source)
    new = [
        step
        for step in found.steps
        if step.number == 1 and step.name == one.ids[step.position] and is_made(step.name)
    ]
    if not new:
        return found
    known = -1 if source is None else source
    elsewhere = _elsewhere(connection, found, new, known)
    gone = [] if source is None else _gone(connection, one, source)
    followed: dict[int, _Gone] = {}
    again = {row.record: row for row in gone}
    for step in new:
        record = found.records[step.position]
        if record is not None and record in again:
            followed[step.position] = again[record]
    for way in (_by_link, _by_event):
        taken = {row.id for row in followed.values()}
        left = [row for row in gone if row.id not in taken]
        steps = [s for s in new if s.position not in followed and s.position not in elsewhere]
        said = [json.loads(one.records.texts[step.position]) for step in steps] if left else []
        for at, row in way(said, left):
            followed[steps[at].position] = row
    return _with(found, followed, elsewhere)


def _with(found: Merge, followed: dict[int, _Gone], elsewhere: dict[int, str]) -> Merge:
    steps = []
    for step in found.steps:
        row = followed.get(step.position)
        if row is not None and found.records[step.position] == row.record:
            found.unchanged += 1
        elif row is not None:
            steps.append(Step(step.position, row.number + 1, row.name, row.id))
        elif step.position in elsewhere:
            found.elsewhere.append((step.position, elsewhere[step.position]))
        else:
            steps.append(step)
    found.steps = steps
    found.followed = {row.id: position for position, row in followed.items()}
    return found


def _gone(connection: Connection, one: Incoming, source: int) -> list[_Gone]:
    connection.stage("present", {"id": "TEXT PRIMARY KEY"}, ((name,) for name in one.present()))
    rows = connection.execute(_GONE, (source,)).fetchall()
    connection.unstage("present")
    return [_Gone(name, number, called, record, _said(text))
            for name, number, called, record, text in rows if is_made(name)]  # fmt: skip


def _said(text: str) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except ValueError:  # altered: `kordon store verify` says so
        return {}
    return said if isinstance(said, dict) else {}


def _elsewhere(
    connection: Connection, found: Merge, new: Sequence[Step], source: int
) -> dict[int, str]:
    """Positions of records that another source has under an id that they had before."""
    there = {found.records[step.position]: step.position for step in new}
    there.pop(None, None)
    if not there:
        return {}
    connection.stage("told", {"record": "INTEGER PRIMARY KEY"}, ((record,) for record in there))
    rows = connection.execute(_ELSEWHERE, (source,)).fetchall()
    connection.unstage("told")
    return {there[record]: name for record, name in rows}


_Key = Callable[[dict[str, Any]], Any]


def _by_link(new: Sequence[dict[str, Any]], gone: Sequence[_Gone]) -> Iterator[tuple[int, _Gone]]:
    """The same link and layer, and the same date or place."""
    for at, row in _pairs(new, gone, _link):
        one, other = new[at], row.said
        if any(
            one.get(names[0]) is not None and all(one.get(n) == other.get(n) for n in names)
            for names in (("date_start",), ("place",), ("latitude", "longitude"))
        ):
            yield at, row


def _by_event(new: Sequence[dict[str, Any]], gone: Sequence[_Gone]) -> Iterator[tuple[int, _Gone]]:
    """The same layer, category, date, place and source."""
    yield from _pairs(new, gone, _event)


def _link(said: dict[str, Any]) -> Any:
    url = said.get("source_url")
    return (url, said.get("layer")) if url else None


def _event(said: dict[str, Any]) -> Any:
    placed = said.get("place") is not None or said.get("latitude") is not None
    dated = said.get("date_start") is not None
    return tuple(map(said.get, _SAME_EVENT)) if placed and dated else None


def _pairs(
    new: Sequence[dict[str, Any]], gone: Sequence[_Gone], key: _Key
) -> Iterator[tuple[int, _Gone]]:
    """Of those that only one on each side has a key of: its place among the new, and the gone."""
    of_new, of_gone = _alone(map(key, new)), _alone(key(row.said) for row in gone)
    for told, at in of_new.items():
        if told in of_gone:
            yield at, gone[of_gone[told]]


def _alone(keys: Iterable[Any]) -> dict[Any, int]:
    """Where each key stands that stands once."""
    found: dict[Any, int] = {}
    twice = set()
    for at, key in enumerate(keys):
        if key is not None and found.setdefault(key, at) != at:
            twice.add(key)
    return {key: at for key, at in found.items() if key not in twice}
