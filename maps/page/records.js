// Drawing the records: symbols, rings, uncertainty discs, areas, lines to where it hit.

import { groundCircle, pixelsPerMetre, tracePath } from "./canvas.js";
import { ringRadius } from "./layout.js";
import { drawSymbol, standing } from "./symbols.js";

/** How record i is drawn. */
export function lookOf(store, i, theme) {
  const layer = store.layer(i);
  const category = store.category(i);
  return {
    shape: layer.shape,
    mark: category.mark ?? "none",
    color: theme.layers[layer.id],
    halo: theme.symbolHalo,
    ink: theme.symbolInk[layer.id],
    standing: standing(store.word("status", i), store.c.retracted[i] === 1),
    pointer: store.word("direction", i),
  };
}

export class RecordPainter {
  constructor(store) {
    this.store = store;
    this.hits = []; // [{x, y, r, members}] in canvas pixels, topmost last
    this.mode = "rings";
    this.selected = [];
    this.hover = -1;
  }

  paint(g, frame, { mask, theme, show, layout }) {
    this.hits = [];
    const { places, groups, areas } = layout;
    for (const area of areas) this.paintArea(g, frame, theme, area);
    this.paintOutlines(g, frame, theme, mask);
    if (show.has("discs")) for (const i of places.i) this.paintDisc(g, frame, theme, i, false);
    if (show.has("targets")) this.paintTargets(g, frame, theme, mask);
    const one = this.selected.length === 1;
    for (const i of this.selected) {
      if (mask[i] && (one || this.store.kind(i) === "place"))
        this.paintDisc(g, frame, theme, i, one);
    }
    const rings = [];
    for (const group of groups) {
      if (group.members.length > 1 && this.mode === "rings") rings.push(group);
      else this.paintOne(g, theme, group);
    }
    for (const ring of rings.reverse()) this.paintRing(g, theme, ring);
    return { rings, drawn: places.i.length };
  }

  paintOne(g, theme, { x, y, members }) {
    const r = this.mode === "dots" ? 5.5 : 8.5;
    if (members.some((m) => this.selected.includes(m))) this.paintHalo(g, theme, x, y, r + 6);
    drawSymbol(g, x, y, r, lookOf(this.store, members[0], theme));
    this.hits.push({ x, y, r: r + 4, members });
  }

  paintHalo(g, theme, x, y, r) {
    g.beginPath();
    g.arc(x, y, r, 0, 7);
    g.lineWidth = 2.5;
    g.strokeStyle = theme.selection;
    g.stroke();
  }

  /** A ring shows how many reports, and the mix of layers. */
  paintRing(g, theme, { x, y, members }) {
    const counts = new Map();
    for (const i of members) {
      const id = this.store.layer(i).id;
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    const n = members.length;
    const r = ringRadius(n);
    if (members.some((m) => this.selected.includes(m))) this.paintHalo(g, theme, x, y, r + 5);
    g.beginPath();
    g.arc(x, y, r + 1.5, 0, 7);
    g.fillStyle = theme.symbolHalo;
    g.fill();
    let angle = -Math.PI / 2;
    for (const layer of this.store.head.layers) {
      const part = ((counts.get(layer.id) ?? 0) / n) * 2 * Math.PI;
      if (!part) continue;
      g.beginPath();
      g.arc(x, y, r - 2, angle, angle + part);
      g.lineWidth = 4.5;
      g.strokeStyle = theme.layers[layer.id];
      g.stroke();
      angle += part;
    }
    g.fillStyle = theme.ringText;
    g.font = `600 ${r > 18 ? 13 : 12}px ${theme.font}`;
    g.textAlign = "center";
    g.textBaseline = "middle";
    g.fillText(String(n), x, y + 0.5);
    this.hits.push({ x, y, r: r + 2, members, ring: true });
  }

  paintDisc(g, frame, theme, i, strong) {
    const radius = this.store.radius(i);
    if (!radius || !this.store.has(i)) return;
    const px = radius * pixelsPerMetre(this.store.my[i], frame.size);
    if (px < 4 || px > 4 * frame.w) return;
    if (!strong && px < 12) return;
    const color = theme.layers[this.store.layer(i).id];
    g.beginPath();
    tracePath(g, groundCircle(this.store.mx[i], this.store.my[i], radius), frame, true);
    g.fillStyle = `${color}${strong ? "1f" : "0d"}`;
    g.fill();
    g.strokeStyle = color;
    g.globalAlpha = strong ? 0.9 : 0.4;
    g.lineWidth = strong ? 1.6 : 0.8;
    g.setLineDash([3, 3]);
    g.stroke();
    g.setLineDash([]);
    g.globalAlpha = 1;
  }

  /** A place known only to an area: the outline of the area, never a dot in its middle. */
  paintArea(g, frame, theme, { members, ring, badge }) {
    const color = theme.layers[this.store.layer(members[0]).id];
    g.beginPath();
    tracePath(g, ring, frame, true);
    g.fillStyle = `${color}0a`;
    g.fill();
    g.setLineDash([1.5, 5]);
    g.lineWidth = members.some((m) => this.selected.includes(m)) ? 2.4 : 1.4;
    g.lineCap = "round";
    g.strokeStyle = color;
    g.stroke();
    g.setLineDash([]);
    this.paintAreaBadge(g, theme, badge, members, color);
  }

  /** A tag on the circle says that it is an area and how many reports it holds. */
  paintAreaBadge(g, theme, [x, y], members, color) {
    g.beginPath();
    g.roundRect(x - 15, y - 9, 30, 18, 9);
    g.fillStyle = theme.symbolHalo;
    g.fill();
    g.lineWidth = 1.3;
    g.strokeStyle = color;
    g.setLineDash([1.5, 3]);
    g.stroke();
    g.setLineDash([]);
    drawSymbol(g, x - 6, y, 4.5, {
      ...lookOf(this.store, members[0], theme),
      pointer: "",
      mark: "none",
      standing: "hollow",
    });
    g.fillStyle = theme.ringText;
    g.font = `600 11px ${theme.font}`;
    g.textAlign = "center";
    g.textBaseline = "middle";
    g.fillText(String(members.length), x + 6, y + 0.5);
    this.hits.push({ x, y, r: 15, members });
  }

  /** From where it was fired to where it hit. */
  paintTargets(g, frame, theme, mask) {
    const { size, ox, oy } = frame;
    for (let i = 0; i < this.store.n; i++) {
      if (!mask[i] || this.store.kind(i) !== "place") continue;
      const target = this.store.target(i);
      if (!target) continue;
      const [x0, y0] = [this.store.mx[i] * size - ox, this.store.my[i] * size - oy];
      const [x1, y1] = [target[0] * size - ox, target[1] * size - oy];
      if (Math.hypot(x1 - x0, y1 - y0) < 6) continue;
      this.paintTrail(g, theme, [x0, y0, x1, y1], this.selected.includes(i));
    }
  }

  paintTrail(g, theme, [x0, y0, x1, y1], strong) {
    const bend = 0.12;
    const cx = (x0 + x1) / 2 + (y1 - y0) * bend;
    const cy = (y0 + y1) / 2 - (x1 - x0) * bend;
    g.beginPath();
    g.moveTo(x0, y0);
    g.quadraticCurveTo(cx, cy, x1, y1);
    g.strokeStyle = theme.trail;
    g.globalAlpha = strong ? 1 : 0.65;
    g.lineWidth = strong ? 2.6 : 1.4;
    g.stroke();
    const a = Math.atan2(y1 - cy, x1 - cx);
    g.beginPath();
    for (const turn of [-0.45, 0.45]) {
      g.moveTo(x1, y1);
      g.lineTo(x1 - 8 * Math.cos(a + turn), y1 - 8 * Math.sin(a + turn));
    }
    g.stroke();
    g.globalAlpha = 1;
  }

  /** Records that came as lines or polygons (trenches, mined belts). */
  paintOutlines(g, frame, theme, mask) {
    this.store.outlines.forEach((paths, i) => {
      if (!paths.length || !mask[i]) return;
      const closed = this.store.head.closed.includes(i);
      const color = theme.layers[this.store.layer(i).id];
      g.beginPath();
      for (const xy of paths) tracePath(g, xy, frame, closed);
      if (closed) {
        g.fillStyle = `${color}22`;
        g.fill("evenodd");
      }
      g.strokeStyle = color;
      g.lineWidth = this.selected.includes(i) ? 4 : 2.4;
      g.stroke();
    });
  }

  /** What is under a canvas point, or null. */
  hit(point) {
    for (let k = this.hits.length - 1; k >= 0; k--) {
      const { x, y, r } = this.hits[k];
      if ((point.x - x) ** 2 + (point.y - y) ** 2 <= r * r) return this.hits[k];
    }
    return null;
  }
}
