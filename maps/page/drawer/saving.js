// Saving reports as a file: what is shown or, where some are selected, only those.

import { saveFile } from "../base/clipboard.js";
import { el, fill } from "../base/dom.js";
import { saying, toCsv, toGeoJson } from "../data/exporting.js";
import { narrowedTo } from "../panel/narrowed.js";

const EDGE_PX = 4; // the choice keeps so far off the edge of the window

export class Saving {
  constructor(app) {
    this.app = app;
    this.buttons = [...app.root.querySelectorAll("[data-save]")];
    this.choice = el("div", {
      class: "save-choice",
      role: "group",
      hidden: true,
      onkeydown: (e) => this.key(e),
      onfocusout: ({ relatedTarget: to }) => to && this.outside(to) && this.close(),
    });
    for (const button of this.buttons) {
      button.title = app.words.say("save_title");
      button.addEventListener("click", () => this.asked(button));
    }
    document.addEventListener("pointerdown", ({ target }) => this.outside(target) && this.close());
    window.addEventListener("resize", () => this.close());
  }

  /** Whether something lies neither in the choice nor in the button that opened it. */
  outside(node) {
    return !this.choice.contains(node) && node !== this.button;
  }

  /** Numbers of the selected reports that are shown, as the table is sorted. */
  picked() {
    const { selected, table } = this.app;
    if (!selected.length) return [];
    const wanted = new Set(selected);
    return [...table.sequence()].filter((i) => wanted.has(i));
  }

  asked(button) {
    const again = this.button === button;
    this.close();
    if (again) return;
    const picked = this.picked();
    if (picked.length) this.open(button, picked);
    else this.save(button, this.app.table.sequence());
  }

  open(button, picked) {
    const { words, table } = this.app;
    const all = table.sequence();
    const option = (key, rows, narrower) =>
      el("button", {
        type: "button",
        "data-rows": key,
        text: words.say(`save_${key}`, { n: rows.length }),
        onclick: () => {
          this.close();
          button.focus({ preventScroll: true });
          this.save(button, rows, narrower);
        },
      });
    this.button = button;
    button.setAttribute("aria-expanded", "true");
    this.choice.setAttribute("aria-label", words.say("save_what"));
    fill(this.choice, option("all", all, false), option("picked", picked, true));
    button.after(this.choice);
    this.choice.hidden = false;
    const { right, top } = button.getBoundingClientRect();
    this.choice.style.right = `${Math.max(EDGE_PX, window.innerWidth - right)}px`;
    this.choice.style.bottom = `${window.innerHeight - top}px`;
    this.choice.firstElementChild.focus();
  }

  close() {
    this.button?.removeAttribute("aria-expanded");
    this.button = null;
    this.choice.hidden = true;
  }

  /** Arrows go from one to the other; Escape closes this, and not the card. */
  key(event) {
    const { firstElementChild: first, lastElementChild: last } = this.choice;
    if (event.key === "ArrowDown") last.focus();
    else if (event.key === "ArrowUp") first.focus();
    else if (event.key === "Escape") {
      const { button } = this;
      this.close();
      button.focus({ preventScroll: true });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Some reports, as a file in the fields of the record. `picked`: not all that are shown. */
  async save(button, rows, picked = false) {
    const { app } = this;
    const { store, result } = app;
    const format = button.dataset.save;
    button.setAttribute("aria-busy", "true");
    const of = picked ? result.shown : null;
    const { about, name } = saying(app, rows.length, narrowedTo(app), of);
    const parts = await (format === "csv" ? toCsv(store, rows) : toGeoJson(store, rows, about));
    const type = { csv: "text/csv", geojson: "application/geo+json" }[format];
    saveFile(parts, `${name}.${format}`, type);
    button.removeAttribute("aria-busy");
  }
}
