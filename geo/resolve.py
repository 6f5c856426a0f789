"""From what an analyst types to a region: a zone, a hub, an oblast, a country, or a file."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

import geopandas

from geo import reference
from geo.errors import RegionError
from geo.hubs import near, parse_hub
from geo.regions import concat_regions, make_regions, read_regions, slug
from geo.zones import parse_zone

__all__ = ["admin_regions", "find_near", "find_within"]

_NEAR = re.compile(r"(?P<hub>.+?)\s*,\s*(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>km|m)", re.IGNORECASE)
_FILES = (".geojson", ".json", ".gpkg", ".parquet", ".fgb", ".shp", ".kml", ".zip")


def find_within(text: str, own: geopandas.GeoDataFrame | None = None) -> geopandas.GeoDataFrame:
    """The region or regions that a text names, as a regions frame.

    In this order: one of the caller's ``own`` regions by id or name; a vector file (all its
    polygons); a border zone (``BY-UA-25km-BY``); an oblast or a country by name or code; a
    rail hub by name. Raises RegionError, with what is near, when nothing fits.
    """
    if own is not None and len(own):
        wanted = text.strip().casefold()
        same = own["region_id"].str.casefold().eq(wanted) | own["name"].str.casefold().eq(wanted)
        if same.any():
            return own[same].reset_index(drop=True)
    if text.lower().endswith(_FILES):
        return read_regions(Path(text))[0]
    admin = admin_regions()
    wanted = slug(text)
    same = admin["region_id"].isin([f"admin-{wanted}", text.upper()]) | admin["name"].map(slug).eq(
        wanted
    )
    if same.any():
        return admin[same].reset_index(drop=True)
    try:
        return parse_zone(text)
    except RegionError as zone_error:
        try:
            return parse_hub(text)
        except RegionError:
            close = difflib.get_close_matches(text, list(admin["name"]), n=2, cutoff=0.6)
            hint = f" Or did you mean {', '.join(close)}?" if close else ""
            raise RegionError(f"{zone_error}{hint}") from None


def find_near(text: str, own: geopandas.GeoDataFrame | None = None) -> geopandas.GeoDataFrame:
    """``HUB,10km`` as a region: everything within that geodesic distance of the hub.

    ``own``: hubs of the caller's, looked among first. Raises RegionError.
    """
    match = _NEAR.fullmatch(text.strip())
    if match is None:
        raise RegionError(f"{text!r} is not a hub and a distance: write it as Kalinkavichy,10km")
    distance = float(match["number"]) * (1_000 if match["unit"].lower() == "km" else 1)
    if own is not None and len(own):
        try:
            return near(parse_hub(match["hub"], own), distance)
        except RegionError as error:
            if "no hub is called" not in str(error):
                raise
    return near(parse_hub(match["hub"]), distance)


def admin_regions() -> geopandas.GeoDataFrame:
    """Countries (ids ``BY``, ``UA``, ...) and oblasts (ids ``admin-homiel-region``)."""
    countries = reference.countries()
    oblasts = reference.oblasts()
    rows = [
        {"region_id": row["iso"], "name": row["name"], "kind": "admin", "country": row["iso"],
         "geometry": row["geometry"]}
        for row in countries.to_dict("records")
    ] + [
        {"region_id": f"admin-{slug(row['name'])}", "name": row["name"], "kind": "admin",
         "country": row["iso"], "geometry": row["geometry"]}
        for row in oblasts.to_dict("records")
    ]  # fmt: skip
    return concat_regions([make_regions(rows)])
