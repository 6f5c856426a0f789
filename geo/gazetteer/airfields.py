"""Airfields by name (OurAirports): in any spelling, by the town beside them, or by their code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from geo import reference
from geo.gazetteer.spelling import like, sounded, sounded_all, stem
from geo.geodesy import GEOD

__all__ = ["RADIUS_M", "Airfield", "airfields_called", "airfields_near", "name_of_airfield"]

#: The longest runways are some 3.5 km, and the point may be at an end of one.
RADIUS_M: Final = 3_000.0
#: So near to a town is what is listed where no airfield is called after it.
NEAR_M: Final = 40_000.0
_KIND: Final = re.compile(
    r"\b(?:(?:military|international|militär\w*|военн\w+|військов\w+|ваенн\w+|вайсков\w+|"
    r"международн\w+|міжнародн\w+|wojskow\w+)\s+)*"
    r"(?:air\s?bases?|air\s?fields?|airports?|airstrips?|aerodrom\w*|aeroclub|heliports?|helipads?|"
    r"helicopter base|"
    r"аэродром\w*|аеродром\w*|аэрадром\w*|аэропорт\w*|аеропорт\w*|аэрапорт\w*|"
    r"авиабаз\w*|авіабаз\w*|авіябаз\w*|летовищ\w*|вертодром\w*|"
    r"lotnisk\w*|flugplatz\w*|flughafen\w*|luftwaffenstützpunkt\w*|luftwaffenbasis|"
    r"aéroport|aérodrome|base aérienne)(?:\s+(?:de|d['’]))?(?!\w)",
    re.IGNORECASE,
)
_SIGNS: Final = re.compile(r"\s+-\s+|[/()]")
_CODE: Final = re.compile(r"[A-Z]{4}")
_ADJECTIVE: Final = re.compile(
    r"(?:[сцз]ь?к(?:ий|ая|ое|ого|ой|ом|ую|і|ая|ага|ай|а|ої|ій)|sk(?:y|i|iy|ij|yi|aya|aia|a))$",
    re.IGNORECASE,
)
#: Words of fewer letters are no name by themselves, nor are shorter sounds.
_LEAST: Final = 4
_LEAST_KEY: Final = 3


@dataclass(frozen=True, slots=True)
class Airfield:
    """An airfield of OurAirports: ``ident`` is theirs, ``kind`` their type, degrees in WGS 84.

    ``fits``: "exact" for its code, "sounds alike" for one of its names, "similar" with a
    ``likeness`` (0 to 100) for a name much like one of them.
    """

    ident: str
    name: str
    country: str
    kind: str
    latitude: float
    longitude: float
    fits: str = "sounds alike"
    likeness: float = 100.0

    def __str__(self) -> str:
        closed = ", closed" if self.kind == "closed" else ""
        return f"{self.name} ({self.country}{closed}; {self.latitude:.4f}, {self.longitude:.4f})"


def name_of_airfield(name: str, hints: Iterable[str]) -> tuple[str, tuple[str, ...]] | None:
    """The name without the words for an airfield, and the hints that are none; None for others.

    A code of four capitals is an airfield's without any such word.
    """
    others = tuple(hint for hint in hints if _KIND.sub("", hint).strip(" .") or not hint)
    rest = _tidy(_KIND.sub(" ", name))
    if rest == name and len(others) == len(tuple(hints)):
        return (name, others) if _CODE.fullmatch(name) and name in _table().code else None
    return rest, others


def airfields_called(name: str) -> list[Airfield]:
    """Airfields that a name may mean: by code, all of a name, a word of it, or an adjective.

    Of these ways the first that finds some counts. Nothing like it is an empty list.
    """
    table = _table()
    if name.upper() in table.code:
        return [table.airfield(row, "exact") for row in table.code[name.upper()]]
    for key, index in (
        (sounded(name), table.whole),
        (sounded(name), table.word),
        (stem(name) if _ADJECTIVE.search(name) else "", table.stem),
        (sounded(name), table.town),
    ):
        if len(key) >= _LEAST_KEY and key in index:
            return [table.airfield(row) for row in index[key]]
    return _similar(sounded(name), table)


def airfields_near(longitude: float, latitude: float) -> list[Airfield]:
    """Airfields within 40 km of a place in degrees (WGS 84), the nearest first."""
    table = _table()
    found = []
    for row, place in enumerate(table.rows):
        if abs(place.latitude - latitude) < 0.5 and abs(place.longitude - longitude) < 1.0:
            away_m = GEOD.inv(longitude, latitude, place.longitude, place.latitude)[2]
            if away_m <= NEAR_M:
                found.append((away_m, row))
    return [table.airfield(row) for _, row in sorted(found)]


def _similar(key: str, table: _Airfields, most: int = 8) -> list[Airfield]:
    if len(key) < _LEAST_KEY:
        return []
    best = like(key, list(table.whole), table.whole, most)
    ranked = sorted(best, key=lambda row: (-best[row], row))
    return [table.airfield(row, "similar", best[row]) for row in ranked]


@dataclass(frozen=True)
class _Airfields:
    """Rows by what they are called: keys of `sounded` or `stem`, and codes."""

    rows: tuple[Airfield, ...]
    code: dict[str, list[int]]
    whole: dict[str, list[int]]
    word: dict[str, list[int]]
    stem: dict[str, list[int]]
    town: dict[str, list[int]]

    def airfield(self, row: int, fits: str = "sounds alike", likeness: float = 100.0) -> Airfield:
        """The airfield in a row."""
        one = self.rows[row]
        return Airfield(
            one.ident, one.name, one.country, one.kind, one.latitude, one.longitude, fits, likeness
        )


@cache
def _table() -> _Airfields:
    frame = reference.airfields()
    rows = tuple(
        Airfield(ident, name, country, kind, latitude, longitude)
        for ident, name, country, kind, latitude, longitude in zip(
            *(frame[at] for at in ("ident", "name", "country", "type", "latitude", "longitude")),
            strict=True,
        )
    )
    called = [
        (row, name)
        for row, names in enumerate(zip(frame["name"], frame["names"], strict=True))
        for name in _names("|".join(names))
    ]
    words = [(row, word) for row, name in called for word in name.split() if len(word) >= _LEAST]
    towns = list(enumerate(frame["municipality"]))
    return _Airfields(
        rows,
        _index((row, code) for row, code in enumerate(frame["code"])),
        _index(_sounded(called)),
        _index(_sounded(words)),
        _index((row, stem(name)) for row, name in [*called, *words]),
        _index(_sounded(towns)),
    )


def _names(joined: str) -> Iterator[str]:
    """The names in a row without the words for an airfield, and both sides of a dash."""
    for text in joined.split("|"):
        parts = _SIGNS.split(text)
        for part in (text, *parts) if len(parts) > 1 else parts:
            name = _tidy(_KIND.sub(" ", part))
            if name:
                yield name


def _tidy(text: str) -> str:
    """A text with single spaces, without signs at its ends."""
    return re.sub(r"\s+", " ", text).strip(" .-–'\"«»„“”")


def _sounded(named: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    return zip((row for row, _ in named), sounded_all(name for _, name in named), strict=True)


def _index(keyed: Iterable[tuple[int, str]]) -> dict[str, list[int]]:
    found: dict[str, dict[int, None]] = {}
    for row, key in keyed:
        if key:
            found.setdefault(key, {})[row] = None
    return {key: list(rows) for key, rows in found.items()}
