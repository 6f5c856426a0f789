"""Which places of one name lie in what else is said: a region, a district, a town nearby."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, TypeVar

import numpy as np
import shapely

from geo.errors import PlaceError
from geo.gazetteer.airfields import Airfield
from geo.gazetteer.areas import DISTRICT_M, area_of, with_its_city
from geo.gazetteer.names import Candidate, candidates
from geo.geodesy import discs
from geo.positions.position import shown

__all__ = ["area_meant", "lies_by", "listed", "narrowed", "smaller_towns", "vague_hints"]

Place = TypeVar("Place", Candidate, Airfield)
_MOST_NAMED: Final = 8
#: Of a town of so many inhabitants a word that is no region may name a part.
_WITH_PARTS: Final = 10_000


def area_meant(hint: str) -> Any:
    """The polygon (EPSG:4326) of a region, or what lies as near to a town as a district does.

    None for words that are neither: a town is one only by one of its names, to the letter.
    """
    area = area_of(hint)
    return _around_town(hint) if area is None else area


def _around_town(hint: str) -> Any:
    towns = [one for one in candidates(hint) if one.fits == "exact"] if hint.strip() else []
    if not towns:
        return None
    x, y = (np.array([getattr(one, at) for one in towns]) for at in ("longitude", "latitude"))
    return shapely.union_all(discs(x, y, DISTRICT_M))


def vague_hints(hints: Iterable[str]) -> list[str]:
    """Those that name no region and no town, as a part of a town does that is not known here."""
    return [hint for hint in hints if hint.strip() and area_meant(hint) is None]


def smaller_towns(hints: Iterable[str], place: Candidate) -> list[str]:
    """Those that name a town by the place, and a smaller one, which then may be what is meant."""
    return [
        hint
        for hint in hints
        if area_of(hint) is None
        and (towns := [one for one in candidates(hint) if one.fits == "exact"])
        and max(one.population for one in towns) < place.population
    ]


def lies_by(name: str, town: str) -> bool:
    """Whether a place called so, to the letter, lies in a region or by a town."""
    named = [one for one in candidates(name) if one.fits == "exact"]
    return bool(named and _within(named, area_meant(town)))


def narrowed(
    found: list[Place], hints: list[str], name: str, text: str, *, thing: str = "place"
) -> tuple[list[Place], list[str]]:
    """Those that lie in what the hints name.

    A hint that names nothing is told where the place is a town that may have such a part. Raises
    PlaceError, which begins with ``text``, where none lies there, and where a hint names nothing
    though much depends on it.
    """
    notes = []
    for hint in hints:
        area = area_meant(hint)
        if area is None:
            if not any(hint.casefold() == one.name.casefold() for one in found):
                _check_without(hint, found, name, text)
                notes.append(f"{hint}: no country, oblast, district or town is called so; not used")
            continue
        # Behind a comma Minsk is the city, but Machulishchy, Minsk lies beside it.
        kept = _within(found, area) or _within(found, with_its_city(area))
        kept = kept or _within(found, _around_town(hint))
        if not kept:
            raise PlaceError(
                f"{shown(text)}: no {thing} called {name!r} lies in {hint}; elsewhere there is "
                f"{listed(found)}",
                tuple(found),
            )
        found = kept
    return found, notes


def _check_without(hint: str, found: Sequence[Place], name: str, text: str) -> None:
    """Raise PlaceError where without this hint a place would be no more than a guess."""
    first = found[0]
    if isinstance(first, Airfield):
        return
    if first.fits != "similar" and first.population >= _WITH_PARTS:
        return
    raise PlaceError(
        f"{shown(text)}: {hint}: no country, oblast, district or town is called so, and without it "
        f"{name!r} may be {listed(found)}, or a place that is not in the gazetteer",
        tuple(found),
    )


def _within(found: Sequence[Place], area: Any) -> list[Place]:
    if area is None:
        return []
    x, y = (np.array([getattr(one, at) for one in found]) for at in ("longitude", "latitude"))
    held = shapely.intersects_xy(area, x, y)
    return [one for one, inside in zip(found, held, strict=True) if inside]


def listed(found: Sequence[Candidate | Airfield]) -> str:
    """Places in a message: the first of them, and how many more there are."""
    more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    return "; ".join(map(str, found[:_MOST_NAMED])) + more
