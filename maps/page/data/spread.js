// Numbers that are asked for at every redraw, worked out once. Each is a loop of its own over
// plain columns: of a million rows a browser gets through those in a few milliseconds.

import { mercatorX, mercatorY } from "./decode.js";
import { NOT_SAID } from "./positions.js";

/** When each record ends, in minutes (half-open); `NO_TIME` for what has no time. */
export function endsOf(from, lasts) {
  const n = from.length;
  const out = new Int32Array(n);
  for (let i = 0; i < n; i++) out[i] = from[i] === NOT_SAID ? NOT_SAID : from[i] + lasts[i];
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

/** A code per record to the number that it stands for. */
export function numbersOf(codes, numbers) {
  const n = codes.length;
  const out = new Int32Array(n);
  for (let i = 0; i < n; i++) out[i] = numbers[codes[i]];
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

/** The same for latitude. Where there are so many records that they share latitudes, the sine
 *  and logarithm of one is worked out once. */
export function downOf(steps, perDegree) {
  const n = steps.length;
  const [low, high] = reachOf(steps);
  const shared = low <= high && high - low < n;
  const known = new Float64Array(shared ? high - low + 1 : 0); // 0 is the very top of the map
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const step = steps[i];
    let y = step === NOT_SAID ? Number.NaN : known[step - low];
    if (!y && step !== NOT_SAID) {
      y = mercatorY(step / perDegree);
      if (shared) known[step - low] = y;
    }
    out[i] = y;
  }
  return out;
}

/** Least and greatest of what is there. */
function reachOf(steps) {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i];
    if (step === NOT_SAID) continue;
    if (step < low) low = step;
    if (step > high) high = step;
  }
  return [low, high];
}
