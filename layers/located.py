"""Sightings that have a place, with how far around it they may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.join import uncertainties_m
from layers.asking.selection import Selection, certainly, select
from layers.standing import standing

__all__ = ["Located", "locate"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Located:
    """Sightings that have a place, as `locate` makes them; ``radius`` is NaN where unknown."""

    frame: geopandas.GeoDataFrame
    shapes: Any
    radius: Floats
    sure: npt.NDArray[np.bool_]
    marks: pd.Series
    asked: int
    notes: list[str]

    def outlines(self) -> list[int]:
        """Positions of those that are more than a point."""
        return np.flatnonzero(shapely.get_type_id(self.shapes) > 0).tolist()


def locate(
    sightings: geopandas.GeoDataFrame,
    selection: Selection | None,
    assume_uncertainty_m: float | None,
) -> Located:
    """The sightings that fit a selection and have a place; notes say what was left out.

    ``radius`` is the uncertainty in metres; ``assume_uncertainty_m`` stands in where nobody said.
    Without it lines and areas lie where they are drawn (0). ``sure``: whether each fits the
    selection beyond doubt; ``marks``: whether it still stands (`layers.standing.standing`).
    Raises InputError for a radius that is negative or infinite.
    """
    wanted = selection or Selection()
    chosen, notes = select(sightings, wanted, assume_uncertainty_m=assume_uncertainty_m)
    bounds = shapely.bounds(chosen.geometry.to_numpy())
    kept = chosen[np.isfinite(bounds).all(axis=1)]
    if len(kept) < len(chosen):
        notes.append(
            f"{len(chosen) - len(kept)} without a place left out, because a distance was asked for"
        )
    sure = np.ones(len(kept), bool)
    if any(one is not None for one in (wanted.bbox, wanted.since, wanted.until)):
        sure = certainly(kept, wanted, assume_uncertainty_m=assume_uncertainty_m)
    shapes = kept.geometry.to_numpy()
    radius = _radius(kept, shapes, assume_uncertainty_m)
    marks = standing(chosen).loc[kept.index]
    return Located(kept, shapes, radius, sure, marks, len(sightings), notes)


def _radius(frame: geopandas.GeoDataFrame, shapes: Any, assumed: float | None) -> Floats:
    """Uncertainty in metres, NaN where nobody said; lines and areas lie where they are drawn."""
    radius = uncertainties_m(frame, assumed)
    drawn = shapely.get_dimensions(shapes) > 0
    return np.where(np.isnan(radius) & drawn, 0.0, radius)
