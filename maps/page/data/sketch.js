// What a page of very many records shows first, worked out when it was made: maps/sketch.py.

import { MINUTE_MS } from "./store.js";

/** What a page has instead of its records while they are read; null without. */
export async function loadSketch(payload, { sketch }) {
  if (!sketch) return null;
  const column = (name) => payload.column(`sketch.${name}`);
  const [at, n, x, y, first] = await Promise.all(["at", "n", "x", "y", "first"].map(column));
  const mix = await Promise.all(
    Array.from({ length: sketch.layers - 1 }, (_, k) => column(`mix.${k + 1}`)),
  );
  const ones = {};
  for (const name of ONE_COLUMNS) ones[name] = byRecord(first, await column(`one.${name}`));
  return new Sketch(sketch, { at, n, x, y, first, mix }, ones);
}

/** What a symbol that stands alone is drawn from. */
const ONE_COLUMNS = ["category", "status", "direction", "retracted"];

/** A column of a few records, by their numbers. */
function byRecord(numbers, values) {
  const out = {};
  for (let k = 0; k < numbers.length; k++) out[numbers[k]] = values[k];
  return out;
}

export class Sketch {
  /** columns: of the cells of all zooms, one after the other; ones: of records by themselves. */
  constructor(about, columns, ones) {
    this.about = about;
    this.columns = columns;
    this.ones = ones;
    this.off = about.off; // how many reports are not on the map, or not in the histogram
    this.whole = about.whole; // nothing is missing from what is drawn
  }

  get reach() {
    return this.about.reach;
  }

  /** As `timeSpan`. */
  get span() {
    if (!this.about.span) return null;
    const [from, to, newest] = this.about.span.map((minute) => minute * MINUTE_MS);
    return { from, to, newest };
  }

  /** As `histogram` of all reports. */
  get counts() {
    const { bars, undated, layers } = this.about;
    const sums = (given) => {
      const [solid, spread] = [given.solid, given.spread].map((list) => Float64Array.from(list));
      return { solid, spread, layers, bars: solid.length / layers };
    };
    return { ...sums(bars), undated, more: bars.more ? sums(bars.more) : null };
  }

  /** As `addedByCells` of all records. */
  get added() {
    const { added } = this.about;
    if (!added) return null;
    const interval = ([low, high]) => ({ low, high });
    const [byLayer, byCategory] = [added.byLayer, added.byCategory].map((l) => l.map(interval));
    return { shown: interval(added.shown), byLayer, byCategory };
  }

  /** Whether there are cells for a zoom. */
  has(zoom) {
    return this.about.zooms.some(([one]) => one === zoom);
  }

  /** The cells in a frame, as `gatherSeen` finds them. `within`: [west, north, east, south] in
   *  pixels, whole cells. */
  cells({ zoom, ox, oy }, within, side) {
    const { about, columns } = this;
    const out = [];
    let [start, lone] = [0, 0];
    for (const [one, column0, row0, rows, count] of about.zooms) {
      for (let k = start; k < start + count; k++) {
        const alone = columns.n[k] === 1 ? columns.first[lone++] : -1;
        if (one !== zoom) continue;
        const column = column0 + Math.floor(columns.at[k] / rows);
        const row = row0 + (columns.at[k] % rows);
        const [left, top] = [column * side - ox, row * side - oy];
        if (!holds(within, left + side / 2, top + side / 2)) continue;
        const x = left + (side * columns.x[k]) / about.steps;
        const y = top + (side * columns.y[k]) / about.steps;
        out.push({ x, y, n: columns.n[k], first: alone, mix: this.mixOf(k), column, row });
      }
      start += count;
    }
    return out;
  }

  /** How many of a cell are of each layer: of the first all that are of no other. */
  mixOf(k) {
    const rest = this.columns.mix.map((column) => column[k]);
    const others = rest.reduce((sum, n) => sum + n, 0);
    return Uint32Array.from([this.columns.n[k] - others, ...rest]);
  }
}

const holds = ([west, north, east, south], x, y) => x > west && x < east && y > north && y < south;
