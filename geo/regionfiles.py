"""Files of regions: written as GeoJSON text or GeoPackage bytes, and read layer by layer."""

from __future__ import annotations

import io
import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import RegionError
from geo.foreign import read_layers
from geo.shapes import to_degrees

__all__ = [
    "collection_text",
    "geojson_text",
    "geometry_text",
    "geopackage_bytes",
    "in_degrees",
    "region_bytes",
    "zone_layers",
]

FloatArray = npt.NDArray[np.float64]

_LONG = re.compile(r"-?\d+\.\d{7,}(?:e[-+]?\d+)?")


def geojson_text(regions: geopandas.GeoDataFrame) -> str:
    """Write regions as RFC 7946: six decimals, one feature a line, NaN as null."""
    rows = regions.drop(columns="geometry").to_dict("records")
    return collection_text(rows, regions.geometry.to_numpy(), regions["region_id"])


def collection_text(
    rows: Sequence[Mapping[str, Any]], shapes: Any, ids: Iterable[str | None]
) -> str:
    """Properties, geometries (None for none) and ids as GeoJSON; an id of None is left out."""
    apart = {id(shape): shape for shape in shapes if shape is not None}  # many rows may have one
    # The standard wants outer rings anticlockwise.
    drawn = map(geometry_text, shapely.orient_polygons([*apart.values()]))
    texts = {id(None): "null", **dict(zip(apart, drawn, strict=True))}
    lines = []
    for row, shape, one in zip(rows, shapes, ids, strict=True):
        feature = {
            "type": "Feature",
            **({} if one is None else {"id": one}),
            "properties": {key: None if value != value else value for key, value in row.items()},
        }
        head = json.dumps(feature, ensure_ascii=False, separators=(",", ":")).removesuffix("}")
        lines.append(f'{head},"geometry":{texts[id(shape)]}}}')
    inner = ",\n".join(lines)
    return f'{{"type":"FeatureCollection","features":[\n{inner}\n]}}\n'


def geopackage_bytes(regions: geopandas.GeoDataFrame) -> bytes:
    """Write regions as the layer ``regions`` of a GeoPackage, the same bytes each time."""
    import pyogrio

    # GDAL would write the time of day into it.
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "1970-01-01T00:00:00.000Z"})
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "regions.gpkg"
            regions.to_file(path, layer="regions", driver="GPKG", engine="pyogrio")
            return path.read_bytes()
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def region_bytes(regions: geopandas.GeoDataFrame, format_: str) -> bytes:
    """Give regions as ``geojson``, ``gpkg`` or ``parquet`` bytes, for a pipe."""
    if format_ == "geojson":
        return geojson_text(regions).encode("utf-8")
    if format_ == "gpkg":
        return geopackage_bytes(regions)
    out = io.BytesIO()
    regions.to_parquet(out, index=False)
    return out.getvalue()


def geometry_text(shape: BaseGeometry) -> str:
    """A geometry as GeoJSON with six decimals: what `round` gives of each number, as short."""
    rounded = shapely.transform(shape, _six_decimals, include_z=bool(shapely.has_z(shape)))
    # GEOS writes one in some hundreds as 24.166187999999998: the same number, at length.
    return _LONG.sub(lambda found: repr(float(found[0])), shapely.to_geojson(rounded))


def _six_decimals(values: FloatArray) -> FloatArray:
    scaled = values * 1e6
    whole = np.rint(scaled)
    rounded: FloatArray = whole / 1e6
    # Where the product is all but halfway between two, its own rounding would decide.
    doubtful = ~(np.abs(np.abs(scaled - whole) - 0.5) > 1e-3)
    if doubtful.any():
        rounded[doubtful] = [round(value, 6) for value in values[doubtful].tolist()]
    return rounded


def zone_layers(
    source: Path, notes: list[str]
) -> Iterator[tuple[str, str, geopandas.GeoDataFrame]]:
    """Give the layers of a file that hold zones, in degrees: label, stem of made-up names, frame.

    Where no layer holds any, all are given, so that the message says what is wrong with them.
    What was done is added to ``notes``. Raises ForeignFileError, or RegionError for no features.
    """
    layers = read_layers(source)
    if not sum(len(frame) for _, frame in layers):
        raise RegionError(f"{source.name} holds no features: give it at least one polygon")
    chosen = [(name, frame) for name, frame in layers if _holds_zones(frame)] or layers
    several = len(layers) > 1
    if several:
        notes.append(f"{source.name}: layers read: {', '.join(name for name, _ in chosen)}")
        used = {name for name, _ in chosen}
        left = [name for name, _ in layers if name not in used]
        if left:
            notes.append(f"{source.name}: layers without polygons left out: {', '.join(left)}")
    for name, frame in chosen:
        label = f"{source.name}, layer {name}" if several else source.name
        yield label, name if several else source.stem, in_degrees(frame, label, notes)


def _holds_zones(frame: geopandas.GeoDataFrame) -> bool:
    areas = np.isin(shapely.get_type_id(frame.geometry.to_numpy()), (3, 6)).any()
    return bool(areas) or (len(frame) > 0 and "radius_m" in frame.columns)


def in_degrees(
    frame: geopandas.GeoDataFrame, label: str, notes: list[str]
) -> geopandas.GeoDataFrame:
    """Bring a layer to EPSG:4326; what was done is added to ``notes``, under its label."""
    if frame.crs is None:
        notes.append(f"{label}: no coordinate system is given; taken as EPSG:4326")
        return frame.set_crs(4326)
    if frame.crs.to_epsg() == 4326:
        return frame
    notes.append(f"{label}: brought from {frame.crs.to_string()[:40]} to EPSG:4326")
    shapes = to_degrees(frame.geometry.to_numpy(), frame.crs)
    return frame.set_geometry(geopandas.GeoSeries(shapes, index=frame.index, crs=4326))
