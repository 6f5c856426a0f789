// What the page is narrowed to, in words: as chips that take a filter back, and on paper.

import { byId, el, fill } from "../base/dom.js";
import { labelOf } from "../base/text.js";
import { emptyFilter, FACETS } from "../data/filter.js";

/** A word of a facet as it is shown; "" is what is not stated. */
export function facetLabel(app, key, word) {
  return word ? labelOf(app.head.labels[key], word) : app.words.say("not_stated");
}

const without = (list, item) => list.filter((other) => other !== item);

/** [{label, values: [{text, undo}]}] of all that narrows but time, which has its own control. */
export function narrowings(app) {
  const { filter, head, words } = app;
  const say = (key, values) => words.say(key, values);
  const out = [];
  const put = (label, values) => values.length && out.push({ label, values });
  const off = [
    ...head.layers
      .filter((layer) => !filter.layers.has(layer.id))
      .map(({ id, label }) => ({ text: label, undo: () => filter.layers.add(id) })),
    ...head.categories
      .filter((c) => filter.categories.has(c.id))
      .map(({ id, label }) => ({ text: label, undo: () => filter.categories.delete(id) })),
  ];
  put(say("without"), off);
  put(
    say("region"),
    filter.regions.map((k) => ({
      text: head.regions[k].name,
      undo: () => {
        filter.regions = without(filter.regions, k);
      },
    })),
  );
  const tick = (key) => ({
    text: "",
    undo: () => {
      filter[key] = false;
    },
  });
  if (filter.regions.length && filter.certainOnly) put(say("certain_only"), [tick("certainOnly")]);
  for (const key of FACETS)
    put(
      say(key),
      filter[key].map((word) => ({
        text: facetLabel(app, key, word),
        undo: () => {
          filter[key] = without(filter[key], word);
        },
      })),
    );
  for (const key of ["reliability", "credibility"]) {
    if (!filter[key]) continue;
    const grade = key === "reliability" ? " ABCDE"[filter[key]] : String(filter[key]);
    const undo = () => {
      filter[key] = 0;
    };
    put(say(key), [{ text: say("grade_or_better", { grade }), undo }]);
  }
  if (filter.located) put(say("located"), [tick("located")]);
  const undo = () => {
    filter.text = "";
  };
  if (filter.text.trim()) put(say("search"), [{ text: `“${filter.text.trim()}”`, undo }]);
  return out;
}

function phrase(words, label, texts) {
  const told = texts.filter(Boolean).join(", ");
  return label && told ? words.pair(label, told) : label || told;
}

/** All of it in one line, for paper, where nobody sees the switches; "" for nothing. */
export function narrowedTo(app) {
  return narrowings(app)
    .map(({ label, values }) =>
      phrase(
        app.words,
        label,
        values.map((value) => value.text),
      ),
    )
    .join(" · ");
}

/** A row of chips over map and table, one for each value that narrows, and one for all. */
export class Chips {
  constructor(app, root) {
    this.app = app;
    this.root = root;
  }

  update() {
    const { app, root } = this;
    const held = root.contains(document.activeElement)
      ? [...root.children].indexOf(document.activeElement)
      : -1;
    const chips = narrowings(app).flatMap(({ label, values }) =>
      values.map(({ text, undo }) => this.chip(phrase(app.words, label, [text]), undo)),
    );
    const clear = el("button", {
      type: "button",
      class: "filter-none",
      text: app.words.say("clear_filters"),
      onclick: () => this.clear(),
    });
    fill(root, chips, chips.length ? clear : null);
    if (held >= 0) (root.children[Math.min(held, chips.length - 1)] ?? byId("k-search")).focus();
    if (root.hidden === chips.length > 0) {
      root.hidden = !chips.length;
      if (app.surface) app.resize(); // the map has more room, or less
    }
  }

  chip(text, undo) {
    return el(
      "button",
      {
        type: "button",
        class: "filter-chip",
        "aria-label": this.app.words.say("remove_filter", { filter: text }),
        onclick: () => {
          undo();
          this.app.refresh();
        },
      },
      el("span", { text }),
      el("span", { class: "x", "aria-hidden": "true", text: "×" }),
    );
  }

  /** All filters go; the period stays, which no chip shows. */
  clear() {
    const { filter, head } = this.app;
    const { from, to } = filter;
    Object.assign(filter, emptyFilter(head), { from, to });
    this.app.refresh();
  }
}
