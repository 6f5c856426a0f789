// The columns of the table: what stands in them, how they are sorted, which of them are shown.

import { el } from "../base/dom.js";
import { labelOf, visible } from "../base/text.js";
import { quantity, when } from "../data/facts.js";
import { marked } from "../data/query.js";
import { NO_TIME } from "../data/store.js";

/** In their order; `more` are those that have to be asked for. Widths are those of a CSS grid. */
const TABLE_COLUMNS = [
  { key: "when", width: "200px" },
  { key: "layer", width: "112px" },
  { key: "what", width: "176px" },
  { key: "where", width: "minmax(160px, 1.2fr)" },
  { key: "within", width: "92px" },
  { key: "how_many", width: "140px" },
  { key: "who", width: "140px", more: true },
  { key: "direction", width: "160px", more: true },
  { key: "status", width: "180px", more: true },
  { key: "obstacle_status", width: "180px", more: true },
  { key: "regions", width: "minmax(220px, 2fr)", more: true },
  { key: "grade", width: "92px" },
  { key: "source", width: "minmax(180px, 2fr)" },
  { key: "id", width: "120px", more: true },
];
const FOUND = { key: "found", width: "minmax(200px, 2fr)" }; // while something is searched for

/** Those that this page has: the state of obstacles only when one was said. */
export const columnKeys = (head) =>
  TABLE_COLUMNS.map((column) => column.key).filter(
    (key) => key !== "obstacle_status" || head.words[key],
  );
export const USUAL_COLUMNS = TABLE_COLUMNS.filter((c) => !c.more).map((c) => c.key);

/** The columns of the keys in `shown`, and what the search found when there is one. */
export const columnsOf = (shown, searching) => [
  ...TABLE_COLUMNS.filter((column) => shown.includes(column.key)),
  ...(searching ? [FOUND] : []),
];

/** What the sorting of a column by text reads. */
export const TEXT_OF = {
  where: (t) => t.place,
  source: (t) => t.sources[0]?.[0] ?? "",
  id: (t) => t.id ?? "",
};

const actorNames = ({ head, store }, i) =>
  store
    .word("actor", i)
    .split(/\s*;\s*/)
    .map((actor) => labelOf(head.labels.actor, actor))
    .join(", ");

/** Regions that a record lies in, the certain ones first. */
function regionNames({ store, words }, i) {
  const members = store.memberships(i);
  const named = (sure, key) => {
    const names = members.filter((m) => m.certain === sure).map((m) => m.region.name);
    return names.length ? words.pair(words.say(key), words.listed(names)) : "";
  };
  return [named(true, "certain"), named(false, "possible")].filter(Boolean).join(". ");
}

const wordLabel = (app, key, i) => labelOf(app.head.labels[key], app.store.word(key, i));

/** The state of an obstacle, on pages where any is said. */
const obstacleState = (app, i) =>
  app.store.c.obstacle_status ? wordLabel(app, "obstacle_status", i) : "";

/** Text of one cell; `texts` are those that may be shown. */
function cellText(app, i, texts, key) {
  const { store, words } = app;
  const r = store.radius(i);
  return {
    when: () => when(app, i),
    layer: () => words.say(`layer_short_${store.layer(i).id}`),
    what: () => store.category(i).label,
    where: () => (texts.lost ? words.say("lost_short") : texts.place),
    within: () => (store.has(i) && r !== null ? words.distance(r) : ""),
    how_many: () => quantity(app, i),
    who: () => actorNames(app, i),
    direction: () => wordLabel(app, "direction", i),
    status: () => wordLabel(app, "status", i),
    obstacle_status: () => obstacleState(app, i),
    regions: () => regionNames(app, i),
    grade: () => store.grade(i),
    source: () => (texts.shut ? words.say("gate_short") : TEXT_OF.source(texts)),
    id: () => TEXT_OF.id(texts),
  }[key]();
}

const BEFORE_MARK = 24; // characters of context before the first match

/** The text in which the search found something, cut so that the first match is seen. */
function snippetOf(texts, marker) {
  const parts = [texts.description, texts.place, texts.place_local, texts.admin1, texts.unit];
  parts.push(texts.equipment, texts.target_place, texts.from_place, texts.to_place, texts.id);
  parts.push(...texts.sources.map(([title]) => title), ...texts.extra.map(([, value]) => value));
  for (const text of parts) {
    marker.lastIndex = 0;
    const found = text ? marker.exec(text) : null;
    if (!found) continue;
    const from = Math.max(0, found.index - BEFORE_MARK);
    return (from ? "…" : "") + text.slice(from);
  }
  return "";
}

/** One cell: its text, with what the search found marked in it. */
export function cellOf(app, i, texts, { key }, marker) {
  const text = key === "found" ? snippetOf(texts, marker) : (cellText(app, i, texts, key) ?? "");
  const props = { role: "cell", "data-col": key, title: visible(text) };
  if (!marker) return el("div", { ...props, text });
  const pieces = marked(String(text), marker).map(([piece, hit]) =>
    el(hit ? "mark" : "span", { text: piece }),
  );
  return el("div", props, pieces);
}

/** What a column is sorted by: the rank of a record, null where there is nothing. */
export function rankOf(app, key, texts) {
  const { store } = app;
  if (TEXT_OF[key]) return (i) => texts[key][i] || null;
  const { from } = store.c;
  const number = (low, high) => (Number.isNaN(low) ? (Number.isNaN(high) ? null : high) : low);
  return {
    when: (i) => (from[i] === NO_TIME ? null : (from[i] + store.ends[i]) / 2),
    layer: (i) => store.c.layer[i],
    what: (i) => store.category(i).label || null,
    within: (i) => (store.has(i) ? store.radius(i) : null),
    how_many: (i) => number(store.low(i), store.high(i)),
    who: (i) => actorNames(app, i) || null,
    direction: (i) => wordLabel(app, "direction", i) || null,
    status: (i) => wordLabel(app, "status", i) || null,
    obstacle_status: (i) => obstacleState(app, i) || null,
    regions: (i) => regionNames(app, i) || null,
    grade: (i) => store.grade(i) || null,
  }[key];
}
