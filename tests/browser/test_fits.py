"""What stands in the frame of the page is whole, in every language and at every size."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from maps.words import languages

pytestmark = pytest.mark.browser

MONTHS = "2022-10-01..2022-10-31~2022-11-01..2022-11-30"
SIZES = [(1440, 900), (1280, 800), (1000, 760), (390, 844)]

#: How often the longest word of the second layer's name is broken: 1 is not at all.
LINES_OF_LONGEST = """() => {
  const text = document.querySelectorAll(".layer-row .name")[1].firstChild;
  const word = text.data.split(" ").sort((a, b) => b.length - a.length)[0];
  const range = document.createRange();
  range.setStart(text, text.data.indexOf(word));
  range.setEnd(text, text.data.indexOf(word) + word.length);
  return range.getClientRects().length;
}"""

#: Heads of the table that are cut.
CUT_HEADS = """() => Array.from(document.querySelectorAll("[role=columnheader]"))
  .filter((n) => n.scrollWidth > n.clientWidth).map((n) => n.textContent)"""


@pytest.mark.parametrize("code", languages())
def test_nothing_is_cut(
    code: str, show: Callable[..., Any], page_in: Callable[[str], Path]
) -> None:
    """Title, heads of the table, and the words of the layers beside their counts."""
    page = show(page_in(code), f"#tab=table&compare=swipe~{MONTHS}")
    for width, height in SIZES:
        page.tab.set_viewport_size({"width": width, "height": height})
        title = page.tab.locator("#k-title")
        assert title.evaluate("(n) => n.scrollHeight <= n.clientHeight"), (code, width)
        assert title.evaluate("(n) => n.scrollWidth <= n.clientWidth"), (code, width)
        assert page.tab.evaluate(CUT_HEADS) == [], (code, width)
        if width > 900:
            assert page.tab.evaluate(LINES_OF_LONGEST) == 1, (code, width)


@pytest.mark.parametrize("view", ["swipe", "side"])
def test_periods_stand_clear_of_the_switch(
    view: str, show: Callable[..., Any], page_in: Callable[[str], Path]
) -> None:
    """German needs the most room for a period; the switch of modes covers none of it."""
    page = show(page_in("de"), f"#compare={view}~{MONTHS}", size=(1280, 800))
    modes = page.tab.locator("#k-modes").bounding_box()
    for half in "ab":
        chip = page.tab.locator(f".chip-{half}").bounding_box()
        beside = chip["x"] >= modes["x"] + modes["width"]
        assert beside or chip["y"] >= modes["y"] + modes["height"]


def test_dates_go_to_the_next_line_whole(
    show: Callable[..., Any], page_in: Callable[[str], Path]
) -> None:
    page = show(page_in("de"), f"#compare=swipe~{MONTHS}", size=(390, 844))
    parts = page.tab.locator(".chip-a .unbroken")
    assert parts.all_inner_texts() == [
        "A ·", "1. Okt. 2022 –", "31. Okt. 2022 ·", "Meldungen: 21–22",
    ]  # fmt: skip
    page.tab.click(".compare-close")
    assert page.tab.inner_text(".period") == "1. Nov. 2021 – 30. Sept. 2023"
    for part in page.tab.locator(".unbroken:visible").all():
        assert part.evaluate("(n) => n.getClientRects().length") == 1


def test_counts_of_layers_stand_in_one_column(
    intake_of: Callable[..., Any], show: Callable[..., Any]
) -> None:
    """Also those of layers without kinds; and what a page of one report cannot have is no key."""
    from maps.page import Page

    row = {"date": "2022-10-09", "latitude": "52.1", "longitude": "29.3", "layer": "deployment"}
    page = show(Page(intake_of([row | {"category": "rail_echelon"}])).html())
    ends = page.tab.locator(".layer-row .n").evaluate_all(
        "(all) => all.map((n) => Math.round(n.getBoundingClientRect().right))"
    )
    assert len(ends) == 3
    assert max(ends) - min(ends) <= 2
    assert page.tab.locator(".ring-key").count() == 0


def test_key_explains_rings_only_while_there_are_any(
    show: Callable[..., Any], page_in: Callable[[str], Path]
) -> None:
    page = show(page_in("en"), "#mode=dots")
    assert page.tab.locator(".ring-key").is_hidden()
    page.tab.check("#k-mode-rings", force=True)
    assert page.tab.locator(".ring-key").is_visible()


def test_choices_of_a_comparison_can_be_read_on_a_phone(
    show: Callable[..., Any], page_in: Callable[[str], Path]
) -> None:
    page = show(page_in("ru"), f"#compare=swipe~{MONTHS}", size=(390, 844))
    presets = page.tab.locator(".compare-presets")
    assert presets.evaluate("""(n) => {
      const g = document.createElement("canvas").getContext("2d");
      g.font = getComputedStyle(n).font;
      return g.measureText(n.selectedOptions[0].textContent).width < n.clientWidth - 20;
    }""")
