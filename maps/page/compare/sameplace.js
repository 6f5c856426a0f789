// Which records are of the same place: the same name, circles touching; or the same circle.

import { EARTH_RADIUS_M } from "../map/canvas.js";

/** A name without accents, apostrophes, capitals and spaces about it. */
const plainName = (text) =>
  text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f'’ʼ\u0060]/g, "")
    .toLowerCase()
    .trim();

const RADIANS = Math.PI / 180;

/** Metres between two records, on the sphere. */
function apartM(store, i, j) {
  const [p, q] = [store.latitude(i) * RADIANS, store.latitude(j) * RADIANS];
  const turn = (store.longitude(j) - store.longitude(i)) * RADIANS;
  const s = Math.sin((q - p) / 2) ** 2 + Math.cos(p) * Math.cos(q) * Math.sin(turn / 2) ** 2;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(s)));
}

/** Sets that grow together: `find` names the set of a number, `join` makes two sets one. */
class Sets {
  constructor() {
    this.up = [];
  }

  add() {
    return this.up.push(this.up.length) - 1;
  }

  find(k) {
    let at = k;
    while (this.up[at] !== at) {
      this.up[at] = this.up[this.up[at]];
      at = this.up[at];
    }
    return at;
  }

  join(a, b) {
    const [low, high] = [this.find(a), this.find(b)].sort((x, y) => x - y);
    this.up[high] = low;
  }
}

/** Circles of one name that touch are one place. A circle of unstated size reaches as far as a
 *  place may. discs: [{set, i}]. */
function joinTouching(store, sets, discs) {
  const reach = (i) => store.radius(i) ?? store.head.limits.place_m;
  const sorted = [...discs].sort((p, q) => store.c.y[p.i] - store.c.y[q.i]);
  const widest = Math.max(...sorted.map(({ i }) => reach(i)));
  sorted.forEach((one, k) => {
    for (let j = k + 1; j < sorted.length; j++) {
      const other = sorted[j];
      const apart = (store.latitude(other.i) - store.latitude(one.i)) * RADIANS * EARTH_RADIUS_M;
      if (apart > reach(one.i) + widest) break;
      if (sets.find(one.set) === sets.find(other.set)) continue;
      if (apartM(store, one.i, other.i) <= reach(one.i) + reach(other.i))
        sets.join(one.set, other.set);
    }
  });
}

/** Gives every circle the number of its first record: a flat table, because a Map of a million
 *  texts or large numbers takes seconds. */
function circles({ x, y, radius }, n) {
  let size = 16;
  while (size < 2 * n) size *= 2;
  const slots = new Int32Array(size); // number of a record + 1
  return (i) => {
    const hash =
      Math.imul(x[i], 73856093) ^ Math.imul(y[i], 19349663) ^ Math.imul(radius[i], 83492791);
    let at = (hash ^ (hash >>> 15)) & (size - 1);
    for (; slots[at]; at = (at + 1) & (size - 1)) {
      const j = slots[at] - 1;
      if (x[i] === x[j] && y[i] === y[j] && radius[i] === radius[j]) return j;
    }
    slots[at] = i + 1;
    return i;
  };
}

/** A function of text that works out each answer once. */
function once(f) {
  const known = new Map();
  return (text) => {
    if (!known.has(text)) known.set(text, f(text));
    return known.get(text);
  };
}

/**
 * The place of each of `rows` (record numbers) as a number, -1 where there is none to know it by.
 * texts: {place, admin1} of the same rows.
 */
export function placesOf(store, rows, texts) {
  const { country } = store.c;
  const sets = new Sets();
  const firstOf = circles(store.c, rows.length);
  const setOf = new Int32Array(store.n).fill(-1); // of a circle, by its first record
  const names = new Map(); // name -> {discs, seen, loose: rows without coordinates}
  const folded = once(plainName);
  const out = new Int32Array(rows.length).fill(-1);
  rows.forEach((i, k) => {
    const place = folded(texts.place[k]);
    const name = place ? `${place}|${folded(texts.admin1[k])}|${country[i]}` : "";
    if (name && !names.has(name)) names.set(name, { discs: [], seen: new Set(), loose: [] });
    if (!store.has(i)) {
      if (name) names.get(name).loose.push(k);
      return;
    }
    const disc = firstOf(i);
    if (setOf[disc] < 0) setOf[disc] = sets.add();
    out[k] = setOf[disc];
    const same = names.get(name);
    if (!same || same.seen.has(out[k])) return;
    same.seen.add(out[k]);
    same.discs.push({ set: out[k], i });
  });
  for (const same of names.values()) {
    if (same.discs.length > 1) joinTouching(store, sets, same.discs);
    placeLoose(sets, same, out);
  }
  return out.map((set) => (set < 0 ? -1 : sets.find(set)));
}

/** Reports that only name the place are of it, unless there are several of the name. */
function placeLoose(sets, { discs, loose }, out) {
  if (!loose.length) return;
  const held = new Set(discs.map(({ set }) => sets.find(set)));
  if (held.size > 1) return;
  const set = held.size ? [...held][0] : sets.add();
  for (const k of loose) out[k] = set;
}
