"""Partitions: every row once, near ones together, whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely

from cli.main import run
from geo.errors import ArgumentError, ForeignFileError, OutputError
from layers.joins.partition import partition


def write(path: Path, count: int = 2_000, **options: Any) -> geopandas.GeoDataFrame:
    rng = np.random.default_rng(9)
    points = shapely.points(rng.uniform(22, 42, count), rng.uniform(48, 57, count))
    frame = geopandas.GeoDataFrame(
        {
            "id": [f"r{n}" for n in range(count)],
            "number": pd.array([None if n % 3 else n for n in range(count)], "Int64"),
            "bbox": "mine",
            "when": pd.Timestamp("2022-01-18", tz="UTC"),
        },
        geometry=points,
        crs=4326,
    )
    frame.loc[[5, 6], "geometry"] = None
    frame.to_crs(options.pop("crs", 4326)).to_parquet(path, **options)
    return frame


def read(folder: Path) -> geopandas.GeoDataFrame:
    parts = [geopandas.read_parquet(p) for p in sorted(folder.iterdir())]
    return pd.concat(parts, ignore_index=True)


def test_every_row_once_and_near_ones_together(tmp_path: Path) -> None:
    frame = write(tmp_path / "a.parquet", crs=32635)
    assert partition(tmp_path / "a.parquet", tmp_path / "out", rows=300) == 7
    names = [p.name for p in sorted((tmp_path / "out").iterdir())]
    assert names == [f"part-{n:05d}.parquet" for n in range(7)]
    found = read(tmp_path / "out")
    assert found.crs.to_epsg() == 32635
    assert sorted(found["id"]) == sorted(frame["id"])
    assert set(found["id"].iloc[-2:]) == {"r5", "r6"}
    assert found["when"].eq(pd.Timestamp("2022-01-18", tz="UTC")).all()
    by = found.set_index("id").to_crs(4326).loc[frame["id"]]
    assert np.allclose(by.geometry.x.iloc[7:], frame.geometry.x.iloc[7:])
    assert by["number"].iloc[3] == 3
    # A part of a seventh of the rows covers a small part of the area.
    whole = shapely.box(*found.total_bounds).area
    for part in sorted((tmp_path / "out").iterdir())[:-1]:
        assert shapely.box(*geopandas.read_parquet(part).total_bounds).area < 0.45 * whole


def test_parts_have_statistics(tmp_path: Path) -> None:
    write(tmp_path / "a.parquet")
    partition(tmp_path / "a.parquet", tmp_path / "out", rows=300)
    path = tmp_path / "out" / "part-00001.parquet"
    column = pq.ParquetFile(path).metadata.row_group(0)
    told = {column.column(k).path_in_schema: column.column(k) for k in range(column.num_columns)}
    frame = geopandas.read_parquet(path)
    assert told["bbox.xmin"].statistics.min == frame.total_bounds[0]
    west, south, east, north = frame.total_bounds
    box = (west, south, west + (east - west) / 9, north)
    some = geopandas.read_parquet(path, bbox=box)
    assert 0 < len(some) < len(frame)


def test_the_same_bytes_each_time(tmp_path: Path) -> None:
    write(tmp_path / "a.parquet")
    for name in ("one", "two"):
        partition(tmp_path / "a.parquet", tmp_path / name, rows=900)
    for part in (tmp_path / "one").iterdir():
        assert part.read_bytes() == (tmp_path / "two" / part.name).read_bytes()


def test_odd_files(tmp_path: Path) -> None:
    empty = geopandas.GeoDataFrame({"id": []}, geometry=[], crs=4326)
    empty.to_parquet(tmp_path / "none.parquet")
    assert partition(tmp_path / "none.parquet", tmp_path / "none") == 1
    assert len(read(tmp_path / "none")) == 0
    (tmp_path / "a.csv").write_text("id,lat,lon\n1,2,3\n")
    with pytest.raises(ForeignFileError, match=r"a\.csv \(csv\) has no layers with a geometry"):
        partition(tmp_path / "a.csv", tmp_path / "out")
    with pytest.raises(ArgumentError, match="0 rows"):
        partition(tmp_path / "a.csv", tmp_path / "out", rows=0)
    assert not (tmp_path / "out").exists()


def test_only_parts_are_replaced(tmp_path: Path) -> None:
    write(tmp_path / "a.parquet")
    out = tmp_path / "out"
    partition(tmp_path / "a.parquet", out, rows=300)
    with pytest.raises(OutputError, match="not empty; use --force"):
        partition(tmp_path / "a.parquet", out)
    assert partition(tmp_path / "a.parquet", out, overwrite=True) == 1
    assert [p.name for p in out.iterdir()] == ["part-00000.parquet"]
    (out / "letter.txt").write_text("dear")
    with pytest.raises(OutputError, match=r"letter\.txt, which is no part"):
        partition(tmp_path / "a.parquet", out, overwrite=True)
    with pytest.raises(OutputError, match="is a file"):
        partition(tmp_path / "a.parquet", tmp_path / "a.parquet", overwrite=True)
    with pytest.raises(OutputError, match="does not exist"):
        partition(tmp_path / "a.parquet", tmp_path / "no" / "such")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.parquet", "out"]


def test_what_is_read_is_not_replaced(tmp_path: Path) -> None:
    """A part of a folder cannot be divided into that folder, by whatever name."""
    write(tmp_path / "a.parquet")
    out = tmp_path / "out"
    partition(tmp_path / "a.parquet", out, rows=300)
    before = {p.name: p.read_bytes() for p in out.iterdir()}
    (tmp_path / "link").symlink_to(out)
    for folder in (out, tmp_path / "link", tmp_path / "out" / ".." / "out"):
        with pytest.raises(OutputError, match="which is read"):
            partition(out / "part-00001.parquet", folder, overwrite=True)
    assert {p.name: p.read_bytes() for p in out.iterdir()} == before
    assert partition(tmp_path / "a.parquet", tmp_path / "link", overwrite=True) == 1
    assert (tmp_path / "link").is_symlink()
    assert [p.name for p in out.iterdir()] == ["part-00000.parquet"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.parquet", "link", "out"]
    with pytest.raises(OutputError, match="has no name"):
        partition(tmp_path / "a.parquet", "")


@pytest.mark.parametrize("stops", [OSError(5, "Input/output error"), KeyboardInterrupt()])
def test_parts_are_replaced_all_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stops: BaseException
) -> None:
    """Whoever is stopped on the way has the old ones, or the new."""
    write(tmp_path / "a.parquet")
    out = tmp_path / "out"
    partition(tmp_path / "a.parquet", out, rows=300)
    before = sorted(p.name for p in out.iterdir())
    rename = Path.rename

    def fails(self: Path, target: Path) -> Path:
        if target == out and not self.name.endswith("-before"):
            raise stops
        return rename(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", fails)
        with pytest.raises((OutputError, KeyboardInterrupt)) as caught:
            partition(tmp_path / "a.parquet", out, overwrite=True)
    if isinstance(stops, OSError):
        assert "out was not written: Input/output error" in str(caught.value)
    assert sorted(p.name for p in out.iterdir()) == before
    assert partition(tmp_path / "a.parquet", out, overwrite=True) == 1
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.parquet", "out"]


@pytest.mark.skipif(os.name == "nt", reason="has no limits")
def test_a_disk_that_is_full(tmp_path: Path) -> None:
    """No file may grow past 4 kB: the part is named as it would be, and nothing is left."""
    write(tmp_path / "a.parquet")
    code = (
        "import resource, signal, sys\n"
        "from layers.joins.partition import partition\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, resource.RLIM_INFINITY))\n"
        "partition(sys.argv[1], sys.argv[2])"
    )
    words = [sys.executable, "-c", code, str(tmp_path / "a.parquet"), str(tmp_path / "out")]
    root = Path(__file__).parents[2]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True)
    said = f"{tmp_path / 'out' / 'part-00000.parquet'} was not written: File too large"
    assert said in done.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["a.parquet"]


def test_the_command(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    write(tmp_path / "a.parquet")
    words = ["partition", str(tmp_path / "a.parquet"), "-o", str(tmp_path / "out")]
    assert run([*words, "--rows", "1000"]) == 0
    out, err = capfd.readouterr()
    assert (out, err.endswith("out: 2 parts\n")) == ("", True)
    assert run(words) == 4
    assert run([*words, "--rows", "0"]) == 2
