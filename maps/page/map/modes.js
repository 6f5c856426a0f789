// How reports are drawn: a switch on the map, and what the colours of the density mean.

import { byId, el, fill } from "../base/dom.js";
import { countInWords } from "../data/cells.js";
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
    app.surface.onDensity = (densities) => this.explain(densities);
  }

  press(mode) {
    byId(`k-mode-${mode}`).checked = true;
  }

  /** What is counted, and what is not and why: of the density drawn, of two that are compared, or
   *  of none. */
  explain(densities) {
    const root = byId("k-density");
    const [density] = densities;
    root.hidden = !density;
    if (!density) return;
    const { words, theme } = this.app;
    const { side, classes, most } = density;
    const colors = colorsFor(Object.values(theme.density), classes.length);
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
      densities.filter(Boolean).map((one, k) => {
        const told = toldOf(words, one);
        return el("p", {
          class: "told",
          text: densities.length > 1 ? `${"AB"[k]} · ${told}` : told,
        });
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

/** How many a density counts, and how many it leaves out and why. */
function toldOf(words, { counted, coarse, unknown, nowhere, more }) {
  const all = countInWords(words, counted + coarse + unknown + nowhere, more);
  const out = { coarse, unknown, nowhere };
  const part = (key) => {
    const text = countInWords(words, out[key], key === "coarse" ? more : null);
    return out[key] ? words.say(`density_${key}`, { n: out[key], text, all }) : "";
  };
  const told = [words.say("density_counted", { n: counted, all }), ...Object.keys(out).map(part)];
  return words.listed(told.filter(Boolean));
}

/** A colour and the counts it stands for. */
function step(words, color, from, to) {
  const square = el("span", { class: "step" });
  square.style.background = color;
  return el("li", {}, square, el("span", { text: words.interval(from, to) }));
}
