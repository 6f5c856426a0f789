"""`kordon geocode`: names, phrases and coordinates, as a table and for other programs."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def test_a_table(kordon: Any) -> None:
    code, out, err = kordon("geocode", "Мазыр", "12 km south of Homiel", "52.05, 29.25")
    assert code == 0
    head, *rows = out.splitlines()
    assert head.split() == ["text", "latitude", "longitude", "uncertainty_m", "how"]
    assert [row.split("  ")[0] for row in rows] == [
        "Мазыр",
        "12 km south of Homiel",
        "52.05, 29.25",
    ]
    assert err == ""


def test_what_is_not_found_is_said_and_the_rest_is_there(kordon: Any) -> None:
    code, out, err = kordon("geocode", "Ivanovka", "Mazyr", "--format", "json")
    assert code == 1
    lost, found = json.loads(out)
    assert "places are called 'Ivanovka'" in lost["problem"]
    assert set(lost) == {"text", "problem"}
    assert found["geonameid"] == 625324
    assert "1 of 2 not found" in err


def test_lines_from_standard_input_as_csv() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kordon", "geocode", "-", "--format", "csv"],
        input="\ufeffМозырь\n\n=1+1\nKalinkavicy\n".encode(), capture_output=True, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 1
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode(), newline="")))
    assert [row["text"] for row in rows] == ["Мозырь", "'=1+1", "Kalinkavicy"]
    assert "is read as Kalinkovichi" in rows[2]["notes"]


def test_in_an_area(kordon: Any) -> None:
    code, out, _ = kordon("geocode", "Rechytsa", "--in", "Homiel Region", "--format", "json")
    assert (code, json.loads(out)[0]["country"]) == (0, "BY")
    code, out, err = kordon("geocode", "Rechytsa", "--in", "Atlantis")
    assert (code, out) == (3, "")
    assert "no country, oblast or district is called 'Atlantis'" in err


@pytest.mark.parametrize("words", [(), ("--format", "xml", "Mazyr")])
def test_wrong_usage(words: tuple[str, ...], kordon: Any) -> None:
    assert kordon("geocode", *words)[0] == 2


def test_a_table_has_what_was_found_and_says_the_rest_whole(kordon: Any) -> None:
    code, out, err = kordon("geocode", "Rechytsa", "Mazyr")
    assert code == 1
    assert [line.split()[0] for line in out.splitlines()] == ["text", "Mazyr"]
    assert "say which with an oblast, a district or a country behind a comma" in err
