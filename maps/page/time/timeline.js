// The one time control: a histogram by layer with two handles, a window to drag, play and step.

import { el, fill, unbroken } from "../base/dom.js";
import { DAY_MS } from "../base/text.js";
import { countInWords } from "../data/cells.js";
import {
  addedByMonth,
  addedIn,
  bins,
  byMonth,
  countIn,
  histogram,
  monthEdges,
  monthStart,
  nextMonth,
  timeSpan,
} from "./span.js";
import { drawBars } from "./timebars.js";
import { TimeDrag } from "./timedrag.js";
import { isMonth, Player } from "./timeplay.js";
import { TimeSettings } from "./timesettings.js";

const MOST_MONTHS = 240; // in the list of months: the latest
const LATEST_DAYS = [7, 30];

export class Timeline {
  constructor(app, root) {
    this.app = app;
    this.root = root;
    this.span = timeSpan(app.store);
    if (!this.span) {
      const text = app.words.say(app.store.n ? "no_dates" : "no_reports");
      fill(root, el("p", { class: "empty", text }));
      return;
    }
    this.days = Math.round((this.span.to - this.span.from) / DAY_MS);
    this.edges = bins(this.span);
    this.monthEdges = monthEdges(this.span);
    this.build();
    this.player = new Player(this);
    this.drag = new TimeDrag(this);
    new ResizeObserver(() => {
      this.laid = true; // the first time just before the first picture: to ask sooner costs a layout
      this.draw();
    }).observe(this.canvas);
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
    this.tip = el("div", { class: "time-tip", hidden: true });
    this.lo = this.handle("from", 0);
    this.hi = this.handle("to", this.days);
    this.slider = this.windowSlider();
    this.playButton = this.button("play", "▶", () => this.player.play());
    this.back = this.button("step_back", "‹", () => this.player.step(-1));
    this.on = this.button("step_on", "›", () => this.player.step(1));
    this.words = el("output", { class: "period", "aria-live": "polite" });
    this.undated = el("span", { class: "undated", title: say("off_undated_why") });
    this.months = el("select", {
      class: "months",
      "aria-label": say("time_preset"),
      onchange: () => this.preset(),
    });
    fill(this.months, this.anyMonth());
    this.all = el("button", {
      type: "button",
      class: "t-all",
      text: say("time_all"),
      onclick: () => this.set(null, null),
    });
    this.settings = new TimeSettings(this.app);
    const moving = [this.playButton, this.back, this.on, this.months];
    this.row = el("div", { class: "time-row" }, [
      ...moving,
      this.words,
      this.undated,
      this.all,
      this.settings.button,
    ]);
    const box = [this.canvas, this.slider, this.lo, this.hi, this.tip];
    fill(this.root, this.row, el("div", { class: "time-box" }, box), this.settings.root);
  }

  /** The window between the handles, for the keyboard: it moves as a whole. */
  windowSlider() {
    return el("div", {
      class: "window",
      role: "slider",
      tabindex: 0,
      "aria-label": this.app.words.say("time_window"),
      "aria-valuemin": 0,
      "aria-valuemax": this.days,
    });
  }

  anyMonth() {
    return el("option", { value: "", text: this.app.words.say("time_preset") });
  }

  /** The latest days and the months that hold something under the other filters: how much. */
  fillMonths(mask) {
    const { words, store } = this.app;
    const counts = byMonth(store, mask, this.monthEdges);
    const added = addedByMonth(store, mask, this.monthEdges);
    const held = [...counts.keys()].filter((k) => counts[k]).slice(-MOST_MONTHS);
    const option = (value, name, n, more) =>
      el("option", { value, text: `${name} · ${countInWords(words, n, more)}` });
    const options = held.map((k) => {
      const month = this.monthEdges[k];
      return option(String(month), words.month(month), counts[k], added?.[k]);
    });
    const latest = LATEST_DAYS.map((n) => {
      const [name, days] = [words.say("time_last", { n }), this.latest(n)];
      return option(`last-${n}`, name, countIn(store, mask, days), addedIn(store, mask, days));
    });
    fill(this.months, this.anyMonth(), latest, options);
  }

  /** The map is there: now what nobody has opened yet. */
  settleIn() {
    if (!this.span) return;
    this.settled = true;
    this.fillMonths(this.app.result.offTime);
    this.showPeriod();
  }

  /** The last days up to the one on which the newest report begins. */
  latest(days) {
    const { newest } = this.span;
    return { from: newest - days * DAY_MS, to: newest };
  }

  preset() {
    const { value } = this.months;
    const days = /^last-(\d+)$/.exec(value);
    if (days) {
      const { from, to } = this.latest(Number(days[1]));
      this.set(from, to);
    } else if (value) this.set(Number(value), nextMonth(Number(value)));
    else this.set(null, null);
  }

  /** The chosen period with open ends closed. */
  period() {
    const { from, to } = this.app.filter;
    return { from: from ?? this.span.from, to: to ?? this.span.to };
  }

  /** What is marked in the histogram: the chosen period, or the two that are compared. */
  windows() {
    return this.app.comparing?.windows() ?? [this.period()];
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

  /** A click in the histogram chooses the month. */
  pick(t) {
    if (!this.app.comparing?.on) this.set(monthStart(t), nextMonth(monthStart(t)));
  }

  /** Called after every change of filter. */
  update() {
    if (!this.span) return;
    const { app, edges } = this;
    const { store, result, words } = app;
    if (this.counted !== result.offTime) {
      this.counted = result.offTime; // the same while only time changes
      this.counts = histogram(store, result.offTime, edges, app.head.layers.length);
      if (this.settled) this.fillMonths(result.offTime);
      const { undated, undatedMore } = this.counts;
      const text = countInWords(words, undated, undatedMore);
      this.undated.textContent = undated ? words.say("time_undated", { n: undated, text }) : "";
    }
    this.showPeriod();
    this.settings.update();
    this.draw();
  }

  /** Handles, window, words and buttons follow the chosen period. */
  showPeriod() {
    const { words } = this.app;
    const period = this.period();
    const { from, to } = period;
    const [lo, hi] = [from, to].map((t) => Math.round((t - this.span.from) / DAY_MS));
    this.lo.value = lo;
    this.hi.value = hi;
    // Where both handles meet at the right end, the left one must be on top to come back.
    this.lo.classList.toggle("on-top", lo > this.days / 2);
    this.lo.setAttribute("aria-valuetext", words.shortDay(from));
    this.hi.setAttribute("aria-valuetext", words.shortDay(to - DAY_MS));
    this.slider.style.left = `${(100 * lo) / this.days}%`;
    this.slider.style.width = `${(100 * (hi - lo)) / this.days}%`;
    this.slider.setAttribute("aria-valuenow", lo);
    this.slider.setAttribute("aria-valuetext", words.period(from, to));
    fill(this.words, unbroken(words.period(from, to)));
    const whole = this.isWhole();
    this.root.classList.toggle("narrowed", !whole);
    this.back.disabled = !whole && from <= this.span.from && !this.app.pace.upTo;
    this.on.disabled = !whole && to >= this.span.to;
    this.months.value = whole ? "" : this.presetOf(period);
  }

  presetOf(period) {
    if (isMonth(period)) return String(period.from);
    const days = LATEST_DAYS.find((n) => this.latest(n).from === period.from);
    return days && period.to === this.span.newest ? `last-${days}` : "";
  }

  /** The time of every chosen record, and whether it is exact. */
  chosenTimes() {
    const { selected, store } = this.app;
    return selected
      .filter((i) => store.dated(i))
      .map((i) => {
        const precise = ["", "day"].includes(store.word("precision", i));
        return { from: store.from(i), to: store.to(i), precise };
      });
  }

  chosen() {
    this.draw();
  }

  draw() {
    const { app } = this;
    if (!this.span || !this.counts || !this.laid) return;
    const { clientWidth: w, clientHeight: h } = this.canvas;
    if (!w) return;
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(w * ratio);
    this.canvas.height = Math.round(h * ratio);
    const g = this.canvas.getContext("2d");
    g.scale(ratio, ratio);
    const { span, edges, counts } = this;
    const { theme, words } = app;
    const [windows, chosen] = [this.windows(), this.chosenTimes()];
    const { layers } = app.head;
    const unwatched = app.coverage?.spans(span) ?? [];
    drawBars(g, {
      w,
      h,
      span,
      windows,
      unwatched,
      edges,
      counts,
      chosen,
      layers,
      theme,
      words,
    });
  }

  dress() {
    this.draw();
  }
}
