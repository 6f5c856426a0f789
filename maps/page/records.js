// Drawing the records: symbols, rings, uncertainty discs, areas, lines to where it hit.

import { groundCircle, pixelsPerMetre, tracePath } from "./canvas.js";
import { paintCrowd } from "./crowd.js";
import { cellAt, cellBox, inCell, paintDensity } from "./density.js";
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
    standing: standing(store.word("status", i), store.c.retracted[i] > 0),
    pointer: store.word("direction", i),
  };
}

const CROWD_REACH = 3; // pixels about the pointer
const MOST_CHOSEN = 300; // circles of chosen records
const MOST_TRAILS = 1500; // lines to where it hit

/** 1234 as 1.2k: what fits into a ring. */
export function shortCount(n) {
  if (n < 10000) return String(n);
  return n < 1e6 ? `${Math.round(n / 1000)}k` : `${(n / 1e6).toFixed(1)}M`;
}

/** What answers to the pointer; its members are found when asked for. */
function hitOf(group, r, ring = false) {
  return {
    x: group.x,
    y: group.y,
    r,
    ring,
    n: group.n,
    first: group.first,
    get members() {
      return group.members;
    },
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
    const { groups, areas, discs, holding, crowd, density } = layout;
    Object.assign(this, { crowd, density, frame, mask });
    if (density) paintDensity(g, frame, density, Object.values(theme.density));
    const chosen = new Set(this.selected);
    for (const area of areas) this.paintArea(g, frame, theme, area, chosen);
    this.paintOutlines(g, frame, { theme, mask, chosen });
    if (show.has("discs")) for (const i of discs) this.paintDisc(g, frame, theme, i, false);
    if (show.has("targets")) this.paintTargets(g, frame, { theme, mask, chosen });
    this.paintChosen(g, frame, theme, mask);
    const haloed = holding(this.selected);
    const rings = this.mode === "rings" ? groups.filter((group) => group.n > 1) : [];
    const ones = rings.length ? groups.filter((group) => group.n === 1) : groups;
    const halo = (group, r) => haloed.has(group) && this.paintHalo(g, theme, group.x, group.y, r);
    if (crowd) paintCrowd(g, frame, crowd, this.colors(theme));
    for (const one of ones) this.paintOne(g, theme, one, halo);
    for (const ring of rings.reverse()) this.paintRing(g, theme, ring, halo);
  }

  /** The circles of what is chosen, so that its precision is seen at once. */
  paintChosen(g, frame, theme, mask) {
    const one = this.selected.length === 1;
    if (this.selected.length > MOST_CHOSEN) return;
    for (const i of this.selected) {
      if (mask[i] && (one || this.store.kind(i) === "place"))
        this.paintDisc(g, frame, theme, i, one);
    }
  }

  paintOne(g, theme, group, halo) {
    const { x, y } = group;
    const r = this.mode === "dots" ? 5.5 : 8.5;
    halo(group, r + 6);
    drawSymbol(g, x, y, r, lookOf(this.store, group.first, theme));
    this.hits.push(hitOf(group, r + 4));
  }

  colors(theme) {
    return this.store.head.layers.map((layer) => theme.layers[layer.id]);
  }

  paintHalo(g, theme, x, y, r) {
    g.beginPath();
    g.arc(x, y, r, 0, 7);
    g.lineWidth = 2.5;
    g.strokeStyle = theme.selection;
    g.stroke();
  }

  /** A ring shows how many reports, and the mix of layers. */
  paintRing(g, theme, group, halo) {
    const { x, y, n, mix } = group;
    const r = ringRadius(n);
    halo(group, r + 5);
    g.beginPath();
    g.arc(x, y, r + 1.5, 0, 7);
    g.fillStyle = theme.symbolHalo;
    g.fill();
    let angle = -Math.PI / 2;
    this.store.head.layers.forEach((layer, k) => {
      const part = (mix[k] / n) * 2 * Math.PI;
      if (!part) return;
      g.beginPath();
      g.arc(x, y, r - 2, angle, angle + part);
      g.lineWidth = 4.5;
      g.strokeStyle = theme.layers[layer.id];
      g.stroke();
      angle += part;
    });
    g.fillStyle = theme.ringText;
    g.font = `600 ${n > 999 ? 10 : r > 18 ? 13 : 12}px ${theme.font}`;
    g.textAlign = "center";
    g.textBaseline = "middle";
    g.fillText(shortCount(n), x, y + 0.5);
    this.hits.push(hitOf(group, r + 2, true));
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
  paintArea(g, frame, theme, { members, ring, badge }, chosen) {
    const color = theme.layers[this.store.layer(members[0]).id];
    g.beginPath();
    tracePath(g, ring, frame, true);
    g.fillStyle = `${color}0a`;
    g.fill();
    g.setLineDash([1.5, 5]);
    g.lineWidth = members.some((m) => chosen.has(m)) ? 2.4 : 1.4;
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
    this.hits.push({ x, y, r: 15, n: members.length, first: members[0], members });
  }

  /** From where it was fired to where it hit. */
  paintTargets(g, frame, { theme, mask, chosen }) {
    const { size, ox, oy, w, h } = frame;
    const { mx, my } = this.store;
    const outside = (x, y) => x < 0 || y < 0 || x > w || y > h;
    let drawn = 0;
    for (const i of this.store.aimed) {
      if (!mask[i]) continue;
      const target = this.store.target(i);
      const [x0, y0] = [mx[i] * size - ox, my[i] * size - oy];
      const [x1, y1] = [target[0] * size - ox, target[1] * size - oy];
      if (Math.hypot(x1 - x0, y1 - y0) < 6 || (outside(x0, y0) && outside(x1, y1))) continue;
      if (++drawn > MOST_TRAILS) return;
      this.paintTrail(g, theme, [x0, y0, x1, y1], chosen.has(i));
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
  paintOutlines(g, frame, { theme, mask, chosen }) {
    const { store } = this;
    for (const i of store.outlined) {
      if (!mask[i]) continue;
      const closed = store.closed.has(i);
      const color = theme.layers[store.layer(i).id];
      g.beginPath();
      for (const xy of store.outlines[i]) tracePath(g, xy, frame, closed);
      if (closed) {
        g.fillStyle = `${color}22`;
        g.fill("evenodd");
      }
      g.strokeStyle = color;
      g.lineWidth = chosen.has(i) ? 4 : 2.4;
      g.stroke();
    }
  }

  /** What is under a canvas point, or null. */
  hit(point) {
    for (let k = this.hits.length - 1; k >= 0; k--) {
      const { x, y, r } = this.hits[k];
      if ((point.x - x) ** 2 + (point.y - y) ** 2 <= r * r) return this.hits[k];
    }
    if (this.density) return this.cell(cellAt(this.density, this.frame, point));
    const members = this.crowd?.at(point, CROWD_REACH) ?? [];
    if (!members.length) return null;
    return { ...point, r: CROWD_REACH, n: members.length, first: members[0], members };
  }

  /** What a cell of the density answers: [column, row] within its window, or null. */
  cell(at) {
    if (!at) return null;
    const name = at.join(" ");
    if (this.lastCell?.density !== this.density || this.lastCell.name !== name) {
      const box = cellBox(this.density, this.frame, ...at);
      const { members, low, high } = inCell(this.store, this.mask, this.density, at);
      const [x, y] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
      const hit = { x, y, box, n: members.length, first: members[0], members, low, high };
      this.lastCell = { density: this.density, name, hit };
    }
    return this.lastCell.hit;
  }
}
