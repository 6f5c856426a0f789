// Where symbols, tags and pills stand.

import assert from "node:assert/strict";
import test from "node:test";
import { contains } from "../../maps/page/base/polygon.js";
import { mercatorX, mercatorY } from "../../maps/page/data/decode.js";
import { gather } from "../../maps/page/map/cluster.js";
import { fillDots, pixelOf } from "../../maps/page/map/crowd.js";
import { byCountry, extentOf, layOut, placePill } from "../../maps/page/map/layout.js";
import { random, store } from "./fixture.mjs";

const everything = new Uint8Array(store.n).fill(1);

/** A frame about Belarus at a zoom, with its middle at a place in degrees. */
function frameAt(longitude, latitude, zoom, [width, height] = [1000, 700]) {
  const size = 256 * 2 ** zoom;
  const pad = { x: width / 4, y: height / 4 };
  const [w, h] = [1.5 * width, 1.5 * height];
  const ox = mercatorX(longitude) * size - w / 2;
  const oy = mercatorY(latitude) * size - h / 2;
  return { w, h, size, ox, oy, zoom, pad, view: { x: width, y: height }, ratio: 1 };
}

test("moving the map does not gather anew", () => {
  const pick = random(9);
  const xs = Array.from({ length: 300 }, () => pick() * 900);
  const ys = Array.from({ length: 300 }, () => pick() * 600);
  const groups = (dx, dy) =>
    gather(
      xs.map((x) => x - dx),
      ys.map((y) => y - dy),
      40,
      { origin: [dx, dy] },
    ).groupOf;
  const still = groups(0, 0);
  for (const [dx, dy] of [
    [7, 3],
    [19.5, 33],
    [-250, 111],
  ])
    assert.deepEqual(groups(dx, dy), still);
});

test("while the map rests another mask gives what it would give anew", () => {
  const pick = random(4);
  const how = { mode: "rings", show: new Set() };
  const frame = frameAt(29, 52.5, 7);
  for (let k = 0; k < 20; k++) {
    const [start, share] = [Math.floor(pick() * store.n), pick()];
    const mask = everything.map((_, i) => (i >= start && pick() < share ? 1 : 0));
    if (k === 9) mask.fill(0);
    const [start1, end1] = extentOf(mask);
    assert.ok(mask.every((shown, i) => !shown || (i >= start1 && i < end1)));
    const again = layOut(store, mask, frame, how);
    layOut(store, mask, frameAt(29, 52.5, 8), how); // the map moves
    const anew = layOut(store, mask, frame, how);
    const told = ({ groups, drawn }) => [drawn, groups.map(({ x, y, n }) => [x, y, n])];
    assert.deepEqual(told(again), told(anew));
    if (k % 2) layOut(store, everything, frame, how); // from here on it rests
  }
});

test("every place in sight is in one group, every area in one circle, every country in one list", () => {
  for (const [mode, zoom] of [
    ["rings", 6],
    ["dots", 6],
    ["rings", 8.5],
  ]) {
    const frame = frameAt(29, 52.5, zoom, [3000, 2000]);
    const { groups, areas, drawn, holding } = layOut(store, everything, frame, {
      mode,
      show: new Set(["areas"]),
    });
    const members = groups.flatMap((g) => g.members);
    assert.equal(new Set(members).size, members.length);
    assert.equal(members.length, drawn);
    assert.ok(members.every((i) => store.kind(i) === "place"));
    for (const group of groups) {
      assert.equal(group.n, group.members.length);
      assert.deepEqual([...holding([group.members.at(-1)])], [group]);
    }
    assert.equal(holding([store.areas[0]]).size, 0);
    const inAreas = areas.flatMap((a) => a.members).sort((a, b) => a - b);
    const kinds = (k) => [...Array(store.n).keys()].filter((i) => store.kind(i) === k);
    assert.deepEqual(inAreas, kinds("area"));
    const listed = [...byCountry(store, everything).values()].flat().sort((a, b) => a - b);
    assert.deepEqual(listed, kinds("country"));
  }
});

test("what the filter hides has no place on the map", () => {
  const mask = new Uint8Array(store.n);
  const frame = frameAt(29, 52.5, 6);
  const { groups, areas, boxes } = layOut(store, mask, frame, {
    mode: "rings",
    show: new Set(["areas"]),
  });
  assert.deepEqual([groups.length, areas.length, boxes.length], [0, 0, 0]);
  assert.equal(byCountry(store, mask).size, 0);
});

test("an area's tag stands on its circle, and off the symbols where it can", () => {
  const frame = frameAt(31, 52, 6.5, [2000, 1400]);
  const { groups, areas } = layOut(store, everything, frame, {
    mode: "rings",
    show: new Set(["areas"]),
  });
  assert.ok(areas.length > 5);
  let covered = 0;
  for (const { ring, badge } of areas) {
    const [x, y] = badge;
    let near = Infinity;
    for (let k = 0; k < ring.length; k += 2) {
      const dx = ring[k] * frame.size - frame.ox - x;
      const dy = ring[k + 1] * frame.size - frame.oy - y;
      near = Math.min(near, Math.hypot(dx, dy));
    }
    assert.ok(near < 1e-6, String(near));
    covered += groups.some((g) => Math.abs(g.x - x) < 15 && Math.abs(g.y - y) < 9) ? 1 : 0;
  }
  assert.equal(covered, 0);
});

test("a symbol takes room for its pointer, too", () => {
  const frame = frameAt(29, 52.5, 11, [4000, 3000]);
  for (const [mode, out] of [
    ["rings", 18],
    ["dots", 12],
  ]) {
    const { groups, boxes } = layOut(store, everything, frame, { mode, show: new Set() });
    const seen = new Set();
    groups.forEach((group, k) => {
      if (group.n > 1) return;
      const [left, , right] = boxes[k];
      const way = store.word("direction", group.first);
      seen.add(way);
      assert.equal(group.x - left, ["arrival", "transit"].includes(way) ? out : 7, way);
      assert.equal(right - group.x, ["departure", "transit"].includes(way) ? out : 7, way);
    });
    assert.ok(seen.has("arrival") && seen.size > 1, [...seen].join());
  }
});

test("a pill does not stand under the map's buttons where it can stand elsewhere", () => {
  const frame = frameAt(28, 53, 6);
  const country = { at: [[28, 53.5]], rings: square, width: 120 };
  const free = placePill(country, frame, []);
  const held = [[free[0] - 70, free[1] - 12, free[0] + 70, free[1] + 12]];
  const [x, y] = placePill(country, frame, [], held);
  assert.ok(Math.abs(x - free[0]) >= 130 || Math.abs(y - free[1]) >= 22, `${x} ${y}`);
});

test("a pill does not stand abroad, even to spare a symbol", () => {
  const frame = frameAt(28, 53, 5);
  const country = { at: [[28, 53.5]], rings: square, width: 80 };
  const inside = (x, y) =>
    contains(square, (x + frame.ox) / frame.size, (y + frame.oy) / frame.size);
  const everywhere = [[0, 0, frame.w, frame.h]];
  assert.ok(inside(...placePill(country, frame, everywhere)));
  const small = { at: [[31.5, 55.5]], rings: square, width: 80 };
  const taken = [];
  for (let k = 0; k < 6; k++) assert.ok(inside(...placePill(small, frame, taken)), String(k));
});

const square = [
  {
    xy: Float64Array.from(
      [
        [24, 51],
        [32, 51],
        [32, 56],
        [24, 56],
      ].flatMap(([x, y]) => [mercatorX(x), mercatorY(y)]),
    ),
  },
];

test("a point is in a ring or it is not", () => {
  assert.ok(contains(square, mercatorX(28), mercatorY(53)));
  assert.ok(!contains(square, mercatorX(33), mercatorY(53)));
  assert.ok(!contains(square, mercatorX(28), mercatorY(57)));
  assert.ok(!contains([...square, ...square], mercatorX(28), mercatorY(53)), "even-odd");
});

test("a pill stands in its country, beside what is there, and in view", () => {
  const at = [[28, 53.5]];
  const frame = frameAt(28, 53, 6);
  const boxes = [];
  const [x, y] = placePill({ at, rings: square, width: 180 }, frame, boxes);
  assert.equal(boxes.length, 1);
  assert.ok(contains(square, (x + frame.ox) / frame.size, (y + frame.oy) / frame.size));
  const [x2, y2] = placePill({ at, rings: square, width: 180 }, frame, boxes);
  assert.ok(Math.abs(x - x2) >= 180 || Math.abs(y - y2) >= 20, "the second gives way");
  // Half out of a phone's view: moved in.
  const narrow = frameAt(31.5, 53, 6, [390, 600]);
  const [x3] = placePill({ at: [[29, 53.5]], rings: square, width: 180 }, narrow, []);
  assert.ok(x3 - 90 >= narrow.pad.x && x3 + 90 <= narrow.pad.x + 390, String(x3));
});

test("a crowd of dots is written as pixels, and answers to the pointer", () => {
  const pixels = new Uint32Array(100 * 50);
  const crowd = { n: 2, x: [10, 50.4], y: [10, 20], layer: [0, 1] };
  fillDots(pixels, { width: 100, height: 50, ratio: 1 }, crowd, ["#d55e00", "#0072b2"]);
  assert.equal(pixels[10 * 100 + 10], pixelOf("#d55e00"));
  assert.equal(pixels[20 * 100 + 50], pixelOf("#0072b2"));
  assert.equal(
    pixels.reduce((n, p) => n + (p ? 1 : 0), 0),
    18,
    "two squares of 3 by 3",
  );
  assert.equal(pixelOf("#d55e00"), 0xff005ed5);
});
