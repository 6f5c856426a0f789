"""Squares of grids as positions: MGRS and Plus Codes."""

from __future__ import annotations

import math
import re
from typing import Final

from geo.errors import PlaceError
from geo.positions.position import Position, checked, shown
from geo.positions.utm import utm_transformer

__all__ = ["read_mgrs", "read_plus_code"]

_MGRS = re.compile(
    r"(?:MGRS[:\s]*)?(?P<zone>\d{1,2})\s*(?P<band>[C-HJ-NP-X])\s*(?P<square>[A-HJ-NP-Z]{2})"
    r"\s*(?P<digits>[\d ]*)",
    re.IGNORECASE,
)
_PLUS = re.compile(r"[23456789CFGHJMPQRVWX0]{2,8}\+[23456789CFGHJMPQRVWX]*", re.IGNORECASE)
_DEGREE_M: Final = 111_320.0


def read_mgrs(text: str) -> Position | None:
    """The middle of an MGRS square (WGS 84), or None where the text is none.

    Raises PlaceError for one that does not exist, or has digits that do not pair.
    """
    match = _MGRS.fullmatch(text)
    if match is None:
        return None
    groups = match["digits"].split()
    digits = "".join(groups)
    if len(digits) % 2 or len(digits) > 10 or (len(groups) == 2 and len({*map(len, groups)}) > 1):
        raise PlaceError(
            f"{shown(text)}: an MGRS square has as many digits for east as for north, at most "
            "five each"
        )
    import mgrs
    from mgrs.core import MGRSError

    name = f"{match['zone']}{match['band']}{match['square']}{digits}".upper()
    try:
        zone, hemisphere, easting, northing = mgrs.MGRS().MGRSToUTM(name)
    except MGRSError as error:
        raise PlaceError(f"{shown(text)}: there is no such MGRS square ({error})") from None
    side_m = 10.0 ** (5 - len(digits) // 2)
    # Releases of mgrs differ in whether they give the corner of the square or its middle.
    x, y = (math.floor(m / side_m + 1e-6) * side_m + side_m / 2 for m in (easting, northing))
    lon, lat = utm_transformer(int(zone), str(hemisphere) == "N").transform(x, y)
    return checked(Position(lat, lon, "MGRS", side_m / math.sqrt(2)), text)


def read_plus_code(text: str) -> Position | None:
    """The middle of the square of a full Plus Code, or None where the text is none.

    Raises PlaceError for a short one, which means something only beside the name of a town.
    """
    code = text.split()[0] if text.split() else ""
    if not _PLUS.fullmatch(code):
        return None
    from openlocationcode import openlocationcode

    if not openlocationcode.isValid(code):
        return None
    if not openlocationcode.isFull(code):
        raise PlaceError(
            f"{shown(text)}: a short Plus Code says where only together with a town: write all of "
            "it, such as 9G8V2Q2X+5G"
        )
    area = openlocationcode.decode(code)
    lat, lon = area.latitudeCenter, area.longitudeCenter
    height = (area.latitudeHi - area.latitudeLo) * _DEGREE_M
    width = (area.longitudeHi - area.longitudeLo) * _DEGREE_M * math.cos(math.radians(lat))
    return checked(Position(lat, lon, "Plus Code", math.hypot(height, width) / 2), text)
