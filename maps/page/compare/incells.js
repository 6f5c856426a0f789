// A count in a cell tells of no single report. One over the place of a thing, in the period that
// shows nothing else of it, may count reports of just this thing: nobody can say there were none.

import { contains } from "../base/polygon.js";
import { degreesOf, distanceToPaths, groundDistance } from "../map/reach.js";

/** A function (rows, bits): whether a cell with any of the `bits` of `marks` may count a report of
 *  the layer of these records at the place of one of them. */
export function askCells(store, marks) {
  const byLayer = store.head.layers.map(() => []);
  for (const i of store.cells?.keys() ?? [])
    if (marks[i]) byLayer[store.c.layer[i]].push({ mark: marks[i], ...coveredBy(store, i) });
  return (rows, bits) =>
    byLayer[store.c.layer[rows[0]]].some(
      (cell) => cell.mark & bits && rows.some((i) => reachesInto(store, cell, i)),
    );
}

const outlineOf = (store, i) => (store.outlines[i] ?? []).map((xy) => ({ xy }));
const placeOf = (store, i) => [store.longitude(i), store.latitude(i)];

/** The outline of a cell, its middle, and metres from there to its corners: of one that came
 *  without an outline, as far as any place reaches; without a place it may lie anywhere. */
function coveredBy(store, i) {
  if (!store.has(i)) return { middle: null };
  const paths = outlineOf(store, i);
  const middle = placeOf(store, i);
  let across = paths.length ? 0 : (store.radius(i) ?? store.head.limits.place_m);
  for (const { xy } of paths)
    for (let k = 0; k < xy.length; k += 2)
      across = Math.max(across, groundDistance(middle, degreesOf(xy[k], xy[k + 1])));
  return { paths, middle, across, at: [store.mx[i], store.my[i]] };
}

/** Whether what a record is known to, a circle or an outline, reaches into a cell. */
function reachesInto(store, { paths, middle, across, at }, i) {
  if (!middle || !store.has(i)) return true;
  const own = outlineOf(store, i);
  if (own.length) {
    const reach = across + (store.radius(i) ?? 0);
    return contains(own, ...at) || distanceToPaths(middle, own) <= reach;
  }
  const place = placeOf(store, i);
  const radius = store.radius(i) ?? store.head.limits.place_m;
  if (groundDistance(place, middle) > radius + across) return false;
  if (!paths.length) return true;
  return contains(paths, store.mx[i], store.my[i]) || distanceToPaths(place, paths) <= radius;
}
