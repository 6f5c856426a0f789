"""Radii with their units, and columns that say theirs or say none."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kordon
from layers.checking.lengths import _length
from layers.columns import field_meant, map_columns
from layers.lengthnames import OPEN_NAMES
from layers.record import FIELD_BY_NAME

HEAD = "date,place,lat,lon,type"
RADIUS = "coordinate_uncertainty_m"


@pytest.fixture
def radii(tmp_path: Path) -> Callable[..., tuple[list[float], Any]]:
    """Radii of a column by its name and texts, and what was read."""

    def read(name: str, *texts: str, **how: Any) -> tuple[list[float], Any]:
        path = tmp_path / "x.csv"
        rows = [f'2022-10-{k + 1:02},X,52.1,29.3,rail_echelon,"{one}"'
                for k, one in enumerate(texts)]  # fmt: skip
        path.write_text("\n".join([f'{HEAD},"{name}"', *rows, ""]), "utf-8")
        intake = kordon.read([path], **how)
        return intake.sightings[RADIUS].tolist(), intake

    return read


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("3 km", 3_000), ("3km", 3_000), ("1,5 км", 1_500), ("1.5 km", 1_500), ("500 m", 500),
        ("±500 m", 500), ("+/- 2 km", 2_000), ("до 5 км", 5_000), ("up to 5 km", 5_000),
        ("~4 km", 4_000), ("< 1 km", 1_000), ("3 000 м", 3_000), ("1,500 m", 1_500),
        ("2-5 km", 5_000), ("2–5 км", 5_000), ("800 m - 2 km", 2_000), ("0.25 km", 250),
        ("12 kilometres", 12_000), ("3 км.", 3_000),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["radius", "uncertainty", "radius_m", "Радиус, км"])
def test_a_value_says_its_unit(
    name: str, text: str, metres: float, radii: Callable[..., Any]
) -> None:
    """Whatever the column says, and it is a repair that names both."""
    found, intake = radii(name, text)
    assert found == [metres]
    (row,) = intake.rows
    assert row.outcome == "repaired"
    assert (row.repairs[0].before, row.repairs[0].after) == (text, str(metres))


@pytest.mark.parametrize("text", ["5 miles", "km", "near", "-3 km", "3 km 200", "2-5 leagues", "±",
                                  "2022-10", "5-2 km"])  # fmt: skip
def test_what_is_no_length_is_kept_and_said(text: str, radii: Callable[..., Any]) -> None:
    found, intake = radii("radius", text)
    assert math.isnan(found[0])
    assert intake.rows[0].reasons
    assert text in intake.sightings["input_notes"].iloc[0]
    assert math.isnan(radii("radius_m", text)[0][0])


def test_a_column_says_its_unit(radii: Callable[..., Any]) -> None:
    found, intake = radii("Uncertainty (km)", "0.5", "1.250", "12", "")
    assert found[:3] == [500, 1_250, 12_000]
    assert math.isnan(found[3])
    assert "column 'Uncertainty (km)' is in kilometres, and read as metres" in intake.files[0].notes
    assert [row.outcome for row in intake.rows] == ["repaired"] * 3 + ["accepted"]
    assert radii("radius_m", "3", "500")[0] == [3, 500]


def test_a_small_number_of_no_unit_is_no_claim(radii: Callable[..., Any]) -> None:
    """3 may be kilometres: as metres it would make a position sure that is not."""
    found, intake = radii("radius", "3", "999", "12000")
    assert [math.isnan(one) for one in found] == [True, True, False]
    assert "may be metres or kilometres: call the column" in intake.rows[0].reasons[0]
    assert intake.sightings["input_notes"].iloc[0].endswith(f"not used: {RADIUS}=3")
    # Who names the field has said it; and names that are the field's own always did.
    assert radii("radius", "3", mapping={"radius": RADIUS})[0] == [3]
    assert radii(RADIUS, "3")[0] == [3]


def test_kilometres_that_are_named_as_the_field_are_kilometres(radii: Callable[..., Any]) -> None:
    assert radii("my error (km)", "3", mapping={"my error (km)": RADIUS})[0] == [3_000]


def test_a_program_s_numbers_are_read_by_the_column_s_unit(tmp_path: Path) -> None:
    """Numbers of Parquet and workbooks, which no text is read for, too."""
    frame = kordon.read(["examples/belarus-border-2021-2023.csv"]).sightings.head(3)
    table = frame[["id", "layer", "date_start", "place", "category"]].assign(
        lat=frame.geometry.y, lon=frame.geometry.x, radius_km=[1.5, 0.25, 12.0]
    )
    table.to_parquet(tmp_path / "x.parquet")
    table.to_excel(tmp_path / "x.xlsx", index=False)
    for name in ("x.parquet", "x.xlsx"):
        assert kordon.read([tmp_path / name]).sightings[RADIUS].tolist() == [1_500, 250, 12_000]


def test_ranges_of_weapons_have_units_too(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(
        "date,lat,lon,type,azimuth,range_min,range_max\n"
        "2022-10-01,52.1,29.3,artillery_fire,180,800 m,20 km\n"
    )
    row = kordon.read([tmp_path / "x.csv"]).sightings.iloc[0]
    assert (row["range_min_km"], row["range_max_km"]) == (0.8, 20)


def test_names_that_leave_the_unit_open_are_names_of_the_radius() -> None:
    assert {field_meant(name) for name in OPEN_NAMES} == {RADIUS}


def test_columns_that_say_nothing_of_lengths_have_no_unit() -> None:
    assert map_columns(["radius_m", "lat"]).units == {}
    assert map_columns(["radius"]).units == {RADIUS: ""}
    assert map_columns(["radius, км"]).units == {RADIUS: "km"}
    assert map_columns(["radius", "Place km"], {"radius": RADIUS}).units == {}


@given(st.text(st.sampled_from("0123456789 .,-–±~<kmкм'toдо"), max_size=80))
def test_no_text_is_read_as_less_than_it_says(text: str) -> None:
    """Any text ends: as it was, as a problem, or as a length that is no shorter than any in it."""
    field = FIELD_BY_NAME[RADIUS]
    reading = _length(text, field, "m", "decimal")
    assert reading.value is not None or reading.problem
    if reading.repaired:
        assert float(reading.value) >= 0
