"""Shapes of others on their way to degrees: long edges, and edges around the world.

An edge that is straight in a projection is bent in degrees, so that a polygon whose corners
alone are transformed is another polygon: by 60 m in the middle of a 50 km edge at 52 degrees
north, by 6 km in the middle of an edge across Belarus.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

__all__ = [
    "EDGE_M",
    "MAX_ADDED_VERTICES",
    "curves_of",
    "densified",
    "places_of_points",
    "spans_the_world",
    "to_degrees",
]

#: Longest edge, in metres, that is transformed by its ends alone: at 52 degrees north it bends
#: by some 3 cm.
EDGE_M: Final = 1_000.0
#: Vertices that may be added to one geometry; a longer outline gets longer edges.
MAX_ADDED_VERTICES: Final = 100_000
#: Longest step in longitude (degrees) that an edge can honestly make.
_HALF_WORLD_DEG: Final = 180.0


def densified(geometries: Any, crs: Any) -> Any:
    """Cut the edges of valid lines and polygons in a projected ``crs`` to about `EDGE_M`.

    ``geometries``: an object array, in units of ``crs`` (anything that pyproj understands). In
    a geographic CRS an edge stays as straight as it was, so nothing is cut there; invalid
    shapes are left alone, since their edges mean nothing yet.
    """
    known = pyproj.CRS.from_user_input(crs)
    if not known.is_projected:
        return geometries
    metres_per_unit = known.axis_info[0].unit_conversion_factor or 1.0
    rows = np.flatnonzero(shapely.get_dimensions(geometries) > 0)
    rows = rows[shapely.is_valid(geometries[rows]) & ~shapely.is_empty(geometries[rows])]
    # Any one edge is cut into ceil(length / step) pieces, so no more than this many are added.
    capped = shapely.length(geometries[rows]) / MAX_ADDED_VERTICES
    result = geometries.copy()
    result[rows] = shapely.segmentize(
        geometries[rows], np.maximum(EDGE_M / metres_per_unit, capped)
    )
    return result


def to_degrees(geometries: Any, crs: Any) -> Any:
    """Bring an object array of geometries from ``crs`` to EPSG:4326 (x = longitude).

    Long edges are cut before (`densified`). What has no place in degrees becomes infinite.
    """
    transformer = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    transform: Any = transformer.transform
    return shapely.transform(densified(geometries, crs), transform, interleaved=False)


def spans_the_world(geometries: Any) -> npt.NDArray[np.bool_]:
    """Whether a geometry (degrees) has an edge of more than 180 degrees of longitude.

    Such an edge was meant to cross the antimeridian, and instead runs through everything else.
    False for points, and for what is missing or empty.
    """
    bounds = shapely.bounds(geometries)
    result = np.zeros(len(bounds), dtype=bool)
    with np.errstate(invalid="ignore"):
        wide = np.flatnonzero(bounds[:, 2] - bounds[:, 0] > _HALF_WORLD_DEG)
    for row in wide:
        xy, curve = shapely.get_coordinates(curves_of(geometries[row]), return_index=True)
        step = np.abs(np.diff(xy[:, 0]))
        result[row] = bool((step[curve[1:] == curve[:-1]] > _HALF_WORLD_DEG).any())
    return result


def curves_of(geometry: Any) -> Any:
    """Every line and every ring of a geometry, however it is nested, as an array."""
    parts = shapely.get_parts([geometry])
    while (shapely.get_type_id(parts) > 3).any():
        parts = shapely.get_parts(parts)
    rings = shapely.get_rings(parts[shapely.get_dimensions(parts) == 2])
    return np.concatenate([rings, parts[shapely.get_dimensions(parts) == 1]])


def places_of_points(geometries: Any) -> tuple[Any, Any]:
    """X and y of an array of geometries: NaN for what is missing, empty or no point."""
    empty = shapely.is_empty(geometries)
    if empty.any():
        geometries = np.where(empty, None, geometries)
    return shapely.get_x(geometries), shapely.get_y(geometries)
