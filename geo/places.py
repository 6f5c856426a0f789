"""From what an analyst types to what distances are measured to: points, lines and regions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import geopandas
import numpy as np
import shapely

from geo.around import called, place_named, told_of
from geo.errors import ArgumentError, RegionError
from geo.foreign import read_layers
from geo.regionfiles import in_degrees
from geo.regions import feature_names
from geo.resolve import find_regions, is_region_file
from geo.shapes import spans_the_world
from geo.zones import border_line

__all__ = ["find_places"]

#: What is said of a hub that is taken as a region.
_DISC: Final = re.compile(r", a disc of [\d.]+ km")
_PAIR: Final = re.compile(r"\s*([a-z]{2})\s*[-–]\s*([a-z]{2})\s*", re.IGNORECASE)
_NUMBER: Final = r"[+-]?\d+(?:\.\d+)?"
_POINT: Final = re.compile(rf"\s*({_NUMBER})\s*[,;\s]\s*({_NUMBER})\s*")


def find_places(texts: Sequence[str], *, notes: list[str] | None = None) -> geopandas.GeoDataFrame:
    """What several texts name, in their order: a frame with ``name`` and ``geometry`` (EPSG:4326).

    A text is ``LAT,LON`` in degrees (a point), two neighbours (``BY-UA``: their border, a line),
    a vector file (all its points, lines and polygons), or what `geo.resolve.find_regions`
    takes: ``hubs`` and rail hubs by name are points, their middles; other regions are polygons.
    What is none of these is looked for in the gazetteer, or read as coordinates in any notation.
    What was done to a file is added to ``notes``. Raises ArgumentError for degrees that are
    none, RegionError and ForeignFileError for what is not known or cannot be used.
    """
    said: list[str] = [] if notes is None else notes
    rows = [row for text in texts for row in _places(text, said)]
    names, shapes = [name for name, _ in rows], [shape for _, shape in rows]
    return geopandas.GeoDataFrame({"name": names}, geometry=shapes, crs=4326)


def _places(text: str, notes: list[str]) -> list[tuple[str, Any]]:
    if match := _POINT.fullmatch(text):
        return [(text.strip(), _point(text, float(match[1]), float(match[2])))]
    if match := _PAIR.fullmatch(text):
        pair = f"{match[1]}-{match[2]}".upper()
        return [(f"{pair.replace('-', '–')} border", border_line(pair))]
    if is_region_file(text):
        return _of_file(Path(text), notes)
    said: list[str] = []
    try:
        regions = find_regions([text], notes=said)
    except RegionError as error:
        found = place_named(text, error)
        notes += told_of(text, found)
        return [(called(text, found), shapely.Point(found.longitude, found.latitude))]
    # Hubs are discs to others.
    notes += [_DISC.sub("", note) for note in said]
    middle = shapely.points(regions["longitude"], regions["latitude"])
    known = np.isfinite(regions[["longitude", "latitude"]].to_numpy()).all(axis=1)
    shapes = np.where(known, middle, regions.geometry.to_numpy())
    return list(zip(regions["name"], shapes, strict=True))


def _point(text: str, latitude: float, longitude: float) -> Any:
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise ArgumentError(
            f"{text!r} is no place: write latitude,longitude in degrees, such as 51.5,30.1"
        )
    return shapely.Point(longitude, latitude)


def _of_file(source: Path, notes: list[str]) -> list[tuple[str, Any]]:
    """Every feature of a file, whatever its kind; polygons that are not valid are repaired."""
    rows: list[tuple[str, Any]] = []
    empty = repaired = 0
    layers = read_layers(source)
    for layer, frame in layers:
        label = f"{source.name}, layer {layer}" if len(layers) > 1 else source.name
        named = feature_names(frame, layer if len(layers) > 1 else source.stem)
        shapes = shapely.force_2d(in_degrees(frame, label, notes).geometry.to_numpy())
        for number, (name, shape) in enumerate(zip(named, shapes, strict=True), start=1):
            if shape is None or shape.is_empty:
                empty += 1
                continue
            _check(shape, f"{label}, feature {number} ({name})")
            if not shape.is_valid:
                shape = shapely.make_valid(shape, method="structure")
                repaired += 1
            rows.append((name, shape))
    if not rows:
        raise RegionError(f"{source.name} holds no point, line or polygon to measure to")
    if empty:
        notes.append(f"{source.name}: {empty} features without a geometry left out")
    if repaired:
        notes.append(f"{source.name}: {repaired} geometries were not valid and were repaired")
    return rows


def _check(shape: Any, where: str) -> None:
    west, south, east, north = shape.bounds
    if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
        raise RegionError(
            f"{where}: coordinates from {west:.6g}, {south:.6g} to {east:.6g}, {north:.6g} are "
            "not longitude and latitude in degrees: is its coordinate system right?"
        )
    if spans_the_world([shape])[0]:
        raise RegionError(
            f"{where}: it has an edge of more than 180 degrees of longitude, as one across the "
            "antimeridian has: split it at 180 degrees"
        )
