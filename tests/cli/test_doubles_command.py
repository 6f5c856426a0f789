"""`kordon doubles`: groups as a table and in files, pairs to decide and decisions."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

HEAD = "id,date,lat,lon,category,place,coordinate_uncertainty_m,description\n"
ONE = (
    HEAD + "a1,2022-10-09,52.05,29.25,rail_echelon,Mazyr,2000,20 flatcars with tanks unloaded\n"
    "a2,2022-10-09,52.36,30.39,rail_echelon,Rechytsa,2000,Empty wagons were standing there\n"
)
TWO = (
    HEAD + "b1,2022-10-10,52.06,29.26,rail_echelon,Мазыр,5000,Unloaded: 20 flatcars with tanks\n"
    "b2,2022-11-10,52.36,30.39,rail_echelon,Rechytsa,2000,Empty wagons were standing there\n"
)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    paths = tmp_path / "one.csv", tmp_path / "two.csv"
    for path, text in zip(paths, (ONE, TWO), strict=True):
        path.write_text(text, "utf-8")
    return paths


def test_groups_as_a_table(kordon: Any, files: Any) -> None:
    code, out, err = kordon("doubles", *files)
    assert code == 0
    head, first, second = out.splitlines()
    assert head.split() == ["group", "score", "id", "date_start", "category", "place",
                            "double_reasons"]  # fmt: skip
    assert first.split()[:1] == ["1"]
    assert first.endswith("the first of 2")
    assert " b1 " in second
    assert "their times touch; 1.31 km apart, known to 2 and 5 km; words alike by 100 %" in second
    assert err.splitlines()[-1] == (
        "2 of 4 sightings in 1 group, each perhaps of one event: proposed, not merged"
    )
    code, out, err = kordon("doubles", files[0])
    assert (code, out) == (0, "")
    assert err.splitlines()[-1] == "none of 2 sightings seem to report the same event"


def test_groups_in_files(kordon: Any, files: Any, tmp_path: Path) -> None:
    written = tmp_path / "groups.csv"
    assert kordon("doubles", *files, "-o", written)[:2] == (0, "")
    rows = list(csv.DictReader(written.open(encoding="utf-8")))
    assert [row["id"] for row in rows] == ["a1", "b1"]
    assert len({row["double_group"] for row in rows}) == 1
    assert rows[0]["double_score"] == ""
    assert rows[1]["double_score"] == rows[1]["double_group_score"] != ""
    before = written.read_bytes()
    assert kordon("doubles", *reversed(files), "-o", written, "--force")[0] == 0
    assert written.read_bytes() == before, "the order of files makes no difference"
    # An answer is read again as the records that it holds.
    _, out, _ = kordon("check", written)
    assert "columns of an earlier answer left out: double_group" in out
    _, out, _ = kordon("doubles", *files, "--format", "geojson")
    shapes = json.loads(out)["features"]
    assert shapes[0]["properties"]["double_reasons"] == "the first of 2"


def test_pairs_are_written_decided_and_honoured(kordon: Any, files: Any, tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    code, _, err = kordon("doubles", *files, "--to-decide", path)
    assert code == 0, err
    (row,) = csv.DictReader(path.open(encoding="utf-8"))
    assert (row["id_a"], row["id_b"], row["verdict"], row["together"]) == ("a1", "b1", "", "True")
    assert (row["place_a"], row["place_b"]) == ("Mazyr", "Мазыр")
    path.write_text("id_a,id_b,verdict\na1,b1,different\nb2,a2,same\n")
    next_ = tmp_path / "next.csv"
    code, out, _ = kordon("doubles", *files, "--decided", path, "--to-decide", next_)
    assert code == 0
    assert [line.split()[2] for line in out.splitlines()[1:]] == ["a2", "b2"]
    assert "said to be the same (pairs.csv, row 2); 31 days apart" in out
    verdicts = {row["id_a"]: row["verdict"] for row in csv.DictReader(next_.open(encoding="utf-8"))}
    assert verdicts == {"a1": "different", "a2": "same"}
    # What was written is what may be decided next.
    again = kordon("doubles", *files, "--decided", next_)[1]
    assert again == out.replace("pairs.csv, row 2", "next.csv, row 2")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--days", "-1"), 2, "days"),
        (("--similar", "0"), 2, "similar"),
        (("--decided", "no.csv"), 3, "does not exist"),
        (("--to-decide", "-"), 2, "names a file"),
        (("--to-decide", "x.csv", "-o", "x.csv"), 2, "the same file"),
        (("-o", "a.xyz"), 2, "says no format"),
    ],
)
def test_what_cannot_be_asked(
    words: tuple[str, ...], code: int, told: str, kordon: Any, files: Any
) -> None:
    found, out, err = kordon("doubles", *files, *words)
    assert (found, out) == (code, "")
    assert told in err


def test_decisions_are_not_written_over(kordon: Any, files: Any, tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text("id_a,id_b,verdict\n")
    words = ("--decided", path, "--to-decide", path, "--force")
    code, _, err = kordon("doubles", *files, *words)
    assert code == 4
    assert "same file as the input" in err
    assert path.read_text() == "id_a,id_b,verdict\n"


def test_groups_are_kept_in_a_store(kordon: Any, files: Any, tmp_path: Path) -> None:
    """Kept, listed with reasons, overruled by decisions, and listed with those."""
    store, pairs = tmp_path / "kordon.db", tmp_path / "pairs.csv"
    assert kordon("import", *files, "--store", store)[0] == 0
    code, out, err = kordon("store", "doubles", "--store", store)
    assert (code, out, err.splitlines()[-1]) == (0, "", "0 groups, 0 decisions")
    code, _, err = kordon("doubles", "--store", store, "--keep", "--to-decide", pairs)
    assert code == 0, err
    head = err.splitlines()[-1].removeprefix("kept; head ")
    assert kordon("store", "verify", "--store", store, "--head", head)[0] == 0
    _, out, err = kordon("store", "doubles", "--store", store)
    assert out.splitlines()[0].endswith(", 2 records")
    assert "  b1: their times touch; 1.31 km apart" in out
    assert "1 group, 0 decisions" in err
    pairs.write_text("id_a,id_b,verdict\na1,b1,different\n")
    assert kordon("doubles", "--store", store, "--keep", "--decided", pairs)[0] == 0
    _, out, _ = kordon("store", "doubles", "--store", store, "--format", "json")
    told = json.loads(out)
    assert (told["groups"], told["events_after"]) == ([], 0)
    assert [one["verdict"] for one in told["decisions"]] == ["different"]
    assert kordon("doubles", "--store", store)[1] == ""
    _, out, _ = kordon("store", "doubles", "--store", store)
    assert out.startswith("a1 and b1: different (pairs.csv, row 1; event ")
    assert "0 groups, 1 decision; by" in kordon("store", "events", "--store", store)[1]
    code, _, err = kordon("doubles", files[0], "--keep")
    assert code == 2
    assert "all of one store" in err
