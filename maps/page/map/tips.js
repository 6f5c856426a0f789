// What the pointer, or the keyboard, has come to: in a few words beside it.

import { byId, el, fill } from "../base/dom.js";
import { labelOf, visible } from "../base/text.js";
import { countInWords, reportsHere } from "../data/cells.js";
import { quantity, when } from "../data/facts.js";
import { countKinds } from "../data/filter.js";
import { CONDITION_FIELD, conditionOf } from "./condition.js";
import { sumsInWords } from "./plates.js";
import { symbolIcon } from "./symbols.js";

const MOST_KINDS = 4;
const MOST_SUMS = 3;
const AWAY_PX = 14;

/** One report: what, where, when, how many. */
async function ofOne(app, i) {
  const { store, words } = app;
  const { place: named, lost } = await app.gate.texts(i);
  const place = lost ? words.say("lost_short") : named;
  const state = labelOf(app.head.labels[CONDITION_FIELD], conditionOf(store, i));
  const small = [when(app, i), quantity(app, i), state].filter(Boolean).join(" · ");
  return [
    el("strong", { class: "say", text: visible(store.category(i).label) }),
    place ? el("span", { class: "say", text: visible(place) }) : null,
    el("small", { class: "say", text: small }),
  ];
}

/** Many: how many, of which layers and kinds, and what they sum up to. */
function ofMany(app, hit) {
  const { store, words, head } = app;
  const { byLayer, byCategory, more, events } = countKinds(store, hit.members);
  const added = events ?? more;
  const layers = head.layers
    .map(({ label }, k) =>
      byLayer[k] ? `${label} ${countInWords(words, byLayer[k], added?.byLayer[k])}` : "",
    )
    .filter(Boolean);
  const kinds = [...byCategory.keys()]
    .filter((k) => byCategory[k])
    .sort((a, b) => byCategory[b] - byCategory[a] || a - b);
  const sums = sumsInWords(app, hit.members);
  const rest = (list, most) =>
    list.length > most ? el("li", { text: `+${list.length - most}` }) : null;
  return [
    el("strong", { class: "say", text: reportsHere(words, hit.n, more?.shown, events?.shown) }),
    hit.box
      ? el("span", {
          class: "say",
          text: words.say("density_cell", { low: hit.low, high: hit.high }),
        })
      : null,
    layers.length > 1 ? el("span", { class: "say", text: layers.join(" · ") }) : null,
    el(
      "ul",
      {},
      kinds
        .slice(0, MOST_KINDS)
        .map((k) => kind(app, k, countInWords(words, byCategory[k], added?.byCategory[k]))),
      rest(kinds, MOST_KINDS),
    ),
    sums.length
      ? el(
          "ul",
          { class: "sums" },
          sums.slice(0, MOST_SUMS).map((text) => el("li", { text })),
          rest(sums, MOST_SUMS),
        )
      : null,
    sums.length ? el("small", { text: words.say("sum_caution") }) : null,
  ];
}

function kind(app, k, n) {
  const { head, theme } = app;
  const { layer: id, label, mark } = head.categories[k];
  const layer = head.layers.find((one) => one.id === id);
  const look = {
    shape: layer.shape,
    mark,
    color: theme.layers[id],
    halo: theme.symbolHalo,
    ink: theme.symbolInk[id],
    standing: "plain",
  };
  return el(
    "li",
    {},
    symbolIcon(look, 13),
    el("span", { text: `${visible(label)} ` }),
    el("b", { text: n }),
  );
}

export class Tip {
  constructor(app) {
    this.app = app;
    this.root = byId("k-tip");
    this.turn = 0;
  }

  /** Shows what a hit is beside a point of the map (container pixels); null hides it. Resolves to
   *  what it says, or to "" when something else was shown meanwhile. lines: what is shown where
   *  there is no hit. */
  async show(hit, point, lines = []) {
    const turn = ++this.turn;
    if (!hit && lines.length) {
      this.hit = null;
      const said = lines.map((text) => el("span", { class: "say", text }));
      fill(this.root, said);
    } else if (!hit) {
      this.hit = null;
      this.root.hidden = true;
      return "";
    }
    if (hit && hit !== this.hit) {
      const content =
        hit.n > 1 || hit.box ? ofMany(this.app, hit) : await ofOne(this.app, hit.first);
      if (turn !== this.turn) return "";
      fill(this.root, content);
      this.hit = hit;
    }
    this.root.hidden = false;
    this.place(point);
    return [...this.root.querySelectorAll(".say, li")].map((node) => node.textContent).join(", ");
  }

  /** Beside the point, on the side where there is room. */
  place({ x, y }) {
    const { clientWidth: wide, clientHeight: high } = this.root.parentNode;
    const { offsetWidth: w, offsetHeight: h } = this.root;
    const left = x + AWAY_PX + w > wide ? x - AWAY_PX - w : x + AWAY_PX;
    const top = y + AWAY_PX + h > high ? y - AWAY_PX - h : y + AWAY_PX;
    this.root.style.left = `${Math.max(4, left)}px`;
    this.root.style.top = `${Math.max(4, top)}px`;
  }
}
