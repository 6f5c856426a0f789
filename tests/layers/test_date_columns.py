"""Dates in columns of year, month and day are one date; nothing else is taken for such columns."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from layers.intake import Intake
from layers.mappings import mapping_json, mapping_used, read_mapping
from layers.readers import read
from layers.readers.batches import Account, How, read_batches
from layers.times.datecolumns import date_parts
from layers.writing.export import export

HEAD = "category,lat,lon"
ROW = "troop_arrival,52.05,29.25"


def text_of(names: str, *dates: str) -> str:
    return "\n".join([f"{HEAD},{names}", *(f"{ROW},{date}" for date in dates)]) + "\n"


@pytest.mark.parametrize(
    ("columns", "parts"),
    [
        ("year month day", ("year", "month", "day")),
        ("Day Month Year note", ("Year", "Month", "Day")),
        ("iyear imonth iday", ("iyear", "imonth", "iday")),
        ("Рік Місяць День", ("Рік", "Місяць", "День")),
        ("year month day Time", ("year", "month", "day")),
        # Two parts, a part twice, and dates that are there.
        ("year month", ()), ("year Year month day", ()), ("year month day date", ()),
        ("year month day timestamp", ()), ("day", ()), ("", ()),
    ],
)  # fmt: skip
def test_which_columns_make_a_date(columns: str, parts: tuple[str, ...]) -> None:
    assert date_parts(columns.split(), {}) == parts


def test_what_the_user_says_goes_before() -> None:
    names = ["year", "month", "day", "when seen"]
    assert date_parts(names, {"day": ""}) == ()
    assert date_parts(names, {"when seen": "date_start"}) == ()
    assert date_parts(names, {"when seen": "description"}) == ("year", "month", "day")


def test_dates_are_as_exact_as_their_parts(read_text: Callable[..., Intake]) -> None:
    dates = {
        "2022,10,9": "2022-10-09", "2022.0,10.0,09.0": "2022-10-09", "2022,Oct,9": "2022-10-09",
        "2022,жовтень,9": "2022-10-09", "2022,10,": "2022-10", "2022,10,0": "2022-10",
        "2022,0,0": "2022", "2022,,": "2022",
        # No such day; a day of no month; no year; names of nothing: kept, and said.
        "2022,2,30": None, "2022,,9": None, "22,10,9": None, "2022,often,9": None, ",,": None,
    }  # fmt: skip
    intake = read_text(text_of("year,month,day", *dates))
    found = intake.sightings["date_start"]
    assert [None if found.isna()[k] else found[k] for k in range(len(found))] == [*dates.values()]
    assert intake.sightings["day"].fillna("").tolist() == [one.split(",")[2] for one in dates]
    (report,) = intake.files
    assert "columns 'year', 'month', 'day' are read as one date" in report.notes
    assert report.reasons["date_start cannot be used"] == 4
    assert "'2022 /  / 9' is not a date" in " ".join(intake.rows[9].reasons)
    assert report.mapping["year, month, day"] == "date_start"


def test_a_time_beside_them_is_read_with_them(read_text: Callable[..., Intake]) -> None:
    intake = read_text(text_of("year,month,day,time", "2022,10,9,05:30Z"))
    assert intake.sightings["date_start"].tolist() == ["2022-10-09T05:30Z"]


def test_parts_exports_and_saved_mappings_say_the_same(tmp_path: Path) -> None:
    """In batches, out and in again, and by the mapping that was saved."""
    path, again = tmp_path / "a.csv", tmp_path / "again.csv"
    path.write_text(text_of("year,month,day", "2022,10,9", "2022,10,"), "utf-8")
    whole = read(path)
    (part,) = read_batches([path], How(), Account())
    assert part["date_start"].tolist() == ["2022-10-09", "2022-10"]
    again.write_bytes(export(whole.sightings, "csv"))
    assert read([path, again]).files[1].duplicates == 2
    saved = tmp_path / "saved.json"
    saved.write_bytes(mapping_json(mapping_used(whole)))
    assert read(path, mapping=read_mapping(saved)).sightings["date_start"].tolist() == [
        "2022-10-09", "2022-10",
    ]  # fmt: skip
    other = tmp_path / "b.csv"
    other.write_text(f"{HEAD},date\n{ROW},2022-10-10\n", "utf-8")
    assert read(other, mapping=read_mapping(saved)).sightings["date_start"].tolist() == [
        "2022-10-10"
    ]


@pytest.mark.parametrize(("text", "told"), [("a note", True), ("18.01.2022", False), ("", False)])
def test_a_column_of_dates_without_any_is_pointed_out(
    text: str, told: bool, read_text: Callable[..., Intake]
) -> None:
    """``data`` is a date in Polish, and often something else in English."""
    intake = read_text(f"data,lat,lon,category\n{text},52.05,29.25,rail_echelon\n")
    notes = " ".join(intake.files[0].notes)
    assert ("'data' is read as date_start, and none of its values is a date" in notes) == told
    assert ("--map 'data'= keeps it" in notes) == told
