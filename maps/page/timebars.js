// Drawing of the time control: bars by layer, the chosen window, ticks and their names.

import { nextMonth } from "./span.js";
import { DAY_MS } from "./text.js";

const MONTH_MS = 30 * DAY_MS;
const TICK_PX = 3; // ticks stand at least so far apart
const MONTHS_A_TICK = [1, 3, 6, 12, 60, 120, 600, 1200];
const AXIS_PX = 15;

/** g is a canvas context in CSS pixels, w x h large. counts: per bar and layer. */
export function drawBars(g, { w, h, span, period, edges, counts, layers, theme, words }) {
  const top = Math.max(1, ...counts.map((c) => c.reduce((a, b) => a + b, 0)));
  const x = (t) => ((t - span.from) / (span.to - span.from)) * w;
  const base = h - AXIS_PX;
  g.fillStyle = theme.timeWindow;
  g.fillRect(x(period.from), 0, x(period.to) - x(period.from), base);
  drawTicks(g, { x, w, h, base, span, theme, words });
  counts.forEach((count, b) => {
    const [x0, x1] = [x(edges[b]), x(edges[b + 1])];
    const inside = edges[b] < period.to && edges[b + 1] > period.from;
    g.globalAlpha = inside ? 1 : 0.25;
    let y = base;
    layers.forEach((layer, k) => {
      const height = (count[k] / top) * (base - 4);
      g.fillStyle = theme.layers[layer.id];
      g.fillRect(x0 + 0.5, y - height, Math.max(1, x1 - x0 - 1), height);
      y -= height;
    });
  });
  g.globalAlpha = 1;
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
