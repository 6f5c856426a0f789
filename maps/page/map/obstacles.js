// Records that came as lines or areas, drawn by kind as military engineers' maps do: trenches with
// their traverses, ditches with teeth, wire, mines. Patterns are data (maps/obstacles.json).

import { svg } from "../base/dom.js";
import { contains } from "../base/polygon.js";
import { boxInFrame, boxOf, tracePath } from "./canvas.js";
import { changedBy, conditionOf, markOf } from "./condition.js";
import { standing } from "./symbols.js";

const PATTERN_ZOOM = 7; // further out a pattern is a smear: plain lines
const MOST_PATTERNED = 1500; // outlines in view; with more, plain lines too
const MOST_UNITS = 20000;
const MARGIN_PX = 20; // beyond the frame signs still reach into it
const VAST_PX = 20000; // so long a line has too many dashes
const REACH_PX = 6; // how far off a line it still answers to the pointer
const PLAIN = { line: [0], area: "tint" };

const boxes = new WeakMap(); // of a store's outlines, worked out once

function boxesOf(store) {
  if (store.sketch) return new Map();
  if (!boxes.has(store))
    boxes.set(
      store,
      new Map(
        store.outlined.map((i) => {
          const each = store.outlines[i].map(boxOf);
          const [x, y] = [0, 1].map((k) => Math.min(...each.map((box) => box[k])));
          const [r, b] = [2, 3].map((k) => Math.max(...each.map((box) => box[k])));
          return [i, [x, y, r, b]];
        }),
      ),
    );
  return boxes.get(store);
}

/** The outlines that are shown and in view, by number. */
function obstaclesInView(store, mask, frame) {
  const known = boxesOf(store);
  return store.outlined.filter((i) => mask[i] && boxInFrame(known.get(i), frame));
}

/** A path in pixels, without its shortest steps; a ring comes back to where it began. */
function pixels(xy, { size, ox, oy }, closed) {
  const out = [];
  for (let k = 0; k < xy.length; k += 2) out.push([xy[k] * size - ox, xy[k + 1] * size - oy]);
  if (closed) out.push(out[0]);
  return out;
}

/** How far along a segment [ax, ay]..[bx, by] of that length it runs in or near the frame, in
 *  pixels: [from, to], from > to where it does not. */
function spanIn([[ax, ay], [bx, by]], length, frame) {
  if (!frame) return [0, length];
  let [from, to] = [0, length];
  for (const [a, b, most] of [
    [ax, bx, frame.w],
    [ay, by, frame.h],
  ]) {
    const slope = (b - a) / length;
    const ends = [(-MARGIN_PX - a) / slope, (most + MARGIN_PX - a) / slope].sort((m, n) => m - n);
    if (slope) [from, to] = [Math.max(from, ends[0]), Math.min(to, ends[1])];
    else if (a < -MARGIN_PX || a > most + MARGIN_PX) to = -1;
  }
  return [from, to];
}

/** Calls put(x, y, cos, sin) every `step` pixels along a line, or once in its middle, where that
 *  is in the frame, if one is given. Returns how often. */
export function march(points, { step = 1, once }, put, frame) {
  const segments = points.slice(1).map((point, k) => [points[k], point]);
  const lengths = segments.map(([[ax, ay], [bx, by]]) => Math.hypot(bx - ax, by - ay));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  let left = once ? 1 : Math.floor(total / step);
  let at = once ? total / 2 : (total - (left - 1) * step) / 2;
  let done = 0;
  segments.forEach((segment, k) => {
    const length = lengths[k];
    const here = at <= length ? Math.min(left, Math.floor((length - at) / step) + 1) : 0;
    if (here) {
      const [[ax, ay], [bx, by]] = segment;
      const [c, s] = [(bx - ax) / length, (by - ay) / length];
      const [from, to] = spanIn(segment, length, frame);
      const last = Math.min(here - 1, Math.floor((to - at) / step));
      for (let n = Math.max(0, Math.ceil((from - at) / step)); n <= last; n++, done++)
        put(ax + c * (at + n * step), ay + s * (at + n * step), c, s);
    }
    left -= here;
    at += here * step - length;
  });
  return done;
}

function traceUnit(g, unit, scale, x, y, c, s) {
  for (const line of unit)
    line.forEach(([u, v], k) => {
      const [px, py] = [x + scale * (u * c - v * s), y + scale * (u * s + v * c)];
      if (k) g.lineTo(px, py);
      else g.moveTo(px, py);
    });
}

/** A line beside the course, `off` pixels to its right. */
function traceBeside(g, points, off) {
  points.forEach(([x, y], k) => {
    const [ax, ay] = points[Math.max(0, k - 1)];
    const [bx, by] = points[Math.min(points.length - 1, k + 1)];
    const length = Math.hypot(bx - ax, by - ay) || 1;
    const to = [x - (off * (by - ay)) / length, y + (off * (bx - ax)) / length];
    if (k) g.lineTo(...to);
    else g.moveTo(...to);
  });
}

const FILLS = {
  dots: "M2 2h.1M8 8h.1",
  rings: "M4 4m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0",
  hatch: "M-1 13 13-1M-1 1 1-1M11 13 13 11",
  waves: "M0 4q3-3 6 0t6 0",
};
const fills = new Map();

function fillOf(g, name, color, { ratio, ox, oy }) {
  const key = `${name} ${color} ${ratio}`;
  const side = Math.round(12 * ratio);
  if (!fills.has(key)) {
    const tile = document.createElement("canvas");
    tile.width = side;
    tile.height = side;
    const q = tile.getContext("2d");
    q.scale(side / 12, side / 12);
    q.strokeStyle = color;
    q.lineCap = "round";
    q.lineWidth = name === "dots" ? 2.2 : 0.9;
    q.stroke(new Path2D(FILLS[name]));
    fills.set(key, tile);
  }
  const pattern = g.createPattern(fills.get(key), "repeat");
  const offset = (v) => -(((v % 12) + 12) % 12);
  pattern.setTransform(new DOMMatrix().translate(offset(ox), offset(oy)).scale(12 / side));
  return pattern;
}

function paintArea(g, paths, frame, { color, area, patterned }) {
  g.beginPath();
  for (const xy of paths) tracePath(g, xy, frame, true);
  g.fillStyle = `${color}1c`;
  g.fill("evenodd");
  if (!patterned || !FILLS[area]) return;
  g.globalAlpha = 0.6;
  g.fillStyle = fillOf(g, area, color, frame);
  g.fill("evenodd");
  g.globalAlpha = 1;
}

/** One outline: assessed and unstated ones unbroken, claimed ones dashed, denied ones hollow; and
 *  its state. `marked`: it has room for the marks of that. */
function paintOutline(g, frame, outline, { look, scale, patterned, marked }) {
  const { paths, closed } = outline;
  const pattern = patterned ? look.pattern : PLAIN;
  const { dash: planned, open, faint = 1 } = changedBy(look);
  if (closed) paintArea(g, paths, frame, { color: look.color, area: pattern.area, patterned });
  const lines = paths.map((xy) => pixels(xy, frame, closed));
  const wide = (pattern.thin ? 1 : 1.8) * (look.strong ? 1.6 : 1);
  g.strokeStyle = look.color;
  g.globalAlpha = look.standing === "hollow" ? 0.55 : faint;
  g.lineWidth = look.standing === "hollow" ? 0.9 : wide;
  g.lineJoin = "round";
  g.lineCap = "butt";
  const vast = lines.some((line) => line.some(([x, y]) => Math.abs(x) + Math.abs(y) > VAST_PX));
  const stated = look.standing === "dashed" ? [4, 3] : pattern.dash;
  const dash = planned?.map((px) => 2 * px) ?? stated;
  g.setLineDash(vast || !dash ? [] : dash);
  g.beginPath();
  for (const points of lines) for (const off of pattern.line) traceBeside(g, points, off * scale);
  g.stroke();
  g.setLineDash([]);
  let units = 0;
  if (pattern.unit) {
    g.beginPath();
    const put = (...at) => traceUnit(g, pattern.unit, scale, ...at);
    const every = { ...pattern, step: pattern.step && pattern.step * scale };
    for (const points of lines) units += march(points, every, put, frame);
    g.lineWidth = Math.max(1, 1.4 * scale);
    if (pattern.fill && look.standing !== "hollow" && !open) {
      g.fillStyle = look.color;
      g.fill();
    } else g.stroke();
  }
  g.globalAlpha = 1;
  const mark = marked && markOf(look);
  return mark ? units + paintMarks(g, lines, frame, { mark, look, often: patterned }) : units;
}

/** Struck through along its course, or once in its middle. */
function paintMarks(g, lines, frame, { mark, look, often }) {
  g.beginPath();
  const put = (...at) => traceUnit(g, mark.unit, 1, ...at);
  let n = 0;
  for (const points of lines)
    n += (often && march(points, mark, put, frame)) || march(points, { once: true }, put, frame);
  g.lineCap = "round";
  for (const [color, wide] of [
    [look.halo, 5],
    [look.color, 2.2],
  ]) {
    g.strokeStyle = color;
    g.lineWidth = wide;
    g.stroke();
  }
  return n;
}

const sizeAt = (zoom) => Math.max(0.6, Math.min(1.4, 0.6 + (zoom - PATTERN_ZOOM) * 0.13));

/** Draws the lines and areas of the records that are shown. */
export function paintOutlines(g, frame, { store, theme, mask, chosen }) {
  const seen = obstaclesInView(store, mask, frame);
  const marked = seen.length <= MOST_PATTERNED;
  let room = !marked || frame.zoom < PATTERN_ZOOM ? 0 : MOST_UNITS;
  const scale = sizeAt(frame.zoom);
  for (const i of seen) {
    const strong = chosen.has(i);
    const outline = { paths: store.outlines[i], closed: store.closed.has(i) };
    if (strong) paintGlow(g, frame, outline, theme.selection);
    const look = {
      color: theme.layers[store.layer(i).id],
      halo: theme.symbolHalo,
      condition: conditionOf(store, i),
      pattern: store.category(i).outline ?? PLAIN,
      standing: standing(store.word("status", i), store.c.retracted[i] > 0),
      strong,
    };
    room -= paintOutline(g, frame, outline, { look, scale, patterned: room > 0, marked });
  }
}

/** A soft band under an outline that is chosen or looked at. */
export function paintGlow(g, frame, { paths, closed }, color) {
  g.beginPath();
  for (const xy of paths) tracePath(g, xy, frame, closed);
  g.strokeStyle = color;
  g.globalAlpha = 0.35;
  g.lineWidth = 12;
  g.lineJoin = "round";
  g.stroke();
  g.globalAlpha = 1;
}

function distanceTo(paths, closed, frame, { x, y }) {
  let least = Infinity;
  for (const xy of paths) {
    const points = pixels(xy, frame, closed);
    for (let k = 1; k < points.length; k++) {
      const [[ax, ay], [bx, by]] = [points[k - 1], points[k]];
      const [dx, dy] = [bx - ax, by - ay];
      const along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1);
      const t = Math.max(0, Math.min(1, along));
      least = Math.min(least, Math.hypot(ax + t * dx - x, ay + t * dy - y));
    }
  }
  return least;
}

/** The record whose line, anywhere along it, or whose area is under a canvas point; -1 for none.
 *  Lines go before areas, and of areas the one whose edge is nearest. */
export function outlineAt(store, mask, frame, point) {
  const [mx, my] = [(point.x + frame.ox) / frame.size, (point.y + frame.oy) / frame.size];
  const reach = REACH_PX / frame.size;
  const known = boxesOf(store);
  let best = -1;
  let least = Infinity;
  for (const i of store.outlined) {
    const [x0, y0, x1, y1] = known.get(i);
    if (!mask[i] || mx < x0 - reach || mx > x1 + reach || my < y0 - reach || my > y1 + reach)
      continue;
    const closed = store.closed.has(i);
    const away = distanceTo(store.outlines[i], closed, frame, point);
    const rings = store.outlines[i].map((xy) => ({ xy }));
    const inside = closed && away > REACH_PX && contains(rings, mx, my);
    const cost = away <= REACH_PX ? away : inside ? REACH_PX + away : Infinity;
    if (cost < least) [best, least] = [i, cost];
  }
  return best;
}

/** A pattern as an inline SVG, for the legend. */
export function outlineIcon(pattern, color) {
  const points = [
    [1, 9],
    [39, 9],
  ];
  const g = {
    d: "",
    moveTo: (x, y) => {
      g.d += `M${x.toFixed(1)} ${y.toFixed(1)}`;
    },
    lineTo: (x, y) => {
      g.d += `L${x.toFixed(1)} ${y.toFixed(1)}`;
    },
  };
  for (const off of pattern.line) traceBeside(g, points, off);
  const line = g.d;
  g.d = "";
  if (pattern.unit) march(points, pattern, (...at) => traceUnit(g, pattern.unit, 1, ...at));
  const stroke = { stroke: color, fill: "none" };
  return svg(
    "svg",
    { class: "symbol", width: 40, height: 18, viewBox: "0 0 40 18", "aria-hidden": "true" },
    svg("path", {
      ...stroke,
      d: line,
      "stroke-width": pattern.thin ? 1 : 1.8,
      "stroke-dasharray": pattern.dash?.join(" ") ?? null,
    }),
    g.d
      ? svg("path", { ...stroke, d: g.d, "stroke-width": 1.4, fill: pattern.fill ? color : "none" })
      : null,
  );
}
