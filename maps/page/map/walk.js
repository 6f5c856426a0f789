// The symbols on the map by keyboard: one focus that walks over what is in view, in reading order.

import { byId } from "../base/dom.js";

const LINE_PX = 56; // what stands within this height is read as one line

/** The hits in view, line by line from the top, each line from the left. */
export function inReadingOrder(hits, { pad, view }) {
  const seen = hits.filter(
    ({ x, y }) => x >= pad.x && y >= pad.y && x <= pad.x + view.x && y <= pad.y + view.y,
  );
  const line = ({ y }) => Math.floor((y - pad.y) / LINE_PX);
  return seen.sort((a, b) => line(a) - line(b) || a.x - b.x || a.y - b.y);
}

/** The stop nearest to a point, by number; -1 for none. */
export function nearest(stops, { x, y }) {
  let [best, least] = [-1, Infinity];
  stops.forEach((stop, k) => {
    const away = Math.hypot(stop.x - x, stop.y - y);
    if (away < least) [best, least] = [k, away];
  });
  return best;
}

/** The nearest stop above (-1) or below (1) another; itself when there is none. */
export function upOrDown(stops, at, way) {
  const from = stops[at];
  let [best, least] = [at, Infinity];
  stops.forEach((stop, k) => {
    const down = (stop.y - from.y) * way;
    if (down <= 4) return;
    const away = down + 2 * Math.abs(stop.x - from.x); // rather straight on than near
    if (away < least) [best, least] = [k, away];
  });
  return best;
}

export class Walk {
  constructor(app) {
    this.app = app;
    this.button = byId("k-walk");
    this.said = byId("k-said");
    this.point = null; // where it was last, in pixels of the stage
    this.at = -1;
    this.button.addEventListener("focus", () => this.go(this.nearby()));
    this.button.addEventListener("blur", () => app.surface.light(null));
    this.button.addEventListener("keydown", (event) => this.key(event));
    this.button.addEventListener("click", () => this.open());
  }

  get on() {
    return document.activeElement === this.button;
  }

  /** Map by map: {list: what can be walked to, points: where on the stage}. */
  look() {
    const [list, points] = [[], []];
    for (const { hits, frame, left } of this.app.surface.sheets()) {
      for (const stop of inReadingOrder(hits, frame)) {
        list.push(stop);
        points.push({ x: stop.x - frame.pad.x + left, y: stop.y - frame.pad.y });
      }
    }
    Object.assign(this, { list, points });
  }

  /** The stop nearest to where it was; the first at first. */
  nearby() {
    this.look();
    return this.point ? Math.max(0, nearest(this.points, this.point)) : 0;
  }

  /** The map has been drawn anew: the focus stays near where it was. */
  follow() {
    if (this.on) this.go(this.nearby(), false);
  }

  async go(at, aloud = true) {
    const { app, list, button } = this;
    const { words, surface, comparing } = app;
    const stop = list[at]?.whole?.() ?? list[at];
    this.at = at;
    button.classList.toggle("nowhere", !stop);
    if (!stop) {
      surface.light(null);
      if (aloud) this.said.textContent = words.say("walk_none");
      return;
    }
    const { x, y } = this.points[at];
    this.point = { x, y };
    const side = 2 * (stop.r ?? 10) + 8;
    Object.assign(button.style, {
      left: `${x}px`,
      top: `${y}px`,
      width: `${side}px`,
      height: `${side}px`,
    });
    const told = await surface.light(stop, { x, y });
    const what = comparing.half ? `${"AB"[stop.half]} · ${told}` : told; // which period
    if (aloud && told)
      this.said.textContent = words.say("walk_at", { what, at: at + 1, all: list.length });
  }

  open() {
    const stop = this.list?.[this.at]?.whole?.() ?? this.list?.[this.at];
    if (stop) this.app.select([...stop.members]);
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || !this.list) return;
    const { list, points, at } = this;
    const to = {
      ArrowRight: () => Math.min(list.length - 1, at + 1),
      ArrowLeft: () => Math.max(0, at - 1),
      ArrowDown: () => upOrDown(points, at, 1),
      ArrowUp: () => upOrDown(points, at, -1),
      Home: () => 0,
      End: () => list.length - 1,
    }[event.key];
    if (to && list.length) {
      event.preventDefault();
      this.go(to());
    } else if (event.key === "+" || event.key === "-") {
      event.preventDefault();
      const { map } = this.app;
      map.setZoom(map.getZoom() + (event.key === "+" ? 1 : -1), { animate: false });
    }
  }
}
