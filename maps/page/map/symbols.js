// The symbols: one path table for canvas, legend and print. Boxes run from -10 to 10.

import { el, svg } from "../base/dom.js";
import { changedBy, strokesPath } from "./condition.js";
import { badgeIcon, drawBadge, LEAST_BADGE } from "./pictograms.js";

const star = () => {
  const points = [];
  for (let i = 0; i < 12; i++) {
    const r = i % 2 ? 4.4 : 10;
    const a = (i * Math.PI) / 6;
    points.push(`${(r * Math.sin(a)).toFixed(2)} ${(-r * Math.cos(a)).toFixed(2)}`);
  }
  return `M${points.join("L")}Z`;
};

export const SHAPES = {
  diamond: "M0-10 10 0 0 10-10 0Z",
  triangle: "M0-9.5 10 8-10 8Z",
  star: star(),
  circle: "M0-9A9 9 0 0 1 0 9A9 9 0 0 1 0-9Z",
  square: "M-8-8H8V8H-8Z",
};

// Small marks inside a symbol that tell families of categories apart.
export const MARKS = {
  rail: "M-4-1.6H4M-4 1.6H4M-2.4-3V3M2.4-3V3",
  camp: "M-4 2.6 0-3.2 4 2.6",
  air: "M0-4.4V4.2M-4.4 0H4.4M-1.8 3.6H1.8",
  ship: "M-4-1H4M-4 1.6C-2 3.6 2 3.6 4 1.6",
  dot: "M-1.4 0A1.4 1.4 0 0 1 1.4 0A1.4 1.4 0 0 1-1.4 0",
  wave: "M-4.4 3 -2.2 .4 0 3 2.2 .4 4.4 3",
  bars: "M-2.6-.6V5M0-2.6V5M2.6-.6V5",
  cross: "M-2.6-.4 2.6 5M2.6-.4-2.6 5",
  ring: "M0-2.4A2.4 2.4 0 0 1 0 2.4A2.4 2.4 0 0 1 0-2.4",
  none: "",
};

// Arrivals point in, departures point out.
export const POINTERS = {
  arrival: "M-19-4.5-11.5 0-19 4.5",
  departure: "M11.5-4.5 19 0 11.5 4.5",
  transit: "M-19-4.5-11.5 0-19 4.5M11.5-4.5 19 0 11.5 4.5",
};

const SPREAD = 1.4; // pointers stand further off a picture
const AROUND = 1.5; // size of the second outline, in symbols

const paths = new Map();

export function path2d(data) {
  if (!paths.has(data)) paths.set(data, new Path2D(data));
  return paths.get(data);
}

/** How a record stands, from its status: "plain" when nobody said. */
export function standing(status, retracted) {
  if (retracted || status === "denied") return "hollow";
  if (status === "assessed") return "solid";
  return status === "claimed" || status === "reported" ? "dashed" : "plain";
}

/** The path of a look's pointer; "" for a direction that has none, or that nobody knows. */
const pointerOf = (look) =>
  Object.hasOwn(POINTERS, look.pointer ?? "") ? POINTERS[look.pointer] : "";

/** Draws one symbol at x, y with radius r. */
export function drawSymbol(g, x, y, r, look) {
  const badge = look.badge?.image && r >= LEAST_BADGE;
  g.save();
  g.translate(x, y);
  const k = r / 10;
  g.scale(k, k);
  const shape = path2d(SHAPES[look.shape]);
  g.lineJoin = "round";
  g.lineCap = "round";
  drawPointer(g, look, badge ? SPREAD : 1);
  if (badge) drawBadge(g, r, look);
  else drawShape(g, shape, look);
  drawStrokes(g, look);
  g.restore();
}

function drawShape(g, shape, look) {
  g.lineWidth = 5;
  g.strokeStyle = look.halo;
  g.stroke(shape);
  const { open, dash, faint = 1 } = changedBy(look);
  const whole = g.globalAlpha;
  g.globalAlpha = whole * faint;
  const hollow = look.standing === "hollow";
  g.fillStyle = hollow || open ? look.halo : look.color;
  g.fill(shape);
  if (hollow || open) {
    g.lineWidth = 2.2;
    g.strokeStyle = look.color;
    if (dash) g.setLineDash(dash);
    g.stroke(shape);
    g.setLineDash([]);
  }
  if (!hollow && look.standing !== "plain") strokeAround(g, shape, look);
  const mark = MARKS[look.mark];
  if (mark) {
    g.lineWidth = 1.7;
    g.strokeStyle = hollow || open ? look.color : look.ink;
    g.stroke(path2d(mark));
  }
  g.globalAlpha = whole;
}

/** What strikes a symbol through: damaged, destroyed. */
function drawStrokes(g, look) {
  const { strokes } = changedBy(look);
  if (!strokes) return;
  const path = path2d(strokesPath(strokes));
  g.lineWidth = 4;
  g.strokeStyle = look.halo;
  g.stroke(path);
  g.lineWidth = 2;
  g.strokeStyle = look.color;
  g.stroke(path);
}

function drawPointer(g, look, spread) {
  const pointer = pointerOf(look);
  if (!pointer) return;
  g.save();
  g.scale(spread, spread);
  g.lineWidth = 5 / spread;
  g.strokeStyle = look.halo;
  g.stroke(path2d(pointer));
  g.lineWidth = 2.6 / spread;
  g.strokeStyle = look.color;
  g.stroke(path2d(pointer));
  g.restore();
}

/** A second outline about the symbol: unbroken for assessed, dashed for reported or claimed. */
function strokeAround(g, shape, look) {
  g.save();
  g.scale(AROUND, AROUND);
  if (look.standing === "dashed") g.setLineDash([2.6, 2.4]);
  g.lineWidth = 1.5;
  g.strokeStyle = look.color;
  g.stroke(shape);
  g.restore();
}

/** The same symbol as an inline SVG, or its picture, for legend, tree, card and print. */
export function symbolIcon(look, size = 16) {
  const { open, dash, faint, strokes } = changedBy(look);
  if (look.badge?.image) {
    const picture = badgeIcon(look.badge, size);
    return strokes ? struck(picture, { look, strokes, faint }) : picture;
  }
  const hollow = look.standing === "hollow" || open;
  const around = look.standing === "solid" || look.standing === "dashed";
  const pointer = pointerOf(look);
  const h = around ? 34 : 24;
  const w = pointer ? 40 : Math.max(h, strokes ? 28 : 0);
  return svg(
    "svg",
    {
      class: "symbol",
      width: size * (w / h),
      height: size,
      viewBox: `${-w / 2} ${-h / 2} ${w} ${h}`,
      "aria-hidden": "true",
    },
    pointer
      ? svg("path", {
          d: pointer,
          fill: "none",
          stroke: look.color,
          "stroke-width": 2.8,
          "stroke-linecap": "round",
          "stroke-linejoin": "round",
        })
      : null,
    around
      ? svg("path", {
          d: SHAPES[look.shape],
          transform: `scale(${AROUND})`,
          fill: "none",
          stroke: look.color,
          "stroke-width": 1.4,
          "stroke-dasharray": look.standing === "dashed" ? "2.6 2.4" : null,
          opacity: faint,
        })
      : null,
    svg("path", {
      d: SHAPES[look.shape],
      opacity: faint,
      "stroke-dasharray": dash?.join(" "),
      fill: hollow ? look.halo : look.color,
      stroke: hollow ? look.color : "none",
      "stroke-width": 2.2,
    }),
    MARKS[look.mark]
      ? svg("path", {
          d: MARKS[look.mark],
          fill: "none",
          stroke: hollow ? look.color : look.ink,
          "stroke-width": 1.7,
          "stroke-linecap": "round",
          "stroke-linejoin": "round",
          opacity: faint,
        })
      : null,
    ...(strokes ? strokesIcon(strokes, look) : []),
  );
}

/** A picture struck through. */
const struck = (picture, { look, strokes, faint }) =>
  el(
    "span",
    { class: faint ? "struck faint" : "struck" },
    picture,
    svg("svg", { viewBox: "-13 -13 26 26", "aria-hidden": "true" }, strokesIcon(strokes, look)),
  );

const strokesIcon = (strokes, { halo, color }) =>
  [
    [halo, 4],
    [color, 2],
  ].map(([stroke, wide]) =>
    svg("path", {
      d: strokesPath(strokes),
      stroke,
      "stroke-width": wide,
      "stroke-linecap": "round",
    }),
  );
