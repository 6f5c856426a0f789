"""One angle in a column of its own: degrees with or without minutes, seconds and the compass."""

from __future__ import annotations

import re

from geo.errors import PlaceError

__all__ = ["read_degrees"]

_SEXAGESIMAL = re.compile(
    r"^(?P<before>[NSEW])?\s*(?P<sign>[+-])?(?P<deg>[0-9]{1,3}(?:[.,][0-9]+)?)\s*°?\s*"
    r"(?:(?P<min>[0-9]{1,2}(?:[.,][0-9]+)?)\s*['′’]\s*)?"
    r"(?:(?P<sec>[0-9]{1,2}(?:[.,][0-9]+)?)\s*(?:[\"″”]|'')\s*)?(?P<after>[NSEW])?$",
    re.IGNORECASE,
)


def read_degrees(text: str, name: str) -> tuple[float | None, str] | None:
    """Decimal degrees of a text in the field ``name``, or what is wrong with it; None for no angle.

    Latitudes and longitudes may also have letters and words of the compass in other languages,
    and degrees, minutes and seconds with nothing but spaces between them.
    """
    match = _SEXAGESIMAL.match(text)
    if match is not None:
        return _value(match, name)
    if not name.endswith(("latitude", "longitude")):
        return None
    from geo.positions.angles import read_angle

    try:
        value = read_angle(text, latitude=name.endswith("latitude"))
    except PlaceError as error:
        return None, str(error)
    return None if value is None else (round(value, 8), "")


def _value(match: re.Match[str], name: str) -> tuple[float | None, str]:
    letter = (match["before"] or match["after"] or "").upper()
    wanted = "NS" if name.endswith("latitude") else "EW"
    if letter and (letter not in wanted or (match["before"] and match["after"])):
        return None, f"{match.string[:60]!r} is not a {name}"
    degrees, minutes, seconds = (
        float((match[part] or "0").replace(",", ".")) for part in ("deg", "min", "sec")
    )
    if minutes >= 60 or seconds >= 60:
        return None, f"{match.string[:60]!r} has 60 or more minutes or seconds"
    value = degrees + minutes / 60 + seconds / 3600
    if letter in ("S", "W") or match["sign"] == "-":
        value = -value
    return round(value, 8), ""
