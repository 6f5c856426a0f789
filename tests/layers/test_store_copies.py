"""Backups while somebody writes, and stores of an older schema."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from store_rows import count, put_rows, rows

import kordon
from geo.errors import OutputError, StoreError
from layers.store.copies import backup, migrate
from layers.store.database import opened
from layers.store.schema_files import Script, scripts, statements
from layers.store.verifying import verify

NOW = scripts()[-1].number
NEXT = Script(NOW + 1, "-- A word of each import.\nCREATE TABLE words (word TEXT) STRICT;\n")
MORE = (*scripts(), NEXT)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    store = tmp_path / "kordon.db"
    put_rows(store, rows(20))
    return store


def test_a_backup_is_a_store(store: Path, tmp_path: Path) -> None:
    """Also while another one is in the middle of writing: then without that."""
    with opened(store, write=True) as busy:
        busy.execute("BEGIN IMMEDIATE")
        busy.execute("INSERT INTO sources VALUES (9, 'x', 1)")
        head = backup(store, tmp_path / "copy.db")
        busy.execute("ROLLBACK")
    assert head == kordon.Store(store).head
    assert verify(tmp_path / "copy.db", head=head).ok
    assert put_rows(tmp_path / "copy.db", rows(20)).unchanged == 20
    assert sorted(p.name for p in tmp_path.iterdir() if "-" not in p.name) == [
        "copy.db", "kordon.db",
    ]  # fmt: skip


def test_a_backup_replaces_nothing_unasked(store: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_text("precious", "utf-8")
    with pytest.raises(OutputError, match="exists already"):
        backup(store, copy)
    assert copy.read_text("utf-8") == "precious"
    backup(store, copy, overwrite=True)
    assert verify(copy).ok
    with pytest.raises(OutputError, match="same file as the input"):
        backup(store, store, overwrite=True)
    with pytest.raises(StoreError, match="there is no store"):
        backup(tmp_path / "none.db", tmp_path / "more.db")


def test_an_older_schema_goes_forward_with_a_backup(store: Path) -> None:
    with (
        pytest.raises(StoreError, match=rf"has schema {NOW}.*kordon store migrate"),
        opened(store, known=MORE),
    ):
        pass
    (copy,) = migrate(store, known=MORE)
    assert copy.name == f"kordon.db.schema{NOW}.backup"
    assert verify(copy).ok
    found = verify(store, known=MORE)
    assert found.problems == ()
    with opened(store, known=MORE) as connection:
        (last,) = connection.execute("SELECT kind FROM events ORDER BY event DESC LIMIT 1")
        assert last == ("migrated",)
    assert migrate(store, known=MORE) == []
    with pytest.raises(StoreError, match=rf"schema {NOW + 1}, which this Kordon does not know"):
        put_rows(store, rows(1))


def test_a_migration_that_fails_changes_nothing(store: Path) -> None:
    """Whole or not at all; the backup of the first try is not overwritten by the second."""
    twice = "CREATE TABLE words (word TEXT);\nCREATE TABLE words (x);\n"
    broken = (*scripts(), Script(NOW + 1, twice))
    before = kordon.Store(store).head
    for _ in range(2):
        with pytest.raises(StoreError, match="was not changed"):
            migrate(store, known=broken)
    assert kordon.Store(store).head == before
    assert verify(store).ok
    names = sorted(p.name for p in store.parent.glob("*.backup*"))
    first = f"kordon.db.schema{NOW}.backup"
    assert names == [first, f"{first}2"]


def test_an_altered_store_does_not_go_forward(store: Path) -> None:
    connection = sqlite3.connect(store)
    connection.execute("DROP TRIGGER files_kept")
    connection.close()
    with pytest.raises(StoreError, match="trigger 'files_kept' is missing"):
        migrate(store, known=MORE)
    assert list(store.parent.glob("*.backup")) == []


def test_a_full_disk_leaves_the_store_as_it_was(store: Path) -> None:
    """SQLite's own limit of pages stands in for the disk; nothing of the import is there."""
    from layers.store import database

    connect = database.connect

    def narrow(path: Path, *, create: bool = False) -> sqlite3.Connection:
        connection = connect(path, create=create)
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        return connection

    before = verify(store)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "connect", narrow)
        with pytest.raises(StoreError, match="the disk is full"):
            put_rows(store, rows(500), "b.csv")
    after = verify(store)
    assert (after.problems, after.head, after.rows) == ((), before.head, before.rows)
    assert put_rows(store, rows(500), "b.csv").new == 480
    assert count(store, "sources") == 2


def test_scripts_are_divided_into_statements() -> None:
    """A semicolon in a comment, a text or a trigger divides nothing."""
    found = list(statements(scripts()[0].text))
    assert sum("CREATE TRIGGER" in one for one in found) == 12
    assert sum("CREATE TABLE" in one for one in found) == 6
    assert [script.number for script in scripts()] == list(range(1, len(scripts()) + 1))
