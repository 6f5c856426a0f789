"""Everything without a mouse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from still import still

pytestmark = pytest.mark.browser

FOCUS = "document.activeElement"


@pytest.fixture
def page(show: Callable[..., Any], example_page: Path) -> Any:
    page = show(example_page)
    page.tab.click("[data-tab=table]")
    page.tab.locator("#k-table .t-body .t-row").first.wait_for()
    return page


def row_in_focus(page: Any) -> int:
    return int(page.tab.evaluate(f"{FOCUS}.getAttribute('aria-rowindex') ?? -1"))


def comes_to(page: Any, row: int) -> None:
    """Wait until the focus is in a row, if it is not there yet."""
    if row_in_focus(page) != row:
        page.tab.wait_for_function(
            f"(row) => {FOCUS}.getAttribute('aria-rowindex') === String(row)", arg=row
        )


def test_enter_opens_a_row_and_escape_closes_it(page: Any) -> None:
    """Tab to a row, Enter opens its card with the focus in it, Escape gives the row back."""
    page.tab.locator("#k-table .t-scroll").focus()
    for _ in range(20):
        page.tab.keyboard.press("Tab")
        if row_in_focus(page) > 0:
            break
    assert row_in_focus(page) == 2, "the first row is the second of the table, below its head"
    page.tab.keyboard.press("Enter")
    page.tab.locator("#k-card .sources").wait_for()
    assert page.tab.evaluate(f"{FOCUS}.closest('#k-card') !== null")
    page.tab.keyboard.press("Escape")
    assert page.tab.is_hidden("#k-card")
    still(page.tab)
    assert row_in_focus(page) == 2


def test_arrows_walk_the_whole_table(page: Any) -> None:
    """Rows are made as they come into view; the focus walks on and is never lost."""
    page.tab.locator("#k-table .t-body .t-row").first.focus()
    for k in range(60):
        page.tab.keyboard.press("ArrowDown")
        comes_to(page, 3 + k)
    for k in range(30):
        page.tab.keyboard.press("ArrowUp")
        comes_to(page, 61 - k)
    still(page.tab)
    assert row_in_focus(page) == 32


def test_sorting_by_every_column(page: Any) -> None:
    """Each head is a button that sorts up, then down, and says so."""
    for column in ("when", "layer", "what", "where", "how_many", "grade", "source"):
        head = page.tab.locator(f"[role=columnheader][data-col={column}]")
        for direction in ("ascending", "descending") if column != "when" else ("descending",):
            head.locator("button").focus()
            page.tab.keyboard.press("Enter")
            assert head.get_attribute("aria-sort") == direction
        assert page.tab.locator("[aria-sort=ascending], [aria-sort=descending]").count() == 1
    page.tab.locator("[role=table]:not([aria-busy])").wait_for()
    rows = page.app("[...app.table.rows].map((i) => app.table.texts.source[i])")
    assert len(rows) == 150
    order = """(rows) => rows.every((r, k) => !k
        || new Intl.Collator("en-GB", { numeric: true }).compare(rows[k - 1], r) >= 0)"""
    assert page.tab.evaluate(order, rows), "from Z to A"


def test_everything_that_can_be_pressed_has_a_name(page: Any) -> None:
    """Buttons, fields and links say what they are to who cannot see them."""
    page.tab.click("[data-tab=zones]")
    nameless = page.tab.evaluate(
        """[...document.querySelectorAll("button, input, select, a, [role=table]")].filter((n) => {
          const label = n.getAttribute("aria-label") || n.textContent.trim() || n.title
            || n.closest("label")?.textContent.trim();
          return !label;
        }).map((n) => n.outerHTML)"""
    )
    assert nameless == []


def test_ids_are_given_once(page: Any) -> None:
    doubled = page.tab.evaluate(
        """(() => { const ids = [...document.querySelectorAll("[id]")].map((n) => n.id);
          return ids.filter((id, k) => ids.indexOf(id) !== k); })()"""
    )
    assert doubled == []
