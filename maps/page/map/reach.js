// Distances on the ground, so that the card can say why a report lies in a zone.

import { contains } from "../base/polygon.js";

const A_M = 6378137; // WGS 84: equator, and eccentricity squared
const E2 = 0.00669437999014;
const RAD = Math.PI / 180;

const wrap180 = (degrees) => degrees - 360 * Math.round(degrees / 360);

/** Metres per radian eastward and northward at a latitude (degrees), on WGS 84. */
function scales(latitude) {
  const s = Math.sin(latitude * RAD);
  const w = 1 - E2 * s * s;
  return [(A_M / Math.sqrt(w)) * Math.cos(latitude * RAD), (A_M * (1 - E2)) / w ** 1.5];
}

/** Metres between two places [longitude, latitude] in degrees: within 0.1 % up to 500 km. */
export function groundDistance([lon, lat], [otherLon, otherLat]) {
  const [east, north] = scales((lat + otherLat) / 2);
  return Math.hypot(wrap180(otherLon - lon) * RAD * east, (otherLat - lat) * RAD * north);
}

/** A point of the unit Mercator square in degrees: [longitude, latitude]. */
export function degreesOf(x, y) {
  return [x * 360 - 180, Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) / RAD];
}

const degreesByPath = new WeakMap(); // by the coordinates of a path: every card asks for the same ones

/** The points of a path of the unit square in degrees: longitude, latitude, longitude ... */
function pathInDegrees(xy) {
  let out = degreesByPath.get(xy);
  if (!out) {
    out = new Float64Array(xy.length);
    for (let k = 0; k < xy.length; k += 2) out.set(degreesOf(xy[k], xy[k + 1]), k);
    degreesByPath.set(xy, out);
  }
  return out;
}

/** Metres from a place to the nearest point of closed paths [{xy}] of the unit square. */
export function distanceToPaths(place, paths) {
  const [east, north] = scales(place[1]);
  const flat = (lon, lat) => [wrap180(lon - place[0]) * RAD * east, (lat - place[1]) * RAD * north];
  let least = Infinity;
  let nearest = null;
  for (const { xy } of paths) {
    if (!xy.length) continue;
    const points = pathInDegrees(xy);
    let [ax, ay] = flat(...points.subarray(-2));
    for (let k = 0; k < points.length; k += 2) {
      const [bx, by] = flat(points[k], points[k + 1]);
      const [dx, dy] = [bx - ax, by - ay];
      const along = Math.min(1, Math.max(0, -(ax * dx + ay * dy) / (dx * dx + dy * dy || 1)));
      const [x, y] = [ax + along * dx, ay + along * dy];
      if (x * x + y * y < least) {
        least = x * x + y * y;
        nearest = [place[0] + x / (RAD * east), place[1] + y / (RAD * north)];
      }
      [ax, ay] = [bx, by];
    }
  }
  return nearest ? groundDistance(place, nearest) : Infinity;
}

/** Where a place stands to a region's edge: {inside, metres}. `at` is the same place in the unit
 *  square. A hub that is a circle is measured as one. */
export function toEdge({ region, paths, within }, place, at) {
  if (region.circle) {
    const [lon, lat, radius] = region.circle;
    const away = groundDistance(place, [lon, lat]) - radius;
    return { inside: away <= 0, metres: Math.abs(away) };
  }
  // A side of a border zone is what its band and its country have in common.
  const parts = [paths, ...(within ? [within] : [])].map((part) => ({
    inside: contains(part, ...at),
    metres: distanceToPaths(place, part),
  }));
  const off = parts.filter((part) => !part.inside).map((part) => part.metres);
  if (off.length) return { inside: false, metres: Math.max(...off) };
  return { inside: true, metres: Math.min(...parts.map((part) => part.metres)) };
}

const NEAR_M = 300000; // what is further away is not near

/** The hub whose middle is nearest: {region, metres}, or null where the page has none near. */
export function nearestHub(regions, place) {
  let best = null;
  for (const region of regions) {
    if (region.kind !== "rail_hub" || !region.circle) continue;
    const metres = groundDistance(place, region.circle);
    if (metres < (best?.metres ?? NEAR_M)) best = { region, metres };
  }
  return best;
}

/** The nearest country other than the one the place lies in: {country, metres}; null where the
 *  base map cannot tell, because the place or what is nearest may be beyond its edge. */
export function nearestBorder({ countries, meta, window: [x0, y0, x1, y1] }, place, [x, y]) {
  if (!(x > x0 && x < x1 && y > y0 && y < y1)) return null;
  if (!countries.some((paths) => contains(paths, x, y))) return null;
  let best = null;
  countries.forEach((paths, k) => {
    if (contains(paths, x, y)) return;
    const metres = distanceToPaths(place, paths);
    if (!best || metres < best.metres) best = { country: meta.countries[k], metres };
  });
  const rim = [x0, x1].map((edge) => groundDistance(place, degreesOf(edge, y)));
  rim.push(...[y0, y1].map((edge) => groundDistance(place, degreesOf(x, edge))));
  return best && best.metres < Math.min(...rim) ? best : null;
}
