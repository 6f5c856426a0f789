"""The shipped gazetteer by name: exact spellings, spellings that sound alike, and near ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import shapely

from geo import reference
from geo.gazetteer.spelling import like, plain, plain_all, sounded, sounded_all

__all__ = ["Candidate", "beginning", "candidates", "declined", "radius_of", "without_case"]

#: Endings of cases, as `sounded` has them; what is left of a name is at least so long.
_CASE: Final = re.compile(r"(?:[aei]m|[aei]i|[aeiu]{1,2})$")
#: A vowel that other cases leave out: Лунинец, под Лунинцом.
_FLEETING: Final = re.compile(r"([^aeiu])[aeiu]([ck])$")
_LEAST_SAID: Final = 3
#: Inhabitants on a square kilometre of a town, and the least radius of a place.
_DENSITY_KM2: Final = 1_500.0
_LEAST_RADIUS_M: Final = 1_000.0
#: Where nobody lives is not in the gazetteer, but in reports: the town as large as it was in
#: 1986, and the plant with what belongs to it, some 2 km about.
_ABANDONED: Final = (
    {"geonameid": 0, "name": "Pripyat", "names": "Prypiat|Pripiat|Припять|Прип'ять|Прыпяць",
     "country": "UA", "oblast": "Kyiv Oblast", "latitude": 51.4056, "longitude": 30.0569,
     "population": 49_360},
    {"geonameid": 0, "name": "Chornobyl Nuclear Power Plant",
     "names": "Chernobyl Nuclear Power Plant|Chernobyl NPP|Chornobyl NPP|ChNPP|ChNPP Chernobyl|"
     "Chernobyl nuclear plant|ЧАЭС|Чернобыльская АЭС|ЧАЕС|Чорнобильська АЕС|Чарнобыльская АЭС",
     "country": "UA", "oblast": "Kyiv Oblast", "latitude": 51.3896, "longitude": 30.0991,
     "population": 20_000},
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place of the gazetteer (GeoNames), and how well its name fits; an abandoned one has no id.

    ``fits``: "exact" (one of its names), "sounds alike", or "similar" with ``likeness`` (0 to 100).
    """

    geonameid: int
    name: str
    country: str
    admin1: str
    latitude: float
    longitude: float
    population: int
    fits: str
    likeness: float = 100.0

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.admin1, self.country) if part)
        return f"{self.name} ({where}; {self.latitude:.4f}, {self.longitude:.4f})"


def candidates(name: str, *, most: int = 10) -> list[Candidate]:
    """Places that a name may mean, the best first: all that fit exactly, else that sound alike.

    Only where there are none, those with similar names, by likeness and inhabitants.
    """
    table = _table()
    for key, index, fits in (
        (plain(name), table.exact, "exact"),
        (sounded(name), table.alike, "sounds alike"),
    ):
        rows = index.get(key, ())
        if rows:
            ranked = sorted(rows, key=lambda row: (-table.population[row], row))
            return [table.candidate(row, fits) for row in ranked]
    return _similar(sounded(name), most)


def declined(name: str) -> list[Candidate]:
    """Places whose name differs from it in the ending of its case only: Гомелем is of Гомель."""
    table = _table()
    said = without_case(sounded(name))
    if len(said) < _LEAST_SAID:
        return []
    begun = (key for key in table.keys if key.startswith(said[:-1]))
    keys = [key for key in begun if said in (without_case(key), _FLEETING.sub(r"\1\2", key))]
    rows = {row for key in keys for row in table.alike[key]}
    ranked = sorted(rows, key=lambda row: (-table.population[row], row))
    return [table.candidate(row, "sounds alike") for row in ranked]


def without_case(sound: str) -> str:
    """What a name sounds like (`sounded`) without the ending of its case."""
    return _CASE.sub("", sound)


def beginning(sound: str, most_rest: int) -> list[Candidate]:
    """Places of which a name sounds so (`sounded`), with that many letters more at most."""
    table = _table()
    longest = len(sound) + most_rest
    keys = [key for key in table.keys if key.startswith(sound) and len(key) <= longest]
    rows = {row for key in keys for row in table.alike[key]}
    ranked = sorted(rows, key=lambda row: (-table.population[row], row))
    return [table.candidate(row, "sounds alike") for row in ranked]


def radius_of(candidate: Candidate) -> float:
    """Radius in metres that holds a place of so many inhabitants, about its point in GeoNames.

    As a disc of 1,500 inhabitants for each square kilometre, which is few for a town; at least
    1 km, for GeoNames puts villages on their church or station.
    """
    square_km = candidate.population / _DENSITY_KM2
    return max(_LEAST_RADIUS_M, float(np.sqrt(square_km / np.pi)) * 1_000)


def _similar(key: str, most: int) -> list[Candidate]:
    if len(key) < 3:
        return []
    table = _table()
    best = like(key, table.keys, table.alike, 10 * most)
    ranked = sorted(best, key=lambda row: (-best[row], -table.population[row], row))[:most]
    return [table.candidate(row, "similar", best[row]) for row in ranked]


@dataclass(frozen=True)
class _Names:
    rows: Sequence[dict[str, Any]]
    population: Sequence[int]
    exact: dict[str, tuple[int, ...]]
    alike: dict[str, tuple[int, ...]]
    keys: Sequence[str]

    def candidate(self, row: int, fits: str, likeness: float = 100.0) -> Candidate:
        """The place in a row."""
        place = self.rows[row]
        return Candidate(
            int(place["geonameid"]),
            str(place["name"]),
            str(place["country"]),
            str(place["oblast"]),
            float(place["latitude"]),
            float(place["longitude"]),
            int(place["population"]),
            fits,
            likeness,
        )


@cache
def _table() -> _Names:
    places = reference.places()
    oblasts = reference.oblasts()
    at, oblast = shapely.STRtree(oblasts.geometry.to_numpy()).query(
        shapely.points(places["longitude"], places["latitude"]), predicate="within"
    )
    named = np.full(len(places), "", dtype=object)
    named[at] = oblasts["name"].to_numpy()[oblast]
    rows: Any = [*places.assign(oblast=named).to_dict("records"), *_ABANDONED]
    exact: dict[str, dict[int, None]] = {}
    alike: dict[str, dict[int, None]] = {}
    named_so = [
        (number, name)
        for number, row in enumerate(rows)
        for name in (row["name"], *str(row["names"]).split("|"))
    ]
    for index, keys in ((exact, plain_all), (alike, sounded_all)):
        for (number, _), key in zip(named_so, keys(name for _, name in named_so), strict=True):
            if key:
                index.setdefault(key, {})[number] = None
    return _Names(
        rows,
        [row["population"] for row in rows],
        {key: tuple(found) for key, found in exact.items()},
        {key: tuple(found) for key, found in alike.items()},
        list(alike),
    )
