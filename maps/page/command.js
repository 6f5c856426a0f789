// The same question for the command line: what is shown, as `kordon query` would be asked.

import { DAY_MS, isoDay } from "./base/text.js";
import { FACETS } from "./data/filter.js";

/** A word for a POSIX shell, quoted where it must be. */
export function shellWord(text) {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

const later = (a, b) => [a, b].filter(Boolean).sort().at(-1);
const earlier = (a, b) => [a, b].filter(Boolean).sort()[0];

/** Categories switched off, as --where; what cannot be asked goes to `missing`. */
function categoriesOff(filter, head, missing) {
  const words = new Map(); // word -> is it off in every layer that has it and is on?
  for (const { id, layer } of head.categories) {
    if (!filter.layers.has(layer)) continue;
    const word = id.slice(id.indexOf(".") + 1);
    const off = filter.categories.has(id);
    words.set(word, words.has(word) && words.get(word) !== off ? null : off);
  }
  const out = [];
  for (const [word, off] of [...words].sort()) {
    if (off === false) continue;
    if (off === null || !word || /[,<>=!~]/.test(word)) missing.add("kinds");
    else out.push("--where", `category!=${word}`);
  }
  return out;
}

/** A field with one of these values; an empty one, last, means none. */
const oneOf = (key, wanted) => {
  const stated = wanted.filter(Boolean);
  return `${key}=${[...stated, ...(stated.length < wanted.length ? [""] : [])].join(",")}`;
};

/**
 * {command, missing}: the command for a filter, and what it cannot say: "search", "kinds" (of a
 * category), "certain" (the command asks for certainty in time too), "union" (and of zones together),
 * "located" (only what has a place), "layers" (none is on).
 */
export function toCommand(filter, head) {
  const missing = new Set();
  const { inputs, ask } = head.provenance;
  const files = inputs.map((f) => (f.name === "standard input" ? "-" : f.name));
  const words = ["kordon", "query", ...(files.length ? files : ["FILE"])];
  const put = (option, value) => words.push(option, value);
  const narrowed = filter.layers.size < head.layers.length;
  for (let k = 0; k < ask.options.length; k += 2)
    if (ask.options[k] !== "--layer" || !narrowed) put(ask.options[k], ask.options[k + 1]);
  for (const region of filter.regions) put("--within", head.regions[region].id);
  if (filter.regions.length && filter.certainOnly) {
    words.push("--certain");
    if (filter.regions.length > 1) missing.add("union");
    if (filter.from !== null || filter.to !== null) missing.add("certain");
  }
  const since = later(ask.since, filter.from === null ? "" : isoDay(filter.from));
  const until = earlier(ask.until, filter.to === null ? "" : isoDay(filter.to - DAY_MS));
  if (since) put("--since", since);
  if (until) put("--until", until);
  if (!filter.layers.size) missing.add("layers");
  if (narrowed) for (const id of filter.layers) put("--layer", id);
  words.push(...categoriesOff(filter, head, missing));
  for (const key of FACETS) if (filter[key].length) put("--where", oneOf(key, filter[key]));
  if (filter.located) missing.add("located");
  if (filter.reliability) put("--where", `source_reliability<=${"ABCDEF"[filter.reliability - 1]}`);
  if (filter.credibility) put("--where", `information_credibility<=${filter.credibility}`);
  if (filter.text.trim()) missing.add("search");
  return { command: words.map(shellWord).join(" "), missing: [...missing] };
}

/** A command for each of two periods: the comparison itself cannot be asked. */
export function toCommands(filter, head, periods) {
  const asked = periods.map(({ from, to }) => toCommand({ ...filter, from, to }, head));
  return {
    command: asked.map(({ command }) => command).join("\n"),
    missing: [...new Set([...asked.flatMap(({ missing }) => missing), "compare"])],
  };
}
