"""Which theme a page opens in, and what paper gets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from still import ready

pytestmark = pytest.mark.browser

THEME = "document.getElementById('kordon').dataset.theme"


@pytest.mark.parametrize(
    ("address", "theme"),
    [("", "dark"), ("#map=7/52/30", "light"), ("#theme=light", "light"), ("#theme=safe", "safe"),
     ("#theme=nonsense", "light"), ("#theme=constructor", "light")],
)  # fmt: skip
def test_only_a_page_without_an_address_follows_the_system(
    lend: Callable[..., Any], example_page: Path, address: str, theme: str
) -> None:
    """A shared link looks the same for everyone, whatever their system prefers."""
    tab = lend((1280, 720))
    tab.emulate_media(color_scheme="dark")
    tab.goto(example_page.as_uri() + address)
    ready(tab)
    assert tab.evaluate(THEME) == theme


def test_every_theme_is_offered_and_kept_in_the_address(
    show: Callable[..., Any], example_page: Path
) -> None:
    page = show(example_page)
    names = page.tab.eval_on_selector_all("#k-theme option", "(all) => all.map((o) => o.value)")
    assert names == ["light", "dark", "print", "safe"]
    grounds = set()
    for name in names:
        page.tab.select_option("#k-theme", name)
        assert page.tab.evaluate(THEME) == name
        assert ("theme=" in page.tab.evaluate("location.hash")) == (name != "light")
        grounds.add(page.app("app.theme.sea"))
    assert len(grounds) == len(names)
    assert page.complaints == []


def test_paper_spares_ink_and_the_screen_comes_back(
    show: Callable[..., Any], example_page: Path
) -> None:
    page = show(example_page, "#theme=dark")
    page.tab.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.tab.evaluate(THEME) == "print"
    page.tab.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.tab.evaluate(THEME) == "dark"
