"""Odd pages in a real browser: hostile text, nothing, one record, no place, no date."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

APP = "document.getElementById('kordon').kordon"
ROW = {"date": "2022-10-09", "latitude": "52.1", "longitude": "29.3", "layer": "deployment",
       "category": "rail_echelon", "description": "a train"}  # fmt: skip

#: Inert samples of every kind of text that has run as code in a map page somewhere.
HOSTILE = (
    "</script><script>window.__canary=1</script>",
    "<img src=x onerror=window.__canary=1>",
    "<svg onload=window.__canary=1>",
    "<!-- <script>",
    "]]>",
    "{{ 7*7 }}",
    "{% of %}",
    "50 {% of the men",
    "{# note #}",
    "${window.__canary=1}",
    "`${7*7}`",
    "'+window.__canary+'",
    '"><b>bold</b>',
    "javascript:window.__canary=1",
    "data:text/html,<b>x</b>",
    'https://example.invalid/"onmouseover="window.__canary=1',
    "\\u003cscript\\u003e",
    "&lt;b&gt;",
    "@@kordon-csp@@",
    "@@kordon-title@@",
    "line\u2028separator\u2029",
    "right\u202eto left\u202c",
    "zero\u200bwidth\ufeff",
    "=1+1",
    "Мазыр — Мозырь",
    "x" * 20_000,
)


@pytest.fixture
def shown(chromium_browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Opens a document and returns the page with what it complained about in `page.said`."""
    contexts = []

    def show(document: str, state: str = "ready") -> Any:
        path = tmp_path / f"{len(contexts)}.html"
        path.write_text(document, "utf-8")
        context = chromium_browser.new_context(
            viewport={"width": 1440, "height": 900}, offline=True
        )
        contexts.append(context)
        page = context.new_page()
        said: list[str] = []
        page.on("request", lambda r: said.append(r.url) if r.url != path.as_uri() else None)
        page.on("pageerror", lambda e: said.append(str(e)))
        page.on("dialog", lambda d: (said.append(d.message), d.dismiss()))
        page.goto(path.as_uri())
        page.wait_for_selector(f"#kordon[data-state={state}]")
        return page, said

    yield show
    for context in contexts:
        context.close()


def build(intake: Any, **options: Any) -> str:
    from maps.page import Page

    return Page(intake, **options).html()


def count(page: Any) -> str:
    return str(page.inner_text("#k-count"))


def rows_of(fields: Sequence[str]) -> list[Mapping[str, str]]:
    """One record per layer and hostile text, the text in every one of the fields."""
    rows = []
    for layer in ("deployment", "fortification", "shelling"):
        for k, text in enumerate(HOSTILE):
            rows.append(ROW | {"id": f"{layer}{k}", "layer": layer} | dict.fromkeys(fields, text))
    return rows


def test_hostile_text_is_text(intake_of: Callable[..., Any], shown: Callable[..., Any]) -> None:
    """In every text field of every layer it is shown as it is and runs nowhere."""
    from shapely.geometry import box

    from geo.regions import make_regions

    fields = ("category", "place", "place_local", "admin1", "actor", "unit", "equipment",
              "quantity_unit", "source_title", "source_url", "source_date", "description",
              "weapon", "obstacle_status", "from_place", "my own column")  # fmt: skip
    intake = intake_of(rows_of(fields))
    assert len(intake.sightings) == 3 * len(HOSTILE)
    zones = make_regions(
        [
            {"region_id": f"z{k}", "name": text[:200], "kind": "custom",
             "geometry": box(29 - k / 50, 52, 29.5, 52.5)}
            for k, text in enumerate(HOSTILE)
        ]
    )  # fmt: skip
    document = build(intake, regions=zones, title=HOSTILE[0] + HOSTILE[5])
    page, said = shown(document)
    assert page.title() == HOSTILE[0] + HOSTILE[5]
    page.click("[data-tab=table]")
    page.click("[data-tab=zones]")
    for i in range(0, len(intake.sightings), 5):
        page.evaluate(f"{APP}.select([{i}])")
    page.fill("#k-search", "{{ 7*7 }}")
    assert count(page).startswith("3 of")
    texts = page.evaluate(f"{APP}.store.texts(5).then((t) => t.description)")
    assert texts in HOSTILE
    body = page.inner_text("body")
    assert page.evaluate("typeof window.__canary") == "undefined"
    assert "49" not in body.replace("149", "")
    assert page.locator("#kordon b").count() == 0
    assert said == []


def test_hostile_source_is_no_link(
    intake_of: Callable[..., Any], shown: Callable[..., Any]
) -> None:
    """Only http and https become links; any other address stays text."""
    urls = ["javascript:window.__canary=1", "data:text/html,x", "https://example.org/a?b=1"]
    intake = intake_of(
        [ROW | {"id": str(k), "source_url": url, "date": f"2022-10-0{k + 1}"}
         for k, url in enumerate(urls)]
    )  # fmt: skip
    page, _ = shown(build(intake))
    hrefs = []
    for i in range(3):
        page.evaluate(f"{APP}.select([{i}])")
        page.wait_for_selector("#k-card .sources")
        hrefs += [a.get_attribute("href") for a in page.locator("#k-card a").all()]
    assert hrefs == ["https://example.org/a?b=1"]


def test_bidi_is_written_out(intake_of: Callable[..., Any], shown: Callable[..., Any]) -> None:
    """A right-to-left override is shown, not obeyed."""
    intake = intake_of([ROW | {"place": "abc\u202etxt.exe"}])
    page, _ = shown(build(intake))
    page.evaluate(f"{APP}.select([0])")
    page.wait_for_selector("#k-card dl")
    assert "abc[U+202E]txt.exe" in page.inner_text("#k-card")


def test_no_records(shown: Callable[..., Any]) -> None:
    """A page of nothing says so and shows the border region."""
    from layers.frames import empty_sightings

    page, said = shown(build(empty_sightings()))
    assert count(page) == "0 of 0 reports shown"
    assert "No report here has a usable date" in page.inner_text("#k-time")
    assert said == []


def test_one_record(intake_of: Callable[..., Any], shown: Callable[..., Any]) -> None:
    """One record: a map around it, one symbol, a working card."""
    page, said = shown(build(intake_of([ROW])))
    assert count(page) == "1 of 1 reports shown"
    assert page.evaluate(f"{APP}.surface.painter.hits.length") == 1
    assert said == []


def test_all_at_one_point(intake_of: Callable[..., Any], shown: Callable[..., Any]) -> None:
    """Forty records at one point are one ring that lists them all."""
    intake = intake_of([ROW | {"id": str(k)} for k in range(40)])
    page, said = shown(build(intake))
    members = page.evaluate(f"{APP}.surface.painter.hits.map((h) => h.members.length)")
    assert members == [40]
    page.evaluate(f"{APP}.select({APP}.surface.painter.hits[0].members)")
    page.wait_for_selector("#k-card .line")
    assert page.locator("#k-card .line").count() == 40
    assert said == []


def test_all_undated(intake_of: Callable[..., Any], shown: Callable[..., Any]) -> None:
    """Records without a date are on the map and listed as undated."""
    page, said = shown(build(intake_of([ROW | {"date": "", "id": str(k)} for k in range(3)])))
    assert count(page) == "3 of 3 reports shown"
    assert page.inner_text("#k-tab-off") == "Not on the map: 3"
    page.click("[data-tab=off]")
    assert "3 reports without a date" in page.inner_text("#k-off").lower()
    assert said == []


def test_all_unlocated(intake_of: Callable[..., Any], shown: Callable[..., Any]) -> None:
    """Records without a place are counted, listed, and open their card."""
    rows = [ROW | {"latitude": "", "longitude": "", "id": str(k)} for k in range(3)]
    page, said = shown(build(intake_of(rows)))
    assert count(page) == "3 of 3 reports shown"
    page.click("[data-tab=off]")
    page.click("#k-off .line >> nth=0")
    page.wait_for_selector("#k-card dl")
    assert "no place known" in page.inner_text("#k-card")
    assert said == []


def test_lines_and_areas(intake_of: Callable[..., Any], shown: Callable[..., Any]) -> None:
    """A trench line and a mined area are drawn as what they are."""
    rows = [
        ROW | {"layer": "fortification", "category": "trench_line", "latitude": "",
               "longitude": "", "geometry": "LINESTRING (29 51.6, 29.4 51.7, 29.8 51.6)"},
        ROW | {"layer": "fortification", "category": "minefield", "latitude": "",
               "longitude": "", "geometry": "POLYGON ((29 51.4, 29.4 51.4, 29.2 51.5, 29 51.4))"},
    ]  # fmt: skip
    page, said = shown(build(intake_of(rows)))
    assert page.evaluate(f"{APP}.store.outlines.map((paths) => paths.length)") == [1, 1]
    assert page.evaluate(f"{APP}.head.closed") == [1]
    assert said == []


def test_notebook_frame(
    example_map: Any, shown: Callable[..., Any], tmp_path: Path, chromium_browser: Browser
) -> None:
    """Two pages in one notebook work, each in a frame of its own."""
    frame = example_map.page._repr_html_()
    host = tmp_path / "host.html"
    host.write_text(f"<!doctype html><body>{frame}{frame}</body>", "utf-8")
    context = chromium_browser.new_context(viewport={"width": 1200, "height": 1400}, offline=True)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda e: errors.append(str(e)))
    page.goto(host.as_uri())
    for number in range(2):
        inner = page.frame_locator("iframe").nth(number)
        inner.locator("#kordon[data-state=ready]").wait_for()
        assert inner.locator("#k-count").inner_text() == "150 of 150 reports shown"
    inner.locator("[data-layer=shelling]").uncheck()
    other = page.frame_locator("iframe").nth(0).locator("#k-count").inner_text()
    assert other == "150 of 150 reports shown"
    assert errors == []
    context.close()
