"""What every map of Kordon says, whatever its records: names of places and words of the page.

A withheld text that is one of them gives nothing away: the town is on the map anyhow. Nor do the
numbers of the base map, as long as they are those of every map.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from functools import cache
from importlib import resources
from typing import Any

from layers.vocabulary import VOCABULARIES
from maps.leaks.finding import Finder
from maps.leaks.folding import fold

__all__ = ["on_every_map", "without_code", "without_columns", "without_ground"]

_LEAFLET = "https://cdn.example/npm/leaflet@1.9.3/dist/leaflet."


def on_every_map(keys: set[str]) -> set[str]:
    """Which of some folded texts stand on a map without records, in whatever language."""
    return Finder(sorted(keys)).found(_empty_map()) if keys else set()


def without_code(text: str) -> str:
    """What is packed as the code of a page, without what is the code of every page."""
    for code in _code():
        text = text.replace(code, " ")
    return text


def without_ground(head: str, said: Collection[str] = ()) -> str:
    """The head of a page without its base map, where that is letter for letter that of every page.

    And without what is known to be ``said`` in it. Where anything was changed or put in, all of it
    stays. There are spaces instead, so that nothing else comes closer together.
    """
    for told in (*_grounds(), *said):
        head = head.replace(told, " " * len(told))
    return head


def without_columns(data: bytes, language: str) -> bytes:
    """The columns of a page in a language without those of the base map, byte for byte.

    Of a language that there is none of, and where anything was changed, all of it stays.
    """
    from maps.words import languages

    for told in _columns(language) if language in languages() else ():
        data = data.replace(told, bytes(len(told)))
    return data


@cache
def _columns(language: str) -> tuple[bytes, ...]:
    """The base map, and what is unpacked close in."""
    from maps import encode, ground

    chunks = encode.Chunks()
    ground.pack_ground(chunks, language)
    return chunks.raw, ground.pack_detail(language)[0].raw


@cache
def _grounds() -> tuple[str, ...]:
    """What pages say of the base map, in each language."""
    from maps import encode, ground, words

    told = (ground.pack_ground(encode.Chunks(), language) for language in words.languages())
    return tuple(dict.fromkeys(encode.json_bytes(one).decode("utf-8") for one in told))


@cache
def _code() -> tuple[str, ...]:
    from maps import assets, script

    shipped = [
        script.script(),
        script.style(),
        *(assets.resolve(_LEAFLET + e) for e in ("js", "css")),
    ]
    return tuple(code for code in shipped if code)


@cache
def _empty_map() -> str:
    """All words of the page, of its code and of its base map, folded."""
    return fold("\x1e".join(_words()))


def _words() -> Iterator[str]:
    from geo import reference
    from maps import basemap, script
    from maps.words import catalogue, languages, vocabulary

    hubs = reference.rail_hubs()
    for base in (basemap.load(), basemap.load("detail")):
        yield from _texts_in([base["places"]["name"], base["places"]["names"], base.get("meta")])
    for column in ("name", "name_local", "aliases"):
        yield from hubs[column].astype(str)
    for terms in VOCABULARIES.values():
        for term in terms:
            yield from (term.label, term.meaning)
    for language in languages():
        yield from _texts_in([catalogue(language), vocabulary(language)])
    folder = resources.files("maps")
    for file in folder.joinpath("names").iterdir():
        yield from _texts_in(json.loads(file.read_text("utf-8")))
    yield folder.joinpath("palette.json").read_text("utf-8")
    yield folder.joinpath("page", "page.html").read_text("utf-8")
    yield from (*_code(), *script.start().scripts)


def _texts_in(value: Any) -> Iterator[str]:
    """All texts of a JSON value, keys too."""
    if isinstance(value, dict):
        yield from map(str, value)
        value = list(value.values())
    if isinstance(value, list | tuple):
        for one in value:
            yield from _texts_in(one)
    elif isinstance(value, str):
        yield value
