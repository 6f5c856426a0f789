// What the card says of one record: facts, sources, zones and hubs, small print.

import { el, isWebAddress, safeLink } from "../base/dom.js";
import { mgrsDigits, toDms, toMgrs } from "../base/grids.js";
import { labelOf, visible } from "../base/text.js";
import { coordinates, quantity, when } from "../data/facts.js";
import { nearestBorder, nearestHub } from "../map/reach.js";
import { fanOf } from "../map/shots.js";
import { measured, percentOf, whyHere } from "./why.js";

const row = (term, ...content) =>
  content.flat(2).some(Boolean) ? [el("dt", { text: term }), el("dd", {}, content.flat(2))] : [];

const plain = (text) => (text ? el("span", { text: visible(text) }) : null);

const small = (text) => (text ? el("small", { text: visible(text) }) : null);

/** A source by its title; an address that is no link is written out beside it. */
function sourceName(title, url) {
  if (!title || !url || isWebAddress(url)) return title || url;
  return `${title} (${url})`;
}

/**
 * What each source is called. One title for several addresses stands with the first one, and the
 * others are named by their addresses: it need not be theirs.
 */
export function sourceNames(sources) {
  const shared = sources.every(([title]) => title === sources[0][0]);
  return sources.map(([title, url], k) => sourceName(shared && k && url ? "" : title, url));
}

// Not, or not yet, for everyone: whoever has the page should see that at once.
const WITHHELD = ["handling", "embargo_until", "sensitivity"];

const warned = (text, labels = {}) =>
  text && text !== "public"
    ? el("strong", { class: "warned", text: visible(labelOf(labels, text)) })
    : null;

/** When, where, how many, who, how sure: terms and their descriptions. */
export function facts(app, i, texts) {
  const { store, words, head } = app;
  const say = (k, v) => words.say(k, v);
  const where = [
    texts.place,
    texts.place_local && texts.place_local !== texts.place ? `(${texts.place_local})` : "",
  ]
    .filter(Boolean)
    .join(" ");
  const country = labelOf(head.labels.country, store.word("country", i));
  const actor = store
    .word("actor", i)
    .split(/\s*;\s*/)
    .map((a) => labelOf(head.labels.actor, a))
    .join(", ");
  return [
    row(say("when"), plain(when(app, i)), small(precision(app, i))),
    row(
      say("where"),
      plain(where),
      small([texts.admin1, country].filter(Boolean).join(", ")),
      small(labelOf(head.labels.direction, store.word("direction", i))),
      small(place(app, i)),
      small(otherWays(store, i)),
      small(texts.coordinate_source),
      small(texts.data_generalizations),
    ),
    ...near(app, i),
    row(say("hit"), plain(texts.target_place)),
    row(say("origin"), originOf(app, i)),
    row(
      say("how_many"),
      plain(quantity(app, i)),
      plain(texts.equipment),
      store.category(i).cumulative ? small(say("cumulative")) : null,
    ),
    row(say("who"), plain(actor), small(texts.unit)),
    row(say("sidc"), plain(texts.sidc), undrawn(app, i)),
    ...store
      .layer(i)
      .card.map((name) =>
        row(say(`field_${name}`), plain(labelOf(head.labels[name] ?? {}, texts[name]))),
      ),
    row(say("how_sure"), sureness(app, i, texts)),
    ...WITHHELD.map((name) => row(say(name), warned(texts[name], head.labels[name]))),
  ].flat();
}

/** What is said of where fire came from, seen from the impact: it is never more than a fan. */
function originOf(app, i) {
  const { store, words } = app;
  const [azimuth, error] = ["azimuth", "azimuth_error"].map((name) => store.said(name, i));
  const [min, max] = ["range_min", "range_max"].map((name) => store.said(name, i));
  const far = words.interval(min ?? (max === null ? null : 0), max);
  const towards = words.say(error === null ? "fan_no_error" : "fan", { azimuth, error });
  if (azimuth === null) return far ? small(words.say("kilometres", { value: far })) : null;
  return [
    plain(towards),
    small(far ? words.say("kilometres", { value: far }) : words.say("fan_no_range")),
    fanOf(store, i)?.own ? small(words.say("fan_here")) : null,
  ];
}

/** Why a symbol code is not drawn. */
function undrawn({ store, words }, i) {
  const { why } = store.symbol(i);
  return why ? small(words.say(`sidc_${why}`)) : null;
}

function precision(app, i) {
  const { store, words } = app;
  const p = store.word("precision", i);
  if (!store.dated(i) || !p || p === "day") return "";
  const key = `precision_${p}`;
  return key in words.catalogue ? words.say(key) : p; // a word of the reader's own
}

function place(app, i) {
  const { store, words } = app;
  const kind = store.kind(i);
  if (kind === "none") return words.say("unlocated");
  const r = store.radius(i);
  const within =
    r === null
      ? words.say("radius_unknown")
      : words.say(kind === "place" ? "radius" : "radius_area", { distance: words.distance(r) });
  return kind === "place" ? `${coordinates(store, i)} · ${within}` : within;
}

/** The same place in degrees and minutes and on the military grid, no finer than it is known. */
function otherWays(store, i) {
  if (store.kind(i) !== "place") return "";
  const at = [store.longitude(i), store.latitude(i)];
  const radius = store.radius(i);
  const grid = toMgrs(...at, mgrsDigits(radius));
  return [toDms(...at, radius), grid ? `MGRS ${grid}`.replaceAll(" ", "\u00a0") : ""]
    .filter(Boolean)
    .join(" · ");
}

/** The nearest hub and the nearest border, from the middle of the circle. */
function near(app, i) {
  const { store, words, head } = app;
  if (store.kind(i) !== "place") return [];
  const place = [store.longitude(i), store.latitude(i)];
  const hub = nearestHub(head.regions, place);
  const border = nearestBorder(app.ground, place, [store.mx[i], store.my[i]]);
  const note = store.radius(i) ? words.say("near_note") : "";
  const line = (key, name, distance, more) =>
    row(words.say(key), plain(`${name}, ${distance}`), small(more));
  return [
    hub ? line("nearest_hub", hub.region.name, words.distance(hub.metres), border ? "" : note) : [],
    border ? line("nearest_border", border.country.name, measured(words, border.metres), note) : [],
  ];
}

function sureness(app, i, texts) {
  const { store, words } = app;
  const status = store.word("status", i);
  const { reliability, credibility } = store.c;
  const grade = store.grade(i);
  return [
    grade ? el("span", { class: "grade", text: grade }) : null,
    " ", // between the two for who reads or copies the text
    el("span", {
      text: words.listed([
        reliability[i]
          ? words.say(`reliability_${"ABCDEF"[reliability[i] - 1]}`)
          : words.say("reliability_none"),
        credibility[i] ? words.say(`credibility_${credibility[i]}`) : words.say("credibility_none"),
      ]),
    }),
    small(status ? labelOf(app.head.labels.status, status) : words.say("status_none")),
    small(labelOf(app.head.labels.verification_status, texts.verification_status)),
    store.c.retracted[i]
      ? el("strong", { text: words.say(store.c.retracted[i] === 1 ? "retracted" : "superseded") })
      : null,
    small(texts.retraction_reason),
  ];
}

/** Who says so, with links. */
export function sourcesOf(app, texts) {
  const { words, store } = app;
  if (texts.shut || texts.lost) return null;
  const absence = store.unpacked.has ? "no_source" : "texts_left_out";
  const sources = texts.sources || [];
  const names = sourceNames(sources);
  const list = sources.map(([, url, date, archive], k) =>
    el(
      "li",
      {},
      safeLink(url, visible(names[k] || words.say("source_untitled"))),
      small(date),
      isWebAddress(archive) ? safeLink(archive, words.say("archived")) : small(archive),
    ),
  );
  return el(
    "section",
    { class: "sources" },
    el("h3", { text: words.say("sources", { n: list.length }) }),
    list.length ? el("ul", {}, list) : el("p", { text: words.say(absence) }),
  );
}

/** The zones and hubs it lies in, certainly or possibly. */
export function regionsOf(app, i) {
  const { store, words } = app;
  const list = store
    .memberships(i)
    .map((m) =>
      el(
        "li",
        { class: m.certain ? "certain" : "possible" },
        el("strong", { text: words.say(m.certain ? "certain" : "possible") }),
        el("span", { text: m.region.name }),
        small(
          m.certain
            ? ""
            : m.share === null
              ? words.say("share_unknown")
              : words.say("share", { percent: words.number(percentOf(m.share)) }),
        ),
        whyHere(app, i, m),
      ),
    );
  if (!list.length) return null;
  return el(
    "section",
    { class: "regions" },
    el("h3", { text: words.say("regions") }),
    el("ul", {}, list),
  );
}

/** The small print: other columns, what was mended, where the row came from. */
export function finePrint(app, texts) {
  if (texts.lost) return null;
  const { words } = app;
  const extra = texts.extra.flatMap(([name, value]) => row(visible(name), plain(value)));
  return el(
    "details",
    { class: "fine" },
    el("summary", { text: words.say("fine_print") }),
    el(
      "dl",
      {},
      row("id", plain(texts.id)),
      row(
        words.say("input"),
        plain([texts.input_file, texts.input_row].filter(Boolean).join(" : ")),
      ),
      row(words.say("input_notes"), plain(texts.input_notes)),
      extra,
    ),
  );
}
