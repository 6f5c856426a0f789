"""The frame: nothing remote, everything hashed, no text of others near a template."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

import folium
import pytest

from geo.errors import InputError, PageError
from maps import assets, shell
from maps import script as scripts
from maps.page import Page, first_view
from maps.words import catalogue, languages

PARTS: dict[str, Any] = {"language": "en", "style": "b{}", "markup": "<p></p>", "data": {},
                         "script": "0;"}  # fmt: skip


def test_policy_hashes_are_of_what_is_there(example_html: str) -> None:
    """Script and style are allowed by hash alone, each hash of an element that is there."""
    policy = re.search(r'content="(default-src[^"]+)"', example_html)
    assert policy
    for tag in ("script", "style"):
        texts = re.findall(rf"<{tag}>(.*?)</{tag}>", example_html, re.DOTALL)
        digests = {base64.b64encode(hashlib.sha256(t.encode()).digest()).decode() for t in texts}
        allowed = re.search(rf"{tag}-src ([^;\"]+)", policy[1])
        assert allowed
        assert set(re.findall(r"sha256-([\w+/=]+)", allowed[1])) == digests
        assert "unsafe" not in allowed[1]
    assert "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:;" in policy[1]


def test_nothing_remote(example_html: str) -> None:
    """No element links to another place: scripts and styles are all inside."""
    outside = re.sub(r"<script[^>]*>.*?</script>|<style>.*?</style>", "", example_html, flags=re.S)
    assert not re.findall(r"(?:src|href)=", outside)
    assert "cdn" not in outside
    assert "@import" not in example_html


def test_title_and_language_are_escaped() -> None:
    document = shell.wrap(title='</title><script>"&', **(PARTS | {"language": '"><b>'}))
    assert "<title>&lt;/title&gt;&lt;script&gt;&quot;&amp;</title>" in document
    assert '<html lang="&quot;&gt;&lt;b&gt;">' in document


def test_templates_in_any_text_stay_text() -> None:
    """Jinja syntax in what we hand over comes out as it went in: nothing computes 49."""
    evil = "{{ 7*7 }}{% if 1 %}{# #}{{ cycler.__init__ }}"
    document = shell.wrap(title=evil, **(PARTS | {"markup": evil, "script": f"/*{evil}*/",
                                                  "data": {"x": evil}}))  # fmt: skip
    assert document.count("{{ 7*7 }}") == 4
    assert "49" not in document.split("<body>")[1].split("L.map")[0]


def test_an_unknown_link_of_folium_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page is never left with a remote link, whatever a newer folium adds."""
    extra = ("new", "https://cdn.example.invalid/new@1/new.js")
    monkeypatch.setattr(folium.Map, "default_js", [*folium.Map.default_js, extra])
    with pytest.raises(PageError, match=r"new\.js"):
        shell.wrap(title="t", **PARTS)


def test_assets_come_from_packages() -> None:
    """Leaflet's script and style, with its pictures inside; unused ones are none; others err."""
    base = "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet"
    script, style = assets.resolve(f"{base}.js"), assets.resolve(f"{base}.css")
    assert script is not None
    assert "Leaflet 1.9" in script[:300]
    assert style is not None
    assert "url(data:image/png;base64," in style
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


def test_two_scripts_may_not_share_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scripts, "_read", lambda _: "const same = 1;\n")
    with pytest.raises(PageError, match="same is at the top of both"):
        scripts.script()


def test_sizes(example_html: str) -> None:
    """Under 800 kB with the examples, under 500 kB without any record."""
    from layers.frames import empty_sightings

    assert len(example_html.encode()) < 800_000
    assert len(Page(empty_sightings()).html().encode()) < 500_000


def test_same_page_same_text(example_map: Any, example_html: str) -> None:
    assert example_map.page.html() == example_html


def test_languages_are_the_catalogues() -> None:
    assert languages()[0] == "en"
    for code in languages():
        assert catalogue(code).keys() == catalogue("en").keys()
    with pytest.raises(InputError, match="choose one of en"):
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
