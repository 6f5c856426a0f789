"""Names of columns: in other languages, with units in brackets, and nearly those of fields."""

from __future__ import annotations

import pytest

from layers.columns import (
    claimed_fields,
    field_meant,
    looks_like_names,
    map_columns,
    names_in_rows,
)


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("Дата", "date_start"), ("ШИРОТА", "latitude"), ("Довгота", "longitude"),
        ("Населённый пункт", "place"), ("Апісанне", "description"), ("Координати", "geometry"),
        ("Lat, Long", "geometry"), ("Широта / Долгота", "geometry"), ("Дата и время", "date_start"),
        ("Координаты (широта, долгота)", "geometry"),
        ("Längengrad", "longitude"), ("Anzahl", "quantity_best"), ("Посилання", "source_url"),
        ("Data", "date_start"), ("Szerokość geograficzna", "latitude"), ("Źródło", "source_title"),
        ("Дата наблюдения", "date_start"), ("DTG", "date_start"), ("Кол-во", "quantity_best"),
        ("Lat (°)", "latitude"), ("Longitude [deg]", "longitude"), ("Lon (WGS 84)", "longitude"),
        ("Date (UTC)", "date_start"), ("Дата (дд.мм.гггг)", "date_start"),
        ("Uncertainty (m)", "coordinate_uncertainty_m"), ("GPS (lat, lon)", "geometry"),
        ("Uncertainty (km)", "coordinate_uncertainty_m"), ("radius", "coordinate_uncertainty_m"),
        ("radius_km", "coordinate_uncertainty_m"), ("Радиус, км", "coordinate_uncertainty_m"),
        ("Accuracy, m", "coordinate_uncertainty_m"), ("похибка (км)", "coordinate_uncertainty_m"),
        ("Range min (km)", "range_min_km"), ("Azimuth (°)", "azimuth_deg"),
        # What is in brackets is not the unit of the field, or nobody knows what it is.
        ("Uncertainty (miles)", ""), ("Range min (m)", ""), ("Place km", ""), ("Lat (approx.)", ""),
        ("Date (local)", ""),
        ("GPS (lon, lat)", ""), ("Quantity (tanks)", ""), ("(°)", ""), ("()", ""), ("", ""),
    ],
)  # fmt: skip
def test_which_field_a_name_means(name: str, field: str) -> None:
    assert field_meant(name) == field
    assert claimed_fields([name]) >= ({field} if field else set())


@pytest.mark.parametrize("name", ["Дата", "event_date", "Datum", "observed_at", "timestamp"])
def test_a_column_of_times_goes_behind_one_of_dates(name: str) -> None:
    """It was the date before most names in other languages; alone it still is."""
    after = "time" if name == "timestamp" else name
    assert map_columns(["Time" if name != "timestamp" else "time", name]).fields == {
        "date_start": after
    }
    assert map_columns(["Time", "Дата"]).times == {"date_start": "Time"}


def test_a_name_of_its_own_goes_before_one_with_a_unit() -> None:
    mapping = map_columns(["Lat (°)", "y", "Lon (°)"])
    assert mapping.fields == {"latitude": "y", "longitude": "Lon (°)"}
    assert mapping.notes == ("column 'Lat (°)' also means latitude; 'y' is used and 'Lat (°)' kept "
                             "as it is",)  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        (["Range min (m)"], "is kept as it is: range_min_km is in km"),
        (
            ["Lat (approx.)", "lon"],
            "latitude, and is kept as it is: --map 'Lat (approx.)'=",
        ),
        (["Date (local)"], "may mean date_start"),
        (["Lattitude", "lon"], "'Lattitude' may mean latitude"),
        (["Co-ordinate", "id"], "'Co-ordinate' may mean geometry"),
        (["lat", "lon", "date", "Lattitude", "Date (local)", "unit (battalion)", "remark"], ""),
        (["remark", "colour", "x" * 100_000, *(f"c{k}" for k in range(1_000))], ""),
    ],
)
def test_names_that_are_nearly_those_of_fields(columns: list[str], told: str) -> None:
    """Only where the field has no column: a row without it is undated or unlocated."""
    notes = map_columns(columns).notes
    assert [told in note for note in notes] == ([True] if told else [])


def test_what_is_said_is_not_questioned() -> None:
    assert map_columns(["Lattitude"], {"Lattitude": ""}).notes == ()
    assert map_columns(["Lattitude"], {"Lattitude": "latitude"}).notes == ()


@pytest.mark.parametrize(
    ("rows", "fields", "number"),
    [
        ([["Lat", "Lon", None]], ["place"], 1),
        ([["", "", ""], ["Дата", "Широта", "Долгота"]], [], 2),
        ([["Mazyr", "52.05", "29.25"]], [], None),
        ([["type", "date", "x"]], ["latitude", "longitude", "category"], None),
        ([["lat", "x" * 1_000]], [], None),
    ],
)
def test_rows_that_look_like_names(
    rows: list[list[str | None]], fields: list[str], number: int | None
) -> None:
    said = names_in_rows(rows, fields)
    assert said.startswith(f"row {number} looks like the names of columns") == bool(number)
    assert bool(said) == bool(number)
    if number:
        said = names_in_rows(rows, fields, lambda k: f"row {k + 8}")
        assert said.startswith(f"row {number + 7} looks like")


@pytest.mark.parametrize(
    ("row", "are"),
    [
        (["date", "place", "quantity", "", None], True), (["Дата", "Місце", "?"], True),
        (["date"], False), (["date", "date", ""], False), (["Total", "", "20"], False),
        (["date", "a", "place", "b"], False), ([], False), (["x" * 100_000, "date"], False),
    ],
)  # fmt: skip
def test_which_rows_look_like_names(row: list[str | None], are: bool) -> None:
    assert looks_like_names(row) == are
