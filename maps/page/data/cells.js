// A count of reports in a cell is one record that stands for several reports, or for a number
// from .. to of them. Wherever reports are counted it counts as so many.

import { eventsHere } from "./events.js";

const COUNTED_IN_CELLS = ".reports_in_cell";
const MOST_REPORTS = 1e9; // more is no count of reports

/** The records that are counts in cells: Map of number to [low, high]; null without any. */
export function cellsOf({ n, c, head, values }) {
  const kinds = head.categories.map(({ id }) => id.endsWith(COUNTED_IN_CELLS));
  if (!kinds.includes(true)) return null;
  const cells = new Map();
  for (let i = 0; i < n; i++) {
    if (!kinds[c.category[i]]) continue;
    const [low, high] = [values.low[c.low[i]] ?? -1, values.high[c.high[i]] ?? -1].map(Math.floor);
    const sense = low >= 0 && high >= low && high >= 1 && high <= MOST_REPORTS;
    cells.set(i, sense ? [low, high] : [1, 1]);
  }
  return cells;
}

/** How many reports records stand for, {low, high}. */
export function reportsOf(store, members) {
  let [low, high] = [members.length, members.length];
  if (store.cells)
    for (const i of members) {
      const told = store.cells.get(i);
      if (!told) continue;
      low += told[0] - 1;
      high += told[1] - 1;
    }
  return { low, high };
}

const ONE_REPORT = [1, 1];

/** How many reports record i stands for, [low, high]. */
export const toldBy = (store, i) => store.cells?.get(i) ?? ONE_REPORT;

/** What cells add to a count of records: {shown, byLayer, byCategory}, each {low, high} or a list
 *  of them; null without cells. counted(i), shown(i): whether record i counts, and is shown. */
export function addedByCells(store, counted, shown) {
  if (!store.cells) return null;
  const nothing = () => ({ low: 0, high: 0 });
  const all = nothing();
  const byCategory = store.head.categories.map(nothing);
  const byLayer = store.head.layers.map(nothing);
  for (const [i, [low, high]] of store.cells) {
    if (!counted(i)) continue;
    const category = store.c.category[i];
    const sums = [byCategory[category], byLayer[store.layerOfCategory[category]]];
    if (shown(i)) sums.push(all);
    for (const sum of sums) {
      sum.low += low - 1;
      sum.high += high - 1;
    }
  }
  return { shown: all, byLayer, byCategory };
}

/** "12 reports", or "12–20 reports", of so many records and what cells add to them; with what
 *  events add also how many of those: "12 reports · 4–5 events". */
export function reportsHere(words, n, more, events) {
  const high = n + (more?.high ?? 0);
  const said = words.say("reports_here", { n: high, text: countInWords(words, n, more) });
  return [said, eventsHere(words, n, events)].filter(Boolean).join(" · ");
}

/** "12 of 31 reports shown", on a page that counts events with how many are: " · 4–5 events". */
export function shownInWords(words, store, { shown, more, events }) {
  const said = words.say("shown", {
    n: countInWords(words, shown, more?.shown),
    all: countInWords(words, store.n, store.added?.shown),
  });
  return [said, eventsHere(words, shown, events?.shown)].filter(Boolean).join(" · ");
}

/** A count of records with what cells add to it, in words: 12, or 12–20. */
export function countInWords(words, n, more) {
  return more ? words.interval(n + more.low, n + more.high) : words.number(n);
}
