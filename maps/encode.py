"""Data as bytes in the page: columns as byte planes, zlib, base64. Read by decode.js.

Byte planes (all low bytes, then all next bytes) let deflate see the many equal high bytes of
small numbers; differences of sorted or neighbouring values are small.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Sequence
from typing import Any

import deflate
import numpy as np
import numpy.typing as npt
import shapely

from geo.errors import PageError

__all__ = [
    "NO_VALUE", "STREAM", "Chunks", "code_kind", "json_bytes", "pack", "packed_json", "planes",
    "quantised_paths",
]  # fmt: skip

#: Stands for "missing" in i32 columns.
NO_VALUE = -(2**31)

_NUMPY = {"u8": "u1", "u16": "<u2", "u32": "<u4", "i32": "<i4", "d32": "<i4", "f32": "<f4"}

#: Kinds of column that are written as narrow as their numbers allow, and what they are otherwise.
_NARROW = {"o": "i32", "d": "d32"}

#: What the table of parts calls the stream of all columns.
STREAM = "*"

#: libdeflate's levels: the last few per cent of a large page would cost more than all the rest.
_SMALLEST, _QUICK = 12, 6
_LARGE = 50_000  # records


def pack(data: bytes, level: int = _SMALLEST) -> bytes:
    """Deflated with zlib's checksum, which browsers test: damage is an error, no other numbers."""
    return bytes(deflate.zlib_compress(data, level))


def planes(values: npt.NDArray[Any]) -> bytes:
    """All low bytes of the values, then all next bytes, and so on."""
    width = values.dtype.itemsize
    raw = np.ascontiguousarray(values).view(np.uint8).reshape(-1, width)
    return raw.T.tobytes()


def _fitting(name: str, values: npt.NDArray[Any], kind: np.dtype[Any]) -> npt.NDArray[Any]:
    """Values as ``kind``; PageError for what it cannot hold, which numpy would wrap silently."""
    if kind.kind == "u" and len(values):
        low, high = values.min(), values.max()
        if low < 0 or high > np.iinfo(kind).max:
            wrong = low if low < 0 else high
            raise PageError(f"the page's column {name!r} has no room for {wrong}: please report it")
    return values.astype(kind)


def code_kind(count: int) -> str:
    """The kind of column for numbers that point into a list of so many words."""
    return "u8" if count < 2**8 else "u16" if count < 2**16 else "u32"


def _zigzag(values: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    return (values << 1) ^ (values >> 63)


def _narrowed(values: npt.NDArray[np.int64], kind: str) -> tuple[npt.NDArray[Any], int] | None:
    """What is known as one or two bytes each, counted from 1, and where to begin; 0: missing.

    ``o`` counts from the least number, ``d`` the zigzag difference from the one before. None if
    two bytes are not enough.
    """
    known = values[values != NO_VALUE]
    if not len(known):
        return None
    base = int(known.min() if kind == "o" else known[0])
    steps = known - base if kind == "o" else _zigzag(np.diff(known, prepend=base))
    most = int(steps.max()) + 1
    if most > np.iinfo(np.uint16).max:
        return None
    out = np.zeros(len(values), "u1" if most <= np.iinfo(np.uint8).max else "<u2")
    out[values != NO_VALUE] = steps + 1
    return out, base


class Chunks:
    """Named parts of one byte string, and the table of where they are.

    All columns are one zlib stream, which a browser unpacks in one go and with one checksum;
    behind it stand the blocks, which are unpacked one by one. ``records``: for a page of so
    many; of many they are packed quickly rather than as small as can be.
    """

    def __init__(self, records: int = 0) -> None:
        self._level = _QUICK if records > _LARGE else _SMALLEST
        self._columns: dict[str, tuple[bytes, list[Any]]] = {}
        self._same: dict[str, tuple[int, int, str]] = {}
        self._blocks: dict[str, list[bytes]] = {}
        self._stream = b""

    def _add(self, name: str, raw: bytes, *kind: Any) -> None:
        self._columns[name] = (raw, list(kind))
        self._stream = b""

    @property
    def raw(self) -> bytes:
        """All columns one after the other, before they are packed."""
        return b"".join(part for part, _ in self._columns.values())

    def _packed(self) -> bytes:
        """The stream of all columns."""
        if not self._stream:
            self._stream = pack(self.raw, self._level)
        return self._stream

    @property
    def toc(self) -> dict[str, list[Any]]:
        """Per part where it begins, how long it is, and its kind.

        Columns are counted in the unpacked stream; the stream itself (``STREAM``) and blocks in
        the packed bytes. A column of equal numbers is that number, how many there are, and its
        kind with an equals sign; a narrow column also says where it begins to count.
        """
        table: dict[str, list[Any]] = {name: list(same) for name, same in self._same.items()}
        at = 0
        for name, (raw, kind) in self._columns.items():
            table[name] = [at, len(raw), *kind]
            at += len(raw)
        at = len(self._packed())
        table[STREAM] = [0, at, "stream"]
        for name, parts in self._blocks.items():
            length = sum(len(part) for part in parts)
            table[name] = [at, length, "blocks"]
            at += length
        return table

    def __contains__(self, name: str) -> bool:
        return name in self._columns or name in self._same or name in self._blocks

    def column(self, name: str, values: npt.ArrayLike, kind: str) -> None:
        """A column: u8, u16, u32, i32 (zigzag), d32 (zigzag of differences) or f32.

        Or as narrow as it can be, with `NO_VALUE` where missing: o (how much more than the least:
        o8, o16 or i32), d (differences: d8, d16 or d32). Of whole numbers that are all the same
        the table alone tells.
        """
        array = np.asarray(values)
        if kind in _NARROW:
            narrow = _narrowed(array.astype(np.int64), kind)
            kind, width = _NARROW[kind], kind
            if narrow and not (array == array[0]).all():
                self._add(name, planes(narrow[0]), f"{width}{8 * narrow[0].itemsize}", narrow[1])
                return
        if kind != "f32" and len(array) and (array == array[0]).all():
            _fitting(name, array[:1], np.dtype(_NUMPY[kind]))
            self._same[name] = (int(array[0]), len(array), f"{kind}=")
            return
        if kind in ("i32", "d32"):
            wide = array.astype(np.int64)
            if kind == "d32":
                # Differences wrap at 32 bits, as the adding up in the browser does.
                wide = np.diff(wide, prepend=0).astype(np.int32).astype(np.int64)
            raw = planes(_zigzag(wide).astype("<u4"))
        else:
            raw = planes(_fitting(name, array, np.dtype(_NUMPY[kind])))
        self._add(name, raw, kind)

    def add(self, other: Chunks) -> None:
        """All columns of another; not its blocks."""
        self._columns |= other._columns
        self._same |= other._same
        self._stream = b""

    def json(self, name: str, value: Any) -> None:
        """Any JSON value, compressed."""
        self._add(name, json_bytes(value), "json")

    def coded(self, name: str, values: npt.NDArray[np.float64]) -> None:
        """Numbers of which many are equal: a column of codes, and `name.values` as JSON.

        Exact, as JSON numbers are; null where missing (NaN).
        """
        known, codes = np.unique(values, return_inverse=True)
        self.column(name, codes, code_kind(len(known)))
        listed = [
            None if not np.isfinite(v) else int(v) if v == int(v) else float(v) for v in known
        ]
        self.json(f"{name}.values", listed)

    def blocks(self, name: str, blocks: Iterable[Any]) -> None:
        """JSON values, or bytes, that can be unpacked one by one; offsets go to `name.at`."""
        raw = (block if isinstance(block, bytes) else json_bytes(block) for block in blocks)
        self._blocks[name] = [pack(part, self._level) for part in raw]
        lengths = [len(part) for part in self._blocks[name]]
        self.column(f"{name}.at", np.cumsum([0, *lengths]), "u32")

    def shapes(self, name: str, features: Iterable[Any], scale: int) -> None:
        """Lines and polygon rings, one geometry a feature, as differences of whole steps.

        A step is 1/``scale`` degree. Repeated points are left out; what shrinks to less than
        a line is dropped. Rings lose their closing point: the page closes them.
        """
        self.paths(name, [quantised_paths(geometry, scale) for geometry in features])

    def paths(self, name: str, features: Sequence[Sequence[npt.ArrayLike]]) -> None:
        """Paths that are whole steps already: per feature a list of (n, 2) or flat arrays."""
        coords = [np.asarray(p, np.int64).reshape(-1, 2) for paths in features for p in paths]
        counts = [len(paths) for paths in features]
        flat = np.concatenate(coords) if coords else np.empty((0, 2), np.int64)
        steps = np.diff(flat, axis=0, prepend=np.zeros((1, 2), np.int64))
        self.column(f"{name}.xy", steps.ravel(), "i32")
        self.column(f"{name}.paths", [len(path) for path in coords], "u32")
        self.column(f"{name}.features", counts, "u32")

    def base64(self) -> str:
        """All parts as one base64 text."""
        blocks = (part for parts in self._blocks.values() for part in parts)
        return base64.b64encode(b"".join([self._packed(), *blocks])).decode("ascii")


def packed_json(value: Any) -> str:
    """A JSON value as base64 of deflated text, to stand in an inert element."""
    return base64.b64encode(pack(json_bytes(value))).decode("ascii")


def json_bytes(value: Any) -> bytes:
    """A JSON value as a page has it. Lone surrogates are replaced: UTF-8 cannot hold them."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", "replace")


def _rings(geometry: Any) -> list[npt.NDArray[np.float64]]:
    """Coordinate arrays of every line, or of every ring without its closing point."""
    if geometry is None or geometry.is_empty:
        return []
    out: list[npt.NDArray[np.float64]] = []
    for part in shapely.get_parts(shapely.get_parts([geometry])):
        if part.geom_type == "Polygon":
            rings = shapely.get_rings(part)
            out.extend(shapely.get_coordinates(ring)[:-1] for ring in rings)
        elif part.geom_type in ("LineString", "LinearRing"):
            out.append(shapely.get_coordinates(part))
    return out


def quantised_paths(geometry: Any, scale: int) -> list[npt.NDArray[np.int64]]:
    """The lines and rings of a geometry in whole steps of 1/``scale`` degree.

    Points that fall together are one; a path that shrinks to a point is left out.
    """
    out = []
    for xy in _rings(geometry):
        whole = np.round(xy * scale).astype(np.int64)
        keep = np.ones(len(whole), bool)
        keep[1:] = (np.diff(whole, axis=0) != 0).any(axis=1)
        if keep.sum() > 1:
            out.append(whole[keep])
    return out
