// Drawing of the time control: bars by layer, the chosen windows, ticks and their names.

import { DAY_MS } from "../base/text.js";
import { barLeast, barTotal, nextMonth, scaleTop } from "./span.js";

const MONTH_MS = 30 * DAY_MS;
const TICK_PX = 3; // ticks stand at least so far apart
const MONTHS_A_TICK = [1, 3, 6, 12, 60, 120, 600, 1200];
const AXIS_PX = 15;
const HEAD_PX = 9; // above the bars: brackets of what is chosen, numbers of broken bars
const HATCH_PX = 3;
const MOST_BRACKETS = 300;

/**
 * g is a canvas context in CSS pixels, w x h large. windows: [{from, to, label}] in ms;
 * chosen: [{from, to, precise}] of the records that are selected; unwatched: [{from, to}] when
 * coverage was reduced somewhere: their ground is grey.
 */
export function drawBars(g, given) {
  const { w, h, span, windows, unwatched, edges, counts, chosen, layers, theme, words } = given;
  const x = (t) => ((t - span.from) / (span.to - span.from)) * w;
  const base = h - AXIS_PX;
  for (const { from, to, label } of windows) {
    g.fillStyle = theme.timeWindow;
    const box = [x(from), 0, Math.max(1, x(to) - x(from)), base];
    g.fillRect(...box);
    if (label) strokeWindow(g, box, theme);
  }
  g.globalAlpha = 0.3;
  g.fillStyle = theme.timeTick;
  for (const { from, to } of unwatched) g.fillRect(x(from), 0, Math.max(1, x(to) - x(from)), base);
  g.globalAlpha = 1;
  drawTicks(g, { x, w, h, base, span, theme, words });
  const top = scaleTop(counts);
  const room = Math.max(4, base - HEAD_PX);
  for (let b = 0; b < counts.bars; b++) {
    const inside = windows.some(({ from, to }) => edges[b] < to && edges[b + 1] > from);
    g.globalAlpha = inside ? 1 : 0.25;
    const [x0, x1] = [x(edges[b]), x(edges[b + 1])];
    const box = { x: x0 + 0.5, wide: Math.max(1, x1 - x0 - 1), base, room };
    drawBar(g, box, { b, top, counts, layers, theme });
    const [least, most] = [barLeast(counts, b), barTotal(counts, b)];
    if (most > top) drawBreak(g, box, { least, most, w, theme, words });
  }
  g.globalAlpha = 1;
  drawBrackets(g, x, chosen.slice(0, MOST_BRACKETS), theme);
  for (const { from, to, label } of windows)
    if (label) drawLabel(g, (x(from) + x(to)) / 2, label, theme);
}

/** First what is dated to the bar, by layer, then above it, hatched, what is spread over more, and
 *  last, open, by how much counts in cells may be more. */
function drawBar(g, { x, wide, base, room }, { b, top, counts, layers, theme }) {
  const scale = room / Math.max(top, barTotal(counts, b));
  const parts = [
    [({ solid }, at) => solid[at], counts, (box) => g.fillRect(...box)],
    [({ spread }, at) => spread[at], counts, (box) => drawHatched(g, box)],
    [({ solid, spread }, at) => solid[at] + spread[at], counts.more, (box) => drawOpen(g, box)],
  ];
  let y = base;
  for (const [held, sums, draw] of parts)
    layers.forEach((layer, k) => {
      const height = sums ? held(sums, b * layers.length + k) * scale : 0;
      if (!height) return;
      y -= height;
      g.fillStyle = theme.layers[layer.id];
      draw([x, y, wide, height]);
    });
}

/** A pale ground under a lid: up to here, perhaps. */
function drawOpen(g, [x, y, wide, height]) {
  const alpha = g.globalAlpha;
  g.globalAlpha = alpha * 0.22;
  g.fillRect(x, y, wide, height);
  g.globalAlpha = alpha * 0.9;
  g.fillRect(x, y, wide, Math.min(1, height));
  g.globalAlpha = alpha;
}

/** A pale ground with lines across: less than solid at any width and in grey. */
function drawHatched(g, [x, y, wide, height]) {
  const alpha = g.globalAlpha;
  g.globalAlpha = alpha * 0.3;
  g.fillRect(x, y, wide, height);
  g.globalAlpha = alpha * 0.75;
  for (let line = Math.ceil(y / HATCH_PX) * HATCH_PX; line < y + height; line += HATCH_PX)
    g.fillRect(x, line, wide, Math.min(1, y + height - line));
  g.globalAlpha = alpha;
}

/** A bar that goes on beyond the scale: cut through, with its number beside it. */
function drawBreak(g, { x, wide, base, room }, { least, most, w, theme, words }) {
  const y = base - room * 0.72;
  const [left, right] = [x - 2.5, x + wide + 2.5];
  for (const drop of [0, 4]) {
    g.beginPath();
    g.moveTo(left, y + 3 + drop);
    g.lineTo(right, y - 1 + drop);
    g.strokeStyle = theme.ui.paper;
    g.lineWidth = 2;
    g.stroke();
  }
  const text = words.interval(Math.round(least), Math.round(most));
  g.font = `600 10px ${theme.font}`;
  g.textBaseline = "top";
  const beside = right + 2 + g.measureText(text).width < w;
  g.textAlign = beside ? "left" : "right";
  g.lineWidth = 3;
  g.strokeStyle = theme.ui.paper;
  const at = [beside ? right + 1 : left - 1, base - room];
  g.strokeText(text, ...at);
  g.fillStyle = theme.ringText;
  g.fillText(text, ...at);
}

/** From when to when the chosen reports are dated: dashed where the date is not exact. */
function drawBrackets(g, x, chosen, theme) {
  g.strokeStyle = theme.selection;
  g.lineWidth = 2;
  for (const { from, to, precise } of chosen) {
    const middle = (x(from) + x(to)) / 2;
    const half = Math.max(3, (x(to) - x(from)) / 2);
    g.setLineDash(precise ? [] : [3, 2]);
    g.beginPath();
    g.moveTo(middle - half, 2);
    g.lineTo(middle + half, 2);
    g.stroke();
    g.setLineDash([]);
    g.beginPath();
    for (const end of [middle - half, middle + half]) {
      g.moveTo(end, 1);
      g.lineTo(end, 8);
    }
    g.stroke();
  }
}

/** Two periods side by side are told apart by their edges. */
function strokeWindow(g, [x, y, wide, high], theme) {
  g.strokeStyle = theme.ringText;
  g.lineWidth = 1;
  g.strokeRect(x + 1, y + 0.5, Math.max(1, wide - 2), high - 1);
}

function drawLabel(g, x, label, theme) {
  g.font = `700 12px ${theme.font}`;
  g.textAlign = "center";
  g.textBaseline = "top";
  g.lineWidth = 3;
  g.strokeStyle = theme.ui.paper;
  g.strokeText(label, x, 1);
  g.fillStyle = theme.ringText;
  g.fillText(label, x, 1);
}

/** The first tick: January where ticks are years apart, else the start. */
function firstTick(span, months) {
  if (months < 12) return span.from;
  return Date.UTC(new Date(span.from).getUTCFullYear(), 0, 1);
}

function drawTicks(g, { x, w, h, base, span, theme, words }) {
  g.font = `10px ${theme.font}`;
  g.textAlign = "left";
  g.textBaseline = "bottom";
  g.strokeStyle = theme.timeTick;
  g.fillStyle = theme.timeText;
  g.lineWidth = 1;
  let free = 0;
  const months = MONTHS_A_TICK.find((n) => x(span.from + n * MONTH_MS) >= TICK_PX) ?? 6000;
  for (let t = firstTick(span, months); t < span.to; t = nextMonth(t, months)) {
    if (t < span.from) continue;
    const at = Math.round(x(t)) + 0.5;
    const january = new Date(t).getUTCMonth() === 0;
    g.beginPath();
    g.moveTo(at, base);
    g.lineTo(at, base + (january ? 6 : 3));
    g.stroke();
    const name = tickName(words, t, { months, january, first: t === span.from });
    const width = g.measureText(name).width;
    if (at + 2 < free || at + width > w) continue;
    g.fillText(name, at + 2, h);
    free = at + width + 8;
  }
}

function tickName(words, t, { months, january, first }) {
  if (months >= 12) return words.format(t, { year: "numeric" });
  const year = january || first || months >= 6;
  return words.format(t, year ? { month: "short", year: "numeric" } : { month: "short" });
}
