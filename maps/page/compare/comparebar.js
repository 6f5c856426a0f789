// The bar of a comparison: period A and period B, presets, views.

import { el, fill } from "../base/dom.js";
import { DAY_MS, isoDay } from "../base/text.js";
import { PRESETS, VIEWS } from "./periods.js";

export class CompareBar {
  constructor(app, compare) {
    this.app = app;
    this.compare = compare;
    const say = (key) => app.words.say(key);
    this.opener = el("button", {
      type: "button",
      class: "t-compare",
      text: say("compare"),
      title: say("compare_title"),
      onclick: () => compare.open(),
    });
    this.root = el("div", { class: "compare-row", role: "group", "aria-label": say("compare") });
    this.dates = { a: this.period("a"), b: this.period("b") };
    this.presets = el(
      "select",
      {
        class: "compare-presets",
        "aria-label": say("compare_presets"),
        onchange: (event) => {
          if (event.target.value) compare.preset(event.target.value);
          event.target.value = "";
        },
      },
      el("option", { value: "", text: say("compare_presets") }),
      PRESETS.map((name) => el("option", { value: name, text: say(`compare_${name}`) })),
    );
    this.views = VIEWS.map((view) =>
      el("button", {
        type: "button",
        "data-view": view,
        text: say(`compare_${view}`),
        onclick: () => compare.setView(view),
      }),
    );
    const close = el("button", {
      type: "button",
      class: "compare-close",
      text: "✕",
      title: say("compare_close"),
      "aria-label": say("compare_close"),
      onclick: () => compare.close(),
    });
    const views = el("span", { class: "views", role: "group" }, this.views);
    fill(this.root, this.fieldOf("a"), this.fieldOf("b"), this.presets, views, close);
  }

  /** Two dates: the first day and the last. */
  period(name) {
    const { span } = this.compare;
    const { words } = this.app;
    const bounds = { min: isoDay(span.from), max: isoDay(span.to - DAY_MS) };
    return ["from", "to"].map((end) =>
      el("input", {
        type: "date",
        ...bounds,
        class: "day",
        "data-period": `${name}-${end}`,
        "aria-label": words.pair(name.toUpperCase(), words.say(`time_${end}`)),
        onchange: () => this.changed(name, end),
      }),
    );
  }

  fieldOf(name) {
    const [from, to] = this.dates[name];
    const letter = el("b", { text: name.toUpperCase() });
    return el("span", { class: "period-field" }, letter, from, el("i", { text: "–" }), to);
  }

  /** A day was typed: what is no day, or lies before the other end, moves that end along. */
  changed(name, end) {
    const [from, to] = this.dates[name].map((node) => node.valueAsNumber);
    const held = this.compare[name];
    const next = {
      from: Number.isNaN(from) ? held.from : from,
      to: Number.isNaN(to) ? held.to : to + DAY_MS,
    };
    if (next.from >= next.to) {
      if (end === "from") next.to = next.from + DAY_MS;
      else next.from = next.to - DAY_MS;
    }
    this.compare.setPeriods({ [name]: next });
  }

  focus() {
    this.views[0].focus();
  }

  update() {
    const { compare } = this;
    if (!compare.on) return;
    for (const name of ["a", "b"]) {
      const [from, to] = this.dates[name];
      from.value = isoDay(compare[name].from);
      to.value = isoDay(compare[name].to - DAY_MS);
    }
    for (const button of this.views) {
      button.hidden = button.dataset.view === "side" && !compare.wide.matches;
      button.setAttribute("aria-pressed", String(button.dataset.view === compare.shownView));
    }
  }
}
