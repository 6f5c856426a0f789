"""The commands as a whole: help, lazy imports, and what each prints."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import geopandas
import pandas as pd
import pytest
from page_unpack import head_of

from cli.main import COMMANDS, kordon, run

ROOT = Path(__file__).resolve().parent.parent.parent
HEAVY = {"geopandas", "pandas", "numpy", "shapely", "pyarrow", "pyogrio", "folium", "rasterio"}


def command(name: str) -> click.Command:
    module, attribute, _ = COMMANDS[name]
    found: click.Command = getattr(importlib.import_module(module), attribute)
    return found


@pytest.fixture
def said(capfd: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs a command line that must end well, and returns its stdout."""

    def call(*words: Any, code: int = 0) -> str:
        capfd.readouterr()
        assert run([str(word) for word in words]) == code, capfd.readouterr().err
        return capfd.readouterr().out

    return call


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_examples_and_exit_codes(name: str, said: Any) -> None:
    """Each command explains itself, shows how, and every option says what it does."""
    text = said(name, "--help")
    assert "Examples:" in text
    assert f"kordon {name}" in text
    for parameter in command(name).params:
        if isinstance(parameter, click.Option) and parameter.name != "help":
            assert parameter.help or isinstance(parameter.type, click.Choice), parameter.name
    if name not in ("schema", "template"):
        assert "Exit codes:" in text


def test_first_page_lists_every_command(said: Any) -> None:
    text = said("--help")
    for name, (_, _, told) in COMMANDS.items():
        assert name in text
        assert told in text
    assert "completion" in text
    assert said("--version").startswith("kordon, version ")


@pytest.mark.parametrize("code", ["from cli.main import run; run(['--help'])", "import kordon"])
def test_help_and_import_load_nothing_heavy(code: str) -> None:
    """Help, completion and `import kordon` stay quick: no science stack is imported."""
    script = f"{code}\nimport sys\nprint('LOADED', *sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True
    )
    loaded = {name.split(".")[0] for name in done.stdout.split("LOADED")[1].split()}
    assert not loaded & HEAVY


def test_completion_knows_the_commands() -> None:
    """The shell is told the commands and their options."""
    import os

    done = subprocess.run(
        [sys.executable, "-c", "from cli.main import kordon; kordon(prog_name='kordon')"],
        env=os.environ | {"_KORDON_COMPLETE": "bash_complete", "COMP_WORDS": "kordon zo",
                          "COMP_CWORD": "1"},
        capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip
    assert "zones" in done.stdout


def test_one_module_and_one_test_per_command() -> None:
    """A command is a module of its own, named after it."""
    for name, (module, _, _) in COMMANDS.items():
        assert module == f"cli.{name}"
    assert isinstance(kordon, click.Group)


def test_map_prints_the_account(said: Any, examples_csv: Path, tmp_path: Path) -> None:
    """Read = accepted + repaired + set aside; per layer; per zone and hub certain .. possible."""
    text = said("map", examples_csv, "-o", tmp_path / "map.html")
    assert "read 150 = 150 accepted + 0 repaired + 0 set aside" in text
    assert "deployment            77" in text
    assert "certain .. possible" in text
    line = next(x for x in text.splitlines() if x.startswith("BY–UA border, within 25 km, in Bel"))
    assert line.split()[-9:] == ["7", "..", "13", "0", "..", "21", "3", "..", "10"]
    assert (tmp_path / "map.html").stat().st_size < 800_000


def test_map_selects(said: Any, examples_csv: Path, tmp_path: Path) -> None:
    """Options narrow what is on the page, and the page says what was left out."""
    target = tmp_path / "map.html"
    text = said("map", examples_csv, "-o", target, "--since", "2022-10", "--until", "2022-10",
                "--layer", "deployment", "--zones", "BY-UA-30km-BY", "--hubs", "none",
                "--title", "Trains & <b>more</b>")  # fmt: skip
    assert "within 30 km" in text
    page = target.read_text("utf-8")
    head = head_of(page)
    assert head["title"] == "Trains & <b>more</b>"
    assert head["n"] == 15
    assert [r["id"] for r in head["regions"]] == ["BY-UA-30km-BY"]
    counts = head["provenance"]["counts"]
    assert counts["read"] == 150
    assert counts["not_selected"] == 135
    assert "from 2022-10-01; until 2022-10-31" in head["provenance"]["selection"]
    assert str(tmp_path) not in page + json.dumps(head), "no folder of the maker's is told"


def test_map_takes_own_zones_and_hubs(said: Any, examples_csv: Path, tmp_path: Path) -> None:
    """Polygons in any vector file and any coordinate system."""
    import shapely

    own = geopandas.GeoDataFrame(
        {"name": ["Polesia"]}, geometry=[shapely.box(26, 51.5, 30, 52.5)], crs=4326
    )
    own.to_crs(3857).to_file(tmp_path / "own.gpkg")
    own.assign(name="Yard").to_file(tmp_path / "hubs.geojson")
    text = said("map", examples_csv, "-o", tmp_path / "m.html",
                "--zones", tmp_path / "own.gpkg", "--hubs", tmp_path / "hubs.geojson")  # fmt: skip
    rows = {line.split()[0]: line.split()[1:] for line in text.splitlines() if line}
    assert rows["Polesia"] == rows["Yard"]
    assert "within" not in text.split("certain .. possible")[1]


@pytest.mark.parametrize("format_", ["csv", "geojson", "jsonl", "parquet"])
def test_query_formats_hold_the_same(
    format_: str, examples_csv: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Every format has the same rows; data on stdout, talk on stderr; in a pipe too."""
    words = ["query", str(examples_csv), "--within", "BY-UA-25km-BY", "--format", format_]
    assert run(words) == 0
    out, err = capfdbinary.readouterr()
    if format_ == "parquet":
        piped = [sys.executable, "-m", "kordon", *words]
        done = subprocess.run(piped, capture_output=True, cwd=ROOT, check=True)
        assert (done.stdout, done.stderr) == (out, err)
    path = tmp_path / f"out.{format_}"
    path.write_bytes(out)
    if format_ == "csv":
        frame = pd.read_csv(path)
    elif format_ == "jsonl":
        frame = pd.read_json(path, lines=True)
    elif format_ == "parquet":
        frame = geopandas.read_parquet(path)
    else:
        frame = geopandas.read_file(path)
    assert len(frame) == 44
    assert (frame["certainty"] == "certain").sum() == 10
    assert b"10 .. 44 of 150 sightings: 10 certainly, 34 only possibly" in err


def test_query_table_fits_a_terminal(said: Any, examples_csv: Path) -> None:
    text = said("query", examples_csv, "--near", "Mazyr,20km", "--certain")
    lines = text.splitlines()
    assert lines[0].split()[:3] == ["id", "date_start", "layer"]
    assert len(lines) > 1
    assert all("certain" in line for line in lines[1:])


def test_query_writes_a_file(said: Any, examples_csv: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.geojson"
    assert said("query", examples_csv, "--format", "geojson", "-o", target) == ""
    assert len(json.loads(target.read_text("utf-8"))["features"]) == 150
    said("query", examples_csv, "-o", target, code=4)


@pytest.mark.parametrize(
    ("name", "start"),
    [("a.parquet", b"PAR1"), ("a.csv", b"id,"), ("A.GeoJSON", b'{"type": "Feat'),
     ("a.jsonl", b'{"id"'), ("a.txt", b"id   "), ("a.gpkg", b"SQLite"), ("a.kml", b"<?xml")],
)  # fmt: skip
def test_query_takes_the_format_from_the_name(
    name: str, start: bytes, said: Any, examples_csv: Path, tmp_path: Path
) -> None:
    said("query", examples_csv, "-o", tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(start)


@pytest.mark.parametrize(
    "words",
    [["a.xyz"], ["a"], ["a.csv", "--format", "geojson"], ["a.parquet", "--format", "table"]],
)
def test_query_refuses_a_name_that_says_otherwise(
    words: list[str], said: Any, examples_csv: Path, tmp_path: Path
) -> None:
    """An unknown ending without --format, and one that contradicts it; nothing is written."""
    name, *rest = words
    said("query", examples_csv, "-o", tmp_path / name, *rest, code=2)
    assert not list(tmp_path.iterdir())
    if not rest:
        said("query", examples_csv, "-o", tmp_path / name, "--format", "csv")


def test_zones_list_and_export(said: Any, tmp_path: Path) -> None:
    """A table with areas; files in three formats with the same zones."""
    table = said("zones", "--pair", "BY-UA", "--distance", "10", "--side", "both")
    assert table.splitlines()[0].split() == ["region_id", "area_km2", "name"]
    assert "BY-UA-10km " in table
    for suffix in ("geojson", "gpkg", "parquet"):
        target = tmp_path / f"zones.{suffix}"
        said("zones", "-o", target)
        read = geopandas.read_parquet if suffix == "parquet" else geopandas.read_file
        assert len(read(target)) == 16
        said("zones", "-o", target, code=4)
    assert len(json.loads(said("zones", "--format", "geojson"))["features"]) == 16
    said("zones", "-o", tmp_path / "zones.xyz", code=2)
    said("zones", "-o", tmp_path / "other.gpkg", "--format", "geojson", code=2)
    said("zones", "--pair", "BY-FR", code=3)
    for distance in ("-1", "1000", "nan"):
        said("zones", "--distance", distance, code=2)
    assert not (tmp_path / "other.gpkg").exists()


def test_zones_list_areas(said: Any) -> None:
    """Every name that is listed is one that --within takes."""
    from geo.resolve import find_within

    head, *rows = said("zones", "--list-areas").splitlines()
    assert head.split() == ["region_id", "country", "name"]
    assert len(rows) == 81
    for row in rows:
        identifier, _, name = row.split(maxsplit=2)
        assert identifier in find_within(name)["region_id"].tolist()
        assert find_within(identifier)["region_id"].tolist() == [identifier]
    assert len(json.loads(said("zones", "--list-areas", "--format", "geojson"))["features"]) == 81
    said("zones", "--list-areas", "--pair", "BY-UA", code=2)


def test_zones_by_oblast(said: Any) -> None:
    text = said("zones", "--pair", "BY-UA", "--side", "UA", "--distance", "25", "--by-oblast")
    assert "chernihiv-oblast" in text
    assert "rivne-oblast" in text


def test_hubs_list_and_export(said: Any, tmp_path: Path) -> None:
    table = said("hubs")
    assert len(table.splitlines()) == 75
    assert "hub-BY-kalinkavichy" in said("hubs", "--country", "by")
    said("hubs", "--country", "FR", code=3)
    said("hubs", "-o", tmp_path / "hubs.gpkg")
    assert len(geopandas.read_file(tmp_path / "hubs.gpkg")) == 74


def test_doctor_finds_nothing_wrong(said: Any) -> None:
    findings = json.loads(said("doctor", "--format", "json"))
    assert all(f["ok"] for f in findings)
    assert {"package names", "safe file reading", "page assets"} <= {f["name"] for f in findings}
    extras = {f["name"]: f["told"] for f in findings if f["name"].startswith("extra ")}
    assert list(extras) == ["extra dask", "extra fast", "extra postgis"]
    assert extras["extra postgis"].startswith("psycopg 3")
    assert "BAD" not in said("doctor")


def test_doctor_says_what_is_wrong(said: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A part that fails is named, the rest is still looked at, and the exit code is 1."""

    def broken() -> None:
        raise OSError("the file is gone")

    monkeypatch.setattr("maps.basemap.load", broken)
    text = said("doctor", code=1)
    assert "BAD  base map" in text
    assert "the file is gone" in text
    assert "ok   safe file reading" in text


def test_doctor_tells_extras_that_are_absent_or_broken(
    said: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The first is no fault; the second is one, and the list says how to mend it."""
    found = importlib.util.find_spec
    monkeypatch.setattr(
        "importlib.util.find_spec", lambda name: None if name == "distributed" else found(name)
    )
    (tmp_path / "psycopg").mkdir()
    broken = tmp_path / "psycopg" / "__init__.py"
    broken.write_text("raise ImportError('no pq wrapper available')\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "psycopg", raising=False)
    text = said("doctor", code=1)
    assert "ok   extra dask             not installed; for joins in parts" in text
    assert "pip install 'kordon[dask]'" in text
    assert "BAD  extra postgis          psycopg is installed and does not work (no pq" in text
    assert "pip install 'kordon[postgis]'" in text
