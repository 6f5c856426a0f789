// The ends of things: far years, open ends, strange addresses, and words that JavaScript knows.

import assert from "node:assert/strict";
import test from "node:test";
import { isWebAddress } from "../../maps/page/base/dom.js";
import { DAY_MS, labelOf, visible, Words } from "../../maps/page/base/text.js";
import { when } from "../../maps/page/data/facts.js";
import { applyFilter, emptyFilter } from "../../maps/page/data/filter.js";
import { fromHash, toHash } from "../../maps/page/state.js";
import { bins, histogram, monthStart, nextMonth, timeSpan } from "../../maps/page/time/span.js";
import { head, random, store } from "./fixture.mjs";

const words = new Words(head.catalogue, "en");
const day = (text) => Date.parse(`${text}T00:00:00Z`);

const MINUTE_MS = 60000;
const UNDATED = -2147483648;

/** As rows lie on a page: by when they began, undated ones last. */
const inOrder = (list) => list.toSorted((a, b) => (a && b ? a[0] - b[0] : !a - !b));

/** A store of times only: [from, to] in ms (whole minutes), or null for an undated record. */
const stored = (list) => ({
  n: list.length,
  c: {
    layer: new Uint8Array(list.length),
    from: list.map((time) => (time ? time[0] / MINUTE_MS : UNDATED)),
  },
  ends: list.map((time) => (time ? time[1] / MINUTE_MS : UNDATED)),
  dated: (i) => list[i] !== null,
  from: (i) => list[i][0],
  to: (i) => list[i][1],
});
const times = (...list) => stored(inOrder(list));

/** What a card says of one time. */
const said = (from, to, precision) =>
  when({ store: { ...times([from, to]), word: () => precision }, words }, 0);

test("a period names its first and its last day", () => {
  assert.equal(words.period(day("2022-10-09"), day("2022-10-10")), "9 Oct 2022");
  assert.equal(words.period(day("2022-10-09"), day("2022-10-12")), "9 Oct 2022 – 11 Oct 2022");
  const noon = 12 * 3600000;
  const text = words.period(day("2022-10-09") + noon, day("2022-10-11") + noon);
  assert.equal(text, "9 Oct 2022 – 11 Oct 2022", "a day that is begun belongs to it");
  assert.equal(words.period(day("2022-10-09"), day("2022-10-09")), "9 Oct 2022");
});

test("a card says no less of a time than is known", () => {
  assert.equal(said(day("2022-01-01"), day("2023-01-01"), "year"), "2022");
  assert.equal(said(day("2021-01-01"), day("2023-01-01"), "year"), "1 Jan 2021 – 31 Dec 2022");
  assert.equal(said(day("2022-02-01"), day("2022-03-01"), "month"), "February 2022");
  assert.equal(said(day("2022-02-01"), day("2022-04-01"), "month"), "1 Feb 2022 – 31 Mar 2022");
  assert.equal(said(day("2022-02-24"), day("2022-02-25"), "day"), "24 Feb 2022");
  assert.equal(said(day("2022-02-07"), day("2022-02-14"), "week"), "10 Feb 2022 ± 3 days");
  assert.match(
    said(day("2022-02-24") + 13500000, day("2022-02-24") + 13500000, "day"),
    /2022 at 03:45 UTC$/,
  );
  const hour = (n) => day("2022-10-09") + n * 36e5;
  const hours = (from, to) => said(hour(from), hour(to) + MINUTE_MS);
  assert.match(hours(10, 22), /October 2022 at 10:00–22:00 UTC$/, "its end is part of it");
  assert.match(hours(22, 26), /22:00 – 10 October 2022, 02:00 UTC$/);
});

test("one wild year does not drown the time control", () => {
  for (const [a, b] of [
    ["1066-10-14", "2023-01-01"],
    ["2022-01-01", "6053-01-01"],
    ["2018-01-01", "2023-05-09"],
  ]) {
    const some = times([day(a), day(a) + DAY_MS], [day(b), day(b) + DAY_MS], null);
    const span = timeSpan(some);
    const edges = bins(span);
    assert.ok(edges.length < 5000, `${edges.length} bars`);
    assert.equal(edges[0], span.from);
    assert.equal(edges.at(-1), span.to);
    assert.ok(edges.every((t, k) => k === 0 || t > edges[k - 1]));
    const counts = histogram(some, [1, 1, 1], edges, 1);
    assert.equal(
      counts.solid.reduce((a, b) => a + b),
      2,
    );
  }
  assert.equal(timeSpan(times(null, null)), null);
});

test("bars: every dated record is in one, for any times", () => {
  const pick = random(11);
  for (let round = 0; round < 100; round++) {
    const list = Array.from({ length: 1 + Math.floor(pick() * 20) }, () => {
      if (pick() < 0.2) return null;
      const from = MINUTE_MS * Math.floor((pick() - 0.3) * 10 ** (4 + 4 * pick()));
      return [from, from + MINUTE_MS * Math.floor(pick() * 10 ** (7 * pick()))];
    });
    const some = times(...list);
    const span = timeSpan(some);
    const dated = list.filter(Boolean).length;
    if (!dated) assert.equal(span, null);
    if (!span) continue;
    const ones = new Uint8Array(some.n).fill(1);
    const counts = histogram(some, ones, bins(span), 1);
    const sum = [...counts.solid, ...counts.spread].reduce((a, b) => a + b);
    assert.ok(Math.abs(sum - dated) < 1e-6, `${sum} of ${dated}`);
    assert.equal(counts.undated, some.n - dated);
    for (const time of list.filter(Boolean)) {
      assert.ok(span.from <= time[0] && time[1] <= span.to);
    }
  }
});

test("months begin on their first day, in any zone and any year", () => {
  assert.equal(monthStart(day("2022-10-31") + DAY_MS - 1), day("2022-10-01"));
  assert.equal(monthStart(day("2022-10-01")), day("2022-10-01"));
  assert.equal(monthStart(-1), day("1969-12-01"));
  assert.equal(nextMonth(day("2022-01-01"), -1), day("2021-12-01"));
});

test("addresses: only a place on the map is a view", () => {
  const view = (value) => fromHash(`#map=${value}`, head, emptyFilter(head)).map;
  assert.deepEqual(view("6.25/52.1/29.4"), { zoom: 6.25, latitude: 52.1, longitude: 29.4 });
  for (const value of [
    "",
    "/",
    "//",
    "6/52",
    "6/52/",
    "6/52/1e300",
    "6/52/181",
    "6/85/0",
    "6/-85/0",
  ])
    assert.equal(view(value), null, value);
  for (const value of [
    "1e9/52/29",
    "NaN/52/29",
    "6/Infinity/29",
    "6/52/29/1",
    "0x6/52/29",
    " 6/52/29",
  ])
    assert.equal(view(value), null, value);
});

test("addresses: a cut search holds whole characters and can be written again", () => {
  const text = encodeURIComponent(`a${"🚂".repeat(700)}`);
  const { filter } = fromHash(`#text=${text}`, head, emptyFilter(head));
  assert.ok(filter.text.isWellFormed());
  assert.equal([...filter.text].length, 500);
  const again = fromHash(toHash({ filter, head }), head, emptyFilter(head));
  assert.equal(again.filter.text, filter.text);
});

test("addresses: categories with commas, ampersands and percents come back", () => {
  const ids = ["deployment.a,b", "deployment.c&d=e", "shelling.100%", "shelling.%2C", "shelling."];
  const own = { ...head, categories: ids.map((id) => ({ id })) };
  for (let bits = 0; bits < 1 << ids.length; bits++) {
    const filter = emptyFilter(head);
    filter.categories = new Set(ids.filter((_, k) => bits & (1 << k)));
    const back = fromHash(toHash({ filter, head: own }), own, emptyFilter(head));
    assert.deepEqual(back.filter, filter);
  }
});

test("words that every object knows are no labels", () => {
  for (const word of ["constructor", "__proto__", "toString", "hasOwnProperty"]) {
    assert.equal(labelOf({ a: "A" }, word), word);
    assert.equal(words.say(`unit_${word}`), `unit_${word}`);
  }
  assert.equal(labelOf({ a: "A" }, "a"), "A");
});

test("every control and direction mark is written out, and nothing else", () => {
  const odd = /[\p{Bidi_Control}\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
  // Left as they are: tab and line ends; marks that belong to letters of other scripts.
  const plain = new Set(["\t", "\n", "\r"]);
  const script = /[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2]/;
  for (let point = 0; point < 0x10000; point++) {
    if (point >= 0xd800 && point < 0xe000) continue;
    const character = String.fromCodePoint(point);
    const shown = visible(character);
    if (plain.has(character)) assert.equal(shown, character);
    else if (shown !== character) assert.match(shown, /^\[U\+[0-9A-F]{4}\]$/);
    else if (!script.test(character))
      assert.doesNotMatch(character, odd, `U+${point.toString(16)}`);
  }
  assert.equal(visible(visible("a\u202eb")), "a[U+202E]b");
  assert.equal(visible("no\u{e0062}te\u3164"), "no[U+E0062]te[U+3164]");
  assert.equal(visible("🚂 👍🏽 é Ў"), "🚂 👍🏽 é Ў");
});

test("an address is a link only without spaces, quotes and other schemes", () => {
  for (const url of ["HTTPS://A.B", "http://localhost:8000/x?y=%20#z", "https://xn--80a/ю"]) {
    assert.ok(isWebAddress(url), url);
  }
  for (const url of ["https://", "http:/a", "https:a", "\thttps://a", "https://a\n.b", "blob:x"]) {
    assert.ok(!isWebAddress(url), url);
  }
});

test("any filter: what is shown is what each condition lets through by itself", () => {
  const pick = random(29);
  const some = (list) => list[Math.floor(pick() * list.length)];
  const alone = (change) => applyFilter(store, { ...emptyFilter(head), ...change }, null).mask;
  for (let round = 0; round < 150; round++) {
    const parts = [];
    if (pick() < 0.5) parts.push({ layers: new Set([some(head.layers).id]) });
    if (pick() < 0.5) parts.push({ categories: new Set([some(head.categories).id]) });
    if (pick() < 0.5) parts.push({ actor: [some(head.actors)] });
    if (pick() < 0.5) parts.push({ reliability: Math.floor(pick() * 6) });
    if (pick() < 0.5) parts.push({ credibility: Math.floor(pick() * 6) });
    if (pick() < 0.5)
      parts.push({
        regions: [Math.floor(pick() * head.regions.length)],
        certainOnly: pick() < 0.5,
      });
    if (pick() < 0.5) parts.push({ from: Date.UTC(2022, Math.floor(pick() * 12), 1), to: null });
    const masks = parts.map(alone);
    const all = applyFilter(store, Object.assign(emptyFilter(head), ...parts), null);
    for (let i = 0; i < store.n; i++) {
      assert.equal(all.mask[i], Number(masks.every((mask) => mask[i])));
    }
    assert.equal(
      all.mask.reduce((a, b) => a + b, 0),
      all.shown,
    );
  }
});
