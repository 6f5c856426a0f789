"""Dates in three columns: year, month and day, as databases of events export them.

They are read as one date. What is unknown (0, nothing) makes it a month or a year; of what is none
the three texts are what is said to be no date. The columns themselves travel along.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from layers.checking import values
from layers.checking.sheet import RawTable, rebuilt
from layers.columns import field_meant
from layers.times.monthnames import month_of
from layers.times.timecolumns import folded_name, time_meant

__all__ = ["date_parts", "with_joined_date"]

_NAMES: Final = (
    ("year", "iyear", "event year", "год", "рік", "jahr", "année", "rok"),
    ("month", "imonth", "event month", "месяц", "місяць", "monat", "mois", "miesiąc"),
    ("day", "iday", "event day", "день", "дзень", "tag", "jour", "dzień"),
)
_FOLDED: Final = tuple(frozenset(map(folded_name, names)) for names in _NAMES)
_BETWEEN: Final = "\x1f"
_NUMBER: Final = re.compile(r"(\d{1,4})(?:\.0+)?")
#: Month and day of what is known by its year only: nothing, or what stands for it.
_UNKNOWN: Final = frozenset({"", "0", "00", "-9", "99", "na", "n/a", "none", "null", "nan", "-"})


def date_parts(columns: Iterable[str], given: Mapping[str, str]) -> tuple[str, ...]:
    """Columns of year, month and day that make the dates of a table; none where it has others.

    ``given`` (column -> field) goes before: a column that it names is no part.
    """
    names = [name for name in columns if name not in given]
    parts: list[str] = []
    for meant in _FOLDED:
        found = [name for name in names if folded_name(name) in meant]
        if len(found) != 1:
            return ()
        parts += found
    joined = ", ".join(parts)
    if any(field == "date_start" and name != joined for name, field in given.items()):
        return ()
    others = (name for name in names if name not in parts and not time_meant(name)[0])
    return () if any(field_meant(name) == "date_start" for name in others) else tuple(parts)


def with_joined_date(raw: RawTable, given: Mapping[str, str]) -> tuple[RawTable, dict[str, str]]:
    """The table with a column of the dates that its parts make, and what that column means."""
    parts = date_parts(raw.columns, given)
    if not parts:
        return raw, {}
    texts = [pc.fill_null(values.clean(raw.columns[name]), "") for name in parts]
    joined = pc.binary_join_element_wise(*texts, pa.scalar(_BETWEEN, pa.large_string()))
    originals, _, codes = values.read_each(joined, values.Reading)
    name = ", ".join(parts)
    columns = {**raw.columns, name: rebuilt([_date(text) for text in originals], codes)}
    note = f"columns {', '.join(map(repr, parts))} are read as one date"
    table = dataclasses.replace(raw, columns=columns, notes=(*raw.notes, note))
    return table, {name: "date_start", parts[2]: ""}


def _date(text: str) -> str | None:
    """A date as ISO 8601 of three texts; the texts themselves where they are none."""
    texts = text.split(_BETWEEN)
    year, month, day = ("" if part.casefold() in _UNKNOWN else part for part in texts)
    numbers = [_NUMBER.fullmatch(part) for part in (year, month, day)]
    found = [int(match[1]) if match else 0 for match in numbers]
    found[1] = found[1] or month_of(month)
    # A day without a month, or what is no number, is no date.
    whole = found[0] >= 1_000 and (found[1] or not month) and (found[2] or not day)
    if not whole or (day and not month):
        return " / ".join(texts) if any(texts) else None
    return "-".join([f"{found[0]:04d}", *(f"{number:02d}" for number in found[1:] if number)])
