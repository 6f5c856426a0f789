"""The periods of a briefing: the one it is about, and the one it is compared with."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pandas as pd

from geo.errors import ArgumentError
from layers.asking.selection import Selection
from layers.times.moments import parse_day

__all__ = ["PREVIOUS", "Period", "compared_period"]

PREVIOUS = "previous"


@dataclasses.dataclass(frozen=True)
class Period:
    """Days in UTC, both included; None where it is open."""

    first: dt.date | None = None
    last: dt.date | None = None

    @classmethod
    def of(cls, selection: Selection) -> Period:
        """The period that a selection asks for."""
        since, until = selection.since, selection.until
        return cls(
            None if since is None else since.date(),
            None if until is None else (until - pd.Timedelta(days=1)).date(),
        )

    def within(self, selection: Selection) -> Selection:
        """The selection with this period instead of its own."""
        return dataclasses.replace(
            selection,
            since=None if self.first is None else parse_day(self.first.isoformat()),
            until=None if self.last is None else parse_day(self.last.isoformat(), end=True),
        )

    @property
    def after(self) -> dt.date | None:
        """The first day after it, or None where it has no end."""
        if self.last is None or self.last == dt.date.max:
            return None
        return self.last + dt.timedelta(days=1)

    @property
    def days(self) -> int | None:
        """How many days it has, or None where it is open."""
        if self.first is None or self.last is None:
            return None
        return (self.last - self.first).days + 1

    @property
    def months(self) -> int | None:
        """How many calendar months it has, or None where it does not consist of whole ones."""
        after = self.after
        if self.first is None or after is None:
            return None
        if self.first.day != 1 or after.day != 1:
            return None
        return (after.year - self.first.year) * 12 + after.month - self.first.month

    def alike(self, other: Period) -> bool:
        """Whether the two have as many days, or as many whole months."""
        return self.days == other.days or (self.months is not None and self.months == other.months)

    def shared(self, other: Period) -> int:
        """How many days the two have in common; an open end is as far as dates go."""
        first = max(one.first or dt.date.min for one in (self, other))
        last = min(one.last or dt.date.max for one in (self, other))
        return max(0, (last - first).days + 1)

    def touches(self, other: Period) -> bool:
        """Whether the two have days in common, or one begins the day after the other ends."""
        ends = (self.first, self.last, other.first, other.last)
        if any(day is None for day in ends):
            return False
        a, b, c, d = (day.toordinal() for day in ends if day is not None)
        return a <= d + 1 and c <= b + 1


def compared_period(text: str, period: Period) -> Period:
    """The period to compare with: ``2022-10-01..2022-10-31``, ``2022-10``, or ``previous``.

    ``previous`` has as many days as ``period`` and ends the day before it; of whole calendar
    months it is as many months. Raises ArgumentError.
    """
    if text.strip().lower() == PREVIOUS:
        return _previous(period)
    first, dots, last = text.partition("..")
    if not dots:
        last = first
    try:
        since, after = parse_day(first), parse_day(last, end=True)
    except ArgumentError:
        raise ArgumentError(
            f"--compare-to {text!r} is no period: write 2022-10-01..2022-10-31, or 2022-10 for a "
            "month, or 'previous'"
        ) from None
    if after <= since:
        raise ArgumentError(f"--compare-to {text}: {last} is before {first}, nothing lies between")
    found = Period(since.date(), (after - pd.Timedelta(days=1)).date())
    if found == period:
        raise ArgumentError(f"--compare-to {text} is the period itself: name another one")
    return found


def _previous(period: Period) -> Period:
    if period.first is None or period.last is None:
        raise ArgumentError(
            "--compare-to previous needs a period: say --since and --until, or name the days "
            "(--compare-to 2022-10-01..2022-10-31)"
        )
    one = dt.timedelta(days=1)
    if period.months:
        first = pd.Timestamp(period.first) - pd.DateOffset(months=period.months)
        return Period(first.date(), period.first - one)
    return Period(period.first - (period.last + one - period.first), period.first - one)
