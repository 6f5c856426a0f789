// Which other reports belong to one: the same movement, what replaced it, the same source.

import { el } from "../base/dom.js";
import { tiesByEvent } from "../data/events.js";

const SOON = 20000; // up to so many records they are looked for when a card opens
const WITH_IT = ["same", "maybe", "movement", "source"]; // listed together with the record itself

const sourcesIn = (texts) => texts.sources.map(([title, url]) => url || title).filter(Boolean);

/** The ids that a text names: one, or several apart by ; | or , as layers/standing.py has it. */
const idsIn = (text) =>
  [text, ...text.split(/[;|,]/)].map((id) => id.trim()).filter((id) => id !== "");

/** What a record is looked for by: {movement, id, supersedes, sources}. */
export const tiesOf = (texts) => ({
  movement: texts.movement_id ?? "",
  id: texts.id ?? "",
  supersedes: idsIn(texts.supersedes ?? ""),
  sources: sourcesIn(texts),
});

/** Numbers of the records tied to record i, by kind; `all`: the ties of every record. */
export function relatedTo(all, i) {
  const mine = all[i];
  const out = { movement: [], supersedes: [], superseded_by: [], source: [] };
  all.forEach((other, j) => {
    if (j === i) return;
    if (mine.movement && other.movement === mine.movement) out.movement.push(j);
    if (mine.supersedes.includes(other.id)) out.supersedes.push(j);
    if (other.supersedes.includes(mine.id)) out.superseded_by.push(j);
    if (other.sources.some((source) => mine.sources.includes(source))) out.source.push(j);
  });
  return out;
}

export class Related {
  constructor(app) {
    this.app = app;
  }

  /** A section that lists them; of very many records only when it is asked for. */
  section(i) {
    const { store, words } = this.app;
    if (!store.unpacked.has || store.n < 2) return null;
    const body = el("div");
    const node = el("section", { class: "related", hidden: true }, body);
    node.prepend(el("h3", { text: words.say("related") }));
    const fillIn = async () => {
      this.ties ??= store.unpacked.all(tiesOf);
      const ties = { ...tiesByEvent(store, i), ...relatedTo(await this.ties, i) };
      const found = Object.entries(ties).filter(([, list]) => list.length);
      body.replaceChildren(...found.map(([kind, list]) => this.button(i, kind, list)));
      node.hidden = found.length === 0;
    };
    if (store.n <= SOON) {
      fillIn();
      return node;
    }
    node.hidden = false;
    body.append(el("button", { type: "button", text: words.say("related_find"), onclick: fillIn }));
    return node;
  }

  button(i, kind, list) {
    const { words } = this.app;
    return el("button", {
      type: "button",
      "data-related": kind,
      text: words.say(`related_${kind}`, { n: list.length }),
      onclick: () =>
        WITH_IT.includes(kind) || list.length > 1
          ? this.app.select([i, ...list].sort((a, b) => a - b))
          : this.app.select(list),
    });
  }
}
