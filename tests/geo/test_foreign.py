"""geo.foreign: honest files of every format give the same features."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from geo.errors import ForeignFileError
from geo.files import sha256_of
from geo.foreign import read_table, read_vector
from geo.foreign.tables import as_text, text_of

_FEATURES = [
    {"name": "Жлобін", "size": 3, "area": 1.5, "note": None},
    {"name": "=cmd", "size": None, "area": 2.0, "note": "</script>{{ 7*7 }}"},
]
_SHAPES = [
    shapely.from_wkt("POLYGON ((30 52, 31 52, 31 53, 30 52))"),
    shapely.from_wkt("POLYGON ((32 51, 33 51, 33 52, 32 51))"),
]
_WRITE = """
import json, sys, geopandas, shapely
features = json.loads(sys.argv[2])
shapes = [shapely.from_wkt(wkt) for wkt in json.loads(sys.argv[3])]
frame = geopandas.GeoDataFrame(features, geometry=shapes, crs=4326).to_crs(int(sys.argv[4]))
path = sys.argv[1]
if path.endswith('.parquet'):
    frame.to_parquet(path)
else:
    options = {} if len(sys.argv) < 6 else {'layer': sys.argv[5]}
    frame.to_file(path, **options)
"""


def _write(path: Path, epsg: int = 4326, *layer: str) -> Path:
    """Write the features in a process of its own, since this one must not load GDAL."""
    wkts = json.dumps([shape.wkt for shape in _SHAPES])
    arguments = [str(path), json.dumps(_FEATURES), wkts, str(epsg), *layer]
    subprocess.run([sys.executable, "-c", _WRITE, *arguments], check=True, timeout=120)
    return path


@pytest.mark.parametrize(
    ("suffix", "epsg"),
    [(".gpkg", 4326), (".gpkg", 3857), (".fgb", 32635), (".parquet", 3857), (".shp", 4326)],
)
def test_every_format_gives_the_same_features(tmp_path: Path, suffix: str, epsg: int) -> None:
    path = _write(tmp_path / f"zones{suffix}", epsg)
    frame = read_vector(path)
    assert frame.crs.to_epsg() == epsg
    assert sorted(frame["name"]) == ["=cmd", "Жлобін"]
    first = frame[frame["name"] == "Жлобін"].to_crs(4326).geometry.iloc[0]
    assert shapely.hausdorff_distance(first, _SHAPES[0]) < 1e-6

    file = read_table(path)
    (table,) = file.tables
    assert file.sha256 == sha256_of(path)
    assert "</script>{{ 7*7 }}" in table.columns.column("note").to_pylist()
    shapes = shapely.from_wkb(table.geometry.to_pylist())
    assert shapely.total_bounds(shapes) == pytest.approx((30, 51, 33, 53), abs=1e-6)


def test_geojson_keeps_types_for_regions_and_text_for_records(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    features = [
        {
            "type": "Feature",
            "id": 7,
            "properties": properties,
            "geometry": shapely.geometry.mapping(shape),
        }
        for properties, shape in zip(_FEATURES, _SHAPES, strict=True)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    frame = read_vector(path)
    assert frame["area"].tolist() == [1.5, 2.0]
    assert frame.crs.to_epsg() == 4326
    (table,) = read_table(path).tables
    assert table.columns.column("id").to_pylist() == ["7", "7"]
    assert table.columns.column("size").to_pylist() == ["3", None]


def test_kml_folders_are_all_read(tmp_path: Path) -> None:
    path = tmp_path / "a.kml"
    folders = "".join(
        f"<Folder><name>{name}</name><Placemark><name>p</name>"
        f"<Point><coordinates>{x},50</coordinates></Point></Placemark></Folder>"
        for name, x in (("one", 30), ("two", 31), ("three", 32))
    )
    path.write_text(
        f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{folders}</Document></kml>'
    )
    frame = read_vector(path)
    assert frame["folder"].tolist() == ["one", "two", "three"]
    assert frame.geometry.x.tolist() == [30, 31, 32]


def test_several_layers_want_a_choice(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.gpkg", 4326, "north")
    _write(path, 3857, "south")
    with pytest.raises(ForeignFileError, match="has 2 layers: north, south"):
        read_vector(path)
    assert read_vector(path, layer="south").crs.to_epsg() == 3857
    with pytest.raises(ForeignFileError, match="no layer 'west'; it has 'north', 'south'"):
        read_vector(path, layer="west")
    assert [table.name for table in read_table(path).tables] == ["north", "south"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "broken at line 1"),
        ("3", "is named .geojson but its content is not"),
        ('{"type": "Topology"}', "'Topology', but a FeatureCollection"),
        ('{"type": "FeatureCollection", "features": 3}', "not a list"),
    ],
)
def test_broken_geojson_says_where(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(text)
    with pytest.raises(ForeignFileError, match=message):
        read_table(path)


def test_geojson_in_another_encoding_names_the_byte(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_bytes('{"type": "Жлобин"}'.encode("cp1251"))
    with pytest.raises(ForeignFileError, match="byte 0xc6 at offset 10"):
        read_table(path)


def test_half_a_surrogate_is_replaced_not_fatal(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text('{"type":"Feature","properties":{"a\\ud800":"b\\udfff"},"geometry":null}')
    (table,) = read_table(path).tables
    assert table.columns.to_pylist() == [{"a\ufffd": "b\ufffd"}]


def test_csv_has_no_geometry_for_regions(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(ForeignFileError, match="has no geometry column: give a file of shapes"):
        read_vector(path)


def test_plain_points_are_what_geos_would_write(tmp_path: Path) -> None:
    """They go through unread: many, so that this pays."""
    shapes = [shapely.Point(30.5, 52.25), None, shapely.Point(), shapely.Point(-179.9, 1e-300)]
    table = pa.table({"name": ["a", "b", "c", "d"], "geometry": shapely.to_wkb(shapes)})
    columns = {"geometry": {"encoding": "WKB", "geometry_types": ["Point"]}}
    about = {"version": "1.1.0", "primary_column": "geometry", "columns": columns}
    path = tmp_path / "points.parquet"
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(about)}), path)
    (read,) = read_table(path).tables
    assert read.geometry is not None
    assert read.geometry.to_pylist() == list(shapely.to_wkb(shapely.force_2d(shapes)))
    assert not read.problems
    assert not read.unread


def test_cut_short_parquet_is_one_error(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.parquet")
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(ForeignFileError, match="Parquet file is damaged"):
        read_table(path)


def test_words_of_the_format_are_checked(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(ForeignFileError, match="'docx' is not known"):
        read_table(path, input_format="docx")
    with pytest.raises(ForeignFileError, match="is csv by its content, not geopackage"):
        read_table(path, input_format="geopackage")


def test_works_from_another_folder_with_nothing_installed(tmp_path: Path) -> None:
    """The child finds the package where the parent found it, not by the current folder."""
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n")
    root = Path(__file__).parents[2]
    code = (
        f"import sys; sys.path.insert(0, {str(root)!r}); from geo.foreign import read_table;"
        "print(read_table(sys.argv[1]).tables[0].columns.num_rows)"
    )
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    answer = subprocess.run(
        [sys.executable, "-c", code, "a.csv"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert answer.stdout.strip() == "1"


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a.json"])
def test_json_lines_are_told_by_their_content(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text('{"id": "a", "layer": "deployment"}\n{"id": "b"}\n', "utf-8")
    found = read_table(path)
    assert (found.format, found.tables[0].columns["id"].to_pylist()) == ("json", ["a", "b"])


def test_numbers_become_the_texts_that_python_writes() -> None:
    """Whatever the width; what is missing or no number is nothing."""
    numbers = [0.1, -0.0, 5.0, 1e-05, 1.5e300, None, float("nan"), float("inf"), 123456789.123]
    for kind in (pa.float64(), pa.float32(), pa.float16()):
        column = pa.array(numbers, pa.float64()).cast(kind, safe=False)
        expected = [text_of(value.as_py()) for value in column]
        assert as_text(column).to_pylist() == expected
        assert as_text(pa.chunked_array([column[:3], column[3:]])).to_pylist() == expected
    assert as_text(pa.array([], pa.float64())).to_pylist() == []
