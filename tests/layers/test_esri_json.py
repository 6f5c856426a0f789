"""JSON of ArcGIS: every feature a row, in degrees, with days for moments and names for codes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import shapely

from geo.errors import ForeignFileError
from geo.regions import read_regions
from layers.intake import Intake
from layers.readers import read

FIELDS = [
    {"name": "OBJECTID", "type": "esriFieldTypeOID"},
    {"name": "date", "type": "esriFieldTypeDate"},
    {
        "name": "category",
        "type": "esriFieldTypeSmallInteger",
        "domain": {"type": "codedValue", "codedValues": [{"name": "trench_line", "code": 3}]},
    },
]
ATTRIBUTES = {"OBJECTID": 7, "date": 1665273600000, "category": 3, "note": "Ёлка"}
#: Mazyr in the projection of web maps.
MERCATOR = {"x": 3255605.3, "y": 6809080.6}
OUTER = [[29, 52], [29, 53], [30, 53], [30, 52], [29, 52]]  # clockwise
HOLE = [[29.4, 52.4], [29.6, 52.4], [29.6, 52.6], [29.4, 52.6], [29.4, 52.4]]
FAR = [[31, 52], [31, 53], [32, 53], [32, 52], [31, 52]]


def written(folder: Path, *geometries: Any, **more: Any) -> Path:
    features = [{"attributes": ATTRIBUTES | {"OBJECTID": k}, "geometry": geometry}
                for k, geometry in enumerate(geometries)]  # fmt: skip
    document = {"spatialReference": {"wkid": 4326}, "fields": FIELDS, "features": features} | more
    path = folder / "a.json"
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def intake_of(folder: Path, *geometries: Any, **more: Any) -> Intake:
    return read(written(folder, *geometries, **more))


def test_points_of_a_service_are_records(tmp_path: Path) -> None:
    web = {"wkid": 102100, "latestWkid": 3857}
    intake = intake_of(tmp_path, MERCATOR, None, {"x": "NaN", "y": None}, spatialReference=web)
    assert (intake.read, intake.accepted, intake.unlocated) == (3, 3, 2)
    sighting = intake.sightings.iloc[0]
    assert (sighting.geometry.x, sighting.geometry.y) == pytest.approx((29.2456, 52.0495), abs=1e-4)
    assert (sighting["date_start"], sighting["category"]) == ("2022-10-09", "trench_line")
    assert (sighting["category (code)"], sighting["description"]) == ("3", "Ёлка")
    notes = " ".join(intake.files[0].notes)
    assert "JSON of ArcGIS" in notes
    assert "codes in 'category' are read by their names, and kept beside: 3 = trench_line" in notes
    assert "converted from EPSG:3857" in notes


@pytest.mark.parametrize(
    ("geometry", "wkt"),
    [
        ({"x": 29.25, "y": 52.05, "z": 145}, "POINT (29.25 52.05)"),
        ({"points": [[29, 52], [30, 53]]}, "MULTIPOINT ((29 52), (30 53))"),
        ({"paths": [[[29, 52, 9], [30, 53, 9]]]}, "LINESTRING (29 52, 30 53)"),
        ({"paths": [[[29, 52], [30, 53]], [[31, 52], [32, 52]]]},
         "MULTILINESTRING ((29 52, 30 53), (31 52, 32 52))"),
        ({"xmin": 29, "ymin": 52, "xmax": 30, "ymax": 53},
         "POLYGON ((29 52, 30 52, 30 53, 29 53, 29 52))"),
    ],
)  # fmt: skip
def test_geometries(geometry: dict[str, Any], wkt: str, tmp_path: Path) -> None:
    found = intake_of(tmp_path, geometry).sightings.geometry.iloc[0]
    assert found.normalize() == shapely.from_wkt(wkt).normalize()


def test_holes_are_told_by_the_way_they_run(tmp_path: Path) -> None:
    """In whatever order they stand; regions of one's own are read so, too."""
    path = written(tmp_path, {"rings": [HOLE, FAR, OUTER]}, {"rings": [HOLE]})
    both, alone = read(path).sightings.geometry
    wanted = shapely.MultiPolygon([(OUTER, [HOLE]), (FAR, [])])
    assert both.normalize() == wanted.normalize()
    assert alone.area == pytest.approx(0.04)
    regions, _ = read_regions(path)
    assert regions.geometry.iloc[0].normalize() == wanted.normalize()


@pytest.mark.parametrize(
    ("geometry", "told"),
    [
        ({"curveRings": [[[29, 52], {"c": [[30, 53], [29, 53]]}]]}, "curveRings"),
        ({"rings": [[[29, 52], [30, 53]]]}, "rings"),
        ({"paths": 7}, "paths"),
        ({"paths": [[[10**400, 52], [30, 52]]]}, "paths"),
    ],
)
def test_what_is_no_geometry_stays_with_its_row(
    geometry: dict[str, Any], told: str, tmp_path: Path
) -> None:
    intake = intake_of(tmp_path, geometry, {"x": 29.25, "y": 52.05})
    assert (intake.read, intake.accepted, intake.unlocated) == (2, 2, 1)
    assert intake.files[0].reasons["geometry cannot be read"] == 1
    assert told in intake.sightings["input_notes"].iloc[0]


def test_what_the_service_left_out_is_said(tmp_path: Path) -> None:
    intake = intake_of(tmp_path, {"x": 29.25, "y": 52.05}, exceededTransferLimit=True)
    assert any("gave only a part of its features" in note for note in intake.files[0].notes)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"transform": {"scale": [1, 1]}}, "with quantised coordinates"),
        ({"spatialReference": {"wkid": 999999}}, "'ESRI:999999' is not known"),
    ],
)
def test_what_is_refused(more: dict[str, Any], told: str, tmp_path: Path) -> None:
    with pytest.raises(ForeignFileError, match=re.escape(told)):
        intake_of(tmp_path, {"x": 29.25, "y": 52.05}, **more)


def test_moments_and_systems_that_are_not_said(tmp_path: Path) -> None:
    """A time stays a time; without a system degrees are taken, and that is said."""
    path = written(tmp_path, {"x": 29.25, "y": 52.05}, spatialReference=None)
    document = json.loads(path.read_text("utf-8"))
    document["features"][0]["attributes"]["date"] += 19_800_000
    path.write_text(json.dumps(document), encoding="utf-8")
    intake = read(path)
    assert intake.sightings["date_start"].tolist() == ["2022-10-09T05:30:00Z"]
    assert any("no coordinate reference system is named" in one for one in intake.files[0].notes)
