// What the map itself must say: where the base map ends, that nothing is left, that texts are lost.

import { byId, el } from "../base/dom.js";

export class Notice {
  constructor(app) {
    this.app = app;
    this.node = el("p", { class: "notice", role: "status", hidden: true });
    byId("k-map").after(this.node);
    app.map.on("moveend", () => this.update());
    app.store.unpacked.onlost = () => this.update();
    app.parts.push(this); // a search may have begun or ended
    this.update();
  }

  /** True when nothing of the base map is in view. */
  beyond() {
    const [west, south, east, north] = this.app.head.base.window;
    const seen = this.app.map.getBounds();
    return (
      seen.getEast() < west ||
      seen.getWest() > east ||
      seen.getNorth() < south ||
      seen.getSouth() > north
    );
  }

  /** Why the map is empty, if it is; that a period is empty the histogram says. */
  empty() {
    const { store, result, words } = this.app;
    if (!store.n) return words.say("no_reports");
    const left = !result || result.shown || result.offTime.includes(1);
    return left ? "" : words.say("nothing_fits");
  }

  /** Something said for a while. */
  hint(text, ms) {
    this.passing = text;
    this.update();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.passing = "";
      this.update();
    }, ms);
  }

  update() {
    const { store, words, filter } = this.app;
    const { lost } = store.unpacked;
    const said = [
      this.passing,
      this.empty(),
      lost ? words.say("texts_lost") : "",
      lost && filter.text.trim() ? words.say("texts_lost_search") : "",
      this.beyond() ? words.say("beyond_map") : "",
    ].filter(Boolean);
    const text = said.join(" ");
    if (this.node.textContent !== text) this.node.textContent = text;
    this.node.hidden = !text;
  }
}
