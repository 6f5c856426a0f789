// One filter for all parts: what it leaves, what it counts, how it travels in the address.

import assert from "node:assert/strict";
import test from "node:test";
import { shellWord, toCommand } from "../../maps/page/command.js";
import { VIEWS } from "../../maps/page/compare/periods.js";
import { countFacets } from "../../maps/page/data/facets.js";
import {
  applyFilter,
  applyTime,
  choices,
  emptyFilter,
  FACETS,
  Filtering,
  rowsWithin,
  sumQuantities,
} from "../../maps/page/data/filter.js";
import { Search } from "../../maps/page/data/search.js";
import { countRegions, recordsIn } from "../../maps/page/drawer/zonetable.js";
import { MODES } from "../../maps/page/map/modes.js";
import { fromHash, toHash } from "../../maps/page/state.js";
import {
  bins,
  byMonth,
  histogram,
  monthEdges,
  monthStart,
  nextMonth,
  timeSpan,
} from "../../maps/page/time/span.js";
import { emptyPace, SPEEDS, UNITS } from "../../maps/page/time/timeplay.js";
import { expected, head, random, store } from "./fixture.mjs";

const apply = (change = {}) => applyFilter(store, { ...emptyFilter(head), ...change });
const chosen = (result) => expected.filter((_, i) => result.mask[i]);

test("no filter shows everything and counts it by layer and category", () => {
  const all = apply();
  assert.equal(all.shown, expected.length);
  assert.deepEqual(
    [...all.byLayer],
    head.layers.map((layer) => layer.total),
  );
  assert.deepEqual(
    [...all.byCategory],
    head.categories.map((category) => category.total),
  );
});

test("a layer or category switched off still says what it would add", () => {
  const without = apply({ layers: new Set(["shelling"]) });
  assert.ok(chosen(without).every((r) => r.layer === "shelling"));
  assert.deepEqual(without.byLayer, apply().byLayer);
  const id = "deployment.rail_echelon";
  const off = apply({ categories: new Set([id]) });
  assert.equal(off.shown, expected.length - head.categories.find((c) => c.id === id).total);
});

test("a period keeps what may have been in it", () => {
  const [from, to] = [Date.UTC(2022, 9, 1), Date.UTC(2022, 10, 1)];
  const result = apply({ from, to });
  const then = expected.filter((r) => r.time_from < to && r.time_to > from);
  assert.deepEqual(
    chosen(result).map((r) => r.id),
    then.map((r) => r.id),
  );
  assert.equal(
    result.offTime.reduce((a, b) => a + b),
    expected.length,
  );
});

test("instants lie in half-open periods, undated records in none but the open one", () => {
  const at = Date.UTC(2022, 9, 1);
  const one = {
    n: 1,
    head: { layers: [{}], categories: [{}] },
    layerOfCategory: [0],
    c: { from: [at / 60000], category: [0] },
    ends: [at / 60000],
  };
  const all = { passes: [1], on: [1] };
  const ask = (from, to, store = one) => applyTime(store, { from, to }, all).shown === 1;
  assert.equal(ask(at, at + 1), true);
  assert.equal(ask(at - 1000, at), false);
  assert.equal(ask(at + 1000, null), false);
  const none = { ...one, c: { from: [-2147483648], category: [0] } };
  assert.equal(ask(at, null, none), false);
  assert.equal(ask(null, null, none), true);
});

test("rows that a period may touch are found without looking at each", () => {
  const pick = random(5);
  const n = 3000;
  const from = Int32Array.from({ length: n }, () => Math.floor(pick() * 9000) - 4000).sort();
  from.fill(-2147483648, 2900); // undated ones come last
  const ends = from.map((at, i) => (i < 2900 ? at + Math.floor(pick() ** 9 * 2000) : at));
  const some = { n, c: { from }, ends };
  for (let k = 0; k < 300; k++) {
    const low = k < 9 ? -Infinity : Math.floor(pick() * 12000) - 6000;
    const high = k % 9 ? low + Math.floor(pick() * 3000) : Infinity;
    const [start, stop] = rowsWithin(some, low, high);
    assert.ok(start <= stop && stop <= 2900);
    for (let i = 0; i < 2900; i++) {
      const touches = from[i] < high && Math.max(ends[i], from[i] + 1e-5) > low;
      if (touches) assert.ok(start <= i && i < stop, `row ${i} of ${start} to ${stop}`);
    }
  }
  assert.deepEqual(rowsWithin(some, 90000, 99999), [2900, 2900]);
  assert.deepEqual(rowsWithin({ n: 0, c: { from: [] }, ends: [] }, 0, 1), [0, 0]);
});

test("asking again only what has changed gives the same answer", () => {
  const pick = random(11);
  const filtering = new Filtering(store);
  const filter = emptyFilter(head);
  for (let k = 0; k < 200; k++) {
    const change = Math.floor(pick() * 6);
    if (change < 2) filter.from = Date.UTC(2022, Math.floor(pick() * 12), 1);
    if (change === 2) filter.layers.delete("shelling");
    if (change === 3) filter.layers.add("shelling");
    if (change === 4) filter.reliability = Math.floor(pick() * 4);
    if (change === 5) filter.regions = [Math.floor(pick() * head.regions.length)];
    if (change === 4) filter.actor = pick() < 0.5 ? [] : [head.actors[0]];
    const { mask, shown, byLayer, byCategory } = filtering.apply(filter, null);
    const anew = applyFilter(store, filter);
    assert.deepEqual(
      [mask, shown, byLayer, byCategory],
      [anew.mask, anew.shown, anew.byLayer, anew.byCategory],
    );
  }
});

test("grades: this good or better, and ungraded never passes", () => {
  const best = apply({ reliability: 1 });
  assert.ok(best.shown > 0 && chosen(best).every((r) => r.source_reliability === "A"));
  const good = apply({ credibility: 2 });
  assert.ok(chosen(good).every((r) => Number(r.information_credibility) <= 2));
});

test("an actor is found among several", () => {
  const result = apply({ actor: ["BLR"] });
  const theirs = expected.filter((r) => (r.actor ?? "").split(";").includes("BLR"));
  assert.equal(result.shown, theirs.length);
  assert.ok(theirs.some((r) => r.actor !== "BLR"));
});

test("a region certainly, or at least possibly", () => {
  const number = head.regions.findIndex((r) => r.id === "BY-UA-50km-BY");
  const inside = (r, sure) =>
    r.members.some((m) => m.region_id === "BY-UA-50km-BY" && (!sure || m.certainty === "certain"));
  assert.equal(apply({ regions: [number] }).shown, expected.filter((r) => inside(r)).length);
  const sure = apply({ regions: [number], certainOnly: true });
  assert.equal(sure.shown, expected.filter((r) => inside(r, true)).length);
  assert.ok(sure.shown < apply({ regions: [number] }).shown);
});

test("search folds case and accents, in both scripts, and wants every word", async () => {
  const search = new Search(store);
  const found = async (text) => (await search.find(text)).reduce((a, b) => a + b, 0);
  assert.ok((await found("MAZYR")) > 0);
  assert.equal(await found("MAZYR"), await found("mazyr"));
  assert.ok((await found("мазыр")) > 0);
  assert.equal(await found("mazyr qqqq"), 0);
  assert.equal(await search.find("  "), null);
});

test("what every record shares, such as the file's name, finds nothing", async () => {
  const search = new Search(store, () => "9 Oct 2022");
  for (const word of ["csv", "https", "geonames", "belarus-border"]) {
    assert.equal((await search.find(word)).indexOf(1), -1, word);
  }
  assert.equal((await search.find("oct 2022")).indexOf(0), -1, "dates as they are shown");
});

test("of two searches the later one answers", async () => {
  const search = new Search(store);
  const [first, second] = await Promise.all([search.find("mazyr"), search.find("brest")]);
  assert.equal(first, undefined);
  assert.ok(second.indexOf(1) >= 0);
});

test("sums keep units apart, leave running totals out and open ends open", () => {
  const all = sumQuantities(store, expected.keys());
  const missiles = all.find((s) => s.unit === "missiles");
  const summed = expected.filter(
    (r) =>
      r.quantity_unit === "missiles" &&
      r.category !== "missile_launch_total" &&
      r.quantity_low !== null,
  );
  assert.equal(missiles.reports, summed.length);
  assert.equal(
    missiles.low,
    summed.reduce((n, r) => n + r.quantity_low, 0),
  );
  assert.equal(
    missiles.open,
    summed.some((r) => r.quantity_high === null),
  );
});

test("figures per region count a record once, and are those of the join", () => {
  const { mask } = apply();
  const counts = countRegions(store, mask);
  head.regions.forEach(({ id }, number) => {
    head.layers.forEach((layer, k) => {
      const mine = expected.filter((r) => r.layer === layer.id);
      const of = (certainty) =>
        mine.filter((r) => r.members.some((m) => m.region_id === id && m.certainty === certainty))
          .length;
      const at = (number * head.layers.length + k) * 2;
      assert.deepEqual([counts[at], counts[at + 1]], [of("possible"), of("certain")], id);
      assert.equal(recordsIn(store, mask, number, k).length, counts[at] + counts[at + 1]);
    });
  });
});

test("a month holds every report that may have been in it", () => {
  const span = timeSpan(store);
  const edges = monthEdges(span);
  assert.deepEqual([edges[0], edges.at(-1)], [span.from, span.to]);
  byMonth(store, apply().mask, edges).forEach((n, k) => {
    assert.equal(n, apply({ from: edges[k], to: edges[k + 1] }).shown, new Date(edges[k]).toJSON());
  });
});

test("the histogram holds each dated record once, whatever the bars", () => {
  const span = timeSpan(store);
  assert.equal(span.from, monthStart(span.from));
  const edges = bins(span);
  assert.equal(edges[0], span.from);
  assert.equal(edges.at(-1), span.to);
  const counts = histogram(store, apply().mask, edges, head.layers.length);
  const total = [...counts.solid, ...counts.spread].reduce((a, b) => a + b, 0);
  assert.equal(Math.round(total * 1e6) / 1e6, expected.filter((r) => r.time_from !== null).length);
  assert.equal(nextMonth(Date.UTC(2022, 11, 1)), Date.UTC(2023, 0, 1));
  assert.equal(bins({ from: 0, to: 10 * 86400000 }).length, 11);
});

const THEMES = Object.keys(head.themes);

test("any view survives the way through the address", () => {
  const pick = random(7);
  const some = (list) => list[Math.floor(pick() * list.length)];
  for (let k = 0; k < 300; k++) {
    const filter = emptyFilter(head);
    if (pick() < 0.5) filter.layers.delete(some(head.layers).id);
    if (pick() < 0.5) filter.categories.add(some(head.categories).id);
    if (pick() < 0.5) filter.from = Date.UTC(2022, Math.floor(pick() * 12), 1);
    if (pick() < 0.5) filter.to = Date.UTC(2023, Math.floor(pick() * 12), 1);
    if (pick() < 0.5) filter.text = some(["Мазыр & Mazyr", "a=b#c", "100%", "x/y,z", "{{ 7*7 }}"]);
    if (pick() < 0.5) filter.actor = [some(head.actors)];
    if (pick() < 0.5) filter.status = [some(choices(head, "status"))];
    if (pick() < 0.5) filter.direction = choices(head, "direction").slice(0, 2);
    if (pick() < 0.5) filter.located = true;
    if (pick() < 0.5) filter.reliability = Math.floor(pick() * 6);
    if (pick() < 0.5) filter.credibility = Math.floor(pick() * 6);
    if (pick() < 0.5) {
      filter.regions = [...new Set([0, 0].map(() => Math.floor(pick() * head.regions.length)))];
      filter.certainOnly = pick() < 0.5;
    }
    const map = { zoom: 6.25, latitude: 52.1234, longitude: 29.4321 };
    const ids = expected.map((r) => r.id).slice(0, Math.floor(pick() * 4));
    if (pick() < 0.2) ids.push(some(["a,b", "100%", "x&id=y", "%2C", "@7"]));
    const picked = { ids, of: ids.length * (1 + Math.floor(pick() * 2)) };
    const pace = { ...emptyPace() };
    if (pick() < 0.5) Object.assign(pace, { step: some(UNITS), upTo: true, speed: some(SPEEDS) });
    const from = Date.UTC(2022, 0, 1 + Math.floor(pick() * 300));
    const [a, b] = [
      { from, to: from + 864e5 },
      { from: from + 864e5, to: from + 5 * 864e5 },
    ];
    const compare = pick() < 0.5 ? { view: some(VIEWS), a, b, split: 50 } : null;
    if (compare?.view === "swipe") compare.split = 5 + Math.floor(pick() * 91);
    const tabs = ["", "table", "zones", "off", "foot", compare ? "changes" : ""];
    const more = { pace, compare, tab: some(tabs), mode: some(MODES), theme: some(THEMES) };
    const hash = toHash({ filter, head, map, picked, context: "", ...more });
    const back = fromHash(hash, head, emptyFilter(head));
    for (const [key, value] of Object.entries(more))
      assert.deepEqual(
        key === "theme" ? (back[key] ?? "light") : back[key],
        value,
        `${key} of ${hash}`,
      );
    assert.deepEqual(back.filter, filter);
    assert.deepEqual(back.map, map);
    assert.deepEqual(back.picked, picked, hash);
  }
});

test("a damaged address leaves the defaults", () => {
  for (const hash of [
    "#actor=,,%25,constructor&direction=__proto__&located=x",
    "#",
    "#%%%",
    "#map=a/b/c",
    "#time=..",
    "#time=2022-99-99..x",
    "#grade=Z9",
    "#region=nope",
    "#actor=__proto__",
    "#text=%E0%A4%A",
    "#without=constructor",
    "#=&&=&",
    "#compare=",
    "#compare=swipe~~~",
    "#compare=swipe~2022-02-30..2022-03-01~2022-01-01..2022-01-02",
    "#compare=%00~1..2~3..4&tab=constructor&step=year&speed=1e9&upto=yes&mode=__proto__",
    `#compare=${"9".repeat(100000)}`,
  ]) {
    const back = fromHash(hash, head, emptyFilter(head));
    assert.deepEqual(back.filter, emptyFilter(head), hash);
    const { map, compare, tab, pace, mode } = back;
    assert.deepEqual([map, compare, tab, mode], [null, null, "", "rings"], hash);
    assert.deepEqual(pace, emptyPace(), hash);
  }
});

test("garbage in an address breaks nothing, and what is read of it is written the same again", () => {
  const pick = random(23);
  const some = (list) => list[Math.floor(pick() * list.length)];
  const day = "2022-09-01..2022-09-30";
  const good = `#map=6/52/29&time=${day}&hide=shelling&grade=B2&compare=swipe~${day}~${day}~40&tab=off&step=week&ids=x,y&of=3`;
  for (let k = 0; k < 500; k++) {
    const letters = [...good];
    for (let n = 1 + Math.floor(pick() * 6); n > 0; n--)
      letters.splice(
        Math.floor(pick() * letters.length),
        1,
        some(["", "%", "~", "&", "=", "9", "\u0000", "é", "..", good]),
      );
    const read = (hash) => fromHash(hash, head, emptyFilter(head));
    const { filter, ...view } = read(letters.join(""));
    const again = toHash({
      ...view,
      filter,
      head,
      theme: view.theme ?? "light",
      context: view.context ?? "",
    });
    const { filter: same, ...rest } = read(again);
    assert.deepEqual(same, filter, again);
    for (const key of ["pace", "compare", "tab", "mode", "picked"])
      assert.deepEqual(rest[key], view[key], again);
  }
});

const file = head.provenance.inputs[0].name;

test("the command asks what the filter shows, and quotes what a shell would read", () => {
  const filter = emptyFilter(head);
  filter.from = Date.UTC(2022, 9, 1);
  filter.to = Date.UTC(2022, 10, 1);
  filter.categories.add("shelling.mortar_fire");
  assert.deepEqual(toCommand(filter, head), {
    command:
      `kordon query ${file} --since 2022-10-01 --until 2022-10-31 ` +
      "--where 'category!=mortar_fire'",
    missing: [],
  });
  assert.equal(shellWord("it's; rm"), "'it'\\''s; rm'");
});

test("the command says what it cannot ask", () => {
  const ask = (change) => toCommand({ ...emptyFilter(head), ...change }, head).missing;
  assert.deepEqual(ask({ text: "mazyr" }), ["search"]);
  assert.deepEqual(ask({ layers: new Set() }), ["layers"]);
  assert.deepEqual(ask({ regions: [0], certainOnly: true, from: 0 }), ["certain"]);
  const categories = [
    { id: "deployment.other", layer: "deployment" },
    { id: "shelling.other", layer: "shelling" },
    { id: "shelling.a,b", layer: "shelling" },
  ];
  const odd = { ...head, categories };
  const off = (...ids) =>
    toCommand({ ...emptyFilter(head), categories: new Set(ids) }, odd).missing;
  assert.deepEqual(off("deployment.other"), ["kinds"], "it would hide the other layer's too");
  assert.deepEqual(off("deployment.other", "shelling.other"), []);
  assert.deepEqual(off("shelling.a,b"), ["kinds"]);
});

test("the command carries what the page was made with", () => {
  const ask = { options: ["--where", "actor=RUS"], since: "2022-10-01", until: "2022-12-31" };
  const own = { ...head, provenance: { ...head.provenance, ask } };
  const filter = emptyFilter(head);
  assert.equal(
    toCommand(filter, own).command,
    `kordon query ${file} --where actor=RUS --since 2022-10-01 --until 2022-12-31`,
  );
  filter.from = Date.UTC(2022, 10, 1);
  assert.match(toCommand(filter, own).command, /--since 2022-11-01 --until 2022-12-31/);
});

test("several words of a filter are any of them; what is not stated can be asked for", () => {
  const said = (i, key) => (expected[i][key] ?? "").split(";").map((w) => w.trim());
  for (const key of ["actor", "direction"]) {
    const words = choices(head, key);
    for (const wanted of [words.slice(0, 1), words.slice(0, 2), [""], words]) {
      const { mask, shown } = apply({ [key]: wanted });
      const right = expected.map((_, i) => said(i, key).some((w) => wanted.includes(w)));
      assert.deepEqual([...mask].map(Boolean), right, `${key} ${wanted}`);
      assert.equal(shown, right.filter(Boolean).length);
    }
  }
  const located = apply({ located: true });
  assert.equal(located.shown, expected.filter((r) => r.longitude !== null).length);
});

test("in one of several regions, certainly in one of them", () => {
  const ids = ["BY-UA-25km-BY", "RU-UA-25km-RU"];
  const regions = ids.map((id) => head.regions.findIndex((r) => r.id === id));
  const right = (sure) =>
    expected.filter((r) =>
      r.members.some((m) => ids.includes(m.region_id) && (!sure || m.certainty === "certain")),
    ).length;
  assert.equal(apply({ regions }).shown, right(false));
  assert.equal(apply({ regions, certainOnly: true }).shown, right(true));
  assert.ok(right(true) > 0 && right(true) < right(false));
});

test("counts of a choice are what choosing it would show", () => {
  const filters = [
    {},
    { actor: ["RUS"] },
    { actor: ["RUS", "BLR"], direction: ["arrival"], layers: new Set(["deployment"]) },
    { reliability: 2, regions: [0, 1], certainOnly: true },
    { from: Date.UTC(2022, 9, 1), to: Date.UTC(2022, 10, 1), located: true },
  ];
  for (const change of filters) {
    const filter = { ...emptyFilter(head), ...change };
    const { words, grades, regions } = countFacets(store, filter);
    for (const key of FACETS)
      for (const word of choices(head, key)) {
        const alone = applyFilter(store, { ...filter, [key]: [word] }).shown;
        assert.equal(words[key].get(word), alone, `${key} ${word}`);
      }
    for (const rank of [1, 2, 3]) {
      const better = grades.reliability.slice(1, rank + 1).reduce((a, b) => a + b, 0);
      assert.equal(better, applyFilter(store, { ...filter, reliability: rank }).shown);
    }
    for (const k of [0, 3, 20]) {
      const one = (certainOnly) =>
        applyFilter(store, { ...filter, regions: [k], certainOnly }).shown;
      assert.equal(regions[2 * k + 1], one(true));
      assert.equal(regions[2 * k] + regions[2 * k + 1], one(false));
    }
  }
});

test("several words go into one condition of the command, an empty one last", () => {
  const ask = (change) => toCommand({ ...emptyFilter(head), ...change }, head);
  assert.match(ask({ actor: ["", "RUS", "BLR"] }).command, / --where actor=RUS,BLR,$/);
  assert.match(ask({ status: [""] }).command, / --where status=$/);
  const two = ask({ regions: [0, 1], certainOnly: true });
  const [a, b] = head.regions.map((r) => r.id);
  assert.ok(two.command.includes(`--within ${a} --within ${b} --certain`));
  assert.deepEqual(two.missing, ["union"]);
  assert.deepEqual(ask({ located: true }).missing, ["located"]);
});
