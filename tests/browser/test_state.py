"""Every control leaves its mark in the address, and the address opens the same view."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from still import ready

pytestmark = pytest.mark.browser

SMALL = (1000, 700)  # drawn often: all is there, and less to draw
#: What a reader sees of a view: every control, the count, the time, the comparison, the drawer.
SEEN = """() => {
  const root = document.getElementById('kordon');
  const app = root.kordon;
  const controls = [...root.querySelectorAll('select, input')]
    .filter((n) => !n.closest('.card, .compare-row, .time-settings') || n.dataset.pace)
    .map((n) => [n.id || JSON.stringify(n.dataset) + n.className,
                 n.type === 'checkbox' || n.type === 'radio' ? n.checked : n.value]);
  const {a, b, view, split, on} = app.comparing;
  return {controls, count: document.getElementById('k-count').textContent,
          period: root.querySelector('.period').textContent, drawer: root.dataset.drawer,
          compare: on ? {a, b, view, split} : null, theme: root.dataset.theme,
          mask: app.result.mask.reduce((h, bit, i) => (h * 31 + bit * (i + 1)) % 1000003, 7)};
}"""

#: The same as one text.
NOW = f"() => JSON.stringify(({SEEN})())"


#: Until the address has followed, and stays as it is. Some time passes without that only where a
#: control was moved to what the address said before.
FOLLOWED = """(before) => new Promise((done) => {
  let [hash, since] = [before, performance.now()];
  const look = () => {
    const now = performance.now();
    if (location.hash !== hash) [hash, since] = [location.hash, now];
    if (now - since > (hash === before ? 300 : 120)) done(hash);
    else setTimeout(look, 10);
  };
  look();
})"""


def choices(tab: Any) -> list[tuple[str, str]]:
    """Every control that narrows or dresses the view, with a way to move it."""
    out = [("check", f"#{tab.evaluate('(n) => n.id', box)}") for box in tab.query_selector_all(
        "#k-modes input") if not box.is_checked()]  # fmt: skip
    for name in ("layer", "category", "context"):
        for box in tab.query_selector_all(f"[data-{name}]")[:2]:  # all of a kind are made alike
            value = box.get_attribute(f"data-{name}")
            out.append(("toggle", f"[data-{name}={value!r}]"))
    for name in ("region", "actor", "status", "reliability", "credibility"):
        if tab.query_selector(f"[data-filter={name}]"):
            out.append(("select", f"[data-filter={name}]"))
    for facet in tab.query_selector_all("[data-facet]"):
        box = f"[data-facet={facet.get_attribute('data-facet')}] input[type=checkbox]"
        if tab.query_selector(box):
            out.append(("toggle", box))
    out += [("select", ".months"), ("select", "#k-theme"), ("select", "[data-pace=step]")]
    out += [("select", "[data-pace=speed]"), ("toggle", "[data-pace=upTo]")]
    out += [("click", f"[data-tab={tab_}]") for tab_ in ("table", "zones", "off", "foot")]
    return [*out, ("fill", "#k-search"), ("click", ".t-step_on"), ("click", ".t-compare")]


def move(tab: Any, how: str, control: str) -> None:
    """As a reader would, but also where the control lies in a folded part of the panel."""
    node = tab.locator(control).first
    before = tab.evaluate("location.hash")
    if how == "fill":
        node.fill("Mazyr")
    elif how == "select":
        values = node.evaluate("(n) => [...n.options].map((o) => o.value)")
        node.evaluate(
            "(n, v) => { n.value = v; n.dispatchEvent(new Event('change')); }", values[-1]
        )
    else:
        node.evaluate("(n) => n.click()")
    tab.evaluate(FOLLOWED, before)


def test_every_control_is_in_the_address(show: Callable[..., Any], example_page: Path) -> None:
    """One control after the other, alone: the address of each opens what was seen."""
    page, again = (show(example_page, size=SMALL) for _ in range(2))
    plain = page.tab.evaluate(NOW)
    for k, (how, control) in enumerate(choices(page.tab)):
        move(page.tab, how, control)
        seen, hash_ = page.tab.evaluate(f"() => [({SEEN})(), location.hash]")
        # By turns at two addresses of one file, for each of which the page is loaded anew.
        again.tab.goto(f"{example_page.as_uri()}?{k % 2}{hash_}", wait_until="commit")
        page.tab.evaluate("location.hash = ''")
        page.tab.wait_for_function(f"(plain) => ({NOW})() === plain", arg=plain, polling=20)
        ready(again.tab)
        assert again.tab.evaluate(SEEN) == seen, f"{control}: {hash_}"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_many_controls_at_once_come_back(
    seed: int, show: Callable[..., Any], example_page: Path
) -> None:
    """A random handful of them; then everything is forgotten with one bare address."""
    import random

    pick = random.Random(seed)
    page = show(example_page)
    plain = page.tab.evaluate(NOW)
    for how, control in pick.sample(choices(page.tab), 9):
        if page.tab.locator(control).first.is_enabled():
            move(page.tab, how, control)
    seen, hash_ = page.tab.evaluate(SEEN), page.tab.evaluate("location.hash")
    again = show(example_page, hash_)
    assert again.tab.evaluate(SEEN) == seen, hash_
    again.tab.evaluate("location.hash = ''")
    again.tab.wait_for_function(f"(plain) => ({NOW})() === plain", arg=plain)


CHOSEN = "[...app.selected].sort((a, b) => a - b)"


def test_several_selected_reports_are_in_the_link(
    show: Callable[..., Any], example_page: Path
) -> None:
    """The link opens the same list; an id that is not there is counted and said."""
    page = show(example_page)
    page.app("app.select([7, 3, 140])")
    page.tab.locator("#k-card h2", has_text="3 reports").wait_for()
    page.tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.tab.click("#k-link")
    page.tab.locator("#k-link", has_text="Copied").wait_for()
    link = page.tab.evaluate("navigator.clipboard.readText()")
    again = show(example_page, "#" + link.partition("#")[2])
    again.tab.locator("#k-card h2", has_text="3 reports").wait_for()
    assert again.app(CHOSEN) == [3, 7, 140]
    assert again.tab.locator("#k-card .kept").count() == 0
    assert again.tab.url == link
    assert "of=" not in link
    again.tab.evaluate("location.hash = 'ids=@4,nobody,@8'")
    again.tab.locator("#k-card h2", has_text="2 reports").wait_for()
    assert again.app(CHOSEN) == [3, 7]
    said = "The link was made with 3 selected reports and brings 2 of them."
    assert again.tab.inner_text("#k-card .kept") == said
    again.tab.evaluate("location.hash = 'ids=@4,nobody'")
    again.tab.locator("#k-card .sources").wait_for()
    assert "2 selected reports and brings 1 of them" in again.tab.inner_text("#k-card .kept")
    again.tab.click("#k-card .close")
    assert "id" not in again.tab.evaluate("location.hash")
    assert page.complaints == again.complaints == []


def test_more_than_a_link_keeps(show: Callable[..., Any], intake_of: Callable[..., Any]) -> None:
    """The first fifty travel; sender and reader are both told."""
    from maps.page import Page

    row = {"date": "2022-10-09", "latitude": "52.1", "longitude": "29.3", "layer": "deployment",
           "category": "rail_echelon"}  # fmt: skip
    document = Page(intake_of([row | {"id": f"a,{k}%"} for k in range(70)]).sightings).html()
    page = show(document)
    page.app("app.select([...Array(70).keys()])")
    kept = page.tab.locator("#k-card .kept")
    kept.filter(has_text="The link keeps 50 of the 70 selected reports.").wait_for()
    page.tab.click("#k-link")
    page.tab.locator("#k-link", has_text="keeps 50 of the 70").wait_for()
    hash_ = page.tab.evaluate("location.hash")
    again = show(document, hash_)
    kept = again.tab.locator("#k-card .kept")
    kept.filter(has_text="made with 70 selected reports and brings 50 of them.").wait_for()
    assert again.app(CHOSEN) == list(range(50))
    assert again.tab.evaluate("location.hash") == hash_
    again.tab.locator("#k-card .line").first.click()
    again.tab.locator("#k-card .sources").wait_for()
    assert again.tab.locator("#k-card .kept").count() == 0
    assert "of=" not in again.tab.evaluate("location.hash")
    assert page.complaints == again.complaints == []
