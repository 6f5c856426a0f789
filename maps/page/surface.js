// The map itself: Leaflet's frame, the two canvases on it, what is under the pointer, paper.

import { canvasLayer, mergeForPaper, splitAfterPaper } from "./canvas.js";
import { byId, el, fill } from "./dom.js";
import { paintGround, paintNames } from "./ground.js";
import { LabelBoxes } from "./labels.js";
import { printList } from "./paper.js";
import { RecordPainter } from "./records.js";
import { paintRegionNames, paintRegions } from "./regions.js";
import { visible } from "./text.js";

const PAPER_RATIO = 3; // canvas pixels per CSS pixel when printing
const FIRST_ZOOM = 9; // the first view goes no closer, so that its surroundings are seen
const CLOSE_ZOOM = 11;
const ZOOMS = [4, 14]; // further out there is no base map, further in it has no more to show
const PILL_PX = 20;

export class Surface {
  constructor(app, map, seen) {
    this.app = app;
    this.map = map;
    this.painter = new RecordPainter(app.store);
    byId("k-map").append(map.getContainer());
    map.setMinZoom(ZOOMS[0]).setMaxZoom(ZOOMS[1]);
    map.invalidateSize({ animate: false });
    map.attributionControl.setPrefix(false);
    map.attributionControl.addAttribution(app.head.attribution);
    L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
    map.createPane("k-ground").style.zIndex = 200;
    map.createPane("k-records").style.zIndex = 450;
    this.frame(seen);
    this.ground = canvasLayer((g, frame) => this.paintGround(g, frame), { pane: "k-ground" });
    this.records = canvasLayer((g, frame) => this.paintRecords(g, frame), { pane: "k-records" });
    map.addLayer(this.ground).addLayer(this.records);
    map.on("click", (event) => app.select(this.under(event)?.members ?? []));
    map.on("mousemove", (event) => this.hover(event));
    map.on("mouseout", () => this.tip(null));
    map.on("moveend", () => app.remember());
    this.setUpPrint();
  }

  /** Shows a given view, or frames the records. */
  frame(seen) {
    if (seen) {
      this.map.setView([seen.latitude, seen.longitude], seen.zoom, { animate: false });
      return;
    }
    const [west, south, east, north] = this.app.head.view;
    const bounds = L.latLngBounds([south, west], [north, east]);
    this.map.fitBounds(bounds, { animate: false, padding: [20, 20], maxZoom: FIRST_ZOOM });
  }

  view() {
    const center = this.map.getCenter();
    return { zoom: this.map.getZoom(), latitude: center.lat, longitude: center.lng };
  }

  redraw() {
    this.ground.redraw();
    this.records.redraw();
  }

  resize() {
    this.map.invalidateSize({ animate: false }); // what was in the middle stays there
  }

  paintGround(g, frame) {
    const { ground, theme, show, regions, filter, result } = this.app;
    paintGround(g, ground, frame, theme, show);
    paintRegions(g, regions, frame, theme, { on: show, chosen: filter.region });
    const boxes = new LabelBoxes(result ? this.painter.boxes(frame, result.mask) : []);
    paintRegionNames(g, regions, frame, theme, { on: show, boxes });
    paintNames(g, ground, frame, theme, boxes);
  }

  paintRecords(g, frame) {
    const { result, theme, show } = this.app;
    if (!result) return;
    this.painter.paint(g, frame, { mask: result.mask, theme, show });
    this.paintCountries(g);
  }

  /** "Somewhere in Belarus: 9 reports" stands by the country's name, not on its capital. */
  paintCountries(g) {
    const { store, result, words, head } = this.app;
    const groups = new Map();
    for (let i = 0; i < store.n; i++) {
      if (!result.mask[i] || store.kind(i) !== "country") continue;
      const country = store.word("country", i);
      if (!groups.has(country)) groups.set(country, []);
      groups.get(country).push(i);
    }
    for (const { iso, at, name } of head.base.countries) {
      const members = groups.get(iso);
      if (!members || !at) continue;
      const text = words.say("somewhere", { n: members.length, country: name });
      this.paintPill(g, at, text, members);
    }
  }

  /** Of the places, the one where the pill covers the fewest symbols. */
  pillSpot(places, w) {
    const corner = L.DomUtil.getPosition(this.records._canvas);
    const spots = places.map(([longitude, latitude]) =>
      this.map.latLngToLayerPoint([latitude, longitude]).subtract(corner).add([0, 21]),
    );
    const covered = ({ x, y }) =>
      this.painter.hits.filter(
        (h) => Math.abs(h.x - x) < h.r + w / 2 && Math.abs(h.y - y) < h.r + PILL_PX / 2,
      ).length;
    return spots.reduce((best, spot) => (covered(spot) < covered(best) ? spot : best));
  }

  paintPill(g, places, text, members) {
    const { theme } = this.app;
    g.font = `600 11px ${theme.font}`;
    const w = g.measureText(text).width + 18;
    const { x, y } = this.pillSpot(places, w);
    g.beginPath();
    g.roundRect(x - w / 2, y - PILL_PX / 2, w, PILL_PX, PILL_PX / 2);
    g.fillStyle = theme.symbolHalo;
    g.fill();
    g.strokeStyle = theme.countryText;
    g.setLineDash([2, 3]);
    g.lineWidth = 1.2;
    g.stroke();
    g.setLineDash([]);
    g.fillStyle = theme.ringText;
    g.textAlign = "center";
    g.textBaseline = "middle";
    g.fillText(text, x, y + 0.5);
    this.painter.hits.push({ x, y, r: 14, members, wide: w / 2 });
  }

  zoomTo(indices) {
    const { store } = this.app;
    const points = indices
      .filter((i) => store.has(i))
      .map((i) => [store.latitude(i), store.longitude(i)]);
    const bounds = L.latLngBounds(points);
    const radius = Math.max(...indices.map((i) => store.radius(i) ?? 0));
    const grown = radius ? bounds.extend(bounds.getCenter().toBounds(2.4 * radius)) : bounds;
    this.map.fitBounds(grown, { maxZoom: CLOSE_ZOOM, padding: [30, 30] });
  }

  /** What is under the pointer of a mouse event, or null. */
  under(event) {
    const point = this.records.toCanvas(event.containerPoint);
    const wide = this.painter.hits.findLast(
      (h) => h.wide && Math.abs(point.x - h.x) < h.wide && Math.abs(point.y - h.y) < 11,
    );
    return wide ?? this.painter.hit(point);
  }

  hover(event) {
    const hit = this.under(event);
    this.map.getContainer().classList.toggle("over", Boolean(hit));
    this.tip(hit, event.containerPoint);
  }

  async tip(hit, point) {
    const { store, words } = this.app;
    const tip = byId("k-tip");
    this.turn = (this.turn ?? 0) + 1;
    const turn = this.turn;
    if (!hit) {
      tip.hidden = true;
      return;
    }
    const i = hit.members[0];
    const texts = await store.texts(i);
    if (turn !== this.turn) return;
    const n = hit.members.length;
    const title = n > 1 ? words.say("reports_here", { n }) : store.category(i).label;
    fill(tip, el("strong", { text: visible(title) }), el("span", { text: visible(texts.place) }));
    tip.hidden = false;
    tip.style.left = `${Math.min(point.x + 14, this.map.getSize().x - 220)}px`;
    tip.style.top = `${point.y + 14}px`;
  }

  /** Paper has its own size: the map is told before, and told again afterwards. */
  setUpPrint() {
    const { app, map } = this;
    const layers = () => [this.ground, this.records];
    const before = {};
    window.addEventListener("beforeprint", () => {
      Object.assign(before, { bounds: map.getBounds(), view: this.view() });
      app.root.classList.add("printing");
      app.resize();
      map.fitBounds(before.bounds, { animate: false });
      mergeForPaper(layers(), PAPER_RATIO);
      fill(byId("k-print-list"), printList(app));
    });
    window.addEventListener("afterprint", () => {
      app.root.classList.remove("printing");
      app.resize();
      this.frame(before.view);
      splitAfterPaper(layers());
      fill(byId("k-print-list"));
    });
  }
}
