// What changed, on the map: plus, minus, delta and question mark, never by colour alone.

import { gather } from "./cluster.js";
import { lookOf } from "./records.js";
import { drawSymbol } from "./symbols.js";

export const SIGNS = { appeared: "+", unreported: "−", differs: "Δ", unclear: "?" };
const BADGE_KINDS = Object.keys(SIGNS);
const BADGE_REACH = 46; // pixels within which badges are gathered
const BADGE_EDGE = 30;
const R = 8; // of a single symbol
const SIGN_PX = [9, 8]; // half width and half height of a sign beside a symbol

/** Things with a place, as flat columns: gathered anew at every redraw. */
export function placeThings(store, things) {
  const list = BADGE_KINDS.flatMap((kind, k) => things[kind].map((thing) => ({ thing, kind: k })));
  return list.filter(
    ({ thing }) => store.has(thing.first) && store.kind(thing.first) !== "country",
  );
}

/** {groups: [{x, y, n, first, mix, members}]} of what is in the frame. */
function groupsIn(store, placed, { size, ox, oy, w, h }) {
  const seen = [];
  const [xs, ys, kinds] = [[], [], []];
  for (const one of placed) {
    const x = store.mx[one.thing.first] * size - ox;
    const y = store.my[one.thing.first] * size - oy;
    if (x < -BADGE_EDGE || y < -BADGE_EDGE || x > w + BADGE_EDGE || y > h + BADGE_EDGE) continue;
    xs.push(x);
    ys.push(y);
    kinds.push(one.kind);
    seen.push(one);
  }
  const box = [-BADGE_EDGE - 1, -BADGE_EDGE - 1, w + BADGE_EDGE + 1, h + BADGE_EDGE + 1];
  const how = { layers: kinds, layerCount: BADGE_KINDS.length, origin: [ox, oy], box };
  const gathered = gather(xs, ys, BADGE_REACH, how);
  return gathered.groups.map((group, k) => ({
    ...group,
    one: seen[group.first],
    get members() {
      const mine = seen.filter((_, j) => gathered.groupOf[j] === k);
      return [...new Set(mine.flatMap(({ thing }) => thing.rows))];
    },
  }));
}

/** Draws them all; painter gets what answers to the pointer. */
export function paintBadges(g, frame, { store, theme, placed, painter }) {
  Object.assign(painter, { hits: [], crowd: null, density: null });
  for (const group of groupsIn(store, placed, frame).reverse()) {
    const wide = group.n > 1 ? paintMany(g, theme, group) : paintSingle(g, theme, store, group);
    const { x, y, n } = group;
    painter.hits.push({
      x,
      y,
      r: 14,
      n: n > 1 ? n : group.one.thing.rows.length,
      first: group.one.thing.first,
      wide,
      get members() {
        return group.members;
      },
    });
  }
}

/** The symbol of the thing, and its sign on a tag at its upper right. */
function paintSingle(g, theme, store, { x, y, one }) {
  const look = lookOf(store, one.thing.first, theme);
  const kind = BADGE_KINDS[one.kind];
  g.globalAlpha = kind === "unclear" ? 0.6 : 1;
  const standing = kind === "unreported" ? "hollow" : "plain";
  drawSymbol(g, x, y, R, { ...look, pointer: "", standing });
  g.globalAlpha = 1;
  paintSign(g, theme, [x + 12, y - 9], kind);
  return 16;
}

function paintSign(g, theme, [x, y], kind) {
  g.beginPath();
  g.roundRect(x - SIGN_PX[0], y - SIGN_PX[1], 2 * SIGN_PX[0], 2 * SIGN_PX[1], 5);
  const full = kind === "appeared" || kind === "differs";
  g.fillStyle = full ? theme.ringText : theme.symbolHalo;
  g.fill();
  g.lineWidth = 1.4;
  g.strokeStyle = full ? theme.symbolHalo : theme.ringText;
  if (kind === "unclear") g.setLineDash([2, 2]);
  g.stroke();
  g.setLineDash([]);
  g.fillStyle = full ? theme.symbolHalo : theme.ringText;
  g.font = `700 13px ${theme.font}`;
  g.textAlign = "center";
  g.textBaseline = "middle";
  g.fillText(SIGNS[kind], x, y + 0.5);
}

/** Several things: "+3 −1 Δ2 ?4" on one tag. Returns half its width. */
function paintMany(g, theme, { x, y, mix }) {
  const text = BADGE_KINDS.map((kind, k) => (mix[k] ? `${SIGNS[kind]}${mix[k]}` : ""))
    .filter(Boolean)
    .join("  ");
  g.font = `700 12px ${theme.font}`;
  const half = g.measureText(text).width / 2 + 9;
  g.beginPath();
  g.roundRect(x - half, y - 12, 2 * half, 24, 12);
  g.fillStyle = theme.symbolHalo;
  g.fill();
  g.lineWidth = 2;
  g.strokeStyle = theme.ringText;
  g.stroke();
  g.fillStyle = theme.ringText;
  g.textAlign = "center";
  g.textBaseline = "middle";
  g.fillText(text, x, y + 0.5);
  return half;
}
