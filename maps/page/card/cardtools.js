// The buttons of a record's card: the next and the last report, copying, opening what is shut.

import { el } from "../base/dom.js";
import { coordinates } from "../data/facts.js";
import { citation, sharedAddress } from "./cite.js";

const COUNTED = 20000; // up to so many records the card says at once which of all it is

/** Neighbours in an order (numbers of records): {at, before, after}; null where there is none. */
export function neighbours(order, i) {
  const at = order.indexOf(i);
  return { at, before: at > 0 ? order[at - 1] : null, after: order[at + 1] ?? null };
}

export class CardTools {
  constructor(app, card) {
    this.app = app;
    this.card = card;
    // Said aloud after a step: the focus stays on the button, so the card's name is not read.
    this.said = el("p", { class: "offscreen", role: "status" });
    card.root.after(this.said);
    card.root.addEventListener("keydown", (event) => this.key(event));
  }

  /** The list the record was opened from, else everything shown, as the table is sorted. */
  order(fromMany) {
    const { table, result } = this.app;
    return fromMany && this.card.members.length > 1
      ? this.card.members.filter((i) => result.mask[i]).sort((a, b) => a - b)
      : table.sequence();
  }

  /** Buttons to the report before and after, and which of how many this is. */
  steps(i, fromMany) {
    const { words, store } = this.app;
    this.current = { i, fromMany };
    const button = (by, name, sign, off) =>
      el("button", {
        type: "button",
        class: name,
        disabled: off,
        "aria-label": words.say(name),
        title: words.say(name),
        text: sign,
        onclick: () => this.step(by),
      });
    if (store.n > COUNTED && !fromMany)
      return [button(-1, "previous", "↑", false), button(1, "next", "↓", false)];
    const order = this.order(fromMany);
    const { at, before, after } = neighbours(order, i);
    const place = at < 0 ? "" : `${words.number(at + 1)} / ${words.number(order.length)}`;
    return [
      el("span", { class: "place", text: place }),
      button(-1, "previous", "↑", before === null),
      button(1, "next", "↓", after === null),
    ];
  }

  async step(by) {
    const { i, fromMany } = this.current;
    const { before, after } = neighbours(this.order(fromMany), i);
    const to = by < 0 ? before : after;
    if (to === null) return;
    this.card.stepping = true;
    await this.app.select([to], { fromMany });
    this.card.stepping = false;
    const place = this.card.root.querySelector(".place")?.textContent ?? "";
    this.said.textContent = `${this.card.root.querySelector("h2")?.textContent ?? ""} ${place}`;
  }

  /** Arrows left and right, with the focus in the card, as the buttons do. */
  key(event) {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const { ctrlKey, metaKey, altKey } = event;
    if (!by || ctrlKey || metaKey || altKey || this.app.selected.length !== 1) return;
    event.preventDefault();
    this.step(by);
  }

  /** Says that something is shut and why, and opens it. */
  gate(i, texts) {
    const { app } = this;
    const { words } = app;
    if (!texts.shut) return null;
    const open = () => {
      app.gate.open(i);
      app.table.draw();
      app.printing.update();
      this.card.showOne(i, this.current.fromMany);
    };
    return el(
      "div",
      { class: "gate" },
      el("strong", { text: words.say("gate_title") }),
      el("p", { text: texts.sensitivity }),
      el("p", { class: "caution", text: words.say("gate_note") }),
      el("button", {
        type: "button",
        class: "gate-open",
        text: words.say("gate_open"),
        onclick: open,
      }),
    );
  }

  /** Along the foot of the card. */
  foot(i, texts) {
    const { app } = this;
    const { store, words } = app;
    const button = (name, onclick) =>
      el("button", { type: "button", text: words.say(name), onclick });
    const copy = (text) => (event) => app.tools.copy(text(), event.currentTarget);
    return el(
      "div",
      { class: "card-tools" },
      location.protocol === "about:"
        ? null
        : button(
            "copy_link",
            copy(() => location.href),
          ),
      button(
        "copy_citation",
        copy(() => citation(app, i, texts, sharedAddress(location))),
      ),
      store.kind(i) === "place"
        ? button(
            "copy_place",
            copy(() => coordinates(store, i)),
          )
        : null,
      store.has(i) ? button("zoom_in", () => app.surface.zoomTo([i])) : null,
    );
  }
}
