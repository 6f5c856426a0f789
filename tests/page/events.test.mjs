// Reports of one event count once, beside a count in plain words; each is still listed.

import assert from "node:assert/strict";
import test from "node:test";
import { Words } from "../../maps/page/base/text.js";
import { reportsHere, shownInWords } from "../../maps/page/data/cells.js";
import { addedByEvents, eventsOf, tiesByEvent } from "../../maps/page/data/events.js";
import { applyFilter, applyHalves, countKinds, emptyFilter } from "../../maps/page/data/filter.js";
import { countRegions } from "../../maps/page/drawer/zonetable.js";
import { head, store as plain, random } from "./fixture.mjs";

/** The example page with reports tied by chance. */
function tied(seed) {
  const chance = random(seed);
  const rows = Array.from({ length: 30 }, (_, k) => k).sort(() => chance() - 0.5);
  const take = (n) => rows.splice(0, n).sort((a, b) => a - b);
  const same = [take(2), take(3), take(2)];
  const open = [[...same[0], ...take(2)].sort((a, b) => a - b), take(2), take(3)];
  const store = Object.create(plain);
  store.values = { ...plain.values, events: { same, open } };
  store.events = eventsOf(store);
  const all = () => true;
  store.addedEvents = addedByEvents(store, all, all, null);
  return { store, same, open };
}

/** At least and at most so many events that rows are of. */
function naive({ same, open }, rows) {
  const home = (lists, i) => lists.find((list) => list.includes(i))?.[0] ?? -1;
  const event = (i) => (home(same, i) < 0 ? i : home(same, i));
  const group = (i) => (home(open, i) < 0 ? event(i) : home(open, i));
  return [new Set(rows.map(group)).size, new Set(rows.map(event)).size];
}

test("what is shown is so many events, in all and by layer and category", () => {
  const words = new Words(head.catalogue, "en");
  for (let seed = 1; seed < 9; seed++) {
    const world = tied(seed);
    const { store } = world;
    const filter = emptyFilter(head);
    filter.categories.add(head.categories[0].id);
    filter.from = store.from(5);
    const result = applyFilter(store, filter);
    const shown = [...result.mask.keys()].filter((i) => result.mask[i]);
    const [low, high] = naive(world, shown);
    assert.ok(low < high && high < shown.length);
    assert.deepEqual(result.events.shown, { low: low - shown.length, high: high - shown.length });
    assert.ok(shownInWords(words, store, result).endsWith(` · ${low}–${high} events`));
    const found = countKinds(store, shown);
    head.layers.forEach((_, k) => {
      const mine = shown.filter((i) => store.c.layer[i] === k);
      const { low: less, high: more } = found.events.byLayer[k];
      assert.deepEqual([mine.length + less, mine.length + more], naive(world, mine));
    });
    head.categories.forEach((_, k) => {
      const mine = shown.filter((i) => store.c.category[i] === k);
      const { low: less, high: more } = found.events.byCategory[k];
      assert.deepEqual([mine.length + less, mine.length + more], naive(world, mine));
    });
  }
});

test("two periods show events of either", () => {
  const world = tied(3);
  const { store } = world;
  const [a, b, c] = [store.from(0), store.from(8), store.from(25)];
  const periods = [
    { from: a, to: b },
    { from: b, to: c },
  ];
  const passes = new Uint8Array(store.n).fill(1);
  const result = applyHalves(store, periods, { passes, on: passes });
  const shown = [...result.mask.keys()].filter((i) => result.mask[i]);
  const { low, high } = result.events.shown;
  assert.deepEqual([shown.length + low, shown.length + high], naive(world, shown));
});

test("a page that counts reports says nothing of events", () => {
  const words = new Words(head.catalogue, "en");
  const result = applyFilter(plain, emptyFilter(head));
  assert.equal(result.events, null);
  assert.ok(!shownInWords(words, plain, result).includes("event"));
  assert.equal(reportsHere(words, 2, null, null), "2 reports");
  assert.equal(reportsHere(words, 3, null, { low: -2, high: -1 }), "3 reports · 1–2 events");
  assert.equal(reportsHere(words, 2, null, { low: -1, high: -1 }), "2 reports · 1 event");
});

/** Five reports in two regions: 0 and 1 are one event, 2 and 3 may be one. */
function regions(share, retracted = [0, 0, 0, 0, 0]) {
  const store = {
    n: 5,
    head: { layers: [{}], regions: [{}, {}], categories: [{}] },
    c: { layer: [0, 0, 0, 0, 0], region: [0, 0, 0, 0, 0, 1], share, retracted },
    values: { events: { same: [[0, 1]], open: [[2, 3]] } },
    first: [0, 1, 2, 3, 4, 6],
    has: () => true,
  };
  store.events = eventsOf(store);
  return store;
}

test("zones count events: certainly where one report is and none is outside", () => {
  const all = [1, 1, 1, 1, 1];
  const sure = [255, 255, 255, 255, 255, 255];
  // In the first one event, one or two, and one: two possible or certain at most, by halves.
  assert.deepEqual([...countRegions(regions(sure), all)], [1, 3, 0, 1]);
  assert.deepEqual([...countRegions(regions([255, 9, 9, 9, 9, 9]), all)], [3, 1, 1, 0]);
  // A report of the event that is shown and lies elsewhere makes it possible only.
  const parted = regions(sure);
  parted.first = [0, 1, 1, 2, 3, 5];
  parted.c.region = [0, 0, 0, 0, 1];
  assert.deepEqual([...countRegions(parted, all)].slice(0, 2), [2, 2]);
  parted.has = (i) => i !== 1; // without a place it is nowhere else
  assert.deepEqual([...countRegions(parted, all)].slice(0, 2), [1, 3]);
  // What is hidden or retracted counts for nothing.
  assert.deepEqual([...countRegions(regions(sure), [1, 0, 0, 0, 0])], [0, 1, 0, 0]);
  assert.deepEqual([...countRegions(regions(sure, [1, 1, 0, 1, 0]), all)], [0, 2, 0, 1]);
});

test("a record leads to those of its event, and to those that may be", () => {
  const { store, same, open } = tied(5);
  const [a, b] = same[0];
  assert.deepEqual(tiesByEvent(store, a), {
    same: [b],
    maybe: open[0].filter((i) => !same[0].includes(i)),
  });
  assert.deepEqual(tiesByEvent(store, 149), { same: [], maybe: [] });
  assert.deepEqual(tiesByEvent(plain, a), { same: [], maybe: [] });
});
