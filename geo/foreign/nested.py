"""Records of JSON as features: where they are may stand in an object within them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any, Final

__all__ = ["as_feature", "pair_of", "records_within", "said_of_places"]

_EPOCH: Final = dt.datetime(1970, 1, 1)
_LATITUDES: Final = ("lat", "latitude")
_LONGITUDES: Final = ("lon", "lng", "long", "longitude")
_NAMES: Final = frozenset({"name", "title", "place", "city"})
_SHAPES: Final = frozenset(
    {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon",
     "GeometryCollection"}
)  # fmt: skip
#: How exports of MongoDB write what JSON has no type for: {"$date": "2022-01-18T05:30:00Z"}.
_TYPED: Final = frozenset(
    {"$date", "$oid", "$numberInt", "$numberLong", "$numberDouble", "$numberDecimal"}
)


def as_feature(record: dict[str, Any], places: Counter[str]) -> dict[str, Any]:
    """A GeoJSON feature of a record: its geometry, or one member that holds where it is.

    That is a GeoJSON geometry under another name, or an object with latitude and longitude, which
    become two properties where the record has none of its own; ``places`` counts the names of such
    members. What else such an object says stays.
    """
    if record.get("type") == "Feature" and isinstance(record.get("properties"), dict | None):
        return record
    geometry = record.get("geometry")
    if isinstance(geometry, dict) and "type" in geometry:
        rest = {name: value for name, value in record.items() if name != "geometry"}
        return {"properties": rest, "geometry": geometry}
    record = {name: _plain(value) for name, value in record.items()}
    shapes = [name for name, value in record.items() if _is_shape(value)]
    pairs = {name: pair for name, value in record.items() if (pair := pair_of(value))}
    own = {name.casefold() for name in record if not isinstance(record[name], dict | list)}
    if len(shapes) + len(pairs) != 1 or own & {*_LATITUDES, *_LONGITUDES, "geometry", "wkt"}:
        return {"properties": record}
    (name,) = (*shapes, *pairs)
    places[name] += 1
    if shapes:
        rest = {key: value for key, value in record.items() if key != name}
        return {"properties": rest, "geometry": record[name]}
    latitude, longitude = pairs[name]
    rest = {key: value for key, value in record.items() if key != name}
    if (left := _without_pair(record[name])) is not None:
        rest[name] = left
    return {"properties": {**rest, "latitude": latitude, "longitude": longitude}}


def said_of_places(places: Counter[str]) -> list[str]:
    """Notes on members of records that were taken for where they are."""
    return [
        f"the place of {count:,} records is read from {name!r}" for name, count in places.items()
    ]


def records_within(document: dict[str, Any]) -> dict[str, list[Any]]:
    """The members of an object that are lists of objects, as answers of services have one."""
    return {
        name: value
        for name, value in document.items()
        if isinstance(value, list) and value and all(isinstance(one, dict) for one in value)
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dict) and len(value) == 1 and _TYPED.issuperset(value):
        (inner,) = value.values()
        moment = "$date" in value and not isinstance(inner, str)
        return _moment(inner) if moment else _plain(inner)
    return value


def _moment(value: Any) -> Any:
    """A moment in ISO 8601, of milliseconds since 1970 (UTC), as MongoDB counts them."""
    value = _plain(value)
    try:
        moment = _EPOCH + dt.timedelta(milliseconds=int(value))
    except (TypeError, ValueError, OverflowError):
        return value
    return moment.isoformat() + "Z"


def _is_shape(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("type"), str)
        and value["type"] in _SHAPES
        and isinstance(value.get("coordinates", value.get("geometries")), list)
    )


def _without_pair(value: dict[str, Any]) -> Any:
    """What is left of an object without its latitude and longitude; a name as it is."""
    left = {
        name: inner
        for name, inner in value.items()
        if name.casefold() not in (*_LATITUDES, *_LONGITUDES)
    }
    if len(left) == 1 and _NAMES.issuperset(left):
        return next(iter(left.values()))
    return left or None


def pair_of(value: Any) -> tuple[Any, Any] | None:
    """Latitude and longitude of an object that has both, once each."""
    if not isinstance(value, dict):
        return None
    found = [
        [inner for name, inner in value.items() if name.casefold() in names]
        for names in (_LATITUDES, _LONGITUDES)
    ]
    if [len(values) for values in found] != [1, 1]:
        return None
    latitude, longitude = found[0][0], found[1][0]
    usable = all(isinstance(one, str | int | float) for one in (latitude, longitude))
    return (latitude, longitude) if usable else None
