"""How many reports a record stands for: one, but for a count of reports in a cell.

Counts in cells come out of the publication gate (`maps.publication`): an area with a number of
reports, exact or as an interval, of which nothing else may be told.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["CELL_CATEGORY", "in_cells", "reports_frame", "reports_told"]

#: The ``category`` of records that are a number of reports in a cell.
CELL_CATEGORY: Final = "reports_in_cell"
#: More is no count of reports.
_MOST: Final = 1e9

Counts = npt.NDArray[np.int64]


def in_cells(sightings: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Which of the sightings are counts in cells."""
    if "category" not in sightings:
        return np.zeros(len(sightings), bool)
    return np.asarray((sightings["category"] == CELL_CATEGORY).to_numpy(dtype=bool, na_value=False))


def reports_told(sightings: pd.DataFrame) -> tuple[Counts, Counts]:
    """At least and at most so many reports does each sighting stand for.

    ``quantity_low`` .. ``quantity_high`` of a count in a cell, where they make sense; else one.
    """
    low = np.ones(len(sightings), np.int64)
    high = low.copy()
    cells = in_cells(sightings)
    if cells.any():
        least, most = (_whole(sightings, f"quantity_{end}", cells) for end in ("low", "high"))
        sense = (least >= 0) & (most >= least) & (most >= 1) & (most <= _MOST)
        at = np.flatnonzero(cells)[sense]
        low[at], high[at] = least[sense], most[sense]
    return low, high


def reports_frame(sightings: pd.DataFrame) -> pd.DataFrame | None:
    """`reports_told` as ``low`` and ``high`` by the sightings' labels; None where all are one."""
    if not in_cells(sightings).any():
        return None
    low, high = reports_told(sightings)
    return pd.DataFrame({"low": low, "high": high}, index=sightings.index)


def _whole(sightings: pd.DataFrame, name: str, which: Any) -> Any:
    if name not in sightings:
        return np.full(int(which.sum()), -1.0)
    values = sightings[name].to_numpy(dtype=float, na_value=np.nan)[which]
    return np.where(np.isfinite(values), np.floor(values), -1.0)
