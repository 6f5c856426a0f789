"""Positions inside links to maps: what is marked there, or else the middle of what is shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from geo.errors import PlaceError
from geo.positions.angles import read_angles
from geo.positions.position import Position, checked, shown

__all__ = ["read_link"]

_NUMBER = r"-?\d{1,3}(?:\.\d+)?"
_PAIR = re.compile(rf"\s*(?:loc:)?({_NUMBER})\s*[,~_ /]\s*({_NUMBER})")
_MARKED: Final = "marked on a map"
_MIDDLE: Final = "the middle of a map, where nothing is marked"
#: Google: the place itself, then the middle of the map.
_GOOGLE_PLACE = re.compile(rf"!3d({_NUMBER})!4d({_NUMBER})")
_GOOGLE_MIDDLE = re.compile(rf"/@({_NUMBER}),({_NUMBER})")
#: Of a map on a page of others, longitude first.
_GOOGLE_EMBEDDED = re.compile(rf"!2d({_NUMBER})!3d({_NUMBER})")
_IN_PATH = re.compile(rf"/(?:place|search)/({_NUMBER}),\+?({_NUMBER})(?:[/,]|$)")
_ANGLES_IN_PATH = re.compile(r"/(?:place|search)/([^/]*°[^/]*)")
_ROUTE = re.compile(r"/dir/(.*?)(?:/?@|/data=|$)")
#: OpenStreetMap, and maps that follow it: zoom/latitude/longitude.
_HASH = re.compile(rf"(?:map=)?\d+(?:\.\d+)?z?/({_NUMBER})/({_NUMBER})")
_ANGLE = r"\d+(?:\.\d+)?(?:_\d+(?:\.\d+)?){0,2}"
_GEOHACK = re.compile(rf"({_ANGLE})_([NS])_({_ANGLE})_([EW])")

#: What somebody typed, latitude first on every map.
_NORTH_FIRST: Final = ("q", "query", "text", "daddr", "destination", "coordinate")

Words = Mapping[str, str]
Found = tuple[float, float, str] | None


def read_link(text: str) -> Position | None:
    """The position that a link to a map holds, or None where the text is no link.

    ``note`` says whether it is marked there or only in the middle. Yandex and 2GIS write the
    longitude first, which is known by their names, but for what somebody typed there. Raises
    PlaceError for a route, and for a link without a position: nothing is fetched, so a shortened
    link holds none.
    """
    text = text.strip()
    if text.casefold().startswith("geo:"):
        return _geo_uri(text)
    if not re.match(r"https?://", text, re.IGNORECASE):
        return None
    try:
        link = urlsplit(text)
    except ValueError:
        raise PlaceError(f"{shown(text)} is no link that can be read") from None
    words = {
        name.casefold(): value
        for part in (link.query, link.fragment)
        for name, value in parse_qsl(part.lstrip("?#"))
    }
    for way in _WAYS:
        found = way(link, words)
        if found is not None:
            latitude, longitude, note = found
            return checked(Position(latitude, longitude, "link to a map", note=note), text)
    raise PlaceError(
        f"{shown(text)} holds no coordinates, and nothing is fetched: open it and copy them"
    )


def _google_place(link: SplitResult, words: Words) -> Found:
    return _both(_GOOGLE_PLACE.search(unquote(link.path)), _MARKED)


def _in_path(link: SplitResult, words: Words) -> Found:
    path = unquote(link.path)
    if angles := _ANGLES_IN_PATH.search(path):
        place = read_angles(angles[1].replace("+", " "))
        return None if place is None else (place.latitude, place.longitude, _MARKED)
    return _both(_IN_PATH.search(path), _MARKED)


def _on_the_way(link: SplitResult, words: Words) -> Found:
    """Where a route begins or ends, if only one of the two is said."""
    route = _ROUTE.search(unquote(link.path))
    stops = [stop for stop in route[1].split("/") if stop] if route else []
    if len(stops) > 1:
        raise PlaceError(f"{shown(link.geturl())} is a route, and not one place: copy the place")
    return _both(_PAIR.fullmatch(stops[0].replace("+", " ")), _MARKED) if stops else None


def _marker(link: SplitResult, words: Words) -> Found:
    return _named(words, "mlat", ("mlon",), _MARKED)


def _in_words(link: SplitResult, words: Words) -> Found:
    """One word with two numbers: those for markers come first."""
    east_first = re.search(r"(^|\.)(yandex|2gis)\.", link.hostname or "") is not None
    for names, note in (
        (("pt", "whatshere[point]", "q", "query", "daddr", "destination", "coordinate", "sll",
          "m", "text"), _MARKED),
        (("ll", "cp", "center", "viewpoint", "c"), _MIDDLE),
    ):  # fmt: skip
        for name in names:
            found = _both(_PAIR.match(words.get(name, "")), note)
            if found is not None:
                first, second, _ = found
                return (second, first, note) if east_first and name not in _NORTH_FIRST else found
    return None


def _lat_lon(link: SplitResult, words: Words) -> Found:
    for latitude in ("lat", "latitude", "y"):
        found = _named(words, latitude, ("lon", "lng", "long", "longitude", "x"), _MIDDLE)
        if found is not None:
            return found
    return None


def _google_middle(link: SplitResult, words: Words) -> Found:
    return _both(_GOOGLE_MIDDLE.search(unquote(link.path)), _MIDDLE)


def _google_embedded(link: SplitResult, words: Words) -> Found:
    found = _both(_GOOGLE_EMBEDDED.search(words.get("pb", "")), _MIDDLE)
    return None if found is None else (found[1], found[0], _MIDDLE)


def _in_hash(link: SplitResult, words: Words) -> Found:
    return _both(_HASH.match(link.fragment), _MIDDLE)


def _geohack(link: SplitResult, words: Words) -> Found:
    match = _GEOHACK.match(words.get("params", ""))
    if match is None:
        return None
    north, east = (_angle(match[k]) * (-1 if match[k + 1] in "SW" else 1) for k in (1, 3))
    return north, east, _MARKED


_WAYS: Final[tuple[Callable[[SplitResult, Words], Found], ...]] = (
    _on_the_way, _google_place, _in_path, _marker, _geohack, _in_words, _lat_lon, _google_middle,
    _google_embedded, _in_hash,
)  # fmt: skip


def _angle(text: str) -> float:
    return float(sum(float(part) / 60.0**power for power, part in enumerate(text.split("_"))))


def _both(match: re.Match[str] | None, note: str) -> Found:
    return None if match is None else (float(match[1]), float(match[2]), note)


def _named(words: Words, latitude: str, longitudes: tuple[str, ...], note: str) -> Found:
    number = re.compile(_NUMBER)
    if not number.fullmatch(words.get(latitude, "")):
        return None
    for longitude in longitudes:
        if number.fullmatch(words.get(longitude, "")):
            return float(words[latitude]), float(words[longitude]), note
    return None


def _geo_uri(text: str) -> Position:
    """``geo:52.05,29.24;u=35`` (RFC 5870): ``u`` is the uncertainty in metres."""
    body, *parameters = text[4:].split("?")[0].split(";")
    match = _PAIR.match(body)
    named = {name.casefold(): value for name, _, value in (p.partition("=") for p in parameters)}
    if match is None or named.get("crs", "wgs84").casefold() != "wgs84":
        raise PlaceError(f"{shown(text)}: a geo: link is geo:latitude,longitude in WGS 84")
    position = Position(float(match[1]), float(match[2]), "geo: link")
    radius = named.get("u", "")
    if re.fullmatch(r"\d+(\.\d+)?", radius):
        position = replace(position, uncertainty_m=float(radius))
    return checked(position, text)
