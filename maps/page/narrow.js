// Filters beside layers and time: actor, status, grade, region, text.

import { el, fill } from "./dom.js";
import { emptyFilter } from "./filter.js";
import { labelOf } from "./text.js";

export class Narrow {
  constructor(app, root, search) {
    this.app = app;
    this.search = search;
    const { words, head } = app;
    const say = (k) => words.say(k);
    const option = (value, text) => el("option", { value: String(value), text });
    const select = (key, options, read) =>
      el(
        "label",
        { class: "field" },
        el("span", { text: say(key) }),
        el(
          "select",
          {
            "data-filter": key,
            onchange: (e) => {
              read(e.target.value);
              app.refresh();
            },
          },
          options,
        ),
      );
    const any = () => option("", say("any"));
    const f = app.filter;
    const statuses = head.words.status.filter(Boolean);
    this.certain = el("input", {
      type: "checkbox",
      onchange: (e) => {
        f.certainOnly = e.target.checked;
        app.refresh();
      },
    });
    fill(
      root,
      el("h2", { text: say("narrow") }),
      select("region", [any(), ...this.regionOptions(option)], (v) => {
        f.region = v === "" ? -1 : Number(v);
      }),
      el("label", { class: "field tick" }, this.certain, el("span", { text: say("certain_only") })),
      select(
        "actor",
        [any(), ...head.actors.map((a) => option(a, labelOf(head.labels.actor, a)))],
        (v) => {
          f.actor = v;
        },
      ),
      statuses.length
        ? select(
            "status",
            [any(), ...statuses.map((s) => option(s, labelOf(head.labels.status, s)))],
            (v) => {
              f.status = v;
            },
          )
        : null,
      select(
        "reliability",
        [
          any(),
          ...[..."ABCDE"].map((letter, k) =>
            option(k + 1, words.say("grade_or_better", { grade: letter })),
          ),
        ],
        (v) => {
          f.reliability = Number(v);
        },
      ),
      select(
        "credibility",
        [
          any(),
          ...[1, 2, 3, 4, 5].map((digit) =>
            option(digit, words.say("grade_or_better", { grade: String(digit) })),
          ),
        ],
        (v) => {
          f.credibility = Number(v);
        },
      ),
      el("button", {
        type: "button",
        class: "reset",
        text: say("reset"),
        onclick: () => this.reset(),
      }),
    );
    this.root = root;
    search.addEventListener("input", () => {
      f.text = search.value;
      app.refresh();
    });
  }

  regionOptions(option) {
    const { head } = this.app;
    return head.sets.map((set) =>
      el(
        "optgroup",
        { label: set.label },
        head.regions.map((r, k) => (r.set === set.id ? option(k, r.name) : null)),
      ),
    );
  }

  reset() {
    Object.assign(this.app.filter, emptyFilter(this.app.head));
    this.app.refresh();
  }

  update() {
    const { filter } = this.app;
    const values = {
      region: filter.region < 0 ? "" : String(filter.region),
      actor: filter.actor,
      status: filter.status,
      reliability: filter.reliability ? String(filter.reliability) : "",
      credibility: filter.credibility ? String(filter.credibility) : "",
    };
    for (const node of this.root.querySelectorAll("[data-filter]")) {
      node.value = values[node.dataset.filter];
    }
    this.certain.checked = filter.certainOnly;
    this.certain.disabled = filter.region < 0;
    if (this.search.value !== filter.text) this.search.value = filter.text;
  }
}
