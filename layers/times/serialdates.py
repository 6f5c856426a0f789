"""Dates written as numbers: day numbers of spreadsheets, and seconds or milliseconds since 1970.

A number is a date only where every value of its column is one of the same kind: 44852 in a column
of days is a slip, in a column of such numbers it is 18 October 2022. The three kinds have no number
in common, so a column can be only one of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from layers.checking.values import is_missing
from layers.times.datereading import DateReading, span

__all__ = ["SERIAL_LIKE", "Serial", "read_serial", "serial_of", "serials_of"]

#: What the numbers of a column are; "" where they are no dates.
Serial = Literal["", "day number", "Unix seconds", "Unix milliseconds"]
#: A number that may be one of them.
SERIAL_LIKE: Final = r"^\s*(?:[0-9]{5}|[0-9]{9,13})(?:\.[0-9]+)?\s*$"
#: From 1990 to 2099. Spreadsheets count days from 30 December 1899.
_LIMITS: Final[tuple[tuple[Serial, float, float], ...]] = (
    ("day number", 32_874, 73_051),
    ("Unix seconds", 631_152_000, 4_102_444_800),
    ("Unix milliseconds", 631_152_000_000, 4_102_444_800_000),
)
_ALL: Final[frozenset[Serial]] = frozenset(kind for kind, _, _ in _LIMITS)
_DAY_ZERO: Final = dt.datetime(1899, 12, 30)
_EPOCH: Final = dt.datetime(1970, 1, 1)


def serials_of(column: pa.Array) -> frozenset[Serial]:
    """The kinds that every value of a column may be; all of them where there is no value."""
    values = column.drop_null()
    if not len(values):
        return _ALL
    numeric = pc.match_substring_regex(values, SERIAL_LIKE)
    rest = values.filter(pc.invert(numeric))
    if any(not is_missing(text) for text in rest.slice(0, 100).to_pylist()):
        return frozenset()  # as of most columns, soon
    rest = rest.unique()
    if any(not is_missing(text) for text in rest.to_pylist()):
        return frozenset()
    numbers = pc.cast(pc.utf8_trim_whitespace(values.filter(numeric)), pa.float64())
    if not len(numbers):
        return _ALL
    extremes = pc.min_max(numbers).as_py()
    low, high = extremes["min"], extremes["max"]
    return frozenset(kind for kind, first, after in _LIMITS if first <= low and high < after)


def serial_of(parts: Iterable[frozenset[Serial]]) -> Serial:
    """What the numbers of a column are, from the kinds that its parts may be."""
    kinds = frozenset.intersection(_ALL, *parts)
    return next(iter(kinds)) if len(kinds) == 1 else ""


def read_serial(text: str, serial: Serial) -> DateReading:
    """Read one number as a date; days without a fraction are days, Unix times are UTC."""
    number = float(text)
    if serial == "day number":
        moment = _DAY_ZERO + dt.timedelta(days=number)
        if number.is_integer():
            day = moment.date()
            why = "a spreadsheet's day number, from 1900 on"
            return span(np.datetime64(day, "D"), day.isoformat(), "day", why)
        moment = _rounded(moment)
        text, zone = moment.isoformat(timespec="seconds"), "no offset"
        why = "a spreadsheet's day number with time, from 1900 on"
    else:
        seconds = number / 1000 if serial == "Unix milliseconds" else number
        moment = _rounded(_EPOCH + dt.timedelta(seconds=seconds))
        text, zone, why = moment.isoformat(timespec="seconds") + "Z", "", f"a time in {serial}"
    first = np.datetime64(moment, "us")
    problem = f"the time has {zone} and is read as UTC" if zone else ""
    return DateReading(text, "time", first, first + np.timedelta64(1, "s"), why, problem)


def _rounded(moment: dt.datetime) -> dt.datetime:
    """To the second: fractions of days do not come out even."""
    return (moment + dt.timedelta(microseconds=500_000)).replace(microsecond=0)
