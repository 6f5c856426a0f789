"""Discs in regions: which are wholly inside, which reach in, and how much of each is inside.

Most discs lie far from any edge, and the middle decides. For the others the edges within them
do (`geo.circles`), many at a time in all threads.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
import shapely

from geo.circles import Circles, over_edges
from geo.pairs import BELOW_ONE, Floats, Ints, Pairs
from geo.prepared import PreparedRegions
from geo.reach import reach_bounds
from geo.runs import runs
from geo.workers import spread

__all__ = ["disc_pairs"]

#: Discs at a time in one thread.
_BATCH: Final = 5_000
#: So far, as a part of its radius, a disc is moved whose middle lies on an edge, and whither.
_ASIDE: Final = 1e-4
_WHITHER: Final = 0.65
_DEGREE_M: Final = 111_320.0


def disc_pairs(x: Floats, y: Floats, radius_m: Floats, regions: PreparedRegions) -> Pairs:
    """Pairs of discs (positions) and regions that they reach into, with share and distance.

    A disc is the geodesic circle about its middle (degrees, metres); its share is 1 where no
    edge of the region is nearer than the radius. It must hold no pole and not cross the
    antimeridian, and be no larger than `geo.join.MAXIMUM_DISC_M`.
    """
    distinct, example, again = _distinct(x, y, radius_m)
    circles = _circles(x[example], y[example], radius_m[example])
    point, region = (found.astype(np.intp) for found in regions.pairs(circles.x, circles.y))
    count = max(len(regions.areas), 1)
    held = point * count + region  # sorted, as the pairs are
    rims = regions.rims  # made before threads share them

    def laid(first: int) -> tuple[Pairs, Any]:
        rows = np.arange(first, min(first + _BATCH, len(example)))
        return over_edges(rows, circles, rims, (held, count))

    done = list(spread(laid, range(0, max(len(example), 1), _BATCH)))
    met = _together([pairs for pairs, _ in done])
    unsure = np.flatnonzero(np.concatenate([np.empty(0, bool), *(near for _, near in done)]))
    if len(unsure):
        met.share[unsure] = _beside(met, unsure, circles, regions)
    whole = _missing(held, met.sighting * count + met.region)
    ones, zeros = np.ones(len(whole)), np.zeros(len(whole))
    found = _together([Pairs(point[whole], region[whole], ones, zeros), met])
    return found if distinct else _for_each(found, again)


def _missing(keys: Ints, some: Ints) -> Ints:
    """Positions of keys that are not among some others, both of them sorted and without doubles."""
    place = np.searchsorted(keys, some)
    there = np.flatnonzero(keys.take(place, mode="clip") == some) if len(keys) else place[:0]
    left = np.ones(len(keys), bool)
    left[place[there]] = False
    return np.flatnonzero(left)


def _beside(met: Pairs, some: Ints, circles: Circles, regions: PreparedRegions) -> Floats:
    """Shares of some pairs, of discs moved a little: their middles lie on an edge, or nearly."""
    disc, region = met.sighting[some], met.region[some]
    x, y, radius_m = circles.x[disc], circles.y[disc], circles.radius_m[disc]
    step = _ASIDE * radius_m / _DEGREE_M
    lat = y + step * np.cos(_WHITHER)
    lon = x + step * np.sin(_WHITHER) / np.cos(np.radians(y))
    each, count = np.arange(len(some)), len(regions.areas)
    holds = shapely.intersects_xy(regions.areas[region], lon, lat)
    inside = (each * count + region)[holds], count
    found, _ = over_edges(each, _circles(lon, lat, radius_m), regions.rims, inside)
    keys, wanted = found.sighting * count + found.region, each * count + region
    place = np.searchsorted(keys, wanted)
    there = keys.take(place, mode="clip") == wanted if len(keys) else np.zeros(len(each), bool)
    share = np.where(holds, BELOW_ONE, 1 - BELOW_ONE)
    share[there] = found.share[place[there]]
    return share


def _circles(x: Floats, y: Floats, radius_m: Floats) -> Circles:
    bounds, _ = reach_bounds((x, y, x, y), radius_m)
    return Circles(x, y, radius_m, bounds)


def _distinct(x: Floats, y: Floats, radius_m: Floats) -> tuple[bool, Ints, Ints]:
    """Places are reported again and again: whether none is, one of each, and whose it is."""
    place, _ = pd.factorize(x + 1j * y)
    radius, radii = pd.factorize(radius_m)
    again, keys = pd.factorize(place * max(len(radii), 1) + radius)
    if len(keys) == len(x):
        return True, np.arange(len(x)), np.arange(len(x))
    example = np.empty(len(keys), np.intp)
    example[again[::-1]] = np.arange(len(x))[::-1]
    return False, example, again


def _for_each(found: Pairs, again: Ints) -> Pairs:
    """Pairs of distinct discs as pairs of all discs; ``again`` says which one each is."""
    order = np.lexsort((found.region, found.sighting))
    size = np.bincount(found.sighting, minlength=int(again.max(initial=-1)) + 1)
    disc, at = runs(size[again], (np.cumsum(size) - size)[again])
    at = order[at]
    return Pairs(disc, found.region[at], found.share[at], found.distance_m[at])


def _together(parts: list[Pairs]) -> Pairs:
    return Pairs(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("sighting", "region", "share", "distance_m")
        )
    )
