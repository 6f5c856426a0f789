// What somebody typed into the search, as questions to texts: words in any spelling, "an exact
// phrase", -without, place: source: id:.

import { literal, soundsOf, spelt } from "./spelling.js";

const FIELDS = ["place", "source", "id"];
const KNOWN_FROM = 4; // letters: shorter beginnings of names would mean too many places
const MOST_OF = 0.6; // of the sounds of a name must have been typed
const ITEM = /(-?)(?:(\p{L}+)[:=](?=\S))?(?:["“”„«]([^"“”»]*)["“”»]?|(\S+))/gu;

/** [{text, phrase, negate, field}] of what was typed; field null means everywhere. */
export function parseQuery(typed) {
  const out = [];
  for (const [whole, minus, name, phrase, word] of String(typed ?? "").matchAll(ITEM)) {
    const field = name && FIELDS.includes(name.toLowerCase()) ? name.toLowerCase() : null;
    const text = phrase ?? (name && !field ? whole.slice(minus.length) : word);
    if (/^\s*-?\s*$/.test(text)) continue; // a dash on its own asks for nothing
    out.push({ text, phrase: phrase !== undefined, negate: minus === "-", field });
  }
  return out;
}

/** Places that a word may mean: of `places` (lists of one place's names) those with a name, or a
 *  word of one, that begins like it in the most tolerant spelling and is not much longer. */
function meant(word, places) {
  if (word.length < KNOWN_FROM) return [];
  const any = new RegExp(`^${spelt(word, { loose: true })}`, "i");
  const enough = soundsOf(word).length / MOST_OF;
  const fits = (part) => any.test(part) && soundsOf(part).length <= enough;
  return places.filter((names) => names.some((name) => name.split(/[\s-]+/).some(fits)));
}

/** An exact phrase: case and kinds of space do not count, accents and letters do. */
const exactly = (text) => literal(text.trim()).replace(/\s+/g, "\\s+");

/** The expression of one word: as it sounds, or as a place that it may mean is called. */
function wordSource(word, places) {
  const parts = [spelt(word)];
  for (const names of meant(word, places))
    for (const name of names) {
      const known = new RegExp(`^(?:${parts.join("|")})`, "i");
      if (!known.test(name))
        parts.push(
          name
            .split(/\s+/)
            .map((w) => spelt(w))
            .join("\\s+"),
        );
    }
  return parts.length > 1 ? `(?:${parts.join("|")})` : parts[0];
}

/** [{re, negate, field}] of what was typed, or null for nothing. `places`: lists of names, each
 *  of one place that the records name. */
export function compileQuery(typed, places = []) {
  const terms = parseQuery(typed).map(({ text, phrase, negate, field }) => ({
    re: new RegExp(phrase ? exactly(text) : wordSource(text, places), "i"),
    negate,
    field,
  }));
  return terms.length ? terms : null;
}

/** What marks matches: one expression with flag g over all that is looked for, or null. */
export function markerOf(terms) {
  const wanted = (terms ?? []).filter((term) => !term.negate).map((term) => term.re.source);
  return wanted.length ? new RegExp(wanted.map((s) => `(?:${s})`).join("|"), "gi") : null;
}

/** Text in pieces: [[piece, is it a match], ...]. */
export function marked(text, marker) {
  const out = [];
  let at = 0;
  if (marker) marker.lastIndex = 0; // wherever somebody else has looked before
  for (const match of marker ? text.matchAll(marker) : []) {
    if (!match[0]) continue;
    if (match.index > at) out.push([text.slice(at, match.index), false]);
    out.push([match[0], true]);
    at = match.index + match[0].length;
  }
  if (at < text.length) out.push([text.slice(at), false]);
  return out;
}
