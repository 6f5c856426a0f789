"""Readable for everyone: axe-core finds nothing serious, in any state of the page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

STATES = {
    "plain": "",
    "record": "#id=EX-D-004",
    "dark": "#theme=dark&id=EX-D-004",
    "print": "#theme=print&id=EX-D-004",
    "safe": "#theme=safe&id=EX-D-004",
    "narrowed": "#time=2022-10-01..2022-10-31&actor=RUS&text=train",
}


def findings(tab: Any) -> list[str]:
    """Serious and critical findings: rule and the first element it names."""
    report = Axe().run(tab).response
    return [
        f"{finding['id']}: {finding['nodes'][0]['target']} {finding['nodes'][0]['failureSummary']}"
        for finding in report["violations"]
        if finding["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_serious(
    state: str, size: tuple[int, int], show: Callable[..., Any], example_page: Path
) -> None:
    page = show(example_page, STATES[state], size=size)
    assert findings(page.tab) == []


@pytest.mark.parametrize(
    ("view", "size"),
    [
        ("swipe", (390, 844)),
        ("side", (1440, 900)),
        ("changes", (1440, 900)),
        ("changes", (390, 844)),
    ],
)
def test_axe_finds_nothing_serious_in_a_comparison(
    view: str, size: tuple[int, int], show: Callable[..., Any], example_page: Path
) -> None:
    address = f"#compare={view}~2022-01-01..2022-06-30~2022-07-01..2022-12-31"
    page = show(example_page, address, size=size)
    if view == "changes":
        page.tab.locator(".changes-table").wait_for()
    assert findings(page.tab) == []


def test_axe_finds_nothing_serious_in_the_settings_of_time(
    show: Callable[..., Any], example_page: Path
) -> None:
    page = show(example_page, "#time=2022-10-01..2022-10-31")
    page.tab.click(".t-settings")
    assert findings(page.tab) == []


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
@pytest.mark.parametrize("tab", ["table", "zones", "off", "foot"])
def test_axe_finds_nothing_serious_in_the_drawer(
    tab: str, size: tuple[int, int], show: Callable[..., Any], example_page: Path
) -> None:
    page = show(example_page, size=size)
    page.tab.click(f"[data-tab={tab}]")
    page.tab.wait_for_timeout(100)
    assert findings(page.tab) == []


def test_axe_finds_nothing_serious_in_lists_and_panel(
    show: Callable[..., Any], example_page: Path
) -> None:
    page = show(example_page)
    for more in page.tab.locator(".more").all():
        more.click()
    page.app("app.select([...Array(40).keys()])")
    page.tab.locator(".card .line").first.wait_for()
    assert findings(page.tab) == []


def test_the_table_is_one_stop_on_the_way_by_keyboard(
    show: Callable[..., Any], example_page: Path
) -> None:
    """Eight heads, the choice of columns and one row; arrows lead through the rest."""
    page = show(example_page)
    page.tab.click("[data-tab=table]")
    page.tab.locator(".t-body .t-row").first.wait_for()
    stops = page.tab.locator("#k-table :is(button, summary, [tabindex='0'])").count()
    assert stops == 8 + 1 + 1
    page.tab.locator(".t-body [tabindex='0']").focus()
    page.tab.keyboard.press("ArrowDown")
    page.tab.keyboard.press("Enter")
    page.tab.locator(".card h2").wait_for()
    assert page.app("app.selected.length") == 1
    page.tab.keyboard.press("Escape")
    assert page.tab.evaluate("document.activeElement.matches('.t-row')"), "back where it was"


def test_the_head_of_the_table_stays_in_sight(show: Callable[..., Any], example_page: Path) -> None:
    page = show(example_page)
    page.tab.click("[data-tab=table]")
    page.tab.locator(".t-body .t-row").first.wait_for()
    page.tab.eval_on_selector(".t-scroll", "(n) => { n.scrollTop = 2000; }")
    page.tab.wait_for_timeout(100)
    head, scroller = (page.tab.locator(s).bounding_box() for s in (".t-head", ".t-scroll"))
    assert head is not None
    assert scroller is not None
    assert abs(head["y"] - scroller["y"]) < 2


def test_a_new_theme_leaves_lists_open_and_the_focus_where_it_was(
    show: Callable[..., Any], example_page: Path
) -> None:
    page = show(example_page)
    page.tab.click(".layer-shelling .more")
    box = page.tab.locator("[data-category='shelling.mortar_fire']")
    box.focus()
    page.tab.evaluate("document.getElementById('kordon').kordon.tools.setTheme('dark')")
    assert box.is_visible()
    assert page.tab.evaluate("document.activeElement.dataset.category") == "shelling.mortar_fire"
