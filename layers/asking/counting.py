"""Counts from memberships: by region, layer, category, actor and week, each sighting once.

Every count is an interval. Low are the sightings that are certainly in the region and certainly
of the group; high has those too that may be. A sighting whose time spans several weeks may be of
any of them, and is certainly of none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from geo.errors import ArgumentError
from geo.join import CERTAIN
from geo.runs import runs
from layers.doubles.once import Once
from layers.reports import in_cells, reports_told
from layers.standing import counted
from layers.vocabulary import term

__all__ = ["ANY_REGION", "GROUPS", "add_counts", "check_groups", "count_by"]

#: What the row is called that counts sightings in any of the regions, each once.
ANY_REGION: Final = "(any)"
#: A time of more weeks or months than this is of none in particular.
_MOST_PERIODS: Final = 520
_QUANTITIES: Final = ("quantity_low", "quantity_high", "quantity_open")
_WHOLE: Final = frozenset({"certain", "possible", "quantity_open"})

#: A group's values: for each, position of the sighting, the value, and whether it is certain.
Values = tuple[Any, Any, Any]


def count_by(
    sightings: pd.DataFrame,
    memberships: pd.DataFrame,
    by: Sequence[str] = (),
    *,
    regions: pd.DataFrame | None = None,
    quantities: bool = False,
    total: bool = True,
    once: Once | None = None,
) -> pd.DataFrame:
    """Count sightings per region and group, as intervals; what no longer stands is not counted.

    ``memberships`` are those of `geo.join.join` for these sightings. ``by`` names any of
    `GROUPS`: layer, category, actor (a sighting of several counts for each), and week (its
    Monday, "2022-10-10") or month ("2022-10"); a value is "" where it is not known. Returns
    ``region_id``, the groups, ``certain``, ``possible``, ``low`` (= certain) and ``high``
    (= certain + possible), sorted by groups within regions. Regions come in the order of
    ``regions``, if given, else of the memberships; without ``by``, those of ``regions`` that
    hold nothing are there too. With ``total`` each group has a last row, for `ANY_REGION`,
    where a sighting in several regions counts once. A count of reports in a cell
    (`layers.reports`) counts as many as it says.

    With ``quantities`` sightings are counted by ``quantity_unit``, too, and what they say is
    summed up: ``quantity_low`` over the certain ones, ``quantity_high`` over all, but for
    ``quantity_open`` sightings that name no highest number. A sum over reports is no
    head-count; running totals (`layers.vocabulary`) are not summed.

    ``once`` (of these sightings) counts events instead of reports, as far as doubles are known.

    Raises ArgumentError for a group that is not known, or one beside another of its kind.
    """
    check_groups(by)
    table = _located(sightings, memberships, total)
    for name in by:
        position, value, sure = GROUPS[name](sightings)
        if once is not None:
            position, value, sure = once.filled(position, value, sure)
        group = pd.DataFrame({"position": position, name: value, "sure": sure})
        table = table.merge(group, on="position", how="inner")
        table["certain"] &= table.pop("sure")
    keys = [*by, "quantity_unit"] if quantities else list(by)
    if quantities:
        table = _measured(table, sightings, once)
    if once is not None:
        table = once.counted(table, ["region_id", *keys])
    if quantities:
        table = _summable(table)
    table = _weighed(table, sightings)
    names = memberships["region_id"] if regions is None else regions["region_id"]
    order = list(dict.fromkeys([*names, *([ANY_REGION] if total else [])]))
    return _summed(table, keys, order, quantities, whole=regions is not None)


def add_counts(tables: Sequence[pd.DataFrame], regions: pd.DataFrame) -> pd.DataFrame:
    """Add up counts of different sightings, one table or more of `count_by` for these regions.

    Counts may be negative, to take sightings away again; groups of which nothing is left go.
    """
    table = pd.concat(tables, ignore_index=True)
    keys = [name for name in table.columns if name in GROUPS or name == "quantity_unit"]
    order = list(dict.fromkeys([*regions["region_id"], ANY_REGION]))
    out = _summed(table, keys, order, "quantity_unit" in keys, whole=True)
    return out[out["high"] > 0].reset_index(drop=True) if keys else out


def _summed(
    table: pd.DataFrame, keys: list[str], order: list[str], quantities: bool, *, whole: bool
) -> pd.DataFrame:
    """Sums of each group in the order of regions; with ``whole`` all of those, if ungrouped."""
    sums = ["certain", "possible", *(_QUANTITIES if quantities else ())]
    table["region_id"] = pd.Categorical(table["region_id"], order)
    out = table.groupby(["region_id", *keys], sort=True, observed=True)[sums].sum()
    out = out.astype({name: "int64" for name in sums if name in _WHOLE})
    if whole and not keys:
        out.index = out.index.astype(object)
        out = out.reindex(pd.Index(order, name="region_id"), fill_value=0)
    out = out.reset_index()
    out["region_id"] = out["region_id"].astype(object)
    out["low"], out["high"] = out["certain"], out["certain"] + out["possible"]
    return out[["region_id", *keys, "certain", "possible", "low", "high", *sums[2:]]]


def check_groups(by: Sequence[str]) -> None:
    """Raise ArgumentError for what cannot be counted by."""
    for name in by:
        if name not in GROUPS:
            raise ArgumentError(f"{name!r} is no group to count by: {', '.join(GROUPS)}")
    if len(set(by)) < len(by):
        raise ArgumentError(f"count by {', '.join(by)}: name each once")
    if {"week", "month"} <= set(by):
        raise ArgumentError("count by week or by month: a week may be of two months")


def _located(sightings: pd.DataFrame, memberships: pd.DataFrame, total: bool) -> pd.DataFrame:
    """One row per sighting (its position) and region, with whether it is certain."""
    found = counted(memberships, sightings)
    table = pd.DataFrame(
        {
            "position": sightings.index.get_indexer(pd.Index(found["sighting"])),
            "region_id": found["region_id"].to_numpy(object),
            "certain": (found["certainty"] == CERTAIN).to_numpy(bool),
        }
    )
    table = table.groupby(["position", "region_id"], sort=False)["certain"].any().reset_index()
    if total:
        once = table.groupby("position", sort=False)["certain"].any().reset_index()
        table = pd.concat([table, once.assign(region_id=ANY_REGION)], ignore_index=True)
    return table


def _weighed(table: pd.DataFrame, sightings: pd.DataFrame) -> pd.DataFrame:
    """With how many are ``certain`` and ``possible``: one each, or as a count in a cell says."""
    if not in_cells(sightings).any():
        return table.assign(possible=~table["certain"])
    low, high = reports_told(sightings)
    row = table["position"].to_numpy()
    certain = np.where(table["certain"], low[row], 0)
    return table.assign(certain=certain, possible=high[row] - certain)


def _measured(table: pd.DataFrame, sightings: pd.DataFrame, once: Once | None) -> pd.DataFrame:
    """With quantities: ``least``, ``most``, ``open`` if that is not known, and the unit.

    ``said``: whether the report gives a number at all.
    """
    low, best, high = (
        sightings[f"quantity_{name}"].to_numpy(float) for name in ("low", "best", "high")
    )
    least = np.where(np.isnan(low), best, low)
    most = np.where(np.isnan(high), best, high)
    open_ = np.isnan(most)
    said = ~(np.isnan(least) & open_)
    most = np.where(open_, least, most)
    words = sightings["category"].fillna("")
    running = words.map({word: _is_running(word) for word in words.unique()}).to_numpy(bool)
    least, most = (np.where(running, 0.0, np.nan_to_num(some)) for some in (least, most))
    row = table["position"].to_numpy()
    table = table.assign(
        least=least[row], most=most[row], open=(open_ & ~running)[row], said=said[row]
    )
    unit = np.arange(len(sightings)), sightings["quantity_unit"].fillna("").to_numpy(object)
    if once is None:
        return table.assign(quantity_unit=unit[1][row])
    position, value, _ = once.filled(*unit, True)
    units = pd.DataFrame({"position": position, "quantity_unit": pd.Series(value, dtype=object)})
    return table.merge(units, on="position", how="inner")


def _summable(table: pd.DataFrame) -> pd.DataFrame:
    """With what is summed up: the least number where it is certain, the greatest everywhere."""
    return table.assign(
        quantity_low=np.where(table["certain"], table["least"], 0.0),
        quantity_high=table["most"],
        quantity_open=table["open"].astype(int),
    )


def _is_running(category: str) -> bool:
    """Whether its numbers are totals up to the date, which nobody may add up."""
    known = term("category", category)
    return known is not None and "cumulative" in known.flags


def _column(name: str) -> Callable[[pd.DataFrame], Values]:
    def values(sightings: pd.DataFrame) -> Values:
        every = np.arange(len(sightings))
        column = sightings[name].fillna("").to_numpy(object)
        return every, column, np.ones(len(every), dtype=bool)

    return values


def _actors(sightings: pd.DataFrame) -> Values:
    """A report of several actors is one of each."""
    said = sightings["actor"].fillna("").astype(str).str.split(r"\s*;\s*", regex=True)
    parted = said.reset_index(drop=True).explode()
    position, name = parted.index.to_numpy(), parted.to_numpy(object)
    kept = ~pd.DataFrame({"position": position, "name": name}).duplicated().to_numpy()
    return position[kept], name[kept], np.ones(int(kept.sum()), dtype=bool)


def _weeks(sightings: pd.DataFrame) -> Values:
    first, last = _days(sightings)
    # 1970-01-01 was a Thursday; weeks begin on Monday.
    one, other = ((day.astype("int64") + 3) // 7 for day in (first, last))
    return _periods(first, one, other, lambda week: (week * 7 - 3).astype("datetime64[D]"))


def _months(sightings: pd.DataFrame) -> Values:
    first, last = _days(sightings)
    one, other = (day.astype("datetime64[M]").astype("int64") for day in (first, last))
    return _periods(first, one, other, lambda month: month.astype("datetime64[M]"))


def _days(sightings: pd.DataFrame) -> tuple[Any, Any]:
    """First and last day of the time that a sighting stands for; NaT where there is none."""
    first, after = (
        sightings[name].dt.tz_localize(None).to_numpy("datetime64[us]")
        for name in ("time_from", "time_to")
    )
    last = np.maximum(first, after - np.timedelta64(1, "us"))
    return first.astype("datetime64[D]"), last.astype("datetime64[D]")


def _periods(day: Any, one: Any, other: Any, label: Callable[[Any], Any]) -> Values:
    """Every period from ``one`` to ``other``; "" where there is no date, or too long a time."""
    known = ~np.isnat(day)
    span = np.where(known, other - one + 1, 1)
    vague = ~known | (span > _MOST_PERIODS)
    count = np.where(vague, 1, span)
    position, period = runs(count, np.where(vague, 0, one))
    text = np.where(vague[position], "", label(period).astype(str)).astype(object)
    return position, text, (count == 1)[position]


#: What can be counted by, and how the values of sightings are found.
GROUPS: Final[dict[str, Callable[[pd.DataFrame], Values]]] = {
    "layer": _column("layer"),
    "category": _column("category"),
    "actor": _actors,
    "week": _weeks,
    "month": _months,
}
