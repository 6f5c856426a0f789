// Which symbols stand alone and which are gathered into a ring.

const STRIDE = 1 << 20; // more rows than any map has cells

/**
 * Gathers points closer than `reach` pixels. xs, ys: pixel positions of the visible points.
 * First a fine grid (one pass over all points), then the fullest cells take in their
 * neighbours. Returns [{x, y, members: [index into xs]}], the fullest first; the result
 * depends only on the points, not on the order they come in. `origin` is where pixel 0, 0 lies
 * in the world, so that moving the map does not gather anew.
 */
export function gather(xs, ys, reach, origin = [0, 0]) {
  const cells = toCells(xs, ys, reach / 2, origin);
  const order = [...cells.values()].sort(
    (a, b) => b.members.length - a.members.length || a.column - b.column || a.row - b.row,
  );
  const out = [];
  for (const cell of order) {
    if (cell.used) continue;
    cell.used = true;
    out.push(absorb(cell, cells, reach));
  }
  return out;
}

function toCells(xs, ys, side, [ox, oy]) {
  const cells = new Map();
  for (let i = 0; i < xs.length; i++) {
    const column = Math.floor((xs[i] + ox) / side);
    const row = Math.floor((ys[i] + oy) / side);
    const key = column * STRIDE + row;
    let cell = cells.get(key);
    if (!cell) {
      cell = { x: 0, y: 0, members: [], column, row, used: false };
      cells.set(key, cell);
    }
    cell.x += xs[i];
    cell.y += ys[i];
    cell.members.push(i);
  }
  for (const cell of cells.values()) {
    cell.x /= cell.members.length;
    cell.y /= cell.members.length;
  }
  return cells;
}

function absorb(cell, cells, reach) {
  const cluster = { x: cell.x, y: cell.y, members: cell.members.slice() };
  for (let dx = -3; dx <= 3; dx++) {
    for (let dy = -3; dy <= 3; dy++) {
      const other = cells.get((cell.column + dx) * STRIDE + cell.row + dy);
      if (!other || other.used) continue;
      if (Math.hypot(other.x - cell.x, other.y - cell.y) >= reach) continue;
      other.used = true;
      const a = cluster.members.length;
      const b = other.members.length;
      cluster.x = (cluster.x * a + other.x * b) / (a + b);
      cluster.y = (cluster.y * a + other.y * b) / (a + b);
      for (const m of other.members) cluster.members.push(m);
    }
  }
  return cluster;
}
