// Which symbols stand alone and which are gathered into a ring.

const STRIDE = 1 << 22; // more rows than the world has cells at the closest zoom

/**
 * Gathers points closer than `reach` pixels: first a fine grid (one pass over all points), then
 * the fullest cells take in their neighbours. The result depends only on the points, not on the
 * order they come in.
 *
 * xs, ys: positions of the points in pixels; layers: a number below `layerCount` per point;
 * `origin`: where pixel 0, 0 lies in the world, so that moving the map does not gather anew;
 * `box`: [west, north, east, south] in which all points lie, when it is known.
 *
 * Returns {groups, groupOf}: groups are [{x, y, n, first, mix}], the fullest first, with `first`
 * an index into xs and `mix` the count per layer; groupOf gives every point's group.
 */
export function gather(xs, ys, reach, how = {}) {
  const { layers = null, layerCount = 1, origin = [0, 0], box = boxAbout(xs, ys) } = how;
  const { cells, cellOf } = toCells(xs, ys, reach / 2, { layers, layerCount, origin, box });
  const order = [...cells].sort((a, b) => b.n - a.n || a.column - b.column || a.row - b.row);
  const byKey = new Map(cells.map((cell) => [cell.column * STRIDE + cell.row, cell]));
  const groups = [];
  for (const cell of order) {
    if (cell.group >= 0) continue;
    cell.group = groups.length;
    groups.push(absorb(cell, byKey, reach));
  }
  let groupOf = null;
  return {
    groups,
    /** Worked out when asked for: drawing needs it not. */
    get groupOf() {
      if (groupOf) return groupOf;
      const ofCell = Int32Array.from(cells, (cell) => cell.group);
      groupOf = new Int32Array(cellOf.length);
      for (let i = 0; i < cellOf.length; i++) groupOf[i] = ofCell[cellOf[i]];
      return groupOf;
    },
  };
}

/** [west, north, east, south] of the points, in pixels. */
function boxAbout(xs, ys) {
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < xs.length; i++) {
    if (xs[i] < west) west = xs[i];
    if (xs[i] > east) east = xs[i];
    if (ys[i] < north) north = ys[i];
    if (ys[i] > south) south = ys[i];
  }
  return [west, north, east, south];
}

/** Column and row of the first cell, and how many there are of both. */
function extent([west, north, east, south], side, [ox, oy]) {
  const column = Math.floor((west + ox) / side);
  const row = Math.floor((north + oy) / side);
  const columns = Math.floor((east + ox) / side) - column + 1;
  return { column, row, columns, rows: Math.floor((south + oy) / side) - row + 1 };
}

/** Counts points per cell. Points are near each other on a screen, so a flat table will do. */
function toCells(xs, ys, side, { layers, layerCount, origin, box }) {
  const n = xs.length;
  const cellOf = new Int32Array(n);
  if (!n) return { cells: [], cellOf };
  const { column: column0, row: row0, columns, rows } = extent(box, side, origin);
  const slots = new Int32Array(rows * columns); // number of the cell + 1
  const most = Math.min(n, rows * columns);
  const [sumX, sumY] = [new Float64Array(most), new Float64Array(most)];
  const [counts, firsts, places] = [1, 2, 3].map(() => new Int32Array(most));
  const mix = new Uint32Array(most * layerCount);
  const [ox, oy] = [origin[0] / side - column0, origin[1] / side - row0];
  let used = 0;
  for (let i = 0; i < n; i++) {
    const x = xs[i];
    const y = ys[i];
    const at = Math.floor(x / side + ox) * rows + Math.floor(y / side + oy);
    let k = slots[at] - 1;
    if (k < 0) {
      k = used++;
      slots[at] = used;
      firsts[k] = i;
      places[k] = at;
    }
    sumX[k] += x;
    sumY[k] += y;
    counts[k]++;
    if (layers) mix[k * layerCount + layers[i]]++;
    cellOf[i] = k;
  }
  const cells = Array.from({ length: used }, (_, k) => ({
    x: sumX[k] / counts[k],
    y: sumY[k] / counts[k],
    n: counts[k],
    first: firsts[k],
    mix: mix.slice(k * layerCount, (k + 1) * layerCount),
    column: column0 + Math.floor(places[k] / rows),
    row: row0 + (places[k] % rows),
    group: -1,
  }));
  return { cells, cellOf };
}

function absorb(cell, byKey, reach) {
  const group = { x: cell.x, y: cell.y, n: cell.n, first: cell.first, mix: cell.mix.slice() };
  for (let dx = -3; dx <= 3; dx++) {
    for (let dy = -3; dy <= 3; dy++) {
      const other = byKey.get((cell.column + dx) * STRIDE + cell.row + dy);
      if (!other || other.group >= 0) continue;
      if (Math.hypot(other.x - cell.x, other.y - cell.y) >= reach) continue;
      other.group = cell.group;
      const n = group.n + other.n;
      group.x = (group.x * group.n + other.x * other.n) / n;
      group.y = (group.y * group.n + other.y * other.n) / n;
      group.n = n;
      group.first = Math.min(group.first, other.first);
      other.mix.forEach((count, k) => {
        group.mix[k] += count;
      });
    }
  }
  return group;
}
