// The foot: what the map shows and does not show, where it comes from, how it was made.

import { el, fill } from "../base/dom.js";
import { visible } from "../base/text.js";
import { knowsDoubles } from "../data/events.js";

/** How many are withheld of a page that was published: "at least 10", "fewer than 10, or nothing". */
export function withheldInWords(say, { at_least: least, counts, fewer_than: few }) {
  const held = least.withheld ?? 0;
  const key = held || !counts ? "published_at_least" : "published_fewer";
  return say(key, { n: held || (counts ? few : 0) });
}

/** The same where there is little room: "≥ 10", "< 10"; "" where nothing is. */
export function withheldBriefly(words, { at_least: least, counts, fewer_than: few }) {
  const held = least.withheld ?? 0;
  if (!held && !counts) return "";
  return held ? `≥ ${words.number(held)}` : `< ${words.number(few)}`;
}

/** What a page that was published says of what it shows and what it holds back. */
function published(words, told, meantFor) {
  const say = (key, values) => words.say(key, values);
  const { profile, shown } = told;
  return [
    pair(say("published_for"), words.pair(profile, meantFor)),
    pair(
      say("published_shown"),
      say("published_shown_text", { records: shown.records, reports: shown.reports_in_cells }),
    ),
    pair(say("published_withheld"), withheldInWords(say, told)),
    shown.generalised
      ? pair(say("published_coarser"), say("published_coarser_text", { n: shown.generalised }))
      : null,
  ];
}

/** What counts otherwise than report by report, on a page that counts events. */
function onceInWords(say, known) {
  const told = knowsDoubles(known) ? say("once_text", known) : say("once_none");
  return `${told} ${say("once_where")}`;
}

const pair = (term, text) => [el("dt", { text: term }), el("dd", { text: visible(text) })];

export function buildFoot(app, root) {
  const { words, head } = app;
  const say = (k, v) => words.say(k, v);
  const p = head.provenance;
  const meta = document.querySelector("meta[name=kordon-fingerprint]");
  const told = meta?.content.match(/^sha256=(\w+)/)?.[1];
  const sum = say("rows_sum", {
    read: p.counts.read,
    accepted: p.counts.accepted,
    repaired: p.counts.repaired,
    set_aside: p.counts.set_aside,
    duplicates: p.counts.duplicates,
  });
  fill(
    root,
    el(
      "section",
      {},
      el("h2", { text: say("about_shows") }),
      el("p", { text: say("about_shows_text") }),
      app.store.unpacked.has || !app.store.n ? null : el("p", { text: say("texts_left_out") }),
      el("h2", { text: say("about_not") }),
      el("p", { text: say("about_not_text") }),
    ),
    el(
      "section",
      {},
      el("h2", { text: say("about_data") }),
      el(
        "dl",
        {},
        pair(say("as_of"), p.as_of ? words.date(p.as_of) : say("unknown")),
        (p.publication
          ? published(words, p.publication, head.meant_for)
          : [
              pair(say("rows"), sum),
              p.selection ? pair(say("selection"), p.selection) : null,
              pair(say("on_page"), say("on_page_text", { n: head.n, held: p.counts.not_selected })),
            ]
        ).flat(),
        head.doubles ? pair(say("once"), onceInWords(say, head.doubles)) : [],
        pair(say("made_with"), `${p.tool} ${p.version}`),
        pair(say("command"), p.command || say("unknown")),
        told ? pair(say("fingerprint"), `sha256 ${told} · kordon verify`) : null,
        p.inputs.flatMap((f) => pair(visible(f.name), `sha256 ${f.sha256}`)),
      ),
    ),
    el(
      "section",
      {},
      el("h2", { text: say("about_credits") }),
      el(
        "ul",
        {},
        p.credits.map((text) => el("li", { text })),
      ),
    ),
    app.coverage?.section("screen-only"), // on paper it has room behind the map
  );
}
