"""A page that counts events: what it carries, and what is said of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from page_unpack import chunk, data_of, head_of

from layers.asking.tally import tally
from maps.build import build_map

HEAD = "id,layer,category,date_start,latitude,longitude,coordinate_uncertainty_m,retracted\n"
ROWS = (
    "b1,deployment,rail_echelon,2024-05-03,51.8,29.2,100,\n"
    "a1,deployment,rail_echelon,2024-05-01,51.8,29.2,100,\n"
    "a2,deployment,rail_echelon,2024-05-02,51.8,29.2,100,\n"
    "a3,deployment,rail_echelon,2024-05-04,51.8,29.2,100,true\n"
    "c1,shelling,artillery_fire,2024-05-05,51.8,29.2,100,\n"
)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Reports, and what was decided of them."""
    reports, pairs = tmp_path / "a.csv", tmp_path / "pairs.csv"
    reports.write_text(HEAD + ROWS, "utf-8")
    pairs.write_text("id_a,id_b,verdict\na1,a2,same\na2,a3,same\n", "utf-8")
    return reports, pairs


def test_the_page_knows_which_are_of_one_event(files: tuple[Path, Path]) -> None:
    """By their numbers in the order of the page; a retracted report is of none."""
    reports, pairs = files
    result = build_map([reports], zones=["BY-UA-100km-BY"], hubs=["none"], once=True, decided=pairs)
    document = result.page.html()
    head = head_of(document)
    assert head["doubles"] == {"reports": 2, "events": 1, "groups": 0, "most": 0}
    told = json.loads(chunk(data_of(document), head["toc"], "events"))
    assert told == {"same": [[0, 1]], "open": []}
    assert result.event_counts == {
        "deployment": (3, 3), "fortification": (0, 0), "shelling": (1, 1),
    }  # fmt: skip
    counts = tally([reports], regions=["BY-UA-100km-BY"], by=["layer"], once=True, decided=pairs)
    table = result.region_counts.set_index("group")
    mine = counts.table[counts.table["region_id"] == "BY-UA-100km-BY"].set_index("layer")
    assert table["low"].to_dict() == mine["low"].to_dict() == {"deployment": 2, "shelling": 1}
    assert "2 reports that were decided to be of 1 event count once each event" in result.notes


def test_a_page_of_reports_has_nothing_of_it(files: tuple[Path, Path]) -> None:
    head = head_of(build_map([files[0]], zones=["none"], hubs=["none"]).page.html())
    assert "doubles" not in head
    assert "events" not in head["toc"]
