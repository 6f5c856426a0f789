"""Shapes in the bytes of a table, read to the last byte: which of their numbers make a place.

Two numbers that lie side by side in bytes may belong to different shapes. Of shapes that are read
here, header and all, it is known which belong together, and that there is nothing besides.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from geo.foreign.insides.opener import Opener

__all__ = ["APART", "Shapes", "put_shapes", "read_shapes"]

Array = npt.NDArray[np.float64]

#: Stands between the bytes of several things.
APART: Final = bytes(8)
#: How a point of two dimensions begins in WKB, and in a GeoPackage before its number of a system.
_POINT: Final = b"\x01\x01\0\0\0"
_GEOPACKAGE: Final = b"GP\0\x01"
#: Bytes of the bounds in a header of GeoPackage, by their code, and of how many axes they are.
_ENVELOPES: Final = {0: 0, 1: 4, 2: 6, 3: 6, 4: 8}
#: Numbers of systems are smaller; a number of four bytes that is a coordinate is none.
_MOST_SYSTEMS: Final = 1_000_000
#: Marks in the code of a kind of shape: a third and a fourth number per corner, and a system.
_Z, _M, _SYSTEM = 0x80000000, 0x40000000, 0x20000000
_MOST_DEPTH: Final = 8


@dataclass(frozen=True)
class Shapes:
    """What was read of some bytes.

    ``known``: which of them are a shape and nothing else; ``boxes``: west, east, south, north of
    each of those, (n, 4), NaN for the others; ``vertices``: all corners of the known ones, an array
    (m, 2), (m, 3) or (m, 4) for each number of dimensions.
    """

    known: npt.NDArray[np.bool_]
    boxes: Array
    vertices: list[Array]


def put_shapes(opener: Opener, name: str, blobs: Sequence[bytes], where: str) -> None:
    """Write down bytes of the field ``name``; of those that are shapes also their corners."""
    read = read_shapes(blobs)
    for kind, some in (("bytes", ~read.known), ("shapes", read.known)):
        if some.any():
            chosen = [blobs[k] for k in np.flatnonzero(some).tolist()]
            opener.put(kind, APART.join(chosen), where, name)
    for corners in read.vertices:
        opener.count(corners.nbytes)
        opener.put("vertices", corners.astype("<f8").tobytes(), where, name, corners.shape[1])


def read_shapes(blobs: Sequence[bytes]) -> Shapes:
    """Read shapes in WKB, or as GeoPackage has them, each to its last byte."""
    known, boxes = np.zeros(len(blobs), bool), np.full((len(blobs), 4), np.nan)
    vertices: dict[int, list[Array]] = {}
    lengths = np.fromiter(map(len, blobs), np.int64, len(blobs))
    for head in (b"", _GEOPACKAGE):
        length = len(_POINT) + 16 + (8 if head else 0)
        rows = np.flatnonzero(lengths == length)
        if len(rows):
            points, plain = _points(b"".join(blobs[k] for k in rows.tolist()), length, head)
            known[rows[plain]] = True
            boxes[rows[plain]] = np.repeat(points[plain], 2, axis=1)
            vertices.setdefault(2, []).append(points[plain])
    for row in np.flatnonzero(~known).tolist():
        runs = _read(blobs[row])
        if runs:
            known[row] = True
            low, high = _bounds(runs)
            boxes[row] = low[0], high[0], low[1], high[1]
            for run in runs:
                vertices.setdefault(run.shape[1], []).append(run)
    every = [np.concatenate(parts) for _, parts in sorted(vertices.items())]
    return Shapes(known, boxes, [one for one in every if len(one)])


def _points(data: bytes, length: int, head: bytes) -> tuple[Array, npt.NDArray[np.bool_]]:
    """Points of two dimensions, all ``length`` bytes long; and which of them are some."""
    raw = np.frombuffer(data, np.uint8).reshape(-1, length)
    plain = (raw[:, -21:-16] == np.frombuffer(_POINT, np.uint8)).all(axis=1)
    if head:
        plain &= (raw[:, : len(head)] == np.frombuffer(head, np.uint8)).all(axis=1)
        plain &= np.ascontiguousarray(raw[:, 4:8]).view("<u4").ravel() < _MOST_SYSTEMS
    places = np.ascontiguousarray(raw[:, -16:]).view("<f8").astype(float)
    return places, plain & np.isfinite(places).all(axis=1)


def _read(blob: bytes) -> list[Array]:
    """The corners of a shape, part by part; nothing where that is not all there is in it."""
    bounds, at = np.empty(0), 0
    try:
        if blob[:2] == b"GP":
            order = "<" if blob[3] & 1 else ">"
            count = _ENVELOPES[blob[3] >> 1 & 7]
            if blob[2] or blob[3] >> 5 or _count(blob, 4, order) >= _MOST_SYSTEMS:
                return []
            bounds, at = np.frombuffer(blob, f"{order}f8", count, 8), 8 + 8 * count
        runs, end = _walk(blob, at)
    except (struct.error, ValueError, KeyError, IndexError):
        return []
    runs = [run for run in runs if len(run)]
    if end != len(blob) or not runs or not all(np.isfinite(run).all() for run in runs):
        return []
    low, high = _bounds(runs)
    if len(bounds) == 4 and not np.array_equal(bounds, [low[0], high[0], low[1], high[1]]):
        return []
    return runs if len(bounds) in (0, 4) else []


def _walk(data: bytes, at: int) -> tuple[list[Array], int]:
    """All runs of corners in WKB that begins at a byte, and where it ends."""
    runs: list[Array] = []
    left = [1]
    while left:
        if not left[-1]:
            left.pop()
            continue
        left[-1] -= 1
        kind, dimensions, order, at = _head(data, at)
        if kind in (4, 5, 6, 7) and len(left) <= _MOST_DEPTH:
            left.append(_count(data, at, order))
            at += 4
            continue
        if kind not in (1, 2, 3):
            raise ValueError
        rings = 1
        if kind == 3:
            rings, at = _count(data, at, order), at + 4
        for _ in range(rings):
            count = 1
            if kind != 1:
                count, at = _count(data, at, order), at + 4
            run = np.frombuffer(data, f"{order}f8", count * dimensions, at)
            runs.append(run.reshape(-1, dimensions).astype(float))
            at += run.nbytes
    return runs, at


def _head(data: bytes, at: int) -> tuple[int, int, str, int]:
    """Kind of a shape, numbers per corner, order of bytes, and where the rest of it begins."""
    order = {0: ">", 1: "<"}[data[at]]
    code, at = _count(data, at + 1, order), at + 5
    if code & _SYSTEM:
        if _count(data, at, order) >= _MOST_SYSTEMS:
            raise ValueError
        at += 4
    extra, kind = divmod(code & ~(_Z | _M | _SYSTEM), 1_000)
    has_z, has_m = {0: (0, 0), 1: (1, 0), 2: (0, 1), 3: (1, 1)}[extra]
    more = (has_z or bool(code & _Z)) + (has_m or bool(code & _M))
    return kind, 2 + more, order, at


def _count(data: bytes, at: int, order: str) -> int:
    return int(struct.unpack_from(order + "I", data, at)[0])


def _bounds(runs: Sequence[Array]) -> tuple[Array, Array]:
    """The least and the greatest of the first two coordinates."""
    xy = np.concatenate([run[:, :2] for run in runs])
    return xy.min(axis=0), xy.max(axis=0)
