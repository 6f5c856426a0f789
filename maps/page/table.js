// The same records as a table: sortable, windowed, the accessible twin of the map.

import { el, fill } from "./dom.js";
import { quantity, when } from "./facts.js";
import { visible } from "./text.js";

const ROW_PX = 30;
const SPARE = 8; // rows drawn above and below what is seen

const TABLE_COLUMNS = ["when", "layer", "what", "where", "how_many", "grade", "source"];

export class Table {
  constructor(app, root) {
    this.app = app;
    this.root = root;
    this.sort = { key: "when", down: false };
    this.rows = [];
    const { words } = app;
    this.heads = TABLE_COLUMNS.map((key) =>
      el("button", {
        type: "button",
        text: words.say(`col_${key}`),
        onclick: () => this.sortBy(key),
      }),
    );
    this.body = el("div", { role: "rowgroup", class: "t-body" });
    this.scroller = el(
      "div",
      {
        class: "t-scroll",
        onscroll: () => this.draw(),
        tabindex: "0",
        role: "table",
        "aria-label": words.say("table"),
      },
      el(
        "div",
        { role: "rowgroup" },
        el(
          "div",
          { role: "row", class: "t-row t-head" },
          this.heads.map((h, k) =>
            el("div", { role: "columnheader", "data-col": TABLE_COLUMNS[k] }, h),
          ),
        ),
      ),
      this.body,
    );
    fill(root, this.scroller);
    new ResizeObserver(() => this.draw()).observe(this.scroller);
  }

  sortBy(key) {
    this.sort = { key, down: this.sort.key === key ? !this.sort.down : false };
    this.update();
  }

  order() {
    const { store, result } = this.app;
    const rows = [];
    for (let i = 0; i < store.n; i++) if (result.mask[i]) rows.push(i);
    const { key, down } = this.sort;
    const rank = {
      when: (i) => (store.dated(i) ? (store.from(i) + store.to(i)) / 2 : Infinity),
      layer: (i) => store.c.layer[i],
      what: (i) => store.category(i).label,
      where: (i) => this.app.places?.[i] ?? "",
      how_many: (i) => (Number.isNaN(store.c.low[i]) ? -1 : store.c.low[i]),
      grade: (i) => store.grade(i) || "~",
      source: (i) => this.app.sourceNames?.[i] ?? "",
    }[key];
    const compare = (a, b) => {
      const [x, y] = [rank(a), rank(b)];
      const d = typeof x === "string" ? x.localeCompare(y, this.app.words.language) : x - y;
      return d || a - b;
    };
    rows.sort(compare);
    return down ? rows.reverse() : rows;
  }

  update() {
    this.rows = this.order();
    this.heads.forEach((h, k) => {
      const on = TABLE_COLUMNS[k] === this.sort.key;
      h.parentNode.setAttribute(
        "aria-sort",
        on ? (this.sort.down ? "descending" : "ascending") : "none",
      );
    });
    this.scroller.setAttribute("aria-rowcount", String(this.rows.length + 1));
    this.body.style.height = `${this.rows.length * ROW_PX}px`;
    this.draw();
  }

  async draw() {
    if (!this.scroller.clientHeight) return;
    const first = Math.max(0, Math.floor(this.scroller.scrollTop / ROW_PX) - SPARE);
    const last = Math.min(
      this.rows.length,
      first + Math.ceil(this.scroller.clientHeight / ROW_PX) + 2 * SPARE,
    );
    this.turn = (this.turn ?? 0) + 1;
    const turn = this.turn;
    const nodes = await Promise.all(
      this.rows.slice(first, last).map((i, k) => this.row(i, first + k)),
    );
    if (turn !== this.turn) return;
    // Rows are made anew: the one in focus hands the focus on to its successor.
    const held = this.body.contains(document.activeElement) ? document.activeElement.dataset.i : "";
    fill(this.body, nodes);
    if (held) this.focusRow(held);
  }

  /** Puts the focus on the row of record i, when it is in view; true if so. */
  focusRow(i) {
    const node = this.body.querySelector(`[data-i="${Number(i)}"]`);
    node?.focus({ preventScroll: true });
    return Boolean(node);
  }

  async row(i, place) {
    const { store, words } = this.app;
    const texts = await store.texts(i);
    const source = texts.sources?.[0]?.[0] ?? "";
    const cells = [
      when(this.app, i),
      words.say(`layer_short_${store.layer(i).id}`),
      store.category(i).label,
      texts.place,
      quantity(this.app, i),
      store.grade(i),
      source,
    ];
    const chosen = this.app.selected.includes(i);
    const node = el(
      "div",
      {
        role: "row",
        class: `t-row${chosen ? " chosen" : ""}`,
        tabindex: "0",
        "aria-rowindex": place + 2,
        "data-i": i,
        onclick: () => this.app.select([i]),
        onkeydown: (e) => this.key(e, i),
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
    node.style.top = `${place * ROW_PX}px`;
    return node;
  }

  key(event, i) {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.app.select([i]);
    }
    const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    if (step && event.currentTarget[step]) {
      event.preventDefault();
      event.currentTarget[step].focus();
    }
  }
}
