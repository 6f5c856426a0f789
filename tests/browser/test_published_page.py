"""A published page: what its foot says of what is withheld, and how counts in cells are shown."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

ROW = {
    "layer": "deployment", "category": "rail_echelon", "date_start": "2024-05-01",
    "latitude": "52.05", "longitude": "29.25", "coordinate_uncertainty_m": "1500",
    "handling": "public", "reviewed": "true", "source_title": "A paper", "actor": "RUS",
    "source_url": "https://example.org/a", "source_reliability": "B",
    "information_credibility": "2", "description": "A train.",
}  # fmt: skip


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One report as it is, one made coarser, and six in a cell; one more is withheld."""
    from maps.publication.files import publish

    ours = ROW | {"actor": "UKR", "layer": "fortification", "category": "trench_line",
                  "source_official": "true", "latitude": "51.5", "longitude": "28.6"}  # fmt: skip
    risk = [
        ROW | {"source_at_risk": "true", "latitude": f"53.1{k}", "longitude": "28.3",
               "description": f"Observer {k}."}
        for k in range(6)
    ]  # fmt: skip
    rows = [ROW, ours, *risk, ROW | {"handling": "restricted", "description": "Locked."}]
    folder = tmp_path_factory.mktemp("published")
    with (folder / "in.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(ours | risk[0]), restval="")
        writer.writeheader()
        writer.writerows(rows)
    moment = dt.datetime(2024, 6, 1, tzinfo=dt.UTC)
    publish([folder / "in.csv"], folder / "map.html", now=moment, seed="s")
    return folder / "map.html"


def test_the_foot_says_what_is_withheld(show: Callable[..., Any], published: Path) -> None:
    page = show(published)
    assert "Withheld: fewer than 10, or nothing" in page.tab.inner_text("#k-as-of")
    page.tab.click("[data-tab=foot]")
    foot = page.tab.inner_text("#k-foot")
    assert "public: For anyone." in foot
    assert "singly: 2; counted in cells: 6" in foot
    assert "fewer than 10, or nothing" in foot
    assert "1, to the middle of a cell; radii were raised" in foot
    assert "in.csv" not in foot
    assert "read =" not in foot
    assert page.requests == []
    assert page.complaints == []


def test_a_cell_is_an_area_with_a_number(show: Callable[..., Any], published: Path) -> None:
    page = show(published)
    (cell,) = page.app("[0, 1, 2].filter((i) => app.store.high(i) === 6)")
    page.app(f"app.select([{cell}])")
    page.tab.locator("#k-card .what").wait_for()
    told = page.tab.inner_text("#k-card")
    assert "Reports in a cell" in told
    assert "6 reports" in told
    assert "places, days and sources are withheld" in told
    assert "Observer" not in told
    # Two reports and the six of the cell, in every number of the page.
    assert page.tab.inner_text("#k-count") == "8 of 8 reports shown"
    assert page.tab.inner_text(".layer-deployment .n >> nth=0") == "7"
    assert page.complaints == []
