"""What a page saves is read again by Kordon, and says the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.join import join
from geo.zones import border_zones
from layers.readers import read
from maps.page import Page

pytestmark = pytest.mark.browser

SAME = (
    "layer", "category", "date_precision", "place", "place_local",
    "admin1", "country", "actor", "unit", "equipment", "direction", "status", "quantity_low",
    "quantity_high", "quantity_unit", "coordinate_uncertainty_m", "coordinate_source",
    "target_place", "source_title", "source_url", "source_date", "source_reliability",
    "information_credibility", "description", "time_from", "time_to",
)  # fmt: skip


def saved(page: Any, format_: str, folder: Path) -> Path:
    with page.tab.expect_download() as waiting:
        page.tab.click(f"[data-save={format_}]")
    download = waiting.value
    path = folder / download.suggested_filename
    download.save_as(path)
    return path


@pytest.mark.parametrize("format_", ["csv", "geojson"])
def test_what_is_saved_is_read_as_it_was(
    format_: str, show: Callable[..., Any], example_page: Path, examples_csv: Path, tmp_path: Path
) -> None:
    """All fields of all examples, and the same memberships in zones."""
    path = saved(show(example_page), format_, tmp_path)
    assert path.name == f"kordon-150-reports.{format_}"
    again = read(path)
    assert (again.read, again.set_aside, again.duplicates) == (150, 0, 0)
    first = read(examples_csv).sightings.set_index("id").sort_index()
    second = again.sightings.set_index("id").sort_index()
    assert list(first.index) == list(second.index)
    for field in SAME:
        one, two = first[field], second[field]
        same = (one == two) | (one.isna() & two.isna())
        assert same.all(), (field, one[~same].tolist()[:3], two[~same].tolist()[:3])
    near = shapely.distance(first.geometry.to_numpy(), second.geometry.to_numpy())
    assert np.nanmax(near) < 1e-5
    zones = border_zones(["BY-UA"], [25_000])
    ours, theirs = (
        join(frame.reset_index(drop=True), zones)[["sighting", "region_id", "certainty"]]
        for frame in (first, second)
    )
    pd.testing.assert_frame_equal(ours, theirs)


def test_only_what_is_shown_is_saved(
    show: Callable[..., Any], example_page: Path, tmp_path: Path
) -> None:
    page = show(example_page, "#time=2022-10-01..2022-10-31&actor=RUS")
    frame = read(saved(page, "csv", tmp_path)).sightings
    assert len(frame) == page.shown
    assert frame["actor"].str.contains("RUS").all()
    assert page.requests == []
    assert page.complaints == []


def test_a_file_says_what_it_holds_in_the_order_of_the_table(
    show: Callable[..., Any], example_page: Path, tmp_path: Path
) -> None:
    """Period and filters in name and members, rows as they are sorted."""
    page = show(example_page, "#time=2022-10-01..2022-10-31&actor=RUS&tab=table&sort=-when")
    path = saved(page, "geojson", tmp_path)
    assert path.name == f"kordon-2022-10-01_2022-10-31-RUS-{page.shown}-reports.geojson"
    told = json.loads(path.read_text("utf-8"))
    assert told["period"] == "2022-10-01..2022-10-31"
    assert told["filters"] == "Actor: Russia"
    assert "OpenStreetMap" in told["attribution"]
    assert any("GeoNames" in credit for credit in told["credits"])
    assert told["inputs"][0]["sha256"]
    order = [feature["properties"]["id"] for feature in told["features"]]
    shown = page.app(
        "Promise.all([...app.table.rows].map(async (i) => (await app.store.texts(i)).id))"
    )
    assert order == shown
    assert len(order) == page.shown


def test_lines_areas_hostile_text_and_own_columns_survive(
    show: Callable[..., Any], intake_of: Callable[..., Any], tmp_path: Path
) -> None:
    """A hole stays a hole; a formula stays text; what nobody knows travels along."""
    base = {"date_start": "2022-10-09T10:00Z", "category": "minefield", "layer": "fortification"}
    hole = "POLYGON ((29 51, 31 51, 31 53, 29 53, 29 51), (29.5 51.5, 30.5 51.5, 30 52, 29.5 51.5))"
    two = "MULTIPOLYGON (((32 51, 33 51, 33 52, 32 51)), ((34 51, 35 51, 35 52, 34 51)))"
    rows = [
        base | {"id": "=1+1", "geometry": hole, "description": '=HYPERLINK("x"),\n"y"'},
        base | {"id": "b", "geometry": two, "my column": "+41"},
        base | {"id": "c", "geometry": "LINESTRING (29 51.5, 29.3 51.6)", "place": "'=x"},
        base | {"id": "d", "description": "nowhere"},
        base | {"id": "e", "latitude": "52", "longitude": "30", "date_end": "2022-10-09T22:00Z",
                "retracted": "true", "quantity_best": "7"},
    ]  # fmt: skip
    first = intake_of(rows).sightings
    page = show(Page(first).html())
    for format_ in ("csv", "geojson"):
        path = saved(page, format_, tmp_path)
        again = read(path).sightings.set_index("id")
        told = first.set_index("id")
        assert sorted(again.index) == sorted(told.index)
        for name, row in told.iterrows():
            other = again.loc[name]
            for field in ("description", "place", "retracted", "quantity_best", "quantity_low",
                          "time_from", "time_to"):  # fmt: skip
                both = row[field], other[field]
                assert both[0] == both[1] or all(map(pd.isna, both)), (name, field, both)
            if row.geometry is None:
                assert other.geometry is None
            else:
                gap = shapely.symmetric_difference(row.geometry, other.geometry).area
                assert gap < 1e-4, (name, other.geometry.wkt)
                assert other.geometry.geom_type == row.geometry.geom_type
        assert again.loc["b", "my column"] == "+41"


def ids_of(path: Path) -> list[str]:
    return [f["properties"]["id"] for f in json.loads(path.read_text("utf-8"))["features"]]


def test_selected_reports_are_saved_alone_or_with_all(
    show: Callable[..., Any], example_page: Path, tmp_path: Path
) -> None:
    """Both choices say how many; nothing selected, nothing asked; what is hidden is not saved."""
    page = show(example_page, "#time=2022-10-01..2022-10-31&tab=table")
    tab = page.tab
    rows = tab.locator(".t-body .t-row")
    rows.nth(1).click()
    rows.nth(4).click(modifiers=["Control"])
    tab.locator(".t-row.chosen").nth(1).wait_for()
    hidden = page.app("app.result.mask.indexOf(0)")
    page.app(f"app.select([...app.selected, {hidden}])")
    tab.click("[data-save=geojson]")
    choices = tab.locator(".save-choice button")
    assert choices.all_inner_texts() == [f"All shown: {page.shown}", "Only selected: 2"]
    assert tab.evaluate("document.activeElement.dataset.rows") == "all"
    tab.keyboard.press("ArrowDown")
    with tab.expect_download() as waiting:
        tab.keyboard.press("Enter")
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    assert path.name == "kordon-2022-10-01_2022-10-31-2-selected-reports.geojson"
    told = json.loads(path.read_text("utf-8"))
    assert told["selected_of"] == page.shown
    wanted = page.app(
        "Promise.all([1, 4].map(async (k) => (await app.store.texts(app.table.rows[k])).id))"
    )
    assert ids_of(path) == wanted
    assert len(read(path).sightings) == 2

    tab.click("[data-save=csv]")
    with tab.expect_download() as waiting:
        tab.click("[data-rows=all]")
    assert waiting.value.suggested_filename.endswith(f"-{page.shown}-reports.csv")
    tab.click("#k-card .close")
    assert len(read(saved(page, "csv", tmp_path)).sightings) == page.shown
    assert not tab.locator(".save-choice").is_visible()
    assert page.complaints == []


def test_the_choice_of_what_to_save_goes_away_unused(
    show: Callable[..., Any], example_page: Path
) -> None:
    """Escape closes the choice and not the card; a click elsewhere closes it too."""
    page = show(example_page, "#tab=table")
    tab = page.tab
    page.app("app.select([3, 4])")
    tab.locator("#k-card h2").wait_for()
    button, choice = tab.locator("[data-save=csv]"), tab.locator(".save-choice")
    button.click()
    tab.keyboard.press("Escape")
    assert not choice.is_visible()
    assert tab.locator("#k-card").is_visible()
    assert tab.evaluate("document.activeElement.dataset.save") == "csv"
    button.click()
    assert choice.is_visible()
    box = choice.bounding_box()
    assert 0 <= box["x"] <= 1440 - box["width"]
    assert box["y"] > 0
    button.click()
    assert not choice.is_visible()
    button.click()
    tab.locator("#k-count").click()
    assert not choice.is_visible()
    assert button.get_attribute("aria-expanded") is None


def test_the_choice_of_what_to_save_fits_a_phone(
    show: Callable[..., Any], example_page: Path
) -> None:
    page = show(example_page, size=(375, 740))
    page.app("app.select([3, 4])")
    page.tab.locator("#k-card h2").wait_for()
    page.tab.locator("[data-save=csv]").evaluate("(n) => n.click()")
    box = page.tab.locator(".save-choice").bounding_box()
    assert 0 <= box["x"] <= 375 - box["width"]
    assert box["y"] > 0
