// Where the records stand. Written by maps/positions.py, which says how finely.

export const NOT_SAID = -2147483648; // as in every column: nothing was said

/**
 * Columns of one grain each, as one column of steps. grains: the power of two of the steps to
 * which a record is rounded, per code of its radius; codes: that code per record; parts: by
 * grain, what its records hold, in page order.
 */
export function joinGrains(grains, codes, parts) {
  const n = codes.length;
  const out = new Int32Array(n);
  const held = grains.map((grain) => parts.get(grain));
  const powers = Uint8Array.from(grains);
  const factors = Int32Array.from(grains, (grain) => 2 ** grain);
  const next = new Uint32Array(1 + Math.max(0, ...parts.keys()));
  for (let i = 0; i < n; i++) {
    const code = codes[i];
    const steps = held[code][next[powers[code]]++];
    out[i] = steps === NOT_SAID ? NOT_SAID : steps * factors[code];
  }
  return out;
}

/** {x, y}: whole steps of 1/head.step degree, per record. codes: the column `radius`. */
export async function loadPositions(payload, head, codes) {
  const powers = [...new Set(head.grains)].filter(Boolean);
  if (!powers.length) return { x: await payload.column("x"), y: await payload.column("y") };
  const joined = async (name) => {
    const columns = [0, ...powers].map(async (grain) => [
      grain,
      await payload.column(grain ? `${name}.${grain}` : name),
    ]);
    return joinGrains(head.grains, codes, new Map(await Promise.all(columns)));
  };
  const [x, y] = await Promise.all([joined("x"), joined("y")]);
  return { x, y };
}
