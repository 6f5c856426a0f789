"""Positions in one column: read, judged like any other, and never known better than written."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from layers.readers import read

HEAD = "id,date,category,coordinates,uncertainty\n"


def intake_of(folder: Path, *cells: str, uncertainty: str = ""):
    """What becomes of rows with these coordinates."""
    rows = "".join(
        f'r{k},2022-10-09,rail_echelon,"{cell.replace(chr(34), 2 * chr(34))}",{uncertainty}\n'
        for k, cell in enumerate(cells)
    )
    (folder / "a.csv").write_text(HEAD + rows, encoding="utf-8")
    return read(folder / "a.csv")


def test_pairs_of_degrees_are_plain(tmp_path: Path) -> None:
    intake = intake_of(tmp_path, "52.05, 29.25", "(52.05; 29.25)", "52.05 29.25", "[52.05,29.25]")
    assert intake.accepted == 4
    assert set(intake.sightings.geometry.to_wkt()) == {"POINT (29.25 52.05)"}
    assert intake.files[0].mapping["coordinates"] == "geometry"


@pytest.mark.parametrize(
    "text",
    ["52°03'N 29°15'E", "N52 03.0 E29 15.0", "52,05; 29,25", "52,05° с.ш. 29,25° в.д."],
)
def test_other_notations_are_repaired_and_told(text: str, tmp_path: Path) -> None:
    intake = intake_of(tmp_path, text)
    point = intake.sightings.geometry.iloc[0]
    assert (round(point.x, 6), round(point.y, 6)) == (29.25, 52.05)
    (row,) = intake.rows
    if row.repairs:
        (repair,) = row.repairs
        assert (repair.column, repair.before) == ("geometry", text)
        assert repair.why.endswith("read as decimal degrees")


def test_longitude_first_is_recognised_by_the_region(tmp_path: Path) -> None:
    intake = intake_of(tmp_path, "29.25, 52.05", "29°15' 52°03'")
    assert intake.repaired == 2
    assert set(intake.sightings.geometry.to_wkt()) == {"POINT (29.25 52.05)"}
    for row in intake.rows:
        assert any("wrong way round" in repair.why for repair in row.repairs)


@pytest.mark.parametrize(
    ("said", "found"), [("", 707.1), ("100", 707.1), ("707.2", 707.2), ("5000", 5_000)]
)
def test_a_square_is_not_known_better_than_it_is_large(
    said: str, found: float, tmp_path: Path
) -> None:
    intake = intake_of(tmp_path, "35U PU 54 68", uncertainty=said)
    assert intake.sightings["coordinate_uncertainty_m"].iloc[0] == found
    told = [repair.column for repair in intake.rows[0].repairs]
    assert ("coordinate_uncertainty_m" in told) == (found == 707.1)


def test_a_height_stays_with_its_row(tmp_path: Path) -> None:
    """Two reports that differ in it are two; the order is judged as ever."""
    intake = intake_of(tmp_path, "52.05, 29.25, 145", "29.25, 52.05, 145", "52.05 29.25 90 m")
    assert set(intake.sightings.geometry.to_wkt()) == {"POINT (29.25 52.05)"}
    assert (intake.accepted, intake.repaired, intake.unlocated) == (2, 1, 0)
    assert intake.files[0].reasons == {"position is written with a height, which is not used": 3}
    notes = intake.sightings["input_notes"].tolist()
    assert [text.endswith("height=90 m") for text in notes] == [False, False, True]


def test_a_link_without_a_marker_is_told(tmp_path: Path) -> None:
    intake = intake_of(tmp_path, "https://www.google.com/maps/@52.05,29.25,15z")
    (row,) = intake.rows
    assert row.reasons == ("position is the middle of a map, where nothing is marked",)
    assert intake.sightings.geometry.iloc[0].y == 52.05


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("near the bridge", "is no position"),
        ("52.05", "holds one angle"),
        ("LINESTRING (29 52", "not valid WKT"),
        ("95.1, 200.2", "out of range|is not within|are no place"),
        ("https://goo.gl/maps/x", "nothing is fetched"),
    ],
)
def test_what_is_no_position_stays_with_its_row(text: str, told: str, tmp_path: Path) -> None:
    intake = intake_of(tmp_path, text)
    assert (intake.read, intake.unlocated) == (1, 1)
    assert pd.Series(intake.rows[0].reasons).str.contains(told).any()
    assert text.split(",")[0] in intake.sightings["input_notes"].iloc[0]


def test_metres_of_a_projection_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = ("654000,5768920", "29.25,5768920", "200,95")
    lines = [f"2022-10-09,rail_echelon,{row}\n" for row in rows]
    path.write_text("date,category,x,y\n" + "".join(lines))
    reasons = [" ".join(row.reasons) for row in read(path).rows]
    assert all("is not within -90 to 90" in text for text in reasons)
    assert ["metres of a projection" in text for text in reasons] == [True, False, False]


def test_two_positions_that_differ_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "id,date,category,lat,lon,gps\n"
        'a,2022-10-09,rail_echelon,52.05,29.25,"52.05, 29.25"\n'
        'b,2022-10-09,rail_echelon,52.05,29.25,"52.15, 29.25"\n'
        "c,2022-10-09,rail_echelon,52.05,29.25,52°09'N 29°15'E\n"
    )
    intake = read(path)
    assert intake.sightings.geometry.to_wkt().tolist() == ["POINT (29.25 52.05)"] * 3
    assert intake.files[0].reasons["geometry and coordinates differ"] == 2
    assert intake.accepted == 3


def test_many_distinct_texts_take_no_longer_each(tmp_path: Path) -> None:
    """Rows are found by their text in one go: this would take minutes else."""
    cells = [f"{52 + k / 1e5:.5f}N {29 + k / 1e5:.5f}E" for k in range(20_000)]
    intake = intake_of(tmp_path, *cells)
    assert len(intake.sightings) == 20_000
    assert intake.sightings.geometry.iloc[123].y == pytest.approx(52.00123)


@pytest.mark.parametrize(
    ("columns", "cells", "told"),
    [
        ("Location", ["52.05, 29.25", "35U PU 5400 6892", "Mazyr"], True),
        ("Location", ["52.05, 29.25", "Mazyr", "Yelsk"], False),
        ("Location", [""], False),
        ("coordinates,Location", ["52.05, 29.25"], False),
    ],
)
def test_positions_in_a_column_of_places_are_pointed_out(
    columns: str, cells: list[str], told: bool, tmp_path: Path
) -> None:
    """They are not read there, since a place is what the source calls it; but that is said."""
    before = ",".join('""' for _ in columns.split(",")[1:])
    rows = "".join(f'r,2022-10-09,rail_echelon,{before}{"," * bool(before)}"{c}"\n' for c in cells)
    (tmp_path / "a.csv").write_text(f"note,date,category,{columns}\n{rows}", encoding="utf-8")
    notes = " ".join(read(tmp_path / "a.csv").files[0].notes)
    assert ("--map 'Location'=geometry reads where they are" in notes) == told
