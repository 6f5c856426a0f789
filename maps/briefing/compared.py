"""What two periods of a briefing have each and in common: counted, and listed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from layers.doubles.once import Once
from layers.reports import reports_told
from maps.briefing.figures import Interval, Mask, Side

__all__ = ["Changes", "changes"]


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What two periods have each and in common, as positions among all sightings.

    The intervals count what stands: ``new`` certainly of this period and not even possibly of
    the other .. possibly of this and not certainly of the other; ``gone`` the other way round.
    ``new_most`` and ``gone_most`` count those of ``new_at`` and ``gone_at``. Where events are
    counted, reports of one that touches both periods are in ``both_at``, each in either.
    """

    new: Interval
    both: Interval
    gone: Interval
    new_at: tuple[int, ...]
    both_at: tuple[int, ...]
    gone_at: tuple[int, ...]
    new_most: int
    gone_most: int


def changes(now: Side, before: Side, total: int, once: Once | None = None) -> Changes:
    """Compare the sightings of two periods; ``total`` is how many there are of all.

    ``once`` (of all of them, `anywhere`) counts events instead of reports. What may be one event
    or several is certainly new only if none of it may be of the other period, and in both perhaps
    where one report is of this period and another of that.
    """
    touch, sure = _masks(now, total)
    touched, sure_before = _masks(before, total)
    low, high = np.ones(total, np.int64), np.ones(total, np.int64)
    for side in (now, before):
        low[side.positions], high[side.positions] = reports_told(side.sightings)
    each = np.arange(total)
    event, group = (each, each) if once is None else (once.event, once.group)
    here, there, surely, surely_there = (
        _firsts(mask, event) for mask in (touch, touched, sure, sure_before)
    )
    any_here, any_there, any_surely, any_surely_there = (
        _firsts(mask, group) for mask in (touch, touched, sure, sure_before)
    )
    arrived, left = here & ~there, there & ~here
    ends = (np.bincount(group[mask], minlength=total) for mask in (arrived, left))
    perhaps = int(np.minimum(*ends).sum())

    def counted(least: Mask, most: Mask, more: int = 0) -> Interval:
        return Interval(int(low[least].sum()), int(high[most].sum()) + more)

    return Changes(
        new=counted(any_surely & ~any_there, here & ~surely_there),
        both=counted(_firsts(surely & surely_there, group), here & there, perhaps),
        gone=counted(any_surely_there & ~any_here, there & ~surely),
        new_at=_at(touch & arrived[event]),
        both_at=_at((touch | touched) & (here & there)[event]),
        gone_at=_at(touched & left[event]),
        new_most=int(high[arrived].sum()),
        gone_most=int(high[left].sum()),
    )


def _firsts(mask: Mask, home: Any) -> Mask:
    """The first of each event (or group) that one of the marked is of."""
    out = np.zeros(len(mask), bool)
    out[home[mask]] = True
    return out


def _masks(side: Side, total: int) -> tuple[Mask, Mask]:
    touch, sure = np.zeros(total, bool), np.zeros(total, bool)
    touch[side.positions[side.stands]] = True
    sure[side.positions[side.stands & side.sure]] = True
    return touch, sure


def _at(mask: Mask) -> tuple[int, ...]:
    return tuple(int(i) for i in np.flatnonzero(mask))
