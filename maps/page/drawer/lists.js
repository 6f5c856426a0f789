// What has no place on the map is listed, never dropped: country-wide, unlocated, undated.

import { el, fill } from "../base/dom.js";
import { SHOWN } from "../data/filter.js";
import { NO_TIME } from "../data/store.js";

const MOST_LINES = 100; // a longer list is for the table

/** Shown records that the map does not draw as a place, by why. `areas`: areas are drawn. */
export function offMap(store, result, { areas = true } = {}) {
  const shown = (i) => result.mask[i] === SHOWN;
  const out = {
    country: store.countries.filter(shown),
    areas: store.areas.filter(shown),
    none: store.nowhere.filter(shown),
    polar: store.polar.filter((i) => shown(i) && store.kind(i) === "place"),
    undated: [],
  };
  const { from } = store.c;
  let first = store.n; // of the undated ones, which come last
  while (first > 0 && from[first - 1] === NO_TIME) first--;
  for (let i = first; i < store.n; i++) if (result.offTime[i]) out.undated.push(i);
  if (areas) delete out.areas;
  if (!out.polar.length) delete out.polar; // which is nearly always
  return out;
}

export class OffMap {
  constructor(app, root, tab) {
    this.app = app;
    this.root = root;
    this.tab = tab;
  }

  update() {
    const { store, result, words, show } = this.app;
    if (store.sketch) {
      this.tab.textContent = words.say("off_map", { n: store.sketch.off });
      return;
    }
    this.lists = offMap(store, result, { areas: show.has("areas") });
    const n = new Set(Object.values(this.lists).flat()).size;
    this.tab.textContent = words.say("off_map", { n });
    this.stale = true;
    this.draw();
  }

  /** Lists are made when somebody looks. */
  async draw() {
    if (!this.stale || !this.root.clientHeight) return;
    this.stale = false;
    this.turn = (this.turn ?? 0) + 1;
    const turn = this.turn;
    const parts = await Promise.all(Object.entries(this.lists).map((list) => this.part(...list)));
    if (turn === this.turn) fill(this.root, parts);
  }

  async part(key, indices) {
    const { words, card } = this.app;
    const more = indices.length - MOST_LINES;
    const lines = await Promise.all(indices.slice(0, MOST_LINES).map((i) => card.line(i)));
    return el(
      "section",
      {},
      el("h2", { text: words.say(`off_${key}`, { n: indices.length }) }),
      el("p", { class: "note", text: words.say(`off_${key}_why`) }),
      el("ul", { class: "lines" }, lines),
      more > 0 ? el("p", { class: "note", text: words.say("more_lines", { n: more }) }) : null,
    );
  }
}
