"""Fire whose origin is inferred: a fan that opens its report, never a dot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from layers.readers import read
from maps.page import Page

pytestmark = pytest.mark.browser

ROWS = """id,layer,category,date_start,latitude,longitude,coordinate_uncertainty_m,target_place,\
target_latitude,target_longitude,azimuth_deg,azimuth_error_deg,range_min_km,range_max_km
own,shelling,artillery_fire,2023-01-01,51.2,30.1,500,,,,315,6,4,20
target,shelling,rocket_fire,2023-01-02,,,,Chernihiv,51.5,31.3,20,8,20,70
bare,shelling,mortar_fire,2023-01-05,51.0,28.6,500,,,,10,,,
"""


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("fans") / "fans.csv"
    path.write_text(ROWS, "utf-8")
    return Page(read(path), title="Fans").html()


def test_a_click_into_the_fan_opens_the_report(show: Callable[..., Any], document: str) -> None:
    """25 km to the north-north-east of Chernihiv nothing is drawn but the fan."""
    page = show(document, "#map=8/51.5/30.5")
    at = page.app(
        """(() => { const p = app.map.latLngToContainerPoint([51.85, 31.5]);
          const box = app.map.getContainer().getBoundingClientRect();
          return { x: p.x + box.left, y: p.y + box.top }; })()"""
    )
    page.tab.mouse.move(at["x"], at["y"])
    page.tab.locator("#k-tip strong").wait_for()
    page.tab.mouse.click(at["x"], at["y"])
    page.tab.locator("#k-card dl").first.wait_for()
    card = page.tab.inner_text("#k-card")
    assert "from the impact towards 20° ± 8°" in card
    assert "20–70 km" in card
    assert "Chernihiv" in card
    assert "The place given is where it hit" not in card
    assert page.complaints == []


def test_the_card_says_what_is_not_known(show: Callable[..., Any], document: str) -> None:
    page = show(document, "#id=bare")
    card = page.tab.inner_text("#k-card")
    assert "from the impact towards 10°, error not stated" in card
    assert "distance not stated" in card
    assert "The place given is where it hit." in card


def test_fans_go_with_their_layer_and_their_switch(show: Callable[..., Any], document: str) -> None:
    page = show(document)
    drawn = "app.surface.painter.hits.filter((h) => h.shape).length"
    assert page.app(drawn) == 3
    assert "fan from an impact" in page.tab.inner_text("#k-tree")
    page.tab.uncheck("[data-context=targets]")
    assert page.app(drawn) == 0
    page.tab.check("[data-context=targets]")
    page.tab.uncheck("[data-layer=shelling]")
    assert page.app(drawn) == 0
