"""Judging lines and areas (WGS 84 degrees): unwrapped, exchanged, mended, or not used."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyarrow as pa
import shapely

from geo.shapes import curves_of, spans_the_world
from layers.checking.findings import Findings
from layers.checking.validate_swapped import (
    MAYBE_SWAPPED,
    MAYBE_SWAPPED_CODE,
    SWAPPED,
    exchanged_fits,
    in_region,
)

__all__ = ["MAX_MENDED_COORDINATES", "judge_shapes", "unwrap"]

#: A larger shape is not mended here: it can take minutes and gigabytes.
MAX_MENDED_COORDINATES: Final = 1_000
#: Nor one with more crossings: an honest outline has a few, and the work grows with their square.
_MAX_CROSSINGS: Final = 5_000
_HOW_TO_MEND: Final = "mend it, for instance with 'Fix geometries' in QGIS"


def unwrap(geometries: Any) -> None:
    """Replace (in place) a multi-part shape or collection of one part by that part."""
    while True:
        several = np.flatnonzero(shapely.get_type_id(geometries) >= 4)
        one = several[shapely.get_num_geometries(geometries[several]) == 1]
        if not len(one):
            return
        geometries[one] = shapely.get_geometry(geometries[one], 0)


def judge_shapes(geometries: Any, countries: pa.Array, findings: Findings) -> None:
    """Blank (None, in place) lines and areas that cannot be used; exchange and mend others.

    ``countries`` is what each row says of its country. What is not used stays in the findings.
    """
    geometries[shapely.is_empty(geometries)] = None
    present = np.flatnonzero(~shapely.is_missing(geometries))
    bounds = shapely.bounds(geometries[present])
    for row, box in zip(present, bounds, strict=True):
        _judge_place(geometries, int(row), box, countries, findings)
    present = present[~shapely.is_missing(geometries[present])]
    for row in present[spans_the_world(geometries[present])]:
        why = (
            "it has an edge of more than 180 degrees of longitude, as a shape across the "
            "antimeridian has; split it at 180 degrees"
        )
        _drop(geometries, row, findings, "geometry spans the world", why)
    present = present[~shapely.is_missing(geometries[present])]
    for row in present[~shapely.is_valid(geometries[present])]:
        _mend(geometries, int(row), findings)


def _judge_place(
    geometries: Any, row: int, box: Any, countries: pa.Array, findings: Findings
) -> None:
    west, south, east, north = box
    geometry = geometries[row]
    if not np.isfinite(box).all():
        _drop(geometries, row, findings, "geometry out of range", "a coordinate is no number")
    elif _swapped(west, south, east, north):
        exchanged = shapely.transform(geometry, lambda xy: xy[:, ::-1])
        middle = shapely.get_coordinates(shapely.centroid(exchanged))
        if exchanged_fits(countries.slice(row, 1), middle[:, 0], middle[:, 1]).all():
            geometries[row] = exchanged
            findings.repair(row, "geometry", _shown(geometry), _shown(exchanged), SWAPPED)
        else:
            findings.reason(row, f"geometry {MAYBE_SWAPPED_CODE}", f"geometry {MAYBE_SWAPPED}")
    elif west < -180 or east > 180 or south < -90 or north > 90:
        why = "it leaves -180 to 180 or -90 to 90 degrees"
        _drop(geometries, row, findings, "geometry out of range", why)


def _swapped(west: float, south: float, east: float, north: float) -> bool:
    as_written = in_region(west, south) and in_region(east, north)
    exchanged = in_region(south, west) and in_region(north, east)
    return bool(exchanged and not as_written)


def _mend(geometries: Any, row: int, findings: Findings) -> None:
    """Mend an outline that crosses itself, so that every tool agrees on what is inside."""
    geometry = geometries[row]
    reason = shapely.is_valid_reason(geometry)[:100]
    size = int(shapely.get_num_coordinates(geometry))
    if not np.isfinite(shapely.get_coordinates(geometry)).all():
        _drop(geometries, row, findings, "geometry out of range", "a coordinate is no number")
        return
    if size > MAX_MENDED_COORDINATES or _crossings(geometry) > _MAX_CROSSINGS:
        why = f"it is not valid ({reason}) and too intricate to be mended here: {_HOW_TO_MEND}"
        _drop(geometries, row, findings, "geometry is not valid", why)
        return
    mended = np.array([shapely.make_valid(geometry, method="structure", keep_collapsed=False)])
    unwrap(mended)
    if shapely.is_empty(mended[0]) or not shapely.is_valid(mended[0]):
        why = f"it is not valid ({reason}) and mended it holds nothing: {_HOW_TO_MEND}"
        _drop(geometries, row, findings, "geometry is not valid", why)
        return
    crosses = "self-intersection" in reason.casefold()
    told = "outline crosses itself" if crosses else f"outline is not valid ({reason})"
    geometries[row] = mended[0]
    findings.repair(row, "geometry", _shown(geometry), _shown(mended[0]), f"{told}; mended")


def _crossings(geometry: Any) -> int:
    """How many pairs of edges of a geometry meet otherwise than at a common end."""
    xy, curve = shapely.get_coordinates(curves_of(geometry), return_index=True)
    same = np.flatnonzero(curve[1:] == curve[:-1])
    edges: Any = shapely.linestrings(np.stack([xy[same], xy[same + 1]], axis=1))
    pairs = shapely.STRtree(edges).query(edges, predicate="crosses")
    return int(pairs.shape[1] // 2)


def _drop(geometries: Any, row: int, findings: Findings, code: str, why: str) -> None:
    whole = shapely.to_wkt(geometries[row], rounding_precision=-1)
    findings.drop(row, "geometry", whole, code, why)
    geometries[row] = None


def _shown(geometry: Any) -> str:
    return str(shapely.to_wkt(geometry, rounding_precision=6))[:500]
