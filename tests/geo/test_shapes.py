"""Edges cut before they are projected, and edges around the world."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyproj
import pytest
import shapely

from geo.errors import ForeignFileError, InputError
from geo.foreign import read_layers, read_table
from geo.regions import read_regions
from geo.shapes import MAX_ADDED_VERTICES, densified, spans_the_world

UTM = shapely.box(300_000, 5_700_000, 700_000, 5_800_000)  # EPSG:32636, 400 km by 100 km


def true_outline() -> Any:
    """The box of UTM in degrees, from a point every ten metres."""
    ring = shapely.segmentize(UTM.exterior, 10)
    to_degrees = pyproj.Transformer.from_crs(32636, 4326, always_xy=True)
    return shapely.Polygon(np.column_stack(to_degrees.transform(*ring.xy)))


def save(path: Path, frame: geopandas.GeoDataFrame, **options: Any) -> Path:
    """Write a file in a process of its own, since this one must not load GDAL."""
    frame.to_parquet(path.with_suffix(".tmp"))
    code = (
        "import sys, json, geopandas; frame = geopandas.read_parquet(sys.argv[1]);"
        "frame.to_file(sys.argv[2], **json.loads(sys.argv[3]))"
    )
    arguments = [str(path.with_suffix(".tmp")), str(path), json.dumps(options)]
    subprocess.run([sys.executable, "-c", code, *arguments], check=True, timeout=120)
    return path


def test_zones_in_metres_keep_their_straight_edges(tmp_path: Path) -> None:
    """A zone drawn in UTM differs from its own outline by centimetres, not by kilometres."""
    frame = geopandas.GeoDataFrame({"name": ["z"]}, geometry=[UTM], crs=32636)
    frame.to_parquet(tmp_path / "z.parquet")
    zone = read_regions(tmp_path / "z.parquet")[0].geometry.iloc[0]
    truth = true_outline()
    assert zone.symmetric_difference(truth).area / truth.area < 1e-6
    corners = frame.to_crs(4326).geometry.iloc[0]
    assert corners.symmetric_difference(truth).area / truth.area > 0.02


def test_sightings_in_metres_do_so_too(tmp_path: Path) -> None:
    frame = geopandas.GeoDataFrame({"name": ["z"]}, geometry=[UTM], crs=32636)
    frame.to_parquet(tmp_path / "z.parquet")
    (table,) = read_table(tmp_path / "z.parquet").tables
    found = shapely.from_wkb(table.geometry[0].as_py())
    truth = true_outline()
    assert found.symmetric_difference(truth).area / truth.area < 1e-6


def test_what_is_cut_and_what_is_not() -> None:
    tie = shapely.Polygon([(0, 0), (5e4, 5e4), (5e4, 0), (0, 5e4)])
    shapes = np.array([UTM, shapely.Point(3e5, 5.7e6), tie, None, shapely.Polygon()], dtype=object)
    found = densified(shapes, "EPSG:32636")
    assert shapely.get_num_coordinates(found).tolist() == [1_001, 1, 5, 0, 0]
    assert densified(shapes, "EPSG:4284") is shapes  # Pulkovo 1942, in degrees
    feet = densified(np.array([shapely.LineString([(0, 0), (328_084, 0)])]), "EPSG:2263")
    assert 100 <= shapely.get_num_coordinates(feet)[0] <= 102


def test_added_vertices_are_capped() -> None:
    """An outline once around the world's fence, in metres, stays a shape that can be handled."""
    zigzag = shapely.LineString([(x % 2 * 2e6, x * 10.0) for x in range(2_000)])
    found = densified(np.array([zigzag], dtype=object), "EPSG:32636")[0]
    assert 90_000 < shapely.get_num_coordinates(found) <= MAX_ADDED_VERTICES + 2_000


@pytest.mark.parametrize(
    ("wkt", "expected"),
    [
        ("POLYGON ((179 51, -179 51, -179 52, 179 52, 179 51))", True),
        ("GEOMETRYCOLLECTION (POINT (0 0), MULTILINESTRING ((179 0, -179 0)))", True),
        ("LINESTRING (-170 0, 0 0, 170 0)", False),
        ("MULTIPOLYGON (((179 5, 180 5, 180 6, 179 5)), ((-180 5, -179 5, -180 6, -180 5)))",
         False),
        ("MULTIPOINT (179 0, -179 0)", False),
        ("POLYGON EMPTY", False),
    ],
)  # fmt: skip
def test_edges_around_the_world(wkt: str, expected: bool) -> None:
    shapes = np.array([shapely.from_wkt(wkt), None, shapely.Point(0, 0)], dtype=object)
    assert spans_the_world(shapes).tolist() == [expected, False, False]


def test_zone_over_the_antimeridian_is_refused(tmp_path: Path) -> None:
    """Else it would hold Moscow."""
    wide = shapely.from_wkt("POLYGON ((179 51, -179 51, -179 52, 179 52, 179 51))")
    frame = geopandas.GeoDataFrame(
        {"name": ["a", "Chukotka"]}, geometry=[shapely.box(29, 51, 30, 52), wide], crs=4326
    )
    frame.to_parquet(tmp_path / "z.parquet")
    with pytest.raises(InputError, match=r"z\.parquet, feature 2 \(Chukotka\).*split it at 180"):
        read_regions(tmp_path / "z.parquet")


# --- several layers


def zones(names: list[str], west: float, epsg: int = 4326) -> geopandas.GeoDataFrame:
    boxes = [shapely.box(west + k, 51, west + k + 1, 52) for k in range(len(names))]
    return geopandas.GeoDataFrame({"name": names}, geometry=boxes, crs=4326).to_crs(epsg)


def test_all_layers_with_polygons_are_read(tmp_path: Path) -> None:
    """In whatever CRS each is; ids stay unique, and what is left out is said."""
    path = save(tmp_path / "a.gpkg", zones(["north", "both"], 29), layer="first")
    save(path, zones(["both"], 33, 3857), layer="second")
    spots = geopandas.GeoDataFrame({"name": ["p"]}, geometry=[shapely.Point(30, 50)], crs=4326)
    save(path, spots, layer="towns")
    found, notes = read_regions(path)
    assert found["region_id"].tolist() == ["north", "both", "both-2"]
    assert found.geometry.iloc[2].bounds == pytest.approx((33, 51, 34, 52))
    assert notes == [
        "a.gpkg: layers read: first, second",
        "a.gpkg: layers without polygons left out: towns",
        "a.gpkg, layer second: brought from EPSG:3857 to EPSG:4326",
    ]
    assert [(name, len(frame)) for name, frame in read_layers(path)] == [
        ("first", 2), ("second", 1), ("towns", 1)]  # fmt: skip


def test_layers_without_any_polygon_say_so(tmp_path: Path) -> None:
    spots = geopandas.GeoDataFrame({"name": ["p"]}, geometry=[shapely.Point(30, 50)], crs=4326)
    path = save(tmp_path / "a.gpkg", spots, layer="towns")
    save(path, spots, layer="villages")
    with pytest.raises(InputError, match=r"a\.gpkg, layer towns, feature 1 \(p\): a point is no"):
        read_regions(path)


# --- curves


def curved(path: Path) -> Path:
    """A GeoPackage with one plain and one curved geometry, made as GDAL makes it."""
    import sqlite3
    import struct

    frame = geopandas.GeoDataFrame(
        {"layer": ["deployment"] * 2, "description": ["straight", "curved"]},
        geometry=[shapely.LineString([(29, 51), (30, 52)])] * 2, crs=4326,
    )  # fmt: skip
    save(path, frame)
    arc = struct.pack("<BII6d", 1, 8, 3, 29, 51, 29.5, 51.5, 30, 51)
    database = sqlite3.connect(path)
    triggers = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for (name,) in triggers:
        database.execute(f'DROP TRIGGER "{name}"')
    head = struct.pack("<2sBBi", b"GP", 0, 1, 4326)
    table = path.stem
    database.execute(f'UPDATE "{table}" SET geom = ? WHERE fid = 2', (head + arc,))
    database.commit()
    database.close()
    return path


def test_a_curve_costs_one_geometry_not_the_file(tmp_path: Path) -> None:
    (table,) = read_table(curved(tmp_path / "a.gpkg")).tables
    straight, arc = table.geometry.to_pylist()
    assert shapely.from_wkb(straight).length > 1
    assert arc is None
    assert "a curve (CIRCULARSTRING), which is not read: convert it" in table.problems[1]
    assert table.unread[1].startswith("0108000000")
    with pytest.raises(ForeignFileError, match=r"feature 2: its geometry is a curve"):
        read_regions(tmp_path / "a.gpkg")
