"""A spatial question to the sightings: which lie within these zones, near these hubs?

The answer has one row per sighting, however many regions it is in, and says how sure it is:
certain when the sighting certainly fits every condition, possible otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas
import numpy as np
import pandas as pd
import shapely

from geo.join import CERTAIN, POSSIBLE, join
from geo.regions import concat_regions, make_regions
from layers.asking.selection import Selection, certainly, select
from layers.standing import standing, standing_notes

__all__ = ["ANSWER_COLUMNS", "Answer", "query"]

#: Columns that an answer adds behind those of the sightings.
ANSWER_COLUMNS = ("certainty", "share", "regions", "distance_m")


@dataclass(frozen=True)
class Answer:
    """``sightings`` that fit, with `ANSWER_COLUMNS`; ``asked`` how many were looked at.

    ``low`` .. ``high`` counts them: certainly, and certainly or possibly. ``standing`` has for
    each "", "retracted" or "superseded" (by another of those that the selection keeps, wherever
    that one is). ``notes`` say what was left out and why.
    """

    sightings: geopandas.GeoDataFrame
    asked: int
    low: int
    high: int
    notes: tuple[str, ...] = ()
    standing: tuple[str, ...] = ()


def query(
    sightings: geopandas.GeoDataFrame,
    *,
    within: Sequence[geopandas.GeoDataFrame] = (),
    near: Sequence[geopandas.GeoDataFrame] = (),
    selection: Selection | None = None,
    certain_only: bool = False,
    assume_uncertainty_m: float | None = None,
) -> Answer:
    """Sightings that fit the selection, lie within any ``within`` and near any ``near``.

    ``within`` and ``near`` are regions frames (`geo.resolve` makes them from text). The answer
    adds ``certainty``, ``share`` (of the disc inside all regions of a condition together, the
    smaller of the two), ``regions`` ("name (certain); name (possible)") and ``distance_m`` (to
    the nearest of the ``near`` hubs' discs' middles, else to the ``within`` regions, 0 inside).
    A disc across the line between two of the regions that is wholly in the two together is
    certain, though it is only possible in either. A period that only part of
    a sighting's time lies in, or a box that only part of its disc lies in, makes it possible,
    too. When nothing is asked about where or when, these say nothing, and ``low`` is ``high``.
    """
    wanted = selection or Selection()
    chosen, notes = select(sightings, wanted, assume_uncertainty_m=assume_uncertainty_m)
    unlocated = int(chosen.geometry.isna().sum())
    conditions = [concat_regions(frames) for frames in (within, near) if frames]
    if conditions and unlocated:
        notes.append(f"{unlocated} without a place left out, because a region was asked for")
    unsure = wanted.bbox, wanted.since, wanted.until
    if not conditions and all(one is None for one in unsure):  # nothing can be certain or possible
        answer = chosen.assign(certainty="", share=np.nan, regions="", distance_m=np.nan)
        return _answer(answer, chosen, len(sightings), len(answer), notes)
    sure = certainly(chosen, wanted, assume_uncertainty_m=assume_uncertainty_m)
    certainty = np.where(sure, CERTAIN, POSSIBLE)
    answer = chosen.assign(certainty=certainty, share=1.0, regions="", distance_m=np.nan)
    for regions in conditions:
        answer = _narrow(answer, regions, assume_uncertainty_m)
    if certain_only:
        possible = int((answer["certainty"] != CERTAIN).sum())
        if possible:
            notes.append(f"{possible} that are only possibly inside left out, as asked")
        answer = answer[answer["certainty"] == CERTAIN]
    low = int((answer["certainty"] == CERTAIN).sum())
    return _answer(answer, chosen, len(sightings), low, notes)


def _answer(
    answer: geopandas.GeoDataFrame,
    chosen: geopandas.GeoDataFrame,
    asked: int,
    low: int,
    notes: list[str],
) -> Answer:
    """With what no longer stands; rows of ``answer`` have the labels they have in ``chosen``."""
    marks = tuple(standing(chosen).loc[answer.index])
    said = standing_notes(marks, list(answer["id"])) if any(marks) else []
    rows = answer.reset_index(drop=True)
    return Answer(rows, asked, low, len(rows), (*notes, *said), marks)


def _narrow(
    sightings: geopandas.GeoDataFrame,
    regions: geopandas.GeoDataFrame,
    assume_uncertainty_m: float | None,
) -> geopandas.GeoDataFrame:
    """Keeps the sightings in any of the regions, with their labels, and writes down how."""
    found = join(sightings, regions, assume_uncertainty_m=assume_uncertainty_m)
    names = dict(zip(regions["region_id"], regions["name"], strict=True))
    found = found.assign(
        text=found["region_id"].map(names) + " (" + found["certainty"] + ")",
        sure=found["certainty"] == CERTAIN,
        distance_m=_to_hubs(found, sightings, regions),
    )
    by = found.groupby("sighting", sort=True)
    told = by["text"].agg("; ".join)
    kept = sightings.loc[told.index].copy()
    before = kept["regions"].where(kept["regions"] == "", kept["regions"] + "; ")
    kept["regions"] = before + told
    sure, share = by["sure"].any(), by["share"].max()
    together = _in_the_union(sightings, regions, found, assume_uncertainty_m)
    sure[together.index] = together["certainty"] == CERTAIN
    share[together.index] = together["share"]
    kept["certainty"] = np.where(sure & (kept["certainty"] == CERTAIN), CERTAIN, POSSIBLE)
    # The share of a sighting of unknown precision is unknown, and stays so.
    kept["share"] = np.minimum(kept["share"], share)
    kept["distance_m"] = by["distance_m"].min()
    return kept


def _in_the_union(
    sightings: geopandas.GeoDataFrame,
    regions: geopandas.GeoDataFrame,
    found: pd.DataFrame,
    assume_uncertainty_m: float | None,
) -> pd.DataFrame:
    """Memberships in all regions as one, of sightings that reach into several, certainly in none.

    By the sighting's label; the regions that a sighting does not reach do not change its share.
    """
    by = found.groupby("sighting")
    torn = by["sure"].sum().eq(0) & by.size().gt(1)
    labels = torn.index[torn.to_numpy()]
    nothing = found.iloc[:0].set_index("sighting")
    if not len(labels):
        return nothing
    reached = regions["region_id"].isin(found.loc[found["sighting"].isin(labels), "region_id"])
    whole = shapely.union_all(regions.geometry[reached].to_numpy())
    one = make_regions([{"region_id": "together", "geometry": whole}])
    memberships = join(sightings.loc[labels], one, assume_uncertainty_m=assume_uncertainty_m)
    return memberships.set_index("sighting")


def _to_hubs(
    found: pd.DataFrame, sightings: geopandas.GeoDataFrame, regions: geopandas.GeoDataFrame
) -> pd.Series:
    """Geodesic distance to a hub's reference point where it has one, else as the join says."""
    from geo.geodesy import GEOD

    at = regions.set_index("region_id")[["longitude", "latitude"]].loc[found["region_id"]]
    point = sightings.geometry.loc[found["sighting"]].representative_point()
    lon, lat = at["longitude"].to_numpy(), at["latitude"].to_numpy()
    has = np.isfinite(lon) & np.isfinite(lat)
    out = found["distance_m"].to_numpy(float).copy()
    if has.any():
        x, y = point.x.to_numpy()[has], point.y.to_numpy()[has]
        _, _, out[has] = GEOD.inv(x, y, lon[has], lat[has])
    return pd.Series(np.round(out, 1), index=found.index)
