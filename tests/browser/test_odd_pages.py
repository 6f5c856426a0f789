"""Odd pages in a real browser: hostile text, nothing, one record, no place, no date."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from still import ready, rest_of_map

pytestmark = pytest.mark.browser

APP = "document.getElementById('kordon').kordon"
ROW = {"date": "2022-10-09", "latitude": "52.1", "longitude": "29.3", "layer": "deployment",
       "category": "rail_echelon", "description": "a train"}  # fmt: skip


@pytest.fixture
def shown(tabs: Any, lend: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    """Opens a document; with the page comes what it asked for, or complained about."""
    made = 0

    def show(document: str, state: str = "ready") -> Any:
        nonlocal made
        made += 1
        path = tmp_path / f"{made}.html"
        path.write_text(document, "utf-8")
        page = lend((1440, 900))
        said: list[str] = []
        own = path.as_uri()
        tabs.hear(page, "request", lambda r: said.append(r.url) if r.url != own else None)
        tabs.hear(page, "pageerror", lambda e: said.append(str(e)))
        tabs.hear(page, "dialog", lambda d: (said.append(d.message), d.dismiss()))
        page.goto(own)
        ready(page, state)
        return page, said

    return show


def build(intake: Any, **options: Any) -> str:
    from maps.page import Page

    return Page(intake, **options).html()


def count(page: Any) -> str:
    return str(page.inner_text("#k-count"))


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
    for part in ("#k-time", ".notice"):
        assert page.inner_text(part) == "There are no reports in this file."
    assert said == []


def test_filters_that_leave_nothing(
    intake_of: Callable[..., Any], shown: Callable[..., Any]
) -> None:
    """The map says why it is empty; a period in which nothing was reported is no such thing."""
    rows = [ROW, ROW | {"date": "2022-12-09", "id": "later"}]
    page, said = shown(build(intake_of(rows)))
    page.fill("#k-search", "no such word")
    page.wait_for_selector(".notice:not([hidden])")
    assert page.inner_text(".notice") == "No report fits the filters."
    page.fill("#k-search", "")
    page.wait_for_selector(".notice", state="hidden")
    page.evaluate(f"{APP}.filter.from = Date.UTC(2022, 10, 1)")
    page.evaluate(f"{APP}.filter.to = Date.UTC(2022, 10, 9)")
    page.evaluate(f"{APP}.refresh()")
    assert count(page) == "0 of 2 reports shown"
    assert page.locator(".notice").is_hidden()
    assert said == []


def test_text_runs_in_its_own_direction(
    intake_of: Callable[..., Any], shown: Callable[..., Any]
) -> None:
    """A description in Arabic begins at the right, one in English at the left."""
    told = ("\u062a\u0642\u0631\u064a\u0631 (2022) ABC 123", "A report (2022)")
    page, _ = shown(
        build(intake_of([ROW | {"id": str(k), "description": t} for k, t in enumerate(told)]))
    )
    first_letter = """() => {
      const node = document.querySelector("#k-card .what");
      const range = document.createRange();
      range.setStart(node.firstChild, 0);
      range.setEnd(node.firstChild, 1);
      const [box, letter] = [node, range].map((one) => one.getBoundingClientRect());
      return (letter.x + letter.width / 2 - box.x) / box.width;
    }"""
    starts = []
    for k in range(2):
        page.evaluate(f"{APP}.select([{k}])")
        page.wait_for_function(
            "(text) => document.querySelector('#k-card .what')?.textContent === text",
            arg=told[k],
            polling=50,
        )
        starts.append(page.evaluate(first_letter))
    assert starts[0] > 0.8
    assert starts[1] < 0.2


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


def view_of(page: Any) -> tuple[float, list[float]]:
    """Zoom, and west, south, east, north of what the map shows."""
    zoom, *box = page.evaluate(
        f"(() => {{ const m = {APP}.map; const b = m.getBounds(); "
        "return [m.getZoom(), b.getWest(), b.getSouth(), b.getEast(), b.getNorth()]; })()"
    )
    return zoom, box


def drawn(page: Any) -> int:
    """How many symbols, rings and tags are inside the map as it is seen."""
    return int(
        page.evaluate(
            f"""(() => {{
              const app = {APP};
              const corner = L.DomUtil.getPosition(app.surface.records._canvas);
              const size = app.map.getSize();
              return app.surface.painter.hits.filter(({{ x, y }}) => {{
                const at = app.map.layerPointToContainerPoint([x + corner.x, y + corner.y]);
                return at.x > 0 && at.y > 0 && at.x < size.x && at.y < size.y;
              }}).length;
            }})()"""
        )
    )


SPOTS = {
    "antimeridian": [(179.99, 65), (-179.99, 65), (180, 0), (-180, -10)],
    "poles": [(10, 90), (20, -90), (30, 89.99)],
    "all over the world": [(-120, 40), (140, 35), (29, 52), (29.1, 52.1), (30, -60)],
    "far from here": [(2.35, 48.86)],
    "null island's neighbour": [(0.01, 0.01)],
}


@pytest.mark.parametrize("case", SPOTS)
def test_places_beyond_the_base_map(
    case: str, intake_of: Callable[..., Any], shown: Callable[..., Any]
) -> None:
    """Wherever a report is: something of it is in the first view, or a list, and its card opens."""
    from maps.build import chosen_regions

    regions, _ = chosen_regions()
    rows = [
        ROW | {"id": str(k), "longitude": str(x), "latitude": str(y),
               "coordinate_uncertainty_m": "20000"}
        for k, (x, y) in enumerate(SPOTS[case])
    ]  # fmt: skip
    page, said = shown(build(intake_of(rows), regions=regions))
    assert count(page) == f"{len(rows)} of {len(rows)} reports shown"
    if case != "poles":
        assert drawn(page) >= 1
    else:  # there is no pole on this kind of map: they are listed
        page.click("#k-tab-off")
        page.locator("#k-off h2", has_text="3 reports near a pole").wait_for()
        assert page.inner_text("#k-tab-off") == "Not on the map: 3"
    notice = page.locator(".notice")
    assert notice.is_visible() == (case != "all over the world")
    if notice.is_visible():
        assert "base map ends" in notice.inner_text()
    for i in range(len(rows)):
        page.evaluate(f"{APP}.select([{i}])")
        page.locator("#k-card dl").first.wait_for()
    assert said == []


def test_the_first_view_is_where_most_reports_are(
    intake_of: Callable[..., Any], shown: Callable[..., Any]
) -> None:
    """Reports on three continents are not framed by an ocean between them."""
    rows = [
        ROW | {"id": f"{x} {k}", "longitude": str(x + k / 50), "latitude": str(y)}
        for x, y, n in ((-100, 40, 3), (29, 52, 5), (140, -35, 4))
        for k in range(n)
    ]
    page, _ = shown(build(intake_of(rows)))
    zoom, (west, south, east, north) = view_of(page)
    assert west < 29 < east
    assert south < 52 < north
    assert zoom >= 7
    assert drawn(page) >= 1


POLYGONS = {
    "the whole Earth": "POLYGON ((-180 -90, 180 -90, 180 90, -180 90, -180 -90))",
    "half a continent": "POLYGON ((20 45, 45 45, 45 60, 20 60, 20 45))",
    "a hair": "POLYGON ((29 52, 29.00001 52, 29.00001 52.00001, 29 52))",
}


@pytest.mark.parametrize("case", POLYGONS)
def test_huge_and_tiny_areas(
    case: str, intake_of: Callable[..., Any], shown: Callable[..., Any]
) -> None:
    rows = [ROW | {"latitude": "", "longitude": "", "layer": "fortification",
                   "category": "minefield", "geometry": POLYGONS[case]}]  # fmt: skip
    page, said = shown(build(intake_of(rows)))
    assert count(page) == "1 of 1 reports shown"
    _, (west, _, east, _) = view_of(page)
    if case == "half a continent":
        assert west < 21
        assert east > 44, "all of it is framed"
    page.evaluate(f"{APP}.select([0])")
    page.locator("#k-card dl").first.wait_for()
    zoom = page.locator("#k-card button", has_text="Zoom to it")
    if zoom.count():  # what has a place on the map
        zoom.click()
        rest_of_map(page)
    assert said == []


def test_an_area_of_a_hundred_thousand_corners(
    intake_of: Callable[..., Any], shown: Callable[..., Any]
) -> None:
    import numpy as np
    import shapely

    turn = np.linspace(0, 2 * np.pi, 100_001)
    reach = 2 + 0.01 * (np.arange(len(turn)) % 2)
    reach[-1] = reach[0]
    ring = np.column_stack([30 + reach * np.cos(turn), 52 + reach * np.sin(turn)])
    frame = intake_of([ROW]).sightings
    frame.loc[0, "geometry"] = shapely.Polygon(ring)
    page, said = shown(build(frame))
    page.evaluate(f"{APP}.select([0])")
    page.locator("#k-card dl").first.wait_for()
    assert said == []


def test_the_first_and_the_last_year(
    intake_of: Callable[..., Any], shown: Callable[..., Any]
) -> None:
    """Dates of the years 1 and 9999 straight into a frame: the histogram holds, cards tell them."""
    import pandas as pd

    frame = intake_of([ROW | {"id": "a"}, ROW | {"id": "b"}, ROW | {"id": "c"}]).sightings
    for k, (first, last) in enumerate((("0001-01-01", "0001-01-02"), ("9999-12-30", "9999-12-31"))):
        frame.loc[k, ["date_start", "date_end"]] = [first, first]
        begin, end = (pd.Timestamp(t, tz="UTC").as_unit("s") for t in (first, last))
        for name, moment in (("time_from", begin), ("time_to", end)):
            frame[name] = frame[name].astype("datetime64[s, UTC]")
            frame.loc[k, name] = moment
    page, said = shown(build(frame))
    assert count(page) == "3 of 3 reports shown"
    for i in range(3):
        page.evaluate(f"{APP}.select([{i}])")
        page.locator("#k-card dl").first.wait_for()
        assert "Invalid" not in page.inner_text("body")
        assert "NaN" not in page.inner_text("body")
    page.click(".t-step_on")
    page.click(".t-all")
    page.click("[data-tab=table]")
    page.locator(".t-body .t-row").nth(2).wait_for()
    assert said == []


def test_everything_known_to_a_country_only(
    intake_of: Callable[..., Any], shown: Callable[..., Any]
) -> None:
    """No dot claims a place; a pill says how many, and the list names each."""
    rows = [
        ROW | {"id": str(k), "coordinate_uncertainty_m": "300000", "country": c}
        for k, c in enumerate(("BY", "BY", "UA", "XX", ""))
    ]
    page, said = shown(build(intake_of(rows)))
    assert count(page) == "5 of 5 reports shown"
    assert page.inner_text("#k-tab-off") == "Not on the map: 5"
    page.click("[data-tab=off]")
    assert page.locator("#k-off .line").count() == 5
    assert not page.locator(".notice").is_visible(), "the border region is the first view"
    assert said == []


def test_a_million_reports_of_one_thing(
    intake_of: Callable[..., Any], shown: Callable[..., Any]
) -> None:
    """The same report a million times is one ring, and its list is opened without harm."""
    import pandas as pd

    one = intake_of([ROW]).sightings
    frame = one.loc[one.index.repeat(1_000_000)].reset_index(drop=True)
    frame["id"] = pd.Series(["same"], dtype="string").repeat(len(frame)).to_numpy()
    page, said = shown(build(frame))
    assert count(page) == "1\u202f000\u202f000 of 1\u202f000\u202f000 reports shown"
    hits = page.evaluate(f"{APP}.surface.painter.hits.map((h) => h.n)")
    assert hits == [1_000_000]
    page.evaluate(f"{APP}.select([5])")
    page.locator("#k-card .next").wait_for()
    page.click("#k-card .next")
    page.wait_for_function("() => location.hash.includes('id=')")
    page.click("[data-tab=table]")
    page.locator(".t-body .t-row").nth(3).wait_for()
    assert said == []


@pytest.mark.parametrize("damage", ["changed", "emptied", "no base64"])
def test_lost_texts_are_said(damage: str, example_html: str, shown: Callable[..., Any]) -> None:
    """Columns and map are whole, texts are not: the map opens and says what is missing."""
    start = example_html.index('id="kordon-texts">') + len('id="kordon-texts">')
    end = example_html.index("</script>", start)
    text = example_html[start:end]
    middle = len(text) // 3
    broken = {"changed": text[:middle] + text[middle : middle + 8][::-1] + text[middle + 8 :],
              "emptied": "", "no base64": "%" + text[1:]}[damage]  # fmt: skip
    assert broken != text
    page, said = shown(example_html[:start] + broken + example_html[end:])
    assert count(page) == "150 of 150 reports shown"
    page.evaluate(f"{APP}.select([5])")
    page.locator("#k-card .lost").wait_for()
    assert "cannot be read" in page.inner_text("#k-card .lost")
    assert "cannot be read" in page.inner_text(".notice")
    page.click("[data-tab=table]")
    page.locator(".t-body .t-row").nth(3).wait_for()
    page.fill("#k-search", "Mazyr")
    page.locator("#k-count:not([aria-busy])").wait_for()
    assert said == []


def test_storage_and_clipboard_denied(
    lend: Callable[..., Any], tabs: Any, example_page: Path, tmp_path: Path
) -> None:
    """A sandbox without an origin of its own: nothing to store in, no clipboard, no dialogs."""
    host = tmp_path / "denied.html"
    host.write_text(
        f'<!doctype html><iframe sandbox="allow-scripts" src="{example_page.as_uri()}" '
        'style="width:1000px;height:600px"></iframe>',
        "utf-8",
    )
    page = lend((1280, 720))
    said: list[str] = []
    tabs.hear(page, "pageerror", lambda e: said.append(str(e)))
    page.goto(host.as_uri())
    inner = page.frame_locator("iframe")
    inner.locator("#kordon[data-state=ready]").wait_for()
    inner.locator("[data-tab=table]").click()
    inner.locator(".t-body .t-row").first.click()
    inner.locator("#k-card .card-tools button").first.click()
    inner.locator("#k-card .close").click()
    assert said == []


def test_without_scripts_the_page_says_why(chromium_browser: Browser, example_page: Path) -> None:
    """Title, what is needed, and nothing else: no half-dressed controls."""
    context = chromium_browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(example_page.as_uri())
    text = page.inner_text("body")
    assert "allow scripts" in text
    assert "Border activity" in text
    assert not page.locator(".bar").is_visible()
    context.close()
