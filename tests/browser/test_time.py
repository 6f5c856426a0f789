"""The time control: its window by mouse, wheel and keys; what a bar holds; how time moves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from still import still

pytestmark = pytest.mark.browser

APP = "document.getElementById('kordon').kordon"
DAY_MS = 86_400_000
OCTOBER = "#time=2022-10-01..2022-10-31"


def window(page: Any) -> dict[str, int]:
    out: dict[str, int] = page.app("({from: app.filter.from, to: app.filter.to})")
    return out


def at(page: Any, day: str) -> tuple[float, float]:
    """Where a day stands on the screen."""
    bars = page.tab.locator(".bars").bounding_box()
    part = page.app(
        f"(Date.parse('{day}') - app.timeline.span.from)"
        " / (app.timeline.span.to - app.timeline.span.from)"
    )
    return bars["x"] + part * bars["width"], bars["y"] + 25


def drag(page: Any, start: str, end: str) -> None:
    page.tab.mouse.move(*at(page, start))
    page.tab.mouse.down()
    page.tab.mouse.move(*at(page, end), steps=6)
    page.tab.mouse.up()


def test_the_window_is_dragged_as_a_whole_and_stays_on_the_data(
    show: Callable[..., Any], example_page: Path
) -> None:
    page = show(example_page, OCTOBER)
    drag(page, "2022-10-15", "2022-12-15")
    moved = window(page)
    assert moved["to"] - moved["from"] == 31 * DAY_MS
    assert 55 < (moved["from"] - page.app("Date.UTC(2022, 9, 1)")) / DAY_MS < 67
    drag(page, "2022-12-15", "2025-01-01")
    assert window(page)["to"] == page.app("app.timeline.span.to")
    assert window(page)["to"] - window(page)["from"] == 31 * DAY_MS


def test_a_new_window_is_drawn_and_a_click_takes_the_month(
    show: Callable[..., Any], example_page: Path
) -> None:
    page = show(example_page)
    drag(page, "2022-03-10", "2022-05-10")
    drawn = window(page)
    assert 55 < (drawn["to"] - drawn["from"]) / DAY_MS < 68
    page.tab.mouse.click(*at(page, "2022-08-12"))
    assert page.tab.inner_text(".period") == "1 Aug 2022 – 31 Aug 2022"


def test_the_window_moves_by_keys_and_wheel(show: Callable[..., Any], example_page: Path) -> None:
    page = show(example_page, f"{OCTOBER}&step=week")
    slider = page.tab.locator(".time-box .window")
    slider.focus()
    page.tab.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "8 Oct 2022 – 7 Nov 2022"
    page.tab.keyboard.press("PageDown")
    assert slider.get_attribute("aria-valuetext") == "7 Sept 2022 – 7 Oct 2022"
    page.tab.keyboard.press("End")
    assert window(page)["to"] == page.app("app.timeline.span.to")
    page.tab.mouse.move(*at(page, "2022-10-15"))
    before = window(page)
    page.tab.mouse.wheel(0, -60)
    page.tab.wait_for_function(f"(from) => {APP}.filter.from !== from", arg=before["from"])
    still(page.tab)
    assert before["from"] - window(page)["from"] == 7 * DAY_MS


def test_a_bar_says_what_it_holds(show: Callable[..., Any], intake_of: Callable[..., Any]) -> None:
    """Dated to the bar, or spread over a longer time; nothing else is said of a bar."""
    from maps.page import Page

    row = {"latitude": "52.1", "longitude": "29.3", "layer": "deployment",
           "category": "rail_echelon", "coordinate_uncertainty_m": "500"}  # fmt: skip
    rows = [
        row | {"id": "day", "date": "2022-10-09"},
        row | {"id": "month", "date": "2022-10", "date_precision": "month"},
        row | {"id": "never", "date": ""},
    ]
    page = show(Page(intake_of(rows).sightings).html())
    assert page.tab.inner_text(".undated") == "undated: 1"
    page.tab.mouse.move(*at(page, "2022-10-09T12:00Z"))
    said = page.tab.inner_text(".time-tip")
    assert said.split("\n") == [
        "9 Oct 2022",
        "Deployment: 1 + about < 0.1 spread over a longer time",
    ]
    page.tab.mouse.move(5, 5)
    assert not page.tab.is_visible(".time-tip")


def test_how_time_moves_is_chosen_and_part_of_the_view(
    show: Callable[..., Any], example_page: Path
) -> None:
    page = show(example_page, OCTOBER)
    page.tab.click(".t-settings")
    page.tab.select_option("[data-pace=step]", "day")
    page.tab.check("[data-pace=upTo]")
    page.tab.select_option("[data-pace=speed]", "4")
    page.tab.keyboard.press("Escape")
    assert not page.tab.is_visible(".time-settings")
    page.tab.click(".t-step_on")
    assert page.tab.inner_text(".period") == "1 Oct 2022 – 1 Nov 2022"
    for part in ("step=day", "upto=1", "speed=4"):
        page.tab.wait_for_function("(part) => location.hash.includes(part)", arg=part)
    page.tab.click(".t-play")
    page.tab.locator(".period", has_text="4 Nov 2022").wait_for()
    page.tab.click(".t-play")
    assert window(page)["from"] == page.app("Date.UTC(2022, 9, 1)"), "what came before stays"


def test_the_latest_days_are_chosen(show: Callable[..., Any], example_page: Path) -> None:
    page = show(example_page)
    page.tab.select_option(".months", "last-7")
    assert window(page)["to"] - window(page)["from"] == 7 * DAY_MS
    assert window(page)["to"] == page.app("app.timeline.span.newest")
    assert page.tab.input_value(".months") == "last-7"
