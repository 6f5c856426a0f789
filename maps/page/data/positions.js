// Where the records stand. Written by maps/positions.py, which says how finely.

import { NOT_SAID } from "./decode.js";
import { reachOf } from "./spread.js";

/**
 * Columns of one grain each, as two columns of steps, and the least and greatest of y: {x, y,
 * reach}. grains: the power of two of the steps to which a record is rounded, per code of its
 * radius; codes: that code per record; parts: by grain, [x, y] of its records, in page order.
 */
export function joinGrains(grains, codes, parts) {
  const n = codes.length;
  const [x, y] = [new Int32Array(n), new Int32Array(n)];
  const [xs, ys] = [0, 1].map((axis) => grains.map((grain) => parts.get(grain)[axis]));
  const powers = Uint8Array.from(grains);
  const factors = Int32Array.from(grains, (grain) => 2 ** grain);
  const next = new Uint32Array(1 + Math.max(0, ...parts.keys()));
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < n; i++) {
    const code = codes[i];
    const k = next[powers[code]]++;
    const across = xs[code][k];
    const up = ys[code][k];
    x[i] = across === NOT_SAID ? NOT_SAID : across * factors[code];
    if (up === NOT_SAID) {
      y[i] = NOT_SAID;
      continue;
    }
    const step = up * factors[code];
    y[i] = step;
    if (step < low) low = step;
    if (step > high) high = step;
  }
  return { x, y, reach: [low, high] };
}

/** {x, y}: whole steps of 1/head.step degree, per record; reach: the least and greatest of y.
 *  codes: the column `radius`. */
export async function loadPositions(payload, head, codes) {
  const powers = [...new Set(head.grains)].filter(Boolean);
  if (!powers.length) {
    const [x, y] = await Promise.all(["x", "y"].map((name) => payload.column(name)));
    return { x, y, reach: reachOf(y) };
  }
  const columns = [0, ...powers].map(async (grain) => {
    const names = ["x", "y"].map((name) => (grain ? `${name}.${grain}` : name));
    return [grain, await Promise.all(names.map((name) => payload.column(name)))];
  });
  return joinGrains(head.grains, codes, new Map(await Promise.all(columns)));
}
