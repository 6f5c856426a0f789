"""Pages of very many records: drawn from a sketch while the records are read, then from them.

A page of fewer is made as one of very many, and kept from being read to its end.
"""

from __future__ import annotations

import base64
import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest
from page_unpack import column, head_of
from PIL import Image
from playwright.sync_api import Browser, Page
from still import rest_of_map

import kordon
from maps import sketch

pytestmark = pytest.mark.browser

N = 24_000
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}

#: The records' canvas as it was drawn first: without what lies beyond the edges.
_DRAWN = """() => {
  const { surface } = document.querySelector("#kordon").kordon;
  if (document.querySelector("#kordon").dataset.state === "ready") {
    surface.bare = true;
    for (const layer of [surface.ground, surface.records]) layer.options.pad = 0;
    surface.redraw();
  }
  return [surface.records._canvas.toDataURL(), document.querySelector(".bars").toDataURL()];
}"""
_GROUPS = """() => document.querySelector("#kordon").kordon.surface.layouts[0].groups.map(
  (g) => [g.x, g.y, g.n, ...g.mix])"""
_TEXTS = ("#k-count", "#k-tree", "#k-tab-off", ".time .period")


def rows(*, more: bool) -> str:
    """Reports along a line and scattered, some far from all others; ``more``: areas, lines, ..."""
    random = np.random.default_rng(4)
    lines = ["id,layer,category,longitude,latitude,date,status,direction,uncertainty_m,country,"
             "target_latitude,target_longitude,description"]  # fmt: skip
    kinds = [
        ("deployment", "rail_echelon"),
        ("fortification", "trench_line"),
        ("shelling", "artillery_fire"),
    ]
    x = np.concatenate([random.uniform(23.5, 33.5, N - 40), random.uniform(16, 45, 40)])
    y = np.concatenate([random.normal(52, 0.5, N - 40), random.uniform(46, 60, 40)])
    for i in range(N):
        layer, category = kinds[int(random.choice(3, p=(0.6, 0.3, 0.1)))]
        day = int(random.integers(0, 700))
        date = np.datetime64("2021-03-01") + day
        when = ("", f"{date}/{date + 30}", f"{date}")[min(2, int(random.integers(0, 40)))]
        when = when if i % 500 else f"{date}"  # nobody keeps what has neither place nor date
        radius = (500, 2000, 10_000)[i % 3]
        where = [f"{x[i]:.5f}", f"{y[i]:.5f}"] if i % 500 else ["", ""]
        target = ["", ""]
        if more and i % 100 == 1:
            radius = 60_000 if i % 200 == 1 else 200_000
        if more and i % 100 == 2:
            target = ["51.5", "31.3"]
        lines.append(",".join([
            str(i), layer, category, *where, when, ("assessed", "claimed", "")[i % 3],
            ("arrival", "")[i % 2], str(radius), "BY", *target, f"report {i}",
        ]))  # fmt: skip
    return "\n".join(lines)


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, str]:
    """A page of symbols alone, and one with more than these."""
    out = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sketch, "MANY", N // 2)
        for more in (False, True):
            path = tmp_path_factory.mktemp("many") / "many.csv"
            path.write_text(rows(more=more), "utf-8")
            out[more] = kordon.Page(kordon.read([path]), regions=kordon.zones(["BY-UA"])).html()
    return out


@contextmanager
def held_back(document: str, browser: Browser, **options: Any) -> Iterator[tuple[Page, Any]]:
    """A tab with a page of which the records' end is missing until it is asked for."""
    text = document.encode()
    cut = text.index(b"</script>", text.index(b'id="kordon-data"')) - 50
    more = threading.Event()

    class Slowly(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(text[:cut])
            self.wfile.flush()
            more.wait(30)
            self.wfile.write(text[cut:])

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Slowly) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = browser.new_page(**options)
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        try:
            page.goto(f"http://127.0.0.1:{server.server_port}/", wait_until="commit")
            page.wait_for_selector("#kordon[aria-busy=true]")
            page.wait_for_timeout(300)
            yield page, more.set
            assert errors == []
        finally:
            more.set()
            page.close()
            server.shutdown()


def pixels(url: str) -> np.ndarray:
    picture = Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2])))
    return np.asarray(picture.convert("RGBA")).astype(int)


def off(one: str, other: str, most: int) -> float:
    """What part of two pictures' pixels differs by more than ``most`` in any channel."""
    drawn, redrawn = pixels(one), pixels(other)
    assert drawn.shape == redrawn.shape
    assert (drawn[:, :, 3] > 0).mean() > 0.01  # there is something
    return float((np.abs(drawn - redrawn).max(axis=2) > most).mean())


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desktop", "phone"])
def test_the_sketch_is_what_the_records_are_drawn_as(
    size: dict[str, int], documents: dict[bool, str], chromium_browser: Browser
) -> None:
    with held_back(documents[False], chromium_browser, viewport=size) as (page, go_on):
        assert page.get_attribute("#kordon", "data-state") == "drawn"
        before = [page.inner_text(name) for name in _TEXTS]
        records, bars = page.evaluate(_DRAWN)
        groups = page.evaluate(_GROUPS)
        span = page.evaluate("() => ({...document.querySelector('#kordon').kordon.timeline.span})")
        go_on()
        page.wait_for_selector("#kordon[data-state=ready]:not([aria-busy])")
        assert [page.inner_text(name) for name in _TEXTS] == before
        again, bars_again = page.evaluate(_DRAWN)
        # Middles of cells are kept to a four-thousandth of a cell.
        assert page.evaluate(_GROUPS) == [pytest.approx(group, abs=0.01) for group in groups]
        assert len(groups) > 10
        # So figures in rings may stand on the next quarter of a pixel.
        assert off(records, again, 12) < 1e-3
        assert off(bars, bars_again, 2) < 1e-3
        # The time control was made for the sketch's span.
        app = "document.querySelector('#kordon').kordon"
        assert page.evaluate(f"() => [{app}.store.sketch, {app}.store.n]") == [None, N]
        first, last = page.evaluate(
            f"() => {{ const {{ from, lasts }} = {app}.store.c; return [from[0], from[{app}.store"
            f".n - 1]]; }}"
        )
        assert last == -(2**31)  # undated ones are there
        assert span["from"] <= first * 60_000 < span["from"] + 31 * 86_400_000


def test_the_map_moves_and_all_else_waits(
    documents: dict[bool, str], chromium_browser: Browser
) -> None:
    with held_back(documents[False], chromium_browser, viewport=DESK) as (page, go_on):
        seen = "() => document.querySelector('.leaflet-map-pane').style.transform"
        before = page.evaluate(seen)
        page.mouse.move(700, 300)
        page.mouse.down()
        page.mouse.move(560, 360, steps=8)
        page.mouse.up()
        page.mouse.click(640, 330)
        page.mouse.wheel(0, -400)
        page.wait_for_function(f"(before) => ({seen})() !== before", arg=before)
        rest_of_map(page)
        assert page.locator(".panel").evaluate("(node) => node.inert")
        page.click("label:has(#k-mode-dots)")
        go_on()
        page.wait_for_selector("#kordon[data-state=ready]:not([aria-busy])")
        assert not page.locator(".panel").evaluate("(node) => node.inert")
        layout = "document.querySelector('#kordon').kordon.surface.layouts[0]"
        mode, drawn = page.evaluate(f"() => [{layout}.mode, {layout}.drawn]")
        assert mode == "dots"
        assert drawn > 1000
        page.uncheck("[data-layer=deployment]")
        assert page.inner_text("#k-count").startswith("9")


def test_more_than_symbols_is_not_there_before_the_records(
    documents: dict[bool, str], chromium_browser: Browser
) -> None:
    """Rings, tree and bars are drawn at once; the page calls itself drawn when all of it is."""
    with held_back(documents[True], chromium_browser, viewport=DESK) as (page, go_on):
        assert page.get_attribute("#kordon", "data-state") == "sketched"
        assert page.locator(".start").is_hidden()
        texts = [page.inner_text(name) for name in _TEXTS[:2]]
        go_on()
        page.wait_for_selector("#kordon[data-state=ready]:not([aria-busy])")
        assert [page.inner_text(name) for name in _TEXTS[:2]] == texts
        app = "document.querySelector('#kordon').kordon"
        areas, countries, aimed = page.evaluate(
            f"() => ['areas', 'countries', 'aimed'].map((name) => {app}.store[name].length)"
        )
        assert min(areas, countries, aimed) > 100


def test_an_address_waits_for_the_records(
    documents: dict[bool, str], chromium_browser: Browser, tmp_path: Any
) -> None:
    path = tmp_path / "many.html"
    path.write_text(documents[False], "utf-8")
    page = chromium_browser.new_page()
    page.goto(f"{path.as_uri()}#hide=deployment")
    page.wait_for_selector("#kordon[data-state=ready]")
    assert page.inner_text("#k-count").startswith("9")
    page.close()


def test_damaged_records_are_told(
    documents: dict[bool, str], chromium_browser: Browser, tmp_path: Any
) -> None:
    """Although a picture was there."""
    document = documents[False]
    at = document.index('id="kordon-data">') + 5_000
    path = tmp_path / "damaged.html"
    path.write_text(document[:at] + "AAAABBBB" + document[at + 8 :], "utf-8")
    page = chromium_browser.new_page()
    page.goto(path.as_uri())
    page.wait_for_selector("#kordon[data-state=failed]")
    assert "The file is damaged" in page.inner_text(".start")
    page.close()


def test_cells_add_up(documents: dict[bool, str]) -> None:
    """At every zoom all reports that are symbols on the map, each in one cell."""
    document = documents[False]
    head = head_of(document)
    start = document.index('id="kordon-base">') + len('id="kordon-base">')
    data = base64.b64decode(document[start : document.index("</script>", start)])
    counts = column(data, head["base_toc"], "sketch.n")
    zooms = head["sketch"]["zooms"]
    assert len(zooms) > 4
    placed = N - len(range(0, N, 500))
    at = 0
    for *_, cells in zooms:
        assert counts[at : at + cells].sum() == placed
        at += cells
    assert at == len(counts)
    bars = head["sketch"]["bars"]
    dated = N - head["sketch"]["undated"]
    assert sum(bars["solid"]) + sum(bars["spread"]) == pytest.approx(dated, abs=0.01)
    assert sum(bars["spread"]) > 100


def test_same_bytes(documents: dict[bool, str], intake_of: Callable[..., Any]) -> None:
    assert sketch.MANY == 200_000
    assert '<script type="text/plain" id="kordon-base">' in documents[False]
    few = kordon.Page(intake_of([{"latitude": 52, "longitude": 29, "date": "2022-11-01"}])).html()
    assert '<script type="text/plain" id="kordon-base">' not in few
