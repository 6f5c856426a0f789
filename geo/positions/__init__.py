"""Positions as people write them, read into degrees: angles, grids, WKT points and links."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from geo.digits import latin_digits
from geo.errors import PlaceError
from geo.positions.angles import read_angles
from geo.positions.grids import read_mgrs, read_plus_code
from geo.positions.heights import read_with_height
from geo.positions.links import read_link
from geo.positions.position import Position, checked, shown
from geo.positions.utm import read_utm

__all__ = ["Position", "read_position"]

#: No position is longer; a link may be.
_MOST_CHARACTERS = 2_000
#: Cyrillic letters that look like Latin ones: 35U РU 5400 6892, with a Р that is an Er.
_LOOK_ALIKE: Final = str.maketrans("АВСЕНКМОРТХІЈЅаесорхіј", "ABCEHKMOPTXIJSaecopxij")
#: What stands before a position without saying anything.
_LABEL: Final = re.compile(
    r"(?:gps|coord(?:inate)?s?|location|position|координат[ыи]|каардынаты|koordinaten|coordonnées)"
    r"\s*[:=]\s*",
    re.IGNORECASE,
)


def read_position(text: str) -> Position:
    """Read one position (WGS 84) from a text, whatever the notation.

    Degrees with or without minutes and seconds, signs, letters or words of the compass in six
    languages; MGRS, UTM, full Plus Codes; links to maps; ``geo:`` links. ``order`` is "assumed"
    where nothing says which number is the latitude and either could be: then it is the first.
    ``note`` says so where letters or digits of another script were read as Latin ones, or where a
    height stands behind (``height``).
    Raises PlaceError, which says what is wrong, for everything else.
    """
    stripped = text.strip()
    if not stripped:
        raise PlaceError("an empty text is no position")
    if len(stripped) > _MOST_CHARACTERS:
        raise PlaceError(f"{shown(stripped)}: {len(stripped):,} characters are no position")
    plain = latin_digits(stripped)
    notes = ["written with digits of another script"] if plain != stripped else []
    plain = plain[label.end() :] if (label := _LABEL.match(plain)) else plain
    position = _read_also_high(plain)
    if position is None and (latin := plain.translate(_LOOK_ALIKE)) != plain:
        position = _read(latin)
        notes.append("written with Cyrillic letters that look like Latin ones")
    if position is None:
        raise PlaceError(
            f"{shown(stripped)} is no position: write 52.0495, 29.2456 (latitude, longitude), "
            "52°02'58\"N 29°14'44\"E, 35U PU 12345 67890, or a link to a map"
        )
    told = "; ".join(filter(None, (position.note, *notes)))
    return _in_order(replace(position, note=told) if notes else position, stripped)


def _read_also_high(text: str) -> Position | None:
    """As `_read`, and where that is nothing, with a height behind the position."""
    try:
        position, error = _read(text), None
    except PlaceError as found:
        position, error = None, found
    if position is not None:
        return position
    try:
        position = read_with_height(text, _read)
    except PlaceError:
        position = None  # what is wrong is said of the whole text
    if position is None and error is not None:
        raise error
    return position


def _read(text: str) -> Position | None:
    for read in (read_link, read_plus_code, read_mgrs, read_utm, read_angles):
        position = read(text)
        if position is not None:
            return position
    return None


def _in_order(position: Position, text: str) -> Position:
    """Exchange what can only be meant the other way round."""
    if position.order != "assumed":
        return position
    if abs(position.latitude) > 90 >= abs(position.longitude):
        return checked(replace(position.exchanged, order="proven"), text)
    if abs(position.longitude) > 90:
        position = replace(position, order="proven")
    return checked(position, text)
