"""The frame that zones, hubs and the user's own polygons all take: make, check, read, write."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Container, Sequence
from pathlib import Path
from typing import Any, Final, Literal

import geopandas
import numpy as np
import pandas as pd
import shapely

from geo.errors import InputError, RegionError
from geo.files import atomic_write
from geo.geodesy import discs
from geo.regionfiles import geojson_text, geopackage_bytes, zone_layers
from geo.shapes import spans_the_world
from geo.valid import are_valid

__all__ = [
    "KINDS",
    "REGION_COLUMNS",
    "REGION_FORMATS",
    "concat_regions",
    "feature_names",
    "make_regions",
    "read_regions",
    "save_regions",
    "slug",
    "validate_regions",
]

#: Columns of a regions frame, in this order. ``distance_m``: how wide a border zone is, or
#: the radius of a hub; ``longitude``, ``latitude`` (degrees): the reference point of a hub.
REGION_COLUMNS: Final = (
    "region_id",
    "name",
    "kind",
    "country",
    "distance_m",
    "longitude",
    "latitude",
    "geometry",
)
KINDS: Final = ("border_zone", "rail_hub", "admin", "custom")
REGION_FORMATS: Final = ("geojson", "gpkg", "parquet")

Kind = Literal["border_zone", "rail_hub", "admin", "custom"]

#: Columns of a user's file that may hold a region's name, in order of preference.
NAME_COLUMNS: Final = ("name", "title", "label", "id")
#: A larger disc about a point (metres) is no polygon in degrees.
MAXIMUM_RADIUS_M: Final = 2_000_000.0
#: So many of those that were repaired are named.
_NAMED: Final = 5


def make_regions(rows: Sequence[dict[str, Any]]) -> geopandas.GeoDataFrame:
    """Make a valid regions frame from dicts; what a dict leaves out is "" or NaN.

    Raises RegionError as `validate_regions` does.
    """
    missing = {"name": "", "country": "", "distance_m": np.nan, "longitude": np.nan}
    full = [{**missing, "latitude": np.nan, "kind": "custom", **row} for row in rows]
    columns = {c: [row[c] for row in full] for c in REGION_COLUMNS}
    geometry = columns.pop("geometry")
    frame = geopandas.GeoDataFrame(columns, geometry=geometry, crs=4326)
    for column in ("region_id", "name", "kind", "country"):
        frame[column] = frame[column].astype("str" if full else object)
    for column in ("distance_m", "longitude", "latitude"):
        frame[column] = frame[column].astype("float64")
    return validate_regions(frame)


def concat_regions(frames: Sequence[geopandas.GeoDataFrame]) -> geopandas.GeoDataFrame:
    """Put several regions frames one after the other; ids that repeat get ``-2``, ``-3`` ...

    A region of the same id and polygon as one before it is left out.
    """
    rows: list[dict[str, Any]] = []
    seen: dict[str, dict[str, Any]] = {}
    numbers: dict[str, int] = {}
    for frame in frames:
        for row in frame.to_dict("records"):
            same = seen.get(row["region_id"])
            if same is not None and same["geometry"].equals_exact(row["geometry"], 0.0):
                continue
            row["region_id"] = _unique(row["region_id"], seen, numbers)
            seen[row["region_id"]] = row
            rows.append(row)
    return make_regions(rows)


def validate_regions(regions: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """Give the frame back, with a fresh index, if it is a regions frame.

    Raises RegionError for missing columns, another CRS than EPSG:4326, an id that is empty
    or repeats, an unknown kind, or a geometry that is missing, empty, invalid or no polygon.
    """
    lacking = [c for c in REGION_COLUMNS if c not in regions.columns]
    if lacking:
        raise RegionError(f"a regions frame lacks the columns {', '.join(lacking)}")
    if regions.crs is None or regions.crs.to_epsg() != 4326:
        raise RegionError(f"regions must be in EPSG:4326, not {regions.crs}")
    ids = regions["region_id"]
    wrong = regions[ids.isna() | (ids == "") | ids.duplicated()]
    if len(wrong):
        raise RegionError(f"region_id {wrong['region_id'].iloc[0]!r} is empty or repeats")
    for identifier, kind, shape in zip(ids, regions["kind"], regions.geometry, strict=True):
        if kind not in KINDS:
            raise RegionError(f"region {identifier}: kind {kind!r} is none of {', '.join(KINDS)}")
        if shape is None or shape.is_empty or shape.geom_type not in ("Polygon", "MultiPolygon"):
            raise RegionError(
                f"region {identifier}: a region is a polygon, not "
                f"{'nothing' if shape is None or shape.is_empty else shape.geom_type}"
            )
    invalid = np.flatnonzero(~are_valid(regions.geometry.to_numpy()))
    if len(invalid):
        why = shapely.is_valid_reason(regions.geometry.iloc[invalid[0]])
        raise RegionError(f"region {ids.iloc[invalid[0]]}: its polygon is not valid: {why}")
    return regions[list(REGION_COLUMNS)].reset_index(drop=True)


def read_regions(
    path: str | os.PathLike[str], *, kind: Kind = "custom"
) -> tuple[geopandas.GeoDataFrame, list[str]]:
    """Read the user's own zones or hubs from any vector file, with notes on what was done.

    All layers that hold polygons (or points with a radius) are read. Other CRSs are brought to
    EPSG:4326, with long edges cut before; polygons that are not valid are repaired. A name
    comes from the column ``name``, ``title``, ``label`` or ``id`` (in any case), else from
    the first column of text, else it is made up from the file's name; ids are made from
    names. A point becomes a disc when a column ``radius_m`` (metres) says how large. A file
    that `save_regions` wrote keeps its ids, kinds, countries and distances.

    Raises ForeignFileError when the file cannot be read, RegionError when it holds points
    without a radius, circles about them that no polygon in degrees stands for, lines, no
    features, an edge of more than 180 degrees of longitude or a geometry that cannot be used.
    """
    source = Path(path)
    notes: list[str] = []
    rows: list[dict[str, Any]] = []
    taken: set[str] = set()
    numbers: dict[str, int] = {}
    repaired: list[str] = []
    for label, stem, frame in zone_layers(source, notes):
        names = feature_names(frame, stem)
        radius = _numbers(frame, "radius_m")
        ours = set(REGION_COLUMNS) <= set(frame.columns)
        for number, (name, shape) in enumerate(zip(names, frame.geometry, strict=True), start=1):
            where = f"{label}, feature {number} ({name})"
            row = _polygon_row(shape, float(radius[number - 1]), where)
            if not row["geometry"].is_valid:
                row["geometry"] = _repaired(row["geometry"], where)
                repaired.append(f"feature {number} ({name})")
            known = _known(frame, number - 1) if ours else {}
            wanted = known.pop("region_id", "") or slug(name) or f"region-{number}"
            identifier = _unique(wanted, taken, numbers)
            taken.add(identifier)
            rows.append({"name": name, "kind": kind, **row, **known, "region_id": identifier})
    if repaired:
        more = f" and {len(repaired) - _NAMED} more" if len(repaired) > _NAMED else ""
        notes.append(
            f"{source.name}: {len(repaired)} polygons were not valid and were repaired: "
            f"{', '.join(repaired[:_NAMED])}{more}"
        )
    return make_regions(rows), notes


def save_regions(
    regions: geopandas.GeoDataFrame,
    path: str | os.PathLike[str],
    format: str | None = None,
    *,
    overwrite: bool = False,
) -> Path:
    """Write a regions frame as ``geojson``, ``gpkg`` or ``parquet``, whole or not at all.

    Without a format the file's ending decides. GeoJSON is RFC 7946 with six decimals. The same
    regions give the same bytes each time. Raises OutputError when the file cannot be written,
    InputError for a format that is not known.
    """
    target = Path(path)
    wanted = (format or target.suffix.lstrip(".")).lower()
    wanted = {"json": "geojson", "geoparquet": "parquet"}.get(wanted, wanted)
    if wanted not in REGION_FORMATS:
        raise InputError(
            f"{wanted or 'no ending'!r} is no format for regions: use {', '.join(REGION_FORMATS)}"
        )
    regions = validate_regions(regions)
    if wanted == "geojson":
        return atomic_write(target, geojson_text(regions), overwrite)
    if wanted == "parquet":
        return atomic_write(target, lambda file: regions.to_parquet(file, index=False), overwrite)
    return atomic_write(target, geopackage_bytes(regions), overwrite)


def slug(text: str) -> str:
    """Reduce a text to lower-case letters (of any script, without accents), digits, hyphens."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c for c in plain if not unicodedata.combining(c) and c not in "'’ʼ`")
    return re.sub(r"[\W_]+", "-", kept).strip("-")


def _unique(wanted: str, taken: Container[str], numbers: dict[str, int]) -> str:
    """An id that is not taken; ``numbers`` are those to go on with, where thousands are alike."""
    candidate, number = wanted, numbers.get(wanted, 2)
    while candidate in taken:
        candidate, number = f"{wanted}-{number}", number + 1
    numbers[wanted] = number
    return candidate


def feature_names(frame: geopandas.GeoDataFrame, stem: str) -> list[str]:
    """Names of a file's features: of the first of `NAME_COLUMNS` it has, else the first text.

    One without a name is called by ``stem`` and its number.
    """
    columns = {str(c).casefold(): c for c in frame.columns if c != frame.geometry.name}
    chosen = next((columns[n] for n in NAME_COLUMNS if n in columns), None)
    if chosen is None:
        text = [c for c in columns.values() if pd.api.types.is_string_dtype(frame[c])]
        chosen = text[0] if text else None
    values = [None] * len(frame) if chosen is None else frame[chosen].tolist()
    return [
        str(value).strip() if value is not None and value == value and str(value).strip() else
        f"{stem} {number}"
        for number, value in enumerate(values, start=1)
    ]  # fmt: skip


def _numbers(frame: geopandas.GeoDataFrame, column: str) -> Any:
    if column not in frame.columns:
        return np.full(len(frame), np.nan)
    return pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype="float64")


def _known(frame: geopandas.GeoDataFrame, position: int) -> dict[str, Any]:
    """Take over what a file of ours says of a region, as far as it is usable."""
    row = frame.iloc[position]
    known = {c: str(row[c]) for c in ("region_id", "country") if isinstance(row[c], str)}
    if row["kind"] in KINDS:
        known["kind"] = row["kind"]
    numbers = {c: _numbers(frame, c)[position] for c in ("distance_m", "longitude", "latitude")}
    return {**known, **{c: float(v) for c, v in numbers.items() if np.isfinite(v)}}


def _polygon_row(shape: Any, radius_m: float, where: str) -> dict[str, Any]:
    if shape is None or shape.is_empty:
        raise RegionError(f"{where}: it has no geometry; a region is a polygon")
    west, south, east, north = shape.bounds
    if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
        raise RegionError(
            f"{where}: coordinates from {west:.6g}, {south:.6g} to {east:.6g}, {north:.6g} are "
            "not longitude and latitude in degrees: is its coordinate system right?"
        )
    if spans_the_world([shape])[0]:
        raise RegionError(
            f"{where}: it has an edge of more than 180 degrees of longitude, as a zone across the "
            "antimeridian has: split it at 180 degrees, or, if it is meant to be that wide, add "
            "points along the edge"
        )
    if shape.geom_type in ("Polygon", "MultiPolygon"):
        return {"geometry": shapely.force_2d(shape), "distance_m": radius_m}
    if shape.geom_type == "Point":
        if not (np.isfinite(radius_m) and radius_m > 0):
            raise RegionError(
                f"{where}: a point is no region; draw a polygon, or give a column radius_m "
                "with the hub's radius in metres"
            )
        disc = _disc(shape, radius_m, where)
        return {
            "geometry": disc, "distance_m": radius_m, "longitude": shape.x, "latitude": shape.y,
        }  # fmt: skip
    raise RegionError(f"{where}: a {shape.geom_type} is no region; a region is a polygon")


def _disc(point: Any, radius_m: float, where: str) -> Any:
    """A hub about a point. Raises RegionError where no polygon in degrees stands for it."""
    if radius_m <= MAXIMUM_RADIUS_M:
        disc = discs(point.x, point.y, radius_m)[0]
        if not spans_the_world([disc])[0]:
            return disc
    raise RegionError(
        f"{where}: a circle of {radius_m:g} m about {point.x:.6g}, {point.y:.6g} crosses the "
        f"antimeridian or a pole, or is larger than {MAXIMUM_RADIUS_M / 1e3:,.0f} km: draw it as "
        "polygons, up to 180 degrees and from -180 on"
    )


def _repaired(shape: Any, where: str) -> Any:
    fixed = shapely.make_valid(shape, method="structure")
    areas = [p for p in shapely.get_parts(fixed) if p.geom_type in ("Polygon", "MultiPolygon")]
    areas = [p for p in areas if not p.is_empty]
    if not areas:
        raise RegionError(f"{where}: its polygon is not valid and encloses nothing")
    return areas[0] if len(areas) == 1 else shapely.union_all(areas)
