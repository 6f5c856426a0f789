// What two periods tell of the same things: reported in one only, in both, differently, or unclear.

import { reportsOf, toldBy } from "../data/cells.js";
import { MINUTE_MS, NO_TIME } from "../data/store.js";
import { askCells } from "./incells.js";
import { placesOf } from "./sameplace.js";

// How a report stands to the periods. Sure: its time, as far as known, lies wholly inside.
export const SURE_A = 1;
export const IN_A = 2; // it may have been in A: its time touches A
export const SURE_B = 4;
export const IN_B = 8;
export const UNDATED = 16;

export const VERDICTS = ["appeared", "unreported", "differs", "unclear", "same"];
const TEXTS_READ = ["place", "admin1", "unit", "movement_id", "obstacle_status"];
const JUDGED_AT_ONCE = 20000; // things judged before the page may draw again

/** One number of the bits above per record; 0 for what is filtered out, retracted or elsewhere. */
export function markPeriods(store, on, { a, b }) {
  const marks = new Uint8Array(store.n);
  const { from, retracted } = store.c;
  const [a0, a1, b0, b1] = [a.from, a.to, b.from, b.to].map((t) => t / MINUTE_MS);
  for (let i = 0; i < store.n; i++) {
    if (!on[i] || retracted[i]) continue;
    const begin = from[i];
    if (begin === NO_TIME) {
      marks[i] = UNDATED;
      continue;
    }
    const end = store.ends[i] > begin ? store.ends[i] : begin + 1 / MINUTE_MS;
    let mark = 0;
    if (begin < a1 && end > a0) mark |= begin >= a0 && end <= a1 ? IN_A | SURE_A : IN_A;
    if (begin < b1 && end > b0) mark |= begin >= b0 && end <= b1 ? IN_B | SURE_B : IN_B;
    marks[i] = mark;
  }
  return marks;
}

/** Whether a report may be of either period, and nobody can tell of which. */
export const isEither = (mark) =>
  (mark & IN_A && mark & IN_B && !(mark & SURE_A && mark & SURE_B)) || mark === UNDATED;

/** How many reports are in a period: surely, and at most. */
function interval(store, marks, rows, sure, touches) {
  let [low, high] = [0, 0];
  for (const i of rows) {
    const [least, most] = toldBy(store, i);
    if (marks[i] & sure) low += least;
    if (marks[i] & touches) high += most;
  }
  return { low, high };
}

/** What a thing's reports, and those that may be of it (`others`, and what cells count: `inCells`),
 *  say of both periods. Cells that hold too few reports are not told, so one that is there in one
 *  period only claims nothing. */
function judge(store, marks, rows, others, inCells) {
  const a = interval(store, marks, rows, SURE_A, IN_A);
  const b = interval(store, marks, rows, SURE_B, IN_B);
  const undated = reportsOf(
    store,
    rows.filter((i) => marks[i] === UNDATED),
  ).high;
  const maybe = (bit) => others.some((i) => marks[i] & (bit | UNDATED));
  const cell = isCell(store, rows);
  const other = b.low && !a.high ? IN_A : a.low && !b.high ? IN_B : 0;
  let verdict = "unclear";
  let counted = false;
  if (a.low && b.low) verdict = "both";
  else if (other && !cell && !undated && !maybe(other)) {
    counted = inCells(rows, other | UNDATED);
    if (!counted) verdict = other === IN_A ? "appeared" : "unreported";
  }
  const why = verdict === "unclear" ? reason(marks, rows, { undated, cell, counted }) : "";
  return { a, b, undated, verdict, why };
}

/** Why nothing can be claimed. */
function reason(marks, rows, { undated, cell, counted }) {
  if (counted) return "counted";
  if (undated) return "undated";
  if (rows.some((i) => isEither(marks[i]))) return "either";
  if (rows.some((i) => !(marks[i] & (SURE_A | SURE_B)))) return "partly";
  return cell ? "cells" : "unnamed";
}

/** Whether a thing's records are counts in a cell: all are of one category. */
const isCell = (store, rows) => Boolean(store.cells?.has(rows[0]));

/** The least and the most that reports give, per unit: Map of unit to {low, high}. */
function amounts(store, rows) {
  const out = new Map();
  for (const i of rows) {
    const [low, high] = [store.low(i), store.high(i)];
    if (Number.isNaN(low) && Number.isNaN(high)) continue;
    const unit = store.word("unit", i);
    const range = out.get(unit) ?? { low: Infinity, high: 0 };
    range.low = Math.min(range.low, Number.isNaN(low) ? 0 : low);
    range.high = Math.max(range.high, Number.isNaN(high) ? Infinity : high);
    out.set(unit, range);
  }
  return out;
}

const wordsOf = (rows, read) => [...new Set(rows.map(read).filter(Boolean))].sort();

/** What differs between the reports of A and of B: [{field, a, b}], of amounts also `apart`. */
export function differences(store, rowsA, rowsB, obstacle) {
  const out = [];
  const [before, after] = [amounts(store, rowsA), amounts(store, rowsB)];
  for (const [unit, a] of before) {
    const b = after.get(unit);
    if (!b || (a.low === b.low && a.high === b.high)) continue;
    out.push({ field: "amount", unit, a, b, apart: a.high < b.low || b.high < a.low });
  }
  const reads = {
    status: (i) => store.word("status", i),
    direction: (i) => store.word("direction", i),
    obstacle_status: obstacle,
  };
  for (const [field, read] of Object.entries(reads)) {
    const [a, b] = [wordsOf(rowsA, read), wordsOf(rowsB, read)];
    if (a.length && b.length && a.join("|") !== b.join("|")) out.push({ field, a, b });
  }
  return out;
}

/** What differs between two counts in one cell: [{field, a, b, apart}], or nothing. */
function otherNumber({ a, b }) {
  if (a.low === b.low && a.high === b.high) return [];
  return [{ field: "reports", a, b, apart: a.high < b.low || b.high < a.low }];
}

/** The records by what they report: kind and place; then those that name no unit or movement, and
 *  those that do, by the name: [{unnamed: [record], named: Map or null}]. */
function grouped(store, rows, places, nameOf) {
  const groups = new Map();
  const { category } = store.c;
  const kinds = store.head.categories.length;
  for (let k = 0; k < rows.length; k++) {
    if (places[k] < 0) continue;
    const key = places[k] * kinds + category[rows[k]]; // small numbers make a quick Map
    let group = groups.get(key);
    if (!group) {
      group = { unnamed: [], named: null };
      groups.set(key, group);
    }
    const name = nameOf(k);
    if (!name) group.unnamed.push(rows[k]);
    else {
      group.named ??= new Map();
      if (!group.named.has(name)) group.named.set(name, []);
      group.named.get(name).push(rows[k]);
    }
  }
  return [...groups.values()];
}

/** One thing as it is listed. */
function thingOf(store, marks, rows, found, obstacle) {
  const located = rows.find((i) => store.has(i)) ?? rows[0];
  const thing = { ...found, rows, first: located, category: store.c.category[located] };
  thing.differs = [];
  if (found.verdict !== "both") return thing;
  const part = (bit) => rows.filter((i) => marks[i] & bit);
  thing.differs = isCell(store, rows)
    ? otherNumber(found)
    : differences(store, part(SURE_A), part(SURE_B), obstacle);
  thing.verdict = thing.differs.length ? "differs" : "same";
  return thing;
}

/**
 * What changed between two periods: {things: {verdict: [thing]}, placeless}. Things are told apart
 * by layer, kind and place, and by unit and movement where given; a report without these may be
 * of any thing there. `placeless` reports have no place to be known by. `alive()` false ends it.
 */
export async function findChanges(store, marks, alive = () => true) {
  const rows = [];
  for (let i = 0; i < store.n; i++) if (marks[i]) rows.push(i);
  const texts = await store.unpacked.columns(TEXTS_READ, rows, alive);
  if (!texts || !alive()) return null;
  const places = placesOf(store, rows, texts);
  const plain = !texts.unit.some(Boolean) && !texts.movement_id.some(Boolean);
  const nameOf = (k) =>
    plain ? "" : [texts.unit[k], texts.movement_id[k]].filter(Boolean).join(" · ");
  const at = placeInRows(store.n, rows);
  const obstacle = (i) => texts.obstacle_status[at[i]];
  const inCells = askCells(store, marks);
  const things = Object.fromEntries(VERDICTS.map((verdict) => [verdict, []]));
  const add = (name, mine, others) => {
    const found = judge(store, marks, mine, others, inCells);
    const thing = thingOf(store, marks, mine, found, obstacle);
    const k = at[thing.first];
    Object.assign(thing, { name, place: texts.place[k], admin1: texts.admin1[k] });
    things[thing.verdict].push(thing);
  };
  const groups = grouped(store, rows, places, nameOf);
  for (let k = 0; k < groups.length; k++) {
    if (k % JUDGED_AT_ONCE === JUDGED_AT_ONCE - 1) await new Promise((go) => setTimeout(go));
    if (!alive()) return null;
    const { unnamed, named } = groups[k];
    if (unnamed.length) add("", unnamed, named ? [...named.values()].flat() : []);
    for (const [name, mine] of named ?? []) add(name, mine, unnamed);
  }
  const order = (p, q) => q.rows.length - p.rows.length || p.category - q.category;
  for (const list of Object.values(things)) list.sort((p, q) => order(p, q) || p.first - q.first);
  return { things, placeless: places.reduce((n, place) => n + (place < 0 ? 1 : 0), 0) };
}

/** Where each record stands in `rows`. */
function placeInRows(n, rows) {
  const at = new Int32Array(n).fill(-1);
  rows.forEach((i, k) => {
    at[i] = k;
  });
  return at;
}
