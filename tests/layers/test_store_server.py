"""A store on a PostgreSQL server: the same as one in a file, for several people at once."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from postgres import PASSWORD, Server
from store_rows import TODAY, WHEN, intake_of_rows, put_rows, rows

import kordon
from geo.errors import StoreError
from layers.store import importing
from layers.store.address import address_of
from layers.store.chain import SEALED
from layers.store.database import opened, writing
from layers.store.grouping import KeptDecision, KeptGroup, Member, keep
from layers.store.importing import Hand
from layers.store.incoming import prepared
from layers.store.postgres import ServerConnection
from layers.store.schema_files import scripts
from layers.store.verifying import verify

ODD = [
    *rows(30),
    {"id": "x", "latitude": "52,5"},
    {"latitude": "", "date_start": ""},
    {"id": "L", "geometry": "LINESTRING Z (29 51.5 100, 29.3 51.600000001 120)", "own": "=1+1"},
    {"id": "Ё-ё", "place": "Мазыр %s ? :id {0} $1"},
    {"id": "'; DROP TABLE records; --", "description": 'a "quoted" \\ text\twith \x01'},
    {"id": "a", "place": "x"},
    {"id": "B", "place": "x"},
]


def fill(store: Path | str) -> str:
    """Several imports and a group of doubles at one moment; the head."""
    put_rows(store, ODD)
    put_rows(store, rows(20, description="Seen again."))
    put_rows(store, [*rows(5), {"id": "A9", "description": "Another."}], "b.csv")
    put_rows(store, rows(20, description="Seen again."))
    members = (Member(id="a", score=None, reasons="x"), Member(id="B", score=50.5, reasons="y"))
    group = KeptGroup(group="d-1", score=50, members=members, event=0, at="", who="")
    word = KeptDecision(id_a="B", id_b="a", verdict="same", said="s", event=0, at="", who="")
    event = keep(store, [group], [word], {}, Hand(who="tester", at=WHEN))
    assert event is not None
    return event.head


def told(store: Path | str) -> dict[str, Any]:
    """All that can be asked of a store."""
    one = kordon.Store(store)
    names = ["A1", "A9", "A9@b.csv", "x", "L", "Ё-ё", "'; DROP TABLE records; --", "B"]
    return {
        "events": [event.to_dict() for event in one.events],
        "history": {name: [v.to_dict() for v in one.history(name)] for name in names},
        "ledger": {name: [e.to_dict() for e in one.ledger(name)] for name in names},
        "doubles": [group.to_dict() for group in one.doubles],
        "decisions": [word.to_dict() for word in one.decisions],
        "verified": one.verify().to_dict(),
        "now": one.sightings.to_json(default=str),
    }


@pytest.fixture(scope="module")
def filled(server: Server) -> str:
    address = server.address()
    fill(address)
    return address


def schema(address: str) -> str:
    return address.rpartition("=")[2]


def test_the_same_head_as_in_a_file(filled: str, tmp_path: Path) -> None:
    """The same imports at the same moments are the same chain, and the same answers."""
    head = fill(tmp_path / "kordon.db")
    assert kordon.Store(filled).head == head
    assert told(filled) == told(tmp_path / "kordon.db")
    assert verify(filled, head=head).ok
    assert kordon.Store(filled).verify().rows > 80
    assert PASSWORD not in repr(kordon.Store(filled))


def test_the_same_files_as_in_a_file(server: Server, tmp_path: Path, examples_csv: Path) -> None:
    """Files that are really read: the examples, and again in another encoding."""
    address, file = server.address(), tmp_path / "kordon.db"
    again = tmp_path / examples_csv.name
    again.write_bytes(examples_csv.read_text("utf-8").replace("\n", "\r\n").encode("utf-16"))
    for store in (address, file):
        done = kordon.import_file(examples_csv, store, at=WHEN, who="t", today=TODAY)
        assert done.new == 150
        done = kordon.import_file(again, store, at=WHEN, who="t", today=TODAY)
        assert (done.unchanged, done.event.body["added"]) == (150, {})
    assert kordon.Store(address).head == kordon.Store(file).head
    assert (
        kordon.read(address)
        .sightings.drop(columns="geometry")
        .equals(kordon.read(file).sightings.drop(columns="geometry"))
    )


LETTERS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)
ROWS = st.lists(st.fixed_dictionaries({"id": LETTERS, "place": LETTERS}), min_size=1, max_size=5)


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=ROWS, second=ROWS)
def test_any_rows(
    first: list[dict[str, str]], second: list[dict[str, str]], server: Server,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:  # fmt: skip
    """Property: whatever the letters, the chain is that of a file."""
    file, address = tmp_path_factory.mktemp("any") / "kordon.db", server.address()
    for given_ in (first, second):
        heads = {put_rows(store, given_).head for store in (file, address)}
        assert len(heads) == 1
    assert verify(address).ok


def test_changed_rows_without_an_id(server: Server, tmp_path: Path) -> None:
    """They are versions of what they were, as in a file, and nothing again elsewhere."""
    file, address = tmp_path / "kordon.db", server.address()
    said = [{"place": "A", "description": text} for text in ("Seen.", "Seen again.", "Left.")]
    steps = [(0, "a.csv"), (1, "a.csv"), (1, "a.csv"), (1, "b.csv"), (2, "a.csv"), (0, "a.csv")]
    for which, name in steps:
        done = [put_rows(store, said[which : which + 1], name) for store in (file, address)]
        assert done[0].head == done[1].head
    assert (done[1].changed, done[1].new) == (1, 0)
    assert len(kordon.Store(address).sightings) == 1
    assert verify(address).ok


def test_rows_cannot_be_changed_or_removed(filled: str, server: Server) -> None:
    """Not by the owner of the tables either, nor by one who plays a replica, nor all at once."""
    statements = [
        "INSERT INTO sources VALUES (1, 'x', 1) ON CONFLICT (source) DO UPDATE SET name = 'y'"
    ]
    for table in (*SEALED, "events"):
        column = "json" if table == "records" else "event"
        statements += [
            f"UPDATE {table} SET {column} = NULL",
            f"DELETE FROM {table}",
            f"DELETE FROM {table} WHERE false",
            f"TRUNCATE {table} CASCADE",
        ]
    with opened(filled) as owner, server.connection(schema=schema(filled)) as mighty:
        mighty.execute("SET session_replication_role = replica")
        for statement in statements:
            for connection in (owner, mighty):
                with pytest.raises(Exception, match="rows of a store are never"):
                    connection.execute(statement)
    assert verify(filled).ok


def altered(server: Server, address: str, *statements: str) -> None:
    """Change a store as the owner of the server can, with its triggers out of the way."""
    tables = [*SEALED, "events"]
    server.run(
        *(f"ALTER TABLE {table} DISABLE TRIGGER ALL" for table in tables),
        *statements,
        *(f"ALTER TABLE {table} ENABLE TRIGGER ALL" for table in tables),
        *(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_{what}"
          for table in tables for what in ("fixed", "kept")),
        schema=schema(address),
    )  # fmt: skip


def test_every_alteration_is_named(server: Server) -> None:
    address = server.address()
    put_rows(address, [*rows(30), {"id": "x", "latitude": "52,5"}])
    put_rows(address, rows(20, description="Seen again."))
    head = kordon.Store(address).head
    altered(
        server, address,
        "UPDATE records SET json = replace(json, 'Seen.', 'Gone.') WHERE record = 3",
        "UPDATE records SET wkb = NULL WHERE record = 4",
        "UPDATE versions SET row = 99 WHERE version = 33",
        "DELETE FROM ledger",
        "UPDATE events SET body = replace(body, 'tester', 'nobody') WHERE event = 3",
        "INSERT INTO records VALUES (90, '\\x00', '{}', NULL)",
    )  # fmt: skip
    found = " | ".join(verify(address).problems)
    for words in (
        "records: row 3 (id A3 of a.csv) was altered",
        "records: row 4 (id A4 of a.csv) was altered",
        "versions: the rows 32 to 51 of event 3 are not what it sealed",
        "ledger: 1 of the rows 1 to 1 of event 2 are missing: 1",
        "event 3 (imported, 2024-06-01T12:00:00Z) was altered",
        "records: 1 rows belong to no event: 90",
    ):
        assert words in found
    altered(server, address, *(f"DELETE FROM {t} WHERE event > 1" for t in ("versions", "events")))
    assert any("its end was cut off" in one for one in verify(address, head=head).problems)


CHANGED = {
    "ALTER TABLE files DISABLE TRIGGER files_kept": "trigger 'files_kept' is another one",
    "ALTER TABLE files ENABLE TRIGGER files_kept": "trigger 'files_kept' is another one",
    "DROP TRIGGER records_fixed ON records": "trigger 'records_fixed' is missing",
    "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "'BEGIN RETURN NULL; END'": "trigger 'events_kept' is another one",
    "DROP INDEX versions_renamed": "index 'versions_renamed' is missing",
    "CREATE INDEX more ON files (path)": "index 'more' was added",
    "CREATE TABLE more (x bigint)": "table 'more' was added",
    "CREATE VIEW more AS SELECT 1": "view 'more' was added",
    "CREATE TABLE more () INHERITS (events)": "table 'events' is another one",
    "CREATE RULE more AS ON INSERT TO files DO INSTEAD NOTHING": "table 'files' is another one",
    "ALTER TABLE records ENABLE ROW LEVEL SECURITY": "table 'records' is another one",
    "ALTER TABLE ledger ADD COLUMN more text": "table 'ledger' is another one",
    "ALTER TABLE ledger ALTER COLUMN body DROP NOT NULL": "table 'ledger' is another one",
    "ALTER TABLE versions ALTER COLUMN notes TYPE text COLLATE \"en-x-icu\"":
        "table 'versions' is another one",
    "ALTER TABLE records DROP CONSTRAINT records_sha256_key": "table 'records' is another one",
    "ALTER TABLE versions DISABLE TRIGGER ALL": "trigger 'versions_fixed' is another one",
}  # fmt: skip


def test_another_schema(server: Server) -> None:
    """Said by `verify`; and nobody works with such a store."""
    address = server.address()
    put_rows(address, rows(1))
    with server.connection(schema=schema(address)) as connection:
        connection.autocommit = False
        seen = ServerConnection(connection, address_of(address))
        for statement, told_ in CHANGED.items():
            assert seen.changes(scripts()) == []
            connection.execute(statement.encode())
            assert told_ in seen.changes(scripts()), statement
            connection.rollback()
    server.run("DROP TRIGGER files_kept ON files", schema=schema(address))
    assert "trigger 'files_kept' is missing" in verify(address).problems
    with pytest.raises(StoreError, match="was altered from outside"):
        put_rows(address, rows(2))


def test_who_comes_second_waits_and_says_so(server: Server) -> None:
    address = server.address()
    put_rows(address, rows(1))
    said: list[str] = []
    waiting = threading.Event()

    def say(text: str) -> None:
        said.append(text)
        waiting.set()

    with opened(address, write=True) as first:
        first.begin("", lambda _: None, 0)
        with (
            opened(address, write=True) as third,
            pytest.raises(StoreError, match="was not free within 0 seconds"),
            writing(third, address, lambda _: None, wait_s=0),
        ):
            pass
        with (
            opened(address, write=True) as third,
            pytest.raises(StoreError, match=r"was not free within 0\.01 seconds"),
            writing(third, address, lambda _: None, wait_s=0.01),
        ):
            pass
        second = threading.Thread(target=put_rows, args=(address, rows(2)), kwargs={"say": say})
        second.start()
        assert waiting.wait(30)
        assert len(kordon.Store(address).events) == 2, "who reads does not wait"
        first.execute("ROLLBACK")
        second.join(30)
    (word,) = said
    assert word.endswith("is being written by another process; waiting for it")
    assert PASSWORD not in word
    assert "anna@127.0.0.1" in word
    assert len(kordon.Store(address).sightings) == 2


def forked(action: Any) -> int:
    """A process that does something, and ends with 0, or with 1."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    try:
        action()
        os._exit(0)
    except BaseException as error:
        os.write(2, repr(error).encode())
        os._exit(1)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks are POSIX's")
def test_several_processes_at_once(server: Server) -> None:
    """Also when there is no store yet: all that they bring is there, once."""
    address = server.address()

    def bring(name: str) -> None:
        for k in range(3):
            given_ = [*rows(50, place=f"{name}-{k}"), {"id": "all", "place": f"{k}"}]
            put_rows(address, given_, f"{name}.csv")

    children = [forked(lambda name=name: bring(name)) for name in "abc"]
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
    found = verify(address)
    assert found.problems == ()
    events = kordon.Store(address).events
    assert [event.kind for event in events].count("created") == 1
    assert len(events) == 10
    assert len(kordon.Store(address).history("A7")) == 9


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks are POSIX's")
def test_killed_imports_lose_nothing(server: Server) -> None:
    """At several moments of an import: it is there whole, or not at all; a second try completes."""
    address = server.address()
    put_rows(address, rows(10))
    before = kordon.Store(address).head
    many = prepared(intake_of_rows(rows(3_000, place="x"), "b.csv"), "b.csv", ["b.csv"])

    def bring(store: str) -> None:
        importing.put(many, store, Hand(who="tester", at=WHEN))

    begin = time.monotonic()
    os.waitpid(forked(lambda: bring(server.address())), 0)
    whole_s = time.monotonic() - begin
    for part in (0.2, 0.5, 0.7, 0.9):
        child = forked(lambda: bring(address))
        time.sleep(whole_s * part)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        found = verify(address, head=before)
        assert found.problems == ()
        assert len(kordon.Store(address).sightings) in (10, 3_010)
    bring(address)
    assert verify(address, head=before).ok
    assert len(kordon.Store(address).sightings) == 3_010


@pytest.mark.parametrize("where", ["gone_from", "append"])
def test_a_lost_connection_loses_nothing(
    where: str, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the middle of an import, and when all but its end is written."""
    address = server.address()
    put_rows(address, rows(10))
    before = verify(address)
    real = getattr(importing, where)

    def cut(connection: Any, *more: Any) -> Any:
        done = real(connection, *more)
        server.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                   "WHERE usename = 'anna' AND state = 'idle in transaction'")  # fmt: skip
        return done

    monkeypatch.setattr(importing, where, cut)
    with pytest.raises(StoreError, match=r"connection.*was lost") as said:
        put_rows(address, rows(20))
    assert PASSWORD not in str(said.value)
    monkeypatch.undo()
    assert verify(address) == before
    assert put_rows(address, rows(20)).new == 10
    assert verify(address, head=before.head).ok


def test_what_stands_on_the_server(filled: str, server: Server) -> None:
    """The tables of a file, with geometry beside the bytes; no password anywhere."""
    run = lambda sql: server.run(sql, schema=f"{schema(filled)},public")  # noqa: E731
    assert run("SELECT ST_AsText(geom), ST_SRID(geom) FROM records WHERE json LIKE '%\"L\"%'") == [
        ("LINESTRING(29 51.5,29.3 51.600000001)", 4326)
    ]
    (kinds,) = run("SELECT type, srid FROM geometry_columns WHERE f_table_schema = "
                   f"'{schema(filled)}'")  # fmt: skip
    assert kinds == ("GEOMETRY", 4326)
    for (body,) in run("SELECT body FROM events"):
        assert json.loads(body).get("who") == "tester"
    for table in (*SEALED, "events"):
        assert PASSWORD not in str(run(f"SELECT * FROM {table}"))
