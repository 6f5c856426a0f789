"""Opening one page in a Chromium of its own: ``python -m benchmarks.pages.browser ...``.

Prints a line of JSON after each step, so that a page that dies keeps what was measured before.
Times are the page's own, from the start of its navigation, in milliseconds.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple, cast

from playwright.sync_api import BrowserContext, CDPSession, Request, Route, sync_playwright
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Page as Tab

from benchmarks.pages.peers import Kind
from benchmarks.pages.probe import ZOOM, probe
from benchmarks.pages.shelf import Shelf

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))
from chromium import HOW_TO, find

__all__ = ["Job", "Mode", "main", "measure", "percentile"]

#: measure everything; warm: fetch what is asked for; offline: answer no request at all.
Mode = Literal["measure", "warm", "offline"]

_ARGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",  # what is not answered here is not answered at all
    "--enable-unsafe-swiftshader",  # WebGL without a graphics card; 2D canvases stay as they are
)  # fmt: skip
_SIZE = (1280, 800)
_STEPS = 20
_PAN_PX = 300
_SETTLE_S = 0.4
_OFFLINE_MS = 8_000
_REST_S = 0.1
_LISTEN_MS = 20
_WATCH_HANDLE = """
() => {
  __bench.moved = 0;
  const handle = document.querySelector(".handle.from");
  handle.addEventListener("input", () => { __bench.moved += 1; });
}
"""

_Point = tuple[float, float]


class _Frames(NamedTuple):
    """Milliseconds: of the frames of a drag, and of the longest until all was quiet again."""

    moving: list[float]
    longest: float


@dataclass(frozen=True)
class Job:
    """A page to open: ``count`` records on it, ``limit_ms`` for its first picture."""

    page: Path
    kind: Kind
    count: int
    shelf: Path
    mode: Mode = "measure"
    limit_ms: int = 60_000

    def arguments(self) -> list[str]:
        """As words of a command line."""
        return [str(self.page), self.kind, str(self.count), str(self.shelf), self.mode,
                str(self.limit_ms)]  # fmt: skip

    @staticmethod
    def of(arguments: list[str]) -> Job:
        """The job that `arguments` wrote down."""
        page, kind, count, shelf, mode, limit_ms = arguments
        return Job(Path(page), cast(Kind, kind), int(count), Path(shelf), cast(Mode, mode),
                   int(limit_ms))  # fmt: skip


def percentile(values: list[float], part: float) -> float:
    """The value that ``part`` of all do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, -int(-part * len(ordered) // 1) - 1)]


class _Network:
    """Answers every request of a page from the shelf, or not at all, and writes them down."""

    def __init__(self, context: BrowserContext, job: Job) -> None:
        self.asked: list[str] = []
        self.refused: list[str] = []
        self._job = job
        self._shelf = Shelf(job.shelf, fetch=job.mode == "warm")
        context.on("request", self._note)
        context.route("**/*", self._answer)

    def _note(self, request: Request) -> None:
        if request.url.startswith(("http:", "https:", "ws:", "wss:")):
            self.asked.append(request.url)

    def _answer(self, route: Route) -> None:
        url = route.request.url
        if not url.startswith(("http:", "https:")):
            route.continue_()
            return
        found = None if self._job.mode == "offline" else self._shelf.answer(url)
        if found is None:
            self.refused.append(url)
            route.abort()
            return
        body, kind = found
        route.fulfill(body=body, content_type=kind, headers={"access-control-allow-origin": "*"})


def measure(job: Job) -> dict[str, Any]:
    """Everything about one page; what could not be measured is missing, ``error`` says why."""
    out: dict[str, Any] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=list(_ARGS))
        context = browser.new_context(viewport={"width": _SIZE[0], "height": _SIZE[1]})
        network = _Network(context, job)
        try:
            for part in _parts(context.new_page(), job):
                out |= part | {"requests": len(network.asked), "refused": network.refused}
                print(json.dumps(out), flush=True)
        except BrowserError as error:
            out["error"] = str(error).splitlines()[0]
            if "first" not in out:
                out["waited"] = job.limit_ms
        out |= {"requests": len(network.asked), "refused": network.refused}
        if job.kind == "kordon" and network.asked:
            out["error"] = f"the page made a request: {network.asked[0]}"
        browser.close()
    return out


def _parts(tab: Tab, job: Job) -> Iterator[dict[str, Any]]:
    """Yields the measurements, one after the other, in a browser that has shown a page before."""
    blank = job.page.with_name("blank.html")
    blank.write_text("<!DOCTYPE html><title>blank</title>", "utf-8")
    tab.goto(blank.resolve().as_uri())
    time.sleep(_SETTLE_S)
    tab.add_init_script(probe(job.kind, job.count))
    limit = _OFFLINE_MS if job.mode == "offline" else job.limit_ms
    # The page says when it is so far. To look for it from outside, Playwright would run a script
    # of a third of a megabyte in the middle of what is measured.
    said: set[str] = set()
    tab.on("console", lambda message: said.add(message.text))
    begun = time.monotonic()
    tab.goto(job.page.resolve().as_uri(), wait_until="commit", timeout=limit)
    _hear(tab, said, "bench: first", begun + limit / 1000)
    yield {"first": tab.evaluate("() => __bench.first")}
    if job.mode != "measure":
        return
    _hear(tab, said, "bench: answered", time.monotonic() + limit / 1000)
    yield {"interactive": tab.evaluate("() => __bench.answered")}
    _hear(tab, said, "bench: whole", time.monotonic() + limit / 1000)
    yield {"whole": tab.evaluate("() => __bench.whole")}
    time.sleep(_SETTLE_S)
    yield _heap(tab.context.new_cdp_session(tab))
    x, y = _middle(tab)
    yield _there_and_back(tab, "pan", (x, y), (x + _PAN_PX, y))
    if job.kind == "kordon":
        zoom = tab.evaluate(ZOOM)
        yield {f"zoom_{name}": statistics.median(took) for name, took in zoom.items()}
        yield _time(tab)


def _hear(tab: Tab, said: set[str], what: str, latest: float) -> None:
    """Wait until the page has said it; BrowserError when it has not by then."""
    while what not in said:
        if time.monotonic() > latest:
            raise BrowserError(f"the page did not say '{what}' in time")
        tab.wait_for_timeout(_LISTEN_MS)


def _middle(tab: Tab) -> _Point:
    """The middle of the map."""
    for name in ("#k-map", ".leaflet-container", "canvas"):
        box = tab.locator(name).first.bounding_box() if tab.locator(name).count() else None
        if box:
            return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    return _SIZE[0] / 2, _SIZE[1] / 2


def _heap(session: CDPSession) -> dict[str, float]:
    """Bytes after a collection: objects, and with the buffers that lie beside the heap."""
    session.send("Performance.enable")
    session.send("HeapProfiler.collectGarbage")
    metrics = session.send("Performance.getMetrics")["metrics"]
    used = next(m["value"] for m in metrics if m["name"] == "JSHeapUsedSize")
    beside = session.send("Runtime.getHeapUsage").get("backingStorageSize", 0)
    return {"heap": used, "heap_buffers": used + beside}


def _drag(tab: Tab, start: _Point, end: _Point) -> _Frames:
    """Milliseconds of each frame from pressing the button until what follows letting go.

    Before letting go the hand rests, so that the map stops there and draws itself anew at once
    instead of gliding on; the frames of that rest do not count.
    """
    tab.mouse.move(*start)
    tab.evaluate("() => __bench.begin()")
    tab.mouse.down()
    for k in range(1, _STEPS + 1):
        x, y = (a + (b - a) * k / _STEPS for a, b in zip(start, end, strict=True))
        tab.mouse.move(x, y)
    tab.evaluate("() => { __bench.paused = true; }")
    time.sleep(_REST_S)
    tab.evaluate("() => { __bench.paused = false; }")
    tab.mouse.up()
    frames = tab.evaluate("() => __bench.end()")
    time.sleep(_SETTLE_S)
    return _Frames(frames, tab.evaluate("() => __bench.longest()"))


def _there_and_back(tab: Tab, name: str, start: _Point, end: _Point) -> dict[str, float]:
    there, back = _drag(tab, start, end), _drag(tab, end, start)
    frames = there.moving + back.moving
    return {
        f"{name}_median": statistics.median(frames),
        f"{name}_p95": percentile(frames, 0.95),
        f"{name}_longest": max(there.longest, back.longest),
    }


def _time(tab: Tab) -> dict[str, Any]:
    """The left time handle, to the middle of the histogram and back."""
    handle = tab.locator(".handle.from")
    box = handle.bounding_box()
    if box is None:
        return {"error": "there is no time handle"}
    tab.evaluate(_WATCH_HANDLE)
    y = box["y"] + box["height"] / 2
    out = _there_and_back(tab, "time", (box["x"] + 6, y), (box["x"] + box["width"] / 2, y))
    if tab.evaluate("() => __bench.moved") < _STEPS:
        return {"error": "the time handle did not follow the mouse"}
    return out


def main(arguments: list[str]) -> None:
    """Measures the page that the arguments name."""
    if find() is None:
        sys.exit(HOW_TO)
    print(json.dumps(measure(Job.of(arguments))))


if __name__ == "__main__":
    main(sys.argv[1:])
