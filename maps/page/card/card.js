// The record card: what, when, where, how many, who says so, how sure.

import { el, fill } from "../base/dom.js";
import { visible } from "../base/text.js";
import { countInWords, reportsHere } from "../data/cells.js";
import { quantity, unitName, when } from "../data/facts.js";
import { countKinds, sumQuantities } from "../data/filter.js";
import { keptInWords } from "../data/picked.js";
import { symbolIcon } from "../map/symbols.js";
import { facts, finePrint, regionsOf, sourcesOf } from "./cardfacts.js";
import { CardTools } from "./cardtools.js";
import { Related } from "./related.js";

const MOST_ROWS = 200; // a longer list is for the table

export class Card {
  constructor(app, root) {
    this.app = app;
    this.root = root;
    this.turn = 0;
    this.members = [];
    this.hidden = el("p");
    this.tools = new CardTools(app, this);
    this.related = new Related(app);
  }

  close() {
    this.turn++;
    const inside = this.root.contains(document.activeElement);
    this.members = [];
    this.root.hidden = true;
    fill(this.root);
    if (inside) this.giveBack();
  }

  /** Fills the card and, when it was asked for, takes the focus, remembering from where. */
  open(asked, ...content) {
    if (this.root.hidden) this.opener = document.activeElement;
    const held = this.root.contains(document.activeElement) ? document.activeElement : null;
    const { scrollTop } = this.root;
    this.root.hidden = false;
    fill(this.root, ...content);
    if (asked) this.root.querySelector("h2").focus({ preventScroll: true });
    else if (held) this.follow(held, scrollTop);
  }

  /** The card was made anew by itself: what had the focus has it again, and nothing jumps. */
  follow(held, scrollTop) {
    const same = held.dataset.i
      ? this.root.querySelector(`[data-i="${Number(held.dataset.i)}"]`)
      : held.className && this.root.querySelector(`.${held.className}`);
    (same || this.root.querySelector("h2")).focus({ preventScroll: true });
    this.root.scrollTop = scrollTop;
  }

  /** The filter has changed: an open list follows it, an open record says so. */
  update() {
    const { selected } = this.app;
    if (selected.length > 1) this.showMany(selected, false);
    else if (selected.length) this.hidden.hidden = this.app.result.mask[selected[0]] === 1;
  }

  /** The focus goes back to what opened the card; a row of the table may have been made anew. */
  giveBack() {
    const { opener } = this;
    if (opener?.isConnected) opener.focus({ preventScroll: true });
    else if (!opener?.dataset?.i || !this.app.table.focusRow(opener.dataset.i)) {
      // What opened it is gone: the tab it stood under, or the map.
      const tab = document.querySelector(`[data-tab="${this.app.root.dataset.drawer}"]`);
      (tab ?? this.app.map.getContainer()).focus({ preventScroll: true });
    }
  }

  bar(title, icon, back, steps = null) {
    const { words } = this.app;
    return el(
      "div",
      { class: "card-bar" },
      back
        ? el("button", {
            type: "button",
            class: "back",
            "aria-label": words.say("back"),
            text: "‹",
            onclick: back,
          })
        : null,
      icon,
      el("h2", { text: title, tabindex: "-1" }),
      steps,
      el("button", {
        type: "button",
        class: "close",
        "aria-label": words.say("close"),
        text: "×",
        onclick: () => this.app.select([]),
      }),
    );
  }

  /** Several records: what they are together, and the list. */
  async showMany(indices, asked = !this.stepping) {
    const turn = ++this.turn;
    const { store, words, head, result } = this.app;
    this.members = indices;
    const order = indices.filter((i) => result.mask[i]).sort((a, b) => a - b);
    const away = indices.length - order.length;
    const rows = await Promise.all(order.slice(0, MOST_ROWS).map((i) => this.line(i)));
    if (turn !== this.turn) return;
    const kinds = countKinds(store, order);
    const added = kinds.events ?? kinds.more;
    const mix = head.layers
      .map((l, k) => [l.label, kinds.byLayer[k], added?.byLayer[k]])
      .filter(([, n]) => n)
      .map(([name, n, more]) => `${name} ${countInWords(words, n, more)}`)
      .join(" · ");
    const sums = sumQuantities(store, order)
      .slice(0, 6)
      .map((s) => {
        const amount = words.interval(s.low, s.high) + (s.open ? "+" : "");
        return el("li", { text: `${amount} ${unitName(this.app, s.unit, s.high)}` });
      });
    const kept = keptInWords(this.app);
    this.open(
      asked,
      this.bar(
        reportsHere(words, order.length, kinds.more?.shown, kinds.events?.shown),
        null,
        null,
      ),
      mix ? el("p", { class: "mix", text: mix }) : null,
      away ? el("p", { class: "caution", text: words.say("more_filtered", { n: away }) }) : null,
      sums.length
        ? el(
            "div",
            { class: "sums" },
            el("h3", { text: words.say("sum_title") }),
            el("ul", {}, sums),
            el("p", { class: "caution", text: words.say("sum_caution") }),
          )
        : null,
      order.some((i) => store.kind(i) === "place") && order.length > 1
        ? el("button", {
            type: "button",
            class: "zoom",
            text: words.say("zoom_to"),
            onclick: () => this.app.surface.zoomTo(order),
          })
        : null,
      el("ul", { class: "lines" }, rows),
      order.length > MOST_ROWS
        ? el("p", {
            class: "caution",
            text: words.say("more_lines", { n: order.length - MOST_ROWS }),
          })
        : null,
      kept ? el("p", { class: "caution kept", text: kept }) : null,
    );
  }

  /** One line of a list: opens the record. */
  async line(i) {
    const { store, gate, words } = this.app;
    const texts = await gate.texts(i);
    return el(
      "li",
      {},
      el(
        "button",
        {
          type: "button",
          class: "line",
          "data-i": i,
          onclick: () => this.app.select([i], { fromMany: true }),
        },
        symbolIcon(this.app.look(i)),
        el(
          "span",
          { class: "line-text" },
          el("strong", { text: visible(store.category(i).label) }),
          el("span", { text: texts.lost ? words.say("lost_short") : visible(texts.place) }),
          el("small", {
            text: [when(this.app, i), quantity(this.app, i)].filter(Boolean).join(" · "),
          }),
        ),
        el("span", { class: "grade", text: store.grade(i) }),
      ),
    );
  }

  async showOne(i, fromMany = false) {
    const turn = ++this.turn;
    const { store, words } = this.app;
    const texts = await this.app.gate.texts(i);
    if (turn !== this.turn) return;
    const many = this.members;
    const back = fromMany && many.length > 1 ? () => this.app.select(many) : null;
    if (!back) this.members = [i];
    this.hidden = el("p", { class: "caution", text: words.say("one_filtered") });
    this.hidden.hidden = this.app.result.mask[i] === 1;
    const steps = this.tools.steps(i, Boolean(back));
    const kept = keptInWords(this.app);
    this.open(
      !this.stepping,
      this.bar(store.category(i).label, symbolIcon(this.app.look(i), 20), back, steps),
      this.hidden,
      kept ? el("p", { class: "caution kept", text: kept }) : null,
      texts.lost ? el("p", { class: "lost", text: words.say("card_lost") }) : null,
      this.tools.gate(i, texts),
      texts.description ? el("p", { class: "what", text: visible(texts.description) }) : null,
      el("dl", {}, facts(this.app, i, texts)),
      sourcesOf(this.app, texts),
      regionsOf(this.app, i),
      this.related.section(i),
      finePrint(this.app, texts),
      this.tools.foot(i, texts),
    );
  }
}
