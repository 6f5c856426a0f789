"""Two periods compared: on a divided map, on two maps, and as a list of what changed."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from still import rest_of_map

pytestmark = pytest.mark.browser

APP = "document.getElementById('kordon').kordon"
DESKTOP, PHONE = (1440, 900), (390, 844)
AUTUMN = "2022-09-01..2022-09-30~2022-10-01..2022-10-31"
HALVES = "#compare={}~2022-01-01..2022-06-30~2022-07-01..2022-12-31"
ROW = {"latitude": "52.1", "longitude": "29.3", "layer": "deployment", "place": "Mazyr",
       "category": "rail_echelon", "coordinate_uncertainty_m": "500"}  # fmt: skip


def address(page: Any) -> str:
    return str(page.tab.evaluate("location.hash"))


def test_a_month_against_the_one_before_and_back_again(
    show: Callable[..., Any], example_page: Path
) -> None:
    """Compare opens with the chosen month and the one before; the browser's back ends it."""
    page = show(example_page, "#time=2022-10-01..2022-10-31")
    october = page.shown
    page.tab.click(".t-compare")
    assert f"compare=swipe~{AUTUMN}" in address(page)
    assert page.tab.inner_text(".chip-b").startswith("B · 1 Oct 2022 – 31 Oct 2022")
    assert page.app("app.result.halves[1].reduce((a, b) => a + b)") == october
    page.tab.click("[data-view=changes]")
    page.tab.locator(".changes-appeared li").first.wait_for()
    page.tab.go_back()
    page.tab.locator("#kordon[data-compare=swipe]").wait_for()
    page.tab.go_back()
    page.tab.locator("#kordon:not(.comparing)").wait_for()
    assert page.shown == october
    page.tab.go_forward()
    page.tab.locator("#kordon[data-compare=swipe]").wait_for()
    page.tab.click(".compare-close")
    assert "compare" not in address(page)
    assert page.shown == october
    assert page.complaints == []


def test_the_divider_moves_by_mouse_and_keys_and_parts_the_map(
    show: Callable[..., Any], example_page: Path
) -> None:
    page = show(example_page, HALVES.format("swipe"))
    bar = page.tab.locator(".divider")
    box = bar.bounding_box()
    page.tab.mouse.move(box["x"] + 15, box["y"] + 60)
    page.tab.mouse.down()
    page.tab.mouse.move(box["x"] + 215, box["y"] + 60, steps=4)
    page.tab.mouse.up()
    now = int(bar.get_attribute("aria-valuenow"))
    assert 60 < now < 75
    bar.focus()
    for key, moved in (("ArrowLeft", -2), ("PageUp", 8), ("PageDown", -2)):
        page.tab.keyboard.press(key)
        assert int(bar.get_attribute("aria-valuenow")) == now + moved
    page.tab.keyboard.press("Home")
    assert bar.get_attribute("aria-valuetext") == "A 5 %, B 95 % of the map"
    page.tab.wait_for_function("() => location.hash.endsWith('~5')")
    held = """(half) => {
      const app = document.getElementById('kordon').kordon;
      const {x} = app.surface.records.toCanvas(L.point(app.comparing.half.x, 0));
      const hits = app.surface.painters[half].hits.filter(
        (h) => half ? h.x > x + 30 : h.x < x - 30);
      return hits.flatMap((h) => [...h.members]).every((i) => app.result.halves[half][i]);
    }"""
    for value, half in (("Home", 1), ("End", 0)):
        page.tab.keyboard.press(value)
        assert page.tab.evaluate(held, half)


@pytest.mark.parametrize("half", [0, 1])
def test_a_click_opens_what_is_seen_on_that_half(
    half: int, show: Callable[..., Any], example_page: Path
) -> None:
    """Under the pointer is what that half shows, not what the other would show there."""
    page = show(example_page, HALVES.format("swipe") + ("~95", "~5")[half])
    spot = page.app(
        f"""(() => {{
          const hit = app.surface.painters[{half}].hits.find((h) => h.n > 1 && h.ring);
          const at = app.surface.records.toCanvas(L.point(0, 0));
          const box = app.map.getContainer().getBoundingClientRect();
          return {{x: hit.x - at.x + box.left, y: hit.y - at.y + box.top, all: [...hit.members]}};
        }})()"""
    )
    page.tab.mouse.click(spot["x"], spot["y"])
    page.tab.locator("#k-card").wait_for()
    assert page.app("app.selected") == spot["all"]
    assert page.app(f"app.selected.every((i) => app.result.halves[{half}][i])")


def test_two_maps_stay_in_step(show: Callable[..., Any], example_page: Path) -> None:
    """Dragged or zoomed, either takes the other along; they share the stage between them."""
    page = show(example_page, HALVES.format("side"))
    boxes = [page.tab.locator(box).bounding_box() for box in ("#k-map .folium-map", "#k-map-b")]
    assert boxes[0]["x"] + boxes[0]["width"] == boxes[1]["x"]
    assert boxes[0]["width"] == boxes[1]["width"]
    scale = page.tab.locator(".leaflet-control-scale").bounding_box()
    assert (
        scale["y"] + scale["height"]
        <= page.tab.locator("#k-map .leaflet-control-attribution").bounding_box()["y"]
    )
    views = (
        "[app.map, app.comparing.half.map].map("
        "(m) => [m.getZoom(), m.getCenter().lat.toFixed(3), m.getCenter().lng.toFixed(3)])"
    )
    seen = [page.app(views)[0]]
    for box in ("#k-map-b", "#k-map .folium-map"):
        area = page.tab.locator(box).bounding_box()
        x, y = area["x"] + 300, area["y"] + 400
        page.tab.mouse.move(x, y)
        page.tab.mouse.down()
        page.tab.mouse.move(x - 90, y - 40, steps=5)
        page.tab.mouse.up()
        rest_of_map(page.tab)
        first, second = page.app(views)
        assert first == second
        assert first not in seen
        seen.append(first)
    page.tab.mouse.wheel(0, -240)
    page.tab.wait_for_function(f"(zoom) => {APP}.map.getZoom() > zoom", arg=seen[-1][0])
    rest_of_map(page.tab)
    first, second = page.app(views)
    assert first == second
    assert first[0] > seen[-1][0]
    page.tab.click("[data-view=swipe]")
    assert page.tab.locator("#k-map-b").count() == 0
    assert page.complaints == []


def changes_page(intake_of: Callable[..., Any]) -> str:
    """One train in A only, one thing in B only, one that differs, one that may be of either."""
    from maps.page import Page

    tanks = {"quantity_unit": "tanks", "quantity_low": "20", "quantity_high": "40"}
    rows = [
        ROW | {"id": "a", "date": "2022-09-10", "place": "Brest", "latitude": "52.1",
               "longitude": "23.7"},
        ROW | {"id": "b", "date": "2022-10-10", "place": "Homiel", "latitude": "52.4",
               "longitude": "31.0"},
        ROW | {"id": "c", "date": "2022-09-11"} | tanks,
        ROW | {"id": "d", "date": "2022-10-11"} | tanks
        | {"quantity_low": "45", "quantity_high": "90"},
        ROW | {"id": "e", "date": "2022-09-20", "date_end": "2022-10-10", "place": "Orsha",
               "latitude": "54.5", "longitude": "30.4"},
        ROW | {"id": "f", "date": "", "place": "Minsk", "latitude": "53.9", "longitude": "27.5"},
    ]  # fmt: skip
    return Page(intake_of(rows).sightings).html()


def test_what_changed_is_listed_no_more_than_is_known(
    show: Callable[..., Any], intake_of: Callable[..., Any], tmp_path: Path
) -> None:
    """Each line opens its reports; the file holds the same; what is unclear is no change."""
    page = show(changes_page(intake_of), f"#compare=changes~{AUTUMN}")
    tab = page.tab
    tab.locator(".changes-appeared li").first.wait_for()
    assert "Reported in B only: 1" in tab.text_content(".changes-appeared h2")
    assert "Homiel" in tab.inner_text(".changes-appeared li")
    assert "Brest" in tab.inner_text(".changes-unreported li")
    assert "tanks: 20–40 → 45–90" in tab.inner_text(".changes-differs li")
    unclear = tab.locator(".changes-unclear li").all_inner_texts()
    assert len(unclear) == 2
    assert any("Orsha" in text and "reaches into both periods" in text for text in unclear)
    assert any("Minsk" in text and "no date" in text for text in unclear)
    assert "either period: 1; without a date: 1." in tab.inner_text(".changes-head")
    sums = tab.inner_text(".changes-table .category-sum")
    assert "tanks 20–40 → 45–90 (+5 … +70)" in sums
    tab.click(".changes-differs .line")
    assert page.app("app.selected.length") == 2
    with tab.expect_download() as saved:
        tab.click(".save-changes")
    path = tmp_path / "changes.csv"
    saved.value.save_as(path)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["ids"]: row["verdict"] for row in rows} == {
        "b": "appeared", "a": "unreported", "c d": "differs", "e": "unclear", "f": "unclear",
    }  # fmt: skip
    assert next(row["differs"] for row in rows if row["ids"] == "c d") == (
        "amount tanks 20..40 > 45..90"
    )


def test_names_keep_clear_of_signs(show: Callable[..., Any], example_page: Path) -> None:
    """Where signs stand is known only when changes are found: names find new places then."""
    page = show(example_page, HALVES.format("changes"))
    page.tab.locator(".changes-appeared li").first.wait_for()
    found = page.tab.evaluate(
        """() => {
          const app = document.getElementById('kordon').kordon;
          const { ground } = app.surface;
          const { fillText } = CanvasRenderingContext2D.prototype;
          const names = [];
          let signs = [];
          const paint = app.surface.paintGround;
          const painted = (again) => {
            app.surface.paintGround = (g, frame, ...more) => {
              signs = app.comparing.boxes(g, frame);
              g.fillText = function (text, x, y) {
                const m = this.getTransform();
                if (Math.abs(m.b) < 1e-6 && text.length > 2 && !/°/.test(text))
                  names.push([text, x, y - 5, x + this.measureText(text).width, y + 5]);
                fillText.call(this, text, x, y);
              };
              paint.call(app.surface, g, frame, ...more);
              delete g.fillText;
            };
            again();
            delete app.surface.paintGround;
          };
          painted(() => ground.redraw());
          const covered = names.filter(([, x0, y0, x1, y1]) =>
            signs.some((s) => x0 < s[2] && x1 > s[0] && y0 < s[3] && y1 > s[1]));
          return { signs: signs.length, names: names.length, covered };
        }"""
    )
    assert found["signs"] > 5
    assert found["names"] > 20
    assert found["covered"] == []
    assert page.tab.locator(".key").is_hidden(), "rings and pointers are not drawn then"


def test_signs_on_the_map_open_what_changed_there(
    show: Callable[..., Any], intake_of: Callable[..., Any]
) -> None:
    page = show(changes_page(intake_of), f"#compare=changes~{AUTUMN}")
    page.tab.locator(".changes-appeared li").first.wait_for()
    hits = page.app("app.surface.sheets()[0].hits.map((h) => [...h.members])")
    assert sorted(i for members in hits for i in members) == sorted(
        page.app("Object.values(app.comparing.found.things).flat().flatMap((t) => t.rows)")
    )
    assert "+\u2002Reported in B only: 1" in page.tab.inner_text(".chip-key")


def test_filters_hold_for_both_periods(show: Callable[..., Any], example_page: Path) -> None:
    page = show(example_page, HALVES.format("changes") + "&hide=deployment,fortification")
    page.tab.locator(".changes-table").wait_for()
    assert page.tab.locator(".layer-sum th").all_inner_texts() == ["Shelling origins"]
    page.tab.check("[data-layer=fortification]")
    page.tab.locator(".layer-sum", has_text="fortifications").wait_for()


def test_days_are_typed_and_presets_chosen(show: Callable[..., Any], example_page: Path) -> None:
    """A day after the other end takes that end along; a preset sets both periods."""
    page = show(example_page, f"#compare=swipe~{AUTUMN}")
    page.tab.fill("[data-period=a-from]", "2022-10-05")
    assert "~2022-10-05..2022-10-05~2022-10-01..2022-10-31" in address(page)
    page.tab.select_option(".compare-presets", "month")
    assert AUTUMN in address(page)
    page.tab.select_option(".compare-presets", "year")
    assert "~2021-01-01..2021-12-31~2022-01-01..2022-12-31" in address(page)
    assert page.tab.input_value("[data-period=b-to]") == "2022-12-31"


def test_a_period_is_dragged_in_the_histogram(show: Callable[..., Any], example_page: Path) -> None:
    page = show(example_page, f"#compare=swipe~{AUTUMN}")
    bars = page.tab.locator(".bars").bounding_box()
    span = page.app("app.timeline.span")
    part = (page.app("app.comparing.b.from") + 10 * 864e5 - span["from"]) / (
        span["to"] - span["from"]
    )
    x, y = bars["x"] + part * bars["width"], bars["y"] + 30
    page.tab.mouse.move(x, y)
    page.tab.mouse.down()
    page.tab.mouse.move(x + 60, y, steps=5)
    page.tab.mouse.up()
    b = page.app("app.comparing.b")
    assert b["to"] - b["from"] == 31 * 864e5
    assert b["from"] > page.app("Date.UTC(2022, 9, 20)")
    assert page.app("app.comparing.a.from") == page.app("Date.UTC(2022, 8, 1)")


def test_a_phone_swipes_and_lists(show: Callable[..., Any], example_page: Path) -> None:
    """Side by side is not offered where there is no room; a link to it still opens."""
    page = show(example_page, HALVES.format("side"), size=PHONE)
    assert page.tab.get_attribute("#kordon", "data-compare") == "swipe"
    assert not page.tab.is_visible("[data-view=side]")
    for part in (".divider", ".chip-a", ".chip-b", ".compare-close", "[data-period=b-to]"):
        assert page.tab.is_visible(part), part
    page.tab.click("[data-view=changes]")
    page.tab.locator(".changes-appeared li").first.wait_for()
    wide = page.tab.evaluate("document.documentElement.scrollWidth")
    assert wide == PHONE[0]


def test_paper_shows_both_periods_and_lists_the_changes(
    show: Callable[..., Any], example_page: Path
) -> None:
    page = show(example_page, HALVES.format("changes"))
    page.tab.locator(".changes-appeared li").first.wait_for()
    lines = page.tab.locator("#k-changes .lines li").count()
    page.tab.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    said = "Compared: A 1 Jan 2022 – 30 Jun 2022 with B 1 Jul 2022 – 31 Dec 2022"
    assert said in page.tab.text_content("#k-only")
    assert said in page.tab.text_content("#k-print-list")
    assert page.tab.locator("#k-print-list .lines li").count() == lines
    assert page.tab.locator("#k-print-list button").count() == 0
    page.tab.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.tab.locator("#k-print-list *").count() == 0


@pytest.mark.parametrize("view", ["swipe", "side"])
def test_paper_holds_both_halves_in_pictures(
    view: str, show: Callable[..., Any], example_page: Path
) -> None:
    """Each map is one opaque picture: the divided one with both halves, two maps with one each."""
    page = show(example_page, HALVES.format(view))
    page.tab.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    alone = "[...document.querySelectorAll('.stage canvas')].filter((c) => !c.hidden).length"
    assert page.tab.evaluate(alone) == {"swipe": 1, "side": 2}[view]
    page.tab.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.tab.get_attribute("#kordon", "data-compare") == view


def test_the_command_is_asked_for_each_period(show: Callable[..., Any], example_page: Path) -> None:
    page = show(example_page, f"#compare=swipe~{AUTUMN}")
    page.tab.evaluate("""navigator.clipboard.writeText = (t) => { window.copied = t;
        return Promise.resolve(); }""")
    page.tab.click("#k-command")
    page.tab.locator("#k-command", has_text="one command for each period").wait_for()


def test_a_page_without_dates_offers_no_comparison(
    show: Callable[..., Any], intake_of: Callable[..., Any]
) -> None:
    from maps.page import Page

    page = show(Page(intake_of([ROW | {"date": ""}]).sightings).html(), f"#compare=swipe~{AUTUMN}")
    assert page.tab.locator(".t-compare").count() == 0
    assert page.complaints == []


@pytest.mark.parametrize("view", ["swipe", "side"])
@pytest.mark.parametrize("mode", ["rings", "density"])
def test_the_keyboard_walks_over_both_halves(
    mode: str, view: str, show: Callable[..., Any], example_page: Path
) -> None:
    """Each stop says its half, stands there, and opens reports of that half only."""
    page = show(example_page, HALVES.format(view) + f"&map=6/52/30&mode={mode}")
    tab = page.tab
    middle = page.app("app.map.getContainer().getBoundingClientRect().right")
    if view == "swipe":
        middle = tab.locator(".divider").evaluate("(n) => n.getBoundingClientRect().left")
    tab.locator("#k-walk").focus()
    for half in (0, 1):
        halves = page.app("app.walk.list.map((s) => s.half)")
        stops = len(halves)
        assert min(halves.count(0), halves.count(1)) > 5
        at = halves.index(half)
        tab.keyboard.press("Home")
        for _ in range(at):
            tab.keyboard.press("ArrowRight")
        tab.wait_for_function(
            "(end) => document.getElementById('k-said').textContent.endsWith(end)",
            arg=f" {at + 1} of {stops}",
        )
        assert tab.inner_text("#k-said").startswith("AB"[half] + " · ")
        box = tab.locator("#k-walk").bounding_box()
        assert (box["x"] + box["width"] / 2 > middle) == bool(half)
        tab.keyboard.press("Enter")
        tab.locator("#k-card h2").wait_for()
        assert page.app(f"app.selected.every((i) => app.result.halves[{half}][i])")
        tab.keyboard.press("Escape")
        tab.locator("#k-card").wait_for(state="hidden")
        assert tab.evaluate("document.activeElement.id") == "k-walk"
    assert page.complaints == []


INK = """(box) => {
  const canvas = document.querySelector(box + ' .leaflet-k-looked-pane canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return data.some((v) => v > 0);
}"""


def test_what_is_looked_at_is_plain_on_its_own_map(
    show: Callable[..., Any], example_page: Path
) -> None:
    """Of a cell of B the frame is drawn on the second map, and not on the first."""
    page = show(example_page, HALVES.format("side") + "&map=6/52/30&mode=density")
    page.tab.locator("#k-walk").focus()
    cells = page.app("app.walk.list.map((s) => (s.whole ? s.half : -1))")
    for half in (0, 1):
        page.app(f"app.walk.go({cells.index(half)})")
        page.tab.locator("#k-tip", has_text="certainly in this cell").wait_for()
        inked = [page.tab.evaluate(INK, box) for box in ("#k-map", "#k-map-b")]
        assert inked == [half == 0, half == 1]


@pytest.mark.parametrize("view", ["swipe", "side"])
def test_two_densities_have_one_scale(
    view: str, show: Callable[..., Any], example_page: Path
) -> None:
    """Both halves count by themselves, in the same colours, and say what they leave out."""
    page = show(example_page, HALVES.format(view) + "&map=6/52/30&mode=density")
    one, other = page.app("app.surface.painters.map((p) => p.density)")
    assert one["classes"] == other["classes"]
    assert one["most"] == other["most"]
    assert one["counted"] != other["counted"]
    for density, half in ((one, 0), (other, 1)):
        parts = [density[k] for k in ("counted", "coarse", "unknown", "nowhere")]
        assert sum(parts) == page.app(f"app.result.halves[{half}].reduce((a, b) => a + b)")
    told = page.tab.locator("#k-density .told").all_inner_texts()
    assert told[0].startswith(f"A · counted: {one['counted']} of ")
    assert told[1].startswith(f"B · counted: {other['counted']} of ")
    page.app("app.map.setView([52.5, 31], 9, {animate: false})")
    near = page.app("app.surface.painters.map((p) => p.density.classes)")
    assert near[0] == near[1]
    page.tab.click("[data-view=changes]")
    page.tab.locator(".changes-appeared li").first.wait_for()
    assert not page.tab.is_visible("#k-density")
    page.tab.click(".compare-close")
    page.tab.locator("#kordon:not(.comparing)").wait_for()
    assert page.tab.locator("#k-density .told").count() == 1
    assert page.complaints == []


def test_a_comparison_is_put_up_while_the_walk_has_the_focus(
    show: Callable[..., Any], example_page: Path
) -> None:
    """The browser's back and forward change the view under it."""
    page = show(example_page)
    page.tab.locator("#k-walk").focus()
    for view in ("side", "swipe", "changes", "side"):
        page.tab.evaluate("(hash) => { location.hash = hash; }", HALVES.format(view))
        page.tab.locator(f"#kordon[data-compare={view}]").wait_for()
        page.tab.wait_for_function("() => document.getElementById('k-said').textContent.length > 0")
    assert page.tab.evaluate("document.activeElement.id") == "k-walk"
    assert page.complaints == []


def apart(one: dict[str, float], other: dict[str, float]) -> bool:
    """Whether two boxes do not touch."""
    beside = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
    above = one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]
    return beside or above


@pytest.mark.parametrize(
    ("view", "size", "paper"),
    [("swipe", PHONE, False), ("swipe", DESKTOP, False), ("side", DESKTOP, False),
     ("side", DESKTOP, True)],
)  # fmt: skip
def test_the_key_of_a_density_covers_nothing(
    view: str, size: tuple[int, int], paper: bool, show: Callable[..., Any], example_page: Path
) -> None:
    """Neither periods nor scale nor credits, also where the map is half as wide or on paper."""
    page = show(example_page, HALVES.format(view) + "&map=6/52/30&mode=density", size=size)
    if paper:
        page.tab.emulate_media(media="print")
        page.tab.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    parts = ("#k-density", ".chip-a", ".chip-b", ".leaflet-control-scale-line",
             "#k-map .leaflet-control-attribution")  # fmt: skip
    key, *others = [page.tab.locator(part).bounding_box() for part in parts]
    for part, box in zip(parts[1:], others, strict=True):
        assert apart(key, box), part
    assert apart(*others[2:]), "scale and credits"


def test_what_is_chosen_comes_out_from_under_its_card_on_both_maps(
    show: Callable[..., Any], example_page: Path
) -> None:
    """Also what was far off: in view on either map, and not behind the card over the second."""
    page = show(example_page, HALVES.format("side") + "&map=7/52/24")
    east = page.app(
        """(() => { const shown = [...app.result.halves[1].keys()]
            .filter((i) => app.result.halves[1][i] && app.store.kind(i) === "place");
          return shown.sort((i, j) => app.store.mx[j] - app.store.mx[i])[0]; })()"""
    )
    page.app(f"app.select([{east}])")
    page.tab.locator("#k-card h2").wait_for()
    card = page.tab.locator("#k-card").bounding_box()
    for box, map_ in (("#k-map .folium-map", "app.map"), ("#k-map-b", "app.comparing.half.map")):
        at = page.app(
            f"(({{x, y}}) => ({{x, y}}))({map_}.latLngToContainerPoint("
            f"[app.store.latitude({east}), app.store.longitude({east})]))"
        )
        around = page.tab.locator(box).bounding_box()
        assert 0 < at["x"] < around["width"]
        assert 0 < at["y"] < around["height"]
        assert around["x"] + at["x"] < card["x"]
