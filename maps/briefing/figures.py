"""The numbers of a briefing: counted once, from the data, as intervals.

Low counts what certainly belongs to the period and still stands, high also what may belong to
it: a date that reaches beyond the period, a circle that only reaches into a zone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.join import CERTAIN, POSSIBLE, join
from layers.asking.counting import ANY_REGION, count_by
from layers.asking.selection import Selection, certainly, select
from layers.doubles.once import Once, Together
from layers.record import LAYERS
from layers.reports import reports_told
from layers.standing import standing
from maps.briefing.period import Period
from maps.payload import AREA_M

if TYPE_CHECKING:
    import geopandas

__all__ = ["Bars", "Interval", "Mask", "Side", "bars", "counts", "off_the_map", "places",
           "region_counts", "sides_of"]  # fmt: skip

Mask = npt.NDArray[np.bool_]

_POSITION = "__position__"
_EVERYWHERE = "everywhere"
#: More weeks than this are months instead.
_MOST_WEEKS = 27
#: More months than this are too many for bars: only the last ones are drawn.
_MOST_MONTHS = 36


class Interval(NamedTuple):
    """At least ``low``, at most ``high``."""

    low: int
    high: int

    def less(self, other: Interval) -> Interval:
        """What this is more than another, at least and at most."""
        return Interval(self.low - other.high, self.high - other.low)


@dataclass(frozen=True, kw_only=True)
class Side:
    """The sightings of one period.

    ``sightings`` (EPSG:4326) touch it, those of ``sure`` lie in it beyond doubt; ``marks`` say
    which are retracted or superseded, ``positions`` where each stands among all; ``joined`` is
    what `geo.join.join` gives, ``memberships`` the same, possible only where the time is.
    Where events are counted, ``once`` makes them of reports, and ``placed`` in regions.
    """

    period: Period
    sightings: geopandas.GeoDataFrame
    sure: Mask
    marks: npt.NDArray[np.object_]
    positions: npt.NDArray[np.intp]
    joined: pd.DataFrame
    memberships: pd.DataFrame
    once: Once | None = None
    placed: Once | None = None

    @property
    def stands(self) -> Mask:
        """Which are neither retracted nor superseded."""
        return np.asarray(self.marks == "", dtype=bool)

    def count(self, which: Mask | None = None, against: Mask | None = None) -> Interval:
        """How many stand, of all or of these: events where these are counted, else reports.

        An event is certainly one of these if none of its reports is ``against`` it: all others,
        unless it is said which.
        """
        if self.once is None:
            return self.reports(which)
        mine = self.stands if which is None else self.stands & which
        doubted = None if against is None else self.stands & against
        return Interval(*self.once.count(mine, mine & self.sure, doubted))

    def wholly(self, which: Mask) -> Mask:
        """Of these reports the ones whose event has no other that stands, where events count."""
        if self.once is None:
            return which
        other = np.zeros(len(which), bool)
        other[self.once.event[self.stands & ~which]] = True
        return np.asarray(which & ~other[self.once.event])

    def reports(self, which: Mask | None = None) -> Interval:
        """How many reports stand, of all or of these, several of one event or not."""
        mine = self.stands if which is None else self.stands & which
        low, high = reports_told(self.sightings)
        return Interval(int(low[mine & self.sure].sum()), int(high[mine].sum()))


def sides_of(
    sightings: geopandas.GeoDataFrame,
    selections: Sequence[Selection],
    regions: geopandas.GeoDataFrame,
    assume_uncertainty_m: float | None = None,
    together: Together | None = None,
) -> list[Side]:
    """The sightings of the period of each selection, counted in regions; joined once for all.

    With ``together`` (`layers.doubles.once`) events are counted, not reports.
    """
    numbered = sightings.assign(**{_POSITION: np.arange(len(sightings))})
    numbered.attrs.update(sightings.attrs)
    frames, places = [], []
    for selection in selections:
        chosen, _ = select(numbered, selection, assume_uncertainty_m=assume_uncertainty_m)
        attrs = dict(chosen.attrs)
        places.append(chosen.pop(_POSITION).to_numpy(np.intp))
        chosen.attrs.update(attrs)
        frames.append(chosen)
    every = np.unique(np.concatenate(places))
    near = sightings.iloc[every].reset_index(drop=True)
    joined = join(near, regions, assume_uncertainty_m=assume_uncertainty_m)
    at = every[joined["sighting"].to_numpy(np.intp)]
    sides = []
    for selection, chosen, positions in zip(selections, frames, places, strict=True):
        rows = np.full(len(sightings), -1)
        rows[positions] = np.arange(len(positions))
        mine = joined.assign(sighting=rows[at])[rows[at] >= 0].reset_index(drop=True)
        sure = certainly(chosen, selection, assume_uncertainty_m=assume_uncertainty_m)
        found = mine.copy()
        found.loc[~sure[found["sighting"].to_numpy(np.intp)], "certainty"] = POSSIBLE
        sides.append(
            Side(
                period=Period.of(selection),
                sightings=chosen,
                sure=sure,
                marks=standing(chosen).to_numpy(object),
                positions=positions,
                joined=mine,
                memberships=found,
                once=_once(chosen, together, anywhere=True),
                placed=_once(chosen, together),
            )
        )
    return sides


def _once(sightings: pd.DataFrame, together: Together | None, **how: bool) -> Once | None:
    return None if together is None else Once(sightings, together, **how)


def counts(side: Side) -> dict[str, Interval]:
    """How many sightings of each layer; layers of the record are there with none, too."""
    everywhere = _everywhere(side.sightings, side.sure)
    table = count_by(side.sightings, everywhere, ["layer"], total=False, once=side.once)
    found = dict.fromkeys(LAYERS, Interval(0, 0))
    return found | _by(table, "layer")


def region_counts(side: Side, regions: geopandas.GeoDataFrame) -> pd.DataFrame:
    """`layers.asking.counting.count_by` by layer, for these regions and any of them."""
    return count_by(side.sightings, side.memberships, ["layer"], regions=regions, once=side.placed)


def places(
    side: Side, regions: geopandas.GeoDataFrame, which: Mask | None = None
) -> dict[str, Interval]:
    """How many (of all or of these) lie in any border zone, any rail hub and any other region.

    Each counts once in each kind; ``other`` is the last one.
    """
    kinds = regions["kind"].where(regions["kind"].isin(["border_zone", "rail_hub"]), "other")
    asked = side.memberships
    if which is not None:
        asked = asked[which[asked["sighting"].to_numpy(np.intp)]]
    found = {}
    for kind in ("border_zone", "rail_hub", "other"):
        mine = regions[(kinds == kind).to_numpy()]
        inside = asked[asked["region_id"].isin(mine["region_id"])]
        table = count_by(side.sightings, inside, regions=mine, once=side.placed)
        last = table[table["region_id"] == ANY_REGION].iloc[0]
        found[kind] = Interval(int(last["low"]), int(last["high"]))
    return found


def off_the_map(sightings: geopandas.GeoDataFrame) -> Mask:
    """Which have no place, or one known no better than to a country: no map shows them."""
    radius = sightings["coordinate_uncertainty_m"].to_numpy(float, na_value=np.nan)
    return np.asarray(sightings.geometry.isna().to_numpy() | (radius > AREA_M))


@dataclass(frozen=True, kw_only=True)
class Bars:
    """Counts by week or month (``unit``): the first days, and one interval for each, by layer.

    ``vague`` are dated too coarsely to be of any; ``earlier`` may be of months before the first.
    """

    unit: str
    days: tuple[dt.date, ...]
    layers: dict[str, tuple[Interval, ...]]
    vague: int
    earlier: int


def bars(
    sightings: geopandas.GeoDataFrame,
    selection: Selection,
    assume_uncertainty_m: float | None = None,
    together: Together | None = None,
) -> Bars:
    """Sightings of a selection by week (months where there are too many), as far as it goes."""
    chosen, _ = select(sightings, selection, assume_uncertainty_m=assume_uncertainty_m)
    sure = certainly(chosen, selection, assume_uncertainty_m=assume_uncertainty_m)
    first, last = _reach(chosen, Period.of(selection))
    if first is None or last is None:
        return Bars(unit="week", days=(), layers={}, vague=0, earlier=0)
    unit = "week" if (last - first).days < 7 * _MOST_WEEKS else "month"
    whole = _weeks(first, last) if unit == "week" else _months(first, last)
    days = whole if unit == "week" else whole[-_MOST_MONTHS:]
    once = _once(chosen, together, anywhere=True)
    table = count_by(chosen, _everywhere(chosen, sure), ["layer", unit], total=False, once=once)
    length = 10 if unit == "week" else 7
    places = {day.isoformat()[:length]: number for number, day in enumerate(days)}
    found: dict[str, list[Interval]] = {}
    for row in table.to_dict("records"):
        heights = found.setdefault(str(row["layer"]), [Interval(0, 0)] * len(days))
        if row[unit] in places:
            heights[places[row[unit]]] = Interval(int(row["low"]), int(row["high"]))
    order = [*LAYERS, *sorted(found.keys() - set(LAYERS))]
    layers = {
        name: tuple(found[name]) for name in order if any(b.high for b in found.get(name, []))
    }
    return Bars(
        unit=unit,
        days=tuple(days),
        layers=layers,
        vague=int(table.loc[table[unit] == "", "high"].sum()),
        earlier=_before(chosen, days[0], once) if len(days) < len(whole) else 0,
    )


def _before(sightings: pd.DataFrame, day: dt.date, once: Once | None) -> int:
    """How many reports (or events) that stand may be of a time before a day."""
    begun = (sightings["time_from"] < pd.Timestamp(day, tz="UTC")).to_numpy(bool)
    stands = (standing(sightings) == "").to_numpy(bool)
    told = np.flatnonzero(begun & stands)
    if once is not None:
        told = np.unique(once.event[told])
    return int(reports_told(sightings)[1][told].sum())


def _everywhere(sightings: pd.DataFrame, sure: Mask) -> pd.DataFrame:
    """Memberships in the one region that holds all, with or without a place."""
    return pd.DataFrame(
        {
            "sighting": sightings.index,
            "region_id": _EVERYWHERE,
            "certainty": np.where(sure, CERTAIN, POSSIBLE),
        }
    )


def _by(table: pd.DataFrame, key: str) -> dict[str, Interval]:
    rows: list[dict[Any, Any]] = table.to_dict("records")
    return {str(row[key]): Interval(int(row["low"]), int(row["high"])) for row in rows}


def _reach(sightings: pd.DataFrame, period: Period) -> tuple[dt.date | None, dt.date | None]:
    """First and last day of the period; where it is open, of the sightings' dates."""
    first, last = period.first, period.last
    if first is None and sightings["time_from"].notna().any():
        first = sightings["time_from"].min().date()
    if last is None and sightings["time_to"].notna().any():
        last = (sightings["time_to"].max() - pd.Timedelta(microseconds=1)).date()
    return (None, None) if first is None or last is None or last < first else (first, last)


def _weeks(first: dt.date, last: dt.date) -> list[dt.date]:
    monday = first.toordinal() - first.weekday()
    return [dt.date.fromordinal(day) for day in range(monday, last.toordinal() + 1, 7)]


def _months(first: dt.date, last: dt.date) -> list[dt.date]:
    one, other = (day.year * 12 + day.month - 1 for day in (first, last))
    return [dt.date(month // 12, month % 12 + 1, 1) for month in range(one, other + 1)]
