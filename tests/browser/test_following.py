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
    page.tab.select_option("#k-theme", "dark")
    page.tab.check("#k-mode-dots")
    address = page.tab.evaluate("location.hash")
    again = show(example_page, address)
    assert again.tab.get_attribute("#kordon", "data-theme") == "dark"
    assert again.app("app.surface.painter.mode") == "dots"
    assert again.tab.input_value("#k-theme") == "dark"
    assert again.tab.is_checked("#k-mode-dots")
    again.tab.select_option("#k-theme", "light")
    again.tab.check("#k-mode-rings")
    assert "theme" not in again.tab.evaluate("location.hash")
    assert "mode" not in again.tab.evaluate("location.hash")


def test_a_phone_has_the_tools_too(show: Callable[..., Any], example_page: Path) -> None:
    """Copying a link, printing and the rest are in the panel, where the head has no room."""
    page = show(example_page, size=PHONE)
    assert not page.tab.is_visible("#k-link")
    page.tab.click("#k-layers")
    for button in ("#k-theme", "#k-print", "#k-command", "#k-link"):
        page.tab.locator(button).scroll_into_view_if_needed()
        assert page.tab.is_visible(button), button
    page.tab.set_viewport_size({"width": 1440, "height": 900})
    page.tab.locator("header #k-link").wait_for(state="attached")


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


ROW = {"date": "2022-10-09", "latitude": "52.1", "longitude": "29.3", "layer": "deployment",
       "category": "rail_echelon", "coordinate_uncertainty_m": "500"}  # fmt: skip


@pytest.fixture(scope="module")
def many(intake_of: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of so many records that searching takes more than one block of texts."""
    from maps.page import Page

    rows = [
        ROW | {"id": f"r{k}", "place": f"Place {k % 97:02d}", "source_title": f"Title {k % 13}",
               "latitude": str(51 + (k % 50) / 20), "description": f"needle{k % 9} in text",
               "layer": ("deployment", "shelling")[k % 2],
               "category": ("rail_echelon", "artillery_fire")[k % 2]}
        for k in range(3000)
    ]  # fmt: skip
    path = tmp_path_factory.mktemp("many") / "many.html"
    Page(intake_of(rows).sightings).save(path)
    return path


def test_a_search_that_was_taken_back_finds_nothing_later(
    show: Callable[..., Any], many: Path
) -> None:
    """Typed and cleared before it was done: everything is shown, now and afterwards."""
    page = show(many)
    page.tab.evaluate(
        """async () => { const app = document.getElementById('kordon').kordon;
          app.filter.text = 'needle5'; const first = app.refresh();
          app.filter.text = ''; await Promise.all([first, app.refresh()]); }"""
    )
    assert page.shown == 3000
    page.tab.evaluate(
        """() => { const app = document.getElementById('kordon').kordon;
          app.filter.text = 'needle5'; app.refresh();
          app.filter.layers.delete('shelling'); app.refresh(); }"""
    )
    page.tab.locator("#k-count", has_text="166 of").wait_for()


def test_sorting_by_text_while_the_filter_changes(show: Callable[..., Any], many: Path) -> None:
    page = show(many)
    page.tab.click("[data-tab=table]")
    page.tab.evaluate(
        """() => { const app = document.getElementById('kordon').kordon;
          app.table.by('where'); app.filter.layers.delete('shelling'); app.refresh();
          app.table.by('source'); }"""
    )
    page.tab.locator("[data-col=source][aria-sort=ascending]").wait_for()
    page.tab.locator("[role=table]:not([aria-busy])").wait_for()
    assert page.shown == 1500
    assert page.app("app.table.rows.length") == 1500
    assert page.app("app.table.sort.key") == "source"
    assert page.complaints == []


def test_what_was_chosen_last_is_open(show: Callable[..., Any], many: Path) -> None:
    """Choosing is not instant on large pages: the last choice counts, also when it is none."""
    page = show(many)
    page.tab.evaluate(
        """() => { const app = document.getElementById('kordon').kordon;
          return Promise.all([app.select([2900]), app.select([3])]); }"""
    )
    assert "id=r3" in page.tab.evaluate("location.hash")
    page.tab.evaluate(
        """() => { const app = document.getElementById('kordon').kordon;
          return Promise.all([app.select([2000]), app.select([])]); }"""
    )
    assert not page.tab.is_visible(".card")


def test_paper_never_lists_what_was_shown_before(
    show: Callable[..., Any], example_page: Path
) -> None:
    page = show(example_page, "#time=2022-10-01..2022-10-31")
    page.tab.evaluate(
        """() => { const app = document.getElementById('kordon').kordon;
          app.filter.layers.delete('shelling'); app.refresh();
          window.dispatchEvent(new Event('beforeprint')); }"""
    )
    rows = page.tab.locator("#k-print-list tbody tr").count()
    assert rows in (0, page.shown)
    assert rows or "print again" in page.tab.text_content("#k-print-list")


def test_own_columns_and_withheld_marks_are_in_the_card(
    show: Callable[..., Any], intake_of: Callable[..., Any]
) -> None:
    from maps.page import Page

    marks = {"handling": "restricted", "embargo_until": "2099-01-01", "my column": "seen twice"}
    page = show(Page(intake_of([ROW | marks | {"id": "a"}]).sightings).html(), "#id=a")
    page.tab.click(".fine summary")
    said = page.tab.inner_text(".card")
    for part in ("my column", "seen twice", "Named people only", "2099-01-01"):
        assert part in said, said
    assert "[object" not in said


def test_a_page_without_texts_says_so(show: Callable[..., Any], example_map: Any) -> None:
    from dataclasses import replace

    page = show(replace(example_map.page, texts=False).html())
    page.app("app.select([0])")
    page.tab.locator(".card", has_text="Texts and sources were left out").wait_for()
    assert "No source was given" not in page.tab.inner_text(".card")
    assert "Russia" in page.tab.inner_text(".card"), "who did it is no text"


def test_a_list_that_was_closed_is_no_way_back(
    show: Callable[..., Any], example_page: Path
) -> None:
    page = show(example_page)
    page.app("app.select([1, 2, 3])")
    page.tab.click(".card .close")
    page.tab.click("#k-tab-off")
    page.tab.locator("#k-off .line").first.click()
    page.tab.locator(".card .sources").wait_for()
    assert page.tab.locator(".card .back").count() == 0
