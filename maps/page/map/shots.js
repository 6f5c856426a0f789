// Fire: the line from where it came to where it hit, and the fan in which its origin must lie.

import { contains } from "../base/polygon.js";
import { PLACE } from "../data/store.js";
import { groundPoint, tracePath } from "./canvas.js";

const MOST_SHOTS = 1500; // lines, and fans, that are drawn
const STEP_DEG = 2; // between the points of an arc
const RAY_PX = 44; // how long a direction is drawn of which no distance is known
const NEAR_PX = 5; // of a line without width that answers to the pointer

/** From where it was fired to where it hit. */
export function paintTrails(g, frame, { store, theme, mask, chosen }) {
  const { size, ox, oy, w, h } = frame;
  const { mx, my } = store;
  const outside = (x, y) => x < 0 || y < 0 || x > w || y > h;
  let drawn = 0;
  for (const i of store.aimed) {
    if (!mask[i]) continue;
    const target = store.target(i);
    const [x0, y0] = [mx[i] * size - ox, my[i] * size - oy];
    const [x1, y1] = [target[0] * size - ox, target[1] * size - oy];
    if (Math.hypot(x1 - x0, y1 - y0) < 6 || (outside(x0, y0) && outside(x1, y1))) continue;
    if (++drawn > MOST_SHOTS) return;
    paintTrail(g, theme, [x0, y0, x1, y1], chosen.has(i));
  }
}

function paintTrail(g, theme, [x0, y0, x1, y1], strong) {
  const bend = 0.12;
  const cx = (x0 + x1) / 2 + (y1 - y0) * bend;
  const cy = (y0 + y1) / 2 - (x1 - x0) * bend;
  g.beginPath();
  g.moveTo(x0, y0);
  g.quadraticCurveTo(cx, cy, x1, y1);
  g.strokeStyle = theme.trail;
  g.globalAlpha = strong ? 1 : 0.65;
  g.lineWidth = strong ? 2.6 : 1.4;
  g.stroke();
  const a = Math.atan2(y1 - cy, x1 - cx);
  g.beginPath();
  for (const turn of [-0.45, 0.45]) {
    g.moveTo(x1, y1);
    g.lineTo(x1 - 8 * Math.cos(a + turn), y1 - 8 * Math.sin(a + turn));
  }
  g.stroke();
  g.globalAlpha = 1;
}

/** Where an inferred origin lies: {x, y} of the impact in the unit square, azimuth and error in
 *  degrees, min and max in metres; null when no direction was given, or no impact is known well
 *  enough to draw from. `own`: the record's own place is the impact. */
export function fanOf(store, i) {
  const azimuth = store.said("azimuth", i);
  if (azimuth === null) return null;
  const target = store.target(i);
  if (!target && store.kinds[i] !== PLACE) return null;
  const [x, y] = target ?? [store.mx[i], store.my[i]];
  const metres = (name) => {
    const km = store.said(name, i);
    return km === null ? null : 1000 * km;
  };
  const [min, max] = [metres("range_min") ?? 0, metres("range_max")];
  return { x, y, azimuth, error: store.said("azimuth_error", i), min, max, own: !target };
}

/** Which records have a fan, found once. */
export function fanned(store) {
  if (store.sketch) return [];
  if (store.fanned) return store.fanned;
  store.fanned = [];
  if (store.c.azimuth) for (let i = 0; i < store.n; i++) if (fanOf(store, i)) store.fanned.push(i);
  return store.fanned;
}

/** Points of the unit square on an arc about x, y; azimuths in degrees. */
function arc(x, y, distance_m, from, to) {
  const steps = Math.max(1, Math.ceil((to - from) / STEP_DEG));
  const out = [];
  for (let k = 0; k <= steps; k++)
    out.push(...groundPoint(x, y, distance_m, from + ((to - from) * k) / steps));
  return out;
}

/**
 * The outline of a fan in the unit square: {paths, closed, middle}. fan: {x, y} of the impact,
 * azimuth and error in degrees (error null: not stated), min and max in metres (max null: not
 * stated). Without both the fan has no outline and is a line as far as it is known: one way
 * only, or `openEnd` metres of two edges.
 */
export function fanShape(fan, openEnd) {
  const { x, y, azimuth, error, min } = fan;
  const max = fan.max ?? min + openEnd;
  const middle = groundPoint(x, y, (min + max) / 2, azimuth);
  const spoke = (a) =>
    Float64Array.from([groundPoint(x, y, min, a), groundPoint(x, y, max, a)].flat());
  if (error === null) return { paths: [spoke(azimuth)], closed: false, middle };
  const [from, to] = [azimuth - error, azimuth + error];
  if (fan.max === null) return { paths: [spoke(from), spoke(to)], closed: false, middle };
  if (error >= 180) {
    const rings = [max, min].filter(Boolean).map((d) => Float64Array.from(arc(x, y, d, 0, 360)));
    return { paths: rings, closed: true, middle };
  }
  const back = min ? arc(x, y, min, from, to) : [x, y];
  const points = arc(x, y, max, from, to);
  for (let k = back.length - 2; k >= 0; k -= 2) points.push(back[k], back[k + 1]);
  return { paths: [Float64Array.from(points)], closed: true, middle };
}

/** A fan on the map, filled when both its edges and its ends are known. */
export function paintFan(g, frame, { paths, closed }, { color, strong }) {
  g.beginPath();
  for (const path of paths) tracePath(g, path, frame, closed);
  if (closed) {
    g.fillStyle = `${color}${strong ? "3d" : "1c"}`;
    g.fill("evenodd");
  }
  g.strokeStyle = color;
  g.globalAlpha = strong ? 1 : 0.7;
  g.lineWidth = strong ? 2.2 : 1.1;
  g.setLineDash(closed ? [] : [5, 4]);
  g.stroke();
  g.setLineDash([]);
  g.globalAlpha = 1;
}

/** The shown fans in sight: [{i, shape}]. */
export function fansIn(frame, { store, mask }) {
  const { size, ox, oy, w, h } = frame;
  const out = [];
  for (const i of fanned(store)) {
    if (!mask[i]) continue;
    const fan = fanOf(store, i);
    const shape = fanShape(fan, (RAY_PX * metresAcross(fan.y)) / size);
    const ends = [fan.x, fan.y, ...shape.paths.flatMap((path) => [...path])];
    const [xs, ys] = [ends.filter((_, k) => k % 2 === 0), ends.filter((_, k) => k % 2)];
    const [x0, x1] = [Math.min(...xs) * size - ox, Math.max(...xs) * size - ox];
    const [y0, y1] = [Math.min(...ys) * size - oy, Math.max(...ys) * size - oy];
    if (x1 < 0 || y1 < 0 || x0 > w || y0 > h) continue;
    out.push({ i, shape });
    if (out.length >= MOST_SHOTS) break;
  }
  return out;
}

/** Metres once round the world at y of the unit square. */
const metresAcross = (y) => 40075016.686 * Math.sqrt(1 - Math.tanh(Math.PI * (1 - 2 * y)) ** 2);

/** What answers to the pointer on a fan: its inside, or its lines where it has none. */
export function fanHit({ i, shape }, frame) {
  const { size, ox, oy } = frame;
  const rings = shape.paths.map((xy) => ({ xy }));
  const onLine = ({ x, y }) =>
    shape.paths.some((xy) => {
      const [ax, ay, bx, by] = [...xy].map((v, k) => v * size - (k % 2 ? oy : ox));
      const [dx, dy] = [bx - ax, by - ay];
      const t = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1);
      const near = Math.min(1, Math.max(0, t));
      return Math.hypot(ax + near * dx - x, ay + near * dy - y) <= NEAR_PX;
    });
  const inFan = ({ x, y }) => contains(rings, (x + ox) / size, (y + oy) / size);
  return {
    x: shape.middle[0] * size - ox,
    y: shape.middle[1] * size - oy,
    r: 8,
    n: 1,
    first: i,
    members: [i],
    shape,
    inside: shape.closed ? inFan : onLine,
  };
}
