"""geo.foreign.stream: the same rows as when a file is read whole, batch by batch, in any number."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import geopandas
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from geo.errors import ForeignFileError
from geo.foreign import (
    ForeignTable,
    Limits,
    file_format,
    processes,
    read_table,
    row_groups,
    stream_table,
)
from geo.foreign.wkb import are_points

linux = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks into /proc")


def together(tables: Iterable[ForeignTable]) -> tuple[list[dict[str, Any]], list[Any], Any]:
    """Rows, geometries, and problems by row, of tables one after another."""
    rows: list[dict[str, Any]] = []
    shapes: list[Any] = []
    problems = {}
    for table in tables:
        problems |= {len(rows) + row: why for row, why in table.problems.items()}
        rows += table.columns.to_pylist()
        shapes += [] if table.geometry is None else table.geometry.to_pylist()
    return rows, shapes, problems


def children() -> list[int]:
    """Processes that parse files for this one: all below it but the one they are split off from."""
    found, open_ = [], [os.getpid()]
    while open_:
        me = open_.pop()
        below = Path(f"/proc/{me}/task/{me}/children").read_text("ascii").split()
        open_ += map(int, below)
        found += map(int, below)
    splitting = processes._nursery._process
    return [pid for pid in found if splitting is None or pid != splitting.pid]


@pytest.fixture(scope="module")
def parquet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """90,000 rows of all kinds of columns in three row groups, in another coordinate system."""
    count = 90_000
    frame = geopandas.GeoDataFrame(
        {
            "text": [f"t{n}" for n in range(count)],
            "sort": pd.Categorical(["a", "b", None] * (count // 3)),
            "whole": range(count),
            "real": [n / 8 for n in range(count)],
            "when": pd.Timestamp("2022-01-18") + pd.to_timedelta(range(count), unit="s"),
            "yes": [True, None, False] * (count // 3),
        },
        geometry=shapely.points([n % 360 - 180 for n in range(count)], 50.0),
        crs=4326,
    )
    path = tmp_path_factory.mktemp("stream") / "a.parquet"
    frame.to_crs(3857).to_parquet(path, row_group_size=30_000)
    return path


def test_parquet_is_the_same_in_batches(parquet: Path) -> None:
    tables = list(stream_table(parquet))
    assert len(tables) > 1
    assert all(len(table.columns) <= 65_536 for table in tables)
    (whole,) = read_table(parquet).tables
    assert together(tables) == together([whole])
    assert {table.numeric for table in tables} == {whole.numeric} == {frozenset({"real"})}


def test_some_row_groups_and_columns(parquet: Path) -> None:
    assert row_groups(parquet) == [30_000] * 3
    rows, shapes, _ = together(stream_table(parquet, groups=(1, 3)))
    assert (rows[0]["text"], rows[-1]["text"], len(shapes)) == ("t30000", "t89999", 60_000)
    rows, shapes, _ = together(stream_table(parquet, texts=["text", "real", "sort", "no such"]))
    assert shapes == []
    assert rows[7] == {"text": "t7", "sort": "b"}
    assert len(rows) == 90_000
    assert together(stream_table(parquet, texts=[])) == ([], [], {})


def test_csv_is_the_same_in_batches(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lines = [f"{n},a{n}" for n in range(45_000)]
    lines[3], lines[44_000] = "3,a,b", '44000,"never closed'
    path.write_text("number,text\n" + "\n".join(lines) + "\n")
    tables = list(stream_table(path))
    assert len(tables) == 3
    found = together(tables)
    assert found == together(read_table(path).tables)
    assert sorted(found[2]) == [3, 44_000]


@pytest.mark.parametrize("name", ["a.csv", "a.parquet"])
def test_no_rows_are_one_table_without_rows(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name.endswith("csv"):
        path.write_text("a,b\n")
    else:
        geopandas.GeoDataFrame({"a": [], "b": []}, geometry=[], crs=3857).to_parquet(path)
    (table,) = stream_table(path)
    assert table.columns.column_names == ["a", "b"]
    assert len(table.columns) == 0


def test_a_damaged_part_is_told_when_it_is_reached(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table = pa.table({"a": [f"{n:040}" for n in range(200_000)]})
    pq.write_table(table, path, row_group_size=50_000, compression="none", use_dictionary=False)
    content = bytearray(path.read_bytes())
    middle = content.find(b"%040d" % 160_000)
    content[middle - 400 : middle] = b"\xff" * 400
    path.write_bytes(content)
    tables = stream_table(path)
    assert len(next(tables).columns) == 65_536
    with pytest.raises(ForeignFileError, match=r"a\.parquet cannot be read: "):
        list(tables)


def test_refusals_name_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("a,b\n1,Жлобин\n".encode("cp1251"))
    with pytest.raises(ForeignFileError, match=r"a\.csv cannot be read: .*offset 6"):
        list(stream_table(path))
    assert together(stream_table(path, encoding="cp1251"))[0] == [{"a": "1", "b": "Жлобин"}]
    other = tmp_path / "a.geojson"
    other.write_text('{"type": "FeatureCollection", "features": []}')
    assert file_format(other) == "geojson"
    with pytest.raises(ForeignFileError, match="geojson, which is not read in batches"):
        next(stream_table(other))
    with pytest.raises(ForeignFileError, match="not Parquet"):
        row_groups(other)
    with pytest.raises(ForeignFileError, match="does not exist"):
        next(stream_table(tmp_path / "gone.csv"))


@linux
def test_a_child_that_dies_is_told(parquet: Path) -> None:
    before = set(children())
    tables = stream_table(parquet)
    next(tables)
    (child,) = set(children()) - before
    os.kill(child, signal.SIGKILL)
    with pytest.raises(ForeignFileError, match=r"a\.parquet cannot be read: .*SIGKILL"):
        list(tables)


@linux
def test_who_stops_early_leaves_no_child(parquet: Path) -> None:
    before = set(children())
    tables = stream_table(parquet)
    next(tables)
    assert set(children()) - before
    tables.close()
    assert set(children()) == before


@linux
def test_too_much_memory_is_told(tmp_path: Path) -> None:
    """One cell of 60 MB in a child that may take no more than it needs for starting."""
    path = tmp_path / "a.csv"
    path.write_text("a\n" + "x" * 60_000_000 + "\n")
    limits = Limits(memory_bytes=420 << 20)
    with pytest.raises(ForeignFileError, match=r"more memory|ended by|failed"):
        list(stream_table(path, limits=limits))


@pytest.mark.parametrize(
    ("wkts", "plain"),
    [
        (["POINT (1 2)", None, "POINT (3 4)"], True),
        ([], True),
        ([None], True),
        (["POINT (1 2)", "LINESTRING (1 2, 3 4)"], False),
        (["POINT Z (1 2 3)"], False),
        (["GEOMETRYCOLLECTION (POINT (1 2))"], False),
        (["MULTIPOINT EMPTY"], False),
    ],
)
def test_plain_points_are_told_from_what_may_nest(wkts: list[str | None], plain: bool) -> None:
    shapes = [None if wkt is None else shapely.from_wkt(wkt) for wkt in wkts]
    column = pa.array([None if s is None else shapely.to_wkb(s) for s in shapes], pa.binary())
    assert are_points(column) is plain
    assert are_points(pa.chunked_array([column, column])) is plain
    assert are_points(pa.array([b"\x01\x08\x00\x00\x00" + bytes(16)])) is False
