// Where things stand on the map: symbols and rings, tags of areas, "somewhere in ..." pills.

import { contains } from "../base/polygon.js";
import { reportsOf } from "../data/cells.js";
import { mercatorX, mercatorY } from "../data/decode.js";
import { PLACE } from "../data/store.js";
import { areasOf } from "./areas.js";
import { about, cheapest, covers } from "./boxes.js";
import { gather, gatherSeen, groupCells, wholeCells } from "./cluster.js";
import { classesFor, countCells } from "./density.js";

const REACH = { rings: 40, dots: 2 }; // pixels within which symbols are gathered
const MANY = 20000; // records of a page
const WIDE_REACH = 58; // of the rings of a page with many: fewer, and hardly one on another
const EDGE = 20; // symbols this far beyond the canvas still reach into it
const SYMBOL_PX = 7;
const POINTER_PX = { rings: 18, dots: 12 }; // how far a pointer stands out to its side
const POINTS = { arrival: [1, 0], departure: [0, 1], transit: [1, 1] }; // to the left, to the right
const MOST_BOXES = 4000;
const MOST_DISCS = 1500;
const MOST_DOTS = 5000; // gathered where they fall together; more are drawn as they are
const PILL_PX = 20;
const ABOVE_EDGE_PX = 32;
const UNDER_NAME_PX = 21; // a pill stands under the country's name

export const ringRadius = (n) => Math.min(25, 12 + 2.5 * Math.log2(n));

/** How large a ring is, and of how many reports: {low, high, r}. Counts in cells count as many. */
export function ringSize(store, group) {
  if (!store.cells) return { low: group.n, high: group.n, r: ringRadius(group.n) };
  const { low, high } = reportsOf(store, group.members);
  return { low, high, r: ringRadius(high) };
}

/** How to find the visible places: record numbers, positions in pixels, layers. */
function placesIn(store, mask, frame, reach) {
  const resting = sameFrame(frame, store, reach);
  if (!resting) return { resting, find: () => placesInView(store, mask, frame, reach) };
  seen.all ??= copied(placesInView(store, null, frame, reach));
  const { all } = seen;
  return { resting, find: () => shownOf(all, mask) };
}

let seen = { store: null, key: "", all: null }; // the frame of last time, and all places in it

/** Whether the map has not moved since last time: then only the mask is another. */
function sameFrame({ size, ox, oy, w, h }, store, reach) {
  const key = [size, ox, oy, w, h, reach].join();
  if (seen.store === store && seen.key === key) return true;
  seen = { store, key, all: null };
  return false;
}

/** What is gathered in a frame: whole cells, and symbols just beyond it reach into it. */
const gatheredBox = ({ w, h, ox, oy }, reach) =>
  wholeCells([-EDGE, -EDGE, w + EDGE, h + EDGE], reach / 2, [ox, oy]);

/** Places in the frame that the mask shows; all of them without a mask. */
function placesInView(store, mask, frame, reach) {
  const { size, ox, oy } = frame;
  const { mx, my, kinds } = store;
  const all = room(store.n);
  const [west, north, east, south] = gatheredBox(frame, reach);
  const [start, end] = mask ? extentOf(mask) : [0, store.n];
  let n = 0;
  for (let i = start; i < end; i++) {
    if ((mask && !mask[i]) || kinds[i] !== PLACE) continue;
    const x = mx[i] * size - ox;
    const y = my[i] * size - oy;
    if (x < west || y < north || x >= east || y >= south) continue;
    all.i[n] = i;
    all.x[n] = x;
    all.y[n] = y;
    all.layer[n] = store.c.layer[i];
    n++;
  }
  return upTo(all, n);
}

/** Those of some places that the mask shows. */
function shownOf(places, mask) {
  const out = room(places.n);
  let n = 0;
  for (let k = 0; k < places.n; k++) {
    const i = places.i[k];
    if (!mask[i]) continue;
    out.i[n] = i;
    out.x[n] = places.x[k];
    out.y[n] = places.y[k];
    out.layer[n] = places.layer[k];
    n++;
  }
  return upTo(out, n);
}

function upTo({ i, x, y, layer }, n) {
  const [is, xs, ys, layers] = [i, x, y, layer].map((column) => column.subarray(0, n));
  return { n, i: is, x: xs, y: ys, layer: layers };
}

function copied({ n, i, x, y, layer }) {
  return { n, i: i.slice(), x: x.slice(), y: y.slice(), layer: layer.slice() };
}

/** From which to which record a mask shows any: rows lie in order of time, and time is dragged. */
export function extentOf(mask) {
  return [Math.max(0, mask.indexOf(1)), mask.lastIndexOf(1) + 1];
}

let spare = { size: -1 }; // one set of columns for all redraws: a million rows are 13 MB

function room(size) {
  if (spare.size < size) {
    const [i, layer] = [new Uint32Array(size), new Uint8Array(size)];
    spare = { size, i, layer, x: new Float32Array(size), y: new Float32Array(size) };
  }
  return spare;
}

/** What to gather in a frame, and where. */
function gathering(store, frame, reach) {
  const { size, ox, oy } = frame;
  const [west, north, east, south] = gatheredBox(frame, reach);
  const box = [west - 1, north - 1, east + 1, south + 1];
  return { size, layerCount: store.head.layers.length, origin: [ox, oy], box };
}

/** The visible places gathered in one go, without a list of them: {groups, groupsOf, n}. */
function gatheredInView(store, mask, frame, reach) {
  const { mx: x, my: y, kinds, c } = store;
  const [start, end] = extentOf(mask);
  const points = { x, y, kinds, layers: c.layer, mask };
  const wanted = { kind: PLACE, start, end, within: gatheredBox(frame, reach) };
  return gatherSeen(points, wanted, reach, gathering(store, frame, reach));
}

/** The same of places that are listed. */
function gatheredOf(places, store, frame, reach) {
  const how = { layers: places.layer, ...gathering(store, frame, reach) };
  const { groups, groupsOf } = gather(places.x, places.y, reach, how);
  for (const group of groups) group.first = places.i[group.first];
  return { groups, groupsOf, n: places.n };
}

/**
 * Symbols and rings: {groups: [{x, y, n, first, mix, members}], holding}. Members are found when
 * asked for, with `find` of the places; `holding(records)` is the set of groups that hold any.
 */
function withMembers({ groups, groupsOf }, find) {
  let known = null;
  const places = () => {
    known ??= copied(find());
    known.groups ??= groupsOf(known.x, known.y);
    return known;
  };
  let lists = null;
  const membersOf = (k) => {
    lists ??= membersByGroup(places().i, places().groups, groups.length);
    return lists[k];
  };
  const full = groups.map(({ x, y, n, first, mix }, k) => ({
    x,
    y,
    n,
    mix,
    first,
    get members() {
      return membersOf(k);
    },
  }));
  const holding = (records) => {
    if (!records.length) return new Set();
    const { i: numbers, groups: of } = places();
    const found = records.map((i) => sortedIndex(numbers, i)).filter((j) => j >= 0);
    return new Set(found.map((j) => full[of[j]]));
  };
  return { groups: full, holding };
}

function membersByGroup(numbers, groupOf, count) {
  const sizes = new Uint32Array(count);
  for (let j = 0; j < groupOf.length; j++) sizes[groupOf[j]]++;
  const lists = Array.from(sizes, (size) => new Array(size)); // grown one by one they cost more
  for (let j = groupOf.length - 1; j >= 0; j--) {
    const k = groupOf[j];
    lists[k][--sizes[k]] = numbers[j];
  }
  return lists;
}

/** Dots that are not gathered: where they stand, and which are under a point. */
function crowdOf(places) {
  const crowd = { n: places.n };
  for (const key of ["i", "x", "y", "layer"]) crowd[key] = places[key].slice();
  crowd.at = ({ x, y }, reach) => {
    const found = [];
    for (let k = 0; k < crowd.n; k++)
      if (Math.abs(crowd.x[k] - x) <= reach && Math.abs(crowd.y[k] - y) <= reach)
        found.push(crowd.i[k]);
    return found;
  };
  return crowd;
}

/** Where a value stands in ascending numbers, or -1. */
export function sortedIndex(numbers, value) {
  let [low, high] = [0, numbers.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] === value) return middle;
    if (numbers[middle] < value) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** What is known only to a country, by the country: Map of ISO code to record numbers. */
export function byCountry(store, mask) {
  const groups = new Map();
  for (const i of store.countries) {
    if (!mask[i]) continue;
    const country = store.word("country", i);
    if (!groups.has(country)) groups.set(country, []);
    groups.get(country).push(i);
  }
  return groups;
}

/**
 * Where a pill of a given width stands: by one of the country's names (`at`: [longitude,
 * latitude] in degrees), not on symbols nor under the map's buttons (`held`), inside the country
 * (`rings`), and in view when the country is. Returns [x, y] in canvas pixels; takes room in boxes.
 */
export function placePill({ at, rings, width }, frame, boxes, held = []) {
  const { size, ox, oy, pad, view } = frame;
  const left = pad.x + width / 2 + 6;
  const right = pad.x + view.x - width / 2 - 6;
  // Just outside the view, or on its credits: at its edge.
  const [high, low] = [pad.y + PILL_PX, pad.y + view.y - ABOVE_EDGE_PX];
  const near = (y) => y > high - 2 * ABOVE_EDGE_PX && y < low + 3 * ABOVE_EDGE_PX;
  const kept = (y) => (near(y) ? Math.min(low, Math.max(high, y)) : y);
  const spots = [];
  for (const [longitude, latitude] of at) {
    const x = mercatorX(longitude) * size - ox;
    const y = mercatorY(latitude) * size - oy;
    const seen = x > pad.x && x < pad.x + view.x && left <= right;
    const clamp = (v) => (seen ? Math.min(right, Math.max(left, v)) : v);
    for (const drop of [1, -1, 2, -2, 3, -3, 4, -4, 5, -5])
      for (const shift of [0, 30, -30, 60, -60, 90, -90])
        spots.push([clamp(x + shift), kept(y + drop * UNDER_NAME_PX)]);
  }
  const out = (x, y) => (contains(rings, (x + ox) / size, (y + oy) / size) ? 0 : 1);
  // Reaching abroad is better than covering a symbol; standing there is not.
  const abroad = (x, y) => 0.4 * (out(x - width / 2, y) + out(x + width / 2, y)) + 0.5 * out(x, y);
  const spot = cheapest(spots, ([x, y]) => {
    const away = y < pad.y || y > pad.y + view.y ? 100 : 0;
    const box = about(x, y, width / 2, PILL_PX / 2);
    return away + covers(box, boxes) + 2 * covers(box, held) + abroad(x, y);
  });
  boxes.push(about(...spot, width / 2, PILL_PX / 2));
  return spot;
}

/** Cells instead of symbols. */
function densityOf(store, mask, frame, scale) {
  const density = { ...countCells(store, mask, frame), ...scale };
  return { ...density, classes: classesFor(density.least, density.most) };
}

/** What a ring covers, or a symbol with its pointers. */
function boxOfGroup(store, group, mode) {
  const { x, y, n, first } = group;
  if (n > 1 && mode === "rings") {
    const r = ringSize(store, group).r;
    return about(x, y, r, r);
  }
  const [left, right] = POINTS[store.word("direction", first)] ?? [0, 0];
  const out = POINTER_PX[mode];
  const [west, east] = [left ? out : SYMBOL_PX, right ? out : SYMBOL_PX];
  return [x - west, y - SYMBOL_PX, x + east, y + SYMBOL_PX];
}

const NO_GROUPS = { groups: [], holding: () => new Set(), crowd: null, density: null };

/** The rings of a page whose records are not there yet, as they will be; nobody can open them. */
function sketched(store, frame) {
  const { reach } = store.sketch;
  const cells = store.sketch.cells(frame, gatheredBox(frame, reach), reach / 2);
  for (const cell of cells) cell.group = -1;
  const groups = groupCells(cells, reach).map((group) => ({ ...group, members: [] }));
  const boxes = groups.slice(0, MOST_BOXES).map((group) => boxOfGroup(store, group, "rings"));
  const drawn = groups.reduce((sum, group) => sum + group.n, 0);
  return { ...NO_GROUPS, groups, areas: [], boxes, discs: [], mode: "rings", drawn };
}

/**
 * All of it: {groups, holding, crowd, density, areas, boxes, discs, drawn}. Boxes are where names
 * had better not stand; discs are the places whose circles are drawn: none when there are too many
 * to tell apart. Instead of groups there may be a crowd (so many dots that each is only a few
 * pixels) or, in the mode "density", counts per cell; `scale`: their {least, most}, where it is not
 * that of what is in the frame.
 */
export function layOut(store, mask, frame, { mode, show, scale = null }) {
  if (store.sketch) return sketched(store, frame);
  if (mode === "density") {
    const boxes = [];
    const areas = show.has("areas") ? areasOf(store, mask, frame, boxes) : [];
    const density = densityOf(store, mask, frame, scale);
    return { ...NO_GROUPS, density, areas, boxes, discs: [], drawn: density.counted };
  }
  const reach = mode === "rings" && store.n > MANY ? WIDE_REACH : REACH[mode];
  const { resting, find } = placesIn(store, mask, frame, reach);
  const places = mode === "rings" && !resting ? null : find();
  const gathered = places ? null : gatheredInView(store, mask, frame, reach);
  const { n: drawn } = places ?? gathered;
  const crowd = mode === "dots" && drawn > MOST_DOTS ? crowdOf(places) : null;
  const { groups, holding } = crowd
    ? { groups: [], holding: () => new Set() }
    : withMembers(gathered ?? gatheredOf(places, store, frame, reach), find);
  const boxes = groups.slice(0, MOST_BOXES).map((group) => boxOfGroup(store, group, mode));
  const circles = show.has("areas") ? areasOf(store, mask, frame, boxes) : [];
  const discs = drawn <= MOST_DISCS ? [...find().i] : [];
  return { ...NO_GROUPS, groups, holding, crowd, areas: circles, boxes, discs, drawn };
}
