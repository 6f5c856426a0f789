"""Every alteration of a store is found and named; a whole one passes."""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
from pathlib import Path

import pytest
from store_rows import put_rows, rows, tamper

from geo.errors import ArgumentError, KordonError, StoreError
from layers.store.canonical import digest_of
from layers.store.chain import head_of
from layers.store.database import APPLICATION_ID, opened
from layers.store.verifying import verify


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of three imports with something in every table."""
    store = tmp_path_factory.mktemp("whole") / "kordon.db"
    put_rows(
        store, [*rows(30), {"id": "x", "latitude": "52,5"}, {"latitude": "", "date_start": ""}]
    )
    put_rows(store, rows(20, description="Seen again."))
    put_rows(store, rows(5), "b.csv")
    return store


@pytest.fixture
def store(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(whole, tmp_path / "kordon.db"))


def test_a_whole_store_passes(store: Path) -> None:
    found = verify(store)
    assert found.ok
    assert found.problems == ()
    with opened(store) as connection:
        head = head_of(connection)
        assert head is not None
        tables = ("events", "sources", "files", "records", "versions", "ledger")
        every = [connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in tables]
    assert found.head == head.head
    assert found.rows == sum(every)
    assert verify(store, head=head.head).since == 0
    assert verify(store, head=head.previous).since == 1


#: A statement, and how what it did is named.
ALTERED = {
    "text of a record": (
        "UPDATE records SET json = replace(json, 'Seen.', 'Gone.') WHERE record = 3",
        r"records: row 3 \(id A3 of a.csv\) was altered",
    ),
    "place of a record": (
        "UPDATE records SET wkb = zeroblob(21) WHERE record = 4",
        r"records: row 4 \(id A4 of a.csv\) was altered",
    ),
    "no place": ("UPDATE records SET wkb = NULL WHERE record = 4", "records: row 4 .* was altered"),
    "digest of a record": (
        "UPDATE records SET sha256 = zeroblob(32) WHERE record = 5",
        "records: row 5 .* was altered",
    ),
    "record exchanged": (
        "UPDATE versions SET record = 7 WHERE version = 8",
        "versions: the rows 1 to 31 of event 2 are not what it sealed",
    ),
    "file of a version": (
        "UPDATE versions SET row = 99 WHERE version = 33",
        "versions: the rows 32 to 51 of event 3 are not what it sealed",
    ),
    "note of a version": (
        "UPDATE versions SET notes = 'nothing' WHERE id = 'x'",
        "versions: .* not what it sealed",
    ),
    "source": ("UPDATE sources SET name = 'c.csv' WHERE source = 2", "sources: row 2 of event 4"),
    "file": ("UPDATE files SET sha256 = 'abc' WHERE file = 1", "files: row 1 of event 2"),
    "ledger": (
        "UPDATE ledger SET body = '{}' WHERE entry = 1",
        "ledger: the rows 1 to 2 of event 2 are not what it sealed",
    ),
    "record removed": (
        "DELETE FROM records WHERE record = 9",
        "records: 1 of the rows 1 to 31 of event 2 are missing: 9",
    ),
    "versions removed": (
        "DELETE FROM versions WHERE version BETWEEN 10 AND 11",
        "versions: 2 of the rows .* are missing: 10, 11",
    ),
    "entry removed": ("DELETE FROM ledger WHERE entry = 2", "ledger: 1 of the rows .* missing: 2"),
    "entry added": (
        "INSERT INTO ledger VALUES (90, 'note', 1, 1, 1, NULL, NULL, '{}', zeroblob(32), 2)",
        "ledger: 1 rows belong to no event: 90",
    ),
    "record added": (
        "INSERT INTO records VALUES (90, zeroblob(32), '{}', NULL)",
        "records: 1 rows belong to no event: 90",
    ),
    "who": (
        """UPDATE events SET body = replace(body, 'tester', 'nobody') WHERE event = 3""",
        r"event 3 \(imported, 2024-06-01T12:00:00Z\) was altered",
    ),
    "when": ("UPDATE events SET at = '2023' WHERE event = 2", r"event 2 .* was altered"),
    "body": ("UPDATE events SET body = 'x' WHERE event = 2", "event 2 .* was altered"),
    "event removed": ("DELETE FROM events WHERE event = 3", "event 3 is missing"),
    "events renumbered": (
        "UPDATE events SET event = 30 - event",
        "event 1 is missing",
    ),
    "all removed": ("DELETE FROM events", "there is no event"),
}


@pytest.mark.parametrize("what", ALTERED)
def test_every_alteration_is_named(what: str, store: Path) -> None:
    statement, told = ALTERED[what]
    tamper(store, "PRAGMA foreign_keys = OFF", statement)
    found = verify(store)
    assert not found.ok
    assert any(re.search(told, problem) for problem in found.problems), found.problems


def test_a_record_with_its_digest_exchanged(store: Path) -> None:
    """Who computes the digest of a record anew is betrayed by the seal."""
    text = b'{"id":"A3"}'
    tamper(
        store,
        "UPDATE records SET json = ?1, sha256 = ?2, wkb = NULL WHERE record = 3",
        parameters=(text.decode(), digest_of(text, None)),
    )
    assert verify(store).problems == (
        "records: the rows 1 to 31 of event 2 are not what it sealed",
    )


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DROP TRIGGER records_kept", "trigger 'records_kept' is missing"),
        ("DROP INDEX versions_renamed", "index 'versions_renamed' is missing"),
        ("CREATE TABLE more (x)", "table 'more' was added"),
        ("CREATE VIEW more AS SELECT 1", "view 'more' was added"),
        ("CREATE TRIGGER more AFTER INSERT ON files BEGIN SELECT 1; END",
         "trigger 'more' was added"),
        ("ALTER TABLE ledger ADD COLUMN more TEXT", "table 'ledger' is another one"),
    ],
)  # fmt: skip
def test_another_schema(statement: str, told: str, store: Path) -> None:
    """Said by `verify`; and nobody works with such a store."""
    connection = sqlite3.connect(store)
    connection.execute(statement)
    connection.close()
    assert told in verify(store).problems
    with pytest.raises(StoreError, match="was altered from outside"):
        put_rows(store, rows(1))


def test_a_cut_end_shows_by_the_head(store: Path) -> None:
    """What is left is whole by itself: only the head that was noted down tells."""
    head = verify(store).head
    tamper(
        store,
        "DELETE FROM versions WHERE event = 4",
        "DELETE FROM files WHERE event = 4",
        "DELETE FROM sources WHERE event = 4",
        "DELETE FROM events WHERE event = 4",
    )
    assert verify(store).ok
    (problem,) = verify(store, head=head).problems
    assert "its end was cut off, or history was written anew" in problem


def test_a_head_that_is_none(store: Path) -> None:
    with pytest.raises(ArgumentError, match="is no head"):
        verify(store, head="3:abc")
    wrong = "9:" + verify(store).head.partition(":")[2]
    assert not verify(store, head=wrong).ok


@pytest.mark.parametrize(
    ("pragma", "told"),
    [
        ("application_id = 7", "not a store of Kordon"),
        ("user_version = 99", "has schema 99, which this Kordon does not know"),
        ("user_version = 0", "has schema 0"),
    ],
)
def test_another_head_of_the_file(pragma: str, told: str, store: Path) -> None:
    connection = sqlite3.connect(store)
    connection.execute(f"PRAGMA {pragma}")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    with pytest.raises(StoreError, match=told):
        verify(store)
    with pytest.raises(StoreError, match=told), opened(store):
        pass


def test_the_application_id_says_kord() -> None:
    assert APPLICATION_ID.to_bytes(4, "big") == b"KORD"


#: How many bits are flipped, and rows altered; KORDON_FLIPS=1000 takes half a minute.
FLIPS = int(os.environ.get("KORDON_FLIPS", "25"))
#: Tables, and how a problem names them.
NAMED = {name: name for name in ("sources", "files", "records", "versions", "ledger")} | {
    "events": "event"
}


def alter(store: Path, table: str, chance: random.Random) -> str:
    """Alter a table in a random way behind the store's back; what was done, "" for nothing."""
    connection = sqlite3.connect(store, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous = OFF")  # nobody waits for the disk
        connection.execute("BEGIN")
        kept = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = kept.fetchall()
        for trigger, _ in triggers:
            connection.execute(f"DROP TRIGGER {trigger}")
        before = connection.execute(f"SELECT * FROM {table}").fetchall()
        columns = [one[1] for one in connection.execute(f"PRAGMA table_info({table})")]
        (one, *_), (other, *_) = chance.choice(before), chance.choice(before)
        name = chance.choice(columns)
        value = next(row for row in before if row[0] == one)[columns.index(name)]
        statement, given = chance.choice(
            [
                (f"DELETE FROM {table} WHERE {columns[0]} = ?", (one,)),
                (f"UPDATE {table} SET {name} = ? WHERE {columns[0]} = ?",
                 (altered(value, chance), one)),
                (f"UPDATE {table} SET {name} = (SELECT {name} FROM {table} WHERE {columns[0]} = ?) "
                 f"WHERE {columns[0]} = ?", (other, one)),
                (f"INSERT INTO {table} SELECT (SELECT max({columns[0]}) + 1 FROM {table}), "
                 f"{', '.join(columns[1:])} FROM {table} WHERE {columns[0]} = ?", (one,)),
            ]
        )  # fmt: skip
        try:
            connection.execute(statement, given)
        except sqlite3.IntegrityError:
            return ""  # the schema does not let it
        for _, sql in triggers:
            connection.execute(sql)
        after = connection.execute(f"SELECT * FROM {table}").fetchall()
        connection.execute("COMMIT")
        return "" if after == before else f"{statement} {given}"
    finally:
        connection.close()


def altered(value: object, chance: random.Random) -> object:
    """Another value of the same kind: a letter, a bit, a number more or less, or nothing."""
    if value is None or chance.random() < 0.1:
        return chance.choice([None, "x", 7, b"x"])
    if isinstance(value, int):
        return value + chance.choice([-1, 1, 1_000])
    place = chance.randrange(len(value)) if value else 0  # type: ignore[arg-type]
    if isinstance(value, str):
        return value[:place] + chance.choice("x7 я") + value[place + 1 :]
    assert isinstance(value, bytes)
    return value[:place] + bytes([chance.randrange(256)]) + value[place + 1 :]


def test_random_alterations_are_named(whole: Path, tmp_path: Path) -> None:
    """Rows changed, exchanged, removed or put in, in every table: each is named by its table."""
    chance, data, done = random.Random(3), whole.read_bytes(), 0
    head, store = verify(whole).head, tmp_path / "kordon.db"
    while done < FLIPS:
        for left in tmp_path.glob("kordon.db*"):
            left.unlink()
        store.write_bytes(data)
        table = chance.choice([*NAMED])
        what = alter(store, table, chance)
        if what:
            problems = verify(store, head=head).problems
            assert any(NAMED[table] in problem for problem in problems), (what, problems)
            done += 1


def test_flipped_bits_never_pass_for_other_records(whole: Path, tmp_path: Path) -> None:
    """A changed byte is named, or is nowhere that anything is kept; nothing ends in a traceback."""
    chance = random.Random(7)
    data = whole.read_bytes()
    store = tmp_path / "kordon.db"
    with opened(whole) as connection:
        wanted = list(connection.execute("SELECT * FROM records JOIN versions USING (record)"))
    for _ in range(FLIPS):
        place = chance.randrange(100, len(data))
        store.write_bytes(
            data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :]
        )
        try:
            whole_still = verify(store).ok
        except KordonError:
            continue
        if whole_still:
            with opened(store) as connection:
                rows_ = connection.execute("SELECT * FROM records JOIN versions USING (record)")
                assert list(rows_) == wanted, place
