"""Ranges, names of months, months alone and numbers: every form is one date, or said to be none."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.times.dates import order_of, read_date
from layers.times.monthnames import MONTHS, month_of
from layers.times.serialdates import read_serial, serial_of, serials_of


def rng(text: str, order="unknown") -> tuple[str | None, str]:
    reading = read_date(text, order, ranges=True)
    return reading.text, reading.until


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("12-14 Oct 2022", "2022-10-12", "2022-10-14"),
        ("12–14 October 2022", "2022-10-12", "2022-10-14"),
        ("12 - 14 Oct. 2022", "2022-10-12", "2022-10-14"),
        ("Oct 12-14, 2022", "2022-10-12", "2022-10-14"),
        ("30 Sep - 2 Oct 2022", "2022-09-30", "2022-10-02"),
        ("Sep 30 - Oct 2, 2022", "2022-09-30", "2022-10-02"),
        ("30 September to 2 October 2022", "2022-09-30", "2022-10-02"),
        ("between 12 and 14 October 2022", "2022-10-12", "2022-10-14"),
        ("30 Dec - 2 Jan 2022", "2021-12-30", "2022-01-02"),
        ("28 Dec 2021 - 3 Jan 2022", "2021-12-28", "2022-01-03"),
        ("12.-14. Oktober 2022", "2022-10-12", "2022-10-14"),
        ("vom 12. bis 14. Oktober 2022", "2022-10-12", "2022-10-14"),
        ("du 12 au 14 octobre 2022", "2022-10-12", "2022-10-14"),
        ("з 12 по 14 жовтня 2022 року", "2022-10-12", "2022-10-14"),
        ("с 12 по 14 октября 2022 г.", "2022-10-12", "2022-10-14"),
        ("ад 12 да 14 кастрычніка 2022", "2022-10-12", "2022-10-14"),
        ("12-14.10.2022", "2022-10-12", "2022-10-14"),
        ("30.09-02.10.2022", "2022-09-30", "2022-10-02"),
        ("30.09. - 02.10.2022", "2022-09-30", "2022-10-02"),
        ("12.10.2022-14.10.2022", "2022-10-12", "2022-10-14"),
        ("12.10.2022/14.10.2022", "2022-10-12", "2022-10-14"),
        ("2022-10-12/2022-10-14", "2022-10-12", "2022-10-14"),
        ("2022-10-12/14", "2022-10-12", "2022-10-14"),
        ("2022-09-30/10-02", "2022-09-30", "2022-10-02"),
        ("2022-10-12/P3D", "2022-10-12", "2022-10-14"),
        ("2022-10-12/P1W", "2022-10-12", "2022-10-18"),
        ("2022-10-12 - 2022-10-14", "2022-10-12", "2022-10-14"),
        ("2022-10-12..2022-10-14", "2022-10-12", "2022-10-14"),
        ("20221012-20221014", "2022-10-12", "2022-10-14"),
        ("2022-10/2022-11", "2022-10", "2022-11"),
        ("September - October 2022", "2022-09", "2022-10"),
        ("2021-2022", "2021", "2022"),
        ("2022-Q3", "2022-07", "2022-09"),
        ("Q4 2022", "2022-10", "2022-12"),
        ("2022-W41", "2022-10-10", "2022-10-16"),
        ("2020-W53", "2020-12-28", "2021-01-03"),
        ("2022-10-12T05:00Z/2022-10-12T07:00Z", "2022-10-12T05:00Z", "2022-10-12T07:00Z"),
    ],
)
def test_ranges(text: str, first: str, last: str) -> None:
    reading = read_date(text, ranges=True)
    assert (reading.text, reading.until) == (first, last)
    assert reading.repaired == f"a range, read as {first} to {last}"
    assert reading.problem == ""
    assert (reading.first, reading.after) == (read_date(first).first, read_date(last).after)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("14-12 Oct 2022", "ends before it begins"),
        ("12/10/2022 - 01/11/2022", "could be day first or month first"),
        ("2022-02-30", "is not a date"),
        ("12-14 Smarch 2022", "is not a date"),
        ("31-04-2022", "is not a date"),
        ("soon - later", "is not a date"),
        ("12-14", "is not a date"),
        ("2022-13", "is not a date"),
        ("044-2022-1", "is not a date"),
        ("1970-01-01/2022-10-12", "stand-in"),
    ],
)
def test_what_is_no_range_stays_a_problem(text: str, why: str) -> None:
    reading = read_date(text, ranges=True)
    assert reading.text is None
    assert why in reading.problem


def test_a_range_is_no_single_date() -> None:
    """Where one date is wanted, the first of two would be a guess."""
    assert read_date("12-14 Oct 2022").text is None


def test_the_ends_of_ranges_tell_the_order_of_the_column() -> None:
    order = order_of(["01/10/2022 - 14/10/2022", "03/04/2022"])
    assert order == "day first"
    assert rng("01/10/2022 - 02/11/2022", order) == ("2022-10-01", "2022-11-02")
    assert rng("30/09 - 02/10/2022", order) == ("2022-09-30", "2022-10-02")


DAYS = st.dates(dt.date(1901, 1, 1), dt.date(2100, 1, 1)).filter(
    lambda day: day != dt.date(1970, 1, 1)
)


@given(DAYS, st.integers(0, 400), st.sampled_from(["/", " - ", " – ", " to ", ".."]))
def test_any_two_days_in_order_are_their_range(day: dt.date, days: int, between: str) -> None:
    last = day + dt.timedelta(days=days)
    if last == dt.date(1970, 1, 1):
        return
    text = f"{day.isoformat()}{between}{last.isoformat()}"
    assert rng(text) == (day.isoformat(), last.isoformat())
    named = f"{day.day} {day:%B %Y} - {last.day} {last:%B %Y}"
    assert rng(named) == (day.isoformat(), last.isoformat())


@given(st.text(alphabet="0123456789-–/. OctобТZ", max_size=25))
def test_no_text_breaks_the_reader_of_ranges(text: str) -> None:
    reading = read_date(text, "day first", ranges=True)
    assert (reading.text is None) == bool(np.isnat(reading.first))
    assert not reading.until or reading.after > reading.first


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("14 жовтня 2022", "2022-10-14"),
        ("14 жовтня 2022 року", "2022-10-14"),
        ("14 Жовтня 2022 р.", "2022-10-14"),
        ("14 кастрычніка 2022", "2022-10-14"),
        ("14 октября 2022 г.", "2022-10-14"),
        ("14 октября 2022 года", "2022-10-14"),
        ("14. Oktober 2022", "2022-10-14"),
        ("1. März 2022", "2022-03-01"),
        ("1er mars 2022", "2022-03-01"),
        ("24 février 2022", "2022-02-24"),
        ("24 лютага 2022", "2022-02-24"),
        ("24 лютого 2022", "2022-02-24"),
        ("24th February 2022", "2022-02-24"),
        ("February 24th, 2022", "2022-02-24"),
        ("24 FEB 2022", "2022-02-24"),
        ("24-Feb-2022", "2022-02-24"),
        ("24 жніўня 2022", "2022-08-24"),
        ("3 сент. 2022", "2022-09-03"),
        ("12 paź 2022", "2022-10-12"),
        ("12 października 2022", "2022-10-12"),
    ],
)
def test_days_in_seven_languages(text: str, iso: str) -> None:
    reading = read_date(text)
    assert reading.text == iso
    assert reading.repaired


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("October 2022", "2022-10"),
        ("Oct. 2022", "2022-10"),
        ("жовтень 2022", "2022-10"),
        ("кастрычнік 2022", "2022-10"),
        ("октябрь 2022 г.", "2022-10"),
        ("Oktober 2022", "2022-10"),
        ("octobre 2022", "2022-10"),
        ("10.2022", "2022-10"),
        ("10/2022", "2022-10"),
        ("2022/10", "2022-10"),
        ("2022.10", "2022-10"),
    ],
)
def test_months_alone(text: str, iso: str) -> None:
    reading = read_date(text)
    assert (reading.text, reading.exactness) == (iso, "month")
    assert reading.repaired


@pytest.mark.parametrize("text", ["13.2022", "00/2022", "2022/13", "Smarch 2022"])
def test_what_is_no_month(text: str) -> None:
    assert read_date(text).text is None


def test_every_name_is_one_month() -> None:
    from layers.times.monthnames import _NAMES

    forms = Counter(name for names in _NAMES for name in set(names.split()))
    assert [name for name, count in forms.items() if count > 1] == []
    assert set(MONTHS.values()) == set(range(1, 13))
    assert [month_of(name) for name in ("МАЯ", "Sept.", "janu", "ma", "", "x")] == [
        5,
        9,
        1,
        0,
        0,
        0,
    ]


def column(*texts: str | None) -> pa.Array:
    return pa.array(texts, pa.large_string())


@pytest.mark.parametrize(
    ("texts", "serial"),
    [
        (["44852", "44853.5", None, "NA"], "day number"),
        (["1666000000", "1666000001"], "Unix seconds"),
        (["1666000000000"], "Unix milliseconds"),
        (["44852", "2022-10-18"], ""),
        (["44852", "1666000000"], ""),
        (["44852", "soon"], ""),
        (["12345"], ""),
        (["99999"], ""),
        (["20221018"], ""),
        ([None, "NA"], ""),
        ([], ""),
    ],
)
def test_numbers_are_dates_only_where_all_of_a_column_are(texts, serial) -> None:
    assert serial_of([serials_of(column(*texts))]) == serial


def test_parts_of_a_column_agree_on_its_numbers() -> None:
    parts = [serials_of(column("44852")), serials_of(column(None)), serials_of(column("44853"))]
    assert serial_of(parts) == "day number"
    assert serial_of([*parts, serials_of(column("soon"))]) == ""


@pytest.mark.parametrize(
    ("text", "serial", "iso"),
    [
        ("44852", "day number", "2022-10-18"),
        ("44852.0", "day number", "2022-10-18"),
        ("44852.75", "day number", "2022-10-18T18:00:00"),
        ("1666000000", "Unix seconds", "2022-10-17T09:46:40Z"),
        ("1666000000000", "Unix milliseconds", "2022-10-17T09:46:40Z"),
    ],
)
def test_numbers_as_dates(text, serial, iso) -> None:
    reading = read_serial(text, serial)
    assert reading.text == iso
    assert reading.repaired
    assert ("no offset" in reading.problem) == (text == "44852.75")


@given(st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2099, 12, 31)))
def test_numbers_round_trip(moment: dt.datetime) -> None:
    moment = moment.replace(microsecond=0)
    seconds = int((moment - dt.datetime(1970, 1, 1)).total_seconds())
    text = f"{moment.isoformat()}Z"
    assert read_serial(str(seconds), "Unix seconds").text == text
    assert read_serial(str(seconds * 1000), "Unix milliseconds").text == text
    days = (moment.date() - dt.date(1899, 12, 30)).days
    assert read_serial(str(days), "day number").text == moment.date().isoformat()


def test_named_zones_are_kept_as_offsets() -> None:
    assert read_date("2022-02-24 05:00 EET").text == "2022-02-24T05:00+02:00"
    assert read_date("2022-07-24 05:00 EEST").text == "2022-07-24T05:00+03:00"
    reading = read_date("2022-02-24T05:00 MSK")
    assert reading.first == np.datetime64("2022-02-24T02:00", "us")
    assert reading.repaired
    assert reading.problem == ""


def test_a_range_is_the_interval_of_the_record(read_rows) -> None:
    intake = read_rows(
        {"date_start": "30 Sep - 2 Oct 2022"},
        {"date_start": "12-14 Oct 2022", "date_end": "2022-10-20"},
        {"date_start": "2022-10-12", "date_end": "2022-10-13"},
        {"date_start": "Sep - Oct 2022"},
    )
    found = intake.sightings
    assert found["date_start"].tolist() == ["2022-09-30", "2022-10-12", "2022-10-12", "2022-09"]
    assert found["date_end"].tolist() == ["2022-10-02", "2022-10-20", "2022-10-13", "2022-10"]
    assert found["time_from"].dt.strftime("%m-%d").tolist() == ["09-30", "10-12", "10-12", "09-01"]
    assert found["time_to"].dt.strftime("%m-%d").tolist() == ["10-03", "10-21", "10-14", "11-01"]
    assert found["date_precision"].tolist() == ["day", "day", "day", "month"]
    first, second, *_ = intake.rows
    assert [repair.column for repair in first.repairs] == ["date_start", "date_end"]
    assert first.repairs[0].before == "30 Sep - 2 Oct 2022"
    assert any("differs from the range" in reason for reason in second.reasons)
    assert intake.rows[2].outcome == "accepted"


def test_a_column_of_day_numbers(read_rows) -> None:
    """All of it, and none where one value is none of them."""
    numbers = read_rows({"date_start": "44852"}, {"date_start": "44853"})
    assert numbers.sightings["date_start"].tolist() == ["2022-10-18", "2022-10-19"]
    assert "day number" in numbers.rows[0].repairs[0].why
    mixed = read_rows({"date_start": "44852"}, {"date_start": "2022-10-19"})
    assert mixed.undated == 1
    assert "'44852' is not a date" in mixed.rows[0].reasons[0]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Tue, 18 Jan 2022", "2022-01-18"),
        ("Tuesday 18 January 2022", "2022-01-18"),
        ("Tue. Jan. 18, 2022", "2022-01-18"),
        ("вт, 18.01.2022", "2022-01-18"),
        ("вторник, 18 января 2022 г.", "2022-01-18"),
        ("вівторок 18 січня 2022 року", "2022-01-18"),
        ("аўторак, 18 студзеня 2022 г.", "2022-01-18"),
        ("Di., 18. Januar 2022", "2022-01-18"),
        ("mardi 18 janvier 2022", "2022-01-18"),
        ("18.01.2022 (вт)", "2022-01-18"),
        ("18.01.2022 (Tuesday)", "2022-01-18"),
        ("18.01.2022 (Tue)", "2022-01-18"),
        ("18.01.2022 г.", "2022-01-18"),
        ("18.01.2022г", "2022-01-18"),
        ("18.01.2022 р.", "2022-01-18"),
        ("2022 год", "2022"),
        ("01.2022 г.", "2022-01"),
        ("18.01.2022 г. в 14:30 MSK", "2022-01-18T14:30+03:00"),
        ("18.01.2022 о 14:30", "2022-01-18T14:30"),
        ("18 January 2022 at 14:30 UTC", "2022-01-18T14:30Z"),
        ("14:30 18.01.2022", "2022-01-18T14:30"),
        ("18.01.2022 14.30", "2022-01-18T14:30"),
        ("14:30:05 UTC, 18 Jan 2022", "2022-01-18T14:30:05Z"),
        ("14:30 2022-01-18", "2022-01-18T14:30"),
        ("Tue Jan 18 14:30:00 +0000 2022", "2022-01-18T14:30:00Z"),
        ("Tue Jan 18 14:30:00 2022", "2022-01-18T14:30:00"),
        ("Tue, 18 Jan 2022 14:30:00 +0200", "2022-01-18T14:30:00+02:00"),
        ("Mar 5, 2022", "2022-03-05"),
    ],
)
def test_what_does_not_change_a_date_is_taken_away(text: str, date: str) -> None:
    reading = read_date(text)
    assert reading.text == date
    assert reading.repaired


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("18.01.22", "its year has two digits"),
        ("18/01/22 14:30", "its year has two digits"),
        ("18-Jan-22", "its year has two digits"),
        ("12 октября", "it has no year"),
        ("Oct. 12", "it has no year"),
        ("14:30-15:00 18.01.2022", "is not a date"),
        ("09:30-10:00 18.01.2022", "is not a date"),
        ("Tuesday", "is not a date"),
        ("mar. 2022 г.", ""),
        ("в 14:30", "is not a date"),
    ],
)
def test_what_stays_no_date(text: str, why: str) -> None:
    reading = read_date(text)
    assert (reading.text is None) == bool(why)
    assert why in reading.problem


def test_a_day_of_the_week_hides_no_order() -> None:
    assert order_of(["Tue, 1/18/2022", "2/3/2022"]) == "month first"
    assert read_date("Thu, 2/3/2022", "month first").text == "2022-02-03"


@pytest.mark.parametrize(
    ("column", "values", "dates"),
    [
        ("Date (dd/mm/yyyy)", ["03/04/2022", "05/06/2022"], ["2022-04-03", "2022-06-05"]),
        ("Date (MM/DD/YYYY)", ["03/04/2022"], ["2022-03-04"]),
        ("Date (MM.DD.YYYY)", ["03.04.2022"], ["2022-03-04"]),
        ("Дата (дд.мм.гггг)", ["03/04/2022"], ["2022-04-03"]),
        ("Date", ["03/04/2022"], [None]),
        # What the rows show goes before what the name says; both ways say nothing.
        ("Date (dd/mm/yyyy)", ["03/04/2022", "01/18/2022"], ["2022-03-04", "2022-01-18"]),
        ("Date (dd/mm/yyyy)", ["03/04/2022", "01/18/2022", "18/01/2022"],
         [None, "2022-01-18", "2022-01-18"]),
    ],
)  # fmt: skip
def test_the_name_of_a_column_may_say_the_order(
    column: str, values: list[str], dates: list[str | None], read_rows
) -> None:
    plain = {"category": "rail_echelon", "latitude": "52.05", "longitude": "29.25"}
    rows = [{**plain, "id": f"A{k}", column: value} for k, value in enumerate(values)]
    intake = read_rows(*rows, plain=False)
    found = intake.sightings["date_start"].astype(object)
    assert [None if one != one else one for one in found] == dates


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("181430ZJAN22", "2022-01-18T14:30Z"), ("18 1430Z JAN 2022", "2022-01-18T14:30Z"),
        ("181430BJan22", "2022-01-18T14:30+02:00"), ("181430RJAN22", "2022-01-18T14:30-05:00"),
        # J is whatever the time is there; a month of no name; 25 hours.
        ("181430JJAN22", None), ("181430ZXYZ22", None), ("182530ZJAN22", None),
    ],
)  # fmt: skip
def test_date_time_groups(text: str, read: str | None) -> None:
    assert read_date(text).text == read


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("early Oct 2022", "2022-10"), ("mid-October 2022", "2022-10"), ("late 2022", "2022"),
        ("початок жовтня 2022", "2022-10"), ("наприкінці жовтня 2022 року", "2022-10"),
        ("в начале октября 2022 г.", "2022-10"), ("канец 2022", "2022"),
        ("Anfang Oktober 2022", "2022-10"), ("mi-octobre 2022", "2022-10"),
        ("end of 2022-10", "2022-10"),
        ("early 12 Oct 2022", None), ("early", None), ("late October", None),
    ],
)  # fmt: skip
def test_a_part_of_a_month_is_somewhere_in_it(text: str, whole: str | None) -> None:
    """Which days are early nobody says: all of it is what surely holds it."""
    reading = read_date(text)
    assert reading.text == whole
    assert whole is None or "read as the whole" in reading.repaired
    assert read_date("early " * 15 + "Oct 2022").text is None
    assert read_date("early " * 10_000 + "Oct 2022").text is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("~2022-10-12", "is not an exact date: write from when to when"),
        ("2022-10-12?", "is not an exact date"), ("before 12 Oct 2022", "is not an exact date"),
        ("до 12.10.2022", "is not an exact date"), ("c. October 2022", "is not an exact date"),
        ("1665545400", "numbers are dates where all values of their column are such numbers"),
        ("2022-W53", "is not a date; write it as YYYY-MM-DD"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(text: str, told: str) -> None:
    reading = read_date(text, ranges=True)
    assert reading.text is None
    assert told in reading.problem
