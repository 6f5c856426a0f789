"""The state of an obstacle, drawn on symbols and lines, told in legend, tip and card."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from layers.intake import Intake
from layers.readers import read
from maps.page import Page
from maps.terms import Terms
from maps.words import languages

pytestmark = pytest.mark.browser

HEAD = "id,layer,category,date_start,latitude,longitude,coordinate_uncertainty_m,"
HEAD += "geometry,obstacle_status\n"
STATES = ("planned", "damaged", "destroyed", "repaired", "")
EAST = {state: 28 + 0.5 * k for k, state in enumerate(STATES)}
NORTH = {state: 53 + 0.2 * k for k, state in enumerate(STATES)}
DRAWN = ("planned", "damaged", "destroyed")


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bunker in every state as a point, and as a line north of the points."""
    rows = [
        f"p-{state},fortification,bunker,2022-10-09,52,{EAST[state]},100,,{state}\n"
        f"l-{state},fortification,bunker,2022-10-09,,,,"
        f'"LINESTRING (28 {NORTH[state]}, 30 {NORTH[state]})",{state}\n'
        for state in STATES
    ]
    rows.append("train,deployment,rail_echelon,2022-10-09,52,31,100,,destroyed\n")
    path = tmp_path_factory.mktemp("conditions") / "bunkers.csv"
    path.write_text(HEAD + "".join(rows), "utf-8")
    return path


@pytest.fixture(scope="module")
def bunkers(table: Path) -> Intake:
    return read(table)


@pytest.fixture(scope="module")
def document(bunkers: Intake) -> str:
    return Page(bunkers, title="Bunkers").html()


def blue(page: Any, at: tuple[float, float], box: tuple[int, int, int, int]) -> list[float]:
    """How blue each pixel of a box (from x, y to x, y) about a place is.

    1 is all of the layer's blue, 0 the white about a symbol, or nothing.
    """
    left, top, right, bottom = box
    return page.app(
        f"""(() => {{
          const layer = app.surface.records;
          const p = layer.toCanvas(app.map.latLngToContainerPoint([{at[1]}, {at[0]}]));
          const [x, y] = [p.x + {left}, p.y + {top}].map((v) => Math.round(v));
          const g = layer._canvas.getContext("2d");
          const {{ data }} = g.getImageData(x, y, {right - left}, {bottom - top});
          const out = [];
          for (let k = 0; k < data.length; k += 4)
            out.push((data[k + 3] / 255) * (1 - data[k] / 255));
          return out;
        }})()"""
    )


def test_symbols_say_their_state(show: Callable[..., Any], document: str) -> None:
    """Planned is open, damaged struck once, destroyed faint and crossed; the others are as ever."""
    page = show(document, "#map=8/52.5/29.5")
    corner = {"right": (7, -11, 11, -7), "left": (-11, -11, -7, -7)}
    low = (-1, 5, 1, 6)  # in the triangle, below its mark
    for state in STATES:
        at = (EAST[state], 52)
        struck = [max(blue(page, at, corner[side])) > 0.7 for side in ("right", "left")]
        assert struck == {
            "damaged": [True, False], "destroyed": [True, True],
        }.get(state, [False, False]), state  # fmt: skip
        body = min(blue(page, at, low))
        if state == "planned":
            assert body < 0.2
        elif state == "destroyed":
            assert 0.3 < body < 0.8
        else:
            assert body > 0.9, state
    assert page.requests == []
    assert [c for c in page.complaints if "readback" not in c] == []


def test_lines_say_their_state(show: Callable[..., Any], document: str) -> None:
    """Dashed, struck through along the course, faint; nothing beside the course of the others."""
    page = show(document, "#map=8/53/29.5&mode=dots")
    for state in STATES:
        middle = (29.0, NORTH[state])
        beside = max(blue(page, middle, (-90, -4, 90, -3))) > 0.5
        assert beside == (state in ("damaged", "destroyed")), state
        rows = [blue(page, middle, (-90, y, 90, y + 1)) for y in (-2, -1, 0, 1)]
        course = [sum(column) for column in zip(*rows, strict=True)]
        gaps = sum(value < 0.1 for value in course)
        assert (gaps > 30) == (state == "planned"), state
        usual = sorted(course)[len(course) // 2]
        if state != "planned":
            assert (usual < 1.3) == (state == "destroyed"), (state, usual)


def test_marks_stand_once_where_patterns_have_no_room(
    show: Callable[..., Any], document: str
) -> None:
    page = show(document, "#map=6.5/53/29.5&mode=dots")
    for state in ("destroyed", "repaired"):
        beside = blue(page, (29.0, NORTH[state]), (-50, -4, 50, -3))
        runs = sum(b > 0.5 >= a for a, b in zip([0.0, *beside], beside, strict=False))
        assert runs == {"destroyed": 2, "repaired": 0}[state]


def test_legend_tip_and_card_say_it(show: Callable[..., Any], document: str) -> None:
    page = show(document, "#id=p-destroyed")
    told = page.tab.locator("#k-tree .key li").all_inner_texts()
    assert [text for text in told if "Obstacle" in text] == [
        "Obstacle: Planned, not there yet", "Obstacle: Damaged", "Obstacle: Destroyed",
    ]  # fmt: skip
    assert "Destroyed" in page.tab.inner_text("#k-card dl")
    assert page.tab.locator("#k-card .card-bar svg path[opacity]").count() > 0
    other = page.app("app.store.find('p-damaged')")
    page.app(f"app.surface.light({{ first: {other}, n: 1 }}, {{ x: 300, y: 300 }})")
    assert "Damaged" in page.tab.inner_text("#k-tip")
    train = page.app("app.store.find('train')")
    assert page.app(f"app.look({train}).condition") == "", "only where the field belongs"


@pytest.mark.parametrize("language", languages())
def test_the_legend_says_it_in_every_language(
    language: str, show: Callable[..., Any], bunkers: Intake
) -> None:
    page = show(Page(bunkers, language=language).html())
    told = " ".join(page.tab.locator("#k-tree .key li").all_inner_texts())
    for state in DRAWN:
        assert Terms(language).labels()["obstacle_status"][state] in told


def test_a_picture_is_struck_through_too(
    show: Callable[..., Any], intake_of: Callable[..., Any]
) -> None:
    """On card and map, where a record has a symbol code; what is planned has no picture."""
    row = {"date": "2022-10-09", "latitude": "52", "layer": "fortification", "category": "bunker",
           "sidc": "10031000181211000000"}  # fmt: skip
    rows = [
        row | {"id": state, "longitude": str(EAST[state]), "obstacle_status": state}
        for state in ("damaged", "destroyed", "repaired", "planned")
    ]
    page = show(Page(intake_of(rows).sightings).html(), "#map=8/52/29&id=destroyed")
    icon = page.tab.locator("#k-card .card-bar .struck.faint")
    icon.locator("img.badge").wait_for()
    assert icon.locator("path").count() == 2
    bar = page.tab.locator("#k-card .card-bar").bounding_box()
    assert icon.bounding_box()["height"] <= bar["height"]
    page.app("app.select([0])")
    page.tab.locator("#k-card .card-bar .struck:not(.faint)").wait_for()
    page.app("app.select([2])")
    page.tab.locator("#k-card .card-bar img.badge").wait_for()
    assert page.tab.locator("#k-card .card-bar .struck").count() == 0
    page.app("app.select([3])")
    page.tab.locator("#k-card .card-bar path[stroke-dasharray]").wait_for()
    assert page.tab.locator("#k-card .card-bar img.badge").count() == 0
    shades = [blue(page, (EAST[row["id"]], 52), (-10, -7, 10, 7)) for row in rows]
    assert shades[0] != shades[2] != shades[1] != shades[0]


def test_states_are_a_filter_and_a_column(show: Callable[..., Any], document: str) -> None:
    """Narrowed by them, in the address and the command too; sorted by them in the table."""
    page = show(document, "#obstacle_status=damaged,destroyed&cols=when,obstacle_status&tab=table")
    tab = page.tab
    tab.evaluate("document.querySelector('[data-facet=obstacle_status]').open = true")
    counted = {
        label.locator(".name").inner_text(): label.locator(".n").inner_text()
        for label in tab.locator("[data-facet=obstacle_status] label").all()
    }
    assert counted == {
        "Planned, not there yet": "2", "Damaged": "2", "Destroyed": "3", "Repaired": "2",
        "not stated": "2",
    }  # fmt: skip
    tab.locator("[data-facet=obstacle_status] input[data-value=damaged]").uncheck()
    cells = tab.locator(".t-body [data-col=obstacle_status]")
    tab.wait_for_function("document.querySelectorAll('.t-body [role=row]').length === 3")
    assert cells.all_inner_texts() == ["Destroyed"] * 3
    assert "obstacle_status=destroyed" in page.app("location.hash")
    assert "State of obstacle" in tab.locator(".t-head").inner_text()
    assert "State of obstacle: Destroyed" in tab.locator("#k-chips .filter-chip").inner_text()
    tab.evaluate("navigator.clipboard.writeText = async (t) => { window.copied = t; }")
    tab.click("#k-command")
    assert tab.evaluate("window.copied").endswith("--where obstacle_status=destroyed")


def test_a_page_without_states_has_no_column_for_them(
    show: Callable[..., Any], example_page: Path
) -> None:
    page = show(example_page)
    assert page.app("'obstacle_status' in app.store.c") is False
    for place in ("[data-facet=obstacle_status]", "[data-column=obstacle_status]"):
        assert page.tab.locator(place).count() == 0
    assert "Obstacle:" not in page.tab.inner_text("#k-tree .key")
