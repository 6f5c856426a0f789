"""Rows without an id that were changed are versions of what they were, and count once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_rows import put_rows

import kordon
from layers.store.following import is_made
from layers.store.importing import Imported
from layers.store.verifying import verify


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "kordon.db"


def row(n: int, **more: str) -> dict[str, str]:
    """One without an id, in a place and with a link of its own."""
    return {"place": f"Place {n}", "latitude": f"{50 + n / 100}", "description": "Seen.",
            "source_url": f"https://example.org/{n}", **more}  # fmt: skip


def what(done: Imported) -> tuple[int, int, int, int, int]:
    return done.new, done.changed, done.unchanged, done.elsewhere, len(done.gone)


@pytest.mark.parametrize(
    "more",
    [
        {"description": "Seen again."},
        {"quantity_best": "20"},
        {"date_start": "2022-02-01"},
        {"category": "field_camp", "latitude": "51.5"},
        {"source_url": "https://example.org/moved", "description": "Seen again."},
        {"source_url": ""},
        {"place": "", "latitude": "", "longitude": ""},
    ],
)
def test_a_changed_row_is_the_next_version(store: Path, more: dict[str, str]) -> None:
    """By its link with date or place, or by date, place and source; the same again is none."""
    put_rows(store, [row(1), row(2), row(3)])
    changed = [row(1), row(2, **more), row(3)]
    done = put_rows(store, changed)
    assert what(done) == (0, 1, 2, 0, 0)
    ((kept, made),) = done.followed
    assert is_made(kept)
    assert kept != made
    assert len(kordon.Store(store).sightings) == 3
    assert [version.number for version in kordon.Store(store).history(kept)] == [1, 2]
    assert what(put_rows(store, changed[::-1])) == (0, 0, 3, 0, 0)
    assert what(put_rows(store, changed, "other.csv")) == (0, 0, 0, 3, 0)
    back = put_rows(store, [row(1), row(2), row(3)])
    assert what(back) == (0, 1, 2, 0, 0)
    assert [version.number for version in kordon.Store(store).history(kept)] == [1, 2, 3]
    assert verify(store).ok


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # The table of another day, of the same place: the earlier report stands.
        (row(2, source_url=""), row(2, source_url="", date_start="2022-02-01")),
        (row(2), row(2, source_url="https://example.org/9", date_start="2022-02-01")),
        # One link to all that somebody reported.
        (row(2), row(7, source_url="https://example.org/2", date_start="2022-02-01")),
        (row(2), row(2, layer="shelling", category="artillery_fire")),
    ],
)
def test_another_report_is_another_record(
    store: Path, before: dict[str, str], after: dict[str, str]
) -> None:
    """What is not surely the same stays in the store beside it."""
    put_rows(store, [row(1), before])
    assert what(put_rows(store, [row(1), after])) == (1, 0, 1, 0, 1)
    assert len(kordon.Store(store).sightings) == 3


def test_of_several_that_may_be_it_none_is_taken(store: Path) -> None:
    """Two rows of one event, both changed: which is which nobody can tell."""
    two = [row(1, source_url="", description=text) for text in ("One.", "Two.")]
    put_rows(store, two)
    changed = [row(1, source_url="", description=text) for text in ("Three.", "Four.")]
    assert what(put_rows(store, changed)) == (2, 0, 0, 0, 2)
    # But where one of the two stays as it is, the other is the changed one.
    assert what(put_rows(store, [changed[0], row(1, source_url="", description="Five.")])) == (
        1, 0, 1, 0, 3)  # fmt: skip


def test_ids_of_the_file_are_never_followed(store: Path) -> None:
    put_rows(store, [row(1, id="A1"), row(2)])
    assert what(put_rows(store, [row(1, id="A2"), row(2)])) == (1, 0, 1, 0, 1)


def test_the_earlier_and_the_changed_row_side_by_side_are_two(store: Path) -> None:
    """Who keeps both has two: the version goes back, and the other one is new."""
    put_rows(store, [row(1)])
    put_rows(store, [row(1, description="Seen again.")])
    both = [row(1), row(1, description="Seen again.")]
    assert what(put_rows(store, both)) == (1, 1, 0, 0, 0)
    assert len(kordon.Store(store).sightings) == 2
    assert what(put_rows(store, both)) == (0, 0, 2, 0, 0)


_ROWS = st.lists(
    st.builds(
        lambda n, text, link, day: row(
            n, description=text, source_url=f"https://example.org/{link}" if link else "",
            date_start=f"2022-01-{day:02d}",
        ),
        st.integers(1, 3), st.sampled_from(["One.", "Two."]), st.integers(0, 2), st.integers(1, 2),
    ),
    max_size=5,
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(tables=st.lists(_ROWS.filter(bool), min_size=1, max_size=4))
def test_nothing_is_lost_or_counted_twice(
    tmp_path_factory: pytest.TempPathFactory, tables: list[list[dict[str, str]]]
) -> None:
    """After any imports all rows of the last table are there, and it adds nothing more."""
    store = tmp_path_factory.mktemp("store") / "kordon.db"
    before = 0
    for table in tables:
        done = put_rows(store, table)
        alike = {tuple(sorted(one.items())) for one in table}
        assert done.new + done.changed + done.unchanged == len(alike)
        again = put_rows(store, table)
        assert (again.new, again.changed, again.unchanged) == (0, 0, len(alike))
        there = kordon.Store(store).sightings
        assert len(there) == before + done.new
        said = set(zip(there["place"], there["description"], there["date_start"],
                       there["source_url"].fillna(""), strict=True))  # fmt: skip
        assert {(one["place"], one["description"], one["date_start"], one["source_url"])
                for one in table} <= said  # fmt: skip
        before = len(there)
    assert verify(store).ok
