"""One table while it is being checked: its columns by field, and what was found."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from layers.checking.findings import Findings, row_called
from layers.checking.quantityranges import Quantity
from layers.checking.values import Points
from layers.policy import UNDECIDED, Policy
from layers.times.dates import Order
from layers.times.serialdates import Serial

__all__ = ["Checked", "Meanings", "Mended", "RawTable", "rebuilt", "rows_by_code"]

_TEXT = pa.large_string()


class Mended(NamedTuple):
    """A text of a column that was mended before anything else was done with it."""

    column: str
    before: str
    after: str
    why: str


@dataclass(frozen=True)
class RawTable:
    """One table as a reader hands it on: text columns and WKB geometry in EPSG:4326.

    ``problems`` says per 0-based row why the row as a whole cannot be used (``hard``) or why its
    geometry cannot. ``numeric`` are columns of real numbers, whose points are decimal points
    beyond doubt; ``unread`` what was written, by row, where a geometry could not be read. ``aside``
    are rows that are of none of our layers, with a code and the reason; ``notes`` are about it all.
    ``lines`` are the numbers that a spreadsheet shows beside the rows, and ``sheet`` is the sheet's
    name, where there are several. ``mended``: by row, texts that stood otherwise in the file.
    """

    columns: Mapping[str, pa.Array]
    rows: int
    geometry: pa.Array | None = None
    problems: Mapping[int, str] = field(default_factory=dict)
    problems_are_hard: bool = True
    layer: str | None = None
    numeric: frozenset[str] = frozenset()
    unread: Mapping[int, str] = field(default_factory=dict)
    aside: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    lines: Sequence[int] | None = None
    sheet: str | None = None
    mended: Mapping[int, tuple[Mended, ...]] = field(default_factory=dict)

    def line(self, row: int) -> int | None:
        """The number that a spreadsheet shows beside a row (0-based)."""
        return None if self.lines is None else int(self.lines[row])

    def naming(self, first_row: int) -> Callable[[int], str]:
        """Give what names rows (0-based), the first of which has this number in its file."""
        lines, sheet = self.lines, self.sheet  # and not the table, which it would keep

        def called(row: int) -> str:
            return row_called(first_row + row, None if lines is None else int(lines[row]), sheet)

        return called


@dataclass(frozen=True, kw_only=True)
class Meanings:
    """What a whole file says of values that its parts alone leave open.

    ``points``: what 1.500 is, by field; ``orders``: whether day or month comes first, by field;
    ``serials``: what numbers in a column of dates are, by field; ``short_dates``: dates of a field
    that show how others, with years of two digits, are to be read;
    ``addresses``: columns of which most values are web addresses.
    """

    points: Mapping[str, Points]
    orders: Mapping[str, Order]
    addresses: frozenset[str]
    serials: Mapping[str, Serial] = field(default_factory=dict)
    short_dates: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass
class Checked:
    """One table after checking: ``texts`` and ``numbers`` by field, the rest per row.

    ``said_orders`` and ``said_zones``: which of day and month comes first, and whose time it is, by
    field, where the column's name says so.
    ``quantities``: what stands in quantity_best and is more than a number, by row. ``times``: the
    column of times of day beside a field of dates, by field: its name and its texts. ``policy``:
    what the user decides where neither values nor names of columns say it.
    """

    rows: int
    findings: Findings
    meanings: Meanings | None = None
    policy: Policy = UNDECIDED
    texts: dict[str, pa.Array] = field(default_factory=dict)
    numbers: dict[str, Any] = field(default_factory=dict)
    extras: dict[str, pa.Array] = field(default_factory=dict)
    geometries: Any = None
    time_from: Any = None
    time_to: Any = None
    located: Any = None
    dated: Any = None
    unknown_words: dict[str, dict[str, int]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    said_orders: dict[str, Order] = field(default_factory=dict)
    said_zones: dict[str, str] = field(default_factory=dict)
    quantities: dict[int, Quantity] = field(default_factory=dict)
    times: dict[str, tuple[str, pa.Array]] = field(default_factory=dict)

    def text(self, name: str) -> pa.Array:
        """Return a text field's column, all null when the file has none."""
        return self.texts.get(name, pa.nulls(self.rows, _TEXT))

    def number(self, name: str) -> Any:
        """Return a number field's column, all NaN when the file has none."""
        return self.numbers.setdefault(name, np.full(self.rows, np.nan))


def rebuilt(distinct: list[str | None], codes: Any) -> pa.Array:
    """Build a text column from its distinct values and a code per row (-1 null)."""
    indices = pa.array(codes, pa.int64(), mask=codes < 0)
    return pa.array(distinct, _TEXT).take(indices)


def rows_by_code(codes: Any, count: int) -> Callable[[int], Any]:
    """Give what finds the rows (0-based, rising) of each of so many codes, also of very many."""

    @functools.cache  # mostly nobody asks
    def sorted_codes() -> tuple[Any, Any]:
        order = np.argsort(codes, kind="stable")
        return order, np.searchsorted(codes[order], np.arange(count + 1))

    def rows_of(code: int) -> Any:
        order, begins = sorted_codes()
        return order[begins[code] : begins[code + 1]]

    return rows_of
