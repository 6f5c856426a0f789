"""Selection: traps in conditions, dates, boxes, and which of the chosen fit beyond doubt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ArgumentError
from layers.asking.selection import Selection, certainly, parse_condition, parse_day, select

ROWS = [
    {"id": "day", "date": "2022-10-09", "quantity_low": "20", "place": "Mazyr, station"},
    {"id": "month", "date": "2022-10", "quantity_low": "20.5", "place": "mazyr"},
    {"id": "last", "date": "2022-10-31", "quantity_low": "", "place": ""},
    {"id": "week", "date": "2022-11-01", "date_precision": "week", "quantity_low": "100"},
    {"id": "instant", "date": "2022-10-01T00:00+00:00", "actor": "RUS; BLR"},
    {"id": "before", "date": "2022-10-01T00:30+03:00", "actor": "UKR"},
    {"id": "undated", "date": "", "actor": "RUS"},
]


@pytest.fixture(scope="module")
def frame(intake_of: Callable[..., Any]) -> Any:
    common = {"lat": 52, "lon": 29, "uncertainty": "", "category": "rail_echelon"}
    rows = [common | row for row in ROWS]
    names = sorted({name for row in rows for name in row})
    return intake_of([{name: row.get(name, "") for name in names} for row in rows]).sightings


def ids(frame: Any, *where: str, **options: Any) -> list[str]:
    wanted = Selection(where=tuple(parse_condition(text) for text in where), **options)
    return list(select(frame, wanted)[0]["id"])


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("quantity_low=20.0", ["day"]),
        ("quantity_low=20,100", ["day", "week"]),
        ("quantity_low=20,", ["day", "last", "instant", "before", "undated"]),
        ("latitude=52.000", [row["id"] for row in ROWS]),
        ("place=Mazyr, station", ["day", "month"]),
        ("place=Mazyr, stat", ["month"]),
        ("place>=M", ["day", "month"]),
        ("date_start<=2022-10", ["day", "month", "last", "instant", "before"]),
        ("date_start>2022-10", []),
        ("date_start>2022-09", ["day", "month", "last", "week", "instant"]),
        ("date_start>=2022-10-31", ["last"]),
        ("date_start>=2022-10-29", ["last", "week"]),
        ("date_start<2022-10-02", ["instant", "before"]),
        ("date_start<2022-10-01", ["before"]),
        ("date_start<2022-10-01T00:00Z", ["before"]),
        ("date_start=2022-10", ["day", "month", "last", "instant"]),
        ("date_start!=2022-10", ["before", "undated"]),
        ("date_start<2022-10-02,", ["instant", "before", "undated"]),
        ("date=2022-10-09,2022-10-31", ["day", "last"]),
        ("Date Start=2022-10-09", ["day"]),
        ("QUANTITY_LOW>50", ["week"]),
        ("quantity_low<20.2,", ["day", "last", "instant", "before", "undated"]),
        ("lat>=52", [row["id"] for row in ROWS]),
        ("actor=Ukraine", ["before"]),
        ("actor=russian federation,UKR", ["instant", "before", "undated"]),
        ("category=Rail Echelon", [row["id"] for row in ROWS]),
        ("date_start<2023", [row["id"] for row in ROWS if row["date"]]),
        ("actor=BLR", ["instant"]),
        ("actor!=RUS", ["day", "month", "last", "week", "before"]),
        ("actor=RUS,UKR", ["instant", "before", "undated"]),
        ("actor=", ["day", "month", "last", "week"]),
        ("place~station,nowhere", ["day"]),
        ("place~station,", ["day"]),
    ],
)
def test_conditions(where: str, expected: list[str], frame: Any) -> None:
    """Numbers by value, dates as far as written, values with commas, one of several actors."""
    assert ids(frame, where) == expected


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("quantity_low=many", "is a number"),
        ("quantity_low>", "is a number"),
        ("date_start>soon", "is a date"),
        ("date_start<2022-10-32", "'2022-10-32' is not a date: write 2022-10-09"),
        ("date_start=2022-10-32", "is a date"),
        ("date_start<2022-10-01T25:00Z", "is a date"),
        ("place~", "shall contain"),
        ("place~,", "shall contain"),
        ("actor<RUS", "has no order"),
        ("catgory=x", "did you mean category"),
        ("geometry>1", "has no order"),
    ],
)
def test_conditions_that_mean_nothing(where: str, told: str, frame: Any) -> None:
    """What could only be a mistake is an error, not an empty or a full answer."""
    with pytest.raises(ArgumentError, match=told):
        ids(frame, where)


@pytest.mark.parametrize("text", ["0000", "2022-00", "2022-10-00", "9999", "1677", "2022-1", "٢٠"])
def test_dates_that_are_none(text: str) -> None:
    """No month 0 that becomes January, no year that overflows."""
    for end in (False, True):
        with pytest.raises(ArgumentError, match="is not a date"):
            parse_day(text, end=end)


def notes_of(frame: Any, *where: str) -> list[str]:
    wanted = Selection(where=tuple(parse_condition(text) for text in where))
    return select(frame, wanted)[1]


def test_a_rough_date_is_not_before_its_own_end(intake_of: Any) -> None:
    """2022 is not before 2022-01-01, and neither before nor after its own June: that is said."""
    common = {"lat": 52, "lon": 29, "category": "rail_echelon"}
    dates = ["2021", "2021-12", "2021-12-31", "2022", "2022-01", "2022-01-01", "2022-07"]
    frame = intake_of([common | {"id": date, "date": date} for date in dates]).sightings
    assert ids(frame, "date_start<2022-01-01") == dates[:3]
    assert ids(frame, "date_start>=2022-01-01") == dates[3:]
    assert not notes_of(frame, "date_start<2022-01-01")
    assert ids(frame, "date_start<2022-06") == [*dates[:3], "2022-01", "2022-01-01"]
    assert ids(frame, "date_start>=2022-06") == ["2022-07"]
    (note,) = notes_of(frame, "date_start>=2022-06")
    assert note.startswith("1 left out by date_start>=2022-06: dated too roughly to tell")


def test_a_span_is_judged_by_its_start(intake_of: Any) -> None:
    """date_start<... asks when it began, however long it lasted."""
    row = {"id": "long", "lat": 52, "lon": 29, "category": "field_camp",
           "date_start": "2022-01-05", "date_end": "2022-03-05"}  # fmt: skip
    frame = intake_of([row]).sightings
    assert ids(frame, "date_start<2022-02") == ["long"]
    assert ids(frame, "date_end>2022-02") == ["long"]
    assert ids(frame, "date_end<2022-02") == []


@pytest.fixture(scope="module")
def own(intake_of: Callable[..., Any]) -> Any:
    common = {"lat": 52, "lon": 29, "date": "2022-10-09", "category": "rail_echelon"}
    values = [("8", "007", "8"), ("9", "010", "about 9"), ("10", "8", "10"),
              ("100", "9", "n/a"), ("", "", "")]  # fmt: skip
    return intake_of(
        [common | {"id": f"r{k}", "score": score, "code": code, "Shoe size": size}
         for k, (score, code, size) in enumerate(values)]
    ).sightings  # fmt: skip


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("score>=9", ["r1", "r2", "r3"]),
        ("score<10", ["r0", "r1"]),
        ("score<10,", ["r0", "r1", "r4"]),
        ("Score=9.0", ["r1"]),
        ("score!=9.0", ["r0", "r2", "r3", "r4"]),
        ("code=7", []),
        ("code=007", ["r0"]),
        ("shoe_size=8", ["r0"]),
        ("Shoe size~9", ["r1"]),
    ],
)
def test_a_files_own_column_of_numbers(where: str, expected: list[str], own: Any) -> None:
    """Numbers compare as numbers where all are some; digits that begin with 0 are a code."""
    assert ids(own, where) == expected


def test_own_columns_that_are_no_numbers(own: Any) -> None:
    with pytest.raises(ArgumentError, match="score is a number, and 'many' is none"):
        ids(own, "score>many")
    assert "compared as text" in notes_of(own, "Shoe size>9")[0]
    assert not notes_of(own, "score>9")


@pytest.mark.parametrize(
    ("where", "note"),
    [
        ("actor=Rusia", "no row has the actor 'Rusia': did you mean RUS?"),
        ("category=rail_eshelon", "'rail_eshelon': did you mean rail_echelon?"),
        ("place=Mazir", "'Mazir': did you mean mazyr?"),
        ("place!=Mazir", "'Mazir'"),
        ("id=day,zzzz", "no row has the id 'zzzz'"),
        ("actor=Poland", ""),
        ("actor=BLR,", ""),
        ("place=Mazyr, station", ""),
        ("date_start=2022-10-09", ""),
    ],
)
def test_a_value_that_nobody_has_is_said(where: str, note: str, frame: Any) -> None:
    """With what is near; a word of the vocabulary that no row happens to have is no typo."""
    told = notes_of(frame, where)
    assert (note in told[0]) if note else not told


def test_period_edges(frame: Any) -> None:
    """Half-open: an instant at the start is in, one half an hour before the start is not."""
    october = {"since": parse_day("2022-10"), "until": parse_day("2022-10", end=True)}
    chosen, notes = select(frame, Selection(**october))
    assert chosen["id"].tolist() == ["day", "month", "last", "week", "instant"]
    assert notes == ["1 without a date left out, because a period was asked for"]
    sure = certainly(chosen, Selection(**october))
    assert chosen["id"][sure].tolist() == ["day", "month", "last", "instant"]


def test_box_by_disc(intake_of: Any) -> None:
    """Inside, reaching in, outside, of unknown precision, and without a place."""
    rows = [
        {"id": "in", "lat": 52, "lon": 29, "uncertainty_m": 100},
        {"id": "reach", "lat": 52, "lon": 30.05, "uncertainty_m": 10_000},
        {"id": "out", "lat": 52, "lon": 30.5, "uncertainty_m": 100},
        {"id": "unknown", "lat": 52, "lon": 29, "uncertainty_m": ""},
        {"id": "nowhere", "lat": "", "lon": "", "uncertainty_m": ""},
    ]
    common = {"date": "2022-10-09", "category": "rail_echelon"}
    frame = intake_of(
        [common | row for row in rows], mapping={"uncertainty_m": "coordinate_uncertainty_m"}
    ).sightings
    wanted = Selection(bbox=(28, 51, 30, 53))
    chosen, notes = select(frame, wanted)
    assert chosen["id"].tolist() == ["in", "reach", "unknown"]
    assert notes == ["1 without a place left out, because a box was asked for"]
    assert certainly(chosen, wanted).tolist() == [True, False, False]
    assert certainly(chosen, wanted, assume_uncertainty_m=5).tolist() == [True, False, True]
    wide = select(frame, wanted, assume_uncertainty_m=10.0)[0]
    assert wide["id"].tolist() == ["in", "reach", "unknown"]


CONDITIONS = st.sampled_from(
    ["quantity_low>=20", "quantity_low=20,100", "place~mazyr", "actor!=RUS", "actor=RUS",
     "date_start<=2022-10", "id~a,e", "equipment="]
)  # fmt: skip
DAYS = st.none() | st.sampled_from(["2022", "2022-10", "2022-10-31", "2022-11-02"])


@given(st.lists(CONDITIONS, max_size=3), st.lists(CONDITIONS, max_size=3), DAYS, DAYS)
@settings(deadline=None)
def test_asking_more_never_gives_more(
    frame: Any, one: list[str], more: list[str], since: str | None, until: str | None
) -> None:
    """Property: A and B is a part of A, in the same order, and no surer."""
    period = {
        "since": parse_day(since) if since else None,
        "until": parse_day(until, end=True) if until else None,
    }
    wide, narrow = ids(frame, *one), ids(frame, *one, *more, **period)
    assert [name for name in wide if name in narrow] == narrow
    chosen = select(frame, Selection(**period))[0]
    sure = chosen["id"][certainly(chosen, Selection(**period))]
    assert set(sure) <= set(chosen["id"])


def test_any_order_of_time_zone(frame: Any) -> None:
    """Days are UTC: half past midnight in Moscow is still the day before."""
    assert "before" in ids(frame, until=parse_day("2022-09-30", end=True))
    assert pd.Timestamp("2022-10-01", tz="UTC") == parse_day("2022-09", end=True)


def test_not_on_a_date_is_certainly_elsewhere(intake_of: Callable[..., Any]) -> None:
    """A row dated 2022 may be of October: ``!=`` does not keep it, and says so."""
    dates = {"a": "2022", "b": "2022-10", "c": "2022-10-09", "d": "2022-11", "e": ""}
    base = {"layer": "deployment", "category": "rail_echelon", "latitude": "52", "longitude": "29"}
    rows = [base | {"id": k, "date": v} for k, v in dates.items()]
    sightings = intake_of(rows).sightings
    kept, notes = select(sightings, Selection(where=(parse_condition("date_start!=2022-10"),)))
    assert list(kept["id"]) == ["d", "e"]
    assert any("1 left out by date_start!=2022-10: dated too roughly" in note for note in notes)
