// What of the world is seen, and moving there.

import { byId } from "../base/dom.js";

const FIRST_ZOOM = 9; // the first view goes no closer, so that its surroundings are seen
const CLOSE_ZOOM = 11;
const ZOOMS = [4, 14]; // further out there is no base map, further in it has no more to show
const ROOM_PX = 30; // kept free about what is zoomed to or brought into view
const ROOM_MS = 50; // how often a frame is asked whether it is laid out
const ROOM_TIMES = 20;

/** Resolves when there is room for the map: a frame in somebody else's page may be read before that
 *  page is laid out. One that nobody sees is not waited for; it is framed when it is shown. */
export async function roomFor(node) {
  for (let k = 0; k < ROOM_TIMES && !(node.clientWidth && node.clientHeight); k++)
    await new Promise((done) => setTimeout(done, ROOM_MS));
}

export class Viewport {
  constructor(app, map) {
    this.app = app;
    this.map = map;
    map.setMinZoom(ZOOMS[0]).setMaxZoom(ZOOMS[1]);
    this.blind = null; // what is to be shown as soon as there is room to show it in
    new ResizeObserver(() => this.gotRoom()).observe(map.getContainer());
  }

  /** Browsers tell a frame of its first size by no event, and Leaflet goes on with none. */
  gotRoom() {
    const { clientWidth, clientHeight } = this.map.getContainer();
    if (!this.blind || !clientWidth || !clientHeight) return;
    const { app, blind } = this;
    const { restoring } = app;
    app.restoring = true; // nobody has moved the map: that is not for the address
    if (app.result) app.resize();
    else this.resize(); // the other parts have nothing to draw yet
    this.frame(blind.seen);
    if (!blind.seen) this.reveal(app.selected);
    app.restoring = restoring;
  }

  /** Shows a given view, or frames the records. */
  frame(seen) {
    const { x, y } = this.map.getSize();
    this.blind = x && y ? null : { seen };
    if (seen) {
      const exact = { animate: false, reset: true }; // else it would be moved by whole pixels
      this.map.setView([seen.latitude, seen.longitude], seen.zoom, exact);
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

  resize() {
    this.map.invalidateSize({ animate: false }); // what was in the middle stays there
  }

  /** What the card leaves free of the map, in container pixels: {left, top, right, bottom}. Of two
   *  maps beside each other it covers the second, and both show the same. */
  free() {
    const { x, y } = this.map.getSize();
    const room = { left: 0, top: 0, right: x, bottom: y };
    const card = byId("k-card");
    if (card.hidden) return room;
    const stage = card.parentNode.getBoundingClientRect();
    const last = byId("k-map-b") ?? this.map.getContainer();
    const box = card.getBoundingClientRect();
    if (box.width > 0.6 * stage.width) room.bottom = Math.max(0, box.top - stage.top);
    else room.right = Math.max(0, Math.min(x, box.left - last.getBoundingClientRect().left));
    return room;
  }

  /** Moves the map as little as brings the records out from under the card. */
  reveal(indices) {
    const bounds = this.boundsOf(indices.filter((i) => this.app.store.kind(i) !== "country"));
    if (!bounds.isValid()) return;
    const free = this.free();
    const at = this.map.latLngToContainerPoint(bounds.getCenter());
    const inside = (v, low, high) =>
      high - low < 2 * ROOM_PX
        ? (low + high) / 2
        : Math.min(high - ROOM_PX, Math.max(low + ROOM_PX, v));
    const to = [inside(at.x, free.left, free.right), inside(at.y, free.top, free.bottom)];
    const step = at.subtract(to).round();
    if (step.x || step.y) this.map.panBy(step, { animate: false });
  }

  boundsOf(indices) {
    const { store } = this.app;
    const at = (i) => [store.latitude(i), store.longitude(i)];
    return L.latLngBounds(indices.filter((i) => store.has(i)).map(at));
  }

  zoomTo(indices) {
    const { store } = this.app;
    const bounds = this.boundsOf(indices);
    const radius = indices.reduce((most, i) => Math.max(most, store.radius(i) ?? 0), 0);
    const grown = radius ? bounds.extend(bounds.getCenter().toBounds(2.4 * radius)) : bounds;
    const { left, top, right, bottom } = this.free();
    const { x, y } = this.map.getSize();
    this.map.fitBounds(grown, {
      maxZoom: CLOSE_ZOOM,
      paddingTopLeft: [left + ROOM_PX, top + ROOM_PX],
      paddingBottomRight: [x - right + ROOM_PX, y - bottom + ROOM_PX],
    });
  }
}
