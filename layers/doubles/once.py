"""Reports of one event counted once: what was decided, and groups that nobody decided about yet.

A report that was decided to be of the same event as another is no further event. Of a group that
is only proposed nobody knows: it may be one event, or as many as it has reports.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas
import numpy as np
import pandas as pd

from geo.errors import ArgumentError
from layers.doubles.groups import Decision, decided_rows, groups_of
from layers.reports import reports_told
from layers.standing import standing

__all__ = ["Known", "Once", "Together", "check_once"]


@dataclass(frozen=True)
class Together:
    """Ids that belong together: those of an event, and those of groups that may be of one.

    A report is in at most one of either; where one of an event is in a group, all of it are.
    """

    events: tuple[tuple[str, ...], ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def of(
        cls,
        ids: Sequence[str],
        decisions: Sequence[Decision],
        groups: Sequence[Sequence[str]],
        notes: list[str],
    ) -> Together:
        """What was decided of these ids, and the kept ``groups`` of them.

        A group in which two were decided to be different falls into two, so that it counts for
        two at least. Raises InputError for decisions that contradict each other.
        """
        row_of = {name: row for row, name in enumerate(ids)}
        same, different = decided_rows(decisions, row_of, notes)
        events = groups_of([], same)
        home = {row: event[0] for event in events for row in event}
        apart = {(home.get(a, a), home.get(b, b)) for a, b in different}
        apart |= {(b, a) for a, b in apart}
        taken: set[int] = set()
        parts: list[list[int]] = []
        for group in groups:
            rows = sorted(
                {home.get(row_of[name], row_of[name]) for name in group if name in row_of}
            )
            rows = [row for row in rows if row not in taken]
            taken |= set(rows)
            parts += _divided(rows, apart)
        whole = {event[0]: event for event in events}
        return cls(
            tuple(tuple(ids[row] for row in event) for event in events),
            tuple(
                tuple(ids[row] for one in part for row in whole.get(one, [one]))
                for part in parts
                if len(part) > 1
            ),
        )


def _divided(rows: list[int], apart: set[tuple[int, int]]) -> list[list[int]]:
    """A group as it is, or as two, where two of it are different: it is two events at least."""
    kept: list[int] = []
    for row in rows:
        if all((row, one) not in apart for one in kept):
            kept.append(row)
    return [kept, [row for row in rows if row not in kept]]


@dataclass(frozen=True)
class Known:
    """``reports`` are of ``events``, as decided; ``groups`` are of as many to ``most`` events."""

    reports: int
    events: int
    groups: int
    most: int

    @property
    def nothing(self) -> bool:
        """Whether no two reports are known to be, or thought to be, of one event."""
        return not self.reports and not self.groups


def check_once(
    *, once: bool, decided: str | os.PathLike[str] | None = None, gated: bool = False
) -> None:
    """Raise ArgumentError for ``decided`` without ``once``, and for ``once`` behind a gate."""
    if once and gated:
        raise ArgumentError("what may be published has other ids than what was decided about")
    if decided is not None and not once:
        raise ArgumentError("decisions change what is counted with `once` only")


class Once:
    """Makes of counts of reports counts of events. ``sightings`` are all that is counted.

    ``event`` and ``group`` have for each sighting the position of the first of its event, and of
    all that may be of one event with it. In regions a report without a place is none of an event's;
    ``anywhere`` it is.
    """

    def __init__(
        self, sightings: pd.DataFrame, together: Together, *, anywhere: bool = False
    ) -> None:
        counts = (standing(sightings) == "").to_numpy(bool)
        if isinstance(sightings, geopandas.GeoDataFrame) and not anywhere:
            counts = counts & sightings.geometry.notna().to_numpy()
        ids = sightings["id"].to_numpy(object)
        self._row_of = {ids[row]: int(row) for row in np.flatnonzero(counts)}
        self._told = reports_told(sightings)
        self.event, events, reports = self._firsts(len(sightings), together.events)
        grouped, _, _ = self._firsts(len(sightings), together.groups)
        self.group = grouped[self.event]
        self._members = np.bincount(self.event[counts], minlength=len(sightings))
        groups, most = self._undecided(together)
        self.known = Known(reports, events, groups, most)

    def _firsts(self, size: int, sets: Sequence[Sequence[str]]) -> tuple[Any, int, int]:
        first = np.arange(size)
        found = reports = 0
        for names in sets:
            rows = [self._row_of[name] for name in names if name in self._row_of]
            if len(rows) > 1:
                first[rows] = min(rows)
                found, reports = found + 1, reports + len(rows)
        return first, found, reports

    def _undecided(self, together: Together) -> tuple[int, int]:
        """Groups that may be one event or several, and how many events they are at most."""
        found = events = 0
        for names in together.groups:
            rows = [self._row_of[name] for name in names if name in self._row_of]
            several = len(set(self.event[rows].tolist()))
            if several > 1:
                found, events = found + 1, events + several
        return found, events

    def notes(self) -> list[str]:
        """What counts otherwise than report by report."""
        notes = []
        known = self.known
        if known.events:
            notes.append(
                f"{known.reports} reports that were decided to be of {known.events} "
                f"event{'' if known.events == 1 else 's'} count once each event"
            )
        if known.groups:
            notes.append(
                f"{known.groups} group{'' if known.groups == 1 else 's'} of doubles that nobody "
                f"decided about count as {known.groups} to {known.most} events"
            )
        return notes or [
            "nothing was decided of these reports, and no group of them is kept: each counts "
            "(`kordon doubles`)"
        ]

    def count(self, may: Any, sure: Any, against: Any = None) -> tuple[int, int]:
        """At least and at most how many events these reports are of (masks over the sightings).

        An event is one of them that a report of ``may`` is of; certainly where one of ``sure`` is
        and none of ``against`` (all that are not in ``may``, unless given) is of it, or may be.
        """
        doubted = ~may if against is None else against
        certain = np.zeros(len(may), bool)
        certain[self.group[sure & may]] = True
        certain[self.group[doubted]] = False
        low, high = self._told
        events, first = np.unique(self.event[may], return_index=True)
        rows = np.flatnonzero(may)[first]
        groups, one = np.unique(self.group[events], return_index=True)
        return int(low[rows[one]][certain[groups]].sum()), int(high[rows].sum())

    def filled(self, position: Any, value: Any, sure: Any) -> tuple[Any, Any, Any]:
        """Values of a group to count by; one that a report leaves open is that of its event."""
        table = pd.DataFrame({"position": position, "value": value, "sure": sure})
        table["event"] = self.event[table["position"]]
        open_ = (table["value"] == "").to_numpy(bool)
        known = table.loc[~open_, ["event", "value"]].drop_duplicates()
        told = table.loc[open_, ["position", "event"]].merge(known, on="event")
        left = open_ & ~table["event"].isin(known["event"]).to_numpy()
        whole = pd.concat(
            [table.loc[~open_ | left, ["position", "value", "sure"]],
             told[["position", "value"]].assign(sure=False)],
            ignore_index=True,
        )  # fmt: skip
        return (
            whole["position"].to_numpy(np.intp),
            whole["value"].to_numpy(object),
            whole["sure"].to_numpy(bool),
        )

    def counted(self, table: pd.DataFrame, cell: Sequence[str]) -> pd.DataFrame:
        """Rows of reports in cells as rows of events in them.

        An event is certainly where one of its reports certainly is and all of them may be; of
        a group one event is certain at most. ``least`` and ``most``, where they are there, are
        those of all of an event's reports that give a number (``said``).
        """
        table = table.assign(event=self.event[table["position"]])
        keys = [*cell, "event"]
        by = table.groupby(keys, sort=False, observed=True)
        out = by.agg(
            position=("position", "min"),
            reached=("position", "nunique"),
            certain=("certain", "any"),
        ).reset_index()
        out["certain"] &= out.pop("reached").to_numpy() == self._members[out["event"]]
        order = ["certain"]
        if "least" in table:
            numbers = table[table["said"]].groupby(keys, sort=False, observed=True).agg(
                least=("least", "min"), most=("most", "max"), open=("open", "any")
            )  # fmt: skip
            out = out.merge(numbers.reset_index(), on=keys, how="left")
            out["open"] = out["open"].astype("boolean").fillna(True).astype(bool)
            out = out.fillna({"least": 0.0, "most": 0.0})
            order = ["certain", "least"]
        out["group"] = self.group[out["event"]]
        ranked = out.sort_values(order, ascending=[False, True][: len(order)], kind="stable")
        first = ~ranked.duplicated([*cell, "group"])
        out["certain"] &= first.reindex(out.index)
        return out.drop(columns=["event", "group"])
