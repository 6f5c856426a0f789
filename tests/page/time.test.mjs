// The histogram says what is known of when; the window moves and stays on the data.

import assert from "node:assert/strict";
import test from "node:test";
import { DAY_MS } from "../../maps/page/base/text.js";
import {
  barTotal,
  bins,
  countIn,
  histogram,
  monthStart,
  nextMonth,
  scaleTop,
  shiftTime,
  timeSpan,
} from "../../maps/page/time/span.js";
import { barAt } from "../../maps/page/time/timedrag.js";
import { emptyPace, firstWindow, fitInto, stepped } from "../../maps/page/time/timeplay.js";
import { random } from "./fixture.mjs";

const MINUTE_MS = 60000;
const UNDATED = -2147483648;
const day = (text) => Date.parse(`${text}T00:00:00Z`);

/** As rows lie on a page: by when they began, undated ones last. */
const inOrder = (list) => list.toSorted((a, b) => (a && b ? a[0] - b[0] : !a - !b));

/** A store of times and layers: [from, to, layer] in ms, or null for an undated record. */
const stored = (list) => ({
  n: list.length,
  c: {
    layer: Uint8Array.from(list, (time) => time?.[2] ?? 0),
    from: list.map((time) => (time ? time[0] / MINUTE_MS : UNDATED)),
  },
  ends: list.map((time) => (time ? time[1] / MINUTE_MS : UNDATED)),
});
const times = (...list) => stored(inOrder(list));
const all = (some) => new Uint8Array(some.n).fill(1);

test("a report known only to the month is no spike on a day", () => {
  const some = times(
    [day("2022-02-01"), day("2022-03-01")],
    [day("2022-02-24"), day("2022-02-25")],
    [day("2022-02-20"), day("2022-03-13")],
    null,
  );
  const edges = bins(timeSpan(some)); // days
  const { solid, spread, undated } = histogram(some, all(some), edges, 1);
  const at = (text) => barAt(edges, day(text));
  assert.equal(solid[at("2022-02-24")], 1);
  assert.equal(
    solid.reduce((a, b) => a + b),
    1,
  );
  assert.ok(Math.abs(spread[at("2022-02-03")] - 1 / 28) < 1e-9);
  assert.ok(Math.abs(spread[at("2022-02-24")] - 1 / 28 - 1 / 21) < 1e-9);
  assert.ok(Math.abs(spread[at("2022-03-12")] - 1 / 21) < 1e-9);
  assert.equal(spread[at("2022-03-13")], 0);
  assert.equal(undated, 1);
});

test("every bar holds the share of time that lies in it", () => {
  const pick = random(5);
  for (let round = 0; round < 60; round++) {
    const list = Array.from({ length: 1 + Math.floor(pick() * 12) }, () => {
      const from = day("2021-01-01") + MINUTE_MS * Math.floor(pick() * 1440 * 3000);
      const lasts = MINUTE_MS * Math.floor(pick() ** 3 * 1440 * 500);
      return [from, from + lasts, Math.floor(pick() * 2)];
    });
    const some = times(...list);
    const edges = bins(timeSpan(some));
    const counts = histogram(some, all(some), edges, 2);
    for (let bar = 0; bar < counts.bars; bar++) {
      for (const layer of [0, 1]) {
        const wanted = list.reduce((sum, [from, to, of]) => {
          const end = Math.max(to, from + MINUTE_MS);
          const part = Math.min(end, edges[bar + 1]) - Math.max(from, edges[bar]);
          return of === layer && part > 0 ? sum + part / (end - from) : sum;
        }, 0);
        assert.ok(Math.abs(barTotal(counts, bar, layer) - wanted) < 1e-6, `${round} ${bar}`);
      }
    }
  }
});

test("one day that dwarfs all breaks the scale, and no other does", () => {
  const top = (...totals) =>
    scaleTop({ solid: totals, spread: totals.map(() => 0), layers: 1, bars: totals.length });
  assert.equal(top(1, 2, 0, 3, 4, 5, 6), 6);
  assert.equal(top(1, 2, 0, 3, 4, 5, 600), 5);
  assert.equal(top(1, 2, 600, 3, 4, 5, 500), 5);
  assert.equal(top(1, 100), 100, "two bars show their difference as it is");
  assert.equal(top(0, 0), 1);
});

test("a month later is never the month after", () => {
  assert.equal(shiftTime(day("2023-01-31"), "month", 1), day("2023-02-28"));
  assert.equal(shiftTime(day("2023-03-31"), "month", -1), day("2023-02-28"));
  assert.equal(shiftTime(day("2023-01-01"), "month", -1), day("2022-12-01"));
  assert.equal(shiftTime(day("2023-01-31"), "week", 1), day("2023-02-07"));
  assert.equal(shiftTime(day("2023-01-31"), "day", -1), day("2023-01-30"));
});

test("steps and drags keep the window on the data, and steps end", () => {
  const span = { from: day("2021-11-01"), to: day("2023-10-01"), newest: day("2023-09-01") };
  const pick = random(3);
  const on = ({ from, to }) => from >= span.from && to <= span.to && from < to;
  for (let round = 0; round < 300; round++) {
    const pace = {
      ...emptyPace(),
      step: ["", "day", "week", "month"][round % 4],
      upTo: pick() < 0.3,
    };
    const direction = pick() < 0.5 ? -1 : 1;
    let period = firstWindow(span, pace, direction);
    assert.ok(on(period), JSON.stringify(period));
    const from = span.from + DAY_MS * Math.floor(pick() * 690);
    const to = Math.min(span.to, from + DAY_MS * (1 + Math.floor(pick() * 99)));
    if (pick() < 0.8) period = { from, to };
    for (let step = 0; step < 800; step++) {
      const next = stepped(period, span, pace, direction);
      assert.ok(on(next), `${JSON.stringify(pace)} ${JSON.stringify(next)}`);
      if (pace.upTo) assert.equal(next.from, period.from);
      if (next.from === period.from && next.to === period.to) break;
      assert.ok(step < 799, "never ends");
      period = next;
    }
    assert.ok(on(fitInto({ from: from - 1e12 * pick(), to }, span)));
  }
});

test("a month moves on to the whole next month", () => {
  const span = { from: day("2022-01-01"), to: day("2022-05-01"), newest: day("2022-04-20") };
  let period = { from: day("2022-01-01"), to: day("2022-02-01") };
  const seen = [];
  for (let k = 0; k < 5; k++) {
    seen.push(new Date(period.from).getUTCMonth());
    assert.deepEqual(period, { from: monthStart(period.from), to: nextMonth(period.from) });
    period = stepped(period, span, emptyPace(), 1);
  }
  assert.deepEqual(seen, [0, 1, 2, 3, 3]);
});

test("the latest days end with the newest report", () => {
  const some = times(
    [day("2022-01-05"), day("2022-01-06")],
    [day("2022-03-20") + 5 * MINUTE_MS, day("2022-03-20") + 9 * MINUTE_MS],
    [day("2022-01-01"), day("2023-01-01")], // known to the year
  );
  const span = timeSpan(some);
  assert.equal(span.newest, day("2022-03-21"));
  const last = { from: span.newest - 7 * DAY_MS, to: span.newest };
  assert.equal(countIn(some, all(some), last), 2);
});
