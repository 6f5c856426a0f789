// How well places were watched: hatched where and when they were not, so that silence is no news.

import { el, svg } from "../base/dom.js";
import { visible } from "../base/text.js";
import { mercatorX, mercatorY } from "../data/decode.js";
import { MINUTE_MS } from "../data/store.js";
import { boxInFrame, boxOf, tracePath } from "./canvas.js";

/** The poorest last: what is drawn where statements differ. */
export const DEGREES = ["good", "unknown", "partial", "none"];
const MOST_LISTED = 200;
const TILE = { unknown: 14, partial: 11, none: 5.5 }; // pixels between the lines

/** Statements with times in ms and outlines in the unit square; null where the page has none. */
export async function loadCoverage(payload, head, ground) {
  const held = head.coverage;
  if (!held) return null;
  const shapes = await payload.shapes("coverage", held.scale);
  const areas = held.areas.map(({ name, country }, k) => ({
    name,
    paths:
      country === null
        ? shapes[k].map((xy) => ({ xy, box: boxOf(xy) }))
        : ground.countries[country],
  }));
  const ms = (minutes, open) => (minutes === null ? open : minutes * MINUTE_MS);
  const rows = held.rows.map((row) => ({
    ...row,
    from: ms(row.from, -Infinity),
    to: ms(row.to, Infinity),
  }));
  return { areas, rows, counts: held.counts };
}

const poorest = (a, b) => (DEGREES.indexOf(a) >= DEGREES.indexOf(b) ? a : b);

/** Area -> rows that say less than good of it at some time in one of the periods. */
export function reducedIn(rows, periods) {
  const found = new Map();
  for (const row of rows) {
    const meets = periods.some(({ from, to }) => row.from < to && row.to > from);
    if (row.degree === "good" || !meets) continue;
    if (!found.has(row.area)) found.set(row.area, []);
    found.get(row.area).push(row);
  }
  return found;
}

/** When coverage was reduced anywhere, within from..to: [{from, to}], in order, none touching. */
export function reducedSpans(rows, from, to) {
  const spans = rows
    .filter((row) => row.degree !== "good" && row.from < to && row.to > from)
    .map((row) => ({ from: Math.max(row.from, from), to: Math.min(row.to, to) }))
    .sort((a, b) => a.from - b.from);
  const out = [];
  for (const span of spans) {
    const last = out.at(-1);
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else out.push(span);
  }
  return out;
}

/** Whether two periods were not watched alike: another degree somewhere, or nothing said. */
export function watchedUnlike(rows, one, other) {
  const state = (period) =>
    [...reducedIn(rows, [period])]
      .map(([area, found]) => `${area} ${found.map((row) => row.degree).reduce(poorest)}`)
      .sort()
      .join();
  return state(one) !== state(other);
}

/** Whether a point of the unit square lies in rings that are filled evenodd. */
export function within(paths, x, y) {
  let inside = false;
  for (const { xy, box } of paths) {
    if (x < box[0] || x > box[2] || y < box[1] || y > box[3]) continue;
    for (let i = 0, j = xy.length - 2; i < xy.length; j = i, i += 2) {
      const [yi, yj] = [xy[i + 1], xy[j + 1]];
      if (yi > y !== yj > y && x < ((xy[j] - xy[i]) * (y - yi)) / (yj - yi) + xy[i])
        inside = !inside;
    }
  }
  return inside;
}

/** A hatching that falls the other way than that of zones; dots for what is not known. */
function pattern(g, degree, color, ratio) {
  const step = TILE[degree];
  const side = Math.round(step * ratio);
  const tile = document.createElement("canvas");
  Object.assign(tile, { width: side, height: side });
  const q = tile.getContext("2d");
  q.scale(side / step, side / step);
  q.strokeStyle = color;
  q.fillStyle = color;
  q.lineWidth = degree === "none" ? 1.3 : 1;
  q.beginPath();
  if (degree === "unknown") q.arc(step / 2, step / 2, 1.3, 0, 7);
  else
    for (const shift of [-step, 0, step]) {
      q.moveTo(shift - 1, -1);
      q.lineTo(shift + step + 1, step + 1);
    }
  if (degree === "unknown") q.fill();
  else q.stroke();
  const made = g.createPattern(tile, "repeat");
  made.setTransform(new DOMMatrix().scale(1 / ratio));
  return made;
}

/** The same for the legend, as lines: paper keeps no background patterns. */
function swatch(degree) {
  const step = { partial: 6, none: 3 }[degree];
  const lines = [];
  for (let x = -12; step && x < 16; x += step) lines.push(`M${x} 0l12 12`);
  for (let k = 0; !step && k < 6; k++) lines.push(`M${3 + 5 * (k % 3)} ${k < 3 ? 4 : 8}h.1`);
  return svg(
    "svg",
    { class: `swatch coverage ${degree}`, viewBox: "0 0 16 12", "aria-hidden": "true" },
    svg("path", { d: lines.join("") }),
  );
}

export class Coverage {
  constructor(app, held) {
    this.app = app;
    Object.assign(this, held);
  }

  /** The chosen period, with open ends open; of a comparison those of the given halves. */
  periods(halves = [0, 1]) {
    const compared = this.app.comparing?.periods();
    if (compared) return halves.map((half) => compared[half]);
    const { from, to } = this.app.filter;
    return [{ from: from ?? -Infinity, to: to ?? Infinity }];
  }

  /** Area -> rows that say less than good of it in one of the periods. */
  reduced(halves) {
    return reducedIn(this.rows, this.periods(halves));
  }

  get shown() {
    return this.app.show.has("coverage");
  }

  paint(g, frame, halves) {
    if (!this.shown) return;
    const color = this.app.theme.ui.muted;
    for (const [area, rows] of this.reduced(halves)) {
      const { paths } = this.areas[area];
      g.beginPath();
      for (const { xy, box } of paths) if (boxInFrame(box, frame)) tracePath(g, xy, frame, true);
      const degree = rows.map((row) => row.degree).reduce(poorest);
      g.globalAlpha = 0.55;
      g.fillStyle = pattern(g, degree, color, frame.ratio);
      g.fill("evenodd");
      g.strokeStyle = color;
      g.lineWidth = 0.8;
      g.stroke();
      g.globalAlpha = 1;
    }
  }

  /** Times of the histogram that have a grey ground. */
  spans({ from, to }) {
    return this.shown ? reducedSpans(this.rows, from, to) : [];
  }

  /** When, in words: open ends are said. */
  when({ from, to }) {
    const { words } = this.app;
    const first = from === -Infinity ? "" : words.shortDay(from);
    const last = to === Infinity ? "" : words.shortDay(to - 1);
    if (first && last) return words.period(from, to);
    if (first) return words.say("coverage_since", { date: first });
    return last ? words.say("coverage_until", { date: last }) : words.say("coverage_always");
  }

  nameOf(area) {
    return this.areas[area].name || this.app.words.say("coverage_drawn", { n: area + 1 });
  }

  /** One statement as text: area, when, degree, note, source. */
  line(row) {
    const { words } = this.app;
    const source = row.source && words.say("coverage_source", { source: row.source });
    return [
      words.pair(
        `${this.nameOf(row.area)}, ${this.when(row)}`,
        words.say(`coverage_${row.degree}`),
      ),
      row.note,
      source,
    ]
      .filter(Boolean)
      .map(visible)
      .join(" · ");
  }

  /** What is said of a place in the chosen period, as lines; [] where nothing reduced is said. */
  saidAt({ lat, lng }) {
    if (!this.shown) return [];
    const [x, y] = [mercatorX(lng), mercatorY(lat)];
    return [...this.reduced()]
      .filter(([area]) => within(this.areas[area].paths, x, y))
      .flatMap(([, rows]) => rows.map((row) => this.line(row)));
  }

  /** The part of the tree that explains the hatching; `item` makes a line with a switch. */
  legend(item) {
    const { words } = this.app;
    const present = DEGREES.filter((d) => d !== "good" && this.rows.some((r) => r.degree === d));
    const key = present
      .reverse()
      .map((d) => el("li", {}, swatch(d), el("span", { text: words.say(`coverage_${d}`) })));
    const more = el(
      "div",
      { class: "about" },
      el("ul", { class: "degrees" }, key),
      el("p", { class: "screen-only", text: words.say("coverage_note") }),
    );
    return item("coverage", words.say("coverage"), swatch("partial"), "", more);
  }

  /** For the foot: what it means, what became of the rows, and all that is said. */
  section(where = "") {
    const { words } = this.app;
    const { counts, rows } = this;
    const sum = words.say("rows_sum", { ...counts, duplicates: counts.duplicate });
    const left = rows.length - MOST_LISTED;
    return el(
      "section",
      { class: `coverage ${where}` },
      el("h2", { text: words.say("coverage") }),
      el("p", { text: words.say("coverage_text") }),
      el("p", { text: sum }),
      el(
        "ul",
        {},
        rows.slice(0, MOST_LISTED).map((row) => el("li", { text: this.line(row) })),
      ),
      left > 0 ? el("p", { text: words.say("more_lines", { n: left }) }) : null,
    );
  }

  /** A caution where two periods that are compared were not watched alike; "" where they were. */
  caution(one, other) {
    const unlike = watchedUnlike(this.rows, one, other);
    return unlike ? this.app.words.say("coverage_unlike") : "";
  }
}
