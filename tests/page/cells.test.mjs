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
import { countRegions } from "../../maps/page/drawer/zonetable.js";
import { ringSize } from "../../maps/page/map/layout.js";
import { shortInterval } from "../../maps/page/map/rings.js";
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
