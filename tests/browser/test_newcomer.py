"""What a newcomer does with the example map, in a real browser with the network off."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import Page
from still import ready

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parent.parent.parent
APP = "document.getElementById('kordon').kordon"


@dataclass
class Watch:
    """Everything that a page asked for or complained about."""

    requests: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


Open = Callable[..., tuple[Page, Watch]]


@pytest.fixture
def opened(tabs: Any, lend: Callable[..., Page]) -> Open:
    """A page with the network off, and what is seen of its doings from the first moment."""

    def run(url: str, *, width: int = 1440, height: int = 900) -> tuple[Page, Watch]:
        page, watch = lend((width, height)), Watch()
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        tabs.hear(page, "request", lambda r: watch.requests.append(r.url))
        tabs.hear(page, "requestfinished", lambda r: watch.answered.append(r.url))
        tabs.hear(page, "console", lambda m: watch.console.append(f"{m.type}: {m.text}"))
        tabs.hear(page, "pageerror", lambda e: watch.errors.append(str(e)))
        page.goto(url)
        ready(page)
        return page, watch

    return run


@pytest.fixture
def walk(opened: Open, example_page: Path) -> tuple[Page, Watch]:
    return opened(example_page.as_uri())


def count(page: Page) -> int:
    """The figure of "n of all reports shown"."""
    return int(re.sub(r"\D", "", page.inner_text("#k-count").split(" of ")[0]))


def table_rows(page: Page) -> int:
    return int(page.get_attribute("#k-table .t-scroll", "aria-rowcount") or 0) - 1


def click_largest_ring(page: Page) -> int:
    """Clicks the ring with the most reports where a reader would; returns how many it has."""
    x, y, n = page.evaluate(
        f"""() => {{
          const {{ surface, map }} = {APP};
          const ring = surface.painter.hits.filter((h) => h.ring)
            .sort((a, b) => b.members.length - a.members.length)[0];
          const corner = L.DomUtil.getPosition(surface.records._canvas);
          const at = map.layerPointToContainerPoint([ring.x + corner.x, ring.y + corner.y]);
          const box = map.getContainer().getBoundingClientRect();
          return [box.x + at.x, box.y + at.y, ring.members.length];
        }}"""
    )
    page.mouse.click(x, y)
    page.wait_for_selector("#k-card:not([hidden])")
    return int(n)


def ink(page: Page) -> int:
    """How many pixels of the record canvas are drawn upon."""
    return int(
        page.evaluate(
            f"""() => {{
              const c = {APP}.surface.records._canvas;
              const d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
              let n = 0;
              for (let i = 3; i < d.length; i += 4) if (d[i]) n++;
              return n;
            }}"""
        )
    )


def test_nothing_is_asked_of_any_network(walk: tuple[Page, Watch], example_page: Path) -> None:
    """The whole tour makes no request but the file itself, and nothing complains."""
    page, watch = walk
    click_largest_ring(page)
    page.click("#k-card .line >> nth=0")
    page.wait_for_selector("#k-card .sources a")
    for tab in ("table", "zones", "off", "foot"):
        page.click(f"[data-tab={tab}]")
    for theme in ("dark", "print", "safe", "light"):
        page.select_option("#k-theme", theme)
    page.check("#k-mode-dots")
    page.fill("#k-search", "iskander")
    page.wait_for_timeout(200)
    assert watch.requests == [example_page.as_uri()]
    assert watch.errors == []
    assert [line for line in watch.console if line.startswith(("error", "warning"))] == []


def test_policy_is_in_force(walk: tuple[Page, Watch]) -> None:
    """Script, style, picture and request that are not the page's own are stopped."""
    page, watch = walk
    policy = page.get_attribute("meta[http-equiv=Content-Security-Policy]", "content") or ""
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    blocked = page.evaluate(
        """async () => {
          const seen = [];
          const note = (e) => seen.push(e.effectiveDirective);
          document.addEventListener("securitypolicyviolation", note);
          const script = document.createElement("script");
          script.textContent = "window.__canary = 1";
          document.body.append(script);
          const div = document.createElement("div");
          div.setAttribute("style", "color: red");
          document.body.append(div);
          const image = new Image();
          image.src = "https://example.invalid/x.png";
          document.body.append(image);
          await fetch("https://example.invalid/").catch(() => 0);
          await new Promise((done) => setTimeout(done, 300));
          return [seen.sort(), typeof window.__canary];
        }"""
    )
    assert blocked[1] == "undefined"
    assert {"connect-src", "img-src", "script-src-elem", "style-src-attr"} <= set(blocked[0])
    assert all("example.invalid" not in url for url in watch.answered)


@pytest.mark.parametrize("layer", ["deployment", "fortification", "shelling"])
def test_each_layer_toggles(layer: str, walk: tuple[Page, Watch], example_intake: Any) -> None:
    """Switching a layer off takes exactly its records from count, table and map, and back."""
    page, _ = walk
    page.click("[data-tab=table]")
    mine = int((example_intake.sightings["layer"] == layer).sum())
    before = ink(page)
    page.uncheck(f"[data-layer={layer}]")
    assert count(page) == 150 - mine
    assert table_rows(page) == 150 - mine
    assert ink(page) != before
    page.check(f"[data-layer={layer}]")
    assert count(page) == 150
    assert ink(page) == before


def test_zones_hubs_and_railways_toggle(walk: tuple[Page, Watch]) -> None:
    """Each context layer changes the ground it is drawn on."""
    page, _ = walk
    picture = f"{APP}.surface.ground._canvas.toDataURL()"
    for name in ("zones-BY-UA", "zones-RU-UA", "hubs", "rails", "graticule"):
        before = page.evaluate(picture)
        page.uncheck(f"[data-context={name}]")
        assert page.evaluate(picture) != before, name
        page.check(f"[data-context={name}]")
        assert page.evaluate(picture) == before, name


def test_time_filters_every_layer(walk: tuple[Page, Watch], example_intake: Any) -> None:
    """October 2022 leaves what pandas says may have been then, layer by layer."""
    page, _ = walk
    october = page.locator(".months option", has_text="October 2022").first.get_attribute("value")
    page.select_option(".months", october)
    frame = example_intake.sightings
    start, end = pd.Timestamp("2022-10-01", tz="UTC"), pd.Timestamp("2022-11-01", tz="UTC")
    then = frame[(frame["time_from"] < end) & (frame["time_to"] > start)]
    assert 0 < len(then) < 150
    assert count(page) == len(then)
    for layer, expected in then["layer"].value_counts().items():
        said = page.inner_text(f".layer-{layer} .layer-row .n")
        assert int(said.split("/")[0]) == expected
    assert "1 Oct 2022" in page.inner_text(".period")
    page.click(".t-all")
    assert count(page) == 150


def test_handles_and_steps_move_the_period(walk: tuple[Page, Watch]) -> None:
    """The handles answer to the keyboard, and a step moves a month by a month."""
    page, _ = walk
    page.focus(".handle.from")
    before = count(page)
    for _ in range(60):
        page.keyboard.press("ArrowRight")
    assert count(page) < before
    page.click(".t-all")
    page.click(".t-step_on")
    first = page.inner_text(".period")
    page.click(".t-step_on")
    assert page.inner_text(".period") != first


def test_ring_to_report_to_source(walk: tuple[Page, Watch]) -> None:
    """The largest ring lists its reports; a report says what, where, how sure, and who."""
    page, _ = walk
    n = click_largest_ring(page)
    assert page.inner_text("#k-card h2") == f"{n} reports"
    assert page.locator("#k-card .line").count() == n
    page.click("#k-card .line >> nth=0")
    page.wait_for_selector("#k-card .sources a")
    text = page.inner_text("#k-card")
    assert re.search(r"\b[A-F][1-6]\b", text)
    assert "reliable source" in text
    assert "within" in text
    for link in page.locator("#k-card .sources a").all():
        assert (link.get_attribute("href") or "").startswith(("http://", "https://"))
        assert link.get_attribute("rel") == "noopener noreferrer"
    page.click("#k-card .back")
    assert page.locator("#k-card .line").count() == n
    page.keyboard.press("Escape")
    assert page.is_hidden("#k-card")


def test_link_brings_the_view_back(walk: tuple[Page, Watch], opened: Open) -> None:
    """What "copy link" copies opens the same filter, view and report."""
    page, _ = walk
    page.select_option(
        ".months",
        page.locator(".months option", has_text="October 2022").first.get_attribute("value"),
    )
    page.uncheck("[data-layer=shelling]")
    page.fill("#k-search", "train")
    page.click("[data-tab=table]")
    page.click("#k-table .t-body .t-row >> nth=0")
    page.wait_for_selector("#k-card .sources")
    page.click("#k-link")
    link = page.evaluate("navigator.clipboard.readText()")
    again, watch = opened(link)
    assert again.inner_text("#k-count") == page.inner_text("#k-count")
    assert again.inner_text("#k-card") == page.inner_text("#k-card")
    assert again.inner_text(".period") == page.inner_text(".period")
    assert not again.is_checked("[data-layer=shelling]")
    assert again.evaluate("location.hash") == page.evaluate("location.hash")
    assert watch.errors == []


def test_copied_command_gives_the_same_answer(walk: tuple[Page, Watch], examples_csv: Path) -> None:
    """The copied command finds as many on the command line as the page shows."""
    page, _ = walk
    page.select_option(
        ".months",
        page.locator(".months option", has_text="October 2022").first.get_attribute("value"),
    )
    page.uncheck("[data-layer=shelling]")
    choose_region(page, "BY–UA border, within 25 km, in Belarus")
    page.click("#k-command")
    command = page.evaluate("navigator.clipboard.readText()")
    assert command.startswith(f"kordon query {examples_csv.name} --within BY-UA-25km-BY")
    import shlex

    done = subprocess.run(
        [sys.executable, "-m", "kordon", *shlex.split(command)[1:], "--format", "jsonl"],
        cwd=examples_csv.parent, capture_output=True, text=True, env=_with_root(), check=True,
    )  # fmt: skip
    assert len(done.stdout.splitlines()) == count(page) > 0


def _with_root() -> dict[str, str]:
    import os

    return os.environ | {"PYTHONPATH": str(ROOT)}


def choose_region(page: Page, name: str) -> None:
    if not page.locator("[data-facet=region][open]").count():
        page.click("[data-facet=region] summary")
    page.locator("[data-facet=region] label", has_text=name).locator("input").check()


def test_region_filter_tells_certain_from_possible(
    walk: tuple[Page, Watch], example_map: Any
) -> None:
    """Within a zone, and certainly within it, are what the join says."""
    page, _ = walk
    rows = example_map.region_counts
    mine = rows[rows["region_id"] == "BY-UA-50km-BY"]
    choose_region(page, "BY–UA border, within 50 km, in Belarus")
    assert count(page) == mine["high"].sum()
    page.check("[data-tick=certainOnly]")
    assert count(page) == mine["low"].sum()


def test_a_number_opens_the_list_behind_it(walk: tuple[Page, Watch]) -> None:
    """In the table of zones and hubs every figure is a button to its sightings."""
    page, _ = walk
    page.click("[data-tab=zones]")
    button = page.locator(".zones button").first
    high = int(button.inner_text().split("–")[-1])
    button.click()
    page.wait_for_selector("#k-card .line")
    assert page.locator("#k-card .line").count() == high


def test_search_finds_both_scripts(walk: tuple[Page, Watch]) -> None:
    """Мазыр and Mazyr find the same place; nonsense finds nothing and says so."""
    page, _ = walk
    found = {}
    for text in ("Мазыр", "mazyr", "qqqqqq"):
        page.fill("#k-search", text)
        page.wait_for_selector("#k-count:not([aria-busy])")
        found[text] = count(page)
    assert found["mazyr"] == found["Мазыр"] > 0
    assert found["qqqqqq"] == 0


def test_whole_country_is_no_dot_on_the_capital(walk: tuple[Page, Watch]) -> None:
    """Country-wide reports are listed off the map, and in no ring."""
    page, _ = walk
    kinds = page.evaluate(
        f"""() => {{
          const {{ store, surface }} = {APP};
          const spots = surface.painter.hits.filter((h) => !h.wide);
          const drawn = new Set(spots.flatMap((h) => h.members));
          const wide = [...Array(store.n).keys()].filter((i) => store.kind(i) === "country");
          return [wide.length, wide.filter((i) => drawn.has(i)).length];
        }}"""
    )
    assert kinds[0] == 13
    assert kinds[1] == 0
    assert page.inner_text("#k-tab-off") == "Not on the map: 13"


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844), (820, 1180)])
def test_map_keeps_its_room(width: int, height: int, opened: Open, example_page: Path) -> None:
    """The map keeps two thirds of the screen, nothing scrolls sideways, credits are seen."""
    page, watch = opened(example_page.as_uri(), width=width, height=height)
    box = page.locator(".stage").bounding_box()
    assert box is not None
    assert box["width"] * box["height"] >= 0.64 * width * height
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.is_visible(".leaflet-control-attribution")
    assert watch.errors == []


def test_print_gives_map_and_sources(walk: tuple[Page, Watch]) -> None:
    """On paper: one landscape sheet with the map, then the list with every source."""
    import pypdfium2

    page, watch = walk
    sheet = page.pdf(prefer_css_page_size=True, print_background=True)
    paper = pypdfium2.PdfDocument(sheet)
    first = paper[0]
    assert first.get_width() > first.get_height()
    picture = first.render(scale=1).to_numpy()
    height, width = picture.shape[:2]
    middle = picture[height // 4 : height // 2, width // 2 : width * 3 // 4]
    ink = (middle.min(axis=2) < 200).mean()  # white land, but lines, names and symbols
    assert ink > 0.04, "the map came out blank"
    words = "".join(p.get_textpage().get_text_range() for p in paper)
    assert words.count("https://") >= 150
    assert watch.errors == []
    assert page.is_visible("#k-search"), "the screen is as it was"
