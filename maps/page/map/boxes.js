// Boxes on the map, [left, top, right, bottom] in canvas pixels, and finding room between them.

const meets = (a, b) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];

export const about = (x, y, dx, dy) => [x - dx, y - dy, x + dx, y + dy];

/** How many of the boxes a box covers. */
export const covers = (box, boxes) =>
  boxes.reduce((n, other) => n + (meets(box, other) ? 1 : 0), 0);

/** The first of the candidates with the lowest cost. */
export function cheapest(candidates, cost) {
  let best = null;
  let least = Infinity;
  for (const candidate of candidates) {
    const price = cost(candidate);
    if (price < least) [best, least] = [candidate, price];
    if (price === 0) break;
  }
  return best;
}
