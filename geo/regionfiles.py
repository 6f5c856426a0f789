"""How a frame of regions is written: GeoJSON text, GeoPackage bytes."""

from __future__ import annotations

import io
import json
import tempfile
from pathlib import Path
from typing import Any

import geopandas
import shapely

__all__ = ["geojson_text", "geopackage_bytes", "region_bytes"]


def geojson_text(regions: geopandas.GeoDataFrame) -> str:
    """Write regions as RFC 7946: six decimals, one feature a line, NaN as null."""
    # The standard wants outer rings anticlockwise.
    shapes = shapely.orient_polygons(regions.geometry.to_numpy())
    rows = regions.drop(columns="geometry").to_dict("records")
    lines = []
    for row, shape in zip(rows, shapes, strict=True):
        feature = {
            "type": "Feature",
            "id": row["region_id"],
            "properties": {key: None if value != value else value for key, value in row.items()},
            "geometry": _rounded(json.loads(shapely.to_geojson(shape))),
        }
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
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


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_rounded(inner) for inner in value]
    return round(value, 6) if isinstance(value, float) else value
