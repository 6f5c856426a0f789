"""Retracted, superseded, withheld: what does not count, and what is said of it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest

from geo.counts import count
from geo.join import join
from geo.resolve import find_within
from layers.asking.query import query
from layers.asking.selection import Selection, parse_condition, select
from layers.standing import counted, standing, withheld_notes

TODAY = dt.date(2024, 6, 1)
ROWS = [
    {"id": "first", "handling": "public"},
    {"id": "second", "supersedes": "first", "handling": "tlp:amber"},
    {"id": "wrong", "retracted": "yes", "handling": "restricted", "embargo_until": "2024-06-01"},
    {"id": "kept", "retracted": "no", "supersedes": "nobody; kept", "embargo_until": "2024-05"},
    {"id": "later", "embargo_until": "2024", "supersedes": "x | y"},
    {"id": "x", "embargo_until": "2024-05-31T10:00Z"},
]


@pytest.fixture
def frame(intake_of: Any) -> Any:
    common = {"lat": 52, "lon": 29, "coordinate_uncertainty_m": 0, "date": "2022-10-09",
              "category": "rail_echelon"}  # fmt: skip
    names = sorted({name for row in ROWS for name in row})
    return intake_of([common | {n: row.get(n, "") for n in names} for row in ROWS]).sightings


def kept(frame: Any, *where: str) -> Any:
    return select(frame, Selection(where=tuple(parse_condition(text) for text in where)))[0]


def test_what_no_longer_stands(frame: Any) -> None:
    """Superseded by another, by one of several ids, never by itself; for good, once known."""
    assert dict(zip(frame["id"], standing(frame), strict=True)) == {
        "first": "superseded", "second": "", "wrong": "retracted", "kept": "", "later": "",
        "x": "superseded",
    }  # fmt: skip
    left = kept(frame, "id!=second,later,wrong")
    assert dict(zip(left["id"], standing(left), strict=True)) == {
        "first": "superseded", "kept": "", "x": "superseded",
    }  # fmt: skip
    assert not len(standing(frame.iloc[:0]))


def test_only_what_stands_is_counted(frame: Any) -> None:
    memberships = join(frame, find_within("BY"))
    assert count(memberships)["low"].tolist() == [6]
    assert count(counted(memberships, frame))["low"].tolist() == [3]


def test_an_answer_says_what_no_longer_stands(frame: Any) -> None:
    """Marked row by row, also when what supersedes a row lies elsewhere, and counted in notes."""
    frame.loc[frame["id"] == "second", "geometry"] = None
    answer = query(frame, within=[find_within("BY")])
    assert len(answer.sightings) == 5
    assert answer.standing == ("superseded", "retracted", "", "", "superseded")
    assert '1 of 5 rows is retracted: leave out with --where "retracted!=true"' in answer.notes
    assert (
        '2 of 5 rows are superseded by another: leave out with --where "id!=first,x"'
        in answer.notes
    )
    rest = query(kept(frame, "retracted!=true", "id!=first,x"), within=[find_within("BY")])
    assert set(rest.standing) == {""}
    assert not [note for note in rest.notes if "superseded" in note or "retracted" in note]


def test_marks_of_publication_are_said(frame: Any) -> None:
    """With counts, and with a --where that leaves out exactly those."""
    internal, restricted, embargo = withheld_notes(frame, TODAY)
    assert internal.startswith("1 of 6 rows is marked internal: in the output")
    assert restricted.startswith("1 of 6 rows is marked restricted")
    assert embargo.startswith("2 of 6 rows are under embargo, the last until 2024: in the output")
    for note in (internal, restricted, embargo):
        where = note.split('--where "')[1].removesuffix('"')
        left = kept(frame, where)
        assert len(left) == 4
        assert set(frame["id"]) - set(left["id"]) in ({"second", "wrong"}, {"wrong", "later"})
    assert not withheld_notes(kept(frame, "handling=public,", "embargo_until<2024-06-01,"), TODAY)
    assert not withheld_notes(frame.iloc[:0], TODAY)


def test_leaving_a_report_out_does_not_make_true_what_it_replaced(
    intake_of: Callable[..., Any],
) -> None:
    """The retracted G superseded F; without G, F is still no sighting."""
    base = {"date": "2022-10-05", "layer": "deployment", "category": "rail_echelon",
            "lat": "51.81", "lon": "29.15", "coordinate_uncertainty_m": "100"}  # fmt: skip
    rows = [base | {"id": "F"}, base | {"id": "G", "retracted": "true", "supersedes": "F"}]
    sightings = intake_of(rows).sightings
    kept, _ = select(sightings, Selection(where=(parse_condition("retracted!=true"),)))
    assert list(kept["id"]) == ["F"]
    assert standing(kept).tolist() == ["superseded"]
    assert query(kept, within=[find_within("BY")]).standing == ("superseded",)
    again, _ = select(kept, Selection())
    assert standing(again).tolist() == ["superseded"]


def test_an_embargo_that_is_no_date_has_no_end(intake_of: Callable[..., Any]) -> None:
    """It is kept as written, announced, and left out by the condition that the note names."""
    base = {"date": "2022-10-05", "layer": "deployment", "category": "rail_echelon",
            "latitude": "51.81", "longitude": "29.15"}  # fmt: skip
    rows = [base | {"id": "a", "embargo_until": "after the war"},
            base | {"id": "b", "embargo_until": "03/04/2030"}, base | {"id": "c"}]  # fmt: skip
    sightings = intake_of(rows).sightings
    notes = withheld_notes(sightings, dt.date(2026, 11, 24))
    assert len(notes) == 1
    assert "2 of 3 rows are under an embargo that is no date ('after the war')" in notes[0]
    condition = re.search(r'--where "(.+?)"', notes[0])
    assert condition
    kept, _ = select(sightings, Selection(where=(parse_condition(condition.group(1)),)))
    assert list(kept["id"]) == ["c"]
