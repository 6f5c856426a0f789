"""The same page in Firefox: it opens, draws, asks for nothing, and answers the mouse."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import firefox
import numpy as np
import pytest
from bidi import Firefox
from PIL import Image

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(firefox.find() is None, reason=firefox.HOW_TO),
]

APP = "document.getElementById('kordon').kordon"
READY = "document.getElementById('kordon')?.dataset.state === 'ready'"


@pytest.fixture(scope="module")
def browser() -> Iterator[Firefox]:
    path = firefox.find()
    assert path
    with Firefox(path) as opened:
        yield opened


@pytest.fixture
def page(browser: Firefox, example_page: Path) -> Firefox:
    """The example page, opened anew."""
    browser.open("about:blank")
    browser.events.clear()
    browser.open(example_page.as_uri())
    browser.until(READY)
    return browser


def complaints(browser: Firefox) -> list[str]:
    entries = [e["params"] for e in browser.events if e["method"] == "log.entryAdded"]
    return [str(entry["text"]) for entry in entries if entry["level"] in ("error", "warn")]


def test_it_opens_and_asks_for_nothing(page: Firefox, example_page: Path) -> None:
    assert page.run("document.getElementById('k-count').textContent") == "150 of 150 reports shown"
    asked = [
        e["params"]["request"]["url"]
        for e in page.events
        if e["method"] == "network.beforeRequestSent"
    ]
    assert [url for url in asked if url != example_page.as_uri()] == []
    assert complaints(page) == []


def test_it_draws(page: Firefox) -> None:
    """Land, borders and the colours of the layers are on the map."""
    page.run("new Promise((go) => setTimeout(go, 400))")
    picture = Image.open(io.BytesIO(page.picture())).convert("RGB")
    pixels = np.asarray(picture).reshape(-1, 3).astype(int)
    colours = page.run(f"Object.values({APP}.theme.layers).join(' ')").split()
    for colour in colours:
        wanted = [int(colour[k : k + 2], 16) for k in (1, 3, 5)]
        assert (np.abs(pixels - wanted).max(axis=1) < 12).sum() > 100, colour
    assert len(np.unique(pixels // 8, axis=0)) > 100


def test_a_click_opens_the_card(page: Firefox) -> None:
    at = page.run(
        f"""(() => {{
          const app = {APP};
          const hit = app.surface.painter.hits.findLast((h) => h.n > 1 && h.ring);
          const corner = L.DomUtil.getPosition(app.surface.records._canvas);
          const at = app.map.layerPointToContainerPoint([hit.x + corner.x, hit.y + corner.y]);
          const box = app.map.getContainer().getBoundingClientRect();
          return `${{box.x + at.x}} ${{box.y + at.y}}`;
        }})()"""
    )
    page.click(*map(float, at.split()))
    page.until("document.querySelector('#k-card .line')")
    page.run("document.querySelector('#k-card .line').click()")
    page.until("document.querySelector('#k-card .sources a')")
    assert page.run("location.hash").startswith("#")
    page.run("document.querySelector('#k-card .why summary')?.click()")
    assert complaints(page) == []


def test_every_part_works(page: Firefox) -> None:
    """Filter, search, table, themes, print: as in Chromium."""
    page.run("document.querySelector('[data-layer=shelling]').click()")
    page.until("document.getElementById('k-count').textContent.startsWith('103 of')")
    page.run(
        "(() => { const s = document.getElementById('k-search'); s.value = 'Mazyr';"
        " s.dispatchEvent(new Event('input', {bubbles: true})); })()"
    )
    page.until("!/^(103|0) of/.test(document.getElementById('k-count').textContent)")
    page.run("document.querySelector('[data-tab=table]').click()")
    page.until("document.querySelector('.t-body .t-row')")
    page.run(f"{APP}.tools.setTheme('dark')")
    page.run("window.dispatchEvent(new Event('beforeprint'))")
    page.run("window.dispatchEvent(new Event('afterprint'))")
    assert page.run(f"{APP}.themeName") == "dark"
    assert complaints(page) == []
