"""Counting memberships without counting anything twice.

Every count is an interval: sightings certainly inside .. certainly or possibly inside. A
sighting counts once per region and once in any total, however many regions it is in.
"""

from __future__ import annotations

import pandas as pd

from geo.join import CERTAIN

__all__ = ["count", "count_any"]


def count(memberships: pd.DataFrame, groups: pd.Series | None = None) -> pd.DataFrame:
    """Sightings per region, or per region and group.

    ``memberships`` is what `geo.join.join` returns; ``groups`` gives each sighting's group
    (its layer, say) by the same labels. Returns ``region_id``, ``group`` (if asked),
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
    table = table.assign(
        certain=(table["certainty"] == CERTAIN).astype(int),
        possible=(table["certainty"] != CERTAIN).astype(int),
    )
    out = table.groupby(keys, sort=False, observed=True)[["certain", "possible"]].sum()
    out = out.reset_index()
    return out.assign(low=out["certain"], high=out["certain"] + out["possible"])


def count_any(memberships: pd.DataFrame) -> tuple[int, int]:
    """(low, high) of sightings in at least one region: each counted once."""
    certain = memberships.loc[memberships["certainty"] == CERTAIN, "sighting"].nunique()
    return int(certain), int(memberships["sighting"].nunique())
