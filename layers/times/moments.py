"""Days, months and moments that are asked for, and the time that written dates stand for."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import numpy as np
import pandas as pd

from geo.errors import ArgumentError
from layers.times.dates import interval, read_date

__all__ = ["parse_day", "spans", "wanted_span"]

_DAY = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}\S*")


def parse_day(text: str, *, end: bool = False) -> pd.Timestamp:
    """A day, month or year (``2022-10-09``, ``2022-10``, ``2022``) as a UTC time.

    With ``end`` the first moment after it. Raises ArgumentError, also for years before 1678 or
    after 2261, which not every pandas can count.
    """
    match = _DAY.fullmatch(text.strip())
    try:
        if match is None:
            raise ValueError
        year, month, day = (None if g is None else int(g) for g in match.groups())
        if year is None or not 1678 <= year <= 2261:
            raise ValueError
        start = pd.Timestamp(dt.datetime(year, 1 if month is None else month, day or 1), tz="UTC")
        if day == 0:
            raise ValueError
    except ValueError:
        raise ArgumentError(
            f"{text!r} is not a date: write 2022-10-09, or 2022-10 for a month, or 2022"
        ) from None
    if not end:
        return start
    if day:
        return start + pd.DateOffset(days=1)
    return start + (pd.DateOffset(months=1) if month else pd.DateOffset(years=1))


def wanted_span(text: str) -> tuple[Any, Any]:
    """Half-open interval (datetime64[us], UTC) of a day, month, year or moment that is asked for.

    Raises ArgumentError.
    """
    if _TIME.fullmatch(text):
        reading = read_date(text.upper())
        if reading.text is not None:
            return reading.first, reading.after
    moments = parse_day(text), parse_day(text, end=True)
    begin, end = (np.datetime64(moment.tz_localize(None), "us") for moment in moments)
    return begin, end


def spans(sightings: pd.DataFrame, name: str) -> tuple[Any, Any]:
    """Half-open intervals (datetime64[us], UTC) in which the dates of a column lie, NaT if none."""
    codes, texts = pd.factorize(sightings[name])
    readings = [read_date(str(text)) for text in texts]
    nothing: Any = np.datetime64("NaT", "us")
    first = np.array([*(r.first for r in readings), nothing], "datetime64[us]")[codes]
    after = np.array([*(r.after for r in readings), nothing], "datetime64[us]")[codes]
    if name in ("date_start", "date_end") and "date_precision" in sightings:
        known = ~np.isnat(first)
        precision = sightings["date_precision"].to_numpy(dtype=object)
        first[known], after[known] = interval(first[known], after[known], precision[known])
    return first, after
