// The one time control: a histogram by layer with two handles, play, step and presets.

import { el, fill } from "./dom.js";
import { bins, byMonth, histogram, monthEdges, monthStart, nextMonth, timeSpan } from "./span.js";
import { DAY_MS } from "./text.js";
import { drawBars } from "./timebars.js";

const PLAY_MS = 450; // between two steps while playing
const MOST_MONTHS = 240; // in the list of months: the latest

export class Timeline {
  constructor(app, root) {
    this.app = app;
    this.root = root;
    this.span = timeSpan(app.store);
    if (!this.span) {
      fill(root, el("p", { class: "empty", text: app.words.say("no_dates") }));
      return;
    }
    this.days = Math.round((this.span.to - this.span.from) / DAY_MS);
    this.edges = bins(this.span);
    this.monthEdges = monthEdges(this.span);
    this.build();
  }

  handle(name, value) {
    return el("input", {
      type: "range",
      min: 0,
      max: this.days,
      step: 1,
      value,
      class: `handle ${name}`,
      "aria-label": this.app.words.say(`time_${name}`),
      oninput: () => this.moved(name),
    });
  }

  button(key, label, onclick) {
    const text = this.app.words.say(key);
    return el("button", {
      type: "button",
      class: `t-${key}`,
      title: text,
      "aria-label": text,
      text: label,
      onclick,
    });
  }

  build() {
    const say = (k, v) => this.app.words.say(k, v);
    this.canvas = el("canvas", { class: "bars", "aria-hidden": "true" });
    this.lo = this.handle("from", 0);
    this.hi = this.handle("to", this.days);
    this.playButton = this.button("play", "▶", () => this.play());
    this.back = this.button("step_back", "‹", () => this.step(-1));
    this.on = this.button("step_on", "›", () => this.step(1));
    this.words = el("output", { class: "period", "aria-live": "polite" });
    this.months = el("select", {
      class: "months",
      "aria-label": say("time_preset"),
      onchange: () => this.preset(),
    });
    this.all = el("button", {
      type: "button",
      class: "t-all",
      text: say("time_all"),
      onclick: () => this.set(null, null),
    });
    const row = [this.playButton, this.back, this.on, this.months, this.words, this.all];
    fill(
      this.root,
      el("div", { class: "time-row" }, row),
      el("div", { class: "time-box" }, this.canvas, this.lo, this.hi),
    );
    this.canvas.addEventListener("click", (event) => this.pick(event));
    new ResizeObserver(() => this.draw()).observe(this.canvas);
  }

  /** The months that hold something under the other filters, with how much. */
  fillMonths(mask) {
    const { words, store } = this.app;
    const counts = byMonth(store, mask, this.monthEdges);
    const held = [...counts.keys()].filter((k) => counts[k]).slice(-MOST_MONTHS);
    const options = held.map((k) => {
      const m = this.monthEdges[k];
      const text = `${words.month(m)} · ${words.number(counts[k])}`;
      return el("option", { value: String(m), text });
    });
    fill(this.months, el("option", { value: "", text: words.say("time_preset") }), options);
  }

  preset() {
    const m = Number(this.months.value);
    if (this.months.value) this.set(m, nextMonth(m));
    else this.set(null, null);
  }

  /** The chosen period with open ends closed. */
  period() {
    const { from, to } = this.app.filter;
    return { from: from ?? this.span.from, to: to ?? this.span.to };
  }

  set(from, to) {
    const { filter } = this.app;
    const whole =
      (from ?? this.span.from) <= this.span.from && (to ?? this.span.to) >= this.span.to;
    filter.from = whole ? null : from;
    filter.to = whole ? null : to;
    this.app.refresh({ live: true });
  }

  moved(name) {
    let lo = Number(this.lo.value);
    let hi = Number(this.hi.value);
    if (lo >= hi) {
      if (name === "from") lo = Math.max(0, hi - 1);
      else hi = Math.min(this.days, lo + 1);
    }
    this.set(this.span.from + lo * DAY_MS, this.span.from + hi * DAY_MS);
  }

  isWhole() {
    const { from, to } = this.app.filter;
    return from === null && to === null;
  }

  /** Moves the window by its own length, or by a month when it is one; never off the data. */
  step(direction) {
    if (this.isWhole()) {
      const last = nextMonth(this.span.to, -1);
      const at = direction < 0 ? monthStart(last) : this.span.from;
      this.set(at, nextMonth(at));
      return;
    }
    const { from, to } = this.shifted(direction);
    this.set(from, to);
  }

  shifted(direction) {
    const { from, to } = this.period();
    const { from: first, to: end } = this.span;
    if (from === monthStart(from) && to === nextMonth(from)) {
      const last = nextMonth(monthStart(end - 1), 0);
      const at = Math.min(Math.max(nextMonth(from, direction), first), last);
      return { from: at, to: nextMonth(at) };
    }
    const length = Math.min(to - from, end - first);
    const at = Math.min(Math.max(from + direction * length, first), end - length);
    return { from: at, to: at + length };
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.playButton.textContent = "▶";
    this.playButton.setAttribute("aria-pressed", "false");
  }

  /** Plays month by month, or by the chosen window; from the start again at the end. */
  play() {
    if (this.timer) {
      this.stop();
      return;
    }
    this.playButton.textContent = "❚❚";
    this.playButton.setAttribute("aria-pressed", "true");
    const { from, to } = this.period();
    if (this.isWhole() || to >= this.span.to) {
      const length = this.isWhole() ? 0 : to - from;
      const start = this.span.from;
      const month = !length || (from === monthStart(from) && to === nextMonth(from));
      this.set(start, month ? nextMonth(start) : start + length);
    } else this.step(1);
    this.timer = setInterval(() => {
      if (this.period().to >= this.span.to) this.stop();
      else this.step(1);
    }, PLAY_MS);
  }

  pick(event) {
    const box = this.canvas.getBoundingClientRect();
    const part = (event.clientX - box.left) / box.width;
    const t = this.span.from + part * (this.span.to - this.span.from);
    this.set(monthStart(t), nextMonth(monthStart(t)));
  }

  /** Called after every change of filter. */
  update() {
    if (!this.span) return;
    const { words, result } = this.app;
    const { from, to } = this.period();
    if (this.counted !== result.offTime) {
      this.counted = result.offTime; // the same while only time changes
      this.counts = histogram(
        this.app.store,
        result.offTime,
        this.edges,
        this.app.head.layers.length,
      );
      this.fillMonths(result.offTime);
    }
    this.lo.value = Math.round((from - this.span.from) / DAY_MS);
    this.hi.value = Math.round((to - this.span.from) / DAY_MS);
    // Where both handles meet at the right end, the left one must be on top to come back.
    this.lo.classList.toggle("on-top", Number(this.lo.value) > this.days / 2);
    this.lo.setAttribute("aria-valuetext", words.shortDay(from));
    this.hi.setAttribute("aria-valuetext", words.shortDay(to - DAY_MS));
    this.words.textContent = words.period(from, to);
    this.root.classList.toggle("narrowed", !this.isWhole());
    this.back.disabled = !this.isWhole() && from <= this.span.from;
    this.on.disabled = !this.isWhole() && to >= this.span.to;
    const isMonth = from === monthStart(from) && to === nextMonth(from);
    this.months.value = !this.isWhole() && isMonth ? String(from) : "";
    this.draw();
  }

  draw() {
    const { app } = this;
    if (!this.span || !this.counts) return;
    const { clientWidth: w, clientHeight: h } = this.canvas;
    if (!w) return;
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(w * ratio);
    this.canvas.height = Math.round(h * ratio);
    const g = this.canvas.getContext("2d");
    g.scale(ratio, ratio);
    const { span, edges, counts } = this;
    const { theme, words } = app;
    drawBars(g, {
      w,
      h,
      span,
      period: this.period(),
      edges,
      counts,
      layers: app.head.layers,
      theme,
      words,
    });
  }

  dress() {
    this.draw();
  }
}
