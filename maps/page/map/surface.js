// The map itself: the canvases on Leaflet's frame, and what is under the pointer.

import { byId } from "../base/dom.js";
import { mercatorX, mercatorY } from "../data/decode.js";
import { fail } from "../start/unpack.js";
import { canvasLayer } from "./canvas.js";
import { rangeOf, sideFor } from "./density.js";
import { paintDegrees, paintFrame } from "./graticule.js";
import { clipToWindow, paintBorders, paintGround, refine, windowBox } from "./ground.js";
import { Kept } from "./kept.js";
import { LabelBoxes } from "./labels.js";
import { layOut } from "./layout.js";
import { paintNames } from "./names.js";
import { paintPill, paintPlate, pillHit, pillsOf, platesOf } from "./plates.js";
import { RecordPainter } from "./records.js";
import { hubGap, paintRegionNames, paintRegions } from "./regions.js";
import { Tip } from "./tips.js";
import { Viewport } from "./viewport.js";

const SETTLE_MS = 160;

export class Surface extends Viewport {
  constructor(app, map, seen) {
    super(app, map);
    this.painters = [0, 1].map((half) => new RecordPainter(app.store, half)); // of period A, B
    [this.painter] = this.painters;
    this.layouts = [];
    this.kept = new Kept();
    this.others = []; // canvases that show records too: the other half of a comparison
    byId("k-map").append(map.getContainer());
    map.attributionControl.setPrefix(false);
    map.attributionControl.addAttribution(app.head.attribution);
    L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
    map.createPane("k-ground").style.zIndex = 200;
    map.createPane("k-records").style.zIndex = 450;
    map.createPane("k-looked").style.zIndex = 460;
    this.tip = new Tip(app);
    this.frame(seen);
    const waits = () => app.applying;
    const sheet = (pane, paint) => canvasLayer(paint, { pane, waits });
    this.ground = sheet("k-ground", (g, frame) => this.paintGround(g, frame));
    this.records = sheet("k-records", (g, frame) => this.paintRecords(g, frame));
    this.looked = this.lookedLayer(0);
    map.on("click", (event) => this.click(event));
    map.on("mousemove", (event) => this.hover(event));
    map.on("mouseout", () => this.light(null));
    map.on("moveend", () => app.remember());
  }

  /** Draws for the first time; until then there is nothing to draw. What lies beyond the edges,
   *  and names, which take as long as all else, come when the map has settled in. */
  open() {
    const layers = [this.ground, this.records];
    this.bare = !this.others.length;
    if (this.bare) for (const layer of layers) layer.options.pad = 0;
    for (const layer of [...layers, this.looked]) this.map.addLayer(layer);
  }

  /** What is looked at in a half, on a canvas of its own: there is one while there is something. */
  lookedLayer(half) {
    return canvasLayer((g, frame) => this.paintLooked(g, frame, half), {
      pane: "k-looked",
      wanted: () => Boolean(this.lit),
    });
  }

  settleIn() {
    if (!this.bare) return;
    this.bare = false;
    for (const layer of [this.ground, this.records]) delete layer.options.pad;
    this.redraw();
  }

  click(event) {
    const { measure } = this.app;
    if (measure?.on) measure.add(event.latlng);
    else {
      const hit = this.under(event);
      this.app.select(hit?.members ?? []);
      this.light(null, event.containerPoint, hit ? null : event.latlng); // the card says it now
    }
  }

  redraw() {
    clearTimeout(this.settling);
    this.moving = false;
    this.light(null); // what it spoke of may be gone
    this.ground.redraw();
    this.redrawRecords();
    this.app.walk?.follow();
  }

  /** The records on every canvas that shows them. */
  redrawRecords() {
    this.records.redraw();
    for (const layer of this.others) layer.redraw();
  }

  /** While something moves only the records follow; names find new places when it rests. */
  redrawLive() {
    this.moving = true;
    this.light(null);
    this.redrawRecords();
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.redraw(), SETTLE_MS);
  }

  /** The records of a half: 0 is period A, or all that is shown; 1 is period B. */
  maskOf(half) {
    const { result } = this.app;
    return result.halves?.[half] ?? result.mask;
  }

  /** How reports are drawn; signs of what changed are no density. */
  get mode() {
    const { mode } = this.painter;
    return mode === "density" && this.app.comparing?.part === "changes" ? "rings" : mode;
  }

  /** Two densities have one scale, that of all their cells, or they could not be compared. */
  scaleOf({ size }) {
    const { halves } = this.app.result;
    if (!halves || this.mode !== "density") return null;
    const { scale } = this;
    const side = sideFor(size);
    if (scale?.halves !== halves || scale.side !== side)
      this.scale = { halves, ...rangeOf(this.app.store, halves, side) };
    return this.scale;
  }

  /** What answers to pointer and keyboard, map by map: {hits, frame, left: where it begins}. */
  sheets() {
    const { painters, app, records } = this;
    const alone = () => [{ hits: painters[0].stops(), frame: records.frame, left: 0 }];
    return app.comparing?.half?.sheets(painters) ?? alone();
  }

  /** Where everything stands in a frame: once for both canvases, until something changes. */
  laidOut(g, frame, half = 0) {
    const { app, mode } = this;
    const mask = this.maskOf(half);
    const { size, ox, oy, w, h } = frame;
    const { moving = false } = this;
    const key = [size, ox, oy, w, h, mode, app.show.has("areas"), moving].join(" ");
    const last = this.layouts[half];
    const scale = this.scaleOf(frame);
    if (last?.key === key && last.mask === mask && last.scale === scale) return last;
    const layout = layOut(app.store, mask, frame, { mode, show: app.show, scale });
    this.layouts[half] = { key, mask, mode, scale, ...layout, pills: [], plates: [] };
    this.tellDensity(); // its key takes room from pills and names
    if (!moving || !this.held) this.held = this.controls(frame);
    const { held } = this;
    const pills = pillsOf(app, g, frame, { mask, boxes: layout.boxes, held });
    const plates = moving ? [] : platesOf(app, g, frame, layout);
    Object.assign(this.layouts[half], { pills, plates });
    return this.layouts[half];
  }

  /** What the cells count, to whoever explains it: of both halves where two periods are compared. */
  tellDensity() {
    const layouts = this.app.result.halves ? this.layouts : this.layouts.slice(0, 1);
    this.onDensity?.(layouts.map((layout) => layout.density));
  }

  /** halves: whose symbols names keep clear of. */
  paintGround(g, frame, halves = this.app.comparing?.halves ?? [0]) {
    const { app } = this;
    this.wantDetail(frame.zoom);
    const paint = () => this.paintLand(g, frame, halves);
    // Coverage follows the time, as what is reported does.
    if (app.coverage) paint();
    else this.kept.draw(g, this.landOf(frame), paint);
    g.lineJoin = "round";
    g.lineCap = "round";
    if (this.bare) return;
    const ofReports = () => halves.flatMap((half) => this.laidOut(g, frame, half).boxes);
    const taken = app.result ? (app.comparing?.boxes(g, frame) ?? ofReports()) : [];
    this.paintNames(g, frame, taken);
  }

  /** All that the land in a frame looks like it does for. */
  landOf({ size, ox, oy, w, h, ratio }) {
    const { ground, themeName, show, filter, rasters } = this.app;
    const pictures = [rasters.images.size, rasters.toState()];
    const shown = [...show, "chosen", ...filter.regions];
    return [size, ox, oy, w, h, ratio, !ground.coarse, themeName, ...pictures, ...shown].join();
  }

  /** Land, water, pictures, zones and borders: all but names. */
  paintLand(g, frame, halves) {
    const { ground, theme, show, regions, filter, rasters, coverage } = this.app;
    paintGround(g, ground, frame, theme, show, (...to) => rasters.paint(...to));
    paintRegions(g, regions, frame, theme, { on: show, chosen: filter.regions, ground });
    coverage?.paint(g, frame, halves);
    clipToWindow(g, ground, frame);
    paintBorders(g, ground, frame, theme);
    g.restore();
    paintFrame(g, frame, theme, windowBox(ground, frame));
  }

  /** Names of zones and places beside what is there; over the cells of a density once more. */
  paintNames(g, frame, taken) {
    const { ground, theme, show, regions, words } = this.app;
    const { pad, view } = frame;
    const sheet = windowBox(ground, frame);
    const boxes = new LabelBoxes([...taken, ...this.controls(frame)], {
      edge: [pad.x, pad.y, pad.x + view.x, pad.y + view.y],
      inside: sheet,
    });
    if (show.has("graticule")) paintDegrees(g, frame, theme, { boxes, box: sheet });
    paintNames(g, ground, frame, theme, { boxes, gap: hubGap(regions, frame, show) });
    const distance = (metres) => words.distance(metres);
    paintRegionNames(g, regions, frame, theme, { on: show, boxes, distance });
  }

  /** Close in the base map's detail is unpacked; until it is there the coarse map stands in. */
  wantDetail(zoom) {
    const { app } = this;
    const arrived = (found) => {
      refine(app.ground, found);
      this.redraw();
    };
    app.detail.want(zoom, arrived, (error) => fail("damaged", error));
  }

  /** Where the map's own buttons, scale and credits lie on a canvas. */
  controls({ pad }) {
    const stage = this.map.getContainer().getBoundingClientRect();
    const nodes = byId("kordon").querySelectorAll(
      ".leaflet-control, .stage > :not(#k-map, .card, [hidden])",
    );
    return Array.from(nodes, (node) => {
      const { left, top, right, bottom } = node.getBoundingClientRect();
      const [dx, dy] = [pad.x - stage.left, pad.y - stage.top];
      return [left + dx - 3, top + dy - 3, right + dx + 3, bottom + dy + 3];
    });
  }

  /** half: as in `maskOf`. A comparison may draw what changed instead. */
  paintRecords(g, frame, half = 0) {
    const { result, theme, show, comparing } = this.app;
    if (!result) return;
    const painter = this.painters[half];
    if (comparing?.paint(g, frame, painter)) this.onDensity?.([]);
    else {
      const layout = this.laidOut(g, frame, half);
      painter.selected = this.painter.selected;
      const names = this.moving || this.bare ? null : () => this.paintNames(g, frame, layout.boxes);
      painter.paint(g, frame, { mask: this.maskOf(half), theme, show, layout, names });
      for (const plate of layout.plates) paintPlate(g, theme, plate);
      for (const pill of layout.pills) {
        paintPill(g, theme, pill);
        painter.hits.push(pillHit(pill));
      }
      this.tellDensity();
    }
    const { size, ox, oy } = frame;
    const at = ([lon, lat]) => [mercatorX(lon) * size - ox, mercatorY(lat) * size - oy];
    this.app.measure?.paint(g, at, theme);
  }

  /** What is under the pointer of a mouse event, or null. */
  under(event) {
    const painter = this.painters[this.app.comparing?.halfAt(event) ?? 0];
    const point = this.records.toCanvas(event.containerPoint);
    const wide = painter.hits.findLast(
      (h) => h.wide && Math.abs(point.x - h.x) < h.wide && Math.abs(point.y - h.y) < 11,
    );
    const hit = wide ?? painter.hit(point);
    return hit && Object.assign(hit, { half: painter.half });
  }

  /** left: where the map begins on the stage. */
  hover(event, left = 0) {
    const hit = this.under(event);
    event.target.getContainer().classList.toggle("over", Boolean(hit));
    this.light(hit, event.containerPoint.add([left, 0]), event.latlng);
  }

  /** Makes plain what is looked at and tells of it beside a point of the map; null for nothing.
   *  Resolves to what is told. Where there is nothing, what is said of the place's coverage. */
  light(hit, point, place) {
    if (hit !== this.lit) {
      this.lit = hit;
      this.looked.redraw();
      this.app.comparing?.half?.looked?.redraw();
    }
    const said = !hit && place ? (this.app.coverage?.saidAt(place) ?? []) : [];
    return this.tip.show(hit, point, said);
  }

  /** map: 1 for the second of two beside each other. */
  paintLooked(g, frame, map = 0) {
    const { lit, app } = this;
    const on = lit?.half && app.comparing.part === "side" ? 1 : 0;
    if (lit && app.result && map === on) this.painter.paintLit(g, frame, app.theme, lit);
  }
}
