"""What the user decides: whose time it is, which of day and month comes first, which sheets."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from pathlib import Path
from typing import Any

import geopandas
import pandas as pd
import pytest
import xlsxwriter
from pandas.testing import assert_frame_equal
from shapely.geometry import Point

import kordon
from geo.errors import ArgumentError, ForeignFileError, InputError
from layers.frames import joined
from layers.intake import Intake
from layers.policy import UNDECIDED, Policy
from layers.readers import read
from layers.readers.batches import Account, How, read_batches
from layers.store.importing import import_files

TODAY = dt.date(2024, 6, 1)
KYIV = Policy(time_zone="Europe/Kyiv")


def table(path: Path, head: str, *rows: str) -> Path:
    """A CSV whose rows have a place and a layer, whatever else stands in them."""
    lines = [f"layer;lat;lon;note;{head}"]
    lines += [f"deployment;52;29;n{number};{row}" for number, row in enumerate(rows)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def starts(intake: Intake) -> list[str | None]:
    texts = intake.sightings["date_start"]
    return [text if isinstance(text, str) else None for text in texts]


def both_ways(path: Path, policy: Policy) -> Intake:
    """Read whole, and see that in batches it is the same."""
    whole, account = read(path, policy=policy, today=TODAY), Account()
    frames = list(read_batches([path], How(policy=policy, today=TODAY), account))
    assert_frame_equal(pd.DataFrame(joined(frames)), pd.DataFrame(whole.sightings))
    assert (account.read, account.repaired) == (whole.read, whole.repaired)
    return whole


def said(intake: Intake) -> str:
    return "\n".join(note for report in intake.files for note in report.notes)


def test_times_without_offset_are_those_of_the_zone(tmp_path: Path) -> None:
    path = table(
        tmp_path / "a.csv", "date;embargo_until;source_date",
        "2022-01-18 14:30;2022-01-19 12:00;2022-01-20 10:00 | 2022-01-21",
        "2022-07-18 14:30;;", "2022-07-18T14:30+01:00;;", "2022-07-18;;",
        "2022-03-27 03:30;;",  # clocks went from 3 to 4
    )  # fmt: skip
    intake = both_ways(path, KYIV)
    assert starts(intake) == [
        "2022-01-18T14:30+02:00", "2022-07-18T14:30+03:00", "2022-07-18T14:30+01:00",
        "2022-07-18", "2022-03-27",
    ]  # fmt: skip
    assert intake.sightings["time_from"][0] == pd.Timestamp("2022-01-18T12:30Z")
    assert intake.sightings["embargo_until"][0] == "2022-01-19T12:00+02:00"
    assert intake.sightings["source_date"][0] == "2022-01-20T10:00+02:00 | 2022-01-21"
    (first, *_) = intake.files[0].rows.not_plain()
    whys = [repair.why for repair in first.repairs if repair.column == "date_start"]
    assert whys == ["the time of Europe/Kyiv, as --time-zone says"]
    assert "no offset" not in said(intake)


def test_without_the_option_it_is_utc_and_who_decides_is_said(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", "date", "2022-01-18 14:30", "03/04/2022", "03/04/22")
    intake = both_ways(path, UNDECIDED)
    assert starts(intake) == ["2022-01-18T14:30", None, None]
    assert "1 time has no offset, read as UTC" in said(intake)
    assert "--time-zone" in said(intake)
    reasons = [reason for row in intake.rows for reason in row.reasons]
    assert sum("or say --date-order" in reason for reason in reasons) == 2


def test_times_of_day_are_those_of_the_zone_of_their_day(tmp_path: Path) -> None:
    path = table(
        tmp_path / "a.csv", "date;Local time", "2022-01-18;14:30", "2022-07-18;14:30",
        "2022-07-18;14:30Z", "2022-03-27;03:30", "2022-03-27;",
    )  # fmt: skip
    intake = both_ways(path, KYIV)
    assert starts(intake) == [
        "2022-01-18T14:30+02:00", "2022-07-18T14:30+03:00", "2022-07-18T14:30Z", "2022-03-27",
        "2022-03-27",
    ]  # fmt: skip
    assert "those of Europe/Kyiv, where they say no other, as --time-zone says" in said(intake)
    assert "--time-zone says it" in said(both_ways(path, UNDECIDED))
    other = table(tmp_path / "b.csv", "date;time", "2022-01-18;14:30")
    utc = both_ways(other, Policy(time_zone="UTC"))
    assert starts(utc) == ["2022-01-18T14:30Z"]


@pytest.mark.parametrize("head", ["Date (Minsk)", "date;Time (Minsk)"])
def test_a_zone_that_the_column_names_stays(head: str, tmp_path: Path) -> None:
    row = "2022-01-18;14:30" if ";" in head else "2022-01-18 14:30"
    intake = both_ways(table(tmp_path / "a.csv", head, row), KYIV)
    assert starts(intake) == ["2022-01-18T14:30+03:00"]
    assert "--time-zone" not in said(intake)


@pytest.mark.parametrize(
    ("head", "texts", "order", "dates", "note"),
    [
        ("date", ["03/04/2022", "03/04/22"], "day-first", ["2022-04-03", "2022-04-03"], ""),
        ("date", ["03/04/2022", "3.4.22"], "month-first", ["2022-03-04", "2022-03-04"], ""),
        ("date", ["10.12.2022"], "month-first", ["2022-10-12"], ""),
        ("date", ["03/04-05/04/2022"], "day-first", ["2022-04-03"], ""),
        # What the column shows is not overruled, and that is said.
        ("date", ["03/04/2022", "18/01/2022"], "month-first", ["2022-04-03", "2022-01-18"],
         "the day comes first, as 18/01/2022 shows: --date-order month-first is not used"),
        ("date", ["03/04/2022", "1/18/2022"], "day-first", ["2022-03-04", "2022-01-18"],
         "the month comes first, as 1/18/2022 shows: --date-order day-first is not used"),
        ("Date (dd/mm/yyyy)", ["03/04/2022"], "month-first", ["2022-04-03"],
         "the day comes first, as the name of its column says"),
        ("date", ["03/04/2022", "03.04.2022", "18.01.2022"], "month-first",
         ["2022-03-04", "2022-04-03", "2022-01-18"], "dates with points are day first"),
        ("date", ["03/04/2022", "18/01/2022", "1/18/2022"], "day-first",
         ["2022-04-03", "2022-01-18", "2022-01-18"], "some of its dates are day first and some"),
        ("date", ["03/04/22", "31/12/23"], "month-first", ["2022-04-03", "2023-12-31"],
         "can only be day first: --date-order month-first is not used"),
    ],
)  # fmt: skip
def test_which_of_day_and_month_comes_first(
    head: str, texts: list[str], order: str, dates: list[str], note: str, tmp_path: Path
) -> None:
    intake = both_ways(table(tmp_path / "a.csv", head, *texts), Policy(date_order=order))
    assert starts(intake) == dates
    assert note in said(intake)
    assert ("--date-order" in said(intake)) == bool(note)
    whys = [repair.why for row in intake.rows for repair in row.repairs]
    assert any("as --date-order says" in why or "read as --date-order" in why for why in whys) == (
        not note or "points" in note or "some of" in note
    )


def test_who_decides_both_is_told_of_both(tmp_path: Path) -> None:
    policy = Policy(time_zone="Europe/Kyiv", date_order="day-first")
    intake = both_ways(table(tmp_path / "a.csv", "date", "03/04/2022 14:30"), policy)
    assert starts(intake) == ["2022-04-03T14:30+03:00"]
    (row,) = intake.files[0].rows.not_plain()
    assert row.repairs[0].why == (
        "day first, written as ISO 8601, as --date-order says; "
        "the time of Europe/Kyiv, as --time-zone says"
    )


def book(path: Path, *names: str) -> Path:
    with xlsxwriter.Workbook(path) as made:
        for name in names:
            sheet = made.add_worksheet(name)
            if name != "Empty":
                sheet.write_row(0, 0, ["layer", "lat", "lon", "date", "note"])
                sheet.write_row(1, 0, ["deployment", 52, 29, "2022-01-18", f"of {name}"])
    return path


def test_only_the_sheets_that_are_asked_for(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", "Camps", "Old", "Empty")
    intake = both_ways(path, Policy(sheets=("camps",)))
    assert intake.sightings["description"].tolist() == ["of Camps"]
    assert "sheets left out, as --sheet asks for others: 'Old', 'Empty'" in said(intake)
    assert both_ways(path, UNDECIDED).read == 2
    with pytest.raises(ForeignFileError, match="no sheet 'Kamps'; it has 'Camps', 'Old', 'Empty'"):
        read(path, policy=Policy(sheets=("Kamps",)))
    with pytest.raises(InputError, match="No file has a sheet or layer 'Kamps': they have 'Camps'"):
        read(path, policy=Policy(sheets=("Camps", "Kamps")))
    with pytest.raises(ForeignFileError, match="'Empty' holds no cells"):
        read(path, policy=Policy(sheets=("Empty",)))


def test_sheets_of_several_files(tmp_path: Path) -> None:
    """Each has at least one of them; what has no sheets is read whole."""
    one, other = book(tmp_path / "a.xlsx", "A", "X"), tmp_path / "b.gpkg"
    frame = geopandas.GeoDataFrame(
        {"layer": ["deployment"], "date": ["2022-01-18"], "note": ["b"]},
        geometry=[Point(29, 52)], crs=4326,
    )  # fmt: skip
    for name in ("B", "X2"):
        frame.to_file(other, layer=name, engine="pyogrio")
    plain = table(tmp_path / "c.csv", "date", "2022-01-18")
    account, policy = Account(), Policy(sheets=("A", "B"))
    intake = read([one, other, plain], policy=policy, today=TODAY)
    assert intake.sightings["description"].tolist() == ["of A", "b", "n0"]
    assert "layer left out, as --sheet asks for others: 'X2'" in said(intake)
    list(read_batches([one, other, plain], How(policy=policy), account))
    assert account.read == 3
    with pytest.raises(InputError, match="none of them is a workbook"):
        read(plain, policy=policy)
    with pytest.raises(InputError, match="none of them is a workbook"):
        list(read_batches([plain], How(policy=policy), Account()))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"time_zone": "Kyiv"}, "did you mean Europe/Kyiv"),
        ({"time_zone": "Europe/Kyjiv"}, "did you mean Europe/Kyiv"),
        ({"time_zone": "EET"}, "no time zone"),
        ({"time_zone": "../etc/passwd"}, "no time zone"),
        ({"date_order": "dmy"}, "say day-first or month-first"),
        ({"sheets": (" ",)}, "without a name"),
    ],
)
def test_what_there_is_not_is_refused(wrong: dict[str, str], told: str) -> None:
    with pytest.raises(ArgumentError, match=told):
        Policy(**wrong)  # type: ignore[arg-type]


def test_a_store_keeps_what_was_decided(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", "date", "2022-01-18 14:30")
    store = tmp_path / "k.db"
    import_files([path], store, policy=KYIV)
    assert starts(read(store)) == ["2022-01-18T14:30+02:00"]
    with sqlite3.connect(store) as database:
        bodies = [json.loads(body) for (body,) in database.execute("SELECT body FROM events")]
    assert bodies[-1]["policy"] == {"time_zone": "Europe/Kyiv"}


@pytest.mark.parametrize("call", [kordon.query, kordon.doubles, kordon.build_briefing])
def test_calls_that_read_take_the_same_keywords_and_no_other(call: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("Чин;lat;lon;was\n1;52;29;rail_echelon\n".encode("cp1251"))
    how = {"encoding": "cp1251", "mapping": {"was": "category", "Чин": ""}, "policy": KYIV}
    call([path], default_layer="deployment", **how)
    with pytest.raises(TypeError, match="encodng"):
        call([path], encodng="cp1251")
