"""How far sightings are: from the nearest places, from a border, and which are within a distance.

A sighting is a disc, so each distance is an interval: that of the point less and plus the radius.
A line or an area is as near as its nearest point, and at most as far as its furthest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import geopandas
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.curves import Target
from geo.errors import InputError
from geo.join import CERTAIN, POSSIBLE
from geo.near import MAXIMUM_M, border_distance_m, border_jump_m, within_distance
from geo.neighbours import nearest_of
from geo.zones import border_line
from layers.asking.selection import Selection
from layers.located import Located, locate
from layers.standing import standing_notes

__all__ = ["NEAR_COLUMNS", "Nearness", "border_distances", "nearest_places", "within_reach"]

#: Columns that an answer adds behind those of the sightings.
NEAR_COLUMNS: Final = (
    "certainty",
    "near_to",
    "near_rank",
    "distance_m",
    "distance_low_m",
    "distance_high_m",
)

#: Up to this radius discs are looked at together.
_SMALL_DISC_M: Final = 20_000.0

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Nearness:
    """Rows of sightings, with `NEAR_COLUMNS`: one for each sighting and place that answers.

    ``asked``: how many sightings were looked at. ``low`` .. ``high`` count those in the answer:
    with certainty in all their rows, and all. ``standing`` and ``notes`` as those of
    `layers.asking.query.Answer`.
    """

    sightings: geopandas.GeoDataFrame
    asked: int
    low: int
    high: int
    notes: tuple[str, ...] = ()
    standing: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Found:
    """Rows of an answer: position of the sighting, whether it is clear, to what, and how far."""

    row: Any
    clear: Any
    name: Any
    rank: Any
    distance_m: Floats
    low_m: Floats
    high_m: Floats


def nearest_places(
    sightings: geopandas.GeoDataFrame,
    places: geopandas.GeoDataFrame,
    k: int = 1,
    *,
    selection: Selection | None = None,
    certain_only: bool = False,
    assume_uncertainty_m: float | None = None,
) -> Nearness:
    """The ``k`` places nearest to each sighting that fits the selection, nearest first.

    ``places`` has ``name`` and a geometry (EPSG:4326), as `geo.places.find_places` makes it. A
    row is certain where its place has its rank seen from every point of the disc: it and its
    neighbours in rank differ by more than twice the radius. Raises InputError for a ``k`` below
    1, and as `geo.join.join` for uncertainties that are none.
    """
    located = locate(sightings, selection, assume_uncertainty_m)
    shapes = _shapes(places)
    which, apart = nearest_of(located.shapes, shapes, k + 1)
    gap = np.diff(apart, axis=1, prepend=-np.inf)
    # What is not there cannot be nearer.
    gap = np.where(which < 0, np.inf, gap)
    clear = np.minimum(gap[:, :-1], gap[:, 1:]) > 2 * located.radius[:, None]
    row, rank = np.nonzero(which[:, :k] >= 0)
    which, apart = which[row, rank], apart[row, rank]
    furthest = _furthest(located, row, shapes[which], apart)
    names = places["name"].to_numpy(object)[which]
    found = _Found(row, clear[row, rank], names, rank + 1, apart, apart, furthest)
    return _answer(located, found, certain_only=certain_only)


def border_distances(
    sightings: geopandas.GeoDataFrame,
    pair: str,
    far: str | None = None,
    *,
    selection: Selection | None = None,
    certain_only: bool = False,
    assume_uncertainty_m: float | None = None,
) -> Nearness:
    """Signed distance of each sighting that fits the selection to a border.

    ``pair`` and ``far`` as for `geo.near.border_distance_m`, which is negative in ``far``. A row
    is certain where all of the disc is on one side. Raises RegionError for what is no border.
    """
    line = Target(border_line(pair))
    located = locate(sightings, selection, assume_uncertainty_m)
    points = shapely.get_x(located.shapes), shapely.get_y(located.shapes)
    apart, jump = border_distance_m(*points, pair, far), border_jump_m(*points, pair, far)
    low, high = apart.copy(), apart.copy()
    for at in located.outlines():
        shape = Target(located.shapes[at])
        x, y = shape.curves.lonlat.T
        ends = border_distance_m(x, y, pair, far)
        jump[at] = border_jump_m(x, y, pair, far).min() - shape.slack_m
        low[at], high[at] = ends.min() - shape.slack_m, ends.max() + shape.slack_m
        apart[at] = np.copysign(line.span_m(shape)[0], ends[np.abs(ends).argmin()])
        if ends.min() < 0 < ends.max():
            apart[at] = 0.0
    radius = located.radius
    # Beyond the land of a third country the sign turns, however far away the border is.
    torn = jump <= radius
    most = np.maximum(np.abs(low), np.abs(high))
    low, high = np.where(torn, -most, low), np.where(torn, most, high)
    clear = (low - radius > 0) | (high + radius < 0) | ((radius == 0) & (low == high))
    codes = pair.strip().upper().replace("–", "-").split("-")
    names = np.full(len(apart), f"{'–'.join(sorted(codes))} border", dtype=object)
    rows = np.arange(len(apart))
    found = _Found(rows, clear, names, rows * 0 + 1, apart, low, high)
    return _answer(located, found, certain_only=certain_only, signed=True)


def within_reach(
    sightings: geopandas.GeoDataFrame,
    places: geopandas.GeoDataFrame,
    distance_m: float,
    *,
    selection: Selection | None = None,
    certain_only: bool = False,
    assume_uncertainty_m: float | None = None,
) -> Nearness:
    """The sightings that fit the selection and lie within a distance of any of the places.

    One row for each, with the place that is nearest; 0 inside a region. A row is certain where
    all of the disc is within the distance of that place, possible where it may reach in.
    """
    located = locate(sightings, selection, assume_uncertainty_m)
    which, signed = _nearest_within(located, _shapes(places), distance_m)
    apart = np.maximum(signed, 0.0)
    furthest = _furthest(located, np.arange(len(which)), _shapes(places)[which], signed)
    reach = np.where(np.isnan(located.radius), 0.0, located.radius)
    row = np.flatnonzero((which >= 0) & (apart - reach <= distance_m))
    clear = (furthest + located.radius <= distance_m)[row]
    names = places["name"].to_numpy(object)[which[row]]
    found = _Found(row, clear, names, row * 0 + 1, apart[row], apart[row], furthest[row])
    return _answer(located, found, certain_only=certain_only)


def _nearest_within(located: Located, shapes: Any, distance_m: float) -> tuple[Any, Floats]:
    """Nearest place of each sighting and its distance, where the disc may reach so near.

    -1 and infinite elsewhere. Inside a region the distance is negative, that of its edge: there
    a disc may be larger than what is asked, and still within it.
    """
    which = np.full(len(located.shapes), -1, dtype=np.intp)
    signed = np.full(len(which), np.inf)
    x, y = shapely.get_x(located.shapes), shapely.get_y(located.shapes)
    # Discs by size: small ones far away need no measuring.
    radius = np.where(np.isnan(located.radius), 0.0, located.radius)
    todo, most = np.isfinite(x), max(distance_m, _SMALL_DISC_M)
    while todo.any():
        some = np.flatnonzero(todo & (radius <= most))
        limit = min(distance_m + most, MAXIMUM_M)
        point, place, length = within_distance(x[some], y[some], shapes, limit, depth=True)
        first = np.lexsort((place, length, point))
        first = first[np.diff(point[first], prepend=-1) > 0]
        which[some[point[first]]], signed[some[point[first]]] = place[first], length[first]
        todo[some] = False
        most = most * 4 if most < MAXIMUM_M else np.inf
    outlines = located.outlines()
    if outlines:
        index, length = nearest_of(located.shapes[outlines], shapes)
        which[outlines], signed[outlines] = index[:, 0], length[:, 0]
    return which, signed


def _shapes(places: geopandas.GeoDataFrame) -> Any:
    if not len(places):
        raise InputError("there is no place to measure to: name one at least")
    return places.geometry.to_numpy()


def _furthest(located: Located, row: Any, places: Any, apart: Floats) -> Floats:
    """Distances of the furthest points of sightings, one for each place; points have but one."""
    furthest = apart.copy()
    outlines = np.isin(row, located.outlines()) & np.isfinite(apart)
    targets: dict[Any, Target] = {}
    for at in np.flatnonzero(outlines):
        for shape in (places[at], located.shapes[row[at]]):
            if id(shape) not in targets:
                targets[id(shape)] = Target(shape)
        to, own = targets[id(places[at])], targets[id(located.shapes[row[at]])]
        _, furthest[at] = to.span_m(own)
    return furthest


def _answer(
    located: Located, found: _Found, *, certain_only: bool, signed: bool = False
) -> Nearness:
    radius = located.radius[found.row]
    low, high = found.low_m - radius, found.high_m + radius
    if not signed:
        low, high = np.maximum(low, 0.0), np.maximum(high, 0.0)
    certain = found.clear & located.sure[found.row]
    rows = located.frame.iloc[found.row].assign(
        certainty=np.where(certain, CERTAIN, POSSIBLE),
        near_to=found.name,
        near_rank=found.rank,
        distance_m=np.round(found.distance_m, 1) + 0.0,
        distance_low_m=np.round(low, 1) + 0.0,
        distance_high_m=np.round(high, 1) + 0.0,
    )
    notes = list(located.notes)
    if certain_only:
        if not certain.all():
            notes.append(f"{int((~certain).sum())} that are only possible left out, as asked")
        rows, row, certain = rows[certain], found.row[certain], certain[certain]
    else:
        row = found.row
    sure = pd.Series(certain).groupby(row).all()
    marks = tuple(located.marks.iloc[row])
    once = pd.Series(marks, index=row, dtype=object).groupby(level=0).first()
    if any(marks):
        notes += standing_notes(list(once), list(located.frame["id"].iloc[once.index]))
    return Nearness(
        rows.reset_index(drop=True), located.asked, int(sure.sum()), len(sure), tuple(notes), marks
    )
