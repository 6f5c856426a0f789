// Text search, in any spelling: query.js says what is looked for, this where.

import { labelOf } from "../base/text.js";
import { compileQuery, parseQuery } from "./query.js";

const AT_ONCE = 2; // blocks searched before the page may do something else
const REMEMBERED = 20000; // up to so many records their searchable texts are kept

// Not searched: file names, addresses and technical fields, which every record shares.
const PLACES = ["place", "place_local", "admin1", "from_place", "to_place", "target_place"];
const SEARCHED = [
  "id",
  ...PLACES,
  "unit",
  "echelon",
  "equipment",
  "consist",
  "weapon",
  "movement_id",
  "description",
];
const APART = " \u0001 ";

/** What is searched of a record: {all, place, source, id}, texts as they are. `said`: more of it
 *  that the page shows in words. */
export function searchable(store, i, texts, said = "") {
  const { labels } = store.head;
  const actor = store.word("actor", i);
  const titles = texts.sources.map(([title]) => title);
  const all = [store.category(i).label, store.layer(i).label, store.grade(i), said, actor];
  for (const a of actor.split(/\s*;\s*/)) all.push(labelOf(labels.actor, a));
  for (const name of SEARCHED) all.push(texts[name] ?? "");
  all.push(...titles);
  for (const [, value] of texts.extra) all.push(value);
  return {
    all: all.filter(Boolean).join(APART),
    place: PLACES.map((name) => texts[name] ?? "").join(APART),
    source: titles.join(APART),
    id: texts.id ?? "",
    lost: texts.lost ?? false,
  };
}

/** Whether a record answers every term of a query. Of damaged texts nobody can say what does not
 *  stand in them. */
export const answers = (hay, terms) =>
  terms.every(({ re, negate, field }) =>
    negate ? !hay.lost && !re.test(hay[field ?? "all"]) : re.test(hay[field ?? "all"]),
  );

export class Search {
  /** say: a record's date in words, so that a month can be searched too; sayable: gives all that
   *  dates may say, but for digits. Records beyond `remembered` are looked for by the block. */
  constructor(store, say = () => "", { sayable = null, remembered = REMEMBERED } = {}) {
    this.store = store;
    this.say = say;
    this.sayable = sayable;
    this.turn = 0;
    this.known = store.n <= remembered ? new Array(store.n) : null;
  }

  /** Those of some terms that can be asked of a whole block, as it was packed: words without
   *  digits that only its texts can hold, not the labels and dates that stand elsewhere. */
  ofBlocks(typed, terms) {
    if (this.known || !this.sayable || !this.store.unpacked.has) return [];
    const { categories, layers, words, labels } = this.store.head;
    const grades = [..." ABCDEF"].flatMap((a) => [..." 123456"].map((b) => a + b));
    const elsewhere = [...categories, ...layers].map(({ label }) => label);
    elsewhere.push(...words.actor, ...Object.values(labels.actor), ...grades, ...this.sayable());
    const plain = parseQuery(typed).map(({ text }) => !/[\d\s"\\]/.test(text));
    return terms
      .filter(({ negate }, k) => !negate && plain[k])
      .map(({ re }) => re)
      .filter((re) => !elsewhere.some((text) => re.test(text)));
  }

  /** Whether a block may hold what is looked for. Texts that JSON wrote otherwise always may. */
  async mayHold(b, wanted) {
    if (!wanted.length) return true;
    const words = await this.store.unpacked.wordsToSearch(b);
    if (words === null) return true; // its records are still found by what is known of them
    const otherwise = /\\[^"]/.test(words); // a quotation mark parts words either way
    return otherwise || wanted.every((re) => re.test(words));
  }

  /** Per record 1 where it answers what was typed, or null for nothing typed; undefined when
   *  another search began meanwhile. */
  async find(text) {
    const turn = ++this.turn;
    this.terms = null;
    if (!text.trim()) return null;
    const { store } = this;
    const terms = compileQuery(text, await store.unpacked.spellings());
    if (turn !== this.turn) return undefined;
    this.terms = terms;
    if (!terms) return null;
    const hits = new Uint8Array(store.n);
    const { block } = store.head.texts;
    const wanted = this.ofBlocks(text, terms);
    for (let b = 0; b * block < store.n; b++) {
      if (b && b % AT_ONCE === 0) await new Promise((go) => setTimeout(go));
      if (turn !== this.turn) return undefined;
      if (!(await this.mayHold(b, wanted))) continue;
      const end = Math.min(store.n, (b + 1) * block);
      for (let i = b * block; i < end; i++) {
        hits[i] = answers(await this.hay(i), terms) ? 1 : 0;
      }
    }
    return turn === this.turn ? hits : undefined;
  }

  async hay(i) {
    if (this.known?.[i] !== undefined) return this.known[i];
    const hay = searchable(this.store, i, await this.store.texts(i), this.say(i));
    if (this.known) this.known[i] = hay;
    return hay;
  }
}
