// The histogram under the pointer: drag a window, draw a new one, the wheel, and what a bar holds.

import { el, fill } from "../base/dom.js";
import { DAY_MS } from "../base/text.js";
import { barTotal, dayStart, shiftTime } from "./span.js";
import { fitInto } from "./timeplay.js";

const CLICK_PX = 4; // less is a click
const WHEEL_PX = 40; // of turning for a step

/** Where in an ascending list of edges a value lies: the number of the bar. */
export function barAt(edges, t) {
  let [low, high] = [0, edges.length - 2];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (edges[middle] <= t) low = middle;
    else high = middle - 1;
  }
  return low;
}

export class TimeDrag {
  constructor(timeline) {
    this.timeline = timeline;
    this.turned = 0;
    const { canvas, tip } = timeline;
    const on = (name, f, how) => canvas.addEventListener(name, f, how);
    on("pointerdown", (event) => this.down(event));
    on("pointermove", (event) => this.move(event));
    on("pointerup", (event) => this.up(event));
    on("pointercancel", () => this.end());
    on("pointerleave", () => {
      tip.hidden = true;
    });
    on("wheel", (event) => this.wheel(event), { passive: false });
    timeline.slider.addEventListener("keydown", (event) => this.key(event));
  }

  /** The time under the pointer. */
  at(event) {
    const { canvas, span } = this.timeline;
    const box = canvas.getBoundingClientRect();
    const part = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    return span.from + part * (span.to - span.from);
  }

  down(event) {
    if (event.button) return;
    const t = this.at(event);
    const { app } = this.timeline;
    const whole = this.timeline.isWhole() && !app.comparing?.on; // nothing to move
    const held = whole ? null : this.timeline.windows().find((w) => w.from <= t && t < w.to);
    this.held = { x: event.clientX, t, window: held, moved: false };
    this.timeline.canvas.setPointerCapture(event.pointerId);
  }

  move(event) {
    const { held } = this;
    if (!held) {
      this.hover(event);
      return;
    }
    if (Math.abs(event.clientX - held.x) >= CLICK_PX) held.moved = true;
    if (!held.moved) return;
    this.timeline.tip.hidden = true;
    const t = this.at(event);
    this.next = held.window ? this.dragged(held, t) : this.drawn(held, t);
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      if (this.next) this.set(this.next, held.window);
    });
  }

  /** A window moves by whole days, as a whole. */
  dragged({ t, window: { from, to } }, now) {
    const by = Math.round((now - t) / DAY_MS) * DAY_MS;
    return fitInto({ from: from + by, to: to + by }, this.timeline.span);
  }

  /** A new window from where the pointer went down to where it is. */
  drawn({ t }, now) {
    const { span } = this.timeline;
    const to = dayStart(Math.min(Math.max(t, now), span.to - 1)) + DAY_MS;
    return { from: dayStart(Math.min(t, now)), to };
  }

  set({ from, to }, held) {
    if (held?.set) held.set({ from, to });
    else if (!this.timeline.app.comparing?.on) this.timeline.set(from, to);
  }

  up(event) {
    const { held, next } = this;
    this.end();
    if (!held) return;
    if (!held.moved) this.timeline.pick(this.at(event));
    else if (next) this.set(next, held.window);
  }

  end() {
    this.held = null;
    this.next = null;
  }

  /** A turn moves the window by a step; with Shift it grows or shrinks at both ends. */
  wheel(event) {
    const { timeline } = this;
    const framed = window.self !== window.top;
    if (timeline.app.comparing?.on || (framed && !event.ctrlKey && !event.metaKey)) return;
    event.preventDefault();
    const delta = event.deltaY || event.deltaX;
    this.turned = Math.sign(this.turned) === Math.sign(delta) ? this.turned + delta : delta;
    if (Math.abs(this.turned) < WHEEL_PX) return;
    const direction = Math.sign(this.turned);
    this.turned = 0;
    if (event.shiftKey) this.grow(direction);
    else timeline.player.step(direction);
  }

  grow(direction) {
    const { timeline } = this;
    const { from, to } = timeline.period();
    const unit = timeline.app.pace.step || "week";
    const low = Math.max(timeline.span.from, shiftTime(from, unit, -direction));
    const high = Math.min(timeline.span.to, shiftTime(to, unit, direction));
    if (low < high) timeline.set(low, high);
  }

  key(event) {
    const { timeline } = this;
    const { span, app } = timeline;
    const { from, to } = timeline.period();
    const unit = app.pace.step || "day";
    const by = (n) => ({ from: shiftTime(from, unit, n), to: shiftTime(to, unit, n) });
    const length = to - from;
    const next = {
      ArrowLeft: () => by(-1),
      ArrowDown: () => by(-1),
      ArrowRight: () => by(1),
      ArrowUp: () => by(1),
      PageDown: () => ({ from: from - length, to: to - length }),
      PageUp: () => ({ from: from + length, to: to + length }),
      Home: () => ({ from: span.from, to: span.from + length }),
      End: () => ({ from: span.to - length, to: span.to }),
    }[event.key]?.();
    if (!next) return;
    event.preventDefault();
    const fitted = fitInto(next, span);
    timeline.set(fitted.from, fitted.to);
  }

  /** What the bar under the pointer holds, by layer. */
  hover(event) {
    const { timeline } = this;
    const { tip, counts, edges, canvas, app } = timeline;
    if (!counts || event.pointerType === "touch") return;
    const bar = barAt(edges, this.at(event));
    fill(tip, barWords(app, counts, [edges[bar], edges[bar + 1]], bar));
    tip.hidden = false;
    const x = event.clientX - canvas.getBoundingClientRect().left;
    tip.style.left = `${Math.max(0, Math.min(x + 10, canvas.clientWidth - tip.offsetWidth))}px`;
  }
}

/** Lines that say what a bar holds: how many are dated to it, how many are spread over more. */
export function barWords(app, counts, [from, to], bar) {
  const { words, head } = app;
  const lines = head.layers.map((layer, k) => {
    if (!barTotal(counts, bar, k)) return null;
    const at = bar * counts.layers + k;
    const [solid, spread] = [counts.solid[at], counts.spread[at]];
    const [solidMost, most] = [
      solid + (counts.more?.solid[at] ?? 0),
      spread + (counts.more?.spread[at] ?? 0),
    ];
    const [about, upTo] = [spread, most].map((n) => Math.round(n * 10) / 10);
    const less = upTo ? words.interval(about, upTo) : `< ${words.number(0.1)}`;
    const parts = [solidMost ? words.interval(solid, solidMost) : ""];
    if (most) parts.push(words.say("time_spread", { value: less }));
    const name = words.say(`layer_short_${layer.id}`);
    const text = words.pair(name, parts.filter(Boolean).join(" + "));
    return el("span", { text });
  });
  const none = lines.some(Boolean) ? null : el("span", { text: words.say("time_none") });
  return [el("strong", { text: words.period(from, to) }), lines, none].flat();
}
