// Words that stand on the map beside symbols: "somewhere in ..." pills, sums under rings.

import { unitName } from "../data/facts.js";
import { sumQuantities } from "../data/filter.js";
import { about, covers } from "./boxes.js";
import { byCountry, placePill, ringSize } from "./layout.js";

const WIDE_PX = 600; // a map at least so wide has room for whole sentences
const MOST_SUMMED = 20000; // reports; with more the sums say nothing, and cost time
const MOST_RINGS = 60; // with more the map is crowded
const PLATE_PX = 15; // height
const UNDER_PX = 2; // between a ring and its plate
const MOST_LETTERS = 40; // of a plate: somebody's own unit may be a sentence

const pillFont = (theme) => `600 11px ${theme.font}`;
const plateFont = (theme) => `500 10.5px ${theme.font}`;

/** "Somewhere in Belarus: 9 reports" stands by the country's name, not on its capital. */
export function pillsOf(app, g, frame, { mask, boxes, held }) {
  const { store, words, head, theme, ground } = app;
  const groups = byCountry(store, mask);
  const out = [];
  g.font = pillFont(theme);
  head.base.countries.forEach(({ iso, at, name }, k) => {
    const members = groups.get(iso);
    if (!members || !at) return;
    const key = frame.view.x < WIDE_PX ? "somewhere_short" : "somewhere";
    const text = words.say(key, { n: members.length, country: name });
    const width = g.measureText(text).width + 18;
    const [x, y] = placePill({ at, rings: ground.countries[k], width }, frame, boxes, held);
    out.push({ x, y, width, text, members });
  });
  return out;
}

export function paintPill(g, theme, { x, y, width, text }) {
  g.beginPath();
  g.roundRect(x - width / 2, y - 10, width, 20, 10);
  g.fillStyle = theme.symbolHalo;
  g.fill();
  g.strokeStyle = theme.countryText;
  g.setLineDash([2, 3]);
  g.lineWidth = 1;
  g.stroke();
  g.setLineDash([]);
  g.font = pillFont(theme);
  g.fillStyle = theme.ringText;
  g.textAlign = "center";
  g.textBaseline = "middle";
  g.fillText(text, x, y + 0.5);
}

/** What a pill answers to the pointer. */
export function pillHit({ x, y, width, members }) {
  return { x, y, r: 14, n: members.length, first: members[0], members, wide: width / 2 };
}

/** The sum of most reports, in words: 20–60 wagons, and +2 when there are two more units. */
export function leadingSum(app, members) {
  const [first, ...more] = sumsInWords(app, members);
  return first ? first + (more.length ? ` +${more.length}` : "") : "";
}

/** All sums of reports in words, the unit of most reports first. */
export function sumsInWords(app, members) {
  return sumQuantities(app.store, members).map(({ unit, low, high, open }) => {
    const amount = app.words.interval(low, high) + (open ? "+" : "");
    return `${amount} ${unitName(app, unit, high)}`.trim();
  });
}

/** The middle of something that is not cut by the sides of the view, if what it is of is in view. */
function inView(x, half, left, right) {
  if (x < left || x > right || right - left < 2 * half) return x;
  return Math.min(right - half, Math.max(left + half, x));
}

/** Sums under the rings that have room for one: [{x, y, width, text}]; takes room in boxes. */
export function platesOf(app, g, { pad, view }, { groups, boxes, drawn }) {
  const rings = groups.filter((group) => group.n > 1);
  if (drawn > MOST_SUMMED || rings.length > MOST_RINGS) return [];
  g.font = plateFont(app.theme);
  const out = [];
  for (const ring of rings) {
    const whole = leadingSum(app, ring.members);
    if (!whole) continue;
    const text = whole.length > MOST_LETTERS ? `${whole.slice(0, MOST_LETTERS - 1)}…` : whole;
    const width = g.measureText(text).width + 8;
    const y = ring.y + ringSize(app.store, ring).r + UNDER_PX + PLATE_PX / 2;
    const x = inView(ring.x, width / 2 + 2, pad.x, pad.x + view.x);
    const box = about(x, y, width / 2, PLATE_PX / 2);
    if (covers(box, boxes)) continue;
    boxes.push(box);
    out.push({ x, y, width, text });
  }
  return out;
}

export function paintPlate(g, theme, { x, y, width, text }) {
  g.globalAlpha = 0.9;
  g.beginPath();
  g.roundRect(x - width / 2, y - PLATE_PX / 2, width, PLATE_PX, 3);
  g.fillStyle = theme.symbolHalo;
  g.fill();
  g.globalAlpha = 1;
  g.font = plateFont(theme);
  g.fillStyle = theme.ringText;
  g.textAlign = "center";
  g.textBaseline = "middle";
  g.fillText(text, x, y + 0.5);
}
