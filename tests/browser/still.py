"""Waiting for a page as long as it takes: a fixed time is too short on a busy machine, or long."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, TimeoutError

__all__ = ["look_often", "ready", "rest_of_map", "still"]

#: Playwright looks for an element after 0, 20, 70, 170 and 270 ms, and from then on only every
#: half second: whatever takes a little longer is waited for in vain for as long again. With this
#: much time for it, it looks every 100 ms to the end.
_OFTEN_MS = 2_400
#: So many times that long, and then as Playwright does it.
_OFTEN = 5

_IN_STATE = "(state) => document.querySelector(`#kordon[data-state=${state}]`) !== null"

#: Until nothing in the document has changed for a few frames, and no part of it is busy.
_STILL = """() => new Promise((done, never) => {
  const end = performance.now() + 20_000;
  let left = 4;
  const again = () => { left = 4; };
  const watch = new MutationObserver(again);
  watch.observe(document, {
    subtree: true, childList: true, attributes: true, characterData: true,
  });
  const look = () => {
    if (performance.now() > end) return never(Error("the page comes to no rest"));
    if (document.querySelector("[aria-busy=true]")) again();
    left -= 1;
    if (left > 0) return requestAnimationFrame(look);
    watch.disconnect();
    done();
  };
  requestAnimationFrame(look);
})"""

#: Until every map has stood where it is for so many milliseconds: one that was let go glides on,
#: and a turn of the wheel is taken up a little later.
_STANDS = """(ms) => new Promise((done, never) => {
  const app = document.getElementById("kordon").kordon;
  const maps = [app.map, app.comparing.half?.map].filter(Boolean);
  const where = () => JSON.stringify(maps.map((m) => [m.getZoom(), m.getCenter()]));
  const moves = () => maps.some((m) => m._panAnim?._inProgress || m._animatingZoom);
  const end = performance.now() + 20_000;
  let [last, since, frames] = ["", 0, 0];
  const look = () => {
    const [here, now] = [where(), performance.now()];
    if (here !== last || moves()) [last, since, frames] = [here, now, 0];
    frames += 1;
    if (now > end) return never(Error("the map comes to no rest"));
    if (frames > 8 && now - since > ms) return done();
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})"""


def still(frame: Any) -> None:
    """Wait until a tab or frame has done what it was asked to, and shows it."""
    frame.evaluate(_STILL)


def rest_of_map(frame: Any, ms: int = 150) -> None:
    """Wait until the map in a tab or frame, or both maps, stand still."""
    frame.evaluate(_STANDS, ms)


def ready(tab: Any, state: str = "ready") -> None:
    """Wait until the page in a tab is in a state, and is seen."""
    tab.wait_for_function(_IN_STATE, arg=state)
    tab.locator(f"#kordon[data-state={state}]").wait_for()


def look_often() -> None:
    """Let Playwright look for elements that are waited for ten times a second, to the end."""
    Locator.wait_for = _often(Locator.wait_for)
    Page.wait_for_selector = _often(Page.wait_for_selector)


def _often(wait: Callable[..., Any]) -> Callable[..., Any]:
    """A method of Playwright that waits for an element; with an end of its own it is as it was."""

    @functools.wraps(wait)
    def run(self: Any, *words: Any, **more: Any) -> Any:
        for _ in range(0 if "timeout" in more else _OFTEN):
            try:
                return wait(self, *words, timeout=_OFTEN_MS, **more)
            except TimeoutError:
                pass
        return wait(self, *words, **more)

    return run
