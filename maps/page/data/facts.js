// When, where and how many, in words no finer than they are known.

import { DAY_MS, visible } from "../base/text.js";
import { MINUTE_MS } from "./store.js";

/** When it happened, in words, no finer than it is known. */
export function when(app, i) {
  const { store, words } = app;
  if (!store.dated(i)) return words.say("undated");
  const [from, to] = [store.from(i), store.to(i)];
  const precision = store.word("precision", i) || "day";
  if (precision === "month" && to - from < 32 * DAY_MS) return words.month(from);
  if (precision === "year" && to - from < 367 * DAY_MS)
    return words.format(from, { year: "numeric" });
  if (precision === "week") {
    return words.say("about_days", { date: words.period(from + 3 * DAY_MS, to - 3 * DAY_MS) });
  }
  if (to - from < DAY_MS) return `${moments(words, from, to)} UTC`;
  return words.period(from, to);
}

/** A moment, or from when to when (the last minute included); a single minute is a moment. */
function moments(words, from, end) {
  const to = end - MINUTE_MS;
  const day = (ms) => words.format(ms, { dateStyle: "long" });
  const time = (ms) => words.format(ms, { timeStyle: "short" });
  const start = words.format(from, { dateStyle: "long", timeStyle: "short" });
  if (to <= from) return start;
  return day(from) === day(to) ? `${start}–${time(to)}` : `${start} – ${day(to)}, ${time(to)}`;
}

/** Everything but digits that `when` may say: a text of each form in each month. */
export function whenWords({ words }) {
  const hours = [1 / 60, 3, 24, 48, 40 * 24];
  const forms = [...hours.map((h) => ["day", h]), ["week", 168], ["month", 700], ["year", 8000]];
  const times = [];
  for (let month = 0; month < 12; month++) {
    for (const hour of [0, 10, 23]) {
      const from = Date.UTC(2022, month, 15, hour);
      for (const [precision, h] of forms) times.push([from, from + h * 3600000, precision]);
    }
  }
  const store = {
    dated: () => true,
    from: (i) => times[i][0],
    to: (i) => times[i][1],
    word: (_, i) => times[i][2],
  };
  return [words.say("undated"), ...times.map((_, i) => when({ store, words }, i))];
}

/** Decimal degrees, no finer than the record is known. */
export function coordinates(store, i) {
  const radius = store.radius(i);
  const digits = radius === null || radius > 5000 ? 2 : radius > 500 ? 3 : radius > 50 ? 4 : 5;
  return `${store.latitude(i).toFixed(digits)}, ${store.longitude(i).toFixed(digits)}`;
}

export function quantity(app, i) {
  const { store, words } = app;
  const amount = words.interval(store.low(i), store.high(i));
  if (!amount) return "";
  return `${amount} ${unitName(app, store.word("unit", i), store.high(i) || store.low(i))}`.trim();
}

/** The unit in the page's language, in the form that goes with the number. */
export function unitName(app, unit, n) {
  const key = `unit_${unit}`;
  return key in app.words.catalogue ? app.words.say(key, { n }) : visible(unit);
}
