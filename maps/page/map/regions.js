// Border zones, rail hubs and the reader's own polygons.

import { visible } from "../base/text.js";
import { mercatorX, mercatorY } from "../data/decode.js";
import { boxInFrame, boxOf, groundCircle, pixelsPerMetre, tracePath } from "./canvas.js";
import { clipToWindow, traceAll } from "./ground.js";
import { LabelBoxes, label } from "./labels.js";
import { along } from "./pathtext.js";

const MIDDLE = mercatorY(51.5); // where metres are turned into pixels

/** Unpacks region outlines: [{region, number, paths: [{xy, box}]}], in the order of head.regions.
 *  A side of a border zone has the paths of the band on both sides, and `within`: the paths of
 *  the country that it is cut to. */
export async function loadRegions(payload, head, ground) {
  const shapes = await payload.shapes("regions", head.scale);
  const outlines = await payload.shapes("bands", head.band_scale);
  const boxed = (paths) => paths.map((xy) => ({ xy, box: boxOf(xy) }));
  const borders = ground?.borders ?? []; // the coarse ones, to which bands were cut
  let known;
  const onBorder = (x, y) => {
    known ??= nearBorders(borders);
    return known(x, y);
  };
  const bands = head.bands.map((band, k) => new Band(band, boxed(outlines[k]), onBorder));
  const items = shapes.map((paths, k) => {
    const region = head.regions[k];
    const item = { region, number: k };
    if (region.band >= 0) item.paths = bands[region.band].paths;
    else item.paths = boxed(region.circle ? [circleOf(region.circle)] : paths);
    const country = head.base.countries.findIndex((c) => region.side && c.iso === region.side);
    if (country >= 0)
      Object.defineProperty(item, "within", { get: () => ground?.countries[country] });
    return item;
  });
  items.bands = bands;
  return items;
}

class Band {
  constructor(band, paths, onBorder) {
    Object.assign(this, band, { paths, onBorder });
  }

  /** What of its outline is no border of a country; found when it is first drawn. */
  get edges() {
    this.found ??= this.paths
      .flatMap(({ xy }) => edgesOf(xy, this.onBorder))
      .map((xy) => ({ xy, box: boxOf(xy) }));
    return this.found;
  }
}

const NEAR_BORDER = 2 ** -17.5; // of the unit square: about 140 m

/** Tells whether a point of the unit square lies on a border, or as good as. */
function nearBorders(borders) {
  const cells = new Set();
  const cell = (v) => Math.floor(v / NEAR_BORDER);
  const boxes = borders.map(({ xy }) => boxOf(xy));
  // Counted from the corner of all of them, columns by rows: small numbers are found fast.
  const left = cell(Math.min(...boxes.map((box) => box[0]))) - 1;
  const top = cell(Math.min(...boxes.map((box) => box[1]))) - 1;
  const rows = cell(Math.max(...boxes.map((box) => box[3]))) - top + 2;
  for (const { xy } of borders)
    for (let i = 2; i < xy.length; i += 2) {
      const [x, y] = [xy[i - 2], xy[i - 1]];
      const [dx, dy] = [xy[i] - x, xy[i + 1] - y];
      const steps = Math.ceil(Math.hypot(dx, dy) / NEAR_BORDER);
      for (let k = 0; k <= steps; k++)
        cells.add((cell(x + (dx * k) / steps) - left) * rows + cell(y + (dy * k) / steps) - top);
    }
  return (x, y) => {
    const row = cell(y) - top;
    if (row < 0 || row >= rows) return false; // it would be one of the next column
    const at = (cell(x) - left) * rows + row;
    for (let k = at - rows; k <= at + rows; k += rows)
      if (cells.has(k - 1) || cells.has(k) || cells.has(k + 1)) return true;
    return false;
  };
}

/** The parts of a closed outline that are edges of their own, not a border of some country. */
function edgesOf(xy, onBorder) {
  const out = [];
  let run = [];
  const n = xy.length;
  const end = () => {
    if (run.length > 2) out.push(Float64Array.from(run));
    run = [];
  };
  for (let i = 0; i <= n; i += 2) {
    const [x, y] = [xy[i % n], xy[(i + 1) % n]];
    const [px, py] = [xy[(i + n - 2) % n], xy[(i + n - 1) % n]];
    if (i && onBorder((x + px) / 2, (y + py) / 2) && (onBorder(x, y) || onBorder(px, py))) end();
    run.push(x, y);
  }
  end();
  return out;
}

const EDGES_PX = 9; // edges that lie closer than this are not drawn one by one
const HUB_MOST_PX = 16; // a larger circle has room for the name inside
const HATCH_STEP = 7;

const circleOf = ([longitude, latitude, radius_m]) =>
  groundCircle(mercatorX(longitude), mercatorY(latitude), radius_m);

const tiles = new Map();

/** Fine lines that stay where they are on the ground when the map is moved. */
function hatch(g, color, { ratio, ox, oy, zoom }) {
  const side = Math.round(HATCH_STEP * (zoom < 10 ? 1 : 1.6) * ratio);
  const key = `${color} ${side}`;
  if (!tiles.has(key)) {
    const tile = document.createElement("canvas");
    tile.width = side;
    tile.height = side;
    const q = tile.getContext("2d");
    q.strokeStyle = color;
    q.lineWidth = 0.8 * ratio;
    q.beginPath();
    for (const shift of [-side, 0, side]) {
      q.moveTo(shift - 1, side + 1);
      q.lineTo(shift + side + 1, -1);
    }
    q.stroke();
    tiles.set(key, tile);
  }
  const pattern = g.createPattern(tiles.get(key), "repeat");
  const period = side / ratio;
  const offset = (v) => -(((v % period) + period) % period);
  pattern.setTransform(new DOMMatrix().translate(offset(ox), offset(oy)).scale(1 / ratio));
  return pattern;
}

function trace(g, item, frame) {
  g.beginPath();
  for (const { xy, box } of item.paths) if (boxInFrame(box, frame)) tracePath(g, xy, frame, true);
}

const toneOf = (theme, tone) => theme.regions[tone] ?? theme.regions.custom;

/** Bands whose edges have room: the widest, and those that stand off the next one. */
function edged(bands, { size }) {
  const px = (metres) => metres * pixelsPerMetre(MIDDLE, size);
  const out = [];
  for (const band of bands.toSorted((a, b) => b.distance_m - a.distance_m)) {
    const last = out.findLast((other) => other.set === band.set);
    const off = last ? px(last.distance_m - band.distance_m) : Infinity;
    if (off > EDGES_PX && px(band.distance_m) > EDGES_PX) out.push(band);
  }
  return out;
}

/** Tints that deepen towards the border, each with a fine edge; the innermost is hatched. */
function paintBands(g, bands, frame, theme, on) {
  const lines = new Set(edged(bands, frame));
  for (const band of bands.toSorted((a, b) => b.rank - a.rank)) {
    if (!on.has(band.set)) continue;
    const color = toneOf(theme, band.tone);
    trace(g, band, frame);
    g.fillStyle = `${color}${frame.zoom < 10 ? "0b" : "08"}`;
    g.fill("evenodd");
    if (band.hatched) {
      g.globalAlpha = frame.zoom < 10 ? 0.35 : 0.22; // close in it fills the view
      g.fillStyle = hatch(g, color, frame);
      g.fill("evenodd");
    }
    g.globalAlpha = 0.6;
    g.strokeStyle = color;
    g.lineWidth = 0.7;
    if (lines.has(band)) {
      traceAll(g, band.edges, frame, false);
      g.stroke();
    }
    g.globalAlpha = 1;
  }
}

/** Draws the regions whose set is on; `chosen` (regions' numbers) are drawn strongly. */
export function paintRegions(g, items, frame, theme, { on, chosen, ground }) {
  g.lineJoin = "round";
  clipToWindow(g, ground, frame);
  paintBands(g, items.bands, frame, theme, on);
  for (const item of items) {
    const { region, number } = item;
    if (region.band >= 0 || (!on.has(region.set) && !chosen.includes(number))) continue;
    trace(g, item, frame);
    const color = toneOf(theme, region.tone);
    if (region.kind === "rail_hub") {
      g.fillStyle = `${color}14`;
      g.fill("evenodd");
      g.strokeStyle = color;
      g.lineWidth = frame.zoom < 7 ? 0.8 : 1.1;
      g.stroke();
      continue;
    }
    if (region.hatched) {
      g.globalAlpha = 0.45;
      g.fillStyle = hatch(g, color, frame);
      g.fill("evenodd");
    }
    g.globalAlpha = 0.8;
    g.fillStyle = `${color}0c`;
    g.fill("evenodd");
    g.strokeStyle = color;
    g.lineWidth = 0.9;
    g.stroke();
    g.globalAlpha = 1;
  }
  for (const number of chosen) paintChosenRegion(g, items[number], frame, theme);
  g.restore();
}

function paintChosenRegion(g, item, frame, theme) {
  const color = toneOf(theme, item.region.tone);
  g.save();
  if (item.within) {
    traceAll(g, item.within, frame, true);
    g.clip("evenodd");
  }
  trace(g, item, frame);
  g.globalAlpha = 0.8;
  g.fillStyle = hatch(g, color, frame);
  if (item.region.kind !== "rail_hub") g.fill("evenodd");
  g.globalAlpha = 1;
  g.fillStyle = `${color}1c`;
  g.fill("evenodd");
  g.strokeStyle = color;
  g.lineWidth = 2.4;
  g.stroke();
  if (item.within) {
    g.clip("evenodd"); // the border is the zone's edge only as far as the zone goes
    traceAll(g, item.within, frame, true);
    g.lineWidth = 5;
    g.stroke();
  }
  g.restore();
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

/** Names of hubs, close in, where towns are no longer enough to name them, and how wide the
 *  bands are, along their edges. distance(metres) gives a distance in words. */
export function paintRegionNames(g, items, frame, theme, tools) {
  const { on, boxes = new LabelBoxes(), distance } = tools;
  if (frame.zoom >= 6.5) {
    for (const band of edged(items.bands, frame)) {
      if (!on.has(band.set)) continue;
      const look = {
        font: `9.5px ${theme.font}`,
        fill: toneOf(theme, band.tone),
        halo: theme.halo,
        lift: 0,
        spacing: 0.3,
        most: 2,
      };
      for (const { xy, box } of band.edges)
        if (boxInFrame(box, frame)) along(g, boxes, distance(band.distance_m), xy, frame, look);
    }
  }
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
