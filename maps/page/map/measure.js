// Measuring on the map: click by click, distances on the ground along the line.

import { el } from "../base/dom.js";
import { EARTH_RADIUS_M } from "./canvas.js";

/** Distance in metres between [longitude, latitude] in degrees, on the mean sphere (within 0.6 %). */
export function distanceM([lon1, lat1], [lon2, lat2]) {
  const rad = Math.PI / 180;
  const a =
    Math.sin(((lat2 - lat1) * rad) / 2) ** 2 +
    Math.cos(lat1 * rad) * Math.cos(lat2 * rad) * Math.sin(((lon2 - lon1) * rad) / 2) ** 2;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(a)));
}

export const lengthM = (points) =>
  points.slice(1).reduce((sum, point, k) => sum + distanceM(points[k], point), 0);

export class Measure {
  constructor(app) {
    this.app = app;
    this.points = [];
    this.on = false;
    this.output = el("output", { class: "measured", "aria-live": "polite" });
    app.map.getContainer().append(this.output);
    this.say();
  }

  toggle() {
    this.on = !this.on;
    this.points = [];
    this.app.map.getContainer().classList.toggle("measuring", this.on);
    this.changed();
    return this.on;
  }

  /** A click on the map, while measuring. */
  add({ lat, lng }) {
    this.points.push([lng, lat]);
    this.changed();
  }

  changed() {
    this.say();
    this.app.surface.records.redraw();
  }

  say() {
    const { words } = this.app;
    this.output.hidden = !this.on;
    this.output.textContent =
      this.points.length < 2
        ? words.say("measure_hint")
        : words.say("measured", { distance: words.distance(lengthM(this.points)) });
  }

  paint(g, at, theme) {
    if (!this.points.length) return;
    const places = this.points.map(at);
    g.beginPath();
    for (const [x, y] of places) g.lineTo(x, y); // the first one only moves there
    g.strokeStyle = theme.symbolHalo;
    g.lineWidth = 5;
    g.stroke();
    g.strokeStyle = theme.selection;
    g.lineWidth = 2.2;
    g.stroke();
    for (const [x, y] of places) {
      g.beginPath();
      g.arc(x, y, 3.5, 0, 7);
      g.fillStyle = theme.selection;
      g.fill();
    }
  }
}
