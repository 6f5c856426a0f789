"""Each rule of the record, shown on one row."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from layers.readers import read


def _only(intake):
    assert intake.read == 1
    return intake.rows[0]


def test_plain_row_is_accepted_as_it_is(read_rows, balanced) -> None:
    intake = read_rows({})
    assert balanced(intake) == ["accepted"]
    sighting = intake.sightings.iloc[0]
    assert sighting["geometry"].wkt == "POINT (29.25 52.05)"
    assert sighting["date_precision"] == "day"
    assert sighting["time_from"] == pd.Timestamp("2022-01-18", tz="UTC")
    assert sighting["time_to"] == pd.Timestamp("2022-01-19", tz="UTC")
    assert pd.isna(sighting["input_notes"])


# --- coordinates


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"latitude": "95"}, "latitude out of range"),
        ({"longitude": "200"}, "longitude out of range"),
        ({"latitude": ""}, "latitude is missing"),
        ({"longitude": ""}, "longitude is missing"),
        ({"latitude": "0", "longitude": "0"}, "coordinates are (0, 0)"),
        ({"latitude": "north"}, "latitude cannot be used"),
        ({"latitude": "", "longitude": ""}, "unlocated"),
        ({"latitude": "NA", "longitude": "None"}, "unlocated"),
    ],
)
def test_unusable_position_is_unlocated_with_its_reason(read_rows, balanced, change, code) -> None:
    intake = read_rows(change)
    assert balanced(intake) == ["accepted"]
    assert (intake.unlocated, intake.undated) == (1, 0)
    assert intake.files[0].reasons[code] == 1
    sighting = intake.sightings.iloc[0]
    assert sighting["geometry"] is None
    assert pd.isna(sighting["latitude"])
    assert pd.isna(sighting["longitude"])


def test_value_that_cannot_be_used_stays_in_the_notes(read_rows) -> None:
    notes = read_rows({"latitude": "95.5"}).sightings["input_notes"].iloc[0]
    assert "95.5 is not within -90 to 90" in notes
    assert "latitude=95.5" in notes
    assert "longitude=29.25" in notes


def test_swapped_coordinates_are_exchanged_and_said(read_rows, balanced) -> None:
    intake = read_rows({"latitude": "29.25", "longitude": "52.05"})
    assert balanced(intake) == ["repaired"]
    assert intake.sightings["geometry"].iloc[0].wkt == "POINT (29.25 52.05)"
    repairs = {repair.column: repair for repair in _only(intake).repairs}
    assert repairs["latitude"].to_dict() == {
        "column": "latitude",
        "from": "29.25",
        "to": "52.05",
        "why": "latitude and longitude were the wrong way round",
    }
    assert repairs["longitude"].before == "52.05"


@pytest.mark.parametrize(("latitude", "longitude"), [("48.85", "2.35"), ("43.5", "43.6")])
def test_places_elsewhere_are_not_exchanged(read_rows, latitude, longitude) -> None:
    intake = read_rows({"latitude": latitude, "longitude": longitude})
    assert intake.accepted == 1
    assert intake.sightings["latitude"].iloc[0] == float(latitude)


def test_decimal_comma_is_repaired_and_said(read_rows, balanced) -> None:
    intake = read_rows({"latitude": "52,4345", "longitude": "29,25"})
    assert balanced(intake) == ["repaired"]
    assert intake.sightings["latitude"].iloc[0] == 52.4345
    assert [repair.why for repair in _only(intake).repairs] == ["decimal comma read as a point"] * 2


def test_target_follows_the_same_rules_without_touching_the_position(read_rows) -> None:
    intake = read_rows(
        {
            "layer": "shelling",
            "category": "mortar_fire",
            "target_latitude": "0",
            "target_longitude": "0",
        },
        {
            "layer": "shelling",
            "category": "mortar_fire",
            "target_latitude": "34.3",
            "target_longitude": "51.3",
        },
    )
    assert intake.unlocated == 0
    assert pd.isna(intake.sightings["target_latitude"].iloc[0])
    assert intake.sightings["target_latitude"].iloc[1] == 51.3


@pytest.mark.parametrize(
    ("wkt", "kind"),
    [
        ("LINESTRING (29 51.5, 30 51.6)", "LineString"),
        ("POLYGON Z ((29 51 1, 30 51 1, 30 52 1, 29 51 1))", "Polygon"),
        ("SRID=4326;LINESTRING (29 51.5, 30 51.6)", "LineString"),
    ],
)
def test_line_or_area_is_a_position_of_its_own(read_rows, balanced, wkt, kind) -> None:
    intake = read_rows({"latitude": "", "longitude": "", "geometry": wkt})
    assert balanced(intake) == ["accepted"]
    geometry = intake.sightings["geometry"].iloc[0]
    assert geometry.geom_type == kind
    assert not geometry.has_z


def test_point_as_wkt_fills_the_coordinates(read_rows) -> None:
    intake = read_rows({"latitude": "", "longitude": "", "geometry": "POINT (29.25 52.05)"})
    assert intake.sightings["latitude"].iloc[0] == 52.05


def test_point_and_coordinates_that_differ_are_said(read_rows) -> None:
    intake = read_rows({"geometry": "POINT (30 53)"})
    assert intake.files[0].reasons["geometry and coordinates differ"] == 1
    assert intake.sightings["geometry"].iloc[0].wkt == "POINT (29.25 52.05)"


@pytest.mark.parametrize(
    "wkt",
    [
        "see map",
        "LINESTRING (29 51.5)",
        "GEOMETRYCOLLECTION (" * 50 + "POINT (29 51)" + ")" * 50,
        "GEOMETRYCOLLECTION (" * 200_000,
    ],
)
def test_wkt_that_cannot_be_read_safely_is_a_reason(read_rows, wkt) -> None:
    intake = read_rows({"latitude": "", "longitude": "", "geometry": wkt[:90_000]})
    assert intake.unlocated == 1
    assert intake.files[0].reasons["geometry cannot be read"] == 1


def test_swapped_line_is_exchanged_and_one_off_the_globe_dropped(read_rows) -> None:
    intake = read_rows(
        {"latitude": "", "longitude": "", "geometry": "LINESTRING (51.5 29, 51.6 30)"},
        {"latitude": "", "longitude": "", "geometry": "LINESTRING (500 0, 600 1)"},
    )
    assert intake.sightings["geometry"].iloc[0].bounds == (29, 51.5, 30, 51.6)
    assert (intake.repaired, intake.unlocated) == (1, 1)


# --- dates


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "undated"),
        ("soon", "date_start cannot be used"),
        ("03/04/2022", "date_start cannot be used"),
        ("1970-01-01", "date_start cannot be used"),
    ],
)
def test_unusable_date_is_undated_with_its_reason(read_rows, balanced, text, code) -> None:
    intake = read_rows({"date_start": text})
    assert balanced(intake) == ["accepted"]
    assert (intake.unlocated, intake.undated) == (0, 1)
    assert intake.files[0].reasons[code] == 1
    assert pd.isna(intake.sightings["time_from"].iloc[0])


def test_column_decides_about_slashed_dates(read_rows, balanced) -> None:
    intake = read_rows({"date_start": "03/04/2022"}, {"date_start": "13/04/2022"})
    assert balanced(intake) == ["repaired", "repaired"]
    assert intake.sightings["date_start"].tolist() == ["2022-04-03", "2022-04-13"]


def test_column_that_contradicts_itself_decides_nothing(read_rows) -> None:
    intake = read_rows(
        {"date_start": "03/04/2022"}, {"date_start": "13/04/2022"}, {"date_start": "04/13/2022"}
    )
    assert intake.undated == 1
    assert intake.sightings["date_start"].tolist()[1:] == ["2022-04-13", "2022-04-13"]


@pytest.mark.parametrize(
    ("text", "precision"), [("2022", "year"), ("2022-01", "month"), ("2022-01-18", "day")]
)
def test_precision_follows_from_how_the_date_is_written(read_rows, text, precision) -> None:
    intake = read_rows({"date_start": text})
    assert intake.accepted == 1
    assert intake.sightings["date_precision"].iloc[0] == precision


def test_future_and_ancient_dates_are_kept_and_said(read_rows) -> None:
    intake = read_rows(
        {"date_start": "2024-06-02"},
        {"date_start": "1812-06-24"},
        {"date_start": "2024-06-01"},
        today=dt.date(2024, 6, 1),
    )
    assert intake.undated == 0
    assert intake.files[0].reasons == {
        "date_start is in the future": 1,
        "date_start is before 1900": 1,
    }


def test_end_before_start_keeps_both_in_the_interval(read_rows) -> None:
    intake = read_rows({"date_start": "2022-01-18", "date_end": "2022-01-10"})
    assert intake.files[0].reasons["date_end before date_start"] == 1
    sighting = intake.sightings.iloc[0]
    assert pd.isna(sighting["date_end"])
    assert "date_end=2022-01-10" in sighting["input_notes"]
    assert sighting["time_from"] == pd.Timestamp("2022-01-10", tz="UTC")
    assert sighting["time_to"] == pd.Timestamp("2022-01-19", tz="UTC")


def test_end_alone_is_undated(read_rows) -> None:
    intake = read_rows({"date_start": "", "date_end": "2022-01-10"})
    assert intake.undated == 1
    assert intake.files[0].reasons["date_start is missing"] == 1


def test_codes_of_ucdp_are_converted_and_said_once(read_rows) -> None:
    intake = read_rows({"date_prec": "2", "where_prec": "4"})
    assert intake.accepted == 1
    sighting = intake.sightings.iloc[0]
    assert sighting["date_precision"] == "week"
    assert sighting["coordinate_uncertainty_m"] == 120_000
    assert any("'where_prec'" in note for note in intake.files[0].notes)


@pytest.mark.parametrize(
    ("code", "uncertainty_m"), [("2", 25_000), ("2.0", 25_000), ("9", None), ("0", None)]
)
def test_a_code_is_never_taken_for_metres(read_rows, code: str, uncertainty_m: float) -> None:
    """Not as a number of a column with gaps (2.0), and not when nobody knows it."""
    intake = read_rows({"where_prec": code})
    found = intake.sightings["coordinate_uncertainty_m"].iloc[0]
    assert pd.isna(found) if uncertainty_m is None else found == uncertainty_m
    if uncertainty_m is None:
        (row,) = intake.files[0].rows.not_plain()
        assert f"{code!r} is no code of 'where_prec'" in row.reasons[0]


def test_codes_as_numbers_of_a_parquet_file(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    columns = {"date": ["2022-10-09"] * 2, "lat": [52.1, 52.2], "lon": [29.3, 29.4]}
    columns |= {"category": ["rail_echelon"] * 2, "where_prec": [2.0, None]}
    pd.DataFrame(columns).to_parquet(path)
    found = read(path).sightings["coordinate_uncertainty_m"].tolist()
    assert found[0] == 25_000
    assert pd.isna(found[1])


# --- layer and category


def test_layer_follows_from_the_category(read_rows) -> None:
    intake = read_rows({"layer": "", "category": "minefield"})
    assert intake.sightings["layer"].tolist() == ["fortification"]


def test_layer_argument_is_used_where_nothing_else_says(read_rows, balanced) -> None:
    rows = ({"layer": "", "category": "minefield"}, {"layer": "", "category": "yeti"})
    assert balanced(read_rows(*rows)) == ["accepted", "set_aside"]
    intake = read_rows(*rows, layer="deployment")
    assert intake.sightings["layer"].tolist() == ["fortification", "deployment"]


def test_row_without_layer_says_what_to_do(read_rows) -> None:
    row = _only(read_rows({"layer": "", "category": ""}))
    assert row.outcome == "set_aside"
    assert any("--layer" in reason for reason in row.reasons)


def test_unknown_layer_is_set_aside_and_unknown_category_kept(read_rows, balanced) -> None:
    intake = read_rows({"layer": "ufo"}, {"category": "yeti"})
    assert balanced(intake) == ["set_aside", "accepted"]
    assert intake.sightings["category"].tolist() == ["yeti"]
    assert intake.files[0].reasons["category: unknown word"] == 1
    assert any("'yeti' (1)" in note for note in intake.files[0].notes)


def test_category_of_another_layer_is_said(read_rows) -> None:
    intake = read_rows({"layer": "deployment", "category": "minefield"})
    assert intake.accepted == 1
    assert intake.files[0].reasons["category of another layer"] == 1


# --- sense


def test_row_without_place_and_date_is_set_aside(read_rows, balanced) -> None:
    intake = read_rows({"date_start": "", "latitude": "", "longitude": ""})
    assert balanced(intake) == ["set_aside"]
    assert intake.files[0].reasons == {"neither a usable place nor a usable date": 1}
    assert _only(intake).values["description"] == "Seen."


def test_row_that_says_not_what_was_seen_is_set_aside(read_rows, balanced) -> None:
    intake = read_rows({"category": "", "description": ""})
    assert balanced(intake) == ["set_aside"]
    assert "nothing says what was seen" in intake.files[0].reasons


@pytest.mark.parametrize("field", ["equipment", "unit", "source_url", "quantity_low"])
def test_one_telling_field_is_enough(read_rows, field) -> None:
    intake = read_rows({"category": "", "description": "", field: "7"})
    assert intake.accepted == 1


# --- quantities, words, text


@pytest.mark.parametrize(
    "change",
    [
        {"quantity_low": "9", "quantity_high": "3"},
        {"quantity_low": "9", "quantity_best": "3"},
        {"quantity_best": "9", "quantity_high": "3"},
    ],
)
def test_quantities_out_of_order_are_not_used_but_kept_in_the_notes(read_rows, change) -> None:
    intake = read_rows(change)
    assert intake.accepted == 1
    sighting = intake.sightings.iloc[0]
    for name in change:
        assert pd.isna(sighting[name])
        assert f"{name}=" in sighting["input_notes"]
    assert sum(intake.files[0].reasons.values()) == 1


def test_negative_quantity_is_not_used(read_rows) -> None:
    intake = read_rows({"quantity_low": "-3"})
    assert intake.files[0].reasons["quantity_low cannot be used"] == 1


def test_words_for_nothing_stay_as_names_of_places(read_rows) -> None:
    intake = read_rows({"place": "None", "admin1": "NA", "quantity_low": "NA", "status": "None"})
    assert intake.accepted == 1
    sighting = intake.sightings.iloc[0]
    assert (sighting["place"], sighting["admin1"]) == ("None", "NA")
    assert pd.isna(sighting["quantity_low"])
    assert pd.isna(sighting["status"])


def test_ids_stay_text(read_rows) -> None:
    ids = ["007", "12345678901234567890", "1e5"]
    assert read_rows(*({"id": name} for name in ids)).sightings["id"].tolist() == ids


def test_control_characters_are_removed_and_direction_marks_kept(read_rows, balanced) -> None:
    intake = read_rows({"description": "a\x00b\x1bc"}, {"description": "a\u202eb"})
    assert balanced(intake) == ["repaired", "accepted"]
    assert intake.sightings["description"].tolist() == ["abc", "a\u202eb"]
    assert intake.files[0].reasons["invisible or direction characters"] == 1


def test_endless_text_is_set_aside_with_its_size(read_rows, balanced) -> None:
    intake = read_rows({"description": "x" * 100_001}, {"description": "x" * 100_000})
    assert balanced(intake) == ["set_aside", "accepted"]
    assert "100,001 characters" in intake.rows[0].reasons[0]


@pytest.mark.parametrize("name", ["place", "unit", "their own", "quantity_low", "source_url"])
def test_endless_text_sets_the_row_aside_in_every_column(read_rows, balanced, name) -> None:
    intake = read_rows({name: "7" * 100_001}, {name: "7"})
    assert balanced(intake) == ["set_aside", "accepted"]
    assert f"{name} has 100,001 characters" in " ".join(intake.rows[0].reasons)


HOSTILE = [
    "</script><img src=x onerror=alert(1)>",
    "{{ 7*7 }}",
    "50 {% of the men",
    "${7*7} `a`",
    "=HYPERLINK(1)",
    "'; DROP TABLE sightings; --",
    "\u202egnp.exe",
    "🪖 Жлобін ﷽",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_data_in_every_text_column(read_rows, text) -> None:
    names = ["id", "place", "unit", "equipment", "source_title", "description", "their own"]
    intake = read_rows(dict.fromkeys(names, text))
    assert intake.accepted == 1
    for name in names:
        assert intake.sightings[name].tolist() == [text]


def test_flags_and_embargoes_are_read(read_rows) -> None:
    intake = read_rows({"retracted": "yes", "embargo_until": "2022-01-21T12:00Z"})
    sighting = intake.sightings.iloc[0]
    assert (sighting["retracted"], sighting["embargo_until"]) == ("true", "2022-01-21T12:00Z")
