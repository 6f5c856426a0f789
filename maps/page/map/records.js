// Drawing the records: symbols, rings, uncertainty discs, areas, lines to where it hit.

import { circlesDrawn, paintCircle, paintTag, tagHit } from "./areas.js";
import { groundCircle, pixelsPerMetre, tracePath } from "./canvas.js";
import { cellCount, paintCellCount } from "./cellcounts.js";
import { conditionOf } from "./condition.js";
import { paintCrowd } from "./crowd.js";
import { cellAt, cellBox, inCell, paintDensity } from "./density.js";
import { ringSize } from "./layout.js";
import { outlineAt, paintGlow, paintOutlines } from "./obstacles.js";
import { paintRing, shortInterval } from "./rings.js";
import { fanHit, fansIn, paintFan, paintTrails } from "./shots.js";
import { drawSymbol, standing } from "./symbols.js";

/** How record i is drawn. */
export function lookOf(store, i, theme) {
  const layer = store.layer(i);
  const category = store.category(i);
  const condition = conditionOf(store, i);
  return {
    shape: layer.shape,
    badge: condition === "planned" ? {} : store.symbol(i), // which would show it as there
    mark: category.mark ?? "none",
    color: theme.layers[layer.id],
    halo: theme.symbolHalo,
    ink: theme.symbolInk[layer.id],
    standing: standing(store.word("status", i), store.c.retracted[i] > 0),
    pointer: store.word("direction", i),
    condition,
  };
}

const CROWD_REACH = 3; // pixels about the pointer
const MOST_CHOSEN = 300; // circles of chosen records

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
  /** half: 1 for period B of a comparison. */
  constructor(store, half = 0) {
    this.store = store;
    this.half = half;
    this.hits = []; // [{x, y, r, members}] in canvas pixels, topmost last
    this.mode = "rings";
    this.selected = [];
    this.hover = -1;
  }

  /** names: draws names of places once more, where they would be covered. */
  paint(g, frame, { mask, theme, show, layout, names = null }) {
    this.hits = [];
    const { groups, areas, discs, holding, crowd, density } = layout;
    Object.assign(this, { crowd, density, frame, mask, drawn: layout.mode });
    if (density) {
      paintDensity(g, frame, density, Object.values(theme.density));
      names?.(); // cells lie on those of the ground
    }
    const chosen = new Set(this.selected);
    const { store } = this;
    if (show.has("targets")) this.paintFans(g, frame, { theme, mask, chosen });
    this.paintAreas(g, frame, theme, areas, chosen);
    paintOutlines(g, frame, { store, theme, mask, chosen });
    if (show.has("discs")) for (const i of discs) this.paintDisc(g, frame, theme, i, false);
    if (show.has("targets")) paintTrails(g, frame, { store, theme, mask, chosen });
    this.paintChosen(g, frame, theme, mask);
    const haloed = holding(this.selected);
    const rings = this.drawn === "rings" ? groups.filter((group) => group.n > 1) : [];
    const ones = rings.length ? groups.filter((group) => group.n === 1) : groups;
    const halo = (group, r) => haloed.has(group) && this.paintHalo(g, theme, group.x, group.y, r);
    if (crowd) paintCrowd(g, frame, crowd, this.colors(theme));
    for (const one of ones) this.paintOne(g, theme, one, halo);
    for (const ring of rings.reverse()) {
      const { low, high, r } = ringSize(store, ring);
      halo(ring, r + 5);
      paintRing(g, theme, ring, { r, colors: this.colors(theme), text: shortInterval(low, high) });
      this.hits.push(hitOf(ring, r + 2, true));
    }
    if (store.sketch) this.hits = []; // nobody knows yet what is in them
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
    const r = this.drawn === "dots" ? 5.5 : 8.5;
    const look = lookOf(this.store, group.first, theme);
    halo(group, look.badge.image && this.mode !== "dots" ? 2.3 * r : r + 6);
    const count = cellCount(this.store, group.first);
    if (count) paintCellCount(g, theme, group, look, count);
    else drawSymbol(g, x, y, r, look);
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

  paintDisc(g, frame, theme, i, strong) {
    const radius = this.store.radius(i);
    if (!radius || !this.store.has(i)) return;
    const px = radius * pixelsPerMetre(this.store.my[i], frame.size);
    if (px < 4 || px > 4 * frame.w) return;
    if (!strong && px < 12) return;
    const color = theme.layers[this.store.layer(i).id];
    g.beginPath();
    tracePath(g, groundCircle(this.store.mx[i], this.store.my[i], radius), frame, true);
    g.fillStyle = `${color}${strong ? "1f" : "0a"}`;
    g.fill();
    g.strokeStyle = color;
    g.globalAlpha = strong ? 0.9 : 0.4;
    g.lineWidth = strong ? 1.6 : 0.8;
    g.setLineDash([3, 3]);
    g.stroke();
    g.setLineDash([]);
    g.globalAlpha = 1;
  }

  /** A place known only to an area: its tag, and its circle where circles can be told apart. */
  paintAreas(g, frame, theme, areas, chosen) {
    const quiet = !circlesDrawn(areas, frame);
    for (const area of areas) {
      const strong = area.members.some((m) => chosen.has(m));
      const look = lookOf(this.store, area.members[0], theme);
      if (strong || !quiet) paintCircle(g, frame, area.ring, { look, strong });
    }
    for (const area of areas) {
      const look = lookOf(this.store, area.members[0], theme);
      paintTag(g, theme, area.badge, { look, n: area.members.length });
      this.hits.push(tagHit(area));
    }
  }

  /** Where an inferred origin must lie: a fan from the impact, never a dot. */
  paintFans(g, frame, { theme, mask, chosen }) {
    for (const fan of fansIn(frame, { store: this.store, mask })) {
      const color = theme.layers[this.store.layer(fan.i).id];
      paintFan(g, frame, fan.shape, { color, strong: chosen.has(fan.i) });
      this.hits.push(fanHit(fan, frame));
    }
  }

  /** What is looked at, by pointer or keyboard: plainer than the rest, with its circle. */
  paintLit(g, frame, theme, hit) {
    const look = lookOf(this.store, hit.first, theme);
    const { color } = look;
    if (hit.circle) {
      paintCircle(g, frame, hit.circle, { look, strong: true });
      paintTag(g, theme, [hit.x, hit.y], { look, n: hit.n });
    }
    if (hit.shape) paintFan(g, frame, hit.shape, { color, strong: true });
    else if (hit.outlined) this.paintLitOutline(g, frame, color, hit.first);
    else if (hit.n === 1 && !hit.circle) this.paintDisc(g, frame, theme, hit.first, true);
    if (!hit.box) return;
    const [left, top, right, bottom] = hit.box;
    g.strokeStyle = theme.ringText;
    g.lineWidth = 2;
    g.strokeRect(left, top, right - left - 1, bottom - top - 1);
  }

  paintLitOutline(g, frame, color, i) {
    const { outlines, closed } = this.store;
    paintGlow(g, frame, { paths: outlines[i], closed: closed.has(i) }, color);
  }

  /** What is under a canvas point, or null. */
  hit(point) {
    for (let k = this.hits.length - 1; k >= 0; k--) {
      const hit = this.hits[k];
      const { x, y, r } = hit;
      if (hit.inside?.(point) ?? (point.x - x) ** 2 + (point.y - y) ** 2 <= r * r) return hit;
    }
    const lined = this.outlineUnder(point);
    if (lined) return lined;
    if (this.density) return this.cell(cellAt(this.density, this.frame, point));
    const members = this.crowd?.at(point, CROWD_REACH) ?? [];
    if (!members.length) return null;
    return { ...point, r: CROWD_REACH, n: members.length, first: members[0], members };
  }

  /** The record whose line or area is there; the same object as long as it is the same one. */
  outlineUnder({ x, y }) {
    const { store, mask, frame } = this;
    const i = frame && store.outlined.length ? outlineAt(store, mask, frame, { x, y }) : -1;
    if (i < 0) return null;
    if (this.lastOutline?.first !== i || this.lastOutline.frame !== frame)
      this.lastOutline = { x, y, r: 0, n: 1, first: i, members: [i], frame, outlined: true };
    return this.lastOutline;
  }

  /** All that can be walked to, each knowing its half. */
  stops() {
    const all = [...this.hits, ...this.cells()];
    for (const hit of all) hit.half = this.half;
    return all;
  }

  /** All cells of the density that hold reports, as hits; none without a density. */
  cells() {
    const { density } = this;
    const out = [];
    if (!density) return out;
    density.counts.forEach((n, k) => {
      if (!n) return;
      const at = [k % density.columns, Math.floor(k / density.columns)];
      const [left, top, right, bottom] = cellBox(density, this.frame, ...at);
      const whole = () => this.cell(at);
      out.push({ x: (left + right) / 2, y: (top + bottom) / 2, whole });
    });
    return out;
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
      hit.half = this.half;
      this.lastCell = { density: this.density, name, hit };
    }
    return this.lastCell.hit;
  }
}
