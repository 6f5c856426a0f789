"""What reading a date gives, and the parts that every way of writing one has in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np

__all__ = ["NEVER", "STAND_INS", "DateReading", "Exactness", "Order", "span"]

#: "month first" is about slashes and hyphens; points follow only what points themselves show.
Order = Literal[
    "day first", "month first", "month first, also with points", "contradictory", "both ways",
    "unknown",
]  # fmt: skip
Exactness = Literal["", "year", "month", "day", "time"]
#: Dates that programs write where there is none.
STAND_INS: Final = frozenset(
    {"0000-00-00", "0001-01-01", "1899-12-30", "1900-01-01", "1970-01-01", "9999-12-31"}
)
NEVER: Final[Any] = np.datetime64("NaT", "us")


@dataclass(frozen=True, slots=True)
class DateReading:
    """One date: ISO text, how exact it is, and its half-open interval in UTC (datetime64[us]).

    Of a range, ``text`` is its first day and ``until`` its last one, and the interval holds both.
    """

    text: str | None = None
    exactness: Exactness = ""
    first: Any = NEVER
    after: Any = NEVER
    repaired: str = ""
    problem: str = ""
    until: str = ""


def span(
    first: Any, text: str, exactness: Literal["year", "month", "day"], why: str = ""
) -> DateReading:
    """A day, month or year: ``first`` is a datetime64 of that unit. ValueError for year 0."""
    if np.datetime64(text[:4], "Y") < np.datetime64("0001", "Y"):
        raise ValueError("there is no year 0")
    after = first + 1  # one of its own unit
    return DateReading(
        text, exactness, first.astype("datetime64[us]"), after.astype("datetime64[us]"), why
    )
