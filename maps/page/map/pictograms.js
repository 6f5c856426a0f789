// Pictures of symbol codes (APP-6): loaded once, drawn from bitmaps of the size they are needed in.

import { el } from "../base/dom.js";
import { changedBy } from "./condition.js";

const BADGE = 1 / 42; // of a symbol's radius: the size of a unit of its APP-6 picture
export const LEAST_BADGE = 7; // smaller than this radius a picture says nothing
const GLOW_PX = 3; // of white about a picture: its lines are black

/** Loads the pictures of the symbol codes that a page carries; what cannot be shown is left out. */
export async function loadBadges(symbols = []) {
  const load = async (symbol) => {
    const image = new Image();
    image.src = symbol.src;
    try {
      await image.decode();
      symbol.image = image;
    } catch {
      delete symbol.src; // it stays the symbol of its category
    }
  };
  await Promise.all(symbols.filter((symbol) => symbol.src).map(load));
}

/** A picture at the size and sharpness it is drawn with, made once. */
function bitmapOf(badge, scale) {
  badge.bitmaps ??= new Map();
  if (badge.bitmaps.has(scale)) return badge.bitmaps.get(scale);
  const [width, height] = badge.box.map((v) => v * scale);
  const edge = 2 * GLOW_PX;
  const canvas = document.createElement("canvas");
  Object.assign(canvas, {
    width: Math.ceil(width + 2 * edge),
    height: Math.ceil(height + 2 * edge),
  });
  const g = canvas.getContext("2d");
  Object.assign(g, { shadowColor: "#ffffff", shadowBlur: GLOW_PX });
  for (let k = 0; k < 3; k++) g.drawImage(badge.image, edge, edge, width, height);
  const bitmap = { canvas, edge };
  badge.bitmaps.set(scale, bitmap);
  return bitmap;
}

/** An APP-6 picture with its anchor at the middle; faint when hollow, framed as other symbols. */
export function drawBadge(g, r, look) {
  const { badge } = look;
  const ratio = (g.getTransform().a * 10) / r; // the canvas is already scaled to the symbol
  const unit = r * BADGE;
  const { canvas, edge } = bitmapOf(badge, unit * ratio);
  const k = 10 / r;
  const [width, height, ax, ay] = badge.box.map((v) => v * unit * k);
  const pixel = k / ratio;
  const whole = g.globalAlpha;
  const { faint = 1 } = changedBy(look);
  g.globalAlpha = whole * (look.standing === "hollow" ? 0.45 : faint);
  g.drawImage(
    canvas,
    -ax - edge * pixel,
    -ay - edge * pixel,
    canvas.width * pixel,
    canvas.height * pixel,
  );
  g.globalAlpha = whole;
  if (look.standing === "plain") return;
  if (look.standing !== "solid") g.setLineDash([2.6, 2.4]);
  g.lineWidth = 1.5;
  g.strokeStyle = look.color;
  g.strokeRect(-ax - 3, -ay - 3, width + 6, height + 6);
  g.setLineDash([]);
}

/** The picture as an image for key and card. */
export function badgeIcon(badge, size) {
  const [width, height] = badge.box;
  const high = 1.5 * size;
  return el("img", {
    class: "badge",
    src: badge.src,
    alt: "",
    width: Math.round((width / height) * high),
    height: Math.round(high),
  });
}
