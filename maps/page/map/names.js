// The names on the map, the important ones first: what comes later gives way.

import { contains } from "../base/polygon.js";
import { mercatorX, mercatorY } from "../data/decode.js";
import { boxInFrame } from "./canvas.js";
import { label, labelBeside, widthOf } from "./labels.js";
import { along } from "./pathtext.js";

// Sizes are 15 times the decimal logarithm of the inhabitants: 60 is 10,000, 75 is 100,000.
const MILLION = 90;
const CITY = 85;
const LARGE = 75;
const TOWN = 64;
const SMALL = 55;
// The smallest place that may be named, by zoom from 4 on.
const LEAST_SIZE = [90, 83, 76, 69, 62, 55, 46, 30, 0];
const COUNTRY_ZOOM = 9; // closer in the reader knows the country
const OBLAST_ZOOM = [6.5, 8.75];
const WATER_ZOOM = 6.5;

function leastAt(zoom) {
  const k = Math.max(0, Math.min(LEAST_SIZE.length - 1, zoom - 4));
  const low = Math.floor(k);
  const next = LEAST_SIZE[Math.min(LEAST_SIZE.length - 1, low + 1)];
  return LEAST_SIZE[low] + (next - LEAST_SIZE[low]) * (k - low);
}

/** tools: boxes, gap(x, y): how far a name stands off a town at least. */
export function paintNames(g, ground, frame, theme, tools) {
  const least = leastAt(frame.zoom);
  const { size, ox, oy } = frame;
  const draw = {
    ...tools,
    at: (x, y) => [x * size - ox, y * size - oy],
    point: (lon, lat) => [mercatorX(lon) * size - ox, mercatorY(lat) * size - oy],
  };
  const places = ground.places;
  const from = places.findIndex((p) => !p.capital);
  const split = (low, start) => {
    let k = start;
    while (k < places.length && places[k].size >= low) k++;
    return k;
  };
  const cities = split(Math.max(least, CITY), from);
  const large = split(Math.max(least, LARGE), cities);
  const rest = split(least, large);
  const towns = (a, b) => {
    for (let k = a; k < b; k++) paintTown(g, places[k], frame, theme, draw);
  };
  towns(0, cities);
  paintCountries(g, ground, frame, theme, draw);
  paintSeas(g, ground, frame, theme, draw);
  towns(cities, large);
  paintOblasts(g, ground, frame, theme, draw);
  paintWaters(g, ground, frame, theme, draw);
  towns(large, rest);
}

function paintCountries(g, ground, frame, theme, { boxes, point }) {
  const { zoom } = frame;
  if (zoom >= COUNTRY_ZOOM) return;
  const [px, spacing] = zoom < 5.5 ? [11, 3] : zoom < 7 ? [14, 5] : [16, 8];
  const look = (size, apart) => ({
    font: `600 ${size}px ${theme.font}`,
    spacing: `${apart}px`,
    fill: theme.countryText,
    halo: theme.halo,
    align: "center",
  });
  ground.meta.countries.forEach((country, k) => {
    const text = country.name.toLocaleUpperCase();
    const spots = (country.at ?? []).map((spot) => point(...spot));
    if (spots.some(([x, y]) => label(g, boxes, text, x, y, look(px, spacing)))) return;
    // Among many symbols: anywhere within the country, and smaller where that is not enough.
    for (const smaller of [look(px, spacing), look(px - 3, spacing / 2)])
      if (labelWithin(g, boxes, text, { spots, rings: ground.countries[k], frame }, smaller))
        return;
  });
}

/** Steps from a spot, the shortest first. */
const STEPS = [];
for (let dx = -160; dx <= 160; dx += 32)
  for (let dy = -96; dy <= 96; dy += 16) STEPS.push([dx, dy]);
STEPS.sort((a, b) => Math.hypot(...a) - Math.hypot(...b));

/** A name near one of the spots where there is room inside the rings; true when drawn. */
function labelWithin(g, boxes, text, { spots, rings, frame }, look) {
  const { size, ox, oy, w, h } = frame;
  const half = widthOf(g, text, look.font, look.spacing) / 2;
  const inside = (x, y) => contains(rings, (x + ox) / size, (y + oy) / size);
  for (const [x, y] of spots) {
    if (x < 0 || y < 0 || x > w || y > h) continue;
    for (const [dx, dy] of STEPS) {
      const at = [x + dx, y + dy];
      if (!boxes.free([at[0] - half - 2, at[1] - 7.5, at[0] + half + 2, at[1] + 7.5])) continue;
      if (![-half, 0, half].every((side) => inside(at[0] + side, at[1]))) continue;
      if (label(g, boxes, text, ...at, look)) return true;
    }
  }
  return false;
}

/** In small capitals, where the oblast has room for its name. */
function paintOblasts(g, ground, { zoom, size, w, h }, theme, { boxes, point }) {
  if (zoom < OBLAST_ZOOM[0] || zoom > OBLAST_ZOOM[1]) return;
  for (const [name, longitude, latitude, room] of ground.meta.oblasts) {
    const [x, y] = point(longitude, latitude);
    if (x < 0 || y < 0 || x > w || y > h) continue;
    const text = name.toLocaleUpperCase();
    const radius = (room / 360) * size * 1.5;
    if (text.length * 7.4 > 2.3 * radius) continue;
    for (const down of [0, -0.25, 0.25, -0.45, 0.45]) {
      const drawn = label(g, boxes, text, x, y + down * radius, {
        font: `500 9.5px ${theme.font}`,
        spacing: "1.6px",
        fill: theme.oblastText,
        halo: theme.halo,
        align: "center",
      });
      if (drawn) break;
    }
  }
}

const waterLook = (theme, px, spacing = 0) => ({
  font: `italic ${px}px ${theme.font}`,
  spacing: `${spacing}px`,
  fill: theme.waterText,
  halo: theme.halo,
  align: "center",
});

function paintSeas(g, ground, { zoom }, theme, { boxes, point }) {
  for (const [name, longitude, latitude, from] of ground.meta.seas) {
    if (zoom < from) continue;
    const [x, y] = point(longitude, latitude);
    label(g, boxes, name, x, y, waterLook(theme, zoom < 6 ? 11 : 13, zoom < 6 ? 1 : 3));
  }
}

/** Lakes where they are large enough to be seen; rivers along their course. */
function paintWaters(g, ground, frame, theme, { boxes, point }) {
  const { zoom, size } = frame;
  for (const [name, longitude, latitude, room] of ground.meta.lakes) {
    if (!name || (room / 360) * size < 5) continue;
    const [x, y] = point(longitude, latitude);
    label(g, boxes, name, x, y, waterLook(theme, zoom < 8 ? 10 : 11.5));
  }
  if (zoom < WATER_ZOOM) return;
  ground.courses.forEach((paths, k) => {
    const { name, rank } = ground.meta.rivers[k];
    if (!name || rank > zoom - 2.5) return;
    const look = { ...waterLook(theme, zoom < 9 ? 10.5 : 12), spacing: 1.2, lift: 8 };
    for (const { xy, box } of paths)
      if (boxInFrame(box, frame)) along(g, boxes, name, xy, frame, look);
  });
}

const px = ({ size, capital }, zoom) =>
  (capital || size >= MILLION
    ? 13
    : size >= CITY
      ? 12.5
      : size >= LARGE
        ? 12
        : size >= SMALL
          ? 11
          : 10.5) + (zoom >= 9 && size >= TOWN ? 1 : 0);

/** Half the width of a place's sign, in pixels. */
const signSize = ({ size, capital }) =>
  capital
    ? 4
    : size >= CITY
      ? 3.4
      : size >= LARGE
        ? 2.8
        : size >= TOWN
          ? 2.3
          : size >= SMALL
            ? 1.9
            : 1.4;

function paintTown(g, town, frame, theme, { boxes, at, gap }) {
  const [x, y] = at(town.x, town.y);
  if (x < -80 || y < -10 || x > frame.w + 80 || y > frame.h + 10) return;
  const big = town.capital || town.size >= CITY;
  const r = signSize(town);
  const look = {
    font: `${big ? 600 : 400} ${px(town, frame.zoom)}px ${theme.font}`,
    fill: town.size >= SMALL || town.capital ? theme.townText : theme.villageText,
    halo: theme.halo,
    sign: [x - r, y - r, x + r, y + r],
  };
  // A large town under the symbols of records is named a little further off.
  const drawn = (town.size >= LARGE || town.capital ? [0, 9, 18] : [0]).some((more) =>
    labelBeside(g, boxes, town.name, x, y, { ...look, gap: Math.max(r + 3.5, gap(x, y)) + more }),
  );
  if (drawn) paintTownSign(g, town, x, y, r, theme);
}

/** Capitals a square, cities a ring with a dot, towns a ring, villages a dot. */
function paintTownSign(g, { size, capital }, x, y, r, theme) {
  g.beginPath();
  if (capital) g.rect(x - r, y - r, 2 * r, 2 * r);
  else g.arc(x, y, r, 0, 7);
  g.strokeStyle = theme.townText;
  g.lineWidth = capital || size >= CITY ? 1.4 : 1.1;
  g.fillStyle = !capital && size < SMALL ? theme.villageText : theme.townFill;
  g.fill();
  if (capital || size >= SMALL) g.stroke();
  if (!capital && size < CITY) return;
  g.beginPath();
  g.arc(x, y, 1.3, 0, 7);
  g.fillStyle = theme.townText;
  g.fill();
}
