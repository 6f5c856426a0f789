"""Filters: several values at once, counts of every choice, and chips that take them back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

ACTOR = "[data-facet=actor]"
#: From now on `app.drawn` says how often the ground was drawn.
COUNT_DRAWING = """() => {
  const app = document.getElementById("kordon").kordon;
  const paint = app.surface.paintGround.bind(app.surface);
  app.drawn = 0;
  app.surface.paintGround = (...given) => { app.drawn++; paint(...given); };
}"""


def options(page: Any, facet: str) -> dict[str, tuple[Any, int]]:
    """Checkbox and count of every choice of an open facet, by its label."""
    found = {}
    for label in page.tab.locator(f"[data-facet={facet}] label").all():
        name, count = label.locator(".name").inner_text(), label.locator(".n").inner_text()
        found[name] = (label.locator("input"), int(count))
    return found


def test_any_of_several_and_counts_that_follow(
    show: Callable[..., Any], example_page: Path
) -> None:
    page = show(example_page)
    page.tab.click(f"{ACTOR} summary")
    page.tab.click("[data-facet=direction] summary")
    russia, many = options(page, "actor")["Russia"]
    russia.check()
    assert page.shown == many
    before = page.shown
    belarus, more = options(page, "actor")["Belarus"]
    belarus.check()
    assert before < page.shown <= before + more
    assert page.tab.inner_text(f"{ACTOR} .state") == "2"
    assert "actor=RUS,BLR" in page.tab.evaluate("decodeURIComponent(location.hash)")
    for box, count in options(page, "direction").values():
        box.check()
        assert page.shown == count
        box.uncheck()
    again = show(example_page, page.tab.evaluate("location.hash"))
    assert again.shown == page.shown
    assert page.complaints == []


def test_chips_take_filters_back_one_by_one(show: Callable[..., Any], example_page: Path) -> None:
    """By pointer and by keyboard; the map gets its room back with the last one."""
    page = show(
        example_page,
        "#actor=RUS,BLR&hide=shelling&grade=B&text=train&time=2022-01-01..2022-12-31&located=1",
    )
    tab = page.tab
    chips = tab.locator("#k-chips .filter-chip")
    assert [text.rstrip("\n×").strip() for text in chips.all_inner_texts()] == [
        "Without: Shelling origins", "Actor: Russia", "Actor: Belarus",
        "Reliability: B or better", "With a place only", "Search: “train”",
    ]  # fmt: skip
    low = page.shown
    tab.click("#k-chips .filter-chip >> text=Search")
    assert tab.input_value("#k-search") == ""
    assert page.shown > low
    chips.nth(1).focus()
    tab.keyboard.press("Enter")
    assert "Russia" not in tab.inner_text("#k-chips")
    assert tab.evaluate("document.activeElement.className") == "filter-chip"
    height = tab.locator("#k-map").bounding_box()["height"]
    tab.evaluate(COUNT_DRAWING)
    tab.click("#k-chips .filter-none")
    assert tab.locator("#k-chips").is_hidden()
    assert tab.evaluate("location.hash").count("=") == 2, "map and time stay"
    tab.wait_for_function(
        f"() => document.getElementById('k-map').clientHeight > {height}"
        " && document.getElementById('kordon').kordon.map.getSize().y > " + str(int(height))
    )
    assert page.app("app.drawn") == 1, "in its new size, and not in the old one before"
    assert page.requests == []
    assert page.complaints == []


def test_regions_by_name_with_intervals(show: Callable[..., Any], example_page: Path) -> None:
    page = show(example_page)
    tab = page.tab
    tab.click("[data-facet=region] summary")
    label = tab.locator("[data-facet=region] label", has_text="within 25 km, in Belarus").first
    sure, high = (int(n) for n in label.locator(".n").inner_text().split("–"))
    label.locator("input").check()
    assert page.shown == high
    tab.check("[data-tick=certainOnly]")
    assert page.shown == sure
    assert label.locator(".n").inner_text() == str(sure)
    other = tab.locator("[data-facet=region] label", has_text="within 25 km, in Ukraine").first
    other.locator("input").check()
    assert page.shown >= sure


def test_hostile_words_are_text(show: Callable[..., Any], intake_of: Callable[..., Any]) -> None:
    from maps.page import Page

    bad = "<img src=x onerror=alert(1)>{{ 7*7 }}, a"
    base = {"category": "rail_echelon", "latitude": "52", "longitude": "29"}
    rows = [
        base | {"date_start": "2022-10-09", "actor": bad, "status": bad, "direction": "arrival"},
        base | {"date_start": "2022-10-10", "actor": "RUS", "handling": "restricted"},
    ]
    document = Page(intake_of(rows).sightings).html()
    page = show(document)
    tab = page.tab
    tab.click(f"{ACTOR} summary")
    options(page, "actor")[bad][0].check()
    assert page.shown == 1
    assert bad in tab.inner_text("#k-chips")
    again = show(document, tab.evaluate("location.hash"))
    assert again.shown == 1
    tab.click(".filter-none")
    tab.click("[data-facet=handling] summary")
    options(page, "handling")["Named people only"][0].check()
    assert page.shown == 1
    assert page.complaints == again.complaints == []
