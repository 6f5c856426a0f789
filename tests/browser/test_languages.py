"""The page in each of its languages, as Chromium writes dates and numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from layers.vocabulary import VOCABULARIES
from maps.terms import Terms
from maps.words import languages

pytestmark = pytest.mark.browser

OTHERS = [code for code in languages() if code != "en"]
#: 9 October 2022 in full and in brief, the month alone, and 1234567.5.
SAID = {
    "en": ("9 October 2022", "9 Oct 2022", "October 2022", "1 234 567.5"),
    "uk": ("9 жовтня 2022 р.", "9 жовт. 2022 р.", "жовтень 2022 р.", "1 234 567,5"),
    "be": ("9 кастрычніка 2022 г.", "9 кастр. 2022 г.", "кастрычнік 2022 г.", "1 234 567,5"),
    "ru": ("9 октября 2022 г.", "9 окт. 2022 г.", "октябрь 2022 г.", "1 234 567,5"),
    "de": ("9. Oktober 2022", "9. Okt. 2022", "Oktober 2022", "1 234 567,5"),
    "fr": ("9 octobre 2022", "9 oct. 2022", "octobre 2022", "1 234 567,5"),
}


@pytest.mark.parametrize("code", languages())
def test_dates_and_numbers(
    code: str, show: Callable[..., Any], page_in: Callable[[str], Path]
) -> None:
    page = show(page_in(code))
    day = "Date.UTC(2022, 9, 9)"
    said = page.app(
        f"[app.words.day({day}), app.words.shortDay({day}), app.words.month({day}), "
        "app.words.number(1234567.5)]"
    )
    assert tuple(re.sub("[\u00a0\u202f]", " ", text) for text in said) == SAID[code]
    assert page.tab.evaluate("document.documentElement.lang") == code
    assert page.requests == []
    assert page.complaints == []


@pytest.mark.parametrize("code", OTHERS)
def test_no_english_label_is_left(
    code: str, show: Callable[..., Any], page_in: Callable[[str], Path]
) -> None:
    """Tree, zones, title and a card, all in the language; what the record says stays."""
    page = show(page_in(code), "#id=EX-D-003")
    tab = page.tab
    assert tab.title() == tab.inner_text("#k-title") == made_up_title_of(page, code)
    tab.click("[data-tab=zones]")
    tab.locator("#k-zones table").first.wait_for()
    shown = " \n ".join(
        tab.evaluate("(id) => document.getElementById(id).textContent", name)
        for name in ("k-tree", "k-narrow", "k-zones", "k-time")
    )
    own = Terms(code)
    english = {term.label for term in VOCABULARIES["category"]}
    english |= {term.label for name in ("status", "direction") for term in VOCABULARIES[name]}
    own_labels = {own.category(t.word)[0] for t in VOCABULARIES["category"]}
    for label in english - own_labels:
        assert label not in shown, label
    assert "border, within" not in shown
    card = tab.inner_text("#k-card")
    assert own.category("troop_arrival")[0] in card
    assert own.labels()["actor"]["RUS"] in card
    assert own.labels()["direction"]["arrival"] in card
    assert "A MotolkoHelp post of 18 January 2022" in card


def made_up_title_of(page: Any, code: str) -> str:
    title: str = page.app("app.head.title")
    assert title.startswith(Terms(code).words["phrase"]["title"])
    return title


def test_what_is_saved_is_not_translated(
    show: Callable[..., Any], page_in: Callable[[str], Path], tmp_path: Any
) -> None:
    texts = []
    for code in ("en", "be"):
        page = show(page_in(code))
        with page.tab.expect_download() as waiting:
            page.tab.click("[data-save=csv]")
        waiting.value.save_as(tmp_path / f"{code}.csv")
        texts.append((tmp_path / f"{code}.csv").read_bytes())
    assert texts[0] == texts[1]
