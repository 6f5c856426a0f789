"""Lines and areas as they come in: unwrapped, mended, exchanged, or kept out with a reason."""

from __future__ import annotations

import json
import struct
from typing import Any

import geopandas
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.join import join
from geo.regions import make_regions
from layers.readers import read

BOW_TIE = "POLYGON ((29 51, 30 52, 30 51, 29 52, 29 51))"
NOWHERE = {"latitude": "", "longitude": ""}
ANY_REGION = make_regions(
    [{"region_id": "r", "name": "r", "geometry": shapely.box(29, 51, 31, 53)}]
)


def collection(*geometries: Any) -> str:
    features = [
        {"type": "Feature", "geometry": geometry, "properties": {
            "layer": "deployment", "date_start": "2022-01-18", "description": "Seen."}}
        for geometry in geometries
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": features})


def dense_tie(step_deg: float) -> str:
    """A bow-tie with vertices along its edges; cut as a line, for GEOS mends areas by the way."""
    ring = shapely.LinearRing([(29, 51), (30, 52), (30, 51), (29, 52)]).segmentize(step_deg)
    return str(shapely.Polygon(ring).wkt)


def star(corners: int) -> str:
    """A ring in which every edge crosses nearly every other one."""
    turn = np.arange(corners) * (corners // 2) * 2 * np.pi / corners
    return str(shapely.Polygon(np.column_stack([30 + np.cos(turn), 52 + np.sin(turn)])).wkt)


def test_self_crossing_area_is_mended_and_listed(read_rows, balanced) -> None:
    """Both halves stay, and the join no longer stops at it."""
    intake = read_rows({"geometry": BOW_TIE})
    assert balanced(intake) == ["repaired"]
    (repair,) = intake.rows[0].repairs
    assert (repair.column, repair.why) == ("geometry", "outline crosses itself; mended")
    mended = intake.sightings.geometry.iloc[0]
    assert mended.is_valid
    assert mended.area == pytest.approx(0.5)
    assert len(join(intake.sightings, ANY_REGION)) == 1


@pytest.mark.parametrize(
    "wkt",
    [
        dense_tie(0.004),
        star(301),
        "LINESTRING (29 51.5, 29 51.5)",
        "POLYGON ((29 51, 30 51, 29 51, 29 51))",
    ],
    ids=["over 1,000 coordinates", "too many crossings", "no length", "no area"],
)
def test_area_that_is_not_mended_is_kept_as_text(read_rows, balanced, wkt) -> None:
    intake = read_rows({**NOWHERE, "geometry": wkt}, {"geometry": wkt})
    assert balanced(intake) == ["accepted", "accepted"]
    assert intake.unlocated == 1
    assert intake.files[0].reasons["geometry is not valid"] == 2
    assert "'Fix geometries' in QGIS" in " ".join(intake.rows[0].reasons)
    assert intake.sightings.geometry.iloc[1].wkt == "POINT (29.25 52.05)"
    kept = "POLYGON ((29 51" if wkt.startswith("POLYGON ((29") else "geometry="
    assert kept in intake.sightings["input_notes"].iloc[0]


def test_a_thousand_coordinates_are_mended(read_rows) -> None:
    tie = dense_tie(0.0051)
    assert 900 < tie.count(",") + 1 <= 1_000
    assert read_rows({"geometry": tie}).repaired == 1


corner = st.tuples(st.floats(28, 31), st.floats(51, 53))


@given(st.lists(corner, min_size=3, max_size=12, unique=True))
@settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25
)
def test_whatever_ring_comes_in_can_be_joined(read_rows, corners) -> None:
    """Property: a ring of any corners ends as a valid shape or as none, never as an error."""
    wkt = shapely.Polygon(corners).wkt
    intake = read_rows({**NOWHERE, "geometry": wkt})
    assert intake.sightings.geometry.dropna().is_valid.all()
    join(intake.sightings, ANY_REGION)


@pytest.mark.parametrize(
    ("wkt", "kind"),
    [
        ("MULTIPOINT ((29.25 52.05))", "Point"),
        ("GEOMETRYCOLLECTION (MULTIPOINT ((29.25 52.05)))", "Point"),
        ("MULTILINESTRING ((29 51.5, 30 51.6))", "LineString"),
        ("GEOMETRYCOLLECTION (MULTIPOLYGON (((29 51, 30 51, 30 52, 29 51))))", "Polygon"),
        ("MULTIPOINT ((29.25 52.05), (30 52))", "MultiPoint"),
    ],
)
def test_one_part_is_that_part(read_rows, balanced, wkt, kind) -> None:
    intake = read_rows({**NOWHERE, "geometry": wkt, "coordinate_uncertainty_m": "5000"})
    assert balanced(intake) == ["accepted"]
    sighting = intake.sightings.iloc[0]
    assert sighting["geometry"].geom_type == kind
    assert (sighting["latitude"] == 52.05) == (kind == "Point")


def test_one_point_of_a_multipoint_has_its_disc(read_text) -> None:
    """A GIS that makes every layer multi does not cost the sightings their uncertainty."""
    text = collection({"type": "MultiPoint", "coordinates": [[31.02, 52]]})
    intake = read_text(text.replace('"Seen."', '"Seen.", "uncertainty": 5000'), "a.geojson")
    table = join(intake.sightings, ANY_REGION)
    assert table["certainty"].tolist() == ["possible"]
    assert 0 < table["share"][0] < 0.5


def test_edge_around_the_world_is_no_geometry(read_rows) -> None:
    wide = "POLYGON ((179 51, -179 51, -179 52, 179 52, 179 51))"
    intake = read_rows({**NOWHERE, "geometry": wide}, {"geometry": wide})
    assert intake.unlocated == 1
    assert intake.files[0].reasons["geometry spans the world"] == 2
    assert "split it at 180 degrees" in intake.rows[0].reasons[0]
    assert wide in intake.sightings["input_notes"].iloc[0]


@pytest.mark.parametrize(
    "wkt",
    [
        "CIRCULARSTRING (29 51, 29.5 51.5, 30 51)",
        "GEOMETRYCOLLECTION (POINT (29 51), CURVEPOLYGON Z ((29 51 0, 30 51 0, 30 52 0, 29 51 0)))",
        "GEOMETRYCOLLECTION (TIN EMPTY)",
    ],
)
def test_curve_as_text_is_unreadable_and_says_what_to_do(read_rows, balanced, wkt) -> None:
    intake = read_rows({**NOWHERE, "geometry": wkt}, {})
    assert balanced(intake) == ["accepted", "accepted"]
    assert intake.files[0].reasons["geometry cannot be read"] == 1
    assert "convert it to straight lines" in intake.rows[0].reasons[0]
    assert wkt in intake.sightings["input_notes"].iloc[0]


def test_word_that_looks_like_a_curve_is_none(read_rows) -> None:
    intake = read_rows({**NOWHERE, "geometry": "on the surface, tin roof"})
    assert "is no position" in intake.rows[0].reasons[0]


def test_curve_in_a_file_costs_one_row_its_geometry(tmp_path, balanced) -> None:
    """GeoParquet, the curve on its own and within a collection; the other rows are as they were."""
    arc = struct.pack("<BII6d", 1, 8, 3, 29, 51, 29.5, 51.5, 30, 51)
    within = struct.pack("<BII", 1, 7, 1) + arc
    line = shapely.LineString([(29, 51), (30, 52)])
    frame = geopandas.GeoDataFrame(
        {"layer": "deployment", "date_start": "2022-01-18", "description": "Seen."},
        geometry=[line] * 3, crs=4326, index=range(3),
    )  # fmt: skip
    frame.to_parquet(tmp_path / "a.parquet")
    table = pq.read_table(tmp_path / "a.parquet")
    column = pa.array([line.wkb, arc, within], pa.binary())
    at = table.column_names.index("geometry")
    table = table.set_column(at, table.schema.field(at), column)
    pq.write_table(table, tmp_path / "a.parquet")
    intake = read(tmp_path / "a.parquet")
    assert balanced(intake) == ["accepted"] * 3
    assert intake.unlocated == 2
    assert intake.files[0].reasons["geometry cannot be read"] == 2
    assert f"geometry={arc.hex()}" in intake.sightings["input_notes"].iloc[1]


# --- what cannot be used is part of the row


def test_rows_with_different_unreadable_geometries_are_different(read_text, balanced) -> None:
    broken = [{"type": "Point", "coordinates": ["x", n]} for n in (1, 2, 2)]
    intake = read_text(collection(*broken), "a.geojson")
    assert balanced(intake) == ["accepted", "accepted", "duplicate"]
    assert '{"type": "Point", "coordinates": ["x", 1]}' in intake.sightings["input_notes"].iloc[0]


def test_long_unusable_values_differ_by_their_end(read_rows, balanced) -> None:
    """Only the beginning of a long text is kept, but its hash tells it from others."""
    long = "LINESTRING (" + "29 51.5, " * 500
    rows = [{"id": "", **NOWHERE, "geometry": long + end} for end in ("a", "b", "b")]
    intake = read_rows(*rows)
    assert balanced(intake) == ["accepted", "accepted", "duplicate"]
    assert "SHA-256" in intake.sightings["input_notes"].iloc[0]


def test_rows_with_different_points_beside_the_same_coordinates_differ(read_rows, balanced) -> None:
    points = ("POINT (30 53)", "POINT (31 53)", "POINT (31 53)")
    intake = read_rows(*({"id": "", "geometry": point} for point in points))
    assert balanced(intake) == ["accepted", "accepted", "duplicate"]
    assert "geometry=POINT (30.0 53.0)" in intake.sightings["input_notes"].iloc[0]


# --- the wrong way round

TEHRAN = {"latitude": "35.69", "longitude": "51.39"}  # exchanged it lies in Ukraine


@pytest.mark.parametrize("country", ["IR", "Iran", "BY", "somewhere"])
def test_place_in_another_country_stays_where_it_is(read_rows, balanced, country) -> None:
    intake = read_rows({**TEHRAN, "country": country})
    assert balanced(intake) == ["accepted"]
    assert intake.sightings["longitude"].iloc[0] == 51.39
    assert intake.files[0].reasons["coordinates may be the wrong way round"] == 1
    assert "latitude and longitude may be the wrong way round" in intake.rows[0].reasons[0]


@pytest.mark.parametrize("country", ["", "NA", "UA", "Ukraine", "УКРАЇНА", "ukr"])
def test_place_in_the_rows_country_is_exchanged(read_rows, balanced, country) -> None:
    intake = read_rows({**TEHRAN, "country": country})
    assert balanced(intake) == ["repaired"]
    assert intake.sightings["longitude"].iloc[0] == 35.69


def test_fifty_kilometres_off_a_country_is_still_there(read_rows, balanced) -> None:
    """In the Black Sea, 17 and 78 km beyond Ukraine's territorial waters."""
    near, far = {"latitude": "32.0", "longitude": "45.5"}, {"latitude": "31.3", "longitude": "44.8"}
    intake = read_rows({**near, "country": "UA"}, {**far, "country": "UA"})
    assert balanced(intake) == ["repaired", "accepted"]


def test_target_over_the_border_is_exchanged_and_one_elsewhere_not(read_rows, balanced) -> None:
    """The row's country is that of the weapon; the shell may land in the next one."""
    target = {"layer": "shelling", "category": "mortar_fire",
              "target_latitude": "35.69", "target_longitude": "51.39"}  # fmt: skip
    intake = read_rows({**target, "country": "RU"}, {**target, "country": "IR"})
    assert balanced(intake) == ["repaired", "accepted"]


def test_swapped_line_follows_the_same_rule(read_rows, balanced) -> None:
    line = {**NOWHERE, "geometry": "LINESTRING (51.5 29, 51.6 30)"}
    intake = read_rows({**line, "country": "UA"}, {**line, "country": "IQ"})
    assert balanced(intake) == ["repaired", "accepted"]
    assert intake.sightings.geometry.iloc[1].bounds == (51.5, 29, 51.6, 30)
