// Base map and labels: detail put in, boxes that do not collide, text along a line.

import assert from "node:assert/strict";
import { test } from "node:test";
import { tracePath } from "../../maps/page/map/canvas.js";
import { DETAIL_ZOOM, Detail, inPieces, refined } from "../../maps/page/map/detail.js";
import { loadGround, refine, windowBox } from "../../maps/page/map/ground.js";
import { LabelBoxes, label, labelBeside } from "../../maps/page/map/labels.js";
import { along } from "../../maps/page/map/pathtext.js";
import { loadRegions } from "../../maps/page/map/regions.js";
import { detailBytes, head, payload, random } from "./fixture.mjs";

/** A canvas that notes what was written and drawn; every letter is 6 pixels wide. */
function canvas() {
  const g = { texts: [], path: [], stack: [[0, 0]] };
  Object.assign(g, {
    measureText: (text) => ({ width: 6 * text.length }),
    fillText: (text, x, y) => g.texts.push([text, x + g.stack.at(-1)[0], y + g.stack.at(-1)[1]]),
    strokeText: () => {},
    save: () => g.stack.push(g.stack.at(-1)),
    restore: () => g.stack.pop(),
    translate: (x, y) => {
      g.stack[g.stack.length - 1] = [x, y];
    },
    rotate: () => {},
    moveTo: (x, y) => g.path.push([x, y]),
    lineTo: (x, y) => g.path.push([x, y]),
    closePath: () => {},
  });
  return g;
}

const look = { font: "f", fill: "#000", halo: "#fff" };

test("points go between the points that are there", () => {
  const xy = Float64Array.of(0, 0, 10, 0, 20, 0);
  const more = Float64Array.of(3, 1, 6, 1, 15, 2);
  const out = refined(xy, more, Uint8Array.of(9, 2, 1, 0), 1);
  assert.deepEqual([...out], [0, 0, 3, 1, 6, 1, 10, 0, 15, 2, 20, 0]);
});

test("a line in pieces is the same line, each piece beginning where the last one ends", () => {
  const xy = Float64Array.from({ length: 2 * 300 }, (_, k) => k);
  const pieces = inPieces(xy);
  assert.ok(pieces.length > 1);
  const joined = [...pieces[0].xy];
  for (const piece of pieces.slice(1)) {
    assert.deepEqual([...piece.xy.subarray(0, 2)], joined.slice(-2));
    joined.push(...piece.xy.subarray(2));
  }
  assert.deepEqual(joined, [...xy]);
});

test("detail stays packed until somebody looks closely, and is unpacked once", async () => {
  const ground = await loadGround(payload, head);
  let opened = 0;
  const open = () => {
    opened++;
    return detailBytes();
  };
  const detail = new Detail(head.detail, open, ground.coarse);
  const arrived = [];
  const failed = [];
  const want = (zoom) =>
    detail.want(
      zoom,
      (found) => arrived.push(found),
      (error) => failed.push(error),
    );
  for (const zoom of [4, 6, DETAIL_ZOOM - 0.25]) want(zoom);
  assert.equal(opened, 0);
  want(DETAIL_ZOOM);
  want(14);
  for (let k = 0; k < 500 && !arrived.length && !failed.length; k++)
    await new Promise((done) => setTimeout(done, 10));
  assert.deepEqual(failed, []);
  assert.equal(opened, 1);
  assert.equal(arrived.length, 1);
});

test("fills follow the finer border: neighbours still share every point", async () => {
  const ground = await loadGround(payload, head);
  const coarse = { borders: points(ground.borders), places: ground.places.length };
  const found = await new Detail(head.detail, detailBytes, ground.coarse).load();
  refine(ground, found);
  assert.ok(points(ground.borders) > 1.5 * coarse.borders);
  assert.ok(ground.places.length > coarse.places + 1000);
  const sizes = ground.places.filter((p) => !p.capital).map((p) => p.size);
  assert.deepEqual(
    sizes,
    sizes.toSorted((a, b) => b - a),
  );
  const users = new Map();
  for (const [k, paths] of ground.countries.entries())
    for (const { xy } of paths) {
      assert.ok(Math.abs(xy[0] - xy.at(-2)) < 1e-12 && Math.abs(xy[1] - xy.at(-1)) < 1e-12);
      for (let i = 0; i < xy.length; i += 2) {
        const key = `${xy[i]} ${xy[i + 1]}`;
        users.set(key, (users.get(key) ?? new Set()).add(k));
      }
    }
  for (const { xy } of ground.borders)
    for (let i = 0; i < xy.length; i += 2)
      assert.ok(users.get(`${xy[i]} ${xy[i + 1]}`)?.size >= 2, "a border point of two countries");
});

const points = (pieces) => pieces.reduce((n, { xy }) => n + xy.length / 2 - 1, 0);

test("a side of a zone is its band, cut to the country as it is drawn now", async () => {
  const ground = await loadGround(payload, head);
  const items = await loadRegions(payload, head, ground);
  const side = items.find(({ region }) => region.side === "BY");
  const by = head.base.countries.findIndex((c) => c.iso === "BY");
  assert.equal(side.within, ground.countries[by]);
  ground.countries = ground.countries.map(() => []);
  assert.deepEqual(side.within, []);
  for (const band of items.bands) {
    const all = band.paths.reduce((n, { xy }) => n + xy.length, 0);
    const own = band.edges.reduce((n, { xy }) => n + xy.length, 0);
    assert.ok(own > 0.1 * all && own <= all + 2 * band.paths.length, `${own} of ${all}`);
  }
});

test("boxes collide wherever they lie, and only where they do", () => {
  const next = random(7);
  const taken = [];
  const boxes = new LabelBoxes();
  for (let k = 0; k < 400; k++) {
    const [x, y] = [next() * 900 - 100, next() * 900 - 100];
    const box = [x, y, x + next() * 150, y + next() * 30];
    const hits = taken.some(
      (b) => box[0] < b[2] && box[2] > b[0] && box[1] < b[3] && box[3] > b[1],
    );
    assert.equal(boxes.take(...box), !hits);
    if (!hits) taken.push(box);
  }
  assert.ok(taken.length > 50 && taken.length < 400);
});

test("no label lies across the edge of the view or leaves the sheet", () => {
  const boxes = new LabelBoxes([], { edge: [0, 0, 100, 100], inside: [-50, -50, 300, 300] });
  const g = canvas();
  assert.equal(label(g, boxes, "abcd", 90, 50, look), false, "across the edge");
  assert.equal(label(g, boxes, "abcd", 90, 50, { ...look, anywhere: true }), true);
  assert.equal(label(g, boxes, "abcd", 150, 20, look), true, "wholly beyond the view");
  assert.equal(label(g, boxes, "abcd", 290, 20, look), false, "off the sheet");
});

test("a name goes to the other side where there is no room", () => {
  const g = canvas();
  const boxes = new LabelBoxes([[52, 40, 90, 60]]);
  assert.ok(labelBeside(g, boxes, "abc", 50, 50, { ...look, gap: 5, sign: [48, 48, 52, 52] }));
  assert.equal(g.texts[0][1], 50 - 5 - 18);
  // its sign may lie under the symbol of a record, but never under a name
  assert.equal(
    labelBeside(g, boxes, "xyz", 40, 50, { ...look, gap: 5, sign: [38, 48, 42, 52] }),
    false,
  );
});

const frame = { size: 1, ox: 0, oy: 0, w: 400, h: 300 };

test("text runs along a line, left to right, and keeps off what is there", () => {
  for (const xy of [Float64Array.of(10, 100, 390, 100), Float64Array.of(390, 100, 10, 100)]) {
    const g = canvas();
    const n = along(g, new LabelBoxes(), "Dnipro", xy, frame, { ...look, lift: 8 });
    assert.equal(n, 1);
    assert.equal(g.texts.map(([letter]) => letter).join(""), "Dnipro");
    const xs = g.texts.map(([, x]) => x);
    assert.deepEqual(
      xs,
      xs.toSorted((a, b) => a - b),
    );
    assert.ok(g.texts.every(([, , y]) => Math.abs(y - 92) < 0.01));
  }
  const full = new LabelBoxes([[0, 0, 400, 300]]);
  const g = canvas();
  assert.equal(
    along(g, full, "Dnipro", Float64Array.of(10, 100, 390, 100), frame, { ...look, lift: 8 }),
    0,
  );
  assert.deepEqual(g.texts, []);
});

test("no text where a line turns too sharply or is too short", () => {
  const loop = Float64Array.from({ length: 130 }, (_, k) => {
    const a = ((k >> 1) / 64) * 2 * Math.PI;
    return 150 + 22 * (k % 2 ? Math.sin(a) : Math.cos(a));
  });
  const short = Float64Array.of(10, 10, 40, 10);
  for (const xy of [loop, short])
    assert.equal(along(canvas(), new LabelBoxes(), "Dnipro", xy, frame, { ...look, lift: 8 }), 0);
});

test("what runs far off is left out of an area without changing what is seen", () => {
  const next = random(3);
  const ring = Float64Array.from({ length: 400 }, (_, k) => {
    const a = ((k >> 1) / 200) * 2 * Math.PI;
    return 200 + (900 + 60 * next()) * (k % 2 ? Math.sin(a) : Math.cos(a));
  });
  const all = canvas();
  tracePath(all, ring, frame, false);
  const cut = canvas();
  tracePath(cut, ring, frame, true);
  assert.ok(cut.path.length < all.path.length / 4);
  const inside = (path, x, y) => {
    let odd = false;
    for (let i = 0, j = path.length - 1; i < path.length; j = i++)
      if (
        path[i][1] > y !== path[j][1] > y &&
        x < ((path[j][0] - path[i][0]) * (y - path[i][1])) / (path[j][1] - path[i][1]) + path[i][0]
      )
        odd = !odd;
    return odd;
  };
  for (let k = 0; k < 200; k++)
    assert.equal(inside(cut.path, next() * 400, next() * 300), true, "the frame is all inside");
});

test("the sheet is where the window is", async () => {
  const ground = await loadGround(payload, head);
  const [x0, y0, x1, y1] = windowBox(ground, { size: 256, ox: 0, oy: 0 });
  assert.ok(Math.abs(x0 - (200 / 360) * 256) < 1e-9 && Math.abs(x1 - (224 / 360) * 256) < 1e-9);
  assert.ok(y0 < y1);
});
