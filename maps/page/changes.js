// What two periods tell of the same things: reported in one only, in both, differently, or unclear.

import { placesOf } from "./sameplace.js";
import { MINUTE_MS, NO_TIME } from "./store.js";

// How a report stands to the periods. Sure: its time, as far as known, lies wholly inside.
export const SURE_A = 1;
export const IN_A = 2; // it may have been in A: its time touches A
export const SURE_B = 4;
export const IN_B = 8;
export const UNDATED = 16;

export const VERDICTS = ["appeared", "unreported", "differs", "unclear", "same"];
const TEXTS_READ = ["id", "place", "admin1", "unit", "movement_id", "obstacle_status"];

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

/** How many of some records are in a period: surely, and at most. */
function interval(marks, rows, sure, touches) {
  let [low, high] = [0, 0];
  for (const i of rows) {
    if (marks[i] & sure) low++;
    if (marks[i] & touches) high++;
  }
  return { low, high };
}

/** What a thing's reports, and those that may be of it (`others`), say of both periods. */
function judge(marks, rows, others) {
  const a = interval(marks, rows, SURE_A, IN_A);
  const b = interval(marks, rows, SURE_B, IN_B);
  const undated = rows.filter((i) => marks[i] === UNDATED).length;
  const maybe = (bit) => others.some((i) => marks[i] & (bit | UNDATED));
  let verdict = "unclear";
  if (a.low && b.low) verdict = "both";
  else if (!undated && b.low && !a.high && !maybe(IN_A)) verdict = "appeared";
  else if (!undated && a.low && !b.high && !maybe(IN_B)) verdict = "unreported";
  return { a, b, undated, verdict, why: verdict === "unclear" ? reason(marks, rows, undated) : "" };
}

function reason(marks, rows, undated) {
  if (undated) return "undated";
  if (rows.some((i) => isEither(marks[i]))) return "either";
  return rows.some((i) => !(marks[i] & (SURE_A | SURE_B))) ? "partly" : "unnamed";
}

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

/** The records by what they report: kind, place, and unit and movement where given. */
function grouped(store, rows, places, nameOf) {
  const groups = new Map();
  rows.forEach((i, k) => {
    if (places[k] < 0) return;
    const key = `${store.c.category[i]} ${places[k]}`;
    if (!groups.has(key)) groups.set(key, new Map());
    const names = groups.get(key);
    const name = nameOf(k);
    if (!names.has(name)) names.set(name, []);
    names.get(name).push(i);
  });
  return groups;
}

/** One thing as it is listed. */
function thingOf(store, marks, rows, found, obstacle) {
  const located = rows.find((i) => store.has(i)) ?? rows[0];
  const thing = { ...found, rows, first: located, category: store.c.category[located] };
  thing.differs = [];
  if (found.verdict !== "both") return thing;
  const part = (bit) => rows.filter((i) => marks[i] & bit);
  thing.differs = differences(store, part(SURE_A), part(SURE_B), obstacle);
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
  const nameOf = (k) => [texts.unit[k], texts.movement_id[k]].filter(Boolean).join(" · ");
  const at = new Map(rows.map((i, k) => [i, k]));
  const obstacle = (i) => texts.obstacle_status[at.get(i)];
  const things = Object.fromEntries(VERDICTS.map((verdict) => [verdict, []]));
  for (const names of grouped(store, rows, places, nameOf).values()) {
    const unnamed = names.get("") ?? [];
    const named = [...names].flatMap(([name, mine]) => (name ? mine : []));
    for (const [name, mine] of names) {
      const found = judge(marks, mine, name ? unnamed : named);
      const thing = thingOf(store, marks, mine, found, obstacle);
      const k = at.get(thing.first);
      Object.assign(thing, { name, place: texts.place[k], admin1: texts.admin1[k] });
      thing.ids = () => mine.map((i) => texts.id[at.get(i)] || `@${i + 1}`);
      things[thing.verdict].push(thing);
    }
  }
  const weight = (thing) => thing.rows.length;
  for (const list of Object.values(things))
    list.sort((p, q) => weight(q) - weight(p) || p.category - q.category || p.first - q.first);
  return { things, placeless: places.filter((place) => place < 0).length };
}
