"""Rings, dots, density: the switch on the map, and what the density says of itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser


def test_the_switch_by_keyboard(show: Callable[..., Any], example_page: Path) -> None:
    """A group of radio buttons with a name; arrows choose, and the address follows."""
    page = show(example_page)
    group = page.tab.get_by_role("group", name="How reports are drawn")
    assert group.get_by_role("radio").count() == 3
    page.tab.locator("#k-mode-rings").focus()
    page.tab.keyboard.press("ArrowRight")
    page.tab.keyboard.press("ArrowRight")
    assert page.tab.is_checked("#k-mode-density")
    assert page.app("app.surface.painter.mode") == "density"
    assert "mode=density" in page.tab.evaluate("location.hash")
    again = show(example_page, page.tab.evaluate("location.hash"))
    assert again.tab.is_checked("#k-mode-density")
    assert again.tab.is_visible("#k-density")


def test_density_says_what_it_leaves_out(show: Callable[..., Any], example_page: Path) -> None:
    """Counted and left out are all that is shown; closer cells count fewer reports."""
    page = show(example_page, "#mode=density&map=6/52/30")
    told = page.tab.inner_text("#k-density .told")
    numbers = page.app(
        "(({counted, coarse, unknown, nowhere}) => [counted, coarse, unknown, nowhere])"
        "(app.surface.painter.density)"
    )
    assert sum(numbers) == page.shown == 150
    assert f"counted: {numbers[0]} of 150" in told
    assert f"too coarsely for these cells: {numbers[1]}" in told
    assert "20 × 20 km" in page.tab.inner_text("#k-density h2")
    page.app("app.map.setZoom(9, {animate: false})")
    assert "5 × 5 km" in page.tab.inner_text("#k-density h2")
    assert page.app("app.surface.painter.density.counted") < numbers[0]
    assert page.complaints == []
    page.tab.check("#k-mode-rings")
    assert page.tab.is_hidden("#k-density")


def test_a_cell_opens_its_reports(show: Callable[..., Any], example_page: Path) -> None:
    """The fullest cell: a click lists as many reports as it counts."""
    page = show(example_page, "#mode=density&map=6/52/30")
    at = page.app(
        """(() => {
          const { density, frame } = app.surface.painter;
          const k = density.counts.indexOf(density.most);
          const hit = app.surface.painter.cell(
            [k % density.columns, Math.floor(k / density.columns)]);
          const corner = app.map.getContainer().getBoundingClientRect();
          return { x: hit.x - frame.pad.x + corner.x, y: hit.y - frame.pad.y + corner.y,
                   n: density.most };
        })()"""
    )
    page.tab.mouse.click(at["x"], at["y"])
    page.tab.locator("#k-card h2").wait_for()
    assert page.tab.inner_text("#k-card h2") == f"{at['n']} reports"
    assert page.tab.locator("#k-card .line").count() == at["n"]


def test_density_follows_the_filter(show: Callable[..., Any], example_page: Path) -> None:
    page = show(example_page, "#mode=density&map=6/52/30")
    page.tab.uncheck("[data-layer=deployment]")
    total = page.app(
        "(({counted, coarse, unknown, nowhere}) => counted + coarse + unknown + nowhere)"
        "(app.surface.painter.density)"
    )
    assert total == page.shown < 150
