"""layers.times.dates: a date in whatever form is ISO 8601, a repair that is said, or a problem."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.times.dates import interval, order_of, plain_dates, read_date, read_dates


@pytest.mark.parametrize(
    ("text", "exactness", "first", "after"),
    [
        ("2022-01-18", "day", "2022-01-18", "2022-01-19"),
        ("2022-12", "month", "2022-12-01", "2023-01-01"),
        ("2022", "year", "2022-01-01", "2023-01-01"),
        ("2022-01-18T10:00Z", "time", "2022-01-18T10:00", "2022-01-18T10:01"),
        ("2022-01-18T10:00+02:00", "time", "2022-01-18T08:00", "2022-01-18T08:01"),
        ("2022-01-18T01:30:00-03:30", "time", "2022-01-18T05:00:00", "2022-01-18T05:00:01"),
    ],
)
def test_iso_dates_are_kept_as_written(text, exactness, first, after) -> None:
    reading = read_date(text)
    assert (reading.text, reading.exactness, reading.repaired, reading.problem) == (
        text,
        exactness,
        "",
        "",
    )
    assert reading.first == np.datetime64(first, "us")
    assert reading.after == np.datetime64(after, "us")


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("18.01.2022", "2022-01-18"),
        ("3.4.2024", "2024-04-03"),
        ("03.04.2024 14:05", "2024-04-03T14:05"),
        ("18/01/2022", "2022-01-18"),
        ("1/22/2014 12:00:00 AM", "2014-01-22"),
        ("1/22/2014 1:05 PM", "2014-01-22T13:05"),
        ("03/03/2022", "2022-03-03"),
        ("20220118", "2022-01-18"),
        ("2022/01/18", "2022-01-18"),
        ("2022-1-8", "2022-01-08"),
        ("18 January 2022", "2022-01-18"),
        ("Jan 18, 2022", "2022-01-18"),
        ("2022-01-18 00:00:00", "2022-01-18"),
        ("2022-01-18 05:00:00Z", "2022-01-18T05:00:00Z"),
        ("2022-01-18T05:00:00+0300", "2022-01-18T05:00:00+03:00"),
    ],
)
def test_other_ways_are_repaired_and_said(text: str, iso: str) -> None:
    reading = read_date(text)
    assert reading.text == iso
    assert reading.repaired


@pytest.mark.parametrize(
    "text",
    [
        "2022-02-30",
        "2022-13",
        "31.04.2022",
        "32/01/2022",
        "soon",
        "2022-01-18T25:00",
        "2022-01-18T23:60Z",
        "2022-01-18T10:00+25:00",
        "0000",
        "18 Smarch 2022",
        "44579",
        "1/22/2014 13:00 PM",
    ],
)
def test_what_is_no_date_is_a_problem(text: str) -> None:
    reading = read_date(text)
    assert reading.text is None
    assert text in reading.problem
    assert np.isnat(reading.first)


@pytest.mark.parametrize("text", ["1970-01-01", "1900-01-01T00:00:00", "01.01.1970", "0000-00-00"])
def test_stand_in_dates_are_missing(text: str) -> None:
    reading = read_date(text)
    assert reading.text is None
    assert "stand-in" in reading.problem


def test_ambiguous_date_asks_the_column() -> None:
    assert read_date("03/04/2024").text is None
    assert "day first or month first" in read_date("03/04/2024").problem
    assert read_date("03/04/2024", "day first").text == "2024-04-03"
    assert read_date("03/04/2024", "month first").text == "2024-03-04"


@pytest.mark.parametrize(
    ("column", "order"),
    [
        (["03/04/2024", "13/04/2024"], "day first"),
        (["03/04/2024", "04/13/2024"], "month first"),
        (["03/04/2024", "13/04/2024", "04/13/2024"], "both ways"),
        (["03/04/2024"], "unknown"),
        (["13.04.2024", "2024-04-13"], "unknown"),
        (["13.04.2024", "03/04/2024", "04/13/2024"], "month first"),
        (["12.31.2022", "03.04.2022"], "month first, also with points"),
        (["12.31.2022", "03/04/2022", "04/13/2022"], "month first, also with points"),
        (["12.31.2022", "31.12.2022"], "contradictory"),
        (["12.31.2022", "31/12/2022"], "contradictory"),
        ([], "unknown"),
    ],
)
def test_order_is_what_all_decided_rows_agree_on(column: list[str], order: str) -> None:
    assert order_of(column) == order


def test_points_follow_their_own_column() -> None:
    """12.31.2022 can only be month first, so 03.04.2022 beside it is the 4th of March."""
    column = ["12.31.2022", "11.25.2022", "03.04.2022"]
    assert [read_date(text, order_of(column)).text for text in column] == [
        "2022-12-31",
        "2022-11-25",
        "2022-03-04",
    ]
    assert read_dates(" | ".join(column)).text == "2022-12-31 | 2022-11-25 | 2022-03-04"
    both = read_date("03.04.2022", order_of(["12.31.2022", "31.12.2022"]))
    assert both.text is None
    assert "day first or month first" in both.problem
    assert read_date("03.03.2022", "contradictory").text == "2022-03-03"
    for order in (
        "unknown",
        "both ways",
        "month first",
        "day first",
    ):  # slashes decide about slashes only
        assert read_date("03.04.2022", order).text == "2022-04-03"


def test_a_column_with_points_is_read_as_it_was_meant(read_rows) -> None:
    dates = ["12.31.2022", "11.25.2022", "03.04.2022"]
    found = read_rows(*({"date_start": date} for date in dates)).sightings
    assert found["date_start"].tolist() == ["2022-12-31", "2022-11-25", "2022-03-04"]


def test_time_without_offset_is_utc_and_said() -> None:
    reading = read_date("2022-02-24T04:00")
    assert reading.first == np.datetime64("2022-02-24T04:00", "us")
    assert "no offset" in reading.problem


@given(st.dates(dt.date(1901, 1, 1), dt.date(2100, 1, 1)))
def test_any_day_in_any_unambiguous_form_is_that_day(day: dt.date) -> None:
    if day.isoformat() == "1970-01-01":
        return
    for form in (day.isoformat(), f"{day:%d.%m.%Y}", f"{day:%Y%m%d}", f"{day.day} {day:%B %Y}"):
        assert read_date(form).text == day.isoformat()


@given(st.text(max_size=25))
def test_no_text_breaks_the_reader(text: str) -> None:
    reading = read_date(text, "day first")
    assert (reading.text is None) == bool(np.isnat(reading.first))


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("22.08.2022, 13.09.2022", "2022-08-22 | 2022-09-13"),
        ("2022-01;2022-02", "2022-01 | 2022-02"),
        ("January 18, 2022", "2022-01-18"),
        ("2022-01 | 2022-02", "2022-01 | 2022-02"),
    ],
)
def test_lists_of_dates(text: str, iso: str) -> None:
    assert read_dates(text).text == iso


def test_a_list_that_is_not_all_dates_is_kept_as_it_is() -> None:
    reading = read_dates("2022-01 | soon")
    assert reading.text == "2022-01 | soon"
    assert reading.problem


@pytest.mark.parametrize(
    ("start", "end", "precision", "first", "after"),
    [
        ("2022-01-18", None, None, "2022-01-18", "2022-01-19"),
        ("2022-01-18", "2022-01-20", "day", "2022-01-18", "2022-01-21"),
        ("2022-01-18", None, "week", "2022-01-15", "2022-01-22"),
        ("2022-01-18", "2022-02-02", "month", "2022-01-01", "2022-03-01"),
        ("2022-01-18", None, "year", "2022-01-01", "2023-01-01"),
        ("2022-01-18T23:30-02:00", None, "day", "2022-01-19", "2022-01-20"),
        ("2022-01-18T10:00Z", None, None, "2022-01-18T10:00", "2022-01-18T10:01"),
    ],
)
def test_interval_surely_holds_the_event(start, end, precision, first, after) -> None:
    begun = read_date(start)
    ended = read_date(end) if end else begun
    low, high = interval(
        np.array([begun.first]), np.array([ended.after]), np.array([precision], dtype=object)
    )
    assert low[0] == np.datetime64(first, "us")
    assert high[0] == np.datetime64(after, "us")


ISO = st.builds(
    lambda y, m, d, tail: f"{y:04d}-{m:02d}-{d:02d}{tail}",
    st.sampled_from([0, 1, 999, 1899, 1900, 1970, 2000, 2022, 2024, 9999]),
    st.integers(0, 13), st.integers(0, 32),
    st.sampled_from(["", "T05:30Z", "T00:00Z", "T23:59:59Z", "T24:00Z", "T12:60Z", "T05:30:60Z",
                     "T05:30", "T05:30+02:00", " 05:30Z", "t05:30Z", "T05:30z", "Z", "T05:30.5Z"]),
)  # fmt: skip


@given(st.lists(st.none() | ISO | st.sampled_from(["", "2022", "2022-01", "1.2.2022", "x"])))
def test_plain_dates_are_read_as_each_by_itself(texts: list[str | None]) -> None:
    """Reading a column at once says what reading each date says, or leaves it to that."""
    got = plain_dates(pa.array(texts, pa.large_string()))
    for row, text in enumerate(texts):
        reading = read_date(text or "")
        if got.rows[row]:
            assert (reading.text, reading.repaired, reading.problem) == (text, "", "")
            assert reading.exactness == ("time" if got.timed[row] else "day")
            assert (got.first[row], got.after[row]) == (reading.first, reading.after)
        else:
            assert np.isnat(got.first[row])


def test_most_dates_are_plain() -> None:
    texts = ["2022-02-28", "2022-02-28T05:30Z", "2024-02-29T05:30:15Z", "1970-01-01", "2022-2-28"]
    assert plain_dates(pa.array(texts, pa.large_string())).rows.tolist() == [
        True, True, True, False, False,
    ]  # fmt: skip
