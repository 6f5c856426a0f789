// Spans of time, their bars, and how many reports each bar holds.

import { MINUTE_MS, NO_TIME } from "./store.js";
import { DAY_MS } from "./text.js";

/** First and last day (half-open, ms) of the dated records, whole months around them. */
export function timeSpan(store) {
  const { from } = store.c;
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < store.n; i++) {
    if (from[i] === NO_TIME) continue;
    if (from[i] < low) low = from[i];
    if (store.ends[i] > high) high = store.ends[i];
    if (from[i] + 1 > high) high = from[i] + 1;
  }
  if (low > high) return null;
  const first = monthStart(low * MINUTE_MS);
  return { from: first, to: nextMonth(monthStart(high * MINUTE_MS - 1)) };
}

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

/** Reports per bar and layer. A report counts once, in the bar of the middle of its time. */
export function histogram(store, mask, edges, layers) {
  const counts = Array.from({ length: edges.length - 1 }, () => new Uint32Array(layers));
  const steps = stepOfDay(edges);
  const start = edges[0] / MINUTE_MS;
  const { from, layer } = store.c;
  for (let i = 0; i < store.n; i++) {
    if (!mask[i] || from[i] === NO_TIME) continue;
    const middle = (from[i] + Math.max(store.ends[i], from[i])) / 2;
    const day = Math.floor((middle - start) / DAY_MINUTES);
    counts[steps[Math.min(Math.max(day, 0), steps.length - 1)]][layer[i]]++;
  }
  return counts;
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
  const steps = stepOfDay(edges);
  const start = edges[0] / MINUTE_MS;
  const { from } = store.c;
  const monthOf = (minute) =>
    steps[Math.min(Math.max(Math.floor((minute - start) / DAY_MINUTES), 0), steps.length - 1)];
  for (let i = 0; i < store.n; i++) {
    if (!mask[i] || from[i] === NO_TIME) continue;
    const last = monthOf(Math.max(store.ends[i] - 1, from[i]));
    for (let m = monthOf(from[i]); m <= last; m++) counts[m]++;
  }
  return counts;
}
