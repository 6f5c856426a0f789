"""The frame: nothing remote, everything hashed, no text of others near a template."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import folium
import pytest
from page_unpack import code_of

from geo.errors import ArgumentError, PageError
from maps import assets, shell
from maps import script as scripts
from maps.page import Page, first_view
from maps.words import catalogue, languages

PARTS: dict[str, Any] = {"language": "en", "start": scripts.start(), "style": "b{}",
                         "markup": "<p></p>", "data": {}, "later": {}, "script": "0;"}  # fmt: skip


def test_policy_hashes_are_of_what_is_there(example_html: str) -> None:
    """Script and style are allowed by hash alone: of the loader, and of all that it adds."""
    (policy,) = re.findall(r'content="(default-src[^"]+)"', example_html)
    for tag in ("script", "style"):
        (plain,) = re.findall(rf"<{tag}>(.*?)</{tag}>", example_html, re.DOTALL)
        texts = [plain, *(text for kind, text in code_of(example_html) if kind == tag)]
        assert len(texts) == 3
        digests = {base64.b64encode(hashlib.sha256(t.encode()).digest()).decode() for t in texts}
        allowed = re.search(rf"{tag}-src ([^;\"]+)", policy)
        assert allowed
        assert set(allowed[1].split()) == {f"'sha256-{digest}'" for digest in digests}
    rest = "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:;"
    assert re.sub(r" (script|style)-src [^;]+;?", "", policy) == rest
    assert example_html.index("default-src") < example_html.index("<style")


def test_nothing_remote(example_html: str) -> None:
    """No element links to another place: scripts and styles are all inside."""
    outside = re.sub(r"<script[^>]*>.*?</script>|<style>.*?</style>", "", example_html, flags=re.S)
    assert not re.findall(r"(?:src|href)=", outside)
    assert "cdn" not in outside
    assert not any("@import" in text for _, text in code_of(example_html))


def test_what_is_unpacked_comes_in_order(example_html: str) -> None:
    """Leaflet's style and ours; Leaflet, folium's map, our script on that map."""
    parts = code_of(example_html)
    assert [kind for kind, _ in parts] == ["style", "style", "script", "script"]
    leaflet, ours = parts[2][1], parts[3][1]
    assert "Leaflet 1.9" in leaflet[:200]
    marks = ("var map_kordon = L.map(", "globalThis.startKordon", "startKordon(map_kordon);")
    assert all(mark in ours for mark in marks)
    assert sorted(marks, key=ours.rindex) == list(marks)


def test_a_sceptic_can_read_the_code(example_page: Path) -> None:
    """The command in the comment at the head of a page prints its whole code."""
    document = example_page.read_text("utf-8")
    comment = document[document.index("<!--") + 4 : document.index("-->")]
    assert "Leaflet 1.9" in comment
    assert "Agafonkin" in comment
    found = re.search(r'python3 -c "(.*?)" map.html', comment, re.DOTALL)
    assert found
    done = subprocess.run(
        [sys.executable, "-c", found[1], str(example_page)],
        capture_output=True, text=True, encoding="utf-8", check=True,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert all(text.strip() in done.stdout for _, text in code_of(document))


def test_title_and_language_are_escaped() -> None:
    document = shell.wrap(title='</title><script>"&', **(PARTS | {"language": '"><b>'}))
    assert document.count("&lt;/title&gt;&lt;script&gt;&quot;&amp;</title>") == 1
    assert '<html lang="&quot;&gt;&lt;b&gt;">' in document


def test_templates_in_any_text_stay_text() -> None:
    """Jinja syntax in what we hand over comes out as it went in: nothing computes 49."""
    evil = "{{ 7*7 }}{% if 1 %}{# #}{{ cycler.__init__ }}"
    document = shell.wrap(title=evil, **(PARTS | {
        "markup": f"<p id=mine>{evil}</p>", "style": f"/*{evil}*/", "script": f"/*{evil}*/",
        "data": {"x": evil}}))  # fmt: skip
    assert document.count(evil) == 3
    code = code_of(document)
    assert f"/*{evil}*/" in code[1][1]
    assert f"/*{evil}*/" in code[3][1]


def test_marks_in_a_title_stay_text() -> None:
    """A title that holds one of the marks of the frame fills nothing."""
    evil = "@@kordon-csp@@ @@kordon-inert@@ @@kordon-title@@"
    assert f"<title>{evil}</title>" in shell.wrap(title=evil, **PARTS)


def test_hidden_characters_of_a_title_are_written_out() -> None:
    document = shell.wrap(title="a\u202eb\ud800", **PARTS)
    assert "<title>a\\u202eb\\ud800</title>" in document


def test_an_unknown_link_of_folium_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page is never left with a remote link, whatever a newer folium adds."""
    extra = ("new", "https://cdn.example.invalid/new@1/new.js")
    monkeypatch.setattr(folium.Map, "default_js", [*folium.Map.default_js, extra])
    with pytest.raises(PageError, match=r"new\.js"):
        shell.wrap(title="t", **(PARTS | {"markup": "<p>Not made before.</p>"}))


def test_assets_come_from_packages() -> None:
    """Leaflet's script and style, without its pictures; unused ones are none; others err."""
    base = "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet"
    script, style = assets.resolve(f"{base}.js"), assets.resolve(f"{base}.css")
    assert script is not None
    assert "Leaflet 1.9" in script[:300]
    assert style is not None
    assert not re.search(r"url\((?!data:|#)", style)
    assert assets.resolve("https://code.jquery.com/jquery-3.7.1.min.js") is None
    with pytest.raises(PageError, match="no installed package has that file"):
        assets.resolve("https://example.invalid/x.js")


def test_script_is_one_function_without_modules() -> None:
    """Imports and exports are gone, comments too, and nothing ends the element."""
    text = scripts.script()
    assert not re.search(r"^(import|export)\b", text, re.MULTILINE)
    assert "</script" not in text.lower()
    assert text.startswith("(() => {")
    assert "startKordon" in text
    assert "/*" not in scripts.style()


def test_texts_come_behind_what_the_map_shows(example_html: str) -> None:
    """A large page begins while its texts are still read."""
    names = re.findall(r' id="(kordon-[\w-]+)"', example_html)
    assert names == ["kordon-code", "kordon-head", "kordon-data", "kordon-records",
                     "kordon-texts", "kordon-detail", "kordon-end"]  # fmt: skip


def test_the_loader_is_readable() -> None:
    """What is not packed keeps its comments and names."""
    (loader,) = scripts.start().scripts
    assert "// The only script of a page that is not packed." in loader
    assert not re.search(r"^(import|export)\b", loader, re.MULTILINE)


def test_scripts_may_not_import_each_other_in_a_circle(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"main.js": 'import { b } from "./map/b.js";\n',
             "map/b.js": 'import { c } from "./c.js";\n',
             "map/c.js": 'import {\n  b,\n} from "../map/b.js";\n'}  # fmt: skip
    monkeypatch.setattr(scripts, "_read", files.__getitem__)
    with pytest.raises(PageError, match=r"map/b\.js imports map/c\.js imports map/b\.js"):
        scripts.script()


def test_two_scripts_may_not_share_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"main.js": 'import { b } from "./map/b.js";\nconst same = 1;\n',
             "map/b.js": "export const b = 1;\nconst same = 2;\n"}  # fmt: skip
    monkeypatch.setattr(scripts, "_read", files.__getitem__)
    with pytest.raises(PageError, match="same is at the top of both"):
        scripts.script()


def test_sizes(example_html: str) -> None:
    """Under 600 kB with the examples, zones and hubs, under 500 kB without any of it."""
    from layers.frames import empty_sightings

    assert len(example_html.encode()) < 600_000
    assert len(Page(empty_sightings()).html().encode()) < 500_000


def test_same_page_same_text(example_map: Any, example_html: str) -> None:
    assert example_map.page.html() == example_html


def test_languages_are_the_catalogues() -> None:
    assert languages()[0] == "en"
    for code in languages():
        assert catalogue(code).keys() == catalogue("en").keys()
    with pytest.raises(ArgumentError, match="choose one of en"):
        catalogue("../en")


def test_first_view_frames_records_not_placeholders(example_map: Any, intake_of: Any) -> None:
    """Country-wide circles and single strays do not widen the first view."""
    west, south, east, north = first_view(example_map.page.sightings)
    assert 22 < west < 25
    assert 36 < east < 41
    assert 49 < south < 51
    assert 54 < north < 57
    row = {"lat": 53.9, "lon": 27.5, "date": "2022-10-09", "category": "rail_echelon"}
    wide = intake_of([row | {"coordinate_uncertainty_m": 300_000}]).sightings
    assert first_view(wide) == [23.0, 50.0, 34.0, 56.3]
