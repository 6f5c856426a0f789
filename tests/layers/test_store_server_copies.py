"""Stores on a server: copies, older schemas, and what is said where something is missing."""

from __future__ import annotations

import builtins
import socket
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from postgres import PASSWORD, Server
from store_rows import put_rows, rows

import kordon
from geo.errors import ArgumentError, MissingExtraError, OutputError, StoreError
from layers.store import database, schema_files
from layers.store.address import address_of
from layers.store.copies import backup, migrate
from layers.store.database import opened
from layers.store.postgres_sql import defined
from layers.store.schema_files import Script, scripts
from layers.store.verifying import verify

NOW = scripts()[-1].number
NEXT = Script(NOW + 1, "-- A word of each import.\nCREATE TABLE words (word TEXT) STRICT;\n")
MORE = (*scripts(), NEXT)


@pytest.fixture
def store(server: Server) -> str:
    address = server.address()
    put_rows(address, [*rows(20), {"id": "x", "latitude": "52,5"}, {"id": "bad", "layer": "?"}])
    put_rows(address, rows(5, description="Again."))
    return address


def schema(address: str) -> str:
    return address_of(address).schema


def test_a_backup_is_a_file(store: str, server: Server, tmp_path: Path) -> None:
    """A store in which everything is, which goes on by itself, and back to a server."""
    copy = tmp_path / "copy.db"
    head = backup(store, copy)
    assert head == kordon.Store(store).head
    assert verify(copy, head=head) == verify(store, head=head)
    assert verify(copy).ok
    there, here = (kordon.Store(one).sightings.to_json(default=str) for one in (store, copy))
    assert here == there
    assert put_rows(copy, rows(21)).new == 1
    assert sorted(path.name for path in tmp_path.iterdir() if "-" not in path.name) == ["copy.db"]
    with pytest.raises(OutputError, match="exists already"):
        backup(store, copy)
    back = server.address()
    assert backup(copy, back) == kordon.Store(copy).head
    assert verify(back, head=head).since == 1
    assert put_rows(back, rows(22)).new == 1
    again = server.address()
    assert backup(back, again) == kordon.Store(back).head
    with pytest.raises(OutputError, match="a store is never replaced") as said:
        backup(copy, again, overwrite=True)
    assert PASSWORD not in str(said.value)
    assert verify(again).ok


def test_a_backup_beside_who_writes(store: str, tmp_path: Path) -> None:
    """It waits for nobody, and has nothing by halves."""
    head = kordon.Store(store).head
    with opened(store, write=True) as busy:
        busy.begin("", lambda _: None, 0)
        busy.execute("INSERT INTO sources VALUES (9, 'x', 1)")
        assert backup(store, tmp_path / "copy.db") == head
        busy.execute("ROLLBACK")
    assert verify(tmp_path / "copy.db").ok


def test_a_backup_that_cannot_be_written(store: str, tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        backup(store, tmp_path / "none" / "copy.db")
    assert list(tmp_path.iterdir()) == []


def test_an_older_schema_goes_forward(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a file: with a backup before, which is one."""
    monkeypatch.chdir(tmp_path)
    address = server.address()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "scripts", lambda: schema_files.scripts()[:1])
        put_rows(address, rows(20))
    before = verify(address)
    with pytest.raises(StoreError, match=r"has schema 1.*kordon store migrate") as said:
        put_rows(address, rows(1))
    assert PASSWORD not in str(said.value)
    (copy,) = migrate(address)
    assert copy.name == f"sightings.{schema(address)}.schema1.backup"
    assert verify(copy) == before
    after = verify(address, head=before.head)
    assert (after.problems, after.since, after.rows) == ((), 1, before.rows + 1)
    assert migrate(address) == []
    assert len(migrate(address, known=MORE)) == 1
    assert verify(address, known=MORE).ok
    for newer in (lambda: put_rows(address, rows(1)), lambda: migrate(address)):
        with pytest.raises(StoreError, match=rf"schema {NOW + 1}, which this Kordon does not know"):
            newer()


def test_a_migration_that_fails_changes_nothing(
    store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    twice = "CREATE TABLE words (word TEXT);\nCREATE TABLE words (x TEXT);\n"
    before = verify(store)
    with pytest.raises(StoreError, match=r"was not changed.*already exists"):
        migrate(store, known=(*scripts(), Script(NOW + 1, twice)))
    assert verify(store) == before


def test_what_has_no_translation_is_refused() -> None:
    """Rather than made otherwise than it is meant; all that is shipped has one."""
    with pytest.raises(ValueError, match="without a translation"):
        defined("CREATE TRIGGER x AFTER INSERT ON files BEGIN SELECT 1; END;")
    with pytest.raises(ValueError, match="without a translation"):
        defined("DROP TABLE files;")
    for script in scripts():
        for statement in schema_files.statements(script.text):
            assert "STRICT" not in defined(statement)


def test_without_postgis_and_with_it_later(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It works without; the geometry comes when PostGIS does, and its coming changes no seal."""
    monkeypatch.chdir(tmp_path)
    server.run("CREATE DATABASE plain TEMPLATE template0 ENCODING 'UTF8'",
               "GRANT CREATE ON DATABASE plain TO anna")  # fmt: skip
    address = server.address("kordon", database="plain")
    said: list[str] = []
    head = put_rows(address, rows(3), say=said.append).head
    (word,) = said
    assert "PostGIS is not in this database" in word
    assert PASSWORD not in word
    assert verify(address, head=head).ok
    server.run("CREATE EXTENSION postgis", database="plain")
    assert migrate(address, say=said.append) == []
    assert any("geom" in word for word in said)
    (count,) = server.run(
        "SELECT count(geom) FROM records", database="plain", schema="kordon,public"
    )
    assert count == (3,)
    assert verify(address, head=head).since == 0
    assert put_rows(address, rows(4)).new == 1
    assert verify(address, head=head).ok


def refused(action: Callable[[], Any], match: str, error: type[Exception] = StoreError) -> None:
    """Raised, in words, without the password, and without a chain that shows it."""
    with pytest.raises(error, match=match) as said:
        action()
    shown: BaseException | None = said.value
    while shown is not None:
        assert PASSWORD not in str(shown)
        shown = shown.__cause__


def test_what_is_missing_is_said(server: Server, store: str, tmp_path: Path) -> None:
    def bring(address: str) -> Callable[[], Any]:
        return lambda: put_rows(address, rows(1))

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"postgresql://anna:{'x' * 9}@127.0.0.1:{free.getsockname()[1]}/x"
        refused(
            bring(nobody), r"anna@127.0.0.1.*cannot be opened.*refused; Is.*that the server runs"
        )
    refused(bring(server.address(password="wrong")), r"cannot be opened.*~/\.pgpass")
    refused(bring(server.address(database="none")), "make it with: createdb --encoding=UTF8 none")
    refused(lambda: kordon.read(server.address()), "there is no store postgresql.*kordon import")
    refused(lambda: verify(server.address()), "there is no store")
    refused(lambda: migrate(server.address()), "there is no store")
    refused(lambda: backup(server.address(), tmp_path / "x.db"), "there is no store")
    server.run("CREATE DATABASE old TEMPLATE template0 ENCODING 'LATIN1'",
               "GRANT CREATE ON DATABASE old TO anna")  # fmt: skip
    refused(bring(server.address(database="old")), "keeps text in LATIN1.*--encoding=UTF8")
    other = server.address()
    server.run(f"CREATE SCHEMA {schema(other)}", f"CREATE TABLE {schema(other)}.events (x int)")
    refused(bring(other), r"holds something else \(events\), and no store.*\?schema=NAME")
    refused(lambda: kordon.Store(other).events, "and no store of Kordon")
    refused(bring("postgresql://anna@h/x?schema=public"), "cannot be read", ArgumentError)
    server.run("CREATE ROLE boris LOGIN PASSWORD 'b'", "CREATE DATABASE closed")
    boris = server.address(schema(store), user="boris", password="b")
    refused(bring(boris), r"may not be used for this.*GRANT USAGE ON SCHEMA")
    refused(bring(server.address(database="closed")), "may not be used for this.*GRANT CREATE ON")
    server.run("ALTER DATABASE closed SET default_transaction_read_only = on")


def test_several_people_with_rights_of_their_own(server: Server, store: str) -> None:
    """Who may read and add does so, and can neither change anything nor switch triggers off."""
    name = schema(store)
    server.run("CREATE ROLE carla LOGIN PASSWORD 'c'", f"GRANT USAGE ON SCHEMA {name} TO carla",
               f"GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA {name} TO carla")  # fmt: skip
    carla = server.address(name, user="carla", password="c")
    assert put_rows(carla, rows(30)).new == 10
    assert verify(carla).ok
    with opened(carla) as connection, pytest.raises(Exception, match="permission denied"):
        connection.execute("UPDATE files SET name = 'x'")
    with opened(carla) as connection, pytest.raises(Exception, match="must be owner"):
        connection.execute("ALTER TABLE files DISABLE TRIGGER ALL")
    server.run("ALTER ROLE carla SET default_transaction_read_only = on")
    assert put_rows(carla, rows(31)).new == 1, "asked for by the import itself"


def test_a_letter_that_cannot_be_kept(store: str) -> None:
    """PostgreSQL has no NUL in texts: said, and nothing is there by halves."""
    before = verify(store)
    refused(lambda: put_rows(store, [{"id": "a\0b"}]), "the letter NUL")
    assert verify(store) == before


def test_without_the_extra(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *more: Any) -> Any:
        if name.partition(".")[0] == "psycopg":
            raise ImportError(name)
        return real(name, *more)

    for module in [name for name in sys.modules if name.startswith("layers.store.postgres")]:
        monkeypatch.delitem(sys.modules, module)
    import layers.store

    monkeypatch.delattr(layers.store, "postgres", raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    refused(lambda: kordon.read(server.address()), r"pip install 'kordon\[postgis\]'",
            MissingExtraError)  # fmt: skip


def test_the_password_from_elsewhere(
    server: Server, store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From ~/.pgpass or PGPASSWORD, over TCP and over the socket in a folder."""
    from layers.store import address as addresses

    name = schema(store)
    monkeypatch.setattr(addresses, "_PASSWORDS", {})
    bare = server.address(name, password=None)
    socket_ = f"postgresql://anna@/sightings?host={server.folder}&port={server.port}"
    socket_ += f"&schema={name}"
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))
    refused(lambda: kordon.read(bare), r"belongs into ~/\.pgpass")
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    assert kordon.read(bare).read == kordon.read(socket_).read == 21
    monkeypatch.delenv("PGPASSWORD")
    file = tmp_path / "pgpass"
    file.write_text(f"*:{server.port}:*:anna:{PASSWORD.replace(':', chr(92) + ':')}\n", "utf-8")
    file.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(file))
    assert kordon.Store(bare).head == kordon.Store(socket_).head


def test_a_file_store_is_no_server(tmp_path: Path) -> None:
    """SQLite is used without psycopg being loaded."""
    put_rows(tmp_path / "kordon.db", rows(1))
    assert isinstance(database.connect(tmp_path / "kordon.db"), sqlite3.Connection)
