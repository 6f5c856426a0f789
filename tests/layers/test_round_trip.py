"""Out and in again: what Kordon exports in any format it reads as the very same records.

The same means the same id and the same content, in all fields and in the file's own columns: read
beside the file that they came from, all of them are duplicates.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import sqlite3
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import OutputError
from layers.colours import COLOURS, rgb_of
from layers.readers import read
from layers.registry import LAYERS
from layers.writing.export import EXPORTS, export
from layers.writing.export_geopackage import TABLES
from layers.writing.portable import portable

TODAY = dt.date(2024, 6, 1)
#: Texts that have been lost or changed somewhere on the way.
WORDS = ["=1+1", "'=1+1", "''@x", "-", "007", "1e5", "NA", "null", "a\nb", "a\rb", "a\r\nb", '"',
         ",", "'", "a\tb", "a;b", "{{ 7*7 }}", "${x}", "</script>", "<b>bold</b> &amp; &", "]]>",
         "Мазыр", "\u202eabc", "é|ü", "a | b", "True", "0", "[1]", '{"a":1}', "nan", "POINT (1 2)",
         "2022-10-09", "12.345", "1.500", "&#13;", "😀", "a\u2028b\x85c\u3000d"]  # fmt: skip
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
DATES = ["2022", "2022-10", "2022-10-09", "2022-10-09T05:12+03:00", "2022-10-09T05:12:30Z",
         "2022-10-09T05:12:30.25-02:30"]  # fmt: skip
SHAPES = ["LINESTRING (29.123456789 51.5, 29.3 51.600000001)",
          "POLYGON ((29 51, 29 52, 30 52, 29 51))",  # clockwise
          "POLYGON ((29 51, 32 51, 32 54, 29 51), (30 51.5, 30.5 51.5, 30.5 52, 30 51.5))",
          "MULTIPOLYGON (((29 51, 30 51, 30 52, 29 51)), ((31 51, 32 51, 32 52, 31 51)))",
          "MULTILINESTRING ((29 51, 30 51), (31 51, 32 52))",
          "MULTIPOINT ((29 51), (30.000000000000004 52))",
          "GEOMETRYCOLLECTION (POINT (29 51), LINESTRING (29 51, 30 52))"]  # fmt: skip
#: Columns of a file's own, with names that mean something to somebody.
OWN = ["my column", "=own", "'-own", "fid", "name", "x", "amount", "headline", 'a<&>"b',
       "kml_folder", "Column 7", "ogc_fid"]  # fmt: skip
ROWS = 48
#: Files of so many rows, each out and in again in every format; more of them with `make fuzz`.
EXAMPLES = 60 if settings.default and settings.default.max_examples > 100 else 2


def rows_of(texts: list[str], x: list[float], y: list[float], numbers: list[float]) -> list[Any]:
    """Many rows from few values, so that each example is one file for all of them."""
    texts = [*texts, *WORDS]
    rows = []
    for k in range(ROWS):
        row: dict[str, Any] = {
            "id": f"00{k}",
            "layer": LAYERS[k % 3].id,
            "category": texts[k % len(texts)],
            "date_start": DATES[k % len(DATES)],
            "equipment": "T-72B3; BMP-2",
        }
        if k % 6 == 5:  # then it is made from the content
            row |= {"id": "", "unit": f"unit {k}"}
        if k % 4 in (0, 1):
            row |= {"longitude": x[k % len(x)], "latitude": y[k % len(y)]}
        if k % 4 in (1, 2):
            row["geometry"] = SHAPES[k % len(SHAPES)]
        words = ("place", "unit", "description", "source_title", "sidc", *OWN)
        for j, name in enumerate(words):
            if (k + j) % 5 and name not in row:
                row[name] = texts[(7 * k + 3 * j) % len(texts)]
        if k % 3:
            low = f"{numbers[k % len(numbers)]:.3f}0"  # a fourth digit, or it might be thousands
            row |= {
                "quantity_low": low,
                "quantity_best": low,
                "coordinate_uncertainty_m": f"{numbers[(k + 1) % len(numbers)]:.9f}",
                "azimuth_deg": x[k % len(x)],
                "target_latitude": y[(k + 1) % len(y)],
                "target_longitude": x[(k + 2) % len(x)],
                "actor": ["RUS", "RUS;BLR", "someone"][k % 3],
                "retracted": ["true", "false"][k % 2],
                "as_of": DATES[(k + 1) % len(DATES)],
                "date_end": ["2023-01", "2023-01-02"][k % 2],
                "source_date": "2022-01 | 2022-02-03",
            }
        rows.append(row)
    return rows


def written(path: Path, rows: list[Any]) -> Path:
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, names, restval="", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def differences(before: Any, after: Any) -> list[str]:
    """What two frames of the same records say otherwise, for a failure that can be read."""
    before, after = (f.set_index("id").sort_index() for f in (before, after))
    told = [f"only in one: {sorted(set(before.columns) ^ set(after.columns))}"]
    for name in before.columns:
        if name.startswith(("input_", "geometry")) or name not in after:
            continue
        one, two = before[name], after[name].reindex(before.index)
        other = ~((one == two) | (one.isna() & two.isna()))
        told += [f"{name}: {a!r} -> {b!r}" for a, b in zip(one[other], two[other], strict=True)]
    return told[:20]


@given(
    texts=st.lists(TEXT, min_size=5, max_size=20),
    x=st.lists(st.floats(22, 42), min_size=3, max_size=10),
    y=st.lists(st.floats(48, 57), min_size=3, max_size=10),
    numbers=st.lists(st.floats(0, 1e6), min_size=3, max_size=10),
)
@settings(
    deadline=None, max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
def test_every_format_gives_the_same_records(
    texts: list[str], x: list[float], y: list[float], numbers: list[float], tmp_path: Path
) -> None:
    """Property: beside the file they came from, the rows of every export are duplicates of it."""
    source = written(tmp_path / "source.csv", rows_of(texts, x, y, numbers))
    first = read(source, today=TODAY)
    kept = len(first.sightings)
    assert kept >= ROWS // 2, [row.reasons for row in first.rows if row.outcome == "set_aside"][:5]
    files = []
    for format_ in EXPORTS:
        path = tmp_path / f"a.{format_}"
        path.write_bytes(export(first.sightings, format_))
        files.append(path)
    intake = read([source, *files], today=TODAY)
    for path, report in zip(files, intake.files[1:], strict=True):
        if (report.read, report.duplicates) != (kept, kept):
            again = read(path, today=TODAY).sightings
            pytest.fail(f"{path.name}: {differences(first.sightings, again)} {report.notes}")
    assert intake.accepted + intake.repaired == kept


@pytest.fixture(scope="module")
def some(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Records of all layers and shapes, as they were read."""
    rows = rows_of(["Mazyr"], [29.25, 30.5, 23.0], [52.05, 51.5, 53.0], [12_000.0, 7.0, 1.5])
    return read(written(tmp_path_factory.mktemp("some") / "a.csv", rows), today=TODAY).sightings


def test_the_same_bytes_each_time(some: Any) -> None:
    for format_ in ("gpkg", "kml"):
        assert export(some, format_) == export(some, format_), format_


def test_geopackage_has_a_style_for_each_table(some: Any, tmp_path: Path) -> None:
    """As QGIS saves them: found by table and geometry column, taken without being asked for."""
    path = tmp_path / "a.gpkg"
    path.write_bytes(export(some, "gpkg"))
    database = sqlite3.connect(path)
    tables = dict(
        database.execute("SELECT table_name, column_name FROM gpkg_geometry_columns").fetchall()
    )
    styles = database.execute(
        "SELECT f_table_name, f_geometry_column, styleQML, useAsDefault, update_time "
        "FROM layer_styles"
    ).fetchall()
    kinds = dict(database.execute("SELECT table_name, data_type FROM gpkg_contents").fetchall())
    database.close()
    assert kinds.pop("layer_styles") == "attributes"
    assert set(tables) == set(kinds) <= TABLES
    assert {"deployment", "deployment_lines", "fortification_areas", "shelling"} <= set(tables)
    assert any(name.endswith("_points") for name in tables)
    assert {name for name, *_ in styles} == {t for t in tables if not t.endswith("_mixed")}
    for name, column, qml, default, moment in styles:
        assert column == tables[name]
        assert (default, moment) == (1, "1970-01-01T00:00:00.000Z")
        layer = name.split("_")[0]
        kind = {"lines": "line", "areas": "fill"}.get(name.rpartition("_")[2], "marker")
        symbol = ET.fromstring(qml).find("renderer-v2/symbols/symbol")  # our own XML
        assert symbol is not None
        assert symbol.get("type") == kind
        assert ",".join(map(str, rgb_of(COLOURS[layer]))) in qml


def test_colours_are_those_of_the_map(some: Any) -> None:
    palette = (Path(__file__).parents[2] / "maps" / "palette.json").read_text("utf-8")
    assert json.loads(palette)["light"]["layers"] == COLOURS
    assert b'<Style id="deployment"><IconStyle><color>ff005ed5<' in export(some, "kml")


def test_geopackage_names_that_sql_does_not_tell_apart(
    intake_of: Callable[..., Any], tmp_path: Path
) -> None:
    """The second gets a number, and nothing is lost."""
    row = {"id": "a", "lat": 52, "lon": 29, "date": "2022", "category": "rail_echelon",
           "Wagon": "1", "wagon": "2", "FID": "3"}  # fmt: skip
    path = tmp_path / "a.gpkg"
    path.write_bytes(export(intake_of([row]).sightings, "gpkg"))
    again = read(path, today=TODAY).sightings.iloc[0]
    assert (again["Wagon"], again["wagon (2)"], again["FID"]) == ("1", "2", "3")


NAMESPACE = {"k": "http://www.opengis.net/kml/2.2"}


def marks_of(sightings: Any) -> dict[str, ET.Element]:
    """Placemarks of an export by the id of their record."""
    root = ET.fromstring(export(sightings, "kml"))
    return {
        str(mark.findtext(".//k:SimpleData[@name='id']", "", NAMESPACE)): mark
        for mark in root.iterfind(".//k:Placemark", NAMESPACE)
    }


def test_kml_has_a_folder_per_layer(some: Any) -> None:
    root = ET.fromstring(export(some, "kml"))
    folders = root.findall("k:Document/k:Folder", NAMESPACE)
    assert [f.findtext("k:name", "", NAMESPACE) for f in folders] == [
        "Deployments", "Fortifications", "Shelling",
    ]  # fmt: skip
    assert [len(f.findall("k:Placemark", NAMESPACE)) for f in folders] == [
        int((some["layer"] == layer.id).sum()) for layer in LAYERS
    ]
    assert b"http" not in export(some.iloc[:1], "kml").replace(
        b"http://www.opengis.net/kml/2.2", b""
    )


@pytest.mark.parametrize(
    ("row", "time"),
    [
        ({"date": "2022-10-09"}, "<TimeStamp><when>2022-10-09</when></TimeStamp>"),
        ({"date": "2022-10-09T05:12+03:00"}, "<when>2022-10-09T05:12:00+03:00</when>"),
        ({"date": "2022-10-09T05:12:30Z"}, "<when>2022-10-09T05:12:30Z</when>"),
        ({"date": "2022-02"}, "<TimeSpan><begin>2022-02-01</begin><end>2022-02-28</end>"),
        ({"date": "2022"}, "<begin>2022-01-01</begin><end>2022-12-31</end>"),
        ({"date": "2022-10-09", "date_precision": "week"},
         "<begin>2022-10-06</begin><end>2022-10-12</end>"),
        ({"date": "2022-10-09", "date_end": "2022-10-11"},
         "<begin>2022-10-09</begin><end>2022-10-11</end>"),
        ({"date": "2022-10-09T05:00Z", "date_end": "2022-10-09T06:00Z"},
         "<begin>2022-10-09T05:00:00Z</begin><end>2022-10-09T06:00:59Z</end>"),
        ({"date": ""}, ""),
    ],
)  # fmt: skip
def test_kml_times_claim_no_more_than_is_known(
    row: dict[str, str], time: str, intake_of: Callable[..., Any]
) -> None:
    plain = {"id": "a", "lat": 52, "lon": 29, "category": "rail_echelon"}
    text = export(intake_of([plain | row]).sightings, "kml").decode()
    assert time in text
    assert ("<Time" in text) == bool(time)


def test_kml_text_is_text(some: Any, intake_of: Callable[..., Any]) -> None:
    """Viewers take a description for a web page: it is escaped for that, and for XML."""
    row = {"id": "a", "lat": 52, "lon": 29, "date": "2022", "category": "rail_echelon",
           "description": "<img src=x> & ]]>", "place": "<b>Mazyr</b>"}  # fmt: skip
    mark = marks_of(intake_of([row]).sightings)["a"]
    shown = mark.findtext("k:description", "", NAMESPACE)
    assert shown.startswith("&lt;img src=x&gt; &amp; ]]&gt;<br/>")
    assert "Place: not known how precisely" in shown
    assert mark.findtext("k:name", "", NAMESPACE) == "<b>Mazyr</b>"
    assert mark.findtext(".//k:SimpleData[@name='description']", "", NAMESPACE) == (
        "<img src=x> & ]]>"
    )


def test_a_moved_placemark_is_where_it_was_moved_to(
    intake_of: Callable[..., Any], tmp_path: Path
) -> None:
    row = {"id": "a", "lat": 52, "lon": 29, "date": "2022", "category": "rail_echelon"}
    text = export(intake_of([row]).sightings, "kml").decode()
    (tmp_path / "a.kml").write_text(text.replace("29.0,52.0", "29.5,52.5"), "utf-8")
    intake = read(tmp_path / "a.kml", today=TODAY)
    assert shapely.equals(intake.sightings.geometry.iloc[0], shapely.Point(29.5, 52.5))
    assert "name" not in intake.sightings
    assert "1 placemarks were written by Kordon" in " ".join(intake.files[0].notes)


def test_control_characters_become_signs(intake_of: Callable[..., Any], tmp_path: Path) -> None:
    """XML has none, and GDAL ends a text at NUL: they are shown instead of lost."""
    assert portable("a\x00b\x1bc\td\ud800\uffff") == "a\u2400b\u241bc\td\ufffd\ufffd"
    row = {"id": "a", "lat": 52, "lon": 29, "date": "2022", "category": "rail_echelon",
           "own": "a\x01b"}  # fmt: skip
    sightings = intake_of([row]).sightings
    for format_ in ("gpkg", "kml"):
        path = tmp_path / f"a.{format_}"
        path.write_bytes(export(sightings, format_))
        assert read(path, today=TODAY).sightings["own"].tolist() == ["a\u2401b"]


def test_styles_of_qgis_are_no_records(some: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    path.write_bytes(export(some, "gpkg"))
    intake = read(path, today=TODAY)
    assert intake.read == len(some)
    assert "geopackage_layer" not in intake.sightings
    assert "layer 'layer_styles' left out: it says how QGIS draws the others" in (
        intake.files[0].notes
    )


@pytest.mark.parametrize("format_", ["csv", "geojson", "gpkg", "kml", "parquet"])
def test_an_alias_among_own_columns_stays_one(
    format_: str, intake_of: Callable[..., Any], tmp_path: Path
) -> None:
    """What is empty is kept where another column would be taken for it."""
    row = {"id": "a", "date": "2022", "category": "rail_echelon", "geometry": "", "gps": "52, 29",
           "longitude": "", "latitude": "", "x": "17", "quantity_best": "",
           "count": "3"}  # fmt: skip
    first = intake_of([row]).sightings
    assert first["gps"].tolist() == ["52, 29"]
    path = tmp_path / f"a.{format_}"
    path.write_bytes(export(first, format_))
    again = read(path, today=TODAY)
    assert again.unlocated == 1
    assert again.sightings[["gps", "x", "count"]].iloc[0].tolist() == ["52, 29", "17", "3"]


def test_csv_cells_that_would_run(some: Any) -> None:
    """The other formats are no tables of a spreadsheet; in CSV an apostrophe stands before them."""
    for line in csv.reader(io.StringIO(export(some, "csv").decode(), newline="")):
        assert not any(cell.startswith(("=", "+", "@", "-")) for cell in line)


def test_this_process_never_loads_gdal(some: Any, tmp_path: Path) -> None:
    """A GeoPackage is written as foreign files are read: elsewhere."""
    path = tmp_path / "a.parquet"
    path.write_bytes(export(some, "parquet"))
    code = (
        "import sys, geopandas; from layers.writing.export import export;"
        "export(geopandas.read_parquet(sys.argv[1]), 'gpkg');"
        "sys.exit('pyogrio._io' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", code, str(path)], check=True, cwd=root, timeout=120)


def test_what_cannot_be_written_is_one_error(some: Any) -> None:
    """A table of more columns than SQLite has; nothing is left behind."""
    more = pd.DataFrame({f"own {k}": ["x"] for k in range(2_100)}, index=some.index[:1])
    wide = pd.concat([some.iloc[:1], more], axis=1)
    with pytest.raises(OutputError, match="the GeoPackage was not written"):
        export(wide, "gpkg")
