"""Counts of sightings that come in batches: the same as of all of them at once."""

from __future__ import annotations

import re
from collections import Counter as Numbers
from collections.abc import Sequence

import geopandas
import pandas as pd

from geo.counts import count_any
from geo.join import POSSIBLE, join
from geo.prepared import PreparedRegions
from layers.asking.counting import add_counts, count_by
from layers.asking.selection import Selection, certainly, select
from layers.doubles.once import Once, Together
from layers.frames import empty_sightings
from layers.reports import reports_frame
from layers.standing import SUPERSEDED, counted, standing, superseded_ids

__all__ = ["Counter"]

#: So many tables of counts are kept before they are added up.
_TABLES = 16
_NUMBERED = re.compile(r"(\d+)( .*)", re.DOTALL)


class Counter:
    """Counts sightings in regions, batch by batch; the arguments are those of `layers.tally.tally`.

    What a report supersedes may have come, and been counted, in an earlier batch: then the
    numbers of `replaced_later` say which batches have to be given to `take_back`. With ``together``
    events are counted, of sightings that come in one batch.

    ``asked``: sightings so far; ``low`` .. ``high``: those in any region.
    """

    def __init__(
        self,
        regions: geopandas.GeoDataFrame,
        by: Sequence[str],
        quantities: bool,
        selection: Selection,
        assume_uncertainty_m: float | None,
        together: Together | None = None,
    ) -> None:
        self.asked = self.low = self.high = 0
        self._regions, self._prepared = regions, PreparedRegions(regions)
        self._by, self._quantities = by, quantities
        self._selection, self._assume_m = selection, assume_uncertainty_m
        self._tables: list[pd.DataFrame] = []
        self._batch = 0
        #: Ids that some report supersedes, and the number of the batch that said so.
        self._replaced: dict[str, int] = {}
        self._said: Numbers[str] = Numbers()
        self._gone: Numbers[str] = Numbers()
        self._nowhere = 0
        self._together = together
        self._doubles: list[str] = []

    @property
    def replaced_later(self) -> bool:
        """Whether anything was superseded in another batch than the first."""
        return any(self._replaced.values())

    def add(self, sightings: geopandas.GeoDataFrame) -> None:
        """Count a batch of sightings (as `layers.intake.Intake` has them)."""
        for name in superseded_ids(sightings):
            self._replaced.setdefault(name, self._batch)
        self._batch += 1
        told = reports_frame(sightings)
        self.asked += len(sightings) if told is None else int(told["high"].sum())
        chosen, notes = self._chosen(sightings)
        for note in notes:
            match = _NUMBERED.fullmatch(note)
            self._said[match[2] if match else note] += int(match[1]) if match else 0
        chosen.attrs[SUPERSEDED] = tuple(self._replaced)
        marks = standing(chosen)
        self._gone.update(marks[marks != ""])
        self._nowhere += int(chosen.geometry.isna().sum())
        self._count(chosen, 1)

    def take_back(self, number: int, sightings: geopandas.GeoDataFrame) -> None:
        """Take back what was counted in batch ``number`` (from 0) and superseded later."""
        later = {name for name, batch in self._replaced.items() if batch > number}
        chosen, _ = self._chosen(sightings)
        mine = chosen[chosen["id"].isin(later)].reset_index(drop=True)
        mine.attrs.clear()
        mine["supersedes"] = None
        self._gone[SUPERSEDED] += int((standing(mine) == "").sum())
        self._count(mine, -1)

    def table(self) -> pd.DataFrame:
        """The counts so far, as `layers.asking.counting.count_by` gives them."""
        if not self._tables:
            self.add(empty_sightings())
        return add_counts(self._tables, self._regions)

    def notes(self) -> list[str]:
        """What is not counted, and why."""
        notes = [f"{n}{text}" if n else text for text, n in self._said.items()]
        if self._nowhere:
            notes.append(f"{self._nowhere} without a place {_are(self._nowhere)} in no region")
        gone = sorted((mark, n) for mark, n in self._gone.items() if n)
        return notes + [f"{n} {mark} {_are(n)} not counted" for mark, n in gone] + self._doubles

    def _chosen(
        self, sightings: geopandas.GeoDataFrame
    ) -> tuple[geopandas.GeoDataFrame, list[str]]:
        return select(sightings, self._selection, assume_uncertainty_m=self._assume_m)

    def _count(self, chosen: geopandas.GeoDataFrame, sign: int) -> None:
        found = join(chosen, self._prepared, assume_uncertainty_m=self._assume_m)
        sure = certainly(chosen, self._selection, assume_uncertainty_m=self._assume_m)
        found.loc[found["sighting"].isin(chosen.index[~sure]), "certainty"] = POSSIBLE
        once = None if self._together is None else Once(chosen, self._together)
        if once is None:
            low, high = count_any(counted(found, chosen), reports_frame(chosen))
        else:
            self._doubles = once.notes()
            anywhere = count_by(chosen, found, regions=self._regions, once=once).iloc[-1]
            low, high = int(anywhere["low"]), int(anywhere["high"])
        self.low, self.high = self.low + sign * low, self.high + sign * high
        table = count_by(
            chosen, found, self._by,
            regions=self._regions, quantities=self._quantities, once=once,
        )  # fmt: skip
        numbers = table.select_dtypes("number").columns
        self._tables.append(table.assign(**{name: sign * table[name] for name in numbers}))
        if len(self._tables) > _TABLES:
            self._tables = [add_counts(self._tables, self._regions)]


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
