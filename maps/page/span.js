// Spans of time, their bars, and how many reports each bar holds.

import { DAY_MS } from "./text.js";

/** First and last day (half-open, ms) of the dated records, whole months around them. */
export function timeSpan(store) {
  let [from, to] = [Infinity, -Infinity];
  for (let i = 0; i < store.n; i++) {
    if (!store.dated(i)) continue;
    from = Math.min(from, store.from(i));
    to = Math.max(to, store.to(i), store.from(i) + 1);
  }
  if (from > to) return null;
  return { from: monthStart(from), to: nextMonth(monthStart(to - 1)) };
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

/** Reports per bar and layer. A report counts once, in the bar of the middle of its time. */
export function histogram(store, mask, edges, layers) {
  const counts = Array.from({ length: edges.length - 1 }, () => new Uint32Array(layers));
  for (let i = 0; i < store.n; i++) {
    if (!mask[i] || !store.dated(i)) continue;
    const t = (store.from(i) + Math.max(store.to(i), store.from(i))) / 2;
    let a = 0;
    let b = edges.length - 1;
    while (b - a > 1) {
      const m = (a + b) >> 1;
      if (edges[m] <= t) a = m;
      else b = m;
    }
    counts[a][store.c.layer[i]]++;
  }
  return counts;
}
