// Where the records stand. Written by maps/positions.py, which says how finely.

import { NOT_SAID } from "./decode.js";

/**
 * Columns of one grain each, as two columns of steps: {x, y}. grains: the power of two of the steps
 * to which a record is rounded, per code of its radius; codes: that code per record; parts: by
 * grain, [x, y] of its records, in page order.
 */
export function joinGrains(grains, codes, parts) {
  const n = codes.length;
  const [x, y] = [new Int32Array(n), new Int32Array(n)];
  const [xs, ys] = [0, 1].map((axis) => grains.map((grain) => parts.get(grain)[axis]));
  const powers = Uint8Array.from(grains);
  const factors = Int32Array.from(grains, (grain) => 2 ** grain);
  const next = new Uint32Array(1 + Math.max(0, ...parts.keys()));
  for (let i = 0; i < n; i++) {
    const code = codes[i];
    const k = next[powers[code]]++;
    const [across, up] = [xs[code][k], ys[code][k]];
    x[i] = across === NOT_SAID ? NOT_SAID : across * factors[code];
    y[i] = up === NOT_SAID ? NOT_SAID : up * factors[code];
  }
  return { x, y };
}

/** {x, y}: whole steps of 1/head.step degree, per record. codes: the column `radius`. */
export async function loadPositions(payload, head, codes) {
  const powers = [...new Set(head.grains)].filter(Boolean);
  if (!powers.length) return { x: await payload.column("x"), y: await payload.column("y") };
  const columns = [0, ...powers].map(async (grain) => {
    const names = ["x", "y"].map((name) => (grain ? `${name}.${grain}` : name));
    return [grain, await Promise.all(names.map((name) => payload.column(name)))];
  });
  return joinGrains(head.grains, codes, new Map(await Promise.all(columns)));
}
