"""Well-known binary from strangers: how deep it is nested, before GEOS recurses into it.

Curves are told here too: GEOS reads them, shapely does not, and one would cost the whole file.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geo.foreign.tables import RefusalError

__all__ = ["CURVED", "MAX_DEPTH", "STRAIGHTEN", "are_points", "check_depth", "read_wkb"]

#: Collections inside collections beyond this are refused; honest files stay below 3.
MAX_DEPTH = 8
#: Types of SQL/MM that have no straight edges, or none that shapely knows, by their code.
CURVED = {
    8: "CIRCULARSTRING",
    9: "COMPOUNDCURVE",
    10: "CURVEPOLYGON",
    11: "MULTICURVE",
    12: "MULTISURFACE",
    13: "CURVE",
    14: "SURFACE",
    15: "POLYHEDRALSURFACE",
    16: "TIN",
    17: "TRIANGLE",
}
#: What to do about one of them.
STRAIGHTEN = (
    "convert it to straight lines (QGIS: 'Segmentize by maximum distance', GDAL: ogr2ogr -nlt "
    "CONVERT_TO_LINEAR)"
)
_CONTAINERS = (4, 5, 6, 7)
#: How a point in two dimensions begins in little-endian order, and how long it is.
_POINT = b"\x01\x01\x00\x00\x00"
_POINT_BYTES = 21
_MAX_PARTS = 5_000_000


def check_depth(wkb: bytes) -> str:
    """Raise `RefusalError` if ``wkb`` nests deeper than `MAX_DEPTH`; name the first curve in it.

    The name is one of `CURVED`, or "" if everything in it has straight edges.
    """
    if len(wkb) < 5:
        return ""
    position = 0
    open_counts: list[int] = []
    try:
        while True:
            kind, dimensions, order, body = _kind(wkb, position)
            if kind in CURVED:
                return CURVED[kind]
            if not open_counts and kind not in _CONTAINERS:
                return ""
            position, children = _after_header(wkb, kind, dimensions, order, body)
            if children:
                open_counts.append(children)
                if len(open_counts) > MAX_DEPTH:
                    raise RefusalError(
                        f"a geometry is nested more than {MAX_DEPTH} collections deep; "
                        "this is not done by mapping software."
                    )
                continue
            while open_counts:
                open_counts[-1] -= 1
                if open_counts[-1]:
                    break
                open_counts.pop()
            if not open_counts:
                return ""
    except struct.error:
        return ""  # cut short: GEOS says so in its own words


def _kind(wkb: bytes, position: int) -> tuple[int, int, str, int]:
    """Type 1..7, number of coordinates per vertex, byte order and where the body begins."""
    order = "<" if wkb[position : position + 1] == b"\x01" else ">"
    (code,) = struct.unpack_from(order + "I", wkb, position + 1)
    body = position + 5
    if code & 0x20000000:  # EWKB with SRID
        body += 4
    iso = code & 0x0FFFFFFF
    extra = (iso // 1000) % 10
    has_z = bool(code & 0x80000000) or extra in (1, 3)
    has_m = bool(code & 0x40000000) or extra in (2, 3)
    return iso % 1000, 2 + has_z + has_m, order, body


def _after_header(wkb: bytes, kind: int, dimensions: int, order: str, body: int) -> tuple[int, int]:
    """Where the next geometry begins, and how many children this one opens there."""
    if kind == 1:
        return body + 8 * dimensions, 0
    (count,) = struct.unpack_from(order + "I", wkb, body)
    if count > _MAX_PARTS:
        raise struct.error
    position = body + 4
    if kind in _CONTAINERS:
        return position, count
    if kind == 2:
        return position + 8 * dimensions * count, 0
    for _ in range(count):
        (points,) = struct.unpack_from(order + "I", wkb, position)
        position += 4 + 8 * dimensions * points
    return position, 0


def are_points(column: pa.Array | pa.ChunkedArray) -> bool:
    """Whether all of a column of WKB is plain points or null, in which nothing is nested."""
    heads = pc.binary_slice(column, 0, len(_POINT))
    same = pc.equal(heads, pa.scalar(_POINT, heads.type))
    sized = pc.equal(pc.binary_length(column), _POINT_BYTES)
    return bool(pc.all(pc.and_(same, sized), min_count=0).as_py())


def read_wkb(values: Sequence[bytes | None], *, points: bool = False) -> tuple[Any, dict[int, str]]:
    """Geometries as an object array, and why some could not be read (None there), by position.

    ``points``: they are known to be plain points (`are_points`).
    """
    wkb = np.array(list(values), dtype=object)
    problems: dict[int, str] = {}
    for row, value in enumerate(values if not points else ()):
        curve = check_depth(value) if value is not None else ""
        if curve:
            problems[row] = f"its geometry is a curve ({curve}), which is not read: {STRAIGHTEN}"
            wkb[row] = None
    try:
        geometries = shapely.from_wkb(wkb)
    except (shapely.errors.GEOSException, ValueError, TypeError):
        geometries = shapely.from_wkb(wkb, on_invalid="ignore")
    for row in np.flatnonzero(shapely.is_missing(geometries)).tolist():
        if wkb[row] is not None:
            problems[row] = "its geometry cannot be read"
    return geometries, problems
