"""APP-6 symbols on the map, in the key and on the card, where a record has a code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from layers.readers import read
from maps.page import Page

pytestmark = pytest.mark.browser

ROWS = """id,layer,category,date_start,latitude,longitude,coordinate_uncertainty_m,sidc
hostile,deployment,troop_presence,2023-01-01,52.0,30.0,500,SHGPUCIZ---D---
friend,deployment,troop_presence,2023-01-01,52.5,31.0,500,10031000181211000000
planned,deployment,troop_presence,2023-01-01,52.5,29.0,500,SHGAUCI--------
none,deployment,troop_presence,2023-01-01,51.5,29.0,500,
"""


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("symbols") / "units.csv"
    path.write_text(ROWS, "utf-8")
    return Page(read(path), title="Units").html()


def colour(page: Any, longitude: float, latitude: float, dx: int, dy: int) -> list[int]:
    """What is drawn beside a place on the canvas of the records."""
    return page.app(
        f"""(() => {{
          const layer = app.surface.records;
          const {{ size, ox, oy, ratio }} = layer.frame;
          const at = app.map.latLngToContainerPoint([{latitude}, {longitude}]);
          const p = layer.toCanvas(at);
          const [x, y] = [p.x + {dx}, p.y + {dy}].map((v) => Math.round(v * ratio));
          return [...layer._canvas.getContext("2d").getImageData(x, y, 1, 1).data];
        }})()"""
    )


def test_the_map_draws_the_symbol(show: Callable[..., Any], document: str) -> None:
    """Red for the hostile unit, blue for the friendly one, the category's own for the others."""
    page = show(document, "#map=8/52/30")
    assert colour(page, 30.0, 52.0, -11, 0)[:3] == [255, 128, 128]
    assert colour(page, 31.0, 52.5, 0, -6)[:3] == [128, 224, 255]
    vermillion = [0xD5, 0x5E, 0x00]
    assert colour(page, 29.0, 51.5, -5, 0)[:3] == vermillion
    assert colour(page, 29.0, 52.5, -5, 0)[:3] == vermillion
    page.tab.check("#k-mode-dots")
    assert colour(page, 30.0, 52.0, -3, 0)[:3] == vermillion, "too small for a picture"
    assert [c for c in page.complaints if "readback" not in c] == []  # that one is our own asking
    assert page.requests == []


def test_key_and_card_show_it_and_say_when_they_do_not(
    show: Callable[..., Any], document: str
) -> None:
    page = show(document, "#id=hostile")
    assert page.tab.locator("#k-tree .key img.badge").count() == 1
    assert page.tab.locator("#k-card .card-bar img.badge").count() == 1
    assert "SHGPUCIZ---D---" in page.tab.inner_text("#k-card")
    again = show(document, "#id=planned")
    assert again.tab.locator("#k-card .card-bar img.badge").count() == 0
    assert "drawn as its category" in again.tab.inner_text("#k-card")
    assert "milsymbol" in again.tab.text_content("#k-foot")


def test_a_page_without_codes_says_nothing_of_them(
    show: Callable[..., Any], example_page: Path
) -> None:
    page = show(example_page)
    assert page.tab.locator("img.badge").count() == 0
    assert "milsymbol" not in page.tab.text_content("#k-foot")
