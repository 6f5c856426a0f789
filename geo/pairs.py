"""What the rules of the join share: the pairs they find, and how much of a shape is inside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely

from geo.geodesy import GEOD

__all__ = ["BELOW_ONE", "Floats", "Ints", "Pairs", "equal_area", "shares"]

Ints = npt.NDArray[np.intp]
Floats = npt.NDArray[np.float64]

#: The largest share of what is not certain: a share of 1 means certain, and nothing else does.
BELOW_ONE: Final = float(np.nextafter(1.0, 0.0))


@dataclass(frozen=True)
class Pairs:
    """Pairs found by one rule: positions of sighting and region, and what holds for them."""

    sighting: Ints
    region: Ints
    share: Floats
    distance_m: Floats


def shares(shapes: Any, areas: Any) -> Floats:
    """Part of each shape inside its region, below 1: what is not covered is never certain.

    By area for polygons, by length on the ground for lines; 0 for points.
    """
    if len(shapes) == 0:
        return np.empty(0)
    inside = shapely.intersection(shapes, areas)
    flat = shapely.get_dimensions(shapes) == 2
    whole = np.where(flat, equal_area(shapes), _length_m(shapes, ~flat))
    part = np.where(flat, equal_area(inside), _length_m(inside, ~flat))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(whole > 0, part / whole, 0.0)
    return np.clip(share, 0.0, BELOW_ONE)


def _length_m(shapes: Any, rows: npt.NDArray[np.bool_]) -> Floats:
    """Geodesic lengths in metres (WGS 84) of the shapes in these rows, 0 for the others."""
    lengths = np.zeros(len(shapes))
    for row in np.flatnonzero(rows):
        lengths[row] = GEOD.geometry_length(shapes[row])
    return lengths


def equal_area(shapes: Any) -> Any:
    """Areas in a cylindrical equal-area projection of the sphere: good for ratios.

    Within one disc the sphere and the ellipsoid differ by less than 0.1 % in such a ratio.
    """
    flat = shapely.transform(
        shapes, lambda xy: np.column_stack([np.radians(xy[:, 0]), np.sin(np.radians(xy[:, 1]))])
    )
    return shapely.area(flat)
