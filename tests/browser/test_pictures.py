"""The page looks as it did when somebody last looked at it: `make pictures` renews, for review."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest
from pictures import (
    COLOUR,
    MEASURE_FONTS,
    REFERENCES,
    as_reference,
    difference,
    fonts_of_references,
    halved,
    leave,
)
from PIL import Image
from still import still

pytestmark = pytest.mark.browser

#: Set by `make pictures`: write the references instead of comparing with them.
RENEW = os.environ.get("KORDON_RENEW_PICTURES") == "1"
DESK, PHONE = (1440, 900), (390, 844)
ZOOMED = "#map=9/52.05/29.3"


@dataclass(frozen=True)
class State:
    """A state of the page: its address, its size, and how it is looked at."""

    address: str = ""
    size: tuple[int, int] = DESK
    way: str = "page"
    language: str = "en"


#: The picture of a state, and the widths of its fonts.
Taken = Callable[[State], tuple[Image.Image, list[float]]]


STATES = {
    "desktop": State(),
    "desktop-card": State("#id=EX-D-004&map=7/52.2/29.6"),
    "zoomed": State(ZOOMED),
    "dark": State("#theme=dark&map=8/52/29.6"),
    "table": State("#time=2022-10-01..2022-10-31&tab=table"),
    "print": State(way="print"),
    "phone": State(size=PHONE),
    "phone-card": State("#id=EX-D-004", size=PHONE),
    "iframe": State(size=(640, 400), way="iframe"),
    "iframe-small": State(size=(320, 240), way="iframe"),
    "ukrainian": State("#id=EX-D-004", language="uk"),
}


def in_frame(page: Path, size: tuple[int, int], folder: Path) -> Path:
    """A host's page that is just the frame."""
    host = folder / "host.html"
    host.write_text(
        "<!doctype html><body style='margin:0'><iframe style='border:0;display:block;width:100vw;"
        f"height:100vh' src='{page.as_uri()}'></iframe>"
    )
    return host


def seen(state: State, page: Path, tabs: Any, folder: Path) -> tuple[Image.Image, list[float]]:
    """The picture of a state, halved, and the widths of its fonts."""
    framed = state.way == "iframe"
    tab = tabs.take(state.size)
    tab.emulate_media(reduced_motion="reduce", color_scheme="light")
    target = in_frame(page, state.size, folder) if framed else page
    tab.goto(target.as_uri() + state.address)
    inner = tab.frame_locator("iframe") if framed else tab
    inner.locator("#kordon[data-state=ready]").wait_for()
    if "id=" in state.address:
        inner.locator("#k-card .sources").wait_for()
    if "tab=table" in state.address:
        inner.locator(".t-body .t-row").first.wait_for()
    tab.mouse.move(1, 1)
    still(tab.frames[-1])
    fonts = tab.frames[-1].evaluate(MEASURE_FONTS)
    if state.way == "print":
        sheet = pypdfium2.PdfDocument(tab.pdf(prefer_css_page_size=True, print_background=True))
        picture = sheet[0].render(scale=1.4).to_pil()
    else:
        picture = Image.open(io.BytesIO(tab.screenshot(animations="disabled", caret="hide")))
    tabs.give(tab)
    return halved(picture), fonts


@pytest.fixture(scope="module")
def taken(
    page_in: Callable[[str], Path], tabs: Any, tmp_path_factory: pytest.TempPathFactory
) -> Taken:
    """Of each state one picture is taken."""
    made: dict[State, tuple[Image.Image, list[float]]] = {}

    def of(state: State) -> tuple[Image.Image, list[float]]:
        if state not in made:
            folder = tmp_path_factory.mktemp("picture")
            made[state] = seen(state, page_in(state.language), tabs, folder)
        return made[state]

    return of


@pytest.mark.parametrize("name", STATES)
def test_looks_as_reviewed(name: str, taken: Taken) -> None:
    state = STATES[name]
    actual, fonts = taken(state)
    path = REFERENCES / f"{name}.png"
    if RENEW:
        REFERENCES.mkdir(exist_ok=True)
        as_reference(actual).save(path, optimize=True)
        (REFERENCES / "fonts.json").write_text(f"{json.dumps(fonts)}\n")
        return
    reference = Image.open(path)
    same_fonts = fonts == fonts_of_references()
    found = difference(actual, reference, coarse=not same_fonts)
    if found.too_much(same_fonts=same_fonts):
        folder = leave(name, actual, reference, found)
        pytest.fail(
            f"{name} looks otherwise: {100 * found.share:.2f} % of the pixels, "
            f"{100 * found.worst:.0f} % of one square. Look at {folder}/{name}-*.png; "
            "if it is meant, `make pictures`."
        )


@pytest.mark.skipif(RENEW, reason="references are being renewed")
def test_every_reference_is_compared() -> None:
    """No picture without a state, and none so large that nobody wants it in the repository."""
    assert {path.stem for path in REFERENCES.glob("*.png")} == set(STATES)
    for path in REFERENCES.glob("*.png"):
        assert path.stat().st_size < 120_000, path.name


@pytest.mark.skipif(RENEW, reason="references are being renewed")
@pytest.mark.parametrize(
    "address",
    ["#hide=fortification", "#theme=dark", "#mode=dots", "#id=EX-D-004", "#map=6/52.2/29.6"],
)
def test_what_a_reader_would_see_is_noticed(address: str, taken: Taken) -> None:
    """The comparison can fail: another filter, theme, mode, an open card, another view."""
    actual, _ = taken(State(address))
    found = difference(actual, Image.open(REFERENCES / "desktop.png"))
    assert found.too_much(same_fonts=True), found


def test_few_colours_cost_little(taken: Taken) -> None:
    """A reference stays well within the tolerance of the picture it was made from."""
    actual, _ = taken(STATES["desktop"])
    few = np.asarray(as_reference(actual).convert("RGB")).astype(int)
    assert np.abs(few - np.asarray(actual)).max() <= COLOUR / 2


def test_one_lost_symbol_is_noticed(taken: Taken) -> None:
    """A square of the size of a symbol, painted over with the land about it."""
    actual, _ = taken(STATES["zoomed"])
    other = actual.copy()
    other.paste((200, 30, 30), (400, 200, 412, 212))
    assert difference(actual, other).too_much(same_fonts=True)
    assert not difference(actual, actual).too_much(same_fonts=True)
