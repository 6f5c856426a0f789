"""``kordon join``: what is typed, what is said, and what is written where."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import geopandas
import pytest

from cli.main import run

ROWS = (
    "id,date,was,lat,lon,uncertainty\n"
    "a,2022-10-09,train,52.13,29.33,0\n"
    "b,2022-10-09,train,52.13,29.33,\n"
    "c,2022-10-09,train,40,29.33,0\n"
    "d,2022-10-09,train,,,\n"
    "e,,,,,\n"
)
READ = ["--layer", "deployment", "--map", "was=description"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one table, as the current one."""
    (tmp_path / "a.csv").write_text(ROWS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_table_on_stdout_and_account_on_stderr(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["join", "a.csv", *READ, "--regions", "BY-UA-100km-BY"]) == 0
    out, err = capfd.readouterr()
    assert [line.split()[0] for line in out.splitlines()] == ["id", "a", "b"]
    assert "note: 1 of 5 rows could not be used: `kordon check` says why" in err
    assert err.splitlines()[-1] == (
        "read 5 = 4 accepted + 0 repaired + 1 set aside + 0 duplicates; 1 without a place; "
        "2 sightings in a region (1 certainly, 1 only possibly): 2 memberships"
    )
    assert "\r" not in err


def test_default_regions_are_zones_and_hubs(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["join", "a.csv", *READ, "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capfd.readouterr().out, newline="")))
    ids = {row["region_id"] for row in rows if row["id"] == "a"}
    assert {"BY-UA-100km-BY", "hub-BY-kalinkavichy"} <= ids


def test_files_by_their_endings(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    words = ["join", "a.csv", *READ, "--regions", "BY", "--with", "description"]
    for name in ("m.csv", "m.geojson", "m.parquet", "m.txt"):
        assert run([*words, "-o", name]) == 0
        assert run([*words, "-o", name]) == 4
        assert run([*words, "-o", name, "--force"]) == 0
    assert capfd.readouterr().out == ""
    frame = geopandas.read_parquet("m.parquet")
    assert frame["description"].tolist() == ["train", "train"]
    assert geopandas.read_file("m.geojson")["id"].tolist() == ["a", "b"]
    assert run([*words, "-o", "m.xlsx"]) == 2
    assert "the ending .xlsx says no format" in capfd.readouterr().err


def test_certain_and_assumed(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    words = ["join", "a.csv", *READ, "--regions", "BY", "--format", "csv", "--certain"]
    assert run(words) == 0
    out, err = capfd.readouterr()
    assert len(out.splitlines()) == 2
    assert "note: 1 only possible memberships left out, as asked" in err
    assert run([*words, "--assume-uncertainty", "500"]) == 0
    assert len(capfd.readouterr().out.splitlines()) == 3


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["a.csv", "--regions", "BY-UA-25k"], 3, "BY-UA-25km"),
        (["gone.csv"], 3, "gone.csv does not exist"),
        (["a.csv", "-o", "a.csv", "--force"], 4, "same file as the input"),
        (["a.csv", "--with", "colour"], 2, "no field 'colour' to put beside"),
        (["a.csv", "--map", "colour=id"], 3, "names a column 'colour'"),
        (["a.csv", "--assume-uncertainty", "nan"], 2, "nan is no distance"),
        (["a.csv", "--out", "parts", "-o", "m.csv"], 2, "leave out the others"),
        (["a.csv", "--out", "parts"], 3, "parts are made of Parquet files only"),
        (["a.csv", "--dask", "local"], 2, "name one with --out"),
        (["a.csv", "--out", "parts", "--workers", "2"], 2, "goes with --dask local"),
        (["a.csv", "--out", "parts", "--dask", "here"], 2, "say local, or the address"),
    ],
)
def test_what_is_wrong_is_said(
    words: list[str], code: int, message: str, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """And nothing is left behind."""
    before = sorted(p.name for p in folder.iterdir())
    assert run(["join", *words, "--layer", "deployment"]) == code
    out, err = capfd.readouterr()
    assert message in err
    assert out == ""
    assert "Traceback" not in err
    assert sorted(p.name for p in folder.iterdir()) == before


def test_marked_rows_are_announced(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "m.csv").write_text(
        "id,date,lat,lon,category,handling,retracted,supersedes\n"
        "a,2022-10-09,52.1,29.3,rail_echelon,restricted,,\n"
        "b,2022-10-09,52.1,29.3,rail_echelon,,true,a\n"
    )
    assert run(["join", "m.csv", "--regions", "BY"]) == 0
    err = capfd.readouterr().err
    assert "note: 1 sighting in the table: not, or not yet, for everyone; --with handling" in err
    assert "note: 1 sighting in the table: retracted; --with retracted marks them" in err
    assert "--with supersedes marks them" in err
