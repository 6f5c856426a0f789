// Words and numbers that travelled apart are put together in their order.

import assert from "node:assert/strict";
import test from "node:test";
import { Digits } from "../../maps/page/data/digits.js";

const H = "\u007f";

test("numbers go to the places they came from", () => {
  const digits = new Digits(Uint8Array.from([1, 2, 9, 0x10, 0x00, 0x27, 0x01]));
  const words = [`a${H}b${H}`, "none", `${H}`, `${H}${H}!`];
  assert.deepEqual(digits.join({ t: words, w: [1, 2] }, 4), ["a1b10000", "none", "2", "9256!"]);
});

test("differences are added up, a stream after the other, over several columns", () => {
  const digits = new Digits(Uint8Array.from([5, 1, 0, 255, 255, 255, 255, 59]));
  assert.deepEqual(digits.join({ t: `row ${H}`, w: [-1] }, 3), ["row 5", "row 6", "row 6"]);
  assert.deepEqual(digits.take(1, 4), Uint32Array.from([4294967295]));
  assert.deepEqual(digits.join({ t: [H], w: [1] }, 1), ["59"]);
});

test("all numbers from the eighth on are one stream", () => {
  const text = Array(10).fill(H).join(" ");
  const digits = new Digits(Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]));
  const words = [text, `${H}`];
  // the first stream holds two numbers: of the first and of the second text
  assert.deepEqual(digits.join({ t: words, w: Array(8).fill(1) }, 2), [
    "1 3 4 5 6 7 8 9 10 11",
    "2",
  ]);
});
