"""UTM: a zone with its band or hemisphere, and metres to the east and to the north in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from geo.errors import PlaceError
from geo.positions.position import REGION_OF_INTEREST, Position, checked, shown

__all__ = ["read_utm", "utm_transformer"]

_BANDS: Final = "CDEFGHJKLMNPQRSTUVWX"
#: Zone and side, before or behind the metres: 36U, UTM 36 north, zone 36 U, EPSG:32636.
_ZONE: Final = (
    r"(?:(?:UTM[:\s]*)?(?:EPSG:?\s*)32(?P<code>[67])(?P<of_code>\d{2})|"
    r"(?P<word>UTM[:\s]*(?:zone\s*)?|zone\s*|зона\s*)?(?P<zone>\d{1,2})"
    r"\s*(?P<side>north(?:ern)?|south(?:ern)?|(?P<band>band\s*)?[C-HJ-NP-X](?![^\W\d_]))?)"
)
_ONE: Final = (
    r"(?P<{0}_before>[EN]\s*[:=]?\s*)?(?P<{0}>\d{{1,8}}(?:\.\d+)?)\s*(?P<{0}_behind>m?\s*[EN])?"
)
_METRES: Final = _ONE.format("first") + r"(?:[\s,;]+|(?<=[EN]))" + _ONE.format("second")
_WAYS: Final = (
    re.compile(rf"{_ZONE}[\s,;:]+{_METRES}", re.IGNORECASE),
    re.compile(rf"{_METRES}[\s,;]+\(?{_ZONE}\)?", re.IGNORECASE),
)
#: Metres of six and seven digits, and no zone.
_UNZONED: Final = re.compile(rf"(?:UTM[:\s]*)?{_METRES}", re.IGNORECASE)
#: As a table says it, part by part; what is missing there is missing here.
_LABELLED: Final = re.compile(
    r"(?:(?:UTM\s+)?zone:?(?P<zone>[^,;]*)[,;]\s*)?"
    r"easting:?(?P<easting>[^,;]*)[,;]\s*northing:?(?P<northing>[^,;]*)"
    r"(?:[,;]\s*(?:UTM\s+)?zone:?(?P<behind>[^,;]*))?",
    re.IGNORECASE,
)
_ZONE_ALONE: Final = re.compile(rf"{_ZONE}(?:\.0+)?", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\d{1,8}(?:\.\d+)?")
_NO_ZONE: Final = (
    "metres without a zone: the same easting and northing are in each of the 60 zones of UTM; "
    "write the zone with them, as in 36U 345678 5812345, or degrees"
)
#: From here on no easting goes, and from the other down none.
_MOST_EASTING: Final = 1_000_000.0
_LEAST_EASTING: Final = 100_000.0
_MOST_NORTHING: Final = 10_000_000.0
#: One letter is often written for all of a table, which may reach into the next band.
_BEYOND_BAND_DEG: Final = 1.0


@dataclass(frozen=True, slots=True)
class _Metres:
    """Easting and northing as they are given, and what was seen of their order."""

    easting: float
    northing: float
    note: str = ""

    @property
    def possible(self) -> bool:
        """Whether a zone has such metres."""
        return _LEAST_EASTING <= self.easting < _MOST_EASTING and self.northing <= _MOST_NORTHING

    def in_order(self) -> _Metres:
        """The northing behind the easting, where their sizes tell that it is not."""
        if not (self.easting >= _MOST_EASTING > self.northing >= _LEAST_EASTING):
            return self
        note = "given with the northing first, as the sizes show"
        return _Metres(self.northing, self.easting, note)


def read_utm(text: str) -> Position | None:
    """A UTM position (WGS 84): zone, band or hemisphere, easting, northing; or None.

    The zone may stand behind, too, and be an EPSG code (326zz, 327zz). Without a band or
    hemisphere it is the northern one where that lies in the region of Kordon's records; a northing
    before the easting is told by its size; ``note`` says so.
    Raises PlaceError outside of the zones, for metres without a zone, for a band in which they do
    not lie, and for the letter S: it may be the southern hemisphere or the band from 32 to 40
    degrees north.
    """
    if (labelled := _LABELLED.fullmatch(text)) is not None:
        return _read_labelled(labelled, text)
    match = next(filter(None, (way.fullmatch(text) for way in _WAYS)), None)
    if match is None or not (match["code"] or match["word"] or match["side"]):
        _refuse_without_zone(text)
        return None
    return _placed(match, _metres(match), text)


def _read_labelled(labelled: re.Match[str], text: str) -> Position:
    """Each part with its name, as from a table with columns of them: what is missing is told."""
    numbers = []
    for name in ("easting", "northing"):
        digits = re.sub(r"(?<=\d)[\s'’](?=\d)|\s*[mм]$", "", labelled[name].strip())
        if not _NUMBER.fullmatch(digits):
            wrong = f"{labelled[name].strip()!r} is no number" if digits else "is missing"
            raise PlaceError(f"{shown(text)}: the {name} {wrong}; write metres")
        numbers.append(float(digits))
    zone = (labelled["zone"] or labelled["behind"] or "").strip()
    if not zone:
        raise PlaceError(f"{shown(text)}: {_NO_ZONE}")
    match = _ZONE_ALONE.fullmatch(zone)
    if match is None:
        raise PlaceError(
            f"{shown(text)}: {zone!r} is no zone of UTM: write its number (1 to 60) with the band "
            "or the hemisphere, as in 36U or 36 north; convert other systems to degrees"
        )
    return _placed(match, _Metres(numbers[0], numbers[1]).in_order(), text)


def _placed(match: re.Match[str], metres: _Metres, text: str) -> Position:
    zone = int(match["of_code"] or match["zone"])
    if not (1 <= zone <= 60 and metres.possible):
        raise PlaceError(
            f"{shown(text)}: UTM zones go from 1 to 60, eastings from 100,000 to 999,999 and "
            "northings to 10,000,000 metres"
        )
    if match["code"]:
        return _at(zone, match["code"] == "6", metres, text)
    side = (match["side"] or "").upper().removeprefix("BAND").strip()
    if side == "S" and not match["band"]:
        raise PlaceError(
            f"{shown(text)}: S may mean the south or the band from 32 to 40 degrees north: write "
            "35 south, 35 band S, or degrees instead"
        )
    if not side:
        return _northern(zone, metres, text)
    if len(side) > 1:
        return _at(zone, side.startswith("N"), metres, text)
    position = _at(zone, side >= "N", metres, text)
    if side not in "MN":  # the bands at the equator, written for the hemispheres
        _check_band(side, position, text)
    return position


def _refuse_without_zone(text: str) -> None:
    """Raise PlaceError for metres that lack their zone; anything else may be another notation."""
    match = _UNZONED.fullmatch(text)
    if match is None:
        return
    # Packed degrees (520300N 0291500E) begin with a zero, or are too many for an easting.
    packed = match["first"].startswith("0") or match["second"].startswith("0")
    metres = _metres(match)
    if packed or not metres.possible or metres.northing < _LEAST_EASTING:
        return
    raise PlaceError(f"{shown(text)}: {_NO_ZONE}")


def _metres(match: re.Match[str]) -> _Metres:
    first, second = float(match["first"]), float(match["second"])
    said = [
        (match[f"{name}_before"] or match[f"{name}_behind"] or "").upper()
        for name in ("first", "second")
    ]
    if "N" in said[0] or "E" in said[1]:
        return _Metres(second, first)
    metres = _Metres(first, second)
    return metres if any(said) else metres.in_order()


def _northern(zone: int, metres: _Metres, text: str) -> Position:
    """Without a band: north of the equator, if that is where Kordon's records lie."""
    position = _at(zone, True, metres, text)
    west, east, south, north = REGION_OF_INTEREST
    if not (west <= position.longitude <= east and south <= position.latitude <= north):
        raise PlaceError(
            f"{shown(text)}: which side of the equator it is on is not said: write the band or the "
            "hemisphere with the zone, as in 36U or 36 north"
        )
    said = "taken to be north of the equator, where the region is: no band or hemisphere says it"
    note = "; ".join(filter(None, (metres.note, said)))
    return Position(position.latitude, position.longitude, "UTM", note=note)


def _check_band(band: str, position: Position, text: str) -> None:
    south = 8 * _BANDS.index(band) - 80
    north = 84 if band == "X" else south + 8
    if south - _BEYOND_BAND_DEG <= position.latitude <= north + _BEYOND_BAND_DEG:
        return
    raise PlaceError(
        f"{shown(text)}: that is latitude {position.latitude:.4f}, and band {band} goes from "
        f"{south} to {north}: is a digit missing, or the band wrong?"
    )


def _at(zone: int, north: bool, metres: _Metres, text: str) -> Position:
    lon, lat = utm_transformer(zone, north).transform(metres.easting, metres.northing)
    return checked(Position(lat, lon, "UTM", note=metres.note), text)


@cache
def utm_transformer(zone: int, north: bool) -> Any:
    """What turns metres in a zone (1 to 60) into longitude and latitude (WGS 84)."""
    import pyproj

    crs = f"EPSG:{(32600 if north else 32700) + zone}"
    return pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
