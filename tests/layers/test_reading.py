"""Reading files: formats, encodings, columns, duplicates, and the sum that always holds."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import subprocess
import sys
import weakref
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import ForeignFileError, InputError
from geo.foreign import ForeignFile, ForeignTable
from geo.foreign.parse_csv import parse_csv
from geo.foreign.sniff import FORMATS
from geo.foreign.tables import PROBLEM
from layers.checking.identity import Seen
from layers.intake import Intake
from layers.readers import READERS, read
from layers.readers import report as report_module
from layers.readers.report import Pieces, take_in
from layers.record import FIELDS

_EXAMPLES = Path(__file__).parents[2] / "examples" / "belarus-border-2021-2023.csv"
_HEAD = "id,layer,category,date_start,latitude,longitude,description\n"
_ROW = "{},deployment,troop_arrival,2022-01-18,52.05,29.25,Seen.\n"


def test_all_example_records_are_accepted_as_they_are(balanced) -> None:
    intake = read(_EXAMPLES)
    assert balanced(intake) == ["accepted"] * 150
    report = intake.files[0]
    assert not report.reasons
    assert (report.unlocated, report.undated) == (0, 0)
    assert intake.sightings["layer"].value_counts().to_dict() == {
        "deployment": 77,
        "shelling": 47,
        "fortification": 26,
    }


def test_sightings_have_the_promised_columns_in_order() -> None:
    frame = read(_EXAMPLES).sightings
    last = ["input_file", "input_row", "input_notes", "time_from", "time_to"]
    assert list(frame.columns) == [*(field.name for field in FIELDS), *last]
    assert frame.crs.to_epsg() == 4326
    assert frame.index.equals(pd.RangeIndex(150))
    assert frame["input_row"].tolist() == list(range(1, 151))
    for field in FIELDS:
        if field.type == "number":
            assert frame[field.name].dtype == "float64"
        elif field.name != "geometry":
            assert str(frame[field.name].dtype) in ("str", "object"), field.name
    for name in ("time_from", "time_to"):
        assert str(frame[name].dtype) == "datetime64[us, UTC]"
    assert (frame["time_from"] < frame["time_to"]).all()


def test_every_value_of_the_examples_arrives() -> None:
    with _EXAMPLES.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    frame = read(_EXAMPLES).sightings
    for name in rows[0]:
        for row, value in zip(rows, frame[name], strict=True):
            if isinstance(value, str):
                assert value == row[name]
            elif pd.isna(value):
                assert row[name] == ""
            else:
                assert value == float(row[name])


def test_header_only_is_no_rows_with_all_columns(read_text, balanced) -> None:
    intake = read_text(_HEAD)
    assert balanced(intake) == []
    assert len(intake.sightings.columns) == len(FIELDS) + 5
    assert intake.sightings.crs.to_epsg() == 4326


# --- CSV


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_delimiters_line_ends_and_byte_order_marks(read_text, delimiter, end, mark) -> None:
    text = mark + (_HEAD + _ROW.format("A1")).replace(",", delimiter).replace("\n", end)
    intake = read_text(text)
    assert intake.accepted == 1, intake.rows
    assert intake.sightings["id"].tolist() == ["A1"]


def test_line_for_spreadsheets_names_the_delimiter(read_text) -> None:
    assert read_text("sep=;\n" + (_HEAD + _ROW.format("A1")).replace(",", ";")).accepted == 1


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-u", "utf-16"])
def test_other_encodings_are_read_when_named(read_text, encoding) -> None:
    text = (_HEAD + _ROW.format("A1")).replace("Seen.", "Ешелон у Жлобині")
    intake = read_text(text.encode(encoding), encoding=encoding)
    assert intake.sightings["description"].tolist() == ["Ешелон у Жлобині"]


def test_wrong_encoding_names_the_byte_and_the_way_out(read_text) -> None:
    content = (_HEAD + _ROW.format("A1")).replace("Seen.", "Жлобин").encode("cp1251")
    offset = content.index("Жлобин".encode("cp1251"))
    with pytest.raises(ForeignFileError, match=f"offset {offset} .line 2.*--encoding cp1251"):
        read_text(content)
    with pytest.raises(ForeignFileError, match="'klingon' is not known"):
        read_text(content, encoding="klingon")


def test_utf_16_without_a_mark_is_told_from_its_header(read_text) -> None:
    content = (_HEAD + _ROW.format("A1")).encode("utf-16-le")
    with pytest.raises(ForeignFileError, match="--encoding utf-16-le"):
        read_text(content)
    assert read_text(content, encoding="utf-16-le").accepted == 1


def test_row_with_too_many_cells_is_set_aside_and_kept(read_text, balanced) -> None:
    intake = read_text(_HEAD + "A1,deployment,troop_arrival,2022-01-18,52,05,29,25,Seen.\n")
    assert balanced(intake) == ["set_aside"]
    row = intake.rows[0]
    assert len(row.reasons) == 1
    assert "9 cells where the header has 7" in row.reasons[0]
    assert '"29", "25"' in row.values["(row)"]


def test_short_row_is_filled(read_text, balanced) -> None:
    intake = read_text(_HEAD + _ROW.format("A1").replace(",Seen.", "") + "\n\n" + _ROW.format("A2"))
    assert balanced(intake) == ["accepted", "accepted"]
    assert any("1 row has fewer cells" in note for note in intake.files[0].notes)


def test_each_unclosed_quotation_mark_costs_one_row(read_text, balanced) -> None:
    broken = _ROW.format("A{}").replace("Seen.", '"Seen.')
    rows = [_ROW.format("A1"), broken.format(2), _ROW.format("A3").replace("Seen.", '"S""'), "\n"]
    intake = read_text(_HEAD + "".join(rows))
    assert balanced(intake) == ["accepted", "set_aside", "set_aside"]
    assert "A3,deployment" in intake.rows[2].values["(row)"]


def test_last_unclosed_quotation_mark_costs_one_row(read_text, balanced) -> None:
    broken = _ROW.format("A2").replace("Seen.", '"Seen.')
    intake = read_text(_HEAD + _ROW.format("A1") + broken + _ROW.format("A3"))
    assert balanced(intake) == ["accepted", "set_aside", "accepted"]
    assert "A2,deployment" in intake.rows[1].values["(row)"]


def test_text_over_several_lines_is_one_cell(read_text) -> None:
    intake = read_text(_HEAD + _ROW.format("A1").replace("Seen.", '"one\n""two"", three"'))
    assert intake.sightings["description"].tolist() == ['one\n"two", three']


@pytest.mark.parametrize("content", ["1,2,3\n4,5,6\n", "\n\n1;2\n"])
def test_file_without_header_is_an_error_that_says_so(read_text, content) -> None:
    with pytest.raises(ForeignFileError, match="does not look like a header"):
        read_text(content)


# --- columns


def test_common_names_are_understood(read_text) -> None:
    intake = read_text(
        "Time;LAT;Lon;Type;Source;Note;Event ID\n"
        "2022-01-18;52.05;29.25;troop_arrival;https://example.org/a;Seen.;7\n"
    )
    assert intake.accepted == 1
    sighting = intake.sightings.iloc[0]
    assert sighting["source_url"] == "https://example.org/a"
    assert sighting["id"] == "7"
    assert intake.files[0].mapping["Note"] == "description"


def test_source_that_is_no_address_is_a_title(read_rows) -> None:
    intake = read_rows({"source": "RFE/RL"})
    assert intake.sightings["source_title"].tolist() == ["RFE/RL"]


def test_exact_name_wins_and_the_other_travels_along(read_rows) -> None:
    intake = read_rows({"notes": "their notes", "lat": "1"})
    sighting = intake.sightings.iloc[0]
    assert sighting["description"] == "Seen."
    assert sighting["notes"] == "their notes"
    assert sighting["lat"] == "1"
    assert any("'notes' also means description" in note for note in intake.files[0].notes)


def test_columns_of_one_name_and_without_name_are_kept(read_text) -> None:
    intake = read_text(_HEAD.strip() + ",x y,x y,\n" + _ROW.format("A1").strip() + ",a,b,c\n")
    sighting = intake.sightings.iloc[0]
    assert (sighting["x y"], sighting["x y (2)"], sighting["column 10"]) == ("a", "b", "c")


def test_column_with_one_of_our_names_is_kept_under_another(read_rows) -> None:
    intake = read_rows({"input_row": "99", "time_from": "x"})
    assert intake.sightings["input_row"].tolist() == [1]
    assert intake.sightings["input_row (2)"].tolist() == ["99"]
    assert intake.sightings["time_from (2)"].tolist() == ["x"]


def test_mapping_goes_before_the_alias_table(read_rows) -> None:
    intake = read_rows(
        {"was": "minefield", "layer": "", "category": "x"}, mapping={"was": "category"}
    )
    assert intake.sightings["layer"].tolist() == ["fortification"]
    ignored = read_rows({"category": "minefield"}, mapping={"category": ""})
    assert ignored.sightings["category"].isna().all()


@pytest.mark.parametrize(
    ("mapping", "message"),
    [({"nowhere": "category"}, "a column 'nowhere'"), ({"layer": "colour"}, "a field 'colour'")],
)
def test_mapping_that_names_nothing_is_an_error(read_rows, mapping, message) -> None:
    with pytest.raises(InputError, match=message):
        read_rows({}, mapping=mapping)


# --- identity


def test_made_ids_do_not_depend_on_the_order_of_columns_or_their_names(read_rows) -> None:
    row = {
        "layer": "shelling",
        "category": "mortar_fire",
        "date_start": "2022-09-16",
        "latitude": "52.0",
        "longitude": "34.00",
        "extra": "x",
    }
    other = {"lat": "52", "lon": "34", **dict(reversed(row.items()))}
    del other["latitude"], other["longitude"]
    first = read_rows(row, plain=False).sightings["id"].iloc[0]
    second = read_rows(other, plain=False).sightings["id"].iloc[0]
    assert first == second
    assert len(first) == 14
    assert first.startswith("k-")
    changed = read_rows({**row, "extra": "y"}, plain=False).sightings["id"].iloc[0]
    assert changed != first


def test_same_record_twice_is_a_duplicate(read_rows, balanced) -> None:
    intake = read_rows({"id": "X"}, {"id": "X"}, {"id": ""}, {"id": ""})
    assert balanced(intake) == ["accepted", "duplicate", "accepted", "duplicate"]
    assert "row 1" in intake.rows[1].reasons[0]


def test_rows_that_differ_only_in_what_cannot_be_used_are_not_duplicates(read_rows) -> None:
    intake = read_rows({"id": "", "latitude": "north"}, {"id": "", "latitude": "south"})
    assert intake.duplicates == 0


def test_one_id_for_two_contents_names_both_rows(read_rows, balanced) -> None:
    intake = read_rows({"id": "X"}, {"id": "X", "description": "Other."})
    assert balanced(intake) == ["accepted", "set_aside"]
    assert "row 1" in intake.rows[1].reasons[0]
    assert "row 2" in intake.rows[1].reasons[0]


def test_same_record_in_a_second_file_is_a_duplicate_there(tmp_path, balanced) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(_HEAD + _ROW.format("A1") + _ROW.format(name))
    intake = read([tmp_path / "a.csv", tmp_path / "b.csv"])
    assert balanced(intake) == ["accepted", "accepted", "duplicate", "accepted"]
    assert intake.sightings["input_file"].tolist() == ["a.csv", "a.csv", "b.csv"]
    assert [report.duplicates for report in intake.files] == [0, 1]


# --- other formats

_GEOJSON = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {
                "id": "007",
                "category": "minefield",
                "date": "2022-01-18",
                "tags": {"a": [1, None]},
                "quantity": 3,
            },
            "geometry": {"type": "Point", "coordinates": [29.25, 52.05, 100]},
        },
        {
            "type": "Feature",
            "properties": {"id": "008", "category": "trench_line", "date": "2022-01"},
            "geometry": {"type": "LineString", "coordinates": [[29, 51.5], [30, 51.6]]},
        },
        {
            "type": "Feature",
            "properties": {"id": "009", "category": "minefield", "date": "2022"},
            "geometry": None,
        },
        {
            "type": "Feature",
            "properties": {"id": "010", "category": "minefield", "date": "2022"},
            "geometry": {"type": "Point", "coordinates": ["x", 1]},
        },
        {"type": "Feature", "properties": None, "geometry": None},
    ],
}


def test_geojson_points_lines_and_nothing(read_text, balanced) -> None:
    intake = read_text(json.dumps(_GEOJSON), "a.geojson")
    assert balanced(intake) == ["accepted"] * 4 + ["set_aside"]
    frame = intake.sightings
    assert frame["id"].tolist() == ["007", "008", "009", "010"]
    assert frame["longitude"].tolist()[0] == 29.25
    assert frame["geometry"].iloc[1].geom_type == "LineString"
    assert frame["tags"].iloc[0] == '{"a": [1, null]}'
    assert frame["quantity_best"].iloc[0] == 3
    assert intake.unlocated == 2
    assert intake.files[0].reasons["geometry cannot be read"] == 1


_WRITE = """
import sys, geopandas, shapely
first = geopandas.GeoDataFrame(
    {'id': ['1', '2'], 'category': ['minefield', 'yeti'], 'date': ['2022-01-18', '2022-01'],
     'count': [3, None]},
    geometry=[shapely.Point(29.25, 52.05), shapely.LineString([(29, 51.5), (30, 51.6)])], crs=4326)
path = sys.argv[1]
if path.endswith('.parquet'):
    first.to_crs(3857).to_parquet(path)
else:
    first.iloc[:1].to_crs(3857).to_file(path, layer='mines')
    first.iloc[1:].to_file(path, layer='Deployments')
"""


@pytest.mark.parametrize("name", ["a.gpkg", "a.parquet"])
def test_geopackage_and_geoparquet_in_metres_arrive_in_degrees(tmp_path, balanced, name) -> None:
    path = tmp_path / name
    subprocess.run([sys.executable, "-c", _WRITE, str(path)], check=True, timeout=120)
    intake = read(path, layer="deployment")
    assert balanced(intake) == ["accepted", "accepted"]
    frame = intake.sightings
    assert frame["longitude"].iloc[0] == pytest.approx(29.25, abs=1e-9)
    assert frame["latitude"].iloc[0] == pytest.approx(52.05, abs=1e-9)
    assert frame["geometry"].iloc[1].geom_type == "LineString"
    assert frame["quantity_best"].iloc[0] == 3
    assert any("EPSG:3857" in note for note in intake.files[0].notes)


def test_layers_of_a_geopackage_are_all_read_and_name_the_theme(tmp_path) -> None:
    path = tmp_path / "a.gpkg"
    subprocess.run([sys.executable, "-c", _WRITE, str(path)], check=True, timeout=120)
    intake = read(path)
    assert intake.sightings["layer"].tolist() == ["fortification", "deployment"]
    assert intake.sightings["geopackage_layer"].tolist() == ["mines", "Deployments"]
    assert intake.sightings["input_row"].tolist() == [1, 2]
    assert any("2 layers" in note for note in intake.files[0].notes)


def test_every_format_that_is_told_has_a_reader() -> None:
    assert set(READERS) == set(FORMATS)


# --- arguments


def test_missing_file_among_several_is_named_before_anything_is_read(tmp_path) -> None:
    seen: list[str] = []
    with pytest.raises(InputError, match=r"no\.csv does not exist"):
        read([_EXAMPLES, tmp_path / "no.csv"], progress=seen.append)
    assert seen == []


@pytest.mark.parametrize(
    ("paths", "options", "message"),
    [
        ([], {}, "No file was given"),
        (["-", "-"], {}, "only once"),
        ([_EXAMPLES], {"layer": "ufo"}, "deployment, fortification, shelling"),
    ],
)
def test_arguments_that_make_no_sense(paths, options, message) -> None:
    with pytest.raises(InputError, match=message):
        read(paths, **options)


def test_reading_twice_gives_the_same(read_rows) -> None:
    first, second = read(_EXAMPLES), read(_EXAMPLES)
    assert first.files[0].to_dict() == second.files[0].to_dict()
    pd.testing.assert_frame_equal(pd.DataFrame(first.sightings), pd.DataFrame(second.sightings))


# --- the sum that always holds

_CELLS = st.one_of(
    st.sampled_from(
        [
            "",
            "deployment",
            "minefield",
            "2022-01-18",
            "03/04/2022",
            "52.05",
            "29,25",
            "0",
            "NA",
            "A1",
            "A2",
            "1e400",
            "-5",
            "POINT (29 52)",
            "</script>",
            "{{ 7*7 }}",
            "RUS;BLR",
            '"',
            "x\n",
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
)
_NAMES = st.sampled_from(
    [
        "id",
        "layer",
        "category",
        "date_start",
        "date_end",
        "latitude",
        "longitude",
        "lat",
        "geometry",
        "quantity_low",
        "quantity_high",
        "source_date",
        "actor",
        "description",
        "theirs",
    ]
)


def _read_here(path: Path) -> Intake:
    """Read CSV in this process, which is quicker by a child process for each of many examples."""
    tables = []
    for parsed in parse_csv(path, None):
        table = pa.Table.from_batches(parsed.batches, parsed.schema)
        told = table.column(PROBLEM).to_pylist()
        problems = {row: text for row, text in enumerate(told) if text}
        columns = table.drop_columns([PROBLEM])
        tables.append(ForeignTable("", columns, None, None, problems, tuple(parsed.notes)))
    file = ForeignFile(str(path), "0" * 64, "csv", tuple(tables))
    pieces = Pieces(layer="shelling", mapping={}, today=dt.date(2024, 6, 1))
    frame, report = take_in(file, READERS["csv"].tables(file), pieces, Seen())
    return Intake(frame, (report,))


_MANY = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@_MANY
@given(
    names=st.lists(_NAMES, min_size=2, max_size=9),
    data=st.data(),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_rows_in_are_rows_accounted_for(tmp_path, balanced, names, data, quoting) -> None:
    rows = data.draw(st.lists(st.lists(_CELLS, min_size=1, max_size=11), max_size=12))
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=quoting)
    writer.writerow(names)
    writer.writerows(rows)
    path = tmp_path / "made.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    intake = _read_here(path)
    filled = [row for row in rows if any(row)]
    assert intake.read == len(filled)
    left_out = [re.match(r"(\d+) rows? that ha", note) for note in intake.files[0].notes]
    assert len(rows) - len(filled) == sum(int(found[1]) for found in left_out if found)
    balanced(intake)
    json.dumps([report.to_dict() for report in intake.files], allow_nan=False)


@_MANY
@given(lines=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), max_size=8))
def test_damaged_csv_is_accounted_for_too(tmp_path, balanced, lines) -> None:
    path = tmp_path / "damaged.csv"
    path.write_text(_HEAD + "\n".join(lines), encoding="utf-8", newline="")
    balanced(_read_here(path))


# --- real files of other projects


@pytest.mark.parametrize(
    ("name", "options", "rows"),
    [
        ("uawardata/units_current.geojson", {"layer": "deployment"}, 130),
        ("uawardata/btgs_all.geojson", {"layer": "deployment"}, 1112),
        ("uawardata/units_all.csv", {"layer": "deployment"}, 2269),
        ("ucdp_ged/UCDP-Ukraine.csv", {"layer": "shelling", "encoding": "cp1252"}, 3883),
        ("smoking_grads_2014/craters.csv", {"layer": "shelling"}, 6150),
    ],
)
def test_real_files_are_accounted_for(formats_folder, balanced, name, options, rows) -> None:
    intake = read(formats_folder / name, **options)
    assert intake.read == rows
    balanced(intake)


def test_real_dates_of_ucdp_are_read_the_right_way_round(formats_folder) -> None:
    intake = read(formats_folder / "ucdp_ged/UCDP-Ukraine.csv", layer="shelling", encoding="cp1252")
    frame = intake.sightings
    assert (intake.undated, intake.unlocated) == (0, 0)
    years = frame["year"].astype(int)
    assert (pd.to_datetime(frame["date_start"]).dt.year == years).all()
    assert (frame["date_start"] == "2014-08-29").sum() == 235
    assert (frame["date_start"] == "2014-09-05").sum() == 33


def test_a_table_is_not_held_by_those_who_have_read_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the frame is made, nobody else has the columns any more: a large file is held once."""
    alive: list[bool] = []
    tables: list[Any] = []
    taken, made = report_module.tables_apart, report_module.sightings

    def noted(raws: Any) -> Any:
        for part in taken(raws):
            tables.append(weakref.ref(part.raw))
            yield part

    def looked(*args: Any, **more: Any) -> Any:
        alive.append(tables[-1]() is not None)
        return made(*args, **more)

    monkeypatch.setattr(report_module, "tables_apart", noted)
    monkeypatch.setattr(report_module, "sightings", looked)
    path = tmp_path / "a.csv"
    path.write_text("date,lat,lon,category\n2022-01-18,52.05,29.25,rail_echelon\n")
    assert read(path).read == 1
    assert alive == [False]
