"""The window that the reference geography is cut to, and the grid its borders lie on."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely

__all__ = ["GRID_DEG", "WINDOW", "clip", "faces_of", "inside", "on_grid", "rounded"]

#: West, south, east, north, in degrees.
WINDOW: Final = (20.0, 43.5, 44.0, 60.0)
#: Countries, borders and oblasts lie on this grid, in degrees: 0.8 m of latitude. A power of
#: two, so that every point of it is exact in binary.
GRID_DEG: Final = 2.0**-17
#: Water is rounded to this many decimals of a degree, about a metre.
DECIMALS: Final = 5


def clip(geometries: Any) -> Any:
    """Cut an array of geometries to the window; what lies outside is left out."""
    cut = shapely.clip_by_rect(np.asarray(geometries, dtype=object), *WINDOW)
    return cut[~shapely.is_empty(cut)]


def rounded(geometries: Any) -> Any:
    """Round coordinates to five decimals, each for itself."""
    return shapely.transform(geometries, lambda xy: np.round(xy, DECIMALS))


def on_grid(lines: Any) -> Any:
    """Node lines where they meet, with every node on the grid: a MultiLineString."""
    return shapely.union_all(lines, grid_size=GRID_DEG)


def faces_of(lines: Any) -> tuple[Any, Any]:
    """Give the polygons that noded lines enclose, and a point inside each (two arrays)."""
    faces = shapely.get_parts(shapely.polygonize(lines))
    return faces, shapely.point_on_surface(faces)


def inside(area: Any, points: Any) -> Any:
    """Tell which points lie inside a polygon: an array of bool."""
    shapely.prepare(area)
    return shapely.contains_properly(area, points)
