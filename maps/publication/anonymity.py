"""How many places a shown position may be: the size of the crowd in which its source stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo import reference
from maps.publication.cells import Cell
from maps.publication.grid import in_grid, metres_of

if TYPE_CHECKING:
    import geopandas

__all__ = ["Anonymity", "anonymity"]


@dataclass(frozen=True, kw_only=True)
class Anonymity:
    """Inhabited places (GeoNames, 500 people and more) in the circles and cells that are shown.

    ``records`` and ``cells``: how many were looked at (lines, areas and what lies outside of
    the gazetteer, longitude 20 to 44 and latitude 43.5 to 60, were not); ``below_k`` of them have
    fewer than ``k`` places; ``smallest`` is the least number of them all, None without any.
    """

    k: int
    records: int
    cells: int
    below_k: int
    smallest: int | None


def anonymity(sightings: geopandas.GeoDataFrame, cells: Sequence[Cell], k: int) -> Anonymity:
    """Count the places in the circle of every shown record and in every cell.

    A record without a radius has the places of a circle of 0 m: none, and so is below ``k``.
    """
    xy, tree = _crowd()
    shapes = sightings.geometry.to_numpy()
    points = shapely.get_type_id(shapes) == 0
    lon, lat = shapely.get_x(shapes), shapely.get_y(shapes)
    with np.errstate(invalid="ignore"):
        near = points & in_grid(lon, lat) & (lon > 20) & (lon < 44) & (lat > 43.5) & (lat < 60)
    radius = sightings["coordinate_uncertainty_m"].to_numpy(dtype=float, na_value=np.nan)
    found: list[int] = []
    if near.any():
        middle = metres_of(lon[near], lat[near])
        reach = np.nan_to_num(radius[near])
        found += [int(n) for n in tree.query_ball_point(middle, reach, return_length=True)]
    records = len(found)
    for cell in cells:
        low = np.array([cell.column, cell.row]) * cell.edge_m
        inside = (xy >= low).all(axis=1) & (xy < low + cell.edge_m).all(axis=1)
        found.append(int(inside.sum()))
    return Anonymity(
        k=k,
        records=records,
        cells=len(cells),
        below_k=sum(n < k for n in found),
        smallest=min(found, default=None),
    )


@cache
def _crowd() -> tuple[Any, Any]:
    """Inhabited places in EPSG:3035 (metres), and the tree in which they are looked up."""
    from scipy.spatial import cKDTree

    places = reference.places()
    xy = metres_of(places["longitude"].to_numpy(float), places["latitude"].to_numpy(float))
    return xy, cKDTree(xy)
