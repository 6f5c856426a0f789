"""Dates with a time that has no offset, where their column or the user says whose time it is."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from layers.times.datereading import DateReading
from layers.times.dates import ZONES, written_offset
from layers.times.localtimes import offset_at

__all__ = ["in_zone"]


def in_zone(
    reading: DateReading, zone: str, said_by: str = "which its column names"
) -> DateReading:
    """A time without an offset as that of a zone (`layers.columns.zone_said`); others unchanged.

    Where clocks were set back or forward over it, ``problem`` says that the time is not clear, and
    the whole day is what is sure.
    """
    if not zone or reading.exactness != "time" or "no offset" not in reading.problem:
        return reading
    shown: Any = reading.first.astype("datetime64[us]").item()
    if zone in ZONES:
        minutes: int | None = 60 * ZONES[zone]
    else:
        offset = offset_at(zone, shown)
        minutes = None if offset is None else round(offset.total_seconds() / 60)
    if minutes is None:
        day = np.datetime64(shown.date(), "D")
        return DateReading(
            str(day), "day", day.astype("datetime64[us]"), (day + 1).astype("datetime64[us]"),
            f"the day, as clocks were changed over the time ({zone})",
        )  # fmt: skip
    before = f"{reading.repaired}; " if "--date-order" in reading.repaired else ""
    step = np.timedelta64(minutes, "m")
    return dataclasses.replace(
        reading,
        text=f"{reading.text}{written_offset(minutes) if minutes else 'Z'}",
        first=reading.first - step,
        after=reading.after - step,
        repaired=f"{before}the time of {zone}, {said_by}",
        problem="",
    )
