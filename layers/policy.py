"""What the user decides where files leave it open: whose time it is, which date, which sheet.

None of it is ever guessed: without a word of the user a time without offset is read as UTC, which
is said, a date that could be either way round is not used, and every sheet is read.
"""

from __future__ import annotations

import difflib
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypedDict

from geo.errors import ArgumentError
from layers.times.datereading import Order
from layers.times.localtimes import known_zone, zone_named

__all__ = ["DATE_ORDERS", "UNDECIDED", "Policy", "Reading"]

DATE_ORDERS: Final = ("day-first", "month-first")
_ORDERS: Final[dict[str, Order]] = {
    "": "unknown", "day-first": "day first", "month-first": "month first, also with points",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Policy:
    """How to read what files leave open; what they say themselves goes before it.

    ``time_zone``: an IANA name (``Europe/Kyiv``, ``UTC``), whose offset of that day a time gets
    that has none; "" to read it as UTC. ``date_order``: "day-first" or "month-first", for dates
    that their column leaves open; "" for not used. ``sheets``: of workbooks and GeoPackages only
    sheets and layers of these names; none for all. Raises ArgumentError for what there is not.
    """

    time_zone: str = ""
    date_order: str = ""
    sheets: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse zones and orders that there are not."""
        if self.time_zone and not _is_zone(self.time_zone):
            raise ArgumentError(
                f"{self.time_zone!r:.80} is no time zone{_meant(self.time_zone)}: name one as IANA "
                "does, such as Europe/Kyiv, Europe/Minsk, Europe/Moscow or UTC"
            )
        if self.date_order not in _ORDERS:
            raise ArgumentError(
                f"{self.date_order!r:.80} is no order of dates: say {' or '.join(DATE_ORDERS)}"
            )
        if not all(name.strip() for name in self.sheets):
            raise ArgumentError("a sheet without a name cannot be asked for")

    @property
    def order(self) -> Order:
        """Which of day and month comes first, in the words of `layers.times`."""
        return _ORDERS[self.date_order]

    def options(self) -> list[str]:
        """The options that say so on the command line, as names and values in turn."""
        said = [("--time-zone", self.time_zone), ("--date-order", self.date_order)]
        said += [("--sheet", name) for name in self.sheets]
        return [word for name, value in said if value for word in (name, value)]

    def told(self) -> dict[str, Any]:
        """What was decided, for manifests: nothing where nothing was."""
        every = {"time_zone": self.time_zone, "date_order": self.date_order}
        sheets = {"sheets": list(self.sheets)} if self.sheets else {}
        return {name: value for name, value in every.items() if value} | sheets


def _is_zone(name: str) -> bool:
    """Whether a name is that of a place's time, or UTC.

    Not of *EET* and its like, which in a column's name mean one offset the whole year.
    """
    return name == "UTC" or ("/" in name and known_zone(name))


def _meant(name: str) -> str:
    near = zone_named(name)
    if not near:
        zones = {zone.rpartition("/")[2].casefold(): zone for zone in _zones() if "/" in zone}
        found = difflib.get_close_matches(name.rpartition("/")[2].casefold(), zones, 1, 0.8)
        near = zones[found[0]] if found else ""
    return f" (did you mean {near}?)" if near else ""


def _zones() -> list[str]:
    return sorted(zoneinfo.available_timezones())


#: Nothing is decided.
UNDECIDED: Final = Policy()


class Reading(TypedDict, total=False):
    """The keyword arguments that say how files are read, of every call that reads them first.

    ``default_layer``: the layer of rows that say none; ``mapping``, ``encoding`` and ``policy`` as
    for `layers.readers.read`. Each may be left out, or None but for ``policy``.
    """

    default_layer: str | None
    mapping: Mapping[str, str] | None
    encoding: str | None
    policy: Policy
