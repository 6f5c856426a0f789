// What is added on paper: the reports that the map shows, with their sources.

import { el } from "./dom.js";
import { quantity, when } from "./facts.js";
import { visible } from "./text.js";

const MOST = 400; // more rows than this belong in a file, not on paper

/** A table of the shown records, or a line that says why there is none. */
export function printList(app) {
  const { store, result, words, texts } = app;
  const rows = [];
  for (let i = 0; i < store.n; i++) if (result.mask[i]) rows.push(i);
  if (rows.length > MOST || !texts) {
    return [el("p", { text: words.say("paper_too_many", { n: rows.length }) })];
  }
  const keys = ["when", "what", "where", "how_many", "grade", "source"];
  const cells = (i) => [
    when(app, i),
    store.category(i).label,
    [texts[i].place, texts[i].admin1].filter(Boolean).join(", "),
    quantity(app, i),
    store.grade(i),
    (texts[i].sources ?? [])
      .map(([title, url, date]) => [title, date, url].filter(Boolean).join(", "))
      .join("; "),
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
          keys.map((k) => el("th", { text: words.say(`col_${k}`) })),
        ),
      ),
      el(
        "tbody",
        {},
        rows.map((i) =>
          el(
            "tr",
            {},
            cells(i).map((text) => el("td", { text: visible(text) })),
          ),
        ),
      ),
    ),
  ];
}
