"""Shapes in one text, as tables hold them: WKT, hexadecimal WKB, GeoJSON; also of PostGIS.

Nesting is checked before a text goes to a parser that recurses, and of all of them the same is
read: points, lines, areas and collections of these, in two dimensions.
"""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

import numpy as np
import shapely

from geo.errors import PlaceError
from geo.foreign.nested import pair_of
from geo.foreign.tables import RefusalError
from geo.foreign.wkb import CURVED, STRAIGHTEN, check_depth

__all__ = ["DEGREES", "ShapeText", "read_shape"]

#: The reference system of what says none.
DEGREES: Final = "EPSG:4326"
_MAX_DEPTH: Final = 10
_MAX_CHARACTERS: Final = 20_000_000
_WKT_START: Final = re.compile(
    r"\s*(?:SRID\s*=\s*(?P<srid>\d{1,6})\s*;)?\s*"
    r"(?=(?:MULTI)?(?:POINT|LINESTRING|POLYGON|GEOMETRYCOLLECTION)(?:ZM?|M)?(?![^\W_]))",
    re.IGNORECASE,
)
_CURVE: Final = re.compile(
    rf"\b({'|'.join(CURVED.values())})\s*(Z|M|ZM)?\s*(\(|EMPTY\b)", re.IGNORECASE
)
#: Also as PostgreSQL (\x) and others (0x) write bytes: order of bytes, then a type.
_HEX_START: Final = re.compile(
    r"\s*(?:\\x|0x)?(?=0[01][0-9a-f]{8})(?=[0-9a-f]+\s*$)", re.IGNORECASE
)
_JSON_START: Final = re.compile(r"\s*(?=\{)")


class ShapeText(NamedTuple):
    """A shape in the units of ``crs`` (x before y), an EPSG code."""

    geometry: Any
    crs: str = DEGREES


def read_shape(text: str) -> ShapeText | None:
    """The shape of a text in two dimensions; None for a text that may be something else.

    WKT and EWKT, WKB and EWKB in hexadecimal digits, a GeoJSON geometry or an object with latitude
    and longitude. Raises PlaceError, with the reason, for one that cannot be read.
    """
    for start, read in (
        (_HEX_START, _read_hex),
        (_JSON_START, _read_json),
        (_WKT_START, _read_wkt),
    ):
        match = start.match(text)
        if match is not None:
            if len(text) > _MAX_CHARACTERS:
                raise PlaceError("too long to be read safely")
            return read(text, match)
    if curve := _CURVE.search(text[:_MAX_CHARACTERS]):
        raise PlaceError(f"a curve ({curve[1].upper()}) is not read: {STRAIGHTEN}")
    return None


def _read_wkt(text: str, start: re.Match[str]) -> ShapeText:
    if curve := _CURVE.search(text):
        raise PlaceError(f"a curve ({curve[1].upper()}) is not read: {STRAIGHTEN}")
    if _depth(text) > _MAX_DEPTH:
        raise PlaceError("nested too deeply to be read safely")
    try:
        with np.errstate(invalid="ignore"):  # a number that is none is judged with the shape
            shape = shapely.from_wkt(text[start.end() :])
    except shapely.errors.ShapelyError as error:
        raise PlaceError(f"not valid WKT ({str(error)[:120]})") from None
    return _of(shape, int(start["srid"] or 0))


def _read_hex(text: str, start: re.Match[str]) -> ShapeText:
    digits = text[start.end() :].strip()
    try:
        data = bytes.fromhex(digits)
        curve = check_depth(data)
    except ValueError:
        raise PlaceError("WKB of an odd number of digits: it is cut off") from None
    except RefusalError as error:
        raise PlaceError(str(error)) from None
    if curve:
        raise PlaceError(f"a curve ({curve}) is not read: {STRAIGHTEN}")
    try:
        shape = shapely.from_wkb(data)
    except shapely.errors.ShapelyError as error:
        raise PlaceError(f"not valid WKB ({str(error)[:120]}); it may be cut off") from None
    return _of(shape, int(shapely.get_srid(shape)))


def _read_json(text: str, start: re.Match[str]) -> ShapeText:
    from geo.foreign.parse_geojson import crs_of, read_json, shape_of

    try:
        found = read_json(text[start.start() :])
        if (pair := pair_of(found)) is not None:
            latitude, longitude = (float(one) for one in pair)
            return ShapeText(shapely.Point(longitude, latitude))
        crs = crs_of(found)
        if found.get("type") == "Feature":
            if found.get("properties"):
                raise PlaceError(
                    "a feature of GeoJSON with properties of its own: put its geometry here, and "
                    "the properties into columns"
                )
            found = found.get("geometry") or {}
        if "type" not in found:
            raise PlaceError("JSON that is no geometry of GeoJSON")
        return ShapeText(shapely.force_2d(shape_of(found)), crs)
    except RefusalError as error:
        raise PlaceError(str(error)) from None
    except PlaceError:
        raise
    except Exception as error:
        # Whatever a stranger wrote there: it costs this one geometry.
        why = f"{type(error).__name__}: {error}"[:120]
        raise PlaceError(f"not a geometry of GeoJSON ({why})") from None


def _of(shape: Any, srid: int) -> ShapeText:
    crs = f"EPSG:{srid}" if srid else DEGREES
    return ShapeText(shapely.set_srid(shapely.force_2d(shape), 0), crs)


def _depth(text: str) -> int:
    depth = deepest = 0
    for mark in re.findall(r"[()]", text):
        depth += 1 if mark == "(" else -1
        deepest = max(deepest, depth)
    return deepest
