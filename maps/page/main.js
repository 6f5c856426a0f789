// Puts the page together: one filter, one selection, every part follows them.

import { byId, el, fill } from "./base/dom.js";
import { visible, Words } from "./base/text.js";
import { Card } from "./card/card.js";
import { Gate } from "./card/gate.js";
import { Compare } from "./compare/compare.js";
import { shownInWords } from "./data/cells.js";
import { Payload } from "./data/decode.js";
import { when, whenWords } from "./data/facts.js";
import { emptyFilter, Filtering } from "./data/filter.js";
import { nonePicked, pickedOf } from "./data/picked.js";
import { Search } from "./data/search.js";
import { Texts } from "./data/texts.js";
import { buildFoot, withheldBriefly, withheldInWords } from "./drawer/foot.js";
import { OffMap } from "./drawer/lists.js";
import { Table } from "./drawer/table.js";
import { ZoneTable } from "./drawer/zonetable.js";
import { framed, isFramed } from "./framed.js";
import { Coverage, loadCoverage } from "./map/coverage.js";
import { Detail } from "./map/detail.js";
import { loadGround } from "./map/ground.js";
import { Notice } from "./map/notice.js";
import { loadBadges } from "./map/pictograms.js";
import { Rasters } from "./map/rasters.js";
import { lookOf } from "./map/records.js";
import { loadRegions } from "./map/regions.js";
import { Surface } from "./map/surface.js";
import { roomFor } from "./map/viewport.js";
import { Walk } from "./map/walk.js";
import { firstStore, openSketched, shown, unlessSketched } from "./opening.js";
import { Narrow } from "./panel/narrow.js";
import { Chips } from "./panel/narrowed.js";
import { Tree } from "./panel/tree.js";
import { Printing } from "./paper/printing.js";
import { Damaged, fail, reached, take, takeText, whole } from "./start/unpack.js";
import { fromHash, toHash } from "./state.js";
import { Timeline } from "./time/timeline.js";
import { emptyPace } from "./time/timeplay.js";
import { Tools } from "./tools.js";

const REMEMBER_MS = 250;

class App {
  constructor(map, head) {
    this.map = map;
    this.head = head;
    this.root = byId("kordon");
    this.words = new Words(head.catalogue, head.language, head.calendar);
    this.filter = emptyFilter(head);
    this.pace = emptyPace();
    this.show = new Set(head.show);
    this.selected = [];
    this.picked = nonePicked(); // what the address keeps of it
    this.hits = null; // what the search found
    this.themeName = "light";
  }

  get theme() {
    return this.head.themes[this.themeName];
  }

  /** base: the columns of the map itself, or null when they stand with those of the records;
   *  records(): promises those; later(id): promises the bytes of what is wanted later. */
  async start(base, records, later) {
    const { head } = this;
    const payload = base ?? (await records());
    const texts = new Texts(
      head,
      async () => new Payload(await later("kordon-texts"), head.texts.toc),
    );
    [this.store, this.ground] = await Promise.all([
      firstStore(this, base, { records, texts }),
      loadGround(payload, head),
    ]);
    this.regions = await loadRegions(payload, head, this.ground);
    this.detail = new Detail(head.detail, () => later("kordon-detail"), this.ground.coarse);
    this.gate = new Gate(this.store);
    await loadBadges(this.store.values.symbols);
    const watched = await loadCoverage(payload, head, this.ground);
    this.coverage = watched && new Coverage(this, watched);
    this.searcher = new Search(this.store, (i) => when(this, i), {
      sayable: () => whenWords(this),
    });
    this.filtering = new Filtering(this.store);
    const seen = fromHash(location.hash, head, this.filter);
    if (seen.context !== null) this.show = new Set(seen.context.split(",").filter(Boolean));
    this.themeName = seen.theme ?? firstTheme();
    this.pace = seen.pace;
    this.dress();
    this.rasters = new Rasters(this);
    this.rasters.fromState(seen.fade);
    await this.rasters.load();
    this.chips = new Chips(this, byId("k-chips"));
    this.setUpParts();
    this.chips.update(); // before the map is framed: they take room
    this.enter("loading"); // all is in its place, and is measured once
    await roomFor(byId("k-map"));
    this.surface = new Surface(this, this.map, seen.map);
    this.surface.painter.mode = seen.mode;
    this.tools = new Tools(this);
    this.notice = new Notice(this);
    framed(this);
    this.walk = new Walk(this);
    this.comparing.restore(seen.compare);
    this.tools.openDrawer(seen.tab);
    await this.table.fromState(seen);
    if (seen.map) this.surface.frame(seen.map); // what was opened took room from the map
    await unlessSketched(this, records);
    await this.refresh({ quiet: true });
    this.surface.open();
    if (this.store.sketch) await openSketched(this, records);
    await this.drawn();
    await this.choose(seen.picked, { stay: seen.map !== null });
    await this.printing.update();
    await whole();
    this.enter("ready");
  }

  /** The map has its first picture: it is shown before what nobody sees yet is made. */
  async drawn() {
    this.enter("drawn");
    await shown();
    this.surface.settleIn();
    for (const part of this.parts) part.settleIn?.();
  }

  /** A page that has failed, because its end is missing, stays so. */
  enter(state) {
    const { dataset } = this.root;
    if (dataset.state !== "failed") dataset.state = state;
  }

  /** Theme colours as CSS variables. */
  dress() {
    const { ui } = this.theme;
    for (const [name, value] of Object.entries(ui)) this.root.style.setProperty(`--${name}`, value);
    this.root.dataset.theme = this.themeName;
    this.root.style.colorScheme = this.theme.scheme;
  }

  setUpParts() {
    const { words, head, root } = this;
    document.documentElement.lang = head.language;
    document.title = visible(head.title);
    byId("k-title").textContent = visible(head.title);
    const say = (key, values) => words.say(key, values);
    const { as_of: newest, publication } = head.provenance;
    const briefly = publication ? withheldBriefly(words, publication) : "";
    const held = (text) => (briefly ? words.pair(say("published_withheld"), text) : "");
    const whole = held(briefly && withheldInWords(say, publication));
    const told = [newest ? say("as_of_date", { date: visible(words.date(newest)) }) : "", whole];
    fill(
      byId("k-as-of"),
      told.filter(Boolean).map((text, k) => el("span", { text: k ? ` · ${text}` : text })),
    );
    byId("k-withheld").textContent = held(briefly); // where there is no room for that
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
    this.printing = new Printing(this);
    this.timeline = new Timeline(this, byId("k-time"));
    this.comparing = new Compare(this);
    this.parts = [
      new Tree(this, byId("k-tree")),
      new Narrow(this, byId("k-narrow"), byId("k-search")),
      this.comparing, // before the histogram, which marks what is compared
      this.chips,
      this.timeline,
      this.table,
      this.card,
      this.rasters,
      new ZoneTable(this, byId("k-zones")),
      new OffMap(this, byId("k-off"), byId("k-tab-off")),
      this.printing,
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

  /** Everything follows the filter. `live`: more of the same will follow at once. A search may
   *  take a while: until it is done the page shows what the last one found. */
  async refresh(how = {}) {
    const { text } = this.filter;
    if (text !== this.asked) {
      this.asked = text;
      const finding = this.searcher.find(text); // the search before this one ends here
      if (text.trim()) {
        byId("k-count").setAttribute("aria-busy", "true");
        const hits = await finding;
        if (hits === undefined || text !== this.filter.text) return;
        this.hits = hits;
      } else this.hits = null;
      byId("k-count").removeAttribute("aria-busy");
    }
    this.apply(how);
  }

  apply({ quiet = false, live = false }) {
    this.result = this.filtering.apply(this.filter, this.hits, this.comparing.periods());
    byId("k-count").textContent = shownInWords(this.words, this.store, this.result);
    this.applying = !live; // where a part takes room from the map, or gives it back
    try {
      for (const part of this.parts) part.update();
    } finally {
      this.applying = false;
    }
    if (live) this.surface.redrawLive();
    else this.surface.redraw();
    if (quiet) return;
    if (live) this.rememberSoon();
    else this.remember();
  }

  /** Not at every step of a drag: browsers limit how often an address may change. */
  rememberSoon() {
    clearTimeout(this.remembering);
    this.remembering = setTimeout(() => this.remember(), REMEMBER_MS);
  }

  /** The view goes into the address; after a large step (`push`) the browser can go back. */
  remember({ push = false } = {}) {
    if (!this.result || this.restoring) return;
    const hash = toHash({
      ...this.table.state(),
      filter: this.filter,
      head: this.head,
      pace: this.pace,
      map: this.surface.view(),
      picked: this.picked,
      context: this.contextChange(),
      fade: this.rasters.toState(),
      theme: this.themeName,
      mode: this.surface.painter.mode,
      compare: this.comparing.state(),
      tab: this.root.dataset.drawer,
    });
    const changed = hash !== this.hash;
    this.hash = hash;
    clearTimeout(this.remembering);
    if (!changed && location.hash === hash) return; // browsers take their time for it
    try {
      const how = push && changed ? "pushState" : "replaceState";
      history[how](null, "", hash || location.pathname + location.search);
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
    if (location.hash === this.hash || this.store.sketch) return;
    Object.assign(this.filter, emptyFilter(this.head));
    const seen = fromHash(location.hash, this.head, this.filter);
    this.pace = seen.pace;
    this.show.clear();
    const shown = seen.context === null ? this.head.show : seen.context.split(",").filter(Boolean);
    for (const id of shown) this.show.add(id);
    this.rasters.fromState(seen.fade);
    this.restoring = true;
    this.comparing.restore(seen.compare);
    this.tools.openDrawer(seen.tab);
    this.chips.update();
    this.surface.frame(seen.map);
    // Each draws everything anew, which the refresh does in any case.
    const theme = seen.theme ?? "light";
    if (theme !== this.themeName) this.tools.setTheme(theme);
    if (seen.mode !== this.surface.painter.mode) this.tools.setMode(seen.mode);
    this.restoring = false;
    await this.refresh();
    await this.table.fromState(seen);
    await this.choose(seen.picked, { stay: seen.map !== null });
  }

  async choose({ ids, of }, how) {
    const found = await this.store.unpacked.findAll(ids);
    const rows = [...new Set(found)].filter((i) => i >= 0);
    if (rows.length) await this.select(rows, { ...how, of });
    else if (this.selected.length) await this.select([]);
  }

  /** Selects records; the card, the map and the table show it. `stay`: the map does not move. */
  async select(indices, { fromMany = false, stay = false, of = 0 } = {}) {
    this.choosing = (this.choosing ?? 0) + 1;
    const turn = this.choosing;
    this.selected = indices;
    this.picked = nonePicked();
    const picked = await pickedOf(this.store, indices, of);
    if (turn !== this.choosing) return; // something else was chosen meanwhile
    this.picked = picked;
    this.surface.painter.selected = indices;
    this.root.classList.toggle("card-open", indices.length > 0);
    if (!indices.length) this.card.close();
    else if (indices.length === 1) await this.card.showOne(indices[0], fromMany);
    else await this.card.showMany(indices);
    if (turn !== this.choosing) return;
    if (!stay) this.surface.reveal(indices);
    this.remember();
    this.surface.redrawRecords();
    for (const part of this.parts) part.chosen?.();
    this.table.follow();
  }
}

/** An address that says nothing means light, so that a shared view looks the same for all; only
 *  a page opened without any address, and not inside another one, follows the system. */
function firstTheme() {
  const own = location.hash.length < 2 && !isFramed();
  return own && window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** Called by the page with the Leaflet map; says what is wrong instead of staying blank. */
export async function startKordon(map) {
  try {
    await reached("kordon-data");
    const head = JSON.parse(await takeText("kordon-head"));
    const app = new App(map, head);
    app.root.kordon = app;
    const base = head.base_toc && new Payload(take("kordon-base"), head.base_toc);
    let reading = null;
    const read = () => new Payload(take("kordon-data"), head.toc); // which can be taken once
    const records = () => {
      reading ??= reached("kordon-records").then(read);
      return reading;
    };
    await app.start(base, records, (id) => whole().then(() => take(id)));
  } catch (error) {
    fail(error instanceof Damaged ? "damaged" : "broken", error);
    throw error;
  }
}
