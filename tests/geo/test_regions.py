"""Regions frames: checked, written in three formats, read back, and read from users' files."""

import json

import geopandas
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import ForeignFileError, InputError, OutputError, RegionError
from geo.geodesy import discs
from geo.regionfiles import geometry_text
from geo.regions import (
    REGION_COLUMNS,
    _unique,
    concat_regions,
    make_regions,
    read_regions,
    save_regions,
    slug,
    validate_regions,
)

BOX = shapely.box(30, 50, 31, 51)
HOLED = shapely.Polygon(
    [(30, 50), (30, 52), (32, 52), (32, 50)],
    [[(30.5, 50.5), (31.5, 50.5), (31.5, 51.5), (30.5, 51.5)]],
)
BOW_TIE = shapely.Polygon([(30, 50), (32, 52), (32, 50), (30, 52)])


@pytest.fixture
def regions():
    return make_regions(
        [
            {"region_id": "a", "name": "Ä <b>", "kind": "rail_hub", "country": "BY",
             "distance_m": 5_000, "longitude": 30.5, "latitude": 50.5, "geometry": BOX},
            {"region_id": "b", "name": "Б", "geometry": shapely.MultiPolygon([HOLED])},
        ]
    )  # fmt: skip


def write(folder, name, frame):
    path = folder / name
    frame.to_file(path)
    return path


def test_make_regions_fills_in_what_is_missing(regions):
    assert tuple(regions.columns) == REGION_COLUMNS
    assert regions["kind"].tolist() == ["rail_hub", "custom"]
    assert regions["country"].tolist() == ["BY", ""]
    assert np.isnan(regions["distance_m"][1])
    assert regions.crs.to_epsg() == 4326


def test_no_regions_make_an_empty_frame():
    empty = make_regions([])
    assert len(empty) == 0
    assert tuple(empty.columns) == REGION_COLUMNS
    assert empty["distance_m"].dtype == "float64"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"region_id": "", "geometry": BOX}, "region_id '' is empty or repeats"),
        ({"region_id": "x", "geometry": None}, "a region is a polygon, not nothing"),
        ({"region_id": "x", "geometry": shapely.Polygon()}, "not nothing"),
        ({"region_id": "x", "geometry": shapely.Point(30, 50)}, "not Point"),
        ({"region_id": "x", "geometry": BOW_TIE}, "not valid: Self-intersection"),
        ({"region_id": "x", "geometry": BOX, "kind": "lake"}, "kind 'lake' is none of"),
    ],
)
def test_bad_rows_are_refused_by_name(row, message):
    with pytest.raises(RegionError, match=message):
        make_regions([row])


def test_validate_wants_columns_crs_and_unique_ids(regions):
    with pytest.raises(RegionError, match="lacks the columns kind"):
        validate_regions(regions.drop(columns="kind"))
    with pytest.raises(RegionError, match="EPSG:4326"):
        validate_regions(regions.to_crs(3857))
    with pytest.raises(RegionError, match="'a' is empty or repeats"):
        validate_regions(regions.assign(region_id="a"))


def test_concat_drops_the_same_region_and_renames_another(regions):
    moved = regions.assign(geometry=regions.geometry.translate(1))
    joined = concat_regions([regions, regions, moved])
    assert joined["region_id"].tolist() == ["a", "b", "a-2", "b-2"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Homiel Region", "homiel-region"),
        ("Yel’sk", "yelsk"),
        ("  Śniardwy / 2 ", "sniardwy-2"),
        ("../../etc", "etc"),
        ("Гомель", "гомель"),
        ("<>", ""),
    ],
)
def test_slug(text, expected):
    assert slug(text) == expected


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "parquet"])
def test_write_then_read_is_identity(regions, tmp_path, ending):
    path = save_regions(regions, tmp_path / f"zones.{ending}")
    found, notes = read_regions(path)
    assert notes == []
    for column in REGION_COLUMNS[:-1]:
        assert found[column].equals(regions[column]), column
    for one, other in zip(found.geometry, regions.geometry, strict=True):
        assert shapely.symmetric_difference(one, other).area < 1e-9


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "parquet"])
def test_same_regions_give_the_same_bytes(regions, tmp_path, ending):
    first = save_regions(regions, tmp_path / "one", ending).read_bytes()
    again = save_regions(regions, tmp_path / "two", ending).read_bytes()
    assert first == again


def test_geojson_is_rfc_7946(regions, tmp_path):
    """Outer rings anticlockwise, holes clockwise, no crs member, six decimals, null for NaN."""
    shifted = regions.assign(geometry=regions.geometry.translate(1 / 3))
    found = json.loads(save_regions(shifted, tmp_path / "z.geojson").read_text("utf-8"))
    assert set(found) == {"type", "features"}
    one, two = found["features"]
    assert one["id"] == "a"
    assert one["properties"]["name"] == "Ä <b>"
    assert two["properties"]["distance_m"] is None
    outer, hole = two["geometry"]["coordinates"][0]
    assert shapely.LinearRing(outer).is_ccw
    assert not shapely.LinearRing(hole).is_ccw
    assert outer[0][0] in (30.333333, 32.333333)


def rounded(value):
    if isinstance(value, list):
        return [rounded(inner) for inner in value]
    return round(value, 6)


NUMBERS = st.one_of(
    st.floats(-1e9, 1e9),
    st.floats(-1e-4, 1e-4),
    st.integers(-(10**9), 10**9).map(lambda n: (2 * n + 1) / 2e6),  # halfway between two
    st.sampled_from([0.0, -0.0, 24.166188, 1e-6, 5e-7, -180.0]),
)


@given(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), min_size=2, max_size=6), st.booleans())
def test_numbers_in_geojson_are_rounded_as_python_does(xyz, deep):
    """Property: digit for digit what `round` and `json` make of each coordinate."""
    line = shapely.LineString(xyz if deep else [place[:2] for place in xyz])
    for shape in (line, shapely.MultiPoint(line.coords), shapely.GeometryCollection([line])):
        plain = json.loads(shapely.to_geojson(shape))
        for part in plain.get("geometries", [plain]):
            part["coordinates"] = rounded(part["coordinates"])
        assert geometry_text(shape) == json.dumps(plain, separators=(",", ":"))


def test_existing_file_is_kept_unless_told_otherwise(regions, tmp_path):
    path = save_regions(regions, tmp_path / "z.geojson")
    before = path.read_bytes()
    with pytest.raises(OutputError, match="exists already"):
        save_regions(regions.iloc[:1], path)
    assert path.read_bytes() == before
    save_regions(regions.iloc[:1], path, overwrite=True)
    assert path.read_bytes() != before
    assert [p.name for p in tmp_path.iterdir()] == ["z.geojson"]


@pytest.mark.parametrize("name", ["z.docx", "z"])
def test_unknown_format_is_refused(regions, tmp_path, name):
    with pytest.raises(InputError, match="use geojson, gpkg, parquet"):
        save_regions(regions, tmp_path / name)


def test_users_polygons_get_names_ids_and_degrees(tmp_path):
    """A projected file with names: brought to degrees, ids made unique."""
    frame = geopandas.GeoDataFrame(
        {"NAME": ["Polygon 1", "Polygon-1", None], "size": [1, 2, 3]},
        geometry=shapely.segmentize([BOX, HOLED, BOX], 0.01),
        crs=4326,
    ).to_crs(32636)
    found, notes = read_regions(write(tmp_path, "own.gpkg", frame), kind="rail_hub")
    assert found["name"].tolist() == ["Polygon 1", "Polygon-1", "own 3"]
    assert found["region_id"].tolist() == ["polygon-1", "polygon-1-2", "own-3"]
    assert set(found["kind"]) == {"rail_hub"}
    assert found.total_bounds == pytest.approx([30, 50, 32, 52], abs=1e-6)
    assert len(notes) == 1
    assert "EPSG:32636 to EPSG:4326" in notes[0]


def test_bow_tie_is_repaired_and_said_so(tmp_path):
    """Both halves are kept: buffer(0) would lose one."""
    frame = geopandas.GeoDataFrame({"title": ["tie"]}, geometry=[BOW_TIE], crs=4326)
    found, notes = read_regions(write(tmp_path, "tie.geojson", frame))
    assert found.geometry[0].area == pytest.approx(2.0)
    told = "tie.geojson: 1 polygons were not valid and were repaired: feature 1 (tie)"
    assert notes == [told]


def test_points_with_a_radius_are_hubs(tmp_path):
    frame = geopandas.GeoDataFrame(
        {"name": ["yard"], "radius_m": [3_000]}, geometry=[shapely.Point(30, 52)], crs=4326
    )
    found, _ = read_regions(write(tmp_path, "p.geojson", frame), kind="rail_hub")
    assert found["distance_m"].tolist() == [3_000]
    assert found[["longitude", "latitude"]].iloc[0].tolist() == [30, 52]
    assert found.geometry[0].equals(discs(30, 52, 3_000)[0])


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        (shapely.Point(30, 52), r"feature 1 \(spot\): a point is no region.*radius_m"),
        (shapely.LineString([(30, 52), (31, 52)]), r"feature 1 \(spot\): a LineString is no reg"),
        (shapely.box(5e5, 5e6, 6e5, 6e6), "not longitude and latitude in degrees"),
        (None, "it has no geometry"),
    ],
)
def test_what_is_no_region_is_refused_with_its_place(tmp_path, shape, message):
    path = tmp_path / "own.geojson"
    geometry = None if shape is None else json.loads(shapely.to_geojson(shape))
    feature = {"type": "Feature", "properties": {"name": "spot"}, "geometry": geometry}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    with pytest.raises(InputError, match=message):
        read_regions(path)


@pytest.mark.parametrize(
    ("lon", "lat", "radius_m"), [(179.9, 65, 20_000), (30, 89.9, 20_000), (30, 52, 15_000_000)]
)
def test_a_hub_that_is_no_polygon_in_degrees_is_refused(tmp_path, lon, lat, radius_m):
    """Across the antimeridian or a pole its circle would be a band around the world."""
    frame = geopandas.GeoDataFrame(
        {"name": ["yard"], "radius_m": [radius_m]}, geometry=[shapely.Point(lon, lat)], crs=4326
    )
    path = write(tmp_path, "p.geojson", frame)
    with pytest.raises(RegionError, match=r"feature 1 \(yard\): a circle of .*antimeridian"):
        read_regions(path)


def test_thousands_of_one_name_are_numbered_in_no_time():
    """Not by trying every number from 2 on for each of them."""
    tried = []

    class Taken(set):
        def __contains__(self, name):
            tried.append(name)
            return super().__contains__(name)

    taken, numbers = Taken(), {}
    for _ in range(1_000):
        taken.add(_unique("forest", taken, numbers))
    assert len(taken) == 1_000
    assert {"forest", "forest-2", "forest-1000"} <= taken
    assert len(tried) < 3_000


def test_missing_file_is_a_clear_error(tmp_path):
    with pytest.raises(ForeignFileError, match=r"nowhere\.gpkg"):
        read_regions(tmp_path / "nowhere.gpkg")
