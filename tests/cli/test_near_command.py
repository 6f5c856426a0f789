"""`kordon near`: three questions, four formats, and what it says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas
import pandas as pd
import pytest

Said = tuple[int, str, str]


def test_the_nearest_hub_unless_something_is_asked(kordon: Any, examples_csv: Path) -> None:
    code, out, err = kordon("near", examples_csv)
    lines = out.splitlines()
    assert code == 0
    assert lines[0].split() == ["id", "date_start", "category", "place", "near_to", "km", "from",
                                "to", "certainty"]  # fmt: skip
    assert len(lines) == 151
    mazyr = next(line for line in lines if line.startswith("EX-D-003"))
    assert mazyr.split()[-6:] == ["Mazyr", "Mazyr", "2.19", "0.00", "14.19", "possible"]
    assert err.splitlines()[-1].endswith("of 150 sightings: 14 certainly, 136 only possibly") or (
        " of 150 sightings: " in err
    )


def test_ranks_have_a_column(kordon: Any, examples_csv: Path) -> None:
    _, out, _ = kordon("near", examples_csv, "--nearest", 2, "--to", "hubs")
    assert "rank" in out.splitlines()[0]
    assert len(out.splitlines()) == 301


@pytest.mark.parametrize("name", ["a.csv", "a.geojson", "a.parquet", "a.jsonl", "a.txt"])
def test_formats_hold_the_same(name: str, kordon: Any, examples_csv: Path, tmp_path: Path) -> None:
    path = tmp_path / name
    words = ("near", examples_csv, "--border", "BY-UA", "-o", path)
    assert kordon(*words)[:2] == (0, "")
    read = {".csv": pd.read_csv, ".geojson": geopandas.read_file,
            ".parquet": geopandas.read_parquet}.get(path.suffix)  # fmt: skip
    if read is None:
        lines = path.read_text("utf-8").splitlines()
        assert len(lines) == 150 + (path.suffix == ".txt")
        return
    frame: Any = read(path)
    assert len(frame) == 150
    assert (frame["distance_m"] < 0).any()
    assert (frame["distance_m"] > 0).any()
    assert (frame["distance_low_m"] < frame["distance_high_m"]).all()
    before = path.read_bytes()
    assert kordon(*words)[0] == 4, "it exists"
    assert kordon(*words, "--force")[0] == 0
    assert path.read_bytes() == before, "the same bytes each time"


def test_within_a_distance(kordon: Any, examples_csv: Path, tmp_path: Path) -> None:
    point = tmp_path / "p.geojson"
    shape = {"type": "Point", "coordinates": [29.2456, 52.0495]}
    point.write_text(json.dumps({"type": "Feature", "properties": {}, "geometry": shape}))
    counts = set()
    for of in ("52.0495,29.2456", point):
        code, _, err = kordon("near", examples_csv, "--within-distance", "30km", "--of", of)
        assert code == 0
        counts.add(err.splitlines()[-1])
    assert len(counts) == 1
    code, out, err = kordon(
        "near", examples_csv, "--within-distance", "1m", "--of=-80,0", "--format", "table"
    )
    assert (code, out) == (0, "")
    assert err.startswith("0 of 150 sightings")


def test_certain_only(kordon: Any, examples_csv: Path) -> None:
    _, out, err = kordon("near", examples_csv, "--border", "BY-UA", "--certain")
    assert "possible" not in out
    assert "that are only possible left out, as asked" in err


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--nearest", "0"), 2, "nearest"),
        (("--nearest", "2", "--border", "BY-UA"), 2, "ask one question at a time"),
        (("--within-distance", "10km"), 2, "go together"),
        (("--within-distance", "10", "--of", "Mazyr"), 2, "write 10km or 500m"),
        (("--border", "BY-FR"), 3, "no pair of neighbours"),
        (("--border", "BY-UA", "--far", "PL"), 3, "is not beside the border"),
        (("--to", "Kalinkavchy"), 3, "did you mean Kalinkavichy"),
        (("--to", "99,30"), 2, "latitude,longitude"),
        (("--to", "no.gpkg"), 3, "does not exist"),
        (("-o", "a.xyz"), 2, "says no format"),
    ],
)
def test_what_cannot_be_asked(
    words: tuple[str, ...], code: int, told: str, kordon: Any, examples_csv: Path
) -> None:
    found, out, err = kordon("near", examples_csv, *words)
    assert (found, out) == (code, "")
    assert told in err


def test_places_are_not_written_over(kordon: Any, examples_csv: Path, tmp_path: Path) -> None:
    path = tmp_path / "p.geojson"
    text = json.dumps({"type": "Point", "coordinates": [29, 52]})
    path.write_text(text)
    for words in (("--to", path), ("--within-distance", "1km", "--of", path)):
        code, _, err = kordon("near", examples_csv, *words, "-o", path, "--force")
        assert code == 4
        assert "same file as the input" in err
    assert path.read_text() == text
