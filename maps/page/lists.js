// What has no place on the map is listed, never dropped: country-wide, unlocated, undated.

import { el, fill } from "./dom.js";

/** Shown records that the map cannot draw as a place, by why. */
export function offMap(store, result) {
  const out = { country: [], none: [], undated: [] };
  for (let i = 0; i < store.n; i++) {
    if (result.mask[i]) {
      const kind = store.kind(i);
      if (kind === "country" || kind === "none") out[kind].push(i);
    }
    if (result.offTime[i] && !store.dated(i)) out.undated.push(i);
  }
  return out;
}

export class OffMap {
  constructor(app, root, tab) {
    this.app = app;
    this.root = root;
    this.tab = tab;
  }

  async update() {
    const { store, result, words, card } = this.app;
    const lists = offMap(store, result);
    this.lists = lists;
    const n = new Set(Object.values(lists).flat()).size;
    this.tab.textContent = words.say("off_map", { n });
    this.turn = (this.turn ?? 0) + 1;
    const turn = this.turn;
    const parts = [];
    for (const [key, indices] of Object.entries(lists)) {
      const lines = await Promise.all(indices.map((i) => card.line(i)));
      parts.push(
        el(
          "section",
          {},
          el("h3", { text: words.say(`off_${key}`, { n: indices.length }) }),
          el("p", { class: "note", text: words.say(`off_${key}_why`) }),
          el("ul", { class: "lines" }, lines),
        ),
      );
    }
    if (turn === this.turn) fill(this.root, parts);
  }
}
