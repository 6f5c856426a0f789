"""The one place or airfield that a name means, or why none can be said: nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from geo.errors import PlaceError
from geo.gazetteer.airfields import Airfield, airfields_called, airfields_near
from geo.gazetteer.areas import area_of
from geo.gazetteer.hints import listed, narrowed
from geo.gazetteer.names import Candidate, candidates, declined, without_case
from geo.gazetteer.spelling import sounded
from geo.gazetteer.things import numbered
from geo.geodesy import GEOD
from geo.positions.position import shown

__all__ = ["is_town", "largest_first", "the_airfield", "the_town", "town_of_number",
           "without_area"]  # fmt: skip

_CYRILLIC: Final = re.compile("[\u0400-\u052f]")
#: A name that is like none exactly is taken for the likest, if it is so like, and others less so.
_TAKEN_LIKE: Final = 88.0
_AHEAD: Final = 6.0
#: Of shorter sounds each letter counts: Букча is not Буча, nor Печи Повча.
_LEAST_TAKEN: Final = 7
#: Nor is what sounds alike one name, if it is as short as Сож.
_LEAST_ALIKE: Final = 4
#: A town is meant before those that were called like it once, if it is so large and they are not.
_LARGE: Final = 20_000
_TIMES_LARGER: Final = 10
#: Places of fewer inhabitants may have namesakes that are too small for the gazetteer.
_SMALL: Final = 2_000
#: Places of one name as near as this are one: GeoNames has some twice.
_SAME_M: Final = 3_000.0
#: Names of towns and their regions have no more words.
_MOST_WORDS: Final = 6


def the_town(
    name: str, hints: list[str], text: str, *, oblique: bool = False
) -> tuple[Candidate, list[str]]:
    """The place called so within what the hints name, and what was read otherwise.

    ``oblique``: the name may stand in another case than its first (под Гомелем). Raises
    PlaceError, which begins with ``text``, where there is none, or several.
    """
    found = candidates(name) if name else []
    if oblique and _CYRILLIC.search(name) and (not found or found[0].fits == "similar"):
        found = declined(name) or found
    if name and (not found or found[0].fits == "similar") and area_of(name) is not None:
        raise PlaceError(f"{shown(text)}: {name} is a region and no place; name a place in it")
    if name and (not found or found[0].fits == "similar"):
        fields = [one for one in airfields_called(name) if one.fits != "similar"]
        if fields:
            raise PlaceError(
                f"{shown(text)}: no place is called {name!r}, but an airfield is: "
                f"{listed(fields)}; write airfield behind the name if that is meant",
                tuple(fields),
            )
    if not found:
        raise PlaceError(
            f"{shown(text)}: no place in the gazetteer is called {name!r}; give coordinates, or "
            "the name of a larger place nearby"
        )
    inside, notes = narrowed(found, hints, name, text)
    inside = _distinct(inside)
    first = inside[0]
    weak = first.fits == "sounds alike" and _is_weak(name, inside, hints)
    if first.fits == "similar" or weak:
        if weak or not _is_meant(name, inside):
            raise PlaceError(
                f"{shown(text)}: no place is called {name!r}; did you mean {listed(inside)}?",
                tuple(inside),
            )
        return first, [*notes, f"{name} is read as {first.name}"]
    if len(inside) > 1 and _is_well_known(name, inside):
        notes.append(f"{name} is taken for {first}; {listed(inside[1:])} is called so, too")
    elif len(inside) > 1:
        raise PlaceError(
            f"{shown(text)}: {len(inside)} places are called {name!r}: {listed(inside)}; say "
            "which with an oblast, a district or a country behind a comma",
            tuple(inside),
        )
    if first.fits == "sounds alike":
        notes.append(f"{name} is read as {first.name}, which sounds alike")
    if first.geonameid and 0 < first.population < _SMALL and not hints:
        notes.append(
            f"{first} is the only {name} of 500 inhabitants and more; if a smaller one is meant, "
            "give coordinates or a town nearby"
        )
    return first, notes


def _is_weak(name: str, found: Sequence[Candidate], hints: Sequence[str]) -> bool:
    """Whether what sounds alike says too little: a few letters, or another name of a village."""
    first = found[0]
    alone = len(found) == 1 and not hints and 0 < first.population < _SMALL
    named = without_case(sounded(first.name)) == without_case(sounded(name))
    return len(sounded(name)) < _LEAST_ALIKE or (alone and not named)


def _is_meant(name: str, found: Sequence[Candidate]) -> bool:
    """Whether a name is so like that of the first place that only that can be meant."""
    first, second = found[0], found[1].likeness if len(found) > 1 else 0.0
    if first.likeness < _TAKEN_LIKE or first.likeness - second < _AHEAD:
        return False
    words = name.split()
    # A name and one word more is something else: Chernobyl NPP is not the town.
    shorter = (" ".join([*words[:k], *words[k + 1 :]]) for k in range(len(words)))
    return len(sounded(name)) >= _LEAST_TAKEN and not (len(words) > 1 and any(map(_known, shorter)))


def _is_well_known(name: str, found: Sequence[Candidate]) -> bool:
    """Whether the first is a town of this name, and the others are only called so, too.

    Those have another name first (Mińsk Mazowiecki, a village that was Brest once), and are small
    beside it.
    """
    first = found[0]
    return (
        without_case(sounded(first.name)) == without_case(sounded(name))
        and first.population >= _LARGE
        and all(_TIMES_LARGER * one.population <= first.population for one in found[1:])
        and all(one.geonameid and sounded(one.name) != sounded(first.name) for one in found[1:])
    )


def largest_first(name: str, hints: Sequence[str]) -> tuple[str, list[str]]:
    """The name and its hints where the regions come first: Belarus, Gomel region, Yelsk."""
    parts = [name, *hints]
    if not hints or is_town(name) or area_of(name) is None:
        return name, list(hints)
    at = next((k for k, part in enumerate(parts) if area_of(part) is None), len(parts) - 1)
    return parts[at], [*parts[:at], *parts[at + 1 :]]


def without_area(name: str, hints: Sequence[str]) -> tuple[str, Sequence[str]]:
    """A name without the region that stands behind or before it and no comma between them.

    ``Yelsk Gomel region`` is Yelsk with one hint more; what can be divided in two ways, or is a
    town's name as a whole, is left as it is.
    """
    words = name.split()
    if not 2 <= len(words) <= _MOST_WORDS or _known(name):
        return name, hints
    ways = []
    for k in range(1, len(words)):
        parts = " ".join(words[:k]), " ".join(words[k:])
        ways += [
            (town, area)
            for town, area in (parts, parts[::-1])
            if area_of(area) is not None and not _known(area) and _known(town)
        ]
    if len(ways) != 1:
        return name, hints
    ((town, area),) = ways
    return town, (area, *hints)


def _known(name: str) -> bool:
    return any(one.fits != "similar" for one in candidates(name))


def is_town(name: str) -> bool:
    """Whether a town is called so to the letter, also with a word for an airfield in its name."""
    return any(one.fits == "exact" for one in candidates(name))


def town_of_number(name: str) -> str:
    """The town of which a numbered part is meant (Осиповичи-1); "" where the name says more."""
    town = numbered(name)
    if not town or not is_town(town) or _known(name):
        return ""
    return "" if any(one.fits != "similar" for one in airfields_called(name)) else town


def the_airfield(name: str, hints: list[str], text: str) -> tuple[Airfield, list[str]]:
    """The airfield called so, as `the_town` finds a place; one that is only like it is none."""
    found = airfields_called(name)
    likely = [one for one in found if one.fits != "similar"]
    if not likely:  # a town in another language, of which the airfield has the name
        towns = {one.name for one in candidates(name) if one.fits == "exact"} if name else set()
        called = [one for town in sorted(towns) for one in airfields_called(town)]
        likely = [one for one in dict.fromkeys(called) if one.fits != "similar"]
    if not likely:
        raise PlaceError(f"{shown(text)}: {_no_airfield(name, found)}", tuple(found))
    inside, notes = narrowed(likely, hints, name, text, thing="airfield")
    if len(inside) > 1:
        raise PlaceError(
            f"{shown(text)}: {len(inside)} airfields are called {name!r}: {listed(inside)}; say "
            "which by all of its name, or its ICAO code",
            tuple(inside),
        )
    (field,) = inside
    if field.kind == "closed":
        notes.append(f"{field.name} is closed, says OurAirports")
    return field, notes


def _no_airfield(name: str, found: list[Airfield]) -> str:
    """Why there is none, with those that may be meant."""
    if not name:
        return "which airfield it is must be said by a name"
    why = f"no airfield is called {name!r}"
    towns = [one for one in candidates(name) if one.fits != "similar"]
    near = [one for town in towns for one in airfields_near(town.longitude, town.latitude)]
    if near:
        return f"{why}; within 40 km of it are {listed(list(dict.fromkeys(near)))}: which is it?"
    if found:
        return f"{why}; did you mean {listed(found)}?"
    return f"{why}; give coordinates, or the name of a town nearby"


def _distinct(found: list[Candidate]) -> list[Candidate]:
    """One of those that lie at the same spot, with most inhabitants."""
    kept: list[Candidate] = []
    for one in found:
        apart = (
            GEOD.inv(one.longitude, one.latitude, other.longitude, other.latitude)[2]
            for other in kept
        )
        if all(distance > _SAME_M for distance in apart):
            kept.append(one)
    return kept
