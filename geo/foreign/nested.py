"""Records of JSON as features: where they are may stand in an object within them."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

__all__ = ["AS_OBJECTS", "as_feature", "named_rows", "pair_of", "records_within", "rows_within",
           "said_of_places"]  # fmt: skip

#: How records are written, for messages.
AS_OBJECTS: Final = '[{"date": "2022-01-18", "latitude": 52.05, "longitude": 29.25, "note": "..."}]'

_EPOCH: Final = dt.datetime(1970, 1, 1)
_LATITUDES: Final = ("lat", "latitude")
_LONGITUDES: Final = ("lon", "lng", "long", "longitude")
_NAME: Final = re.compile(r"\s*[^\W\d_]")
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


def named_rows(rows: Sequence[Any]) -> list[dict[str, Any]] | None:
    """Records of a list of lists of which the first has the names; None where that is not sure.

    It is where the first holds nothing but different words, and below them, in rows that are no
    wider, something stands that is no word.
    """
    if len(rows) < 2 or not all(isinstance(row, list) for row in rows):
        return None
    names, *below = rows
    named = all(isinstance(name, str) and _NAME.match(name) for name in names)
    if not named or not 2 <= len(names) == len({name.strip() for name in names}):
        return None
    if any(len(row) > len(names) for row in below) or not any(
        _is_value(cell) for row in below for cell in row
    ):
        return None
    return [dict(zip(names, row, strict=False)) for row in below]


def rows_within(document: dict[str, Any]) -> tuple[str, list[dict[str, Any]]] | None:
    """The one table of an object, a list of lists, by its name: with its own names, or beside it.

    ``{"values": [["date", ...], [...]]}``, as Google Sheets answer, and
    ``{"columns": ["date", ...], "data": [[...]]}``.
    """
    tables = [
        (name, value)
        for name, value in document.items()
        if isinstance(value, list) and value and all(isinstance(row, list) for row in value)
    ]
    if len(tables) != 1:
        return None
    ((name, rows),) = tables
    beside = [value for value in document.values() if _is_words(value, len(rows[0]))]
    found = named_rows(rows) or (named_rows([*beside, *rows]) if len(beside) == 1 else None)
    return None if found is None else (name, found)


def _is_words(value: Any, width: int) -> bool:
    return (
        isinstance(value, list)
        and len(value) == width
        and all(isinstance(one, str) for one in value)
    )


def _is_value(cell: Any) -> bool:
    return not (cell is None or (isinstance(cell, str) and (not cell or _NAME.match(cell))))


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
