"""Reading dates, and the time interval that surely holds what happened.

A date is kept as ISO 8601 text as exact as it was written: ``2022``, ``2022-01``, ``2022-01-18``
or a time. ``01/02/2022`` could be either way round, so the whole column is asked: if some rows can
only be one way round and none the other, that way holds for all. ``01.02.2022`` is day first,
as points are used everywhere, unless a date with points in its column can only be month first.
"""

from __future__ import annotations

import calendar
import dataclasses
import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from layers.values import is_missing

__all__ = [
    "DateReading", "Order", "Plain", "interval", "order_of", "plain_dates", "read_date",
    "read_dates", "telling_dates",
]  # fmt: skip

#: "month first" is about slashes and hyphens; points follow only what points themselves show.
Order = Literal[
    "day first", "month first", "month first, also with points", "contradictory", "unknown"
]

_TIME = (
    r"(?:[T ,]\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?P<zone>Z|z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?$"
)
_YEAR_FIRST = re.compile(
    r"^(?P<year>\d{4})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})" + _TIME
)
_MONTH = re.compile(r"^(?P<year>\d{4})-(?P<month>\d{2})$")
_YEAR = re.compile(r"^(?P<year>\d{4})$")
_COMPACT = re.compile(r"^(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})$")
_DOTTED = re.compile(r"^(?P<one>\d{1,2})\.(?P<two>\d{1,2})\.(?P<year>\d{4})" + _TIME)
_SLASHED = re.compile(
    r"^(?P<one>\d{1,2})(?P<sep>[/-])(?P<two>\d{1,2})(?P=sep)(?P<year>\d{4})" + _TIME
)
_DAY_NAME = re.compile(
    r"^(?P<day>\d{1,2})\.?[ -](?P<name>[A-Za-z]{3,9})\.?,?[ -](?P<year>\d{4})" + _TIME
)
_NAME_DAY = re.compile(r"^(?P<name>[A-Za-z]{3,9})\.? (?P<day>\d{1,2}),? (?P<year>\d{4})" + _TIME)
_MONTH_NAMES = {
    form: number
    for number, name in enumerate(calendar.month_name)
    if name
    for form in (name.lower(), name[:3].lower(), name[:4].lower())
}
_STAND_INS = {"0000-00-00", "0001-01-01", "1899-12-30", "1900-01-01", "1970-01-01", "9999-12-31"}
_STAND_IN_DAYS = np.array(sorted(_STAND_INS - {"0000-00-00"}), "datetime64[D]")
#: Dates as Kordon writes them: pattern, how long each lasts, and characters before the Z.
_PLAIN_DAY = r"^[1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_PLAIN = (
    (_PLAIN_DAY + "$", np.timedelta64(1, "D"), 10),
    (_PLAIN_DAY + r"T(?:[01]\d|2[0-3]):[0-5]\dZ$", np.timedelta64(1, "m"), 16),
    (_PLAIN_DAY + r"T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$", np.timedelta64(1, "s"), 19),
)
_DAY = np.timedelta64(1, "D")
_NEVER: Any = np.datetime64("NaT", "us")


@dataclass(frozen=True, slots=True)
class DateReading:
    """One date: ISO text, how exact it is, and its half-open interval in UTC (datetime64[us])."""

    text: str | None = None
    exactness: Literal["", "year", "month", "day", "time"] = ""
    first: Any = _NEVER
    after: Any = _NEVER
    repaired: str = ""
    problem: str = ""


def telling_dates(texts: Iterable[str]) -> dict[tuple[str, Order], str]:
    """Dates that can only be one way round: one of each kind, slashed or dotted, and way."""
    shown: dict[tuple[str, Order], str] = {}
    for text in texts:
        if match := _SLASHED.match(text) or _DOTTED.match(text):
            one, two = int(match["one"]), int(match["two"])
            if (one > 12) != (two > 12):
                kind = "dotted" if match.re is _DOTTED else "slashed"
                shown[kind, "day first" if one > 12 else "month first"] = text
    return shown


def order_of(texts: Iterable[str]) -> Order:
    """Which way round ``a/b/yyyy`` is in a column, by the rows that allow only one way.

    And ``a.b.yyyy``: "contradictory" when some with points can only be month first and others,
    with points or slashes, only day first; then no date with points is taken for granted.
    """
    shown = telling_dates(texts)
    slashed, dotted = ({way for of, way in shown if of == kind} for kind in ("slashed", "dotted"))
    if "month first" in dotted:
        against = "day first" in dotted | slashed
        return "contradictory" if against else "month first, also with points"
    if len(slashed) != 1:
        return "unknown"
    return "day first" if slashed == {"day first"} else "month first"


def read_date(text: str, order: Order = "unknown") -> DateReading:
    """Read one date; ``order`` (of `order_of`) decides where both ways round are possible.

    A time without offset is read as UTC, which ``problem`` says; midnight without offset is
    read as the day, since that is how spreadsheets and data frames write days.
    """
    if is_missing(text):
        return DateReading()
    try:
        reading = _read(text, order)
    except (ValueError, OverflowError) as error:
        return DateReading(problem=f"{text[:40]!r} is not a date ({error})")
    if reading.text is not None and reading.text[:10] in _STAND_INS:
        return DateReading(problem=f"{text[:40]!r} is a stand-in date, read as missing")
    if reading.text not in (None, text) and not reading.repaired:
        return dataclasses.replace(reading, repaired="written as ISO 8601")
    return reading


def _read(text: str, order: Order) -> DateReading:
    if text[:10] in _STAND_INS:
        return DateReading(problem=f"{text[:40]!r} is a stand-in date, read as missing")
    if match := _YEAR_FIRST.match(text):
        strict = match["sep"] == "-" and len(match["month"]) == len(match["day"]) == 2
        why = "" if strict else "written as ISO 8601"
        return _moment(match, int(match["month"]), int(match["day"]), why)
    if match := _MONTH.match(text):
        return _span(np.datetime64(text, "M"), text, "month")
    if match := _YEAR.match(text):
        return _span(np.datetime64(text, "Y"), text, "year")
    if match := _COMPACT.match(text):
        return _moment(match, int(match["month"]), int(match["day"]), "written as ISO 8601")
    if match := _DOTTED.match(text):
        if order not in ("month first, also with points", "contradictory"):
            order = "day first"
        return _either_way(match, order)
    if match := _SLASHED.match(text):
        return _either_way(match, order)
    if match := _DAY_NAME.match(text) or _NAME_DAY.match(text):
        month = _MONTH_NAMES.get(match["name"].lower())
        if month:
            return _moment(match, month, int(match["day"]), "month name written as ISO 8601")
    return DateReading(problem=f"{text[:40]!r} is not a date; write it as YYYY-MM-DD")


def _either_way(match: re.Match[str], order: Order) -> DateReading:
    one, two = int(match["one"]), int(match["two"])
    if one > 12 >= two:
        order = "day first"
    elif two > 12 >= one:
        order = "month first"
    elif one == two:
        order = "day first"  # 03/03/2022 is the same day either way
    if order in ("unknown", "contradictory"):
        return DateReading(
            problem=f"{match.string[:40]!r} could be day first or month first; write YYYY-MM-DD"
        )
    day_first = order == "day first"
    day, month = (one, two) if day_first else (two, one)
    if match.re is _DOTTED:
        why = "day.month.year" if day_first else "month.day.year"
        return _moment(match, month, day, f"{why} written as ISO 8601")
    why = "day first" if day_first else "month first"
    return _moment(match, month, day, f"{why}, written as ISO 8601")


def _moment(match: re.Match[str], month: int, day: int, why: str) -> DateReading:
    date = dt.date(int(match["year"]), month, day)
    parts = match.groupdict()
    if parts.get("hour") is None:
        return _span(np.datetime64(date, "D"), date.isoformat(), "day", why)
    return _timed(date, parts, why)


def _timed(date: dt.date, parts: dict[str, str | None], why: str) -> DateReading:
    hour, minute = int(parts["hour"] or 0), int(parts["minute"] or 0)
    second = int(parts["second"] or 0)
    half = (parts["half"] or "").replace(".", "").lower()
    if half:
        if not 1 <= hour <= 12:
            raise ValueError("hour must be in 1..12 with am or pm")
        hour = hour % 12 + (12 if half == "pm" else 0)
        why = why or "am or pm written as 24 hours"
    micro = int((parts["part"] or "0").ljust(6, "0")[:6])
    time = dt.time(hour, minute, second, micro)
    zone = parts["zone"]
    if zone is None and time == dt.time(0):
        day = date.isoformat()
        return _span(np.datetime64(date, "D"), day, "day", why or "midnight read as the day")
    offset = _offset(zone)
    clock = time.isoformat("auto" if micro else "seconds" if parts["second"] else "minutes")
    moment = dt.datetime.combine(date, time) - offset
    first = np.datetime64(moment, "us")
    step = np.timedelta64(1_000_000 if parts["second"] else 60_000_000, "us")
    return DateReading(
        f"{date.isoformat()}T{clock}{_written(zone, offset)}",
        "time",
        first,
        first + step,
        why,
        "" if zone else "the time has no offset and is read as UTC",
    )


def _offset(zone: str | None) -> dt.timedelta:
    if zone is None or zone.upper() in ("Z", "UTC", "GMT"):
        return dt.timedelta(0)
    digits = zone[1:].replace(":", "").ljust(4, "0")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 14 or minutes > 59:
        raise ValueError(f"there is no offset {zone}")
    offset = dt.timedelta(hours=hours, minutes=minutes)
    return -offset if zone[0] == "-" else offset


def _written(zone: str | None, offset: dt.timedelta) -> str:
    if zone is None:
        return ""
    if not offset:
        return "Z"
    minutes = round(offset.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def _span(
    first: Any, text: str, exactness: Literal["year", "month", "day"], why: str = ""
) -> DateReading:
    if np.datetime64(text[:4], "Y") < np.datetime64("0001", "Y"):
        raise ValueError("there is no year 0")
    after = first + 1  # one of its own unit
    return DateReading(
        text, exactness, first.astype("datetime64[us]"), after.astype("datetime64[us]"), why
    )


def read_dates(text: str) -> DateReading:
    """Read dates separated by ``|`` or ``;`` and write them as ISO 8601, separated by `` | ``."""
    if is_missing(text):
        return DateReading()
    for separators in ("[|;]", "[|;,]"):  # a comma may also stand inside "January 18, 2022"
        parts = [part.strip() for part in re.split(separators, text) if part.strip()]
        readings = [read_date(part, order_of(parts)) for part in parts]
        if all(reading.text is not None for reading in readings):
            break
    else:
        return DateReading(text, problem=f"{text[:60]!r} is not a date or a list of dates")
    joined = " | ".join(str(reading.text) for reading in readings)
    return DateReading(joined, repaired="" if joined == text else "written as ISO 8601")


class Plain(NamedTuple):
    """Dates of a column that need no word: which rows, and their half-open intervals in UTC.

    ``timed`` says which are times rather than days; the others are NaT.
    """

    rows: Any
    timed: Any
    first: Any
    after: Any


def plain_dates(column: pa.Array) -> Plain:
    """The days and UTC times of a column that are written as Kordon writes them, all at once.

    ``2022-01-18``, ``2022-01-18T05:30Z`` and ``2022-01-18T05:30:00Z``, as `read_date` would read
    them; stand-ins and whatever it has a word for are left to it.
    """
    size = len(column)
    rows, timed = np.zeros(size, bool), np.zeros(size, bool)
    first, after = np.full(size, _NEVER), np.full(size, _NEVER)
    for pattern, end, length in _PLAIN:
        here = pc.fill_null(pc.match_substring_regex(column, pattern), False)
        here = np.asarray(here.to_numpy(zero_copy_only=False))
        if not here.any():
            continue
        texts = pc.utf8_slice_codeunits(column.filter(pa.array(here)), 0, length)
        try:
            moments = texts.cast(pa.timestamp("us")).to_numpy(zero_copy_only=False)
        except pa.ArrowInvalid:  # one of them is no date; which, is found by reading each
            continue
        stand_in = np.isin(moments.astype("datetime64[D]"), _STAND_IN_DAYS)
        at = np.flatnonzero(here)[~stand_in]
        rows[at] = True
        timed[at] = length > 10
        first[at] = moments[~stand_in]
        after[at] = moments[~stand_in] + end
    return Plain(rows, timed, first, after)


def interval(first: Any, after: Any, precision: Any) -> tuple[Any, Any]:
    """Half-open UTC interval that surely holds the event.

    ``first`` and ``after`` (datetime64[us] arrays) bound the dates as written; ``precision`` is
    an object array of day, week, month, year or None (as exact as written). A week reaches 3
    days before and after, month and year are calendar months and years, day the whole UTC day.
    """
    start, stop = first.copy(), after.copy()
    units: Any = (("day", "D"), ("month", "M"), ("year", "Y"))
    for word, unit in units:
        rows = precision == word
        start[rows] = first[rows].astype(f"datetime64[{unit}]").astype("datetime64[us]")
        last = (after[rows] - np.timedelta64(1, "us")).astype(f"datetime64[{unit}]")
        stop[rows] = (last + np.timedelta64(1, unit)).astype("datetime64[us]")
    weeks = precision == "week"
    start[weeks] = first[weeks].astype("datetime64[D]").astype("datetime64[us]") - 3 * _DAY
    last = (after[weeks] - np.timedelta64(1, "us")).astype("datetime64[D]")
    stop[weeks] = (last + 4 * _DAY).astype("datetime64[us]")
    return start, stop
