// Reports per cell: only what is known finely enough for the cell counts, and the rest is told.

import { NOWHERE } from "../data/store.js";
import { EARTH_RADIUS_M } from "./canvas.js";

const SIDES_KM = [1, 2, 5, 10, 20, 50, 100];
const LEAST_PX = 12; // a cell is at least so wide
const MOST_CLASSES = 5;
const RADIUS_KM = EARTH_RADIUS_M / 1000;
/** Cells are squares here; elsewhere they keep their area (cylindrical equal-area). */
export const SQUARE_AT = 52.5;
const COS = Math.cos((SQUARE_AT * Math.PI) / 180);
const ROUND_KM = 2 * Math.PI * RADIUS_KM * COS; // once round the world, in the grid's kilometres
const POLE_KM = RADIUS_KM / COS;
const NO_PLACE = 65535;
const EXTENDED = 65534; // a line or an area: in more than one cell

const sineOf = (my) => Math.tanh(Math.PI * (1 - 2 * my));

/** Kilometres east of 180° W and south of the pole, on the grid, of a point of the unit square. */
export const gridX = (mx) => mx * ROUND_KM;
export const gridY = (my) => (1 - sineOf(my)) * POLE_KM;

/** The other way about. */
export const fromGridX = (km) => km / ROUND_KM;
export const fromGridY = (km) => 0.5 - Math.atanh(1 - km / POLE_KM) / (2 * Math.PI);

/** Which kilometre of the grid every record lies in, once for all sizes of cells. */
export function kilometresOf(store) {
  if (store.kilometres) return store.kilometres;
  const [x, y] = [new Uint16Array(store.n), new Uint16Array(store.n)];
  for (let i = 0; i < store.n; i++) {
    if (store.kinds[i] === NOWHERE) {
      x[i] = NO_PLACE;
      continue;
    }
    x[i] = gridX(store.mx[i]);
    y[i] = gridY(store.my[i]);
  }
  for (const i of store.outlined) if (x[i] !== NO_PLACE) x[i] = EXTENDED;
  store.kilometres = { x, y };
  return store.kilometres;
}

/** The side of a cell in km, by how many pixels the map is wide once round the world. */
export function sideFor(size) {
  return SIDES_KM.find((side) => (side / ROUND_KM) * size >= LEAST_PX) ?? SIDES_KM.at(-1);
}

/** Columns and rows of the cells that a frame shows. */
function windowOf({ size, ox, oy, w, h }, side) {
  const at = (km) => Math.floor(km / side);
  const inside = (v) => Math.min(1 - 1e-9, Math.max(1e-9, v));
  const column = at(gridX(inside(ox / size)));
  const row = at(gridY(inside(oy / size)));
  const columns = at(gridX(inside((ox + w) / size))) - column + 1;
  return { column, row, columns, rows: at(gridY(inside((oy + h) / size))) - row + 1 };
}

/** By radius code: 1 when it is at most half the side of a cell. */
const fineFor = (store, side) =>
  Uint8Array.from(store.values.radius, (r) => (r !== null && r <= side * 500 ? 1 : 0));

/**
 * Counts the shown reports per cell: {side, column, row, columns, rows, counts, least, most} for
 * the cells of the frame (least of those that hold any), and over the whole map how many were counted (`counted`) or left out:
 * `coarse` known too coarsely, `unknown` of unknown precision, `nowhere` without a place;
 * `more`, {low, high} or null, what is to be added to `coarse` where a record stands for many reports.
 */
export function countCells(store, mask, frame) {
  const side = sideFor(frame.size);
  const { x, y } = kilometresOf(store);
  const grid = windowOf(frame, side);
  const counts = new Uint32Array(grid.columns * grid.rows);
  const fine = fineFor(store, side);
  const unsaid = Uint8Array.from(store.values.radius, (r) => (r === null ? 1 : 0));
  const { radius } = store.c;
  const told = { counted: 0, coarse: 0, unknown: 0, nowhere: 0 };
  for (let i = 0; i < store.n; i++) {
    if (!mask[i]) continue;
    if (x[i] >= EXTENDED || !fine[radius[i]]) {
      if (x[i] === NO_PLACE) told.nowhere++;
      else if (x[i] !== EXTENDED && unsaid[radius[i]]) told.unknown++;
      else told.coarse++;
      continue;
    }
    told.counted++;
    const column = ((x[i] / side) | 0) - grid.column;
    const row = ((y[i] / side) | 0) - grid.row;
    if (column < 0 || row < 0 || column >= grid.columns || row >= grid.rows) continue;
    counts[row * grid.columns + column]++;
  }
  let more = null; // what counts in (other) cells add to those that are known too coarsely
  for (const [i, [low, high]] of store.cells ?? []) {
    if (!mask[i] || x[i] !== EXTENDED) continue;
    more ??= { low: 0, high: 0 };
    more.low += low - 1;
    more.high += high - 1;
  }
  let [least, most] = [Infinity, 0];
  for (const n of counts) {
    if (n > most) most = n;
    if (n && n < least) least = n;
  }
  return { side, ...grid, counts, least, most, ...told, more };
}

/** Least and most of all cells that hold reports of any of some masks, wherever they are: one scale
 *  for what is compared. */
export function rangeOf(store, masks, side) {
  const { x, y } = kilometresOf(store);
  const fine = fineFor(store, side);
  let [least, most] = [Infinity, 0];
  for (const mask of masks) {
    const keys = new Uint32Array(store.n);
    let n = 0;
    for (let i = 0; i < store.n; i++)
      if (mask[i] && x[i] < EXTENDED && fine[store.c.radius[i]])
        keys[n++] = ((x[i] / side) | 0) * 65536 + ((y[i] / side) | 0);
    const sorted = keys.subarray(0, n).sort();
    for (let k = 0; k < n; ) {
      const start = k;
      while (k < n && sorted[k] === sorted[start]) k++;
      least = Math.min(least, k - start);
      most = Math.max(most, k - start);
    }
  }
  return { side, least, most };
}

/** 1, 2, 3 or 5 times a power of ten, the nearest from below. */
function roundDown(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [5, 3, 2, 1].find((digit) => digit * power <= value) * power;
}

/** The least count of each class, ascending, for counts from least to most: even steps on a scale
 *  of powers, in round numbers. */
export function classesFor(least, most) {
  if (!most) return [];
  const steps = [roundDown(least)];
  for (let k = 1; k < MOST_CLASSES; k++) {
    const step = roundDown(least * (most / least) ** (k / MOST_CLASSES) * 1.0001);
    if (step > steps.at(-1)) steps.push(step);
  }
  return steps;
}

/** Which class a count is in. */
export function classOf(count, classes) {
  let k = classes.length - 1;
  while (k > 0 && count < classes[k]) k--;
  return k;
}

/** The colours of so many classes, from a ramp that goes from few to many. */
export function colorsFor(ramp, n) {
  if (n <= 1) return [ramp[Math.floor(ramp.length / 2)]];
  const step = (ramp.length - 1) / (n - 1);
  return Array.from({ length: n }, (_, k) => ramp[Math.round(k * step)]);
}

/** Left, top, right, bottom of a cell in canvas pixels. */
export function cellBox({ side, column, row }, frame, c, r) {
  const { size, ox, oy } = frame;
  const x = (k) => Math.round(fromGridX((column + k) * side) * size - ox);
  const y = (k) => Math.round(fromGridY((row + k) * side) * size - oy);
  return [x(c), y(r), x(c + 1), y(r + 1)];
}

export function paintDensity(g, frame, density, ramp) {
  const { columns, rows, counts, classes } = density;
  const colors = colorsFor(ramp, classes.length);
  g.globalAlpha = 0.82;
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const count = counts[r * columns + c];
      if (!count) continue;
      const [left, top, right, bottom] = cellBox(density, frame, c, r);
      g.fillStyle = colors[classOf(count, classes)];
      g.fillRect(left, top, right - left - 1, bottom - top - 1);
    }
  }
  g.globalAlpha = 1;
}

/** The cell at a canvas point: [column, row] within the density's window, or null when empty. */
export function cellAt(density, frame, { x, y }) {
  const { size, ox, oy } = frame;
  const c = Math.floor(gridX((x + ox) / size) / density.side) - density.column;
  const r = Math.floor(gridY((y + oy) / size) / density.side) - density.row;
  if (c < 0 || r < 0 || c >= density.columns || r >= density.rows) return null;
  return density.counts[r * density.columns + c] ? [c, r] : null;
}

/**
 * The reports of a cell, and how many there can be: {members, low, high}. A report lies in it
 * certainly when its whole circle does, and perhaps when its circle reaches in.
 */
export function inCell(store, mask, density, [c, r]) {
  const { side } = density;
  const [left, top] = [(density.column + c) * side, (density.row + r) * side];
  const fine = fineFor(store, side);
  const km = kilometresOf(store);
  const members = [];
  let [low, high] = [0, 0];
  for (let i = 0; i < store.n; i++) {
    if (!mask[i] || km.x[i] >= EXTENDED || !fine[store.c.radius[i]]) continue;
    const [x, y] = [km.x[i] - left, km.y[i] - top];
    if (x < -side || y < -side || x > 2 * side || y > 2 * side) continue;
    if (x >= 0 && y >= 0 && x < side && y < side) members.push(i);
    const { inside, touches } = reach(store, i, { left, top, side });
    if (inside) low++;
    if (touches) high++;
  }
  return { members, low, high };
}

/** Whether a report's circle lies inside a cell, and whether it touches it. */
function reach(store, i, { left, top, side }) {
  const stretch = Math.sqrt(1 - sineOf(store.my[i]) ** 2) / COS; // of east-west, to the ground
  const radius = store.radius(i) / 1000;
  const x = (gridX(store.mx[i]) - left) * stretch;
  const y = (gridY(store.my[i]) - top) / stretch;
  const [w, h] = [side * stretch, side / stretch];
  const inside = x >= radius && y >= radius && x <= w - radius && y <= h - radius;
  const outX = Math.max(0, -x, x - w);
  const outY = Math.max(0, -y, y - h);
  return { inside, touches: Math.hypot(outX, outY) <= radius };
}
