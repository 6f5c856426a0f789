"""The table: every row by keyboard, its columns, what was found, and what is chosen elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

FOCUS = "document.activeElement.getAttribute('aria-rowindex')"


def test_every_row_by_keyboard(show: Callable[..., Any], example_page: Path) -> None:
    """Also those that are not drawn yet: row numbers begin at 2, after the head."""
    page = show(example_page, "#tab=table")
    tab = page.tab
    tab.locator(".t-body .t-row").first.focus()
    for key, row in (("End", 151), ("ArrowDown", 151), ("ArrowUp", 150), ("Home", 2)):
        tab.keyboard.press(key)
        tab.wait_for_function(f"() => {FOCUS} === '{row}'")
    tab.keyboard.press("PageDown")
    tab.wait_for_function(f"() => Number({FOCUS}) > 4")
    assert tab.evaluate(
        """() => { const [a, b] = [document.activeElement, document.querySelector('.t-scroll')]
          .map((n) => n.getBoundingClientRect());
          return a.top >= b.top && a.bottom <= b.bottom; }"""
    )
    assert page.complaints == []


def test_what_the_map_chooses_comes_into_view(show: Callable[..., Any], example_page: Path) -> None:
    page = show(example_page, "#tab=table")
    page.app("app.select([140])")
    row = page.tab.locator(".t-row.chosen[aria-selected=true]")
    row.wait_for()
    box, around = row.bounding_box(), page.tab.locator(".t-scroll").bounding_box()
    assert around["y"] < box["y"] < around["y"] + around["height"]


def test_columns_are_chosen_and_kept_in_the_address(
    show: Callable[..., Any], example_page: Path
) -> None:
    page = show(example_page, "#tab=table")
    tab = page.tab
    tab.click(".t-columns summary")
    tab.check("[data-column=regions]")
    tab.uncheck("[data-column=source]")
    heads = tab.locator("[role=columnheader]").all_inner_texts()
    assert "Zones and hubs" in heads
    assert "Source" not in heads
    tab.click("[data-col=within] button")
    again = show(example_page, tab.evaluate("location.hash"))
    again.tab.locator("[data-col=within][aria-sort=ascending]").wait_for()
    assert again.tab.locator("[role=columnheader]").all_inner_texts() == heads
    cells = again.tab.locator(".t-row [data-col=regions][role=cell]").all_inner_texts()
    assert any("certainly: " in text or "possibly: " in text for text in cells)


def test_what_was_found_is_marked_as_text(
    show: Callable[..., Any], intake_of: Callable[..., Any]
) -> None:
    from maps.page import Page

    bad = '<b onclick="alert(1)">Мозырь</b> & {{ 7*7 }}'
    base = {"date_start": "2022-10-09", "category": "rail_echelon", "latitude": "52.05"}
    rows = [
        base | {"longitude": "29.25", "place": "Mazyr", "description": bad},
        base | {"longitude": "30.00", "place": "elsewhere"},
    ]
    page = show(Page(intake_of(rows).sightings).html(), "#tab=table&text=Mosyr")
    page.tab.locator(".t-row mark", has_text="Mazyr").wait_for()
    cell = page.tab.locator(".t-body [data-col=found]").first
    assert cell.inner_text() == bad
    assert cell.locator("mark").all_inner_texts() == ["Мозырь"]
    assert page.shown == 1
    assert page.complaints == []


def test_several_rows_are_chosen(show: Callable[..., Any], example_page: Path) -> None:
    """Ctrl takes one more or less, Shift all between; by keyboard the focus stays in the table."""
    page = show(example_page, "#tab=table")
    tab = page.tab
    chosen = """() => [...document.querySelectorAll('.t-row.chosen')]
      .map((n) => Number(n.getAttribute('aria-rowindex')) - 1)"""
    title = tab.locator("#k-card h2")
    rows = tab.locator(".t-body .t-row")
    rows.nth(0).click()
    rows.nth(2).click(modifiers=["Shift"])
    title.filter(has_text="3 reports").wait_for()
    rows.nth(1).click(modifiers=["Control"])
    title.filter(has_text="2 reports").wait_for()
    assert tab.evaluate(chosen) == [1, 3]
    tab.keyboard.press("Home")
    for _ in range(4):
        tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Control+Enter")
    title.filter(has_text="3 reports").wait_for()
    tab.wait_for_function(f"() => {FOCUS} === '6'")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Shift+Space")
    title.filter(has_text="2 reports").wait_for()
    assert tab.evaluate(chosen) == [5, 6]
    tab.keyboard.press("Control+Enter")
    tab.wait_for_function("() => document.querySelectorAll('.t-row.chosen').length === 1")
    tab.keyboard.press("ArrowUp")
    tab.keyboard.press("Control+Enter")
    tab.locator("#k-card").wait_for(state="hidden")
    tab.wait_for_function(f"() => {FOCUS} === '6'")
    assert page.complaints == []
