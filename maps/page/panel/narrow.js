// Filters beside layers and time: region, actor, status, direction, handling, grade, text.

import { el, fill } from "../base/dom.js";
import { countFacets } from "../data/facets.js";
import { choices, emptyFilter, facetsOf } from "../data/filter.js";
import { facetLabel } from "./narrowed.js";

const LATER_FROM = 20000; // records: from so many on the counts come a moment after the map
const LATER_MS = 200;

export class Narrow {
  constructor(app, root, search) {
    this.app = app;
    this.root = root;
    this.search = search;
    this.boxes = []; // {key, value, input, count} of every choice
    this.states = {}; // what is chosen, beside each facet's name
    const { words } = app;
    const say = (k) => words.say(k);
    fill(
      root,
      el("h2", { text: say("narrow") }),
      this.regions(),
      this.tick("certainOnly", "certain_only"),
      facetsOf(app.head).map((key) => this.facet(key)),
      this.grade("reliability", ["A", "B", "C", "D", "E"]),
      this.grade("credibility", ["1", "2", "3", "4", "5"]),
      this.tick("located", "located"),
      el("button", {
        type: "button",
        class: "reset",
        text: say("reset"),
        onclick: () => this.reset(),
      }),
    );
    search.title = say("search_help");
    search.addEventListener("input", () => {
      app.filter.text = search.value;
      app.refresh();
    });
  }

  /** A list of choices of which several can be ticked; it says beside its name what is chosen. */
  fold(key, content) {
    const state = el("span", { class: "state" });
    this.states[key] = state;
    return el(
      "details",
      { class: "facet", "data-facet": key },
      el("summary", {}, el("span", { class: "name", text: this.app.words.say(key) }), state),
      el(
        "div",
        { class: "facet-list tree", role: "group", "aria-label": this.app.words.say(key) },
        content,
      ),
    );
  }

  choice(key, list, value, text) {
    const count = el("span", { class: "n" });
    const input = el("input", {
      type: "checkbox",
      "data-value": value,
      onchange: () => {
        const { filter } = this.app;
        filter[list] = input.checked
          ? [...filter[list], value]
          : filter[list].filter((other) => other !== value);
        this.app.refresh();
      },
    });
    this.boxes.push({ key, list, value, input, count });
    return el("label", {}, input, el("span", { class: "name", text }), count);
  }

  facet(key) {
    const words = choices(this.app.head, key);
    if (words.length < 2 && !words[0]) return null;
    const order = Object.keys(this.app.head.labels[key]);
    const place = (word) => (word ? order.indexOf(word) + 1 || order.length + 1 : Infinity);
    words.sort((a, b) => place(a) - place(b));
    return this.fold(
      key,
      words.map((word) => this.choice(key, key, word, facetLabel(this.app, key, word))),
    );
  }

  regions() {
    const { head } = this.app;
    if (!head.regions.length) return null;
    const inSet = (set) =>
      head.regions.map((r, k) =>
        r.set === set.id ? this.choice("region", "regions", k, r.name) : null,
      );
    return this.fold(
      "region",
      head.sets.flatMap((set) => [el("h3", { text: set.label }), ...inSet(set)]),
    );
  }

  tick(key, phrase) {
    const input = el("input", {
      type: "checkbox",
      "data-tick": key,
      onchange: () => {
        this.app.filter[key] = input.checked;
        this.app.refresh();
      },
    });
    return el(
      "label",
      { class: "field tick" },
      input,
      el("span", { text: this.app.words.say(phrase) }),
    );
  }

  grade(key, names) {
    const { words, filter } = this.app;
    const options = names.map((grade, k) =>
      el("option", { value: String(k + 1), "data-grade": grade }),
    );
    const select = el(
      "select",
      {
        "data-filter": key,
        onchange: () => {
          filter[key] = Number(select.value);
          this.app.refresh();
        },
      },
      el("option", { value: "", text: words.say("any") }),
      options,
    );
    return el("label", { class: "field" }, el("span", { text: words.say(key) }), select);
  }

  reset() {
    Object.assign(this.app.filter, emptyFilter(this.app.head));
    this.app.refresh();
  }

  update() {
    const { filter, words, store } = this.app;
    for (const { list, value, input } of this.boxes) input.checked = filter[list].includes(value);
    for (const [key, state] of Object.entries(this.states)) {
      const n = filter[key === "region" ? "regions" : key].length;
      state.textContent = n ? words.number(n) : words.say("any");
      state.classList.toggle("on", n > 0);
    }
    for (const node of this.root.querySelectorAll("[data-filter]"))
      node.value = filter[node.dataset.filter] || "";
    for (const node of this.root.querySelectorAll("[data-tick]")) {
      node.checked = filter[node.dataset.tick];
      if (node.dataset.tick === "certainOnly") node.disabled = !filter.regions.length;
    }
    if (this.search.value !== filter.text) this.search.value = filter.text;
    this.stale = true;
    clearTimeout(this.later);
    if (store.n >= LATER_FROM) this.later = setTimeout(() => this.draw(), LATER_MS);
    else if (this.settled) this.draw();
  }

  settleIn() {
    this.settled = true;
    this.draw();
  }

  /** Counts of every choice, when somebody sees them. */
  draw() {
    if (!this.stale || !this.root.clientHeight || this.app.store.sketch) return;
    this.stale = false;
    const { store, filter, hits, words } = this.app;
    const counts = countFacets(store, filter, hits);
    for (const { key, value, count } of this.boxes) {
      if (key === "region") {
        const [possible, sure] = [counts.regions[2 * value], counts.regions[2 * value + 1]];
        count.textContent = words.interval(sure, filter.certainOnly ? sure : sure + possible);
      } else {
        const [n, more] = [counts, counts.open].map((some) => some.words[key].get(value) ?? 0);
        count.textContent = words.interval(n, n + more);
      }
    }
    for (const option of this.root.querySelectorAll("[data-grade]")) {
      const [n, more] = [counts, counts.open].map(({ grades }) =>
        grades[option.parentNode.dataset.filter]
          .slice(1, Number(option.value) + 1)
          .reduce((a, b) => a + b, 0),
      );
      const better = words.say("grade_or_better", { grade: option.dataset.grade });
      option.textContent = `${better} (${words.interval(n, n + more)})`;
    }
  }
}
