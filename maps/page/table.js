// The same records as a table: sortable, windowed, the accessible twin of the map.

import { el, fill } from "./dom.js";
import { quantity, when } from "./facts.js";
import { NO_TIME } from "./store.js";
import { visible } from "./text.js";

const ROW_PX = 30;
const SPARE = 8; // rows drawn above and below what is seen
const MOST_PX = 6e6; // browsers cannot make elements much higher; a longer table scrolls coarser

const TABLE_COLUMNS = ["when", "layer", "what", "where", "how_many", "grade", "source"];
/** What the sorting of a column by text reads. */
const TEXT_OF = { where: (t) => t.place, source: (t) => t.sources[0]?.[0] ?? "" };

export class Table {
  constructor(app, root) {
    this.app = app;
    this.root = root;
    this.sort = { key: "when", down: false };
    this.rows = new Uint32Array(0);
    this.texts = {}; // per text column the text of every record, once it was asked for
    const { words } = app;
    this.heads = TABLE_COLUMNS.map((key) =>
      el("button", { type: "button", text: words.say(`col_${key}`), onclick: () => this.by(key) }),
    );
    this.body = el("div", { role: "rowgroup", class: "t-body", onkeydown: (e) => this.key(e) });
    const heads = this.heads.map((h, k) =>
      el(
        "div",
        {
          role: "columnheader",
          "data-col": TABLE_COLUMNS[k],
          "aria-sort": TABLE_COLUMNS[k] === this.sort.key ? "ascending" : "none",
        },
        h,
      ),
    );
    this.scroller = el(
      "div",
      {
        class: "t-scroll",
        onscroll: () => this.draw(),
        role: "table",
        "aria-label": words.say("table"),
      },
      el(
        "div",
        { role: "rowgroup", class: "t-top" },
        el("div", { role: "row", class: "t-row t-head" }, heads),
      ),
      this.body,
    );
    fill(root, this.scroller);
    new ResizeObserver(() => this.settle()).observe(this.scroller);
  }

  /** Sorts by a column, the other way round when it is sorted by it already. Texts are loaded
   *  before; when another column was asked for meanwhile, that one counts. */
  async by(key) {
    const before = this.wanted ?? this.sort;
    const sort = { key, down: before.key === key ? !before.down : false };
    this.wanted = sort;
    this.heads.forEach((h, k) => {
      const on = TABLE_COLUMNS[k] === key;
      const direction = on ? (sort.down ? "descending" : "ascending") : "none";
      h.parentNode.setAttribute("aria-sort", direction);
    });
    if (TEXT_OF[key] && !this.texts[key]) {
      this.scroller.setAttribute("aria-busy", "true");
      const texts = await this.app.store.unpacked.all(TEXT_OF[key]);
      this.texts[key] = texts;
      this.scroller.removeAttribute("aria-busy");
    }
    if (this.wanted !== sort) return;
    this.sort = sort;
    this.settle(true);
  }

  /** Rank of a record in the sorted column; what is missing comes last either way (null). */
  ranking() {
    const { store } = this.app;
    const { key } = this.sort;
    if (TEXT_OF[key]) return (i) => this.texts[key][i] || null;
    const { from } = store.c;
    const number = (low, high) => (Number.isNaN(low) ? (Number.isNaN(high) ? null : high) : low);
    return {
      when: (i) => (from[i] === NO_TIME ? null : (from[i] + store.ends[i]) / 2),
      layer: (i) => store.c.layer[i],
      what: (i) => store.category(i).label || null,
      how_many: (i) => number(store.low(i), store.high(i)),
      grade: (i) => store.grade(i) || null,
    }[key];
  }

  order() {
    const { store, result, words } = this.app;
    const rows = new Uint32Array(result.shown);
    for (let i = 0, k = 0; i < store.n; i++) if (result.mask[i]) rows[k++] = i;
    const rank = this.ranking();
    const sign = this.sort.down ? -1 : 1;
    const text = new Intl.Collator(words.language, { numeric: true });
    const ranks = new Array(store.n);
    for (const i of rows) ranks[i] = rank(i);
    return rows.sort((a, b) => {
      const [x, y] = [ranks[a], ranks[b]];
      if (x === null || y === null) return (x === null) - (y === null) || a - b;
      const d = typeof x === "string" ? text.compare(x, y) : x - y;
      return sign * d || a - b;
    });
  }

  /** The filter has changed; the rows are sorted when somebody looks. */
  update() {
    this.stale = true;
    this.settle();
  }

  settle(anew = false) {
    if (anew) this.stale = true;
    if (!this.scroller.clientHeight) return;
    this.sequence();
    this.draw();
  }

  /** Numbers of the records shown, as the table is sorted; also while nobody sees the table. */
  sequence() {
    if (this.stale) {
      this.stale = false;
      this.rows = this.order();
      this.scroller.setAttribute("aria-rowcount", String(this.rows.length + 1));
      this.body.style.height = `${Math.min(MOST_PX, this.rows.length * ROW_PX)}px`;
    }
    return this.rows;
  }

  /** The first row in view, and where it stands: in a long table a pixel is many rows. */
  top() {
    const { scrollTop, clientHeight } = this.scroller;
    const whole = this.rows.length * ROW_PX;
    if (whole <= MOST_PX) return { first: Math.floor(scrollTop / ROW_PX), shift: 0 };
    const part = Math.min(1, scrollTop / (MOST_PX - clientHeight));
    const first = Math.floor((part * (whole - clientHeight)) / ROW_PX);
    return { first, shift: scrollTop - first * ROW_PX };
  }

  async draw() {
    if (!this.scroller.clientHeight || this.stale) return;
    const { first: seen, shift } = this.top();
    const first = Math.max(0, seen - SPARE);
    const fit = Math.ceil(this.scroller.clientHeight / ROW_PX);
    const last = Math.min(this.rows.length, first + fit + 2 * SPARE);
    this.turn = (this.turn ?? 0) + 1;
    const turn = this.turn;
    const shown = [...this.rows.subarray(first, last)];
    const nodes = await Promise.all(shown.map((i, k) => this.row(i, first + k, shift)));
    if (turn !== this.turn) return;
    // Rows are made anew: the one in focus hands the focus on to its successor.
    const held = this.body.contains(document.activeElement) ? document.activeElement.dataset.i : "";
    fill(this.body, nodes);
    // One row is in the tab order; arrows lead to the others.
    (this.nodeOf(this.current) ?? this.body.firstElementChild)?.setAttribute("tabindex", "0");
    if (held) this.focusRow(held);
  }

  nodeOf(i) {
    return i === undefined ? null : this.body.querySelector(`[data-i="${Number(i)}"]`);
  }

  /** Puts the focus on the row of record i, when it is in view; true if so. */
  focusRow(i) {
    const node = this.nodeOf(i);
    if (!node) return false;
    for (const other of this.body.querySelectorAll('[tabindex="0"]')) other.tabIndex = -1;
    node.tabIndex = 0;
    this.current = i;
    node.focus({ preventScroll: true });
    return true;
  }

  async row(i, place, shift) {
    const { store, words, gate } = this.app;
    const texts = await gate.texts(i);
    const cells = [
      when(this.app, i),
      words.say(`layer_short_${store.layer(i).id}`),
      store.category(i).label,
      texts.place,
      quantity(this.app, i),
      store.grade(i),
      texts.shut ? words.say("gate_short") : TEXT_OF.source(texts),
    ];
    const chosen = this.app.selected.includes(i);
    const node = el(
      "div",
      {
        role: "row",
        class: `t-row${chosen ? " chosen" : ""}`,
        tabindex: "-1",
        "aria-rowindex": place + 2,
        "data-i": i,
        onclick: () => this.choose(i),
      },
      cells.map((text, k) =>
        el("div", {
          role: "cell",
          "data-col": TABLE_COLUMNS[k],
          text: visible(text),
          title: visible(text),
        }),
      ),
    );
    node.style.top = `${place * ROW_PX + shift}px`;
    return node;
  }

  choose(i) {
    this.current = i;
    this.app.select([i]);
  }

  key(event) {
    const node = event.target.closest(".t-row");
    if (!node) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.choose(Number(node.dataset.i));
    }
    const next = { ArrowDown: node.nextElementSibling, ArrowUp: node.previousElementSibling };
    const to = next[event.key];
    if (!to) return;
    event.preventDefault();
    this.focusRow(to.dataset.i);
    to.scrollIntoView({ block: "nearest" });
  }
}
