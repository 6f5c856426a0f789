"""An open card follows the filter, what is chosen comes into view, and a look can be cited."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

DESKTOP, PHONE = (1440, 900), (390, 844)
LARGEST = """app.surface.painter.hits.filter((h) => h.ring)
    .sort((a, b) => b.members.length - a.members.length)[0].members"""


def test_an_open_list_follows_the_filter(show: Callable[..., Any], example_page: Path) -> None:
    """Narrowed to a month, the list of a ring holds what is left of it, and says what is not."""
    page = show(example_page)
    whole = len(page.app(LARGEST))
    page.app(f"app.select({LARGEST})")
    page.tab.locator(".card .line").first.wait_for()
    assert page.tab.locator(".card .line").count() == whole
    page.tab.focus(".months")
    page.tab.select_option(".months", label="October 2022 · 22")
    left = page.app("app.selected.filter((i) => app.result.mask[i]).length")
    assert 0 < left < whole
    page.tab.locator(".card h2", has_text=f"{left} report").wait_for()
    assert page.tab.locator(".card .line").count() == left
    assert f"{whole - left} more here" in page.tab.inner_text(".card")
    assert page.tab.evaluate("document.activeElement.className") == "months", "focus stays"
    page.tab.click(".t-all")
    page.tab.locator(".card h2", has_text=f"{whole} reports").wait_for()
    assert "more here" not in page.tab.inner_text(".card")


def test_an_open_record_says_that_it_is_filtered_out(
    show: Callable[..., Any], example_page: Path
) -> None:
    page = show(example_page, "#id=EX-D-001")
    note = page.tab.locator(".card .caution", has_text="Hidden on the map")
    assert not note.is_visible()
    page.tab.uncheck("[data-layer=deployment]")
    assert note.is_visible()
    page.tab.check("[data-layer=deployment]")
    assert not note.is_visible()


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_what_is_chosen_comes_out_from_under_the_card(
    size: tuple[int, int], show: Callable[..., Any], example_page: Path
) -> None:
    """Chosen from a list or by address, a record's symbol is never under its own card."""
    page = show(example_page, size=size)
    located = page.app(
        "[...Array(app.store.n).keys()].filter((i) => app.store.kind(i) === 'place')"
    )
    for i in located[::11]:
        page.tab.evaluate(f"document.getElementById('kordon').kordon.select([{i}])")
        at = page.app(
            f"""(() => {{
              const p = app.map.latLngToContainerPoint(
                [app.store.latitude({i}), app.store.longitude({i})]);
              const map = app.map.getContainer().getBoundingClientRect();
              const card = document.getElementById('k-card').getBoundingClientRect();
              const [x, y] = [p.x + map.left, p.y + map.top];
              return {{
                onMap: x > map.left && x < map.right && y > map.top && y < map.bottom,
                covered: x > card.left && x < card.right && y > card.top && y < card.bottom,
              }};
            }})()"""
        )
        assert at == {"onMap": True, "covered": False}, f"record {i}"


def test_theme_and_dots_are_part_of_the_view(show: Callable[..., Any], example_page: Path) -> None:
    """A link shows what its sender saw."""
    page = show(example_page)
    page.tab.click("#k-theme")
    page.tab.click("#k-mode")
    address = page.tab.evaluate("location.hash")
    again = show(example_page, address)
    assert again.tab.get_attribute("#kordon", "data-theme") == "dark"
    assert again.app("app.surface.painter.mode") == "dots"
    for button in ("#k-theme", "#k-mode"):
        assert again.tab.get_attribute(button, "aria-pressed") == "true"
        again.tab.click(button)
    assert "theme" not in again.tab.evaluate("location.hash")
    assert "mode" not in again.tab.evaluate("location.hash")


def test_a_phone_has_the_tools_too(show: Callable[..., Any], example_page: Path) -> None:
    """Copying a link, printing and the rest are in the panel, where the head has no room."""
    page = show(example_page, size=PHONE)
    assert not page.tab.is_visible("#k-link")
    page.tab.click("#k-layers")
    for button in ("#k-mode", "#k-theme", "#k-print", "#k-command", "#k-link"):
        page.tab.locator(button).scroll_into_view_if_needed()
        assert page.tab.is_visible(button), button
    page.tab.set_viewport_size({"width": 1440, "height": 900})
    assert page.tab.locator("header #k-link").count() == 1


@pytest.mark.parametrize("size", [(844, 390), (600, 400)])
def test_a_low_window_gives_its_room_to_the_map(
    size: tuple[int, int], show: Callable[..., Any], example_page: Path
) -> None:
    page = show(example_page, size=size)
    box = page.tab.locator("#k-map").bounding_box()
    assert box["height"] >= 0.66 * size[1]
    assert page.tab.is_visible(".months")


def test_the_title_is_whole(show: Callable[..., Any], example_page: Path) -> None:
    """The example's own title is not cut, on desk or phone."""
    for size in (DESKTOP, PHONE):
        page = show(example_page, size=size)
        cut = "(e) => [e.scrollWidth - e.clientWidth, e.scrollHeight - e.clientHeight]"
        assert page.tab.eval_on_selector("#k-title", cut) == [0, 0]
