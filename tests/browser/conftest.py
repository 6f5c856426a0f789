"""A headless Chromium for the whole run, and pages in it that are watched from the first moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from chromium import HOW_TO, find
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from playwright.sync_api import Page as Tab

#: The page's own object, for questions that no reader could ask by looking.
APP = "document.getElementById('kordon').kordon"


@dataclass
class Shown:
    """An open page: the tab, the requests it made beside itself, and what it complained of."""

    tab: Tab
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def app(self, expression: str) -> Any:
        """A question to the page's own object: ``app`` in a JavaScript expression."""
        return self.tab.evaluate(f"() => {{ const app = {APP}; return {expression}; }}")

    @property
    def count(self) -> str:
        return self.tab.inner_text("#k-count")

    @property
    def shown(self) -> int:
        return int(self.count.split(" of ")[0].replace("\u202f", ""))


def watch(shown: Shown, own: str) -> None:
    """Note every request but the one for the page itself, and every complaint."""
    told = shown.complaints
    elsewhere = shown.requests.append
    shown.tab.on("request", lambda r: r.url.split("#")[0] != own and elsewhere(r.url))
    shown.tab.on("pageerror", lambda e: told.append(f"error: {e}"))
    loud = ("error", "warning")
    shown.tab.on("console", lambda m: m.type in loud and told.append(f"{m.type}: {m.text}"))
    shown.tab.on("dialog", lambda d: (told.append(f"dialog: {d.message}"), d.dismiss()))


@pytest.fixture(scope="session")
def chromium_browser() -> Iterator[Browser]:
    path = find()
    assert path, HOW_TO
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture
def show(chromium_browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Shown]]:
    """Open a document (text or path, with a hash) with the network off and everything watched."""
    contexts: list[BrowserContext] = []

    def run(
        document: str | Path,
        address: str = "",
        *,
        state: str = "ready",
        size: tuple[int, int] = (1440, 900),
    ) -> Shown:
        path = tmp_path / f"page{len(contexts)}.html" if isinstance(document, str) else document
        if isinstance(document, str):
            path.write_bytes(document.encode("utf-8"))
        context = chromium_browser.new_context(
            viewport={"width": size[0], "height": size[1]}, offline=True
        )
        contexts.append(context)
        shown = Shown(context.new_page())
        watch(shown, path.as_uri())
        shown.tab.goto(path.as_uri() + address)
        shown.tab.locator(f"#kordon[data-state={state}]").wait_for()
        return shown

    yield run
    for context in contexts:
        context.close()
