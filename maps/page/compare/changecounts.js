// Reports and amounts of two periods side by side, as intervals.

import { sumQuantities } from "../data/filter.js";
import { IN_A, IN_B, isEither, SURE_A, SURE_B, UNDATED } from "./changes.js";

/** The difference of two intervals: how much more B may hold than A, at least and at most. */
export const difference = (a, b) => ({ low: b.low - a.high, high: b.high - a.low });

const empty = () => ({ a: { low: 0, high: 0 }, b: { low: 0, high: 0 }, either: 0, undated: 0 });

const MARK_KINDS = 32; // all combinations of the bits

/** Reports per category: {rows: [{a, b, either, undated}], all: the same of all of them}. */
export function countMarks(store, marks) {
  const { category } = store.c;
  const flat = new Uint32Array(store.head.categories.length * MARK_KINDS);
  for (let i = 0; i < store.n; i++) if (marks[i]) flat[category[i] * MARK_KINDS + marks[i]]++;
  const rows = store.head.categories.map((_, k) =>
    rowOf(flat.subarray(k * MARK_KINDS, (k + 1) * MARK_KINDS)),
  );
  return { rows, all: rows.reduce(plus, empty()) };
}

/** counts: how many reports have each mark. */
function rowOf(counts) {
  const row = empty();
  counts.forEach((n, mark) => {
    if (mark & SURE_A) row.a.low += n;
    if (mark & IN_A) row.a.high += n;
    if (mark & SURE_B) row.b.low += n;
    if (mark & IN_B) row.b.high += n;
    if (mark === UNDATED) row.undated += n;
    else if (isEither(mark)) row.either += n;
  });
  return row;
}

/** Sums of amounts per category and unit: [Map of unit to {a, b}], intervals, up to Infinity where
 *  nobody said at most how many; undefined where nobody gave a number. */
export function sumMarks(store, marks) {
  const lists = store.head.categories.map(() => ({ sureA: [], inA: [], sureB: [], inB: [] }));
  for (let i = 0; i < store.n; i++) {
    const mark = marks[i];
    if (!mark || mark === UNDATED) continue;
    const list = lists[store.c.category[i]];
    if (mark & SURE_A) list.sureA.push(i);
    if (mark & IN_A) list.inA.push(i);
    if (mark & SURE_B) list.sureB.push(i);
    if (mark & IN_B) list.inB.push(i);
  }
  return lists.map(({ sureA, inA, sureB, inB }) => {
    const [a, b] = [
      [sureA, inA],
      [sureB, inB],
    ].map(([sure, touching]) => sumsOf(store, sure, touching));
    const units = [...new Set([...a.keys(), ...b.keys()])].sort();
    return new Map(units.map((unit) => [unit, { a: a.get(unit), b: b.get(unit) }]));
  });
}

function sumsOf(store, sure, touching) {
  const low = new Map(sumQuantities(store, sure).map((sum) => [sum.unit, sum.low]));
  return new Map(
    sumQuantities(store, touching).map(({ unit, high, open }) => [
      unit,
      { low: low.get(unit) ?? 0, high: open ? Infinity : high },
    ]),
  );
}

/** Layers with their categories, added up: [{layer, row, categories: [{category, row, sums}]}]. */
export function countTable(store, marks) {
  const { rows, all } = countMarks(store, marks);
  const sums = sumMarks(store, marks);
  const held = (row) => row.a.high || row.b.high || row.undated;
  const layers = store.head.layers.map((layer) => {
    const categories = store.head.categories
      .map((category, k) => ({ category, row: rows[k], sums: sums[k] }))
      .filter(({ category, row }) => category.layer === layer.id && held(row));
    return { layer, categories, row: categories.reduce((sum, one) => plus(sum, one.row), empty()) };
  });
  return { all, layers: layers.filter(({ categories }) => categories.length) };
}

function plus(p, q) {
  const add = (x, y) => ({ low: x.low + y.low, high: x.high + y.high });
  const [either, undated] = [p.either + q.either, p.undated + q.undated];
  return { a: add(p.a, q.a), b: add(p.b, q.b), either, undated };
}
