"""Files made to do harm end as one clear error about one file, and read nothing else."""

from __future__ import annotations

import json
import os
import sqlite3
import struct
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from geo.errors import ForeignFileError
from geo.foreign import Limits, read_table, read_vector
from geo.foreign.tables import RefusalError
from geo.foreign.wkb import MAX_DEPTH, check_depth

_SECRET = "a-line-of-another-file"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.csv"
    path.write_text(f"id,text\n1,{_SECRET}\n")
    return path


def _refusal(path: Path, limits: Limits | None = None) -> str:
    messages = []
    for opener in (read_table, read_vector):
        with pytest.raises(ForeignFileError) as caught:
            opener(path, limits=limits)
        messages.append(str(caught.value))
        assert path.name in messages[-1]
        assert _SECRET not in messages[-1]
    return messages[0]


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".kml", ".csv", ".fgb"])
def test_vrt_under_another_name_reads_no_local_file(
    tmp_path: Path, secret: Path, suffix: str
) -> None:
    path = tmp_path / f"roads{suffix}"
    path.write_text(
        f'<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>{secret}'
        "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    )
    assert "OGRVRTDataSource" in _refusal(path)


def test_gdal_pipeline_as_json_is_refused(tmp_path: Path, secret: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(
        json.dumps({"type": "gdal_streamed_alg", "command_line": f"gdal vector read {secret}"})
    )
    assert "FeatureCollection" in _refusal(path)


def test_wfs_document_makes_no_request(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text("<OGRWFSDataSource><URL>http://127.0.0.1:9/wfs</URL></OGRWFSDataSource>")
    assert "OGRWFSDataSource" in _refusal(path)


@pytest.mark.parametrize(
    ("crs", "message"),
    [
        ({"type": "link", "properties": {"href": "http://127.0.0.1:9/a"}}, "is a link"),
        ({"type": "name", "properties": {"name": "http://127.0.0.1:9/a"}}, "not an EPSG code"),
        ({"type": "name", "properties": {"name": "EPSG:999999"}}, "is not known"),
        ("EPSG:4326", "cannot be understood"),
    ],
)
def test_geojson_crs_is_never_followed_or_guessed(tmp_path: Path, crs, message: str) -> None:
    path = tmp_path / "a.geojson"
    feature = {
        "type": "Feature",
        "properties": {},
        "geometry": {"type": "Point", "coordinates": [30, 50]},
    }
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": [feature]}))
    assert message in _refusal(path)


def test_kml_with_doctype_is_refused(tmp_path: Path, secret: Path) -> None:
    path = tmp_path / "a.kml"
    path.write_text(
        f'<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY x SYSTEM "file://{secret}">]>'
        "<kml><Document><Placemark><name>&x;</name></Placemark></Document></kml>"
    )
    assert "DOCTYPE" in _refusal(path)


def _nested_wkb(depth: int, kind: int) -> bytes:
    """Put a point inside ``depth`` collections of one member each."""
    point = b"\x01" + struct.pack("<Idd", 1, 30.0, 50.0)
    return (b"\x01" + struct.pack("<II", kind, 1)) * depth + point


@pytest.mark.parametrize("kind", [4, 5, 6, 7])
def test_deeply_nested_wkb_is_refused_before_geos_sees_it(kind: int) -> None:
    with pytest.raises(RefusalError, match="collections deep"):
        check_depth(_nested_wkb(100_000, kind))


def test_honest_wkb_passes_whatever_its_dimensions() -> None:
    shapes = [
        shapely.from_wkt("GEOMETRYCOLLECTION (POINT (1 2), MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0))))"),
        shapely.from_wkt("GEOMETRYCOLLECTION Z (LINESTRING Z (0 0 1, 1 1 1), POINT Z (1 2 3))"),
        shapely.from_wkt("MULTIPOLYGON EMPTY"),
    ]
    for geometry in shapes:
        for flavor in ("iso", "extended"):
            for order in (0, 1):
                check_depth(shapely.to_wkb(geometry, flavor=flavor, byte_order=order))
    check_depth(_nested_wkb(MAX_DEPTH, 7))


def test_geoparquet_with_nested_wkb_is_one_error(tmp_path: Path) -> None:
    path = tmp_path / "bomb.parquet"
    geo = {
        "version": "1.0.0",
        "primary_column": "geometry",
        "columns": {"geometry": {"encoding": "WKB", "geometry_types": []}},
    }
    table = pa.table({"geometry": [_nested_wkb(500_000, 7)]})
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(geo)}), path)
    assert "nested" in _refusal(path)


def test_deeply_nested_json_is_one_error(tmp_path: Path) -> None:
    path = tmp_path / "deep.geojson"
    path.write_text('{"type": "FeatureCollection", "features": ' + "[" * 500_000)
    assert "nested" in _refusal(path)


def _geopackage(path: Path, *statements: str) -> None:
    # Written by a process of its own: this one must not load GDAL.
    code = (
        "import geopandas, shapely, sys;"
        "geopandas.GeoDataFrame({'note': ['x']}, geometry=[shapely.Point(30, 50)], crs=4326)"
        ".to_file(sys.argv[1], layer='camps')"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True, timeout=120)
    with sqlite3.connect(path) as database:
        for statement in statements:
            database.execute(statement)
    database.close()


def test_recursive_view_in_a_geopackage_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "loop.gpkg"
    _geopackage(
        path,
        "CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
        "SELECT i AS fid, i AS note FROM n",
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
        "VALUES ('endless', 'attributes', 'endless', 4326)",
    )
    limits = Limits(wall_s=3, output_bytes=50_000_000)
    with pytest.raises(ForeignFileError, match=r"loop\.gpkg"):
        read_table(path, limits=limits)


def test_virtual_table_in_a_geopackage_is_refused(tmp_path: Path, secret: Path) -> None:
    path = tmp_path / "virtual.gpkg"
    _geopackage(
        path,
        "PRAGMA writable_schema = ON",
        "INSERT INTO sqlite_master VALUES ('table', 'peek', 'peek', 0, "
        f"'CREATE VIRTUAL TABLE peek USING VirtualText(\"{secret}\")')",
    )
    assert "virtual table" in _refusal(path)


def test_geopackage_rows_are_counted_by_reading_them(tmp_path: Path) -> None:
    path = tmp_path / "hidden.gpkg"
    _geopackage(path, "UPDATE gpkg_ogr_contents SET feature_count = 0")
    assert len(read_vector(path)) == 1


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="RLIMIT_AS holds on Linux only")
def test_file_that_needs_too_much_memory_is_one_error(tmp_path: Path) -> None:
    path = tmp_path / "wide.geojson"
    features = ",".join(
        f'{{"type":"Feature","properties":{{"p{i}":1}},"geometry":null}}' for i in range(9_000)
    )
    path.write_text('{"type":"FeatureCollection","features":[' + features + "]}")
    message = _refusal(path, Limits(memory_bytes=500_000_000, memory_per_byte=0))
    assert "memory" in message


def test_time_limit_is_one_error(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(ForeignFileError, match=r"a\.csv cannot be read: .*took longer"):
        read_table(path, limits=Limits(wall_s=0.001, wall_s_per_mib=0))


def test_output_limit_is_one_error(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n" + "1,2\n" * 100_000)
    with pytest.raises(ForeignFileError, match=r"a\.csv cannot be read"):
        read_table(path, limits=Limits(output_bytes=10_000))


def test_this_process_never_loads_gdal(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(
        '{"type":"Feature","properties":{"a":1},"geometry":{"type":"Point","coordinates":[30,50]}}'
    )
    code = (
        "import sys; from geo.foreign import read_table, read_vector;"
        "read_table(sys.argv[1]); read_vector(sys.argv[1]);"
        "sys.exit('pyogrio._io' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", code, str(path)], check=True, cwd=root, timeout=120)


def test_only_the_wanted_driver_is_there() -> None:
    """With our GDAL_SKIP the child finds one driver, so it need not start itself again."""
    from geo.foreign.drivers import DRIVER_OF_FORMAT, child_environment

    for format_, driver in DRIVER_OF_FORMAT.items():
        code = "import pyogrio; print(sorted(pyogrio.list_drivers(read=True)))"
        environment = os.environ | child_environment(format_)
        answer = subprocess.run(
            [sys.executable, "-c", code],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
        assert answer.stdout.strip() == str([driver])
