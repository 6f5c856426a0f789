// Zones and hubs with what lies in them: certain .. possible, and every number opens its list.

import { el, fill } from "../base/dom.js";
import { addEventsIn } from "../data/events.js";

/**
 * How many shown records lie in each region, per layer: counts[(region * layers + layer) * 2] is
 * how many possibly, the next how many certainly. A record counts once per region, a count of
 * reports in a cell as so many; a retracted one nowhere. Of reports of one event see `addEventsIn`.
 */
export function countRegions(store, mask) {
  const layers = store.head.layers.length;
  const counts = new Uint32Array(store.head.regions.length * layers * 2);
  const { region, share, layer, retracted } = store.c;
  const tied = new Set(store.events?.tied);
  if (tied.size) addEventsIn(store, mask, counts);
  for (let i = 0; i < store.n; i++) {
    if (!mask[i] || retracted[i] || tied.has(i)) continue;
    const told = store.cells?.get(i);
    for (let k = store.first[i]; k < store.first[i + 1]; k++) {
      const at = (region[k] * layers + layer[i]) * 2;
      const sure = share[k] === 255;
      if (!told) counts[at + (sure ? 1 : 0)]++;
      else {
        counts[at + 1] += sure ? told[0] : 0;
        counts[at] += sure ? told[1] - told[0] : told[1];
      }
    }
  }
  return counts;
}

/** The records behind one number of the table. */
export function recordsIn(store, mask, region, layer) {
  const inside = store.inRegion(region);
  const { layer: layers, retracted } = store.c;
  const out = [];
  for (let i = 0; i < store.n; i++) {
    if (mask[i] && inside[i] && layers[i] === layer && !retracted[i]) out.push(i);
  }
  return out;
}

export class ZoneTable {
  constructor(app, root) {
    this.app = app;
    this.root = root;
  }

  update() {
    this.stale = true;
    this.draw();
  }

  /** Counted when somebody looks. */
  draw() {
    if (!this.stale || !this.root.clientHeight) return;
    this.stale = false;
    const { store, result, head, words } = this.app;
    if (!head.regions.length) {
      fill(this.root, el("p", { class: "note", text: words.say("zones_none") }));
      return;
    }
    this.counts = countRegions(store, result.mask);
    const tables = head.sets.map((set) => this.set(set)).filter(Boolean);
    fill(
      this.root,
      el("p", { class: "note", text: words.say("zones_note") }),
      store.events ? el("p", { class: "note", text: words.say("once_zones") }) : null,
      tables.length ? tables : el("p", { text: words.say("zones_empty") }),
    );
  }

  /** [certain, possible] of a region and layer. */
  cell(region, layer) {
    const at = (region * this.app.head.layers.length + layer) * 2;
    return [this.counts[at + 1], this.counts[at]];
  }

  set(set) {
    const { head, words } = this.app;
    const sum = (number, part) =>
      head.layers.reduce((n, _, layer) => n + this.cell(number, layer)[part], 0);
    const sure = (number) => sum(number, 0);
    const numbers = head.regions
      .map((region, number) => (region.set === set.id ? number : -1))
      .filter((number) => number >= 0 && sum(number, 0) + sum(number, 1) > 0);
    if (!numbers.length) return null;
    // Zones keep their order, near to far; hubs stand by what is certain there.
    if (set.kind === "rail_hub") numbers.sort((a, b) => sure(b) - sure(a) || a - b);
    const titles = head.layers.map((layer) => words.say(`layer_short_${layer.id}`));
    return el(
      "table",
      { class: "zones" },
      el("caption", { text: set.label }),
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          [words.say("region"), ...titles].map((text) => el("th", { scope: "col", text })),
        ),
      ),
      el(
        "tbody",
        {},
        numbers.map((number) => this.row(number)),
      ),
    );
  }

  row(number) {
    const { store, result, head, words } = this.app;
    const cells = head.layers.map((_, layer) => {
      const [certain, possible] = this.cell(number, layer);
      const all = certain + possible;
      return el(
        "td",
        {},
        all
          ? el("button", {
              type: "button",
              text: words.interval(certain, all),
              title: words.say("zones_cell", { low: certain, high: all }),
              onclick: () => this.app.select(recordsIn(store, result.mask, number, layer)),
            })
          : el("span", { text: "–" }),
      );
    });
    return el("tr", {}, el("th", { scope: "row", text: head.regions[number].name }), cells);
  }
}
