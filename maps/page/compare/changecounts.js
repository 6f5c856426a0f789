// Reports and amounts of two periods side by side, as intervals.

import { toldBy } from "../data/cells.js";
import { sumQuantities } from "../data/filter.js";
import { IN_A, IN_B, isEither, SURE_A, SURE_B, UNDATED } from "./changes.js";

/** The difference of two intervals: how much more B may hold than A, at least and at most. */
export const difference = (a, b) => ({ low: b.low - a.high, high: b.high - a.low });

const SIDES = ["a", "b", "either", "undated"];

const empty = () => Object.fromEntries(SIDES.map((name) => [name, { low: 0, high: 0 }]));

const MARK_KINDS = 32; // all combinations of the bits

/** Reports per category, as intervals {low, high}: {rows: [{a, b, either, undated}], all: the same of
 *  all of them}. A count in a cell is as many reports as it says. */
export function countMarks(store, marks) {
  const { category } = store.c;
  const [low, high] = [0, 0].map(() => new Float64Array(store.head.categories.length * MARK_KINDS));
  for (let i = 0; i < store.n; i++) {
    if (!marks[i]) continue;
    const [least, most] = toldBy(store, i);
    low[category[i] * MARK_KINDS + marks[i]] += least;
    high[category[i] * MARK_KINDS + marks[i]] += most;
  }
  const rows = store.head.categories.map((_, k) => {
    const part = (list) => list.subarray(k * MARK_KINDS, (k + 1) * MARK_KINDS);
    return rowOf(part(low), part(high));
  });
  return { rows, all: rows.reduce(plus, empty()) };
}

/** low, high: how many reports have each mark, at least and at most. */
function rowOf(low, high) {
  const row = empty();
  high.forEach((most, mark) => {
    if (!most) return;
    if (mark & SURE_A) row.a.low += low[mark];
    if (mark & IN_A) row.a.high += most;
    if (mark & SURE_B) row.b.low += low[mark];
    if (mark & IN_B) row.b.high += most;
    if (mark !== UNDATED && !isEither(mark)) return;
    const apart = mark === UNDATED ? row.undated : row.either;
    apart.low += low[mark];
    apart.high += most;
  });
  return row;
}

/** Sums of amounts per category and unit: [Map of unit to {a, b}], intervals, up to Infinity where
 *  nobody said at most how many; undefined where nobody gave a number. The number of a cell is one of
 *  reports, and no amount. */
export function sumMarks(store, marks) {
  const lists = store.head.categories.map(() => ({ sureA: [], inA: [], sureB: [], inB: [] }));
  for (let i = 0; i < store.n; i++) {
    const mark = marks[i];
    if (!mark || mark === UNDATED || store.cells?.has(i)) continue;
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
  const held = (row) => row.a.high || row.b.high || row.undated.high;
  const layers = store.head.layers.map((layer) => {
    const categories = store.head.categories
      .map((category, k) => ({ category, row: rows[k], sums: sums[k] }))
      .filter(({ category, row }) => category.layer === layer.id && held(row));
    return { layer, categories, row: categories.reduce((sum, one) => plus(sum, one.row), empty()) };
  });
  return { all, layers: layers.filter(({ categories }) => categories.length) };
}

const add = (x, y) => ({ low: x.low + y.low, high: x.high + y.high });

/** Reports of either period and undated ones, together. */
export const apart = ({ either, undated }) => add(either, undated);

const plus = (p, q) => Object.fromEntries(SIDES.map((name) => [name, add(p[name], q[name])]));
