"""Putting rows into a store: what is new, what is a version, what is there already."""

from __future__ import annotations

import sqlite3
import threading
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_rows import count, put_rows, rows

import kordon
from geo.errors import ArgumentError, InputError, OutputError, StoreError
from layers.store import database
from layers.store.database import connect, opened, writing
from layers.store.history import events_of, history
from layers.store.verifying import verify

TABLES = ("sources", "files", "records", "versions", "ledger")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "kordon.db"


def counts(store: Path) -> dict[str, int]:
    return {table: count(store, table) for table in TABLES}


def test_the_first_import_makes_the_store(store: Path) -> None:
    done = put_rows(store, rows(3))
    assert (done.new, done.changed, done.unchanged, done.elsewhere) == (3, 0, 0, 0)
    assert counts(store) == {"sources": 1, "files": 1, "records": 3, "versions": 3, "ledger": 0}
    created, imported = events_of(store)
    assert (created.kind, imported.kind) == ("created", "imported")
    assert imported.body["who"] == "tester"
    assert imported.at == "2024-06-01T12:00:00Z"
    assert imported.head == done.head == f"2:{imported.sha256}"


def test_the_same_again_adds_an_event_and_nothing_else(store: Path) -> None:
    """Also rows that were repaired, set aside, and doubles."""
    given = [
        *rows(3),
        {"id": "A1", "latitude": "50.00001"},
        {"id": "x", "latitude": "52,5"},
        {"id": "y", "date_start": "", "latitude": "", "longitude": ""},
        {"date_start": ""},
    ]
    first = put_rows(store, given)
    assert first.entries == 4
    before = counts(store)
    again = put_rows(store, given[::-1])
    assert counts(store) == before
    assert (again.new, again.changed, again.unchanged, again.entries) == (0, 0, 5, 0)
    assert again.event.body["added"] == {}
    assert len(events_of(store)) == 3
    assert verify(store).ok


def test_a_changed_row_is_the_next_version(store: Path) -> None:
    put_rows(store, rows(2))
    done = put_rows(store, [*rows(1), {**rows(2)[1], "description": "Seen twice."}])
    assert (done.new, done.changed, done.unchanged) == (0, 1, 1)
    one, two = history(store, "A2")[0]
    assert (one.number, two.number, two.row) == (1, 2, 2)
    assert [(c.name, c.before, c.after) for c in two.changes] == [
        ("description", "Seen.", "Seen twice.")
    ]
    assert kordon.Store(store).sightings["description"].tolist() == ["Seen.", "Seen twice."]


def test_back_to_what_it_was_is_a_version_too(store: Path) -> None:
    """What was said is kept once, that it was said each time."""
    for text in ("one", "two", "one"):
        put_rows(store, rows(1, description=text))
    assert [v.record["description"] for v in history(store, "A1")[0]] == ["one", "two", "one"]
    assert count(store, "records") == 2
    assert verify(store).ok


def test_a_row_that_is_gone_is_reported_and_stays(store: Path) -> None:
    put_rows(store, rows(3))
    done = put_rows(store, rows(2))
    assert done.gone == ("A3",)
    assert done.event.body["gone_ids"] == ["A3"]
    assert len(kordon.Store(store).sightings) == 3
    broken = put_rows(store, [*rows(2), {"id": "A3", "date_start": "", "latitude": "x"}])
    assert broken.gone == (), "set aside is not gone"


def test_a_retraction_is_a_version(store: Path) -> None:
    put_rows(store, rows(1))
    put_rows(store, rows(1, retracted="true", retraction_reason="from 2015"))
    assert len(history(store, "A1")[0]) == 2
    assert kordon.Store(store).sightings["retracted"].tolist() == ["true"]


def test_the_same_record_from_another_source_is_a_duplicate(store: Path) -> None:
    put_rows(store, rows(2))
    done = put_rows(store, rows(2), "b.csv")
    assert (done.new, done.elsewhere, done.entries) == (0, 2, 2)
    _, (entry,) = history(store, "A1")
    assert entry.kind == "duplicate"
    assert "a.csv" in entry.told["reasons"][0]
    again = put_rows(store, rows(2), "b.csv")
    assert (again.elsewhere, again.entries) == (2, 0)


def test_one_id_for_two_things_gets_two_names(store: Path) -> None:
    """Nothing is set aside for what another file calls its rows; names stay as they are."""
    put_rows(store, rows(1))
    other = [{"id": "A1", "description": "Other."}, {"id": "B", "supersedes": "A1"}]
    done = put_rows(store, other, "b.csv")
    assert done.renamed == (("A1", "A1@b.csv"),)
    frame = kordon.Store(store).sightings
    assert frame["id"].tolist() == ["A1", "A1@b.csv", "B"]
    assert frame["supersedes"].tolist()[2] == "A1@b.csv"
    put_rows(store, [{"id": "A1", "description": "Another."}, other[1]], "b.csv")
    assert [v.number for v in history(store, "A1@b.csv")[0]] == [1, 2]
    taken = put_rows(store, [{"id": "A1@b.csv", "description": "Third."}], "c.csv")
    assert taken.renamed == (("A1@b.csv", "A1@b.csv@c.csv"),)


def test_what_two_sources_say_differently_is_kept_from_both(store: Path) -> None:
    """B says what a said before: that is no duplicate of what a says now."""
    put_rows(store, rows(1, description="one"))
    put_rows(store, rows(1, description="two"))
    done = put_rows(store, rows(1, description="one"), "b.csv")
    assert done.renamed == (("A1", "A1@b.csv"),)
    assert count(store, "records") == 2, "kept once"


WORDS = st.sampled_from(["=1+1", '"', "\\", "a\nb", "Мазыр", "\u202eabc", "'", "😀", "null", "1e5"])
ROWS = st.lists(
    st.fixed_dictionaries(
        {"id": st.sampled_from([f"A{n}" for n in range(8)])},
        optional={
            "description": WORDS, "my column": WORDS, "latitude": st.sampled_from(["52,5", "x"]),
            "date_start": st.sampled_from(["2022", "", "18.01.2022"]), "place": WORDS,
        },
    ),
    max_size=8, unique_by=lambda row: row["id"],
)  # fmt: skip


@given(first=ROWS, second=ROWS, data=st.data())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_rows_in_any_order(
    first: list[dict[str, str]],
    second: list[dict[str, str]],
    data: st.DataObject,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Property: counts add up, again adds nothing, nothing is ever lost, all can be verified."""
    store = tmp_path_factory.mktemp("any") / "kordon.db"
    kept = put_rows(store, first)
    done = put_rows(store, second)
    used = sum(r.accepted + r.repaired for r in done.files)
    assert done.new + done.changed + done.unchanged == used
    assert count(store, "versions") == kept.new + done.new + done.changed
    before = counts(store)
    mixed = data.draw(st.permutations(second))
    assert put_rows(store, mixed).event.body["added"] == {}
    assert counts(store) == before
    frame = kordon.Store(store).sightings
    assert len(frame) == kept.new + done.new
    found = verify(store, head=kept.head)
    assert found.problems == ()
    assert found.since == 2


def test_files_are_read_and_named(tmp_path: Path, store: Path) -> None:
    """The real thing: other line ends, order and encoding are the same records."""
    text = "id,category,date,lat,lon,place\nA,troop_arrival,2022,52,29,Мазыр\nB,camp,2022,53,28,x\n"
    file = tmp_path / "a.csv"
    file.write_text(text, "utf-8")
    first = kordon.import_file(file, store, layer="deployment")
    assert (first.new, first.source) == (2, "a.csv")
    (version,) = kordon.Store(store).history("A")
    assert (version.file, version.path, version.row) == ("a.csv", str(file), 1)
    assert version.sha256 == first.files[0].sha256
    head, a, b = text.splitlines()
    file.write_bytes("\r\n".join([head, b, a]).encode("cp1251"))
    again = kordon.import_file(file, store, layer="deployment", encoding="cp1251")
    assert (again.unchanged, again.event.body["added"]) == (2, {})


@pytest.mark.parametrize("format_", ["geojson", "parquet"])
def test_what_was_exported_is_there_already(format_: str, tmp_path: Path, store: Path) -> None:
    """In another format, too, a record is the same record: also lines, and what was repaired."""
    line = {"id": "L", "geometry": "LINESTRING (29 51.5, 29.3 51.600000001)", "my column": "=1+1"}
    put_rows(store, [*rows(2), line, {"id": "x", "latitude": "52,5", "quantity_low": "20"}])
    file = tmp_path / f"now.{format_}"
    file.write_bytes(kordon.export(kordon.Store(store).sightings, format_))
    done = kordon.import_file(file, store, source="a.csv")
    assert (done.new, done.changed, done.unchanged, done.gone) == (0, 0, 4, ())


def test_two_files_of_one_source(tmp_path: Path, store: Path) -> None:
    """Together they are the source: what is in one is not gone from it."""
    for folder, id_ in (("x", "A"), ("y", "B")):
        (tmp_path / folder).mkdir()
        text = f"id,category,date,lat,lon\n{id_},troop_arrival,2022,52,29\n"
        (tmp_path / folder / "a.csv").write_text(text, "utf-8")
    names = [tmp_path / "x" / "a.csv", tmp_path / "y" / "a.csv"]
    with pytest.raises(ArgumentError, match=r"two files are called a\.csv"):
        kordon.import_files(names, store)
    assert not store.exists()
    (done,) = kordon.import_files(names, store, source="field")
    assert (done.new, done.gone, done.source) == (2, (), "field")
    assert [v.path for v in history(store, "B")[0]] == [str(names[1])]


def test_what_cannot_be_imported_leaves_no_store(tmp_path: Path, store: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        kordon.import_file(tmp_path / "none.csv", store)
    assert not store.exists()
    store.write_text("no database, a table: id,lat\n" * 20, "utf-8")
    with pytest.raises(StoreError, match="not a store of Kordon"):
        put_rows(store, rows(1))
    with pytest.raises(OutputError, match="same file as the input"):
        kordon.import_file(store, store)
    with pytest.raises(StoreError, match="is a folder"):
        put_rows(tmp_path, rows(1))
    with pytest.raises(StoreError, match="cannot be opened"):
        put_rows(tmp_path / "no folder" / "k.db", rows(1))


def test_who_comes_second_waits_and_says_so(store: Path) -> None:
    put_rows(store, rows(1))
    said: list[str] = []
    waiting = threading.Event()

    def say(text: str) -> None:
        said.append(text)
        waiting.set()

    with opened(store, write=True) as first:
        first.execute("BEGIN IMMEDIATE")
        second = threading.Thread(target=put_rows, args=(store, rows(2)), kwargs={"say": say})
        second.start()
        assert waiting.wait(30)
        first.execute("ROLLBACK")
        second.join(30)
    assert said == [f"{store} is being written by another process; waiting for it"]
    assert count(store, "versions") == 2


def test_who_waited_long_enough_gives_up(store: Path) -> None:
    put_rows(store, rows(1))
    with opened(store, write=True) as first, opened(store, write=True) as second:
        first.execute("BEGIN IMMEDIATE")
        with (
            pytest.raises(StoreError, match="was not free within 0 seconds"),
            writing(second, store, lambda _: None, wait_s=0),
        ):
            pass


def test_rows_cannot_be_changed_or_removed(store: Path) -> None:
    """Whatever the statement, also the one that removes without saying so."""
    put_rows(store, [*rows(1), {"id": "x", "latitude": "52,5"}])
    connection = connect(store)
    try:
        for table in (*TABLES, "events"):
            for statement in (
                f"UPDATE {table} SET rowid = rowid",
                f"DELETE FROM {table}",
                f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
            ):
                with pytest.raises(Exception, match="rows of a store are never"):
                    connection.execute(statement)
    finally:
        connection.close()
    assert verify(store).ok


def test_what_is_there_makes_no_record_dearer(tmp_path: Path) -> None:
    """New records cost what they cost, be there few or many: steps of SQLite, not seconds."""
    steps = {}
    for many in (100, 3_000):
        store = tmp_path / f"{many}.db"
        put_rows(store, rows(many))
        count_ = [0]

        def counting(
            path: Path, *, create: bool = False, count_: list[int] = count_
        ) -> sqlite3.Connection:
            def step() -> None:
                count_[0] += 1

            connection = connect(path, create=create)
            connection.set_progress_handler(step, 1_000)
            return connection

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(database, "connect", counting)
            put_rows(store, [{**row, "id": f"B{row['id']}"} for row in rows(300)], "b.csv")
        steps[many] = count_[0]
    assert steps[3_000] < 3 * steps[100]


def test_an_archive_of_several_files_is_imported(tmp_path: Path, store: Path) -> None:
    """Each file of it by itself, and nothing is added the second time."""
    head, end = "id,date,lat,lon,category\n", ",2022-01-18,52.05,29.25,rail_echelon\n"
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("one.csv", f"{head}A1{end}")
        archive.writestr("in/two.csv", f"{head}A2{end}A3{end}")
    done = kordon.import_file(tmp_path / "a.zip", store)
    assert (done.new, [Path(one.file).name for one in done.files]) == (3, ["two.csv", "one.csv"])
    versions, _ = history(store, "A3")
    assert (versions[0].file, versions[0].row) == ("two.csv", 2)
    again = kordon.import_file(tmp_path / "a.zip", store)
    assert (again.new, again.unchanged) == (0, 3)
