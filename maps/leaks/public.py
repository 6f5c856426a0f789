"""What every map of Kordon says, whatever its records: names of places and words of the page.

A withheld text that is one of them gives nothing away: the town is on the map anyhow.
"""

from __future__ import annotations

import json
from functools import cache

from geo.foreign.insides import insides_of
from maps.leaks.folding import Finder, fold, views
from maps.words import catalogue, languages, vocabulary

__all__ = ["on_every_map"]


def on_every_map(keys: set[str], language: str | None = None) -> set[str]:
    """Which folded texts stand on a map without records, in one language or in any."""
    left, found = set(keys), set[str]()
    for one in (language,) if language in languages() else languages():
        if not left:
            break
        finder = Finder(sorted(left))
        for text in _empty_map(str(one)):
            found |= finder.found(text)
        left -= found
    return found


@cache
def _empty_map(language: str) -> tuple[str, ...]:
    """The folded texts of a page without records, with all zones and hubs."""
    from layers.frames import empty_sightings
    from maps.build import chosen_regions
    from maps.page import Page

    regions, _ = chosen_regions()
    page = Page(empty_sightings(), regions=regions, language=language, title="-")
    words = json.dumps([catalogue(language), vocabulary(language)], ensure_ascii=False)
    texts = [fold(words)]
    for piece in insides_of(page.html().encode("utf-8"), "a map without records"):
        if piece.kind == "text":
            texts += views(piece.text)
    return tuple(texts)
