"""Which of many places lie close to one of many others, each within a reach of its own."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

__all__ = ["Array", "Places", "Whole", "has_near", "spread"]

Array = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

#: Added to every reach, for what arithmetic loses.
_SLACK: Final = 1e-9
#: Of fewer places the nearest are found before threads would have started.
_WORTH_THREADS: Final = 1_000


class Places:
    """Places (n, 2), in any unit, that others are compared with."""

    def __init__(self, places: Array) -> None:
        self.places = places
        self._trees: dict[float, Any] = {}

    def near(self, places: Array, reach: Any) -> npt.NDArray[np.bool_]:
        """Which of ``places`` (m, 2) lie within ``reach``, on each axis, of one of these.

        ``reach``, in the same unit, is a number, m numbers, or (m, 2).
        """
        return self.nearest(places, reach) >= 0

    def nearest(self, places: Array, reach: Any) -> Whole:
        """For each of ``places`` the number of one within ``reach``, -1 where none is."""
        out = np.full(len(places), -1, np.int64)
        if not len(places) or not len(self.places):
            return out
        reaches = np.asarray(reach, float)
        if reaches.ndim == 1:
            reaches = reaches[:, None]
        reaches = np.broadcast_to(reaches, (len(places), 2)) + _SLACK
        # On axes that are stretched alike a reach is a square, and the nearest in it will do.
        stretches = np.exp2(np.round(np.log2(reaches[:, 0] / reaches[:, 1]), 6))
        for stretch in np.unique(stretches):
            rows = np.flatnonzero(stretches == stretch)
            away, of = self._tree(float(stretch)).query(
                places[rows] * [1.0, stretch], p=np.inf,
                workers=-1 if len(rows) >= _WORTH_THREADS else 1,
                distance_upper_bound=float(reaches[rows, 0].max()) * (1 + 1e-9),
            )  # fmt: skip
            hit = away <= reaches[rows, 0]
            out[rows[hit]] = of[hit]
        return out

    def _tree(self, stretch: float) -> Any:
        from scipy.spatial import cKDTree

        if stretch not in self._trees:
            self._trees[stretch] = cKDTree(self.places * [1.0, stretch])
        return self._trees[stretch]


def has_near(ranked: Array, values: Array, reach: Array) -> npt.NDArray[np.bool_]:
    """Which values lie within their reach of one of the ``ranked``, which are sorted."""
    first = np.searchsorted(ranked, values - reach - _SLACK, "left")
    inside = first < len(ranked)
    out = np.zeros(len(values), bool)
    out[inside] = ranked[first[inside]] <= (values + reach + _SLACK)[inside]
    return out


def spread(first: Whole, last: Whole) -> tuple[Whole, Whole]:
    """The ranges from ``first`` up to ``last`` one after the other, and whose each item is."""
    counts = np.maximum(last - first, 0)
    k = np.repeat(np.arange(len(first)), counts)
    begins = np.repeat(np.cumsum(counts) - counts, counts)
    return k, np.arange(len(k)) - begins + first[k]
