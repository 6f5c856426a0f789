"""The fixed grid to which positions are made coarser: squares of equal area in EPSG:3035.

EPSG:3035 is the Lambert azimuthal equal-area projection in which Europe's statistics and the
INSPIRE and EEA reference grids are kept: a cell is the same cell in every publication, whatever
the data, and equal counts mean equal density. A projection centred on the data would move the
cells with every new record. Edges are 10 km doubled or halved, and all cells begin at the
origin, so larger cells hold smaller ones whole: two grids laid over each other cut nothing out.

A position is moved to the middle of its cell, always the same one. It is not shaken: noise that
is drawn anew averages away.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

__all__ = [
    "GRIDS_M",
    "cell_name",
    "cell_of",
    "cell_shape",
    "in_grid",
    "metres_of",
    "middle_of",
    "reach_m",
]

#: Edges of cells, in metres.
GRIDS_M: Final = (1_250, 2_500, 5_000, 10_000, 20_000, 40_000, 80_000, 160_000)
CRS: Final = 3035
#: West, south, east, north of the projection's area of use (EPSG), degrees.
_AREA: Final = (-35.58, 24.6, 44.83, 84.73)
_DIGITS: Final = 5  # of degrees: a metre, and what a page carries

Floats = npt.NDArray[np.float64]
Cells = npt.NDArray[np.int64]


@cache
def _to_metres() -> Any:
    return pyproj.Transformer.from_crs(4326, CRS, always_xy=True)


@cache
def _geod() -> Any:
    return pyproj.Geod(ellps="GRS80")


def in_grid(longitude: Any, latitude: Any) -> npt.NDArray[np.bool_]:
    """Whether positions (degrees) lie where the grid is used: Europe to 44.83 degrees east."""
    lon, lat = np.asarray(longitude, float), np.asarray(latitude, float)
    west, south, east, north = _AREA
    with np.errstate(invalid="ignore"):
        return np.asarray((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))


def metres_of(longitude: Any, latitude: Any) -> Floats:
    """Positions (degrees) as metres in EPSG:3035, (n, 2): east, then north."""
    x, y = _to_metres().transform(np.asarray(longitude, float), np.asarray(latitude, float))
    return np.stack([x, y], axis=-1)


def cell_of(longitude: Any, latitude: Any, edge_m: int) -> Cells:
    """Column and row, (n, 2), of the cells of that edge that hold positions (degrees)."""
    return np.floor(metres_of(longitude, latitude) / edge_m).astype(np.int64)


def middle_of(cells: Cells, edge_m: int) -> Floats:
    """Longitude and latitude, (n, 2), of the middles of cells, to five digits of a degree."""
    return _degrees((np.asarray(cells) + 0.5) * float(edge_m))


def cell_name(column: int, row: int, edge_m: int) -> str:
    """``20kmE4500N3300``: the edge, then the south-western corner in EPSG:3035, kilometres."""
    return f"{edge_m / 1000:g}kmE{column * edge_m / 1000:g}N{row * edge_m / 1000:g}"


def cell_shape(column: int, row: int, edge_m: int) -> Any:
    """The cell as a polygon in longitude and latitude."""
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) + np.array([column, row])
    return shapely.Polygon(_degrees(corners * float(edge_m)))


def reach_m(cells: Cells, edge_m: int) -> Floats:
    """Ground distance from the middle of each cell to the farthest of its corners, metres."""
    middle = middle_of(cells, edge_m)
    far = np.zeros(len(middle))
    for offset in ((0, 0), (1, 0), (1, 1), (0, 1)):
        corner = _degrees((np.asarray(cells) + np.array(offset)) * float(edge_m))
        far = np.maximum(far, _geod().inv(*middle.T, *corner.T)[2])
    return far


def _degrees(metres: Any) -> Floats:
    lon, lat = _to_metres().transform(metres[..., 0], metres[..., 1], direction="INVERSE")
    return np.round(np.stack([lon, lat], axis=-1), _DIGITS)
