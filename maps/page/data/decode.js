// From the base64 text in the page to typed arrays. Written by maps/encode.py.

import { inflate } from "../start/unpack.js";

export const NOT_SAID = -2147483648; // in every column of whole numbers

/** Byte planes (all low bytes, then all next bytes, ...) to unsigned numbers. */
export function fromPlanes(bytes, width) {
  const n = bytes.length / width;
  const out = width === 2 ? new Uint16Array(n) : new Uint32Array(n);
  if (width === 2) {
    for (let i = 0; i < n; i++) out[i] = bytes[i] | (bytes[n + i] << 8);
    return out;
  }
  const [b, c, d] = [n, 2 * n, 3 * n];
  for (let i = 0; i < n; i++)
    out[i] = bytes[i] | (bytes[b + i] << 8) | (bytes[c + i] << 16) | (bytes[d + i] << 24);
  return out;
}

export const unzigzag = (v) => (v >>> 1) ^ -(v & 1);

/** Counted from 1, and 0 where missing: more than `base`. Planes of one or two bytes a number. */
function moreThan(planes, width, base) {
  const n = planes.length / width;
  const out = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const count = width === 2 ? planes[i] | (planes[n + i] << 8) : planes[i];
    out[i] = count ? base + (count - 1) : NOT_SAID;
  }
  return out;
}

/** The same of zigzag differences from the last number that is not missing. */
function addedUp(planes, width, base) {
  const n = planes.length / width;
  const out = new Int32Array(n);
  let last = base;
  for (let i = 0; i < n; i++) {
    const count = width === 2 ? planes[i] | (planes[n + i] << 8) : planes[i];
    if (count) last += unzigzag(count - 1);
    out[i] = count ? last : NOT_SAID;
  }
  return out;
}

const NARROW_KIND = /^([od])(8|16)$/;

/** One column: kind is u8, u16, u32, i32 (zigzag), d32 (zigzag differences), f32, or one of the
 *  narrow ones, o8 and o16 (more than `base`), d8 and d16 (differences). What comes back is its
 *  own: the bytes may go. */
export function decodeColumn(bytes, kind, base = 0) {
  const narrow = NARROW_KIND.exec(kind);
  if (narrow) {
    const width = Number(narrow[2]) / 8;
    return narrow[1] === "o" ? moreThan(bytes, width, base) : addedUp(bytes, width, base);
  }
  if (kind === "u8") return bytes.slice();
  if (kind === "f32") return new Float32Array(fromPlanes(bytes, 4).buffer);
  const raw = fromPlanes(bytes, kind === "u16" ? 2 : 4);
  if (kind === "u16" || kind === "u32") return raw;
  const out = new Int32Array(raw.buffer); // in place: each number is read before it is written
  let last = 0;
  for (let i = 0; i < raw.length; i++) {
    const v = unzigzag(raw[i]);
    last = kind === "d32" ? (last + v) | 0 : v; // wraps at 32 bits, as the differences do
    out[i] = last;
  }
  return out;
}

const ARRAYS = {
  u8: Uint8Array,
  u16: Uint16Array,
  u32: Uint32Array,
  i32: Int32Array,
  d32: Int32Array,
};

const STREAM = "*"; // all columns, packed as one

/** Reads chunks of the payload by name. toc: name -> [offset, length, kind], of columns in what
 *  the stream of all columns holds, of the stream and of blocks in the packed bytes; narrow
 *  columns also say their base. Of a column of equal numbers: [number, how many, kind and "="]. */
export class Payload {
  constructor(bytes, toc) {
    this.bytes = bytes;
    this.toc = toc;
  }

  has(name) {
    return name in this.toc;
  }

  async raw(name) {
    const [offset, length] = this.toc[name];
    this.columns ??= inflate(this.bytes.subarray(0, this.toc[STREAM][1]));
    return (await this.columns).subarray(offset, offset + length);
  }

  async column(name) {
    const [first, n, kind, base] = this.toc[name];
    if (!kind.endsWith("=")) return decodeColumn(await this.raw(name), kind, base);
    const same = new ARRAYS[kind.slice(0, -1)](n);
    return first ? same.fill(first) : same;
  }

  async json(name) {
    return JSON.parse(new TextDecoder().decode(await this.raw(name)));
  }

  /** Block b of a blocked chunk as bytes; `offsets` stand in the chunk `name.at`. */
  async rawBlock(name, offsets, b) {
    const [start] = this.toc[name];
    return inflate(this.bytes.subarray(start + offsets[b], start + offsets[b + 1]));
  }

  /** Paths packed by maps/encode.py, as one list per feature of Float64Array x,y in the
   *  unit Mercator square. */
  async shapes(name, scale) {
    const [coords, paths, features] = await Promise.all(
      [`${name}.xy`, `${name}.paths`, `${name}.features`].map((part) => this.column(part)),
    );
    return unpackShapes(coords, paths, features, scale);
  }
}

export function unpackShapes(coords, paths, features, scale) {
  const out = [];
  let p = 0;
  let at = 0;
  let x = 0;
  let y = 0;
  for (const count of features) {
    const list = [];
    for (let k = 0; k < count; k++) {
      const n = paths[p++];
      const xy = new Float64Array(2 * n);
      for (let i = 0; i < n; i++) {
        x += coords[at++];
        y += coords[at++];
        xy[2 * i] = mercatorX(x / scale);
        xy[2 * i + 1] = mercatorY(y / scale);
      }
      list.push(xy);
    }
    out.push(list);
  }
  return out;
}

/** Longitude in degrees to 0..1 of the Mercator square. */
export const mercatorX = (longitude) => (longitude + 180) / 360;

/** Latitude in degrees to 0..1 of the Mercator square, north up. */
export function mercatorY(latitude) {
  const s = Math.sin((latitude * Math.PI) / 180);
  return 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI);
}
