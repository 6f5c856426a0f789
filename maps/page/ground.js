// The base map inside the file: land, water, borders, oblasts, railways, graticule, labels.

import { boxInFrame, boxOf, tracePath } from "./canvas.js";
import { mercatorX, mercatorY } from "./decode.js";
import { paintGraticule } from "./graticule.js";
import { label, labelBeside } from "./labels.js";

// Smallest population whose label may appear, by whole zoom.
const TOWN_LIMIT = [3e7, 3e7, 3e6, 1e6, 8e5, 3e5, 1.2e5, 4.5e4, 2e4, 9e3, 2500, 500, 0];

const boxed = (features) => features.map((paths) => paths.map((xy) => ({ xy, box: boxOf(xy) })));

/** Unpacks the base map's chunks. */
export async function loadGround(payload, head) {
  const { scale } = head.base;
  const names = ["arcs", "land", "lakes", "rivers", "oblasts", "rails"];
  const shapes = await Promise.all(names.map((n) => payload.shapes(`base.${n}`, scale)));
  const ground = { meta: head.base };
  names.forEach((name, k) => {
    ground[name] = boxed(shapes[k]);
  });
  const arcs = shapes[0].map((paths) => paths[0] ?? new Float64Array(0));
  ground.countries = head.base.countries.map((country) =>
    country.rings.map((ring) => joinArcs(ring, arcs)).map((xy) => ({ xy, box: boxOf(xy) })),
  );
  ground.borders = head.base.borders.map((k) => ground.arcs[k]);
  const places = await payload.json("base.places");
  ground.places = places.map(([name, x, y, population, capital]) => ({
    name,
    x: mercatorX(x),
    y: mercatorY(y),
    population,
    capital,
  }));
  ground.window = [
    mercatorX(head.base.window[0]),
    mercatorY(head.base.window[3]),
    mercatorX(head.base.window[2]),
    mercatorY(head.base.window[1]),
  ];
  return ground;
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

function traceAll(g, paths, frame, close) {
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
  });
  g.restore();
}

function paintWater(g, ground, frame, theme) {
  g.fillStyle = theme.sea;
  g.strokeStyle = theme.shore;
  g.lineWidth = 0.7;
  for (const paths of ground.lakes) {
    traceAll(g, paths, frame, true);
    g.fill("evenodd");
    g.stroke();
  }
  g.strokeStyle = theme.river;
  ground.rivers.forEach((paths, k) => {
    const rank = ground.meta.rivers[k].rank;
    if (rank > frame.zoom - 2) return;
    g.lineWidth = Math.max(0.6, Math.min(2.4, (frame.zoom - rank) * 0.35));
    traceAll(g, paths, frame, false);
    g.stroke();
  });
}

function paintLines(g, ground, frame, theme) {
  for (const paths of ground.oblasts) {
    traceAll(g, paths, frame, false);
    g.strokeStyle = theme.oblast;
    g.lineWidth = frame.zoom < 7 ? 0.7 : 1;
    g.setLineDash([4, 3]);
    g.stroke();
    g.setLineDash([]);
  }
  g.strokeStyle = theme.shore;
  g.lineWidth = 0.8;
  for (const paths of ground.land) {
    traceAll(g, paths, frame, true);
    g.stroke();
  }
}

/** Railways join hub to hub as straight lines: which lines exist, not where they run. */
function paintRails(g, ground, frame, theme) {
  for (const paths of ground.rails) {
    traceAll(g, paths, frame, false);
    strokeRail(g, frame, theme);
  }
}

function strokeRail(g, frame, theme) {
  g.strokeStyle = theme.rail;
  g.lineWidth = frame.zoom < 7 ? 1.4 : 2.2;
  g.stroke();
  g.strokeStyle = theme.railGap;
  g.lineWidth = frame.zoom < 7 ? 0.7 : 1.2;
  g.setLineDash([5, 5]);
  g.stroke();
  g.setLineDash([]);
}

export function paintBorders(g, ground, frame, theme) {
  for (const paths of ground.borders) {
    traceAll(g, paths, frame, false);
    g.strokeStyle = theme.borderGlow;
    g.lineWidth = Math.min(13, 2 + frame.zoom * 0.8);
    g.stroke();
    g.strokeStyle = theme.border;
    g.lineWidth = frame.zoom < 6 ? 1.1 : 1.7;
    g.setLineDash(frame.zoom < 6 ? [] : [9, 3, 2, 3]);
    g.stroke();
    g.setLineDash([]);
  }
}

function clipToWindow(g, ground, frame) {
  const [x0, y0, x1, y1] = ground.window;
  const { size, ox, oy } = frame;
  const rect = [x0 * size - ox, y0 * size - oy, (x1 - x0) * size, (y1 - y0) * size];
  g.save();
  g.beginPath();
  g.rect(...rect);
  g.clip();
  return rect;
}

/** What lies under the zones. pictures(g, frame): what is drawn on the land and under its lines. */
export function paintGround(g, ground, frame, theme, show, pictures) {
  g.fillStyle = theme.outside;
  g.fillRect(0, 0, frame.w, frame.h);
  g.lineJoin = "round";
  g.lineCap = "round";
  const rect = clipToWindow(g, ground, frame);
  g.fillStyle = theme.sea;
  g.fillRect(...rect);
  paintLand(g, ground, frame, theme);
  paintWater(g, ground, frame, theme);
  pictures?.(g, frame);
  paintLines(g, ground, frame, theme);
  if (show.has("rails")) paintRails(g, ground, frame, theme);
  if (show.has("graticule")) paintGraticule(g, frame, theme);
  g.restore();
}

/** What lies over the zones: borders and names. */
export function paintNames(g, ground, frame, theme, { boxes, gap }) {
  clipToWindow(g, ground, frame);
  paintBorders(g, ground, frame, theme);
  const at = (p) => [p.x * frame.size - frame.ox, p.y * frame.size - frame.oy];
  for (const country of ground.meta.countries) {
    if (!country.at || frame.zoom >= 9) continue;
    const wide = frame.zoom >= 6;
    for (const [longitude, latitude] of country.at) {
      const [x, y] = at({ x: mercatorX(longitude), y: mercatorY(latitude) });
      const drawn = label(g, boxes, country.name.toLocaleUpperCase(), x, y, {
        font: `600 ${wide ? 15 : 11}px ${theme.font}`,
        spacing: wide ? "6px" : "3px",
        fill: theme.countryText,
        halo: theme.halo,
        align: "center",
      });
      if (drawn) break;
    }
  }
  paintTowns(g, ground, frame, theme, { boxes, at, gap });
  if (frame.zoom >= 7) paintWaterNames(g, ground, frame, theme, boxes);
  g.restore();
}

function paintTowns(g, ground, frame, theme, { boxes, at, gap }) {
  const limit = TOWN_LIMIT[Math.min(TOWN_LIMIT.length - 1, Math.floor(frame.zoom))];
  for (const town of ground.places) {
    if (town.population < limit && !town.capital) continue;
    const [x, y] = at(town);
    if (x < -80 || y < -10 || x > frame.w || y > frame.h + 10) continue;
    const big = town.capital || town.population > 5e5;
    const drawn = labelBeside(g, boxes, town.name, x, y, {
      font: `${big ? 600 : 400} ${town.capital ? 13 : town.population > 2e5 ? 12 : 11}px ${theme.font}`,
      fill: theme.townText,
      halo: theme.halo,
      gap: gap(x, y),
    });
    if (!drawn) continue;
    g.beginPath();
    if (town.capital) g.rect(x - 3.5, y - 3.5, 7, 7);
    else g.arc(x, y, big ? 2.8 : 2, 0, 7);
    g.fillStyle = theme.townFill;
    g.strokeStyle = theme.townText;
    g.lineWidth = 1.2;
    g.fill();
    g.stroke();
  }
}

function paintWaterNames(g, ground, frame, theme, boxes) {
  ground.rivers.forEach((paths, k) => {
    const { name, rank } = ground.meta.rivers[k];
    if (!name || rank > frame.zoom - 3) return;
    for (const { xy } of paths) {
      const middle = (xy.length >> 2) * 2;
      const x = xy[middle] * frame.size - frame.ox;
      const y = xy[middle + 1] * frame.size - frame.oy;
      if (x < 0 || y < 0 || x > frame.w || y > frame.h) continue;
      label(g, boxes, name, x, y, {
        font: `italic 11px ${theme.font}`,
        fill: theme.waterText,
        halo: theme.halo,
        align: "center",
      });
    }
  });
}
