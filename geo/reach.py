"""Boxes in degrees that hold everything within so many metres of a shape."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely

from geo.pairs import Floats

__all__ = ["reach_bounds", "reach_boxes"]

Bits = npt.NDArray[np.bool_]

#: Metres in a degree of latitude where it is shortest, less a little: boxes come out too large.
_DEGREE_M: Final = 110_000.0
#: Nearer to a pole than this a box in degrees says nothing.
_POLAR_DEG: Final = 89.0


def reach_boxes(shapes: Any, reach_m: Floats) -> tuple[Any, Bits]:
    """Box of each shape (EPSG:4326) grown by its reach; and which are too large to have one.

    Those reach over a pole or the antimeridian: everything has to be looked at for them.
    """
    west, south, east, north = shapely.bounds(shapes).T
    bounds, whole = reach_bounds((west, south, east, north), reach_m)
    return shapely.box(*bounds.T), whole


def reach_bounds(
    bounds: tuple[Floats, Floats, Floats, Floats], reach_m: Floats
) -> tuple[Floats, Bits]:
    """As `reach_boxes`, from west, south, east and north in degrees to (n, 4) of the same."""
    west, south, east, north = bounds
    up = reach_m / _DEGREE_M
    top = np.maximum(np.abs(south), np.abs(north)) + up
    aside = up / np.maximum(np.cos(np.radians(np.minimum(top, _POLAR_DEG))), 1e-9)
    whole = (reach_m > 0) & ((top > _POLAR_DEG) | (west - aside < -180) | (east + aside > 180))
    return np.column_stack([west - aside, south - up, east + aside, north + up]), whole
