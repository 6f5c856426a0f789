"""The small ways in which controls went wrong once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.main import run

pytestmark = pytest.mark.browser

ROW = {"date": "2022-10-09", "latitude": "52.1", "longitude": "29.3", "layer": "deployment",
       "category": "rail_echelon", "coordinate_uncertainty_m": "500"}  # fmt: skip


def drag(tab: Any, handle: str, part: float) -> None:
    """Takes a time handle with the mouse to a part of the bar."""
    bar = tab.locator(".time-box").bounding_box()
    low, high, value = (
        tab.eval_on_selector(handle, f"(n) => Number(n.{k})") for k in ("min", "max", "value")
    )
    y = bar["y"] + bar["height"] - 30
    tab.mouse.move(bar["x"] + bar["width"] * (value - low) / (high - low), y)
    tab.mouse.down()
    tab.mouse.move(bar["x"] + bar["width"] * part, y, steps=8)
    tab.mouse.up()


def test_handles_that_met_at_the_end_come_apart(
    show: Callable[..., Any], example_page: Path
) -> None:
    page = show(example_page)
    drag(page.tab, ".handle.from", 1.0)
    few = page.shown
    assert few < 10
    drag(page.tab, ".handle.from", 0.5)
    assert page.shown > few
    drag(page.tab, ".handle.from", 0.0)
    drag(page.tab, ".handle.to", 0.0)
    drag(page.tab, ".handle.to", 0.5)
    assert page.shown > 10


def test_steps_stay_on_the_data(show: Callable[..., Any], example_page: Path) -> None:
    """At either end the step that leads nowhere is off; play begins anew."""
    page = show(example_page, "#time=2023-08-01..2023-08-31")
    page.tab.click(".t-step_on")
    assert page.tab.inner_text(".period") == "1 Sept 2023 – 30 Sept 2023"
    assert page.tab.is_disabled(".t-step_on")
    page.tab.click(".t-play")
    assert page.tab.inner_text(".period") == "1 Nov 2021 – 30 Nov 2021"
    page.tab.click(".t-play")
    page.tab.evaluate("document.getElementById('kordon').kordon.timeline.player.step(-1)")
    assert page.tab.inner_text(".period").startswith("1 Nov 2021")
    assert page.tab.is_disabled(".t-step_back")


def test_months_follow_the_other_filters(show: Callable[..., Any], example_page: Path) -> None:
    page = show(example_page)
    page.tab.uncheck("[data-layer=deployment]")
    page.tab.uncheck("[data-layer=shelling]")
    for option in page.tab.locator(".months option").all()[1:]:
        page.tab.select_option(".months", value=option.get_attribute("value"))
        said = page.tab.eval_on_selector(".months", "(n) => n.selectedOptions[0].textContent")
        assert said.endswith(f"· {page.shown}"), said


#: What the button says one after the other, in a quarter of the time.
COPIED_TWICE = """async () => {
  const button = document.getElementById("k-command");
  const own = button.textContent;
  const slow = window.setTimeout;
  window.setTimeout = (run, ms) => slow(run, ms / 4);
  const next = () => new Promise((done) => {
    const watch = new MutationObserver(() => { watch.disconnect(); done(button.textContent); });
    watch.observe(button, { childList: true, characterData: true, subtree: true });
  });
  const press = () => { const said = next(); button.click(); return said; };
  const said = [await press(), await press()];
  while (said.at(-1) !== own) said.push(await next());
  window.setTimeout = slow;
  return said;
}"""


def test_copied_is_said_for_a_while_only(show: Callable[..., Any], example_page: Path) -> None:
    """Also when it is copied again meanwhile: then the button is called as before."""
    page = show(example_page)
    said = page.tab.evaluate(COPIED_TWICE)
    assert said[0] != "Copy command"
    assert page.tab.inner_text("#k-command") == said[-1] == "Copy command"
    page.tab.fill("#k-search", "train")
    page.tab.click("#k-command")
    page.tab.locator("#k-command", has_text="without the search").wait_for()


def test_areas_switched_off_are_listed(show: Callable[..., Any], example_page: Path) -> None:
    """What the map does not draw is never just gone."""
    page = show(example_page)
    before = page.tab.inner_text("#k-tab-off")
    page.tab.uncheck("[data-context=areas]")
    areas = page.app("app.store.areas.length")
    assert areas > 5
    assert page.tab.inner_text("#k-tab-off") != before
    page.tab.click("#k-tab-off")
    page.tab.locator("#k-off h2", has_text=f"{areas} reports known only").wait_for()


def test_a_cited_view_comes_back_as_it_was(show: Callable[..., Any], example_page: Path) -> None:
    """With a record chosen that lies far from the middle: the map does not go to it."""
    page = show(example_page, "#map=8/52.0000/24.0000&id=EX-D-004")
    view = page.app("app.surface.view()")
    assert abs(view["latitude"] - 52) < 0.01
    assert abs(view["longitude"] - 24) < 0.01


def test_paper_says_what_it_is_narrowed_to_and_spares_ink(
    show: Callable[..., Any], example_page: Path
) -> None:
    page = show(example_page, "#theme=dark&actor=RUS&text=train&grade=C3&hide=shelling")
    page.tab.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    said = page.tab.text_content("#k-print-list p")
    for part in ("Without: Shelling origins", "Actor: Russia", "C or better", "“train”"):
        assert part in said, said
    assert page.tab.get_attribute("#kordon", "data-theme") == "print"
    assert page.app("app.map.getSize().x") > 700, "the map has the room that paper has for it"
    page.tab.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.tab.get_attribute("#kordon", "data-theme") == "dark"


def test_in_a_frame_the_wheel_scrolls_the_page_around_it(
    show: Callable[..., Any], example_page: Path, tmp_path: Path
) -> None:
    """No scroll trap: only with Ctrl does the wheel zoom the map."""
    outer = tmp_path / "outer.html"
    outer.write_text(
        "<!doctype html><body id=kordon data-state=ready style='height:3000px;margin:0'>"
        f"<iframe src='{example_page.as_uri()}' style='width:900px;height:600px'></iframe>",
        "utf-8",
    )
    tab = show(outer).tab
    inner = tab.frame_locator("iframe").locator("#kordon[data-state=ready]")
    inner.wait_for()
    frame = tab.frames[1]
    zoom = "document.getElementById('kordon').kordon.map.getZoom()"
    before = frame.evaluate(zoom)
    tab.mouse.move(600, 200)
    tab.mouse.wheel(0, 200)
    tab.wait_for_timeout(400)
    assert tab.evaluate("scrollY") > 0
    assert frame.evaluate(zoom) == before


def test_a_part_of_a_day_keeps_its_end(
    show: Callable[..., Any], intake_of: Callable[..., Any]
) -> None:
    from maps.page import Page

    times = {"date_start": "2022-10-09T10:00Z", "date_end": "2022-10-09T22:00Z"}
    rows = [{**{k: v for k, v in ROW.items() if k != "date"}, **times, "id": "a"}]
    page = show(Page(intake_of(rows).sightings).html(), "#id=a")
    assert "10:00–22:00 UTC" in page.tab.inner_text(".card")


STATES = (
    "#region=BY-UA-50km-BY", "#region=BY-UA-50km-BY&certain=1", "#actor=RUS&grade=B2",
    "#time=2022-10-01..2022-10-31", "#hide=shelling,fortification", "#status=claimed",
    "#without=deployment.rail_echelon,deployment.troop_arrival",
)  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_the_copied_command_finds_what_the_page_shows(
    state: str, show: Callable[..., Any], example_page: Path, examples_csv: Path,
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """The command as it was copied, run where the file lies."""
    page = show(example_page, state)
    page.tab.evaluate("navigator.clipboard.writeText = async (t) => { window.copied = t; }")
    page.tab.click("#k-command")
    command = page.tab.evaluate("window.copied")
    monkeypatch.chdir(examples_csv.parent)
    capfd.readouterr()
    code = run([*_words(command)[1:], "--format", "csv"])
    out, err = capfd.readouterr()
    assert code == 0, err
    assert len(out.strip().splitlines()) - 1 == page.shown, command


def _words(command: str) -> list[str]:
    import shlex

    return shlex.split(command)


def test_measuring_along_a_line(show: Callable[..., Any], example_page: Path) -> None:
    """Minsk to Kyiv is some 434 km; while measuring nothing is chosen, and Escape ends it."""
    import pyproj

    page = show(example_page)
    page.tab.click("#k-measure")
    box = page.tab.locator("#k-map").bounding_box()
    cities = [(27.5667, 53.9), (30.5238, 50.4547)]
    for longitude, latitude in cities:
        x, y = page.app(
            f"""(() => {{ const p = app.map.latLngToContainerPoint([{latitude}, {longitude}]);
              return [p.x, p.y]; }})()"""
        )
        page.tab.mouse.click(box["x"] + x, box["y"] + y)
    true_km = pyproj.Geod(ellps="WGS84").line_length(*zip(*cities, strict=True)) / 1000
    said = page.tab.inner_text(".measured")
    assert said.endswith("km on the ground")
    assert abs(float(said.split()[0]) - true_km) < 0.01 * true_km
    assert page.app("app.selected.length") == 0
    page.tab.keyboard.press("Escape")
    assert not page.tab.is_visible(".measured")
    assert page.tab.get_attribute("#k-measure", "aria-pressed") == "false"
