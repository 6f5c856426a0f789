"""Coverage on the page: hatched in its place and time, told by pointer and in text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine
from hostile import HOSTILE, LONG, shown

from layers.coverage import read_coverage
from maps.page import Page
from maps.rasters import load_raster

pytestmark = pytest.mark.browser

EXAMPLES = Path(__file__).parents[2] / "examples"

TABLE = """area,date_start,date_end,coverage,note,source
"POLYGON ((28 52, 29 52, 29 53, 28 53, 28 52))",2022-03-01,2022-05-31,none,<b>why</b>,who & co
LT,2022-11,,partial,,
Sumy Oblast,,,good,,
"""
#: What is drawn about a longitude and latitude on the ground canvas, as one number.
DRAWN = """([longitude, latitude]) => {
  const { surface, map } = document.getElementById("kordon").kordon;
  const { x, y } = surface.ground.toCanvas(map.latLngToContainerPoint([latitude, longitude]));
  const ratio = surface.ground.frame.ratio;
  const g = surface.ground._canvas.getContext("2d");
  const { data } = g.getImageData(Math.round(x * ratio) - 9, Math.round(y * ratio) - 9, 18, 18);
  return data.reduce((sum, value, k) => (sum + value * (k + 1)) % 1e9, 0);
}"""
#: Where a longitude and latitude are in the window.
POINT = """([longitude, latitude]) => {
  const { map } = document.getElementById("kordon").kordon;
  const { x, y } = map.latLngToContainerPoint([latitude, longitude]);
  const box = map.getContainer().getBoundingClientRect();
  return [x + box.x, y + box.y];
}"""
BARE = "#map=7/52.5/29&show="
INSIDE, OUTSIDE = [28.8, 52.4], [29.6, 52.6]


@pytest.fixture(scope="module")
def document(intake_of: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("coverage") / "table.csv"
    path.write_text(TABLE)
    rows = [
        {"date": day, "latitude": 51.6, "longitude": 31, "layer": "deployment",
         "category": "rail_echelon", "description": day}
        for day in ("2022-01-05", "2022-04-05", "2022-12-20")
    ]  # fmt: skip
    return Page(intake_of(rows), coverage=read_coverage(path), title="Watched").html()


def test_hatched_where_and_when(show: Callable[..., Any], document: str) -> None:
    """In the area and the period, and nowhere and never else; a switch takes it away."""
    april = "time=2022-04-01..2022-04-30"
    page = show(document, f"{BARE}coverage&{april}")
    inside, outside = (page.tab.evaluate(DRAWN, place) for place in (INSIDE, OUTSIDE))
    page.tab.uncheck("[data-context=coverage]")
    plain = page.tab.evaluate(DRAWN, INSIDE)
    assert plain != inside
    assert page.tab.evaluate(DRAWN, OUTSIDE) == outside
    page.tab.check("[data-context=coverage]")
    assert page.tab.evaluate(DRAWN, INSIDE) == inside
    later = show(document, f"{BARE}coverage&time=2022-06-01..2022-06-30")
    assert later.tab.evaluate(DRAWN, INSIDE) == plain
    assert page.requests + later.requests == []


def test_pointing_tells(show: Callable[..., Any], document: str) -> None:
    """Area, when, how well, why and who, as text; nothing beside it."""
    page = show(document, f"{BARE}coverage")
    page.tab.mouse.move(*page.tab.evaluate(POINT, OUTSIDE))
    assert page.tab.is_hidden("#k-tip")
    page.tab.mouse.move(*page.tab.evaluate(POINT, INSIDE))
    page.tab.locator("#k-tip", has_text="not watched").wait_for()
    told = page.tab.inner_text("#k-tip")
    what = "drawn area 1, 1 Mar 2022 – 31 May 2022: not watched"
    assert told == f"{what} · <b>why</b> · says who & co"
    page.tab.mouse.move(*page.tab.evaluate(POINT, OUTSIDE))
    page.tab.locator("#k-tip").wait_for(state="hidden")
    page.tab.mouse.click(*page.tab.evaluate(POINT, INSIDE))
    page.tab.locator("#k-tip", has_text="not watched").wait_for()
    assert page.complaints == []


def test_legend_foot_and_histogram(show: Callable[..., Any], document: str) -> None:
    page = show(document)
    tree = page.tab.inner_text("#k-tree")
    assert "not watched" in tree
    assert "watched in part" in tree
    assert "not known whether watched" not in tree, "only what is on the page"
    page.tab.click("[data-tab=foot]")
    foot = page.tab.inner_text("#k-foot .coverage")
    assert "3 read = 3 accepted" in foot
    assert "Lithuania, since 1 Nov 2022: watched in part" in foot
    assert "Sumy Oblast, at all times: well watched" in foot
    assert "table.csv" in page.tab.inner_text("#k-foot")
    spans = page.app("app.coverage.spans(app.timeline.span).map((s) => [s.from, s.to])")
    day = 86_400_000
    lengths = [round((end - start) / day) for start, end in spans]
    assert lengths == [92, 61], "March to May, November and December"
    page.tab.uncheck("[data-context=coverage]")
    assert page.app("app.coverage.spans(app.timeline.span).length") == 0


def test_comparing_says_when_periods_were_watched_unlike(
    show: Callable[..., Any], document: str
) -> None:
    page = show(document)
    page.tab.click(".t-compare")
    april, june, december = (
        page.app(f"({{from: Date.UTC(2022, {m}, 1), to: Date.UTC(2022, {m} + 1, 1)}})")
        for m in (3, 5, 11)
    )
    for one, other, unlike in ((june, june, False), (april, june, True), (april, december, True)):
        page.tab.evaluate(
            "([a, b]) => document.getElementById('kordon').kordon.comparing.setPeriods({a, b})",
            [one, other],
        )
        chips = page.tab.locator(".chip small")
        assert chips.count() == (2 if unlike else 0)


def test_a_page_without_coverage_says_nothing_of_it(
    show: Callable[..., Any], example_page: Path
) -> None:
    page = show(example_page)
    assert page.tab.locator("[data-context=coverage]").count() == 0
    assert "watched" not in page.tab.inner_text("#k-tree")


def test_hostile_words_are_words(
    show: Callable[..., Any], intake_of: Callable[..., Any], tmp_path: Path
) -> None:
    """Every text of the corpus in statements and about pictures is shown, and nothing runs."""
    short = [text for text in HOSTILE if 0 < len(text.strip()) < LONG]
    plain = read_coverage(EXAMPLES / "coverage-made-up.csv")
    intake = intake_of([{"date": "2022-01-05", "layer": "deployment", "description": "x"}])
    tiff = tmp_path / "a.tif"
    with rasterio.open(
        tiff, "w", driver="GTiff", count=1, height=9, width=9, dtype="uint8", crs="EPSG:3857",
        transform=Affine(900, 0, 3_300_000, 0, -900, 6_800_000),
    ) as file:  # fmt: skip
        file.write(np.full((1, 9, 9), 9, np.uint8))
    for start in range(0, len(short), 150):
        texts = short[start : start + 150]
        rows = [
            replace(
                plain.rows[0],
                region={"region_id": f"x{k}", "name": text, "kind": "custom", "country": ""},
                shape=shapely.box(28 + k / 100, 52, 28.01 + k / 100, 52.1),
                note=text,
                source=text,
            )
            for k, text in enumerate(texts)
        ]
        words = dict(zip(("label", "source", "date", "licence"), texts, strict=False))
        raster = load_raster(tiff, **{**words, "label": " ".join(texts)})
        coverage = replace(plain, rows=rows)
        page = show(Page(intake, coverage=coverage, rasters=[raster], title="Hostile").html())
        page.tab.click("[data-tab=foot]")
        lines = page.tab.locator("#k-foot .coverage li").all_text_contents()
        assert len(lines) == len(texts)
        for text, line in zip(texts, lines, strict=True):
            assert line.count(shown(text)) >= 3, repr(text)
        assert shown(" ".join(texts)) in page.tab.locator("#k-tree").text_content()
        assert page.tab.evaluate("typeof window.__canary") == "undefined"
        assert page.requests == []
        assert page.complaints == []
