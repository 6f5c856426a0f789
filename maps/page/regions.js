// Border zones, rail hubs and the reader's own polygons.

import { boxInFrame, boxOf, groundCircle, tracePath } from "./canvas.js";
import { mercatorX, mercatorY } from "./decode.js";
import { LabelBoxes, label } from "./labels.js";
import { visible } from "./text.js";

/** Unpacks region outlines: [{region, paths: [{xy, box}]}], in the order of head.regions. */
export async function loadRegions(payload, head) {
  const shapes = await payload.shapes("regions", head.scale);
  return shapes.map((paths, k) => {
    const region = head.regions[k];
    const outline = region.circle ? [circleOf(region.circle)] : paths;
    return { region, number: k, paths: outline.map((xy) => ({ xy, box: boxOf(xy) })) };
  });
}

const HUB_MOST_PX = 16; // a larger circle has room for the name inside

const circleOf = ([longitude, latitude, radius_m]) =>
  groundCircle(mercatorX(longitude), mercatorY(latitude), radius_m);

const tiles = new Map();

function hatch(g, color, ratio) {
  const key = `${color} ${ratio}`;
  if (!tiles.has(key)) {
    const side = Math.round(8 * ratio);
    const tile = document.createElement("canvas");
    tile.width = side;
    tile.height = side;
    const q = tile.getContext("2d");
    q.scale(side / 8, side / 8);
    q.strokeStyle = color;
    q.lineWidth = 0.9;
    q.beginPath();
    for (const shift of [-8, 0, 8]) {
      q.moveTo(shift - 1, 9);
      q.lineTo(shift + 9, -1);
    }
    q.stroke();
    tiles.set(key, tile);
  }
  const pattern = g.createPattern(tiles.get(key), "repeat");
  pattern.setTransform(new DOMMatrix().scale(1 / ratio));
  return pattern;
}

function trace(g, item, frame) {
  g.beginPath();
  for (const { xy, box } of item.paths) if (boxInFrame(box, frame)) tracePath(g, xy, frame, true);
}

/** Draws the regions whose set is on; `chosen` (a region's number) is drawn strongly. */
export function paintRegions(g, items, frame, theme, { on, chosen }) {
  g.lineJoin = "round";
  for (const item of items) {
    const { region, number } = item;
    const isChosen = number === chosen;
    if (!on.has(region.set) && !isChosen) continue;
    const color = theme.regions[region.tone] ?? theme.regions.custom;
    trace(g, item, frame);
    if (region.kind === "rail_hub") {
      g.fillStyle = `${color}18`;
      g.fill("evenodd");
      g.strokeStyle = color;
      g.lineWidth = isChosen ? 2.4 : 1.1;
      g.stroke();
      continue;
    }
    if (region.hatched || isChosen) {
      g.globalAlpha = isChosen ? 0.9 : 0.5;
      g.fillStyle = hatch(g, color, frame.ratio);
      g.fill("evenodd");
      g.globalAlpha = 1;
    }
    g.fillStyle = `${color}0c`;
    g.fill("evenodd");
    g.strokeStyle = color;
    g.globalAlpha = isChosen ? 1 : 0.75;
    g.lineWidth = isChosen ? 2.2 : 0.9;
    g.setLineDash(isChosen ? [] : [6, 3]);
    g.stroke();
    g.setLineDash([]);
    g.globalAlpha = 1;
  }
}

/** How far a name must stand off a town so as not to run through the circle of its hub. */
export function hubGap(items, frame, on) {
  const circles = items
    .filter(({ region, paths }) => region.kind === "rail_hub" && on.has(region.set) && paths.length)
    .map(({ paths: [{ box }] }) => ({
      x: ((box[0] + box[2]) / 2) * frame.size - frame.ox,
      y: ((box[1] + box[3]) / 2) * frame.size - frame.oy,
      r: ((box[2] - box[0]) / 2) * frame.size,
    }));
  return (x, y) => {
    const near = circles.find((c) => c.r < HUB_MOST_PX && Math.hypot(c.x - x, c.y - y) < c.r);
    return near ? near.r + Math.hypot(near.x - x, near.y - y) + 3 : 0;
  };
}

/** Names of hubs, close in, where towns are no longer enough to name them. */
export function paintRegionNames(g, items, frame, theme, { on, boxes = new LabelBoxes() }) {
  if (frame.zoom < 10.5) return;
  for (const { region, paths } of items) {
    if (region.kind !== "rail_hub" || !on.has(region.set) || !paths.length) continue;
    const box = paths[0].box;
    const x = ((box[0] + box[2]) / 2) * frame.size - frame.ox;
    const y = box[3] * frame.size - frame.oy + 9;
    if (x < 0 || y < 0 || x > frame.w || y > frame.h) continue;
    label(g, boxes, visible(region.name), x, y, {
      font: `600 10px ${theme.font}`,
      fill: theme.regions.hub,
      halo: theme.halo,
      align: "center",
    });
  }
}
