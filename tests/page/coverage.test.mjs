// When and where coverage was reduced.

import assert from "node:assert/strict";
import { test } from "node:test";
import { boxOf } from "../../maps/page/map/canvas.js";
import { reducedIn, reducedSpans, watchedUnlike, within } from "../../maps/page/map/coverage.js";

const row = (area, from, to, degree) => ({ area, from, to, degree });
const ROWS = [
  row(0, -Infinity, 10, "partial"),
  row(0, 10, Infinity, "good"),
  row(1, 20, 30, "none"),
  row(1, 25, 40, "unknown"),
  row(2, 60, Infinity, "partial"),
];

test("a statement counts in every period that it meets, and good ones never", () => {
  const areas = (...periods) => [...reducedIn(ROWS, periods).keys()].sort();
  assert.deepEqual(areas({ from: 0, to: 5 }), [0]);
  assert.deepEqual(areas({ from: 10, to: 20 }), [], "half open at both ends");
  assert.deepEqual(areas({ from: 10, to: 21 }), [1]);
  assert.deepEqual(areas({ from: -Infinity, to: Infinity }), [0, 1, 2]);
  assert.deepEqual(areas({ from: 0, to: 1 }, { from: 70, to: 71 }), [0, 2]);
  assert.equal(reducedIn(ROWS, [{ from: 26, to: 27 }]).get(1).length, 2);
});

test("spans are cut to the histogram, in order, and do not overlap", () => {
  assert.deepEqual(reducedSpans(ROWS, 0, 100), [
    { from: 0, to: 10 },
    { from: 20, to: 40 },
    { from: 60, to: 100 },
  ]);
  assert.deepEqual(reducedSpans(ROWS, 12, 18), []);
});

test("two periods are unlike when an area had another degree, or was not spoken of", () => {
  const p = (from, to) => ({ from, to });
  assert.equal(watchedUnlike(ROWS, p(0, 5), p(5, 10)), false);
  assert.equal(watchedUnlike(ROWS, p(0, 5), p(12, 15)), true);
  assert.equal(watchedUnlike(ROWS, p(20, 24), p(31, 40)), true, "none is not unknown");
  assert.equal(watchedUnlike(ROWS, p(20, 24), p(22, 30)), false, "the poorer counts");
});

test("points lie in rings or in their holes", () => {
  const ring = (...xy) => ({ xy: Float64Array.from(xy), box: boxOf(xy) });
  const paths = [ring(0, 0, 10, 0, 10, 10, 0, 10), ring(4, 4, 6, 4, 6, 6, 4, 6)];
  assert.equal(within(paths, 2, 2), true);
  assert.equal(within(paths, 5, 5), false);
  assert.equal(within(paths, 12, 5), false);
});
