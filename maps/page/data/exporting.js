// What is shown, as a table for other programs: in the fields of the record, to be read again.

import { contains } from "../base/polygon.js";
import { DAY_MS, isoDay } from "../base/text.js";
import { MINUTE_MS } from "./store.js";

const BEFORE = ["id", "layer", "category", "date_start", "date_end", "date_precision"];
const AFTER = [
  "latitude",
  "longitude",
  "coordinate_uncertainty_m",
  "geometry",
  "country",
  "direction",
  "status",
  "quantity_low",
  "quantity_high",
  "quantity_unit",
  "target_latitude",
  "target_longitude",
  "source_title",
  "source_url",
  "source_date",
  "source_archive_url",
  "source_reliability",
  "information_credibility",
  "retracted",
];
const SOURCE = ["source_title", "source_url", "source_date", "source_archive_url"];
const MOST_NAME = 80; // characters of a file's name before its count
const DIGITS = 5; // of degrees: what the page holds

/** Dates as they would be written, so that reading them gives the same interval (ms) again. */
export function datesOf(from, to, precision) {
  const aligned = from % DAY_MS === 0 && to % DAY_MS === 0;
  const unit = { month: 7, year: 4 }[precision] ?? 10;
  const out = { date_precision: precision };
  let [first, last] = [from, to - 1];
  if (precision === "week") [first, last] = [from + 3 * DAY_MS, to - 3 * DAY_MS - 1];
  if (!precision && !aligned) {
    const moment = (ms) => `${new Date(ms).toISOString().slice(0, 16)}Z`;
    out.date_start = moment(from);
    if (to - from > MINUTE_MS) out.date_end = moment(to - MINUTE_MS);
    return out;
  }
  out.date_start = isoDay(first).slice(0, unit);
  const end = isoDay(last).slice(0, unit);
  if (end !== out.date_start) out.date_end = end;
  return out;
}

const round = (degrees) => Number(degrees.toFixed(DIGITS));

/** A path of the unit Mercator square in degrees: [[longitude, latitude]]. */
function inDegrees(xy, closed) {
  const out = [];
  for (let k = 0; k < xy.length; k += 2) {
    const latitude = Math.atan(Math.sinh(Math.PI * (1 - 2 * xy[k + 1]))) * (180 / Math.PI);
    out.push([round(xy[k] * 360 - 180), round(latitude)]);
  }
  if (closed) out.push(out[0]);
  return out;
}

const turn = (ring) =>
  ring.reduce((sum, [x, y], k) => {
    const [u, v] = ring[(k + 1) % ring.length];
    return sum + x * v - u * y;
  }, 0);

const wound = (ring, left) => (turn(ring) > 0 === left ? ring : [...ring].reverse());

/** Rings as polygons: one inside an odd number of others is a hole of the nearest about it. */
export function polygonsOf(paths) {
  const about = paths.map((path, k) =>
    paths.flatMap((other, j) =>
      j !== k && contains([{ xy: other }], path[0], path[1]) ? [j] : [],
    ),
  );
  const outer = paths.map((_, k) => k).filter((k) => about[k].length % 2 === 0);
  return outer.map((k) => {
    const holes = paths
      .map((_, j) => j)
      .filter((j) => about[j].length === about[k].length + 1 && about[j].includes(k));
    return [
      wound(inDegrees(paths[k], true), true),
      ...holes.map((j) => wound(inDegrees(paths[j], true), false)),
    ];
  });
}

/** The geometry of record i as GeoJSON, or null. */
export function geometryOf(store, i) {
  const paths = store.outlines[i] ?? [];
  if (!paths.length) {
    if (!store.has(i)) return null;
    return { type: "Point", coordinates: [round(store.longitude(i)), round(store.latitude(i))] };
  }
  if (store.closed.has(i)) {
    const polygons = polygonsOf(paths);
    return polygons.length === 1
      ? { type: "Polygon", coordinates: polygons[0] }
      : { type: "MultiPolygon", coordinates: polygons };
  }
  const lines = paths.map((xy) => inDegrees(xy, false));
  return lines.length === 1
    ? { type: "LineString", coordinates: lines[0] }
    : { type: "MultiLineString", coordinates: lines };
}

/** GeoJSON as well-known text. */
export function toWkt({ type, coordinates }) {
  const text = (c) =>
    typeof c[0] === "number"
      ? c.join(" ")
      : c.map((d) => (Array.isArray(d[0]) ? `(${text(d)})` : text(d))).join(", ");
  return `${type.toUpperCase()} (${text(coordinates)})`;
}

/** One record in the fields of the schema; what is missing is left out. */
export function recordOf(store, i, texts) {
  const { head } = store;
  const out = { layer: store.layer(i).id };
  const category = store.category(i).id;
  out.category = category.slice(category.indexOf(".") + 1);
  if (store.dated(i))
    Object.assign(out, datesOf(store.from(i), store.to(i), store.word("precision", i)));
  for (const name of head.fields) if (!name.startsWith("input_")) out[name] = texts[name];
  const words = { country: "country", direction: "direction", status: "status" };
  for (const [field, word] of Object.entries(words)) out[field] = store.word(word, i);
  out.quantity_unit = store.word("unit", i);
  out.actor = store.word("actor", i);
  const [low, high] = [store.low(i), store.high(i)];
  const onlyBest = Number.isNaN(high) && Number(texts.quantity_best) === low;
  if (!Number.isNaN(low) && !onlyBest) out.quantity_low = low;
  if (!Number.isNaN(high)) out.quantity_high = high;
  if (texts.quantity_best) out.quantity_best = Number(texts.quantity_best);
  out.coordinate_uncertainty_m = store.radius(i);
  const aimed = store.c.tx && store.target(i);
  if (aimed) {
    out.target_longitude = round(store.c.tx[i] / head.step);
    out.target_latitude = round(store.c.ty[i] / head.step);
  }
  SOURCE.forEach((field, k) => {
    const parts = texts.sources.map((source) => source[k]);
    const one = k === 0 && new Set(parts).size === 1; // one title for all addresses
    if (parts.some(Boolean)) out[field] = one ? parts[0] : parts.join(" | ");
  });
  const grade = store.grade(i);
  out.source_reliability = grade.replace(/\d/, "");
  out.information_credibility = grade.replace(/\D/, "");
  if (store.c.retracted[i] === 1) out.retracted = "true";
  for (const [name, text] of texts.extra) out[name] ??= text;
  if (texts.lost) out.texts_lost = "true"; // whoever reads the file has no page that says it
  return Object.fromEntries(
    Object.entries(out).filter(([, v]) => v !== "" && v !== null && v !== undefined),
  );
}

const FORMULA = /^'*[=+\-@\t\r\0]/;

/** One cell: text that a spreadsheet would run as a formula gets an apostrophe. */
export function csvCell(value) {
  if (value === undefined) return "";
  if (typeof value === "number") return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

async function* records(store, rows) {
  for (const i of rows) yield [i, recordOf(store, i, await store.texts(i))];
}

/** Records, by number and in that order, as CSV, in parts for a Blob. */
export async function toCsv(store, numbers) {
  const known = [...BEFORE, ...store.head.fields.filter((f) => !f.startsWith("input_")), ...AFTER];
  const names = new Set(known);
  const rows = [];
  for await (const [i, record] of records(store, numbers)) {
    const geometry = geometryOf(store, i);
    if (geometry?.type === "Point") [record.longitude, record.latitude] = geometry.coordinates;
    else if (geometry) record.geometry = toWkt(geometry);
    for (const name of Object.keys(record)) names.add(name);
    rows.push(record);
  }
  const used = [...names].filter((name) => rows.some((record) => record[name] !== undefined));
  const line = (cells) => `${cells.map(csvCell).join(",")}\r\n`;
  return [line(used), ...rows.map((record) => line(used.map((name) => record[name])))];
}

/** The same as GeoJSON (RFC 7946); `about` says in members of its own where it comes from. */
export async function toGeoJson(store, numbers, about = {}) {
  const own = Object.entries(about).map(([name, value]) => `"${name}":${JSON.stringify(value)},`);
  const parts = [`{"type":"FeatureCollection",${own.join("")}"features":[\n`];
  for await (const [i, properties] of records(store, numbers)) {
    const feature = { type: "Feature", geometry: geometryOf(store, i), properties };
    parts.push(parts.length > 1 ? ",\n" : "", JSON.stringify(feature));
  }
  return [...parts, "\n]}\n"];
}

/** What a saved file says of itself: {about}, for the GeoJSON, and {name}, without its ending.
 *  `of`: how many are shown when only selected ones of them are saved, else null. */
export function saying({ filter, head, words }, count, narrowed, of = null) {
  const { provenance: p } = head;
  const from = filter.from === null ? "" : isoDay(filter.from);
  const to = filter.to === null ? "" : isoDay(filter.to - DAY_MS);
  const about = {
    title: head.title,
    period: from || to ? `${from}..${to}` : "",
    filters: narrowed,
    ...(of === null ? {} : { selected_of: of }),
    language: words.language,
    attribution: head.attribution,
    credits: p.credits,
    inputs: p.inputs,
    made_with: `${p.tool} ${p.version}`,
  };
  const chosen = [
    from || to ? `${from}_${to}` : "",
    ...(filter.layers.size < head.layers.length ? filter.layers : []),
    ...filter.regions.map((k) => head.regions[k].id),
    ...filter.actor,
    ...filter.status,
    filter.text,
  ];
  const plain = chosen.map((word) => word.replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^-+|-+$/g, ""));
  const name = ["kordon", ...plain.filter(Boolean)].join("-").slice(0, MOST_NAME);
  return { about, name: `${name}-${count}-${of === null ? "" : "selected-"}reports` };
}
