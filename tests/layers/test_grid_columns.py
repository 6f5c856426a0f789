"""Easting, northing and zone in columns are one position; what is missing is said of each row."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from geo.errors import PlaceError
from layers.checking.gridcolumns import grid_columns
from layers.intake import Intake
from layers.readers import read
from layers.readers.batches import Account, How, read_batches
from layers.writing.export import export

HEAD = "category,date"
ROW = "troop_arrival,2022-01-18"
#: Of 345678 m, 5812345 m in zone 36, on the northern half.
THERE = (30.7296133, 52.4394838)


def intake_of(folder: Path, names: str, *cells: str) -> Intake:
    lines = [f"{HEAD};{names}".replace(",", ";")]
    lines += [f"{ROW};{row}".replace(",", ";", 1) for row in cells]
    path = folder / "a.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read(path)


def are_there(intake: Intake, rows: int) -> bool:
    points = [(round(one.x, 6), round(one.y, 6)) for one in intake.sightings.geometry if one]
    return len(points) == rows and all(
        abs(x - THERE[0]) < 1e-5 and abs(y - THERE[1]) < 1e-5 for x, y in points
    )


@pytest.mark.parametrize(
    ("columns", "parts"),
    [
        ("Easting Northing Zone", ("Zone", "Easting", "Northing")),
        ("utm_e utm_n utm_zone band", ("utm_zone", "band", "utm_e", "utm_n")),
        ("E N zone hemisphere", ("zone", "hemisphere", "E", "N")),
        ("X Y zone", ("zone", "X", "Y")),
        ("easting northing", ("easting", "northing")),
        ("x_utm36n y_utm36n", ("x_utm36n", "y_utm36n")),
        ("X(EPSG:32636) Y(EPSG:32636)", ("X(EPSG:32636)", "Y(EPSG:32636)")),
        # Degrees, one of the two, two systems, and places that are there.
        ("X Y", ()), ("E N", ()), ("easting zone", ()), ("X(EPSG:4326) Y(EPSG:4326)", ()),
        ("X(EPSG:32636) Y(EPSG:32635)", ()), ("easting northing zone mgrs", ()),
        ("easting Easting northing zone", ()),
    ],
)  # fmt: skip
def test_which_columns_make_a_position(columns: str, parts: Sequence[str]) -> None:
    found = grid_columns(columns.split(), {})
    assert (found.parts if found else []) == [*parts]


def test_a_mapping_of_ones_own_goes_before() -> None:
    names = ["easting", "northing", "zone", "where seen"]
    assert grid_columns(names, {"zone": ""}).zone == ""
    assert grid_columns(names, {"easting": "description"}) is None
    assert grid_columns(names, {"where seen": "geometry"}) is None


@pytest.mark.parametrize(
    ("names", "cells"),
    [
        ("Easting;Northing;UTM zone", "345678;5812345;36U"),
        ("Easting;Northing;UTM zone", "345 678;5 812 345;36 N"),
        ("Easting;Northing;UTM zone", "345,678.0;5,812,345.0;36U"),
        ("Easting;Northing;UTM zone", "345678,0;5812345,0;36"),
        ("Easting;Northing;UTM zone", "345678 m;5812345 m;UTM 36U"),
        ("Easting;Northing;UTM zone", "5812345;345678;36U"),
        ("E;N;zone;band", "345678;5812345;36;U"),
        ("E;N;zone;hemisphere", "345678;5812345;36.0;N"),
        ("E;N;zone;hemisphere", "345678;5812345;36;Северное"),
        ("X;Y;zone", "345678;5812345;36U"),
        ("X;Y;zone", "5812345;345678;36U"),
        ("X (EPSG:32636);Y (EPSG:32636)", "345678;5812345"),
        ("X [UTM 36U];Y [UTM 36U]", "345678;5812345"),
        ("lat;lon;easting;northing;zone", ";;345678;5812345;36U"),
    ],
)
def test_positions_are_read_with_a_note(names: str, cells: str, tmp_path: Path) -> None:
    intake = intake_of(tmp_path, names, cells)
    assert are_there(intake, 1)
    (row,) = intake.rows
    assert "UTM read as decimal degrees" in row.repairs[0].why


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    """A row that says nothing of metres is unlocated without more words."""
    cells = {
        "345678;5812345;": "metres without a zone",
        "345678;;36U": "the northing is missing",
        ";5812345;36U": "the easting is missing",
        "345678;5812345;Sector 4": "'Sector 4' is no zone of UTM",
        "345678;812345;36U": "band U goes from 48 to 56",
        "345678;5812345;36S": "S may mean the south",
        "about 345678;5812345;36U": "'about 345678' is no number",
        "45678;5812345;36U": "eastings from 100,000",
    }
    intake = intake_of(tmp_path, "easting;northing;zone", *cells, "NA;-;36U")
    assert intake.unlocated == intake.accepted == 9
    *rows, last = intake.rows
    for row, told in zip(rows, cells.values(), strict=True):
        assert told in " ".join(row.reasons)
    assert last.reasons == ("unlocated: no usable coordinates",)


def test_no_zone_at_all_is_said(tmp_path: Path) -> None:
    for names in ("easting;northing", "X;Y;zone"):
        intake = intake_of(tmp_path, names, "345678;5812345" + ";" * (names.count(";") - 1))
        assert intake.unlocated == 1
        assert "metres without a zone" in " ".join(intake.rows[0].reasons)


def test_degrees_in_x_and_y_stay_degrees(tmp_path: Path) -> None:
    intake = intake_of(tmp_path, "X;Y;zone", "29.25;52.05;7", "345678;5812345;36U")
    assert intake.sightings.geometry.iloc[0].wkt == "POINT (29.25 52.05)"
    assert (intake.accepted, intake.repaired) == (1, 1)


def test_other_systems_are_converted_where_the_order_is_sure(tmp_path: Path) -> None:
    """X is the northing in some countries and the easting in others."""
    mercator = intake_of(tmp_path, "X (EPSG:3857);Y (EPSG:3857)", "3256095;6805000")
    assert round(mercator.sightings.geometry.iloc[0].x, 4) == 29.25
    assert "EPSG:3857 converted to WGS 84" in mercator.rows[0].repairs[0].why
    named = intake_of(tmp_path, "easting (EPSG:28406);northing (EPSG:28406)", "6345678;5812345")
    assert round(named.sightings.geometry.iloc[0].y, 2) == 52.42
    kruger = intake_of(tmp_path, "X (EPSG:28406);Y (EPSG:28406)", "5812345;6345678")
    assert "'EPSG:28406' is no zone of UTM" in " ".join(kruger.rows[0].reasons)


def test_the_rows_of_a_file_are_the_same_in_parts(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table = {
        "category": ["troop_arrival"] * 4,
        "date": ["2022-01-18"] * 4,
        "X": [345678.0, 29.25, 345678.0, None],
        "Y": [5812345.0, 52.05, 5812345.0, 5812345.0],
        "zone": [36, 36, None, 36],
    }
    pq.write_table(pa.table(table), path, row_group_size=1)
    whole = read(path)
    (frame,) = [one for one in read_batches([path], How(), Account()) if len(one)]
    assert frame["id"].tolist() == whole.sightings["id"].tolist()
    assert frame["input_notes"].tolist() == whole.sightings["input_notes"].tolist()
    assert (whole.accepted, whole.repaired, whole.unlocated) == (3, 1, 2)


@pytest.mark.parametrize("names", ["easting;northing;zone", "X;Y;zone"])
def test_written_and_read_again_they_are_the_same_records(names: str, tmp_path: Path) -> None:
    intake = intake_of(tmp_path, names, "345678;5812345;36U", "345678;5812345;")
    (tmp_path / "out.csv").write_bytes(export(intake.sightings, "csv"))
    again = read([tmp_path / "a.csv", tmp_path / "out.csv"])
    assert again.duplicates == 1  # what could not be used stays with its file
    assert again.read == 4


def test_the_text_of_a_row_is_a_position_anywhere() -> None:
    from geo.positions import read_position

    position = read_position("Easting: 345678, Northing: 5812345, Zone: 36U")
    assert (round(position.longitude, 5), round(position.latitude, 5)) == (30.72961, 52.43948)
    with pytest.raises(PlaceError, match="band S goes from 32 to 40"):
        read_position("zone 36 band S, easting 345678, northing 5812345")
