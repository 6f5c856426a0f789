"""The map without a mouse: a focus that walks over the symbols, and tips that tell of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

SAID = "#k-said"


def lit(page: Any) -> list[int]:
    return page.app("[...(app.surface.lit?.members ?? [])].sort((a, b) => a - b)")


def test_every_symbol_is_reached_and_told(show: Callable[..., Any], example_page: Path) -> None:
    """Tab comes to the walk; the arrows pass every report that the map shows in view."""
    page = show(example_page)
    page.tab.locator(".leaflet-control-zoom-out").focus()
    page.tab.keyboard.press("Tab")
    assert page.tab.evaluate("document.activeElement.id") == "k-walk"
    stops = page.app("app.walk.list.length")
    assert stops > 20
    seen: set[int] = set()
    for k in range(stops):
        page.tab.wait_for_function(
            "k => document.getElementById('k-said').textContent.includes(k)",
            arg=f". {k + 1} of {stops}",
        )
        seen |= set(lit(page))
        page.tab.keyboard.press("ArrowRight")
    wanted = page.app(
        """(() => { const { pad, view } = app.surface.records.frame;
          return app.surface.painter.hits
            .filter(({x, y}) => x >= pad.x && x <= pad.x + view.x)
            .filter(({x, y}) => y >= pad.y && y <= pad.y + view.y)
            .flatMap((h) => [...h.members]); })()"""
    )
    assert seen == set(wanted)
    page.tab.keyboard.press("Home")
    page.tab.wait_for_function(
        "() => / 1 of \\d+$/.test(document.getElementById('k-said').textContent)"
    )


def test_enter_opens_and_escape_comes_back(show: Callable[..., Any], example_page: Path) -> None:
    page = show(example_page)
    page.tab.locator("#k-walk").focus()
    page.tab.keyboard.press("ArrowDown")
    members = lit(page)
    page.tab.keyboard.press("Enter")
    page.tab.locator("#k-card h2").wait_for()
    assert page.app("[...app.selected].sort((a, b) => a - b)") == members
    page.tab.keyboard.press("Escape")
    page.tab.locator("#k-card").wait_for(state="hidden")
    assert page.tab.evaluate("document.activeElement.id") == "k-walk"
    assert lit(page) == members


def test_a_ring_tells_kinds_and_sums_as_its_card_does(
    show: Callable[..., Any], example_page: Path
) -> None:
    """Number of reports, kinds with counts, and sums: the same figures in tip and card."""
    page = show(example_page)
    n = page.app(
        """(async () => {
          const rings = app.surface.painter.hits.filter((h) => h.ring);
          const ring = rings.find((h) => h.n > 4);
          await app.surface.light(ring, { x: 200, y: 200 });
          window.ring = ring;
          return ring.n;
        })()"""
    )
    assert page.tab.inner_text("#k-tip strong") == f"{n} reports"
    kinds = [int(t) for t in page.tab.locator("#k-tip li b").all_inner_texts()]
    assert kinds == sorted(kinds, reverse=True)
    assert 0 < sum(kinds) <= n
    sums = [t for t in page.tab.locator("#k-tip .sums li").all_inner_texts() if t[0] != "+"]
    assert "not a head-count" in page.tab.inner_text("#k-tip")
    page.tab.evaluate("document.getElementById('kordon').kordon.select(window.ring.members)")
    page.tab.locator("#k-card .sums li").first.wait_for()
    assert page.tab.locator("#k-card .sums li").all_inner_texts()[: len(sums)] == sums


def test_sums_stand_under_rings_only_at_rest(show: Callable[..., Any], example_page: Path) -> None:
    page = show(example_page)
    assert page.app("app.surface.layouts[0].plates.length") > 0
    page.app("app.surface.redrawLive()")
    assert page.app("app.surface.layouts[0].plates.length") == 0
    page.tab.wait_for_function(
        "() => document.getElementById('kordon').kordon.surface.layouts[0].plates.length > 0"
    )


def test_cells_are_walked_too(show: Callable[..., Any], example_page: Path) -> None:
    page = show(example_page, "#mode=density&map=6/52/30")
    page.tab.locator("#k-walk").focus()
    cells = page.app("app.walk.list.filter((s) => s.whole).length")
    assert cells > 10
    at = page.app("app.walk.list.findIndex((s) => s.whole)")
    for _ in range(at):
        page.tab.keyboard.press("ArrowRight")
    page.tab.wait_for_function(
        "() => document.getElementById('k-said').textContent.includes('certainly in this cell')"
    )
    page.tab.keyboard.press("Enter")
    page.tab.locator("#k-card h2").wait_for()


def test_nothing_in_view_is_said(show: Callable[..., Any], example_page: Path) -> None:
    page = show(example_page, "#map=12/56.5/23")
    page.tab.locator("#k-walk").focus()
    assert "No symbol in view" in page.tab.inner_text(SAID)
    assert page.complaints == []
