"""Discs in regions: which are wholly inside, which reach in, and how much of each is inside.

Most discs lie far from any edge, and the middle decides. The others are made into polygons and
laid over the pieces of the regions about them (`geo.tiles`), many at a time in all threads.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely

from geo import geodesy
from geo.nearest import pair_distances_m
from geo.pairs import BELOW_ONE, Floats, Ints, Pairs, equal_area
from geo.prepared import PreparedRegions
from geo.reach import reach_boxes
from geo.runs import runs
from geo.tiles import Tiles, clipped
from geo.workers import spread

__all__ = ["disc_pairs"]

#: Discs near an edge at a time in one thread: each takes about 4 kB, and its pieces.
_BATCH: Final = 5_000
#: Discs of sizes between two powers of this are laid over the same pieces.
_SIZE_STEP: Final = 2.0
#: Degrees about a disc's box to which pieces are cut.
_BESIDE: Final = 0.01
_LOG_STEP: Final = float(np.log(_SIZE_STEP))


def disc_pairs(x: Floats, y: Floats, radius_m: Floats, regions: PreparedRegions) -> Pairs:
    """Pairs of discs (positions) and regions that they reach into, with share and distance.

    A disc is the polygon that `geo.geodesy.discs` makes; its share is 1 where the region
    covers it. What touches a region from outside, with no area inside, is no pair.
    """
    distinct, example, again = _distinct(x, y, radius_m)
    x, y, radius_m = x[example], y[example], radius_m[example]
    boxes, _ = reach_boxes(shapely.points(x, y), radius_m)
    near = np.unique(regions.edges.tree.query(boxes)[0])
    point, region = (found.astype(np.intp) for found in regions.pairs(x, y))
    inside = np.sort(point * len(regions.areas) + region)
    west, south, east, north = shapely.bounds(boxes[near]).T
    size = _SIZE_STEP ** np.ceil(np.log(np.maximum(east - west, north - south)) / _LOG_STEP)
    batches = []
    for size_deg in np.unique(size)[::-1]:
        rows = near[size == size_deg]
        tiles = regions.tiles(float(size_deg))  # made before threads share them
        batches += [(rows[k : k + _BATCH], tiles) for k in range(0, len(rows), _BATCH)]

    def laid(batch: tuple[Ints, Tiles]) -> tuple[Ints, Pairs]:
        rows, tiles = batch
        return _over_edges(rows, x, y, radius_m, regions, tiles, inside)

    done = list(spread(laid, batches))
    crossing = np.concatenate([np.empty(0, np.intp), *(keys for keys, _ in done)])
    whole = ~np.isin(point * len(regions.areas) + region, crossing)
    ones, zeros = np.ones(int(whole.sum())), np.zeros(int(whole.sum()))
    found = _together([Pairs(point[whole], region[whole], ones, zeros), *(f for _, f in done)])
    return found if distinct else _for_each(found, again)


def _distinct(x: Floats, y: Floats, radius_m: Floats) -> tuple[bool, Ints, Ints]:
    """Places are reported again and again: whether none is, one of each, and whose it is."""
    _, example, again = np.unique(
        np.column_stack([x, y, radius_m]), axis=0, return_index=True, return_inverse=True
    )
    if len(example) == len(x):
        return True, np.arange(len(x)), np.arange(len(x))
    return False, example, again.reshape(-1)


def _for_each(found: Pairs, again: Ints) -> Pairs:
    """Pairs of distinct discs as pairs of all discs; ``again`` says which one each is."""
    order = np.argsort(found.sighting, kind="stable")
    size = np.bincount(found.sighting, minlength=int(again.max(initial=-1)) + 1)
    disc, at = runs(size[again], (np.cumsum(size) - size)[again])
    at = order[at]
    return Pairs(disc, found.region[at], found.share[at], found.distance_m[at])


def _over_edges(
    rows: Ints,
    x: Floats,
    y: Floats,
    radius_m: Floats,
    regions: PreparedRegions,
    tiles: Tiles,
    inside: Ints,
) -> tuple[Ints, Pairs]:
    """Pairs of discs with regions whose edge they meet; first each as disc * regions + region.

    ``inside``: those whose middle is in the region, sorted.
    """
    x, y = x[rows], y[rows]
    discs = geodesy.discs(x, y, radius_m[rows])
    at, run = regions.edges.tree.query(discs, predicate="intersects")
    count = len(regions.areas)
    meet = np.unique(at * count + regions.edges.owner[run])
    disc, region = np.divmod(meet, count)
    keys = rows[disc] * count + region
    own = np.searchsorted(inside, keys)
    outside = inside.take(own, mode="clip") != keys if len(inside) else np.ones(len(keys), bool)
    place = np.searchsorted(meet, at * count + regions.edges.owner[run])
    apart = outside[place]
    distance = np.zeros(len(meet))
    if apart.any():
        found_m = _nearest_m(place[apart], at[apart], run[apart], x, y, regions)
        distance[: len(found_m)] = np.where(outside[: len(found_m)], found_m, 0.0)
    found = _shared(meet, distance, discs, regions, tiles)
    return keys, Pairs(rows[found.sighting], found.region, found.share, found.distance_m)


def _nearest_m(
    pair: Ints, disc: Ints, run: Ints, x: Floats, y: Floats, regions: PreparedRegions
) -> Floats:
    """Distance from the middle of a disc to the nearest of the runs of edges that it meets.

    ``pair``, ``disc``, ``run``: which pair it is for, and what is measured. Only runs whose box is
    no further away than a corner of another one are.
    """
    px, py = x[disc], y[disc]
    shrink = np.cos(np.radians(py))
    west, south, east, north = regions.edge_boxes[run].T
    aside = np.maximum(np.maximum(west - px, px - east), 0.0) * shrink
    least = np.hypot(aside, np.maximum(np.maximum(south - py, py - north), 0.0))
    most = np.hypot(np.maximum(px - west, east - px) * shrink, np.maximum(py - south, north - py))
    nearest = np.full(int(pair.max(initial=-1)) + 1, np.inf)
    np.minimum.at(nearest, pair, most)
    # Degrees are shorter further north: by 6 % a degree at 60 degrees.
    near = np.flatnonzero(least <= nearest[pair] * (1 + 0.12 * nearest[pair]) + 0.0005)
    length = pair_distances_m(px[near], py[near], regions.edges.shapes[run[near]])
    out = np.full(int(pair.max(initial=-1)) + 1, np.inf)
    np.minimum.at(out, pair[near], length)
    return out


def _shared(
    meet: Ints, distance_m: Floats, discs: Any, regions: PreparedRegions, tiles: Tiles
) -> Pairs:
    """Lay discs over the regions whose edge they meet; ``meet`` as in `_over_edges`, sorted.

    ``distance_m``: of the middle of the disc to the region.
    """
    count = len(regions.areas)
    at, tile = tiles.tree.query(discs, predicate="intersects")
    pair = at * count + tiles.owner[tile]
    place = np.searchsorted(meet, pair)
    wanted = meet.take(place, mode="clip") == pair if len(meet) else np.zeros(len(pair), bool)
    at, tile, place = at[wanted], tile[wanted], place[wanted]
    boxes = shapely.bounds(discs[at]) + np.array([-_BESIDE, -_BESIDE, _BESIDE, _BESIDE])
    pieces = clipped(tiles.shapes[tile], boxes)
    disc, region = np.divmod(meet, count)
    part = np.bincount(place, equal_area(shapely.intersection(discs[at], pieces)), len(meet))
    share = part / equal_area(discs[disc])
    # Only a region that touches a disc from outside, all round, may still cover it.
    full = np.flatnonzero(share > 1 - 1e-6)
    covered = np.zeros(len(share), dtype=bool)
    covered[full] = shapely.covers(regions.areas[region[full]], discs[disc[full]])
    share = np.where(covered, 1.0, np.clip(share, 0.0, BELOW_ONE))
    kept = share > 0
    return Pairs(disc[kept], region[kept], share[kept], distance_m[kept])


def _together(parts: list[Pairs]) -> Pairs:
    return Pairs(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("sighting", "region", "share", "distance_m")
        )
    )
