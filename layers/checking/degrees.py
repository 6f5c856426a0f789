"""One angle in a column of its own: degrees with or without minutes, seconds and the compass."""

from __future__ import annotations

from geo.errors import PlaceError
from geo.positions.angles import read_angle

__all__ = ["read_degrees"]


def read_degrees(text: str, name: str) -> tuple[float | None, str] | None:
    """Decimal degrees of a text in the field ``name``, or what is wrong with it; None for no angle.

    As angles are read wherever they stand: latitudes and longitudes may have letters and words of
    the compass in six languages, and degrees, minutes and seconds with nothing but spaces between.
    """
    side = {"latitude": "NS", "longitude": "EW"}.get(name.rpartition("_")[2], "")
    try:
        value = read_angle(text, side)
    except PlaceError as error:
        return None, str(error)
    return None if value is None else (round(value, 8), "")
