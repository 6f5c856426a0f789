"""Legend and foot on paper: whole, however many pictures and kinds of obstacles there are."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest
import rasterio
from affine import Affine

from maps.obstacles import patterns
from maps.page import Page
from maps.rasters import load_raster

pytestmark = pytest.mark.browser

#: Rows of legend and foot that are seen but reach beyond what they stand in.
BEYOND = """() => {
  const bottom = (id) => document.querySelector(id).getBoundingClientRect().bottom;
  const edges = { '.panel': bottom('.panel'), '#k-foot': bottom('#kordon') };
  return Object.entries(edges).flatMap(([id, edge]) =>
    [...document.querySelectorAll(`${id} :is(li, p, dt, dd, h2)`)]
      .filter((row) => row.getClientRects().length)
      .filter((row) => row.getBoundingClientRect().bottom > edge + 1)
      .map((row) => row.textContent));
}"""
SEEN = """(id) => [...document.querySelectorAll(`${id} :is(li, dt)`)]
  .filter((row) => row.getClientRects().length).map((row) => row.textContent)"""
PICTURES = 6


@pytest.fixture(scope="module")
def crowded(intake_of: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> str:
    """Every kind of obstacle as a line, and six pictures."""
    rasters = []
    for k in range(PICTURES):
        path = tmp_path_factory.mktemp("raster") / f"mask{k}.tif"
        with rasterio.open(
            path, "w", driver="GTiff", count=1, height=40, width=40, dtype="uint8",
            crs="EPSG:4326", transform=Affine(0.05, 0, 27 + 0.1 * k, 0, -0.05, 53),
        ) as file:  # fmt: skip
            file.write(np.full((1, 40, 40), 50 + k, np.uint8))
        rasters.append(load_raster(path, label=f"Mask {k}", source="Nobody", licence="CC0"))
    rows = [
        {"date": "2022-10-09", "layer": "fortification", "category": category,
         "status": ("assessed", "claimed", "denied", "")[k % 4],
         "geometry": f"LINESTRING (28 {51 + k / 9}, 31 {51 + k / 9})"}
        for k, category in enumerate(patterns())
    ]  # fmt: skip
    return Page(intake_of(rows).sightings, rasters=rasters).html()


def tell(page: Any, event: str) -> None:
    page.tab.evaluate(f"window.dispatchEvent(new Event('{event}'))")


@pytest.mark.parametrize("theme", ["light", "print"])
def test_what_has_no_room_goes_on_the_next_sheet(
    theme: str, crowded: str, show: Callable[..., Any]
) -> None:
    """Nothing is cut through, all of it is there, and the screen is afterwards as it was."""
    page = show(crowded, f"#theme={theme}")
    whole = page.tab.evaluate(SEEN, ".panel")
    page.tab.emulate_media(media="print")
    tell(page, "beforeprint")
    assert page.tab.evaluate(BEYOND) == []
    seen = page.tab.evaluate(SEEN, ".panel #k-tree")
    assert 5 < len(seen) < 25
    assert page.tab.inner_text(".panel .goes-on") == "All of it stands on the next sheet."
    told = page.tab.locator(".spilt").first.inner_text()
    labels = page.app("app.head.categories.map((c) => c.label)")
    assert len(labels) == len(patterns())
    for label in [*labels, *(f"Mask {k}" for k in range(PICTURES)), "Graticule"]:
        assert label in told, label
    twice = page.tab.evaluate(
        """() => { const ids = [...document.querySelectorAll('[id]')].map((n) => n.id);
          return ids.filter((id, k) => ids.indexOf(id) !== k); }"""
    )
    assert twice == []
    tell(page, "afterprint")
    page.tab.emulate_media(media="screen")
    assert page.tab.evaluate(SEEN, ".panel") == whole
    assert page.tab.locator(".goes-on, .cut-for-paper, .spilt").count() == 0
    assert page.complaints == []


def test_it_is_so_in_the_printed_file(crowded: str, show: Callable[..., Any]) -> None:
    page = show(crowded)
    sheet = page.tab.pdf(prefer_css_page_size=True, print_background=True)
    with pypdfium2.PdfDocument(sheet) as paper:
        first, second = (paper[k].get_textpage().get_text_range() for k in (0, 1))
    assert "All of it stands on the next sheet." in first
    assert "Demining" not in first
    assert "Demining" in second
    assert f"Mask {PICTURES - 1}" in second


def test_what_has_room_stays_together(show: Callable[..., Any], example_page: Path) -> None:
    page = show(example_page)
    page.tab.emulate_media(media="print")
    tell(page, "beforeprint")
    assert page.tab.evaluate(BEYOND) == []
    assert page.tab.locator(".goes-on, .cut-for-paper, .spilt").count() == 0


def test_a_long_foot_goes_on_too(show: Callable[..., Any], crowded: str) -> None:
    """Many inputs: each with its digest, if not on the first sheet then on the next."""
    page = show(crowded)
    page.app(
        """(() => {
          const list = document.querySelector('#k-foot dl');
          for (let k = 0; k < 12; k++) {
            const [term, text] = ['dt', 'dd'].map((tag) => document.createElement(tag));
            term.textContent = `input-${k}.csv`;
            text.textContent = `sha256 ${String(k).repeat(60)}`;
            list.append(term, text);
          }
        })()"""
    )
    page.tab.emulate_media(media="print")
    tell(page, "beforeprint")
    assert page.tab.evaluate(BEYOND) == []
    assert page.tab.locator("#k-foot .goes-on").count() == 1
    told = page.tab.locator(".spilt").last.inner_text()
    assert re.findall(r"input-(\d+)\.csv", told) == [str(k) for k in range(12)]
    last = page.tab.evaluate(
        "[...document.querySelectorAll('#k-foot dl > *')]"
        ".filter((n) => n.getClientRects().length).at(-1).tagName"
    )
    assert last == "DD", "no term stands without its text"


@pytest.mark.parametrize("language", ["en", "uk", "be", "ru", "de", "fr"])
def test_the_list_breaks_no_heading_and_no_grade(
    language: str, show: Callable[..., Any], page_in: Callable[[str], Path]
) -> None:
    """On an A4 sheet every word of a heading is whole, and a grade or a distance on one line."""
    page = show(page_in(language))
    page.tab.set_viewport_size({"width": 1040, "height": 700})
    page.tab.emulate_media(media="print")
    tell(page, "beforeprint")
    broken = page.tab.evaluate(
        """() => {
          const lines = (node, from, to) => {
            const range = document.createRange();
            range.setStart(node.firstChild, from);
            range.setEnd(node.firstChild, to);
            return new Set([...range.getClientRects()].map((r) => Math.round(r.top))).size;
          };
          const out = [];
          const whole = ".print-list td:is([data-col=within], [data-col=grade])";
          for (const node of document.querySelectorAll(whole))
            if (node.firstChild && lines(node, 0, node.textContent.length) > 1)
              out.push(node.textContent);
          for (const node of document.querySelectorAll(".print-list th"))
            for (const { 0: word, index } of node.textContent.matchAll(/\\S+/g))
              if (lines(node, index, index + word.length) > 1) out.push(word);
          return out;
        }"""
    )
    assert page.tab.locator(".print-list [data-col=grade]").count() > 100
    assert broken == []
