"""GeoJSON in the child process, with the standard library's parser and no GDAL."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from shapely.geometry import shape

from geo.foreign.esri import crs_of_esri, esri_features, is_esri
from geo.foreign.nested import (
    AS_OBJECTS,
    as_feature,
    records_within,
    rows_within,
    said_of_places,
)
from geo.foreign.tables import (
    GEOMETRY,
    PROBLEM,
    RAW,
    Parsed,
    RefusalError,
    kept_text,
    text_of,
    unique_names,
)
from geo.foreign.wkb import MAX_DEPTH

__all__ = ["crs_of", "features_table", "parse_geojson", "read_json", "shape_of"]

#: Members of a feature that are no properties.
_MEMBERS = frozenset({"type", "id", "geometry", "properties", "bbox"})
_TYPES = {
    "Point",
    "MultiPoint",
    "LineString",
    "MultiLineString",
    "Polygon",
    "MultiPolygon",
    "GeometryCollection",
}
_OF_GEOJSON = (*sorted(_TYPES), "Feature", "FeatureCollection")
_LIKE_A_NUMBER = re.compile(r"\s*[+-]?[0-9.]+\s*")


def parse_geojson(path: Path, *, native: bool) -> Iterator[Parsed]:
    """Read a FeatureCollection or a Feature: one table, one row per feature.

    Properties become columns (text, or with ``native`` Arrow's own types), nested values their
    JSON text, a feature's ``id`` a column of that name unless there is one, and so (but for
    ``native``) further members of it. JSON of ArcGIS is read in the same way, and of another object
    that is no GeoJSON the one list of objects in it. Geometry that cannot be read is null;
    `PROBLEM` says why, and for records `RAW` what was written there.
    """
    document = _load(path)
    notes: list[str] = []
    if is_esri(document):
        features = esri_features(document, notes)
        yield features_table(features, crs_of_esri(document), notes, native=native)
        return
    crs = crs_of(document)
    within = {} if native or document.get("type") in _OF_GEOJSON else records_within(document)
    table = None if native or document.get("type") in _OF_GEOJSON else rows_within(document)
    if len(within) == 1:
        features = _records_of(document, within, notes)
    elif table is not None and not within:
        notes.append(f"rows of the list {table[0]!r}, by the names of columns that it says")
        features = [as_feature(record, Counter()) for record in table[1]]
    else:
        features = _features_of(document, within, notes)
    if not native:
        features = [_with_members(feature) for feature in features]
    yield features_table(features, crs, notes, native=native)


def _records_of(
    document: dict[str, Any], within: dict[str, list[Any]], notes: list[str]
) -> list[dict[str, Any]]:
    """The records of the one list of them in an object that is no GeoJSON, as services answer."""
    ((name, records),) = within.items()
    others = ", ".join(repr(other[:40]) for other in document if other != name)[:300]
    beside = f"; what stands beside it is not read: {others}" if others else ""
    notes.append(f"records of the list {name!r} in an object{beside}")
    places: Counter[str] = Counter()
    features = [as_feature(record, places) for record in records]
    notes += said_of_places(places)
    return features


def _with_members(feature: dict[str, Any]) -> dict[str, Any]:
    """The feature, with what stands beside its properties among them."""
    properties = feature.get("properties")
    if feature.keys() <= _MEMBERS or not isinstance(properties, dict | None):
        return feature
    beside = {name: value for name, value in feature.items() if name not in _MEMBERS}
    return {**feature, "properties": beside | (properties or {})}


def features_table(
    features: list[dict[str, Any]],
    crs: str | None,
    notes: list[str],
    *,
    native: bool,
    problems: Mapping[int, str] = MappingProxyType({}),
) -> Parsed:
    """Make a table of features; ``problems``: what is wrong with whole ones, by row."""
    geometries, told = _geometries(features)
    for row, why in problems.items():
        told[row] = why
    columns = _columns(features, notes)
    arrays = [_array(values, native=native) for values in columns.values()]
    names = unique_names((str(text_of(name)) for name in columns), notes)
    found = {
        **dict(zip(names, arrays, strict=True)),
        GEOMETRY: pa.array(shapely.to_wkb(geometries), pa.binary()),
        PROBLEM: pa.array(told, pa.string()),
    }
    if not native:
        found[RAW] = pa.array(_raw(features, told), pa.large_string())
    parsed = Parsed.of_table("", pa.table(found), crs=crs, notes=notes)
    written = zip(names, columns.values(), strict=True)
    parsed.numeric = [name for name, values in written if _are_numbers(values)]
    return parsed


def _load(path: Path) -> dict[str, Any]:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RefusalError(
            f"GeoJSON must be UTF-8, but byte 0x{data[error.start]:02x} at offset {error.start} "
            "is not. Save the file as UTF-8."
        ) from None
    document = read_json(text)
    if not isinstance(document, dict):
        raise RefusalError("the JSON is not an object; a GeoJSON FeatureCollection is wanted.")
    return document


def read_json(text: str) -> Any:
    """What a JSON text holds. Raises RefusalError."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise RefusalError(
            f"the JSON is broken at line {error.lineno}, column {error.colno}: {error.msg}."
        ) from None
    except RecursionError:
        raise RefusalError("the JSON is nested too deeply.") from None
    except ValueError as error:
        raise RefusalError(f"the JSON holds a value that cannot be read: {error}.") from None


def crs_of(document: dict[str, Any]) -> str:
    """The reference system of a GeoJSON object, as an EPSG code. Raises RefusalError."""
    crs = document.get("crs")
    if crs is None:
        return "EPSG:4326"
    if isinstance(crs, dict) and crs.get("type") == "link":
        raise RefusalError(
            'its "crs" is a link to somewhere else, which is never followed. '
            "Remove that member if the coordinates are longitude and latitude."
        )
    name = crs.get("properties", {}).get("name") if isinstance(crs, dict) else None
    if not isinstance(name, str):
        raise RefusalError('its "crs" cannot be understood; remove it or name an EPSG code.')
    if re.fullmatch(r"(urn:ogc:def:crs:)?OGC:(\d[\d.]*)?:?CRS84", name):
        return "EPSG:4326"
    match = re.fullmatch(r"(?:urn:ogc:def:crs:)?EPSG:(?:[\d.]*:)?(\d{4,6})", name)
    if not match:
        raise RefusalError(f'its "crs" {name[:80]!r} is not an EPSG code or CRS84.')
    return f"EPSG:{match.group(1)}"


def _features_of(
    document: dict[str, Any], within: Mapping[str, Any], notes: list[str]
) -> list[dict[str, Any]]:
    kind = document.get("type")
    if kind == "Feature":
        features: Any = [document]
    elif kind == "FeatureCollection":
        features = document.get("features")
    elif within:
        raise RefusalError(
            f"it is no GeoJSON, and holds several lists of records ({', '.join(within)[:300]}): "
            "save the one that is meant as a file of its own."
        )
    else:
        is_none = "it is no GeoJSON" if kind is None else f"its type is {str(kind)[:60]!r}"
        inner = [value for value in document.values() if isinstance(value, dict)]
        of_objects = len(inner) == len(document) and len(inner) > 1
        hint = " (of a data frame: to_json(orient='records'))" if of_objects else ""
        raise RefusalError(
            f"{is_none}, but a FeatureCollection or a Feature is wanted, or a list of records: "
            f"save that list as a file of its own, an object for each, {AS_OBJECTS}{hint}."
        )
    if not isinstance(features, list):
        raise RefusalError('its "features" is not a list.')
    return [feature if isinstance(feature, dict) else {} for feature in _flat(features, notes)]


def _flat(features: list[Any], notes: list[str]) -> list[Any]:
    """Features, with those of collections among them in their place."""
    found: list[Any] = []
    waiting, collections = features[::-1], 0
    while waiting:
        one = waiting.pop()
        within = one.get("features") if isinstance(one, dict) else None
        if isinstance(within, list) and one.get("type") == "FeatureCollection":
            collections += 1
            waiting += within[::-1]
        else:
            found.append(one)
    if collections:
        notes.append(f"features of {collections} collections in the collection are read, too")
    return found


def _columns(features: list[dict[str, Any]], notes: list[str]) -> dict[str, list[Any]]:
    """Property columns in the order of first appearance, each as long as the file."""
    columns: dict[str, list[Any]] = {}
    size = len(features)
    ids = [feature.get("id") for feature in features]
    for row, feature in enumerate(features):
        properties = feature.get("properties")
        if not isinstance(properties, dict):
            continue
        for name, value in properties.items():
            if name not in columns:
                columns[name] = [None] * size
            columns[name][row] = value
    if any(value is not None for value in ids):
        if "id" not in columns:
            columns = {"id": ids, **columns}
        elif columns["id"] != ids:
            notes.append('the "id" property is used, not the features\' own "id"')
    return columns


def _array(values: list[Any], *, native: bool) -> pa.Array:
    if native and not any(isinstance(value, dict | list) for value in values):
        try:
            return pa.array(values)
        except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError, UnicodeEncodeError):
            pass
    return pa.array([text_of(value) for value in values], pa.large_string())


def _geometries(features: list[dict[str, Any]]) -> tuple[Any, list[str | None]]:
    geometries = np.full(len(features), None, dtype=object)
    problems: list[str | None] = [None] * len(features)
    points: list[int] = []
    coordinates: list[tuple[float, float]] = []
    for row, feature in enumerate(features):
        geometry = feature.get("geometry")
        if geometry is None:
            continue
        try:
            if geometry["type"] == "Point":
                x, y, *_ = geometry["coordinates"]
                if _is_number(x) and _is_number(y):
                    coordinates.append((float(x), float(y)))
                    points.append(row)
                    continue
            geometries[row] = shape_of(geometry)
        except (RefusalError, MemoryError):
            raise
        except Exception as error:
            # Whatever a stranger wrote there: it costs this one geometry, not the file.
            if geometry in ({}, []) or _is_bare(geometry):
                continue
            problems[row] = f"its geometry cannot be read ({type(error).__name__}: {error})"[:300]
    if points:
        geometries[points] = shapely.points(np.asarray(coordinates, dtype=float))
    return geometries, problems


def _raw(features: list[dict[str, Any]], problems: list[str | None]) -> list[str | None]:
    """What was written where a geometry should be, for those that could not be read."""
    return [
        None if problem is None else kept_text(str(text_of(feature.get("geometry"))))
        for feature, problem in zip(features, problems, strict=True)
    ]


def _are_numbers(values: list[Any]) -> bool:
    """Whether a property holds real numbers, and no text that looks like one: "1.500"."""
    texts = (value for value in values if isinstance(value, str))
    return any(map(_is_number, values)) and not any(map(_LIKE_A_NUMBER.fullmatch, texts))


def _is_bare(geometry: Any) -> bool:
    return isinstance(geometry, dict) and geometry.get("coordinates") in (None, [])


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def shape_of(geometry: dict[str, Any], depth: int = 0) -> Any:
    """The shape of a GeoJSON geometry in two dimensions.

    Raises RefusalError where it is nested too deeply, and whatever a stranger's object leads to.
    """
    if depth > MAX_DEPTH:
        raise RefusalError(f"a geometry is nested more than {MAX_DEPTH} collections deep.")
    kind = geometry["type"]
    if kind not in _TYPES:
        raise ValueError(f"unknown geometry type {str(kind)[:40]!r}")
    if kind == "GeometryCollection":
        return shapely.GeometryCollection(
            [shape_of(part, depth + 1) for part in geometry["geometries"]]
        )
    return shapely.force_2d(shape(geometry))
