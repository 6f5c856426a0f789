// Spans of time, their bars, and how many reports each bar holds.

import { DAY_MS } from "../base/text.js";
import { datedRows, latestEnd } from "../data/filter.js";
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

/** Spreads one report evenly over its time: parts at both ends, and a rate between them. */
function spreadOut({ spread, rate, layers }, at, [first, last], [begin, end], minutes) {
  const length = end - begin;
  spread[first * layers + at] += (minutes[first + 1] - begin) / length;
  spread[last * layers + at] += (end - minutes[last]) / length;
  if (last - first < 2) return;
  rate[(first + 1) * layers + at] += 1 / length;
  rate[last * layers + at] -= 1 / length;
}

/**
 * Reports per bar and layer, each counting one in all: `solid` where its time lies in one bar,
 * `spread` evenly over its time where it lasted longer or is known less well than a bar is wide.
 * Both are flat, `layers` numbers a bar. `undated` is how many have no time.
 */
export function histogram(store, mask, edges, layers) {
  if (store.sketch) return store.sketch.counts;
  const size = (edges.length - 1) * layers;
  const [solid, spread, rate] = [0, 0, layers].map((more) => new Float64Array(size + more));
  const minutes = Float64Array.from(edges, (t) => t / MINUTE_MS);
  const barOf = barFinder(edges);
  const { from, layer } = store.c;
  let undated = 0;
  for (let i = 0; i < store.n; i++) {
    if (!mask[i]) continue;
    const begin = from[i];
    if (begin === NO_TIME) {
      undated++;
      continue;
    }
    const end = Math.max(store.ends[i], begin + 1);
    const first = barOf(begin);
    const last = barOf(end - 1);
    if (first === last) solid[first * layers + layer[i]]++;
    else spreadOut({ spread, rate, layers }, layer[i], [first, last], [begin, end], minutes);
  }
  for (let k = 0; k < layers; k++) {
    let density = 0;
    for (let b = 0; b < edges.length - 1; b++) {
      density += rate[b * layers + k];
      if (density > 1e-15) spread[b * layers + k] += density * (minutes[b + 1] - minutes[b]);
    }
  }
  return { solid, spread, undated, layers, bars: edges.length - 1 };
}

/** What a bar holds of a layer, or of all. */
export function barTotal({ solid, spread, layers }, bar, layer = -1) {
  if (layer >= 0) return solid[bar * layers + layer] + spread[bar * layers + layer];
  let sum = 0;
  for (let k = bar * layers; k < (bar + 1) * layers; k++) sum += solid[k] + spread[k];
  return sum;
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
export function countIn(store, mask, { from: low, to: high }) {
  const { from } = store.c;
  let n = 0;
  for (let i = 0; i < store.n; i++) {
    if (!mask[i] || from[i] === NO_TIME || from[i] * MINUTE_MS >= high) continue;
    if (Math.max(store.ends[i] * MINUTE_MS, from[i] * MINUTE_MS + 1) > low) n++;
  }
  return n;
}

/** First moments of all months of a span, and its end. */
export function monthEdges(span) {
  const edges = [];
  for (let t = monthStart(span.from); t < span.to; t = nextMonth(t)) edges.push(t);
  edges.push(span.to);
  return edges;
}

/** Reports per month: one that may have been in several counts in each. */
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

/** A time moved by so many days, weeks or months. */
export function shiftTime(ms, unit, n) {
  if (unit !== "month") return ms + n * (unit === "week" ? 7 : 1) * DAY_MS;
  const first = nextMonth(ms, n);
  const into = ms - monthStart(ms);
  return Math.min(first + into, nextMonth(first) - (into ? DAY_MS : 0)); // 31 January: 28 February
}
