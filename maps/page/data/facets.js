// How many reports each choice of a filter would leave, the other filters being as they are.

import { toldBy } from "./cells.js";
import { applyTime, facetsOf, questions, wordsAt } from "./filter.js";

const GRADES = ["reliability", "credibility"];

/** What layers, search and time leave, before any choice of a filter. */
function base(store, filter, hits) {
  const { n, c, head } = store;
  const off = Uint8Array.from(head.categories, (category) =>
    filter.layers.has(category.layer) && !filter.categories.has(category.id) ? 0 : 1,
  );
  const passes = new Uint8Array(n);
  for (let i = 0; i < n; i++) passes[i] = (!hits || hits[i]) && !off[c.category[i]] ? 1 : 0;
  return applyTime(store, filter, { passes, on: passes }).mask;
}

/**
 * {words: {facet: Map of word to count}, grades: {facet: counts by rank}, regions}: regions holds
 * for each region by number how many possibly and how many certainly, so [2 * region + sure].
 * A record counts for a facet when no other filter hides it; a count in a cell is as many reports as
 * it says at least, and `open` has, as {words, grades}, how many more it may be.
 */
export function countFacets(store, filter, hits = null) {
  const { c, head, n } = store;
  const mask = base(store, filter, hits);
  const asked = questions(store, filter);
  const tallies = [
    ...facetsOf(head).map((key) => ({
      key,
      column: c[key],
      counts: new Uint32Array(head.words[key].length),
      open: new Uint32Array(head.words[key].length),
    })),
    ...GRADES.map((key) => ({
      key,
      column: c[key],
      counts: new Uint32Array(7),
      open: new Uint32Array(7),
    })),
  ];
  const regions = new Uint32Array(2 * head.regions.length);
  for (let i = 0; i < n; i++) {
    if (!mask[i]) continue;
    let only = ""; // the one question that this record does not answer
    let more = false;
    for (const { key, column, passes } of asked) {
      if (passes[column[i]]) continue;
      more = only !== "";
      if (more) break;
      only = key;
    }
    if (more) continue;
    const [low, high] = toldBy(store, i);
    for (const { key, column, counts, open } of tallies) {
      if (only && only !== key) continue;
      counts[column[i]] += low;
      open[column[i]] += high - low;
    }
    if (only && only !== "region") continue;
    for (let k = store.first[i]; k < store.first[i + 1]; k++) {
      const sure = c.share[k] === 255 ? low : 0;
      regions[2 * c.region[k] + 1] += sure;
      regions[2 * c.region[k]] += high - sure;
    }
  }
  const all = { words: {}, grades: {}, open: { words: {}, grades: {} } };
  for (const { key, counts, open } of tallies) {
    const kind = GRADES.includes(key) ? "grades" : "words";
    const by = (list) => (kind === "grades" ? list : byWord(head, key, list));
    all[kind][key] = by(counts);
    all.open[kind][key] = by(open);
  }
  return { ...all, regions };
}

/** Counts by code to counts by word: of several actors each counts. */
function byWord(head, key, counts) {
  const out = new Map();
  counts.forEach((count, code) => {
    for (const word of wordsAt(head, key, code)) out.set(word, (out.get(word) ?? 0) + count);
  });
  return out;
}
