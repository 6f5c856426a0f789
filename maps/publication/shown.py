"""Records as they are shown: allowed fields only, read texts only, positions as coarse as asked."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from layers.frames import empty_sightings
from layers.record import FIELD_BY_NAME
from layers.sources import SEPARATOR
from layers.vocabulary import VOCABULARIES
from maps.publication.deciding import flagged
from maps.publication.grid import cell_of, in_grid, middle_of, reach_m
from maps.publication.publicsource import is_public_address, personal

if TYPE_CHECKING:
    import geopandas

    from layers.record import Field
    from maps.publication.profile import Profile, Shown

__all__ = ["blank_frame", "generalise", "outside", "shown"]

#: Fields of the record that say where it is, and go together.
_PLACE: Final = ("latitude", "longitude", "geometry")
_DAY: Final = 10  # letters of an ISO day
_DIGITS: Final = 5  # of degrees
#: Types of fields in which somebody may have written anything.
_SAID: Final = ("text", "word", "words", "dates")
#: Codes that say no more than they must.
_CODES: Final = {
    "country": re.compile(r"[A-Z]{2}"),
    "source_language": re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?"),
    "sidc": re.compile(r"[A-Z0-9*-]{10,30}"),
    "source_date": re.compile(r"[-0-9T:.Z+ |/]+"),
    "data_generalizations": re.compile(
        r"position moved to the middle of a [0-9.]+ km cell \(EPSG:3035\), radius raised; "
        r"dates to the day"
    ),
}


def blank_frame(rows: int) -> geopandas.GeoDataFrame:
    """So many records of which nothing is said, with all fields and both times."""
    empty = empty_sightings().drop(columns=["input_file", "input_row", "input_notes"])
    return empty.reindex(range(rows)).set_crs(4326, allow_override=True)


def shown(
    sightings: geopandas.GeoDataFrame, rule: Shown, profile: Profile, blanked: Counter[str]
) -> geopandas.GeoDataFrame:
    """Copies of the sightings that hold what ``rule`` allows and nothing else.

    Texts that nobody has read are left out, and so are texts with a mail address, a handle or a
    telephone number, which ``blanked`` counts by field. Positions are as `generalise` makes them.
    """
    out = blank_frame(len(sightings))
    read = flagged(sightings, "reviewed")
    for name in rule.fields:
        if name in _PLACE or name not in sightings:
            continue
        values = sightings[name].reset_index(drop=True)
        if profile.random_ids and FIELD_BY_NAME[name].type in _SAID:  # else it stays in the house
            values = _safe(values, FIELD_BY_NAME[name], read, profile, blanked)
        out[name] = values
    for name in _own_columns(sightings, profile):
        values = sightings[name].reset_index(drop=True)
        out[name] = _own(values, name, read, profile, blanked) if profile.random_ids else values
    for name in ("time_from", "time_to"):
        out[name] = sightings[name].reset_index(drop=True)
    shapes = sightings.geometry.reset_index(drop=True)
    if "geometry" not in rule.fields:
        points = shapely.get_type_id(shapes.to_numpy()) == 0
        shapes = shapes.where(points, None)
    if not {"latitude", "longitude"} & set(rule.fields):
        shapes = shapes.where(shapely.get_type_id(shapes.to_numpy()) > 0, None)
    out = out.set_geometry(shapes.set_crs(4326, allow_override=True))
    for name in ("latitude", "longitude"):
        if name in sightings and name in rule.fields:
            out[name] = sightings[name].reset_index(drop=True)
    return generalise(out, rule.grid_m, profile.unstated_radius_m) if rule.grid_m else out


def _own_columns(sightings: pd.DataFrame, profile: Profile) -> list[str]:
    """Columns of the files that the profile names, or all of them."""
    ours = {*FIELD_BY_NAME, "time_from", "time_to", "input_file", "input_row", "input_notes"}
    theirs = [str(name) for name in sightings.columns if name not in ours]
    return (
        theirs if profile.own_columns is None else [n for n in theirs if n in profile.own_columns]
    )


def _safe(
    values: pd.Series,
    field: Field,
    read: npt.NDArray[np.bool_],
    profile: Profile,
    blanked: Counter[str],
) -> pd.Series:
    """What of a field's texts may be shown: each different one is looked at once."""
    codes, found = pd.factorize(values)
    texts = [str(text) for text in found]
    known = np.array([_is_known(field, text) for text in texts] + [True], bool)[codes]
    if field.name in ("source_url", "source_archive_url"):
        bad, why = [not _addresses(text) for text in texts], "not a public address"
    else:
        bad, why = [personal(text) for text in texts], "personal data"
    wrong = np.array([*bad, False], bool)[codes]
    unread = ~read & ~known & ~wrong
    asked = profile.reviewed_fields
    if not asked or (field.type == "text" and field.name not in asked):
        unread[:] = False
    for mask, reason in ((wrong, why), (unread, "not reviewed")):
        if mask.any():
            blanked[f"{field.name}: {reason}"] += int(mask.sum())
    return values.where(~wrong & ~unread, None)


def _own(
    values: pd.Series,
    name: str,
    read: npt.NDArray[np.bool_],
    profile: Profile,
    blanked: Counter[str],
) -> pd.Series:
    """What of somebody's own column may be shown: it is free text, whatever it holds."""
    wrong = np.array([isinstance(text, str) and personal(text) for text in values], bool)
    unread = ~read & ~wrong & values.notna().to_numpy() & bool(profile.reviewed_fields)
    for mask, reason in ((wrong, "personal data"), (unread, "not reviewed")):
        if mask.any():
            blanked[f"{name}: {reason}"] += int(mask.sum())
    return values.where(~wrong & ~unread, None)


def _is_known(field: Field, text: str) -> bool:
    """Whether a text says no more than a code or a word of a vocabulary does."""
    if field.vocabulary:
        words = {term.word for term in VOCABULARIES[field.vocabulary]}
        parts = text.split(";") if field.type == "words" else [text]
        return {part.strip() for part in parts} <= words
    pattern = _CODES.get(field.name)
    return pattern is not None and pattern.fullmatch(text) is not None


def _addresses(text: str) -> bool:
    return all(is_public_address(part) for part in text.split(SEPARATOR) if part.strip())


def outside(sightings: geopandas.GeoDataFrame) -> npt.NDArray[np.bool_]:
    """Which sightings have a place, of which not all lies where the grid is used."""
    west, south, east, north = shapely.bounds(sightings.geometry.to_numpy()).T
    known = ~np.isnan(west)
    return np.asarray(known & ~(in_grid(west, south) & in_grid(east, north)))


def generalise(
    sightings: geopandas.GeoDataFrame, grid_m: int, unstated_radius_m: float
) -> geopandas.GeoDataFrame:
    """Positions moved to the middle of their cell, radii raised to match, dates cut to days.

    The new circle holds the old one wherever in the cell it was; a radius that nobody stated
    counts as ``unstated_radius_m``. Radii are whole halves of a cell's edge, so that they say
    nothing of the distance from the middle. Lines and areas become the circle about them.
    ``data_generalizations`` says so; what it says is done already is not done again.
    """
    out = sightings.reset_index(drop=True).copy()
    shapes = out.geometry.to_numpy()
    located = np.flatnonzero(~shapely.is_missing(shapes) & ~shapely.is_empty(shapes))
    said = f"position moved to the middle of a {grid_m / 1000:g} km cell (EPSG:3035), radius raised"
    said += "; dates to the day"
    points, extent = _middles(shapes[located])
    cells = (
        cell_of(points[:, 0], points[:, 1], grid_m) if len(located) else np.empty((0, 2), np.int64)
    )
    middles = middle_of(cells, grid_m) if len(located) else np.empty((0, 2))
    before = out["data_generalizations"].to_numpy(dtype=object)[located]
    done = np.array([isinstance(t, str) and said in t for t in before], bool)
    done &= (np.abs(middles - points) < 0.5 * 10**-_DIGITS).all(axis=1) & (extent == 0)
    radius = out["coordinate_uncertainty_m"].to_numpy(dtype=float, na_value=np.nan)[located]
    stated = np.where(np.isnan(radius), unstated_radius_m, radius)
    step = grid_m / 2
    raised = np.ceil((stated + extent + reach_m(cells, grid_m)) / step) * step
    _put(out, "coordinate_uncertainty_m", located, np.where(done, radius, raised))
    _put(out, "longitude", located, middles[:, 0])
    _put(out, "latitude", located, middles[:, 1])
    new = shapes.copy()
    new[located] = shapely.points(middles)
    out = out.set_geometry(pd.Series(new, index=out.index, dtype=object), crs=4326)
    texts = out["data_generalizations"].astype(object).to_numpy(copy=True)
    for row, fine in zip(located, done, strict=True):
        if not fine:
            old = texts[row] if isinstance(texts[row], str) and texts[row] else ""
            texts[row] = f"{old}; {said}" if old else said
    out["data_generalizations"] = pd.Series(
        texts, index=out.index, dtype=sightings["data_generalizations"].dtype
    )
    return _to_days(out)


def _put(frame: pd.DataFrame, name: str, rows: Any, values: Any) -> None:
    column = frame[name].to_numpy(dtype=float, na_value=np.nan, copy=True)
    column[rows] = values
    frame[name] = column


def _middles(shapes: Any) -> tuple[Any, Any]:
    """A point for each shape, and how far the shape reaches from it, in metres."""
    points = shapely.get_coordinates(shapely.centroid(shapes)).reshape(-1, 2)
    extent = np.zeros(len(shapes))
    for row in np.flatnonzero(shapely.get_type_id(shapes) > 0):
        xy = shapely.get_coordinates(shapes[row])
        start = np.repeat(points[row][None], len(xy), axis=0)
        extent[row] = _distance(start, xy).max()
    return points, extent


def _distance(a: Any, b: Any) -> Any:
    from pyproj import Geod

    return Geod(ellps="WGS84").inv(*a.T, *b.T)[2]


def _to_days(sightings: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """Dates without their time of day, and the moments that go with them."""
    out = sightings
    for name in ("date_start", "date_end", "as_of"):
        texts = out[name].to_numpy(dtype=object)
        cut = [t[:_DAY] if isinstance(t, str) else t for t in texts]
        out[name] = pd.Series(cut, index=out.index, dtype=out[name].dtype)
    out["time_from"] = out["time_from"].dt.floor("D")
    out["time_to"] = out["time_to"].dt.ceil("D")
    return out
