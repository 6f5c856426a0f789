"""The view: resetting it, citing it, and addresses that somebody else wrote."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

ROW = {"date": "2022-10-09", "latitude": "52.1", "longitude": "29.3", "layer": "deployment",
       "category": "rail_echelon", "description": "a train"}  # fmt: skip
TRAINS = "[data-category='deployment.rail_echelon']"


def test_categories_still_switch_after_a_reset(
    show: Callable[..., Any], example_page: Path
) -> None:
    """Reset gives everything back, and every switch works as it did before."""
    page = show(example_page)
    page.tab.click(".layer-deployment .more")
    total = page.app("app.head.categories.find((c) => c.id === 'deployment.rail_echelon').total")
    page.tab.uncheck(TRAINS)
    assert page.shown == 150 - total
    page.tab.click(".reset")
    assert page.shown == 150
    assert page.tab.is_checked(TRAINS)
    page.tab.uncheck(TRAINS)
    assert page.shown == 150 - total
    page.tab.check(TRAINS)
    assert page.shown == 150


def test_categories_still_switch_after_another_address(
    show: Callable[..., Any], example_page: Path
) -> None:
    """Pasting another address into an open page: its filter is taken, the switches follow."""
    page = show(example_page)
    total = page.app("app.head.categories.find((c) => c.id === 'deployment.rail_echelon').total")
    page.tab.evaluate("location.hash = '#without=deployment.rail_echelon'")
    page.tab.locator("#k-count", has_text=f"{150 - total} of").wait_for()
    page.tab.click(".layer-deployment .more")
    assert not page.tab.is_checked(TRAINS)
    page.tab.check(TRAINS)
    assert page.shown == 150


def test_two_handles_and_reset_clear_the_search(
    show: Callable[..., Any], example_page: Path
) -> None:
    page = show(example_page)
    page.tab.fill("#k-search", "mazyr")
    page.tab.select_option("[data-filter=credibility]", "2")
    assert 0 < page.shown < 150
    page.tab.click(".reset")
    assert page.tab.input_value("#k-search") == ""
    assert page.shown == 150


TRAIN = "%F0%9F%9A%82"
STRANGE = (
    "#map=6/52/1e300", "#map=1e9/52/29", "#map=6/52/99999", "#map=-4/84.9/-180", "#map=//",
    "#time=2099-01-01..", "#time=..1900-01-01", "#time=2022-10-31..2022-10-01",
    "#time=2022-02-31..2022-02-30", "#id=__proto__", "#id=nobody", "#show=nothing,,%2C", "#show=,",
    "#hide=constructor,,", "#region=BY-UA-10km-BY&region=x", "#certain=1", "#grade=F6",
    f"#text={TRAIN}%F0%9F", "#%", "#&&==&=x", f"#text=a{TRAIN * 400}", "#actor=constructor",
    "#status=toString", "#without=deployment.,x", "#without=%25,%2525",
)  # fmt: skip


def still_works(page: Any) -> None:
    """The page draws, stays on the map, follows its switches, and resets."""
    assert page.count.endswith("of 150 reports shown")
    zoom, latitude, longitude = page.app("Object.values(app.surface.view())")
    assert 4 <= zoom <= 14
    assert abs(latitude) < 86
    assert abs(longitude) <= 181
    page.tab.uncheck("[data-layer=fortification]")
    page.tab.click(".reset")
    page.tab.uncheck("[data-layer=shelling]")
    assert page.shown == 150 - page.app("app.head.layers[2].total")
    assert "hide=shelling" in page.tab.evaluate("location.hash")
    page.tab.eval_on_selector(".reset", "(button) => button.click()")
    assert page.shown == 150
    assert page.complaints == []


def test_strange_addresses_leave_a_working_map(
    show: Callable[..., Any], example_page: Path
) -> None:
    """Whatever is pasted behind the # of an open page: it says nothing bad, draws, and resets."""
    page = show(example_page, size=(1000, 700))  # drawn often
    for address in STRANGE:
        page.tab.goto(example_page.as_uri() + address)
        page.tab.wait_for_timeout(30)
        still_works(page)


@pytest.mark.parametrize("address", ["".join(s + "&" for s in STRANGE), *STRANGE[:2], STRANGE[20]])
def test_strange_addresses_open_a_working_map(
    address: str, show: Callable[..., Any], example_page: Path
) -> None:
    """The same for a page that is opened with such an address."""
    still_works(show(example_page, address.replace("&#", "&")))


def test_a_category_with_a_comma_can_be_cited(
    show: Callable[..., Any], intake_of: Callable[..., Any]
) -> None:
    """Unknown categories are kept as they were written; an address may hold any of them."""
    from maps.page import Page

    words = ["guns, big ones", "a&b=c#d", "100%", "тягач"]
    rows = [ROW | {"category": word, "id": str(k)} for k, word in enumerate(words)]
    document = Page(intake_of(rows).sightings).html()
    page = show(document)
    page.tab.click(".layer-deployment .more")
    for box in page.tab.locator("[data-category]").all()[:3]:
        box.uncheck()
    assert page.shown == 1
    again = show(document, page.tab.evaluate("location.hash"))
    assert again.shown == 1
    assert again.app("[...app.filter.categories].sort()") == page.app(
        "[...app.filter.categories].sort()"
    )


def test_dots_and_rings_hold_the_same_records(show: Callable[..., Any], example_page: Path) -> None:
    """Dots mode gathers only what falls together; no record is lost between the two."""
    page = show(example_page)
    drawn = """app.surface.painter.hits.filter((h) => !h.wide)
        .flatMap((h) => h.members).sort((a, b) => a - b)"""
    rings = page.app(drawn)
    page.tab.check("#k-mode-dots")
    assert page.app(drawn) == rings
    spread = page.app(
        """Math.max(...app.surface.painter.hits.map((h) => h.members)
          .filter((m) => app.store.kind(m[0]) === "place")
          .map((members) => {
            const at = (i) => app.map.latLngToLayerPoint(
              [app.store.latitude(i), app.store.longitude(i)]);
            return Math.max(...members.map((m) => at(m).distanceTo(at(members[0]))));
          }))"""
    )
    assert spread <= 3, "one dot stands for one place"


def test_zooming_has_an_end(show: Callable[..., Any], example_page: Path) -> None:
    """Neither out of the base map nor into empty space, by button or by wheel."""
    page = show(example_page)
    for button, last in (("out", 4), ("in", 14)):
        for _ in range(25):
            page.app(f"app.map.zoom{button.title()}(1, {{animate: false}})")
        assert page.app("app.map.getZoom()") == last
        assert page.tab.locator(f".leaflet-control-zoom-{button}.leaflet-disabled").count() == 1


def test_a_wild_year_leaves_the_time_control_at_work(
    show: Callable[..., Any], intake_of: Callable[..., Any]
) -> None:
    """A typing error in one year: it is shown, and the others can still be chosen by month."""
    from maps.page import Page

    days = ("1066-10-14", "9999-12-31", "2022-10-09", "2022-10-10", "2022-11-01")
    rows = [ROW | {"id": str(k), "date": day} for k, day in enumerate(days)]
    page = show(Page(intake_of(rows).sightings).html())
    assert page.shown == 5
    october = page.tab.locator(".months option", has_text="October 2022").get_attribute("value")
    page.tab.select_option(".months", october)
    assert page.shown == 2
    page.tab.click(".t-step_on")
    assert page.shown == 1
    page.tab.click(".t-all")
    assert page.shown == 5
    assert page.complaints == []


def test_paper_has_one_picture(show: Callable[..., Any], example_page: Path) -> None:
    """For print both canvases become one, finer; afterwards the screen is as it was."""
    page = show(example_page)
    sizes = (
        "[app.surface.ground, app.surface.records].map((l) => [l._canvas.width, l._canvas.hidden])"
    )
    before, view = page.app(sizes), page.app("app.surface.view()")
    page.tab.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    (ground, _), (_, hidden) = page.app(sizes)
    assert ground > 2 * before[0][0]
    assert hidden
    assert page.tab.locator("#k-print-list tbody tr").count() == 150
    heads = page.tab.locator("#k-print-list th").all_text_contents()
    first = page.tab.locator("#k-print-list tbody tr").first.locator("td").all_text_contents()
    assert first[heads.index("Within ±")] == "12 km", "paper says how precise a place is"
    page.tab.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.app(sizes) == before
    assert page.app("app.surface.view()") == pytest.approx(view)
    assert page.tab.locator("#k-print-list *").count() == 0


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_opening_a_list_keeps_the_middle_of_the_map(
    size: tuple[int, int], show: Callable[..., Any], example_page: Path
) -> None:
    """The table takes room from the map, not the records from what is left of it."""
    page = show(example_page, size=size)
    before = page.app("app.surface.view()")
    page.tab.click("[data-tab=table]")
    assert page.app("app.surface.view()") == pytest.approx(before, abs=0.03)
    page.tab.click("[data-tab=table]")
    page.tab.click("#k-layers")
    assert page.app("app.surface.view()") == pytest.approx(before, abs=0.03)
    page.tab.click("#k-layers")
    assert page.app("app.surface.view()") == pytest.approx(before, abs=0.03)


def test_a_phone_reaches_every_part(show: Callable[..., Any], example_page: Path) -> None:
    """On 390 x 844 the layers, the card, the table and the foot open, and close again."""
    page = show(example_page, size=(390, 844))
    assert not page.tab.is_visible("[data-layer=shelling]")
    page.tab.click("#k-layers")
    page.tab.uncheck("[data-layer=shelling]")
    assert page.shown == 103
    page.tab.click("#k-layers")
    assert not page.tab.is_visible("[data-layer=shelling]")
    page.tab.click("[data-tab=table]")
    page.tab.click("#k-table .t-body .t-row >> nth=2 >> [data-col=when]")
    page.tab.locator("#k-card .sources").wait_for()
    page.tab.click("#k-card .close")
    for tab in ("off", "foot", "zones"):
        page.tab.click(f"[data-tab={tab}]")
        assert page.tab.is_visible(f"[data-pane={tab}]")
    page.tab.click("[data-tab=zones]")
    assert not page.tab.is_visible("[data-pane=zones]")
    assert page.tab.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.complaints == []
