"""Line patterns of obstacles: data that vocabulary and page agree on."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import resources
from typing import Any

import pytest

from layers.vocabulary import VOCABULARIES
from maps.obstacles import add_patterns, patterns

OBSTACLES = (resources.files("maps") / "page" / "map" / "obstacles.js").read_text("utf-8")


def test_every_pattern_belongs_to_a_category() -> None:
    known = {t.word for t in VOCABULARIES["category"] if t.layer == "fortification"}
    assert patterns().keys() <= known
    for must in ("trench_line", "antitank_ditch", "dragons_teeth", "barbed_wire", "minefield",
                 "border_wall", "destroyed_bridge"):  # fmt: skip
        assert must in patterns()


def test_no_two_kinds_are_drawn_alike() -> None:
    drawn = [repr(sorted(p.items(), key=str)) for p in patterns().values()]
    assert len(set(drawn)) == len(drawn)


@pytest.mark.parametrize("word", sorted(patterns()))
def test_patterns_are_what_the_page_can_draw(word: str) -> None:
    pattern = patterns()[word]
    assert pattern.keys() <= {"line", "unit", "fill", "step", "once", "dash", "thin", "area"}
    assert pattern["line"]
    if "unit" in pattern:
        assert pattern.get("once") or pattern["step"] >= 5, "not so dense that it is a smear"
        assert all(len(line) >= 2 and all(len(p) == 2 for p in line) for line in pattern["unit"])
        assert all(abs(v) <= 8 for line in pattern["unit"] for p in line for v in p)
    fills = set(re.findall(r"^  (\w+): \"M", OBSTACLES, re.MULTILINE)) | {"tint"}
    assert pattern.get("area", "tint") in fills


def test_only_categories_of_outlines_get_a_pattern(intake_of: Callable[..., Any]) -> None:
    rows = [
        {"layer": "fortification", "category": "trench_line", "date_start": "2023-01-01",
         "geometry": "LINESTRING(30 52, 30.1 52)"},
        {"layer": "fortification", "category": "bunker", "date_start": "2023-01-01",
         "longitude": 30.0, "latitude": 52.0},
        {"layer": "fortification", "category": "moat", "date_start": "2023-01-01",
         "geometry": "POLYGON((30 52, 30.1 52, 30 52.1, 30 52))"},
    ]  # fmt: skip
    sightings = intake_of(rows).sightings
    head: dict[str, Any] = {
        "categories": [{"id": f"fortification.{w}"} for w in ("trench_line", "bunker", "moat")]
    }
    add_patterns(head, sightings)
    trench, bunker, moat = head["categories"]
    assert trench["outline"] == patterns()["trench_line"]
    assert "outline" not in bunker
    assert moat["outline"]["line"] == [0], "a word that nobody knows is drawn plainly"
