// The fan in which an inferred origin lies.

import assert from "node:assert/strict";
import test from "node:test";
import { mercatorX, mercatorY } from "../../maps/page/data/decode.js";
import { groundPoint } from "../../maps/page/map/canvas.js";
import { distanceM } from "../../maps/page/map/measure.js";
import { fanHit, fanned, fanOf, fanShape } from "../../maps/page/map/shots.js";
import { store } from "./fixture.mjs";

const [x, y] = [mercatorX(30), mercatorY(51)];
const fan = (change = {}) => ({ x, y, azimuth: 45, error: 5, min: 4000, max: 20000, ...change });

/** [longitude, latitude] in degrees of a point of the unit square. */
const degrees = ([mx, my]) => [
  mx * 360 - 180,
  (Math.atan(Math.sinh(Math.PI * (1 - 2 * my))) * 180) / Math.PI,
];

const pairs = (path) =>
  Array.from({ length: path.length / 2 }, (_, k) => path.slice(2 * k, 2 * k + 2));
const away = (point) => distanceM([30, 51], degrees(point));

/** Degrees clockwise from north, as seen from the impact (sphere). */
function bearing(point) {
  const rad = Math.PI / 180;
  const [lon, lat] = degrees(point).map((v) => v * rad);
  const d = lon - 30 * rad;
  const north =
    Math.cos(51 * rad) * Math.sin(lat) - Math.sin(51 * rad) * Math.cos(lat) * Math.cos(d);
  return (Math.atan2(Math.sin(d) * Math.cos(lat), north) / rad + 360) % 360;
}

test("a fan lies between its ranges and its edges, on the ground", () => {
  const { paths, closed, middle } = fanShape(fan(), 0);
  assert.ok(closed);
  const points = pairs(paths[0]);
  const far = points.filter((p) => Math.abs(away(p) - 20000) < 1);
  const near = points.filter((p) => Math.abs(away(p) - 4000) < 1);
  assert.equal(far.length + near.length, points.length);
  assert.ok(far.length > 4 && near.length > 4);
  for (const arc of [far, near]) {
    const all = arc.map(bearing);
    assert.ok(Math.abs(Math.min(...all) - 40) < 1e-3);
    assert.ok(Math.abs(Math.max(...all) - 50) < 1e-3);
  }
  assert.ok(Math.abs(bearing(middle) - 45) < 1e-3);
});

test("without a least distance it begins at the impact; all round it is a ring", () => {
  const whole = fanShape(fan({ min: 0 }), 0).paths[0];
  assert.deepEqual(pairs(whole).filter((p) => away(p) < 1).length, 1);
  const ring = fanShape(fan({ error: 180 }), 0);
  assert.equal(ring.paths.length, 2);
  assert.ok(ring.closed);
});

test("what is not known is not drawn as if it were", () => {
  const line = fanShape(fan({ error: null }), 0);
  assert.deepEqual([line.closed, line.paths.length], [false, 1]);
  for (const p of pairs(line.paths[0])) assert.ok(Math.abs(bearing(p) - 45) < 1e-3);
  const open = fanShape(fan({ max: null }), 3000);
  assert.deepEqual([open.closed, open.paths.length], [false, 2]);
  assert.ok(Math.abs(away(pairs(open.paths[0])[1]) - 7000) < 1, "as far as it was told to be");
  const frame = { size: 256 * 2 ** 9, ox: 0, oy: 0 };
  const at = (metres, azimuth) => {
    const [px, py] = groundPoint(x, y, metres, azimuth);
    return { x: px * frame.size, y: py * frame.size };
  };
  const closed = fanHit({ i: 3, shape: fanShape(fan(), 0) }, frame);
  assert.ok(closed.inside(at(12000, 45)));
  assert.ok(!closed.inside(at(12000, 60)));
  assert.ok(!closed.inside(at(30000, 45)));
  const hairline = fanHit({ i: 3, shape: line }, frame);
  assert.ok(hairline.inside(at(12000, 45)));
  assert.ok(!hairline.inside(at(12000, 100)));
});

test("a fan is drawn from the target, else from a place that is known as a place", () => {
  const said = { azimuth: 10, azimuth_error: 3, range_min: null, range_max: 15 };
  const one = { mx: [x], my: [y], kinds: [1], said: (name) => said[name], target: () => null };
  assert.deepEqual(fanOf(one, 0), { x, y, azimuth: 10, error: 3, min: 0, max: 15000, own: true });
  const target = [mercatorX(31), mercatorY(52)];
  const aimed = fanOf({ ...one, kinds: [0], target: () => target }, 0);
  assert.deepEqual([aimed.x, aimed.y, aimed.own], [...target, false]);
  assert.equal(fanOf({ ...one, kinds: [2] }, 0), null, "an area is no impact");
  assert.equal(fanOf({ ...one, said: () => null }, 0), null);
  assert.deepEqual(fanned(store), [], "the examples name no direction");
});
