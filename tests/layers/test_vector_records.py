"""Records from FlatGeobuf and shapefile: every feature a row, in degrees."""

from __future__ import annotations

from pathlib import Path

import geopandas
import pytest
import shapely

from layers.readers import read


@pytest.mark.parametrize(
    ("name", "driver", "format_"),
    [("a.fgb", "FlatGeobuf", "flatgeobuf"), ("a.shp", "ESRI Shapefile", "shapefile")],
)
def test_features_are_records(name: str, driver: str, format_: str, tmp_path: Path) -> None:
    frame = geopandas.GeoDataFrame(
        {"id": ["007", "b"], "date": ["2022-10-09", "09.10.2022"],
         "category": ["rail_echelon", "minefield"], "note": ["Ёлка", None]},
        geometry=[shapely.Point(29.25, 52.05), shapely.Point(30, 51.5)],
        crs=4326,
    )  # fmt: skip
    frame.to_crs(32635).to_file(tmp_path / name, driver=driver, encoding="utf-8")
    intake = read(tmp_path / name)
    assert (intake.read, intake.accepted, intake.repaired) == (2, 1, 1)
    assert intake.files[0].format == format_
    found = intake.sightings.set_index("id").loc["007"]
    assert (found["description"], found["layer"]) == ("Ёлка", "deployment")
    assert found.geometry.distance(shapely.Point(29.25, 52.05)) < 1e-6
    assert any("EPSG:32635" in note for note in intake.files[0].notes)
