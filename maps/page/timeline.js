// The one time control: a histogram by layer with two handles, play, step and presets.

import { el, fill } from "./dom.js";
import { bins, histogram, monthStart, nextMonth, timeSpan } from "./span.js";
import { DAY_MS } from "./text.js";

const MONTH_MS = 30 * DAY_MS;
const TICK_PX = 3; // ticks stand at least so far apart
const MONTHS_A_TICK = [1, 3, 6, 12, 60, 120, 600, 1200];
const PLAY_MS = 450; // between two steps while playing

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
    this.build();
  }

  build() {
    const say = (k, v) => this.app.words.say(k, v);
    this.canvas = el("canvas", { class: "bars", "aria-hidden": "true" });
    const handle = (name, value) =>
      el("input", {
        type: "range",
        min: 0,
        max: this.days,
        step: 1,
        value,
        class: `handle ${name}`,
        "aria-label": say(`time_${name}`),
        oninput: () => this.moved(name),
      });
    this.lo = handle("from", 0);
    this.hi = handle("to", this.days);
    const button = (key, label, onclick) =>
      el("button", {
        type: "button",
        class: `t-${key}`,
        title: say(key),
        "aria-label": say(key),
        text: label,
        onclick,
      });
    this.playButton = button("play", "▶", () => this.play());
    this.words = el("output", { class: "period", "aria-live": "polite" });
    this.months = el("select", {
      class: "months",
      "aria-label": say("time_preset"),
      onchange: () => this.preset(),
    });
    fill(
      this.root,
      el(
        "div",
        { class: "time-row" },
        this.playButton,
        button("step_back", "‹", () => this.step(-1)),
        button("step_on", "›", () => this.step(1)),
        this.months,
        this.words,
        el("button", {
          type: "button",
          class: "t-all",
          text: say("time_all"),
          onclick: () => this.set(null, null),
        }),
      ),
      el("div", { class: "time-box" }, this.canvas, this.lo, this.hi),
    );
    this.canvas.addEventListener("click", (event) => this.pick(event));
    new ResizeObserver(() => this.draw()).observe(this.canvas);
    this.fillMonths();
  }

  fillMonths() {
    const { words, store } = this.app;
    const counts = new Map();
    for (let i = 0; i < store.n; i++) {
      if (!store.dated(i)) continue;
      const end = Math.max(store.to(i), store.from(i) + 1);
      for (let m = monthStart(store.from(i)); m < end; m = nextMonth(m)) {
        counts.set(m, (counts.get(m) ?? 0) + 1); // every month it may have been in
      }
    }
    const options = [...counts]
      .sort((a, b) => a[0] - b[0])
      .map(([m, n]) =>
        el("option", { value: String(m), text: `${words.month(m)} · ${words.number(n)}` }),
      );
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
    this.app.refresh();
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

  /** Moves the window by its own length; by a month when it is exactly a month. */
  step(direction) {
    const { from, to } =
      this.app.filter.from === null && this.app.filter.to === null
        ? { from: this.span.from, to: nextMonth(this.span.from) }
        : this.shifted(direction);
    this.set(from, to);
  }

  shifted(direction) {
    const { from, to } = this.period();
    if (from === monthStart(from) && to === nextMonth(from)) {
      return { from: nextMonth(from, direction), to: nextMonth(from, direction + 1) };
    }
    const length = to - from;
    const a = Math.min(Math.max(from + direction * length, this.span.from), this.span.to - length);
    return { from: a, to: a + length };
  }

  play() {
    const stop = () => {
      clearInterval(this.timer);
      this.timer = null;
      this.playButton.textContent = "▶";
      this.playButton.setAttribute("aria-pressed", "false");
    };
    if (this.timer) return stop();
    this.playButton.textContent = "❚❚";
    this.playButton.setAttribute("aria-pressed", "true");
    this.step(this.app.filter.from === null ? 0 : 1);
    this.timer = setInterval(() => {
      if (this.period().to >= this.span.to) stop();
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
    const { from, to } = this.period();
    this.lo.value = Math.round((from - this.span.from) / DAY_MS);
    this.hi.value = Math.round((to - this.span.from) / DAY_MS);
    const { words, filter } = this.app;
    const whole = filter.from === null && filter.to === null;
    this.lo.setAttribute("aria-valuetext", words.shortDay(from));
    this.hi.setAttribute("aria-valuetext", words.shortDay(to - DAY_MS));
    this.words.textContent = words.period(from, to);
    this.root.classList.toggle("narrowed", !whole);
    const isMonth = from === monthStart(from) && to === nextMonth(from);
    this.months.value = !whole && isMonth ? String(from) : "";
    this.draw();
  }

  draw() {
    const { app } = this;
    if (!this.span || !app.result) return;
    const { clientWidth: w, clientHeight: h } = this.canvas;
    if (!w) return;
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(w * ratio);
    this.canvas.height = Math.round(h * ratio);
    const g = this.canvas.getContext("2d");
    g.scale(ratio, ratio);
    const counts = histogram(app.store, app.result.offTime, this.edges, app.head.layers.length);
    const top = Math.max(1, ...counts.map((c) => c.reduce((a, b) => a + b, 0)));
    const x = (t) => ((t - this.span.from) / (this.span.to - this.span.from)) * w;
    const base = h - 15;
    const { from, to } = this.period();
    g.fillStyle = app.theme.timeWindow;
    g.fillRect(x(from), 0, x(to) - x(from), base);
    this.drawMonths(g, x, w, h, base);
    counts.forEach((count, b) => {
      const [x0, x1] = [x(this.edges[b]), x(this.edges[b + 1])];
      const inside = this.edges[b] < to && this.edges[b + 1] > from;
      let y = base;
      app.head.layers.forEach((layer, k) => {
        const height = (count[k] / top) * (base - 4);
        g.globalAlpha = inside ? 1 : 0.25;
        g.fillStyle = app.theme.layers[layer.id];
        g.fillRect(x0 + 0.5, y - height, Math.max(1, x1 - x0 - 1), height);
        y -= height;
      });
    });
    g.globalAlpha = 1;
  }

  dress() {
    this.draw();
  }

  drawMonths(g, x, w, h, base) {
    const { theme, words } = this.app;
    g.font = `10px ${theme.font}`;
    g.textAlign = "left";
    g.textBaseline = "bottom";
    g.strokeStyle = theme.timeTick;
    g.fillStyle = theme.timeText;
    g.lineWidth = 1;
    let free = 0;
    const months = MONTHS_A_TICK.find((n) => x(this.span.from + n * MONTH_MS) >= TICK_PX) ?? 6000;
    for (let t = this.span.from; t < this.span.to; t = nextMonth(t, months)) {
      const at = Math.round(x(t)) + 0.5;
      const january = new Date(t).getUTCMonth() === 0;
      g.beginPath();
      g.moveTo(at, base);
      g.lineTo(at, base + (january ? 6 : 3));
      g.stroke();
      const name = words.format(
        t,
        january || t === this.span.from ? { month: "short", year: "numeric" } : { month: "short" },
      );
      const width = g.measureText(name).width;
      if (at + 2 < free || at + width > w) continue;
      g.fillText(name, at + 2, h);
      free = at + width + 8;
    }
  }
}
