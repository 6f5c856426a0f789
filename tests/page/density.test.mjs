// Reports per cell.

import assert from "node:assert/strict";
import test from "node:test";
import { mercatorX, mercatorY } from "../../maps/page/data/decode.js";
import {
  cellAt,
  cellBox,
  classesFor,
  classOf,
  colorsFor,
  countCells,
  fromGridX,
  fromGridY,
  gridX,
  gridY,
  inCell,
  rangeOf,
  sideFor,
} from "../../maps/page/map/density.js";
import { expected, store } from "./fixture.mjs";

const everything = new Uint8Array(store.n).fill(1);

/** The whole region at a zoom, in one frame. */
function frameAt(zoom) {
  const size = 256 * 2 ** zoom;
  const [west, north] = [mercatorX(20) * size, mercatorY(60) * size];
  const [w, h] = [mercatorX(45) * size - west, mercatorY(45) * size - north];
  return { w, h, size, ox: west, oy: north, zoom };
}

const EARTH_KM = 6371.0088;

test("all cells have the same area on the sphere, and are squares where it is said", () => {
  const rad = Math.PI / 180;
  const cell = (latitude, side) => {
    const y = Math.floor(gridY(mercatorY(latitude)) / side) * side;
    const sine = (km) => Math.tanh(Math.PI * (1 - 2 * fromGridY(km)));
    const longitudes = (fromGridX(side) - fromGridX(0)) * 2 * Math.PI;
    const [top, bottom] = [y, y + side].map((km) => Math.asin(sine(km)));
    return {
      area: EARTH_KM ** 2 * longitudes * (Math.sin(top) - Math.sin(bottom)),
      ratio: (longitudes * Math.cos(latitude * rad)) / (top - bottom),
    };
  };
  for (const side of [1, 5, 20, 100])
    for (const latitude of [45, 52.5, 57, 60]) {
      const { area, ratio } = cell(latitude, side);
      assert.ok(Math.abs(area / side ** 2 - 1) < 1e-6, `${side} km at ${latitude}: ${area}`);
      if (latitude === 52.5) assert.ok(Math.abs(ratio - 1) < 0.02, String(ratio));
    }
  for (const mx of [0.55, 0.6]) assert.ok(Math.abs(fromGridX(gridX(mx)) - mx) < 1e-12);
  for (const my of [0.3, 0.34]) assert.ok(Math.abs(fromGridY(gridY(my)) - my) < 1e-12);
});

test("cells grow as the map shrinks, and are always wide enough to see", () => {
  let last = Infinity;
  for (let zoom = 4; zoom <= 14; zoom += 0.5) {
    const side = sideFor(256 * 2 ** zoom);
    assert.ok(side <= last);
    last = side;
  }
  assert.equal(sideFor(256 * 2 ** 14), 1);
  assert.equal(sideFor(256 * 2 ** 6), 20);
});

test("only what is known to half a cell is counted, and everything is accounted for", () => {
  for (const zoom of [5, 6, 7.5, 9, 12]) {
    const density = countCells(store, everything, frameAt(zoom));
    const limit = density.side * 500;
    const point = (i) => !store.outlined.includes(i);
    const fine = expected.filter(
      (r, i) => r.longitude !== null && point(i) && (r.coordinate_uncertainty_m ?? 1e9) <= limit,
    );
    assert.equal(density.counted, fine.length, `zoom ${zoom}`);
    assert.equal(density.nowhere, expected.filter((r) => r.longitude === null).length);
    const { counted, coarse, unknown, nowhere } = density;
    assert.equal(counted + coarse + unknown + nowhere, store.n);
    assert.equal(
      density.counts.reduce((a, b) => a + b, 0),
      counted,
      "the frame holds them all",
    );
  }
  assert.ok(countCells(store, everything, frameAt(9)).coarse > 0);
});

test("a hidden report is in no cell, and a line or an area is too coarse for any", () => {
  const frame = frameAt(6);
  const none = countCells(store, new Uint8Array(store.n), frame);
  assert.deepEqual([none.counted, none.coarse, none.most], [0, 0, 0]);
  const whole = countCells(store, everything, frame);
  const line = Object.create(store, {
    outlined: { value: [expected.findIndex((r) => r.coordinate_uncertainty_m <= 5000)] },
    kilometres: { value: null, writable: true },
  });
  const without = countCells(line, everything, frame);
  assert.deepEqual([without.counted, without.coarse], [whole.counted - 1, whole.coarse + 1]);
});

test("a count in a published cell is left out as so many reports", () => {
  const i = expected.findIndex((r) => r.coordinate_uncertainty_m <= 5000);
  const published = Object.create(store, {
    outlined: { value: [i] },
    kilometres: { value: null, writable: true },
    cells: { value: new Map([[i, [6, 10]]]) },
  });
  const of = (mask) => countCells(published, mask, frameAt(6)).more;
  assert.deepEqual(of(everything), { low: 5, high: 9 });
  assert.equal(of(everything.map((_, k) => Number(k !== i))), null);
});

test("a cell answers with its own reports, and says how many there can be", () => {
  const frame = frameAt(6);
  const density = { ...countCells(store, everything, frame) };
  let [seen, wider] = [0, 0];
  for (let r = 0; r < density.rows; r++)
    for (let c = 0; c < density.columns; c++) {
      const count = density.counts[r * density.columns + c];
      const [left, top, right, bottom] = cellBox(density, frame, c, r);
      const middle = { x: (left + right) / 2, y: (top + bottom) / 2 };
      assert.deepEqual(cellAt(density, frame, middle), count ? [c, r] : null);
      if (!count) continue;
      const { members, low, high } = inCell(store, everything, density, [c, r]);
      assert.equal(members.length, count);
      assert.ok(low <= count && count <= high, `${low} <= ${count} <= ${high}`);
      if (low < count || high > count) wider++;
      seen += count;
    }
  assert.equal(seen, density.counted);
  assert.ok(wider > 0, "circles cross edges");
});

test("classes rise in round numbers and hold every count", () => {
  for (const [least, most] of [
    [1, 1],
    [1, 2],
    [2, 6],
    [1, 11],
    [1, 999],
    [700, 12345],
    [999, 1000],
    [1, 1e6],
  ]) {
    const classes = classesFor(least, most);
    assert.ok(classes[0] <= least);
    assert.ok(classes.length <= 5);
    assert.ok(classes.every((from, k) => /^[1235]0*$/.test(from) && !(from <= classes[k - 1])));
    assert.ok(classes.at(-1) <= most);
    assert.equal(classOf(most, classes), classes.length - 1);
    assert.equal(classOf(least, classes), 0);
    classes.forEach((from, k) => {
      assert.equal(classOf(from, classes), k);
      if (k) assert.equal(classOf(from - 1, classes), k - 1);
    });
  }
  assert.deepEqual(classesFor(Infinity, 0), []);
  assert.deepEqual(colorsFor(["a", "b", "c", "d", "e"], 3), ["a", "c", "e"]);
  assert.deepEqual(colorsFor(["a", "b", "c"], 1), ["b"]);
});

test("what is compared has one scale: the least and most of all cells of both", () => {
  const frame = frameAt(6);
  const side = sideFor(frame.size);
  const mask = (odd) => Uint8Array.from({ length: store.n }, (_, i) => (i % 3 ? odd : 1 - odd));
  const halves = [mask(0), mask(1)];
  const counts = halves.map((half) => countCells(store, half, frame));
  const range = rangeOf(store, halves, side);
  assert.deepEqual(range, {
    side,
    least: Math.min(...counts.map((c) => c.least)),
    most: Math.max(...counts.map((c) => c.most)),
  });
  assert.ok(range.most > Math.min(...counts.map((c) => c.most)));
  const none = new Uint8Array(store.n);
  assert.equal(rangeOf(store, [none, none], side).most, 0);
});
