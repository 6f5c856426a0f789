"""Groups of doubles in a store: kept with their reasons, sealed, and overruled by decisions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from store_rows import count, put_rows, tamper

import kordon
from geo.errors import ArgumentError, InputError, StoreError
from layers.asking.selection import Selection
from layers.store.verifying import verify

WORDS = ("20 flatcars with tanks unloaded", "Unloaded: 20 flatcars with tanks",
         "Tanks unloaded, 20 flatcars", "An empty field")  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Three reports that seem to be of one event, and one of another."""
    store = tmp_path / "kordon.db"
    put_rows(store, [{"id": f"A{k}", "description": text} for k, text in enumerate(WORDS)])
    return store


def kept(store: Path) -> list[list[str]]:
    return [[one.id for one in group.members] for group in kordon.Store(store).doubles]


def decided(store: Path, *rows_: str, name: str = "pairs.csv") -> Path:
    path = store.parent / name
    path.write_text("\n".join(["id_a,id_b,verdict", *rows_]) + "\n", "utf-8")
    return path


def test_groups_are_kept_with_their_reasons(store: Path) -> None:
    """As they were found; the same again adds nothing."""
    assert (kordon.Store(store).doubles, kordon.Store(store).decisions) == ([], [])
    found = kordon.doubles([store], keep=True, who="tester")
    assert found.head == kordon.Store(store).head
    (group,) = kordon.Store(store).doubles
    table = found.sightings
    assert [one.id for one in group.members] == table["id"].tolist() == ["A0", "A1", "A2"]
    assert [one.reasons for one in group.members] == table["double_reasons"].tolist()
    assert group.members[1].score == pytest.approx(table["double_score"].iloc[1], abs=1e-3)
    assert group.score == pytest.approx(table["double_group_score"].iloc[0], abs=1e-3)
    assert (group.event, group.who, group.group) == (3, "tester", table["double_group"].iloc[0])
    event = kordon.Store(store).events[-1]
    assert (event.kind, event.body["days"], event.body["similar"]) == ("doubled", 1.0, 60.0)
    again = kordon.doubles([store], keep=True)
    assert again.head == found.head
    assert any("nothing was added" in note for note in again.notes)
    assert (count(store, "doubles"), verify(store).problems) == (3, ())


def test_groups_are_overruled(store: Path) -> None:
    """What is decided counts from then on, without its file; the last word is the one."""
    kordon.doubles([store], keep=True)
    kordon.doubles([store], decided=decided(store, "A2,A0,different"), keep=True)
    split = kept(store)
    assert ["A0", "A1", "A2"] not in split
    assert kordon.doubles([store]).sightings["id"].tolist() == split[0]
    (word,) = kordon.Store(store).decisions
    assert (word.id_a, word.id_b, word.verdict) == ("A0", "A2", "different")
    assert word.said == "pairs.csv, row 1"
    head = kordon.Store(store).head
    # The same word in another file is none; the contrary one is.
    kordon.doubles([store], decided=decided(store, "A0,A2,different", name="b.csv"), keep=True)
    assert kordon.Store(store).head == head
    words = decided(store, "A0,A2,same", "A3,A0,same", "A0,A3,same")
    assert kordon.doubles([store], decided=words).sightings["id"].tolist() == ["A0", "A2", "A3"]
    assert kordon.Store(store).head == head, "nothing is kept unasked"
    kordon.doubles([store], decided=words, keep=True)
    assert kept(store) == [["A0", "A2", "A3"]]
    assert [one.verdict for one in kordon.Store(store).decisions] == ["same", "same"]
    assert count(store, "decisions") == 3
    assert verify(store).ok


def test_a_file_speaks_before_the_store(store: Path) -> None:
    """For its own pairs, for once; and contradictions within it are told."""
    kordon.doubles([store], decided=decided(store, "A0,A3,same"), keep=True)
    other = decided(store, "A0,A3,different")
    assert "A3" not in kordon.doubles([store], decided=other).sightings["id"].tolist()
    assert "A3" in kordon.doubles([store]).sightings["id"].tolist()
    both = decided(store, "A0,A3,different", "A3,A0,same")
    with pytest.raises(InputError, match="take one of these back"):
        kordon.doubles([store], decided=both, keep=True)


def test_later_imports_leave_the_groups_as_they_were(store: Path) -> None:
    kordon.doubles([store], keep=True)
    put_rows(store, [{"id": "B1", "description": WORDS[0]}], "b.csv")
    assert kept(store) == [["A0", "A1", "A2"]]
    kordon.doubles([store], keep=True)
    assert kept(store) == [["A0", "A1", "A2", "B1"]]
    assert verify(store).ok


def test_none_are_kept_too(store: Path) -> None:
    """That there are no groups any more is an event like any other."""
    kordon.doubles([store], keep=True)
    kordon.doubles([store], similar=100, decided=decided(
        store, "A0,A1,different", "A0,A2,different", "A1,A2,different"), keep=True)  # fmt: skip
    assert kept(store) == []
    assert verify(store).ok


@pytest.mark.parametrize("what", ["no store", "two files", "a selection"])
def test_only_all_of_one_store_is_kept(what: str, store: Path, examples_csv: Path) -> None:
    files: Any = {"no store": [examples_csv], "two files": [store, examples_csv]}.get(what, [store])
    wanted = Selection(layers=("shelling",)) if what == "a selection" else None
    with pytest.raises(ArgumentError, match="all of one store"):
        kordon.doubles(files, keep=True, selection=wanted)


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE doubles SET body = '{}' WHERE member = 2", "doubles: the rows 1 to 3 of event 3"),
        ("DELETE FROM doubles WHERE member = 3", "doubles: 1 of the rows 1 to 3 of event 3"),
        ("UPDATE decisions SET verdict = 'same'", "decisions: row 1 of event 3"),
        ("INSERT INTO decisions VALUES (9, 'A1', 'A2', 'same', 'x', 3)",
         "decisions: 1 rows belong to no event: 9"),
        ("INSERT INTO doubles VALUES (9, 'd', 'A3', '{}', 3)",
         "doubles: 1 rows belong to no event: 9"),
    ],
)  # fmt: skip
def test_alterations_are_named(statement: str, told: str, store: Path) -> None:
    kordon.doubles([store], decided=decided(store, "A0,A3,different"), keep=True)
    assert verify(store).ok
    tamper(store, statement)
    assert any(told in problem for problem in verify(store).problems), verify(store).problems
    if "body" in statement:
        with pytest.raises(StoreError, match="what it says of doubles cannot be read"):
            kordon.Store(store).doubles  # noqa: B018


def test_rows_stay(store: Path) -> None:
    """Triggers refuse to change or remove groups and decisions."""
    import sqlite3

    kordon.doubles([store], decided=decided(store, "A0,A3,different"), keep=True)
    connection = sqlite3.connect(store)
    for table in ("doubles", "decisions"):
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET event = 1"):
            with pytest.raises(sqlite3.IntegrityError, match="are never"):
                connection.execute(statement)
    connection.close()


def test_a_page_agrees_with_the_store_until_its_records_change(store: Path) -> None:
    """Groups that are kept and overruled, and the same rows again, change no record."""
    from maps.page import Page
    from maps.provenance import provenance_of
    from maps.verify import verify as look

    def page(name: str) -> Path:
        intake = kordon.Store(store).read()
        Page(intake, provenance=provenance_of(intake)).save(store.parent / name)
        return store.parent / name

    def states(name: Path) -> tuple[bool, list[str]]:
        found = look(name, [store])
        return found.ok, [one.state for one in found.inputs]

    pages = [page("before.html")]
    kordon.doubles([store], keep=True)
    pages.append(page("kept.html"))
    kordon.doubles([store], decided=decided(store, "A2,A0,different"), keep=True)
    put_rows(store, [{"id": f"A{k}", "description": text} for k, text in enumerate(WORDS)])
    assert [one.kind for one in kordon.Store(store).events[2:]] == [
        "doubled",
        "doubled",
        "imported",
    ]
    assert [states(one) for one in pages] == [(True, ["same"])] * 2
    put_rows(store, [{"id": "A9", "description": "Another one."}], "b.csv")
    later = page("later.html")
    assert [states(one) for one in pages] == [(False, ["changed"])] * 2
    assert states(later) == (True, ["same"])
