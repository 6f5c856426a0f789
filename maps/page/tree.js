// The layer tree with counts that follow the filters; it is the legend at the same time.

import { el, fill } from "./dom.js";
import { symbolIcon } from "./symbols.js";

export class Tree {
  constructor(app, root) {
    this.app = app;
    this.root = root;
    this.build();
  }

  build() {
    this.counts = [];
    fill(this.root, this.recordLayers(), this.contextLayers(), this.key());
  }

  /** The theme changed: symbols carry its colours. */
  dress() {
    this.build();
    this.update();
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
      return el(
        "li",
        { class: `layer layer-${layer.id}` },
        el(
          "details",
          {},
          el(
            "summary",
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
          el(
            "ul",
            {},
            categories.map((c) => this.category(layer, c)),
          ),
        ),
      );
    });
    return el(
      "section",
      { class: "records" },
      el("h2", { text: words.say("layers") }),
      el("ul", { class: "tree" }, items),
    );
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
    const { head, words, show, theme } = this.app;
    const item = (id, label, swatch, note) =>
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
      );
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
      el("ul", { class: "tree" }, sets, plain),
    );
  }

  /** What line styles, pointers and rings mean. */
  key() {
    const { words, head, store } = this.app;
    const layer = head.layers[0];
    if (!layer) return null;
    const used = { standings: new Set(), pointers: new Set() };
    for (let i = 0; i < store.n; i++) {
      used.standings.add(this.app.look(i).standing);
      used.pointers.add(store.word("direction", i));
    }
    const row = (icon, text) => el("li", {}, icon, el("span", { text }));
    const rows = [];
    for (const standing of ["plain", "solid", "dashed", "hollow"]) {
      if (!used.standings.has(standing)) continue;
      rows.push(row(symbolIcon(this.look(layer, { standing })), words.say(`standing_${standing}`)));
    }
    for (const pointer of ["arrival", "departure", "transit"]) {
      if (!used.pointers.has(pointer)) continue;
      rows.push(row(symbolIcon(this.look(layer, { pointer })), words.say(`pointer_${pointer}`)));
    }
    rows.push(row(el("span", { class: "ring-key", text: "7" }), words.say("key_ring")));
    return el(
      "section",
      { class: "key" },
      el("h2", { text: words.say("key") }),
      el("ul", {}, rows),
    );
  }

  update() {
    const { result, words, filter, show } = this.app;
    for (const { node, kind, k, total } of this.counts) {
      const n = result[kind][k];
      node.textContent =
        n === total ? words.number(n) : `${words.number(n)} / ${words.number(total)}`;
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
