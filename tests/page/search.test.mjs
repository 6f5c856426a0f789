// Search: one name in many spellings, what is left out, and what is marked.

import assert from "node:assert/strict";
import test from "node:test";
import { Words } from "../../maps/page/base/text.js";
import { when, whenWords } from "../../maps/page/data/facts.js";
import { compileQuery, marked, markerOf, parseQuery } from "../../maps/page/data/query.js";
import { Search } from "../../maps/page/data/search.js";
import { soundsOf, spelt } from "../../maps/page/data/spelling.js";
import { expected, head, store } from "./fixture.mjs";

const matches = (word, text) => new RegExp(spelt(word), "i").test(text);
const places = await store.unpacked.spellings();

/** Ids of what a search finds. */
async function ids(text) {
  const hits = await new Search(store).find(text);
  return expected.filter((_, i) => hits[i]).map((r) => r.id);
}

// Each in Belarusian, Russian and Ukrainian, and as English, German, French and Polish write it.
const SAME = [
  ["Гомель", "Homiel", "Homyel", "Homyel’", "Gomel", "Homieĺ", "Homel", "ГОМЕЛЬ"],
  ["Заслонава", "Заслонова", "Заслонаў", "Zaslonava", "Zaslonovo", "Saslonowa"],
  ["Хойнікі", "Хойники", "Khoyniki", "Khoiniki", "Chojniki", "Hojniki"],
  ["Жлобін", "Жлобин", "Zhlobin", "Žlobin", "Schlobin", "Żłobin"],
  ["Ельск", "Yel’sk", "Yelsk", "Elsk", "Jelsk"],
  ["Чернігів", "Чэрнігіў", "Chernihiv", "Tschernihiw", "Tchernihiv", "Czernihiw"],
  ["Зяброўка", "Зябровка", "Ziabrauka", "Ziabraŭka", "Zyabrovka", "Zyabrowka"],
  ["Барысаў", "Борисов", "Барисов", "Barysaw", "Barysau", "Borisov", "Borissow"],
  ["Щорс", "Shchors", "Schtschors", "Chtchors"],
  ["Калінкавічы", "Калинковичи", "Kalinkavichy", "Kalinkovichi", "Kalinkawitschy"],
  ["Суми", "Sumy", "Soumy", "Сумы"],
];

test("a name is found in every spelling of it, both ways", () => {
  for (const names of SAME)
    for (const typed of names)
      for (const written of names)
        assert.ok(matches(typed, `from ${written}, at night`), `${typed} finds ${written}`);
});

test("words that only look alike stay apart", () => {
  for (const [typed, written] of [
    ["gun", "hundreds"],
    ["road", "radar"],
    ["port", "part"],
    ["men", "Minsk"],
    ["the", "tents"],
    ["see", "September"],
    ["com", "some"],
    ["mine", "mane"],
    ["Homiel", "Homes of the camels"],
    ["with", "Vitebsk"],
    ["qqqq", "tank"],
    ["train", "strain"],
    ["Мазыр", "Мозамбик"],
    ["Brest", "Brast"],
    ["Ельск", "сельск"],
  ])
    assert.ok(!matches(typed, written), `${typed} is not ${written}`);
});

test("endings may follow, and words begin where they begin", () => {
  assert.ok(matches("Гомель", "у Гомелі"));
  assert.ok(matches("train", "two trains"));
  assert.ok(matches("EX-D", "id EX-D-003"));
  assert.ok(!matches("rain", "two trains"));
});

test("a letter of the other script that looks the same does no harm", () => {
  const latinInside = "М\u0061зыр"; // Latin a
  assert.ok(matches(latinInside, "Мазыр"));
  assert.ok(matches("Мазыр", latinInside));
  assert.ok(matches("Pинск", "Пинск") === false); // a Latin P is an R, not a П
  assert.ok(matches("Слуцк", "\u0043луцк")); // Latin C for С
  assert.ok(matches("Mазыр", "Mazyr")); // Latin M
  assert.ok(matches("хутор", "\u0078утор"));
});

test("accents, soft signs and hidden breaks do not count", () => {
  assert.ok(matches("Mazyr", "Mazyr\u0301"));
  assert.ok(matches("Mazyr", "Ma\u00adzyr"));
  assert.ok(matches("Mazyr", "Ma\u200bzyr"));
  assert.ok(matches("Kamyanets", "Кам’янець"));
});

test("all spellings of the brief find the records at Mazyr, Homiel and Kyiv", async () => {
  const at = (name) => expected.filter((r) => r.place === name).map((r) => r.id);
  const mazyr = at("Mazyr");
  assert.ok(mazyr.length > 1);
  for (const typed of ["Мазыр", "Мозырь", "Мозир", "Mazyr", "Mozyr", "Mosyr", "mazy"]) {
    const found = await ids(typed);
    for (const id of mazyr) assert.ok(found.includes(id), `${typed} finds ${id}`);
    assert.ok(found.length < expected.length / 4, `${typed} finds ${found.length}`);
  }
  const homiel = await ids("Гомель");
  assert.ok(homiel.length);
  for (const typed of ["Homiel", "Homyel", "Gomel", "Homel"]) {
    assert.deepEqual(await ids(typed), homiel, typed);
  }
  const kyiv = await ids("Kyiv");
  assert.ok(kyiv.length);
  for (const typed of ["Київ", "Киев", "Kiev", "Kiew", "Кіеў"])
    assert.deepEqual(await ids(typed), kyiv, typed);
});

test("typed text: words, phrases, exclusions and fields", () => {
  const plain = { phrase: false, negate: false, field: null };
  assert.deepEqual(parseQuery(' two  "exact words" -not place:Mazyr id:EX-1 -source:"a b" x:y'), [
    { ...plain, text: "two" },
    { ...plain, text: "exact words", phrase: true },
    { ...plain, text: "not", negate: true },
    { ...plain, text: "Mazyr", field: "place" },
    { ...plain, text: "EX-1", field: "id" },
    { ...plain, text: "a b", phrase: true, negate: true, field: "source" },
    { ...plain, text: "x:y" },
  ]);
  assert.deepEqual(parseQuery('- "" -- place: '), [{ ...plain, text: "place:" }]);
  assert.deepEqual(
    parseQuery("„so“ «так» “as”").map((t) => [t.text, t.phrase]),
    [
      ["so", true],
      ["так", true],
      ["as", true],
    ],
  );
  assert.deepEqual(parseQuery("place=Brest"), [{ ...plain, text: "Brest", field: "place" }]);
  assert.equal(parseQuery("-a=b")[0].text, "a=b");
  assert.equal(compileQuery("   "), null);
  assert.equal(parseQuery("https://a.b/c")[0].text, "https://a.b/c");
});

test("without, field by field, and exactly", async () => {
  const all = expected.map((r) => r.id);
  const mazyr = await ids("mazyr");
  assert.deepEqual(
    await ids("-mazyr"),
    all.filter((id) => !mazyr.includes(id)),
  );
  assert.deepEqual(await ids("id:EX-D-003"), ["EX-D-003"]);
  assert.deepEqual(await ids("source:EX-D-003"), []);
  const there = await ids("place:mazyr");
  assert.ok(there.length && there.every((id) => mazyr.includes(id)));
  const phrase = (await ids('"Russian troops seen"')).length;
  assert.ok(phrase > 0 && phrase < (await ids("russian troops seen")).length + 1);
  assert.equal((await ids('"troops Russian seen"')).length, 0);
  assert.equal((await ids('"Маzyr"')).length, 0, "a phrase is as it stands");
});

test("any text makes an expression, and what is typed is never one", () => {
  for (const text of [
    "(",
    "[a-",
    "\\",
    "*",
    "a.b",
    "$^",
    "{{ 7*7 }}",
    "\ud83d\ude82",
    "]]",
    "a|b",
  ]) {
    const terms = compileQuery(text, places);
    const hit = (hay) => terms.every(({ re }) => re.test(hay));
    assert.ok(hit(`x ${text} y`), text);
    assert.ok(!hit("nothing of the kind: qqq"), text);
  }
});

test("what matched is marked, and nothing of the text is lost", () => {
  const terms = compileQuery('mozyr "two trains" -brest', places);
  const text = "Two trains at Мазыр and Mazyr; none at Brest";
  const parts = marked(text, markerOf(terms));
  assert.equal(parts.map(([piece]) => piece).join(""), text);
  assert.deepEqual(
    parts.filter(([, hit]) => hit).map(([piece]) => piece),
    ["Two trains", "Мазыр", "Mazyr"],
  );
  const used = markerOf(terms);
  used.exec(text);
  assert.deepEqual(marked(text, used), parts, "also when it was used before");
  assert.deepEqual(marked(text, null), [[text, false]]);
  assert.equal(markerOf(compileQuery("-brest")), null);
});

test("other names travel for the places that records name, and for no more", () => {
  assert.ok(places.length > 20 && places.length < 200, String(places.length));
  const mazyr = places.find((names) => names[0] === "Mazyr");
  assert.ok(mazyr.includes("Мозырь"));
  assert.ok(!places.some((names) => names[0] === "Daugavpils"));
  assert.ok(head.texts.toc.spellings);
});

test("sounds: doubled consonants are one, what is no letter is itself", () => {
  assert.deepEqual(soundsOf("Анна"), ["a", "n", "a"]);
  assert.deepEqual(soundsOf("B-1"), ["b", ["=", "-"], ["=", "1"]]);
  assert.deepEqual(soundsOf(""), []);
});

test("asking whole blocks first finds the same, and leaves blocks out", async () => {
  const words = new Words(head.catalogue, "en");
  const say = (i) => when({ store, words }, i);
  const sayable = () => whenWords({ words });
  const slow = new Search(store, say);
  const fast = new Search(store, say, { sayable, remembered: 0 });
  const typed = ["qqzzq", "train", "Mazyr", "Мозырь", "october", "Oct", "UTC", "2022", "UTC train"];
  typed.push("-train", "-qqzzq", "place:Mazyr", "source:mazyr", "deployment", "B2", '"by rail"');
  for (const text of typed) {
    assert.deepEqual(await fast.find(text), await slow.find(text), text);
  }
  const asked = (text) => fast.ofBlocks(text, compileQuery(text, places)).length;
  assert.deepEqual(
    ["qqzzq", "october", "utc", "deployment", "qqzzq 7"].map(asked),
    [1, 0, 0, 0, 1],
  );
  assert.equal(await fast.mayHold(0, [/qqzzq/i]), false);
  assert.equal(await fast.mayHold(0, [/train/i]), true);
});
