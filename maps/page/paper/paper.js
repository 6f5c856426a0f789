// What is added on paper: the reports that the map shows, with their sources.

import { el } from "../base/dom.js";
import { visible } from "../base/text.js";
import { quantity, when } from "../data/facts.js";
import { extentOf } from "../map/layout.js";

const MOST = 400; // more rows than this belong in a file, not on paper

/** Texts of the shown records, by number; null when they are too many for paper. */
export async function textsForPaper(app) {
  const { result } = app;
  if (result.shown > MOST) return null;
  const texts = new Map();
  const [start, end] = extentOf(result.mask);
  for (let i = start; i < end; i++) if (result.mask[i]) texts.set(i, await app.gate.texts(i));
  return texts;
}

/** How far from the place given the true one may be; paper must say so, too. */
function withinText({ store, words }, i) {
  if (!store.has(i)) return "";
  const radius = store.radius(i);
  return radius === null ? words.say("not_stated") : words.distance(radius);
}

/** A table of the shown records, or a line that says why there is none. */
export function printList(app, texts) {
  const { store, result, words } = app;
  if (!result.shown) return [];
  if (!texts) return [el("p", { text: words.say("paper_too_many", { n: result.shown }) })];
  const rows = [...texts.keys()];
  const keys = ["when", "what", "where", "within", "how_many", "grade", "source"];
  const cells = (i) => [
    when(app, i),
    store.category(i).label,
    texts.get(i).lost
      ? words.say("lost_short")
      : [texts.get(i).place, texts.get(i).admin1].filter(Boolean).join(", "),
    withinText(app, i),
    quantity(app, i),
    store.grade(i),
    texts.get(i).shut
      ? words.say("gate_short")
      : words.listed(
          texts
            .get(i)
            .sources.map(([title, url, date]) => [title, date, url].filter(Boolean).join(", ")),
        ),
  ];
  return [
    el(
      "table",
      {},
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          keys.map((k) => el("th", { "data-col": k, text: words.say(`col_${k}`) })),
        ),
      ),
      el(
        "tbody",
        {},
        rows.map((i) =>
          el(
            "tr",
            {},
            cells(i).map((text, k) => el("td", { "data-col": keys[k], text: visible(text) })),
          ),
        ),
      ),
    ),
  ];
}
