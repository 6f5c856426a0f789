"""Checking when: the date columns of one table, and the interval that holds the event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from layers import dates, values
from layers.sheet import Checked, rebuilt, rows_by_code
from layers.vocabulary import VOCABULARIES

__all__ = ["check_dates", "each_date"]

_TEXT = pa.large_string()
_NULL = pa.scalar(None, _TEXT)
#: Of two dates the one that is written more coarsely says how precise both are; a time is exact.
_COARSENESS = (("day", 1), ("month", 2), ("year", 3))
#: What ended before is kept, with a word.
_OLDEST = np.datetime64("1900-01-01", "us")


def check_dates(sheet: Checked, today: dt.date) -> None:
    """Read the date columns and fill ``time_from``, ``time_to`` and ``dated``."""
    start, start_first, start_after, start_exact = _date_column(sheet, "date_start", today)
    end, end_first, end_after, end_exact = _date_column(sheet, "date_end", today)
    for name in ("as_of", "embargo_until"):
        if name in sheet.texts:
            written = sheet.text(name)
            sheet.texts[name] = _date_column(sheet, name, None)[0]
            if name == "embargo_until":
                # What is no date still says that there is an embargo: it is kept as written.
                sheet.texts[name] = pc.coalesce(sheet.texts[name], written)
    dated = ~np.isnat(start_first)
    for row in np.flatnonzero(~dated & ~np.isnat(end_first)):
        sheet.findings.reason(int(row), "date_start is missing", "date_start: only date_end given")
    both = dated & ~np.isnat(end_first)
    wrong = both & (end_after <= start_first)
    for row in np.flatnonzero(wrong):
        before, text = start[int(row)].as_py(), end[int(row)].as_py()
        why = f"{text} is before date_start {before}, so not used"
        sheet.findings.drop(int(row), "date_end", text, "date_end before date_start", why)
    end = pc.if_else(pa.array(wrong), _NULL, end)
    after = np.where(both & ~wrong, np.maximum(start_after, end_after), start_after)
    # Which of two contradicting dates is wrong nobody can tell: the interval holds both.
    first = np.where(wrong, np.minimum(start_first, end_first), start_first)
    precision = _filled_precision(sheet, start_exact, np.where(both & ~wrong, end_exact, ""))
    sheet.time_from, sheet.time_to = dates.interval(first, after, precision)
    sheet.texts |= {"date_start": start, "date_end": end}
    sheet.dated = dated


def _date_column(
    sheet: Checked, name: str, today: dt.date | None
) -> tuple[pa.Array, Any, Any, Any]:
    text = sheet.text(name)
    limit = None if today is None else np.datetime64(today, "us") + np.timedelta64(1, "D")
    plain = dates.plain_dates(text)
    rows = plain.rows
    if limit is not None:  # those that there is something to say about
        rows &= (plain.first < limit) & (plain.after > _OLDEST)
    if rows.all():
        return text, plain.first, plain.after, np.where(plain.timed, "time", "day").astype(object)
    rest = pc.if_else(pa.array(rows), _NULL, text)
    read, first, after, exact = _each_date(sheet, name, rest, limit)
    return (
        pc.if_else(pa.array(rows), text, read),
        np.where(rows, plain.first, first),
        np.where(rows, plain.after, after),
        np.where(rows, np.where(plain.timed, "time", "day").astype(object), exact),
    )


def _each_date(
    sheet: Checked, name: str, text: pa.Array, limit: Any
) -> tuple[pa.Array, Any, Any, Any]:
    """The dates of a column one by one, with a word about each that needs one."""
    if sheet.meanings is None:
        order = dates.order_of(value for value in text.unique().to_pylist() if value)
    else:
        order = sheet.meanings.orders.get(name, "unknown")
    originals, readings, codes = each_date(text, lambda value: dates.read_date(value, order))
    rows_of = rows_by_code(codes, len(originals))
    for code, (before, reading) in enumerate(zip(originals, readings, strict=True)):
        said = _said_of_date(reading, name, limit)
        if not (reading.repaired or said):
            continue
        for row in rows_of(code):
            if reading.repaired:
                sheet.findings.repair(int(row), name, before, reading.text, reading.repaired)
            if said and reading.text is None:
                sheet.findings.drop(int(row), name, before, *said)
            elif said:
                sheet.findings.reason(int(row), said[0], f"{name}: {said[1]}")
    padded = [*readings, dates.DateReading()]  # code -1 is the last one
    first = np.array([reading.first for reading in padded], "datetime64[us]")[codes]
    after = np.array([reading.after for reading in padded], "datetime64[us]")[codes]
    exact = np.array([reading.exactness for reading in padded], object)[codes]
    return rebuilt([reading.text for reading in readings], codes), first, after, exact


def _said_of_date(reading: dates.DateReading, name: str, limit: Any) -> tuple[str, str] | None:
    if reading.problem:
        without_offset = "no offset" in reading.problem
        return (
            f"{name} has a time without offset" if without_offset else f"{name} cannot be used",
            reading.problem,
        )
    if reading.text is None or limit is None:
        return None
    if reading.first >= limit:
        return f"{name} is in the future", f"{reading.text} is in the future, kept"
    if reading.after <= _OLDEST:
        return f"{name} is before 1900", f"{reading.text} is before 1900, kept"
    return None


def _filled_precision(sheet: Checked, start: Any, end: Any) -> Any:
    """Fill the date_precision column from how the dates are written; an object array."""
    given = np.array(sheet.text("date_precision").to_pylist(), dtype=object)
    rank = np.maximum(*(sum(k * (exact == w) for w, k in _COARSENESS) for exact in (start, end)))
    empty = np.array([value is None for value in given], dtype=bool)
    for word, coarseness in _COARSENESS:
        given[empty & (rank == coarseness)] = word
    sheet.texts["date_precision"] = pa.array(given.tolist(), _TEXT)
    known = {term.word for term in VOCABULARIES["date_precision"]}
    return np.array([value if value in known else None for value in given], dtype=object)


def each_date(
    text: pa.Array, reader: Callable[[str], dates.DateReading]
) -> tuple[list[str], list[dates.DateReading], Any]:
    """Read each distinct date once; as `layers.values.read_each`."""
    as_any: Any = reader
    originals, readings, codes = values.read_each(text, as_any)
    result: list[Any] = list(readings)
    return originals, result, codes
