"""A page that counts events, as a reader finds it: beside reports, and back to them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

APP = "document.getElementById('kordon').kordon"
ROW = {"latitude": "52.1", "longitude": "29.3", "layer": "deployment", "category": "rail_echelon"}


def test_every_number_leads_to_reports(
    intake_of: Callable[..., Any], lend: Callable[..., Any], tabs: Any, tmp_path: Path
) -> None:
    """Two reports of one event, two that may be of one, and one by itself."""
    from layers.doubles.once import Together
    from maps.page import Page

    intake = intake_of(
        [ROW | {"id": name, "date": f"2022-10-0{k + 1}"}
         for k, name in enumerate(("a1", "a2", "b1", "b2", "c"))]
    )  # fmt: skip
    path = tmp_path / "events.html"
    together = Together((("a1", "a2"),), (("b1", "b2"),))
    path.write_text(Page(intake, together=together).html(), "utf-8")
    page = lend((1440, 900))
    said: list[str] = []
    tabs.hear(page, "pageerror", lambda e: said.append(str(e)))
    page.goto(path.as_uri())
    page.wait_for_selector("#kordon[data-state=ready]")
    assert page.inner_text("#k-count") == "5 of 5 reports shown · 3–4 events"
    assert "Counted here: events." in page.inner_text("section.records")
    tree = page.inner_text(".layer-deployment .n >> nth=0")
    assert tree == "3–4"
    page.evaluate(f"{APP}.select([0])")
    page.click("[data-related=same]")
    page.wait_for_selector("#k-card ul.lines")
    assert "2 reports · 1 event" in page.inner_text("#k-card")
    page.evaluate(f"{APP}.select([2])")
    assert page.inner_text("[data-related=maybe]") == "Perhaps the same event: 1 more"
    foot = page.evaluate("document.body.textContent")
    assert (
        "Groups that may be of one event, of which nobody decided: 1; they count as 1 to 2" in foot
    )
    assert not said


def test_where_nothing_is_known_the_page_says_so_beside_its_numbers(
    intake_of: Callable[..., Any], lend: Callable[..., Any], tmp_path: Path
) -> None:
    """As many events as reports would be a claim that nobody made."""
    from layers.doubles.once import Together
    from maps.page import Page

    intake = intake_of([ROW | {"id": name, "date": "2022-10-01"} for name in ("a", "b")])
    path = tmp_path / "nothing.html"
    path.write_text(Page(intake, together=Together()).html(), "utf-8")
    page = lend((1440, 900))
    page.goto(path.as_uri())
    page.wait_for_selector("#kordon[data-state=ready]")
    note = page.inner_text("section.records p.note")
    assert note.startswith("No reports here are known to be of the same event: each counts as one.")
    assert "Counted here: events." in note
