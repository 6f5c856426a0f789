// The records of the page as columns. Rows are sorted by when they began; undated rows come last.

import { addedByCells, cellsOf } from "./cells.js";
import { mercatorX, mercatorY } from "./decode.js";
import { addedByEvents, eventsOf } from "./events.js";
import { loadPositions } from "./positions.js";
import { acrossOf, downOf, endsOf, looked, startsOf } from "./spread.js";

export const MINUTE_MS = 60000;
export const NO_TIME = -2147483648;

const STORE_COLUMNS = [
  "from",
  "lasts",
  "category",
  "status",
  "actor",
  "direction",
  "handling",
  "precision",
  "reliability",
  "credibility",
  "country",
  "low",
  "high",
  "unit",
  "retracted",
  "members",
  "region",
  "share",
];
const SAID_COLUMNS = ["tx", "ty", "obstacle_status"]; // only when somebody said where it hit, in what state
const FAN_COLUMNS = ["azimuth", "azimuth_error", "range_min", "range_max"]; // as said for fire
const VALUE_TABLES = ["radius", "low", "high", "lasts"];

export const NOWHERE = 0;
export const PLACE = 1;
export const AREA = 2;
export const COUNTRY = 3;
// Records that are not drawn as a symbol, or not only; polar ones lie beyond the edge of the map.
const LISTS = ["areas", "countries", "nowhere", "polar", "aimed"];
const KIND_NAMES = ["none", "place", "area", "country"];

/** Reads all columns of a payload and returns the store. texts: a `Texts`. */
export async function loadStore(payload, head, texts) {
  const { columns, ...rest } = await loadColumns(payload, head);
  return new Store(head, columns, { ...rest, texts });
}

/** All columns of a payload: {columns, values, outlines}. */
export async function loadColumns(payload, head) {
  const columns = {};
  const values = {};
  const said = SAID_COLUMNS.filter((name) => payload.has(name));
  const fans = FAN_COLUMNS.filter((name) => payload.has(name));
  const placed = payload.column("radius").then(async (radius) => {
    const { x, y, reach } = await loadPositions(payload, head, radius);
    Object.assign(columns, { radius, x, y });
    values.reach = reach;
  });
  await Promise.all([
    placed,
    ...[...STORE_COLUMNS, ...said, ...fans].map(async (name) => {
      columns[name] = await payload.column(name);
    }),
    ...[...VALUE_TABLES, ...fans].map(async (name) => {
      values[name] = await payload.json(`${name}.values`);
    }),
  ]);
  if (payload.has("symbol")) {
    columns.symbol = await payload.column("symbol");
    values.symbols = await payload.json("symbols");
  }
  if (payload.has("events")) values.events = await payload.json("events");
  const outlines = payload.has("outlines.xy") ? await payload.shapes("outlines", head.scale) : [];
  return { columns, values, outlines };
}

export class Store {
  constructor(head, columns, { values, outlines = [], texts = null, sketch = null }) {
    this.head = head;
    this.n = head.n;
    this.unpacked = texts;
    this.closed = new Set(head.closed);
    const layerNumber = new Map(head.layers.map((layer, k) => [layer.id, k]));
    this.layerOfCategory = Uint8Array.from(head.categories, (c) => layerNumber.get(c.layer));
    if (sketch) this.outline(sketch);
    else this.fill(columns, { values, outlines });
  }

  /** What can be drawn before the records are there: `sketch` until `fill` brings them. */
  outline(sketch) {
    this.sketch = sketch;
    this.cells = null;
    this.events = null; // a page that counts events has no sketch
    this.added = sketch.added;
    const layer = Object.entries(sketch.ones.category).map(([i, k]) => [
      i,
      this.layerOfCategory[k],
    ]);
    this.c = { ...sketch.ones, layer: Object.fromEntries(layer) };
    this.values = {};
    this.outlines = [];
    for (const name of ["outlined", ...LISTS]) this[name] = [];
  }

  fill(columns, { values, outlines = [] }) {
    this.sketch = null;
    this.c = columns;
    this.values = values;
    this.outlines = outlines; // lines and areas, one list of paths per record (often empty)
    this.outlined = outlines.flatMap((paths, i) => (paths.length ? [i] : []));
    this.spread();
    this.sortKinds();
    this.cells = cellsOf(this);
    this.events = eventsOf(this);
    const all = () => true;
    this.added = addedByCells(this, all, all); // to the counts of everything
    this.addedEvents = addedByEvents(this, all, all, this.added);
  }

  /** Numbers that are asked for at every redraw, worked out once. */
  spread() {
    const { x, y, from, lasts, members, category } = this.c;
    const { step } = this.head;
    this.mx = acrossOf(x, step); // NaN where there is no place
    this.my = downOf(y, step, this.values.reach);
    this.ends = endsOf(from, lasts, Int32Array.from(this.values.lasts));
    this.first = startsOf(members); // where a record's memberships begin
    this.c.layer = looked(category, this.layerOfCategory);
  }

  /** Which records are places, which are areas, and which hit something, by number. */
  sortKinds() {
    const { n } = this;
    const { place_m, area_m } = this.head.limits;
    const kindOfRadius = this.values.radius.map((r) =>
      r === null || r <= place_m ? PLACE : r <= area_m ? AREA : COUNTRY,
    );
    const { x, radius, tx } = this.c;
    const kinds = looked(radius, Uint8Array.from(kindOfRadius));
    this.kinds = kinds;
    for (const name of LISTS) this[name] = [];
    const { my } = this;
    for (let i = 0; i < n; i++) {
      if (my[i] < 0 || my[i] > 1) this.polar.push(i);
      if (x[i] === NO_TIME) {
        kinds[i] = NOWHERE;
        this.nowhere.push(i);
      } else if (kinds[i] === AREA) this.areas.push(i);
      else if (kinds[i] === COUNTRY) this.countries.push(i);
      else if (tx && tx[i] !== NO_TIME) this.aimed.push(i);
    }
  }

  has(i) {
    return this.c.x[i] !== NO_TIME;
  }

  longitude(i) {
    return this.c.x[i] / this.head.step;
  }

  latitude(i) {
    return this.c.y[i] / this.head.step;
  }

  target(i) {
    const { tx, ty } = this.c;
    if (!tx || tx[i] === NO_TIME) return null;
    return [mercatorX(tx[i] / this.head.step), mercatorY(ty[i] / this.head.step)];
  }

  /** What the page has for a record's symbol code: {src, box}, {why} when it is not drawn, or {}. */
  symbol(i) {
    return this.c.symbol ? this.values.symbols[this.c.symbol[i]] : {};
  }

  /** A number of a column that the page may not have; null where nothing was said. */
  said(name, i) {
    return this.c[name] ? (this.values[name][this.c[name][i]] ?? null) : null;
  }

  dated(i) {
    return this.c.from[i] !== NO_TIME;
  }

  from(i) {
    return this.c.from[i] * MINUTE_MS;
  }

  to(i) {
    return this.ends[i] * MINUTE_MS;
  }

  /** Radius of uncertainty in metres, or null where none was given. */
  radius(i) {
    return this.values.radius[this.c.radius[i]];
  }

  /** The least that is claimed, NaN where no number was. */
  low(i) {
    return this.values.low[this.c.low[i]] ?? Number.NaN;
  }

  high(i) {
    return this.values.high[this.c.high[i]] ?? Number.NaN;
  }

  /** "place": drawn as a symbol; "area": as an outline; "country": listed; "none": no place. */
  kind(i) {
    return KIND_NAMES[this.kinds[i]];
  }

  category(i) {
    return this.head.categories[this.c.category[i]];
  }

  layer(i) {
    return this.head.layers[this.c.layer[i]];
  }

  word(dictionary, i) {
    return this.head.words[dictionary][this.c[dictionary][i]] ?? "";
  }

  /** Admiralty grade as text: B2, or what is known of it. */
  grade(i) {
    const letter = " ABCDEF"[this.c.reliability[i]] ?? " ";
    const digit = this.c.credibility[i] || " ";
    return `${letter}${digit}`.trim();
  }

  /** Memberships of record i: [{region, certain, share}]. */
  memberships(i) {
    const out = [];
    for (let k = this.first[i]; k < this.first[i + 1]; k++) {
      const share = this.c.share[k];
      out.push({
        region: this.head.regions[this.c.region[k]],
        certain: share === 255,
        share: share <= 200 ? share / 200 : null,
      });
    }
    return out;
  }

  /** Per record 0 outside, 1 possibly inside, 2 certainly inside a region, by its number. */
  inRegion(region) {
    if (this.lastRegion?.region === region) return this.lastRegion.inside;
    const inside = new Uint8Array(this.n);
    for (let i = 0; i < this.n; i++) {
      for (let k = this.first[i]; k < this.first[i + 1]; k++) {
        if (this.c.region[k] === region) inside[i] = this.c.share[k] === 255 ? 2 : 1;
      }
    }
    this.lastRegion = { region, inside };
    return inside;
  }

  /** The same for several regions: the surest answer of any of them. */
  inRegions(regions) {
    if (regions.length === 1) return this.inRegion(regions[0]);
    const key = regions.join();
    if (this.lastRegions?.key === key) return this.lastRegions.inside;
    const wanted = new Uint8Array(this.head.regions.length);
    for (const region of regions) wanted[region] = 1;
    const inside = new Uint8Array(this.n);
    for (let i = 0; i < this.n; i++)
      for (let k = this.first[i]; k < this.first[i + 1]; k++)
        if (wanted[this.c.region[k]])
          inside[i] = Math.max(inside[i], this.c.share[k] === 255 ? 2 : 1);
    this.lastRegions = { key, inside };
    return inside;
  }

  /** The texts of record i as an object; unpacked a block at a time. */
  texts(i) {
    return this.unpacked.of(i);
  }

  /** The number of the record with an id, or -1. */
  find(id) {
    return this.unpacked.find(id);
  }
}
