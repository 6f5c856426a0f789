// Which part of a picture is drawn, and where.

import assert from "node:assert/strict";
import { test } from "node:test";
import { placed } from "../../maps/page/map/rasters.js";

const frame = { size: 1000, ox: 400, oy: 300, w: 200, h: 100 };

test("a picture all inside is drawn whole", () => {
  const at = placed([0.45, 0.32, 0.5, 0.36], frame);
  assert.deepEqual(at.source, [0, 0, 1, 1]);
  assert.deepEqual(at.target.map(Math.round), [50, 20, 50, 40]);
});

test("of a picture that reaches out only the part inside is drawn, at the same place", () => {
  const box = [0.3, 0.25, 0.7, 0.45];
  const at = placed(box, frame);
  assert.deepEqual(at.target.map(Math.round), [0, 0, 200, 100]);
  const [x, y, wide, high] = at.source;
  assert.ok(Math.abs(x - 0.25) < 1e-9 && Math.abs(y - 0.25) < 1e-9);
  assert.ok(Math.abs(wide - 0.5) < 1e-9 && Math.abs(high - 0.5) < 1e-9);
});

test("a picture elsewhere is not drawn", () => {
  assert.equal(placed([0.7, 0.3, 0.8, 0.4], frame), null);
  assert.equal(placed([0.4, 0.1, 0.5, 0.3], frame), null);
});
