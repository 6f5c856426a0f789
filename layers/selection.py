"""Choosing sightings: by time, layer, box and conditions on fields.

Nothing is dropped silently: `select` says in words what was asked and how many sightings were
left out for want of a date or a place.
"""

from __future__ import annotations

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
from geo.join import join
from geo.regions import make_regions
from layers.record import FIELD_BY_NAME

__all__ = ["Condition", "Selection", "parse_bbox", "parse_condition", "parse_day", "select"]

Mask = npt.NDArray[np.bool_]

_DAY = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_CONDITION = re.compile(r"\s*([\w.]+)\s*(<=|>=|!=|!~|=|<|>|~)\s*(.*?)\s*", re.DOTALL)
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

    With ``end`` the first moment after it. Raises InputError.
    """
    match = _DAY.fullmatch(text.strip())
    try:
        if match is None:
            raise ValueError
        year, month, day = (int(g) if g else None for g in match.groups())
        start = pd.Timestamp(year=year or 1, month=month or 1, day=day or 1, tz="UTC")
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
    sightings: geopandas.GeoDataFrame, selection: Selection
) -> tuple[geopandas.GeoDataFrame, list[str]]:
    """The sightings that fit, with a fresh index, and notes on what was left out and why.

    A sighting fits a period when its time, as far as it is known, touches it; it fits a box
    when its disc reaches into it. Undated sightings fit no period and unlocated ones no box,
    and a note counts them. Raises InputError for a condition on a field that is not there.
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
        keep &= _in_box(sightings, selection.bbox, keep, notes)
    return sightings[keep].reset_index(drop=True), notes


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
) -> Mask:
    missing = sightings.geometry.isna().to_numpy()
    unlocated = int((missing & keep).sum())
    if unlocated:
        notes.append(f"{unlocated} without a place left out, because a box was asked for")
    box = make_regions([{"region_id": "bbox", "name": "bbox", "geometry": shapely.box(*bbox)}])
    found = join(sightings, box)["sighting"]
    return np.asarray(sightings.index.isin(found))


def _holds(sightings: pd.DataFrame, condition: Condition) -> Mask:
    if condition.field not in sightings:
        raise InputError(
            f"there is no field {condition.field!r} to filter by: `kordon schema` lists the "
            "fields; a file's own columns keep their names"
        )
    column = sightings[condition.field]
    if condition.sign in _ORDERED:
        return _ordered(column, condition)
    wanted = [part.strip().casefold() for part in condition.value.split(",")]
    text = column.map(_plain)
    if condition.sign in ("~", "!~"):
        hit = text.map(lambda have: any(part in have for part in wanted))
    else:
        # A field with several values (RUS;BLR) has each of them.
        hit = text.map(lambda have: have in wanted or any(p in wanted for p in _parts(have)))
    mask: Mask = hit.to_numpy(bool)
    return ~mask if condition.sign.startswith("!") else mask


def _ordered(column: pd.Series, condition: Condition) -> Mask:
    """Numbers compare as numbers; dates and other text as text. Missing never fits."""
    compare = _ORDERED[condition.sign]
    if pd.api.types.is_numeric_dtype(column):
        try:
            value = float(condition.value)
        except ValueError:
            raise InputError(
                f"{condition}: {condition.field} is a number, and {condition.value!r} is none"
            ) from None
        mask: Mask = compare(column.to_numpy(dtype=float, na_value=np.nan), value)
        return mask
    field = FIELD_BY_NAME.get(condition.field)
    if field is not None and field.type not in ("date", "datetime", "text", "word"):
        raise InputError(f"{condition}: {condition.field} has no order; use = or ~")
    known = column.notna().to_numpy()
    wanted = condition.value.casefold()
    fits = column.map(_plain).map(lambda have: bool(compare(have, wanted)))
    return np.asarray(known & fits.to_numpy(bool))


def _plain(value: Any) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value).casefold()


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";")] if ";" in text else []
