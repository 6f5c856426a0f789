// Words, numbers and dates; hidden characters; symbols; gathering; labels.

import assert from "node:assert/strict";
import test from "node:test";
import { isWebAddress } from "../../maps/page/base/dom.js";
import { inWords, isoDay, visible, Words } from "../../maps/page/base/text.js";
import { mercatorX, mercatorY } from "../../maps/page/data/decode.js";
import { coordinates, quantity, when } from "../../maps/page/data/facts.js";
import { groundCircle, pixelsPerMetre } from "../../maps/page/map/canvas.js";
import { gather } from "../../maps/page/map/cluster.js";
import { LabelBoxes } from "../../maps/page/map/labels.js";
import { MARKS, SHAPES, standing } from "../../maps/page/map/symbols.js";
import { expected, head, random, store } from "./fixture.mjs";

const words = new Words(head.catalogue, "en");
const app = { store, words, head };
const THIN = "\u202f";

test("hidden and direction-changing characters are written out", () => {
  assert.equal(visible("abc\u202etxt"), "abc[U+202E]txt");
  assert.equal(visible("a\u200bb\u0000c\ufeff"), "a[U+200B]b[U+0000]c[U+FEFF]");
  assert.equal(visible("Мазыр — Mazyr’s\nline"), "Мазыр — Mazyr’s\nline");
  assert.equal(visible(null), "");
});

test("numbers have thin spaces, intervals keep their open ends", () => {
  assert.equal(words.number(30000), `30${THIN}000`);
  assert.equal(words.number(1234567), `1${THIN}234${THIN}567`);
  assert.equal(words.number(2.5), "2.5");
  assert.equal(words.interval(9, 9), "9");
  assert.equal(words.interval(9, 12), "9–12");
  assert.equal(words.interval(9, Number.NaN), "at least 9");
  assert.equal(words.interval(Number.NaN, 12), "up to 12");
  assert.equal(words.interval(null, undefined), "");
});

test("French has a space before signs of two parts", () => {
  assert.equal(words.pair("Withheld", "< 10"), "Withheld: < 10");
  assert.equal(words.listed(["a", "b"]), "a; b");
  const french = new Words(head.catalogue, "fr");
  assert.equal(french.pair("Retenu", "< 10"), `Retenu${THIN}: < 10`);
  assert.equal(french.listed(["a", "b"]), `a${THIN}; b`);
});

test("plural forms and names are filled in; an unknown key shows itself", () => {
  assert.equal(words.say("reports_here", { n: 1 }), "1 report");
  assert.equal(words.say("reports_here", { n: 1500 }), `1${THIN}500 reports`);
  assert.equal(words.say("nowhere"), "nowhere");
  assert.equal(words.say("as_of_date", { date: "{n}" }), "newest report {n}");
});

test("distances are as coarse as they are long", () => {
  assert.equal(words.distance(800), "800 m");
  assert.equal(words.distance(1500), "1.5 km");
  assert.equal(words.distance(12345), "12 km");
  assert.equal(isoDay(Date.UTC(2022, 1, 24)), "2022-02-24");
});

const CALENDAR = {
  months: [..."123456789abc"].map((c) => `nominative-${c}`),
  months_of: [..."123456789abc"].map((c) => `genitive-${c}`),
  months_short: [..."123456789abc"].map((c) => `short-${c}`),
  months_of_short: [..."123456789abc"].map((c) => `brief-${c}`),
  weekdays: [..."0123456"].map((c) => `weekday-${c}`),
  weekdays_short: [..."0123456"].map((c) => `wd-${c}`),
  year: "{year} y.",
};

test("dates with names of our own: genitive beside a day, nominative alone", () => {
  const ms = Date.UTC(2022, 9, 9, 7, 5); // a Sunday
  const say = (options) => inWords(ms, options, CALENDAR);
  assert.equal(say({ day: "numeric", month: "long", year: "numeric" }), "9 genitive-a 2022 y.");
  assert.equal(say({ day: "numeric", month: "short", year: "numeric" }), "9 brief-a 2022 y.");
  assert.equal(say({ month: "long", year: "numeric" }), "nominative-a 2022 y.");
  assert.equal(say({ month: "short" }), "short-a");
  assert.equal(say({ year: "numeric" }), "2022");
  assert.equal(say({ timeStyle: "short" }), "07:05");
  assert.equal(say({ dateStyle: "long", timeStyle: "short" }), "9 genitive-a 2022 y., 07:05");
  assert.equal(say({ weekday: "long", day: "numeric", month: "long" }), "weekday-0, 9 genitive-a");
  assert.equal(say({ weekday: "short" }), "wd-0");
  const own = new Words(head.catalogue, "be", CALENDAR);
  assert.equal(own.day(ms), "9 genitive-a 2022 y.");
  assert.equal(own.period(ms, ms + 86400000), "9 brief-a 2022 y. – 10 brief-a 2022 y.");
  assert.equal(own.number(1234567.5), "1\u202f234\u202f567,5");
});

test("dates of the record in words, and what is no date as it is", () => {
  assert.equal(words.date("2022-10-09"), "9 October 2022");
  assert.equal(words.date("2022-10"), "October 2022");
  assert.equal(words.date("2022"), "2022");
  for (const odd of ["", "2022-13-40", "soon", "2022-10-09T10:00Z"])
    assert.equal(words.date(odd), odd);
});

test("a card says when and where no finer than is known", () => {
  expected.forEach((r, i) => {
    const text = when(app, i);
    if (r.date_precision === "week") assert.match(text, /± 3 days/);
    if (r.date_precision === "month") assert.match(text, /^[A-Z][a-z]+ 20\d\d$/);
    const digits = coordinates(store, i).split(",")[0].split(".")[1].length;
    if (r.coordinate_uncertainty_m > 5000) assert.equal(digits, 2);
    if (r.quantity_low !== null && r.quantity_high === null) {
      assert.match(quantity(app, i), /^at least/);
    }
  });
});

test("every phrase that a record needs is in the catalogue", () => {
  const keys = [
    ...head.layers.flatMap((l) => l.card.map((name) => `field_${name}`)),
    ...head.layers.map((l) => `layer_short_${l.id}`),
    ...head.words.unit.filter(Boolean).map((u) => `unit_${u}`),
  ];
  for (const key of keys) assert.ok(key in head.catalogue, key);
  assert.ok(head.layers.every((l) => l.shape in SHAPES));
  assert.ok(head.categories.every((c) => c.mark in MARKS));
});

test("how a record stands is never stronger than its status", () => {
  assert.equal(standing("assessed", false), "solid");
  assert.equal(standing("claimed", false), "dashed");
  assert.equal(standing("reported", false), "dashed");
  assert.equal(standing("", false), "plain");
  assert.equal(standing("something else", false), "plain");
  assert.equal(standing("denied", false), "hollow");
  assert.equal(standing("assessed", true), "hollow");
});

test("only web addresses are links", () => {
  for (const url of ["https://a.b/c?d=e#f", "http://a.b"]) assert.ok(isWebAddress(url));
  for (const url of [
    "javascript:1",
    " https://a.b",
    "data:x",
    "//a.b",
    "https://a b",
    "",
    null,
    "ftp://a.b",
    'https://a.b/"x',
    "https://a.b/<x>",
  ])
    assert.ok(!isWebAddress(url), String(url));
});

test("gathering puts every point into one group, whatever their order", () => {
  const pick = random(3);
  for (let round = 0; round < 30; round++) {
    const n = 1 + Math.floor(pick() * 200);
    const xs = Float32Array.from({ length: n }, () => pick() * 600 - 100);
    const ys = Float32Array.from({ length: n }, () => pick() * 400 - 100);
    const layers = Uint8Array.from({ length: n }, () => Math.floor(pick() * 3));
    const { groups, groupOf } = gather(xs, ys, 40, { layers, layerCount: 3 });
    groups.forEach((group, k) => {
      const mine = [...groupOf.keys()].filter((i) => groupOf[i] === k);
      assert.equal(group.n, mine.length);
      assert.equal(group.first, mine[0]);
      assert.deepEqual(
        [...group.mix],
        [0, 1, 2].map((l) => mine.filter((i) => layers[i] === l).length),
      );
      assert.ok(Math.abs(group.x - mine.reduce((a, i) => a + xs[i], 0) / mine.length) < 1e-3);
    });
    assert.equal(
      groups.reduce((a, g) => a + g.n, 0),
      n,
    );
    const turned = gather(xs.slice().reverse(), ys.slice().reverse(), 40);
    const sizes = (list) => list.map((g) => g.n).sort((a, b) => a - b);
    assert.deepEqual(sizes(turned.groups), sizes(groups));
  }
});

test("points that fall together stay together, far ones apart", () => {
  assert.equal(gather([5, 5, 5], [7, 7, 7], 40).groups.length, 1);
  assert.equal(gather([0, 500], [0, 0], 40).groups.length, 2);
  assert.equal(gather([], [], 40).groups.length, 0);
});

test("a circle on the ground is as large as it says, at any latitude", () => {
  for (const latitude of [0, 30, 52, 60]) {
    const [mx, my] = [mercatorX(29), mercatorY(latitude)];
    const ring = groundCircle(mx, my, 50000, 64);
    const px = 50000 * pixelsPerMetre(my, 1);
    for (let k = 0; k < ring.length; k += 2) {
      const r = Math.hypot(ring[k] - mx, ring[k + 1] - my);
      assert.ok(Math.abs(r / px - 1) < 0.02, `${latitude} ${r / px}`);
    }
  }
});

test("labels take free room only", () => {
  const boxes = new LabelBoxes([[0, 0, 10, 10]]);
  assert.equal(boxes.take(5, 5, 15, 15), false);
  assert.equal(boxes.take(11, 0, 20, 10), true);
  assert.equal(boxes.take(12, 1, 13, 2), false);
});
