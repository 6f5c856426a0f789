"""Times of day in a column of their own, beside the column of the days that they are of.

``18.01.2022`` in one column and ``05:30`` in the next are one moment, and are read as if both stood
in one cell: with the offset that the time or the column's name says (``Time (UTC)``), else as UTC,
which is said. Cells that are no time of day (*morning*, ``05:30-06:00``) change nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa

from layers.checking import values
from layers.times import dates

__all__ = ["TimeOfDay", "read_time", "times_of"]

#: Any day: a time is read beside it as it would be in one cell.
_DAY: Final = "2000-01-02"
_MOMENT: Final = np.datetime64(_DAY, "us")
#: No time is longer; in a long text of blanks the pattern would try very many parts.
_LONGEST: Final = 60
_ZONE: Final = r"(?:Z|UTC|GMT|EET|EEST|MSK|МСК|CET|CEST)?(?:[+-]\d{1,2}(?::?\d{2})?)?"
_CLOCK: Final = re.compile(
    r"(?:(?:at|о|об|в|um|à)\s+)?(?P<hour>\d{1,2})(?:[:.]|\s?[hч]\s?)(?P<rest>\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)"
    rf"\s*(?P<half>[ap]\.?m\.?)?\s*(?:h|hrs|hours|uhr|ч\.?|год\.?)?\s*\(?(?P<zone>{_ZONE})\)?",
    re.IGNORECASE,
)
_OFFSET: Final = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """What a time adds to a day: ``text`` behind the date, and from when to when (timedelta64).

    ``begins`` is from midnight UTC of that day, and may be before or after it; ``problem`` says
    what is to be said of the time, as `layers.times.dates.read_date` has it.
    """

    text: str
    begins: Any
    lasts: Any
    problem: str = ""


def read_time(text: str, zone: str = "") -> TimeOfDay | None:
    """Read one cell; ``zone`` is what the column's name says. None where it is no time of day.

    Midnight without an offset says no more than the day, as in one cell: it is None, too.
    """
    match = _CLOCK.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        return None
    written = _offset(match["zone"] or zone)
    if written is None:
        return None
    reading = dates.read_date(
        f"{_DAY} {match['hour']}:{match['rest']} {match['half'] or ''}{written}"
    )
    if reading.text is None or reading.exactness != "time":
        return None
    return TimeOfDay(
        reading.text[len(_DAY) :],
        reading.first - _MOMENT,
        reading.after - reading.first,
        reading.problem,
    )


def times_of(column: pa.Array, zone: str) -> tuple[list[TimeOfDay | None], Any]:
    """The times of a column, each once, and for each row which of them it has (-1 for none)."""
    texts, _, codes = values.read_each(column, values.Reading)
    of_place = "/" in zone  # what it adds depends on the day, too
    times = [read_time(text, "" if of_place else zone) for text in texts]
    none = np.array([time is None for time in times] + [True])
    return times, np.where(none[codes], -1, codes)


def _offset(zone: str) -> str | None:
    """A zone as `layers.times.dates` reads it; None for what is none: 05:30-06:00 is a range."""
    zone = zone.upper().replace("МСК", "MSK")
    if zone.startswith("-"):
        return None
    if (match := _OFFSET.fullmatch(zone)) is None:
        return zone if zone.isalpha() or not zone else None
    return f"{match[1]}{int(match[2]):02d}:{match[3] or '00'}"
