"""What is new: records that are about to come in, compared with those that are there.

All of them in one query; nothing is looked up row by row.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from layers.store.dialect import Connection
from layers.store.incoming import Incoming

__all__ = ["Merge", "Step", "gone_from", "merge", "source_number"]

_COMPARE = """
SELECT r.record, v.number, v.record, v.name,
    CASE WHEN v.version IS NULL THEN
        EXISTS (SELECT 1 FROM versions o WHERE o.id = i.id)
        OR EXISTS (SELECT 1 FROM versions o WHERE o.name = i.id AND o.name <> o.id)
    END,
    CASE WHEN v.version IS NULL AND r.record IS NOT NULL THEN
        (SELECT s.name FROM versions o JOIN sources s ON s.source = o.source
         WHERE o.id = i.id AND o.record = r.record AND o.number =
             (SELECT max(w.number) FROM versions w WHERE w.id = o.id AND w.source = o.source)
         ORDER BY o.version LIMIT 1)
    END
FROM incoming i
LEFT JOIN records r ON r.sha256 = i.sha256
LEFT JOIN versions v ON v.version =
    (SELECT w.version FROM versions w WHERE w.id = i.id AND w.source = :source
     ORDER BY w.number DESC LIMIT 1)
ORDER BY i.n
"""


class Step(NamedTuple):
    """A version to be added: of the record at ``position`` of an `Incoming`.

    ``id`` is what the source calls it, where that is another than what the row came with.
    """

    position: int
    number: int
    name: str
    id: str = ""


@dataclass
class Merge:
    """What became of the records: ``records`` are their numbers, None for new ones.

    ``elsewhere``: records (positions) that another source (its name) has, word for word;
    ``renamed``: ids that another source uses for something else, and their names here;
    ``followed``: ids of earlier rows, and the records (positions) that these became.
    """

    records: list[int | None] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    unchanged: int = 0
    elsewhere: list[tuple[int, str]] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)
    followed: dict[str, int] = field(default_factory=dict)


def source_number(connection: Connection, name: str) -> int | None:
    """The number of a source; None for one that nothing came from so far."""
    found = connection.execute("SELECT source FROM sources WHERE name = ?", (name,)).fetchone()
    return None if found is None else int(found[0])


def merge(connection: Connection, one: Incoming) -> Merge:
    """Compare what comes in with the current versions of its source, and with other sources.

    The same id of the same source with other content is its next version. The same record from
    another source is a duplicate; the same id with another content is kept under a name of its own.
    """
    result = Merge()
    source = source_number(connection, one.source)
    rows = zip(range(len(one.ids)), one.ids, one.records.digests, strict=True)
    columns = {"n": "INTEGER PRIMARY KEY", "id": "TEXT", "sha256": "BLOB"}
    connection.stage("incoming", columns, rows)
    found = connection.execute(_COMPARE, {"source": -1 if source is None else source})
    names: set[str] = set()  # in use, once one has to be made
    for position, (record, number, current, name, taken, other) in enumerate(found):
        result.records.append(record)
        if number is not None:
            if record == current:
                result.unchanged += 1
            else:
                result.steps.append(Step(position, number + 1, name))
        elif other is not None:
            result.elsewhere.append((position, other))
        else:
            given = one.ids[position]
            if taken:
                names = names or set(one.ids)
                name = _free_name(connection, f"{given}@{one.source}", names)
                names.add(name)
                result.renamed.append((given, name))
            result.steps.append(Step(position, 1, name if taken else given))
    connection.unstage("incoming")
    return result


def _free_name(connection: Connection, wish: str, names: set[str]) -> str:
    """A name that is neither among ``names`` nor in the store."""
    name, count = wish, 1
    while (
        name in names
        or connection.execute(
            "SELECT 1 FROM versions WHERE id = :name OR (name = :name AND name <> id)",
            {"name": name},
        ).fetchone()
    ):
        count += 1
        name = f"{wish} ({count})"
    return name


def gone_from(connection: Connection, one: Incoming) -> list[str]:
    """Ids of records of a source that are in none of its files any more, sorted."""
    source = source_number(connection, one.source)
    if source is None:
        return []
    there = connection.execute("SELECT DISTINCT id FROM versions WHERE source = ?", (source,))
    return sorted({name for (name,) in there} - one.present())
