"""Circles over the edges of regions: how much of each circle is inside, edge by edge.

The part of a circle that lies in a polygon follows from the polygon's edges within the circle
alone: each adds the triangle between its ends and the middle, and takes away the sector between
them; where the middle is inside, the whole circle comes on top. So nothing has to be cut, and the
edges of many circles are worked out together. Edges that several regions share are worked out
once (`geo.rims`); of edges that follow each other within a circle the sectors are one, from end
to end; and only those that may be nearest to the middle are measured.

They are laid out about the middle of their circle as in Lambert's equal-area azimuthal projection,
in which a circle is one: on the sphere by the formulas of Delambre, on the ellipsoid with the radii
of curvature half-way. Shares come within 0.001 of those of polygons that are cut.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from geo.geodesy import EARTH_RADIUS_M, GEOD
from geo.pairs import BELOW_ONE, Floats, Ints, Pairs
from geo.rims import Rims
from geo.runs import runs

__all__ = ["Circles", "over_edges"]

#: Runs of edges that are worked on at a time: what is made of them stays in a core's cache.
_RUNS: Final = 896
#: Half an edge, as a part of its length: a little more, since the projection bends and stretches.
_HALF: Final = 0.52
#: What an edge within a circle leaves inside or outside is never nothing.
_LEAST: Final = 1e-12
#: Nearer than this part of the radius to an edge, nobody knows on which side the middle is.
_ON_EDGE: Final = 1e-6
#: A sum is off by less than this, but for whole circles.
_NOISE: Final = 1e-6
#: Half an angle in degrees as radians.
_HALF_ANGLE: Final = np.pi / 360

Bits = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Circles:
    """Geodesic circles: middles in degrees, radii in metres, and (n, 4) boxes about them."""

    x: Floats
    y: Floats
    radius_m: Floats
    bounds: Floats


@dataclass(frozen=True)
class _Met:
    """Circles that the edges of a bundle run through: circle * bundles + bundle, rising.

    ``part`` of the circle is what the edges add to their left; ``gap_m`` is from the middle to
    the nearest of them, which is at (``foot_x``, ``foot_y``).
    """

    group: Ints
    part: Floats
    gap_m: Floats
    foot_x: Floats
    foot_y: Floats


def over_edges(
    rows: Ints, circles: Circles, rims: Rims, inside: tuple[Ints, int]
) -> tuple[Pairs, Bits]:
    """Pairs of circles (some ``rows``, rising) and regions whose edge runs through them, in order.

    ``inside``: sorted, circle * n + region of those whose middle is in the region, and n. Share
    is more than 0 and less than 1, distance that of the middle to the region. The second result
    says for which pairs the middle is so near to an edge that the share is not to be trusted.
    """
    at, run = rims.tree.query(shapely.box(*circles.bounds[rows].T))
    bundles = max(len(rims.start), 1)
    group = rows[at] * bundles + rims.bundle[run]
    order = np.argsort(group, kind="stable")
    group, run = group[order], run[order]
    disc = group // bundles
    # Where the circle of every so many runs begins: no circle is divided.
    begins = np.unique(np.searchsorted(disc, disc[::_RUNS]))
    ends = np.append(begins, len(disc))[1:]
    found = [
        _met(group[a:b], disc[a:b], run[a:b], circles, rims)
        for a, b in zip(begins.tolist(), ends.tolist(), strict=True)
    ]
    none = _Met(np.empty(0, np.intp), *[np.empty(0)] * 4)
    whole = (
        np.concatenate([getattr(met, field.name) for met in (none, *found)])
        for field in fields(_Met)
    )
    return _of_regions(_Met(*whole), circles, rims, inside)


def _met(group: Ints, disc: Ints, run: Ints, circles: Circles, rims: Rims) -> _Met:
    """What runs come to whose boxes meet a circle's, by ``group`` (as `_Met` has it)."""
    first = np.flatnonzero(np.diff(group, prepend=-1))
    number = np.repeat(np.arange(len(first)), np.diff(first, append=len(group)))
    radius = _flat_m(circles.radius_m[disc])
    px, py = _about(circles.x[disc, None], circles.y[disc, None], rims.x[run], rims.y[run])
    away = px * px + py * py
    held = away < (radius**2)[:, None]
    whole = held[:, 1:] & held[:, :-1]
    part = np.add.reduceat(_held_part(px, py, whole, radius), first)
    # One by one: edges that may run over the circle, and those that may be the nearest. Nothing
    # of an edge is nearer than the nearest of its ends, less half of its length.
    reach = _HALF * rims.longest_m[run]
    least = np.sqrt(np.minimum.reduceat(away.min(axis=1), first))[number]
    near = away < ((radius + reach) ** 2)[:, None]
    over = (near[:, 1:] | near[:, :-1]) & ~whole
    near = away <= ((np.minimum(least, radius) + reach) ** 2)[:, None]
    row, edge = np.nonzero(over | near[:, 1:] | near[:, :-1])
    start = np.stack([rims.x[run[row], edge], rims.y[run[row], edge]])
    step = np.stack([rims.x[run[row], edge + 1], rims.y[run[row], edge + 1]]) - start
    which, more, gap, foot = _one_by_one(disc[row], start, step, circles)
    own = number[row[which]]
    part += np.bincount(own, np.where(over[row, edge][which], more, 0.0), len(first))
    # The nearest edge of each group, and the place on it.
    begin = np.flatnonzero(np.diff(own, prepend=-1))
    best = np.minimum.reduceat(gap, begin) if len(begin) else gap
    found = np.flatnonzero(gap == np.repeat(best, np.diff(begin, append=len(own))))
    at = found[np.searchsorted(found, begin)]
    met = own[begin]
    return _Met(group[first[met]], part[met], best, *foot[:, at])


def _held_part(px: Floats, py: Floats, whole: Bits, radius: Floats) -> Floats:
    """What edges add, by row, that are wholly in their circle: of corners in a row, (n, 17)."""
    twice = px[:, :-1] * py[:, 1:] - py[:, :-1] * px[:, 1:]
    # The angle from where edges begin that follow each other to where they end ...
    ends = np.zeros(px.shape, np.int8)
    ends[:, 1:] += whole
    ends[:, :-1] -= whole
    row, corner = np.nonzero(ends)
    angle = np.arctan2(py[row, corner] + 0.0, px[row, corner]) * ends[row, corner]
    # ... and a full turn where they cross the line from the middle to the west.
    south = py < 0
    at, edge = np.nonzero(whole & (south[:, 1:] != south[:, :-1]))
    left, falls = twice[at, edge] > 0, south[at, edge + 1]
    turn = np.where(left == falls, np.where(falls, 2 * np.pi, -2 * np.pi), 0.0)
    angles = np.bincount(row, angle, len(px)) + np.bincount(at, turn, len(px))
    area = np.where(whole, twice, 0.0).sum(axis=1) / radius**2
    return np.asarray((area - angles) / (2 * np.pi))


def _one_by_one(
    disc: Ints, start: Floats, step: Floats, circles: Circles
) -> tuple[Ints, Floats, Floats, Floats]:
    """Edges (2, n), each beside a circle: the positions of those that run through theirs.

    And what each of these adds to the part to its left, how near it is to the middle in metres,
    and where it is nearest, in degrees (2, n).
    """
    low, high = circles.bounds[disc, :2].T, circles.bounds[disc, 2:].T
    with np.errstate(divide="ignore", invalid="ignore"):
        one, other = (low - start) / step, (high - start) / step
    begin = np.maximum(np.fmin(one, other).max(axis=0), 0.0)
    end = np.minimum(np.fmax(one, other).min(axis=0), 1.0)
    boxed = np.flatnonzero(begin < end)
    disc, start, step, begin, end = (
        disc[boxed],
        start[:, boxed],
        step[:, boxed],
        begin[boxed],
        end[boxed],
    )
    middle, radius = (circles.x[disc], circles.y[disc]), _flat_m(circles.radius_m[disc])
    p = np.stack(_about(*middle, *(start + begin * step)))
    along = np.stack(_about(*middle, *(start + end * step))) - p
    # The part of each that is in the circle: where |p + t * along| is less than the radius.
    square, slant = (along**2).sum(axis=0), (p * along).sum(axis=0)
    root = slant**2 - square * ((p**2).sum(axis=0) - radius**2)
    with np.errstate(divide="ignore", invalid="ignore"):
        enter = np.maximum((-slant - np.sqrt(root)) / square, 0.0)
        leave = np.minimum((-slant + np.sqrt(root)) / square, 1.0)
        nearest = np.clip(-slant / square, enter, leave)
    kept = np.flatnonzero(enter < leave)  # not where there is no root
    part = _part(p[:, kept], along[:, kept], enter[kept], leave[kept], radius[kept])
    gap = np.hypot(*(p + nearest * along)[:, kept])
    foot = start[:, kept] + (begin + nearest * (end - begin))[kept] * step[:, kept]
    return boxed[kept], part, gap, foot


def _part(p: Floats, along: Floats, enter: Floats, leave: Floats, radius: Floats) -> Floats:
    """What each edge adds to the part of its circle that is to its left."""
    (ax, ay), (bx, by) = p + enter * along, p + leave * along
    twice = ax * by - ay * bx
    angle = np.arctan2(twice, ax * bx + ay * by)
    return np.asarray((twice / radius**2 - angle) / (2 * np.pi))


def _of_regions(
    met: _Met, circles: Circles, rims: Rims, inside: tuple[Ints, int]
) -> tuple[Pairs, Bits]:
    """What was met, for each region that the bundles bound: `over_edges`."""
    bundles = max(len(rims.start), 1)
    nearest = np.lexsort((met.gap_m, met.group // bundles))
    disc, bundle = np.divmod(met.group[nearest], bundles)
    of, at = runs(rims.size[bundle], rims.start[bundle])
    key = disc[of] * inside[1] + rims.region[at]
    order = np.argsort(key, kind="stable")  # of each pair the nearest comes first
    key, at, of = key[order], at[order], nearest[of[order]]
    first = np.flatnonzero(np.diff(key, prepend=-1))
    share = np.add.reduceat(met.part[of] * rims.side[at], first) if len(first) else met.part[of]
    key, of = key[first], of[first]
    own = np.searchsorted(inside[0], key)
    held = inside[0] if len(inside[0]) else np.array([-1])
    within = held.take(own, mode="clip") == key
    share = share + within
    share = np.where(share > 1 + _NOISE, share - 1, np.where(share < -_NOISE, share + 1, share))
    share = np.clip(share, _LEAST, BELOW_ONE)
    disc, region = np.divmod(key, inside[1])
    # Measured once for the regions that have it as their nearest place.
    wanted = np.zeros(len(met.group), bool)
    wanted[of[~within]] = True
    there = np.flatnonzero(wanted)
    owner = met.group[there] // bundles
    apart = np.zeros(len(met.group))
    ends = circles.x[owner], circles.y[owner], met.foot_x[there], met.foot_y[there]
    _, _, apart[there] = GEOD.inv(*ends)
    distance = np.where(within, 0.0, apart[of])
    unsure = met.gap_m[of] < _ON_EDGE * circles.radius_m[disc]
    return Pairs(disc, region, share, distance), unsure


def _about(lon: Floats, lat: Floats, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Metres east and north of the middles (lon, lat); azimuths and areas are true."""
    half_x, half_y = np.sin((x - lon) * _HALF_ANGLE), np.sin((y - lat) * _HALF_ANGLE)
    across, along = np.sqrt(1 - half_x**2), np.sqrt(1 - half_y**2)
    sine = np.sin((y + lat) * _HALF_ANGLE)
    square = sine**2
    flattened = 1 - GEOD.es * square
    normal = GEOD.a / np.sqrt(flattened)
    meridional = normal * (1 - GEOD.es) / flattened
    east = 2 * normal * np.sqrt(1 - square) * half_x
    north = 2 * meridional * half_y * across
    # Half of what the azimuth changes on the way: east and north are those of half-way.
    turn = half_x * sine / (across * along)
    cosine = 1 / np.sqrt(1 + turn**2)
    return (east - north * turn) * cosine, (north + east * turn) * cosine


def _flat_m(radius_m: Floats) -> Floats:
    """Radii of circles as they are there."""
    return np.asarray(2 * EARTH_RADIUS_M * np.sin(radius_m / (2 * EARTH_RADIUS_M)))
