// Printing: paper has its own size and theme, and lists what the map shows.

import { byId, el, fill } from "../base/dom.js";
import { mergeForPaper, splitAfterPaper } from "../map/canvas.js";
import { narrowedTo } from "../panel/narrowed.js";
import { printList, textsForPaper } from "./paper.js";
import { spill, unspill } from "./spill.js";

const PAPER_RATIO = 3; // canvas pixels per CSS pixel
const PAPER_THEME = "print"; // spares ink

/** Of an upright view the width: its height would shrink the map to a strip. */
function forLandscape(bounds, upright) {
  if (!upright) return bounds;
  const { lat } = bounds.getCenter();
  return L.latLngBounds([lat, bounds.getWest()], [lat, bounds.getEast()]);
}

export class Printing {
  constructor(app) {
    this.app = app;
    this.ready = {}; // texts, and of which result
    window.addEventListener("beforeprint", () => this.before());
    window.addEventListener("afterprint", () => this.after());
  }

  /** The filter has changed. Nothing can be waited for once the browser prints. */
  async update() {
    const { result } = this.app;
    const texts = await textsForPaper(this.app);
    if (result === this.app.result) this.ready = { result, texts };
  }

  /** What is printed as one picture each: the map, and the second one of a comparison. */
  get pictures() {
    const { surface, comparing } = this.app;
    const { layer, records, ground } = comparing.half ?? {};
    const first = [surface.ground, surface.records];
    if (layer) return [[...first, layer]];
    return records ? [first, [ground, records]] : [first];
  }

  /** The map is told the size of the paper, and told again afterwards. */
  before() {
    const { app } = this;
    const { map } = app;
    const size = map.getSize();
    const upright = size.y > size.x;
    this.saved = { bounds: map.getBounds(), view: app.surface.view(), theme: app.themeName };
    app.root.classList.add("printing");
    if (app.themeName !== PAPER_THEME) app.tools.setTheme(PAPER_THEME);
    app.resize();
    map.fitBounds(forLandscape(this.saved.bounds, upright), { animate: false });
    for (const layers of this.pictures) mergeForPaper(layers, PAPER_RATIO);
    const only = narrowedTo(app);
    const narrowed = only ? app.words.say("only", { filters: only }) : "";
    byId("k-only").textContent = [app.comparing.said(), narrowed].filter(Boolean).join(" · ");
    const said = byId("k-only").textContent ? el("p", { text: byId("k-only").textContent }) : null;
    const list =
      this.ready.result === app.result
        ? printList(app, this.ready.texts)
        : [el("p", { text: app.words.say("paper_not_ready") })];
    const more = this.spilt();
    fill(byId("k-print-list"), more, said, app.comparing.paper(), app.coverage?.section(), list);
  }

  /** Of legend and foot what the first sheet has no room for. */
  spilt() {
    const { root, words } = this.app;
    const text = words.say("paper_goes_on");
    const foot = byId("k-foot");
    return [
      spill(root, root.querySelector(".panel"), [byId("k-tree")], text),
      spill(root, foot, [...foot.children], text),
    ];
  }

  after() {
    const { app, saved } = this;
    unspill(app.root);
    app.root.classList.remove("printing");
    app.resize();
    app.surface.frame(saved.view);
    for (const layers of this.pictures) splitAfterPaper(layers);
    if (app.themeName !== saved.theme) app.tools.setTheme(saved.theme);
    fill(byId("k-print-list"));
  }
}
