"""Other names of the places that records name, so that a search finds them in any spelling.

The page transliterates by itself (``maps/page/data/spelling.js``); what travels are names that no
rule gives: Kyiv and Kiev, Mazyr and Mozyr. Only places that the records name are looked up.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from geo import reference
from maps.texts import number_column, text_column

__all__ = ["spellings"]

#: A gazetteer's place is meant when its name fits and it lies this near, in kilometres.
_NEAR_KM = 35.0
#: More places than this: the most often named ones.
_MOST = 2_000
_MOST_NAMES = 24
#: Columns with names of places, with where those lie.
_NAMED = (
    ("place", "longitude", "latitude"),
    ("place_local", "longitude", "latitude"),
    ("target_place", "target_longitude", "target_latitude"),
    ("from_place", "", ""),
    ("to_place", "", ""),
)
#: Stands for a degree that is not known.
_NOWHERE = -999.0
#: A name, with longitude and latitude.
_Named = tuple[str, float, float]
_WORTH = re.compile(r"[A-Za-z\u00c0-\u024f\u0400-\u04ff'’. -]{4,40}")
_PARTS = re.compile(r"[,;/()–]|\b(?:near|and|airfield|airport|raion|district)\b", re.IGNORECASE)


def spellings(sightings: pd.DataFrame) -> list[list[str]]:
    """For each place of the gazetteer that the records name, all its names; the main one first."""
    named = _named(sightings)
    if not named:
        return []
    table = _gazetteer()
    found: dict[int, None] = {}
    for text, longitude, latitude in named:
        for part in _parts(text):
            nearest = _nearest(table.by_key.get(_key(part), []), table, longitude, latitude)
            if nearest is not None:
                found[nearest] = None
    return [_worth(table.names[row]) for row in sorted(found)]


def _named(sightings: pd.DataFrame) -> list[_Named]:
    """Names with longitude and latitude in degrees, the commonest first."""
    counts: Counter[_Named] = Counter()
    for field, east, north in _NAMED:
        texts = text_column(sightings, field)
        if any(texts):
            at = (_roughly(sightings, name) for name in (east, north))
            counts.update(zip(texts, *at, strict=True))
    order = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [key for key, _ in order if key[0]][:_MOST]


def _roughly(sightings: pd.DataFrame, field: str) -> list[float]:
    """Degrees to a fifth of one, which is enough to tell places of one name apart."""
    degrees = number_column(sightings, field)
    rounded: list[float] = np.nan_to_num(np.round(degrees * 5) / 5, nan=_NOWHERE).tolist()
    return rounded


class _Gazetteer(NamedTuple):
    """All names of each place, longitude and latitude in degrees, inhabitants; rows by name."""

    names: list[list[str]]
    x: Any
    y: Any
    people: Any
    by_key: Mapping[str, list[int]]


@cache
def _gazetteer() -> _Gazetteer:
    places = reference.places()
    hubs = reference.rail_hubs().set_index("geonameid")
    more = {key: [row.name_local, *row.aliases.split("|")] for key, row in hubs.iterrows()}
    names = [
        list(dict.fromkeys([name, *more.get(key, []), *(n for n in other.split("|") if n)]))
        for key, name, other in zip(
            places["geonameid"], places["name"], places["names"].fillna(""), strict=True
        )
    ]
    by_key = defaultdict(list)
    for row, all_names in enumerate(names):
        for name in all_names:
            by_key[_key(name)].append(row)
    x, y, people = (
        places[name].to_numpy(float) for name in ("longitude", "latitude", "population")
    )
    return _Gazetteer(names, x, y, people, by_key)


def _parts(text: str) -> Iterable[str]:
    """The text itself, and the names in ``Soloti near Valuyki``."""
    yield text
    parts = [part.strip() for part in _PARTS.split(text)]
    if len(parts) > 1:
        yield from (part for part in parts if part)


def _nearest(rows: list[int], table: _Gazetteer, longitude: float, latitude: float) -> int | None:
    """The place that is meant: the nearest within reach, or the largest when nobody knows where."""
    if not rows:
        return None
    if _NOWHERE in (longitude, latitude):
        return max(rows, key=lambda row: (table.people[row], -row))
    spread = np.cos(np.radians(latitude))
    away = {
        row: 111.2 * float(np.hypot((table.x[row] - longitude) * spread, table.y[row] - latitude))
        for row in rows
    }
    best = min(rows, key=lambda row: (away[row], row))
    return best if away[best] <= _NEAR_KM else None


def _worth(names: list[str]) -> list[str]:
    """Names that somebody may type: Latin or Cyrillic, no codes, no phrases, and none twice."""
    kept: dict[str, str] = {}
    one_word = " " not in names[0]
    for name in [names[0], *sorted(names[1:], key=lambda n: n.isascii())]:
        phrase = one_word and " " in name
        if name == names[0] or (_WORTH.fullmatch(name) and name[0].isupper() and not phrase):
            kept.setdefault(_key(name), name)
    return list(kept.values())[:_MOST_NAMES]


def _key(name: str) -> str:
    """A name without case, accents and apostrophes."""
    folded = name.casefold()
    if not folded.isascii():
        folded = unicodedata.normalize("NFKD", folded)
    return folded if folded.isalnum() else "".join(filter(str.isalnum, folded))
