// The base map inside the file: land, water, borders, oblasts, railways.

import { mercatorX, mercatorY } from "../data/decode.js";
import { boxInFrame, boxOf, tracePath } from "./canvas.js";
import { inPieces, loadPlaces } from "./detail.js";
import { paintGraticule } from "./graticule.js";

const REFINED = ["arcs", "lakes", "rivers"];
const VAGUE_ZOOM = 9.5;

const boxed = (features) => features.map((paths) => paths.map((xy) => ({ xy, box: boxOf(xy) })));

/** Unpacks the base map's chunks. */
export async function loadGround(payload, head) {
  const { scale, window } = head.base;
  const names = ["land", "oblasts", "rails", ...REFINED];
  const shapes = await Promise.all(names.map((n) => payload.shapes(`base.${n}`, scale)));
  const all = Object.fromEntries(names.map((name, k) => [name, shapes[k]]));
  const ground = { meta: head.base, coarse: Object.fromEntries(REFINED.map((n) => [n, all[n]])) };
  for (const name of ["land", "rails"]) ground[name] = boxed(all[name]);
  ground.oblasts = all.oblasts.flat().map((xy) => ({ xy, box: boxOf(xy) }));
  ground.places = bySize(await loadPlaces(payload, "base.places"));
  const [west, south, east, north] = window;
  ground.window = [mercatorX(west), mercatorY(north), mercatorX(east), mercatorY(south)];
  shape(ground, ground.coarse);
  return ground;
}

/** The most important first: labels get their room in this order. */
const bySize = (places) =>
  places.sort((a, b) => Number(b.capital) - Number(a.capital) || b.size - a.size);

/** Countries, borders, lakes and rivers from their lines. */
function shape(ground, { arcs, lakes, rivers }) {
  const lines = arcs.map((paths) => paths[0] ?? new Float64Array(0));
  ground.countries = ground.meta.countries.map((country) =>
    country.rings.map((ring) => joinArcs(ring, lines)).map((xy) => ({ xy, box: boxOf(xy) })),
  );
  ground.borders = ground.meta.borders.flatMap((k) => inPieces(lines[k]));
  ground.lakes = boxed(lakes);
  ground.rivers = rivers.map((paths) => paths.flatMap(inPieces));
  ground.courses = rivers.map((paths) => paths.map((xy) => ({ xy, box: boxOf(xy) })));
}

/** The detail has been unpacked: finer lines, from which fills are drawn too, and villages. */
export function refine(ground, { shapes, places }) {
  shape(ground, shapes);
  ground.places = bySize([...ground.places, ...places]);
  ground.coarse = null;
}

/** A ring from its arcs; ~k means arc k run backwards. Points where arcs meet come once. */
export function joinArcs(ring, arcs) {
  const out = [];
  for (const reference of ring) {
    const arc = arcs[reference < 0 ? ~reference : reference];
    const n = arc.length / 2;
    for (let j = out.length ? 1 : 0; j < n; j++) {
      const k = reference < 0 ? n - 1 - j : j;
      out.push(arc[2 * k], arc[2 * k + 1]);
    }
  }
  return Float64Array.from(out);
}

export function traceAll(g, paths, frame, close) {
  g.beginPath();
  for (const { xy, box } of paths) if (boxInFrame(box, frame)) tracePath(g, xy, frame, close);
}

function paintLand(g, ground, frame, theme) {
  g.save();
  g.beginPath();
  for (const paths of ground.land) for (const { xy } of paths) tracePath(g, xy, frame, true);
  g.clip("evenodd"); // countries reach out to sea; only their land is land
  ground.countries.forEach((paths, k) => {
    traceAll(g, paths, frame, true);
    g.fillStyle = theme.land[ground.meta.countries[k].iso] ?? theme.land.other;
    g.fill("evenodd");
    g.strokeStyle = g.fillStyle; // no hairline of sea between neighbours
    g.lineWidth = 1;
    g.stroke();
  });
  g.restore();
}

function paintWater(g, ground, frame, theme) {
  const { zoom } = frame;
  g.fillStyle = theme.sea;
  g.strokeStyle = theme.shore;
  g.lineWidth = zoom < 7 ? 0.6 : 0.9;
  for (const paths of ground.lakes) {
    traceAll(g, paths, frame, true);
    g.fill("evenodd");
    g.stroke();
  }
  g.strokeStyle = theme.river;
  ground.rivers.forEach((paths, k) => {
    const rank = ground.meta.rivers[k].rank;
    if (rank > zoom - 2) return;
    g.lineWidth = Math.max(0.6, Math.min(2.6, (zoom - rank) * 0.35));
    // Courses are known to some hundred metres: close in they are a soft band, not a line.
    if (zoom > VAGUE_ZOOM) {
      g.lineWidth = Math.min(18, 2.8 * 2 ** (zoom - VAGUE_ZOOM));
      g.globalAlpha = 0.5;
    }
    traceAll(g, paths, frame, false);
    g.stroke();
    g.globalAlpha = 1;
  });
}

function paintLines(g, ground, frame, theme) {
  traceAll(g, ground.oblasts, frame, false);
  g.strokeStyle = theme.oblast;
  g.lineWidth = frame.zoom < 7 ? 0.6 : 0.9;
  g.setLineDash(frame.zoom < 7 ? [2, 2] : [5, 2, 1, 2]);
  g.stroke();
  g.setLineDash([]);
  g.strokeStyle = theme.shore;
  g.lineWidth = 0.8;
  for (const paths of ground.land) {
    traceAll(g, paths, frame, true);
    g.stroke();
  }
}

/** Railways join hub to hub as straight lines: which lines exist, not where they run. */
function paintRails(g, ground, frame, theme) {
  const wide = frame.zoom < 7 ? 1.4 : 2.2;
  for (const paths of ground.rails) {
    traceAll(g, paths, frame, false);
    g.strokeStyle = theme.rail;
    g.lineWidth = wide;
    g.stroke();
    g.strokeStyle = theme.railGap;
    g.lineWidth = wide - 0.8;
    g.setLineDash([5, 5]);
    g.stroke();
    g.setLineDash([]);
  }
}

/** A strong line on a soft band, as atlases draw it. One path: bands do not darken each other. */
export function paintBorders(g, ground, frame, theme) {
  const { zoom } = frame;
  traceAll(g, ground.borders, frame, false);
  g.strokeStyle = theme.borderGlow;
  g.lineWidth = Math.min(13, 2 + zoom * 0.8);
  g.stroke();
  g.strokeStyle = theme.border;
  g.lineWidth = zoom < 6 ? 1 : zoom < 9 ? 1.4 : 1.8;
  g.stroke();
}

/** Where the base map lies on the canvas: [left, top, right, bottom] in pixels. */
export function windowBox(ground, { size, ox, oy }) {
  const [x0, y0, x1, y1] = ground.window;
  return [x0 * size - ox, y0 * size - oy, x1 * size - ox, y1 * size - oy];
}

export function clipToWindow(g, ground, frame) {
  const [x0, y0, x1, y1] = windowBox(ground, frame);
  g.save();
  g.beginPath();
  g.rect(x0, y0, x1 - x0, y1 - y0);
  g.clip();
}

/** What lies under the zones. pictures(g, frame): what is drawn on the land and under its lines. */
export function paintGround(g, ground, frame, theme, show, pictures) {
  g.fillStyle = theme.outside;
  g.fillRect(0, 0, frame.w, frame.h);
  g.lineJoin = "round";
  g.lineCap = "round";
  clipToWindow(g, ground, frame);
  g.fillStyle = theme.sea;
  g.fillRect(0, 0, frame.w, frame.h);
  paintLand(g, ground, frame, theme);
  paintWater(g, ground, frame, theme);
  pictures?.(g, frame);
  paintLines(g, ground, frame, theme);
  if (show.has("rails")) paintRails(g, ground, frame, theme);
  if (show.has("graticule")) paintGraticule(g, frame, theme);
  g.restore();
}
