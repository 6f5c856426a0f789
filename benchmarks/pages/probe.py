"""What looks at a page from within: a script that runs before any of the page's own."""

from __future__ import annotations

from benchmarks.pages.peers import Kind

__all__ = ["ZOOM", "probe"]

#: When a page has its picture. For deck.gl: when one frame drew as many points as there are.
_READY: dict[Kind, str] = {
    "kordon": "['drawn', 'ready'].includes(document.querySelector('#kordon')?.dataset.state)",
    "leaflet": "document.readyState === 'complete' && document.querySelector("
    "'.leaflet-marker-icon, .leaflet-overlay-pane path, .leaflet-overlay-pane canvas') !== null",
    "deck": "bench.drawn >= COUNT",
}
#: When every part of a page can be used, and not only its map moved.
_WHOLE: dict[Kind, str] = {
    "kordon": "document.querySelector('#kordon[data-state=ready]:not([aria-busy])') !== null",
    "leaflet": "true",
    "deck": "true",
}
#: What is another value when the map has moved.
_WHERE: dict[Kind, str] = {
    "kordon": "document.querySelector('.leaflet-map-pane').style.transform",
    "leaflet": "document.querySelector('.leaflet-map-pane').style.transform",
    "deck": "bench.draws",
}

_MAP = "document.querySelector('#k-map, .leaflet-container, canvas')"

_SCRIPT = """
(() => {
  if (window !== window.top) return;
  const bench = { first: null, answered: null, whole: null, drawn: 0, draws: 0, frames: [] };
  globalThis.__bench = bench;
  const count = (prototype, name, at) => {
    const draw = prototype[name];
    prototype[name] = function (...given) {
      bench.drawn += given[at];
      bench.draws += 1;
      return draw.apply(this, given);
    };
  };
  count(WebGL2RenderingContext.prototype, "drawArraysInstanced", 3);
  count(WebGL2RenderingContext.prototype, "drawElementsInstanced", 4);

  const { console } = window; // a page may put something else in its place
  const mark = (name) => console.log(`bench: ${name}`);
  const look = () => {
    const ready = READY;
    bench.drawn = 0;
    if (!ready) return requestAnimationFrame(look);
    requestAnimationFrame(() => requestAnimationFrame(() => {
      bench.first = performance.now();
      mark("first");
      drag();
    }));
  };
  requestAnimationFrame(look);

  // Drags over the middle of the map, a step a frame, until one has moved it: a map that is
  // still busy with its first view does not answer to the button.
  const send = (target, what, x, y, buttons) => {
    const told = { bubbles: true, cancelable: true, view: window, clientX: x, clientY: y, buttons };
    const pointer = { ...told, pointerId: 1, pointerType: "mouse", isPrimary: true };
    target.dispatchEvent(new PointerEvent(`pointer${what}`, pointer));
    target.dispatchEvent(new MouseEvent(`mouse${what}`, told));
  };
  const drag = () => {
    const box = (MAP ?? document.body).getBoundingClientRect();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const target = document.elementFromPoint(x, y);
    const from = WHERE;
    let step = 0;
    send(target, "down", x, y, 1);
    const pull = () => {
      if (WHERE !== from) {
        bench.answered = performance.now();
        send(target, "up", x - step, y, 0);
        mark("answered");
        wait();
        return;
      }
      step += 6;
      send(target, "move", x - step, y, 1);
      if (step % 36 === 0) {
        send(target, "up", x - step, y, 0);
        send(target, "down", x - step, y, 1);
      }
      requestAnimationFrame(pull);
    };
    requestAnimationFrame(pull);
  };

  // When all of a page can be used: those of others can when they answer.
  const wait = () => {
    if (!(WHOLE)) return setTimeout(wait, 5);
    bench.whole = performance.now();
    mark("whole");
  };

  // How long each frame lasts, from `begin` until two frames after `end` was asked for, without
  // those that come while `paused`. What comes later is only looked at for the longest.
  bench.begin = () => {
    bench.frames = [];
    bench.paused = false;
    bench.going = true;
    let last = null;
    const tick = (now) => {
      if (last !== null && !bench.paused) bench.frames.push(now - last);
      last = now;
      if (bench.going) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  };
  bench.end = () => new Promise((done) => {
    const frame = requestAnimationFrame;
    frame(() => frame(() => frame(() => done([...bench.frames]))));
  });
  bench.longest = () => {
    bench.going = false;
    return Math.max(...bench.frames);
  };
})();
"""

#: Milliseconds of Kordon's redraw at other zooms: of the script, and until it is on the screen.
ZOOM = """
async () => {
  const { map } = document.getElementById("kordon").kordon;
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const from = map.getZoom();
  const out = { script: [], shown: [] };
  for (const step of [1, 0, 2, 1, 3, 0]) {
    await frame();
    await frame();
    const start = performance.now();
    map.setZoom(from + step, { animate: false });
    out.script.push(performance.now() - start);
    await frame();
    await new Promise((done) => setTimeout(done, 0)); // after the paint of that frame
    out.shown.push(performance.now() - start);
  }
  return out;
}
"""


def probe(kind: Kind, count: int) -> str:
    """The script for a page of ``count`` records."""
    ready = _READY[kind].replace("COUNT", str(count))
    given = {"READY": ready, "WHERE": _WHERE[kind], "WHOLE": _WHOLE[kind], "MAP": _MAP}
    script = _SCRIPT
    for name, text in given.items():
        script = script.replace(name, text)
    return script
