// Places known only to an area: a tag says that there is one, its circle how far it may reach.

import { about, cheapest, covers } from "./boxes.js";
import { boxInFrame, boxOf, groundCircle, tracePath } from "./canvas.js";
import { drawSymbol } from "./symbols.js";

const MOST_AREAS = 400; // circles told apart; more are gathered
const CROWD_PX = 60;
const TAG_PX = [13, 8]; // half width and half height of an area's tag
// Where on an area's circle its tag may stand, in 64ths of a turn: north first.
const TAG_SPOTS = [0, 8, 56, 16, 48, 24, 40, 32];
const QUIET = 14; // with more circles than this only their tags are drawn, until one is looked at

/** Visible areas by circle; where there are too many to draw, by where their middles are. */
function byCircle(store, mask, { size }) {
  const seen = store.areas.filter((i) => mask[i]);
  const exact = (i) => `${store.c.x[i]} ${store.c.y[i]} ${store.c.radius[i]}`;
  const near = (i) =>
    [store.mx[i], store.my[i]].map((v) => Math.floor((v * size) / CROWD_PX)).join(" ");
  const gathered = (key) => {
    const circles = new Map();
    for (const i of seen) {
      const name = key(i);
      if (!circles.has(name)) circles.set(name, []);
      circles.get(name).push(i);
    }
    return circles;
  };
  const circles = gathered(exact);
  return [...(circles.size > MOST_AREAS ? gathered(near) : circles).values()];
}

/** Areas of the same circle are one: [{members, ring, badge: [x, y]}]; takes room in boxes. */
export function areasOf(store, mask, frame, boxes) {
  return byCircle(store, mask, frame).map((members) => {
    const i = members[0];
    const ring = groundCircle(store.mx[i], store.my[i], store.radius(i));
    const spots = TAG_SPOTS.map((k) => [
      ring[2 * k] * frame.size - frame.ox,
      ring[2 * k + 1] * frame.size - frame.oy,
    ]);
    const badge = cheapest(spots, ([x, y]) => covers(about(x, y, ...TAG_PX), boxes));
    boxes.push(about(...badge, ...TAG_PX));
    return { members, ring, badge };
  });
}

/** Whether circles are drawn that nobody looks at: when there are few in sight. */
export const circlesDrawn = (areas, frame) =>
  areas.filter(({ ring }) => boxInFrame(boxOf(ring), frame)).length <= QUIET;

// As other outlines: unbroken for assessed, dashed for reported or claimed; dots say nothing of it.
const DASHES = { solid: [], dashed: [6, 4] };

/** The circle: a hairline, or plain to see when it is chosen or looked at. */
export function paintCircle(g, frame, ring, { look, strong }) {
  const { color } = look;
  g.beginPath();
  tracePath(g, ring, frame, true);
  if (strong) {
    g.fillStyle = `${color}1a`;
    g.fill();
  }
  g.globalAlpha = strong ? 1 : 0.5;
  g.setLineDash(DASHES[look.standing] ?? (strong ? [2, 5] : [1, 4]));
  g.lineWidth = strong ? 2.2 : 1;
  g.lineCap = "round";
  g.strokeStyle = color;
  g.stroke();
  g.setLineDash([]);
  g.globalAlpha = 1;
}

/** A tag on the circle says that it is an area and how many reports it holds. */
export function paintTag(g, theme, [x, y], { look, n }) {
  const [dx, dy] = TAG_PX;
  g.beginPath();
  g.roundRect(x - dx, y - dy, 2 * dx, 2 * dy, dy);
  g.fillStyle = theme.symbolHalo;
  g.fill();
  g.globalAlpha = 0.65;
  g.lineWidth = 1;
  g.strokeStyle = look.color;
  g.stroke();
  g.globalAlpha = 1;
  const plain = {
    ...look,
    badge: null,
    pointer: "",
    mark: "none",
    standing: "hollow",
    condition: "",
  };
  drawSymbol(g, x - 5.5, y, 3.8, plain);
  g.fillStyle = theme.ringText;
  g.font = `600 10px ${theme.font}`;
  g.textAlign = "center";
  g.textBaseline = "middle";
  g.fillText(String(n), x + 5.5, y + 0.5);
}

/** What answers to the pointer on a tag. */
export function tagHit({ members, badge: [x, y], ring }) {
  return { x, y, r: TAG_PX[0], n: members.length, first: members[0], members, circle: ring };
}
