"""Checked records as one GeoDataFrame in the shape that the rest of Kordon expects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pyarrow as pa
import pyproj

from layers.checking.sheet import Checked
from layers.record import FIELDS

__all__ = ["AFTER_FIELDS", "empty_sightings", "joined", "sightings"]

#: What reading adds, behind the fields and the columns of the file.
AFTER_FIELDS = ("input_file", "input_row", "input_notes", "time_from", "time_to")

_WGS84 = pyproj.CRS("EPSG:4326")
# pandas 3 has a text type of its own; before, text is an object column with None.
_TEXT_DTYPE: Any = "str" if int(pd.__version__.split(".")[0]) >= 3 else object


def _text(values: Sequence[str | None] | pa.Array) -> Any:
    """Make a text column; Arrow arrays become pandas 3's text type without a copy of each text."""
    if isinstance(values, pa.Array):
        return values.to_pandas().astype(_TEXT_DTYPE)
    return pd.Series(values, dtype=_TEXT_DTYPE)


def _array(texts: Sequence[str | None]) -> pa.Array:
    return pa.array(texts, pa.large_string())


def sightings(
    sheet: Checked, kept: Any, *, ids: list[str], file: str, first_row: int
) -> geopandas.GeoDataFrame:
    """Rows of ``sheet`` where ``kept`` (boolean array) holds, as sightings in EPSG:4326.

    The sheet is given away: its texts and numbers go as they are taken, so that a large table is
    not held twice.
    """
    rows = np.flatnonzero(kept)
    whole = len(rows) == sheet.rows  # then nothing is copied
    wanted = pa.array(rows)
    nothing = _text(pa.nulls(len(rows), pa.large_string()))  # one for all the empty columns
    columns: dict[str, Any] = {}
    for field in FIELDS:
        if field.name == "geometry":
            columns["geometry"] = geopandas.GeoSeries(
                _of(sheet.geometries, rows, whole), crs=_WGS84
            )
        elif field.name == "id":
            columns["id"] = _text(_array(ids if whole else [ids[row] for row in rows]))
        elif field.type == "number":
            columns[field.name] = pd.Series(_of(sheet.number(field.name), rows, whole))
            sheet.numbers.pop(field.name, None)
        elif (texts := sheet.texts.pop(field.name, None)) is None or texts.null_count == sheet.rows:
            columns[field.name] = nothing
        else:
            columns[field.name] = _text(texts if whole else texts.take(wanted))
    texts = None
    for name in [*sheet.extras]:
        column = sheet.extras.pop(name)
        columns[name] = _text(column if whole else column.take(wanted))
    # A name of a file may be no text, which pandas does not hold.
    own_name = pa.scalar(file.encode("utf-8", "replace").decode(), pa.large_string())
    columns["input_file"] = _text(pa.repeat(own_name, len(rows)))
    columns["input_row"] = pd.Series(rows + first_row, dtype="int64")
    notes = _notes(sheet, rows)
    columns["input_notes"] = nothing if notes is None else _text(_array(notes))
    for name, moments in (("time_from", sheet.time_from), ("time_to", sheet.time_to)):
        columns[name] = pd.Series(_of(moments, rows, whole)).dt.tz_localize("UTC")
    # As bare arrays: pandas would first look whether sixty columns have one index. Each is this
    # frame's own but the empty one, so none is copied again; text of pandas 2, which is no array
    # of its own, is better put together (it warns of frames in a hundred pieces).
    bare = {
        name: (column.copy() if column is nothing else column).array
        for name, column in columns.items()
    }
    together = _TEXT_DTYPE is object
    frame = pd.DataFrame(bare, index=pd.RangeIndex(len(rows)), copy=together)
    return geopandas.GeoDataFrame(frame, copy=False)


def _of(values: Any, rows: Any, whole: bool) -> Any:
    """Values of some rows; of all, as they are: a checked table is given away."""
    return values if whole else values[rows]


def _notes(sheet: Checked, rows: Any) -> list[str | None] | None:
    """What there is to say about each row; None where there is nothing to say of any."""
    findings = sheet.findings
    told = {*findings.repairs, *findings.texts, *findings.unused}
    if not told:
        return None
    notes = [findings.notes_of(row) if row in told else None for row in rows.tolist()]
    return notes if any(notes) else None


def empty_sightings() -> geopandas.GeoDataFrame:
    """No sightings, with all columns and their types."""
    return _none().copy()


@cache
def _none() -> geopandas.GeoDataFrame:
    """Made once: sixty columns take longer than copying them."""
    from layers.checking.findings import Findings

    nothing = np.array([], dtype="datetime64[us]")
    sheet = Checked(0, Findings(), geometries=np.array([], dtype=object))
    sheet.time_from = sheet.time_to = nothing
    return sightings(sheet, np.array([], dtype=bool), ids=[], file="", first_row=1)


def joined(frames: Iterable[geopandas.GeoDataFrame]) -> geopandas.GeoDataFrame:
    """Frames one below the other: fields first, then all other columns as they appeared."""
    parts = [frame for frame in frames if len(frame)]
    if not parts:
        return empty_sightings()
    if len(parts) == 1:
        return parts[0].reset_index(drop=True)
    fields = [field.name for field in FIELDS]
    extras = dict.fromkeys(
        name for part in parts for name in part.columns if name not in {*fields, *AFTER_FIELDS}
    )
    order = [*fields, *extras, *AFTER_FIELDS]
    parts = [
        part.assign(**{name: _text([None] * len(part)) for name in extras if name not in part})[
            order
        ]
        for part in parts
    ]
    frame: geopandas.GeoDataFrame = pd.concat(parts, ignore_index=True)
    return frame
