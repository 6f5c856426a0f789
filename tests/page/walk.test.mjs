// The walk over the symbols by keyboard, and the sums under the rings.

import assert from "node:assert/strict";
import test from "node:test";
import { Words } from "../../maps/page/base/text.js";
import { mercatorX, mercatorY } from "../../maps/page/data/decode.js";
import { countKinds, sumQuantities } from "../../maps/page/data/filter.js";
import { areasOf, circlesDrawn } from "../../maps/page/map/areas.js";
import { covers } from "../../maps/page/map/boxes.js";
import { layOut } from "../../maps/page/map/layout.js";
import { leadingSum, platesOf, sumsInWords } from "../../maps/page/map/plates.js";
import { inReadingOrder, nearest, upOrDown } from "../../maps/page/map/walk.js";
import { expected, head, random, store } from "./fixture.mjs";

const frame = { pad: { x: 100, y: 50 }, view: { x: 800, y: 600 } };

test("only what is in view is walked, line by line, from left to right", () => {
  const pick = random(3);
  const hits = Array.from({ length: 200 }, () => ({ x: 1000 * pick(), y: 700 * pick() }));
  const stops = inReadingOrder(hits, frame);
  const seen = hits.filter((h) => h.x >= 100 && h.x <= 900 && h.y >= 50 && h.y <= 650);
  assert.equal(stops.length, seen.length);
  stops.slice(1).forEach((stop, k) => {
    const before = stops[k];
    assert.ok(stop.y > before.y - 56, "never back up by more than a line");
    if (Math.abs(stop.y - before.y) < 1e-9) assert.ok(stop.x > before.x);
  });
});

test("every symbol can be reached from every other with the arrows", () => {
  const stops = [
    { x: 100, y: 100 },
    { x: 400, y: 110 },
    { x: 200, y: 300 },
  ];
  assert.equal(upOrDown(stops, 0, 1), 2);
  assert.equal(upOrDown(stops, 2, -1), 0);
  assert.equal(upOrDown(stops, 0, -1), 0, "nothing above: it stays");
  assert.equal(nearest(stops, { x: 390, y: 90 }), 1);
  assert.equal(nearest([], { x: 0, y: 0 }), -1);
});

const words = new Words(head.catalogue, "en");
const app = { store, words, theme: head.themes.light };
const pen = { measureText: (text) => ({ width: 6 * text.length }) }; // of a canvas, what is asked

test("a plate says the sum of most reports, as the card does, and how many more there are", () => {
  const all = [...Array(store.n).keys()];
  const sums = sumQuantities(store, all);
  const inWords = sumsInWords(app, all);
  assert.equal(inWords.length, sums.length);
  assert.ok(inWords[0].startsWith(words.interval(sums[0].low, sums[0].high)));
  assert.equal(leadingSum(app, all), `${inWords[0]} +${sums.length - 1}`);
  const silent = expected.findIndex((r) => r.quantity_low === null && r.quantity_high === null);
  assert.equal(leadingSum(app, [silent]), "");
});

test("what was retracted, or is a running total, is in no sum", () => {
  const all = [...Array(store.n).keys()];
  const before = sumQuantities(store, all);
  const gone = all.find(
    (i) => !Number.isNaN(store.low(i)) && !store.category(i).cumulative && store.low(i) > 0,
  );
  const without = Object.create(store);
  without.c = { ...store.c, retracted: store.c.retracted.map((v, i) => (i === gone ? 2 : v)) };
  const unit = store.word("unit", gone);
  const of = (sums) => sums.find((s) => s.unit === unit) ?? { low: 0, reports: 0 };
  assert.equal(of(sumQuantities(without, all)).reports, of(before).reports - 1);
  assert.equal(of(sumQuantities(without, all)).low, of(before).low - store.low(gone));
});

test("kinds are counted by layer and by category", () => {
  const some = [0, 5, 9, 100];
  const { byLayer, byCategory } = countKinds(store, some);
  assert.equal(
    byLayer.reduce((a, b) => a + b, 0),
    4,
  );
  head.categories.forEach((category, k) => {
    const mine = some.filter((i) => store.category(i).id === category.id);
    assert.equal(byCategory[k], mine.length);
  });
});

test("plates stand where nothing is, and only where the map is not crowded", () => {
  const size = 256 * 2 ** 6.5;
  const [w, h] = [2000, 1400];
  const map = { w, h, size, ratio: 1, pad: { x: 0, y: 0 }, view: { x: w, y: h } };
  map.ox = mercatorX(30) * size - w / 2;
  map.oy = mercatorY(52.5) * size - h / 2;
  const everything = new Uint8Array(store.n).fill(1);
  const layout = layOut(store, everything, map, { mode: "rings", show: new Set(["areas"]) });
  const taken = [...layout.boxes];
  const plates = platesOf(app, pen, map, layout);
  assert.ok(plates.length > 3);
  assert.equal(layout.boxes.length, taken.length + plates.length);
  const own = layout.boxes.slice(taken.length);
  own.forEach((box, k) => {
    assert.equal(covers(box, taken), 0);
    assert.equal(covers(box, own.slice(0, k)), 0);
  });
  assert.deepEqual(platesOf(app, pen, map, { ...layout, drawn: 1e6 }), []);
});

test("a plate is not cut by the sides of the view, nor longer than a line", () => {
  const members = [...Array(store.n).keys()].filter((i) => leadingSum(app, [i]));
  const view = { pad: { x: 100, y: 0 }, view: { x: 400, y: 300 } };
  for (const x of [101, 300, 499]) {
    const boxes = [];
    const [plate] = platesOf(app, pen, view, {
      groups: [{ x, y: 50, n: 2, members }],
      boxes,
      drawn: 2,
    });
    assert.ok(plate.x - plate.width / 2 >= 100 && plate.x + plate.width / 2 <= 500, String(x));
    assert.ok(Math.abs(plate.x - x) <= plate.width / 2 + 2);
    assert.ok(plate.text.length <= 40);
  }
});

test("many circles are tags only, few are drawn", () => {
  const size = 256 * 2 ** 6;
  const map = { size, ox: mercatorX(22) * size, oy: mercatorY(57) * size, w: 900, h: 800 };
  const areas = areasOf(store, new Uint8Array(store.n).fill(1), map, []);
  assert.ok(areas.length > 14);
  assert.ok(!circlesDrawn(areas, map), "all in sight");
  assert.ok(circlesDrawn(areas.slice(0, 3), map));
  assert.ok(circlesDrawn(areas, { ...map, ox: map.ox + 800, w: 40, h: 40 }), "few in sight");
});
