// How time moves: step by what, how fast, from the start on or as a window; and how to read it.

import { el, fill } from "../base/dom.js";
import { SPEEDS, UNITS } from "./timeplay.js";

export class TimeSettings {
  constructor(app) {
    this.app = app;
    const say = (key) => app.words.say(key);
    this.button = el("button", {
      type: "button",
      class: "t-settings",
      text: "⋯",
      title: say("time_settings"),
      "aria-label": say("time_settings"),
      "aria-expanded": "false",
      "aria-controls": "k-time-settings",
      onclick: () => this.open(this.root.hidden),
    });
    this.root = el("div", {
      id: "k-time-settings",
      class: "time-settings",
      role: "group",
      "aria-label": say("time_settings"),
      hidden: true,
      onkeydown: (event) => this.key(event),
    });
    this.build();
  }

  build() {
    const { app } = this;
    const say = (key, values) => app.words.say(key, values);
    const option = (value, text) => el("option", { value: String(value), text });
    const field = (key, node) => el("label", {}, el("span", { text: say(key) }), node);
    this.step = el(
      "select",
      { "data-pace": "step", onchange: (e) => this.set({ step: e.target.value }) },
      ["", ...UNITS].map((unit) => option(unit, say(`time_by_${unit || "window"}`))),
    );
    this.speed = el(
      "select",
      { "data-pace": "speed", onchange: (e) => this.set({ speed: Number(e.target.value) }) },
      SPEEDS.map((n) => option(n, `× ${app.words.number(n)}`)),
    );
    this.upTo = el("input", {
      type: "checkbox",
      "data-pace": "upTo",
      onchange: (e) => this.set({ upTo: e.target.checked }),
    });
    const key = (name) =>
      el("p", {}, el("i", { class: `bar-key ${name}` }), el("span", { text: say(`bar_${name}`) }));
    fill(
      this.root,
      field("time_step", this.step),
      field("time_speed", this.speed),
      el("label", { class: "tick" }, this.upTo, el("span", { text: say("time_up_to") })),
      ["solid", "spread", "break"].map(key),
    );
  }

  set(change) {
    Object.assign(this.app.pace, change);
    this.update();
    this.app.timeline.showPeriod();
    this.app.remember();
  }

  open(on) {
    this.root.hidden = !on;
    this.button.setAttribute("aria-expanded", String(on));
    if (on) this.step.focus();
  }

  /** Escape closes this, and nothing else. */
  key(event) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.open(false);
    this.button.focus();
  }

  update() {
    const { step, speed, upTo } = this.app.pace;
    this.step.value = step;
    this.speed.value = String(speed);
    this.upTo.checked = upTo;
  }
}
