// Comparing two periods: which, what is the same thing, and what may be claimed of it.

import assert from "node:assert/strict";
import test from "node:test";
import { DAY_MS } from "../../maps/page/base/text.js";
import { toCommands } from "../../maps/page/command.js";
import { countMarks, difference, sumMarks } from "../../maps/page/compare/changecounts.js";
import {
  differences,
  findChanges,
  IN_A,
  IN_B,
  isEither,
  markPeriods,
  SURE_A,
  SURE_B,
  UNDATED,
  VERDICTS,
} from "../../maps/page/compare/changes.js";
import { changesCsv } from "../../maps/page/compare/changesfile.js";
import {
  before,
  defaultPeriods,
  presetPeriods,
  readCompare,
  writeCompare,
} from "../../maps/page/compare/periods.js";
import { mercatorX, mercatorY } from "../../maps/page/data/decode.js";
import { emptyFilter, Filtering } from "../../maps/page/data/filter.js";
import { Store } from "../../maps/page/data/store.js";
import { timeSpan } from "../../maps/page/time/span.js";
import { head, random, store } from "./fixture.mjs";

const day = (text) => Date.parse(`${text}T00:00:00Z`);
const period = (from, to) => ({ from: day(from), to: day(to) + DAY_MS });
const SEPTEMBER = period("2022-09-01", "2022-09-30");
const OCTOBER = period("2022-10-01", "2022-10-31");
const PERIODS = { a: SEPTEMBER, b: OCTOBER };
const NONE = -2147483648;
const FIELDS = ["place", "admin1", "unit", "movement_id", "obstacle_status", "id"];

/** A store of a few records: {from, to, at: [lon, lat, radius], unit, low, high, ...}. */
function few(...records) {
  const words = (name) => [...new Set(records.map((r) => r[name] ?? ""))];
  const numbers = (name) => [...new Set(records.map((r) => r[name] ?? null))];
  const coded = (list, name, missing) => records.map((r) => list.indexOf(r[name] ?? missing));
  const values = {
    radius: [...new Set(records.map((r) => r.at?.[2] ?? null))],
    low: numbers("low"),
    high: numbers("high"),
  };
  const known = {
    status: words("status"),
    direction: words("direction"),
    unit: words("unit_of"),
    country: [""],
    precision: [""],
    actor: [""],
  };
  const minute = (text) => day(text) / 60000;
  const step = 100000;
  const some = {
    ...head,
    n: records.length,
    step,
    words: known,
    closed: [],
    fields: FIELDS,
    categories: [
      { id: "deployment.rail_echelon", layer: "deployment", label: "Rail echelon" },
      { id: "shelling.artillery_fire", layer: "shelling", label: "Artillery fire" },
      { id: "deployment.reports_in_cell", layer: "deployment", label: "Reports in a cell" },
    ],
  };
  const c = {
    from: records.map((r) => (r.from ? minute(r.from) : NONE)),
    lasts: records.map((_, i) => i),
    x: records.map((r) => (r.at ? Math.round(r.at[0] * step) : NONE)),
    y: records.map((r) => (r.at ? Math.round(r.at[1] * step) : NONE)),
    radius: records.map((r) => values.radius.indexOf(r.at?.[2] ?? null)),
    category: records.map((r) => r.category ?? 0),
    status: coded(known.status, "status", ""),
    direction: coded(known.direction, "direction", ""),
    unit: coded(known.unit, "unit_of", ""),
    low: coded(values.low, "low", null),
    high: coded(values.high, "high", null),
    retracted: records.map((r) => r.retracted ?? 0),
    ...Object.fromEntries(
      ["country", "precision", "actor", "reliability", "credibility", "members"].map((k) => [
        k,
        records.map(() => 0),
      ]),
    ),
    region: [],
    share: [],
  };
  const texts = {
    columns: async (names, rows) =>
      Object.fromEntries(
        names.map((name) => [name, rows.map((i) => String(records[i][name] ?? ""))]),
      ),
  };
  const lasts = records.map((r) => (r.from ? minute(r.to ?? r.from) + 1440 - minute(r.from) : 0));
  const outlines = records.map(({ outline }) =>
    outline ? [Float64Array.from(outline.flatMap(([x, y]) => [mercatorX(x), mercatorY(y)]))] : [],
  );
  return new Store(some, c, { values: { ...values, lasts }, texts, outlines });
}

const verdicts = async (...records) => {
  const some = few(...records);
  const marks = markPeriods(some, new Uint8Array(some.n).fill(1), PERIODS);
  const { things, placeless } = await findChanges(some, marks);
  return {
    things,
    placeless,
    said: Object.fromEntries(VERDICTS.map((v) => [v, things[v].map((t) => t.rows)])),
  };
};
const MAZYR = [29.25, 52.05, 5000];
const BREST = [23.7, 52.1, 5000];
const sept = { from: "2022-09-10", at: MAZYR, place: "Mazyr" };
const oct = { from: "2022-10-10", at: MAZYR, place: "Mazyr" };
const none = { appeared: [], unreported: [], differs: [], unclear: [], same: [] };

test("a report stands to a period surely, possibly, to both, or nobody knows", () => {
  const some = few(
    { from: "2022-09-01", to: "2022-09-30" },
    { from: "2022-08-20", to: "2022-09-02" },
    { from: "2022-09-30", to: "2022-10-01" },
    { from: "2022-10-31" },
    {},
    { from: "2022-11-01" },
    { from: "2022-09-10", retracted: 1 },
    { from: "2022-09-10" },
  );
  const on = Uint8Array.from([1, 1, 1, 1, 1, 1, 1, 0]);
  const marks = markPeriods(some, on, PERIODS);
  assert.deepEqual([...marks], [SURE_A | IN_A, IN_A, IN_A | IN_B, SURE_B | IN_B, UNDATED, 0, 0, 0]);
  assert.deepEqual(
    [...marks].map((m) => Boolean(isEither(m))),
    [false, false, true, false, true, false, false, false],
  );
  const { all } = countMarks(some, marks);
  const one = { low: 1, high: 1 };
  assert.deepEqual(all, {
    ...{ a: { low: 1, high: 3 }, b: { low: 1, high: 2 } },
    ...{ either: one, undated: one },
  });
  assert.deepEqual(difference(all.a, all.b), { low: -2, high: 1 });
});

test("only what no report of the other period can be of has appeared, or is not reported", async () => {
  assert.deepEqual((await verdicts(oct)).said, { ...none, appeared: [[0]] });
  assert.deepEqual((await verdicts(sept)).said, { ...none, unreported: [[0]] });
  assert.deepEqual((await verdicts(sept, oct)).said, { ...none, same: [[0, 1]] });
  const month = { ...sept, from: "2022-09-01", to: "2022-10-31" };
  assert.deepEqual((await verdicts(oct, month)).said, { ...none, unclear: [[0, 1]] });
  const undated = { at: MAZYR, place: "Mazyr" };
  assert.deepEqual((await verdicts(oct, undated)).said, { ...none, unclear: [[0, 1]] });
  const partly = { ...oct, from: "2022-10-20", to: "2022-11-20" };
  const { things, said } = await verdicts(partly);
  assert.deepEqual(said, { ...none, unclear: [[0]] });
  assert.equal(things.unclear[0].why, "partly");
});

test("the same thing: kind and place, and unit and movement where given", async () => {
  const other = await verdicts(sept, { ...oct, category: 1 });
  assert.deepEqual(other.said, { ...none, appeared: [[1]], unreported: [[0]] });
  const elsewhere = await verdicts(sept, { ...oct, at: BREST, place: "Brest" });
  assert.deepEqual(elsewhere.said, { ...none, appeared: [[1]], unreported: [[0]] });
  const near = { ...oct, at: [29.3, 52.06, 5000] }; // 3.6 km away: circles that touch
  assert.deepEqual((await verdicts(sept, near)).said, { ...none, same: [[0, 1]] });
  const renamed = await verdicts(sept, { ...near, place: "Kalinkavichy" });
  assert.deepEqual(renamed.said, { ...none, appeared: [[1]], unreported: [[0]] });
  const circle = await verdicts(sept, { ...oct, place: "station" });
  assert.deepEqual(circle.said, { ...none, same: [[0, 1]] }, "one and the same circle");
  const far = await verdicts(sept, { ...oct, at: BREST });
  assert.deepEqual(
    far.said,
    { ...none, appeared: [[1]], unreported: [[0]] },
    "two places of a name",
  );
  const spelled = await verdicts(sept, { ...near, place: " MÁZYR’ " });
  assert.deepEqual(spelled.said, { ...none, same: [[0, 1]] });
  const units = await verdicts({ ...sept, unit: "1st" }, { ...oct, unit: "2nd" });
  assert.deepEqual(units.said, { ...none, appeared: [[1]], unreported: [[0]] });
  const trains = await verdicts({ ...sept, movement_id: "7" }, { ...oct, movement_id: "7" });
  assert.deepEqual(trains.said, { ...none, same: [[0, 1]] });
});

test("a report without a unit may be of any unit there", async () => {
  const { said, things } = await verdicts(sept, { ...oct, unit: "2nd" });
  assert.deepEqual(said, { ...none, unclear: [[0], [1]] });
  assert.equal(things.unclear[0].why, "unnamed");
  const known = await verdicts({ ...sept, unit: "1st" }, oct, { ...oct, unit: "1st" });
  assert.deepEqual(known.said.same, [[0, 2]]);
  assert.deepEqual(known.said.appeared, []);
});

test("a place without coordinates is known by its name, or not at all", async () => {
  const named = await verdicts(sept, { from: "2022-10-10", place: "Mazyr" });
  assert.deepEqual(named.said, { ...none, same: [[0, 1]] });
  const two = await verdicts(sept, { ...sept, at: BREST }, { from: "2022-10-10", place: "Mazyr" });
  assert.equal(two.placeless, 1, "two places of the name: nobody knows which");
  const lost = await verdicts({ from: "2022-10-10" });
  assert.deepEqual([lost.placeless, lost.said], [1, none]);
});

test("what differs is said as intervals, and whether they meet", async () => {
  const tanks = (low, high) => ({ unit_of: "tanks", low, high });
  const differs = async (a, b) =>
    (await verdicts({ ...sept, ...a }, { ...oct, ...b })).things.differs[0]?.differs;
  assert.deepEqual(await differs(tanks(20, 40), tanks(45, 90)), [
    {
      field: "amount",
      unit: "tanks",
      a: { low: 20, high: 40 },
      b: { low: 45, high: 90 },
      apart: true,
    },
  ]);
  assert.equal((await differs(tanks(20, 60), tanks(45, 90)))[0].apart, false);
  assert.equal((await differs(tanks(20), tanks(45, 90)))[0].apart, false, "at least 20 may be 60");
  assert.equal(await differs(tanks(20, 60), tanks(20, 60)), undefined);
  assert.equal(await differs(tanks(20, 60), { unit_of: "wagons", low: 3, high: 3 }), undefined);
  assert.deepEqual(await differs({ status: "claimed" }, { status: "assessed" }), [
    { field: "status", a: ["claimed"], b: ["assessed"] },
  ]);
  assert.equal(await differs({ status: "claimed" }, {}), undefined, "not stated is no change");
  assert.deepEqual(await differs({ obstacle_status: "intact" }, { obstacle_status: "destroyed" }), [
    { field: "obstacle_status", a: ["intact"], b: ["destroyed"] },
  ]);
  assert.deepEqual(
    differences(few(sept), [0], [0], () => ""),
    [],
  );
});

test("sums are intervals: sure reports at least, possible ones at most", () => {
  const tanks = { unit_of: "tanks", low: 10, high: 20 };
  const some = few(
    { ...sept, ...tanks },
    { ...sept, ...tanks, from: "2022-08-25", to: "2022-09-05" },
    { ...oct, ...tanks, high: undefined },
  );
  const marks = markPeriods(some, new Uint8Array(3).fill(1), PERIODS);
  const [sums] = sumMarks(some, marks);
  assert.deepEqual(sums.get("tanks"), { a: { low: 10, high: 40 }, b: { low: 10, high: Infinity } });
});

const CELL = { category: 2, at: [29.2, 52.1, null], place: "20kmE5120N3340", unit_of: "reports" };
const cellOf = (month, last, low, high = low) => ({
  ...CELL,
  ...{ from: `2022-${month}-01`, to: `2022-${month}-${last}`, low, high },
});

test("a count in a cell is compared as so many reports", async () => {
  const some = few(cellOf("09", "30", 6), cellOf("10", "31", 8, 16), { ...oct, place: "Orsha" });
  const marks = markPeriods(some, new Uint8Array(3).fill(1), PERIODS);
  const { all, rows } = countMarks(some, marks);
  assert.deepEqual(
    [all.a, all.b],
    [
      { low: 6, high: 6 },
      { low: 9, high: 17 },
    ],
  );
  assert.deepEqual(difference(all.a, all.b), { low: 3, high: 11 });
  assert.deepEqual(rows[2].b, { low: 8, high: 16 });
  assert.equal(sumMarks(some, marks)[2].size, 0, "its number is of reports, and no amount");
  // Periods that cut a month: nobody knows in which of them the reports are.
  const halves = { a: period("2022-09-01", "2022-09-15"), b: period("2022-09-16", "2022-09-30") };
  const cut = countMarks(some, markPeriods(some, Uint8Array.of(1, 0, 0), halves)).all;
  assert.deepEqual(
    [cut.a, cut.b, cut.either],
    [
      { low: 0, high: 6 },
      { low: 0, high: 6 },
      { low: 6, high: 6 },
    ],
  );
});

test("two counts in one cell differ by their numbers, also of several months", async () => {
  const { things, said } = await verdicts(cellOf("09", "30", 6), cellOf("10", "31", 8, 16));
  assert.deepEqual(said, { ...none, differs: [[0, 1]] });
  const [{ a, b, differs }] = things.differs;
  assert.deepEqual(
    [a, b],
    [
      { low: 6, high: 6 },
      { low: 8, high: 16 },
    ],
  );
  assert.deepEqual(differs, [{ field: "reports", a, b, apart: true }]);
  const meet = await verdicts(cellOf("09", "30", 6, 14), cellOf("10", "31", 8, 16));
  assert.equal(meet.things.differs[0].differs[0].apart, false);
  const same = await verdicts(cellOf("09", "30", 7), cellOf("10", "31", 7));
  assert.deepEqual(same.said, { ...none, same: [[0, 1]] });
  const some = few(cellOf("08", "31", 6), cellOf("09", "30", 7), cellOf("10", "31", 13));
  const periods = { a: period("2022-08-01", "2022-09-30"), b: OCTOBER };
  const found = await findChanges(some, markPeriods(some, Uint8Array.of(1, 1, 1), periods));
  assert.deepEqual(found.things.same[0].a, { low: 13, high: 13 }, "6 and 7 are 13");
});

test("a cell that only one period shows claims nothing of the other", async () => {
  for (const cell of [cellOf("09", "30", 6), cellOf("10", "31", 6)]) {
    const { said, things } = await verdicts(cell);
    assert.deepEqual(said, { ...none, unclear: [[0]] });
    assert.equal(things.unclear[0].why, "cells");
  }
  const wide = { ...CELL, from: "2022-09-01", to: "2022-10-31", low: 6, high: 6 };
  assert.equal((await verdicts(wide)).things.unclear[0].why, "either");
});

const SQUARE = [
  [29.0, 52.0],
  [29.3, 52.0],
  [29.3, 52.2],
  [29.0, 52.2],
];

/** The verdict, and why, on the report that is no cell. */
async function beside(cell, report) {
  const { things } = await verdicts({ outline: SQUARE, ...cell }, report);
  const all = VERDICTS.flatMap((v) => things[v].map((thing) => ({ ...thing, v })));
  const { v, why } = all.find(({ rows }) => rows.includes(1));
  return why ? `${v}: ${why}` : v;
}

test("over a cell of the other period nobody can say that a report is the first, or the last", async () => {
  const [before, after] = [cellOf("09", "30", 6), cellOf("10", "31", 6)];
  assert.equal(await beside(before, oct), "unclear: counted");
  assert.equal(await beside(after, sept), "unclear: counted");
  assert.equal(await beside(after, oct), "appeared", "the cell is of the same period");
  assert.equal(await beside(before, { ...oct, category: 1 }), "appeared", "of another layer");
  assert.equal(await beside(before, { ...oct, at: BREST, place: "Brest" }), "appeared");
  const wide = { ...CELL, from: "2022-09-01", to: "2022-10-31", low: 6, high: 6 };
  assert.equal(await beside(wide, oct), "unclear: counted", "it may be of either");
  // 5.5 km south of the edge; how far a circle of unstated size reaches, nobody knows.
  for (const [radius, verdict] of [
    [5000, "appeared"],
    [6000, "unclear: counted"],
    [null, "unclear: counted"],
  ])
    assert.equal(await beside(before, { ...oct, at: [29.1, 51.95, radius] }), verdict, radius);
  const named = { from: "2022-10-10", place: "Mazyr" };
  assert.equal(await beside(before, named), "unclear: counted", "known by its name alone");
  const trench = (east) => [
    [29.6, 52.1],
    [east, 52.1],
  ];
  const line = { ...oct, at: [29.6, 52.1, null], place: "" };
  assert.equal(await beside(before, { ...line, outline: trench(29.2) }), "unclear: counted");
  assert.equal(await beside(before, { ...line, outline: trench(29.5) }), "appeared");
  const bare = { ...before, outline: undefined, at: [29.2, 52.1, 10000] };
  assert.equal(await beside(bare, { ...oct, at: [29.2, 52.3, 5000] }), "appeared");
  assert.equal(await beside(bare, { ...oct, at: [29.2, 52.2, 5000] }), "unclear: counted");
});

test("every report of the example is in one thing, and no claim lacks its ground", async () => {
  const pick = random(41);
  const span = timeSpan(store);
  const some = () => {
    const from = span.from + DAY_MS * Math.floor(pick() * 600);
    return { from, to: from + DAY_MS * (1 + Math.floor(pick() * 90)) };
  };
  for (let round = 0; round < 15; round++) {
    const periods = { a: some(), b: some() };
    const marks = markPeriods(store, new Uint8Array(store.n).fill(1), periods);
    const { things, placeless } = await findChanges(store, marks);
    const rows = Object.values(things)
      .flat()
      .flatMap((thing) => thing.rows);
    assert.equal(new Set(rows).size, rows.length);
    assert.equal(rows.length + placeless, [...marks].filter(Boolean).length);
    for (const { rows: mine } of things.appeared) {
      assert.ok(mine.some((i) => marks[i] & SURE_B));
      assert.ok(mine.every((i) => !(marks[i] & (IN_A | UNDATED))));
    }
    for (const { rows: mine } of things.unreported)
      assert.ok(mine.every((i) => !(marks[i] & (IN_B | UNDATED))));
    for (const { rows: mine, differs } of things.differs) {
      assert.ok(
        differs.length &&
          mine.some((i) => marks[i] & SURE_A) &&
          mine.some((i) => marks[i] & SURE_B),
      );
    }
    const csv = await changesCsv(store, things, periods);
    assert.equal(csv.length - 1, Object.values(things).flat().length);
    assert.match(csv[0], /^verdict,why,layer,/);
  }
});

test("both halves are what the filter shows of each period, together what it shows of either", () => {
  const filter = emptyFilter(head);
  filter.layers.delete("shelling");
  const filtering = new Filtering(store);
  const both = filtering.apply(filter, null, [SEPTEMBER, OCTOBER]);
  const [a, b] = [SEPTEMBER, OCTOBER].map((p) => filtering.apply({ ...filter, ...p }, null));
  assert.deepEqual(both.halves, [a.mask, b.mask]);
  assert.deepEqual(
    both.mask,
    a.mask.map((bit, i) => bit | b.mask[i]),
  );
  assert.equal(
    both.shown,
    both.mask.reduce((n, bit) => n + bit, 0),
  );
  const shelling = head.layers.findIndex(({ id }) => id === "shelling");
  assert.ok(both.byLayer[shelling] > 0, "a layer that is off still says what it would add");
});

test("periods: the chosen one against the one before; months and years are whole", () => {
  const span = { from: day("2021-11-01"), to: day("2023-10-01"), newest: day("2023-09-01") };
  const chosen = period("2022-10-01", "2022-10-31");
  assert.deepEqual(defaultPeriods(chosen, span), PERIODS);
  assert.deepEqual(
    defaultPeriods({ from: null, to: null }, span).b,
    period("2023-08-01", "2023-08-31"),
  );
  assert.deepEqual(before(period("2022-10-05", "2022-10-11")), period("2022-09-28", "2022-10-04"));
  assert.deepEqual(presetPeriods("month", period("2022-03-10", "2022-03-12")), {
    a: period("2022-02-01", "2022-02-28"),
    b: period("2022-03-01", "2022-03-31"),
  });
  assert.deepEqual(presetPeriods("year", period("2024-03-10", "2024-03-12")), {
    a: period("2023-01-01", "2023-12-31"),
    b: period("2024-01-01", "2024-12-31"),
  });
  assert.deepEqual(
    presetPeriods("last_year", period("2023-02-01", "2023-02-28")).a,
    period("2022-02-01", "2022-02-28"),
  );
  assert.deepEqual(
    presetPeriods("last_year", period("2024-02-29", "2024-02-29")).a.from,
    day("2023-02-28"),
  );
});

test("a comparison in an address is read as it was written, and nothing else is", () => {
  const dayOf = (text) => (/^\d{4}-\d\d-\d\d$/.test(text) ? day(text) : Number.NaN);
  const pick = random(8);
  for (let k = 0; k < 100; k++) {
    const from = day("2020-01-01") + DAY_MS * Math.floor(pick() * 2000);
    const state = {
      view: ["swipe", "side", "changes"][k % 3],
      a: { from, to: from + DAY_MS * (1 + Math.floor(pick() * 50)) },
      b: { from: from + DAY_MS, to: from + 2 * DAY_MS },
      split: k % 3 ? 50 : 5 + Math.floor(pick() * 91),
    };
    assert.deepEqual(readCompare(writeCompare(state), dayOf), state);
  }
  for (const wrong of [
    "",
    "swipe",
    "swipe~x~y",
    "spin~2022-01-01..2022-01-02~2022-01-01..2022-01-02",
    "swipe~2022-01-02..2022-01-01~2022-01-01..2022-01-02",
    "swipe~2022-01-01..2022-01-02",
    "swipe~2022-01-01..2022-01-02..2022-01-03~2022-01-01..2022-01-02",
  ])
    assert.equal(readCompare(wrong, dayOf), null, wrong);
  const ok = "swipe~2022-01-01..2022-01-02~2022-01-01..2022-01-02";
  for (const [split, read] of [
    ["", 50],
    ["~0", 5],
    ["~99", 95],
    ["~-3", 50],
    ["~1e9", 50],
  ])
    assert.equal(readCompare(ok + split, dayOf).split, read, split);
});

test("the command line is asked once for each period, and what it cannot say is said", () => {
  const { command, missing } = toCommands(emptyFilter(head), head, [SEPTEMBER, OCTOBER]);
  const lines = command.split("\n");
  assert.equal(lines.length, 2);
  assert.match(lines[0], /--since 2022-09-01 --until 2022-09-30/);
  assert.match(lines[1], /--since 2022-10-01 --until 2022-10-31/);
  assert.deepEqual(missing, ["compare"]);
});
