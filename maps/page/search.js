// Text search, in any spelling that folds to the same letters.

import { fold } from "./text.js";

const AT_ONCE = 20; // blocks searched before the page may do something else
const REMEMBERED = 20000; // up to so many records their searchable texts are kept

// Not searched: file names, addresses and technical fields, which every record shares.
const SEARCHED = [
  "id",
  "place",
  "place_local",
  "admin1",
  "unit",
  "echelon",
  "equipment",
  "consist",
  "weapon",
  "movement_id",
  "from_place",
  "to_place",
  "target_place",
  "description",
];

/** What is searched of a record, folded. `said`: more of it that the page shows in words. */
export function searchable(store, i, texts, said = "") {
  const parts = [store.category(i).label, store.layer(i).label, store.grade(i), said];
  parts.push(store.word("actor", i));
  for (const name of SEARCHED) parts.push(texts[name] ?? "");
  for (const [title] of texts.sources) parts.push(title);
  for (const [, value] of texts.extra) parts.push(value);
  return fold(parts.join(" \u0001 "));
}

const wordsOf = (text) => fold(text).split(/\s+/).filter(Boolean);

export class Search {
  /** say: a record's date in words, so that a month can be searched too. */
  constructor(store, say = () => "") {
    this.store = store;
    this.say = say;
    this.turn = 0;
    this.known = store.n <= REMEMBERED ? new Array(store.n) : null;
  }

  /** Per record 1 where every word stands in it, or null for no words; undefined when another
   *  search began meanwhile. */
  async find(text) {
    const turn = ++this.turn;
    const words = wordsOf(text);
    if (!words.length) return null;
    const { store } = this;
    const hits = new Uint8Array(store.n);
    const step = AT_ONCE * store.head.texts.block;
    for (let start = 0; start < store.n; start += step) {
      if (start) await new Promise((go) => setTimeout(go));
      if (turn !== this.turn) return undefined;
      const end = Math.min(store.n, start + step);
      for (let i = start; i < end; i++) {
        const hay = await this.hay(i);
        hits[i] = words.every((word) => hay.includes(word)) ? 1 : 0;
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
