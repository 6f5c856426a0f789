// The analyst's own pictures (satellite image, relief, mask), drawn on the land and under all else.

import { byId, el } from "../base/dom.js";
import { visible } from "../base/text.js";
import { fromBase64 } from "../start/unpack.js";

const LEAST = 10; // per cent: less cannot be told from nothing
const MAGNIFIED = 2; // from here on classes are drawn as the squares they are

/** "raster-1:60,raster-2:30" as [id, part] of the pictures that there are. */
function readOpacity(text, known) {
  return (text ?? "")
    .split(",")
    .map((pair) => /^([\w-]+):(\d{1,3})$/.exec(pair))
    .filter((m) => m && known.has(m[1]) && m[2] >= LEAST && m[2] <= 100)
    .map((m) => [m[1], m[2] / 100]);
}

/** What part of a picture (its box in the unit square) a frame shows, and where; null for none.
 *  source and target: [x, y, width, height], the source as parts of the whole. */
export function placed([x0, y0, x1, y1], { size, ox, oy, w, h }) {
  const [left, top] = [x0 * size - ox, y0 * size - oy];
  const [wide, high] = [(x1 - x0) * size, (y1 - y0) * size];
  const [a, b] = [Math.max(0, -left / wide), Math.max(0, -top / high)];
  const [c, d] = [Math.min(1, (w - left) / wide), Math.min(1, (h - top) / high)];
  if (a >= c || b >= d) return null;
  return {
    source: [a, b, c - a, d - b],
    target: [left + a * wide, top + b * high, (c - a) * wide, (d - b) * high],
  };
}

export class Rasters {
  constructor(app) {
    this.app = app;
    this.list = app.head.rasters ?? [];
    this.images = new Map(); // id -> ImageBitmap, or null where it cannot be shown
    this.opacity = new Map(this.list.map(({ id }) => [id, 1]));
  }

  /** Unpacks what is switched on and not unpacked yet; true when there is something new. */
  async load() {
    const wanted = this.list.filter(({ id }) => this.app.show.has(id) && !this.images.has(id));
    await Promise.all(wanted.map((raster) => this.unpack(raster)));
    return wanted.length > 0;
  }

  async unpack({ id, mime }) {
    const node = byId(`kordon-${id}`);
    try {
      const blob = new Blob([fromBase64(node.textContent)], { type: mime });
      this.images.set(id, await createImageBitmap(blob));
      node.textContent = "";
    } catch {
      this.images.set(id, null);
    }
  }

  paint(g, frame) {
    for (const { id, box, kind } of this.list) {
      const image = this.images.get(id);
      const at = image && this.app.show.has(id) && placed(box, frame);
      if (!at) continue;
      const [sx, sy, sw, sh] = at.source;
      const { width, height } = image;
      const squares = kind === "palette" || kind === "mask";
      g.globalAlpha = this.opacity.get(id);
      g.imageSmoothingEnabled = !(squares && at.target[2] > MAGNIFIED * sw * width);
      g.drawImage(image, sx * width, sy * height, sw * width, sh * height, ...at.target);
    }
    g.globalAlpha = 1;
    g.imageSmoothingEnabled = true;
  }

  /** What is switched on has changed. */
  async update() {
    for (const { id } of this.list) {
      const more = byId(`k-more-${id}`);
      if (more) more.hidden = !this.app.show.has(id);
    }
    this.credit();
    if (await this.load()) this.app.surface.ground.redraw();
  }

  /** Who made what is shown, beside the makers of the map. Not through Leaflet: it parses HTML. */
  credit() {
    const shown = this.list.filter(({ id, said }) => said.length && this.app.show.has(id));
    this.credits ??= el("span", { class: "credits" });
    const { words } = this.app;
    const parts = shown.map(({ label, said }) => words.pair(label, said.join(", ")));
    this.credits.textContent = visible(["", ...parts].join(" · "));
    this.app.map.attributionControl.getContainer().append(this.credits);
  }

  /** What stands under a picture's name in the tree: its words, how it is drawn, how strongly. */
  about({ id, label, said, kind, pixel_m, stretch, value }) {
    const { words, show } = this.app;
    const short = (v) => (Math.abs(v) < 10 ? v : Math.round(v));
    const ranges = stretch.map(([low, high]) => words.interval(short(low), short(high)));
    const drawn = [
      words.say("raster_pixel", { distance: words.distance(pixel_m) }),
      kind === "mask" ? words.say("raster_mask", { value }) : "",
      ranges.length ? words.say("raster_stretch", { ranges: words.listed(ranges) }) : "",
    ];
    const failed = this.images.get(id) === null;
    return el(
      "div",
      { class: "about", id: `k-more-${id}`, hidden: !show.has(id) },
      said.length ? el("p", { text: said.join(" · ") }) : null,
      el("p", { text: failed ? words.say("raster_failed") : drawn.filter(Boolean).join(" · ") }),
      el("input", {
        type: "range",
        min: LEAST,
        max: 100,
        step: 5,
        value: Math.round(100 * this.opacity.get(id)),
        "aria-label": words.say("raster_opacity", { name: label }),
        "data-opacity": id,
        oninput: (e) => this.fade(id, e.target.value / 100),
      }),
    );
  }

  fade(id, part) {
    this.opacity.set(id, part);
    this.app.surface.ground.redraw();
    this.app.rememberSoon();
  }

  /** For the address; "" while all are drawn whole. */
  toState() {
    const faded = [...this.opacity].filter(([, part]) => part < 1);
    return faded.map(([id, part]) => `${id}:${Math.round(100 * part)}`).join(",");
  }

  fromState(text) {
    const known = new Set(this.opacity.keys());
    for (const id of known) this.opacity.set(id, 1);
    for (const [id, part] of readOpacity(text, known)) this.opacity.set(id, part);
    for (const input of document.querySelectorAll("[data-opacity]"))
      input.value = Math.round(100 * (this.opacity.get(input.dataset.opacity) ?? 1));
  }
}
