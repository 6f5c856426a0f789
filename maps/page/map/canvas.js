// A Leaflet layer that is one canvas: redrawn after each move, scaled while zooming.

const PAD = 0.25; // of the map's size, drawn beyond each edge so that short pans need no redraw

/** All that a canvas' place in the world and its size follow from. */
const viewOf = (map) =>
  [
    map.getZoom(),
    map.getSize(),
    map.getPixelOrigin(),
    map.containerPointToLayerPoint([0, 0]),
  ].join();

/** paint(g, frame) draws. options: pane; pad, as PAD; ratio, at least so many dots per pixel;
 *  wanted(), false where nothing is drawn and no room taken for it; waits(), true while a redraw is
 *  about to come in any case. frame = {w, h, size, ox, oy, zoom, ratio}: a point at x, y of the unit
 *  Mercator square is drawn at x * size - ox, y * size - oy. */
export function canvasLayer(paint, options) {
  const Layer = L.Layer.extend({
    initialize(given) {
      L.setOptions(this, given);
    },

    onAdd(map) {
      this._canvas = L.DomUtil.create("canvas", "leaflet-zoom-animated");
      this._canvas.style.pointerEvents = "none";
      this._canvas.setAttribute("aria-hidden", "true");
      this.getPane().appendChild(this._canvas);
      map.on("moveend resize", this.follow, this).on("zoomanim", this._animate, this);
      this.redraw();
    },

    onRemove(map) {
      this._canvas.remove();
      map.off("moveend resize", this.follow, this).off("zoomanim", this._animate, this);
    },

    _animate(event) {
      if (this._canvas.hidden) return;
      const map = this._map;
      this.drawn = ""; // it is stretched, and drawn again where the zooming ends
      const scale = map.getZoomScale(event.zoom, this._zoom);
      const at = map._latLngBoundsToNewLayerBounds(this._bounds, event.zoom, event.center).min;
      L.DomUtil.setTransform(this._canvas, at, scale);
    },

    /** The map shows something else, or in another size: which Leaflet tells twice. */
    follow() {
      if (!this.options.waits?.() && viewOf(this._map) !== this.drawn) this.redraw();
    },

    redraw() {
      const map = this._map;
      if (!map) return this;
      this._canvas.hidden = this.options.wanted?.() === false;
      if (this._canvas.hidden) return this;
      const view = map.getSize();
      const pad = view.multiplyBy(this.options.pad ?? PAD).round();
      const ratio = Math.max(window.devicePixelRatio || 1, this.options.ratio ?? 1);
      const w = view.x + 2 * pad.x;
      const h = view.y + 2 * pad.y;
      const corner = map.containerPointToLayerPoint(pad.multiplyBy(-1));
      this.drawn = viewOf(map);
      this._zoom = map.getZoom();
      this._bounds = L.latLngBounds(
        map.layerPointToLatLng(corner),
        map.layerPointToLatLng(corner.add([w, h])),
      );
      const canvas = this._canvas;
      canvas.width = Math.round(w * ratio);
      canvas.height = Math.round(h * ratio);
      canvas.style.width = `${w}px`;
      canvas.style.height = `${h}px`;
      L.DomUtil.setTransform(canvas, corner, 1);
      L.DomUtil.setPosition(canvas, corner);
      const g = canvas.getContext("2d");
      g.setTransform(ratio, 0, 0, ratio, 0, 0);
      g.clearRect(0, 0, w, h);
      const origin = map.getPixelOrigin().add(corner);
      const size = 256 * 2 ** this._zoom;
      this.frame = {
        w,
        h,
        size,
        ratio,
        ox: origin.x,
        oy: origin.y,
        zoom: this._zoom,
        pad,
        view,
      };
      paint(g, this.frame);
      return this;
    },

    /** Container point (as in mouse events) to canvas point. */
    toCanvas(point) {
      const corner = L.DomUtil.getPosition(this._canvas);
      return this._map.containerPointToLayerPoint(point).subtract(corner);
    },
  });
  return new Layer(options);
}

/**
 * Redraws layers finer for paper and gathers them, as one picture, on the lowest. What a canvas
 * is given while printing is printed as a recording: a long one comes out empty, and the
 * clearing at its start whitens what lies below.
 */
export function mergeForPaper(layers, ratio) {
  const copy = document.createElement("canvas");
  for (const layer of layers) {
    layer.options.ratio = ratio;
    layer.redraw();
    const { width, height } = layer._canvas;
    if (layer === layers[0]) Object.assign(copy, { width, height });
    const [left, right] = (layer.options.clip?.(layer.frame) ?? [0, layer.frame.w]).map((x) =>
      Math.round(x * layer.frame.ratio),
    );
    const part = [left, 0, right - left, height];
    if (right > left) copy.getContext("2d").drawImage(layer._canvas, ...part, ...part);
    layer._canvas.hidden = layer !== layers[0];
  }
  const canvas = layers[0]._canvas;
  canvas.width = copy.width; // clears it, and the recording with it
  canvas.getContext("2d").drawImage(copy, 0, 0);
}

/** Back to the screen. */
export function splitAfterPaper(layers) {
  for (const layer of layers) {
    layer.options.ratio = 1;
    layer._canvas.hidden = false;
    layer.redraw();
  }
}

const FAR_PX = 40; // pixels beyond the frame from which on no line can reach into it

/** On which sides of the frame a point lies far off, as bits. */
const farOff = (x, y, { w, h }) =>
  (x < -FAR_PX ? 1 : 0) |
  (x > w + FAR_PX ? 2 : 0) |
  (y < -FAR_PX ? 4 : 0) |
  (y > h + FAR_PX ? 8 : 0);

/** Adds a path of x, y pairs in the unit square, skipping points closer than a pixel. Of an area
 *  what runs far off on one side of the frame is one straight line there. */
export function tracePath(g, xy, frame, close = false) {
  const { size, ox, oy } = frame;
  const n = xy.length;
  let lastX = 0;
  let lastY = 0;
  let sides = 0; // of the last point and all that were skipped after it
  let skipped = false;
  for (let i = 0; i < n; i += 2) {
    const x = xy[i] * size - ox;
    const y = xy[i + 1] * size - oy;
    const far = close ? farOff(x, y, frame) : 0;
    if (i === 0) g.moveTo(x, y);
    else {
      const last = i >= n - 2;
      if (far & sides && !last) {
        sides &= far;
        skipped = true;
        continue;
      }
      if (skipped) g.lineTo(xy[i - 2] * size - ox, xy[i - 1] * size - oy);
      else if (!last && Math.abs(x - lastX) < 0.7 && Math.abs(y - lastY) < 0.7) continue;
      g.lineTo(x, y);
    }
    sides = far;
    skipped = false;
    lastX = x;
    lastY = y;
  }
  if (close) g.closePath();
}

/** True when a path's box [x0, y0, x1, y1] in the unit square touches the frame. */
export function boxInFrame(box, frame) {
  const { size, ox, oy, w, h } = frame;
  return (
    box[2] * size - ox > 0 &&
    box[0] * size - ox < w &&
    box[3] * size - oy > 0 &&
    box[1] * size - oy < h
  );
}

export function boxOf(xy) {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < xy.length; i += 2) {
    x0 = Math.min(x0, xy[i]);
    x1 = Math.max(x1, xy[i]);
    y0 = Math.min(y0, xy[i + 1]);
    y1 = Math.max(y1, xy[i + 1]);
  }
  return [x0, y0, x1, y1];
}

const EARTH_M = 40075016.686;

/** Pixels per metre at y of the unit square (Mercator stretches with latitude). */
export function pixelsPerMetre(my, size) {
  const latitude = 2 * Math.atan(Math.exp(Math.PI * (1 - 2 * my))) - Math.PI / 2;
  return size / (EARTH_M * Math.cos(latitude));
}

export const EARTH_RADIUS_M = 6371008.8; // of the mean sphere

/** The point distance_m away in the direction of an azimuth (degrees clockwise from true north),
 *  both in the unit Mercator square (sphere). */
export function groundPoint(mx, my, distance_m, azimuth_deg) {
  const latitude = 2 * Math.atan(Math.exp(Math.PI * (1 - 2 * my))) - Math.PI / 2;
  const d = distance_m / EARTH_RADIUS_M;
  const azimuth = (azimuth_deg * Math.PI) / 180;
  const s = Math.sin(latitude) * Math.cos(d) + Math.cos(latitude) * Math.sin(d) * Math.cos(azimuth);
  const dLon = Math.atan2(
    Math.sin(azimuth) * Math.sin(d) * Math.cos(latitude),
    Math.cos(d) - Math.sin(latitude) * s,
  );
  return [mx + dLon / (2 * Math.PI), 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI)];
}

/** A circle of radius_m on the ground as a path in the unit Mercator square (sphere). */
export function groundCircle(mx, my, radius_m, points = 64) {
  const out = new Float64Array(2 * points);
  for (let k = 0; k < points; k++) {
    const at = groundPoint(mx, my, radius_m, (360 * k) / points);
    out[2 * k] = at[0];
    out[2 * k + 1] = at[1];
  }
  return out;
}
