"""What a record says is shown as it is: in every part of the page, whatever the words."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import box

pytestmark = pytest.mark.browser

ROW = {"date": "2022-10-09", "latitude": "52.1", "longitude": "29.3", "layer": "deployment",
       "category": "rail_echelon", "description": "a train"}  # fmt: skip
FIELDS = ("category", "place", "place_local", "admin1", "country", "coordinate_source", "actor",
          "unit", "echelon", "sidc", "equipment", "quantity_unit", "direction", "status",
          "movement_id", "from_place", "to_place", "consist", "obstacle_status", "target_place",
          "weapon", "source_title", "source_url", "source_archive_url", "source_sha256",
          "source_language", "verification_status", "handling", "sensitivity", "supersedes",
          "retraction_reason", "description", "my own column")  # fmt: skip
#: Inert samples; each shows itself if it is read as anything but text.
SAMPLES = (
    *(f"<{tag} data-canary>x</{tag}>" for tag in ("b", "i", "a", "p", "script", "style", "iframe",
      "form", "button", "object", "template", "math", "noscript", "textarea", "title", "table")),
    *(f"<{tag} data-canary src=x onerror=window.__canary=1>" for tag in ("img", "video", "input")),
    *(f"<{tag} data-canary onload=window.__canary=1>" for tag in ("svg", "body", "link", "embed")),
    "<svg data-canary><animate onbegin=window.__canary=1 /></svg>",
    "<base data-canary href=x>", "<meta data-canary http-equiv=refresh content=0>",
    "</script><script data-canary>window.__canary=1</script>", "<!--", "-->", "<!-- <script>",
    "]]>", "</title><b data-canary>", "</textarea>", "</style>", "</select><b data-canary>",
    '" onmouseover="window.__canary=1', "' onfocus='window.__canary=1' autofocus='", "`x`",
    "${window.__canary=1}", "`${7*7}`", "{{ 7*7 }}", "{{7*7}}", "{% if 1 %}", "{% of %}", "{#",
    "#}", "{n}", "{all}", "{country}", "javascript:window.__canary=1", "data:text/html,x",
    "vbscript:x", " https://a.example/", "https://a.example/\u202e/", "//a.example/x.js",
    "constructor", "__proto__", "toString", "hasOwnProperty", "undefined", "null", "NaN",
    "@@kordon-csp@@", "@@kordon-title@@", "@@kordon-language@@", "map_kordon", "%s %(x)s {0}",
    "\\u003c\\x3c\\", "&lt;b&gt;&#60;", "a\u2028b\u2029c", "abc\u202egpj.exe\u2066x",
    "z\u200bw\u200dj",
    "\ufeffbom\u00ad", "\u0085next\u009f", "\x1b[31mred", "=1+1", "'; --", "e\u0301" * 40,
    "\U0001f682\U0001f3f4", "Мазыр — Ґ", "\u202a\u202b\u202c\u202d", "long " * 20_000,
    "W" * 100_000,
)  # fmt: skip
#: As text.js has it: controls, and what hides or turns text.
HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb]"
)
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
  const bad = new RegExp(hidden);
  return {
    canary: typeof window.__canary,
    elements: document.querySelectorAll("[data-canary]").length,
    obeyed: texts.filter((text) => bad.test(text)).map((text) => text.slice(0, 80)),
    code: texts.filter((text) => text.includes("native code") || text === "49").length,
    written: texts.some((text) => text.includes("[U+202E]")),
  };
}"""


def test_there_are_enough_samples() -> None:
    assert len(set(SAMPLES)) == len(SAMPLES) >= 60


@pytest.fixture(scope="module")
def hostile_page(intake_of: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All samples in all fields of all layers, as title, and as names of zones and hubs."""
    from geo.regions import make_regions
    from maps.page import Page
    from maps.provenance import InputFile, Provenance

    rows = [
        ROW | {"layer": layer, "id": f"{layer}-{k}"} | dict.fromkeys(FIELDS, text)
        for layer in ("deployment", "fortification", "shelling")
        for k, text in enumerate(SAMPLES)
    ]
    sightings = intake_of(rows).sightings
    assert len(sightings) == 3 * len(SAMPLES), "no row is lost"
    regions = make_regions(
        [
            {"region_id": f"r{k}", "name": text, "kind": kind, "geometry": box(29, 52, 29.5, 52.5),
             "distance_m": 20_000.0, "longitude": 29.2, "latitude": 52.2}
            for k, text in enumerate(SAMPLES)
            for kind in [("custom", "rail_hub")[k % 2]]
        ]
    )  # fmt: skip
    told = Provenance(
        inputs=[InputFile(text[:200], "00") for text in SAMPLES],
        command=" ".join(SAMPLES), selection=" ".join(SAMPLES), credits=SAMPLES,
    )  # fmt: skip
    page = Page(
        sightings=sightings, regions=regions, title=" ".join(SAMPLES)[:5000], provenance=told
    )
    path = tmp_path_factory.mktemp("hostile") / "page.html"
    page.save(path)
    return path


def seen(page: Any) -> bool:
    """Nothing that is shown was read as markup or obeyed; is a direction mark written out?"""
    found = page.tab.evaluate(LOOK, HIDDEN.pattern)
    written = found.pop("written")
    assert found == {"canary": "undefined", "elements": 0, "obeyed": [], "code": 0}
    return bool(written)


def test_every_part_shows_text_as_text(show: Callable[..., Any], hostile_page: Path) -> None:
    """Tree, table, zones, lists, foot, cards, tips and paper: nothing runs, nothing hides."""
    page = show(hostile_page)
    n = page.app("app.store.n")
    for tab in ("table", "zones", "off", "foot"):
        page.tab.click(f"[data-tab={tab}]")
        page.tab.wait_for_timeout(50)
        seen(page)
    for details in page.tab.locator("details").all():
        details.evaluate("(node) => { node.open = true; }")
    for i in range(0, n, 7):
        page.app(f"app.select([{i}])")
        page.tab.locator("#k-card .sources").wait_for()
        assert seen(page), "names of zones hold such a mark"
    page.app(f"app.select([...Array({n}).keys()])")
    page.tab.locator("#k-card .line").first.wait_for()
    seen(page)
    box = page.tab.locator("#k-map").bounding_box()
    x, y = page.app(
        """(() => { const hit = app.surface.painter.hits[0];
          const corner = L.DomUtil.getPosition(app.surface.records._canvas);
          const at = app.map.layerPointToContainerPoint([hit.x + corner.x, hit.y + corner.y]);
          return [at.x, at.y]; })()"""
    )
    page.tab.mouse.move(box["x"] + x, box["y"] + y)
    page.tab.locator("#k-tip:not([hidden])").wait_for()
    seen(page)
    page.tab.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    seen(page)
    page.tab.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.requests == []
    assert page.complaints == []


def test_every_record_keeps_its_words(show: Callable[..., Any], hostile_page: Path) -> None:
    """Nothing is cut or changed on the way: texts come out as the reader took them in."""
    page = show(hostile_page)
    texts = page.app(
        "Promise.all([...Array(app.store.n).keys()].map(async (i) => "
        "[(await app.store.texts(i)).id, (await app.store.texts(i)).weapon]))"
    )
    for name, weapon in texts:
        sample = SAMPLES[int(name.split("-")[1])]
        # The reader trims spaces and controls at the ends of a cell, and takes some words as none.
        inner = HIDDEN.sub("", sample).strip()
        assert HIDDEN.sub("", weapon) in (inner, ""), name
    assert sum(1 for _, weapon in texts if weapon) >= 3 * (len(SAMPLES) - 3)


def test_long_words_break_no_frame(show: Callable[..., Any], hostile_page: Path) -> None:
    """A word of 100,000 letters is wrapped or cut: nothing else is pushed out of sight."""
    page = show(hostile_page)
    long = page.app(f"app.store.find('deployment-{len(SAMPLES) - 1}')")
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
    page = show(hostile_page)
    for words in ("{{ 7*7 }}", "constructor", "</script><script", "МАЗЫР"):
        page.tab.fill("#k-search", words)
        page.tab.locator("#k-count", has_text=re.compile(r"^[1-9]")).wait_for()
        assert page.shown >= 3, words
        seen(page)
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
    shown = show(path)
    assert shown.count == "1 of 1 reports shown"
    assert shown.tab.inner_text("#k-title") == "a?b?"
    shown.app("app.select([0])")
    shown.tab.locator("#k-card .sources").wait_for()
    assert "a?b?" in shown.tab.inner_text("#k-card")
    assert shown.complaints == []
