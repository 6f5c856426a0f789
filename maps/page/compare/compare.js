// Comparing two periods: the bar that chooses them, and what then happens to map, time and list.

import { byId, el, fill, unbroken } from "../base/dom.js";
import { badgeBoxes, paintBadges, placeThings, SIGNS } from "./badges.js";
import { countMarks, countTable } from "./changecounts.js";
import { ChangeList } from "./changelist.js";
import { findChanges, markPeriods } from "./changes.js";
import { CompareBar } from "./comparebar.js";
import { Divider } from "./divider.js";
import { defaultPeriods, presetPeriods } from "./periods.js";
import { Twin } from "./twin.js";

const WIDE = "(min-width: 901px)"; // two maps beside each other need so much

export class Compare {
  constructor(app) {
    this.app = app;
    this.on = false;
    this.split = 50;
    this.span = app.timeline.span;
    this.wide = window.matchMedia(WIDE);
    this.list = new ChangeList(app, byId("k-changes"));
    this.chips = ["a", "b"].map((half) => el("p", { class: `chip chip-${half}`, hidden: true }));
    this.key = el("p", { class: "chip chip-key", hidden: true });
    app.root.querySelector(".stage").append(...this.chips, this.key);
    if (!this.span) return;
    this.bar = new CompareBar(app, this);
    app.timeline.row.after(this.bar.root);
    app.timeline.row.append(this.bar.opener);
    this.wide.addEventListener("change", () => this.widthChanged());
  }

  /** Paper is narrower than it looks. */
  widthChanged() {
    if (!this.on || this.app.root.classList.contains("printing")) return;
    this.show();
    this.app.refresh();
  }

  /** What is compared, as it goes into the address; null when nothing is. */
  state() {
    const { on, view, a, b, split } = this;
    return on ? { view, a, b, split } : null;
  }

  /** As an address says; null ends it. The page is drawn anew afterwards by who asked. */
  restore(state) {
    if (!this.span || (!state && !this.on)) return;
    this.on = Boolean(state);
    Object.assign(this, state ?? {});
    this.show();
  }

  open() {
    const { a, b } = defaultPeriods(this.app.filter, this.span);
    this.step(() => this.restore({ view: this.view ?? "swipe", a, b, split: 50 }));
    this.bar.focus();
  }

  close() {
    this.step(() => this.restore(null));
    this.bar.opener.focus();
  }

  /** A large step: the browser's "back" undoes it. */
  async step(change) {
    const { app } = this;
    app.restoring = true; // what moves meanwhile is no step of its own
    change();
    await app.refresh({ quiet: true });
    app.restoring = false;
    app.remember({ push: true });
  }

  setView(view) {
    this.step(() => {
      this.view = view;
      this.show();
    });
  }

  setPeriods(periods, how = {}) {
    Object.assign(this, periods);
    this.app.refresh(how);
  }

  preset(name) {
    this.setPeriods(presetPeriods(name, this.b));
  }

  /** Side by side needs a wide window; on a narrow one it is a swipe. */
  get shownView() {
    return this.view === "side" && !this.wide.matches ? "swipe" : this.view;
  }

  /** Puts up what the view needs, and takes down what it does not. */
  show() {
    const { app } = this;
    const { root } = app;
    const want = this.on ? this.shownView : "";
    const before = this.part;
    if (this.part !== want) {
      this.half?.close();
      this.half = { swipe: () => new Divider(app, this), side: () => new Twin(app) }[want]?.();
      this.part = want;
      root.classList.toggle("comparing", this.on);
      root.dataset.compare = want;
      this.half?.open();
      app.resize();
    }
    const open = root.dataset.drawer;
    if (want === "changes" && before !== want) app.tools.openDrawer("changes");
    if (!this.on && open === "changes") app.tools.openDrawer("");
    byId("k-tab-changes").hidden = !this.on;
    if (want === "changes") app.surface.onDensity?.([]);
    this.key.hidden = want !== "changes";
    for (const chip of this.chips) chip.hidden = !this.on || want === "changes";
    this.chipsAt(want === "swipe" ? this.split : 50);
  }

  /** The two periods, or null. */
  periods() {
    return this.on ? [this.a, this.b] : null;
  }

  /** What the histogram marks; each can be dragged. */
  windows() {
    if (!this.on) return undefined;
    return ["a", "b"].map((name) => ({
      ...this[name],
      label: name.toUpperCase(),
      set: (period) => this.setPeriods({ [name]: period }, { live: true }),
    }));
  }

  /** Whose symbols the names on the first map keep clear of. */
  get halves() {
    return this.part === "swipe" ? [0, 1] : [0];
  }

  halfAt(event) {
    return this.half?.halfAt(event) ?? 0;
  }

  /** Draws what changed instead of the records, where that is the view. */
  paint(g, frame, painter) {
    if (this.part !== "changes") return false;
    const { store, theme } = this.app;
    if (this.placed) paintBadges(g, frame, { store, theme, placed: this.placed, painter });
    return true;
  }

  /** What the signs of changes cover, for names; undefined where something else is drawn. */
  boxes(g, frame) {
    if (this.part !== "changes" || !this.placed) return undefined;
    return badgeBoxes(g, frame, this.app.theme, this.placed);
  }

  /** Called after every change of filter. */
  update() {
    if (!this.span) return;
    this.bar.update();
    if (!this.on) return;
    const { app } = this;
    this.marks = markPeriods(app.store, app.result.offTime, this);
    this.showChips(countMarks(app.store, this.marks).all);
    this.stale = true;
    this.draw();
  }

  /** What changed is worked out when somebody looks. */
  draw() {
    if (this.part === "side") this.half.resize();
    if (this.part === "swipe") this.half.place();
    const looked = this.part === "changes" || this.app.root.dataset.drawer === "changes";
    if (this.on && this.stale && looked) this.find();
  }

  async find() {
    this.stale = false;
    this.turn = (this.turn ?? 0) + 1;
    const { turn } = this;
    const { app } = this;
    this.list.busy();
    const found = await findChanges(app.store, this.marks, () => turn === this.turn);
    if (!found || turn !== this.turn) return;
    this.found = { ...found, table: countTable(app.store, this.marks), a: this.a, b: this.b };
    this.placed = placeThings(app.store, found.things);
    this.list.show(this.found);
    const said = Object.entries(SIGNS).map(([kind, sign]) =>
      [sign, app.words.say(`changes_${kind}`, { n: found.things[kind].length })].join("\u2002"),
    );
    fill(this.key, unbroken(said.join(" · ")));
    if (this.part !== "changes") return;
    if (app.surface.moving) app.surface.redrawRecords();
    else app.surface.redraw(); // names make room for the signs
  }

  /** "A · 1 Sept 2022 – 30 Sept 2022 · 12–14 reports" on each half. */
  showChips(all) {
    const { words, coverage } = this.app;
    const unlike = coverage?.caution(this.a, this.b) ? words.say("coverage_unlike_short") : "";
    ["a", "b"].forEach((name, k) => {
      const n = words.interval(all[name].low, all[name].high);
      const period = words.period(this[name].from, this[name].to);
      const text = words.say("compare_chip", { name: name.toUpperCase(), period, value: n });
      fill(this.chips[k], unbroken(text), unlike ? el("small", { text: unlike }) : null);
    });
  }

  /** The second chip stands right of the divider. */
  chipsAt(split) {
    this.chips[0].style.right = `calc(${100 - split}% + 8px)`;
    this.chips[1].style.left = `calc(${split}% + 8px)`;
  }

  /** In words, for paper; "" when nothing is compared. */
  said() {
    if (!this.on) return "";
    const { words } = this.app;
    const [a, b] = [this.a, this.b].map(({ from, to }) => words.period(from, to));
    return words.say("compare_said", { a, b });
  }

  /** What changed, for paper: nothing when it was not looked at. */
  paper() {
    const { found, on, stale } = this;
    return on && !stale && found ? this.list.paper(found) : [];
  }
}
