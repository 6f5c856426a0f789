// What is worked out once for all records, against the same worked out one by one.

import assert from "node:assert/strict";
import test from "node:test";
import { mercatorX, mercatorY } from "../../maps/page/data/decode.js";
import { acrossOf, downOf, endsOf, looked, startsOf } from "../../maps/page/data/spread.js";
import { NO_TIME } from "../../maps/page/data/store.js";
import { random } from "./fixture.mjs";

const STEPS = 1e5; // per degree

/** Whole steps between two latitudes, some of them missing. */
function somewhere(n, [south, north], seed) {
  const next = random(seed);
  return Int32Array.from({ length: n }, () =>
    next() < 0.1 ? NO_TIME : Math.round((south + next() * (north - south)) * STEPS),
  );
}

for (const [name, n, reach] of [
  ["far apart", 200, [-89, 89]],
  ["where many share a latitude", 5000, [52, 52.01]],
  ["far north, and many", 9000, [84, 85]],
  ["on the equator and beside it", 3000, [-0.005, 0.005]],
])
  test(`records ${name} stand where they did`, () => {
    const steps = somewhere(n, reach, n);
    const down = downOf(steps, STEPS);
    const across = acrossOf(steps, STEPS);
    steps.forEach((step, i) => {
      const there = step !== NO_TIME;
      if (there) assert.ok(Math.abs(down[i] - mercatorY(step / STEPS)) < 4e-10);
      else assert.equal(down[i], Number.NaN);
      assert.equal(across[i], there ? mercatorX(step / STEPS) : Number.NaN);
    });
  });

test("pages without any place, or without any record", () => {
  assert.deepEqual([...downOf(Int32Array.of(NO_TIME, NO_TIME), STEPS)], [NaN, NaN]);
  assert.equal(downOf(new Int32Array(0), STEPS).length, 0);
  assert.deepEqual([...startsOf(new Uint8Array(0))], [0]);
});

test("ends, beginnings of lists, and codes", () => {
  const from = Int32Array.of(10, NO_TIME, -5);
  assert.deepEqual([...endsOf(from, Uint8Array.of(1, 1, 0), [0, 5])], [15, NO_TIME, -5]);
  assert.deepEqual([...startsOf(Uint8Array.of(2, 0, 3))], [0, 2, 2, 5]);
  assert.deepEqual([...looked(Uint8Array.of(1, 1, 0), Uint8Array.of(3, 4))], [4, 4, 3]);
});
