// The layer tree with counts that follow the filters; it is the legend at the same time.

import { el, fill } from "../base/dom.js";
import { labelOf } from "../base/text.js";
import { countInWords } from "../data/cells.js";
import { knowsDoubles } from "../data/events.js";
import { CONDITION_FIELD, CONDITIONS, conditionOf } from "../map/condition.js";
import { outlineIcon } from "../map/obstacles.js";
import { shortCount } from "../map/rings.js";
import { fanned } from "../map/shots.js";
import { standing, symbolIcon } from "../map/symbols.js";

const BRIEF = 10000; // from so many on "12k / 30k": the panel has no room for more

export class Tree {
  constructor(app, root) {
    this.app = app;
    this.root = root;
    this.opened = new Set(); // layers whose categories are shown
    this.build();
  }

  build() {
    this.counts = [];
    fill(this.root, this.recordLayers(), this.contextLayers(), this.key());
  }

  /** The theme changed: symbols carry its colours. The focus stays where it was. */
  dress() {
    const held = this.root.contains(document.activeElement) ? document.activeElement.dataset : {};
    this.build();
    this.update();
    const [name] = Object.keys(held);
    if (!name) return;
    const same = [...this.root.querySelectorAll(`[data-${name}]`)];
    same.find((node) => node.dataset[name] === held[name])?.focus();
  }

  check(checked, label, onchange, extra = {}) {
    return el("input", { type: "checkbox", checked, "aria-label": label, onchange, ...extra });
  }

  look(layer, more = {}) {
    const { theme } = this.app;
    return {
      shape: layer.shape,
      mark: "none",
      color: theme.layers[layer.id],
      halo: theme.symbolHalo,
      ink: theme.symbolInk[layer.id],
      standing: "plain",
      ...more,
    };
  }

  recordLayers() {
    const { head, words } = this.app;
    const items = head.layers.map((layer, k) => {
      const count = el("span", { class: "n" });
      this.counts.push({ node: count, kind: "byLayer", k, total: layer.total });
      const categories = head.categories.filter((c) => c.layer === layer.id && c.total);
      const list = el("ul", { id: `k-categories-${layer.id}` });
      fill(
        list,
        categories.map((c) => this.category(layer, c)),
      );
      return el(
        "li",
        { class: `layer layer-${layer.id}` },
        el(
          "div",
          { class: "layer-row" },
          el(
            "label",
            {},
            this.check(
              this.app.filter.layers.has(layer.id),
              layer.label,
              (e) => this.toggle(this.app.filter.layers, layer.id, e.target.checked),
              { "data-layer": layer.id },
            ),
            symbolIcon(this.look(layer)),
            el("span", { class: "name", text: layer.label }),
            count,
          ),
          categories.length ? this.opener(layer, list) : null,
        ),
        list,
      );
    });
    return el(
      "section",
      { class: "records" },
      el("h2", { text: words.say("layers") }),
      this.onceNote(),
      el("ul", { class: "tree" }, items),
    );
  }

  /** That events are counted here; and where nothing is known of doubles, that each report is one. */
  onceNote() {
    const { words, store } = this.app;
    if (!store.events) return null;
    const none = knowsDoubles(store.head.doubles) ? "" : `${words.say("once_none")} `;
    return el("p", { class: "note", text: none + words.say("once_tree") });
  }

  /** The button that shows a layer's categories. */
  opener(layer, list) {
    const show = (open) => {
      list.hidden = !open;
      button.setAttribute("aria-expanded", String(open));
      if (open) this.opened.add(layer.id);
      else this.opened.delete(layer.id);
    };
    const button = el("button", {
      type: "button",
      class: "more",
      "aria-label": this.app.words.say("categories_of", { layer: layer.label }),
      "aria-controls": list.id,
      "data-more": layer.id,
      onclick: () => show(list.hidden),
    });
    show(this.opened.has(layer.id));
    return button;
  }

  category(layer, category) {
    const count = el("span", { class: "n" });
    const k = this.app.head.categories.indexOf(category);
    this.counts.push({ node: count, kind: "byCategory", k, total: category.total });
    const off = () => this.app.filter.categories; // a reset puts a new set in its place
    return el(
      "li",
      {},
      el(
        "label",
        { title: category.meaning },
        this.check(
          !off().has(category.id),
          category.label,
          (e) => {
            if (e.target.checked) off().delete(category.id);
            else off().add(category.id);
            this.app.refresh();
          },
          { "data-category": category.id },
        ),
        symbolIcon(this.look(layer, { mark: category.mark }), 15),
        el("span", { class: "name", text: category.label }),
        count,
      ),
    );
  }

  toggle(set, id, on) {
    if (on) set.add(id);
    else set.delete(id);
    this.app.refresh();
  }

  contextLayers() {
    const { head, words, show, theme, rasters } = this.app;
    const item = (id, label, swatch, note, more) =>
      el(
        "li",
        {},
        el(
          "label",
          {},
          this.check(show.has(id), label, (e) => this.toggle(show, id, e.target.checked), {
            "data-context": id,
          }),
          swatch,
          el("span", { class: "name", text: label }),
          note ? el("span", { class: "n", text: note }) : null,
        ),
        more,
      );
    const pictures = rasters.list.map((raster) => {
      const swatch = el("span", { class: `swatch raster ${raster.kind}` });
      return item(raster.id, raster.label, swatch, "", rasters.about(raster));
    });
    const watched = this.app.coverage?.legend(item);
    const sets = head.sets.map((set) =>
      item(
        set.id,
        set.label,
        el("span", { class: `swatch ${set.kind}`, "data-tone": set.tone }),
        String(set.count),
      ),
    );
    const plain = ["rails", "areas", "discs", "targets", "graticule"].map((id) =>
      item(id, words.say(`show_${id}`), el("span", { class: `swatch ${id}` })),
    );
    for (const node of sets) {
      const swatch = node.querySelector(".swatch");
      swatch.style.setProperty("--tone", theme.regions[swatch.dataset.tone]);
    }
    return el(
      "section",
      { class: "context" },
      el("h2", { text: words.say("context") }),
      el("ul", { class: "tree" }, pictures, watched, sets, plain),
    );
  }

  /** Which line styles and pointers are on the page. */
  used() {
    const { words, used } = this.app.head;
    const standings = used.standings.map(([k, gone]) => standing(words.status[k], gone > 0));
    const pointers = used.directions.map((k) => words.direction[k]);
    return { standings: new Set(standings), pointers: new Set(pointers) };
  }

  /** What line styles, pointers and rings mean. */
  key() {
    const { words, head } = this.app;
    const layer = head.layers[0];
    if (!layer) return null;
    const { standings, pointers } = this.used();
    const row = (icon, text) => el("li", {}, icon, el("span", { text }));
    const rows = [];
    for (const name of ["plain", "solid", "dashed", "hollow"]) {
      if (!standings.has(name)) continue;
      const icon = symbolIcon(this.look(layer, { standing: name }));
      rows.push(row(icon, words.say(`standing_${name}`)));
    }
    for (const pointer of ["arrival", "departure", "transit"]) {
      if (!pointers.has(pointer)) continue;
      rows.push(row(symbolIcon(this.look(layer, { pointer })), words.say(`pointer_${pointer}`)));
    }
    rows.push(...this.conditions().map((parts) => row(...parts)));
    const badge = this.app.store.values.symbols?.find((symbol) => symbol.image);
    if (badge) rows.push(row(symbolIcon({ badge }), words.say("key_app6")));
    for (const category of head.categories.filter((c) => c.outline && c.total)) {
      const color = this.app.theme.layers[category.layer];
      rows.push(row(outlineIcon(category.outline, color), category.label));
    }
    if (fanned(this.app.store).length)
      rows.push(row(el("span", { class: "fan-key" }), words.say("key_fan")));
    if (this.app.store.n > 1)
      rows.push(row(el("span", { class: "ring-key", text: "7" }), words.say("key_ring")));
    if (!rows.length) return null;
    return el(
      "section",
      { class: "key" },
      el("h2", { text: words.say("key") }),
      el("ul", {}, rows),
    );
  }

  /** Which states of obstacles are drawn on the page: [symbol, words] of each. */
  conditions() {
    const { head, store, words } = this.app;
    const layer = head.layers.find(({ card }) => card.includes(CONDITION_FIELD));
    if (!store.c[CONDITION_FIELD] || !layer) return [];
    const seen = new Set();
    for (let i = 0; i < store.n; i++) seen.add(conditionOf(store, i));
    return Object.keys(CONDITIONS)
      .filter((condition) => seen.has(condition))
      .map((condition) => [
        symbolIcon(this.look(layer, { condition })),
        words.pair(
          words.say(`field_${CONDITION_FIELD}`),
          labelOf(head.labels[CONDITION_FIELD], condition),
        ),
      ]);
  }

  update() {
    const { store, result, words, filter, show } = this.app;
    for (const { node, kind, k, total } of this.counts) {
      const n = result[kind][k];
      const added = result.events ?? result.more;
      if (added) {
        const ofAll = store.addedEvents ?? store.added;
        const [here, all] = [added[kind][k], ofAll[kind][k]];
        const [some, every] = [countInWords(words, n, here), countInWords(words, total, all)];
        node.textContent = some === every ? every : `${some} / ${every}`;
        node.title = "";
        continue;
      }
      const whole = `${words.number(n)} / ${words.number(total)}`;
      const brief = total < BRIEF ? whole : `${shortCount(n)} / ${shortCount(total)}`;
      node.textContent = n === total ? words.number(n) : brief;
      node.title = n === total ? "" : whole;
    }
    for (const box of this.root.querySelectorAll("[data-layer]")) {
      box.checked = filter.layers.has(box.dataset.layer);
    }
    for (const box of this.root.querySelectorAll("[data-category]")) {
      box.checked = !filter.categories.has(box.dataset.category);
    }
    for (const box of this.root.querySelectorAll("[data-context]")) {
      box.checked = show.has(box.dataset.context);
    }
  }
}
