"""The base map as chunks of a page, in the page's language.

What the first picture needs goes with the records; the detail is an element of its own in the
page, which stays text until the reader zooms in. Read by ``maps/page/map/ground.js``.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from maps import basemap
from maps.encode import Chunks, code_kind
from maps.placenames import by_hand

__all__ = ["COUNTRY_NAME", "in_language", "pack_detail", "pack_ground"]

COUNTRY_NAME = {"en": "name", "be": "name_be", "ru": "name_ru", "uk": "name_uk",
                 "de": "name_de", "fr": "name_fr"}  # fmt: skip


def pack_ground(chunks: Chunks, language: str) -> dict[str, Any]:
    """Puts the base map into ``chunks``; returns the part of the head that describes it."""
    columns, head = _ground(language)
    chunks.add(columns)
    return dict(head)


@cache
def _ground(language: str) -> tuple[Chunks, dict[str, Any]]:
    """Made once for a language: every page of it has the same."""
    base, chunks = basemap.load(), Chunks()
    for name, features in base["shapes"].items():
        chunks.paths(f"base.{name}", features)
    _pack_places(chunks, "base.places", base["places"], language)
    meta: dict[str, Any] = base["meta"]
    name = COUNTRY_NAME.get(language, "name")
    return chunks, meta | {
        "countries": [
            {"iso": c["iso"], "at": c["at"], "name": c[name] or c["name"], "rings": c["rings"]}
            for c in meta["countries"]
        ],
        "rivers": [
            river | {"name": in_language("waters", river["name"], language)}
            for river in meta["rivers"]
        ],
        "lakes": [[in_language("waters", name, language), *at] for name, *at in meta["lakes"]],
        "seas": [[in_language("waters", name, language), *at] for name, *at in meta["seas"]],
        "oblasts": [[in_language("oblasts", name, language), *at] for name, *at in meta["oblasts"]],
    }


@cache
def pack_detail(language: str) -> tuple[Chunks, dict[str, Any]]:
    """What is unpacked close in: points between points, and villages; and the head's part.

    Made once for a language: it is for reading only.
    """
    detail = basemap.load("detail")
    chunks = Chunks()
    for name, features in detail["shapes"].items():
        chunks.paths(f"detail.{name}", features)
        between = detail["between"][name]
        chunks.column(f"detail.{name}.between", between, code_kind(max(between, default=0) + 1))
    _pack_places(chunks, "detail.places", detail["places"], language)
    return chunks, {"scale": detail["scale"], "toc": chunks.toc}


def in_language(what: str, name: str, language: str) -> str:
    """A name of ``oblasts`` or ``waters`` in a language; as it is where none was written down."""
    return by_hand(what).get(name, {}).get(language, name)


def _pack_places(chunks: Chunks, name: str, places: dict[str, Any], language: str) -> None:
    mine = places["names"].get(language)
    names = places["name"]
    if mine is not None:
        names = [found or main for found, main in zip(mine, names, strict=True)]
    chunks.column(f"{name}.x", places["x"], "d32")
    chunks.column(f"{name}.y", places["y"], "d32")
    chunks.column(f"{name}.size", places["size"], "u8")
    chunks.json(f"{name}.names", "\n".join(names))
