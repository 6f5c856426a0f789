"""Counting memberships without counting anything twice.

Every count is an interval: sightings certainly inside .. certainly or possibly inside. A
sighting counts once per region and once in any total, however many regions it is in.
"""

from __future__ import annotations

import pandas as pd

from geo.join import CERTAIN

__all__ = ["count", "count_any"]


def count(
    memberships: pd.DataFrame,
    groups: pd.Series | None = None,
    *,
    told: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Sightings per region, or per region and group.

    ``memberships`` is what `geo.join.join` returns; ``groups`` gives each sighting's group
    (its layer, say) by the same labels, and ``told`` how many reports each stands for, ``low``
    and ``high``, where that is not one. Returns ``region_id``, ``group`` (if asked),
    ``certain``, ``possible``, ``low`` (= certain) and ``high`` (= certain + possible);
    regions without any sighting are not listed.
    """
    table = memberships[["sighting", "region_id", "certainty"]].drop_duplicates(
        ["sighting", "region_id"]
    )
    keys = ["region_id"]
    if groups is not None:
        table = table.assign(group=table["sighting"].map(groups))
        keys.append("group")
    sure = (table["certainty"] == CERTAIN).astype(int)
    low, high = (1 if told is None else table["sighting"].map(told[end]) for end in ("low", "high"))
    table = table.assign(certain=sure * low, possible=high - sure * low)
    out = table.groupby(keys, sort=False, observed=True)[["certain", "possible"]].sum()
    out = out.reset_index()
    return out.assign(low=out["certain"], high=out["certain"] + out["possible"])


def count_any(memberships: pd.DataFrame, told: pd.DataFrame | None = None) -> tuple[int, int]:
    """(low, high) of sightings in at least one region: each counted once, or as ``told``."""
    sure = memberships["certainty"] == CERTAIN
    certain, any_ = (
        pd.Index(some.unique())
        for some in (memberships.loc[sure, "sighting"], memberships["sighting"])
    )
    if told is None:
        return len(certain), len(any_)
    return int(told["low"].loc[certain].sum()), int(told["high"].loc[any_].sum())
