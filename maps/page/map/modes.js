// How reports are drawn: a switch on the map, and what the colours of the density mean.

import { byId, el, fill } from "../base/dom.js";
import { colorsFor, SQUARE_AT } from "./density.js";

/** How reports are drawn; the first is the default. */
export const MODES = ["rings", "dots", "density"];

export class Modes {
  constructor(app, choose) {
    this.app = app;
    const { words } = app;
    const option = (mode) =>
      el(
        "label",
        {},
        el("input", {
          type: "radio",
          name: "k-mode",
          id: `k-mode-${mode}`,
          value: mode,
          onchange: () => choose(mode),
        }),
        el("span", { text: words.say(`mode_${mode}`) }),
      );
    fill(
      byId("k-modes"),
      el("legend", { class: "offscreen", text: words.say("mode") }),
      MODES.map(option),
    );
    this.press(app.surface.painter.mode);
    app.surface.onDensity = (density) => this.explain(density);
  }

  press(mode) {
    byId(`k-mode-${mode}`).checked = true;
  }

  /** What is counted, and what is not and why; null when no density is drawn. */
  explain(density) {
    const root = byId("k-density");
    root.hidden = !density;
    if (!density) return;
    const { words, theme } = this.app;
    const { side, counted, coarse, unknown, nowhere, classes, most } = density;
    const all = counted + coarse + unknown + nowhere;
    const colors = colorsFor(Object.values(theme.density), classes.length);
    const part = (key, n) => (n ? words.say(`density_${key}`, { n, all }) : "");
    fill(
      root,
      el("h2", { text: words.say("density_title", { km: side }) }),
      el(
        "ul",
        {},
        classes
          .map((from, k) => step(words, colors[k], from, (classes[k + 1] ?? most + 1) - 1))
          .reverse(),
      ),
      el("p", {
        class: "told",
        text: [
          words.say("density_counted", { n: counted, all }),
          ...["coarse", "unknown", "nowhere"].map((key) => part(key, density[key])),
        ]
          .filter(Boolean)
          .join("; "),
      }),
      this.app.coverage?.reduced().size
        ? el("p", { class: "told", text: words.say("coverage_density") })
        : null,
      el("p", {
        class: "grid-note",
        text: words.say("density_area", { area: side * side, latitude: SQUARE_AT }),
      }),
    );
  }
}

/** A colour and the counts it stands for. */
function step(words, color, from, to) {
  const square = el("span", { class: "step" });
  square.style.background = color;
  return el("li", {}, square, el("span", { text: words.interval(from, to) }));
}
