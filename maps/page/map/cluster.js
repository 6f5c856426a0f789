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
 * Returns {groups, groupOf, groupsOf}: groups are [{x, y, n, first, mix}], the fullest first, with
 * `first` an index into xs and `mix` the count per layer; groupOf gives every point's group, and
 * groupsOf(xs, ys) that of these of the points.
 */
export function gather(xs, ys, reach, how = {}) {
  const { layers = null, layerCount = 1, origin = [0, 0], box = boxAbout(xs, ys) } = how;
  const grid = new Cells(reach / 2, { layerCount, origin, box, most: xs.length });
  for (let i = 0; i < xs.length; i++) grid.add(i, xs[i], ys[i], layers ? layers[i] : 0);
  const { groups, groupsOf } = inGroups(grid, reach);
  return {
    groups,
    groupsOf,
    get groupOf() {
      return groupsOf(xs, ys);
    },
  };
}

/**
 * As `gather`, of those of many points whose `kinds` is `kind` and whose `mask` is not 0, from
 * `start` to `end`, and that lie in the box `within` (`wholeCells`): their pixels and numbers are
 * not kept.
 * x and y in the unit square; `size`: pixels of its side. Returns {groups, groupsOf, n}.
 */
export function gatherSeen(
  { x, y, kinds, layers, mask },
  { kind, start, end, within },
  reach,
  how,
) {
  const { size, origin, box, layerCount } = how;
  const [west, north, east, south] = within;
  const [ox, oy] = origin;
  const grid = new Cells(reach / 2, { layerCount, origin, box, most: end - start });
  // As `Cells.add`, but with all it needs at hand: this runs once over a million rows, too short a
  // time for a browser to find that out by itself.
  const { side, ox: left, oy: top, rows, slots, sumX, sumY, counts, mix } = grid;
  let n = 0;
  for (let i = start; i < end; i++) {
    if (kinds[i] !== kind || !mask[i]) continue;
    const px = x[i] * size - ox;
    const py = y[i] * size - oy;
    if (px < west || py < north || px >= east || py >= south) continue;
    const across = Math.fround(px); // as where they are kept
    const down = Math.fround(py);
    const at = ((across / side + left) | 0) * rows + ((down / side + top) | 0);
    let k = slots[at] - 1;
    if (k < 0) k = grid.begin(at, i);
    sumX[k] += across;
    sumY[k] += down;
    counts[k]++;
    mix[k * layerCount + layers[i]]++;
    n++;
  }
  return { ...inGroups(grid, reach), n };
}

/** Cells as `Cells.list` has them, gathered: [{x, y, n, first, mix}], the fullest first. */
export function groupCells(cells, reach) {
  const order = [...cells].sort((a, b) => b.n - a.n || a.column - b.column || a.row - b.row);
  const byKey = new Map(cells.map((cell) => [cell.column * STRIDE + cell.row, cell]));
  const groups = [];
  for (const cell of order) {
    if (cell.group >= 0) continue;
    cell.group = groups.length;
    groups.push(absorb(cell, byKey, reach));
  }
  return groups;
}

function inGroups(grid, reach) {
  const cells = grid.list();
  const groups = groupCells(cells, reach);
  /** Worked out when asked for: drawing needs it not. */
  const groupsOf = (xs, ys) => {
    const ofCell = Int32Array.from(cells, (cell) => cell.group);
    const out = new Int32Array(xs.length);
    for (let i = 0; i < xs.length; i++) out[i] = ofCell[grid.cellAt(xs[i], ys[i])];
    return out;
  };
  return { groups, groupsOf };
}

/** A box [west, north, east, south] in pixels, grown to whole cells of a side, so that what is
 *  gathered at its edges is what is gathered anywhere. */
export function wholeCells([west, north, east, south], side, [ox, oy]) {
  const down = (at, origin) => Math.floor((at + origin) / side) * side - origin;
  const up = (at, origin) => (Math.floor((at + origin) / side) + 1) * side - origin;
  return [down(west, ox), down(north, oy), up(east, ox), up(south, oy)];
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
class Cells {
  constructor(side, { layerCount, origin, box, most }) {
    const { column, row, columns, rows } = most
      ? extent(box, side, origin)
      : { column: 0, row: 0, columns: 0, rows: 0 };
    Object.assign(this, { side, layerCount, column, row, rows, used: 0 });
    [this.ox, this.oy] = [origin[0] / side - column, origin[1] / side - row];
    this.slots = new Int32Array(rows * columns); // number of the cell + 1
    const cells = Math.min(most, rows * columns);
    [this.sumX, this.sumY] = [new Float64Array(cells), new Float64Array(cells)];
    [this.counts, this.firsts, this.places] = [1, 2, 3].map(() => new Int32Array(cells));
    this.mix = new Uint32Array(cells * layerCount);
  }

  slotAt(x, y) {
    const { side, ox, oy, rows } = this;
    return ((x / side + ox) | 0) * rows + ((y / side + oy) | 0); // neither is below 0
  }

  /** The number of the cell of a point that was added. */
  cellAt(x, y) {
    return this.slots[this.slotAt(x, y)] - 1;
  }

  /** A cell that point i is the first of. */
  begin(at, i) {
    const k = this.used++;
    this.slots[at] = this.used;
    this.firsts[k] = i;
    this.places[k] = at;
    return k;
  }

  /** Adds a point by its number, pixels and layer. */
  add(i, x, y, layer) {
    const at = this.slotAt(x, y);
    let k = this.slots[at] - 1;
    if (k < 0) k = this.begin(at, i);
    this.sumX[k] += x;
    this.sumY[k] += y;
    this.counts[k]++;
    this.mix[k * this.layerCount + layer]++;
  }

  list() {
    const { counts, mix, layerCount, places, rows } = this;
    return Array.from({ length: this.used }, (_, k) => ({
      x: this.sumX[k] / counts[k],
      y: this.sumY[k] / counts[k],
      n: counts[k],
      first: this.firsts[k],
      mix: mix.slice(k * layerCount, (k + 1) * layerCount),
      column: this.column + Math.floor(places[k] / rows),
      row: this.row + (places[k] % rows),
      group: -1,
    }));
  }
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
