"""The base map in a real browser: detail when it is wanted, names that keep apart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

PACKED = "document.getElementById('kordon-detail').textContent.length"
DETAILED = "() => !document.getElementById('kordon').kordon.ground.coarse"


def close_in(page: Any, zoom: float = 9) -> None:
    page.tab.evaluate(
        f"document.getElementById('kordon').kordon.map.setView([51.6, 30.5], {zoom},"
        "{animate: false})"
    )


def test_detail_is_unpacked_only_close_in_and_then_drawn(
    show: Callable[..., Any], example_page: Path
) -> None:
    page = show(example_page, "#map=7/51.6/30.5")
    assert page.tab.evaluate(PACKED) > 10_000
    assert not page.app("app.detail.asked")
    before = page.app("app.ground.places.length")
    page.tab.evaluate(
        "() => { const app = document.getElementById('kordon').kordon; app.drawn = 0;"
        " const paint = app.surface.paintGround.bind(app.surface);"
        " app.surface.paintGround = (...a) => { app.drawn++; paint(...a); }; }"
    )
    close_in(page)
    page.tab.wait_for_function(DETAILED, polling=50)
    assert page.tab.evaluate(PACKED) == 0
    assert page.app("app.ground.places.length") > before + 1000
    assert page.app("app.drawn") >= 2, "once when zoomed in, once more when the detail was there"
    assert page.complaints == []
    assert page.requests == []


def test_a_page_opened_close_in_gets_its_detail(
    show: Callable[..., Any], example_page: Path
) -> None:
    page = show(example_page, "#map=10/51.6/30.5")
    page.tab.wait_for_function(DETAILED, polling=50)
    assert page.complaints == []


@pytest.mark.parametrize("zoom", [4, 5.5, 6.5, 7.5, 9, 11, 14])
def test_no_two_names_overlap(at: Callable[..., Any], zoom: float) -> None:
    """What is written on the ground's canvas, as boxes; letters along a river are left out."""
    tab = at(f"#map={zoom}/51.6/30.5", (1440, 900))
    if zoom >= 9:
        tab.wait_for_function(DETAILED, polling=50)
    overlaps = tab.evaluate(
        """() => {
          const app = document.getElementById('kordon').kordon;
          const boxes = [];
          const proto = CanvasRenderingContext2D.prototype;
          const write = proto.fillText;
          proto.fillText = function (text, x, y) {
            const m = this.getTransform();
            if (Math.abs(m.b) < 1e-6 && !/°/.test(text)) {
              const w = this.measureText(text).width;
              const left = this.textAlign === "center" ? x - w / 2 : x;
              boxes.push([text, left, y - 5, left + w, y + 5]);
            }
            write.call(this, text, x, y);
          };
          app.surface.ground.redraw();
          proto.fillText = write;
          const out = [];
          for (let i = 0; i < boxes.length; i++)
            for (let j = 0; j < i; j++) {
              const [a, b] = [boxes[i], boxes[j]];
              if (a[1] < b[3] && a[3] > b[1] && a[2] < b[4] && a[4] > b[2])
                out.push([a[0], b[0]]);
            }
          return { n: boxes.length, out };
        }"""
    )
    assert overlaps["n"] > 0
    assert overlaps["out"] == []


def test_names_come_in_the_language_of_the_page(
    show: Callable[..., Any], page_in: Callable[[str], Path]
) -> None:
    page = show(page_in("uk"), "#map=7/51/30")
    names = page.app("app.ground.places.slice(0, 60).map((p) => p.name)")
    assert {"Київ", "Мінськ", "Варшава", "Чернігів"} <= set(names)
    assert page.app("app.head.base.oblasts.map((o) => o[0])").count("Чернігівська область") == 1
    assert page.complaints == []


LINE = {
    "id": "ditch", "layer": "fortification", "category": "antitank_ditch",
    "date_start": "2023-03-01", "place": "Ripky", "source_url": "https://example.org/1",
    "geometry": "LINESTRING (30.9 51.7, 31.0 51.71, 31.1 51.7)",
}  # fmt: skip
AREA = LINE | {
    "id": "mines", "category": "minefield",
    "geometry": "POLYGON ((30.9 51.6, 31.1 51.6, 31.1 51.65, 30.9 51.65, 30.9 51.6))",
}  # fmt: skip


def test_obstacles_answer_along_their_whole_length(
    show: Callable[..., Any], intake_of: Callable[..., Any]
) -> None:
    """Not only at the symbol in their middle: a click near an end opens the record."""
    from maps.page import Page

    page = show(Page(sightings=intake_of([LINE, AREA])).html(), "#map=11/51.67/31")
    for place, expected in (((51.7005, 30.905), "Anti-tank ditch"), ((51.61, 31.09), "Minefield")):
        x, y = page.tab.evaluate(
            f"""() => {{
              const {{ map }} = document.getElementById('kordon').kordon;
              const at = map.latLngToContainerPoint([{place[0]}, {place[1]}]);
              const box = map.getContainer().getBoundingClientRect();
              return [box.x + at.x, box.y + at.y];
            }}"""
        )
        page.tab.mouse.move(x, y)
        page.tab.locator("#k-tip").wait_for()
        assert expected in page.tab.inner_text("#k-tip")
        page.tab.mouse.click(x, y)
        page.tab.locator("#k-card h2").first.wait_for()
        assert expected in page.tab.inner_text("#k-card")
    legend = page.tab.inner_text(".key")
    assert "Anti-tank ditch" in legend
    assert "Minefield" in legend
    assert "Trench line" not in legend
    assert page.complaints == []


#: What is written on the ground's canvas when it is drawn again.
WRITTEN = """() => {
  const app = document.getElementById('kordon').kordon;
  const proto = CanvasRenderingContext2D.prototype;
  const write = proto.fillText;
  const out = [];
  proto.fillText = function (text, ...at) { out.push(text); write.call(this, text, ...at); };
  app.surface.ground.redraw();
  proto.fillText = write;
  return out;
}"""


@pytest.mark.parametrize("size", [(1280, 800), (1440, 900), (390, 844)])
def test_the_country_of_the_reports_is_named(
    show: Callable[..., Any], example_page: Path, size: tuple[int, int]
) -> None:
    """However many symbols stand on it: near one of its spots there is room inside it."""
    page = show(example_page, size=size)
    assert {"BELARUS", "UKRAINE"} <= set(page.tab.evaluate(WRITTEN))


def test_names_and_pills_keep_clear_of_the_key_of_a_density(
    show: Callable[..., Any], example_page: Path
) -> None:
    """It is there before they look for their places, also in a page that opens with it."""
    page = show(example_page, "#mode=density", size=(1280, 800))
    opened = page.tab.screenshot()
    page.app("app.surface.redraw()")
    assert page.tab.screenshot() == opened


def test_a_kept_ground_is_what_would_be_drawn(show: Callable[..., Any], example_page: Path) -> None:
    """Whatever changes on it: a ground that was copied shows what one drawn anew shows."""
    page = show(example_page, size=(700, 500))
    unlike = page.tab.evaluate(
        """() => {
          const app = document.getElementById('kordon').kordon;
          const { surface } = app;
          const seen = () => {
            surface.redraw();
            const { width, height } = surface.ground._canvas;
            const read = { willReadFrequently: true };
            const q = new OffscreenCanvas(width, height).getContext("2d", read);
            q.drawImage(surface.ground._canvas, 0, 0);
            const dots = new Uint32Array(q.getImageData(0, 0, width, height).data.buffer);
            return dots.reduce((sum, dot) => (Math.imul(sum, 31) + dot) | 0, width * height);
          };
          const changes = {
            nothing: () => {},
            theme: () => app.tools.setTheme("dark"),
            chosen: () => app.filter.regions.push(0),
            shown: () => app.show.delete("rails"),
            zones: () => app.show.delete(app.head.regions[0].set),
            place: () => app.map.setView([52.6, 31.5], 6, { animate: false }),
          };
          const out = [];
          let before = null;
          for (const [name, change] of Object.entries(changes)) {
            change();
            const [drawn, copied, again] = [seen(), seen(), seen()];
            surface.kept.forget();
            if (new Set([drawn, copied, again, seen()]).size > 1) out.push(name);
            seen();
            if (drawn === before) out.push(`no ${name}`);
            before = drawn;
          }
          return out;
        }"""
    )
    assert unlike == []
    assert page.complaints == []
