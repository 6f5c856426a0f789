"""Counts in cells as records: areas with a number of reports, for every kind of output."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import geopandas
import pandas as pd

from maps.publication import CELL_CATEGORY
from maps.publication.cells import Cell
from maps.publication.grid import cell_name, cell_shape
from maps.publication.shown import blank_frame
from maps.words import catalogue

if TYPE_CHECKING:
    from maps.publication.profile import Profile

__all__ = ["cell_records", "days_of"]


def days_of(period: str) -> tuple[str, str]:
    """First and last day (ISO) of a day, month or year."""
    if len(period) == 10:
        return period, period
    if len(period) == 4:
        return f"{period}-01-01", f"{period}-12-31"
    year, month = (int(part) for part in period.split("-"))
    return f"{period}-01", f"{period}-{calendar.monthrange(year, month)[1]:02}"


def cell_records(
    cells: Sequence[Cell], profile: Profile, language: str = "en"
) -> geopandas.GeoDataFrame:
    """One record for each cell: its area, its period, its layer, and how many reports.

    A number that an earlier publication told is an interval: it is right to within k - 1.
    """
    out = blank_frame(len(cells))
    words = catalogue(language)
    rows = [_row(cell, profile.k, words) for cell in cells]
    for name in rows[0] if rows else ():
        values = pd.Series([row[name] for row in rows], index=out.index)
        out[name] = values.astype(out[name].dtype)
    shapes = [cell_shape(cell.column, cell.row, cell.edge_m) for cell in cells]
    out = out.set_geometry(geopandas.GeoSeries(shapes, index=out.index, crs=4326))
    days = [days_of(cell.period) for cell in cells]
    for name, number, more in (("time_from", 0, 0), ("time_to", 1, 1)):
        moments = pd.to_datetime([pair[number] for pair in days], utc=True).as_unit("us")
        out[name] = pd.Series(moments + pd.Timedelta(days=more), index=out.index)
    return out


def _row(cell: Cell, k: int, words: Any) -> dict[str, Any]:
    wide = 0 if cell.fresh else k - 1
    first, last = days_of(cell.period)
    said = words["published_cell" if cell.fresh else "published_cell_kept"]
    return {
        "layer": cell.layer,
        "category": CELL_CATEGORY,
        "date_start": first,
        "date_end": last,
        "date_precision": "day",
        "place": cell_name(cell.column, cell.row, cell.edge_m),
        "quantity_low": max(cell.n - wide, 0),
        "quantity_best": cell.n,
        "quantity_high": cell.n + wide,
        "quantity_unit": "reports",
        "data_generalizations": said.format(n=cell.n, km=f"{cell.edge_m / 1000:g}", less=k - 1),
        "description": said.format(n=cell.n, km=f"{cell.edge_m / 1000:g}", less=k - 1),
    }
