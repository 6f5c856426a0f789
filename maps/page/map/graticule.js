// Meridians and parallels, and the frame of the sheet with its degrees.

import { mercatorX, mercatorY } from "../data/decode.js";
import { label } from "./labels.js";

const GRATICULE = [20, 20, 10, 10, 5, 5, 2, 1, 1, 0.5, 0.2, 0.2, 0.1, 0.1, 0.05];
const BAR = 4; // pixels: width of the frame's scale of degrees
const GAP = 12; // from the edge to the middle of a number

/** Lines that cross the frame: [{at (pixels), value (degrees)}] for meridians and parallels. */
function linesIn(frame) {
  const step = GRATICULE[Math.min(GRATICULE.length - 1, Math.floor(frame.zoom))];
  const { size, ox, oy, w, h } = frame;
  const longitude = (x) => ((x + ox) / size) * 360 - 180;
  const latitude = (y) =>
    (Math.atan(Math.sinh(Math.PI * (1 - (2 * (y + oy)) / size))) * 180) / Math.PI;
  const every = (from, to, at) => {
    const out = [];
    for (let k = Math.ceil(from / step); k * step <= to; k++)
      out.push({ at: at(k * step), value: k * step });
    return out;
  };
  const xs = every(longitude(0), longitude(w), (v) => Math.round(mercatorX(v) * size - ox) + 0.5);
  const ys = every(latitude(h), latitude(0), (v) => Math.round(mercatorY(v) * size - oy) + 0.5);
  return { step, xs, ys };
}

export function paintGraticule(g, frame, theme) {
  const { xs, ys } = linesIn(frame);
  g.strokeStyle = theme.graticule;
  g.lineWidth = 0.6;
  g.beginPath();
  for (const { at } of xs) {
    g.moveTo(at, 0);
    g.lineTo(at, frame.h);
  }
  for (const { at } of ys) {
    g.moveTo(0, at);
    g.lineTo(frame.w, at);
  }
  g.stroke();
}

/** The neat line about the sheet (`box`), with a scale of degrees, and paper beyond it. */
export function paintFrame(g, frame, theme, box) {
  const [x0, y0, x1, y1] = box;
  const { w, h } = frame;
  if (x0 < -BAR && y0 < -BAR && x1 > w + BAR && y1 > h + BAR) return;
  g.beginPath();
  g.rect(0, 0, w, h);
  g.rect(x0, y0, x1 - x0, y1 - y0);
  g.fillStyle = theme.outside;
  g.fill("evenodd");
  g.fillStyle = theme.frame;
  const { xs, ys } = linesIn(frame);
  const bars = (lines, low, high, put) => {
    const stops = [low, ...lines.map((l) => l.at).filter((at) => at > low && at < high), high];
    const from = Math.round((lines[0]?.value ?? 0) / (lines[1]?.value - lines[0]?.value || 1));
    const odd = Math.abs(from) % 2;
    stops.sort((a, b) => a - b);
    for (let k = 1; k < stops.length; k++)
      if ((k + odd) % 2) put(stops[k - 1], stops[k] - stops[k - 1]);
  };
  bars(xs, Math.max(x0, 0), Math.min(x1, w), (x, n) => {
    g.fillRect(x, y0 - BAR, n, BAR);
    g.fillRect(x, y1, n, BAR);
  });
  bars(ys, Math.max(y0, 0), Math.min(y1, h), (y, n) => {
    g.fillRect(x0 - BAR, y, BAR, n);
    g.fillRect(x1, y, BAR, n);
  });
  g.strokeStyle = theme.frame;
  g.lineWidth = 0.7;
  g.strokeRect(x0, y0, x1 - x0, y1 - y0);
  g.strokeRect(x0 - BAR, y0 - BAR, x1 - x0 + 2 * BAR, y1 - y0 + 2 * BAR);
  g.lineWidth = 1.6;
  g.strokeRect(x0 - BAR - 3, y0 - BAR - 3, x1 - x0 + 2 * BAR + 6, y1 - y0 + 2 * BAR + 6);
}

/** The numbers at the edge: of the sheet where that is in view, else of the view. */
export function paintDegrees(g, frame, theme, { boxes, box }) {
  const { pad, view } = frame;
  const { step, xs, ys } = linesIn(frame);
  const digits = step < 1 ? (step < 0.1 ? 2 : 1) : 0;
  const [left, top] = [pad.x, pad.y];
  const [right, bottom] = [left + view.x, top + view.y];
  const away = GAP + BAR;
  const y = box[1] - away > top ? box[1] - away : top + GAP;
  const x = box[2] + away + 30 < right ? box[2] + away + 10 : right - 24;
  const say = (value, side, px, py) =>
    label(g, boxes, `${Math.abs(value).toFixed(digits)}°${side}`, px, py, {
      font: `10px ${theme.font}`,
      fill: theme.graticuleText,
      halo: theme.halo,
      align: "center",
      anywhere: true,
    });
  for (const { at, value } of xs)
    if (at > Math.max(left + 20, box[0] + 8) && at < Math.min(right - 56, box[2] - 8))
      say(value, value < 0 ? "W" : "E", at, y);
  for (const { at, value } of ys)
    if (at > Math.max(top + 30, box[1] + 8) && at < Math.min(bottom - 34, box[3] - 8))
      say(value, value < 0 ? "S" : "N", x, at);
}
