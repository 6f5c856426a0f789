// The comparison as a list: counts side by side, and line by line what changed.

import { saveFile } from "../base/clipboard.js";
import { el, fill } from "../base/dom.js";
import { labelOf } from "../base/text.js";
import { unitName } from "../data/facts.js";
import { withheldBriefly } from "../drawer/foot.js";
import { lookOf } from "../map/records.js";
import { symbolIcon } from "../map/symbols.js";
import { SIGNS } from "./badges.js";
import { apart, difference } from "./changecounts.js";
import { VERDICTS } from "./changes.js";
import { changesCsv } from "./changesfile.js";

const MOST_CHANGES = 200; // of a kind; the file has all
const LISTED = VERDICTS.filter((verdict) => verdict !== "same");

/** An interval, open above where its end is Infinity. */
export function spanOf(words, { low, high }) {
  return words.interval(low, high === Infinity ? Number.NaN : high);
}

const signed = (words, n) =>
  n > 0 ? `+${words.number(n)}` : `${words.number(n)}`.replace("-", "−");

/** A difference as an interval: "+3", "−1 … +4", "0". */
export function changeOf(words, a, b) {
  const { low, high } = difference(a, b);
  if (low === high) return signed(words, low);
  const [least, most] = [low, high].map((n) =>
    Number.isFinite(n) ? signed(words, n) : n < 0 ? "−∞" : "∞",
  );
  return `${least} … ${most}`;
}

export class ChangeList {
  constructor(app, root) {
    this.app = app;
    this.root = root;
  }

  say(key, values) {
    return this.app.words.say(key, values);
  }

  busy() {
    this.root.setAttribute("aria-busy", "true");
    if (!this.root.childElementCount) fill(this.root, el("p", { text: "…" }));
  }

  /** found: what `findChanges` found, with the table of counts and both periods. */
  show(found) {
    this.root.removeAttribute("aria-busy");
    fill(this.root, this.parts(found));
  }

  /** What changed first, then how many of what, last what counts as the same thing. */
  parts(found) {
    const rule = el("p", { class: "note rule", text: this.say("changes_rule") });
    return [this.head(found), ...this.sections(found), this.table(found), rule];
  }

  /** The same for paper: counts and lists, without buttons to press. */
  paper(found) {
    this.onPaper = true;
    const parts = this.parts(found);
    this.onPaper = false;
    return parts;
  }

  head({ things, placeless, table, a, b }) {
    const { store, words, head } = this.app;
    const { either, undated } = table.all;
    const { publication } = head.provenance;
    const both = {
      n: either.high,
      text: spanOf(words, either),
      undated: spanOf(words, undated),
    };
    const wide = LISTED.flatMap((verdict) => things[verdict]).filter(({ first }) =>
      ["country", "none"].includes(store.kind(first)),
    ).length;
    const notes = [
      this.app.coverage?.caution(a, b),
      publication && withheldBriefly(words, publication) ? this.say("changes_withheld") : "",
      apart(table.all).high ? this.say("changes_either", both) : "",
      wide ? this.say("changes_off_map", { n: wide }) : "",
      placeless ? this.say("changes_placeless", { n: placeless }) : "",
      this.say("changes_same", { n: things.same.length }),
    ];
    const save = this.onPaper
      ? null
      : el("button", {
          type: "button",
          class: "save-changes",
          text: this.say("changes_save"),
          onclick: () => this.save(),
        });
    return el(
      "div",
      { class: "changes-head" },
      el("p", { class: "note", text: notes.filter(Boolean).join(" ") }),
      save,
    );
  }

  async save() {
    const { app } = this;
    const { a, b, things } = app.comparing.found;
    const parts = await changesCsv(app.store, things, { a, b });
    saveFile(parts, "kordon-changes.csv", "text/csv");
  }

  table({ table }) {
    const { words, head } = this.app;
    const columns = ["what", "a", "b", "difference", "amounts", "either"];
    const cell = (text) => el("td", { text });
    const row = (tag, label, { row: r, sums }) =>
      el(
        "tr",
        { class: tag },
        el("th", { scope: "row", text: label }),
        cell(words.interval(r.a.low, r.a.high)),
        cell(words.interval(r.b.low, r.b.high)),
        cell(changeOf(words, r.a, r.b)),
        el("td", {}, sums ? this.amounts(sums) : null),
        cell(spanOf(words, apart(r))),
      );
    const rows = table.layers.flatMap(({ layer, row: sum, categories }) => [
      row("layer-sum", labelled(head, layer), { row: sum }),
      ...categories.map((one) => row("category-sum", one.category.label, one)),
    ]);
    return el(
      "table",
      { class: "zones changes-table" },
      el("caption", { text: this.say("changes_counts") }),
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          columns.map((name) => el("th", { scope: "col", text: this.say(`changes_col_${name}`) })),
        ),
      ),
      el("tbody", {}, rows),
    );
  }

  /** "tanks 20–60 → 45–90 (−15 … +70)", a line per unit. */
  amounts(sums) {
    const { app } = this;
    const { words } = app;
    return [...sums].map(([unit, { a, b }]) => {
      const [from, to] = [a, b].map((sum) => (sum ? spanOf(words, sum) : "–"));
      const change = a && b ? ` (${changeOf(words, a, b)})` : "";
      return el("div", { text: `${unitName(app, unit, 2)} ${from} → ${to}${change}` });
    });
  }

  sections({ things }) {
    return LISTED.map((verdict) => {
      const list = things[verdict];
      const more = list.length - MOST_CHANGES;
      return el(
        "section",
        { class: `changes-${verdict}` },
        el("h2", {}, el("b", { class: "sign", text: SIGNS[verdict] }), this.title(verdict, list)),
        el("p", { class: "note", text: this.say(`changes_${verdict}_why`) }),
        el(
          "ul",
          { class: "lines" },
          list.slice(0, MOST_CHANGES).map((thing) => this.line(thing)),
        ),
        more > 0 ? el("p", { class: "note", text: this.say("more_lines", { n: more }) }) : null,
      );
    });
  }

  title(verdict, list) {
    return el("span", { text: this.say(`changes_${verdict}`, { n: list.length }) });
  }

  /** What, where, how many reports then and now, what differs. The line opens its reports. */
  line(thing) {
    const { app } = this;
    const look = { ...lookOf(app.store, thing.first, app.theme), pointer: "", condition: "" };
    const words = el(
      "span",
      {},
      el("span", { class: "line-what", text: this.what(thing) }),
      this.details(thing).map((text) => el("small", { text })),
    );
    const parts = [symbolIcon(look, 15), words];
    const open = { type: "button", class: "line", onclick: () => app.select(thing.rows) };
    return el("li", {}, this.onPaper ? el("p", {}, parts) : el("button", open, parts));
  }

  what(thing) {
    const { store } = this.app;
    const where = [thing.place, thing.admin1].filter(Boolean).join(", ");
    const { label } = store.head.categories[thing.category];
    const what = thing.name ? `${label} (${thing.name})` : label;
    return [what, where].filter(Boolean).join(" · ");
  }

  details(thing) {
    const { words } = this.app;
    const [a, b] = [thing.a, thing.b].map((n) => words.interval(n.low, n.high));
    const meet = thing.differs.some(({ field, apart: far }) => field === "reports" && !far);
    const may = meet ? ` (${this.say("changes_overlap")})` : "";
    const lines = [`${this.say("changes_reports", { a, b })}${may}`];
    if (thing.why) lines.push(this.say(`changes_why_${thing.why}`));
    // How many reports a cell counts stands in the first line.
    for (const change of thing.differs)
      if (change.field !== "reports") lines.push(this.differing(change));
    return lines;
  }

  /** One difference in words; amounts whose intervals meet may be the same. */
  differing({ field, unit, a, b, apart }) {
    const { app } = this;
    const { labels } = app.head;
    if (field === "amount") {
      const [from, to] = [a, b].map((range) => spanOf(app.words, range));
      const meets = apart ? "" : ` (${this.say("changes_overlap")})`;
      return app.words.pair(unitName(app, unit, 2), `${from} → ${to}${meets}`);
    }
    const known = (word) => {
      const key = `pointer_${word}`;
      if (field === "direction" && key in app.words.catalogue) return this.say(key);
      return labelOf(labels[field] ?? {}, word);
    };
    const read = (words) => words.map(known).join(", ");
    const name = field === "obstacle_status" ? "field_obstacle_status" : field;
    return app.words.pair(this.say(name), `${read(a)} → ${read(b)}`);
  }
}

const labelled = (head, layer) => head.layers.find(({ id }) => id === layer.id).label;
