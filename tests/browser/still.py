"""Waiting until a page is at rest, instead of for a time that is too short on a busy machine."""

from __future__ import annotations

from typing import Any

__all__ = ["rest_of_map", "still"]

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
