// Which symbols stand alone and which are gathered into a ring.

const STRIDE = 1 << 22; // more rows than the world has cells at the closest zoom

/**
 * Gathers points closer than `reach` pixels: first a fine grid (one pass over all points), then
 * the fullest cells take in their neighbours. The result depends only on the points, not on the
 * order they come in.
 *
 * xs, ys: positions of the points in pixels; layers: a number below `layerCount` per point;
 * `origin`: where pixel 0, 0 lies in the world, so that moving the map does not gather anew.
 *
 * Returns {groups, groupOf}: groups are [{x, y, n, first, mix}], the fullest first, with `first`
 * an index into xs and `mix` the count per layer; groupOf gives every point's group.
 */
export function gather(xs, ys, reach, { layers = null, layerCount = 1, origin = [0, 0] } = {}) {
  const { cells, cellOf } = toCells(xs, ys, reach / 2, { layers, layerCount, origin });
  const order = [...cells].sort((a, b) => b.n - a.n || a.column - b.column || a.row - b.row);
  const byKey = new Map(cells.map((cell) => [cell.column * STRIDE + cell.row, cell]));
  const groups = [];
  for (const cell of order) {
    if (cell.group >= 0) continue;
    cell.group = groups.length;
    groups.push(absorb(cell, byKey, reach));
  }
  const groupOf = new Int32Array(xs.length);
  for (let i = 0; i < xs.length; i++) groupOf[i] = cells[cellOf[i]].group;
  return { groups, groupOf };
}

/** Counts points per cell. Points are near each other on a screen, so a flat table will do. */
function toCells(xs, ys, side, { layers, layerCount, origin: [ox, oy] }) {
  const n = xs.length;
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < n; i++) {
    if (xs[i] < west) west = xs[i];
    if (xs[i] > east) east = xs[i];
    if (ys[i] < north) north = ys[i];
    if (ys[i] > south) south = ys[i];
  }
  const cells = [];
  const cellOf = new Int32Array(n);
  if (!n) return { cells, cellOf };
  const column0 = Math.floor((west + ox) / side);
  const row0 = Math.floor((north + oy) / side);
  const rows = Math.floor((south + oy) / side) - row0 + 1;
  const columns = Math.floor((east + ox) / side) - column0 + 1;
  const slots = new Int32Array(rows * columns); // number of the cell + 1
  for (let i = 0; i < n; i++) {
    const column = Math.floor((xs[i] + ox) / side);
    const row = Math.floor((ys[i] + oy) / side);
    const at = (column - column0) * rows + (row - row0);
    let k = slots[at] - 1;
    if (k < 0) {
      k = cells.length;
      slots[at] = k + 1;
      const mix = new Uint32Array(layerCount);
      cells.push({ x: 0, y: 0, n: 0, first: i, mix, column, row, group: -1 });
    }
    const cell = cells[k];
    cell.x += xs[i];
    cell.y += ys[i];
    cell.n++;
    if (layers) cell.mix[layers[i]]++;
    cellOf[i] = k;
  }
  for (const cell of cells) {
    cell.x /= cell.n;
    cell.y /= cell.n;
  }
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
