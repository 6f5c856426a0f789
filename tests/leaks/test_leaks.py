"""The leak check by itself: encodings, boundaries of words, notations, and no false alarms."""

from __future__ import annotations

import base64
import gzip
import html
import json
import quopri
import unicodedata
import urllib.parse
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from leak_planting import FORMATS, NOTATIONS, records, withheld
from openlocationcode import openlocationcode

import kordon
from geo.errors import LeakError
from layers.writing.export import EXPORTS, export
from maps.leaks import Secrets, find_leaks, find_traces, require_clean, secrets_of
from maps.leaks.folding import fold
from maps.leaks.public import on_every_map

VALUE = 'Красная Ptica, 17 "Ü" & 4<5'
PLACE = (29.24563, 52.04957)

#: Ways in which a text may be written into another.
WRITTEN: dict[str, Callable[[str], bytes]] = {
    "as it is": str.encode,
    "UTF-16": lambda t: t.encode("utf-16"),
    "JSON": lambda t: json.dumps({"a": t}).encode(),
    "JSON in JSON": lambda t: json.dumps(json.dumps({"a": t})).encode(),
    "entities": lambda t: f"<p>{html.escape(t)}</p>".encode(),
    "numbers of letters": lambda t: "".join(f"&#{ord(c)};" for c in t).encode(),
    "hexadecimal entities": lambda t: "".join(f"&#x{ord(c):x};" for c in t).encode(),
    "percents": lambda t: urllib.parse.quote(t).encode(),
    "a form": lambda t: urllib.parse.urlencode({"q": t}).encode(),
    "JavaScript": lambda t: "".join(f"\\u{{{ord(c):x}}}" for c in t).encode(),
    "quoted-printable": lambda t: quopri.encodestring(t.encode()),
    "base64": lambda t: b"x=" + base64.b64encode(t.encode()),
    "base64 in lines": lambda t: base64.encodebytes((t * 9).encode()),
    "address with data": lambda t: b'src="data:text/plain;base64,' + base64.b64encode(t.encode()),
    "packed in base64": lambda t: b"z " + base64.b64encode(zlib.compress(t.encode())),
    "gzip": lambda t: gzip.compress(t.encode()),
    "hexadecimal": lambda t: b"X'" + t.encode().hex().encode() + b"'",
    "decomposed": lambda t: unicodedata.normalize("NFD", t).encode(),
    "capitals": lambda t: t.upper().encode(),
    "soft hyphens": lambda t: "\u00ad".join(t).encode(),
    "other spaces": lambda t: t.replace(" ", "\u00a0\n").encode(),
    "tags between": lambda t: "".join(f"<r><t>{html.escape(c)}</t></r>" for c in t).encode(),
    "letters by number": lambda t: f"[{' '.join(f'U+{ord(c):04X}' for c in t)}]".encode(),
    "a cell": lambda t: ('a,b\n1,"' + t.replace('"', '""') + '"\n').encode(),
}


def leaks_in(data: bytes, **secrets: Any) -> list[tuple[str, str]]:
    return [(leak.kind, leak.field) for leak in find_leaks(data, Secrets(**secrets), name="x")]


@pytest.mark.parametrize("way", WRITTEN)
def test_a_text_is_found_however_it_is_written(way: str) -> None:
    data = WRITTEN[way](VALUE)
    assert ("text", "description") in leaks_in(data, texts={"description": [VALUE]})
    assert leaks_in(data, texts={"description": ['Красная Ptica, 18 "Ü" & 4<5']}) == []


_CHAINED = [
    lambda t: json.dumps([t])[1:-1], html.escape, urllib.parse.quote, str.upper,
    lambda t: base64.b64encode(t.encode()).decode(), lambda t: f"<b>{t}</b>",
    lambda t: base64.b64encode(zlib.compress(t.encode())).decode(),
    lambda t: unicodedata.normalize("NFD", t),
]  # fmt: skip
_LETTERS = st.characters(codec="utf-8", categories=("Ll", "Lu", "Nd", "Zs", "Po", "Pd"))


@settings(max_examples=40)
@given(
    value=st.text(_LETTERS, min_size=10, max_size=30).filter(
        lambda t: (
            sum(c.isalpha() for c in t) >= 4
            and t.upper().casefold() == t.casefold()
            and not set(t) & set("&%\\=\x7f")
        )  # they would be the beginning of an escape
    ),
    chain=st.lists(st.sampled_from(range(len(_CHAINED))), max_size=3),
)
def test_any_text_is_found_packed_in_any_way(value: str, chain: list[int]) -> None:
    assume(not on_every_map({fold(value)}))
    text = value
    for number in chain:
        if number in (3, 7) and chain.index(number) != 0:
            continue  # capitals and parts of letters make another text of what is packed
        text = _CHAINED[number](text)
    assert leaks_in(f"begin | {text} | end".encode(), texts={"unit": [value]}), text


@pytest.mark.parametrize("name", ["Old Mill", "Sluchansk Dacha", "Стары Млын"])
@pytest.mark.parametrize("sign", ["_", "+"])
def test_a_name_is_found_in_an_address_that_has_other_signs_for_spaces(
    name: str, sign: str
) -> None:
    for written in (name, urllib.parse.quote(name)):
        part = written.replace("%20", " ").replace(" ", sign)
        for text in (
            f"see https://example.org/wiki/{part}?x",
            f'["http://example.org/?q={part}&a"]',
        ):
            assert leaks_in(text.encode(), texts={"place": [name]}) == [("text", "place")], text
    assert leaks_in(f"no_address_{name}".replace(" ", "_").encode(), texts={"place": [name]}) == []
    address = f"https://example.org/wiki/{name.replace(' ', sign)}"
    shown = Secrets(texts={"place": [name]}, allowed_texts=[address])
    assert find_leaks(address.encode(), shown, name="x") == []  # it only stands in one of those


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Mazyr", "Mazyrka"), ("Mazyr", "в Помazyr"), ("12345", "012345"), ("12345", "0.12345"),
        ("12345", "12345.5"), ("12345", "a12345b"), ("abcde", "fabcdef"), ("7", "7 of 7"),
        ("2022", "in 2022"), ("2022-10-09", "on 2022-10-09"), ("rail_echelon", "rail_echelon"),
        ("A1", "A1, A1"), ("reported", "it was reported"),
    ],
)  # fmt: skip
def test_a_part_of_a_word_or_number_is_no_leak(value: str, text: str) -> None:
    assert leaks_in(f"{text}, and more".encode(), texts={"id": [value]}) == []


@pytest.mark.parametrize(
    "data",
    [
        b"id,what\n7,a\n8,b\n", b'[{"id": 7, "what": "a"}]', b'{"properties": {"id": "7"}}',
        b'<kml><SimpleData name="id">7</SimpleData></kml>',
        b'<kml><Data name="id"><value>7</value></Data></kml>',
    ],
)  # fmt: skip
def test_a_short_value_is_a_leak_where_it_is_all_of_its_field(data: bytes) -> None:
    assert leaks_in(data, texts={"id": ["7"]}) == [("text", "id")]
    assert leaks_in(data, texts={"what else": ["7"]}) == []
    assert leaks_in(data, texts={"id": ["9"]}) == []


def test_short_values_in_files_that_name_their_fields(tmp_path: Path) -> None:
    """Where text alone would say nothing: a page, a workbook, a database, Parquet."""
    path = tmp_path / "rows.csv"
    path.write_text("id,layer,date,lat,lon,unit\nQ7,deployment,2022-10-09,52.1,29.3,Z9\n")
    sightings = kordon.read([path]).sightings
    files = [kordon.Page(sightings).html().encode(), export(sightings, "gpkg"),
             export(sightings, "parquet")]  # fmt: skip
    for data in files:
        assert ("text", "unit") in leaks_in(data, texts={"unit": ["Z9"]})
        assert leaks_in(data, texts={"unit": ["Z8"]}) == []


@pytest.mark.parametrize("number", range(len(NOTATIONS)))
def test_a_place_is_found_in_any_notation(number: int) -> None:
    text = f"It was at {NOTATIONS[number](*PLACE)} at noon."
    assert leaks_in(text.encode(), positions=[PLACE]) == [("position", "position")]
    other = f"It was at {NOTATIONS[number](PLACE[0] + 0.02, PLACE[1])} at noon."
    assert leaks_in(other.encode(), positions=[PLACE]) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("52.05, 29.25", True), ("52.0, 29.2", False), ("52.1 29.2", False),
        ("29.246 | 52.050", True),
        ("52°02.974'N 29°14.738'E", True), ("N52 02 58 E029 14 44", True), ("52.04957", False),
        (openlocationcode.encode(52.04957, 29.24563, 11), True), ("35U QU 9", False),
        ("52.04957" + " " * 400 + "29.24563", False),
        ('{"lat": 52.04957, "name": "x", "lon": 29.24563}', True), ("5204957,2924563", True),
        ("POLYGON ((29.2 52.0, 29.24563 52.04957, 30 53, 29.2 52.0))", True),
        ("lat,lon\n52.04957,29.24563\n", True),
        ("bounds 29.24563 52.04957 29.24563 52.04957", True),
    ],
)  # fmt: skip
def test_what_is_close_enough_to_give_a_place_away(text: str, found: bool) -> None:
    assert bool(leaks_in(f"see: {text}.".encode(), positions=[PLACE])) is found


def test_a_place_that_is_shown_is_no_leak() -> None:
    text = b"[[29.24563, 52.04957], [30.11111, 53.22222]]"
    assert leaks_in(text, positions=[PLACE], allowed=[PLACE]) == []
    assert leaks_in(text, positions=[(30.11111, 53.22222)], allowed=[PLACE]) != []


def test_corners_and_middles_of_places_give_them_away() -> None:
    """The frame of a map that was fitted to records which it does not show."""
    places = np.array([[25.12345, 51.23456], [31.98765, 54.87654]])
    west, south, east, north = 25.12345, 51.23456, 31.98765, 54.87654
    for text, name in (
        (f'"view": [{west}, {south}, {east}, {north}]', "position"),
        (f"corner {east} {south}", "bounds"),
        (f"center: {(south + north) / 2:.5f}, {(west + east) / 2:.5f}", "centre"),
    ):
        assert ("position", name) in leaks_in(text.encode(), positions=places), text
    shown = [[24.0, 50.0], [33.0, 56.0]]
    assert leaks_in(b"view [24.0, 50.0, 33.0, 56.0]", positions=places, allowed=shown) == []


def test_texts_whose_numbers_travel_apart(tmp_path: Path) -> None:
    """On a page with many numbers in its texts the words have holes; they are put together."""
    path = tmp_path / "rows.csv"
    said = [f"convoy {k * 7 + 13} seen near kilometre {k + 40}" for k in range(600)]
    lines = [f"deployment,2022-10-{1 + k % 28:02},52.1,29.3,{t}" for k, t in enumerate(said)]
    path.write_text("\n".join(["layer,date,lat,lon,description", *lines]))
    page = kordon.Page(kordon.read([path])).html().encode()
    assert b"\x7f" in zlib_parts(page), "numbers are apart"
    one = "convoy 2113 seen near kilometre 340"
    assert one in said
    assert leaks_in(page, texts={"description": [one]}) == [("text", "description")]
    assert leaks_in(page, texts={"description": ["convoy 2114 seen near kilometre 340"]}) == []


def zlib_parts(page: bytes) -> bytes:
    """All that is packed in the texts of a page."""
    start = page.index(b'id="kordon-texts">') + 18
    left = base64.b64decode(page[start : page.index(b"<", start)])
    out = b""
    while left[:1] == b"x":
        stream = zlib.decompressobj()
        out += stream.decompress(left)
        left = stream.unused_data
    return out


@pytest.mark.parametrize("way", ["frame", "notebook", "archive"])
def test_a_page_inside_something_else(way: str, tmp_path: Path) -> None:
    """In the frame of a briefing, in the output of a notebook, in an archive: its columns too."""
    path = tmp_path / "rows.csv"
    path.write_text(
        f"layer,date,lat,lon,unit\ndeployment,2022-10-09,{PLACE[1]},{PLACE[0]},Quaint Brigade\n"
    )
    page = kordon.Page(kordon.read([path]))
    if way == "frame":
        data = f"<!DOCTYPE html><p>x</p>{page._repr_html_()}{page._repr_html_()}".encode()
    elif way == "notebook":
        lines = page._repr_html_().splitlines(keepends=True)
        cell = {"outputs": [{"data": {"text/html": lines}}], "cell_type": "code"}
        data = json.dumps({"cells": [cell], "nbformat": 4}).encode()
    else:
        data = gzip.compress(page.html().encode())
    found = leaks_in(data, texts={"unit": ["Quaint Brigade"]}, positions=[PLACE])
    assert set(found) == {("text", "unit"), ("position", "position")}
    assert leaks_in(data, texts={"unit": ["Quaint Brigades"]}, positions=[(30.1234, 51.4321)]) == []


def test_a_page_without_records_is_clean() -> None:
    from layers.frames import empty_sightings

    page = kordon.Page(empty_sightings()).html().encode()
    assert leaks_in(page, texts={"unit": ["Quaint Brigade"]}, positions=[PLACE]) == []


def test_a_value_is_masked(tmp_path: Path) -> None:
    """What says that something leaked does not leak it."""
    (leak,) = find_leaks(VALUE.encode(), Secrets(texts={"unit": [VALUE]}), name="x")
    assert VALUE not in str(leak)
    assert leak.value_shown.startswith("Крас")
    with pytest.raises(LeakError, match="would give away") as caught:
        require_clean(VALUE.encode(), Secrets(texts={"unit": [VALUE]}), name="brief.txt")
    assert [(one.field, one.value_shown) for one in caught.value.leaks] == [
        ("unit", leak.value_shown)
    ]
    assert VALUE not in str(caught.value)
    require_clean(b"nothing", Secrets(texts={"unit": [VALUE]}))


def test_what_is_shown_elsewhere_is_no_leak() -> None:
    """Another record says the same; a name of a place may stand in a text that was reviewed."""
    said = {"allowed_texts": ["Somewhere Odd", "trains near Quaintville"]}
    assert leaks_in(b"Somewhere Odd", texts={"source_title": ["Somewhere odd"]}, **said) == []
    assert leaks_in(b"near Quaintville", texts={"place": ["Quaintville"]}, **said) == []
    assert leaks_in(b"near Quaintville", texts={"id": ["Quaintville"]}, **said) != []


URL = "https://posts.example/channel/12"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"{URL}34", False), (f"see {URL}34, and {URL}34.", False), (f"a,{URL}34,34\n", False),
        (f"{URL}34 {URL}", True), (f"{URL}345", True), (f"{URL} 34", True), (f"{URL}\n34", True),
        (f"{URL}3", True), (f"{URL[:-4]} {URL[-4:]}34", True), (f"x{URL}34", True),
        (f"{URL}56 and 12", True),
    ],
)  # fmt: skip
def test_a_shown_word_that_begins_like_a_withheld_one(text: str, found: bool) -> None:
    """Letter for letter, and all of it: then the withheld one is not there."""
    shown = [f"{URL}34", f"{URL}56 and {URL}"]
    told = leaks_in(text.encode(), texts={"source_url": [URL]}, allowed_texts=shown)
    assert bool(told) is found


def test_a_shown_word_explains_nothing_else_that_is_in_it() -> None:
    """It begins like one withheld value, and holds another one by itself."""
    texts = {"source_url": [URL, f"{URL}3"], "id": [VALUE]}
    text = f"{URL}34 by {VALUE}"
    assert leaks_in(text.encode(), texts=texts, allowed_texts=[text]) == [("text", "id")]
    said = f"{URL}34 {URL}345"
    told = leaks_in(said.encode(), texts=texts, allowed_texts=[f"{URL}34"])
    assert set(told) == {("text", "source_url")}


def test_the_examples_raise_no_alarm(example_page: Path, example_map: Any, tmp_path: Path) -> None:
    """The page and all exports: no traces, and nothing of records that are not in them."""
    strangers = records(40, 3, tmp_path)
    texts, places = withheld(strangers, "public")
    by_field: dict[str, list[str]] = {}
    for value, field in texts.items():
        by_field.setdefault(field, []).append(value)
    secrets = Secrets(texts=by_field, positions=places)
    sightings = example_map.intake.sightings
    files = {"map.html": example_page.read_bytes()}
    files |= {f"examples.{name}": export(sightings, name) for name in EXPORTS}
    for name, data in files.items():
        assert find_traces(data, name=name) == [], name
        assert find_leaks(data, secrets, name=name) == [], name


def test_half_of_the_examples_says_nothing_of_the_other(example_map: Any) -> None:
    """Records of the same towns, days and sources, of which every other one stays inside."""
    sightings = example_map.intake.sightings.reset_index(drop=True)
    odd = np.arange(len(sightings)) % 2 == 1
    shown, inside = sightings[~odd], sightings[odd]
    secrets = secrets_of(inside, shown)
    assert len(secrets.telling) > 100
    assert find_leaks(kordon.Page(shown).html().encode(), secrets, name="half.html") == []
    for name in EXPORTS:
        assert find_leaks(export(shown, name), secrets, name=name) == [], name
        found = find_leaks(export(sightings, name), secrets, name=name)
        assert {leak.kind for leak in found} >= {"text"}, name


def test_fields_of_shown_records_that_are_hidden(tmp_path: Path) -> None:
    made = records(6, 5, tmp_path).sightings
    shown = made.drop(columns=["handle"])
    secrets = secrets_of(made.iloc[:0], shown, hidden_fields=["handle"], originals=made)
    fields = {leak.field for leak in find_leaks(FORMATS["csv"](made), secrets, name="x")}
    assert fields == {"handle"}
    assert find_leaks(FORMATS["csv"](shown), secrets, name="x") == []


def test_a_place_in_columns_of_ones_own(intake_of: Callable[..., Any]) -> None:
    """One half is the same in all rows, so that a page has it once."""
    base = {"layer": "deployment", "category": "rail_echelon", "lat": "51.1", "lon": "28.3"}
    across = [f"{30.5 + k:.5f}" if k != 5 else str(PLACE[0]) for k in range(7)]
    sightings = intake_of([base | {"date": f"2022-10-{10 + k}"} for k in range(7)]).sightings
    own = sightings.assign(**{"mine a": across, "mine b": str(PLACE[1])})
    page = kordon.Page(own).html().encode()
    assert ("position", "position") in leaks_in(page, positions=[PLACE])
    assert leaks_in(page, positions=[(PLACE[0] + 0.02, PLACE[1])]) == []


def test_the_look_says_how_far_it_is() -> None:
    told: list[str] = []
    require_clean(b"a,b\n1,2\n", Secrets(), name="table.csv", progress=told.append)
    assert told[0] == "leak check of table.csv"
    assert len(told) > 1
    assert all(step.startswith("leak check of table.csv, ") for step in told[1:])
    assert all(step.endswith("%") for step in told[1:])
