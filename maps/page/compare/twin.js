// Side by side: a second map with period B, in step with the first.

import { byId, el } from "../base/dom.js";
import { canvasLayer } from "../map/canvas.js";

export class Twin {
  constructor(app) {
    this.app = app;
  }

  open() {
    const { app } = this;
    const { surface } = app;
    this.box = el("div", { id: "k-map-b" });
    byId("k-map").after(this.box);
    app.root.classList.add("twinned");
    surface.resize();
    const { minZoom, maxZoom, zoomSnap, zoomDelta } = app.map.options;
    this.map = L.map(this.box, {
      ...{ minZoom, maxZoom, zoomSnap, zoomDelta },
      attributionControl: false,
      zoomControl: false,
      zoomAnimation: false,
      inertia: false,
    });
    this.map.setView(app.map.getCenter(), app.map.getZoom(), { animate: false });
    for (const [name, z] of [
      ["k-ground", 200],
      ["k-records", 450],
      ["k-looked", 460],
    ])
      this.map.createPane(name).style.zIndex = z;
    this.ground = canvasLayer((g, frame) => surface.paintGround(g, frame, [1]), {
      pane: "k-ground",
    });
    this.records = canvasLayer((g, frame) => surface.paintRecords(g, frame, 1), {
      pane: "k-records",
    });
    this.looked = surface.lookedLayer(1);
    this.map.addLayer(this.ground).addLayer(this.records).addLayer(this.looked);
    surface.others.push(this.ground, this.records);
    this.join();
  }

  /** Either map follows the other; clicks and pointers mean the same on both. */
  join() {
    const { map, surface } = this.app;
    const lead = (from, to) => () => {
      if (this.leading) return;
      this.leading = true;
      to.setView(from.getCenter(), from.getZoom(), { animate: false });
      this.leading = false;
    };
    this.follow = lead(map, this.map);
    map.on("moveend zoomend", this.follow);
    this.map.on("moveend zoomend", lead(this.map, map));
    this.drift = () => this.shift(map, this.map);
    map.on("drag", this.drift);
    this.map.on("drag", () => this.shift(this.map, map));
    this.map.on("click", (event) => surface.click(event));
    this.map.on("mousemove", (event) => surface.hover(event, this.box.offsetLeft));
    this.map.on("mouseout", () => surface.light(null));
  }

  /** While one is dragged the other's pane is only moved along; it is drawn when that ends. */
  shift(from, to) {
    const offset = to
      .latLngToContainerPoint(from.getCenter())
      .subtract(to.getSize().divideBy(2))
      .round();
    if (offset.x || offset.y) to._rawPanBy(offset);
  }

  close() {
    const { map, surface, root } = this.app;
    map.off("moveend zoomend", this.follow).off("drag", this.drift);
    surface.others = surface.others.filter((l) => l !== this.ground && l !== this.records);
    this.map.remove();
    this.box.remove();
    root.classList.remove("twinned");
    surface.resize();
  }

  resize() {
    this.map?.invalidateSize({ animate: false });
    this.follow();
  }

  /** What can be walked to: the first map, then the second. */
  sheets([a, b]) {
    const { frame } = this.app.surface.records;
    if (!this.records?.frame) return null; // it is just being put up
    return [
      { hits: a.stops(), frame, left: 0 },
      { hits: b.stops(), frame: this.records.frame, left: this.box.offsetLeft },
    ];
  }

  halfAt({ target }) {
    return target === this.map ? 1 : 0;
  }
}
