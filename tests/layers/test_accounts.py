"""The account as files: every repair and reason, and rows that come back to be mended."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pytest

from layers.intake import Intake
from layers.readers import read
from layers.writing.accounts import aside_csv, report_csv, report_html

CSV = (
    "id,Datum,lat,lon,category,remark of mine\n"
    "a,2022-10-09,52.05,29.25,rail_echelon,fine\n"
    "b,09.10.2022,52.05,29.25,rail_echelon,repaired\n"
    'c,,,,rail_echelon,"=1+1, <b>lost</b>"\n'
    "a,2022-10-09,52.05,29.25,rail_echelon,fine\n"
    "d,2022-10-09,52.05,29.25,rail_echelon,too,many,cells\n"
)
MAP = {"Datum": "date_start"}


@pytest.fixture
def intake(tmp_path: Path) -> Intake:
    (tmp_path / "in.csv").write_text(CSV, encoding="utf-8")
    return read(tmp_path / "in.csv", mapping=MAP)


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


def test_report_has_every_repair_and_reason(intake: Intake) -> None:
    rows = rows_of(report_csv(intake))
    by_row: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        by_row.setdefault(row["row"], []).append(row)
    assert set(by_row) == {"2", "3", "4", "5"}
    assert [by_row[k][0]["spreadsheet_row"] for k in "2345"] == ["3", "4", "5", "6"]
    assert by_row["4"][0]["why"].endswith("in.csv, row 1 (spreadsheet row 2)")
    (repair,) = by_row["2"]
    assert (repair["column"], repair["value"], repair["became"]) == (
        "date_start", "09.10.2022", "2022-10-09",
    )  # fmt: skip
    assert [by_row[k][0]["outcome"] for k in "345"] == ["set aside", "duplicate", "set aside"]
    told = sum(len(row.repairs) + len(row.reasons) for row in intake.rows)
    assert len(rows) == told


def test_rows_that_were_set_aside_come_back_in_their_columns(
    intake: Intake, tmp_path: Path
) -> None:
    data = aside_csv(intake)
    lost, whole = rows_of(data)
    assert (lost["id"], lost["remark of mine"]) == ("c", "'=1+1, <b>lost</b>")
    assert (lost["kordon_file"][-6:], lost["kordon_row"]) == ("in.csv", "3")
    assert (lost["kordon_spreadsheet_row"], whole["kordon_spreadsheet_row"]) == ("4", "6")
    assert "neither a usable place nor a usable date" in lost["kordon_reason"]
    assert "too" in whole["kordon_reason"]
    mended = data.replace(b"c,,,,", b"c,2022-10-09,52.05,29.25,")
    (tmp_path / "mended.csv").write_bytes(mended)
    again = read(tmp_path / "mended.csv", mapping=MAP)
    assert (again.read, again.accepted) == (2, 1)
    sighting = again.sightings.iloc[0]
    assert sighting["remark of mine"] == "=1+1, <b>lost</b>"
    assert not [name for name in again.sightings if name.startswith("kordon_")]


def test_the_page_shows_text_as_text(intake: Intake) -> None:
    page = report_html(intake).decode("utf-8")
    assert "<b>" not in page
    assert "09.10.2022" in page
    assert "5 rows were read" in page
    assert "default-src &#x27;none&#x27;" not in page  # the policy itself is no text
    assert page.count("<script") == 0


def test_shapes_come_back_as_wkt(tmp_path: Path) -> None:
    import geopandas
    import shapely

    frame = geopandas.GeoDataFrame(
        {"id": ["a"], "colour": ["red"]}, geometry=[shapely.Point(29, 52)], crs=4326
    )
    frame.to_parquet(tmp_path / "a.parquet")
    (row,) = rows_of(aside_csv(read(tmp_path / "a.parquet")))
    assert (row["geometry"], row["colour"]) == ("POINT (29 52)", "red")


def test_nothing_set_aside_is_a_header(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("\n".join(CSV.split("\n")[:2]) + "\n")
    intake = read(tmp_path / "a.csv", mapping=MAP)
    assert rows_of(aside_csv(intake)) == []
    assert aside_csv(intake) == (b"kordon_reason,kordon_file,kordon_row,kordon_spreadsheet_row\r\n")
    assert pd.isna(intake.sightings["input_notes"].iloc[0])
