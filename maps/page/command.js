// The same question for the command line: what is shown, as `kordon query` would be asked.

import { DAY_MS, isoDay } from "./text.js";

/** A word for a POSIX shell, quoted where it must be. */
export function shellWord(text) {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The command for a filter. What the command line cannot ask (free text) is left out. */
export function toCommand(filter, head) {
  const files = head.provenance.inputs.map((f) => f.name);
  const words = ["kordon", "query", ...(files.length ? files : ["FILE"])];
  const put = (option, value) => words.push(option, value);
  if (filter.region >= 0) put("--within", head.regions[filter.region].id);
  if (filter.region >= 0 && filter.certainOnly) words.push("--certain");
  if (filter.from !== null) put("--since", isoDay(filter.from));
  if (filter.to !== null) put("--until", isoDay(filter.to - DAY_MS));
  if (filter.layers.size < head.layers.length) for (const id of filter.layers) put("--layer", id);
  const hidden = [...filter.categories].map((id) => id.slice(id.indexOf(".") + 1)).sort();
  if (hidden.length) put("--where", `category!=${hidden.join(",")}`);
  if (filter.actor) put("--where", `actor=${filter.actor}`);
  if (filter.status) put("--where", `status=${filter.status}`);
  if (filter.reliability) {
    put("--where", `source_reliability<=${"ABCDEF"[filter.reliability - 1]}`);
  }
  if (filter.credibility) put("--where", `information_credibility<=${filter.credibility}`);
  return words.map(shellWord).join(" ");
}
