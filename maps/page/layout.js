// Where things stand on the map: symbols and rings, tags of areas, "somewhere in ..." pills.

import { groundCircle } from "./canvas.js";
import { gather } from "./cluster.js";
import { mercatorX, mercatorY } from "./decode.js";

const REACH = { rings: 40, dots: 1 }; // pixels within which symbols are gathered
const EDGE = 20; // symbols this far beyond the canvas still reach into it
const SYMBOL_PX = 7;
const BADGE_PX = [15, 9]; // half width and half height of an area's tag
const PILL_PX = 20;
const UNDER_NAME_PX = 21; // a pill stands under the country's name
// Where on an area's circle its tag may stand, in 64ths of a turn: north first.
const BADGE_SPOTS = [0, 8, 56, 16, 48, 24, 40, 32];

export const ringRadius = (n) => Math.min(25, 12 + 2.5 * Math.log2(n));

/** Visible places, in pixels, and visible areas: {places: {i, x, y}, areas: [record numbers]}. */
function sortOut(store, mask, frame) {
  const { size, ox, oy, w, h } = frame;
  const places = { i: [], x: [], y: [] };
  const areas = [];
  for (let i = 0; i < store.n; i++) {
    if (!mask[i]) continue;
    const kind = store.kind(i);
    if (kind === "area") areas.push(i);
    if (kind !== "place") continue;
    const x = store.mx[i] * size - ox;
    const y = store.my[i] * size - oy;
    if (x < -EDGE || y < -EDGE || x > w + EDGE || y > h + EDGE) continue;
    places.i.push(i);
    places.x.push(x);
    places.y.push(y);
  }
  return { places, areas };
}

/** Symbols and rings: [{x, y, members: record numbers}]. */
function groupsOf(places, mode, { ox, oy }) {
  return gather(places.x, places.y, REACH[mode], [ox, oy]).map(({ x, y, members }) => ({
    x,
    y,
    members: members.map((k) => places.i[k]),
  }));
}

const meets = (a, b) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];

const about = (x, y, dx, dy) => [x - dx, y - dy, x + dx, y + dy];

/** How many of the boxes a box covers. */
const covers = (box, boxes) => boxes.reduce((n, other) => n + (meets(box, other) ? 1 : 0), 0);

/** The first of the candidates with the lowest cost. */
function cheapest(candidates, cost) {
  let best = null;
  let least = Infinity;
  for (const candidate of candidates) {
    const price = cost(candidate);
    if (price < least) [best, least] = [candidate, price];
    if (price === 0) break;
  }
  return best;
}

/** Areas of the same circle are one: [{members, ring, badge: [x, y]}]; takes room in boxes. */
function areasOf(store, areas, frame, boxes) {
  const circles = new Map();
  for (const i of areas) {
    const key = `${store.c.x[i]} ${store.c.y[i]} ${store.radius(i)}`;
    if (!circles.has(key)) circles.set(key, []);
    circles.get(key).push(i);
  }
  return [...circles.values()].map((members) => {
    const i = members[0];
    const ring = groundCircle(store.mx[i], store.my[i], store.radius(i));
    const spots = BADGE_SPOTS.map((k) => [
      ring[2 * k] * frame.size - frame.ox,
      ring[2 * k + 1] * frame.size - frame.oy,
    ]);
    const badge = cheapest(spots, ([x, y]) => covers(about(x, y, ...BADGE_PX), boxes));
    boxes.push(about(...badge, ...BADGE_PX));
    return { members, ring, badge };
  });
}

/** What is known only to a country, by the country: Map of ISO code to record numbers. */
export function byCountry(store, mask) {
  const groups = new Map();
  for (let i = 0; i < store.n; i++) {
    if (!mask[i] || store.kind(i) !== "country") continue;
    const country = store.word("country", i);
    if (!groups.has(country)) groups.set(country, []);
    groups.get(country).push(i);
  }
  return groups;
}

/** True when a point of the unit square lies inside the rings (even-odd). */
export function contains(rings, x, y) {
  let inside = false;
  for (const { xy } of rings) {
    for (let i = 0, j = xy.length - 2; i < xy.length; j = i, i += 2) {
      const [ax, ay, bx, by] = [xy[i], xy[i + 1], xy[j], xy[j + 1]];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    }
  }
  return inside;
}

/**
 * Where a pill of a given width stands: by one of the country's names (`at`: [longitude,
 * latitude] in degrees), not on symbols, inside the country (`rings`), and in view when the
 * country is. Returns [x, y] in canvas pixels; takes room in boxes.
 */
export function placePill({ at, rings, width }, frame, boxes) {
  const { size, ox, oy, pad, view } = frame;
  const left = pad.x + width / 2 + 6;
  const right = pad.x + view.x - width / 2 - 6;
  const spots = [];
  for (const [longitude, latitude] of at) {
    const x = mercatorX(longitude) * size - ox;
    const y = mercatorY(latitude) * size - oy;
    const seen = x > pad.x && x < pad.x + view.x && left <= right;
    const clamp = (v) => (seen ? Math.min(right, Math.max(left, v)) : v);
    for (const drop of [1, -1, 2, -2, 3, -3])
      for (const shift of [0, 30, -30, 60, -60])
        spots.push([clamp(x + shift), y + drop * UNDER_NAME_PX]);
  }
  const ends = (x) => [x - width / 2, x + width / 2];
  const abroad = (x, y) =>
    ends(x).filter((end) => !contains(rings, (end + ox) / size, (y + oy) / size)).length;
  const spot = cheapest(spots, ([x, y]) => {
    const away = y < pad.y || y > pad.y + view.y ? 100 : 0;
    return away + covers(about(x, y, width / 2, PILL_PX / 2), boxes) + 0.4 * abroad(x, y);
  });
  boxes.push(about(...spot, width / 2, PILL_PX / 2));
  return spot;
}

/** All of it: {places, groups, areas, boxes}; boxes are where names had better not stand. */
export function layOut(store, mask, frame, { mode, show }) {
  const { places, areas } = sortOut(store, mask, frame);
  const groups = groupsOf(places, mode, frame);
  const boxes = groups.map(({ x, y, members }) => {
    const r = members.length > 1 && mode === "rings" ? ringRadius(members.length) : SYMBOL_PX;
    return about(x, y, r, r);
  });
  const circles = show.has("areas") ? areasOf(store, areas, frame, boxes) : [];
  return { places, groups, areas: circles, boxes };
}
