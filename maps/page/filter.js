// What is shown: one answer for map, table, tree, histogram and counts.

import { fold } from "./text.js";

export const SHOWN = 1;

/** Everything a reader can narrow. `from`/`to` are ms; null means open. */
export function emptyFilter(head) {
  return {
    layers: new Set(head.layers.map((l) => l.id)),
    categories: new Set(), // categories switched off
    from: null,
    to: null,
    text: "",
    actor: "",
    status: "",
    reliability: 0, // 1..6 for A..F: this good or better
    credibility: 0, // 1..6: this good or better
    region: -1,
    certainOnly: false,
  };
}

/** True when a record's time, as far as it is known, touches the chosen period. */
export function inPeriod(store, i, filter) {
  if (filter.from === null && filter.to === null) return true;
  if (!store.dated(i)) return false;
  const from = store.from(i);
  const to = Math.max(store.to(i), from + 1);
  return (filter.to === null || from < filter.to) && (filter.from === null || to > filter.from);
}

const goodEnough = (value, limit) => limit === 0 || (value > 0 && value <= limit);

/** All but layer, category and time: what those three count against. */
function passes(store, i, filter, ask) {
  const c = store.c;
  if (ask.actor >= 0 && !store.head.actorSets[c.actor[i]].includes(ask.actor)) return false;
  if (ask.status >= 0 && c.status[i] !== ask.status) return false;
  if (!goodEnough(c.reliability[i], filter.reliability)) return false;
  if (!goodEnough(c.credibility[i], filter.credibility)) return false;
  if (filter.region >= 0) {
    const inside = store.inRegion(i, filter.region);
    if (inside === 0 || (filter.certainOnly && inside < 2)) return false;
  }
  return !ask.words.length || ask.words.every((w) => ask.haystack[i].includes(w));
}

/**
 * Applies a filter. Returns {mask, shown, byLayer, byCategory, offTime}: mask is one byte per
 * record; byLayer and byCategory count what the rest of the filter leaves, so that a layer
 * switched off still says what it would add; offTime marks records only time hides.
 */
export function applyFilter(store, filter, haystack) {
  const { n, c, head } = store;
  const ask = {
    actor: filter.actor ? head.actors.indexOf(filter.actor) : -1,
    status: filter.status ? head.words.status.indexOf(filter.status) : -1,
    words: fold(filter.text).split(/\s+/).filter(Boolean),
    haystack,
  };
  const mask = new Uint8Array(n);
  const offTime = new Uint8Array(n);
  const byLayer = new Uint32Array(head.layers.length);
  const byCategory = new Uint32Array(head.categories.length);
  let shown = 0;
  for (let i = 0; i < n; i++) {
    if (!passes(store, i, filter, ask)) continue;
    const on = filter.layers.has(store.layer(i).id) && !filter.categories.has(store.category(i).id);
    if (on) offTime[i] = 1;
    if (!inPeriod(store, i, filter)) continue;
    byLayer[c.layer[i]]++;
    byCategory[c.category[i]]++;
    if (!on) continue;
    mask[i] = SHOWN;
    shown++;
  }
  return { mask, shown, byLayer, byCategory, offTime };
}

/** Searchable text per record, folded; made once, when a search is first asked for. */
export async function buildHaystack(store) {
  const out = new Array(store.n);
  for (let i = 0; i < store.n; i++) {
    const texts = await store.texts(i);
    const parts = [store.category(i).label, store.layer(i).label, store.grade(i)];
    for (const [name, value] of Object.entries(texts)) {
      if (name === "extra") for (const [k, v] of value) parts.push(k, v);
      else parts.push(value);
    }
    out[i] = fold(parts.join(" \u0001 "));
  }
  return out;
}

/**
 * Sums quantities of many records per unit, as low..high. A sum over reports is not a
 * head-count; cumulative categories are left out. Returns [{unit, low, high, open, reports}].
 */
export function sumQuantities(store, indices) {
  const sums = new Map();
  for (const i of indices) {
    const low = store.c.low[i];
    const high = store.c.high[i];
    if ((Number.isNaN(low) && Number.isNaN(high)) || store.category(i).cumulative) continue;
    const unit = store.word("unit", i);
    if (!sums.has(unit)) sums.set(unit, { unit, low: 0, high: 0, open: false, reports: 0 });
    const sum = sums.get(unit);
    sum.low += Number.isNaN(low) ? 0 : low;
    sum.high += Number.isNaN(high) ? low : high;
    sum.open ||= Number.isNaN(high);
    sum.reports++;
  }
  return [...sums.values()].sort((a, b) => b.reports - a.reports || a.unit.localeCompare(b.unit));
}
