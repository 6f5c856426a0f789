"""From words to what distances are measured to: points, lines and regions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely

from geo import reference
from geo.errors import ArgumentError, ForeignFileError, RegionError
from geo.places import find_places
from geo.zones import border_line


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("51.5,30.1", "51.5,30.1", "Point"),
        (" -51.5 ; 30 ", "-51.5 ; 30", "Point"),
        ("by-ua", "BY–UA border", "MultiLineString"),
        ("UA–BY", "UA–BY border", "MultiLineString"),
        ("Mazyr", "Mazyr", "Point"),
        ("Мазыр", "Mazyr", "Point"),
        ("Homiel Region", "Homiel Region", "Polygon"),
        ("BY", "Belarus", "Polygon"),
    ],
)
def test_names(text: str, name: str, kind: str) -> None:
    found = find_places([text])
    assert found["name"].tolist() == [name]
    assert kind in found.geom_type[0]


def test_latitude_comes_first() -> None:
    assert find_places(["51.5,30.1"]).geometry[0].equals(shapely.Point(30.1, 51.5))
    for text in ("91,30", "30,181"):
        with pytest.raises(ArgumentError, match="latitude,longitude in degrees"):
            find_places([text])


def test_hubs_are_their_middles() -> None:
    hubs = reference.rail_hubs()
    found = find_places(["hubs"])
    assert found.geometry.x.tolist() == hubs["longitude"].tolist()
    assert found["name"].tolist() == hubs["name"].tolist()
    two = find_places(["51,30", "hubs"])
    assert (len(two), two["name"][0]) == (len(hubs) + 1, "51,30")


def test_a_border_is_a_line() -> None:
    assert find_places(["BY-UA"]).geometry[0].equals(border_line("ua-by"))
    with pytest.raises(RegionError, match="no pair of neighbours"):
        find_places(["BY-FR"])


def features(path: Path, *shapes: Any) -> str:
    body = [
        {"type": "Feature", "properties": {"name": f"n{k}"},
         "geometry": None if shape is None else shapely.geometry.mapping(shape)}
        for k, shape in enumerate(shapes)
    ]  # fmt: skip
    path.write_text(json.dumps({"type": "FeatureCollection", "features": body}), "utf-8")
    return str(path)


def test_files_of_any_kind(tmp_path: Path) -> None:
    """Points, lines and polygons; what was mended and left out is said."""
    bow_tie = shapely.Polygon([(29, 51), (30, 52), (30, 51), (29, 52)])
    line = shapely.LineString([(29, 51), (30, 52)])
    path = features(tmp_path / "p.geojson", shapely.Point(29, 51), line, bow_tie, None)
    notes: list[str] = []
    found = find_places([path], notes=notes)
    assert found["name"].tolist() == ["n0", "n1", "n2"]
    assert found.geometry.is_valid.all()
    assert notes == [
        "p.geojson: 1 features without a geometry left out",
        "p.geojson: 1 geometries were not valid and were repaired",
    ]


def test_another_coordinate_system(tmp_path: Path) -> None:
    frame = geopandas.GeoDataFrame({"name": ["a"]}, geometry=[shapely.Point(30, 52)], crs=4326)
    path = tmp_path / "p.gpkg"
    frame.to_crs(3857).to_file(path)
    notes: list[str] = []
    found = find_places([str(path)], notes=notes)
    assert found.geometry[0].distance(shapely.Point(30, 52)) < 1e-8
    assert notes == ["p.gpkg: brought from EPSG:3857 to EPSG:4326"]


def test_files_that_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(ForeignFileError, match="does not exist"):
        find_places(["nope.gpkg"])
    with pytest.raises(RegionError, match="no point, line or polygon"):
        find_places([features(tmp_path / "a.geojson", None)])
    with pytest.raises(RegionError, match="is its coordinate system right"):
        find_places([features(tmp_path / "b.geojson", shapely.Point(500_000, 6_000_000))])
    around = shapely.LineString([(179, 50), (-179, 50)])
    with pytest.raises(RegionError, match=r"feature 1 \(n0\).*split it at 180 degrees"):
        find_places([features(tmp_path / "c.geojson", around)])


def test_a_hub_is_no_disc_here() -> None:
    notes: list[str] = []
    find_places(["Homel"], notes=notes)
    assert notes == ["Homel is taken as the rail hub Homyel; there is also the area Homiel Region"]
