"""A grid index as a file beside the data, for the next run or for a worker on another machine."""

from __future__ import annotations

import hashlib
import os
import zipfile
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
import shapely

from geo.errors import InputError
from geo.files import atomic_write
from geo.grid.build import Records
from geo.grid.index import GridIndex
from geo.grid.layout import BLOCK, Layout
from geo.grid.lists import Lists
from geo.grid.pieces import Pieces

__all__ = ["fingerprint", "load_index", "save_index"]

#: Changes whenever an older file would be read wrongly.
_VERSION: Final = 1
_LAYOUT: Final = ("west", "south", "cell", "columns", "rows")


def fingerprint(polygons: Any) -> str:
    """SHA-256 of polygons, coordinate for coordinate, in hexadecimal digits."""
    digest = hashlib.sha256()
    for shape in shapely.to_wkb(np.asarray(polygons, dtype=object), byte_order=1):
        digest.update(b"none" if shape is None else shape)
    return digest.hexdigest()


def save_index(index: GridIndex, path: str | os.PathLike[str], *, overwrite: bool = False) -> Path:
    """Write an index, whole or not at all; its polygons are not in the file.

    The same index gives the same bytes. Raises OutputError when it cannot be written.
    """
    grid, records, lists = index.layout, index.records, index.lists
    arrays = {
        "version": np.array([_VERSION]),
        "polygons": np.array([fingerprint(index.polygons)]),
        "layout": np.array([getattr(grid, name) for name in _LAYOUT], dtype=np.float64),
        "region": records.region,
        "flip": records.flip,
        "piece": records.pieces.table,
        "piece_start": records.pieces.start,
        "tolerance": np.array([records.pieces.tolerance]),
        "start": lists.start,
        "member": lists.member,
        "table": lists.table,
        "offset": lists.offset,
        "mask": lists.mask,
        "edged": np.array([lists.edged]),
    }

    def write(file: IO[bytes]) -> None:
        np.savez_compressed(file, **arrays)  # type: ignore[arg-type]

    return atomic_write(Path(path), write, overwrite)


def load_index(path: str | os.PathLike[str], polygons: Any) -> GridIndex:
    """Read an index that `save_index` wrote for these polygons.

    Raises InputError when the file is damaged, of another version, or of other polygons.
    """
    name = os.fspath(path)
    try:
        with np.load(name, allow_pickle=False) as file:
            arrays = {key: file[key] for key in file.files}
        if arrays["version"].tolist() != [_VERSION]:
            raise InputError(f"{name} is an index of another version of Kordon: make it again")
        if arrays["polygons"].tolist() != [fingerprint(polygons)]:
            raise InputError(f"{name} is an index of other regions than these: make it again")
        index = _index(np.asarray(polygons, dtype=object), arrays)
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{name} is no index, or damaged ({error}): make it again") from None
    return index


def _index(polygons: Any, arrays: dict[str, Any]) -> GridIndex:
    west, south, cell, columns, rows = arrays["layout"].tolist()
    layout = Layout(west, south, cell, int(columns), int(rows))
    pieces = Pieces(arrays["piece"], arrays["piece_start"], float(arrays["tolerance"][0]))
    records = Records(arrays["region"], arrays["flip"], pieces)
    edged = int(arrays["edged"][0])
    start = arrays["start"]
    size = np.diff(start).astype(np.int32)
    member, table, offset, mask = (arrays[k] for k in ("member", "table", "offset", "mask"))
    lists = Lists(start, size, member, table, offset, mask, edged)
    _check_kinds(layout, records, lists)
    for array, low, high in (
        (lists.table, 0, len(lists.start) - 1),
        (lists.offset, 0, len(lists.table)),
        (lists.offset.astype(np.int64) + lists.mask, 0, len(lists.table)),
        (lists.member, -len(records.region), len(polygons)),
        (records.region, 0, len(polygons)),
        (pieces.start, 0, len(pieces.table) + 1),
        (lists.start, 0, len(lists.member) + 1),
        (lists.size, 0, len(lists.member) + 1),
    ):
        if len(array) and not low <= array.min() <= array.max() < high:
            raise ValueError("numbers that lead outside it")
    return GridIndex(polygons, layout, records, lists)


def _check_kinds(layout: Layout, records: Records, lists: Lists) -> None:
    """Raise ValueError where arrays are not as many, or not of the numbers, that loops expect."""
    if layout.columns % BLOCK or layout.rows % BLOCK:
        raise ValueError("no whole blocks")
    if not len(lists.offset) == len(lists.mask) == layout.blocks:
        raise ValueError("another number of blocks than it says")
    if not np.isin(lists.mask, (0, BLOCK**2 - 1)).all():
        raise ValueError("blocks of no size")
    pieces, many = records.pieces, len(records.region)
    if not len(records.flip) == len(pieces.start) - 1 == many:
        raise ValueError("another number of edges than it says")
    whole = lists.start, lists.member, lists.table, lists.offset, lists.mask, records.region
    if any(array.dtype != np.int32 or array.ndim != 1 for array in (*whole, pieces.start)):
        raise ValueError("numbers of another kind")
    if records.flip.dtype != bool or pieces.table.dtype != np.float64:
        raise ValueError("numbers of another kind")
    if pieces.table.ndim != 2 or pieces.table.shape[1] != 5:
        raise ValueError("edges of another kind")
