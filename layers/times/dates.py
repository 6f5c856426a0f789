"""Reading dates, and the time interval that surely holds what happened.

A date is kept as ISO 8601 text as exact as it was written: ``2022``, ``2022-01``, ``2022-01-18``
or a time. ``01/02/2022`` could be either way round, so the whole column is asked: if some rows can
only be one way round and none the other, that way holds for all. ``01.02.2022`` is day first,
as points are used everywhere, unless a date with points in its column can only be month first.
Ranges are in `layers.times.dateranges`, numbers in `layers.times.serialdates`, names in
`layers.times.monthnames`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import numpy as np

from layers.checking.values import is_missing
from layers.times.dateranges import range_parts, read_range
from layers.times.datereading import NEVER, STAND_INS, DateReading, Order, span
from layers.times.datetidy import tidy, whole_of, why_no_date
from layers.times.monthnames import month_of
from layers.times.plaindates import Plain, plain_dates
from layers.times.serialdates import SERIAL_LIKE, Serial, read_serial

__all__ = [
    "NEVER", "ZONES", "DateReading", "Order", "Plain", "interval", "order_of", "plain_dates",
    "read_date", "read_dates", "telling_dates", "widened", "written_offset",
]  # fmt: skip

#: Names of zones that mean one offset where these records lie.
ZONES: Final = {"EET": 2, "EEST": 3, "MSK": 3, "CET": 1, "CEST": 2}
_TIME = (
    r"(?:[T ,]\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
    r"\s*(?P<zone>Z|z|UTC|GMT|EEST|EET|MSK|CEST|CET|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?$"
)
_WORD: Final = r"(?P<name>[^\W\d_]{3,12})"
_OF_YEAR: Final = r"(?:\s*(?:року|рік|года|год|года|гг?\.|рр?\.))?"
_YEAR_FIRST = re.compile(
    r"^(?P<year>\d{4})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})" + _TIME
)
_MONTH = re.compile(r"^(?P<year>\d{4})-(?P<month>\d{2})$")
_MONTH_FIRST = re.compile(r"^(?P<month>\d{1,2})[./-](?P<year>\d{4})$")
_MONTH_LAST = re.compile(r"^(?P<year>\d{4})[./](?P<month>\d{1,2})$")
_YEAR = re.compile(r"^(?P<year>\d{4})$")
_COMPACT = re.compile(r"^(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})$")
_DOTTED = re.compile(r"^(?P<one>\d{1,2})\.(?P<two>\d{1,2})\.(?P<year>\d{4})" + _TIME)
_SLASHED = re.compile(
    r"^(?P<one>\d{1,2})(?P<sep>[/-])(?P<two>\d{1,2})(?P=sep)(?P<year>\d{4})" + _TIME
)
_DAY_NAME = re.compile(
    rf"^(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th|er)?[ -]{_WORD}\.?,?[ -](?P<year>\d{{4}}){_OF_YEAR}"
    + _TIME
)
_NAME_DAY = re.compile(
    rf"^{_WORD}\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})" + _TIME
)
_NAME_YEAR = re.compile(rf"^{_WORD}\.?,?[ -](?P<year>\d{{4}}){_OF_YEAR}$")
_SERIAL = re.compile(SERIAL_LIKE)
#: A numeric date somewhere in a text.
_NUMERIC = re.compile(r"\d[./-]\d{1,2}[./-]\d{4}")
_DAY = np.timedelta64(1, "D")


def telling_dates(texts: Iterable[str]) -> dict[tuple[str, Order], str]:
    """Dates that can only be one way round: one of each kind, slashed or dotted, and way.

    A range tells by both of its ends.
    """
    shown: dict[tuple[str, Order], str] = {}
    for text in map(tidy, texts):
        if _SLASHED.match(text) or _DOTTED.match(text):
            parts: Iterable[str] = (text,)
        else:
            parts = range_parts(text) if _NUMERIC.search(text) else ()
        for part in parts:
            if match := _SLASHED.match(part) or _DOTTED.match(part):
                one, two = int(match["one"]), int(match["two"])
                if (one > 12) != (two > 12):
                    kind = "dotted" if match.re is _DOTTED else "slashed"
                    shown[kind, "day first" if one > 12 else "month first"] = part
    return shown


def order_of(texts: Iterable[str]) -> Order:
    """Which way round ``a/b/yyyy`` is in a column, by the rows that allow only one way.

    "both ways" where some are one way round and some the other. And ``a.b.yyyy``: "contradictory"
    when some with points can only be month first and others, with points or slashes, only day
    first; then no date with points is taken for granted.
    """
    shown = telling_dates(texts)
    slashed, dotted = ({way for of, way in shown if of == kind} for kind in ("slashed", "dotted"))
    if "month first" in dotted:
        against = "day first" in dotted | slashed
        return "contradictory" if against else "month first, also with points"
    if len(slashed) != 1:
        return "both ways" if slashed else "unknown"
    return "day first" if slashed == {"day first"} else "month first"


def read_date(
    text: str, order: Order = "unknown", *, serial: Serial = "", ranges: bool = False
) -> DateReading:
    """Read one date; ``order`` (of `order_of`) decides where both ways round are possible.

    A time without offset is read as UTC, which ``problem`` says; midnight without offset is
    read as the day, since that is how spreadsheets and data frames write days. ``serial`` is what
    the numbers of the column are, if they are dates; with ``ranges`` a range is read, too.
    """
    if is_missing(text):
        return DateReading()
    if serial and _SERIAL.match(text):
        return read_serial(text, serial)
    reading = _read_one(text, order)
    if ranges and reading.text is None and len(text) < 100 and text[:10] not in STAND_INS:
        # A range is told by itself; what is wrong with one date is said of that.
        found = read_range(text, order, lambda part: _read_one(part, order))
        return reading if found is None else found
    return reading


def _read_one(text: str, order: Order) -> DateReading:
    try:
        reading = _read(tidy(text), order)
    except (ValueError, OverflowError) as error:
        return DateReading(problem=f"{text[:40]!r} is not a date ({error})")
    if reading.text is not None and reading.text[:10] in STAND_INS:
        return DateReading(problem=f"{text[:40]!r} is a stand-in date, read as missing")
    if reading.text not in (None, text) and not reading.repaired:
        return dataclasses.replace(reading, repaired="written as ISO 8601")
    return reading


def _read(text: str, order: Order) -> DateReading:
    if text[:10] in STAND_INS:
        return DateReading(problem=f"{text[:40]!r} is a stand-in date, read as missing")
    if match := _YEAR_FIRST.match(text):
        strict = match["sep"] == "-" and len(match["month"]) == len(match["day"]) == 2
        why = "" if strict else "written as ISO 8601"
        return _moment(match, int(match["month"]), int(match["day"]), why)
    if _MONTH.match(text):
        return span(np.datetime64(text, "M"), text, "month")
    if _YEAR.match(text):
        return span(np.datetime64(text, "Y"), text, "year")
    if match := _COMPACT.match(text):
        return _moment(match, int(match["month"]), int(match["day"]), "written as ISO 8601")
    if match := _DOTTED.match(text):
        if order not in ("month first, also with points", "contradictory"):
            order = "day first"
        return _either_way(match, order)
    if match := _SLASHED.match(text):
        return _either_way(match, order)
    if match := _MONTH_FIRST.match(text) or _MONTH_LAST.match(text):
        return _month(int(match["year"]), int(match["month"]), "month written as ISO 8601")
    if (match := _DAY_NAME.match(text) or _NAME_DAY.match(text)) and (
        month := month_of(match["name"])
    ):
        return _moment(match, month, int(match["day"]), "month name written as ISO 8601")
    if (match := _NAME_YEAR.match(text)) and (month := month_of(match["name"])):
        return _month(int(match["year"]), month, "month name written as ISO 8601")
    if whole := whole_of(text):
        reading = _read(whole, order)
        if reading.exactness in ("month", "year"):
            why = f"a part of the {reading.exactness}, read as the whole"
            return dataclasses.replace(reading, repaired=why)
    return DateReading(problem=f"{text[:40]!r} {why_no_date(text)}")


def _month(year: int, month: int, why: str) -> DateReading:
    if not 1 <= month <= 12:
        raise ValueError("month must be in 1..12")
    text = f"{year:04d}-{month:02d}"
    return span(np.datetime64(text, "M"), text, "month", why)


def _either_way(match: re.Match[str], order: Order) -> DateReading:
    one, two = int(match["one"]), int(match["two"])
    if one > 12 >= two:
        order = "day first"
    elif two > 12 >= one:
        order = "month first"
    elif one == two:
        order = "day first"  # 03/03/2022 is the same day either way
    if order in ("unknown", "both ways", "contradictory"):
        return DateReading(
            problem=f"{match.string[:40]!r} could be day first or month first; write YYYY-MM-DD, "
            "or say --date-order"
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
        return span(np.datetime64(date, "D"), date.isoformat(), "day", why)
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
        return span(np.datetime64(date, "D"), day, "day", why or "midnight read as the day")
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
    if zone in ZONES:
        return dt.timedelta(hours=ZONES[zone])
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
    return written_offset(round(offset.total_seconds() / 60)) if offset else "Z"


def written_offset(minutes: int) -> str:
    """An offset from UTC as it stands behind a time."""
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def read_dates(
    text: str,
    order: Order = "unknown",
    then: Callable[[DateReading], DateReading] = lambda reading: reading,
) -> DateReading:
    """Read dates separated by ``|`` or ``;`` and write them as ISO 8601, separated by `` | ``.

    ``order`` decides where they themselves leave it open; ``then`` is done to each of them.
    """
    if is_missing(text):
        return DateReading()
    for separators in ("[|;]", "[|;,]"):  # a comma may also stand inside "January 18, 2022"
        parts = [part.strip() for part in re.split(separators, text) if part.strip()]
        shown = order_of(parts)
        way = order if shown == "unknown" else shown
        readings = [then(read_date(part, way)) for part in parts]
        if all(reading.text is not None for reading in readings):
            break
    else:
        return DateReading(text, problem=f"{text[:60]!r} is not a date or a list of dates")
    joined = " | ".join(str(reading.text) for reading in readings)
    why = next((one.repaired for one in readings if "time-zone" in one.repaired), "")
    return DateReading(joined, repaired="" if joined == text else why or "written as ISO 8601")


def interval(first: Any, after: Any, precision: Any) -> tuple[Any, Any]:
    """Half-open UTC interval that surely holds the event.

    ``first`` and ``after`` (datetime64[us] arrays) bound the dates as written; ``precision`` is
    an object array of day, week, month, year or None (as exact as written). A week reaches 3
    days before and after, month and year are calendar months and years, day the whole UTC day.
    """
    words = ("day", "week", "month", "year")
    return widened(first, after, {word: precision == word for word in words})


def widened(first: Any, after: Any, rows_of: Mapping[str, Any]) -> tuple[Any, Any]:
    """As `interval`; ``rows_of`` says by word which rows (booleans) are as precise as that."""
    start, stop = first.copy(), after.copy()
    units: Any = {"day": "D", "week": "D", "month": "M", "year": "Y"}
    for word, rows in rows_of.items():
        unit = units[word]
        start[rows] = first[rows].astype(f"datetime64[{unit}]").astype("datetime64[us]")
        last = (after[rows] - np.timedelta64(1, "us")).astype(f"datetime64[{unit}]")
        stop[rows] = (last + np.timedelta64(1, unit)).astype("datetime64[us]")
    weeks = rows_of.get("week")
    if weeks is not None:
        start[weeks] -= 3 * _DAY
        stop[weeks] += 3 * _DAY
    return start, stop
