"""One block of texts is damaged, which shows only when it is wanted: said where, and no further."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from page_unpack import column, head_of

from layers.readers import read
from maps.page import Page
from maps.texts import BLOCK
from maps.words import catalogue, languages

pytestmark = pytest.mark.browser

ROW = {"latitude": "52.1", "longitude": "29.3", "layer": "deployment", "category": "rail_echelon",
       "place": "Mazyr", "description": "a train", "source_title": "somebody"}  # fmt: skip
OPENING = '<script type="text/plain" id="kordon-texts">'


def damaged(document: str, block: int) -> str:
    """The page with a few bytes changed in the middle of one block of texts."""
    start = document.index(OPENING) + len(OPENING)
    end = document.index("</script>", start)
    toc = head_of(document)["texts"]["toc"]
    data = bytearray(base64.b64decode(document[start:end]))
    one, other = column(bytes(data), toc, "text.at")[block : block + 2]
    middle = toc["text"][0] + (int(one) + int(other)) // 2
    for k in range(middle, middle + 4):
        data[k] ^= 0xFF
    return document[:start] + base64.b64encode(data).decode("ascii") + document[end:]


def rows(n: int) -> list[dict[str, str]]:
    """So many reports, one a minute, each with a number of its own in its texts."""
    start = pd.Timestamp("2022-10-01T00:00Z")
    return [
        ROW | {"id": f"r{k}", "date_start": f"{start + pd.Timedelta(minutes=k):%Y-%m-%dT%H:%MZ}",
               "description": f"train {k}"} for k in range(n)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def whole(intake_of: Callable[..., Any]) -> str:
    """Two blocks of texts and a little."""
    return Page(intake_of(rows(2 * BLOCK + 400)).sightings).html()


def test_card_table_and_search_say_it_and_go_on(
    whole: str, show: Callable[..., Any], tmp_path: Path
) -> None:
    page = show(damaged(whole, 1), "#tab=table")
    tab = page.tab
    assert not tab.locator(".notice").is_visible(), "nobody has asked for these texts yet"
    page.app("app.select([10])")
    tab.locator("#k-card .what", has_text="train 10").wait_for()
    assert tab.locator("#k-card .lost").count() == 0
    page.app(f"app.select([{BLOCK + 9}])")
    said = tab.locator("#k-card .lost")
    said.wait_for()
    assert "The texts of this report are damaged" in said.inner_text()
    assert "2 October 2022" in tab.inner_text("#k-card")
    assert tab.locator("#k-card .sources, #k-card .fine").count() == 0
    assert "cannot be read" in tab.inner_text(".notice")
    row = tab.locator(f'.t-row[data-i="{BLOCK + 9}"] [data-col=where]')
    row.filter(has_text="texts damaged").wait_for()
    page.app(f"app.select([{2 * BLOCK + 9}])")
    tab.locator("#k-card .what", has_text=f"train {2 * BLOCK + 9}").wait_for()
    row = tab.locator(f'.t-row[data-i="{2 * BLOCK + 9}"] [data-col=where]')
    row.filter(has_text="Mazyr").wait_for()

    tab.fill("#k-search", "Mazyr")
    tab.locator("#k-count", has_text="2\u202f448 of").wait_for()
    assert "A search does not see those texts." in tab.inner_text(".notice")
    tab.fill("#k-search", "-Mazyr")
    tab.locator(
        "#k-count", has_text=re.compile("^0 of")
    ).wait_for()  # nobody knows what the others say
    tab.fill("#k-search", "")
    tab.locator("#k-count", has_text="4\u202f496 of").wait_for()
    assert "A search" not in tab.inner_text(".notice")

    tab.click("#k-card .close")
    with tab.expect_download() as waiting:
        tab.click("[data-save=csv]")
    path = tmp_path / "saved.csv"
    waiting.value.save_as(path)
    frame = read(path).sightings
    assert len(frame) == 2 * BLOCK + 400
    assert (frame["texts_lost"].fillna("") == "true").sum() == BLOCK
    assert page.complaints == []


def test_a_search_by_the_block_ends(
    intake_of: Callable[..., Any], show: Callable[..., Any]
) -> None:
    """Of very many reports whole blocks are asked before their records: a damaged one too."""
    few = intake_of(rows(64)).sightings
    frame = few.loc[few.index.repeat(400)].reset_index(drop=True)
    frame["place"] = frame["place"].where(frame.index % 256 != 7, "Homiel")
    page = show(damaged(Page(frame).html(), 3))
    page.tab.fill("#k-search", "Homiel")
    page.tab.locator("#k-count:not([aria-busy])", has_text="92 of 25\u202f600").wait_for()
    assert "cannot be read" in page.tab.inner_text(".notice")
    assert page.complaints == []


@pytest.fixture(scope="module")
def three(intake_of: Callable[..., Any]) -> Any:
    """Three reports."""
    return intake_of(rows(3)).sightings


@pytest.mark.parametrize("language", languages())
def test_it_is_said_in_every_language(language: str, three: Any, show: Callable[..., Any]) -> None:
    document = Page(three, language=language).html()
    page = show(damaged(document, 0))
    page.app("app.select([1])")
    said = page.tab.locator("#k-card .lost")
    said.wait_for()
    assert said.inner_text() == catalogue(language)["card_lost"]
    page.app("app.select([0, 1, 2])")
    short = page.tab.locator(".line-text", has_text=catalogue(language)["lost_short"])
    short.nth(2).wait_for()
    assert page.complaints == []
