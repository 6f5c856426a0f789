// Labels that do not collide: the first come keeps its place, later ones give way.

export class LabelBoxes {
  constructor(taken = []) {
    this.boxes = [...taken];
  }

  /** Takes the box if it is free; false when something is already there. */
  take(x0, y0, x1, y1) {
    for (const b of this.boxes) if (x0 < b[2] && x1 > b[0] && y0 < b[3] && y1 > b[1]) return false;
    this.boxes.push([x0, y0, x1, y1]);
    return true;
  }
}

/** Draws text with a halo where there is room; true when drawn. */
export function label(g, boxes, text, x, y, look) {
  g.font = look.font;
  if ("letterSpacing" in g) g.letterSpacing = look.spacing ?? "0px";
  const width = g.measureText(text).width;
  const left = look.align === "center" ? x - width / 2 : x;
  const room = look.room ?? 0;
  const free = boxes.take(left - 2 - room, y - 8, left + width + 2, y + 8);
  if (free) {
    g.textAlign = "left";
    g.textBaseline = "middle";
    g.lineJoin = "round";
    g.lineWidth = 3;
    g.strokeStyle = look.halo;
    g.strokeText(text, left, y);
    g.fillStyle = look.fill;
    g.fillText(text, left, y);
  }
  if ("letterSpacing" in g) g.letterSpacing = "0px";
  return free;
}

const BESIDE = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
];
const GAP = 6; // pixels from a town's dot to its name

/** A town's name to the right of its dot, or left, below, above, `look.gap` pixels off at least;
 *  true when there was room. */
export function labelBeside(g, boxes, text, x, y, look) {
  g.font = look.font;
  const width = g.measureText(text).width;
  const gap = Math.max(GAP, look.gap ?? 0);
  for (const [dx, dy] of BESIDE) {
    const left = dx > 0 ? x + gap : dx < 0 ? x - gap - width : x - width / 2;
    const away = Math.max(13, gap + 8);
    if (label(g, boxes, text, left, y + dy * away, { ...look, align: "left" })) return true;
  }
  return false;
}
