// What is shown: one answer for map, table, tree, histogram and counts.

import { addedByCells } from "./cells.js";
import { addedByEvents } from "./events.js";
import { MINUTE_MS, NO_TIME, NOWHERE } from "./store.js";

export const SHOWN = 1;

/** Everything a reader can narrow. `from`/`to` are ms; null means open. */
export function emptyFilter(head) {
  return {
    layers: new Set(head.layers.map((l) => l.id)),
    categories: new Set(), // categories switched off
    from: null,
    to: null,
    text: "",
    actor: [], // one of these words, "" for what is not stated; empty for any: so also
    status: [],
    direction: [],
    handling: [],
    obstacle_status: [],
    regions: [], // in one of these, by number
    certainOnly: false,
    located: false, // only what has a place
    reliability: 0, // 1..6 for A..F: this good or better
    credibility: 0, // 1..6: this good or better
  };
}

/** Words that can be chosen, several at once, by the name of their column. */
export const FACETS = ["actor", "status", "direction", "handling", "obstacle_status"];

/** Those of them that this page has a column of: the state of obstacles only when one was said. */
export const facetsOf = (head) => FACETS.filter((key) => head.words[key]);

/** Per code 1 where it may pass: [{key, column, passes}] of every question but time and text. */
export function questions(store, filter) {
  const { head, c } = store;
  const out = [];
  const ask = (key, column, count, ok) =>
    out.push({
      key,
      column,
      passes: Uint8Array.from({ length: count }, (_, k) => (ok(k) ? 1 : 0)),
    });
  for (const key of facetsOf(head)) {
    const wanted = filter[key];
    if (!wanted.length) continue;
    const known = head.words[key];
    ask(key, c[key], known.length, (k) => wordsAt(head, key, k).some((w) => wanted.includes(w)));
  }
  for (const key of ["reliability", "credibility"])
    if (filter[key]) ask(key, c[key], 7, (k) => k > 0 && k <= filter[key]);
  if (filter.regions.length) {
    const least = filter.certainOnly ? 2 : 1;
    ask("region", store.inRegions(filter.regions), 3, (k) => k >= least);
  }
  if (filter.located) ask("located", store.kinds, 4, (k) => k !== NOWHERE);
  return out;
}

/** The words that a code of a column stands for: of actors there can be several. */
export function wordsAt(head, key, code) {
  if (key !== "actor") return [head.words[key][code]];
  const several = head.actorSets[code].map((k) => head.actors[k]);
  return several.length ? several : [""];
}

/** The words of a facet that are on the page, "" for records that do not state it. */
export function choices(head, key) {
  const codes = (head.words[key] ?? []).map((_, code) => code);
  return [...new Set(codes.flatMap((code) => wordsAt(head, key, code)))].sort();
}

/**
 * What is left before time narrows: `passes` all questions but layer and category, `on` those
 * too. `hits` is what the search found, or null. `all` when nothing was asked.
 */
export function applyQuestions(store, filter, hits = null) {
  const { n, c, head } = store;
  const off = Uint8Array.from(head.categories, (category) =>
    filter.layers.has(category.layer) && !filter.categories.has(category.id) ? 0 : 1,
  );
  const passes = hits ? hits.slice() : new Uint8Array(n).fill(1);
  const asked = questions(store, filter);
  if (!hits && !asked.length && !off.includes(1)) return { passes, on: passes, all: true };
  for (const { column, passes: ok } of asked) {
    for (let i = 0; i < n; i++) passes[i] &= ok[column[i]];
  }
  const on = new Uint8Array(n);
  for (let i = 0; i < n; i++) on[i] = passes[i] && !off[c.category[i]] ? 1 : 0;
  return { passes, on };
}

const LATEST_BLOCK = 256; // rows

/** Per block of rows the latest end of all rows up to there. */
function latestEnds(from, ends) {
  const n = from.length;
  const out = new Int32Array(Math.ceil(n / LATEST_BLOCK));
  let last = NO_TIME;
  for (let block = 0; block < out.length; block++) {
    const stop = Math.min(n, (block + 1) * LATEST_BLOCK);
    for (let i = block * LATEST_BLOCK; i < stop; i++) {
      const begin = from[i];
      if (begin === NO_TIME) continue;
      const end = ends[i] > begin ? ends[i] : begin + 1;
      if (end > last) last = end;
    }
    out[block] = last;
  }
  return out;
}

/** The first number below n for which something holds, that then holds for all; or n. */
function firstWhere(n, holds) {
  let [low, high] = [0, n];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

const latest = new WeakMap(); // by store; its rows never change

function latestOf(store) {
  if (!latest.has(store)) latest.set(store, latestEnds(store.c.from, store.ends));
  return latest.get(store);
}

/** When, in minutes, the last of all dated records ends, each lasting a minute at least. */
export const latestEnd = (store) => latestOf(store).at(-1);

/** How many records are dated: undated ones come last. */
export const datedRows = (store) => firstWhere(store.n, (i) => store.c.from[i] === NO_TIME);

/** From which to which row records may lie that touch a period, in minutes: rows are sorted by
 *  when they began, undated ones last. */
export function rowsWithin(store, low, high) {
  const { from } = store.c;
  const ends = latestOf(store);
  const block = firstWhere(ends.length, (b) => ends[b] > low);
  const stop = firstWhere(store.n, (i) => from[i] === NO_TIME || from[i] >= high);
  return [Math.min(stop, block * LATEST_BLOCK), stop];
}

/**
 * Narrows to the filter's period. A record counts when its time, as far as it is known, touches
 * the period. Returns {mask, shown, byLayer, byCategory, offTime, more, events}: mask is one byte
 * per record; byLayer and byCategory count what the rest of the filter leaves, so that a layer switched off
 * still says what it would add; offTime marks records that only time may hide; `more` and `events`
 * are what cells and events add to the counts, null where there are none.
 */
export function applyTime(store, filter, { passes, on, all = false }) {
  const { n, c, head, ends } = store;
  const { from: begins, category } = c;
  const open = filter.from === null && filter.to === null;
  const low = filter.from === null ? -Infinity : filter.from / MINUTE_MS;
  const high = filter.to === null ? Infinity : filter.to / MINUTE_MS;
  const whole = all && open;
  const mask = whole ? passes.slice() : new Uint8Array(n);
  const byCategory = new Uint32Array(head.categories.length);
  let shown = whole ? n : 0;
  if (whole) for (let i = 0; i < n; i++) byCategory[category[i]]++;
  const [start, stop] = whole ? [0, 0] : open ? [0, n] : rowsWithin(store, low, high);
  for (let i = start; i < stop; i++) {
    if (!passes[i]) continue;
    if (!open) {
      const begin = begins[i];
      if (begin === NO_TIME || begin >= high) continue;
      const end = ends[i];
      if ((end > begin ? end : begin + 1 / MINUTE_MS) <= low) continue;
    }
    byCategory[category[i]]++;
    if (!on[i]) continue;
    mask[i] = SHOWN;
    shown++;
  }
  const byLayer = new Uint32Array(head.layers.length);
  for (let k = 0; k < byCategory.length; k++) byLayer[store.layerOfCategory[k]] += byCategory[k];
  const counted = (i) => passes[i] && (whole || touches(store, i, low, high, open));
  const added = addedTo(store, counted, (i) => mask[i]);
  return { mask, shown, byLayer, byCategory, offTime: on, ...added };
}

/** What cells, and events, add to counts of records: {more, events}, null where there are none. */
function addedTo(store, counted, shown) {
  const more = addedByCells(store, counted, shown);
  return { more, events: addedByEvents(store, counted, shown, more) };
}

/** Whether a record's time touches a period (minutes), as `applyTime` sees it. */
export function touches({ c, ends }, i, low, high, open) {
  if (open) return true;
  const begin = c.from[i];
  if (begin === NO_TIME || begin >= high) return false;
  return (ends[i] > begin ? ends[i] : begin + 1 / MINUTE_MS) > low;
}

/**
 * Two periods at once: as `applyTime` for what touches either, and `halves`, a mask for each.
 * periods: [{from, to}] in ms.
 */
export function applyHalves(store, periods, left) {
  const [a, b] = periods.map((period) => applyTime(store, period, left));
  const mask = a.mask.slice();
  const byCategory = new Uint32Array(a.byCategory.length);
  const { passes } = left;
  const { from: begins, category } = store.c;
  const [a0, a1, b0, b1] = periods.flatMap(({ from, to }) => [from / MINUTE_MS, to / MINUTE_MS]);
  let shown = 0;
  for (let i = 0; i < store.n; i++) {
    if (!passes[i] || begins[i] === NO_TIME) continue;
    const begin = begins[i];
    const end = store.ends[i] > begin ? store.ends[i] : begin + 1 / MINUTE_MS;
    if (!((begin < a1 && end > a0) || (begin < b1 && end > b0))) continue;
    byCategory[category[i]]++;
    if (b.mask[i]) mask[i] = SHOWN;
    shown += mask[i];
  }
  const byLayer = new Uint32Array(store.head.layers.length);
  for (let k = 0; k < byCategory.length; k++) byLayer[store.layerOfCategory[k]] += byCategory[k];
  const either = (i) => touches(store, i, a0, a1, false) || touches(store, i, b0, b1, false);
  const added = addedTo(
    store,
    (i) => passes[i] && either(i),
    (i) => mask[i],
  );
  return { mask, shown, byLayer, byCategory, offTime: left.on, halves: [a.mask, b.mask], ...added };
}

/** All of a filter at once. */
export const applyFilter = (store, filter, hits = null) =>
  applyTime(store, filter, applyQuestions(store, filter, hits));

/** What `applyTime` gives of all records of a page. */
function allShown({ head, added }) {
  const { n, layers, categories } = head;
  const mask = new Uint8Array(n).fill(SHOWN);
  const [byLayer, byCategory] = [layers, categories].map((kinds) =>
    Uint32Array.from(kinds, ({ total }) => total),
  );
  return { mask, shown: n, byLayer, byCategory, offTime: mask, more: added };
}

/** Applies filters one after the other, and asks anew only what has changed. */
export class Filtering {
  constructor(store) {
    this.store = store;
  }

  /** periods: the two that are compared, instead of the filter's one. While the records are still
   *  read all of them are shown. */
  apply(filter, hits, periods = null) {
    if (this.store.sketch) return allShown(this.store);
    const { layers, categories, from, to, ...rest } = filter;
    const key = JSON.stringify([[...layers].sort(), [...categories].sort(), rest]);
    if (this.key !== key || this.hits !== hits) {
      this.left = applyQuestions(this.store, filter, hits);
      Object.assign(this, { key, hits });
    }
    if (periods) return applyHalves(this.store, periods, this.left);
    return applyTime(this.store, { from, to }, this.left);
  }
}

/**
 * Sums quantities of many records per unit, as low..high. A sum over reports is not a
 * head-count; running totals, and reports retracted or superseded, are left out.
 * Returns [{unit, low, high, open, reports}], the unit of most reports first.
 */
export function sumQuantities(store, indices) {
  const { c, head, values } = store;
  const units = head.words.unit;
  const [low, high] = [new Float64Array(units.length), new Float64Array(units.length)];
  const [open, reports] = [new Uint8Array(units.length), new Uint32Array(units.length)];
  const total = Uint8Array.from(head.categories, (category) => (category.cumulative ? 1 : 0));
  for (const i of indices) {
    if (c.retracted[i] || total[c.category[i]]) continue;
    const least = values.low[c.low[i]];
    const most = values.high[c.high[i]];
    if (least === null && most === null) continue;
    const k = c.unit[i];
    low[k] += least ?? 0;
    high[k] += most ?? least;
    if (most === null) open[k] = 1;
    reports[k]++;
  }
  return units
    .map((unit, k) => ({
      unit,
      low: low[k],
      high: high[k],
      open: open[k] === 1,
      reports: reports[k],
    }))
    .filter((sum) => sum.reports)
    .sort((a, b) => b.reports - a.reports || a.unit.localeCompare(b.unit));
}

/** How many of many records are of each layer and of each category, by their numbers, and what
 *  cells and events add. */
export function countKinds(store, indices) {
  const { c, head } = store;
  const given = store.cells || store.events ? new Set(indices) : null;
  const among = (i) => given.has(i);
  const byLayer = new Uint32Array(head.layers.length);
  const byCategory = new Uint32Array(head.categories.length);
  for (const i of indices) {
    byLayer[c.layer[i]]++;
    byCategory[c.category[i]]++;
  }
  return { byLayer, byCategory, ...addedTo(store, among, among) };
}
