"""Choosing sightings: by time, layer, box and conditions on fields.

Nothing is dropped silently: `select` says in words what was asked and how many sightings were
left out for want of a date or a place.
"""

from __future__ import annotations

import datetime as dt
import difflib
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import geopandas
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.errors import InputError
from geo.join import CERTAIN, join
from geo.regions import make_regions
from layers.record import FIELD_BY_NAME

__all__ = [
    "Condition",
    "Selection",
    "certainly",
    "parse_bbox",
    "parse_condition",
    "parse_day",
    "select",
]

Mask = npt.NDArray[np.bool_]

_DAY = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_CONDITION = re.compile(r"\s*([\w.]+)\s*(<=|>=|!=|!~|=|<|>|~)\s*(.*?)\s*", re.DOTALL)
_DATE_TEXT = re.compile(r"\d{4}(-\d{2}(-\d{2}(t\d{2}:\d{2}\S*)?)?)?")
_ORDERED: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True)
class Condition:
    """A field, one of ``= != < <= > >= ~ !~``, and a value (``a,b`` for one of several)."""

    field: str
    sign: str
    value: str

    def __str__(self) -> str:
        """The condition as it is written on the command line."""
        return f"{self.field}{self.sign}{self.value}"


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What to keep. ``since`` and ``until`` are days (UTC), ``until`` is the first day after.

    ``layers`` empty means all; ``bbox`` is west, south, east, north in degrees.
    """

    since: pd.Timestamp | None = None
    until: pd.Timestamp | None = None
    layers: tuple[str, ...] = ()
    where: tuple[Condition, ...] = ()
    bbox: tuple[float, float, float, float] | None = None

    def __bool__(self) -> bool:
        """Whether anything is asked at all."""
        return self != Selection()


def parse_day(text: str, *, end: bool = False) -> pd.Timestamp:
    """A day, month or year (``2022-10-09``, ``2022-10``, ``2022``) as a UTC time.

    With ``end`` the first moment after it. Raises InputError, also for years before 1678 or
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
        raise InputError(
            f"{text!r} is not a date: write 2022-10-09, or 2022-10 for a month, or 2022"
        ) from None
    if not end:
        return start
    if day:
        return start + pd.DateOffset(days=1)
    return start + (pd.DateOffset(months=1) if month else pd.DateOffset(years=1))


def parse_bbox(text: str) -> tuple[float, float, float, float]:
    """``west,south,east,north`` in degrees. Raises InputError."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise InputError(
            f"{text!r} is not a box: write west,south,east,north in degrees, e.g. 23,51,33,53"
        ) from None
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise InputError(
            f"the box {text!r} is empty or off the globe: west < east (longitudes -180..180) "
            "and south < north (latitudes -90..90), in the order west,south,east,north"
        )
    return west, south, east, north


def parse_condition(text: str) -> Condition:
    """``field=value`` and the like. Raises InputError for what is none, or an unknown sign."""
    match = _CONDITION.fullmatch(text)
    if match is None:
        raise InputError(
            f"{text!r} is not a condition: write field=value, with one of = != < <= > >= ~ "
            "(contains) !~, e.g. 'category=rail_echelon,troop_arrival' or 'quantity_low>=20'"
        )
    return Condition(*match.groups())


def select(
    sightings: geopandas.GeoDataFrame,
    selection: Selection,
    *,
    assume_uncertainty_m: float | None = None,
) -> tuple[geopandas.GeoDataFrame, list[str]]:
    """The sightings that fit, with a fresh index, and notes on what was left out and why.

    A sighting fits a period when its time, as far as it is known, touches it; it fits a box
    when its disc reaches into it (``assume_uncertainty_m`` as in `geo.join`). Undated
    sightings fit no period and unlocated ones no box, and a note counts them; `certainly`
    tells which fit beyond doubt. Raises InputError for a condition on a field that is not
    there, or with a value that the field cannot be compared with.
    """
    keep = np.ones(len(sightings), bool)
    notes: list[str] = []
    if selection.layers:
        keep &= sightings["layer"].isin(selection.layers).to_numpy()
    for condition in selection.where:
        keep &= _holds(sightings, condition)
    if selection.since is not None or selection.until is not None:
        keep &= _in_period(sightings, selection, keep, notes)
    if selection.bbox is not None:
        keep &= _in_box(sightings, selection.bbox, keep, notes, assume_uncertainty_m)
    return sightings[keep].reset_index(drop=True), notes


def certainly(
    sightings: geopandas.GeoDataFrame,
    selection: Selection,
    *,
    assume_uncertainty_m: float | None = None,
) -> Mask:
    """Which of the chosen sightings fit the period and the box beyond doubt.

    All the time that may be theirs lies in the period, and all of their disc in the box.
    Layers and conditions hold or do not.
    """
    sure = np.ones(len(sightings), bool)
    if selection.since is not None:
        sure &= (sightings["time_from"] >= selection.since).to_numpy()
    if selection.until is not None:
        sure &= (sightings["time_to"] <= selection.until).to_numpy()
    if selection.bbox is not None:
        found = _joined_box(sightings, selection.bbox, assume_uncertainty_m)
        sure &= sightings.index.isin(found.loc[found["certainty"] == CERTAIN, "sighting"])
    return sure


def _in_period(sightings: pd.DataFrame, selection: Selection, keep: Mask, notes: list[str]) -> Mask:
    begin, end = sightings["time_from"], sightings["time_to"]
    inside = begin.notna().to_numpy(copy=True)
    undated = int((~inside & keep).sum())
    if undated:
        notes.append(f"{undated} without a date left out, because a period was asked for")
    if selection.until is not None:
        inside &= (begin < selection.until).to_numpy()
    if selection.since is not None:
        # An instant (begin == end) at the very start of the period is in it.
        inside &= ((end > selection.since) | (begin >= selection.since)).to_numpy()
    return inside


def _in_box(
    sightings: geopandas.GeoDataFrame,
    bbox: tuple[float, float, float, float],
    keep: Mask,
    notes: list[str],
    assume_uncertainty_m: float | None,
) -> Mask:
    missing = sightings.geometry.isna().to_numpy()
    unlocated = int((missing & keep).sum())
    if unlocated:
        notes.append(f"{unlocated} without a place left out, because a box was asked for")
    found = _joined_box(sightings, bbox, assume_uncertainty_m)
    return np.asarray(sightings.index.isin(found["sighting"]))


def _joined_box(
    sightings: geopandas.GeoDataFrame,
    bbox: tuple[float, float, float, float],
    assume_uncertainty_m: float | None,
) -> pd.DataFrame:
    box = make_regions([{"region_id": "bbox", "name": "bbox", "geometry": shapely.box(*bbox)}])
    return join(sightings, box, assume_uncertainty_m=assume_uncertainty_m)


def _holds(sightings: pd.DataFrame, condition: Condition) -> Mask:
    if condition.field not in sightings:
        close = difflib.get_close_matches(condition.field, list(map(str, sightings.columns)), 1)
        hint = f"did you mean {close[0]}? " if close else ""
        raise InputError(
            f"there is no field {condition.field!r} to filter by: {hint}`kordon schema` lists "
            "the fields; a file's own columns keep their names"
        )
    column = sightings[condition.field]
    if condition.sign in _ORDERED:
        return _ordered(column, condition)
    whole = condition.value.strip().casefold()
    wanted = [part.strip() for part in whole.split(",")]
    text = column.map(_plain)
    if condition.sign in ("~", "!~"):
        wanted = [part for part in wanted if part]  # every text contains nothing
        if not wanted:
            raise InputError(f"{condition}: say what {condition.field} shall contain")
        hit = text.map(lambda have: any(part in have for part in wanted))
    elif pd.api.types.is_numeric_dtype(column):
        numbers = {_number(part, condition) for part in wanted if part}
        hit = column.isin(numbers) | (column.isna() & ("" in wanted))
    else:
        wanted.append(whole)  # a value may hold a comma of its own
        # A field with several values (RUS;BLR) has each of them.
        hit = text.map(lambda have: have in wanted or any(p in wanted for p in _parts(have)))
    mask: Mask = hit.to_numpy(bool)
    return ~mask if condition.sign.startswith("!") else mask


def _ordered(column: pd.Series, condition: Condition) -> Mask:
    """Numbers compare as numbers, dates as far as both are written, other text as text.

    Missing never fits.
    """
    compare = _ORDERED[condition.sign]
    if pd.api.types.is_numeric_dtype(column):
        value = _number(condition.value, condition)
        mask: Mask = compare(column.to_numpy(dtype=float, na_value=np.nan), value)
        return mask
    field = FIELD_BY_NAME.get(condition.field)
    kind = "text" if field is None else field.type
    if kind not in ("date", "datetime", "text", "word"):
        raise InputError(f"{condition}: {condition.field} has no order; use = or ~")
    wanted, length = condition.value.casefold(), None
    if kind in ("date", "datetime"):
        length = len(wanted)  # so that the last day of a month is still <= the month
        if not _DATE_TEXT.fullmatch(wanted):
            raise InputError(
                f"{condition}: {condition.field} is a date, and {condition.value!r} is none: "
                "write 2022-10-09, or 2022-10 for a month, or 2022"
            )
    known = column.notna().to_numpy()
    fits = column.map(_plain).map(lambda have: bool(compare(have[:length], wanted)))
    return np.asarray(known & fits.to_numpy(bool))


def _number(text: str, condition: Condition) -> float:
    try:
        return float(text)
    except ValueError:
        raise InputError(
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
