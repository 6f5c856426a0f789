"""`kordon count`: tables, files, and what it says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
Said = tuple[int, str, str]


def cells(line: str) -> list[str]:
    return [cell for cell in line.split("  ") if cell]


def test_zones_and_hubs_as_the_map_says(kordon: Any, examples_csv: Path, tmp_path: Path) -> None:
    """By layer the same intervals as `kordon map` prints."""
    code, out, err = kordon("count", examples_csv, "--by", "layer")
    assert code == 0
    _, said, _ = kordon("map", examples_csv, "-o", tmp_path / "map.html")
    zone = next(line for line in said.splitlines() if "within 25 km, in Belarus" in line)
    rows = [
        cells(line) for line in out.splitlines() if "BY–UA border, within 25 km, in Bel" in line
    ]
    mine = {layer.strip(): count.strip() for _, layer, count in rows}
    assert mine == {"deployment": "7 .. 13", "fortification": "0 .. 21", "shelling": "3 .. 10"}
    assert zone.split()[-9:] == " ".join(mine.values()).split()
    assert "of 150 sightings in any of 90 regions" in err


def test_every_region_without_groups(kordon: Any, examples_csv: Path) -> None:
    _, out, _ = kordon("count", examples_csv, "--regions", "hubs")
    head, *rows, last = out.splitlines()
    assert head.split() == ["region", "reports"]
    assert len(rows) == 74
    assert last.startswith("any of them")


def test_standard_input(examples_csv: Path) -> None:
    """The same from a pipe as from a file."""
    counts = set()
    for name in ("-", str(examples_csv)):
        with examples_csv.open("rb") as file:
            done = subprocess.run(
                [sys.executable, "-m", "kordon", "count", name, "--regions", "BY-UA-25km"],
                stdin=file, capture_output=True, cwd=ROOT, check=True,
            )  # fmt: skip
        counts.add((done.stdout, done.stderr))
    assert len(counts) == 1


def test_quantities(kordon: Any, examples_csv: Path) -> None:
    _, out, err = kordon("count", examples_csv, "--regions", "BY", "--quantities")
    assert "of 150 sightings in the region" in err
    assert out.splitlines()[1].endswith("not said")
    rows = {cells(line)[1].strip(): line for line in out.splitlines() if line.startswith("Belarus")}
    assert "missiles" in rows
    assert "personnel" in rows
    assert ".." in rows["personnel"]


@pytest.mark.parametrize("name", ["a.csv", "a.geojson", "a.parquet", "a.txt"])
def test_files(name: str, kordon: Any, examples_csv: Path, tmp_path: Path) -> None:
    path = tmp_path / name
    words = ("count", examples_csv, "--regions", "BY-UA-25km", "--by", "month", "-o", path)
    assert kordon(*words)[:2] == (0, "")
    if path.suffix == ".csv":
        assert {"month", "low", "high"} <= set(pd.read_csv(path).columns)
    elif path.suffix == ".parquet":
        assert {"month", "low", "high"} <= set(pd.read_parquet(path).columns)
    elif path.suffix == ".geojson":
        assert json.loads(path.read_text("utf-8"))["features"][0]["geometry"]["coordinates"]
    assert kordon(*words)[0] == 4
    before = path.read_bytes()
    assert kordon(*words, "--force")[0] == 0
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--by", "colour"), 2, "colour"),
        (("--by", "week", "--by", "month"), 2, "by week or by month"),
        (("--by", "layer", "--by", "layer"), 2, "name each once"),
        (("--regions", "Atlantis"), 3, "Atlantis"),
        (("--regions", "no.gpkg"), 3, "does not exist"),
        (("-o", "a.gpkg"), 2, "says no format"),
    ],
)
def test_what_cannot_be_asked(
    words: tuple[str, ...], code: int, told: str, kordon: Any, examples_csv: Path
) -> None:
    found, out, err = kordon("count", examples_csv, *words)
    assert (found, out) == (code, "")
    assert told in err


def test_regions_are_not_written_over(kordon: Any, examples_csv: Path, tmp_path: Path) -> None:
    path = tmp_path / "z.geojson"
    shape = {"type": "Polygon", "coordinates": [[[29, 51], [30, 51], [30, 52], [29, 51]]]}
    path.write_text(json.dumps(shape))
    before = path.read_text()
    assert kordon("count", examples_csv, "--regions", path, "-o", path, "--force")[0] == 4
    assert path.read_text() == before


def test_events_instead_of_reports(kordon: Any, examples_csv: Path, tmp_path: Path) -> None:
    """Two reports that were decided to be of one event count once; otherwise nothing changes."""
    words = ("count", examples_csv, "--regions", "BY-UA-25km", "--by", "layer")
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("id_a,id_b,verdict\nEX-S-001,EX-S-003,same\n", "utf-8")
    _, plain, _ = kordon(*words)
    code, out, err = kordon(*words, "--once")
    assert (code, out) == (0, plain)
    assert "nothing was decided of these reports" in err
    code, out, err = kordon(*words, "--once", "--decided", pairs)
    assert code == 0
    assert "2 reports that were decided to be of 1 event count once each event" in err
    assert "events, from 150 sightings" in err
    code, out, err = kordon(*words, "--decided", pairs)
    assert (code, out) == (2, "")
    assert "--decided belongs to --once" in err
    code, out, err = kordon(*words, "--once", "--profile", "public")
    assert (code, out) == (2, "")
    assert "leave out --once" in err
