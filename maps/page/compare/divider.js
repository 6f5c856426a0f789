// Swipe: one map, period A left of a divider and period B right of it.

import { el } from "../base/dom.js";
import { canvasLayer } from "../map/canvas.js";
import { clampSplit } from "./periods.js";

const FAR = 1e5; // pixels: beyond any screen
const KEYS = { ArrowLeft: -2, ArrowRight: 2, PageDown: -10, PageUp: 10, Home: -100, End: 100 };

export class Divider {
  /** compare: its `split` is per cent of the map's width. */
  constructor(app, compare) {
    this.app = app;
    this.compare = compare;
    this.bar = el(
      "div",
      {
        class: "divider",
        role: "slider",
        tabindex: 0,
        "aria-label": app.words.say("compare_divider"),
        "aria-orientation": "horizontal",
        "aria-valuemin": 5,
        "aria-valuemax": 95,
        onkeydown: (event) => this.key(event),
        onpointerdown: (event) => this.down(event),
        onpointermove: (event) => this.move(event),
        onpointerup: () => this.up(),
        onpointercancel: () => this.up(),
      },
      el("span", { class: "grip", "aria-hidden": "true", text: "⇔" }),
    );
  }

  open() {
    const { surface, map } = this.app;
    if (!map.getPane("k-records-b")) map.createPane("k-records-b").style.zIndex = 451;
    this.layer = canvasLayer((g, frame) => surface.paintRecords(g, frame, 1), {
      pane: "k-records-b",
      clip: (frame) => this.range(frame)[1],
    });
    surface.records.options.clip = (frame) => this.range(frame)[0];
    map.addLayer(this.layer);
    surface.others.push(this.layer);
    this.follow = () => this.place();
    map.on("move zoomend viewreset resize", this.follow);
    map.getContainer().after(this.bar);
    this.place();
  }

  close() {
    const { surface, map } = this.app;
    map.off("move zoomend viewreset resize", this.follow);
    this.layer.remove();
    surface.others = surface.others.filter((layer) => layer !== this.layer);
    surface.records.options.clip = null;
    this.bar.remove();
    for (const name of ["k-records", "k-records-b"]) map.getPane(name).style.clipPath = "";
  }

  /** Where the divider stands, in pixels of the map. */
  get x() {
    return (this.app.map.getSize().x * this.compare.split) / 100;
  }

  /** What each half shows of a canvas, in its pixels: [[left, right], [left, right]]. */
  range({ w, pad }) {
    const x = pad.x + this.x;
    return [
      [0, x],
      [x, w],
    ];
  }

  /** Cuts both canvases at the divider. */
  place() {
    const { map, words } = this.app;
    const { split } = this.compare;
    const { x } = map.containerPointToLayerPoint([this.x, 0]);
    const cut = (left, right) =>
      `polygon(${left}px ${-FAR}px, ${right}px ${-FAR}px, ${right}px ${FAR}px, ${left}px ${FAR}px)`;
    map.getPane("k-records").style.clipPath = cut(-FAR, x);
    map.getPane("k-records-b").style.clipPath = cut(x, FAR);
    this.bar.style.left = `${split}%`;
    this.bar.setAttribute("aria-valuenow", split);
    const said = words.say("compare_divided", { a: split, b: 100 - split });
    this.bar.setAttribute("aria-valuetext", said);
    this.compare.chipsAt(split);
  }

  set(per_cent) {
    this.compare.split = Math.round(clampSplit(per_cent));
    this.place();
    this.app.rememberSoon();
  }

  key(event) {
    const by = KEYS[event.key];
    if (!by) return;
    event.preventDefault();
    this.set(this.compare.split + by);
  }

  down(event) {
    this.held = true;
    this.bar.setPointerCapture(event.pointerId);
    event.stopPropagation();
  }

  move(event) {
    if (!this.held) return;
    const box = this.app.map.getContainer().getBoundingClientRect();
    this.set((100 * (event.clientX - box.left)) / box.width);
  }

  up() {
    this.held = false;
  }

  /** What can be walked to: of both painters, each on its own side. */
  sheets([a, b]) {
    const { frame } = this.layer ?? {};
    if (!frame) return null; // it is just being put up
    const x = frame.pad.x + this.x;
    const left = a.stops().filter((stop) => stop.x <= x);
    const right = b.stops().filter((stop) => stop.x > x);
    return [{ hits: [...left, ...right], frame, left: 0 }];
  }

  /** On which half a mouse event of the map lies. */
  halfAt({ containerPoint }) {
    return containerPoint.x > this.x ? 1 : 0;
  }
}
