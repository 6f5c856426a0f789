// Close-in detail: points between the points of the base map's lines, and villages. It stays
// packed until somebody looks closely.

import { mercatorX, mercatorY, Payload } from "../data/decode.js";
import { boxOf } from "./canvas.js";

export const DETAIL_ZOOM = 8.5; // from here on coarse lines would show their corners

const PIECE = 128; // points of a line that are looked at, or left out, together

/** A line in pieces, each with its box, so that what is far off is not even traced. */
export function inPieces(xy) {
  const out = [];
  for (let i = 0; i < xy.length - 2; i += 2 * PIECE) {
    const piece = xy.subarray(i, Math.min(xy.length, i + 2 * PIECE + 2));
    out.push({ xy: piece, box: boxOf(piece) });
  }
  return out;
}

/** A path with further points put in: between[at + k] of them follow its point k. */
export function refined(xy, points, between, at) {
  const n = xy.length / 2;
  const out = new Float64Array(xy.length + points.length);
  let [from, to] = [0, 0];
  for (let k = 0; k < n; k++) {
    out[to++] = xy[2 * k];
    out[to++] = xy[2 * k + 1];
    const more = 2 * between[at + k];
    out.set(points.subarray(from, from + more), to);
    from += more;
    to += more;
  }
  return out;
}

/** Towns or villages of a payload: [{name, x, y, size, capital}], as they are packed. */
export async function loadPlaces(payload, name) {
  const [xs, ys, sizes] = await Promise.all(
    ["x", "y", "size"].map((part) => payload.column(`${name}.${part}`)),
  );
  const names = (await payload.json(`${name}.names`)).split("\n");
  return Array.from(xs, (x, k) => ({
    name: names[k],
    x: mercatorX(x / 1000),
    y: mercatorY(ys[k] / 1000),
    size: sizes[k] & 127,
    capital: sizes[k] > 127,
  }));
}

/** shapes: coarse features by name, each a list of paths (Float64Array). Gives them finer. */
async function finer(payload, shapes, scale) {
  const out = {};
  for (const name of Object.keys(shapes)) {
    const points = await payload.shapes(`detail.${name}`, scale);
    const between = await payload.column(`detail.${name}.between`);
    let at = 0;
    out[name] = shapes[name].map((paths, k) =>
      paths.map((xy, j) => {
        const path = refined(xy, points[k][j], between, at);
        at += xy.length / 2;
        return path;
      }),
    );
  }
  return out;
}

/** Unpacks the detail the first time a frame is close enough, and tells when it is there. */
export class Detail {
  /** open: promises the bytes; shapes: the coarse ones, by name. */
  constructor(head, open, shapes) {
    Object.assign(this, { head, open, shapes, asked: false });
  }

  /** then({shapes, places}) is called once, some time after the first close look; failed(error)
   *  instead when what is packed is damaged. */
  want(zoom, then, failed) {
    if (this.asked || !this.head || zoom < DETAIL_ZOOM) return;
    this.asked = true;
    this.load().then(then, failed);
  }

  async load() {
    const { toc, scale } = this.head;
    const payload = new Payload(await this.open(), toc);
    const [shapes, places] = await Promise.all([
      finer(payload, this.shapes, scale),
      loadPlaces(payload, "detail.places"),
    ]);
    return { shapes, places };
  }
}
