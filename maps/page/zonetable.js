// Zones and hubs with what lies in them: certain .. possible, and every number opens its list.

import { el, fill } from "./dom.js";

/**
 * Shown records per region and layer: a Map from region number to one {certain, possible} of
 * record lists per layer. Each record counts once per region.
 */
export function byRegion(store, mask) {
  const out = new Map();
  const layers = store.head.layers.length;
  for (let i = 0; i < store.n; i++) {
    if (!mask[i]) continue;
    for (let k = store.first[i]; k < store.first[i + 1]; k++) {
      const region = store.c.region[k];
      if (!out.has(region)) {
        out.set(
          region,
          Array.from({ length: layers }, () => ({ certain: [], possible: [] })),
        );
      }
      const cell = out.get(region)[store.c.layer[i]];
      (store.c.share[k] === 255 ? cell.certain : cell.possible).push(i);
    }
  }
  return out;
}

export class ZoneTable {
  constructor(app, root) {
    this.app = app;
    this.root = root;
  }

  update() {
    const { store, result, head, words } = this.app;
    const found = byRegion(store, result.mask);
    if (!head.regions.length) {
      fill(this.root, el("p", { class: "note", text: words.say("zones_none") }));
      return;
    }
    const tables = head.sets.map((set) => this.set(set, found)).filter(Boolean);
    fill(
      this.root,
      el("p", { class: "note", text: words.say("zones_note") }),
      tables.length ? tables : el("p", { text: words.say("zones_empty") }),
    );
  }

  set(set, found) {
    const { head, words } = this.app;
    const sure = (number) => found.get(number).reduce((n, cell) => n + cell.certain.length, 0);
    const numbers = head.regions
      .map((region, number) => (region.set === set.id && found.has(number) ? number : -1))
      .filter((number) => number >= 0);
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
        numbers.map((number) => this.row(number, found.get(number))),
      ),
    );
  }

  row(number, cells) {
    const { head, words } = this.app;
    return el(
      "tr",
      {},
      el("th", { scope: "row", text: head.regions[number].name }),
      cells.map(({ certain, possible }) => {
        const all = [...certain, ...possible].sort((a, b) => a - b);
        const text = words.interval(certain.length, all.length);
        return el(
          "td",
          {},
          all.length
            ? el("button", {
                type: "button",
                text,
                title: words.say("zones_cell", { low: certain.length, high: all.length }),
                onclick: () => this.app.select(all),
              })
            : el("span", { text: "–" }),
        );
      }),
    );
  }
}
