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


@pytest.mark.parametrize(("size", "shown"), [((1440, 900), False), ((390, 844), True)])
def test_the_head_says_how_many_are_withheld(
    size: tuple[int, int], shown: bool, show: Callable[..., Any], published: Path
) -> None:
    """At length under the title; where that has no room briefly, beside the number shown."""
    page = show(published, size=size)
    assert page.tab.is_visible("#k-as-of") is not shown
    assert page.tab.is_visible("#k-withheld") is shown
    if shown:
        assert page.tab.inner_text("#k-withheld") == "Withheld: < 10"
        held, search = (
            page.tab.locator(name).bounding_box() for name in ("#k-withheld", "#k-search")
        )
        assert search["y"] + search["height"] <= held["y"], "the line may reach under it"
        # Long numbers are cut, and not how many are withheld.
        page.tab.evaluate("document.querySelector('#k-count').textContent += ' of many'.repeat(9)")
        held = page.tab.locator("#k-withheld").bounding_box()
        assert held["x"] + held["width"] <= size[0] - 8
    assert page.complaints == []


def test_the_head_is_cut_at_the_date_where_there_is_no_room(
    show: Callable[..., Any], published: Path
) -> None:
    page = show(published)
    page.tab.evaluate("document.querySelector('#k-as-of span').textContent += ' newest'.repeat(40)")
    count, held = (
        page.tab.locator(name).bounding_box() for name in ("#k-count", "#k-as-of span + span")
    )
    assert held["x"] + held["width"] <= count["x"]
    assert page.complaints == []


@pytest.fixture(scope="module")
def two_months(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Counts in cells of two months: one that stays, exact or nearly, and one that comes."""
    from maps.publication.files import publish

    def cell(month: int, n: int, latitude: int) -> list[dict[str, str]]:
        return [
            ROW | {"source_at_risk": "true", "date_start": f"2024-{month:02}-{k % 27 + 1:02}",
                   "latitude": f"{latitude}.13", "longitude": "28.3",
                   "description": f"Observer {month} {latitude} {k}."}
            for k in range(n)
        ]  # fmt: skip

    folder = tmp_path_factory.mktemp("months")
    before = [ROW, *cell(4, 6, 53), *cell(5, 12, 53), *cell(5, 7, 51)]
    moment = dt.datetime(2024, 7, 1, tzinfo=dt.UTC)
    for name, rows in (("first", before), ("next", [*before, *cell(5, 1, 53)])):
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(before[1]), restval="")
            writer.writeheader()
            writer.writerows(rows)
    publish([folder / "first.csv"], folder / "first.html", now=moment, seed="s")
    publish(
        [folder / "next.csv"], folder / "next.html", now=moment, seed="s",
        against=folder / "first.html",
    )  # fmt: skip
    return folder / "next.html"


def test_the_histogram_counts_what_a_cell_stands_for(
    show: Callable[..., Any], two_months: Path
) -> None:
    """Exact numbers as so many, those that are held back as intervals."""
    page = show(two_months)
    assert page.app("app.store.cells.size") == 3
    # A report, 2 .. 10 and 8 .. 16 and 3 .. 11: all three have the number of the one before.
    assert page.tab.inner_text("#k-count") == "14–38 of 14–38 reports shown"
    months = page.tab.locator(".months option").all_inner_texts()
    assert "April 2024 · 2–10" in months
    assert "May 2024 · 12–28" in months
    bars = page.tab.locator(".bars").bounding_box()
    page.tab.mouse.move(bars["x"] + bars["width"] * 0.25, bars["y"] + 20)
    page.tab.locator(".time-tip").wait_for()
    # A thirtieth of 2 .. 10.
    assert "about 0.1–0.3 spread over a longer time" in page.tab.inner_text(".time-tip")
    page.tab.mouse.move(0, 0)
    assert page.complaints == []


def test_periods_are_compared_by_what_cells_stand_for(
    show: Callable[..., Any], two_months: Path
) -> None:
    """A cell that one period alone shows is no change: cells of too few are not shown."""
    page = show(two_months, "#compare=changes~2024-04-01..2024-04-30~2024-05-01..2024-05-31")
    tab = page.tab
    tab.locator(".changes-unclear li").first.wait_for()
    differs = tab.locator(".changes-differs li").all_inner_texts()
    assert len(differs) == 1
    assert "reports: A 2–10, B 8–16 (they overlap and may be the same)" in differs[0]
    unclear = tab.locator(".changes-unclear li").all_inner_texts()
    assert len(unclear) == 1
    assert "cells of few reports are withheld" in unclear[0]
    assert "Reported in B only: 1" in tab.text_content(".changes-appeared h2")
    assert "Reports may be withheld from this map" in tab.inner_text(".changes-head")
    sums = tab.inner_text(".changes-table .layer-sum")
    assert sums.split("\t")[1:4] == ["2–10", "12–28", "+2 … +26"]
    assert tab.inner_text("#k-count") == "14–38 of 14–38 reports shown"
    tab.click("[data-view=swipe]")
    assert tab.inner_text(".chip-b").endswith("reports: 12–28")
    page.app("app.tools.setMode('density')")
    assert "counted: 1 of 12–28; known too coarsely for these cells: 11–27" in tab.inner_text(
        "#k-density"
    )
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
