"""Records that were moved to the middle of a cell stay there when they are corrected a little.

A record whose exact place moves by a few hundred metres, across the edge of a cell, would jump to
the next middle, and both publications together would say that it is near that edge. So with an
earlier publication it stays in the old middle as long as the old circle still holds all of it;
what jumps has gone far from the edge.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import shapely

from geo.geodesy import GEOD

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

__all__ = ["Position", "positions_of", "positions_told", "stayed"]


class Position(NamedTuple):
    """Where a publication showed a record: by what it showed of it besides; degrees and metres."""

    layer: str
    category: str
    source_url: str
    longitude: float
    latitude: float
    radius_m: float

    @classmethod
    def of(cls, told: Any) -> Position:
        """A position of a manifest. Raises ValueError and TypeError for what is none."""
        *words, longitude, latitude, radius_m = told
        layer, category, source_url = map(str, words)
        place = float(longitude), float(latitude), float(radius_m)
        sense = abs(place[0]) <= 180 and abs(place[1]) <= 90 and 0 <= place[2] < 1e9
        if not sense:  # also what is no number
            raise ValueError("a position that is none")
        return cls(layer, category, source_url, *place)


def positions_of(coarse: GeoDataFrame) -> list[Position]:
    """Where records that were moved are shown."""
    numbers = [
        coarse[name].to_numpy(dtype=float, na_value=np.nan)
        for name in ("longitude", "latitude", "coordinate_uncertainty_m")
    ]
    return [
        Position(*words, *map(float, place))
        for words, place in zip(_words(coarse), zip(*numbers, strict=True), strict=True)
        if np.isfinite(place).all()
    ]


def positions_told(
    now: Sequence[Position], shown: GeoDataFrame, before: Sequence[Position]
) -> list[Position]:
    """What a manifest says of where records stand, for the next publication.

    Those of ``now`` that the file shows, then those that publications ``before`` told of records
    that may still be shown and that this file does not: else a briefing of one month would forget
    where the map had shown all others, and the next map could jump.
    """
    here = set(positions_of(shown)) if now else set()
    told = sorted(one for one in now if one in here)
    known = {one[:3] for one in now}
    return [*told, *sorted({one for one in before if one[:3] in known} - here)]


def stayed(
    coarse: GeoDataFrame,
    exact: GeoDataFrame,
    before: Sequence[Position],
    unstated_radius_m: float,
) -> GeoDataFrame:
    """The coarse records, back in the middles where they stood ``before`` if those still hold them.

    ``exact`` are the same records as they are. A record that says of itself what one before said
    stays in its circle if that has the radius that it would have now, and holds all of it.
    """
    free: dict[tuple[str, ...], list[Position]] = defaultdict(list)
    for one in before:
        free[one[:3]].append(one)
    out = coarse.copy()
    radius = exact["coordinate_uncertainty_m"].to_numpy(dtype=float, na_value=np.nan)
    radius = np.where(np.isnan(radius), unstated_radius_m, radius)
    shapes = exact.geometry.to_numpy()
    middles = out.geometry.to_numpy().copy()
    now = positions_of(out)
    words = _words(out)
    # Who stands where somebody stood stays there; the others may have what is left.
    rows = [row for row, shape in enumerate(middles) if shape is not None and not shape.is_empty]
    for row, one in zip(rows, now, strict=True):
        if one in free[words[row]]:
            free[words[row]].remove(one)
            middles[row] = None
    for row, one in zip(rows, now, strict=True):
        if middles[row] is None:
            middles[row] = shapely.Point(one.longitude, one.latitude)
            continue
        old = next((o for o in free[words[row]] if o.radius_m == one.radius_m
                    and _reach_m(o, shapes[row]) + radius[row] <= o.radius_m), None)  # fmt: skip
        if old is not None:
            free[words[row]].remove(old)
            middles[row] = shapely.Point(old.longitude, old.latitude)
    out = out.set_geometry(pd.Series(middles, index=out.index, dtype=object), crs=4326)
    for name, own in (("longitude", shapely.get_x), ("latitude", shapely.get_y)):
        out[name] = own(middles)
    return out


def _words(coarse: GeoDataFrame) -> list[tuple[str, str, str]]:
    columns = [
        ["" if pd.isna(one) else str(one) for one in coarse[name].to_numpy(dtype=object)]
        for name in ("layer", "category", "source_url")
    ]
    return list(zip(*columns, strict=True))


def _reach_m(position: Position, shape: Any) -> float:
    """Ground distance from a position to the farthest point of a shape (corners), metres."""
    xy = shapely.get_coordinates(shape)
    start = np.repeat([[position.longitude, position.latitude]], len(xy), axis=0)
    return float(GEOD.inv(*start.T, *xy.T)[2].max())
