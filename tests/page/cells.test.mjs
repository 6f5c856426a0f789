// Counts of reports in cells: one record, as many reports as it says.

import assert from "node:assert/strict";
import test from "node:test";
import { Words } from "../../maps/page/base/text.js";
import {
  addedByCells,
  cellsOf,
  countInWords,
  reportsHere,
  reportsOf,
} from "../../maps/page/data/cells.js";
import { countFacets } from "../../maps/page/data/facets.js";
import { applyHalves, emptyFilter } from "../../maps/page/data/filter.js";
import { countRegions } from "../../maps/page/drawer/zonetable.js";
import { ringSize } from "../../maps/page/map/layout.js";
import { shortInterval } from "../../maps/page/map/rings.js";
import {
  addedByMonth,
  addedIn,
  barLeast,
  barTotal,
  bins,
  byMonth,
  countIn,
  histogram,
  monthEdges,
  timeSpan,
} from "../../maps/page/time/span.js";
import { head, store as plain } from "./fixture.mjs";

/** Two reports, a cell of 6, one of 8 to 16, and one that says nothing that makes sense. */
function made() {
  const store = {
    n: 5,
    head: {
      layers: [{ id: "deployment" }, { id: "shelling" }],
      categories: [
        { id: "deployment.rail_echelon" },
        { id: "deployment.reports_in_cell" },
        { id: "shelling.reports_in_cell" },
      ],
      regions: [{}, {}],
    },
    layerOfCategory: [0, 0, 1],
    c: {
      category: [0, 0, 1, 2, 2],
      layer: [0, 0, 0, 1, 1],
      low: [0, 0, 1, 2, 3],
      high: [0, 0, 1, 2, 3],
      retracted: [0, 0, 0, 0, 0],
      region: [0, 0, 0, 1],
      share: [255, 255, 100, 255],
    },
    values: { low: [null, 6, 8, 9], high: [null, 6, 16, 2] },
    first: [0, 1, 1, 2, 4, 4],
  };
  store.cells = cellsOf(store);
  return store;
}

test("a cell counts as many reports as it says", () => {
  const store = made();
  assert.deepEqual(reportsOf(store, [0, 1, 2, 3, 4]), { low: 17, high: 25 });
  assert.deepEqual(reportsOf(store, [0, 1]), { low: 2, high: 2 });
  const added = addedByCells(
    store,
    () => true,
    (i) => i !== 3,
  );
  assert.deepEqual(added.shown, { low: 5, high: 5 });
  assert.deepEqual(added.byLayer[1], { low: 7, high: 15 });
  assert.deepEqual(added.byCategory[0], { low: 0, high: 0 });
});

test("a ring about cells says from how many to how many", () => {
  const { low, high, r } = ringSize(made(), { n: 3, members: [0, 2, 3] });
  assert.equal(shortInterval(low, high), "15–23");
  assert.ok(r > ringSize(plain, { n: 3, members: [0, 1, 2] }).r);
  assert.equal(shortInterval(7, 7), "7");
  assert.equal(shortInterval(12_000, 12_000), "12k");
});

test("zones count cells as so many, certainly and possibly", () => {
  // The first region holds a report and the cell of 6 wholly, and some of that of 8 to 16.
  const counts = countRegions(made(), [1, 1, 1, 1, 1]);
  assert.deepEqual([...counts], [0, 7, 16, 0, 0, 0, 8, 8]);
});

const MINUTE_MS = 60000;
const day = (text) => Date.parse(`${text}T00:00:00Z`);
const UNDATED = -2147483648;

/** The same, dated: a report in April, one of a day in May, a cell of all of May, one of all of
 *  April and May, and the last without a date. */
function dated() {
  const store = made();
  const times = [
    ["2024-04-10", "2024-04-11"],
    ["2024-05-02", "2024-05-03"],
    ["2024-05-01", "2024-06-01"],
    ["2024-04-01", "2024-06-01"],
    null,
  ];
  const minutes = (k, none) => times.map((t) => (t ? day(t[k]) / MINUTE_MS : none));
  // As on a page: by when they began.
  const order = [3, 0, 2, 1, 4];
  const inOrder = (list) => order.map((i) => list[i]);
  const { c } = store;
  for (const name of ["category", "layer", "low", "high", "retracted"]) c[name] = inOrder(c[name]);
  c.from = Int32Array.from(inOrder(minutes(0, UNDATED)));
  store.ends = Int32Array.from(inOrder(minutes(1, UNDATED)));
  c.region = [];
  c.share = [];
  store.first = [0, 0, 0, 0, 0, 0];
  store.cells = cellsOf(store);
  return store;
}

const near = (a, b) => assert.ok(Math.abs(a - b) < 1e-9, `${a} is not ${b}`);

test("the histogram holds as many reports as cells say, and apart what they leave open", () => {
  const store = dated();
  const all = [1, 1, 1, 1, 1];
  const edges = bins(timeSpan(store)); // days
  const counts = histogram(store, all, edges, 2);
  const bar = (text) => edges.indexOf(day(text));
  near(barLeast(counts, bar("2024-04-10")), 1 + 8 / 61);
  near(barTotal(counts, bar("2024-04-10")), 1 + 16 / 61);
  near(barLeast(counts, bar("2024-05-20"), 0), 6 / 31);
  near(barTotal(counts, bar("2024-05-20"), 0), 6 / 31, "an exact number leaves nothing open");
  near(barLeast(counts, bar("2024-05-20"), 1), 8 / 61);
  near(barTotal(counts, bar("2024-05-20"), 1), 16 / 61);
  const sum = ({ solid, spread }) => [...solid, ...spread].reduce((a, b) => a + b);
  near(sum(counts), 1 + 1 + 6 + 8);
  near(sum(counts.more), 8);
  assert.deepEqual([counts.undated, counts.undatedMore], [1, { low: 0, high: 0 }]);
  // Bars of whole months: the cell of May lies in one.
  const months = histogram(store, all, monthEdges(timeSpan(store)), 2);
  assert.deepEqual([months.solid[0], months.solid[2]], [1, 7]);
  // What the filter leaves out is in none.
  const some = histogram(store, [0, 1, 0, 1, 0], edges, 2);
  near(sum(some), 2);
  assert.deepEqual([some.more, some.undated], [null, 0]);
});

test("months and the latest days count cells as so many", () => {
  const store = dated();
  const edges = monthEdges(timeSpan(store));
  const all = [1, 1, 1, 1, 1];
  const words = new Words(head.catalogue, "en");
  const added = addedByMonth(store, all, edges);
  const told = [...byMonth(store, all, edges)].map((n, k) => countInWords(words, n, added[k]));
  assert.deepEqual(told, ["9–17", "15–23"]);
  const may = { from: edges[1], to: edges[2] };
  assert.equal(countInWords(words, countIn(store, all, may), addedIn(store, all, may)), "15–23");
  assert.equal(addedByMonth(plain, new Uint8Array(plain.n), edges), null);
  assert.equal(addedIn(plain, new Uint8Array(plain.n), may), null);
});

test("what is shown of two periods counts cells as so many", () => {
  const store = dated();
  const ones = new Uint8Array(5).fill(1);
  const [april, may] = [
    { from: day("2024-04-01"), to: day("2024-05-01") },
    { from: day("2024-05-01"), to: day("2024-06-01") },
  ];
  const result = applyHalves(store, [april, may], { passes: ones, on: ones });
  const words = new Words(head.catalogue, "en");
  assert.equal(countInWords(words, result.shown, result.more.shown), "16–24");
  assert.deepEqual(result.more.byLayer, [
    { low: 5, high: 5 },
    { low: 7, high: 15 },
  ]);
});

test("choices say how many reports they would leave", () => {
  const store = dated();
  store.n = 5;
  const five = (value) => new Uint8Array(5).fill(value);
  const layers = [{ id: "deployment" }, { id: "shelling" }];
  const categories = store.head.categories.map(({ id }) => ({ id, layer: id.split(".")[0] }));
  store.head = { ...store.head, layers, categories, words: { actor: [""], status: ["claimed"] } };
  Object.assign(store.head, { actors: [], actorSets: [[]] });
  Object.assign(store.c, { actor: five(0), status: five(0), reliability: five(2) });
  store.c.credibility = five(0);
  Object.assign(store, { first: [0, 1, 1, 2, 2, 2] });
  Object.assign(store.c, { region: [0, 1], share: [100, 255] });
  const { words, grades, regions, open } = countFacets(store, emptyFilter(store.head));
  assert.deepEqual([words.status.get("claimed"), open.words.status.get("claimed")], [17, 8]);
  assert.deepEqual([grades.reliability[2], open.grades.reliability[2]], [17, 8]);
  // The cell of 8 to 16 lies possibly in the first, that of 6 certainly in the second.
  assert.deepEqual([...regions], [16, 0, 0, 6]);
});

test("in words, and in the plural of the greater number", () => {
  const words = new Words(head.catalogue, "en");
  assert.equal(countInWords(words, 3, { low: 5, high: 13 }), "8–16");
  assert.equal(countInWords(words, 3, null), "3");
  assert.equal(reportsHere(words, 3, { low: 5, high: 13 }), "8–16 reports");
  assert.equal(reportsHere(words, 1, undefined), "1 report");
});

test("a page without cells counts as before", () => {
  assert.equal(plain.cells, null);
  assert.equal(plain.added, null);
  assert.deepEqual(reportsOf(plain, [1, 2]), { low: 2, high: 2 });
});
