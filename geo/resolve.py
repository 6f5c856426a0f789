"""From what an analyst types to a region: a zone, a hub, an oblast, a country, or a file."""

from __future__ import annotations

import difflib
import os
import re
from pathlib import Path

import geopandas

from geo import reference
from geo.errors import RegionError
from geo.hubs import near, parse_hub, rail_hubs
from geo.regions import concat_regions, make_regions, read_regions, slug
from geo.zones import parse_zone

__all__ = ["admin_regions", "find_near", "find_within", "is_region_file"]

_NEAR = re.compile(r"(?P<hub>.+?)\s*,\s*(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>km|m)", re.IGNORECASE)
_FILES = (".geojson", ".json", ".gpkg", ".parquet", ".fgb", ".shp", ".kml", ".zip")


def is_region_file(text: str) -> bool:
    """Whether a text means a vector file, not a name: BY-UA-7.5km has no file's ending."""
    return text.lower().endswith(_FILES) or "/" in text or "\\" in text or os.path.isfile(text)


def find_within(
    text: str, own: geopandas.GeoDataFrame | None = None, *, notes: list[str] | None = None
) -> geopandas.GeoDataFrame:
    """The region or regions that a text names, as a regions frame.

    In this order: one of the caller's ``own`` regions by id or name; a vector file (all its
    polygons); a border zone (``BY-UA-25km-BY``); an oblast or a country by name or code; a
    rail hub by name. What was mended in a file is added to ``notes``. Raises RegionError, with
    what is near, when nothing fits.
    """
    text = text.strip()
    if own is not None and len(own):
        wanted = text.casefold()
        same = own["region_id"].str.casefold().eq(wanted) | own["name"].str.casefold().eq(wanted)
        if same.any():
            return own[same].reset_index(drop=True)
    if is_region_file(text):
        frame, said = read_regions(Path(text))
        if notes is not None:
            notes += said
        return frame
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
            names = [*([] if own is None else own["name"]), *admin["name"], *rail_hubs()["name"]]
            close = difflib.get_close_matches(text, names, n=3, cutoff=0.7)
            if close:
                message = f"no region is called {text!r}: did you mean {', '.join(close)}?"
                raise RegionError(message) from None
            raise zone_error from None


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
