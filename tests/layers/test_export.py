"""Export: what is read again is what was written, whatever the records hold."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from layers.asking.selection import Selection, parse_day, select
from layers.checking.values import csv_safe
from layers.readers import read
from layers.writing.export import EXPORTS, export

NAMES = {"csv": "a.csv", "geojson": "a.geojson", "parquet": "a.parquet"}

WORDS = st.sampled_from(
    ["=1+1", "'=1+1", "''@x", "-", "007", "1e5", "NA", "null", "a\nb", "a\rb", "a\r\nb", '"', ",",
     "'", "a\tb", "a;b", "=", "{{ 7*7 }}", "${x}", "</script>", "Мазыр", "\u202eabc", "é|ü",
     "a | b", "True", "0", "[1]", '{"a":1}', "nan", "POINT (1 2)", "2022-10-09", "😀"]
)  # fmt: skip
TEXT = WORDS | st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30)
DATE = st.sampled_from(
    ["2022", "2022-10", "2022-10-09", "2022-10-09T05:12+03:00", "2022-10-09T05:12:30Z",
     "2022-10-09T05:12:30.25-02:30", ""]
)  # fmt: skip
NUMBER = st.floats(-180, 180).map(lambda v: v / 2)
SHAPE = st.sampled_from(
    ["LINESTRING (29.123456789 51.5, 29.3 51.600000001)",
     "POLYGON ((29 51, 29 52, 30 52, 29 51))",  # clockwise
     "MULTIPOLYGON (((29 51, 30 51, 30 52, 29 51)), ((31 51, 32 51, 32 52, 31 51)))",
     "MULTILINESTRING ((29 51, 30 51), (31 51, 32 52))"]
)  # fmt: skip
PLACE = st.one_of(
    st.fixed_dictionaries({"longitude": st.floats(22, 42), "latitude": st.floats(48, 57)}),
    st.fixed_dictionaries({"geometry": SHAPE}),
    st.fixed_dictionaries(
        {"geometry": SHAPE, "longitude": st.floats(22, 42), "latitude": st.floats(48, 57)}
    ),
    st.just({}),
)
RECORD = st.builds(
    lambda place, rest: place | {k: v for k, v in rest.items() if v != ""},
    PLACE,
    st.fixed_dictionaries(
        {"layer": st.just("deployment"), "category": TEXT, "date_start": DATE},
        optional={
            "date_end": st.sampled_from(["2023-01", "2023-01-02"]),
            "date_precision": st.sampled_from(["day", "week", "month", ""]),
            "place": TEXT, "unit": TEXT, "description": TEXT, "source_title": TEXT,
            "coordinate_uncertainty_m": st.floats(0, 1e6), "quantity_low": st.integers(0, 10**12),
            "actor": st.sampled_from(["RUS", "RUS;BLR", "someone"]), "sidc": TEXT,
            "target_latitude": st.floats(48, 57), "target_longitude": st.floats(22, 42),
            "azimuth_deg": st.floats(0, 360), "retracted": st.sampled_from(["true", "false"]),
            "as_of": DATE, "my column": TEXT, "=own": TEXT, "'-own": TEXT, "x": st.just("17"),
        },
    ),
)  # fmt: skip


def same(one: Any, two: Any, format_: str) -> None:
    """Every field and every column of its own, value for value."""
    assert len(one) == len(two)
    assert set(two.columns) <= set(one.columns), "nothing is doubled"
    for column in one.columns:
        if column == "geometry" or column.startswith("input_"):
            continue
        left = one[column]
        if column not in two:
            assert left.isna().all(), column
            continue
        equal = (left == two[column]) | (left.isna() & two[column].isna())
        assert equal.all(), (column, left[~equal].tolist(), two[column][~equal].tolist())
    for left, right in zip(one.geometry, two.geometry, strict=True):
        assert (left is None) == (right is None)
        if left is not None:  # rings may be turned round
            assert shapely.equals_exact(left.normalize(), right.normalize(), 0)


@example(
    records=[{"layer": "deployment", "category": "a", "date_start": "2022", "place": "a\rb"}],
    format_="csv",
)
@example(
    records=[{"layer": "deployment", "category": "a", "date_start": "2022", "longitude": 30.0,
              "latitude": 52.0, "coordinate_uncertainty_m": 1.125}],
    format_="csv",
)  # fmt: skip
@given(records=st.lists(RECORD, min_size=1, max_size=6), format_=st.sampled_from(sorted(NAMES)))
@settings(
    deadline=None, max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
def test_written_and_read_is_the_same(
    records: list[dict[str, Any]], format_: str, intake_of: Callable[..., Any], tmp_path: Path
) -> None:
    """Property: fields, unknown columns, lines, areas and times come back as they went."""
    first = intake_of([r | {"id": f"00{k}"} for k, r in enumerate(records)]).sightings
    if first.empty:
        return
    path = tmp_path / NAMES[format_]
    path.write_bytes(export(first, format_))
    again = read(path)
    assert (again.set_aside, again.duplicates) == (0, 0)
    same(first, again.sightings, format_)
    assert export(again.sightings, format_) == export(first, format_), "and the bytes, too"


@given(TEXT)
def test_a_guarded_cell_never_starts_a_formula(text: str) -> None:
    """Property: no cell begins with a sign that a spreadsheet runs; one apostrophe is undone."""
    cell = csv_safe(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert cell in (text, "'" + text)
    assert (cell == text) == (csv_safe("'" + text) == "'" + text)


def test_header_cells_are_guarded_too(intake_of: Callable[..., Any]) -> None:
    row = {"lat": 52, "lon": 29, "date": "2022", "layer": "shelling", "unit": "x", "=1+1": "1"}
    head = export(intake_of([row]).sightings, "csv").decode().splitlines()[0]
    assert next(csv.reader(io.StringIO(head)))[-1] == "'=1+1"


def test_geojson_rings_run_anticlockwise(intake_of: Callable[..., Any]) -> None:
    """RFC 7946 wants outer rings anticlockwise, inner ones clockwise, whatever came in."""
    clockwise = "POLYGON ((29 51, 29 54, 32 54, 29 51), (29.5 52, 29.6 52, 29.6 52.1, 29.5 52))"
    row = {"geometry": clockwise, "date": "2022", "category": "minefield", "layer": "fortification"}
    body = json.loads(export(intake_of([row]).sightings, "geojson"))
    outer, inner = body["features"][0]["geometry"]["coordinates"]
    assert shapely.LinearRing(outer).is_ccw
    assert not shapely.LinearRing(inner).is_ccw


@pytest.mark.parametrize("format_", sorted(EXPORTS))
def test_numbers_and_missing(format_: str, intake_of: Callable[..., Any]) -> None:
    """Whole numbers are whole, missing is missing and not 0, NaN never gets into JSON."""
    row = {"lat": "52.05", "lon": "29", "date": "2022", "category": "x", "layer": "deployment",
           "quantity_low": "20", "id": "007"}  # fmt: skip
    data = export(intake_of([row, row | {"id": "8", "quantity_low": ""}]).sightings, format_)
    if format_ in ("gpkg", "parquet"):
        return
    text = data.decode()
    assert "20.0" not in text
    assert "NaN" not in text
    if format_ == "jsonl":
        one, two = (json.loads(line) for line in text.splitlines())
        assert (one["id"], one["quantity_low"], one["longitude"]) == ("007", 20, 29)
        assert "quantity_low" not in two


def test_no_sightings_is_still_a_file() -> None:
    """An empty answer is a table without rows, a collection without features."""
    from layers.frames import empty_sightings

    empty = empty_sightings()
    assert export(empty, "csv").decode().count("\n") == 1
    assert json.loads(export(empty, "geojson"))["features"] == []
    assert export(empty, "jsonl") == b""
    assert export(empty, "parquet")
    assert export(empty, "gpkg").startswith(b"SQLite format 3")
    assert b"<Placemark>" not in export(empty, "kml")


@pytest.mark.parametrize("format_", sorted(EXPORTS))
def test_what_was_left_out_is_not_named(format_: str, intake_of: Callable[..., Any]) -> None:
    """Neither in what a file says of itself: the id of a report that a filter left out."""
    row = {"lat": "52.05", "lon": "29", "category": "rail_echelon", "layer": "deployment"}
    frame = intake_of([
        row | {"id": "left-out-1", "date": "2021-01-01"},
        row | {"id": "a", "date": "2021-01-02", "supersedes": "left-out-1"},
        row | {"id": "b", "date": "2022-01-01"},
    ]).sightings  # fmt: skip
    chosen, _ = select(frame, Selection(since=parse_day("2022")))
    assert "left-out-1" in str(chosen.attrs), "it is handed on to who counts"
    assert b"left-out-1" not in export(chosen, format_)
    assert "left-out-1" in str(chosen.attrs)


def test_a_geopackage_holds_nothing_between_its_rows(intake_of: Callable[..., Any]) -> None:
    """SQLite leaves copies of rows and old pointers there; the leak check refuses what it finds."""
    row = {"lat": "52.05", "lon": "29", "date": "2022", "layer": "deployment"}
    rows = [row | {"id": f"r{n}", "description": f"{n:03d} " * (97 * n % 400)} for n in range(150)]
    data = export(intake_of(rows).sightings, "gpkg")
    size = int.from_bytes(data[16:18], "big")
    heads = {2: 12, 5: 12, 10: 8, 13: 8}
    found = 0
    for start in range(0, len(data), size):
        page = data[start : start + size]
        at = 0 if start else 100
        if page[at] in heads:  # no page of a long text begins so
            cells, first = (int.from_bytes(page[at + k : at + k + 2], "big") for k in (3, 5))
            free = page[at + heads[page[at]] + 2 * cells : first]
            assert free == bytes(len(free)), start
            found += len(free)
    assert found > 10_000
