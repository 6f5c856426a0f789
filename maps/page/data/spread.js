// Numbers that are asked for at every redraw, worked out once. Each is a loop of its own over
// plain columns: of a million rows a browser gets through those in a few milliseconds.

import { mercatorX, mercatorY, NOT_SAID } from "./decode.js";

/** When each record ends, in minutes (half-open); `NO_TIME` for what has no time. codes: how long
 *  each lasts, as a place in `minutes`. */
export function endsOf(from, codes, minutes) {
  const n = from.length;
  const out = new Int32Array(n);
  for (let i = 0; i < n; i++)
    out[i] = from[i] === NOT_SAID ? NOT_SAID : from[i] + minutes[codes[i]];
  return out;
}

/** Where each record's part of a list begins, when it has so many there; and the end of all. */
export function startsOf(counts) {
  const n = counts.length;
  const out = new Uint32Array(n + 1);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    sum += counts[i];
    out[i + 1] = sum;
  }
  return out;
}

/** A code per record to another one: table[code]. */
export function looked(codes, table) {
  const n = codes.length;
  const out = new Uint8Array(n);
  for (let i = 0; i < n; i++) out[i] = table[codes[i]];
  return out;
}

/** Whole steps of longitude to 0..1 of the Mercator square; NaN where there is no place. */
export function acrossOf(steps, perDegree) {
  const n = steps.length;
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++)
    out[i] = steps[i] === NOT_SAID ? Number.NaN : mercatorX(steps[i] / perDegree);
  return out;
}

// Steps between two latitudes of which the sine and logarithm are worked out: 2 ** KNOWN_BITS.
const KNOWN_BITS = 6;
const KNOWN_EACH = 1 << KNOWN_BITS;
const MOST_NORTH = 85; // degrees; further on the lines between them would be too long

/** The same for latitude. Of many records those between two known latitudes stand on the line
 *  between them: at 85 degrees, closest in, that is two thousandths of a pixel off at most. */
export function downOf(steps, perDegree, [low, high] = reachOf(steps)) {
  const far = Math.max(Math.abs(low), Math.abs(high)) / perDegree > MOST_NORTH;
  return far || (high - low) / KNOWN_EACH > steps.length
    ? downOneByOne(steps, perDegree)
    : downBetween(steps, low, knownDown(low, high, perDegree));
}

function downOneByOne(steps, perDegree) {
  const n = steps.length;
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++)
    out[i] = steps[i] === NOT_SAID ? Number.NaN : mercatorY(steps[i] / perDegree);
  return out;
}

const knownDown = (low, high, perDegree) =>
  Float64Array.from({ length: Math.ceil((high - low) / KNOWN_EACH) + 2 }, (_, k) =>
    mercatorY((low + k * KNOWN_EACH) / perDegree),
  );

function downBetween(steps, low, known) {
  const n = steps.length;
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const step = steps[i];
    if (step === NOT_SAID) {
      out[i] = Number.NaN;
      continue;
    }
    const k = (step - low) >> KNOWN_BITS;
    const part = ((step - low) & (KNOWN_EACH - 1)) / KNOWN_EACH;
    out[i] = known[k] + part * (known[k + 1] - known[k]);
  }
  return out;
}

/** Least and greatest of what is there. */
export function reachOf(steps) {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i];
    if (step === NOT_SAID) continue;
    if (step < low) low = step;
    if (step > high) high = step;
  }
  return [low, high];
}
