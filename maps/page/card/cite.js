// One report as a line of text for a document: what it says, who says so, where it was read.

import { labelOf } from "../base/text.js";
import { coordinates, quantity, when } from "../data/facts.js";

const sentence = (...parts) => parts.filter(Boolean).join(", ");

/** The sources, each with its date, address and archived copy. */
function sourcesText(words, sources) {
  return words.listed(
    sources.map(([title, url, date, archive]) =>
      sentence(title, date, url, archive ? words.pair(words.say("archived"), archive) : ""),
    ),
  );
}

/** `address`: where the page can be opened by others, or "". */
export function citation(app, i, texts, address = "") {
  const { store, words, head } = app;
  const radius = store.radius(i);
  const within = radius === null ? "" : words.say("radius", { distance: words.distance(radius) });
  const place =
    store.kind(i) === "place"
      ? `(${words.listed([coordinates(store, i), within].filter(Boolean))})`
      : "";
  const status = store.word("status", i);
  const grade = store.grade(i);
  const { tool, version } = head.provenance;
  return [
    sentence(
      store.category(i).label,
      [texts.place, place].filter(Boolean).join(" "),
      when(app, i),
      quantity(app, i),
    ),
    texts.description,
    texts.lost ? words.say("card_lost") : "",
    sentence(
      status ? labelOf(head.labels.status, status) : "",
      grade ? `${words.say("col_grade")} ${grade}` : "",
    ),
    texts.shut ? "" : sourcesText(words, texts.sources),
    sentence(`“${head.title}”`, `${tool} ${version}`, texts.id ? `id ${texts.id}` : "", address),
  ]
    .filter(Boolean)
    .map((text) => (/[.!?…]$/.test(text) ? text : `${text}.`))
    .join(" ");
}

/** An address that means something to somebody else: no folder of this machine, no frame. */
export const sharedAddress = ({ protocol, href }) => (/^https?:$/.test(protocol) ? href : "");
