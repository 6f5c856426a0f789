"""The nearest of points, lines and regions, to points, lines and regions.

Every geometry lies in a ball about its middle. What the balls say of how near each geometry is,
at least and at most, leaves only a few to be measured.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely

from geo.curves import Target, cut
from geo.errors import InputError
from geo.near import nearest
from geo.pairs import Floats, Ints
from geo.runs import runs
from geo.space import as_near, distinct, in_space
from geo.workers import spread

__all__ = ["nearest_of"]

#: Distances between points and balls that are held in memory at a time, by each thread.
_BATCH: Final = 2_000_000
#: Geometries that are wider or higher than this are in no ball that says anything.
_WIDE_DEG: Final = 60.0
#: An edge of so many degrees leaves the ball of its ends by less than so many metres.
_EDGE_DEG: Final = 0.25
_BULGE_M: Final = 100.0


def nearest_of(shapes: Any, geometries: Any, k: int = 1) -> tuple[Ints, Floats]:
    """Find the ``k`` geometries nearest to each shape, nearest first: two (n, k) arrays.

    Both are points, lines or areas (EPSG:4326); distances are geodesic, from the nearest point
    of the one to that of the other, 0 where they meet. The first array has positions in
    ``geometries``, the second metres, as those of `geo.near.nearest`; -1 and NaN where there
    are fewer, or where a shape is None, empty or not finite. Raises InputError for a ``k``
    below 1.
    """
    shapes, geometries = (
        np.atleast_1d(np.asarray(some, dtype=object)) for some in (shapes, geometries)
    )
    if k < 1:
        raise InputError(f"the {k} nearest places: ask for 1 or more")
    index = np.full((len(shapes), k), -1, dtype=np.intp)
    length = np.full(index.shape, np.nan)
    rows, known = (np.flatnonzero(_usable(some)) for some in (shapes, geometries))
    many = min(k, len(known))
    if not many or not len(rows):
        return index, length
    is_point = shapely.get_type_id(shapes[rows]) == 0
    points, around = rows[is_point], _Around(geometries[known])
    x, y, _, place = distinct(shapely.get_x(shapes[points]), shapely.get_y(shapes[points]))
    which, apart = around.points(x, y, many)
    index[points, :many], length[points, :many] = known[which][place], apart[place]
    for row in rows[~is_point]:
        which, apart = around.shape(Target(shapes[row]), many)
        index[row, :many], length[row, :many] = known[which], apart
    return index, length


class _Around:
    """Geometries, and the middle (in space) and radius of a ball about each."""

    def __init__(self, geometries: Any) -> None:
        self.geometries = geometries
        self.middle, self.radius = _balls(geometries)
        self._targets: dict[int, Target] = {}

    def target(self, which: int) -> Target:
        """The geometry at this position, ready to be measured to."""
        if which not in self._targets:
            self._targets[which] = Target(self.geometries[which])
        return self._targets[which]

    def points(self, x: Floats, y: Floats, many: int) -> tuple[Ints, Floats]:
        """Positions and distances of as many that are nearest to each point."""
        if (shapely.get_type_id(self.geometries) == 0).all():
            to = shapely.get_x(self.geometries), shapely.get_y(self.geometries)
            return nearest(x, y, *to, many)
        step = max(1, _BATCH // len(self.geometries))

        def found(some: slice) -> tuple[Ints, Floats]:
            who, which = self._candidates(in_space(x[some], y[some]), 0.0, many)
            lon, lat = x[some][who], y[some][who]
            apart = np.empty(len(who))
            order = np.argsort(which, kind="stable")
            for group in np.split(order, np.flatnonzero(np.diff(which[order])) + 1):
                if len(group):
                    target = self.target(int(which[group[0]]))
                    apart[group] = target.distance_m(lon[group], lat[group])
            order = np.lexsort((which, apart, who))
            size = np.bincount(who)
            kept = order[runs(size)[1] < many]
            return which[kept].reshape(-1, many), apart[kept].reshape(-1, many)

        done = list(spread(found, (slice(k, k + step) for k in range(0, len(x), step))))
        which = np.concatenate([np.empty((0, many), np.intp), *(one for one, _ in done)])
        return which, np.concatenate([np.empty((0, many)), *(two for _, two in done)])

    def shape(self, shape: Target, many: int) -> tuple[Ints, Floats]:
        """Positions and distances of as many that are nearest to a line or area."""
        middle, radius = _balls(np.array([shape.geometry], dtype=object))
        _, which = self._candidates(middle, float(radius[0]), many)
        apart = np.array([self.target(int(one)).span_m(shape)[0] for one in which])
        order = np.lexsort((which, apart))[:many]
        return which[order], apart[order]

    def _candidates(self, space: Floats, radius: float, many: int) -> tuple[Ints, Ints]:
        """Pairs (position of a ball in ``space``, of a geometry) that hold the nearest ones."""
        from scipy.spatial.distance import cdist

        apart = cdist(space, self.middle)
        most = np.partition(apart + self.radius, many - 1, axis=1)[:, many - 1] + radius
        row, which = np.nonzero(apart - self.radius - radius <= as_near(most)[:, None])
        return row, which


def _usable(shapes: Any) -> Any:
    """Which shapes are there, and lie somewhere on Earth."""
    bounds = shapely.bounds(shapes)
    return np.isfinite(bounds).all(axis=1) & (np.abs(bounds[:, 1::2]) <= 90).all(axis=1)


def _balls(geometries: Any) -> tuple[Floats, Floats]:
    parts, owner = geometries, np.arange(len(geometries))
    while (shapely.get_type_id(parts) > 3).any():
        parts, at = shapely.get_parts(parts, return_index=True)
        owner = owner[at]
    xy, part = shapely.get_coordinates(cut(parts, _EDGE_DEG), return_index=True)
    owner = owner[part]
    space = in_space(xy[:, 0], xy[:, 1])
    count = np.bincount(owner, minlength=len(geometries))
    middle = np.column_stack(
        [np.bincount(owner, axis, minlength=len(geometries)) / count for axis in space.T]
    )
    radius = np.zeros(len(geometries))
    np.maximum.at(radius, owner, np.linalg.norm(space - middle[owner], axis=1))
    west, south, east, north = shapely.bounds(geometries).T
    radius[shapely.get_type_id(geometries) > 0] += _BULGE_M
    radius[(east - west > _WIDE_DEG) | (north - south > _WIDE_DEG)] = np.inf
    return middle, radius
