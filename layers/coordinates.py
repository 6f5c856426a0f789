"""Judging positions: pairs of longitude and latitude, and lines and areas.

Everything is WGS 84 degrees. Kordon's records lie around Belarus and Ukraine; a pair that lies
outside that region as written but inside it when exchanged was written the wrong way round.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import shapely

from layers.findings import Findings

__all__ = ["REGION_OF_INTEREST", "judge_geometries", "judge_pairs", "read_wkt"]

#: Longitude from, to, latitude from, to, in degrees: where swapped coordinates are recognised.
REGION_OF_INTEREST = (20.0, 44.0, 43.0, 60.0)

_MAX_WKT_DEPTH = 10
_MAX_WKT_CHARACTERS = 20_000_000
_WKT_START = re.compile(
    r"\s*(SRID=4326;)?\s*(MULTI)?(POINT|LINESTRING|POLYGON|GEOMETRYCOLLECTION)\b", re.IGNORECASE
)


def _in_region(longitude: Any, latitude: Any) -> Any:
    west, east, south, north = REGION_OF_INTEREST
    return (longitude >= west) & (longitude <= east) & (latitude >= south) & (latitude <= north)


def judge_pairs(longitude: Any, latitude: Any, findings: Findings, prefix: str = "") -> None:
    """Blank (NaN, in place) the pairs that cannot be used and exchange the swapped ones.

    Half a pair, (0, 0) and degrees out of range are reasons; swapped pairs are repairs.
    ``prefix`` is ``target_`` for the place that was hit.
    """
    x_name, y_name = f"{prefix}longitude", f"{prefix}latitude"
    with np.errstate(invalid="ignore"):
        swapped = ~_in_region(longitude, latitude) & _in_region(latitude, longitude)
    for row in np.flatnonzero(swapped):
        x, y = longitude[row], latitude[row]
        why = "latitude and longitude were the wrong way round"
        findings.repair(row, y_name, _number(y), _number(x), why)
        findings.repair(row, x_name, _number(x), _number(y), why)
        longitude[row], latitude[row] = y, x
    for row in np.flatnonzero(np.isnan(longitude) != np.isnan(latitude)):
        name, other = (x_name, y_name) if np.isnan(latitude[row]) else (y_name, x_name)
        value = longitude[row] if name == x_name else latitude[row]
        findings.drop(
            row, name, _number(value), f"{other} is missing", f"{other} is missing, so not used"
        )
        longitude[row] = latitude[row] = np.nan
    zero = (longitude == 0) & (latitude == 0)
    for row in np.flatnonzero(zero):
        code = f"{prefix}coordinates are (0, 0)"
        findings.drop(row, y_name, "0, 0", code, "(0, 0) means missing")
    longitude[zero] = latitude[zero] = np.nan
    _blank_out_of_range(longitude, latitude, findings, (x_name, y_name))


def _blank_out_of_range(
    longitude: Any, latitude: Any, findings: Findings, names: tuple[str, str]
) -> None:
    with np.errstate(invalid="ignore"):
        wrong_x, wrong_y = np.abs(longitude) > 180, np.abs(latitude) > 90
    for row in np.flatnonzero(wrong_x | wrong_y):
        pairs = (
            (names[0], longitude[row], wrong_x[row], 180),
            (names[1], latitude[row], wrong_y[row], 90),
        )
        for name, value, wrong, limit in pairs:
            if wrong:
                text = f"{_number(value)} is not within -{limit} to {limit}"
                findings.drop(row, name, _number(value), f"{name} out of range", text)
            else:
                findings.unused[int(row)].append(f"{name}={_number(value)}")
        longitude[row] = latitude[row] = np.nan


def _number(value: float) -> str:
    return repr(float(value)).removesuffix(".0")


def read_wkt(text: str) -> Any:
    """Geometry of a WKT text in two dimensions; raises ValueError with the reason.

    The depth of nesting is checked before the text goes to a parser that recurses.
    """
    if not _WKT_START.match(text):
        raise ValueError("not WKT, which begins with POINT, LINESTRING, POLYGON or MULTI...")
    if len(text) > _MAX_WKT_CHARACTERS or _depth(text) > _MAX_WKT_DEPTH:
        raise ValueError("nested too deeply or too long to be read safely")
    try:
        return shapely.force_2d(shapely.from_wkt(re.sub(r"(?i)^\s*SRID=4326;", "", text)))
    except shapely.errors.ShapelyError as error:
        raise ValueError(f"not valid WKT ({str(error)[:120]})") from None


def _depth(text: str) -> int:
    depth = deepest = 0
    for mark in re.findall(r"[()]", text):
        depth += 1 if mark == "(" else -1
        deepest = max(deepest, depth)
    return deepest


def judge_geometries(geometries: Any, findings: Findings) -> None:
    """Blank (None, in place) lines and areas that cannot be used; exchange swapped ones."""
    present = np.flatnonzero(~shapely.is_missing(geometries))
    if not len(present):
        return
    chosen = geometries[present]
    empty = shapely.is_empty(chosen)
    geometries[present[empty]] = None
    present, chosen = present[~empty], chosen[~empty]
    bounds = shapely.bounds(chosen)
    for row, geometry, (west, south, east, north) in zip(present, chosen, bounds, strict=True):
        if not np.isfinite((west, south, east, north)).all():
            _drop(geometries, row, geometry, findings, "it has a coordinate that is no number")
        elif _swapped(west, south, east, north):
            geometries[row] = shapely.transform(geometry, lambda xy: xy[:, ::-1])
            why = "latitude and longitude were the wrong way round"
            before, after = _shown(geometry), _shown(geometries[row])
            findings.repair(row, "geometry", before, after, why)
        elif west < -180 or east > 180 or south < -90 or north > 90:
            _drop(geometries, row, geometry, findings, "it leaves -180 to 180 or -90 to 90 degrees")
    valid = shapely.is_valid(geometries[present])
    for row in present[~valid]:
        if geometries[row] is not None:
            reason = shapely.is_valid_reason(geometries[row])
            findings.reason(row, "geometry is not valid", f"geometry is not valid: {reason[:100]}")


def _swapped(west: float, south: float, east: float, north: float) -> bool:
    as_written = _in_region(west, south) and _in_region(east, north)
    exchanged = _in_region(south, west) and _in_region(north, east)
    return bool(exchanged and not as_written)


def _drop(geometries: Any, row: int, geometry: Any, findings: Findings, why: str) -> None:
    findings.drop(row, "geometry", _shown(geometry), "geometry out of range", why)
    geometries[row] = None


def _shown(geometry: Any) -> str:
    return str(shapely.to_wkt(geometry, rounding_precision=6))[:500]
