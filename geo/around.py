"""Places of the gazetteer where hubs are expected: ``Luninets airfield,10km``, ``Yelsk``."""

from __future__ import annotations

import geopandas

from geo.errors import PlaceError, RegionError
from geo.gazetteer import Candidate, Geocoded, geocode
from geo.geodesy import discs
from geo.hubs import near
from geo.regions import make_regions, slug
from geo.resolve import find_near, parse_near

__all__ = ["called", "find_around", "place_named", "told_of"]


def find_around(
    text: str, own: geopandas.GeoDataFrame | None = None, *, notes: list[str]
) -> geopandas.GeoDataFrame:
    """``PLACE,10km`` as a region: everything within that geodesic distance of a hub or a place.

    As `geo.resolve.find_near`; what is no hub is looked for in the gazetteer, or read as
    coordinates, and measured is from its point, which is added to ``notes``. Raises RegionError.
    """
    try:
        return find_near(text, own)
    except RegionError as error:
        if "no hub is called" not in str(error):
            raise
        name, distance_m = parse_near(text)
        found = place_named(name, error)
    notes += told_of(name, found)
    row = {
        "region_id": f"place-{slug(name)}",
        "name": called(name, found),
        "kind": "custom",
        "country": found.place.country if found.place else "",
        "longitude": found.longitude,
        "latitude": found.latitude,
        "geometry": discs(found.longitude, found.latitude, 1.0)[0],
    }
    return near(make_regions([row]), distance_m)


def place_named(text: str, unknown: RegionError) -> Geocoded:
    """The place or airfield that a text names, or the point that it writes.

    Raises RegionError for everything else: ``unknown``, with why it is no place either.
    """
    try:
        found = geocode(text)
    except PlaceError as error:
        called_so = any(one.fits != "similar" for one in error.candidates)
        number = not any(c.isalpha() for c in text)
        why = str(error) if called_so or number else ""
        raise RegionError(f"{unknown}; nor is it a place: {why}" if why else str(unknown)) from None
    if isinstance(found.place, Candidate) and found.place.fits != "exact":
        # A slip of the pen of a hub's name is no place.
        raise RegionError(f"{unknown}; or do you mean the place {found.place}?")
    if found.place is None:
        exact = not found.how.startswith("between")
    else:
        exact = found.how in (f"the place {found.place.name}", f"the airfield {found.place.name}")
    if not exact:
        raise RegionError(f"{unknown}; and {found.how} is no point to measure from")
    return found


def called(text: str, found: Geocoded) -> str:
    """The name of what was found; the text itself for coordinates."""
    return found.place.name if found.place else text.strip()


def told_of(text: str, found: Geocoded) -> list[str]:
    """What is to be said of a name; nothing of coordinates that are read as they are written."""
    if found.place is None:
        return [f"{text}: {note}" for note in found.notes]
    taken = f"{text} is no hub or region: taken as {found.place}, and measured from there"
    return [taken, *(f"{text}: {note}" for note in found.notes)]
