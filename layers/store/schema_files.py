"""The schemas of a store: one SQL file each, and how a store's own is compared with them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

__all__ = ["Layout", "Script", "differences", "layout", "scripts", "statements", "wanted"]

#: What a database holds: (kind, name) -> how it was made.
Layout = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Script:
    """What leads from the schema before to schema ``number``."""

    number: int
    text: str


@cache
def scripts() -> tuple[Script, ...]:
    """All schemas in their order, 1, 2, 3 ..., from the files in ``layers/store/schema``."""
    folder = resources.files("layers.store").joinpath("schema")
    names = sorted(one.name for one in folder.iterdir() if one.name.endswith(".sql"))
    return tuple(
        Script(int(name.removesuffix(".sql")), folder.joinpath(name).read_text("utf-8"))
        for name in names
    )


def statements(text: str) -> Iterator[str]:
    """The statements of a script; a trigger is one, whatever stands in it."""
    part = ""
    for line in text.splitlines(keepends=True):
        part += line
        if sqlite3.complete_statement(part):
            yield part.strip()
            part = ""


def differences(wanted: Layout, found: Layout) -> list[str]:
    """How tables, indexes and triggers of a store differ from those of its schema."""
    changes = [f"{kind} {name!r} is missing" for kind, name in wanted.keys() - found.keys()]
    changes += [f"{kind} {name!r} was added" for kind, name in found.keys() - wanted.keys()]
    changes += [
        f"{kind} {name!r} is another one"
        for kind, name in wanted.keys() & found.keys()
        if wanted[kind, name] != found[kind, name]
    ]
    return sorted(changes)


@cache
def wanted(
    known: tuple[Script, ...], read: Callable[[sqlite3.Connection], Layout] | None = None
) -> Layout:
    """What a store holds that was made by these scripts, as ``read`` tells it (`layout`)."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        for script in known:
            for statement in statements(script.text):
                connection.execute(statement)
        return (read or layout)(connection)
    finally:
        connection.close()


def layout(connection: sqlite3.Connection) -> Layout:
    """What an SQLite file holds, each with the statement that made it."""
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master")
    return {(kind, name): f"{table}: {sql}" for kind, name, table, sql in rows}
