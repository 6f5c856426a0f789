// Drawing the records: symbols, rings, uncertainty discs, areas, lines to where it hit.

import { groundCircle, pixelsPerMetre, tracePath } from "./canvas.js";
import { gather } from "./cluster.js";
import { drawSymbol, standing } from "./symbols.js";

const REACH = { rings: 40, dots: 1 }; // pixels within which symbols are gathered
const ALONE = 1; // this many or fewer are drawn one by one

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

/** Sorts visible records into what is drawn how. */
function sortOut(store, mask, frame) {
  const { size, ox, oy, w, h } = frame;
  const places = { i: [], x: [], y: [] };
  const areas = [];
  for (let i = 0; i < store.n; i++) {
    if (!mask[i]) continue;
    const kind = store.kind(i);
    if (kind === "area") areas.push(i);
    if (kind !== "place") continue;
    const x = store.mx[i] * size - ox;
    const y = store.my[i] * size - oy;
    if (x < -20 || y < -20 || x > w + 20 || y > h + 20) continue;
    places.i.push(i);
    places.x.push(x);
    places.y.push(y);
  }
  return { places, areas };
}

const ringRadius = (n) => Math.min(25, 12 + 2.5 * Math.log2(n));

export class RecordPainter {
  constructor(store) {
    this.store = store;
    this.hits = []; // [{x, y, r, members}] in canvas pixels, topmost last
    this.mode = "rings";
    this.selected = [];
    this.hover = -1;
  }

  paint(g, frame, { mask, theme, show }) {
    this.hits = [];
    const { places, areas } = sortOut(this.store, mask, frame);
    if (show.has("areas")) this.paintAreas(g, frame, theme, areas);
    this.paintOutlines(g, frame, theme, mask);
    if (show.has("discs")) for (const i of places.i) this.paintDisc(g, frame, theme, i, false);
    if (show.has("targets")) this.paintTargets(g, frame, theme, mask);
    const one = this.selected.length === 1;
    for (const i of this.selected) {
      if (mask[i] && (one || this.store.kind(i) === "place"))
        this.paintDisc(g, frame, theme, i, one);
    }
    const rings = [];
    for (const group of this.groups(places)) {
      const { members } = group;
      if (members.length <= ALONE) this.paintOne(g, theme, group.x, group.y, members[0], members);
      else if (this.mode === "dots") this.paintOne(g, theme, group.x, group.y, members[0], members);
      else rings.push(group);
    }
    for (const ring of rings.reverse()) this.paintRing(g, theme, ring);
    return { rings, drawn: places.i.length };
  }

  /** Symbols and rings of the visible places: [{x, y, members: record numbers}]. */
  groups(places) {
    return gather(places.x, places.y, REACH[this.mode]).map(({ x, y, members }) => ({
      x,
      y,
      members: members.map((k) => places.i[k]),
    }));
  }

  /** Where names had better not stand: boxes about symbols and rings, in canvas pixels. */
  boxes(frame, mask) {
    return this.groups(sortOut(this.store, mask, frame).places).map(({ x, y, members }) => {
      const r = members.length > ALONE && this.mode === "rings" ? ringRadius(members.length) : 7;
      return [x - r, y - r, x + r, y + r];
    });
  }

  paintOne(g, theme, x, y, i, members) {
    const r = this.mode === "dots" ? 5.5 : 8.5;
    if (members.some((m) => this.selected.includes(m))) this.paintHalo(g, theme, x, y, r + 6);
    drawSymbol(g, x, y, r, lookOf(this.store, i, theme));
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

  /** Places known only to an area: the outline of the area, never a dot in its middle. */
  paintAreas(g, frame, theme, areas) {
    const groups = new Map();
    for (const i of areas) {
      const key = `${this.store.c.x[i]} ${this.store.c.y[i]} ${this.store.radius(i)}`;
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(i);
    }
    for (const members of groups.values()) {
      const i = members[0];
      const color = theme.layers[this.store.layer(i).id];
      const ring = groundCircle(this.store.mx[i], this.store.my[i], this.store.radius(i));
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
      this.paintAreaBadge(g, frame, theme, ring, members, color);
    }
  }

  /** A tag on the circle's northern edge says that it is an area and how many reports it holds. */
  paintAreaBadge(g, frame, theme, ring, members, color) {
    const x = ring[0] * frame.size - frame.ox;
    const y = ring[1] * frame.size - frame.oy;
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
