"""Positions on grids: MGRS, UTM and Plus Codes. The first and the last name a square."""

from __future__ import annotations

import math
import re
from functools import cache
from typing import Any, Final

from geo.errors import PlaceError
from geo.positions.position import Position, checked, shown

__all__ = ["read_mgrs", "read_plus_code", "read_utm"]

_MGRS = re.compile(
    r"(?:MGRS[:\s]*)?(?P<zone>\d{1,2})\s*(?P<band>[C-HJ-NP-X])\s*(?P<square>[A-HJ-NP-Z]{2})"
    r"\s*(?P<digits>[\d ]*)",
    re.IGNORECASE,
)
_UTM = re.compile(
    r"(?:UTM[:\s]*)?(?:ZONE\s*)?(?P<zone>\d{1,2})\s*(?P<band>[C-HJ-NP-X])[\s,]+"
    r"(?P<easting>\d{6}(?:\.\d+)?)\s*(?:M?\s*E)?[\s,;]+"
    r"(?P<northing>\d{1,8}(?:\.\d+)?)\s*(?:M?\s*N)?",
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
    lon, lat = _utm(int(zone), str(hemisphere) == "N").transform(x, y)
    return checked(Position(lat, lon, "MGRS", side_m / math.sqrt(2)), text)


def read_utm(text: str) -> Position | None:
    """A UTM position (WGS 84): zone, band or hemisphere, easting, northing; or None.

    Raises PlaceError outside of the zones, and for the letter S: it may be the southern
    hemisphere or the band from 32 to 40 degrees north.
    """
    match = _UTM.fullmatch(text)
    if match is None:
        return None
    zone, band = int(match["zone"]), match["band"].upper()
    easting, northing = float(match["easting"]), float(match["northing"])
    if not (1 <= zone <= 60 and 100_000 <= easting < 1_000_000 and northing <= 10_000_000):
        raise PlaceError(
            f"{shown(text)}: UTM zones go from 1 to 60, eastings from 100,000 to 999,999 and "
            "northings to 10,000,000 metres"
        )
    if band == "S":
        raise PlaceError(
            f"{shown(text)}: S may mean the south or the band from 32 to 40 degrees north: write "
            "degrees instead"
        )
    lon, lat = _utm(zone, band >= "N").transform(easting, northing)
    return checked(Position(lat, lon, "UTM"), text)


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


@cache
def _utm(zone: int, north: bool) -> Any:
    import pyproj

    crs = f"EPSG:{(32600 if north else 32700) + zone}"
    return pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
