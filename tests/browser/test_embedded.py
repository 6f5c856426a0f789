"""What ``kordon embed`` prints, inside pages with strict policies, in a real browser."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from maps.embed import embed

pytestmark = pytest.mark.browser

Host = Callable[..., Any]


@pytest.fixture
def host(tabs: Any, lend: Callable[..., Any], tmp_path: Path) -> Host:
    """Opens a page with a policy around something; what it asked the network for is in ``said``."""

    def run(body: str, policy: str) -> Any:
        path = tmp_path / "host.html"
        meta = f'<meta http-equiv="Content-Security-Policy" content="{html.escape(policy)}">'
        path.write_text(f"<!doctype html><html><head>{meta}</head><body>{body}</body></html>")
        tab = lend((1280, 720))
        tab.said = []
        tabs.hear(tab, "request", lambda r: r.url.startswith("http") and tab.said.append(r.url))
        tab.goto(path.as_uri())
        return tab

    return run


def ready(tab: Any) -> Any:
    """The frame, when the map in it is there."""
    frame = tab.frame_locator("iframe")
    frame.locator("#kordon[data-state=ready]").wait_for()
    return frame


def allowed(page: Path) -> str:
    """What the notes of a page say that a host must allow."""
    (note,) = [n for n in embed(page, "srcdoc").notes if "must allow" in n]
    return note.partition("allow: ")[2]


def test_by_address_the_host_may_forbid_all_else(
    host: Host, example_page: Path, tmp_path: Path
) -> None:
    """A frozen copy in a page that allows frames of its own place and nothing else."""
    made = embed(example_page, freeze=tmp_path, height=480)
    tab = host(made.text, "default-src 'none'; frame-src file:")
    assert ready(tab).locator("#k-count").inner_text().startswith("150 of 150")
    box = tab.locator("iframe").bounding_box()
    assert box["height"] == 480
    assert box["width"] > 900
    assert tab.frames[1].evaluate("() => self.origin") == "null", "a sandbox has no origin"
    assert tab.said == []


def test_without_frame_src_there_is_no_map(host: Host, example_page: Path, tmp_path: Path) -> None:
    """So the note about it is needed."""
    shutil.copy(example_page, tmp_path / "map.html")
    tab = host(embed(tmp_path / "map.html").text, "default-src 'none'")
    with tab.expect_console_message(lambda told: "Content Security Policy" in told.text):
        tab.reload()
    assert tab.frame_locator("iframe").locator("#kordon").count() == 0


def test_srcdoc_opens_where_the_host_allows_what_the_notes_say(
    host: Host, example_page: Path
) -> None:
    """The host's policy holds inside, and these hashes are all that has to be in it."""
    tab = host(embed(example_page, "srcdoc").text, f"default-src 'none'; {allowed(example_page)}")
    assert ready(tab).locator("#k-count").inner_text().startswith("150 of 150")
    assert tab.said == []


def test_srcdoc_with_one_hash_less_says_what_is_wrong(host: Host, example_page: Path) -> None:
    policy = re.sub(r"script-src 'sha256-[^']+' ?", "script-src 'none'; x ", allowed(example_page))
    tab = host(embed(example_page, "srcdoc").text, f"default-src 'none'; {policy}")
    frame = tab.frame_locator("iframe")
    frame.get_by_text("the page around this map forbids its script").wait_for()


def test_srcdoc_in_a_host_that_also_forbids_styles_gives_one_reason(
    host: Host, example_page: Path
) -> None:
    tab = host(embed(example_page, "srcdoc").text, "default-src 'none'")
    frame = tab.frame_locator("iframe")
    frame.get_by_text("the page around this map forbids its script").wait_for()
    assert not frame.locator(".failed").is_visible()
