"""From words to a place and an honest uncertainty: ``12 km south of Homiel``.

What may be several places is refused with all of them, and what is read in another way than it is
written says so. Offline: names are those of the shipped gazetteer (GeoNames).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from geo.errors import PlaceError, RegionError
from geo.gazetteer.airfields import RADIUS_M, Airfield, name_of_airfield
from geo.gazetteer.areas import area_of
from geo.gazetteer.between import two_names
from geo.gazetteer.choosing import (
    is_town,
    largest_first,
    the_airfield,
    the_town,
    town_of_number,
    without_area,
)
from geo.gazetteer.hints import lies_by, smaller_towns, vague_hints
from geo.gazetteer.names import Candidate, radius_of
from geo.gazetteer.phrases import Phrase, is_street, lacks_distance, parse_phrase
from geo.gazetteer.short_codes import read_short_code
from geo.gazetteer.spelling import disguises
from geo.gazetteer.things import unit_of_airfield
from geo.geodesy import GEOD
from geo.positions import Position, read_position
from geo.positions.position import shown

__all__ = ["Geocoded", "geocode", "geocode_all"]

#: Two numbers of five digits and more are metres, and no name.
_METRES: Final = re.compile(r"\d{5}.*\D\d{5}")
#: What "near" a place adds to its radius.
NEAR_M: Final = 10_000.0


@dataclass(frozen=True, slots=True)
class Geocoded:
    """A place in degrees (WGS 84) with the radius in metres that holds what the text means.

    ``how`` says in words how it was found; ``place`` is the gazetteer's, None for coordinates and
    between two places; ``notes`` say what was read otherwise than it is written. The radius is None
    for coordinates that say nothing of it.
    """

    text: str
    latitude: float
    longitude: float
    uncertainty_m: float | None
    how: str
    place: Candidate | Airfield | None = None
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
    around = [hint for hint in (admin1, country) if hint.strip()]
    names = two_names(phrase.name) if phrase.distance_m is None else None
    if names is not None:
        return _between(text, names, [*phrase.hints, *around])
    airfield = name_of_airfield(phrase.name, phrase.hints)
    if airfield is not None and not (airfield[0] != phrase.name and is_town(phrase.name)):
        return _of_airfield(text, phrase, airfield[0], [*airfield[1], *around])
    return _of_town(text, phrase, around)


def _of_airfield(text: str, phrase: Phrase, called: str, hints: list[str]) -> Geocoded:
    name, unit = called, unit_of_airfield(called)
    if unit == name and hints:
        name, *hints = hints
    elif unit:
        name = " ".join(name.replace(unit, " ").split())
    field, notes = the_airfield(name, hints, text)
    if unit:
        notes.append(f"{unit}: numbers of units are not in the gazetteer; not used")
    return _about(text, phrase, field, (*disguises(text), *notes))


def _of_town(text: str, phrase: Phrase, around: list[str]) -> Geocoded:
    told: list[str] = []
    street = phrase.name if phrase.hints and is_street(phrase.name) else ""
    if street:
        phrase = replace(phrase, name=phrase.hints[0], hints=phrase.hints[1:])
    name, hints = largest_first(*without_area(phrase.name, phrase.hints))
    if phrase.beside and lies_by(phrase.beside, name):
        name, hints, phrase = phrase.beside, [name, *hints], replace(phrase, near=False)
    elif phrase.beside:
        told.append(f"{phrase.beside}: only where it is near is known here")
    if town := town_of_number(name):
        told.append(f"{name}: not in the gazetteer; near {town} is given")
        name, phrase = town, replace(phrase, near=True)
    if phrase.distance_m is None and vague_hints(hints):
        phrase = replace(phrase, near=True)  # in a part of it, or beside it
    oblique = phrase.near or phrase.distance_m is not None
    place, notes = the_town(name, [*hints, *around], text, oblique=oblique)
    for smaller in smaller_towns(hints, place) if phrase.distance_m is None else ():
        notes.append(f"{smaller} is a town by {place.name}, and may be meant: write it first")
        phrase = replace(phrase, near=True)
    if street:
        notes.append(f"{street}: streets are not in the gazetteer; all of {place.name} is given")
    return _about(text, phrase, place, (*disguises(text), *told, *notes))


def _written(text: str, find: Callable[[str], Geocoded]) -> Position | None:
    """The position that a text is, or None for words. Raises PlaceError for what is neither."""
    try:
        return read_position(text)
    except PlaceError:
        short = read_short_code(text, find)
        if short is None and (_METRES.search(text) or not any(c.isalpha() for c in text)):
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


def _between(text: str, names: tuple[str, str], hints: list[str]) -> Geocoded:
    """The circle over the line from one place to another, and the larger of their own."""
    ends, notes = [], [*disguises(text)]
    for name in names:
        place, said = the_town(name, hints, text, oblique=True)
        ends.append(place)
        notes += said
    (one, other), sizes = ends, [radius_of(end) for end in ends]
    azimuth_deg, _, away_m = GEOD.inv(one.longitude, one.latitude, other.longitude, other.latitude)
    lon, lat, _ = GEOD.fwd(one.longitude, one.latitude, azimuth_deg, away_m / 2)
    how = f"between {one.name} and {other.name}"
    radius = away_m / 2 + max(sizes)
    return Geocoded(text, float(lat), float(lon), radius, how, None, tuple(dict.fromkeys(notes)))


def _about(
    text: str, phrase: Phrase, place: Candidate | Airfield, notes: tuple[str, ...]
) -> Geocoded:
    airfield = isinstance(place, Airfield)
    radius = RADIUS_M if isinstance(place, Airfield) else radius_of(place)
    how = f"the {'airfield' if airfield else 'place'} {place.name}"
    here = Geocoded(text, place.latitude, place.longitude, radius, how, place, notes)
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
