// Two periods to compare: which they are by default, and how they stand in an address.

import { DAY_MS, isoDay } from "../base/text.js";
import { dayStart, monthStart, nextMonth } from "../time/span.js";
import { isMonth } from "../time/timeplay.js";

export const VIEWS = ["swipe", "side", "changes"];
export const PRESETS = ["before", "month", "year", "last_year"];
const SPLIT = [5, 95]; // per cent of the map left of the divider

const yearStart = (ms) => Date.UTC(new Date(ms).getUTCFullYear(), 0, 1);

/** The period of equal length before another; of a month the month before. */
export function before(period) {
  if (isMonth(period)) return { from: nextMonth(period.from, -1), to: period.from };
  return { from: period.from - (period.to - period.from), to: period.from };
}

/** The same days a year earlier: of a whole month the whole month. */
function yearBefore(period) {
  const [from, to] = [period.from, period.to].map((t) => {
    const first = nextMonth(t, -12);
    const into = t - monthStart(t);
    return Math.min(first + into, nextMonth(first) - (into ? DAY_MS : 0));
  });
  return { from, to };
}

/** Both periods, from the second one and what it is to be compared with. */
export function presetPeriods(name, b) {
  if (name === "month") {
    const whole = { from: monthStart(b.from), to: nextMonth(b.from) };
    return { a: before(whole), b: whole };
  }
  if (name === "year") {
    const from = yearStart(b.from);
    const back = yearStart(from - 1);
    return { a: { from: back, to: from }, b: { from, to: yearStart(from + 367 * DAY_MS) } };
  }
  return { a: name === "last_year" ? yearBefore(b) : before(b), b };
}

/** The chosen period and the one before it; without one, the newest month and the one before. */
export function defaultPeriods({ from, to }, span) {
  if (from === null && to === null) return presetPeriods("month", { from: span.newest - 1 });
  const chosen = { from: from ?? span.from, to: to ?? span.to };
  const whole = { from: dayStart(chosen.from), to: dayStart(chosen.to - 1) + DAY_MS };
  return presetPeriods("before", whole);
}

const days = ({ from, to }) => `${isoDay(from)}..${isoDay(to - DAY_MS)}`;

/** "swipe~2022-09-01..2022-09-30~2022-10-01..2022-10-31", and where the divider stands. */
export function writeCompare({ view, a, b, split }) {
  const parts = [view, days(a), days(b)];
  if (view === "swipe" && split !== 50) parts.push(split);
  return parts.join("~");
}

/** What `writeCompare` wrote, or null; dayOf gives midnight of a yyyy-mm-dd in ms, or NaN. */
export function readCompare(value, dayOf) {
  const [view, ...rest] = value.split("~");
  const periods = rest.slice(0, 2).map((text) => {
    const [from, to, more] = text.split("..").map(dayOf);
    return from <= to && more === undefined ? { from, to: to + DAY_MS } : null;
  });
  if (!VIEWS.includes(view) || periods.length < 2 || periods.includes(null)) return null;
  const split = /^\d{1,2}$/.test(rest[2] ?? "") ? clampSplit(Number(rest[2])) : 50;
  return { view, a: periods[0], b: periods[1], split };
}

export const clampSplit = (per_cent) => Math.min(SPLIT[1], Math.max(SPLIT[0], per_cent));
