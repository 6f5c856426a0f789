// What changed, on the map: plus, minus, delta and question mark, never by colour alone.

import { about } from "../map/boxes.js";
import { gather } from "../map/cluster.js";
import { lookOf } from "../map/records.js";
import { drawSymbol } from "../map/symbols.js";

export const SIGNS = { appeared: "+", unreported: "−", differs: "Δ", unclear: "?" };
const BADGE_KINDS = Object.keys(SIGNS);
const BADGE_REACH = 46; // pixels within which badges are gathered
const BADGE_EDGE = 30;
const R = 8; // of a single symbol
const MANY_PX = 12; // half the height of a tag of several
const SIGN_PX = [9, 8]; // half width and half height of a sign beside a symbol

/** Things with a place, as flat columns: {things, kinds, mx, my}; gathered at every redraw. */
export function placeThings(store, things) {
  const all = BADGE_KINDS.map((kind) =>
    things[kind].filter(({ first }) => store.has(first) && store.kind(first) !== "country"),
  );
  const list = all.flat();
  const at = (column) => Float64Array.from(list, ({ first }) => store[column][first]);
  const kinds = Uint8Array.from(all.flatMap((some, k) => some.map(() => k)));
  return { things: list, kinds, mx: at("mx"), my: at("my") };
}

/** {groups: [{x, y, n, first, mix, one, kind, members}]} of what is in the frame. */
function groupsIn({ things, kinds, mx, my }, { size, ox, oy, w, h }) {
  const [xs, ys] = [new Float32Array(things.length), new Float32Array(things.length)];
  const [seen, layers] = [new Uint32Array(things.length), new Uint8Array(things.length)];
  let n = 0;
  for (let k = 0; k < things.length; k++) {
    const x = mx[k] * size - ox;
    const y = my[k] * size - oy;
    if (x < -BADGE_EDGE || y < -BADGE_EDGE || x > w + BADGE_EDGE || y > h + BADGE_EDGE) continue;
    xs[n] = x;
    ys[n] = y;
    layers[n] = kinds[k];
    seen[n++] = k;
  }
  const box = [-BADGE_EDGE - 1, -BADGE_EDGE - 1, w + BADGE_EDGE + 1, h + BADGE_EDGE + 1];
  const how = { layers, layerCount: BADGE_KINDS.length, origin: [ox, oy], box };
  const gathered = gather(xs.subarray(0, n), ys.subarray(0, n), BADGE_REACH, how);
  return gathered.groups.map((group, number) => ({
    ...group,
    one: things[seen[group.first]],
    kind: BADGE_KINDS[kinds[seen[group.first]]],
    get members() {
      const out = [];
      for (let j = 0; j < n; j++)
        if (gathered.groupOf[j] === number) for (const i of things[seen[j]].rows) out.push(i);
      return out;
    },
  }));
}

/** What they cover, for names to keep clear of. */
export function badgeBoxes(g, frame, theme, placed) {
  return groupsIn(placed, frame).map(({ x, y, n, mix }) =>
    n > 1
      ? about(x, y, widthOfMany(g, theme, textOfMany(mix)), MANY_PX)
      : [x - R, y - 9 - SIGN_PX[1], x + 12 + SIGN_PX[0], y + R],
  );
}

/** Draws them all; painter gets what answers to the pointer. */
export function paintBadges(g, frame, { store, theme, placed, painter }) {
  Object.assign(painter, { hits: [], crowd: null, density: null });
  for (const group of groupsIn(placed, frame).reverse()) {
    const wide = group.n > 1 ? paintMany(g, theme, group) : paintSingle(g, theme, store, group);
    const { x, y, n } = group;
    painter.hits.push({
      x,
      y,
      r: 14,
      n: n > 1 ? n : group.one.rows.length,
      first: group.one.first,
      wide,
      get members() {
        return group.members;
      },
    });
  }
}

/** The symbol of the thing, and its sign on a tag at its upper right. */
function paintSingle(g, theme, store, { x, y, one, kind }) {
  const look = lookOf(store, one.first, theme);
  g.globalAlpha = kind === "unclear" ? 0.6 : 1;
  const standing = kind === "unreported" ? "hollow" : "plain";
  drawSymbol(g, x, y, R, { ...look, pointer: "", standing, condition: "" });
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

const textOfMany = (mix) =>
  BADGE_KINDS.map((kind, k) => (mix[k] ? `${SIGNS[kind]}${mix[k]}` : ""))
    .filter(Boolean)
    .join("  ");

/** Half of it. */
function widthOfMany(g, theme, text) {
  g.font = `700 12px ${theme.font}`;
  return g.measureText(text).width / 2 + 9;
}

/** Several things: "+3 −1 Δ2 ?4" on one tag. Returns half its width. */
function paintMany(g, theme, { x, y, mix }) {
  const text = textOfMany(mix);
  const half = widthOfMany(g, theme, text);
  g.beginPath();
  g.roundRect(x - half, y - MANY_PX, 2 * half, 2 * MANY_PX, MANY_PX);
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
