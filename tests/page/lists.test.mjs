// What has no place on the map, against a look at every record.

import assert from "node:assert/strict";
import test from "node:test";
import { Store } from "../../maps/page/data/store.js";
import { offMap } from "../../maps/page/drawer/lists.js";
import { head, random, store } from "./fixture.mjs";

const UNDATED = -2147483648;

/** The example's records with some of them hidden, in another place, or without a date at the end. */
function changed(undated) {
  const columns = { ...store.c, from: store.c.from.slice(), y: store.c.y.slice() };
  columns.from.fill(UNDATED, store.n - undated);
  for (const [i, latitude] of [
    [3, 89],
    [5, -87],
  ])
    columns.y[i] = latitude * head.step;
  return new Store(head, columns, store);
}

for (const undated of [0, 1, 40, store.n])
  test(`${undated} undated records, and all others, are in the lists they belong to`, () => {
    const here = changed(undated);
    const next = random(undated);
    const [mask, offTime] = [0, 1].map(() =>
      Uint8Array.from({ length: here.n }, () => (next() < 0.7 ? 1 : 0)),
    );
    const lists = offMap(here, { mask, offTime }, { areas: false });
    const all = [...mask.keys()];
    const shown = (kind) => all.filter((i) => mask[i] && here.kind(i) === kind);
    const beyond = (i) => Math.abs(here.latitude(i)) > 85.06;
    assert.deepEqual(lists.country, shown("country"));
    assert.deepEqual(lists.areas, shown("area"));
    assert.deepEqual(lists.none, shown("none"));
    assert.deepEqual(lists.polar ?? [], shown("place").filter(beyond));
    assert.deepEqual(
      lists.undated,
      all.filter((i) => offTime[i] && here.c.from[i] === UNDATED),
    );
    assert.ok(!("areas" in offMap(here, { mask, offTime })), "they are drawn");
  });
