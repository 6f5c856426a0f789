"""Times of day in a column of their own are read with the days beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from layers.columns import map_columns
from layers.intake import Intake
from layers.readers import read
from layers.readers.batches import Account, How, read_batches
from layers.times import localtimes
from layers.times.timecolumns import local_time_meant, time_meant
from layers.times.timesofday import read_time
from layers.writing.export import export

TODAY = dt.date(2024, 6, 1)


def starts(intake: Intake) -> list[str]:
    return intake.sightings["date_start"].tolist()


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Time", ("date_start", "")), ("time_utc", ("date_start", "UTC")),
        ("UTC time", ("date_start", "UTC")), ("Час (UTC+3)", ("date_start", "UTC+3")),
        ("Время, МСК", ("date_start", "МСК")), ("Godzina", ("date_start", "")),
        ("End time [EET]", ("date_end", "EET")),
        ("Час (Київ)", ("date_start", "Europe/Kyiv")), ("Kyiv time", ("date_start", "Europe/Kyiv")),
        ("time_kyiv", ("date_start", "Europe/Kyiv")),
        ("Minsk time", ("date_start", "Europe/Minsk")),
        ("Время по Москве", ("date_start", "Europe/Moscow")),
        ("Московское время", ("date_start", "Europe/Moscow")),
        ("Time (EET/EEST)", ("date_start", "Europe/Kyiv")),
        ("Local time (Kyiv)", ("date_start", "Europe/Kyiv")),
        ("End time (Europe/Warsaw)", ("date_end", "Europe/Warsaw")),
        ("Time (Kyiv, Minsk)", ("", "")), ("Kyiv", ("", "")), ("Kyivtime", ("", "")),
        # Local where? And words that only look like it; time_from is what Kordon itself adds.
        ("Local time", ("", "")), ("Time (local)", ("", "")), ("Timezone", ("", "")),
        ("timestamp", ("", "")), ("UTC", ("", "")), ("time_from", ("", "")), ("", ("", "")),
    ],
)  # fmt: skip
def test_which_columns_hold_times(name: str, meant: tuple[str, str]) -> None:
    assert time_meant(name) == meant


@pytest.mark.parametrize(
    ("text", "zone", "behind"),
    [
        ("05:30", "", "T05:30"), ("5.30", "", "T05:30"), ("05:30:10", "", "T05:30:10"),
        ("2:30 PM", "", "T14:30"), ("14h30", "", "T14:30"), ("о 14:30", "", "T14:30"),
        ("14:30 Uhr", "", "T14:30"), ("05:30Z", "", "T05:30Z"), ("05:30 МСК", "", "T05:30+03:00"),
        ("05:30 UTC-3:30", "", "T05:30-03:30"), ("05:30", "UTC+2", "T05:30+02:00"),
        ("05:30 EET", "UTC", "T05:30+02:00"), ("00:00", "UTC", "T00:00Z"),
        # Midnight is how programs write that there is no time.
        ("00:00", "", None), ("24:00", "", None), ("25:10", "", None), ("05:30-06:00", "", None),
        ("05:30-25", "", None), ("morning", "", None), ("0530", "", None), ("5", "", None),
        ("2022-01-18T05:30Z", "", None), ("", "", None),
    ],
)  # fmt: skip
def test_what_is_a_time_of_day(text: str, zone: str, behind: str | None) -> None:
    found = read_time(text, zone)
    assert (found and found.text) == behind


@pytest.mark.parametrize("name", ["Local time", "Time (local)", "Местное время"])
def test_times_of_no_place_are_told(name: str) -> None:
    """Whose time it is nobody can tell: the column is kept, and what is missing is said."""
    mapping = map_columns(["date", name])
    assert mapping.times == {}
    assert any("which offset its times have it does not say" in note for note in mapping.notes)
    assert not any("which offset" in note for note in map_columns([name, "note"]).notes)


def test_a_day_and_its_time_are_one_moment(
    read_rows: Callable[..., Intake], balanced: Callable[[Intake], list[str]]
) -> None:
    """As if they stood in one cell; what is no day, or has its time, stays as it is."""
    times = {
        ("2022-01-18", "05:30 EET"): "2022-01-18T05:30+02:00",
        ("18.01.2022", "05:30Z"): "2022-01-18T05:30Z",
        ("2022-01-18", "01:30"): "2022-01-18T01:30",
        ("2022-01-18", "00:00"): "2022-01-18",
        ("2022-01-18", "at dawn"): "2022-01-18",
        ("2022-01-18", ""): "2022-01-18",
        ("2022-01", "05:30"): "2022-01",
        ("12-14 Jan 2022", "05:30"): "2022-01-12",
        ("2022-01-18T07:00Z", "05:30"): "2022-01-18T07:00Z",
    }
    intake = read_rows(*({"date_start": day, "Time": time} for day, time in times))
    assert starts(intake) == [*times.values()]
    assert intake.sightings["Time"].fillna("").tolist() == [time for _, time in times]
    assert balanced(intake)[:3] == ["accepted", "repaired", "accepted"]
    first, last = (intake.sightings[name].iloc[0] for name in ("time_from", "time_to"))
    assert (str(first)[:16], str(last)[:16]) == ("2022-01-18 03:30", "2022-01-18 03:31")
    (report,) = intake.files
    assert report.reasons["date_start has a time without offset"] == 1
    (note,) = [note for note in report.notes if "'Time'" in note]
    assert "3 of its 8 values are read as times of the days in date_start" in note
    assert "'at dawn'" in note


def test_a_zone_in_the_name_holds_for_the_column(read_rows: Callable[..., Intake]) -> None:
    intake = read_rows({"Час (UTC+2)": "05:30"}, {"Час (UTC+2)": "05:30Z"})
    assert starts(intake) == ["2022-01-18T05:30+02:00", "2022-01-18T05:30Z"]
    assert not intake.files[0].reasons


def test_the_end_has_times_too(read_rows: Callable[..., Intake]) -> None:
    row = {"date_end": "2022-01-18", "Start time": "05:30Z", "End time": "07:00Z"}
    sighting = read_rows(row).sightings.iloc[0]
    assert sighting["date_end"] == "2022-01-18T07:00Z"
    assert (sighting["time_to"] - sighting["time_from"]) == dt.timedelta(minutes=91)


def test_long_names_and_cells_take_no_time() -> None:
    """A stranger may write a megabyte of blanks where a time is expected: this would take years."""
    for text in ("05:30" + " " * 100_000 + "x", "-" * 100_000):
        assert read_time(text) is None
    for name in ("-" * 1_000_000, "Time" + " " * 1_000_000 + "x", "(" * 1_000_000):
        assert time_meant(name) == ("", "")
        assert local_time_meant(name) == ""


def test_a_column_that_is_mapped_or_kept_out_is_no_time() -> None:
    columns = ["date", "time", "note"]
    assert map_columns(columns).times == {"date_start": "time"}
    assert map_columns(columns, {"time": ""}).times == {}
    assert map_columns(columns, {"time": "description"}).times == {}
    assert map_columns(["time", "note"]).times == {}  # then it is the date
    assert map_columns(["time", "note"]).fields["date_start"] == "time"


def test_a_column_without_times_is_told(read_rows: Callable[..., Intake]) -> None:
    intake = read_rows({"time": "2022-01-19T05:30Z"})
    assert starts(intake) == ["2022-01-18"]
    assert any("holds no times for the days" in note for note in intake.files[0].notes)


def test_serial_days_and_cells_of_workbooks(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        for column, name in enumerate(["date", "time (UTC)", "equipment", "lat", "lon"]):
            sheet.write(0, column, name)
        day, time = (book.add_format({"num_format": form}) for form in ("dd.mm.yyyy", "hh:mm"))
        sheet.write_datetime(1, 0, dt.date(2022, 1, 18), day)
        sheet.write_datetime(1, 1, dt.time(5, 30), time)
        for column, value in enumerate(["train", 52.05, 29.25], 2):
            sheet.write(1, column, value)
    (tmp_path / "b.csv").write_text(
        "date,time,equipment,lat,lon\n44579,05:30Z,train,52.05,29.25\n", "utf-8"
    )
    found = read([tmp_path / "a.xlsx", tmp_path / "b.csv"], today=TODAY, layer="deployment")
    assert starts(found) == ["2022-01-18T05:30:00Z", "2022-01-18T05:30Z"]


def test_batches_and_exports_say_the_same(read_rows: Callable[..., Intake], tmp_path: Path) -> None:
    """Read in parts, and written and read again, it is the same record."""
    whole = read_rows({"time": "05:30"}, {"time": "00:00"}, {"time": "noon"}, {"time": "05:30Z"})
    source = tmp_path / "rows1.csv"
    parts = [*read_batches([source], How(today=TODAY), Account())]
    assert [text for part in parts for text in part["date_start"]] == starts(whole)
    for format_ in ("csv", "geojson"):
        path = tmp_path / f"again.{format_}"
        path.write_bytes(export(whole.sightings, format_))
        again = read([source, path], today=TODAY)
        assert again.files[1].duplicates == 4


def test_times_of_a_place_have_its_offset_of_that_day(
    read_rows: Callable[..., Intake], balanced: Callable[[Intake], list[str]]
) -> None:
    """Summer and winter; where clocks were changed over a time, only the day is sure."""
    times = {
        ("2022-01-18", "05:30"): "2022-01-18T05:30+02:00",
        ("18.07.2022", "05:30"): "2022-07-18T05:30+03:00",
        ("2022-07-18", "05:30Z"): "2022-07-18T05:30Z",
        ("2022-10-30", "03:30"): "2022-10-30",
        ("2022-03-27", "03:30"): "2022-03-27",
        ("2022-03-27", "dawn"): "2022-03-27",
    }
    intake = read_rows(*({"date_start": day, "Час (Київ)": time} for day, time in times))
    assert starts(intake) == [*times.values()]
    balanced(intake)
    (report,) = intake.files
    assert report.reasons == {"date_start has an unclear time": 2}
    assert "03:30 is not used, as clocks were changed over the time (Europe/Kyiv)" in str(
        report.rows
    )
    assert "times of column 'Час (Київ)' are those of Europe/Kyiv" in report.notes
    first = intake.sightings["time_from"].astype(str).tolist()
    assert (first[1][:16], first[3][:16]) == ("2022-07-18 02:30", "2022-10-30 00:00")


@pytest.mark.parametrize(
    ("name", "text", "became"),
    [
        ("Date (Kyiv)", "2022-07-18 05:30", "2022-07-18T05:30+03:00"),
        ("Дата (Мінськ)", "18.07.2022 05:30", "2022-07-18T05:30+03:00"),
        ("Date (MSK)", "2022-07-18T05:30", "2022-07-18T05:30+03:00"),
        ("Date (EET)", "2022-07-18T05:30:10", "2022-07-18T05:30:10+02:00"),
        ("Date (Kyiv)", "2022-07-18T05:30Z", "2022-07-18T05:30Z"),
        ("Date (Kyiv)", "2022-07-18", "2022-07-18"),
        ("Date (Kyiv)", "2022-10-30 03:30", "2022-10-30"),
        ("Date (UTC)", "2022-07-18T05:30", "2022-07-18T05:30"),
    ],
)
def test_a_zone_in_the_name_of_a_column_of_dates(
    name: str, text: str, became: str, read_rows: Callable[..., Intake]
) -> None:
    row = {name: text, "category": "rail_echelon", "latitude": "52.05", "longitude": "29.25"}
    intake = read_rows(row, plain=False)
    assert starts(intake) == [became]
    assert ("has a time without offset" in str(intake.files[0].reasons)) == ("UTC" in name)


def test_a_zone_that_this_machine_does_not_know(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the column is kept, and what is missing is said, as of any local time."""
    monkeypatch.setattr(localtimes, "_zone", lambda name: None)
    assert time_meant("Час (Київ)") == ("", "")
    assert any("which offset" in note for note in map_columns(["date", "Час (Київ)"]).notes)
