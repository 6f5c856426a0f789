"""Files joined with regions: the table of `geo.join`, in every format, whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import geopandas
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely

import kordon
from geo.errors import ArgumentError, ForeignFileError, InputError, OutputError, RegionError
from geo.join import join
from geo.regions import make_regions
from geo.resolve import find_regions
from layers.joins.files import join_files
from layers.joins.memberships import MEMBERSHIP_FIELDS
from layers.readers import read
from layers.writing.export import csv_cell, plain

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "belarus-border-2021-2023.csv"
AREA = make_regions(
    [{"region_id": "a", "name": "=A", "geometry": shapely.box(29, 52, 30, 53)},
     {"region_id": "b", "name": "B", "geometry": shapely.box(29.5, 52, 31, 53)}]
)  # fmt: skip
ROWS = (
    "id,date,category,lat,lon,uncertainty,retracted,supersedes,handling,remark\n"
    "in,2022-10-09,rail_echelon,52.5,29.25,0,,,,=1+1\n"
    "two,2022-10-09,rail_echelon,52.5,29.75,100,true,,restricted,\n"
    "edge,2022-10-09,rail_echelon,52.5,29.01,2000,,in,,\n"
    "vague,2022-10-09,rail_echelon,52.5,30.5,,,,,\n"
    "out,2022-10-09,rail_echelon,40,30.5,0,,,,\n"
    "nowhere,2022-10-09,rail_echelon,,,,,,,\n"
    "bad,,,,,,,,,\n"
    "in,2022-10-09,rail_echelon,52.5,29.25,0,,,,=1+1\n"
)


@pytest.fixture
def rows_csv(tmp_path: Path) -> Path:
    """Rows that are certainly in, possibly in, out, nowhere, wrong and double."""
    path = tmp_path / "rows.csv"
    path.write_text(ROWS)
    return path


def written(path: Path, **options: Any) -> str:
    out = io.BytesIO()
    join_files([path], out, options.pop("regions", AREA), **options)
    return out.getvalue().decode()


def test_examples_in_the_default_regions(tmp_path: Path) -> None:
    """The memberships of `geo.join`, with what belongs to each."""
    out = tmp_path / "m.parquet"
    joined = kordon.join_files([EXAMPLES], out)
    frame = geopandas.read_parquet(out)
    assert list(frame.columns) == [*MEMBERSHIP_FIELDS, "geometry"]
    assert frame.crs.to_epsg() == 4326
    sightings, regions = read(EXAMPLES).sightings, find_regions(["zones", "hubs"])
    wanted = join(sightings, regions)
    assert frame["input_row"].tolist() == (wanted["sighting"] + 1).tolist()
    for name in ("region_id", "certainty"):
        assert frame[name].tolist() == wanted[name].tolist()
    pd.testing.assert_series_equal(frame["share"], wanted["share"])
    assert ((frame["distance_m"] - wanted["distance_m"]).abs() <= 0.05).all()
    names = dict(zip(regions["region_id"], regions["name"], strict=True))
    assert frame["region"].tolist() == [names[i] for i in wanted["region_id"]]
    assert frame["id"].tolist() == sightings["id"].loc[wanted["sighting"]].tolist()
    assert joined.memberships == len(wanted) > 100
    assert joined.inside == wanted["sighting"].nunique()
    assert joined.account.read == 150


def test_every_row_is_accounted_for(rows_csv: Path) -> None:
    out = io.BytesIO()
    joined = join_files([rows_csv], out, AREA, format_="csv")
    account = joined.account
    assert (account.read, account.accepted, account.set_aside) == (8, 6, 1)
    assert (account.duplicates, account.unlocated) == (1, 1)
    assert (joined.inside, joined.certain, joined.memberships) == (4, 2, 5)
    assert (joined.withheld, joined.retracted, joined.superseding) == (1, 1, 1)


def test_csv_is_harmless_and_can_be_read_again(rows_csv: Path) -> None:
    text = written(rows_csv, format_="csv", fields=["remark", "category", "geometry"])
    table = list(csv.DictReader(io.StringIO(text, newline="")))
    assert list(table[0]) == [*MEMBERSHIP_FIELDS, "remark", "category", "geometry"]
    first = table[0]
    assert (first["region"], first["remark"], first["geometry"]) == ("'=A", "'=1+1", "")
    assert (first["certainty"], first["share"], first["distance_m"]) == ("certain", "1", "0")
    assert (first["longitude"], first["latitude"]) == ("29.25", "52.5")
    by = {(row["id"], row["region_id"]): row for row in table}
    assert by["vague", "b"]["certainty"] == "possible"
    assert by["vague", "b"]["share"] == by["vague", "b"]["coordinate_uncertainty_m"] == ""
    assert 0 < float(by["edge", "a"]["share"]) < 1
    assert by["two", "a"]["certainty"] == by["two", "b"]["certainty"] == "certain"
    assert "\r\n" in text


def test_only_what_is_certain(rows_csv: Path) -> None:
    out = io.BytesIO()
    joined = join_files([rows_csv], out, AREA, format_="csv", certain_only=True)
    assert (joined.memberships, joined.possible_left_out) == (3, 2)
    assert b"possible" not in out.getvalue()
    more = join_files([rows_csv], io.BytesIO(), AREA, assume_uncertainty_m=10, certain_only=True)
    assert (more.memberships, more.possible_left_out) == (4, 1)


def test_geojson_is_the_sightings_again_and_again(rows_csv: Path) -> None:
    body = json.loads(written(rows_csv, format_="geojson", fields=["category"]))
    assert body["type"] == "FeatureCollection"
    assert len(body["features"]) == 5
    first = body["features"][0]
    assert first["geometry"] == {"type": "Point", "coordinates": [29.25, 52.5]}
    assert first["properties"]["region_id"] == "a"
    assert first["properties"]["category"] == "rail_echelon"


def test_formats_hold_the_same(rows_csv: Path, tmp_path: Path) -> None:
    """Row for row and value for value; only what is missing is written differently."""
    fields = ["category", "remark", "date_start", "retracted"]
    out = tmp_path / "m.parquet"
    join_files([rows_csv], out, AREA, fields=fields)
    frame = geopandas.read_parquet(out)
    rows = [
        {name: plain(value) for name, value in row.items()}
        for row in frame.drop(columns="geometry").to_dict("records")
    ]
    body = json.loads(written(rows_csv, format_="geojson", fields=fields))
    assert [f["properties"] for f in body["features"]] == [
        {name: value for name, value in row.items() if value is not None} for row in rows
    ]
    assert [shapely.geometry.shape(f["geometry"]) for f in body["features"]] == list(frame.geometry)
    text = written(rows_csv, format_="csv", fields=fields)
    assert list(csv.DictReader(io.StringIO(text, newline=""))) == [
        {name: str(csv_cell(name, value)) for name, value in row.items()} for row in rows
    ]
    shown = written(rows_csv, format_="table", fields=fields).splitlines()[1:]
    assert [line.split()[:2] for line in shown] == [[row["id"], row["region"]] for row in rows]


def test_a_table_to_read(rows_csv: Path) -> None:
    lines = written(rows_csv, format_="table", fields=["category"]).splitlines()
    assert lines[0].split() == [
        "id", "region", "certainty", "share", "distance_m", "longitude", "latitude",
        "coordinate_uncertainty_m", "category",
    ]  # fmt: skip
    assert lines[1].split() == ["in", "=A", "certain", "1", "0", "29.25", "52.5", "0",
                                "rail_echelon"]  # fmt: skip
    assert len(lines) == 6


def test_lines_and_areas_keep_their_shape(tmp_path: Path) -> None:
    path = tmp_path / "trench.geojson"
    path.write_text(
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"type": '
        '"LineString", "coordinates": [[29.2, 52.2], [29.3, 52.2]]}, "properties": '
        '{"id": "t", "date": "2022-10-09", "category": "rail_echelon"}}]}'
    )
    text = written(path, format_="csv", fields=["geometry"])
    row = next(csv.DictReader(io.StringIO(text, newline="")))
    assert (row["longitude"], row["geometry"]) == ("", "LINESTRING (29.2 52.2, 29.3 52.2)")
    body = json.loads(written(path, format_="geojson"))
    assert body["features"][0]["geometry"]["type"] == "LineString"


def test_fields_by_any_of_their_names(rows_csv: Path) -> None:
    text = written(rows_csv, format_="csv", fields=["Remark", "type", "all"])
    header = next(csv.reader(io.StringIO(text, newline="")))
    assert header[: len(MEMBERSHIP_FIELDS)] == list(MEMBERSHIP_FIELDS)
    assert header[len(MEMBERSHIP_FIELDS)] == "remark"
    assert {"category", "date_start", "source_url", "description"} <= set(header)
    assert len(header) == len(set(header))
    with pytest.raises(ArgumentError, match=r"no field .remrak. to put beside.*mean remark"):
        written(rows_csv, fields=["remrak"])


def test_columns_of_the_file_that_are_called_as_those_of_the_join(tmp_path: Path) -> None:
    """A file's own region is not the region it is in."""
    path = tmp_path / "own.csv"
    path.write_text(
        "id,date,category,lat,lon,uncertainty,region,region (2),share\n"
        "in,2022-10-09,rail_echelon,52.5,29.25,0,mine,other,my share\n"
    )
    fields = ["region", "region (2)", "share (2)"]
    text = written(path, format_="csv", fields=fields)
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert (row["region_id"], row["region"], row["share"]) == ("a", "'=A", "1")
    assert (row["region (3)"], row["region (2)"]) == ("mine", "other")
    assert row["share (2)"] == "my share"
    body = json.loads(written(path, format_="geojson", fields=fields))
    assert body["features"][0]["properties"]["region (3)"] == "mine"


def test_types_of_parquet(rows_csv: Path, tmp_path: Path) -> None:
    out = tmp_path / "m.parquet"
    join_files([rows_csv], out, AREA, fields=["quantity_low", "time_from", "category"])
    schema = {field.name: str(field.type) for field in pq.read_schema(out)}
    assert schema["input_row"] == "int64"
    assert schema["share"] == schema["quantity_low"] == "double"
    assert schema["time_from"] == "timestamp[us, tz=UTC]"
    assert schema["category"] == schema["id"] == "string"


def test_nothing_inside_is_an_empty_table(rows_csv: Path, tmp_path: Path) -> None:
    far = make_regions([{"region_id": "far", "name": "far", "geometry": shapely.box(0, 0, 1, 1)}])
    for format_ in ("csv", "geojson", "table"):
        text = written(rows_csv, regions=far, format_=format_)
        assert len(text.splitlines()) == (0 if format_ == "table" else 1)
    out = tmp_path / "m.parquet"
    assert join_files([rows_csv], out, far).memberships == 0
    assert len(geopandas.read_parquet(out)) == 0


def test_the_edge_is_inside_or_not(tmp_path: Path) -> None:
    path = tmp_path / "edge.csv"
    path.write_text("id,date,category,lat,lon,uncertainty\ne,2022,rail_echelon,52.5,29,0\n")
    assert join_files([path], io.BytesIO(), AREA).memberships == 1
    assert join_files([path], io.BytesIO(), AREA, predicate="within").memberships == 0


def test_regions_by_words_and_files(rows_csv: Path, tmp_path: Path) -> None:
    """A file in metres, with a polygon that crosses itself: brought, mended, and said so."""
    bow = shapely.Polygon([(29, 52), (30, 53), (30, 52), (29, 53)])
    mine = geopandas.GeoDataFrame({"name": ["bow"]}, geometry=[bow], crs=4326).to_crs(32635)
    mine.to_file(tmp_path / "mine.gpkg")
    out = io.BytesIO()
    words = ["Homiel Region", str(tmp_path / "mine.gpkg"), "BY-UA-25km"]
    joined = join_files([rows_csv], out, words, format_="csv")
    assert any("repaired" in note for note in joined.notes)
    assert any("EPSG:32635" in note for note in joined.notes)
    ids = {row["region_id"] for row in csv.DictReader(io.StringIO(out.getvalue().decode()))}
    assert {"admin-homiel-region", "bow"} <= ids
    with pytest.raises(RegionError, match="did you mean"):
        join_files([rows_csv], out, ["Homel Region"])
    with pytest.raises(InputError, match="the regions have no name"):
        join_files([rows_csv], out, AREA.drop(columns="name"))


def test_failures_leave_nothing_behind(rows_csv: Path, tmp_path: Path) -> None:
    out = tmp_path / "m.csv"
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"id,lat,lon\n1,\xff,2\n")
    before = sorted(p.name for p in tmp_path.iterdir())
    for format_ in ("csv", "parquet"):
        with pytest.raises(ForeignFileError, match=r"bad\.csv"):
            join_files([rows_csv, bad], out, AREA, format_=format_)
        assert sorted(p.name for p in tmp_path.iterdir()) == before
    bad.write_text("id,lat,lon\n1,,\n")
    with pytest.raises(
        InputError, match=r"the only row could not be used: `kordon check bad\.csv`"
    ):
        join_files([bad], out, AREA, format_="csv")
    with pytest.raises(ArgumentError, match="no format 'xlsx'"):
        join_files([bad], out, AREA, format_="xlsx")
    out.write_text("mine")
    with pytest.raises(OutputError, match="exists already"):
        join_files([rows_csv], out, AREA, format_="csv")
    assert out.read_text() == "mine"
    join_files([rows_csv], out, AREA, format_="csv", overwrite=True)
    assert out.read_text().startswith("input_file,")


_FULL = """
import resource, signal, sys
from geo.errors import OutputError
from layers.joins.files import join_files
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
for format_ in sys.argv[3:]:
    try:
        join_files([sys.argv[1]], sys.argv[2], ["zones"], format_=format_, fields=["all"])
    except OutputError as error:
        print(format_, error)
"""


def test_a_disk_that_is_full(tmp_path: Path) -> None:
    """No file may grow past 20 kB here, as on a disk with no more room."""
    formats = ["csv", "parquet", "geojson"]
    words = [sys.executable, "-c", _FULL, str(EXAMPLES), str(tmp_path / "m"), *formats]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, env=os.environ)
    assert (done.returncode, done.stderr) == (0, "")
    said = dict(line.split(maxsplit=1) for line in done.stdout.splitlines())
    assert list(said) == formats
    assert all("was not written: File too large" in words for words in said.values()), said
    assert list(tmp_path.iterdir()) == []


def test_batches_do_not_show(tmp_path: Path) -> None:
    """25,000 rows come in two batches and make one table, the same as from a frame."""
    path = tmp_path / "long.csv"
    rows = [
        f"r{n},2022-10-09,rail_echelon,{50 + n % 500 / 100},{28 + n % 400 / 100},{n % 7 * 500}"
        for n in range(25_000)
    ]
    path.write_text("id,date,category,lat,lon,uncertainty\n" + "\n".join(rows) + "\n")
    table = pd.read_csv(io.StringIO(written(path, format_="csv")))
    wanted = join(read(path).sightings, AREA)
    assert table["input_row"].tolist() == (wanted["sighting"] + 1).tolist()
    assert table["region_id"].tolist() == wanted["region_id"].tolist()
    body = json.loads(written(path, format_="geojson"))
    assert len(body["features"]) == len(wanted)
