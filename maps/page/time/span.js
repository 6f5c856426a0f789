// Spans of time, their bars, and how many reports each bar holds.

import { DAY_MS } from "../base/text.js";
import { addedByCells } from "../data/cells.js";
import { datedRows, latestEnd, touches } from "../data/filter.js";
import { MINUTE_MS, NO_TIME } from "../data/store.js";

/** First and last day (half-open, ms) of the dated records, whole months around them; `newest` is
 *  the end of the day on which the newest report begins. */
export function timeSpan(store) {
  if (store.sketch) return store.sketch.span;
  const { from } = store.c;
  const dated = datedRows(store);
  if (!dated) return null;
  const [low, newest] = [from[0], from[dated - 1]]; // rows are sorted by when they began
  const high = latestEnd(store);
  const first = monthStart(low * MINUTE_MS);
  const to = nextMonth(monthStart(high * MINUTE_MS - 1));
  return { from: first, to, newest: dayStart(newest * MINUTE_MS) + DAY_MS };
}

export const dayStart = (ms) => Math.floor(ms / DAY_MS) * DAY_MS;

export function monthStart(ms) {
  const d = new Date(ms);
  return Date.UTC(d.getUTCFullYear(), d.getUTCMonth(), 1);
}

export function nextMonth(ms, n = 1) {
  const d = new Date(ms);
  return Date.UTC(d.getUTCFullYear(), d.getUTCMonth() + n, 1);
}

/** Edges of the bars: days for short spans, then weeks, then months, then years. */
export function bins(span) {
  const days = (span.to - span.from) / DAY_MS;
  const edges = [];
  if (days > 1500) {
    const months = days > 36525 ? 12 : 1;
    for (let t = span.from; t < span.to; t = nextMonth(t, months)) edges.push(t);
    edges.push(span.to);
    return edges;
  }
  const step = days > 200 ? 7 : 1;
  for (let t = span.from; t < span.to; t += step * DAY_MS) edges.push(t);
  edges.push(span.to);
  return edges;
}

/** In which of the edges' steps each day lies: a table, because dates are slow to reckon. */
function stepOfDay(edges) {
  const days = Math.round((edges.at(-1) - edges[0]) / DAY_MS);
  const steps = new Uint32Array(days + 1);
  let step = 0;
  for (let day = 0; day < days; day++) {
    const t = edges[0] + day * DAY_MS;
    while (step + 2 < edges.length && edges[step + 1] <= t) step++;
    steps[day] = step;
  }
  steps[days] = Math.max(0, edges.length - 2);
  return steps;
}

const DAY_MINUTES = DAY_MS / MINUTE_MS;

/** Bar number of a minute, by a table of days. */
function barFinder(edges) {
  const steps = stepOfDay(edges);
  const start = edges[0] / MINUTE_MS;
  const last = steps.length - 1;
  return (minute) => steps[Math.min(Math.max(Math.floor((minute - start) / DAY_MINUTES), 0), last)];
}

/** Puts n reports of a layer where their time lies, in minutes: into one bar, or spread evenly over
 *  all of it, with parts at both ends and a rate between them. */
function put(sums, layer, { begin, end, first, last }, n) {
  const { solid, spread, rate, layers, minutes } = sums;
  if (first === last) {
    solid[first * layers + layer] += n;
    return;
  }
  const each = n / (end - begin);
  spread[first * layers + layer] += (minutes[first + 1] - begin) * each;
  spread[last * layers + layer] += (end - minutes[last]) * each;
  if (last - first < 2) return;
  rate[(first + 1) * layers + layer] += each;
  rate[last * layers + layer] -= each;
}

/** Nothing in any bar yet. */
function emptySums(minutes, layers) {
  const size = (minutes.length - 1) * layers;
  const [solid, spread, rate] = [0, 0, layers].map((more) => new Float64Array(size + more));
  return { solid, spread, rate, layers, minutes };
}

/** The sums, with what lies between the ends of all that is spread. */
function evenedOut({ solid, spread, rate, layers, minutes }) {
  const bars = minutes.length - 1;
  for (let k = 0; k < layers; k++) {
    let density = 0;
    for (let b = 0; b < bars; b++) {
      density += rate[b * layers + k];
      if (density > 1e-15) spread[b * layers + k] += density * (minutes[b + 1] - minutes[b]);
    }
  }
  return { solid, spread, layers, bars };
}

/**
 * Reports per bar and layer, each counting one in all: `solid` where its time lies in one bar,
 * `spread` evenly over its time where it lasted longer or is known less well than a bar is wide.
 * Both are flat, `layers` numbers a bar. `undated` is how many have no time. A count in a cell is
 * as many reports as it says at least; `more` is the same of those that it leaves open, null
 * without any, and `undatedMore` what cells add to the undated.
 */
export function histogram(store, mask, edges, layers) {
  if (store.sketch) return store.sketch.counts;
  const minutes = Float64Array.from(edges, (t) => t / MINUTE_MS);
  const sums = emptySums(minutes, layers);
  const barOf = barFinder(edges);
  const { cells } = store;
  const { from, layer } = store.c;
  const when = { begin: 0, end: 0, first: 0, last: 0 }; // one for all: there may be a million
  const place = (i) => {
    when.begin = from[i];
    when.end = Math.max(store.ends[i], from[i] + 1);
    when.first = barOf(when.begin);
    when.last = barOf(when.end - 1);
  };
  let undated = 0;
  for (let i = 0; i < store.n; i++) {
    if (!mask[i]) continue;
    if (from[i] === NO_TIME) {
      undated++;
      continue;
    }
    if (cells?.has(i)) continue;
    place(i);
    put(sums, layer[i], when, 1);
  }
  if (!cells) return { ...evenedOut(sums), undated, more: null };
  const open = emptySums(minutes, layers);
  for (const [i, [low, high]] of cells) {
    if (!mask[i] || from[i] === NO_TIME) continue;
    place(i);
    put(sums, layer[i], when, low);
    put(open, layer[i], when, high - low);
  }
  const without = (i) => mask[i] && from[i] === NO_TIME;
  const undatedMore = addedByCells(store, without, without).shown;
  const more = evenedOut(open);
  const some = more.solid.some(Boolean) || more.spread.some(Boolean);
  return { ...evenedOut(sums), undated, more: some ? more : null, undatedMore };
}

/** What a bar holds of a layer, or of all, at least. */
export function barLeast({ solid, spread, layers }, bar, layer = -1) {
  if (layer >= 0) return solid[bar * layers + layer] + spread[bar * layers + layer];
  let sum = 0;
  for (let k = bar * layers; k < (bar + 1) * layers; k++) sum += solid[k] + spread[k];
  return sum;
}

/** The same at most: with what counts in cells leave open. */
export function barTotal(counts, bar, layer = -1) {
  return barLeast(counts, bar, layer) + (counts.more ? barLeast(counts.more, bar, layer) : 0);
}

const DWARFS = 2; // so many times as high as the next: the scale is broken
const MOST_BROKEN = 3;
const LEAST_BARS = 6; // fewer bars show their difference as it is

/** The height that the scale ends at: the highest bar, or the one below a few that dwarf it. */
export function scaleTop(counts) {
  const totals = Array.from({ length: counts.bars }, (_, bar) => barTotal(counts, bar));
  const high = totals.filter((n) => n > 0).sort((a, b) => b - a);
  if (high.length >= LEAST_BARS)
    for (let k = 1; k <= MOST_BROKEN; k++) if (high[k - 1] > DWARFS * high[k]) return high[k];
  return high[0] ?? 1;
}

/** How many records of a mask touch a period (ms). */
export function countIn(store, mask, period) {
  let n = 0;
  for (let i = 0; i < store.n; i++) if (mask[i] && isIn(store, i, period)) n++;
  return n;
}

/** What cells add to that, {low, high}; null without cells. */
export function addedIn(store, mask, period) {
  const there = (i) => mask[i] && isIn(store, i, period);
  return addedByCells(store, there, there)?.shown ?? null;
}

const isIn = (store, i, { from, to }) => touches(store, i, from / MINUTE_MS, to / MINUTE_MS, false);

/** First moments of all months of a span, and its end. */
export function monthEdges(span) {
  const edges = [];
  for (let t = monthStart(span.from); t < span.to; t = nextMonth(t)) edges.push(t);
  edges.push(span.to);
  return edges;
}

/** Records per month: one that may have been in several counts in each. */
export function byMonth(store, mask, edges) {
  const counts = new Uint32Array(edges.length - 1);
  const { from } = store.c;
  const monthOf = barFinder(edges);
  for (let i = 0; i < store.n; i++) {
    if (!mask[i] || from[i] === NO_TIME) continue;
    const last = monthOf(Math.max(store.ends[i] - 1, from[i]));
    for (let m = monthOf(from[i]); m <= last; m++) counts[m]++;
  }
  return counts;
}

/** What cells add to each month, [{low, high}]; null without cells. */
export function addedByMonth(store, mask, edges) {
  if (!store.cells) return null;
  const added = Array.from({ length: edges.length - 1 }, () => ({ low: 0, high: 0 }));
  const { from } = store.c;
  const monthOf = barFinder(edges);
  for (const [i, [low, high]] of store.cells) {
    if (!mask[i] || from[i] === NO_TIME) continue;
    const last = monthOf(Math.max(store.ends[i] - 1, from[i]));
    for (let m = monthOf(from[i]); m <= last; m++) {
      added[m].low += low - 1;
      added[m].high += high - 1;
    }
  }
  return added;
}

/** A time moved by so many days, weeks or months. */
export function shiftTime(ms, unit, n) {
  if (unit !== "month") return ms + n * (unit === "week" ? 7 : 1) * DAY_MS;
  const first = nextMonth(ms, n);
  const into = ms - monthStart(ms);
  return Math.min(first + into, nextMonth(first) - (into ? DAY_MS : 0)); // 31 January: 28 February
}
