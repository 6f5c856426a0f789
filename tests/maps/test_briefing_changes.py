"""What changed between two briefings: it comes out even, and says where it cannot."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_rows import intake_of_rows

from layers.asking.selection import Selection
from layers.standing import RETRACTED, SUPERSEDED
from layers.store.importing import Hand, put
from layers.store.incoming import prepared
from layers.times.moments import parse_day
from maps.briefing.blocks import Paragraph, Table
from maps.briefing.build import BriefingResult, build_briefing
from maps.briefing.changes import reckoned
from maps.briefing.compared import changes
from maps.briefing.figures import Side
from maps.briefing.period import Period

PERIOD = Period(dt.date(2024, 5, 1), dt.date(2024, 5, 31))


def built(files: Any, since: str, until: str, **more: Any) -> BriefingResult:
    selection = Selection(since=parse_day(since), until=parse_day(until, end=True))
    return build_briefing(files, selection=selection, zones=["none"], hubs=["none"], **more)


def told(result: BriefingResult, section: str) -> list[str]:
    found = result.briefing.section(section)
    assert found is not None
    return [block.text for block in found.blocks if isinstance(block, Paragraph)]


def counted(result: BriefingResult) -> dict[str, str]:
    found = result.briefing.section("changes")
    assert found is not None
    table = next(block for block in found.blocks if isinstance(block, Table))
    return {row[0].text: row[1].text for row in table.rows}


def side(rows: list[tuple[int, bool, str]]) -> Side:
    """A side of nothing but positions, whether it is of the period for sure, and marks."""
    return Side(
        period=PERIOD,
        sightings=pd.DataFrame(index=range(len(rows))),  # each is one report
        sure=np.array([sure for _, sure, _ in rows], bool),
        marks=np.array([mark for *_, mark in rows], object),
        positions=np.array([at for at, *_ in rows], np.intp),
        joined=pd.DataFrame(),
        memberships=pd.DataFrame(),
    )


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["now", "before", "both", "neither"]),
            st.booleans(),
            st.sampled_from(["", "", RETRACTED, SUPERSEDED]),
        ),
        max_size=30,
    )
)
def test_the_reckoning_always_comes_out_even(records: list[tuple[str, bool, str]]) -> None:
    """Old less retracted, superseded and only of that period, and what is new, is what there is."""
    now = side([(k, s and w == "now", m) for k, (w, s, m) in enumerate(records) if w in
                ("now", "both")])  # fmt: skip
    before = side([(k, s and w == "before", m) for k, (w, s, m) in enumerate(records) if w in
                   ("before", "both")])  # fmt: skip
    found = reckoned(now, before, changes(now, before, len(records)))
    assert found["then"] == sum(w in ("before", "both") for w, *_ in records)
    assert found["now"] == sum(w in ("now", "both") and not m for w, _, m in records)
    left = found["then"] - found["retracted"] - found["superseded"] - found["gone"]
    assert left + found["new"] == found["now"]
    assert min(found.values()) >= 0


def keep(store: Path, day: dt.datetime, *rows: dict[str, str]) -> None:
    intake = prepared(intake_of_rows(rows, "a.csv"), "a.csv", ["a.csv"])
    put(intake, store, Hand(who="tester", at=day, say=lambda _: None))


def row(id_: str, date: str, **more: str) -> dict[str, str]:
    return {"id": id_, "date_start": date, "latitude": f"50.{id_[1:]}", **more}


def test_silence_in_both_periods_is_no_lack_of_change(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "layer,category,date_start,latitude,longitude\ndeployment,rail_echelon,2022-11-05,52,29\n"
    )
    said = told(built([path], "2030-02", "2030-02", compare_to="previous"), "changes")
    assert "Nothing is reported for either of the two periods." in said
    assert not [text for text in said if "changed" in text]


def test_two_briefings_of_a_store_reconcile(tmp_path: Path) -> None:
    """Between them one report is retracted, one superseded, one dated anew, and one came late."""
    store = tmp_path / "kordon.db"
    april = [row(f"A{k}", f"2024-04-0{k}") for k in range(1, 5)]
    keep(store, dt.datetime(2024, 4, 30, 12, tzinfo=dt.UTC), *april)
    first = built([store], "2024-04", "2024-04")
    assert first.briefing.summary[0].startswith("April 2024: 4 reports")
    keep(
        store, dt.datetime(2024, 5, 31, 12, tzinfo=dt.UTC),
        april[0] | {"retracted": "true", "retraction_reason": "a fake"},
        april[1] | {"date_start": "2024-05-03"},
        row("A5", "2024-04-20"), row("A6", "2024-05-06"), row("A7", "2024-05-07", supersedes="A3"),
    )  # fmt: skip
    second = built([store], "2024-05", "2024-05", compare_to="previous")
    said = told(second, "changes")
    assert said[1].endswith(
        "April 2024: 4, of these retracted by now 1, superseded 1, only of that period 2; new 3; "
        "May 2024: 4 − 1 − 1 − 2 + 3 = 3."
    )
    # The first briefing's number: one came late, and one was of April then and is of May now.
    assert said[2].startswith(
        "Came into the store only after April 2024 had ended: 1 of 4. Revised since: 1, with "
        "another date: 1."
    )
    assert counted(second) == {
        "New": "3", "In both periods, or cannot tell": "0", "Only in the compared period": "2",
        "Retracted": "1", "Superseded": "1", "Revised": "1",
    }  # fmt: skip
    assert (second.low, second.high) == (3, 3)


@pytest.fixture(scope="module")
def vague(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One of each month, one of either, and one of May that is retracted."""
    path = tmp_path_factory.mktemp("vague") / "rows.csv"
    path.write_text(
        "id,layer,category,date_start,date_precision,latitude,longitude,retracted\n"
        "A,deployment,rail_echelon,2024-04-05,day,52,29,\n"
        "B,deployment,rail_echelon,2024-05-05,day,52.1,29,\n"
        "C,deployment,rail_echelon,2024,year,52.2,29,\n"
        "D,deployment,rail_echelon,2024-05-06,day,52.3,29,true\n"
    )
    return path


def test_what_does_not_add_up_is_said(vague: Path) -> None:
    """Lower ends where a date reaches beyond, what is of the sum, and what files cannot tell."""
    said = told(built([vague], "2024-05", "2024-05", compare_to="previous"), "changes")
    assert said[1].endswith("May 2024: 2 − 0 − 0 − 1 + 1 = 2.")
    assert said[2].startswith("Of May 2024 only, and no longer standing: 1")
    assert said[3].startswith("When a report came in and what it said before, these files do not")
    assert len(said) == 4


def test_lower_ends_that_do_not_add_up_are_said(tmp_path: Path) -> None:
    """Of periods that overlap, one report is surely of one and perhaps of the other."""
    path = tmp_path / "rows.csv"
    path.write_text(
        "layer,category,date_start,date_end,latitude,longitude\n"
        "deployment,rail_echelon,2024-05-14,2024-05-20,52.1,29\n"
        "deployment,rail_echelon,2024-05-02,2024-05-03,52.2,29\n"
    )
    compare = "2024-04-15..2024-05-15"
    said = told(built([path], "2024-05", "2024-05", compare_to=compare), "changes")
    assert said[1].endswith("May 2024: 2 − 0 − 0 − 0 + 0 = 2.")
    assert said[2].startswith("The lower ends do not add up like this")


@pytest.mark.parametrize(
    ("compare", "says"),
    [
        ("2024-04", []),
        ("2024-04-01..2024-04-15", ["The two periods differ in length (days: 31 and 15)"]),
        ("2024-04-15..2024-05-15", ["Days that lie in both periods: 15."]),
        ("2024-02..2024-05", ["The two periods differ in length (days: 31 and 121)",
                              "Days that lie in both periods: 31."]),
    ],
)  # fmt: skip
def test_periods_that_do_not_compare_say_so(compare: str, says: list[str], vague: Path) -> None:
    found = told(built([vague], "2024-05", "2024-05", compare_to=compare), "counts")
    assert len(found) == len(says)
    for text, start in zip(found, says, strict=True):
        assert text.startswith(start)


def test_what_an_open_period_is_compared_with(vague: Path) -> None:
    open_ = Selection(since=parse_day("2024-05"))
    result = build_briefing([vague], selection=open_, zones=["none"], compare_to="2024-04")
    assert told(result, "counts")[0].startswith("The two periods differ in length (days: open and")
