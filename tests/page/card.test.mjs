// What a card works out by itself: distances, reasons, ties, what stays shut, citations.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Words } from "../../maps/page/base/text.js";
import { sourceNames } from "../../maps/page/card/cardfacts.js";
import { neighbours } from "../../maps/page/card/cardtools.js";
import { citation, sharedAddress } from "../../maps/page/card/cite.js";
import { Gate, guarded, isSensitive } from "../../maps/page/card/gate.js";
import { relatedTo, tiesOf } from "../../maps/page/card/related.js";
import { reasonOf } from "../../maps/page/card/why.js";
import { mercatorX, mercatorY } from "../../maps/page/data/decode.js";
import { boxOf, groundCircle } from "../../maps/page/map/canvas.js";
import { loadGround } from "../../maps/page/map/ground.js";
import * as reach from "../../maps/page/map/reach.js";
import { loadRegions } from "../../maps/page/map/regions.js";
import { expected, head, payload, store } from "./fixture.mjs";

const ground = await loadGround(payload, head);
const regions = await loadRegions(payload, head, ground);
const at = (place) => [mercatorX(place[0]), mercatorY(place[1])];

test("distances agree with the geodesics of WGS 84", () => {
  // pyproj.Geod(ellps="WGS84").inv, to the metre.
  for (const [a, b, metres] of [
    [[29.2456, 52.0495], [30.3905, 52.3639], 85728],
    [[27.5667, 53.9], [30.5234, 50.4501], 433809],
    [[179.9, 65], [-179.9, 65], 9435],
  ])
    assert.ok(Math.abs(reach.groundDistance(a, b) - metres) < 0.001 * metres + 1, `${metres}`);
});

test("the distance to a region is the one it was joined by", () => {
  let compared = 0;
  expected.forEach((record, i) => {
    if (store.kind(i) !== "place") return;
    const place = [store.longitude(i), store.latitude(i)];
    for (const { region_id, distance_m } of record.members) {
      const item = regions.find(({ region }) => region.id === region_id);
      const { inside, metres } = reach.toEdge(item, place, [store.mx[i], store.my[i]]);
      if (distance_m > 200) {
        assert.equal(inside, false, region_id);
        assert.ok(Math.abs(metres - distance_m) < 130, `${region_id}: ${metres} ${distance_m}`);
        compared++;
      } else if (distance_m === 0 && metres > 200) assert.equal(inside, true, region_id);
    }
  });
  assert.ok(compared > 20);
});

test("the reason given fits the share that was joined", () => {
  let checked = 0;
  expected.forEach((_, i) => {
    if (store.kind(i) !== "place") return;
    for (const m of store.memberships(i)) {
      const item = regions.find(({ region }) => region === m.region);
      const place = [store.longitude(i), store.latitude(i)];
      const { inside, metres } = reach.toEdge(item, place, [store.mx[i], store.my[i]]);
      const radius = store.radius(i);
      const why = reasonOf({ ...m, radius, inside, edge: metres, outlined: false });
      if (why.key === "why_all") assert.ok(metres > radius - 150);
      if (why.key === "why_out")
        assert.ok(metres < radius + 150, `${m.region.id} ${m.share} ${metres} ${radius}`);
      if (why.key === "why_in") assert.ok(metres < radius + 150);
      assert.equal(why.key === "why_unknown", radius === null && !m.certain && m.share === null);
      checked++;
    }
  });
  assert.ok(checked > 100);
});

test("shapes, assumed, exact and vast places have reasons of their own", () => {
  const key = (more) =>
    reasonOf({ certain: false, share: null, radius: 5, inside: true, edge: 1, ...more }).key;
  assert.equal(key({ outlined: true, certain: true }), "why_shape_all");
  assert.equal(key({ outlined: true, share: 0.4 }), "why_shape_part");
  assert.equal(key({ outlined: true }), "why_shape_near");
  assert.equal(key({ radius: null }), "why_unknown");
  assert.equal(key({ radius: null, share: 0.4 }), "why_joined");
  assert.equal(key({ radius: 0, certain: true }), "why_exact");
  assert.equal(key({}), "why_vast");
});

test("hubs and borders near a place", async () => {
  const mazyr = [29.2456, 52.0495];
  const hub = reach.nearestHub(head.regions, mazyr);
  assert.ok(hub.metres < 15000);
  assert.equal(reach.nearestHub([], mazyr), null);
  const border = reach.nearestBorder(ground, mazyr, at(mazyr));
  assert.equal(border.country.iso, "UA");
  assert.ok(border.metres > 30000 && border.metres < 80000, border.metres);
  const paris = [2.35, 48.86];
  assert.equal(reach.nearestBorder(ground, paris, at(paris)), null, "beyond the base map");
});

test("a circle drawn about a place is as far from it as its radius", () => {
  const place = [29, 52];
  const xy = groundCircle(...at(place), 12000, 256);
  assert.ok(boxOf(xy)[0] < at(place)[0]);
  const metres = reach.distanceToPaths(place, [{ xy }]);
  assert.ok(Math.abs(metres - 12000) < 60, `${metres}`);
  assert.equal(reach.distanceToPaths(place, []), Infinity);
});

test("a shut record gives away neither description nor sources", async () => {
  const texts = {
    id: "a",
    place: "Mazyr",
    description: "d",
    retraction_reason: "r",
    sensitivity: " Graphic ",
    sources: [["t", "u", "", ""]],
    extra: [["x", "y"]],
  };
  const shut = guarded(texts, false);
  assert.deepEqual(Object.keys(shut).sort(), [
    "extra",
    "id",
    "place",
    "sensitivity",
    "shut",
    "sources",
  ]);
  assert.deepEqual([shut.sources, shut.extra], [[], []]);
  assert.equal(guarded(texts, true), texts);
  for (const word of ["", "none", "No", " false ", "0"])
    assert.equal(isSensitive({ sensitivity: word }), false, word);
  assert.equal(isSensitive({}), false);
  const gate = new Gate({ texts: async () => texts });
  assert.equal((await gate.texts(3)).description, undefined);
  gate.open(3);
  assert.equal((await gate.texts(3)).description, "d");
  assert.equal((await gate.texts(4)).description, undefined, "only what was opened");
});

test("ties: the same movement, what replaces what, the same source", () => {
  const one = (id, movement_id, supersedes, ...urls) =>
    tiesOf({ id, movement_id, supersedes, sources: urls.map((url) => ["t", url]) });
  const all = [
    one("a", "M", "", "u1"),
    one("b", "M", "x; a", "u2"),
    one("c", "", "", "u1", "u2"),
    one("", "", "", ""),
    one("", "", "", "u9"),
  ];
  assert.deepEqual(relatedTo(all, 0), {
    movement: [1],
    supersedes: [],
    superseded_by: [1],
    source: [2],
  });
  assert.deepEqual(relatedTo(all, 1).supersedes, [0]);
  assert.deepEqual(relatedTo(all, 4), {
    movement: [],
    supersedes: [],
    superseded_by: [],
    source: [],
  });
});

test("neighbours in an order", () => {
  const order = Uint32Array.from([5, 3, 8]);
  assert.deepEqual(neighbours(order, 3), { at: 1, before: 5, after: 8 });
  assert.deepEqual(neighbours(order, 5), { at: 0, before: null, after: 3 });
  assert.deepEqual(neighbours(order, 8), { at: 2, before: 3, after: null });
  assert.deepEqual(neighbours(order, 7), { at: -1, before: null, after: 5 });
});

test("a citation names what, where, when, who says so, and no folder of this machine", async () => {
  const app = { store, head, words: new Words(head.catalogue, "en") };
  const i = expected.findIndex((record) => record.id === "EX-D-004");
  const text = citation(app, i, await store.texts(i), "");
  for (const part of ["Rechytsa", "18 Jan 2022", "within 8 km", "https://", "B2", "id EX-D-004"])
    assert.ok(text.includes(part), `${part} in ${text}`);
  const shut = citation(app, i, { ...(await store.texts(i)), shut: true, sources: [] });
  assert.ok(!shut.includes("https://"));
  assert.equal(sharedAddress({ protocol: "file:", href: "file:///home/me/map.html" }), "");
  assert.equal(
    sharedAddress({ protocol: "https:", href: "https://a.example/" }),
    "https://a.example/",
  );
});

test("one title for several addresses stands with the first of them", () => {
  const [a, b] = ["https://a.example/1", "https://b.example/2"];
  assert.deepEqual(sourceNames([]), []);
  assert.deepEqual(
    sourceNames([
      ["T", a],
      ["T", b],
      ["T", ""],
    ]),
    ["T", b, "T"],
  );
  assert.deepEqual(
    sourceNames([
      ["T", a],
      ["U", b],
      ["T", b],
    ]),
    ["T", "U", "T"],
  );
  assert.deepEqual(
    sourceNames([
      ["", a],
      ["", "ledger"],
    ]),
    [a, "ledger"],
  );
});
