// Obstacles along lines and areas: where their signs stand, and what is under the pointer.

import assert from "node:assert/strict";
import { test } from "node:test";
import { march, outlineAt, paintOutlines } from "../../maps/page/map/obstacles.js";

const frame = { size: 1000, ox: 0, oy: 0, w: 1000, h: 1000, zoom: 12, ratio: 1 };

function storeOf(outlines, closed = []) {
  const layer = { id: "fortification" };
  return {
    outlines: outlines.map((paths) => paths.map((xy) => Float64Array.from(xy))),
    outlined: outlines.map((_, i) => i),
    closed: new Set(closed),
    c: { retracted: new Uint8Array(outlines.length) },
    layer: () => layer,
    category: () => ({
      outline: {
        line: [0],
        unit: [
          [
            [-2, 0],
            [2, 0],
          ],
        ],
        step: 10,
      },
    }),
    word: () => "",
  };
}

test("signs stand at even distances, also round corners, and follow the line", () => {
  const points = [
    [0, 0],
    [25, 0],
    [25, 35],
  ];
  const at = [];
  assert.equal(
    march(points, { step: 10 }, (...put) => at.push(put)),
    6,
  );
  const along = at.map(([x, y]) => x + y);
  for (let k = 1; k < along.length; k++) assert.ok(Math.abs(along[k] - along[k - 1] - 10) < 1e-9);
  assert.deepEqual(at[0].slice(2), [1, 0]);
  assert.deepEqual(at.at(-1).slice(2), [0, 1]);
  const once = [];
  march(points, { once: true }, (...put) => once.push(put));
  assert.deepEqual(once, [[25, 5, 0, 1]]);
  assert.equal(
    march(
      [
        [0, 0],
        [4, 0],
      ],
      { step: 10 },
      () => assert.fail(),
    ),
    0,
  );
});

test("of a line as long as a continent only what is in the frame is looked at", () => {
  const points = [
    [-4e6, 500],
    [4e6, 500],
    [4e6, 9e6],
  ];
  const all = [];
  const n = march(points, { step: 7 }, (...put) => all.push(put), frame);
  assert.equal(n, all.length);
  assert.ok(n > 140 && n < 160, `${n}`);
  assert.ok(all.every(([x, y]) => x > -30 && x < 1030 && y === 500));
});

test("a line answers along its whole length, and no further", () => {
  const store = storeOf([[[0.1, 0.1, 0.5, 0.1, 0.5, 0.6]]]);
  const mask = Uint8Array.of(1);
  for (const [x, y] of [
    [100, 100],
    [300, 104],
    [496, 350],
    [503, 598],
  ])
    assert.equal(outlineAt(store, mask, frame, { x, y }), 0, `${x} ${y}`);
  for (const [x, y] of [
    [300, 120],
    [90, 100],
    [480, 350],
    [100, 600],
  ])
    assert.equal(outlineAt(store, mask, frame, { x, y }), -1, `${x} ${y}`);
  assert.equal(outlineAt(store, Uint8Array.of(0), frame, { x: 300, y: 100 }), -1, "filtered out");
});

test("an area answers inside, its hole does not, and what lies in it goes first", () => {
  const square = (a, b) => [a, a, b, a, b, b, a, b];
  const store = storeOf(
    [[square(0.1, 0.9), square(0.4, 0.6)], [square(0.15, 0.3)], [[0.2, 0.7, 0.8, 0.7]]],
    [0, 1],
  );
  const mask = Uint8Array.of(1, 1, 1);
  assert.equal(outlineAt(store, mask, frame, { x: 700, y: 200 }), 0);
  assert.equal(outlineAt(store, mask, frame, { x: 500, y: 500 }), -1, "the hole");
  assert.equal(outlineAt(store, mask, frame, { x: 220, y: 220 }), 1, "the smaller area");
  assert.equal(outlineAt(store, mask, frame, { x: 500, y: 701 }), 2, "the line on the area");
});

/** A canvas that counts. */
function counting() {
  const n = { lineTo: 0, stroke: 0 };
  const g = new Proxy(n, {
    get: (target, name) =>
      name in target && typeof target[name] !== "number"
        ? target[name]
        : () => {
            if (name in n) n[name]++;
          },
    set: () => true,
  });
  return { g, n };
}

test("many outlines are plain lines: no signs, one look at each", () => {
  const theme = { layers: { fortification: "#000000" }, selection: "#000000" };
  const line = (k) => [[0.1, 0.01 + (k % 900) / 1000, 0.9, 0.01 + (k % 900) / 1000]];
  const draw = (count) => {
    const store = storeOf(Array.from({ length: count }, (_, k) => line(k)));
    const { g, n } = counting();
    paintOutlines(g, frame, {
      store,
      theme,
      mask: new Uint8Array(count).fill(1),
      chosen: new Set(),
    });
    return n;
  };
  assert.ok(draw(10).lineTo > 10 * 40, "signs along each");
  const many = draw(10000);
  assert.equal(many.lineTo, 10000);
});
