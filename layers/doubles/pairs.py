"""Reports that may be of one event: near each other in time and place, of one layer and category.

Not all pairs are looked at. Each layer and category, and each slab of time, is a world of its own
in one R-tree of boxes: the worlds lie side by side, further apart than any box is wide.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely

from geo.curves import Target
from geo.geodesy import GEOD
from geo.pairs import Floats, Ints
from geo.reach import reach_boxes

__all__ = ["Close", "Reports", "apart_m", "close_pairs", "gap_days"]

#: Widths of slabs of time: a report lies in one or two of the narrowest it is not longer than.
_SLABS_DAYS: Final = 4.0 * 8.0 ** np.arange(12)
#: Further than this from each other are the worlds of the tree, in degrees.
_WORLD_DEG: Final = 400.0
_SLACK_DEG: Final = 1e-6
#: Pairs of boxes that are held at a time, at most.
_HITS: Final = 5_000_000
#: A slab of one category with more reports is divided, in the order of their words.
_CROWD: Final = 20_000
_MOST_TARGETS: Final = 2_000


@dataclass(frozen=True)
class Reports:
    """Reports that can be compared: an array for each thing that is known of them.

    ``kind``: code of layer and category; ``shapes`` (EPSG:4326) with ``radius_m`` around them;
    ``begin``, ``end``: days since 1970 (UTC), half open; ``order``: their rank by what they say,
    no two alike.
    """

    kind: Ints
    shapes: Any
    radius_m: Floats
    begin: Floats
    end: Floats
    order: Ints


@dataclass(frozen=True)
class Close:
    """Pairs of reports, the first before the second; gaps in days and distances in metres."""

    first: Ints
    second: Ints
    gap_days: Floats
    apart_m: Floats


def gap_days(reports: Reports, first: Ints, second: Ints) -> Floats:
    """Days from the end of the one to the beginning of the other; 0 where they touch."""
    later = np.maximum(reports.begin[first], reports.begin[second])
    return np.asarray(np.maximum(0.0, later - np.minimum(reports.end[first], reports.end[second])))


def apart_m(shapes: Any, first: Ints, second: Ints) -> Floats:
    """Geodesic distances (WGS 84) of pairs of shapes; 0 where they meet."""
    out = np.zeros(len(first))
    one, other = shapes[first], shapes[second]
    drawn = (shapely.get_type_id(one) > 0) | (shapely.get_type_id(other) > 0)
    plain = np.flatnonzero(~drawn)
    if len(plain):
        ends = (get(some[plain]) for some in (one, other) for get in (shapely.get_x, shapely.get_y))
        out[plain] = GEOD.inv(*ends)[2]
    targets: dict[int, Target] = {}
    for at in np.flatnonzero(drawn):
        if len(targets) > _MOST_TARGETS:
            targets.clear()
        for row in (first[at], second[at]):
            if row not in targets:
                targets[row] = Target(shapes[row])
        out[at] = targets[first[at]].span_m(targets[second[at]])[0]
    return out


def close_pairs(reports: Reports, days: float, notes: list[str]) -> Iterator[Close]:
    """Yield the pairs of one kind whose times are at most so many days apart and whose discs touch.

    Each pair comes once; some are left out only where a crowd is divided, and ``notes`` say so.
    """
    begin, end = reports.begin - days / 2, reports.end + days / 2
    level = np.searchsorted(_SLABS_DAYS, end - begin)
    boxes, whole = reach_boxes(reports.shapes, reports.radius_m)
    bounds = shapely.bounds(boxes)
    bounds[whole] = (-180.0, -90.0, 180.0, 90.0)
    crowded = 0
    for step in np.unique(level).tolist():
        worlds = _Worlds(reports, begin, end, level, step)
        crowded += worlds.crowded
        for first, second in worlds.pairs(bounds):
            gap = gap_days(reports, first, second)
            # Days are floats: 1 day apart is not more than 1 day.
            near = gap <= days + 1e-6
            first, second, gap = first[near], second[near], gap[near]
            apart = apart_m(reports.shapes, first, second)
            near = apart <= reports.radius_m[first] + reports.radius_m[second]
            yield Close(first[near], second[near], gap[near], apart[near])
    if crowded:
        notes.append(
            f"{crowded:,} reports lie in crowds (more than {_CROWD:,} of one category about one "
            "time, anywhere): they were compared only with those next to them in the order of "
            "their words"
        )


class _Worlds:
    """Slabs of one width: those stored are as long as it asks for, all shorter ones ask."""

    def __init__(
        self, reports: Reports, begin: Floats, end: Floats, level: Ints, step: int
    ) -> None:
        self.level, self.step = level, step
        self.begins = np.floor(begin / _SLABS_DAYS[step]).astype(np.int64)
        self.ends = np.floor(end / _SLABS_DAYS[step]).astype(np.int64)
        self.stored, slab = self._entries(np.flatnonzero(level == step))
        self.asking, self.slab = self._entries(np.flatnonzero(level <= step))
        lowest, highest = int(self.slab.min()), int(self.slab.max())
        across = highest - lowest + 1
        held = reports.kind[self.stored] * across + (slab - lowest)
        asked = reports.kind[self.asking] * across + (self.slab - lowest)
        held, asked, self.crowded = self._divided(held, asked, reports.order)
        worlds, self.held, self.size = np.unique(held, return_inverse=True, return_counts=True)
        at = np.minimum(np.searchsorted(worlds, asked), len(worlds) - 1)
        known = worlds[at] == asked
        self.asking, self.slab, self.asked = self.asking[known], self.slab[known], at[known]

    def _entries(self, rows: Ints) -> tuple[Ints, Ints]:
        """Rows and the slabs they lie in: one each, and another for those across an edge."""
        begins, ends = self.begins[rows], self.ends[rows]
        two = ends > begins
        return np.concatenate([rows, rows[two]]), np.concatenate([begins, ends[two]])

    def _divided(self, held: Ints, asked: Ints, order: Ints) -> tuple[Ints, Ints, int]:
        """Worlds of stored and asking entries, with crowds in parts; and how many are crowded."""
        worlds, size = np.unique(held, return_counts=True)
        parts = int(size.max(initial=0)) // _CROWD + 1
        if parts == 1:
            return held, asked, 0
        part_held, part_asked = np.zeros_like(held), np.zeros_like(asked)
        for world in worlds[size > _CROWD]:
            inside, outside = held == world, asked == world
            own = order[self.stored]
            cuts = np.sort(own[inside])[_CROWD::_CROWD]
            part_held[inside] = np.searchsorted(cuts, own[inside], side="right")
            part_asked[outside] = np.searchsorted(cuts, order[self.asking[outside]], side="right")
        return held * parts + part_held, asked * parts + part_asked, int(size[size > _CROWD].sum())

    def pairs(self, bounds: Floats) -> Iterator[tuple[Ints, Ints]]:
        """Yield pairs of reports whose boxes meet in some world, each once, the lower row first."""
        tree = shapely.STRtree(_boxes(bounds[self.stored], self.held))
        most = np.cumsum(self.size[self.asked])
        cuts = np.searchsorted(most, np.arange(_HITS, most[-1:].sum(), _HITS))
        for some in np.split(np.arange(len(self.asking)), cuts):
            if not len(some):
                continue
            at, hit = tree.query(_boxes(bounds[self.asking[some]], self.asked[some]))
            one, other = self.asking[some[at]], self.stored[hit]
            # In the first slab that both lie in; where both are stored, from one side only.
            once = self.slab[some[at]] == np.maximum(self.begins[one], self.begins[other])
            once &= (self.level[one] < self.step) | (one < other)
            one, other = one[once], other[once]
            yield np.minimum(one, other), np.maximum(one, other)


def _boxes(bounds: Floats, world: npt.NDArray[np.intp]) -> Any:
    west, south, east, north = bounds.T
    aside = world * _WORLD_DEG
    return shapely.box(
        west + aside - _SLACK_DEG, south - _SLACK_DEG, east + aside + _SLACK_DEG, north + _SLACK_DEG
    )
