// The records of the page as columns. Rows are sorted by when they began; undated rows come last.

import { mercatorX, mercatorY } from "./decode.js";

const MINUTE_MS = 60000;
const NO_TIME = -2147483648;
const NO_NUMBER = 4294967295;

const STORE_COLUMNS = [
  "from",
  "to",
  "x",
  "y",
  "tx",
  "ty",
  "radius",
  "layer",
  "category",
  "status",
  "actor",
  "direction",
  "precision",
  "reliability",
  "credibility",
  "country",
  "low",
  "high",
  "unit",
  "retracted",
  "members",
  "region",
  "share",
  "distance",
  "text.at",
];

/** Reads all columns of a payload and returns the store. */
export async function loadStore(payload, head) {
  const columns = {};
  await Promise.all(
    STORE_COLUMNS.map(async (name) => {
      columns[name] = await payload.column(name);
    }),
  );
  const outlines = payload.has("outlines.xy") ? await payload.shapes("outlines", head.scale) : [];
  return new Store(payload, head, columns, outlines);
}

export class Store {
  constructor(payload, head, columns, outlines = []) {
    this.payload = payload;
    this.head = head;
    this.n = head.n;
    this.c = columns;
    this.outlines = outlines; // lines and areas, one list of paths per record (often empty)
    this.blocks = new Map();
    const n = this.n;
    this.mx = new Float64Array(n); // NaN where there is no place
    this.my = new Float64Array(n);
    this.first = new Uint32Array(n + 1); // where a record's memberships begin
    for (let i = 0; i < n; i++) {
      const missing = columns.x[i] === NO_TIME;
      this.mx[i] = missing ? Number.NaN : mercatorX(columns.x[i] / head.scale);
      this.my[i] = missing ? Number.NaN : mercatorY(columns.y[i] / head.scale);
      this.first[i + 1] = this.first[i] + columns.members[i];
    }
  }

  has(i) {
    return !Number.isNaN(this.mx[i]);
  }

  longitude(i) {
    return this.c.x[i] / this.head.scale;
  }

  latitude(i) {
    return this.c.y[i] / this.head.scale;
  }

  target(i) {
    if (this.c.tx[i] === NO_TIME) return null;
    return [mercatorX(this.c.tx[i] / this.head.scale), mercatorY(this.c.ty[i] / this.head.scale)];
  }

  dated(i) {
    return this.c.from[i] !== NO_TIME;
  }

  from(i) {
    return this.c.from[i] * MINUTE_MS;
  }

  to(i) {
    return this.c.to[i] * MINUTE_MS;
  }

  /** Radius of uncertainty in metres, or null where none was given. */
  radius(i) {
    return this.c.radius[i] === NO_NUMBER ? null : this.c.radius[i];
  }

  /** "place": drawn as a symbol; "area": as an outline; "country": listed; "none": no place. */
  kind(i) {
    if (!this.has(i)) return "none";
    const r = this.radius(i);
    if (r === null || r <= this.head.limits.place_m) return "place";
    return r <= this.head.limits.area_m ? "area" : "country";
  }

  category(i) {
    return this.head.categories[this.c.category[i]];
  }

  layer(i) {
    return this.head.layers[this.c.layer[i]];
  }

  word(dictionary, i) {
    return this.head.words[dictionary][this.c[dictionary][i]] ?? "";
  }

  /** Admiralty grade as text: B2, or what is known of it. */
  grade(i) {
    const letter = " ABCDEF"[this.c.reliability[i]] ?? " ";
    const digit = this.c.credibility[i] || " ";
    return `${letter}${digit}`.trim();
  }

  /** Memberships of record i: [{region, certain, share, distance_m}]. */
  memberships(i) {
    const out = [];
    for (let k = this.first[i]; k < this.first[i + 1]; k++) {
      const share = this.c.share[k];
      out.push({
        region: this.head.regions[this.c.region[k]],
        certain: share === 255,
        share: share <= 200 ? share / 200 : null,
        distance_m: this.c.distance[k] === NO_NUMBER ? null : this.c.distance[k],
      });
    }
    return out;
  }

  /** 0 outside, 1 possibly inside, 2 certainly inside a region, by its number. */
  inRegion(i, region) {
    for (let k = this.first[i]; k < this.first[i + 1]; k++) {
      if (this.c.region[k] === region) return this.c.share[k] === 255 ? 2 : 1;
    }
    return 0;
  }

  /** The texts of record i as an object; unpacked a block at a time and remembered. */
  async texts(i) {
    const size = this.head.block;
    const b = Math.floor(i / size);
    if (!this.blocks.has(b)) this.blocks.set(b, this.payload.block("text", this.c["text.at"], b));
    const rows = await this.blocks.get(b);
    const row = rows[i % size];
    const out = { extra: row[this.head.fields.length] ?? [] };
    this.head.fields.forEach((name, k) => {
      out[name] = row[k] ?? "";
    });
    return out;
  }
}
