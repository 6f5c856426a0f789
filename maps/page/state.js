// The view in the address: #v=... so that what is seen can be cited and opened again.

import { DAY_MS, isoDay } from "./base/text.js";
import { readCompare, writeCompare } from "./compare/periods.js";
import { choices, FACETS } from "./data/filter.js";
import { putPicked, readPicked } from "./data/picked.js";
import { MODES } from "./map/modes.js";
import { emptyPace, SPEEDS, UNITS } from "./time/timeplay.js";

const TABS = ["table", "zones", "off", "changes", "foot", "none"];
const MOST_TEXT = 500; // characters of a search that an address may bring

/** Filter, map view and selection to a hash, without what is at its default. */
export function toHash(view) {
  const { filter, head, map } = view;
  const parts = [];
  const put = (key, value) => parts.push(`${key}=${encodeURIComponent(value)}`);
  if (map) put("map", `${map.zoom}/${map.latitude.toFixed(4)}/${map.longitude.toFixed(4)}`);
  if (filter.from !== null || filter.to !== null) {
    const from = filter.from === null ? "" : isoDay(filter.from);
    const to = filter.to === null ? "" : isoDay(filter.to - DAY_MS);
    put("time", `${from}..${to}`);
  }
  const off = head.layers.filter((l) => !filter.layers.has(l.id)).map((l) => l.id);
  if (off.length) put("hide", off.join(","));
  if (filter.categories.size)
    put("without", [...filter.categories].sort().map(encodeURIComponent).join(","));
  if (filter.text) put("text", filter.text);
  const list = (words) => words.map(encodeURIComponent).join(",");
  for (const key of FACETS) if (filter[key].length) put(key, list(filter[key]));
  if (filter.reliability || filter.credibility) {
    put("grade", `${" ABCDEF"[filter.reliability].trim()}${filter.credibility || ""}`);
  }
  if (filter.regions.length) {
    put("region", list(filter.regions.map((k) => head.regions[k].id)));
    if (filter.certainOnly) put("certain", "1");
  }
  if (view.compare) put("compare", writeCompare(view.compare));
  const { tab = usualTab(view.compare) } = view;
  if (tab !== usualTab(view.compare)) put("tab", tab || "none");
  if (filter.located) put("located", "1");
  if (view.columns) put("cols", view.columns);
  if (view.sort) put("sort", view.sort);
  putPace(view.pace ?? emptyPace(), put);
  if (view.context) put("show", view.context);
  if (view.fade) put("fade", view.fade);
  if (view.theme !== "light") put("theme", view.theme);
  if (MODES.indexOf(view.mode) > 0) put("mode", view.mode);
  putPicked(view.picked, put);
  return parts.length ? `#${parts.join("&")}` : "";
}

/** The tab of the drawer that is open without being asked for: "" for none. */
const usualTab = (compare) => (compare?.view === "changes" ? "changes" : "");

/** How time moves. */
function putPace({ step, upTo, speed }, put) {
  if (step) put("step", step);
  if (upTo) put("upto", "1");
  if (speed !== 1) put("speed", speed);
}

/** Midnight (UTC) of yyyy-mm-dd in ms; NaN for what is no day, such as 31 February. */
function dayOf(text) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return NaN;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(ms) || isoDay(ms) !== text ? NaN : ms;
}

function readTime(value, filter) {
  const [a, b = ""] = value.split("..");
  const from = dayOf(a);
  const to = dayOf(b);
  if (from > to) return; // no period at all
  if (!Number.isNaN(from)) filter.from = from;
  if (!Number.isNaN(to)) filter.to = to + DAY_MS;
}

function readMap(value) {
  const parts = value.split("/");
  const [zoom, latitude, longitude] = parts.map(Number);
  const ok =
    parts.length === 3 &&
    parts.every((part) => /^-?\d{1,3}(\.\d+)?$/.test(part)) &&
    Math.abs(latitude) < 85 &&
    Math.abs(longitude) <= 180;
  return ok ? { zoom, latitude, longitude } : null;
}

/** Reads a hash into a filter; what it does not understand it leaves at its default. */
export function fromHash(hash, head, filter) {
  const out = { filter, map: null, context: null, theme: null, mode: MODES[0] };
  const picked = {};
  out.pace = emptyPace();
  out.compare = null;
  out.tab = null;
  for (const part of hash.replace(/^#/, "").split("&")) {
    const eq = part.indexOf("=");
    if (eq < 1) continue;
    let value;
    try {
      value = decodeURIComponent(part.slice(eq + 1));
    } catch {
      continue; // a damaged escape: ignore this part
    }
    const key = part.slice(0, eq);
    if (key === "map") out.map = readMap(value);
    else if (key === "time") readTime(value, filter);
    else if (key === "hide") for (const id of value.split(",")) filter.layers.delete(id);
    else if (key === "without") filter.categories = knownCategories(value, head);
    else if (key === "text") filter.text = [...value].slice(0, MOST_TEXT).join("");
    else if (FACETS.includes(key)) filter[key] = knownWords(value, choices(head, key));
    else if (key === "grade") readGrade(value, filter);
    else if (key === "region") filter.regions = knownRegions(value, head);
    else if (key === "located") filter.located = value === "1";
    else if (key === "certain") filter.certainOnly = value === "1";
    else if (key === "theme" && Object.hasOwn(head.themes, value)) out.theme = value;
    else if (key === "mode" && MODES.includes(value)) out.mode = value;
    else if (key === "compare") out.compare = readCompare(value, dayOf);
    else if (key === "tab" && TABS.includes(value)) out.tab = value === "none" ? "" : value;
    else if (key === "step" && UNITS.includes(value)) out.pace.step = value;
    else if (key === "upto") out.pace.upTo = value === "1";
    else if (key === "speed" && SPEEDS.map(String).includes(value)) out.pace.speed = Number(value);
    else if (key === "show") out.context = value;
    else if (key === "fade") out.fade = value;
    else if (key === "cols") out.columns = value;
    else if (key === "sort") out.sort = value;
    else if (["id", "ids", "of"].includes(key)) picked[key] = value;
  }
  out.picked = readPicked(picked, decoded);
  if (out.tab === null || (out.tab === "changes" && !out.compare)) out.tab = usualTab(out.compare);
  return out;
}

/** A word may hold a comma, so each is encoded by itself; null for a damaged one. */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

const knownWords = (value, known) => [
  ...new Set(
    value
      .split(",")
      .map(decoded)
      .filter((word) => known.includes(word)),
  ),
];

const knownCategories = (value, head) =>
  new Set(
    knownWords(
      value,
      head.categories.map((c) => c.id),
    ),
  );

function knownRegions(value, head) {
  const ids = head.regions.map((region) => region.id);
  return knownWords(value, ids).map((id) => ids.indexOf(id));
}

function readGrade(value, filter) {
  const match = /^([A-E]?)([1-5]?)$/.exec(value);
  if (!match) return;
  filter.reliability = match[1] ? "ABCDE".indexOf(match[1]) + 1 : 0;
  filter.credibility = Number(match[2] || 0);
}
