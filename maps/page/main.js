// Puts the page together: one filter, one selection, every part follows them.

import { Card } from "./card.js";
import { fromBase64, Payload } from "./decode.js";
import { byId } from "./dom.js";
import { applyFilter, buildHaystack, emptyFilter } from "./filter.js";
import { buildFoot } from "./foot.js";
import { loadGround } from "./ground.js";
import { OffMap } from "./lists.js";
import { Narrow } from "./narrow.js";
import { lookOf } from "./records.js";
import { loadRegions } from "./regions.js";
import { fromHash, toHash } from "./state.js";
import { loadStore } from "./store.js";
import { Surface } from "./surface.js";
import { Table } from "./table.js";
import { visible, Words } from "./text.js";
import { Timeline } from "./timeline.js";
import { Tools } from "./tools.js";
import { Tree } from "./tree.js";
import { ZoneTable } from "./zonetable.js";

const SMALL = 20000; // up to so many records all texts are unpacked at once

class App {
  constructor(map, head) {
    this.map = map;
    this.head = head;
    this.root = byId("kordon");
    this.words = new Words(head.catalogue, head.language);
    this.filter = emptyFilter(head);
    this.show = new Set(head.show);
    this.selected = [];
    this.haystack = null;
    this.themeName = "light";
  }

  get theme() {
    return this.head.themes[this.themeName];
  }

  async start(bytes) {
    const payload = new Payload(bytes, this.head.toc);
    [this.store, this.ground, this.regions] = await Promise.all([
      loadStore(payload, this.head),
      loadGround(payload, this.head),
      loadRegions(payload, this.head),
    ]);
    const seen = fromHash(location.hash, this.head, this.filter);
    if (seen.context !== null) this.show = new Set(seen.context.split(",").filter(Boolean));
    this.themeName = seen.theme;
    this.dress();
    this.surface = new Surface(this, this.map, seen.map);
    this.surface.painter.mode = seen.mode;
    this.setUpParts();
    this.tools = new Tools(this);
    await this.search();
    this.refresh({ quiet: true });
    await this.choose(seen.selected);
    this.root.dataset.state = "ready";
    await this.names();
  }

  /** Theme colours as CSS variables. */
  dress() {
    const { ui } = this.theme;
    for (const [name, value] of Object.entries(ui)) this.root.style.setProperty(`--${name}`, value);
    this.root.dataset.theme = this.themeName;
  }

  setUpParts() {
    const { words, head, root } = this;
    document.documentElement.lang = head.language;
    document.title = visible(head.title);
    byId("k-title").textContent = visible(head.title);
    byId("k-as-of").textContent = head.provenance.as_of
      ? words.say("as_of_date", { date: head.provenance.as_of })
      : "";
    for (const node of root.querySelectorAll("[data-say]")) {
      node.textContent = words.say(node.dataset.say);
    }
    for (const node of root.querySelectorAll("[data-say-label]")) {
      const text = words.say(node.dataset.sayLabel);
      node.setAttribute("aria-label", text);
      node.title = text;
      if (node.placeholder !== undefined) node.placeholder = text;
    }
    this.card = new Card(this, byId("k-card"));
    this.table = new Table(this, byId("k-table"));
    this.parts = [
      new Tree(this, byId("k-tree")),
      new Narrow(this, byId("k-narrow"), byId("k-search")),
      new Timeline(this, byId("k-time")),
      this.table,
      this.card,
      new ZoneTable(this, byId("k-zones")),
      new OffMap(this, byId("k-off"), byId("k-tab-off")),
    ];
    buildFoot(this, byId("k-foot"));
  }

  /** The room for map and histogram has changed. */
  resize() {
    this.surface.resize();
    for (const part of this.parts ?? []) part.draw?.();
  }

  look(i) {
    return lookOf(this.store, i, this.theme);
  }

  /** Text search needs the texts; small pages unpack them at once, large ones when asked. */
  async search() {
    if (this.store.n <= SMALL || this.filter.text) this.haystack = await buildHaystack(this.store);
  }

  /** Names that sorting needs. */
  async names() {
    if (this.store.n > SMALL) return;
    const all = Array.from({ length: this.store.n }, (_, i) => this.store.texts(i));
    this.texts = await Promise.all(all);
    this.places = this.texts.map((t) => t.place);
    this.sourceNames = this.texts.map((t) => t.sources?.[0]?.[0] ?? "");
  }

  /** Everything follows the filter. */
  refresh({ quiet = false } = {}) {
    if (this.filter.text && !this.haystack) {
      this.search().then(() => this.refresh({ quiet }));
      return;
    }
    this.result = applyFilter(this.store, this.filter, this.haystack);
    byId("k-count").textContent = this.words.say("shown", {
      n: this.result.shown,
      all: this.store.n,
    });
    for (const part of this.parts) part.update();
    this.surface.redraw();
    if (!quiet) this.remember();
  }

  /** The view goes into the address. */
  remember() {
    if (!this.result || this.restoring) return;
    const hash = toHash({
      filter: this.filter,
      head: this.head,
      map: this.surface.view(),
      selected: this.selected.length === 1 ? this.head.ids[this.selected[0]] : "",
      context: this.contextChange(),
      theme: this.themeName,
      mode: this.surface.painter.mode,
    });
    this.hash = hash;
    try {
      history.replaceState(null, "", hash || location.pathname + location.search);
    } catch {
      // a page inside srcdoc has no address to write to
    }
  }

  contextChange() {
    const now = [...this.show].sort().join(",");
    return now === [...this.head.show].sort().join(",") ? "" : now || ",";
  }

  /** Somebody typed or pasted another address. */
  async restore() {
    if (location.hash === this.hash) return;
    Object.assign(this.filter, emptyFilter(this.head));
    const seen = fromHash(location.hash, this.head, this.filter);
    this.show.clear();
    const shown = seen.context === null ? this.head.show : seen.context.split(",").filter(Boolean);
    for (const id of shown) this.show.add(id);
    this.restoring = true;
    this.surface.frame(seen.map);
    this.tools.setTheme(seen.theme);
    this.tools.setMode(seen.mode);
    this.restoring = false;
    this.refresh();
    await this.choose(seen.selected);
  }

  async choose(id) {
    const i = id ? this.head.ids.indexOf(id) : -1;
    if (i >= 0) await this.select([i]);
    else if (this.selected.length) await this.select([]);
  }

  /** Selects records; the card, the map and the table show it. */
  async select(indices, fromMany = false) {
    this.selected = indices;
    this.surface.painter.selected = indices;
    this.root.classList.toggle("card-open", indices.length > 0);
    if (!indices.length) this.card.close();
    else if (indices.length === 1) await this.card.showOne(indices[0], fromMany);
    else await this.card.showMany(indices);
    this.surface.reveal(indices);
    this.remember();
    this.surface.records.redraw();
    this.table.draw();
  }
}

/** Called by the page with the Leaflet map; says what is wrong instead of staying blank. */
export async function startKordon(map) {
  const root = byId("kordon");
  try {
    const head = JSON.parse(byId("kordon-head").textContent);
    const app = new App(map, head);
    root.kordon = app;
    await app.start(fromBase64(byId("kordon-data").textContent));
  } catch (error) {
    root.dataset.state = "failed";
    byId("k-failed-why").textContent = String(error?.message ?? error);
    throw error;
  }
}
