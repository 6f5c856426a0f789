"""Which of day and month comes first in a column: as dates show, its name says, or the user."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from layers.checking.sheet import Checked
from layers.times.dates import DateReading, Order, order_of, read_date, telling_dates
from layers.times.shortyears import ShortYears, short_years, with_whole_year

__all__ = ["Orders", "orders_for"]

_SURE: Final = ("day first", "month first", "month first, also with points")


@dataclass(frozen=True)
class Orders:
    """How the dates of a column are read that could be read in several ways.

    ``order`` and ``ways`` (for years of two digits) hold; ``found`` and ``shown`` are those without
    the word of the user.
    """

    order: Order
    ways: ShortYears
    found: Order
    shown: ShortYears

    def read(self, text: str) -> DateReading | None:
        """A date whose year has two digits, where it is known how; None for any other text."""
        whole = with_whole_year(text, self.ways)
        if not whole:
            return None
        reading = read_date(whole, self.order)
        decided = whole != with_whole_year(text, self.shown)
        by = "--date-order says" if decided else "the column shows"
        why = f"a year of two digits, read as {by}"
        return dataclasses.replace(reading, repaired=why if reading.text else "")

    def told(self, text: str, reading: DateReading) -> DateReading:
        """A date that was read in this order, with a word about it if the user decided it."""
        if self.order == self.found or not reading.repaired:
            return reading
        if reading.text == read_date(text, self.found, ranges=bool(reading.until)).text:
            return reading
        return dataclasses.replace(reading, repaired=f"{reading.repaired}, as --date-order says")


def orders_for(sheet: Checked, name: str, telling: Sequence[str], today: dt.date | None) -> Orders:
    """The orders of a field of dates, with a note where they are not as the user wants them.

    ``telling`` are the texts that may show it. What dates show, and then the column's name says,
    goes before what the user decides (`layers.policy.Policy`).
    """
    if sheet.meanings is None:
        found = order_of(telling)
    else:
        found = sheet.meanings.orders.get(name, "unknown")
    by_name = found == "unknown"
    if by_name:
        found = sheet.said_orders.get(name, found)
    shown = short_years(telling, found, today)
    wanted = sheet.policy.order
    if wanted == "unknown":
        return Orders(found, shown, found, shown)
    order, why = _decided(found, wanted, telling, by_name=by_name)
    against = {"day first": "month first"}.get(wanted, "day first")
    if not why and any(way == against and kind != "a" for kind, way in shown.items()):
        why = f"its dates with years of two digits can only be {against}: {_option(wanted)} is not"
        why += " used for them"
    if why:
        sheet.notes.append(f"{name}: {why}")
    return Orders(order, {**short_years(telling, order, today), **shown}, found, shown)


def _option(wanted: Order) -> str:
    return f"--date-order {'day-first' if wanted == 'day first' else 'month-first'}"


def _decided(
    found: Order, wanted: Order, telling: Sequence[str], *, by_name: bool
) -> tuple[Order, str]:
    """The order, as the user wants it where ``found`` leaves it open, and what to say of it."""
    option = _option(wanted)
    first = "day" if found == "day first" else "month"
    dates = telling_dates(telling)
    if found in _SURE and found.startswith("day") != (wanted == "day first"):
        seen = next((text for (_, way), text in dates.items() if way.startswith(first)), "")
        shown = "the name of its column says" if by_name or not seen else f"{seen[:40]} shows"
        return found, f"the {first} comes first, as {shown}: {option} is not used for it"
    with_points = dates.get(("dotted", "day first"), "")
    if wanted != "day first" and with_points:
        # Points follow what points themselves show.
        why = f"dates with points are day first, as {with_points[:40]} shows; others as {option}"
        return "month first", why
    if found in ("both ways", "contradictory"):
        return wanted, f"some of its dates are day first and some month first: others as {option}"
    return wanted, ""
