"""JSON of ArcGIS as GeoJSON: what its services answer, and its desktop programs export.

Features have ``attributes`` and a geometry without a type: a point (``x``, ``y``), ``points``,
``paths`` or ``rings``, of which those that run clockwise are outlines and the others holes. The
specification is Esri's "Geometry objects" and "Feature object" of the ArcGIS REST API.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

import shapely

from geo.foreign.tables import RefusalError

__all__ = ["crs_of_esri", "esri_features", "is_esri"]

_MEMBERS: Final = frozenset({"spatialReference", "geometryType", "objectIdFieldName"})
_MERCATOR: Final = (102100, 102113, 900913)
#: Numbers of Esri's own begin here; below they are those of EPSG.
_OWN_CODES: Final = 32_768
_EPOCH: Final = dt.datetime(1970, 1, 1)
_DAY_MS: Final = 86_400_000

Geometry = dict[str, Any]


def is_esri(document: Mapping[str, Any]) -> bool:
    """Whether an object is JSON of ArcGIS: by what it says of itself, or by its features."""
    features = document.get("features")
    if "type" in document or not isinstance(features, list):
        return False
    first = features[0] if features else None
    return not _MEMBERS.isdisjoint(document) or (isinstance(first, dict) and "attributes" in first)


def crs_of_esri(document: Mapping[str, Any]) -> str | None:
    """Its reference system, by code or as WKT; None where nothing says which it is."""
    said = document.get("spatialReference")
    if not isinstance(said, dict):
        geometries = (one.get("geometry") for one in document["features"] if isinstance(one, dict))
        inner = (one.get("spatialReference") for one in geometries if isinstance(one, dict))
        said = next((one for one in inner if isinstance(one, dict)), {})
    code = said.get("latestWkid", said.get("wkid"))
    if isinstance(code, int) and not isinstance(code, bool):
        if code in _MERCATOR:
            return "EPSG:3857"
        return f"{'EPSG' if code < _OWN_CODES else 'ESRI'}:{code}"
    text = said.get("wkt2", said.get("wkt"))
    return text if isinstance(text, str) and text else None


def esri_features(document: Mapping[str, Any], notes: list[str]) -> list[dict[str, Any]]:
    """The features as those of GeoJSON, with moments as ISO 8601 and names for codes.

    A geometry that cannot be put so (curves) keeps what was written, under a type of that name.
    """
    if "transform" in document:
        raise RefusalError(
            "it is JSON of ArcGIS with quantised coordinates: ask its service without "
            "quantizationParameters, or for GeoJSON (f=geojson)."
        )
    notes.append("JSON of ArcGIS")
    if document.get("exceededTransferLimit") is True:
        notes.append(
            "the service gave only a part of its features (exceededTransferLimit): ask for the rest"
        )
    moments, names = _of_fields(document.get("fields"))
    for field, codes in names.items():
        shown = ", ".join(f"{code} = {name}" for code, name in list(codes.items())[:10])
        notes.append(f"codes in {field!r} are read by their names, and kept beside: {shown[:300]}")
    features = []
    for one in document["features"]:
        feature = one if isinstance(one, dict) else {}
        attributes = feature.get("attributes")
        properties: dict[str, Any] = {}
        for name, value in attributes.items() if isinstance(attributes, dict) else ():
            properties[name] = _moment(value) if name in moments else value
            if (label := names.get(name, {}).get(str(value))) is not None:
                properties |= {name: label, f"{name} (code)": value}
        features.append({"properties": properties, "geometry": _geometry(feature.get("geometry"))})
    return features


def _of_fields(fields: Any) -> tuple[frozenset[str], dict[str, dict[str, str]]]:
    """Which fields hold moments, and what the codes of fields with a list of them mean."""
    moments, names = set(), {}
    for field in fields if isinstance(fields, list) else ():
        if not isinstance(field, dict) or not isinstance(name := field.get("name"), str):
            continue
        if field.get("type") == "esriFieldTypeDate":
            moments.add(name)
        domain = field.get("domain")
        coded = domain.get("codedValues") if isinstance(domain, dict) else None
        labels = {
            str(one.get("code")): one["name"]
            for one in (coded if isinstance(coded, list) else ())
            if isinstance(one, dict) and isinstance(one.get("name"), str)
            if one["name"] != one.get("code")
        }
        if labels:
            names[name] = labels
    return frozenset(moments), names


def _moment(value: Any) -> Any:
    """Milliseconds since 1970 (UTC) in ISO 8601; a midnight is how ArcGIS writes a day."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return value
    try:
        moment = _EPOCH + dt.timedelta(milliseconds=value)
    except (ValueError, OverflowError):
        return value
    return moment.date().isoformat() if value % _DAY_MS == 0 else moment.isoformat() + "Z"


def _geometry(written: Any) -> Geometry | None:
    if not isinstance(written, dict) or not written.keys() - {"spatialReference"}:
        return None
    try:
        found = _shape(written)
    except (TypeError, ValueError, LookupError, OverflowError, shapely.errors.ShapelyError):
        found = {}
    if found is not None and not found:
        rest = {name: value for name, value in written.items() if name != "type"}
        return {"type": f"ArcGIS {next(iter(rest), '')}", "coordinates": rest}
    return found


def _shape(written: Geometry) -> Geometry | None:
    """A geometry of GeoJSON, None for an empty one, {} for what is none."""
    if "x" in written:
        x, y = written["x"], written.get("y")
        missing = {x, y} & {None, "NaN"} or x != x or y != y
        return None if missing else {"type": "Point", "coordinates": [x, y]}
    if "points" in written:
        return _several("MultiPoint", [place[:2] for place in written["points"]])
    if "paths" in written:
        return _several("MultiLineString", [_flat(path) for path in written["paths"]])
    if "rings" in written:
        return _several("MultiPolygon", _polygons([_flat(ring) for ring in written["rings"]]))
    if "xmin" in written:
        x, y, x2, y2 = (written[name] for name in ("xmin", "ymin", "xmax", "ymax"))
        return {"type": "Polygon", "coordinates": [[[x, y], [x2, y], [x2, y2], [x, y2], [x, y]]]}
    return {}


def _several(kind: str, parts: list[Any]) -> Geometry | None:
    return {"type": kind, "coordinates": parts} if parts else None


def _flat(places: list[Any]) -> list[list[float]]:
    """Places in two dimensions."""
    return [[float(x), float(y)] for x, y, *_ in places]


def _polygons(rings: list[list[list[float]]]) -> list[list[list[list[float]]]]:
    """Outlines with the holes that lie in them; a hole that lies in none is an outline."""
    holes = [k for k, ring in enumerate(rings) if shapely.is_ccw(shapely.LinearRing(ring))]
    outlines = [k for k in range(len(rings)) if k not in set(holes)]
    tree = shapely.STRtree([shapely.Polygon(rings[k]) for k in outlines])
    polygons = [[rings[k]] for k in outlines]
    areas = shapely.area(tree.geometries)
    for hole in holes:
        within = tree.query(shapely.Point(rings[hole][0]), predicate="intersects")
        if len(within):
            polygons[min(within, key=areas.__getitem__)].append(rings[hole])
        else:
            polygons.append([rings[hole]])
    return polygons
