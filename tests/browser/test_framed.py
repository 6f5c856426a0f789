"""A page inside another one: notebook, dashboard, article. Neither disturbs the other."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext
from playwright.sync_api import Page as Tab
from still import rest_of_map

pytestmark = pytest.mark.browser

APP = "document.getElementById('kordon').kordon"
Host = Callable[..., Any]


@pytest.fixture
def host(
    chromium_browser: Browser, tabs: Any, lend: Callable[..., Tab], tmp_path: Path
) -> Iterator[Host]:
    """Opens a page around frames; `said` gets what went wrong, `asked` what was asked for.

    With options it is opened in a context of its own that has them.
    """
    contexts: list[BrowserContext] = []

    def run(body: str, *, head: str = "", frames: int = 1, **options: Any) -> Any:
        path = tmp_path / "host.html"
        path.write_text(f"<!doctype html><html><head>{head}</head><body>{body}</body></html>")
        if options:
            contexts.append(chromium_browser.new_context(offline=True, **options))
        tab: Any = contexts[-1].new_page() if options else lend((1000, 800))
        hear = tab.on if options else partial(tabs.hear, tab)
        tab.said = []
        hear("pageerror", lambda e: tab.said.append(str(e)))
        hear("request", lambda r: r.url.startswith("http") and tab.said.append(r.url))
        tab.goto(path.as_uri())
        for k in range(frames):
            tab.frame_locator("iframe").nth(k).locator("#kordon[data-state=ready]").wait_for()
        return tab

    yield run
    for context in contexts:
        context.close()


def by_src(page: Path, width: int = 900, height: int = 500) -> str:
    return f'<iframe src="{page.as_uri()}" style="width:{width}px;height:{height}px"></iframe>'


def app(tab: Tab, k: int, expression: str) -> Any:
    return tab.frames[k + 1].evaluate(f"() => {{ const app = {APP}; return {expression}; }}")


def swipe(tab: Tab, x: float, y: float, way: float) -> None:
    """One finger, from (x, y) so many pixels down (negative: up)."""
    session = tab.context.new_cdp_session(tab)

    def touch(kind: str, *points: float) -> None:
        touches = [{"x": x, "y": at} for at in points]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    touch("touchStart", y)
    for step in range(1, 11):
        touch("touchMove", y + way * step / 10)
        tab.wait_for_timeout(16)
    touch("touchEnd")
    tab.wait_for_timeout(200)


def test_two_in_a_notebook(host: Host, example_map: Any) -> None:
    """Two outputs, each in a sandbox of its own: filters, keys and focus stay apart."""
    frame = example_map.page._repr_html_()
    tab = host(frame + frame, frames=2)
    first, second = (tab.frame_locator("iframe").nth(k) for k in range(2))
    second.locator("[data-layer=shelling]").uncheck()
    assert second.locator("#k-count").inner_text() == "103 of 150 reports shown"
    assert first.locator("#k-count").inner_text() == "150 of 150 reports shown"
    app(tab, 0, "app.select([4])")
    app(tab, 1, "app.select([9])")
    second.locator("#k-card h2").focus()
    tab.keyboard.press("Escape")
    second.locator("#k-card").wait_for(state="hidden")
    assert first.locator("#k-card").is_visible()
    assert first.locator("#k-link").is_hidden(), "a notebook's frame has no address"
    assert first.locator(".open-full").count() == 0
    for k in range(2):
        assert tab.frames[k + 1].evaluate("() => self.origin") == "null"
    assert tab.said == []


@pytest.mark.parametrize("view", ["", "#map=9/52.05/29.3"])
def test_a_frame_that_had_no_room_is_framed_when_it_has(
    host: Host, example_page: Path, view: str
) -> None:
    """Behind a tab of a dashboard, or read before the page around it is laid out."""
    size = 'width="800" height="500"'
    src = f"{example_page.as_uri()}{view}"
    tab = host(f'<iframe src="{src}" {size}></iframe><iframe src="{src}" {size} hidden></iframe>')

    def until(expression: str) -> None:
        """Playwright's own waits need pictures, which a frame has none of that nobody sees."""
        for _ in range(150):
            if tab.frames[2].evaluate(f"() => Boolean({expression})"):
                return
            tab.wait_for_timeout(100)
        pytest.fail(expression)

    until("document.querySelector('#kordon[data-state=ready]')")
    assert app(tab, 1, "app.map.getSize().x") == 0
    tab.evaluate("document.querySelectorAll('iframe')[1].hidden = false")
    until(f"{APP}.map.getSize().x")
    views = [app(tab, k, "app.surface.view()") for k in range(2)]
    assert views[0] == views[1]
    assert tab.said == []


def test_a_frame_in_a_notebook_names_itself(intake_of: Callable[..., Any]) -> None:
    """Title and document are attributes: quotes in either end neither."""
    from maps.page import Page

    rows = [{"date": "2022-10-09", "layer": "deployment", "description": "x"}]
    page = Page(intake_of(rows), title='"><b data-canary>\u202e&amp;')
    text = page._repr_html_()
    found = re.fullmatch(r'<iframe title="([^"<>]*)" [^<>]*? srcdoc="([^"]*)"></iframe>', text)
    assert found
    assert html.unescape(found[2]) == page.html()
    assert "allow-same-origin" not in text


def test_an_exported_notebook_shows_it(host: Host, example_map: Any) -> None:
    """What nbconvert writes: the output's HTML in nested divs, beside scripts of its own."""
    output = f'<div class="jp-RenderedHTMLCommon jp-OutputArea-output">{example_map.page._repr_html_()}</div>'  # noqa: E501
    tab = host(f'<main><div class="jp-Cell"><div class="jp-OutputArea">{output}</div></div></main>')
    assert tab.frame_locator("iframe").locator("#k-count").inner_text().startswith("150 of 150")
    assert tab.said == []


STRICT = "<meta http-equiv='Content-Security-Policy' content=\"{}\">"


def test_a_strict_dashboard_shows_it_by_address(host: Host, example_page: Path) -> None:
    """By src a page has its own policy: the host may forbid every script of its own."""
    policy = STRICT.format("default-src 'none'; frame-src file:; style-src 'unsafe-inline'")
    tab = host(by_src(example_page), head=policy)
    assert app(tab, 0, "app.store.n") == 150
    assert tab.said == []


def test_a_strict_dashboard_forbids_srcdoc_and_the_page_says_so(
    host: Host, example_html: str
) -> None:
    """Such a frame inherits the host's policy: nothing can run, but words can still be read."""
    policy = STRICT.format("default-src 'none'; frame-src *")
    frame = f'<iframe srcdoc="{html.escape(example_html)}" style="width:800px;height:500px">'
    tab = host(f"{frame}</iframe>", head=policy, frames=0)
    text = tab.frame_locator("iframe").locator("body")
    text.get_by_text("the page around this map forbids its script").wait_for()


def test_scripts_forbidden_but_not_styles(host: Host, example_html: str) -> None:
    policy = STRICT.format("default-src 'none'; frame-src *; style-src 'unsafe-inline'")
    frame = f'<iframe srcdoc="{html.escape(example_html)}" style="width:800px;height:500px">'
    tab = host(f"{frame}</iframe>", head=policy, frames=0)
    inner = tab.frame_locator("iframe")
    inner.get_by_text("the page around this map forbids its script").wait_for()
    assert not inner.locator(".bar").is_visible()


@pytest.mark.parametrize("size", [(320, 240), (480, 320), (640, 400)])
def test_small_frames_are_whole(size: tuple[int, int], host: Host, example_page: Path) -> None:
    """The map has most of the room, a card fits, the whole page with this view is a click away."""
    tab = host(by_src(example_page, *size))
    inner = tab.frame_locator("iframe")
    width, height = size
    room = inner.locator("#k-map").bounding_box()
    assert room["width"] * room["height"] > 0.5 * width * height
    wide = tab.frames[1].evaluate(
        "() => document.documentElement.scrollWidth > innerWidth"
        " || document.documentElement.scrollHeight > innerHeight"
    )
    assert not wide
    app(tab, 0, "app.select([4])")
    card = inner.locator("#k-card")
    card.locator(".sources").wait_for()
    box, frame = card.bounding_box(), tab.locator("iframe").bounding_box()
    assert box["x"] >= frame["x"]
    assert box["y"] >= frame["y"]
    assert box["y"] + box["height"] <= frame["y"] + frame["height"] + 1
    with tab.context.expect_page() as told:
        inner.locator(".open-full").click()
    told.value.locator("#kordon[data-state=ready] #k-card .sources").wait_for()
    assert told.value.evaluate(f"{APP}.selected") == [4]
    assert tab.said == []


def test_in_a_low_and_narrow_frame_nothing_lies_over_the_bars(
    host: Host, example_page: Path
) -> None:
    tab = host(by_src(example_page, 356, 478))
    ends, begins = tab.frames[1].evaluate(
        """() => [
          Math.max(...[...document.querySelectorAll(".time-row > *")]
            .map((node) => node.getBoundingClientRect()).filter((box) => box.width)
            .map((box) => box.right)),
          Math.min(...[...document.querySelectorAll(".time-box, .time-box .handle")]
            .map((node) => node.getBoundingClientRect().left)),
        ]"""
    )
    assert ends <= begins


def test_the_wheel_scrolls_the_host(host: Host, example_page: Path) -> None:
    """Over a frame the wheel is the host's; with Ctrl it is the map's."""
    tab = host(f"<p>before</p>{by_src(example_page)}<div style='height:3000px'></div>")
    zoom = app(tab, 0, "app.map.getZoom()")
    box = tab.frame_locator("iframe").locator("#k-map").bounding_box()
    tab.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    tab.mouse.wheel(0, 300)
    tab.wait_for_function("() => scrollY > 100")
    rest_of_map(tab.frames[1])
    assert app(tab, 0, "app.map.getZoom()") == zoom
    tab.evaluate("scrollTo(0, 0)")
    tab.keyboard.down("Control")
    tab.mouse.wheel(0, -300)
    tab.keyboard.up("Control")
    tab.frames[1].wait_for_function(f"(zoom) => {APP}.map.getZoom() > zoom", arg=zoom)


def test_a_finger_scrolls_the_host(host: Host, example_page: Path) -> None:
    """One finger on the map moves the page around it, and the map says that two move the map."""
    tab = host(
        f"<p>before</p>{by_src(example_page, 380, 500)}<div style='height:3000px'></div>",
        head="<meta name=viewport content='width=device-width'>",
        has_touch=True, is_mobile=True, viewport={"width": 400, "height": 700},
    )  # fmt: skip
    center = app(tab, 0, "[app.map.getCenter().lat, app.map.getCenter().lng]")
    box = tab.frame_locator("iframe").locator("#k-map").bounding_box()
    swipe(tab, box["x"] + 150, box["y"] + 200, -150)
    assert tab.evaluate("scrollY") > 60
    assert "Two fingers" in tab.frame_locator("iframe").locator(".notice").inner_text()
    assert app(tab, 0, "[app.map.getCenter().lat, app.map.getCenter().lng]") == center


def test_the_keyboard_leaves_a_frame(host: Host, example_page: Path) -> None:
    """Tab, Enter, Tab: past all of the map; and without that, through it and out."""
    tab = host(f"<button id=a>a</button>{by_src(example_page)}<button id=b>b</button>")
    tab.focus("#a")
    tab.keyboard.press("Tab")
    inner = tab.frames[1]
    assert inner.evaluate("document.activeElement.className") == "leave"
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.id") == "b"
    tab.focus("#a")
    for _ in range(150):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.id") == "b":
            break
    assert tab.evaluate("document.activeElement.id") == "b", "no trap"


def test_two_by_address_do_not_disturb_each_other(host: Host, example_page: Path) -> None:
    """Hash, theme and selection are each frame's own; the host's address stays as it was."""
    tab = host(by_src(example_page, 480, 400) + by_src(example_page, 480, 400), frames=2)
    address = tab.url
    app(tab, 0, "app.tools.setTheme('dark')")
    app(tab, 0, "app.select([4])")
    tab.frame_locator("iframe").nth(0).locator("#k-card .sources").wait_for()
    assert "id=" in tab.frames[1].evaluate("location.hash")
    assert "id=" not in tab.frames[2].evaluate("location.hash")
    assert app(tab, 1, "app.themeName") == "light"
    assert app(tab, 1, "app.selected") == []
    assert tab.url == address
    tab.keyboard.press("Escape")
    assert tab.said == []


def test_no_frame_no_frills(show: Callable[..., Any], example_page: Path) -> None:
    page = show(example_page)
    assert page.tab.locator(".leave, .open-full").count() == 0
    assert page.app("app.map.scrollWheelZoom.enabled()")
    assert page.app("app.map.dragging.enabled()")
