"""Tells how two folders of reference data differ: rows, columns, values, vertices, metres."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import geopandas
import numpy as np
import pandas as pd
import pyarrow.parquet
import shapely
from shapely.geometry.base import BaseGeometry

__all__ = ["ALLOWED_M", "Difference", "apart_m", "differences", "read"]

#: Metres in a degree of latitude; a degree of longitude is shorter, so distances are upper bounds.
METRES_PER_DEGREE: Final = 111_320.0
#: Differences of one file that are told one by one.
TOLD: Final = 5
#: How far a geometry may be off, in metres, by file; all others must be equal. Vertices of the
#: committed bands lie up to 1.6 m from those made now, both at the exact distance from the
#: border: far less than the 0.1 % of 10 km and more that `geo.geodesy.buffer_m` promises.
ALLOWED_M: Final = {"bands.parquet": 2.0}


@dataclass(frozen=True)
class Difference:
    """What is different about a file, in words, and how far off its geometries are at most."""

    told: tuple[str, ...] = ()
    apart_m: float = 0.0

    def __str__(self) -> str:
        """Say it in one line."""
        if self.told:
            return "; ".join(self.told)
        if self.apart_m:
            return f"within {self.apart_m:.2f} m of what is committed, which is allowed"
        return "equal to what is committed"


def read(path: Path) -> pd.DataFrame:
    """Read one parquet file, with its geometry if it has one."""
    metadata = pyarrow.parquet.read_schema(path).metadata or {}
    return geopandas.read_parquet(path) if b"geo" in metadata else pd.read_parquet(path)


def differences(committed: Path, made: Path) -> dict[str, Difference]:
    """Compare every file that was made with the committed one, by file name.

    Geometries are equal when every vertex is, in the same order.
    """
    result = {}
    for path in sorted(made.iterdir()):
        known = committed / path.name
        if not known.is_file():
            result[path.name] = Difference(("is not committed",))
        elif path.suffix == ".json":
            same = json.loads(path.read_text("utf-8")) == json.loads(known.read_text("utf-8"))
            result[path.name] = Difference() if same else Difference(("differs: see both",))
        else:
            allowed_m = ALLOWED_M.get(path.name, 0.0)
            result[path.name] = _frames(read(known), read(path), allowed_m)
    return result


def apart_m(one: BaseGeometry, other: BaseGeometry) -> float:
    """Say how far a vertex of either geometry lies from the lines of the other, at most.

    In metres, by degrees of latitude: an upper bound of the (vertex) Hausdorff distance.
    """
    return max(_off_m(one, other), _off_m(other, one))


def _frames(known: pd.DataFrame, made: pd.DataFrame, allowed_m: float) -> Difference:
    if list(known.columns) != list(made.columns):
        return Difference((f"columns {list(made.columns)} instead of {list(known.columns)}",))
    if len(known) != len(made):
        return Difference((f"{len(made):,} rows instead of {len(known):,}",))
    told = []
    apart = 0.0
    for column in known.columns:
        old, new = known[column].to_numpy(), made[column].to_numpy()
        if column == "geometry":
            lines, apart = _geometries(old, new, allowed_m)
            told += lines
            continue
        other = np.flatnonzero(old != new)
        if len(other):
            first = other[0]
            told.append(
                f"{column}: {len(other):,} of {len(old):,} rows differ, "
                f"row {first} is {new[first]!r} instead of {old[first]!r}"
            )
    return Difference(tuple(told), apart)


def _geometries(old: Any, new: Any, allowed_m: float) -> tuple[list[str], float]:
    """Tell of the geometries that differ by more than is allowed, and how far any is off."""
    told = []
    furthest = 0.0
    for row, (one, two) in enumerate(zip(old, new, strict=True)):
        if shapely.equals_exact(one, two, tolerance=0):
            continue
        apart = apart_m(one, two)
        furthest = max(furthest, apart)
        # Another order of the same vertices, too, is a difference where none is allowed.
        if apart > allowed_m or not allowed_m:
            told.append(
                f"geometry of row {row}: {shapely.get_num_coordinates(two):,} vertices, not "
                f"{shapely.get_num_coordinates(one):,}, up to {apart:.3g} m off"
            )
    if len(told) > TOLD:
        told[TOLD:] = [f"geometries of {len(told) - TOLD:,} more rows"]
    return told, furthest


def _off_m(one: BaseGeometry, other: BaseGeometry) -> float:
    """Measure from the vertices that only one geometry has to the other's nearest edge."""
    mine, theirs = (shapely.get_coordinates(g) for g in (one, other))
    known = set(map(tuple, theirs.tolist()))
    alone = [xy for xy in mine.tolist() if tuple(xy) not in known]
    if not alone:
        return 0.0
    xy, owner = shapely.get_coordinates(
        [*shapely.get_rings(other)] or [*shapely.get_parts(other)], return_index=True
    )
    joined = np.flatnonzero(owner[1:] == owner[:-1])
    edges: Any = shapely.linestrings(np.stack([xy[joined], xy[joined + 1]], axis=1))
    _, apart = shapely.STRtree(edges).query_nearest(
        shapely.points(alone), return_distance=True, all_matches=False
    )
    return float(apart.max()) * METRES_PER_DEGREE
