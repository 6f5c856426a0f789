"""What a point in a count means: thousands, decimals, or nobody knows."""

from __future__ import annotations

import json

import geopandas
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.checking.values import read_number
from layers.readers import read
from layers.record import FIELD_BY_NAME

_QUANTITY = FIELD_BY_NAME["quantity_best"]


@pytest.mark.parametrize("name", ["quantity_low", "quantity_best", "coordinate_uncertainty_m"])
def test_point_that_may_mean_either_is_not_used(read_rows, balanced, name) -> None:
    intake = read_rows({name: "2.500"}, {name: ""}, {name: "7"})
    assert balanced(intake) == ["accepted"] * 3
    assert pd.isna(intake.sightings[name].iloc[0])
    assert intake.files[0].reasons[f"{name} cannot be used"] == 1
    assert "may mean 2500 or 2.5" in intake.rows[0].reasons[0]
    assert f"{name}=2.500" in intake.sightings["input_notes"].iloc[0]


@pytest.mark.parametrize(
    "other",
    [
        {"quantity_best": "1.500.000"},
        {"quantity_high": "1.500.000"},
        {"quantity_best": "1.250,5"},
        {"quantity_best": "2,5"},
        {"latitude": "52,05", "longitude": "29,25"},
        {"latitude": "52,055"},
    ],
)
def test_other_numbers_show_that_it_means_thousands(read_rows, other) -> None:
    intake = read_rows({"quantity_best": "1.500"}, other)
    assert intake.sightings["quantity_best"].iloc[0] == 1_500
    (repair,) = intake.rows[0].repairs
    assert (repair.before, repair.after) == ("1.500", "1500")
    assert repair.why == "points between thousands removed"


@pytest.mark.parametrize("other", ["1.5", "2.50", "1500.0", "0.500", "1234.567"])
def test_other_values_show_that_it_means_decimals(read_rows, balanced, other) -> None:
    """Then the value is used as it is written; nothing is changed, so nothing is listed."""
    intake = read_rows({"quantity_best": "1.500"}, {"quantity_best": other})
    assert balanced(intake) == ["accepted", "accepted"]
    assert intake.sightings["quantity_best"].tolist() == [1.5, float(other)]


def test_column_that_shows_both_decides_nothing(read_rows) -> None:
    intake = read_rows(*({"quantity_best": text} for text in ("1.500", "2.5", "1.500.000")))
    assert intake.sightings["quantity_best"].isna().tolist() == [True, False, False]


@pytest.mark.parametrize("text", ["1.5", "2.50", "1500.0", "0.500", "12.3456"])
def test_points_that_cannot_be_thousands_stay(read_rows, balanced, text) -> None:
    intake = read_rows({"quantity_best": text}, {"latitude": "52.055"})
    assert balanced(intake) == ["accepted", "accepted"]
    assert intake.sightings["quantity_best"].iloc[0] == float(text)


def test_english_thousands_are_no_decimal_commas(read_rows) -> None:
    intake = read_rows({"quantity_best": "1.500"}, {"quantity_best": "2,500"})
    assert intake.sightings["quantity_best"].isna().tolist() == [True, False]


def test_degrees_and_kilometres_are_not_meant(read_rows, balanced) -> None:
    intake = read_rows({"latitude": "52.050", "longitude": "29.250", "range_max_km": "1.500"})
    assert balanced(intake) == ["accepted"]
    assert intake.sightings["range_max_km"].iloc[0] == 1.5


def test_real_numbers_are_untouched(tmp_path) -> None:
    """A float of GeoJSON, GeoPackage or GeoParquet has three decimals by chance."""
    columns = {
        "layer": ["deployment"] * 2,
        "description": ["a", "b"],
        "quantity_best": [2.125, 1_000.0],
        "coordinate_uncertainty_m": [1.125, 7.0],
    }
    frame = geopandas.GeoDataFrame(columns, geometry=[shapely.Point(29, 52)] * 2, crs=4326)
    frame.to_parquet(tmp_path / "a.parquet")
    frame.to_file(tmp_path / "a.gpkg")
    frame.to_file(tmp_path / "a.geojson")
    for name in ("a.parquet", "a.gpkg", "a.geojson"):
        intake = read(tmp_path / name)
        assert intake.accepted == 2
        assert intake.sightings["quantity_best"].tolist() == [2.125, 1_000]
        assert intake.sightings["coordinate_uncertainty_m"].tolist() == [1.125, 7]


def test_text_in_geojson_is_still_doubtful(read_text) -> None:
    properties = {"layer": "deployment", "description": "a", "quantity_best": "1.500"}
    feature = {"type": "Feature", "properties": properties,
               "geometry": {"type": "Point", "coordinates": [29, 52]}}  # fmt: skip
    intake = read_text(json.dumps(feature), "a.geojson")
    assert intake.files[0].reasons["quantity_best cannot be used"] == 1


@given(st.integers(1_000, 999_999_999))
def test_thousands_come_back_however_many(number: int) -> None:
    """Property: a whole number written with points is that number, where points mean that."""
    reading = read_number(f"{number:,}".replace(",", "."), _QUANTITY, "thousands")
    assert reading.value == number
    assert reading.repaired == "points between thousands removed"


@given(st.integers(1, 999), st.integers(0, 999))
def test_doubtful_ones_are_never_used(whole: int, rest: int) -> None:
    reading = read_number(f"{whole}.{rest:03}", _QUANTITY, "unclear")
    assert reading.value is None
    assert reading.problem
