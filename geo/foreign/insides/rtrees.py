"""The R-trees of a GeoPackage, whose boxes say again where the shapes of a table are."""

from __future__ import annotations

import sqlite3
from typing import Final

import numpy as np
import numpy.typing as npt

from geo.foreign.insides.shapes import read_shapes

__all__ = ["is_tree", "known_nodes"]

#: West, east, south, north in four bytes each, rounded outwards; whose they are stands before.
_CELL: Final = np.dtype([("of", ">i8"), ("box", ">f4", 4)])
#: So many steps of a number of four bytes rounding may go.
_STEPS: Final = 2
_MOST_DEPTH: Final = 40

Cells = npt.NDArray[np.void]


def is_tree(table: str, fields: list[str]) -> bool:
    """Whether a table holds the nodes of an R-tree."""
    return table.startswith("rtree_") and table.endswith("_node") and fields == ["nodeno", "data"]


def known_nodes(database: sqlite3.Connection, table: str) -> frozenset[int]:
    """Nodes of a tree, by number, that say nothing else than where shapes of their table are.

    Every box of a leaf is that of the shape which it names, and every other one just holds those
    of the node below. Nothing is known of trees whose table or column is not to be found.
    """
    nodes = {
        int(number): cells
        for number, blob in database.execute(f'SELECT nodeno, data FROM "{_quoted(table)}"')
        if isinstance(blob, bytes) and (cells := _cells(blob, int(number))) is not None
    }
    of, boxes = _shapes(database, table)
    if 1 not in nodes or not len(of):
        return frozenset()
    root = database.execute(f'SELECT data FROM "{_quoted(table)}" WHERE nodeno = 1').fetchone()
    level, known = [1], set()
    for depth in range(min(int.from_bytes(root[0][:2], "big"), _MOST_DEPTH), -1, -1):
        here = [number for number in level if number in nodes]
        level = []
        for number in here:
            cells = nodes.pop(number)  # so that none comes again
            below = cells["of"].tolist() if depth else []
            if _are_of(cells, of, boxes) if not depth else _hold(cells, nodes):
                known.add(number)
            level += below
    return frozenset(known)


def _cells(blob: bytes, number: int) -> Cells | None:
    """The boxes of a node; None where there is anything besides."""
    end = 4 + _CELL.itemsize * int.from_bytes(blob[2:4], "big")
    depth = b"" if number == 1 else blob[:2].strip(b"\0")
    if end > len(blob) or depth or blob[end:].strip(b"\0"):
        return None
    return np.frombuffer(blob, _CELL, (end - 4) // _CELL.itemsize, 4)


def _shapes(
    database: sqlite3.Connection, tree: str
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """The shapes that a tree is of: their numbers, sorted, and their boxes."""
    nothing = np.empty(0, np.int64), np.empty((0, 4))
    try:
        found = database.execute(
            "SELECT table_name, column_name FROM gpkg_geometry_columns "
            "WHERE 'rtree_' || table_name || '_' || column_name || '_node' = ?", (tree,)
        ).fetchone()  # fmt: skip
        if found is None:
            return nothing
        table, column = map(_quoted, map(str, found))
        rows = database.execute(
            f'SELECT rowid, "{column}" FROM "{table}" ORDER BY rowid'
        ).fetchall()
    except sqlite3.OperationalError:
        return nothing
    rows = [(number, blob) for number, blob in rows if isinstance(blob, bytes)]
    boxes = read_shapes([blob for _, blob in rows]).boxes
    return np.array([number for number, _ in rows], np.int64), boxes


def _are_of(cells: Cells, of: npt.NDArray[np.int64], boxes: npt.NDArray[np.float64]) -> bool:
    """Whether every box of a leaf is that of the shape which it names."""
    at = np.minimum(np.searchsorted(of, cells["of"]), len(of) - 1)
    told = cells["box"].astype(np.float32)
    reach = _STEPS * np.spacing(np.abs(told)).astype(float)
    with np.errstate(invalid="ignore"):
        same = np.abs(told.astype(float) - boxes[at]) <= reach
    return bool((of[at] == cells["of"]).all() and same.all())


def _hold(cells: Cells, nodes: dict[int, Cells]) -> bool:
    """Whether every box just holds those of the node that it names."""
    for of, box in zip(cells["of"].tolist(), cells["box"], strict=True):
        below = nodes.get(of)
        if below is None or not len(below):
            return False
        boxes = below["box"]
        around = [boxes[:, 0].min(), boxes[:, 1].max(), boxes[:, 2].min(), boxes[:, 3].max()]
        if not np.array_equal(box, around):
            return False
    return True


def _quoted(name: str) -> str:
    return name.replace('"', '""')
