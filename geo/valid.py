"""Whether shapes are valid: asked once of each, though one command asks it of the same zones often.

A shape of shapely never changes, so what was found of it holds as long as it lives.
"""

from __future__ import annotations

import threading
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely

__all__ = ["are_valid"]

#: So many vertices, of all that were found valid, are kept for the next time.
_KEPT_VERTICES: Final = 1_000_000
#: Of a smaller one it is as soon found out anew.
_LEAST_VERTICES: Final = 100

#: By ``id``: a shape that is kept lives, and no other has its id as long as it does.
_kept: dict[int, Any] = {}
_vertices = 0
_lock = threading.Lock()


def are_valid(shapes: Any) -> npt.NDArray[np.bool_]:
    """As `shapely.is_valid` of an array of shapes; False where one is missing."""
    every = np.asarray(shapes, dtype=object)
    with _lock:
        found = np.fromiter((id(shape) in _kept for shape in every), bool, len(every))
    unknown = np.flatnonzero(~found)
    found[unknown] = shapely.is_valid(every[unknown])
    _keep(every[unknown[found[unknown]]])
    return found


def _keep(shapes: npt.NDArray[Any]) -> None:
    """Keep large ones; those of before go where there is no room for both."""
    global _vertices
    counts = shapely.get_num_coordinates(shapes)
    large = counts >= _LEAST_VERTICES
    more = int(counts[large].sum())
    if not 0 < more <= _KEPT_VERTICES:
        return
    with _lock:
        if _vertices + more > _KEPT_VERTICES:
            _kept.clear()
            _vertices = 0
        _kept.update((id(shape), shape) for shape in shapes[large])
        _vertices += more
