"""Ranges of dates: ``12-14 Oct 2022``, ``30 Sep - 2 Oct 2022``, ``2022-10-12/14``, ``2022-W41``.

What the first date leaves out, it has from the last one: 12 is the 12th of its month, 30 Sep is of
its year (or the year before, since a range runs forward). A hyphen divides only where both sides
are dates then; ISO dates are never divided within.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Final

import numpy as np

from layers.times.datereading import DateReading, Exactness, Order
from layers.times.monthnames import month_of

__all__ = ["range_parts", "read_range"]

_FROM = re.compile(r"^(?:from|between|vom|von|du|зі|із|з|со|с|ад)\s+", re.IGNORECASE)
_SPACED = re.compile(
    r"\s+(?:-|to|until|till|and|bis|au|до|по|да|па)\s+|\s*(?:–|—|\.{2,3})\s*", re.IGNORECASE
)
_WORD: Final = r"[^\W\d_]{3,12}"
_DAY = re.compile(r"^(\d{1,2})\.?$")
_DAY_NAME = re.compile(rf"^(\d{{1,2}})(?:\.|st|nd|rd|th|er)?[ -]?({_WORD})\.?$")
_NAME_DAY = re.compile(rf"^({_WORD})\.? (\d{{1,2}})(?:st|nd|rd|th)?$")
_NAME = re.compile(rf"^({_WORD})\.?$")
_DAY_YEAR = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$")
_DOTTED = re.compile(r"^(\d{1,2})\.(\d{1,2})\.?$")
_SLASHED = re.compile(r"^(\d{1,2})/(\d{1,2})$")
_ISO_DAY = re.compile(r"^(\d{4})-(\d{2})-(\d{2})$")
_ISO_SHORT = re.compile(r"^(?:(\d{2})-)?(\d{2})$")
_DURATION = re.compile(r"^P(\d{1,3})([DW])$")
_QUARTER = re.compile(r"(?:(\d{4})[- ]?Q([1-4])|Q([1-4])[ /-]?(\d{4}))", re.IGNORECASE)
_WEEK = re.compile(r"(\d{4})-?W(\d{2})", re.IGNORECASE)
_ISO_LIKE = re.compile(r"^\d{4}-\d{2}(?!\d)")
_COARSENESS: Final[dict[Exactness, int]] = {"": 0, "time": 0, "day": 1, "month": 2, "year": 3}

#: How the reader of one date says that day and month cannot be told apart.
_EITHER: Final = "could be day first or month first"

Reader = Callable[[str], DateReading]


def read_range(text: str, order: Order, reader: Reader) -> DateReading | None:
    """Read a range; None for what is none. ``reader`` reads one date.

    Its ``problem`` says what is wrong with a range that cannot be used, or that a time in it has
    no offset.
    """
    for left, right in _divided(text):
        last = _last(left, right, order, reader)
        first = _first(left, last, order, reader)
        if last.text is None or first.text is None:
            if _EITHER in (first.problem if last.text else last.problem):
                return DateReading(problem=f"{text[:60]!r} {_EITHER}; write YYYY-MM-DD/YYYY-MM-DD")
            continue
        if last.after <= first.first:
            return DateReading(problem=f"{text[:60]!r} ends before it begins")
        exactness = max(first.exactness, last.exactness, key=lambda word: _COARSENESS[word])
        return dataclasses.replace(
            first,
            exactness=exactness,
            after=max(first.after, last.after),
            until=last.text,
            repaired=f"a range, read as {first.text} to {last.text}",
            problem=first.problem or last.problem,
        )
    return None


def range_parts(text: str) -> Iterator[str]:
    """The parts of what may be a range, which may tell the order of day and month."""
    for left, right in _divided(text):
        yield from (left, right)


def _divided(text: str) -> Iterator[tuple[str, str]]:
    """Every way to divide a text into two dates, the surest first."""
    bare = _FROM.sub("", _spelled(text), count=1)
    for match in _SPACED.finditer(bare):
        yield bare[: match.start()].strip(), bare[match.end() :].strip()
    if _ISO_LIKE.match(bare) or re.fullmatch(r"\d{4}/\d{4}|[\d.]+\.\d{4}/[\d.]+\.\d{4}", bare):
        left, slash, right = bare.partition("/")
        if slash and right:
            yield left, right
    for match in re.finditer("-", bare):
        left, right = bare[: match.start()].strip(), bare[match.end() :].strip()
        # Within 2022-10-12 nothing is divided, but between two such dates it is.
        iso = _ISO_LIKE.match(bare)
        if left and right and (not iso or (_ISO_DAY.match(left) and _ISO_DAY.match(right))):
            yield left, right


def _spelled(text: str) -> str:
    """Quarters and weeks of a year (ISO 8601) by their first and last months and days."""
    if match := _QUARTER.fullmatch(text):
        year, quarter = match[1] or match[4], int(match[2] or match[3])
        return f"{year}-{3 * quarter - 2:02d}/{year}-{3 * quarter:02d}"
    if match := _WEEK.fullmatch(text):
        try:
            first = dt.date.fromisocalendar(int(match[1]), int(match[2]), 1)
        except ValueError:
            return text
        return f"{first}/{first + dt.timedelta(days=6)}"
    return text


def _last(left: str, right: str, order: Order, reader: Reader) -> DateReading:
    """The date that ends the range, of which only the beginning may say month or year."""
    reading = reader(right)
    if reading.text is not None and reading.exactness != "year":
        return reading
    start = _ISO_DAY.match(left)
    if start and (short := _ISO_SHORT.match(right)):
        return reader(f"{start[1]}-{short[1] or start[2]}-{short[2]}")
    if start and (lasting := _DURATION.match(right)):
        return _after(reader(left), int(lasting[1]) * (7 if lasting[2] == "W" else 1))
    if (tail := _DAY_YEAR.match(right)) and (month := _month_and_day(left, order)):
        return _joined(reader, int(tail[2]), month[0], int(tail[1]))
    return reading


def _after(start: DateReading, days: int) -> DateReading:
    """The last of so many days from a day on; no date for none."""
    if start.text is None or not days:
        return DateReading()
    last = np.datetime64(start.text, "D") + (days - 1)
    first = last.astype("datetime64[us]")
    return DateReading(str(last), "day", first, (last + 1).astype("datetime64[us]"))


def _first(left: str, last: DateReading, order: Order, reader: Reader) -> DateReading:
    """The date that begins the range; what it leaves out it has from the last one."""
    reading = reader(left)
    if reading.text is not None:
        return reading
    if last.text is None:
        return DateReading()
    year, month = int(last.text[:4]), int(last.text[5:7] or 0)
    if month and last.exactness in ("day", "time") and (day := _DAY.match(left)):
        return _joined(reader, year, month, int(day[1]))
    if named := _NAME.match(left):
        begun = month_of(named[1])
        if begun and last.exactness == "month":
            return reader(f"{year - (begun > month):04d}-{begun:02d}")
        return DateReading()
    if found := _month_and_day(left, order):
        # Of 30 Dec - 2 Jan 2022 the first is of the year before.
        earlier = bool(month) and found[0] > month
        return _joined(reader, year - earlier, *found)
    return DateReading()


def _joined(reader: Reader, year: int, month: int, day: int) -> DateReading:
    return reader(f"{year:04d}-{month:02d}-{day:02d}")


def _month_and_day(text: str, order: Order) -> tuple[int, int] | None:
    """Month and day of a date without a year; None where it is none, or could be two."""
    if named := _DAY_NAME.match(text):
        return _pair(month_of(named[2]), int(named[1]))
    if named := _NAME_DAY.match(text):
        return _pair(month_of(named[1]), int(named[2]))
    if dotted := _DOTTED.match(text):
        one, two = int(dotted[1]), int(dotted[2])
        if order == "month first, also with points":
            return _pair(one, two)
        return None if order == "contradictory" else _pair(two, one)
    if slashed := _SLASHED.match(text):
        one, two = int(slashed[1]), int(slashed[2])
        if one > 12 or order == "day first":
            return _pair(two, one)
        if two > 12 or order.startswith("month first"):
            return _pair(one, two)
    return None


def _pair(month: int, day: int) -> tuple[int, int] | None:
    return (month, day) if 1 <= month <= 12 else None
