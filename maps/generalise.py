"""Lines made simpler by metres, and what is left out of them kept apart for looking closer.

A page carries every line twice: a coarse one for the first picture, and the points between
its points, which are unpacked when the reader zooms in. Coarse points are points of the fine
line, so nothing is carried two times.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

__all__ = ["METRES_PER_DEGREE", "Refined", "refine", "simplify_m"]

METRES_PER_DEGREE = 111_195.0

Steps = npt.NDArray[np.int64]


def simplify_m(geometry: Any, tolerance_m: float) -> Any:
    """Douglas and Peucker's simplification with the same tolerance to north and to east.

    A degree of longitude is taken as long as it is in the middle of the geometry.
    """
    west, south, east, north = shapely.bounds(geometry)
    if not math.isfinite(west + south + east + north):
        return geometry
    narrow = math.cos(math.radians((south + north) / 2))
    level = shapely.transform(geometry, lambda xy: xy * (narrow, 1.0))
    simple = shapely.simplify(level, tolerance_m / METRES_PER_DEGREE)
    return shapely.transform(simple, lambda xy: xy / (narrow, 1.0))


@dataclass(frozen=True)
class Refined:
    """A path in whole steps, and the points that make it finer.

    ``coarse``: (n, 2) steps of 1/``scale`` degree; ``between``: how many points follow each of
    the coarse ones; ``points``: those, in steps of 1/``fine_scale`` degree.
    """

    coarse: Steps
    between: list[int]
    points: Steps


def refine(
    xy: npt.NDArray[np.float64],
    coarse_m: float,
    fine_m: float | None,
    *,
    scale: int,
    fine_scale: int,
    ring: bool = False,
) -> Refined | None:
    """Simplifies one line or ring (its end repeats its beginning) twice; None if nothing is left.

    ``fine_m`` None: no detail. Rings lose their closing point, as everywhere on the page.
    """
    full = shapely.linestrings(xy)
    fine = shapely.get_coordinates(full if fine_m is None else simplify_m(full, fine_m))
    simple = shapely.get_coordinates(simplify_m(shapely.linestrings(fine), coarse_m))
    at = _positions(fine, simple)
    whole = np.round(fine[at] * scale).astype(np.int64)
    keep = np.ones(len(whole), bool)
    keep[1:] = (np.diff(whole, axis=0) != 0).any(axis=1)
    at, whole = at[keep], whole[keep]
    if ring and len(whole) > 1 and (whole[0] == whole[-1]).all():
        whole = whole[:-1]
    if len(whole) < 2:
        return None
    if fine_m is None:
        return Refined(whole, [0] * len(whole), np.empty((0, 2), np.int64))
    stops = [*at[: len(whole)].tolist(), len(fine) - 1]
    parts = [
        _between(fine[one + 1 : other], fine_scale) for one, other in itertools.pairwise(stops)
    ]
    if not ring:
        parts[-1] = np.empty((0, 2), np.int64)  # nothing follows the last point of a line
    return Refined(whole, [len(part) for part in parts], np.concatenate(parts))


def _positions(fine: npt.NDArray[np.float64], simple: npt.NDArray[np.float64]) -> Steps:
    """Where the points of the simple line stand in the fine one, in order."""
    out, k = [], 0
    for point in simple:
        k += int(np.argmin(np.abs(fine[k:] - point).sum(axis=1) > 1e-9))
        out.append(k)
        k += 1
    out[-1] = len(fine) - 1
    return np.array(out)


def _between(points: npt.NDArray[np.float64], scale: int) -> Steps:
    whole: Steps = np.round(points.reshape(-1, 2) * scale).astype(np.int64)
    keep = np.ones(len(whole), bool)
    keep[1:] = (np.diff(whole, axis=0) != 0).any(axis=1)
    return whole[keep]
