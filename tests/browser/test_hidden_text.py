"""What a record says is shown as it is: in every part of the page, whatever the words."""

from __future__ import annotations

import csv
import json
import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hostile import BY_KIND, HIDDEN, HIDDEN_JS, HOSTILE, LONG, held, shown
from shapely.geometry import box

from layers.record import FIELDS, LAYERS

pytestmark = pytest.mark.browser

ROW = {"date": "2022-10-09", "latitude": "52.1", "longitude": "29.3", "layer": "deployment",
       "category": "rail_echelon", "description": "a train"}  # fmt: skip
#: Fields that hold text of whatever kind, and those that are read as something else.
TEXT = tuple(f.name for f in FIELDS if f.type not in ("number", "geometry", "flag"))
OTHER = tuple(f.name for f in FIELDS if f.name not in TEXT)
PLACED = ("latitude", "longitude", "geometry")
DATED = ("date_start", "date_end", "date_precision")
SIDE = math.ceil(math.sqrt(len(HOSTILE)))  # samples stand in a square, each in a region of its own


def spot(k: int) -> tuple[float, float]:
    return 24 + 10 * (k % SIDE) / SIDE, 50.5 + 5 * (k // SIDE) / SIDE


#: Everything that the page shows or has read out, and what of it was obeyed instead of shown.
LOOK = """(hidden) => {
  const texts = [document.title];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_ALL);
  for (let node = walk.currentNode; node; node = walk.nextNode()) {
    if (node.nodeType === 3 && !["SCRIPT", "STYLE"].includes(node.parentNode.tagName)) {
      texts.push(node.data);
    }
    for (const name of ["title", "aria-label", "label", "placeholder", "alt"]) {
      if (node.getAttribute?.(name)) texts.push(node.getAttribute(name));
    }
  }
  const bad = new RegExp(hidden, "u");
  const run = /native code|1779547|7777777|^\\s*49\\s*$|^undefined$|\\[object /;
  return {
    canary: typeof window.__canary,
    elements: document.querySelectorAll("[data-canary]").length,
    links: [...document.links].map((a) => a.getAttribute("href"))
      .filter((href) => href !== "#" && !/^https?:\\/\\//i.test(href)).length,
    obeyed: texts.filter((text) => bad.test(text)).map((text) => text.slice(0, 80)),
    code: texts.filter((text) => run.test(text) && text.length < 60),
    written: texts.some((text) => text.includes("[U+202E]")),
  };
}"""
#: Texts that are such words themselves are no sign that anything ran.
HONEST = {"undefined", "[object Object]", "sha256 [object Object]"}

#: The card of every record, one after the other: what is wrong with any, and how many there were.
CARDS = """async (hidden) => {
  const app = document.getElementById("kordon").kordon;
  const all = new RegExp(hidden, "gu");
  const visible = (text) => text.replace(all, (c) =>
    `[U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}]`);
  const wrong = [];
  const card = document.getElementById("k-card");
  card.style.display = "none"; // what it says is looked at, and not laid out a thousand times
  for (let i = 0; i < app.store.n; i++) {
    const texts = await app.store.texts(i);
    if (i % 2) app.gate.open(i);
    await app.card.showOne(i);
    const said = card.textContent;
    const want = [texts.place, texts.weapon, i % 2 ? texts.description : texts.sensitivity];
    for (const text of want)
      if (text && !said.includes(visible(text))) wrong.push([i, "not shown", text.slice(0, 60)]);
    if (new RegExp(hidden, "u").test(said)) wrong.push([i, "obeyed"]);
    if (document.querySelector("[data-canary]") || "__canary" in window) wrong.push([i, "ran"]);
  }
  card.style.display = "";
  await app.select([]);
  return [wrong.slice(0, 20), app.store.n];
}"""


def seen(page: Any) -> bool:
    """Nothing that is shown was read as markup or obeyed; is a direction mark written out?"""
    found = page.tab.evaluate(LOOK, HIDDEN_JS)
    written = found.pop("written")
    found["code"] = [t for t in found["code"] if not set(t.strip().split(", ")) <= HONEST]
    assert found == {"canary": "undefined", "elements": 0, "links": 0, "obeyed": [], "code": []}
    return bool(written)


def regions() -> Any:
    """A zone or hub per sample, called like it, about the sample's own place."""
    from geo.regions import make_regions

    rows = []
    for k, text in enumerate(HOSTILE):
        x, y = spot(k)
        rows.append(
            {"region_id": f"{k} {held(text)[:80]}", "name": held(text),
             "kind": ("custom", "rail_hub")[k % 2], "distance_m": 9_000.0, "longitude": x,
             "latitude": y, "geometry": box(x - 0.1, y - 0.05, x + 0.1, y + 0.05)}
        )  # fmt: skip
    return make_regions(rows)


@pytest.fixture(scope="module")
def hostile_sightings(intake_of: Callable[..., Any]) -> Any:
    """Every sample in every text field of every layer, just as it is: straight into the frame."""
    rows = []
    for layer in LAYERS:
        for k, text in enumerate(HOSTILE):
            if len(text) >= LONG and LAYERS[k % len(LAYERS)] != layer:
                continue
            x, y = spot(k)
            rows.append(ROW | {"layer": layer, "id": f"{layer}-{k}", "weapon": "x",
                               "longitude": f"{x:.5f}", "latitude": f"{y:.5f}",
                               "coordinate_uncertainty_m": "3000"})  # fmt: skip
    frame = intake_of(rows).sightings
    assert len(frame) == len(rows), "no row is lost"
    texts = [HOSTILE[int(name.split("-")[1])] for name in frame["id"]]
    for field in TEXT:
        if field not in ("id", "layer"):
            frame[field] = pd.Series(texts, frame.index, dtype=object)
    for name in ("my own column", "__proto__", "<b data-canary>", "{{ 1337*1331 }}", "a\u202eb"):
        frame[name] = pd.Series(texts, frame.index, dtype=object)
    return frame


@pytest.fixture(scope="module")
def hostile_page(hostile_sightings: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples also as title, names of regions and files, command, selection and mapping."""
    from maps.page import Page
    from maps.provenance import InputFile, Provenance

    short = [text for text in HOSTILE if len(text) < LONG]
    told = Provenance(
        inputs=[InputFile(text[:200], text[:64]) for text in HOSTILE],
        command=" ".join(short), selection=" ".join(short), credits=HOSTILE,
        ask=[word for text in short for word in ("--map", f"{text}=place")],
    )  # fmt: skip
    path = tmp_path_factory.mktemp("hostile") / "page.html"
    Page(
        sightings=hostile_sightings, regions=regions(), title=" ".join(HOSTILE)[:6000],
        provenance=told,
    ).save(path)  # fmt: skip
    return path


@pytest.fixture(scope="module")
def read_page(intake_of: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples through the reader of CSV: in text fields, in numbers, in dates, in places."""
    from maps.page import Page

    rows: list[dict[str, str]] = []
    # What a CSV cannot hold (half characters), and a few long ones in every field, stay out.
    fit = [t for t in HOSTILE if t == held(t) and len(t) < LONG and "\0" not in t]
    for layer in LAYERS:
        rows += [ROW | {"layer": layer} | dict.fromkeys(TEXT[3:], text) for text in fit]
    spare = [name for name in (*OTHER, "retracted", "source_date") if name not in PLACED]
    for fields in (spare, DATED, PLACED, ("geometry",), ("layer",), ("category", "layer")):
        rows += [ROW | dict.fromkeys(fields, text) for text in fit]
    rows = [{"id": f"r{k}"} | row for k, row in enumerate(rows)]
    intake = intake_of(rows)
    known = intake.accepted + intake.repaired + intake.set_aside + intake.duplicates
    assert known == intake.read == len(rows)
    assert len(intake.sightings) > 6 * len(fit)
    path = tmp_path_factory.mktemp("read") / "page.html"
    Page(intake, title="{{ 1337*1331 }}").save(path)
    return path


def test_there_are_enough_samples() -> None:
    """Different ones, of every kind."""
    assert len(set(HOSTILE)) == len(HOSTILE) >= 200
    assert all(len(texts) >= 6 for texts in BY_KIND.values())
    assert max(len(text) for text in HOSTILE) >= 100_000


def test_nothing_runs_while_a_page_is_built(hostile_sightings: Any, hostile_page: Path) -> None:
    """What is packed is what was given, to the letter: no template was filled in."""
    sys.path.insert(0, str(Path(__file__).parent.parent / "maps"))
    import page_unpack

    document = hostile_page.read_text("utf-8")
    rows = page_unpack.texts(document)
    given = {name: held(text) for name, text in hostile_sightings[["id", "place"]].to_numpy()}
    assert len(rows) == len(given)
    for row in rows:
        for field in ("place", "description", "unit", "sensitivity"):
            assert row[field] == given[row["id"]], (row["id"], field)
        assert dict(row["extra"])["{{ 1337*1331 }}"] == given[row["id"]]
    head = page_unpack.head_of(document)
    assert {r["name"] for r in head["regions"]} == {held(text) for text in HOSTILE}
    assert {c["label"] for c in head["categories"]} == {held(text) for text in HOSTILE}
    everything = json.dumps([rows, head], ensure_ascii=False) + document
    assert "1779547" not in everything
    assert "7777777" not in everything


def test_every_card_shows_text_as_text(show: Callable[..., Any], hostile_page: Path) -> None:
    page = show(hostile_page)
    wrong, n = page.tab.evaluate(CARDS, HIDDEN_JS)
    assert wrong == []
    assert n > 2 * len(HOSTILE)
    assert page.requests == []
    assert page.complaints == []


def test_every_part_shows_text_as_text(show: Callable[..., Any], hostile_page: Path) -> None:
    """Tree, table, lists, foot, tips: whatever a button of the page opens, nothing runs."""
    page = show(hostile_page)
    tab = page.tab
    page.app("app.select([7])")
    tab.locator("#k-card .sources, #k-card .gate").first.wait_for()
    assert seen(page), "a name holds such a mark"
    page.app("app.select([...Array(app.store.n).keys()].slice(0, 450))")
    tab.locator("#k-card .line").first.wait_for()
    seen(page)
    box_ = tab.locator("#k-map").bounding_box()
    x, y = page.app(
        """(() => { const hit = app.surface.painter.hits[0];
          const corner = L.DomUtil.getPosition(app.surface.records._canvas);
          const at = app.map.layerPointToContainerPoint([hit.x + corner.x, hit.y + corner.y]);
          return [at.x, at.y]; })()"""
    )
    page.app("app.select([])")
    tab.mouse.move(box_["x"] + x, box_["y"] + y)
    tab.locator("#k-tip:not([hidden])").wait_for()
    seen(page)
    keys = tab.evaluate(
        """() => [...document.querySelectorAll("#kordon button")]
          .filter((b) => b.checkVisibility() && !/^k-(print|full|link|command)$/.test(b.id)
            && !b.dataset.save).map((b, k) => { b.dataset.tried = k; return k; })"""
    )
    assert len(keys) > 12
    for key in keys:
        button = tab.locator(f"[data-tried='{key}']")
        if button.count() and button.is_visible() and button.is_enabled():
            button.evaluate("(node) => node.click()")
            tab.wait_for_timeout(30)
            seen(page)
    for details in tab.locator("details").all():
        details.evaluate("(node) => { node.open = true; }")
    seen(page)
    assert page.requests == []
    assert page.complaints == []


def test_paper_shows_text_as_text(show: Callable[..., Any], hostile_page: Path) -> None:
    page = show(hostile_page, "#hide=fortification,shelling")
    assert 300 < page.shown <= 400
    page.app("app.printing.update()")
    page.tab.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.tab.locator("#k-print-list tbody tr").count() == page.shown
    seen(page)
    page.tab.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.complaints == []


def saved(page: Any, kind: str, folder: Path) -> Path:
    with page.tab.expect_download() as told:
        page.app(f"document.querySelector('[data-save={kind}]').click()")
    path = folder / f"saved.{kind}"
    told.value.save_as(path)
    return path


def test_what_is_saved_is_what_was_given(
    show: Callable[..., Any], hostile_page: Path, hostile_sightings: Any, tmp_path: Path
) -> None:
    """CSV and GeoJSON hold every text; no cell of the CSV is run by a spreadsheet."""
    page = show(hostile_page)
    given = {name: held(text) for name, text in hostile_sightings[["id", "place"]].to_numpy()}
    features = json.loads(saved(page, "geojson", tmp_path).read_bytes())["features"]
    assert len(features) == len(given)
    for feature in features:
        told = feature["properties"]
        for field in ("place", "description", "weapon"):
            assert told.get(field, "") == given[told["id"]], (told["id"], field)
    csv.field_size_limit(10**8)
    with saved(page, "csv", tmp_path).open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(given)
    for row in rows:
        for text in row.values():
            assert not text.startswith(("=", "+", "@", "\t", "\r")), text[:40]
        plain = row["description"]
        assert given[row["id"]] in (plain, plain.removeprefix("'")), row["id"]


def test_what_the_reader_took_in_is_text_too(show: Callable[..., Any], read_page: Path) -> None:
    """Also what it repaired, and what it says about the repair."""
    page = show(read_page)
    wrong, n = page.tab.evaluate(CARDS, HIDDEN_JS)
    assert wrong == []
    assert n > 6 * 300
    for name in ("table", "off", "foot"):
        page.tab.click(f"[data-tab={name}]")
        page.tab.wait_for_timeout(50)
        seen(page)
    assert page.requests == []
    assert page.complaints == []


def test_long_words_break_no_frame(show: Callable[..., Any], hostile_page: Path) -> None:
    """A word of 100,000 letters is wrapped or cut: nothing else is pushed out of sight."""
    page = show(hostile_page)
    k = HOSTILE.index("W" * 100_000)
    long = page.app(f"app.store.find('{LAYERS[k % len(LAYERS)]}-{k}')")
    assert long >= 0
    page.app(f"app.gate.open({long})")
    page.app(f"app.select([{long}])")
    page.tab.locator("#k-card .sources").wait_for()
    page.tab.click("[data-tab=zones]")
    page.tab.locator("#k-zones table").first.wait_for()
    wide = page.tab.evaluate(
        """["html", "#k-card", "#k-zones", "#k-foot", "#k-off", ".panel"].filter((place) => {
          const node = document.querySelector(place);
          return node.scrollWidth > node.clientWidth + 1;
        })"""
    )
    assert wide == []


def test_searching_finds_such_words(show: Callable[..., Any], hostile_page: Path) -> None:
    """Whatever is typed is looked for as text; names of prototypes find only themselves."""
    page = show(hostile_page)
    for words in ('"{{ 7*7 }}"', "constructor", '"</script><script"', "МАЗЫР", '"${7*7}"', "(", "[",
                  "\\", "*", "a{9999999}", "(?=", "__proto__"):  # fmt: skip
        page.tab.fill("#k-search", words)
        page.tab.locator("#k-count:not([aria-busy])", has_text="of").wait_for()
        page.tab.wait_for_timeout(60)
        page.tab.locator("#k-count:not([aria-busy])").wait_for()
        seen(page)
        if len(words) > 3 and "(?" not in words and "999" not in words:
            assert page.shown >= 3, words
    page.tab.fill("#k-search", '"native code"')
    page.tab.locator("#k-count", has_text="0 of").wait_for()
    assert page.complaints == []


def test_addresses_of_the_page_are_text(show: Callable[..., Any], hostile_page: Path) -> None:
    """A hash may bring anything: it narrows, or it is ignored."""
    from urllib.parse import quote

    page = show(hostile_page, size=(1000, 700))  # drawn often
    brief = [t for t in HOSTILE if len(t) < 200 and held(t) == t]
    for text in [*brief[::9], *BY_KIND["names of prototypes"], *BY_KIND["format strings"]]:
        page.tab.evaluate(
            "(hash) => { location.hash = hash; }",
            f"#text={quote(text)}&actor={quote(text)}&region={text}&id={quote(text)}&show={text}"
            f"&theme={text}&mode={text}&map={text}&time={text}&{text}={text}",
        )
    page.tab.wait_for_timeout(300)
    seen(page)
    assert page.requests == []
    assert page.complaints == []


def test_half_characters_do_not_stop_a_page(
    intake_of: Callable[..., Any], show: Callable[..., Any], tmp_path: Path
) -> None:
    """Lone surrogates, which UTF-8 cannot hold, are replaced wherever they come from."""
    from maps.page import Page
    from maps.provenance import Provenance

    half = "a\ud800b\udc00"
    sightings = intake_of([ROW]).sightings
    for field in ("place", "category", "description", "actor", "source_title"):
        sightings[field] = sightings[field].astype(object)
        sightings.loc[0, field] = half
    page = Page(sightings=sightings, title=half, provenance=Provenance(command=half))
    path = tmp_path / "half.html"
    page.save(path)
    opened = show(path)
    assert opened.count == "1 of 1 reports shown"
    assert opened.tab.inner_text("#k-title") == "a?b?"
    opened.app("app.select([0])")
    opened.tab.locator("#k-card .sources").wait_for()
    assert "a?b?" in opened.tab.inner_text("#k-card")
    assert opened.complaints == []


def test_samples_as_they_are_shown() -> None:
    """The twin in Python of what text.js writes out."""
    assert shown("a\u202eb\ud800") == "a[U+202E]b?"
    assert not HIDDEN.search(shown("\u200b\U000e0041\u00ad\u2028"))
