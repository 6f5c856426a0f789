"""Where the records stand, as columns: to a metre, or on large pages no finer than is known.

The reader of what is written here is ``maps/page/data/positions.js``.
"""

from __future__ import annotations

import geopandas
import numpy as np
import numpy.typing as npt
import shapely

from maps.encode import NO_VALUE, Chunks
from maps.texts import LARGE, number_column

__all__ = ["SCALE", "grains", "pack_positions", "standing_points"]

#: Steps per degree, of points as of lines and areas: a metre.
SCALE = 100_000
_STEP_M = 1.113  # of latitude; one of longitude is shorter
#: A point of a large page is rounded to the largest power of two of steps that is at most this
#: part of its radius: on either axis less than a fortieth of the radius is rounded away.
_PART = 20
_MOST = 16


def grains(radius_m: npt.NDArray[np.float64], records: int) -> npt.NDArray[np.int64]:
    """Powers of two of the steps to which points of these radii (metres) are rounded.

    All 0 (a step) on pages of few ``records``, and where the radius is unknown (NaN).
    """
    if records <= LARGE:
        return np.zeros(len(radius_m), np.int64)
    known = np.nan_to_num(radius_m, nan=0.0, posinf=0.0)
    power = np.floor(np.log2(np.maximum(known / (_PART * _STEP_M), 1.0)))
    return np.clip(power, 0, _MOST).astype(np.int64)


def pack_positions(
    chunks: Chunks, sightings: geopandas.GeoDataFrame
) -> tuple[list[int], tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    """Puts radius and place of every record into ``chunks``, and where it hit, if anywhere.

    A symbol stands on the point, or on a point of the line or area. Records of one grain lie
    side by side, in a column for each (``x``, ``x.1``, ``x.2`` ...), in page order. Returns the
    grain of each entry of ``radius.values``; and longitudes and latitudes of all records, in
    whole steps of 1/`SCALE` degree, as a reader of the columns finds them.
    """
    radius = np.ceil(number_column(sightings, "coordinate_uncertainty_m"))
    chunks.coded("radius", radius)
    grain = grains(radius, len(sightings))
    x, y = (np.full(len(sightings), NO_VALUE, np.int64) for _ in range(2))
    for name, degrees, whole in zip("xy", standing_points(sightings), (x, y), strict=True):
        for power in [0, *np.unique(grain[grain > 0]).tolist()]:
            mine = grain == power
            steps = _steps(degrees[mine], SCALE / 2**power)
            chunks.column(f"{name}.{power}" if power else name, steps, "o")
            whole[mine] = np.where(steps == NO_VALUE, NO_VALUE, steps * 2**power)
    targets = [number_column(sightings, f"target_{end}itude") for end in ("long", "lat")]
    if not np.isnan(targets[0]).all():
        for name, degrees in zip(("tx", "ty"), targets, strict=True):
            chunks.column(name, _steps(degrees, SCALE), "o")
    return [int(power) for power in grains(np.unique(radius), len(sightings))], (x, y)


def standing_points(
    sightings: geopandas.GeoDataFrame,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Longitude and latitude where the symbol of each record stands; NaN without a place."""
    shapes = sightings.geometry.to_numpy().copy()
    shapes[shapely.is_empty(shapes)] = None
    wide = shapely.get_type_id(shapes) > 0
    shapes[wide] = shapely.point_on_surface(shapes[wide])
    return shapely.get_x(shapes), shapely.get_y(shapes)


def _steps(degrees: npt.NDArray[np.float64], scale: float) -> npt.NDArray[np.float64]:
    """Whole steps of 1/``scale`` degree; `NO_VALUE` where there is no place (NaN)."""
    steps: npt.NDArray[np.float64] = np.where(
        np.isnan(degrees), NO_VALUE, np.round(np.nan_to_num(degrees) * scale)
    )
    return steps
