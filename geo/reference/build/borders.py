"""Land borders between neighbours, and the bands along two of them that ship ready made."""

from __future__ import annotations

from itertools import combinations
from typing import Final

import geopandas
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.geodesy import buffer_m, length_m
from geo.reference.build.window import GRID_DEG

__all__ = ["bands_frame", "borders_frame"]

#: The bands that `geo.zones` draws by default: pairs of neighbours, widths in metres.
BAND_PAIRS: Final = ("BY-UA", "RU-UA")
BAND_WIDTHS_M: Final = (10_000.0, 25_000.0, 50_000.0, 100_000.0)


def borders_frame(
    countries: geopandas.GeoDataFrame, land: geopandas.GeoDataFrame
) -> geopandas.GeoDataFrame:
    """Give the borders as `geo.reference.borders` describes them, by pair.

    ``countries`` share their edges vertex for vertex; ``land`` is one row, and what of an edge
    lies off it, in the open sea, is left out.
    """
    shapes = dict(zip(countries["iso"], countries.geometry, strict=True))
    rows = []
    for one, other in combinations(sorted(shapes), 2):
        line = _border(shapes[one], shapes[other], land.geometry.iloc[0])
        if not line.is_empty:
            length = round(length_m(line), 1)
            rows.append({"pair": f"{one}-{other}", "length_m": length, "geometry": line})
    columns = ["pair", "length_m", "geometry"]
    return geopandas.GeoDataFrame(rows, columns=columns, geometry="geometry", crs="EPSG:4326")


def bands_frame(borders: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """Give everything within each width of each of the two borders: ``pair``, ``distance_m``.

    Made with `geo.geodesy.buffer_m` alone, so a shipped band is the one that anybody gets.
    """
    lines = dict(zip(borders["pair"], borders.geometry, strict=True))
    rows = [
        {"pair": pair, "distance_m": width, "geometry": buffer_m(lines[pair], width)}
        for pair in BAND_PAIRS
        for width in BAND_WIDTHS_M
    ]
    return geopandas.GeoDataFrame(rows, crs="EPSG:4326")


def _border(one: BaseGeometry, other: BaseGeometry, land: BaseGeometry) -> BaseGeometry:
    shared = _lines(shapely.intersection(shapely.boundary(one), shapely.boundary(other)))
    if shared.is_empty:
        return shared
    on_land = _lines(shapely.intersection(shared, land, grid_size=GRID_DEG))
    return shapely.normalize(on_land)


def _lines(geometry: BaseGeometry) -> BaseGeometry:
    """Keep the lines of a geometry (countries may touch in a point), joined where they meet."""
    parts = shapely.get_parts(geometry)
    lines = parts[(shapely.get_dimensions(parts) == 1) & ~shapely.is_empty(parts)]
    merged = shapely.get_parts(shapely.line_merge(shapely.MultiLineString(list(lines))))
    return shapely.MultiLineString(list(np.atleast_1d(merged)))
