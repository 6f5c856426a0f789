"""Checking when: the date columns of one table, and the interval that holds the event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from layers.checking import values
from layers.checking.date_orders import orders_for
from layers.checking.sheet import Checked, rebuilt, rows_by_code
from layers.times import dates
from layers.times.serialdates import Serial, serial_of, serials_of
from layers.times.timecolumns import time_meant
from layers.times.timesofday import TimeOfDay, times_of
from layers.times.zonedates import in_zone
from layers.vocabulary import VOCABULARIES

__all__ = ["check_dates", "each_date", "zone_of"]

_TEXT = pa.large_string()
_NULL = pa.scalar(None, _TEXT)
_EMPTY = pa.scalar("", _TEXT)
#: How coarsely a date is written; of two, the coarser says how precise both are. A time is exact.
_PRECISIONS: Final = ("day", "month", "year")
_RANK: Final = {"": 0, "time": 0, "day": 1, "month": 2, "year": 3}
#: What ended before is kept, with a word.
_OLDEST = np.datetime64("1900-01-01", "us")


class _Dates(NamedTuple):
    """One column of dates: ISO texts, intervals, how coarse (`_RANK`), and where ranges end."""

    text: pa.Array
    first: Any
    after: Any
    coarse: Any
    until: pa.Array | None = None


def check_dates(sheet: Checked, today: dt.date) -> None:
    """Read the date columns and fill ``time_from``, ``time_to`` and ``dated``."""
    begun = _with_times(sheet, "date_start", _date_column(sheet, "date_start", today))
    end_ = _with_times(sheet, "date_end", _date_column(sheet, "date_end", today))
    ended = _ended(sheet, begun, end_)
    for name in ("as_of", "embargo_until"):
        if name in sheet.texts:
            written = sheet.text(name)
            sheet.texts[name] = _date_column(sheet, name, None).text
            if name == "embargo_until":
                # What is no date still says that there is an embargo: it is kept as written.
                sheet.texts[name] = pc.coalesce(sheet.texts[name], written)
    dated = ~np.isnat(begun.first)
    for row in np.flatnonzero(~dated & ~np.isnat(ended.first)):
        sheet.findings.reason(int(row), "date_start is missing", "date_start: only date_end given")
    both = dated & ~np.isnat(ended.first)
    wrong = both & (ended.after <= begun.first)
    for row in np.flatnonzero(wrong):
        before, text = begun.text[int(row)].as_py(), ended.text[int(row)].as_py()
        why = f"{text} is before date_start {before}, so not used"
        sheet.findings.drop(int(row), "date_end", text, "date_end before date_start", why)
    end = pc.if_else(pa.array(wrong), _NULL, ended.text)
    after = np.where(both & ~wrong, np.maximum(begun.after, ended.after), begun.after)
    # Which of two contradicting dates is wrong nobody can tell: the interval holds both.
    first = np.where(wrong, np.minimum(begun.first, ended.first), begun.first)
    coarse = np.maximum(begun.coarse, np.where(both & ~wrong, ended.coarse, 0))
    precision = _filled_precision(sheet, coarse)
    sheet.time_from, sheet.time_to = dates.widened(first, after, precision)
    sheet.texts |= {"date_start": begun.text, "date_end": end}
    sheet.dated = dated


def _with_times(sheet: Checked, name: str, days: _Dates) -> _Dates:
    """Days with the times of day that stand in a column of their own; it stays as it is, too."""
    if name not in sheet.times:
        return days
    column, text = sheet.times[name]
    said = time_meant(column)[1]
    zone = said or sheet.policy.time_zone
    times, codes = times_of(text, zone)
    rows = (codes >= 0) & (days.coarse == _RANK["day"])
    if days.until is not None:
        rows &= days.until.is_null().to_numpy(zero_copy_only=False)
    _tell_times(sheet, name, int(rows.sum()), text.filter(pa.array(codes < 0)).drop_null())
    if not rows.any():
        return days
    codes = np.where(rows, codes, -1)
    rows_of = rows_by_code(codes, len(times))
    if "/" in zone or not said:
        _tell_zone(sheet, column, zone, decided=not said)
    if "/" in zone:
        return _in_place(sheet, name, zone, days, _Times(times, codes, rows_of))
    unzoned = 0
    for code, time in enumerate(times):
        if time is not None and time.problem:
            for row in rows_of(code):
                sheet.findings.reason(int(row), *_without_offset(name, time.problem))
                unzoned += 1
    _tell_unzoned(sheet, name, unzoned)
    behind = rebuilt([time.text if time else None for time in times], codes)
    none = np.timedelta64(0, "us")
    begins = np.array([*(time.begins if time else none for time in times), none])[codes]
    lasts = np.array([*(time.lasts if time else none for time in times), none])[codes]
    moments = days.first + begins
    return _Dates(
        pc.if_else(
            pa.array(rows), pc.binary_join_element_wise(days.text, behind, _EMPTY), days.text
        ),
        np.where(rows, moments, days.first),
        np.where(rows, moments + lasts, days.after),
        np.where(rows, _RANK["time"], days.coarse).astype(np.int8),
        days.until,
    )


class _Times(NamedTuple):
    """The times of a column, each once, and which rows have which."""

    each: list[TimeOfDay | None]
    codes: Any
    rows_of: Callable[[int], Any]


def _in_place(sheet: Checked, name: str, zone: str, days: _Dates, times: _Times) -> _Dates:
    """Days with times of day of a place, whose offset depends on the day."""
    texts = days.text.to_pylist()
    first, after, coarse = days.first.copy(), days.after.copy(), days.coarse.copy()
    for code, time in enumerate(times.each):
        for row in times.rows_of(code) if time is not None else ():
            assert time is not None
            read = dates.DateReading(
                f"{texts[row]}{time.text}", "time", days.first[row] + time.begins,
                days.first[row] + time.begins + time.lasts, problem=time.problem,
            )  # fmt: skip
            read = in_zone(read, zone)
            if read.exactness == "day":
                why = f"{name}: {time.text[1:]} is not used, {read.repaired.partition(', ')[2]}"
                sheet.findings.reason(int(row), f"{name} has an unclear time", why)
                continue
            texts[row], first[row], after[row] = read.text, read.first, read.after
            coarse[row] = _RANK["time"]
    return _Dates(pa.array(texts, _TEXT), first, after, coarse, days.until)


def _tell_zone(sheet: Checked, column: str, zone: str, *, decided: bool) -> None:
    if zone:
        by = ", where they say no other, as --time-zone says" if decided else ""
        sheet.notes.append(f"times of column {column!r} are those of {zone}{by}")


def _tell_unzoned(sheet: Checked, name: str, count: int) -> None:
    """Say that times are read as UTC, and what would say whose they are."""
    if count:
        rows = "1 time has" if count == 1 else f"{count:,} times have"
        sheet.notes.append(
            f"{name}: {rows} no offset, read as UTC: if they are those of a place, say which with "
            "--time-zone, for instance Europe/Kyiv"
        )


def _tell_times(sheet: Checked, name: str, used: int, others: pa.Array) -> None:
    """Say what became of a column of times; ``others`` are its texts that are none."""
    column, text = sheet.times[name]
    filled = len(text) - text.null_count
    first = next((text for text in others.unique().to_pylist() if text[:5] != "00:00"), "")
    kept = f"; others, such as {first[:40]!r}, are no times" if first else ""
    if used:
        told = f"{used:,} of its {filled:,} values are read as times of the days in {name}{kept}"
        sheet.notes.append(f"column {column!r}: {told}")
    elif filled:
        told = f"holds no times for the days in {name}, and is kept as it is"
        sheet.notes.append(f"column {column!r} {told}")


def _without_offset(name: str, problem: str) -> tuple[str, str]:
    return f"{name} has a time without offset", f"{name}: {problem}"


def _ended(sheet: Checked, begun: _Dates, ended: _Dates) -> _Dates:
    """When it ended: as date_end says, else as a range in date_start does; both may be said."""
    if begun.until is None:
        return ended
    ranged = begun.until.is_valid().to_numpy(zero_copy_only=False)
    free = ranged & np.isnat(ended.first)
    for row in np.flatnonzero(free):
        until = begun.until[int(row)].as_py()
        why = "the end of the range in date_start"
        sheet.findings.repair(int(row), "date_end", "", until, why)
    for row in np.flatnonzero(ranged & ~free & (ended.after != begun.after)):
        code = "date_end differs from the range in date_start"
        text = f"{code}, which ends {begun.until[int(row)].as_py()}; the time interval holds both"
        sheet.findings.reason(int(row), code, text)
    return _Dates(
        pc.if_else(pa.array(free), begun.until, ended.text),
        np.where(free, begun.first, ended.first),
        np.where(free, begun.after, ended.after),
        np.where(free, begun.coarse, ended.coarse),
    )


def _date_column(sheet: Checked, name: str, today: dt.date | None) -> _Dates:
    text = sheet.text(name)
    if text.null_count == len(text):
        never = np.full(len(text), dates.NEVER)
        return _Dates(text, never, never.copy(), np.zeros(len(text), np.int8))
    limit = _limit(today)
    plain = dates.plain_dates(text)
    rows, coarse = plain.rows, (~plain.timed).astype(np.int8)
    if limit is not None:  # those that there is something to say about
        rows &= (plain.first < limit) & (plain.after > _OLDEST)
    if rows.all():
        return _Dates(text, plain.first, plain.after, coarse)
    rest = pc.if_else(pa.array(rows), _NULL, text)
    serial: Serial = "" if rows.any() else _serial(sheet, name, rest)
    read = _each_date(sheet, name, rest, today, serial)
    return _Dates(
        pc.if_else(pa.array(rows), text, read.text),
        np.where(rows, plain.first, read.first),
        np.where(rows, plain.after, read.after),
        np.where(rows, coarse, read.coarse),
        read.until,
    )


def _limit(today: dt.date | None) -> Any:
    """The end of today; None where it is not asked what lies in the future."""
    return None if today is None else np.datetime64(today, "us") + np.timedelta64(1, "D")


def _serial(sheet: Checked, name: str, text: pa.Array) -> Serial:
    """What the numbers of a column are, where all of its values are such numbers."""
    if sheet.meanings is not None and name in sheet.meanings.serials:
        return sheet.meanings.serials[name]
    return serial_of([serials_of(text)])


def _each_date(
    sheet: Checked, name: str, text: pa.Array, today: dt.date | None, serial: Serial
) -> _Dates:
    """The dates of a column one by one, with a word about each that needs one."""
    limit = _limit(today)
    if sheet.meanings is None:
        telling = [value for value in text.unique().to_pylist() if value]
    else:
        telling = list(sheet.meanings.short_dates.get(name, ()))
    orders = orders_for(sheet, name, telling, today)
    zone, said_by = zone_of(sheet, name)

    def read(value: str) -> dates.DateReading:
        reading = orders.read(value)
        if reading is None:
            ranges = name == "date_start"
            reading = dates.read_date(value, orders.order, serial=serial, ranges=ranges)
            reading = orders.told(value, reading)
        return in_zone(reading, zone, said_by)

    originals, readings, codes = each_date(text, read)
    rows_of = rows_by_code(codes, len(originals))
    unzoned = 0
    for code, (before, reading) in enumerate(zip(originals, readings, strict=True)):
        said = _said_of_date(reading, name, limit)
        if not (reading.repaired or said):
            continue
        unzoned += len(rows_of(code)) if "no offset" in reading.problem else 0
        for row in rows_of(code):
            if reading.repaired:
                sheet.findings.repair(int(row), name, before, reading.text, reading.repaired)
            if said and reading.text is None:
                sheet.findings.drop(int(row), name, before, *said)
            elif said:
                sheet.findings.reason(int(row), said[0], f"{name}: {said[1]}")
    _tell_unzoned(sheet, name, unzoned)
    padded = [*readings, dates.DateReading()]  # code -1 is the last one
    first = np.array([reading.first for reading in padded], "datetime64[us]")[codes]
    after = np.array([reading.after for reading in padded], "datetime64[us]")[codes]
    coarse = np.array([_RANK[reading.exactness] for reading in padded], np.int8)[codes]
    until = None
    if any(reading.until for reading in readings):
        until = rebuilt([reading.until or None for reading in readings], codes)
    texts = rebuilt([reading.text for reading in readings], codes)
    return _Dates(texts, first, after, coarse, until)


def zone_of(sheet: Checked, name: str) -> tuple[str, str]:
    """Whose times without offset a field of dates has, "" where nobody says, and who says it."""
    if said := sheet.said_zones.get(name, ""):
        return said, "which its column names"
    return sheet.policy.time_zone, "as --time-zone says"


def _said_of_date(reading: dates.DateReading, name: str, limit: Any) -> tuple[str, str] | None:
    if reading.problem:
        if "no offset" in reading.problem:
            return _without_offset(name, reading.problem)[0], reading.problem
        return f"{name} cannot be used", reading.problem
    if reading.text is None or limit is None:
        return None
    if reading.first >= limit:
        return f"{name} is in the future", f"{reading.text} is in the future, kept"
    if reading.after <= _OLDEST:
        return f"{name} is before 1900", f"{reading.text} is before 1900, kept"
    return None


def _filled_precision(sheet: Checked, coarse: Any) -> Any:
    """Fill the date_precision column from how the dates are written.

    Returns which rows are as precise as each of the words says, by word.
    """
    given = sheet.text("date_precision")
    filled = pc.coalesce(given, rebuilt([*_PRECISIONS], coarse.astype(np.int64) - 1))
    sheet.texts["date_precision"] = filled
    words, _, codes = values.read_each(filled, values.Reading)
    known = [term.word for term in VOCABULARIES["date_precision"]]
    return {word: codes == words.index(word) for word in known if word in words}


def each_date(
    text: pa.Array, reader: Callable[[str], dates.DateReading]
) -> tuple[list[str], list[dates.DateReading], Any]:
    """Read each distinct date once; as `layers.checking.values.read_each`."""
    as_any: Any = reader
    originals, readings, codes = values.read_each(text, as_any)
    result: list[Any] = list(readings)
    return originals, result, codes
