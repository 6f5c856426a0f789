"""How a page opens in a real browser, and what it says when it cannot: it is never blank."""

from __future__ import annotations

import base64
import re
import threading
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from page_unpack import code_of
from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser

Open = Callable[..., tuple[Page, list[str]]]


@pytest.fixture
def opened(
    chromium_browser: Browser, tabs: Any, lend: Callable[..., Page], tmp_path: Path
) -> Iterator[Open]:
    """Opens a document until it is ready or has failed; what ran or was asked for is said.

    In a context of its own where something runs before it, or with options.
    """
    contexts: list[BrowserContext] = []
    made = 0

    def run(document: str, before: str = "", **options: Any) -> tuple[Page, list[str]]:
        nonlocal made
        made += 1
        path = tmp_path / f"{made}.html"
        path.write_bytes(document.encode("utf-8"))
        own = bool(before or options)
        if own:
            contexts.append(chromium_browser.new_context(offline=True, **options))
        page = contexts[-1].new_page() if own else lend((1280, 720))
        hear: Any = page.on if own else partial(tabs.hear, page)
        said: list[str] = []
        hear("request", lambda r: said.append(r.url) if r.url != path.as_uri() else None)
        hear("dialog", lambda d: (said.append(d.message), d.dismiss()))
        if before:
            page.add_init_script(before)
        page.goto(path.as_uri())
        if options.get("java_script_enabled", True):
            page.locator("#kordon:is([data-state=ready], [data-state=failed])").wait_for()
        return page, said

    yield run
    for context in contexts:
        context.close()


def says(page: Page) -> str:
    """The one message of a page that has failed; nothing else of it may be seen."""
    assert page.get_attribute("#kordon", "data-state") == "failed"
    assert page.locator(".failed").is_visible()
    assert page.locator("#kordon > :visible").count() == 1
    assert page.locator(".start h2").inner_text() == page.title()
    return page.inner_text(".start")


def hurry(page: Page) -> None:
    """What its style shows after a while is there sooner."""
    session = page.context.new_cdp_session(page)
    session.send("Animation.enable")
    session.send("Animation.setPlaybackRate", {"playbackRate": 40})


def inert(document: str, name: str) -> tuple[int, int]:
    """From where to where the text of an inert element goes."""
    start = document.index(f'id="{name}">') + len(f'id="{name}">')
    return start, document.index("</script>", start)


def with_inert(document: str, name: str, text: str) -> str:
    start, end = inert(document, name)
    return document[:start] + text + document[end:]


def test_opens_without_a_word(example_html: str, opened: Open) -> None:
    """What is said until then goes, and nothing is asked for."""
    page, said = opened(example_html)
    assert page.get_attribute("#kordon", "data-state") == "ready"
    assert page.locator(".start").is_hidden()
    assert said == []


@pytest.mark.parametrize("gone", ["DecompressionStream", "Object.hasOwn"])
def test_an_old_browser_is_told(gone: str, example_html: str, opened: Open) -> None:
    page, _ = opened(example_html, f"delete globalThis.{gone}")
    text = says(page)
    assert "It needs a newer browser: Chrome or Edge 103, Firefox 113, Safari 16.4" in text
    assert gone in text


def test_a_cut_file_is_told(example_html: str, opened: Open) -> None:
    """Wherever it was cut after the loader: in the code, in the data, before its last line."""
    for name in ("kordon-code", "kordon-data", "kordon-texts"):
        start, end = inert(example_html, name)
        page, _ = opened(example_html[: (start + end) // 2])
        assert "The file is cut short: its end is missing." in says(page)
    page, _ = opened(example_html[: example_html.index('<i id="kordon-end"')])
    assert "cut short" in says(page)


def test_the_map_is_there_before_the_texts(example_html: str, chromium_browser: Browser) -> None:
    """Of a page that comes slowly: drawn when its records are there, ready when it is whole."""
    text = example_html.encode()
    cut = text.index(b'id="kordon-texts"') + 5_000
    more = threading.Event()

    class Slowly(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(text[:cut])
            self.wfile.flush()
            more.wait(20)
            self.wfile.write(text[cut:])

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Slowly) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = chromium_browser.new_page()
        try:
            page.goto(f"http://127.0.0.1:{server.server_port}/", wait_until="commit")
            page.wait_for_selector("#kordon[data-state=drawn]")
            count = page.inner_text("#k-count")
            page.wait_for_timeout(300)
            assert page.get_attribute("#kordon", "data-state") == "drawn"
            more.set()
            page.wait_for_selector("#kordon[data-state=ready]")
            assert page.inner_text("#k-count") == count
        finally:
            more.set()
            page.close()
            server.shutdown()


@pytest.mark.parametrize("name", ["kordon-code", "kordon-head", "kordon-data"])
@pytest.mark.parametrize("damage", ["changed", "emptied", "no base64"])
def test_a_damaged_file_is_told(name: str, damage: str, example_html: str, opened: Open) -> None:
    start, end = inert(example_html, name)
    text = example_html[start:end]
    other = {"changed": f"{text[:40]}{'A' if text[40] != 'A' else 'B'}{text[41:]}",
             "emptied": "", "no base64": "%" + text[1:]}[damage]  # fmt: skip
    page, _ = opened(with_inert(example_html, name, other))
    assert "The file is damaged or was changed on its way." in says(page)


@pytest.mark.parametrize("kind", ["script", "style"])
def test_changed_code_is_refused(kind: str, example_html: str, opened: Open) -> None:
    """Code packed anew, so that nothing looks damaged, does not run: its hash is not allowed."""
    parts = code_of(example_html)
    canary = {"script": "alert('canary');", "style": "body{background:#123456}"}[kind]
    parts[[k for k, _ in parts].index(kind)] = (kind, canary)
    text = "\f".join(f"{k}\n{t}" for k, t in parts).encode()
    changed = base64.b64encode(zlib.compress(text)).decode()
    page, said = opened(with_inert(example_html, "kordon-code", changed))
    assert "was changed on its way" in says(page)
    assert said == []
    color = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert color != "rgb(18, 52, 86)"


def test_a_foreign_script_is_refused(example_html: str, opened: Open) -> None:
    """Whatever gets into a page, as an element or an attribute: it does not run, the page does."""
    evil = "<script>alert('canary 1')</script>"
    document = example_html.replace("</body>", f"{evil}</body>")
    page, said = opened(document)
    assert page.get_attribute("#kordon", "data-state") == "ready"
    page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "alert('canary 2')";
          document.head.append(script);
          const image = new Image();
          image.setAttribute("onerror", "alert('canary 3')");
          image.src = "data:image/png,x";
          document.body.append(image);
          const frame = document.createElement("iframe");
          frame.src = "javascript:parent.alert('canary 4')";
          document.body.append(frame);
        }"""
    )
    page.wait_for_timeout(200)
    assert said == []


def test_a_script_that_throws_is_told(example_html: str, opened: Open) -> None:
    """What nobody foresaw is said, too, with what the browser says of it."""
    page, _ = opened(example_html, "Intl.NumberFormat = function () { throw Error('boo') }")
    text = says(page)
    assert "Something went wrong while it was opening." in text
    assert "boo" in text


def test_storage_denied(example_html: str, lend: Callable[..., Page], tmp_path: Path) -> None:
    """A page in a frame that may store nothing, not even for itself, opens all the same."""
    (tmp_path / "page.html").write_text(example_html, "utf-8")
    host = tmp_path / "host.html"
    host.write_text("<!DOCTYPE html><iframe sandbox=allow-scripts src=page.html "
                    "width=900 height=700></iframe>", "utf-8")  # fmt: skip
    page = lend((1280, 720))
    page.goto(host.as_uri())
    inner = page.frame_locator("iframe")
    inner.locator("#kordon[data-state=ready]").wait_for()
    denied = inner.locator("body").evaluate(
        "() => { try { return String(localStorage); } catch (error) { return error.name; } }"
    )
    assert denied == "SecurityError"


def test_without_scripts_a_page_says_so(example_map: Any, opened: Open) -> None:
    """Title and reason in the page's language, and nothing of the bare skeleton."""
    from dataclasses import replace

    document = replace(example_map.page, language="uk", title="Зведення <1>").html()
    assert re.search(r'<html lang="uk">', document)
    page, _ = opened(document, java_script_enabled=False)
    assert page.inner_text(".start h2") == "Зведення <1>"
    text = page.inner_text(".start")
    assert "дозвольте для неї скрипти" in text
    assert page.locator("#kordon > :visible").count() == 1
    hurry(page)
    page.locator(".late").wait_for()  # after a while: or else the browser is too old


def test_an_unknown_syntax_leaves_the_words(example_html: str, opened: Open) -> None:
    """A browser so old that it cannot even read the loader shows what is needed."""
    start = example_html.index("<script>(() =>") + len("<script>")
    document = example_html[:start] + "?" + example_html[start:]
    page, _ = opened(document, java_script_enabled=False)
    hurry(page)
    page.locator(".late").wait_for()
    assert "It needs a newer browser" in page.inner_text(".late")
