// What Python packed is what the page unpacks: every column, membership, text and outline.

import assert from "node:assert/strict";
import test from "node:test";
import {
  decodeColumn,
  fromPlanes,
  mercatorX,
  mercatorY,
  unpackShapes,
  unzigzag,
} from "../../maps/page/data/decode.js";
import { joinArcs, loadGround } from "../../maps/page/map/ground.js";
import { loadRegions } from "../../maps/page/map/regions.js";
import { expected, head, payload, store, texts } from "./fixture.mjs";

test("every record is there, in order, and found by its id", async () => {
  assert.equal(store.n, expected.length);
  assert.deepEqual(
    await texts.all((t) => t.id),
    expected.map((r) => r.id),
  );
  for (const [i, r] of expected.entries()) assert.equal(await store.find(r.id), i);
  const some = [expected[9].id, "nobody", "@3", expected[2].id, "@0", "@999", ""];
  assert.deepEqual(await texts.findAll(some), [9, -1, 2, 2, -1, -1, -1]);
  for (const id of ["", "nobody", "__proto__"]) assert.equal(await store.find(id), -1);
});

test("numbers, words and times agree with the frame", () => {
  expected.forEach((r, i) => {
    assert.equal(store.layer(i).id, r.layer);
    assert.equal(store.category(i).id, `${r.layer}.${r.category}`);
    assert.ok(Math.abs(store.longitude(i) - r.longitude) <= 0.5 / head.step + 1e-12);
    assert.ok(Math.abs(store.latitude(i) - r.latitude) <= 0.5 / head.step + 1e-12);
    assert.equal(store.radius(i), r.coordinate_uncertainty_m);
    assert.equal(store.from(i), r.time_from);
    assert.equal(store.to(i), r.time_to);
    assert.equal(store.word("actor", i), r.actor ?? "");
    assert.equal(store.word("country", i), r.country ?? "");
    assert.equal(store.word("direction", i), r.direction ?? "");
    assert.equal(store.word("unit", i), r.quantity_unit ?? "");
    assert.equal(store.grade(i), `${r.source_reliability ?? ""}${r.information_credibility ?? ""}`);
    for (const [column, field] of [
      ["low", "quantity_low"],
      ["high", "quantity_high"],
    ]) {
      if (r[field] === null) assert.ok(Number.isNaN(store[column](i)));
      else assert.equal(store[column](i), r[field]);
    }
  });
});

test("memberships are those of the join", () => {
  expected.forEach((r, i) => {
    const ours = store.memberships(i);
    assert.deepEqual(
      ours.map((m) => m.region.id),
      r.members.map((m) => m.region_id),
    );
    ours.forEach((m, k) => {
      assert.equal(m.certain, r.members[k].certainty === "certain");
      if (!m.certain) assert.ok(Math.abs(m.share - r.members[k].share) <= 0.0026);
    });
  });
});

test("texts come back as they went in, sources split", async () => {
  for (const [i, r] of expected.entries()) {
    const texts = await store.texts(i);
    assert.equal(texts.place, r.place ?? "");
    assert.equal(texts.description, r.description ?? "");
    assert.equal(texts.sources.length, (r.source_url ?? "").split(" | ").length);
    assert.equal(texts.sources[0][1], (r.source_url ?? "").split(" | ")[0]);
  }
});

test("kinds follow the stated radius", () => {
  const kinds = expected.map((_, i) => store.kind(i));
  expected.forEach((r, i) => {
    const radius = r.coordinate_uncertainty_m;
    assert.equal(kinds[i], radius <= 30000 ? "place" : radius <= 150000 ? "area" : "country");
  });
  assert.ok(new Set(kinds).size === 3);
});

test("regions and base map unpack to what their heads say", async () => {
  const regions = await loadRegions(payload, head);
  assert.equal(regions.length, head.regions.length);
  assert.ok(regions.every((r) => r.paths.length > 0));
  const ground = await loadGround(payload, head);
  assert.equal(ground.countries.length, head.base.countries.length);
  for (const paths of ground.countries) {
    for (const { xy } of paths) {
      // a ring of arcs closes: it ends where it began
      assert.ok(Math.abs(xy[0] - xy.at(-2)) < 1e-9 && Math.abs(xy[1] - xy.at(-1)) < 1e-9);
    }
  }
});

test("differences wrap at 32 bits and come back", () => {
  const zigzag = (v) => ((v << 1) ^ (v >> 31)) >>> 0;
  const values = [5, -7, 2147483647, -2147483648, 0];
  const steps = values.map((v, k) => (v - (k ? values[k - 1] : 0)) | 0);
  const bytes = new Uint8Array(4 * steps.length);
  steps.forEach((s, k) => {
    const z = zigzag(s);
    for (let p = 0; p < 4; p++) bytes[p * steps.length + k] = (z >>> (8 * p)) & 255;
  });
  assert.deepEqual([...decodeColumn(bytes, "d32")], values);
  assert.deepEqual([...fromPlanes(new Uint8Array([1, 2, 3, 4]), 2)], [769, 1026]);
  assert.equal(unzigzag(4294967295), -2147483648);
});

test("narrow columns count from their base, and nothing is missing", () => {
  const none = -2147483648;
  assert.deepEqual([...decodeColumn(new Uint8Array([1, 0, 255]), "o8", -7)], [-7, none, 247]);
  const wide = new Uint8Array([1, 0, 255, 0, 0, 255]);
  assert.deepEqual([...decodeColumn(wide, "o16", 5)], [5, none, 65539]);
  const steps = new Uint8Array([1, 2, 0, 3]); // 0, -1, missing, 1
  assert.deepEqual([...decodeColumn(steps, "d8", 100)], [100, 99, none, 100]);
  const far = new Uint8Array([1, 255, 0, 0, 255, 0]);
  assert.deepEqual([...decodeColumn(far, "d16", 100)], [100, 32867, none]);
});

test("shapes run on from feature to feature", () => {
  const out = unpackShapes([10, 20, 5, 5, -5, -5, 0, 1], [2, 2], [1, 0, 1], 10);
  assert.deepEqual(
    out.map((f) => f.length),
    [1, 0, 1],
  );
  assert.equal(out[2][0][0], mercatorX(1));
  assert.equal(out[2][0][3], mercatorY(2.1));
});

test("a ring is its arcs end to end, backwards where it says so", () => {
  const arcs = [new Float64Array([0, 0, 1, 0, 1, 1]), new Float64Array([0, 0, 0, 1, 1, 1])];
  assert.deepEqual([...joinArcs([0, ~1], arcs)], [0, 0, 1, 0, 1, 1, 0, 1, 0, 0]);
});
