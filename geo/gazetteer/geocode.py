"""From words to a place and an honest uncertainty: ``12 km south of Homiel``.

What may be several places is refused with all of them, and what is read in another way than it is
written says so. Offline: names are those of the shipped gazetteer (GeoNames).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import shapely

from geo.errors import PlaceError, RegionError
from geo.gazetteer.areas import area_of
from geo.gazetteer.names import Candidate, candidates, radius_of
from geo.gazetteer.phrases import Phrase, lacks_distance, parse_phrase
from geo.gazetteer.short_codes import read_short_code
from geo.gazetteer.spelling import disguises
from geo.geodesy import GEOD
from geo.positions import Position, read_position
from geo.positions.position import shown

__all__ = ["Geocoded", "geocode", "geocode_all"]

#: What "near" a place adds to its radius.
NEAR_M: Final = 10_000.0
#: A name that is like none exactly is taken for the likest, if it is so like, and others less so.
_TAKEN_LIKE: Final = 88.0
_AHEAD: Final = 6.0
#: Places of one name as near as this are one: GeoNames has some twice.
_SAME_M: Final = 3_000.0
_MOST_NAMED: Final = 8


@dataclass(frozen=True, slots=True)
class Geocoded:
    """A place in degrees (WGS 84) with the radius in metres that holds what the text means.

    ``how`` says in words how it was found; ``place`` is the gazetteer's, None for coordinates;
    ``notes`` say what was read otherwise than it is written. The radius is None for coordinates
    that say nothing of it.
    """

    text: str
    latitude: float
    longitude: float
    uncertainty_m: float | None
    how: str
    place: Candidate | None = None
    notes: tuple[str, ...] = ()


def geocode(text: str, *, country: str = "", admin1: str = "") -> Geocoded:
    """Find the place that a text means: coordinates in any notation, a name, or a phrase.

    ``country`` and ``admin1`` (an oblast, a district) narrow names down, as words behind a comma
    or in brackets do. Raises PlaceError where nothing is called so, or several places are.
    """
    text = text.strip()
    position = _written(text, lambda town: geocode(town, country=country, admin1=admin1))
    if position is not None:
        said = (position.note,) if position.note else ()
        return Geocoded(text, position.latitude, position.longitude, position.uncertainty_m,
                        position.notation, None, said)  # fmt: skip
    if lacks_distance(text):
        raise PlaceError(
            f"{shown(text)}: a direction says where only with a distance, as in 12 km south of "
            "Homiel"
        )
    phrase = parse_phrase(text)
    hints = [hint for hint in (*phrase.hints, admin1, country) if hint.strip()]
    place, notes = _the_one(phrase.name, hints, text)
    return _about(text, phrase, place, (*disguises(text), *notes))


def _written(text: str, find: Callable[[str], Geocoded]) -> Position | None:
    """The position that a text is, or None for words. Raises PlaceError for what is neither."""
    try:
        return read_position(text)
    except PlaceError:
        short = read_short_code(text, find)
        if short is None and not any(c.isalpha() for c in text):
            raise
        return short


def geocode_all(texts: Iterable[str], *, within: str = "") -> list[Geocoded | PlaceError]:
    """Find the places of many texts, each as `geocode` does, or the error that says why not.

    ``within`` is a country, an oblast or a district for all of them. Raises RegionError where
    nothing is called so.
    """
    if within and area_of(within) is None:
        raise RegionError(f"no country, oblast or district is called {within!r}")
    known: dict[str, Geocoded | PlaceError] = {}
    found = []
    for text in texts:
        if text not in known:
            try:
                known[text] = geocode(text, country=within)
            except PlaceError as error:
                known[text] = error
        found.append(known[text])
    return found


def _the_one(name: str, hints: list[str], text: str) -> tuple[Candidate, list[str]]:
    found = candidates(name) if name else []
    if name and (not found or found[0].fits == "similar") and area_of(name) is not None:
        raise PlaceError(f"{shown(text)}: {name} is a region and no place; name a place in it")
    if not found:
        raise PlaceError(
            f"{shown(text)}: no place in the gazetteer is called {name!r}; give coordinates, or "
            "the name of a larger place nearby"
        )
    inside, notes = _narrowed(found, hints, name, text)
    inside = _distinct(inside)
    first = inside[0]
    if first.fits == "similar":
        second = inside[1].likeness if len(inside) > 1 else 0.0
        if first.likeness < _TAKEN_LIKE or first.likeness - second < _AHEAD:
            raise PlaceError(
                f"{shown(text)}: no place is called {name!r}; did you mean {_listed(inside)}?",
                tuple(inside),
            )
        return first, [*notes, f"{name} is read as {first.name}"]
    if len(inside) > 1:
        raise PlaceError(
            f"{shown(text)}: {len(inside)} places are called {name!r}: {_listed(inside)}; say "
            "which with an oblast, a district or a country behind a comma",
            tuple(inside),
        )
    if first.fits == "sounds alike":
        notes.append(f"{name} is read as {first.name}, which sounds alike")
    return first, notes


def _narrowed(
    found: list[Candidate], hints: list[str], name: str, text: str
) -> tuple[list[Candidate], list[str]]:
    """Those that lie in what the hints name; a hint that names nothing is told."""
    notes = []
    for hint in hints:
        area = area_of(hint)
        if area is None:
            if not any(hint.casefold() == one.name.casefold() for one in found):
                notes.append(f"{hint}: no country, oblast or district is called so; not used")
            continue
        x, y = ([getattr(one, at) for one in found] for at in ("longitude", "latitude"))
        held = shapely.intersects_xy(area, np.array(x), np.array(y))
        kept = [one for one, inside in zip(found, held, strict=True) if inside]
        if not kept:
            raise PlaceError(
                f"{shown(text)}: no place called {name!r} lies in {hint}; elsewhere there is "
                f"{_listed(found)}",
                tuple(found),
            )
        found = kept
    return found, notes


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


def _listed(found: list[Candidate]) -> str:
    more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    return "; ".join(map(str, found[:_MOST_NAMED])) + more


def _about(text: str, phrase: Phrase, place: Candidate, notes: tuple[str, ...]) -> Geocoded:
    radius = radius_of(place)
    here = Geocoded(
        text, place.latitude, place.longitude, radius, f"the place {place.name}", place, notes
    )
    if phrase.distance_m is None:
        if not phrase.near:
            return here
        return replace(here, uncertainty_m=radius + NEAR_M, how=f"near {place.name}")
    km = f"{phrase.distance_m / 1_000:g} km"
    along = radius + phrase.rounding_m
    if phrase.azimuth_deg is None:
        reach = phrase.distance_m + along
        return replace(here, uncertainty_m=reach, how=f"within {km} of {place.name}")
    lon, lat, _ = GEOD.fwd(place.longitude, place.latitude, phrase.azimuth_deg, phrase.distance_m)
    # Half of a side of the compass to each side, and the town's own size and the rounding along.
    across = phrase.distance_m * math.sin(math.radians(phrase.spread_deg))
    return replace(
        here,
        latitude=float(lat),
        longitude=float(lon),
        uncertainty_m=math.hypot(across, along),
        how=f"{km} at {phrase.azimuth_deg:g}° of {place.name}",
    )
