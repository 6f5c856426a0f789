// One filter for all parts: what it leaves, what it counts, how it travels in the address.

import assert from "node:assert/strict";
import test from "node:test";
import { shellWord, toCommand } from "../../maps/page/command.js";
import {
  applyFilter,
  buildHaystack,
  emptyFilter,
  inPeriod,
  sumQuantities,
} from "../../maps/page/filter.js";
import { bins, histogram, monthStart, nextMonth, timeSpan } from "../../maps/page/span.js";
import { fromHash, toHash } from "../../maps/page/state.js";
import { byRegion } from "../../maps/page/zonetable.js";
import { expected, head, random, store } from "./fixture.mjs";

const haystack = await buildHaystack(store);
const apply = (change = {}) => applyFilter(store, { ...emptyFilter(head), ...change }, haystack);
const chosen = (result) => expected.filter((_, i) => result.mask[i]);

test("no filter shows everything and counts it by layer and category", () => {
  const all = apply();
  assert.equal(all.shown, expected.length);
  assert.deepEqual(
    [...all.byLayer],
    head.layers.map((layer) => layer.total),
  );
  assert.deepEqual(
    [...all.byCategory],
    head.categories.map((category) => category.total),
  );
});

test("a layer or category switched off still says what it would add", () => {
  const without = apply({ layers: new Set(["shelling"]) });
  assert.ok(chosen(without).every((r) => r.layer === "shelling"));
  assert.deepEqual(without.byLayer, apply().byLayer);
  const id = "deployment.rail_echelon";
  const off = apply({ categories: new Set([id]) });
  assert.equal(off.shown, expected.length - head.categories.find((c) => c.id === id).total);
});

test("a period keeps what may have been in it", () => {
  const [from, to] = [Date.UTC(2022, 9, 1), Date.UTC(2022, 10, 1)];
  const result = apply({ from, to });
  const then = expected.filter((r) => r.time_from < to && r.time_to > from);
  assert.deepEqual(
    chosen(result).map((r) => r.id),
    then.map((r) => r.id),
  );
  assert.equal(
    result.offTime.reduce((a, b) => a + b),
    expected.length,
  );
});

test("instants lie in half-open periods, undated records in none but the open one", () => {
  const at = Date.UTC(2022, 9, 1);
  const one = { dated: () => true, from: () => at, to: () => at };
  const ask = (from, to) => inPeriod(one, 0, { from, to });
  assert.equal(ask(at, at + 1), true);
  assert.equal(ask(at - 1000, at), false);
  assert.equal(ask(at + 1000, null), false);
  const none = { dated: () => false };
  assert.equal(inPeriod(none, 0, { from: at, to: null }), false);
  assert.equal(inPeriod(none, 0, { from: null, to: null }), true);
});

test("grades: this good or better, and ungraded never passes", () => {
  const best = apply({ reliability: 1 });
  assert.ok(best.shown > 0 && chosen(best).every((r) => r.source_reliability === "A"));
  const good = apply({ credibility: 2 });
  assert.ok(chosen(good).every((r) => Number(r.information_credibility) <= 2));
});

test("an actor is found among several", () => {
  const result = apply({ actor: "BLR" });
  const theirs = expected.filter((r) => (r.actor ?? "").split(";").includes("BLR"));
  assert.equal(result.shown, theirs.length);
  assert.ok(theirs.some((r) => r.actor !== "BLR"));
});

test("a region certainly, or at least possibly", () => {
  const number = head.regions.findIndex((r) => r.id === "BY-UA-50km-BY");
  const inside = (r, sure) =>
    r.members.some((m) => m.region_id === "BY-UA-50km-BY" && (!sure || m.certainty === "certain"));
  assert.equal(apply({ region: number }).shown, expected.filter((r) => inside(r)).length);
  const sure = apply({ region: number, certainOnly: true });
  assert.equal(sure.shown, expected.filter((r) => inside(r, true)).length);
  assert.ok(sure.shown < apply({ region: number }).shown);
});

test("search folds case and accents, in both scripts, and wants every word", () => {
  assert.equal(apply({ text: "MAZYR" }).shown, apply({ text: "mazyr" }).shown);
  assert.ok(apply({ text: "мазыр" }).shown > 0);
  assert.equal(apply({ text: "mazyr qqqq" }).shown, 0);
});

test("sums keep units apart, leave running totals out and open ends open", () => {
  const all = sumQuantities(store, expected.keys());
  const missiles = all.find((s) => s.unit === "missiles");
  const summed = expected.filter(
    (r) =>
      r.quantity_unit === "missiles" &&
      r.category !== "missile_launch_total" &&
      r.quantity_low !== null,
  );
  assert.equal(missiles.reports, summed.length);
  assert.equal(
    missiles.low,
    summed.reduce((n, r) => n + r.quantity_low, 0),
  );
  assert.equal(
    missiles.open,
    summed.some((r) => r.quantity_high === null),
  );
});

test("figures per region count a record once, and are those of the join", () => {
  const found = byRegion(store, apply().mask);
  for (const [number, cells] of found) {
    const id = head.regions[number].id;
    cells.forEach(({ certain, possible }, k) => {
      const mine = expected.filter(
        (r) => r.layer === head.layers[k].id && r.members.some((m) => m.region_id === id),
      );
      assert.equal(certain.length + possible.length, mine.length);
      assert.equal(new Set([...certain, ...possible]).size, mine.length);
    });
  }
});

test("the histogram holds each dated record once, whatever the bars", () => {
  const span = timeSpan(store);
  assert.equal(span.from, monthStart(span.from));
  const edges = bins(span);
  assert.equal(edges[0], span.from);
  assert.equal(edges.at(-1), span.to);
  const counts = histogram(store, apply().mask, edges, head.layers.length);
  const total = counts.reduce((n, c) => n + c.reduce((a, b) => a + b, 0), 0);
  assert.equal(total, expected.filter((r) => r.time_from !== null).length);
  assert.equal(nextMonth(Date.UTC(2022, 11, 1)), Date.UTC(2023, 0, 1));
  assert.equal(bins({ from: 0, to: 10 * 86400000 }).length, 11);
});

test("any view survives the way through the address", () => {
  const pick = random(7);
  const some = (list) => list[Math.floor(pick() * list.length)];
  for (let k = 0; k < 300; k++) {
    const filter = emptyFilter(head);
    if (pick() < 0.5) filter.layers.delete(some(head.layers).id);
    if (pick() < 0.5) filter.categories.add(some(head.categories).id);
    if (pick() < 0.5) filter.from = Date.UTC(2022, Math.floor(pick() * 12), 1);
    if (pick() < 0.5) filter.to = Date.UTC(2023, Math.floor(pick() * 12), 1);
    if (pick() < 0.5) filter.text = some(["Мазыр & Mazyr", "a=b#c", "100%", "x/y,z", "{{ 7*7 }}"]);
    if (pick() < 0.5) filter.actor = some(head.actors);
    if (pick() < 0.5) filter.reliability = Math.floor(pick() * 6);
    if (pick() < 0.5) filter.credibility = Math.floor(pick() * 6);
    if (pick() < 0.5) {
      filter.region = Math.floor(pick() * head.regions.length);
      filter.certainOnly = pick() < 0.5;
    }
    const map = { zoom: 6.25, latitude: 52.1234, longitude: 29.4321 };
    const selected = some([...head.ids, ""]);
    const hash = toHash({ filter, head, map, selected, context: "" });
    const back = fromHash(hash, head, emptyFilter(head));
    assert.deepEqual(back.filter, filter);
    assert.deepEqual(back.map, map);
    assert.equal(back.selected, selected);
  }
});

test("a damaged address leaves the defaults", () => {
  for (const hash of [
    "#",
    "#%%%",
    "#map=a/b/c",
    "#time=..",
    "#time=2022-99-99..x",
    "#grade=Z9",
    "#region=nope",
    "#actor=__proto__",
    "#text=%E0%A4%A",
    "#without=constructor",
    "#=&&=&",
  ]) {
    const back = fromHash(hash, head, emptyFilter(head));
    assert.deepEqual(back.filter, emptyFilter(head), hash);
    assert.equal(back.map, null, hash);
  }
});

test("the command asks what the filter shows, and quotes what a shell would read", () => {
  const filter = emptyFilter(head);
  filter.from = Date.UTC(2022, 9, 1);
  filter.to = Date.UTC(2022, 10, 1);
  filter.categories.add("shelling.mortar_fire");
  assert.equal(
    toCommand(filter, head),
    `kordon query ${head.provenance.inputs[0].name} --since 2022-10-01 --until 2022-10-31 ` +
      "--where 'category!=mortar_fire'",
  );
  assert.equal(shellWord("it's; rm"), "'it'\\''s; rm'");
});
