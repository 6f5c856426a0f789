// The record card: what, when, where, how many, who says so, how sure.

import { el, fill, isWebAddress, safeLink } from "./dom.js";
import { coordinates, quantity, unitName, when } from "./facts.js";
import { sumQuantities } from "./filter.js";
import { symbolIcon } from "./symbols.js";
import { labelOf, visible } from "./text.js";

const row = (term, ...content) =>
  content.flat(2).some(Boolean) ? [el("dt", { text: term }), el("dd", {}, content.flat(2))] : [];

const plain = (text) => (text ? el("span", { text: visible(text) }) : null);

const small = (text) => (text ? el("small", { text: visible(text) }) : null);

/** A source by its title; an address that is no link is written out beside it. */
function sourceName(title, url) {
  if (!title || !url || isWebAddress(url)) return title || url;
  return `${title} (${url})`;
}

export class Card {
  constructor(app, root) {
    this.app = app;
    this.root = root;
    this.turn = 0;
    this.members = [];
  }

  close() {
    this.turn++;
    const inside = this.root.contains(document.activeElement);
    this.root.hidden = true;
    fill(this.root);
    if (inside) this.giveBack();
  }

  /** Fills the card and takes the focus, remembering from where. */
  open(...content) {
    if (this.root.hidden) this.opener = document.activeElement;
    this.root.hidden = false;
    fill(this.root, ...content);
    this.root.querySelector("h2").focus({ preventScroll: true });
  }

  /** The focus goes back to what opened the card; a row of the table may have been made anew. */
  giveBack() {
    const { opener } = this;
    if (opener?.isConnected) opener.focus({ preventScroll: true });
    else if (opener?.dataset?.i) this.app.table.focusRow(opener.dataset.i);
  }

  bar(title, icon, back) {
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
  async showMany(indices) {
    const turn = ++this.turn;
    const { store, words, head } = this.app;
    this.members = indices;
    const order = [...indices].sort((a, b) => a - b);
    const rows = await Promise.all(order.map((i) => this.line(i)));
    if (turn !== this.turn) return;
    const mix = head.layers
      .map((l, k) => [l.label, order.filter((i) => store.c.layer[i] === k).length])
      .filter(([, n]) => n)
      .map(([name, n]) => `${name} ${words.number(n)}`)
      .join(" · ");
    const sums = sumQuantities(store, order)
      .slice(0, 6)
      .map((s) => {
        const amount = words.interval(s.low, s.high) + (s.open ? "+" : "");
        return el("li", { text: `${amount} ${unitName(this.app, s.unit, s.high)}` });
      });
    this.open(
      this.bar(words.say("reports_here", { n: order.length }), null, null),
      el("p", { class: "mix", text: mix }),
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
    );
  }

  /** One line of a list: opens the record. */
  async line(i) {
    const { store } = this.app;
    const texts = await store.texts(i);
    return el(
      "li",
      {},
      el(
        "button",
        { type: "button", class: "line", onclick: () => this.app.select([i], true) },
        symbolIcon(this.app.look(i)),
        el(
          "span",
          { class: "line-text" },
          el("strong", { text: visible(store.category(i).label) }),
          el("span", { text: visible(texts.place) }),
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
    const texts = await store.texts(i);
    if (turn !== this.turn) return;
    const many = this.members;
    const back = fromMany && many.length > 1 ? () => this.app.select(many) : null;
    if (!back) this.members = [i];
    this.open(
      this.bar(store.category(i).label, symbolIcon(this.app.look(i), 20), back),
      texts.description ? el("p", { class: "what", text: visible(texts.description) }) : null,
      el("dl", {}, this.facts(i, texts)),
      this.sources(texts),
      this.regions(i),
      this.fine(texts),
      el(
        "div",
        { class: "card-tools" },
        el("button", {
          type: "button",
          text: words.say("copy_link"),
          onclick: (e) => this.app.copy(location.href, e.target),
        }),
        store.kind(i) === "place"
          ? el("button", {
              type: "button",
              text: words.say("copy_place"),
              onclick: (e) => this.app.copy(coordinates(store, i), e.target),
            })
          : null,
        store.has(i)
          ? el("button", {
              type: "button",
              text: words.say("zoom_in"),
              onclick: () => this.app.surface.zoomTo([i]),
            })
          : null,
      ),
    );
  }

  facts(i, texts) {
    const { store, words, head } = this.app;
    const say = (k, v) => words.say(k, v);
    const where = [
      texts.place,
      texts.place_local && texts.place_local !== texts.place ? `(${texts.place_local})` : "",
    ]
      .filter(Boolean)
      .join(" ");
    const country = labelOf(head.labels.country, store.word("country", i));
    const actor = (texts.actor || "")
      .split(/\s*;\s*/)
      .map((a) => labelOf(head.labels.actor, a))
      .join(", ");
    return [
      row(say("when"), plain(when(this.app, i)), small(this.precision(i))),
      row(
        say("where"),
        plain(where),
        small([texts.admin1, country].filter(Boolean).join(", ")),
        small(this.place(i)),
        small(texts.coordinate_source),
      ),
      row(say("hit"), plain(texts.target_place)),
      row(
        say("how_many"),
        plain(quantity(this.app, i)),
        plain(texts.equipment),
        store.category(i).cumulative ? small(say("cumulative")) : null,
      ),
      row(say("who"), plain(actor), small(texts.unit)),
      ...store.layer(i).card.map((name) => row(say(`field_${name}`), plain(texts[name]))),
      row(say("how_sure"), this.sureness(i, texts)),
    ].flat();
  }

  precision(i) {
    const { store, words } = this.app;
    const p = store.word("precision", i);
    return store.dated(i) && p && p !== "day" ? words.say(`precision_${p}`) : "";
  }

  place(i) {
    const { store, words } = this.app;
    const kind = store.kind(i);
    if (kind === "none") return words.say("unlocated");
    const r = store.radius(i);
    const within =
      r === null
        ? words.say("radius_unknown")
        : words.say(kind === "place" ? "radius" : "radius_area", { distance: words.distance(r) });
    return kind === "place" ? `${coordinates(store, i)} · ${within}` : within;
  }

  sureness(i, texts) {
    const { store, words } = this.app;
    const status = store.word("status", i);
    const { reliability, credibility } = store.c;
    const grade = store.grade(i);
    return [
      grade ? el("span", { class: "grade", text: grade }) : null,
      " ", // between the two for who reads or copies the text
      el("span", {
        text: [
          reliability[i]
            ? words.say(`reliability_${"ABCDEF"[reliability[i] - 1]}`)
            : words.say("reliability_none"),
          credibility[i]
            ? words.say(`credibility_${credibility[i]}`)
            : words.say("credibility_none"),
        ].join("; "),
      }),
      small(status ? labelOf(this.app.head.labels.status, status) : words.say("status_none")),
      small(texts.verification_status),
      store.c.retracted[i] ? el("strong", { text: words.say("retracted") }) : null,
      small(texts.retraction_reason),
    ];
  }

  sources(texts) {
    const { words } = this.app;
    const list = (texts.sources || []).map(([title, url, date, archive]) =>
      el(
        "li",
        {},
        safeLink(url, visible(sourceName(title, url) || words.say("source_untitled"))),
        small(date),
        isWebAddress(archive) ? safeLink(archive, words.say("archived")) : small(archive),
      ),
    );
    return el(
      "section",
      { class: "sources" },
      el("h3", { text: words.say("sources", { n: list.length }) }),
      list.length ? el("ul", {}, list) : el("p", { text: words.say("no_source") }),
    );
  }

  regions(i) {
    const { store, words } = this.app;
    const list = store.memberships(i).map((m) =>
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
              : words.say("share", {
                  // Never 100: what is only possible is not all inside.
                  percent: words.number(Math.min(99, Math.max(1, Math.round(m.share * 100)))),
                }),
        ),
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
  fine(texts) {
    const { words } = this.app;
    const extra = texts.extra.map(([name, value]) => row(visible(name), plain(value)));
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
}
