"""Conditions on fields: ``category=rail_echelon``, ``quantity_low>=20``, ``place~mazyr``.

A condition keeps or leaves out, it knows no perhaps: so what it keeps certainly fits. A date is
compared by all the time that it may stand for (``2022`` is the whole year, a date known to a
week that week): ``date_start<2022-06`` is certainly before June, ``>=2022-06`` certainly not
before it, and a row of which neither is certain fits neither, which a note counts.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import ArgumentError
from layers.asking.fieldnames import field_named, unknown_value
from layers.checking.values import is_missing, read_word
from layers.record import FIELD_BY_NAME, Field
from layers.times.moments import spans, wanted_span

__all__ = ["Condition", "holds", "parse_condition"]

Mask = npt.NDArray[np.bool_]

_CONDITION = re.compile(
    r"\s*([^\s=<>!~](?:[^=<>!~]*[^\s=<>!~])?)\s*(<=|>=|!=|!~|=|<|>|~)\s*(.*?)\s*", re.DOTALL
)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
#: Digits that begin with 0 are a code: 007 is not 7.
_CODE = re.compile(r"[+-]?0\d")
_ORDERED: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True)
class Condition:
    """A field, one of ``= != < <= > >= ~ !~``, and a value.

    ``a,b`` means one of several, and an empty one of them what has no value: ``handling=public,``
    is public or empty, ``quantity_low<20,`` below 20 or empty.
    """

    field: str
    sign: str
    value: str

    def __str__(self) -> str:
        """The condition as it is written on the command line."""
        return f"{self.field}{self.sign}{self.value}"


def parse_condition(text: str) -> Condition:
    """``field=value`` and the like. Raises ArgumentError for what is none, or an unknown sign."""
    match = _CONDITION.fullmatch(text)
    if match is None:
        raise ArgumentError(
            f"{text!r} is not a condition: write field=value, with one of = != < <= > >= ~ "
            "(contains) !~, e.g. 'category=rail_echelon,troop_arrival' or 'quantity_low>=20'"
        )
    return Condition(*match.groups())


def holds(sightings: pd.DataFrame, condition: Condition, keep: Mask, notes: list[str]) -> Mask:
    """Which sightings certainly fit a condition.

    Fields go by their names and aliases, whatever the case. ``=`` compares words as intake
    reads them (``actor=Russia`` is RUS), numbers by value, dates as written or certainly within
    the day, month or year that is asked; ``!=`` is its opposite, and of dates keeps what is
    certainly elsewhere; ``~`` is contains. ``notes``
    gets what is worth knowing of the rows in ``keep``: dates not exact enough to compare, a
    value that no row has. Raises ArgumentError for an unknown field or an unusable value.
    """
    name = field_named(condition.field, list(map(str, sightings.columns)))
    field = FIELD_BY_NAME.get(name)
    column = sightings[name]
    if condition.sign in _ORDERED:
        value = condition.value.rstrip(", ")
        empty = column.isna().to_numpy() & (value != condition.value)
        ordered = Condition(condition.field, condition.sign, value)
        if field is not None and field.type in ("date", "datetime"):
            return empty | _ordered_dates(sightings, name, ordered, keep, notes)
        return empty | _ordered(column, field, ordered, notes)
    if condition.sign in ("~", "!~"):
        mask = _contains(column, condition)
    elif condition.sign == "!=" and field is not None and field.type in ("date", "datetime"):
        return _not_on(sightings, name, condition, keep, notes)
    else:
        mask = _equal(sightings, name, field, condition, notes)
    return ~mask if condition.sign.startswith("!") else mask


def _contains(column: pd.Series, condition: Condition) -> Mask:
    wanted = [part.strip() for part in condition.value.casefold().split(",") if part.strip()]
    if not wanted:  # every text contains nothing
        raise ArgumentError(f"{condition}: say what {condition.field} shall contain")
    hit = column.map(_plain).map(lambda have: any(part in have for part in wanted))
    return np.asarray(hit.to_numpy(bool))


def _equal(
    sightings: pd.DataFrame,
    name: str,
    field: Field | None,
    condition: Condition,
    notes: list[str],
) -> Mask:
    column = sightings[name]
    parts = [part.strip() for part in condition.value.split(",")]
    if pd.api.types.is_numeric_dtype(column):
        numbers = {_number(part, condition) for part in parts if part}
        return np.asarray(column.isin(numbers) | (column.isna() & ("" in parts)))
    text = column.map(_plain)
    # A value may hold a comma of its own; a field with several values (RUS;BLR) has each.
    wanted = {part.casefold() for part in (*parts, condition.value.strip())}
    if field is not None and field.vocabulary:
        read = [read_word(part, field.vocabulary).value for part in wanted if part]
        wanted |= {str(word).casefold() for word in read if word is not None}
    hit = text.map(lambda have: have in wanted or any(p in wanted for p in _parts(have)))
    mask: Mask = hit.to_numpy(bool, copy=True)
    if field is not None and field.type in ("date", "datetime"):
        for begin, end in (_span(part, condition) for part in parts if part):
            first, after = spans(sightings, name)
            mask |= (first >= begin) & (after <= end)
        return mask
    numbers_here = _as_numbers(column) if field is None else None
    if numbers_here is not None and not text.map(lambda t: bool(_CODE.match(t))).any():
        asked = [float(part) for part in parts if _NUMBER.fullmatch(part)]
        mask |= np.isin(numbers_here, asked)
    notes += unknown_value(name, parts, condition.value, column)
    return mask


def _not_on(
    sightings: pd.DataFrame, name: str, condition: Condition, keep: Mask, notes: list[str]
) -> Mask:
    """Certainly on none of the days (months, years) asked; undated rows are on none."""
    first, after = spans(sightings, name)
    parts = [part.strip() for part in condition.value.split(",")]
    empty = sightings[name].isna().to_numpy()
    out = ~empty if "" in parts else np.ones(len(sightings), bool)
    doubt = np.zeros(len(sightings), bool)
    for begin, end in (_span(part, condition) for part in parts if part):
        touches = (first < end) & (after > begin)
        doubt |= touches & ~((first >= begin) & (after <= end))
        out &= ~touches
    doubtful = int((doubt & keep).sum())
    if doubtful:
        notes.append(f"{doubtful} left out by {condition}: dated too roughly to tell")
    return np.asarray(out)


def _ordered(
    column: pd.Series, field: Field | None, condition: Condition, notes: list[str]
) -> Mask:
    """Numbers compare as numbers, also in a file's own column, other text as text.

    Missing never fits.
    """
    compare = _ORDERED[condition.sign]
    if pd.api.types.is_numeric_dtype(column):
        numbers = column.to_numpy(dtype=float, na_value=np.nan)
        return np.asarray(compare(numbers, _number(condition.value, condition)))
    if field is None:
        own = _as_numbers(column)
        if own is not None:
            return np.asarray(compare(own, _number(condition.value, condition)))
        if _NUMBER.fullmatch(condition.value):
            notes.append(
                f"{condition}: not all values of {condition.field} are numbers, so they were "
                "compared as text"
            )
    elif field.type not in ("text", "word"):
        raise ArgumentError(f"{condition}: {condition.field} has no order; use = or ~")
    wanted = condition.value.casefold()
    known = column.notna().to_numpy()
    fits = column.map(_plain).map(lambda have: bool(compare(have, wanted)))
    return np.asarray(known & fits.to_numpy(bool))


def _ordered_dates(
    sightings: pd.DataFrame, name: str, condition: Condition, keep: Mask, notes: list[str]
) -> Mask:
    """Certainly before, after, not before or not after; missing never fits."""
    first, after = spans(sightings, name)
    begin, end = _span(condition.value, condition)
    sure, never = {
        "<": (after <= begin, first >= begin),
        "<=": (after <= end, first >= end),
        ">": (first >= end, after <= end),
        ">=": (first >= begin, after <= begin),
    }[condition.sign]
    doubtful = int((~np.isnat(first) & ~sure & ~never & keep).sum())
    if doubtful:
        notes.append(
            f"{doubtful} left out by {condition}: dated too roughly to tell"
            + ("; --since and --until keep what only possibly fits" * (name == "date_start"))
        )
    return np.asarray(sure)


def _span(text: str, condition: Condition) -> tuple[Any, Any]:
    try:
        return wanted_span(text)
    except ArgumentError as error:
        raise ArgumentError(f"{condition}: {condition.field} is a date; {error}") from None


def _as_numbers(column: pd.Series) -> npt.NDArray[np.float64] | None:
    """A column of text as numbers (NaN missing), or None unless all that it holds are numbers."""
    codes, texts = pd.factorize(column)
    told = [None if is_missing(str(text)) else str(text) for text in texts]
    if not any(told) or not all(_NUMBER.fullmatch(text) for text in told if text is not None):
        return None
    values = [np.nan if text is None else float(text) for text in told]
    return np.array([*values, np.nan])[codes]


def _number(text: str, condition: Condition) -> float:
    try:
        return float(text)
    except ValueError:
        raise ArgumentError(
            f"{condition}: {condition.field} is a number, and {text!r} is none"
        ) from None


def _plain(value: Any) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value).casefold()


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";")] if ";" in text else []
