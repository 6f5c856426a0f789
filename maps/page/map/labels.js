// Labels that do not collide: the first come keeps its place, later ones give way.

const GRID_PX = 64; // pixels of the grid that boxes are found by

const cut = (box, [x0, y0, x1, y1]) =>
  box[0] < x1 && box[2] > x0 && box[1] < y1 && box[3] > y0
    ? box[0] < x0 || box[1] < y0 || box[2] > x1 || box[3] > y1
    : false;

export class LabelBoxes {
  /** taken: boxes [x0, y0, x1, y1] that are in use; edge: no label lies across its sides (those
   *  beyond it are drawn, to be there when the map is moved); inside: no label leaves it. */
  constructor(taken = [], { edge = null, inside = null } = {}) {
    this.cells = new Map(); // of labels
    this.symbols = new Map();
    this.edge = edge;
    this.inside = inside;
    for (const box of taken) this.put(box, this.symbols);
  }

  each([x0, y0, x1, y1], see) {
    for (let i = Math.floor(x0 / GRID_PX); i <= Math.floor(x1 / GRID_PX); i++)
      for (let j = Math.floor(y0 / GRID_PX); j <= Math.floor(y1 / GRID_PX); j++)
        if (see(i * 4096 + j)) return true;
    return false;
  }

  put(box, cells = this.cells) {
    this.each(box, (key) => {
      if (cells.has(key)) cells.get(key).push(box);
      else cells.set(key, [box]);
      return false;
    });
  }

  free(box, anywhere = false) {
    const [x0, y0, x1, y1] = box;
    if (!anywhere) {
      if (this.edge && cut(box, this.edge)) return false;
      const { inside } = this;
      if (inside && (x0 < inside[0] || y0 < inside[1] || x1 > inside[2] || y1 > inside[3]))
        return false;
    }
    return this.clear(box) && this.clear(box, this.symbols);
  }

  /** Is nothing of a kind there? */
  clear(box, cells = this.cells) {
    const [x0, y0, x1, y1] = box;
    return !this.each(box, (key) =>
      cells.get(key)?.some((b) => x0 < b[2] && x1 > b[0] && y0 < b[3] && y1 > b[1]),
    );
  }

  /** Takes all of the boxes if they are free; false when something is already there. */
  takeAll(boxes, anywhere = false) {
    if (!boxes.every((box) => this.free(box, anywhere))) return false;
    for (const box of boxes) this.put(box);
    return true;
  }

  /** The same for one. */
  take(x0, y0, x1, y1) {
    return this.takeAll([[x0, y0, x1, y1]]);
  }
}

const widths = new Map(); // of texts by font: they are measured again at every redraw

export function widthOf(g, text, font, spacing = "0px") {
  const key = `${font} ${spacing} ${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    g.font = font;
    if ("letterSpacing" in g) g.letterSpacing = spacing;
    width = g.measureText(text).width;
    if ("letterSpacing" in g) g.letterSpacing = "0px";
    if (widths.size > 20000) widths.clear();
    widths.set(key, width);
  }
  return width;
}

/** Draws text with a halo where there is room; true when drawn. look: font, fill, halo, and if
 *  wanted spacing, align ("center"), sign (the box of what is named), anywhere (also across edges). */
export function label(g, boxes, text, x, y, look) {
  const width = widthOf(g, text, look.font, look.spacing);
  const left = look.align === "center" ? x - width / 2 : x;
  const box = [left - 2, y - 7.5, left + width + 2, y + 7.5];
  // A sign may lie under the symbol of a record, but not under another name.
  if (look.sign && !boxes.clear(look.sign)) return false;
  if (!boxes.takeAll([box], look.anywhere)) return false;
  if (look.sign) boxes.put(look.sign);
  g.font = look.font;
  if ("letterSpacing" in g) g.letterSpacing = look.spacing ?? "0px";
  g.textAlign = "left";
  g.textBaseline = "middle";
  g.lineJoin = "round";
  g.lineWidth = 3;
  g.strokeStyle = look.halo;
  g.strokeText(text, left, y);
  g.fillStyle = look.fill;
  g.fillText(text, left, y);
  if ("letterSpacing" in g) g.letterSpacing = "0px";
  return true;
}

// Right, left, above, below, then the corners: where a name may stand by its dot.
const BESIDE = [
  [1, 0],
  [-1, 0],
  [0, -1],
  [0, 1],
  [0.8, -0.8],
  [0.8, 0.8],
  [-0.8, -0.8],
  [-0.8, 0.8],
];
const LINE = 7; // half the height of a name

/** A town's name beside its dot, `look.gap` pixels off at least; true when there was room. */
export function labelBeside(g, boxes, text, x, y, look) {
  const width = widthOf(g, text, look.font);
  const { gap } = look;
  for (const [dx, dy] of BESIDE) {
    const side = Math.sign(dx);
    const left = side > 0 ? x + gap * dx : side < 0 ? x + gap * dx - width : x - width / 2;
    const down = dy && (Math.abs(dy) === 1 ? (gap + LINE) * dy : Math.max(gap, LINE) * dy);
    if (label(g, boxes, text, left, y + down, { ...look, align: "left" })) return true;
  }
  return false;
}
