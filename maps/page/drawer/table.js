// The same records as a table: sortable, windowed, the accessible twin of the map.

import { el, fill } from "../base/dom.js";
import { markerOf } from "../data/query.js";
import { cellOf, columnKeys, columnsOf, rankOf, TEXT_OF, USUAL_COLUMNS } from "./columns.js";

const ROW_PX = 30;
const SPARE = 8; // rows drawn above and below what is seen
const MOST_PX = 6e6; // browsers cannot make elements much higher; a longer table scrolls coarser
const USUAL_SORT = "when";

export class Table {
  constructor(app, root) {
    this.app = app;
    this.root = root;
    this.sort = { key: USUAL_SORT, down: false };
    this.shown = [...USUAL_COLUMNS];
    this.rows = new Uint32Array(0);
    this.texts = {}; // per text column the text of every record, once it was asked for
    const { words } = app;
    this.body = el("div", { role: "rowgroup", class: "t-body", onkeydown: (e) => this.key(e) });
    this.head = el("div", { role: "row", class: "t-row t-head" });
    this.scroller = el(
      "div",
      {
        class: "t-scroll",
        onscroll: () => this.draw(),
        role: "table",
        "aria-label": words.say("table"),
      },
      el("div", { role: "rowgroup", class: "t-top" }, this.head),
      this.body,
    );
    fill(root, this.scroller, this.chooser());
    this.lay();
    new ResizeObserver(() => this.settle()).observe(this.scroller);
  }

  /** Which columns are shown: a list of ticks. */
  chooser() {
    const { words } = this.app;
    this.keys = columnKeys(this.app.head);
    this.ticks = this.keys.map((key) =>
      el("input", { type: "checkbox", "data-column": key, onchange: () => this.showColumns() }),
    );
    return el(
      "details",
      { class: "t-columns" },
      el("summary", { text: words.say("columns") }),
      el(
        "div",
        { role: "group", "aria-label": words.say("columns") },
        this.keys.map((key, k) =>
          el("label", {}, this.ticks[k], el("span", { text: words.say(`col_${key}`) })),
        ),
      ),
    );
  }

  /** As they are ticked; one always stays. */
  showColumns() {
    const wanted = this.keys.filter((_, k) => this.ticks[k].checked);
    this.shown = wanted.length ? wanted : [USUAL_SORT];
    this.lay();
    this.draw();
    this.app.remember();
  }

  /** Heads and widths of the columns shown. */
  lay() {
    const { searcher } = this.app;
    this.marker = markerOf(searcher?.terms);
    this.columns = columnsOf(this.shown, Boolean(this.marker));
    for (const tick of this.ticks) tick.checked = this.shown.includes(tick.dataset.column);
    const { style } = this.scroller;
    style.setProperty("--cols", this.columns.map((column) => column.width).join(" "));
    const least = this.columns.reduce((sum, { width }) => sum + Number(/\d+/.exec(width)[0]), 0);
    style.setProperty("--wide", `${least}px`);
    this.scroller.setAttribute("aria-colcount", String(this.columns.length));
    const held = this.head.contains(document.activeElement)
      ? document.activeElement.parentNode.dataset.col
      : "";
    fill(
      this.head,
      this.columns.map(({ key }) => this.title(key)),
    );
    if (held) this.head.querySelector(`[data-col="${held}"] button`)?.focus();
    this.showSort(this.wanted ?? this.sort);
  }

  title(key) {
    const text = this.app.words.say(`col_${key}`);
    return el(
      "div",
      { role: "columnheader", "data-col": key },
      key === "found"
        ? el("span", { text })
        : el("button", { type: "button", text, onclick: () => this.by(key) }),
    );
  }

  showSort({ key, down }) {
    for (const node of this.head.children) {
      const on = node.dataset.col === key;
      if (node.dataset.col !== "found")
        node.setAttribute("aria-sort", on ? (down ? "descending" : "ascending") : "none");
    }
  }

  /** Sorts by a column, the other way round when it is sorted by it already. Texts are loaded
   *  before; when another column was asked for meanwhile, that one counts. */
  async by(key, down = null) {
    const before = this.wanted ?? this.sort;
    const sort = { key, down: down ?? (before.key === key ? !before.down : false) };
    this.wanted = sort;
    this.showSort(sort);
    if (TEXT_OF[key] && !this.texts[key]) {
      this.scroller.setAttribute("aria-busy", "true");
      const texts = await this.app.store.unpacked.all(TEXT_OF[key]);
      this.texts[key] = texts;
      this.scroller.removeAttribute("aria-busy");
    }
    if (this.wanted !== sort) return;
    this.sort = sort;
    this.settle(true);
    this.app.remember();
  }

  /** Columns and order for the address: {columns, sort}, "" for what is usual. */
  state() {
    const usual = this.shown.join() === USUAL_COLUMNS.join();
    const { key, down } = this.wanted ?? this.sort;
    return {
      columns: usual ? "" : this.shown.join(),
      sort: key === USUAL_SORT && !down ? "" : `${down ? "-" : ""}${key}`,
    };
  }

  /** Takes columns and order from an address; what is not known stays as it is usual. */
  async fromState({ columns = "", sort = "" }) {
    const wanted = this.keys.filter((key) => columns.split(",").includes(key));
    this.shown = wanted.length ? wanted : [...USUAL_COLUMNS];
    this.lay();
    const key = sort.replace(/^-/, "");
    const known = this.keys.includes(key);
    const down = known && sort.startsWith("-");
    const now = this.wanted ?? this.sort;
    if (now.key !== (known ? key : USUAL_SORT) || now.down !== down)
      await this.by(known ? key : USUAL_SORT, down);
  }

  /** Numbers of the records of a mask in the order of the table; what is missing comes last. */
  order(mask = this.app.result.mask, count = this.app.result.shown) {
    const { store, words } = this.app;
    const rows = new Uint32Array(count);
    for (let i = 0, k = 0; i < store.n; i++) if (mask[i]) rows[k++] = i;
    const rank = rankOf(this.app, this.sort.key, this.texts);
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
    const marker = markerOf(this.app.searcher?.terms);
    if (marker?.source !== this.marker?.source) this.lay();
    this.settle();
  }

  settle(anew = false) {
    if (anew) this.stale = true;
    if (!this.scroller.clientHeight || !this.app.result) return;
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

  /** How many rows have room below the head. */
  get fit() {
    return Math.max(1, Math.floor(this.scroller.clientHeight / ROW_PX) - 1);
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

  /** Scrolls so that a row, by its place in the order, is in view. */
  bring(place) {
    const { scroller } = this;
    const { first } = this.top();
    const hidden = place < first ? first - place : place - (first + this.fit - 1);
    if (hidden <= 0) return;
    // A step keeps its neighbours in view, a leap lands in the middle.
    const near = hidden < this.fit ? (place < first ? 0 : this.fit - 1) : this.fit >> 1;
    const to = Math.max(0, place - near) * ROW_PX;
    const whole = this.rows.length * ROW_PX;
    const { clientHeight } = scroller;
    scroller.scrollTop =
      whole <= MOST_PX ? to : (to / (whole - clientHeight)) * (MOST_PX - clientHeight);
  }

  /** What is chosen elsewhere comes into view here too. */
  follow() {
    const { selected } = this.app;
    const place = selected.length === 1 ? this.rows.indexOf(selected[0]) : -1;
    if (place >= 0 && this.scroller.clientHeight && !this.stale) this.bring(place);
    this.draw();
  }

  async draw() {
    if (!this.scroller.clientHeight || this.stale) return;
    const { first: seen, shift } = this.top();
    const first = Math.max(0, seen - SPARE);
    const last = Math.min(this.rows.length, first + this.fit + 2 + 2 * SPARE);
    this.turn = (this.turn ?? 0) + 1;
    const turn = this.turn;
    const shown = [...this.rows.subarray(first, last)];
    const nodes = await Promise.all(shown.map((i, k) => this.row(i, first + k, shift)));
    if (turn !== this.turn) return;
    // Rows are made anew: the one in focus hands the focus on to its successor.
    const inside = this.body.contains(document.activeElement);
    const held = this.wantsFocus ?? (inside ? document.activeElement.dataset.i : "");
    fill(this.body, nodes);
    // One row is in the tab order; arrows lead to the others.
    (this.nodeOf(this.current) ?? this.body.firstElementChild)?.setAttribute("tabindex", "0");
    if (held !== "" && this.focusRow(held)) this.wantsFocus = null;
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
    const texts = await this.app.gate.texts(i);
    const chosen = this.app.selected.includes(i);
    const node = el(
      "div",
      {
        role: "row",
        class: `t-row${chosen ? " chosen" : ""}`,
        tabindex: "-1",
        "aria-rowindex": place + 2,
        "aria-selected": String(chosen),
        "data-i": i,
        onmousedown: (e) => e.shiftKey && e.preventDefault(), // which would mark text
        onclick: (e) => this.choose(i, e),
      },
      this.columns.map((column) => cellOf(this.app, i, texts, column, this.marker)),
    );
    node.style.top = `${place * ROW_PX + shift}px`;
    return node;
  }

  /** One row; with Ctrl (Cmd) another one more or less, with Shift all from the last one on. */
  choose(i, { ctrlKey = false, metaKey = false, shiftKey = false } = {}) {
    const { app } = this;
    this.current = i;
    if (shiftKey && this.anchor !== undefined) this.chooseMore(this.between(this.anchor, i));
    else {
      this.anchor = i;
      if (!ctrlKey && !metaKey) app.select([i]);
      else if (app.selected.includes(i)) this.chooseMore(app.selected.filter((j) => j !== i));
      else this.chooseMore([...app.selected, i]);
    }
  }

  /** Rows from one record to another; only the last where the first is not shown any more. */
  between(from, to) {
    const [a, b] = [from, to].map((i) => this.rows.indexOf(i));
    return a < 0 ? [to] : [...this.rows.subarray(Math.min(a, b), Math.max(a, b) + 1)];
  }

  /** The focus stays in the table: there may be more to come. */
  async chooseMore(indices) {
    const { app } = this;
    this.wantsFocus = this.current;
    app.card.stepping = true;
    await app.select(indices);
    app.card.stepping = false;
  }

  /** Arrows, Home, End and the page keys lead through all rows, also those not drawn yet. */
  key(event) {
    const node = event.target.closest(".t-row");
    if (!node || event.altKey) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.choose(Number(node.dataset.i), event);
      return;
    }
    if (event.ctrlKey || event.metaKey) return;
    const place = Number(node.getAttribute("aria-rowindex")) - 2;
    const last = this.rows.length - 1;
    const to = {
      ArrowDown: place + 1,
      ArrowUp: place - 1,
      PageDown: place + this.fit,
      PageUp: place - this.fit,
      Home: 0,
      End: last,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.walkTo(Math.min(last, Math.max(0, to)));
  }

  walkTo(place) {
    const i = this.rows[place];
    this.current = i;
    this.wantsFocus = i;
    this.bring(place);
    if (this.focusRow(i)) this.wantsFocus = null;
    this.draw();
  }
}
