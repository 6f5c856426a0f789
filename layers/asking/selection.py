"""Choosing sightings: by time, layer, box and conditions on fields.

Nothing is dropped silently: `select` says in words what was asked and how many sightings were
left out for want of a date or a place.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.errors import ArgumentError
from geo.join import CERTAIN, join
from geo.regions import make_regions
from layers.asking.conditions import Condition, holds, parse_condition
from layers.standing import SUPERSEDED, superseded_ids
from layers.times.moments import parse_day

__all__ = [
    "Condition",
    "Selection",
    "certainly",
    "parse_bbox",
    "parse_condition",
    "parse_day",
    "select",
]

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What to keep. ``since`` and ``until`` are days (UTC), ``until`` is the first day after.

    ``layers`` empty means all; ``bbox`` is west, south, east, north in degrees.
    """

    since: pd.Timestamp | None = None
    until: pd.Timestamp | None = None
    layers: tuple[str, ...] = ()
    where: tuple[Condition, ...] = ()
    bbox: tuple[float, float, float, float] | None = None

    def __bool__(self) -> bool:
        """Whether anything is asked at all."""
        return self != Selection()


def parse_bbox(text: str) -> tuple[float, float, float, float]:
    """``west,south,east,north`` in degrees. Raises ArgumentError."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise ArgumentError(
            f"{text!r} is not a box: write west,south,east,north in degrees, e.g. 23,51,33,53"
        ) from None
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise ArgumentError(
            f"the box {text!r} is empty or off the globe: west < east (longitudes -180..180) "
            "and south < north (latitudes -90..90), in the order west,south,east,north"
        )
    return west, south, east, north


def select(
    sightings: geopandas.GeoDataFrame,
    selection: Selection,
    *,
    assume_uncertainty_m: float | None = None,
) -> tuple[geopandas.GeoDataFrame, list[str]]:
    """The sightings that fit, with a fresh index, and notes on what was left out and why.

    A sighting fits a period when its time, as far as it is known, touches it; it fits a box
    when its disc reaches into it (``assume_uncertainty_m`` as in `geo.join`). Undated
    sightings fit no period and unlocated ones no box, and a note counts them; `certainly`
    tells which fit beyond doubt. Conditions are those of `layers.asking.conditions`. Raises
    ArgumentError for a condition on a field that is not there, or with a value that the field
    cannot be compared with.
    """
    keep = np.ones(len(sightings), bool)
    notes: list[str] = []
    if selection.layers:
        keep &= sightings["layer"].isin(selection.layers).to_numpy()
    for condition in selection.where:
        keep &= holds(sightings, condition, keep, notes)
    if selection.since is not None or selection.until is not None:
        keep &= _in_period(sightings, selection, keep, notes)
    if selection.bbox is not None:
        keep &= _in_box(sightings, selection.bbox, keep, notes, assume_uncertainty_m)
    chosen = sightings[keep].reset_index(drop=True)
    replaced = superseded_ids(sightings)
    if replaced:
        chosen.attrs[SUPERSEDED] = tuple(sorted(replaced))
    return chosen, notes


def certainly(
    sightings: geopandas.GeoDataFrame,
    selection: Selection,
    *,
    assume_uncertainty_m: float | None = None,
) -> Mask:
    """Which of the chosen sightings fit the period and the box beyond doubt.

    All the time that may be theirs lies in the period, and all of their disc in the box.
    Layers and conditions hold or do not.
    """
    sure = np.ones(len(sightings), bool)
    if selection.since is not None:
        sure &= (sightings["time_from"] >= selection.since).to_numpy()
    if selection.until is not None:
        sure &= (sightings["time_to"] <= selection.until).to_numpy()
    if selection.bbox is not None:
        found = _joined_box(sightings, selection.bbox, assume_uncertainty_m)
        sure &= sightings.index.isin(found.loc[found["certainty"] == CERTAIN, "sighting"])
    return sure


def _in_period(sightings: pd.DataFrame, selection: Selection, keep: Mask, notes: list[str]) -> Mask:
    begin, end = sightings["time_from"], sightings["time_to"]
    inside = begin.notna().to_numpy(copy=True)
    undated = int((~inside & keep).sum())
    if undated:
        notes.append(f"{undated} without a date left out, because a period was asked for")
    if selection.until is not None:
        inside &= (begin < selection.until).to_numpy()
    if selection.since is not None:
        # An instant (begin == end) at the very start of the period is in it.
        inside &= ((end > selection.since) | (begin >= selection.since)).to_numpy()
    return inside


def _in_box(
    sightings: geopandas.GeoDataFrame,
    bbox: tuple[float, float, float, float],
    keep: Mask,
    notes: list[str],
    assume_uncertainty_m: float | None,
) -> Mask:
    missing = sightings.geometry.isna().to_numpy()
    unlocated = int((missing & keep).sum())
    if unlocated:
        notes.append(f"{unlocated} without a place left out, because a box was asked for")
    found = _joined_box(sightings, bbox, assume_uncertainty_m)
    return np.asarray(sightings.index.isin(found["sighting"]))


def _joined_box(
    sightings: geopandas.GeoDataFrame,
    bbox: tuple[float, float, float, float],
    assume_uncertainty_m: float | None,
) -> pd.DataFrame:
    box = make_regions([{"region_id": "bbox", "name": "bbox", "geometry": shapely.box(*bbox)}])
    return join(sightings, box, assume_uncertainty_m=assume_uncertainty_m)
