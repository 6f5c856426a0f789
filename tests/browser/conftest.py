"""Headless browsers for the whole run, and pages in them that are watched from the first moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from chromium import HOW_TO, find, find_shell
from playwright.sync_api import Browser, Error, sync_playwright
from playwright.sync_api import Page as Tab
from still import look_often, ready, still

look_often()

#: Files of tests that run in the Chromium readers have; all others run in its headless shell, where
#: there is one (docs/decisions/0022-two-browsers.md). KORDON_CHROMIUM=chromium: all run in it.
IN_CHROMIUM = frozenset({
    "test_opening.py",  # how a page opens, what it asks for, and what it says when it cannot
    "test_newcomer.py",  # the example page, used as a reader would, with the network off
    "test_pictures.py",  # what it looks like, on paper, too
    "test_framed.py", "test_embedded.py",  # others' policies, sandboxes and processes
    "test_saving.py",  # downloads
    "test_paper.py",  # printing
})  # fmt: skip

#: The page's own object, for questions that no reader could ask by looking.
APP = "document.getElementById('kordon').kordon"
#: Width and height in CSS pixels.
Size = tuple[int, int]
#: The view of an address in a page that is open; folds that a test has marked are shut again.
_GO_TO = """async (address) => {
  for (const fold of document.querySelectorAll("details[data-tried]")) {
    fold.open = false;
    delete fold.dataset.tried;
  }
  history.replaceState(null, "", address || location.pathname);
  await document.getElementById("kordon").kordon.restore();
}"""


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


class Tabs:
    """Tabs that tests have one after the other, each in a context of its own without a network.

    A new context and its tab cost as much as opening a page. When a tab goes to the next test its
    document is gone, and with it what was set about it: size, media, permissions, who listens,
    where the mouse is.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: list[Tab] = []
        self._heard: dict[Tab, list[tuple[Any, Callable[..., Any]]]] = {}

    def take(self, size: Size) -> Tab:
        """A blank tab of a size."""
        if not self._free:
            self._free.append(self._browser.new_context(offline=True).new_page())
        tab = self._free.pop()
        self._heard[tab] = []
        tab.set_viewport_size({"width": size[0], "height": size[1]})
        return tab

    def hear(self, tab: Tab, event: Any, told: Callable[..., Any]) -> None:
        """Tell of an event of a tab until it is given back."""
        self._heard[tab].append((event, told))
        tab.on(event, told)

    def give(self, tab: Tab) -> None:
        """Takes a tab back; one that opened others, or does not answer, is closed instead."""
        for event, told in self._heard.pop(tab):
            tab.remove_listener(event, told)
        context = tab.context
        if len(context.pages) == 1:
            try:
                tab.mouse.move(-9, -9)
                tab.goto("about:blank")
                tab.emulate_media(
                    media="null", color_scheme="null", reduced_motion="null", forced_colors="null"
                )
                context.clear_permissions()
            except Error:
                pass
            else:
                self._free.append(tab)
                return
        context.close()


def watch(tabs: Tabs, shown: Shown, own: str) -> None:
    """Note every request but the one for the page itself, and every complaint."""
    told = shown.complaints.append
    heard: dict[str, Callable[[Any], Any]] = {
        "request": lambda r: r.url.split("#")[0] != own and shown.requests.append(r.url),
        "pageerror": lambda e: told(f"error: {e}"),
        "console": lambda m: m.type in ("error", "warning") and told(f"{m.type}: {m.text}"),
        "dialog": lambda d: (told(f"dialog: {d.message}"), d.dismiss()),
    }
    for event, note in heard.items():
        tabs.hear(shown.tab, event, note)


@pytest.fixture(scope="session")
def browsers() -> Iterator[Callable[[str], tuple[Browser, Tabs]]]:
    """A headless browser by the path of its program, and tabs in it: started once per worker."""
    running: dict[str, tuple[Browser, Tabs]] = {}
    with sync_playwright() as playwright:

        def run(path: str) -> tuple[Browser, Tabs]:
            if path not in running:
                browser = playwright.chromium.launch(
                    executable_path=path, args=["--no-sandbox", "--disable-gpu"]
                )
                running[path] = browser, Tabs(browser)
            return running[path]

        yield run
        for browser, _ in running.values():
            browser.close()


@pytest.fixture(scope="session")
def programs() -> tuple[str, str]:
    """Paths of Chromium, and of its headless shell (of Chromium again where there is none)."""
    path = find()
    assert path, HOW_TO
    return path, find_shell() or path


@pytest.fixture(scope="module")
def browser_and_tabs(
    request: pytest.FixtureRequest,
    browsers: Callable[[str], tuple[Browser, Tabs]],
    programs: tuple[str, str],
) -> tuple[Browser, Tabs]:
    """The browser that a file of tests runs in."""
    return browsers(programs[request.path.name not in IN_CHROMIUM])


@pytest.fixture(scope="module")
def chromium_browser(browser_and_tabs: tuple[Browser, Tabs]) -> Browser:
    return browser_and_tabs[0]


@pytest.fixture(scope="module")
def tabs(browser_and_tabs: tuple[Browser, Tabs]) -> Tabs:
    return browser_and_tabs[1]


@pytest.fixture
def lend(tabs: Tabs) -> Iterator[Callable[[Size], Tab]]:
    """A blank tab of a size, with the network off, until the end of the test."""
    lent: list[Tab] = []

    def run(size: Size) -> Tab:
        lent.append(tabs.take(size))
        return lent[-1]

    yield run
    for tab in lent:
        tabs.give(tab)


@pytest.fixture
def show(tabs: Tabs, lend: Callable[[Size], Tab], tmp_path: Path) -> Callable[..., Shown]:
    """Open a document (text or path, with a hash) with the network off and everything watched."""
    made = 0

    def run(
        document: str | Path, address: str = "", *, state: str = "ready", size: Size = (1440, 900)
    ) -> Shown:
        nonlocal made
        made += 1
        path = tmp_path / f"page{made}.html" if isinstance(document, str) else document
        if isinstance(document, str):
            path.write_bytes(document.encode("utf-8"))
        shown = Shown(lend(size))
        watch(tabs, shown, path.as_uri())
        shown.tab.goto(path.as_uri() + address)
        ready(shown.tab, state)
        return shown

    return run


@pytest.fixture(scope="module")
def at(tabs: Any, example_page: Path) -> Iterator[Callable[[str, Size], Any]]:
    """The example page at an address, in a size, for tests that only look at it: opened once."""
    opened: dict[Size, Any] = {}

    def run(address: str, size: Size) -> Any:
        if size not in opened:
            opened[size] = tabs.take(size)
            opened[size].goto(example_page.as_uri())
            ready(opened[size])
        opened[size].evaluate(_GO_TO, address)
        still(opened[size])
        return opened[size]

    yield run
    for tab in opened.values():
        tabs.give(tab)


@pytest.fixture(scope="session")
def page_in(
    example_map: Any, example_page: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Path]:
    """The example page in a language, made once."""
    from maps.terms import made_up_title

    made = {"en": example_page}

    def run(code: str) -> Path:
        if code not in made:
            title = made_up_title(example_map.page.sightings, code)
            made[code] = tmp_path_factory.mktemp("language") / f"{code}.html"
            replace(example_map.page, language=code, title=title).save(made[code])
        return made[code]

    return run
