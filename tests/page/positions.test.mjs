// Columns of several grains become two columns of steps again.

import assert from "node:assert/strict";
import { test } from "node:test";
import { joinGrains } from "../../maps/page/data/positions.js";
import { reachOf } from "../../maps/page/data/spread.js";
import { random } from "./fixture.mjs";

const NOT_SAID = -2147483648;

test("records of every grain find their place again", () => {
  const pick = random(7);
  for (let round = 0; round < 50; round++) {
    const grains = Array.from({ length: 1 + Math.floor(pick() * 6) }, () => Math.floor(pick() * 9));
    const n = Math.floor(pick() * 400);
    const codes = Uint8Array.from({ length: n }, () => Math.floor(pick() * grains.length));
    const some = () =>
      Int32Array.from(codes, (code) =>
        pick() < 0.1 ? NOT_SAID : Math.round((pick() - 0.5) * 1e5) * 2 ** grains[code],
      );
    const whole = { x: some(), y: some() };
    const parts = new Map([0, ...grains].map((grain) => [grain, [[], []]]));
    codes.forEach((code, i) => {
      const grain = grains[code];
      [whole.x[i], whole.y[i]].forEach((steps, axis) => {
        parts.get(grain)[axis].push(steps === NOT_SAID ? NOT_SAID : steps / 2 ** grain);
      });
    });
    whole.reach = reachOf(whole.y);
    assert.deepEqual(joinGrains(grains, codes, parts), whole);
  }
});

test("no records, no trouble", () => {
  const none = { x: new Int32Array(0), y: new Int32Array(0), reach: [Infinity, -Infinity] };
  assert.deepEqual(joinGrains([3], new Uint8Array(0), new Map([[3, [[], []]]])), none);
});
