"""Readable for everyone: axe-core finds nothing serious, in any state of the page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from still import still

pytestmark = pytest.mark.browser

STATES = {
    "plain": "",
    "record": "#id=EX-D-004",
    "dark": "#theme=dark&id=EX-D-004",
    "print": "#theme=print&id=EX-D-004",
    "safe": "#theme=safe&id=EX-D-004",
    "narrowed": "#time=2022-10-01..2022-10-31&actor=RUS&text=train",
}


TWO = "2022-01-01..2022-06-30~2022-07-01..2022-12-31"
#: Everything that can be open, by address; the folds of a card are opened as well.
OPEN = {
    "record": "id=EX-D-004",
    "table": "tab=table&id=EX-D-004",
    "changes": f"compare=changes~{TWO}",
    "side by side": f"compare=side~{TWO}",
    "swipe": f"compare=swipe~{TWO}&tab=zones",
    "density": "mode=density&tab=foot",
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
    state: str, size: tuple[int, int], at: Callable[..., Any]
) -> None:
    assert findings(at(STATES[state], size)) == []


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
    view: str, size: tuple[int, int], at: Callable[..., Any]
) -> None:
    tab = at(f"#compare={view}~2022-01-01..2022-06-30~2022-07-01..2022-12-31", size)
    if view == "changes":
        tab.locator(".changes-table").wait_for()
    assert findings(tab) == []


def test_axe_finds_nothing_serious_in_the_settings_of_time(
    show: Callable[..., Any], example_page: Path
) -> None:
    page = show(example_page, "#time=2022-10-01..2022-10-31")
    page.tab.click(".t-settings")
    assert findings(page.tab) == []


@pytest.mark.parametrize("state", OPEN)
@pytest.mark.parametrize(
    ("theme", "size"), [("light", (390, 844)), ("dark", (1440, 900)), ("safe", (640, 400))]
)
def test_axe_finds_nothing_serious_in_what_can_be_open(
    state: str, theme: str, size: tuple[int, int], at: Callable[..., Any]
) -> None:
    tab = at(f"#theme={theme}&{OPEN[state]}", size)
    if state == "changes":
        tab.locator(".changes-table").wait_for()
    tab.locator("details:not([open])").evaluate_all(
        "(all) => { for (const fold of all) { fold.open = true; fold.dataset.tried = 1; } }"
    )
    assert findings(tab) == []


@pytest.fixture(scope="module")
def shut(intake_of: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of sensitive content beyond the base map."""
    from maps.page import Page

    rows = [{"id": "a", "date": "2022-10-09", "latitude": "10", "longitude": "10",
             "layer": "deployment", "sensitivity": "graphic", "description": "x"}]  # fmt: skip
    path = tmp_path_factory.mktemp("shut") / "shut.html"
    Page(intake_of(rows)).save(path)
    return path


@pytest.mark.parametrize("theme", ["light", "dark", "print", "safe"])
def test_axe_finds_nothing_serious_in_what_is_shut(
    theme: str, show: Callable[..., Any], shut: Path
) -> None:
    """The gate before sensitive content, and the notice beyond the base map."""
    page = show(shut, f"#theme={theme}&id=a")
    page.tab.locator("#k-card .gate").wait_for()
    assert page.tab.locator(".notice").is_visible()
    assert findings(page.tab) == []


@pytest.mark.parametrize("size", [(320, 240), (640, 400)])
def test_axe_finds_nothing_serious_in_a_frame(
    size: tuple[int, int], example_page: Path, tmp_path: Path, lend: Callable[..., Any]
) -> None:
    host = tmp_path / "host.html"
    host.write_text(
        "<!doctype html><html lang=en><title>host</title><main><h1>Host</h1><iframe title=map "
        f"style='width:{size[0]}px;height:{size[1]}px' src='{example_page.as_uri()}#id=EX-D-004'>"
        "</iframe></main></html>"
    )
    tab = lend((1280, 720))
    tab.goto(host.as_uri())
    tab.frame_locator("iframe").locator("#k-card .sources").wait_for()
    assert findings(tab) == []


@pytest.mark.parametrize("theme", ["light", "dark", "print", "safe"])
def test_the_focus_is_always_seen(theme: str, show: Callable[..., Any], example_page: Path) -> None:
    """Tab leads through every control, none hidden, each with an outline while it has the focus."""
    page = show(example_page, f"#theme={theme}&id=EX-D-004")
    seen = []
    for _ in range(90):
        page.tab.keyboard.press("Tab")
        told = page.tab.evaluate(
            """() => {
              const node = document.activeElement;
              if (!node || node === document.body) return null;
              const style = getComputedStyle(node);
              const box = node.getBoundingClientRect();
              const drawn = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
              const name = node.id || node.className || node.tagName;
              return [name, drawn || style.boxShadow !== "none",
                box.width > 0 && box.right > 0 && box.bottom > 0 && box.top < innerHeight];
            }"""
        )
        if told:  # else it is on the browser's own controls, between the end and the beginning
            seen.append(told)
    assert len(seen) > 40
    assert [name for name, outlined, _ in seen if not outlined] == []
    assert [name for name, _, inside in seen if not inside] == []


def test_forced_colours_and_less_motion(lend: Callable[..., Any], example_page: Path) -> None:
    """Where the reader's own colours rule, and nothing may move, everything is still there."""
    tab = lend((1440, 900))
    tab.emulate_media(forced_colors="active", reduced_motion="reduce")
    tab.goto(f"{example_page.as_uri()}#id=EX-D-004")
    tab.locator("#k-card .sources").wait_for()
    moving = tab.evaluate(
        """() => [...document.querySelectorAll("#kordon *")].filter((node) => {
          const style = getComputedStyle(node);
          const lasts = (text) => text.split(",").some((t) => parseFloat(t) > 0.01);
          return (style.transitionProperty !== "none" && lasts(style.transitionDuration))
            || (style.animationName !== "none" && lasts(style.animationDuration));
        }).map((node) => node.className || node.tagName)"""
    )
    assert moving == []
    kept = tab.evaluate(
        "() => getComputedStyle(document.querySelector('.symbol')).forcedColorAdjust"
    )
    assert kept == "none", "symbols keep their colours: they are told apart by them"
    assert findings(tab) == []


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
@pytest.mark.parametrize("tab", ["table", "zones", "off", "foot"])
def test_axe_finds_nothing_serious_in_the_drawer(
    tab: str, size: tuple[int, int], at: Callable[..., Any]
) -> None:
    page = at("", size)
    page.click(f"[data-tab={tab}]")
    still(page)
    assert findings(page) == []


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
    still(page.tab)
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
