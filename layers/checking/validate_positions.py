"""Positions in one column of text: pairs of degrees, MGRS, UTM, Plus Codes, links to maps.

What they say goes to latitude and longitude, and is judged there like any other. A square of a grid
is its middle, and a record is not known better than the square is large.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.errors import PlaceError
from geo.gazetteer import geocode, read_short_code
from geo.positions import Position, read_position
from layers.checking.sheet import Checked

__all__ = ["take_pairs", "take_position"]

_DEGREES: Final = "decimal degrees"
_NUMBER: Final = r"[+-]?[0-9]{1,3}(?:\.[0-9]+)?"
#: The plain case, read as a column: 52.05, 29.25.
_PAIR: Final = (
    rf"^[(\[]?\s*(?P<latitude>{_NUMBER})\s*(?:[,;]\s*|\s)(?P<longitude>{_NUMBER})\s*[)\]]?$"
)
#: Less than this, in degrees, is rounding.
_ROUNDING_DEG: Final = 1e-4


def take_pairs(sheet: Checked, text: pa.Array) -> pa.Array:
    """Take pairs of decimal degrees, latitude first, out of a column; the rest of it comes back."""
    found = pc.extract_regex(text, _PAIR)
    rows = np.flatnonzero(found.is_valid().to_numpy(zero_copy_only=False))
    if not len(rows):
        return text
    some = found.take(pa.array(rows))
    latitude, longitude = (
        pc.cast(pc.struct_field(some, name), pa.float64()).to_numpy(zero_copy_only=False)
        for name in ("latitude", "longitude")
    )
    _put(sheet, rows, latitude, longitude)
    left = np.ones(sheet.rows, dtype=bool)
    left[rows] = False
    return pc.if_else(pa.array(left), text, pa.scalar(None, text.type))


def take_position(sheet: Checked, rows: Any, text: str) -> str:
    """Read a text of some rows as a position; says why it is none, "" when it is one."""
    try:
        position = _position(text)
    except PlaceError as error:
        return str(error)
    latitude, longitude = (
        np.full(len(rows), degrees) for degrees in (position.latitude, position.longitude)
    )
    used = _put(sheet, rows, latitude, longitude)
    for row in used:
        if position.notation != _DEGREES:
            after = f"{position.latitude:.7g}, {position.longitude:.7g}"
            why = f"{position.notation} read as {_DEGREES}"
            sheet.findings.repair(row, "geometry", text[:200], after, why)
        if position.note:
            note = f"position is {position.note}"
            sheet.findings.reason(row, note.partition(": ")[0], note)
        if position.height:
            sheet.findings.unused[row].append(f"height={position.height}")
        _widen(sheet, row, position)
    return ""


def _position(text: str) -> Position:
    """The position that a text is, also by a short code beside the name of a town."""
    try:
        return read_position(text)
    except PlaceError:
        short = read_short_code(text, geocode)
        if short is None:
            raise
        return short


def _put(sheet: Checked, rows: Any, latitude: Any, longitude: Any) -> list[int]:
    """Fill the pairs of rows that have none, and give those; elsewhere tell what differs."""
    x, y = sheet.number("longitude"), sheet.number("latitude")
    free = np.isnan(x[rows]) & np.isnan(y[rows])
    x[rows[free]], y[rows[free]] = longitude[free], latitude[free]
    with np.errstate(invalid="ignore"):
        apart = np.hypot(x[rows] - longitude, y[rows] - latitude)
    for k in np.flatnonzero(~free & ~(apart <= _ROUNDING_DEG)):
        code = "geometry and coordinates differ"
        text = f"{code}: {latitude[k]:.7g}, {longitude[k]:.7g} is not used"
        sheet.findings.reason(int(rows[k]), code, text)
        unused = f"geometry={float(latitude[k])!r}, {float(longitude[k])!r}"
        sheet.findings.unused[int(rows[k])].append(unused)
    used: list[int] = rows[free].tolist()
    return used


def _widen(sheet: Checked, row: int, position: Position) -> None:
    """No record is known better than its position is written."""
    if position.uncertainty_m is None:
        return
    radius = sheet.number("coordinate_uncertainty_m")
    if radius[row] >= position.uncertainty_m:
        return
    before = "" if np.isnan(radius[row]) else f"{radius[row]:g}"
    radius[row] = round(position.uncertainty_m, 1)
    why = f"the {position.notation} names a square that reaches so far from its middle"
    sheet.findings.repair(row, "coordinate_uncertainty_m", before, f"{radius[row]:g}", why)
