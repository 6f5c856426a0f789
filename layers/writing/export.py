"""Sightings out of Kordon: tables and maps for other programs, the same bytes each time."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Iterator
from typing import Any

import geopandas
import pandas as pd
import shapely

from layers.checking.values import csv_safe
from layers.columns import claimed_fields

__all__ = ["EXPORTS", "csv_cell", "export", "features", "plain", "records", "unambiguous"]

#: Columns that are made anew on reading, and so are not written.
_METRES = ("coordinate_uncertainty_m", "quantity_low", "quantity_best", "quantity_high")
_DERIVED = ("time_from", "time_to", "input_file", "input_row", "input_notes")


def export(sightings: geopandas.GeoDataFrame, format_: str) -> bytes:
    """The sightings as ``csv``, ``geojson``, ``gpkg``, ``jsonl``, ``kml`` or ``parquet``.

    What reading adds (the exact times, the row, the repairs) is left out: reading the export
    adds it again, and `kordon check` tells of the original. Columns that hold nothing are left
    out of JSON and KML. Coordinates keep the digits they came with. Raises KeyError for another
    format, and `OutputError` where a GeoPackage cannot be made.
    """
    written = sightings.drop(columns=list(_DERIVED), errors="ignore")
    # GeoParquet would hold them: ids of superseded records, also of those that were left out.
    written.attrs = {}
    return EXPORTS[format_](written)


def records(sightings: geopandas.GeoDataFrame) -> list[dict[str, Any]]:
    """Plain records: missing is None, whole numbers are whole, lines and areas are WKT."""
    frame = sightings.drop(columns=sightings.geometry.name)
    shapes = sightings.geometry.to_numpy()
    rows = [
        {str(name): plain(value) for name, value in row.items()} for row in frame.to_dict("records")
    ]
    for row, shape in zip(rows, shapes, strict=True):
        outline = shape is not None and shape.geom_type != "Point"
        row["geometry"] = shapely.to_wkt(shape, rounding_precision=-1) if outline else None
    return rows


def plain(value: Any) -> Any:
    """One value as JSON and CSV have it: missing is None, whole numbers are whole."""
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return int(value) if value.is_integer() else value
    if isinstance(value, bool | int | str):
        return value
    return str(value)


def _csv(sightings: geopandas.GeoDataFrame) -> bytes:
    rows = records(sightings)
    names = [str(c) for c in sightings.columns]
    out = io.StringIO(newline="")
    # "\r" among the line ends, or Python leaves a lone one unquoted, which ends a row.
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([csv_safe(name) for name in names])
    for row in rows:
        writer.writerow([csv_cell(name, row[name]) for name in names])
    return out.getvalue().encode("utf-8")


def csv_cell(name: str, value: Any) -> Any:
    """A plain value as a cell of the column ``name``: nobody runs or misreads it."""
    return _cell(unambiguous(name, value))


def unambiguous(name: str, value: Any) -> Any:
    """1.125 as 1.1250: three digits behind a point may be thousands to who reads them."""
    text = repr(value) if isinstance(value, float) and name in _METRES else ""
    return f"{text}0" if len(text) - text.find(".") == 4 and "." in text else value


def _cell(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula is made harmless."""
    return "" if value is None else csv_safe(value) if isinstance(value, str) else value


def _filled(row: dict[str, Any], kept: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name in kept or value not in (None, "")}


def _jsonl(sightings: geopandas.GeoDataFrame) -> bytes:
    kept = claimed_fields(map(str, sightings.columns))
    lines = (json.dumps(_filled(row, kept), ensure_ascii=False) for row in records(sightings))
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")


def features(sightings: geopandas.GeoDataFrame) -> Iterator[dict[str, Any]]:
    """GeoJSON features. RFC 7946: longitude before latitude, WGS 84, outer rings anticlockwise."""
    shapes = shapely.orient_polygons(sightings.geometry.to_numpy())
    kept = claimed_fields(map(str, sightings.columns))
    for row, shape in zip(records(sightings), shapes, strict=True):
        row["geometry"] = None  # not as text; it stands beside the properties
        geometry = None if shape is None else json.loads(shapely.to_geojson(shape))
        yield {"type": "Feature", "geometry": geometry, "properties": _filled(row, kept)}


def _geojson(sightings: geopandas.GeoDataFrame) -> bytes:
    body = {"type": "FeatureCollection", "features": list(features(sightings))}
    return (json.dumps(body, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def _parquet(sightings: geopandas.GeoDataFrame) -> bytes:
    if "geometry" in claimed_fields(map(str, sightings.columns)):
        # Another column would be read as the place of records that have none.
        sightings = sightings.rename_geometry("shape of it").assign(geometry="")
    out = io.BytesIO()
    sightings.to_parquet(out, index=False, compression="zstd")
    return out.getvalue()


def _kml(sightings: geopandas.GeoDataFrame) -> bytes:
    from layers.writing.export_kml import kml_bytes

    return kml_bytes(sightings)


def _geopackage(sightings: geopandas.GeoDataFrame) -> bytes:
    from layers.writing.export_geopackage import geopackage_bytes

    return geopackage_bytes(sightings)


EXPORTS: dict[str, Callable[[geopandas.GeoDataFrame], bytes]] = {
    "csv": _csv,
    "geojson": _geojson,
    "gpkg": _geopackage,
    "jsonl": _jsonl,
    "kml": _kml,
    "parquet": _parquet,
}
