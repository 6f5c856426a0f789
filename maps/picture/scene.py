"""What of the records is drawn in a frame, and how: symbols and rings, areas, or cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from layers.registry import LAYERS
from maps.picture.badges import badge_box
from maps.picture.density import Density, count_cells
from maps.picture.fonts import width_px
from maps.picture.frame import Frame
from maps.picture.gather import Group, apart, gather, ring_radius, short_count
from maps.picture.labels import Box, about
from maps.picture.marks import SYMBOL_PX
from maps.picture.obstacles import outlined, outlines_in
from maps.picture.records import AREA, COUNTRY, NOWHERE, PLACE, Records

__all__ = ["Area", "Scene", "lay_out", "tag_px"]

#: From so many places in the frame on they are counts per cell.
MOST_SYMBOLS = 20_000
_REACH_PX, _WIDE_REACH_PX, _MANY = 42.0, 58.0, 2_000
_MOST_AREAS, _CROWD_PX = 400, 60

_TAG_SPOTS = (
    0,
    8,
    56,
    16,
    48,
    24,
    40,
    32,
    4,
    60,
    12,
    52,
    20,
    44,
    28,
    36,
)  # in 64ths of a turn, north first
_POINTS = {"arrival": (1, 0), "departure": (0, 1), "transit": (1, 1)}


@dataclass(frozen=True)
class Area:
    """Reports of one circle; ``ring``: its points, ``tag``: where the sign stands."""

    members: npt.NDArray[np.int64]
    ring: Any
    tag: tuple[float, float]


@dataclass
class Scene:
    """``boxes``: where symbols stand, ``labels``: where names and sums were put between them.

    ``drawn``: per record whether it is on the map; ``not_drawn``: how many are not, by why.

    The reasons: ``country`` (known only to a country), ``none`` (without a place), ``beyond``
    (outside the frame), ``coarse`` and ``unknown`` (too coarsely known for the cells of a
    density, or nobody said how finely). ``beyond``: how many reports those outside the frame
    stand for, from .. to.
    """

    records: Records
    frame: Frame
    x: Any
    y: Any
    drawn: npt.NDArray[np.bool_]
    groups: list[Group] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    outlines: list[tuple[int, Any]] = field(default_factory=list)
    density: Density | None = None
    boxes: list[Box] = field(default_factory=list)
    labels: list[tuple[Box, ...]] = field(default_factory=list)
    not_drawn: dict[str, int] = field(default_factory=dict)
    beyond: tuple[int, int] = (0, 0)

    @property
    def shown(self) -> int:
        """How many records are drawn."""
        return int(self.drawn.sum())

    def by_layer(self) -> list[tuple[tuple[int, int], tuple[int, int]]]:
        """Per layer how many reports are drawn, and how many there are, each from .. to."""
        layer, reports = self.records.layer, self.records.reports
        return [
            (reports((layer == k) & self.drawn), reports(layer == k)) for k in range(len(LAYERS))
        ]

    def singles(self) -> Iterator[int]:
        """Records whose own look can be seen: symbols that stand alone, lines and polygons."""
        yield from (g.first for g in self.groups if g.n == 1)
        yield from (i for i, _ in self.outlines)

    def countries(self) -> list[tuple[str, int]]:
        """ISO code of the country, and how many reports are known only to it."""
        country = np.flatnonzero((self.records.kinds == COUNTRY) & ~self.drawn).tolist()
        found = Counter(self.records.word("country", i) for i in country)
        return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))


def lay_out(records: Records, frame: Frame) -> Scene:
    """Decides what is drawn where; takes room for it in ``boxes``."""
    x, y = frame.pixels(records.longitude, records.latitude)
    inside = frame.holds(x, y)
    kinds = records.kinds
    wide = outlined(records) & (kinds != NOWHERE)
    places = np.flatnonzero((kinds == PLACE) & inside)
    scene = Scene(records, frame, x, y, np.zeros(len(records), bool))
    scene.outlines = outlines_in(frame, records) if wide.any() else []
    if len(places) > MOST_SYMBOLS:
        _count(scene, places, wide)
        alone = places[(records.in_cells & wide)[places]]  # their numbers stand in the cells
    else:
        scene.drawn[places] = True
        alone = places
    reach = _WIDE_REACH_PX if len(alone) > _MANY else _REACH_PX
    groups = gather(x[alone], y[alone], alone, reach)
    scene.groups = apart(groups, lambda group: _radius_of(records, group))
    scene.boxes += [_box_of(records, group) for group in scene.groups]
    scene.drawn[[i for i, _ in scene.outlines]] = True
    _add_areas(scene)
    _tell(scene, inside)
    return scene


def _count(scene: Scene, places: npt.NDArray[np.int64], wide: npt.NDArray[np.bool_]) -> None:
    radius = scene.records.radius_m[places]
    mine = wide[places]
    density = count_cells(scene.frame, scene.x[places], scene.y[places], radius, mine)
    with np.errstate(invalid="ignore"):
        scene.drawn[places] = ~mine & (radius <= density.side_km * 500)
    scene.density = density


def _radius_of(records: Records, group: Group) -> float:
    """Of the circle that a ring or a symbol takes."""
    return SYMBOL_PX if group.n == 1 else ring_radius(records.reports(group.members)[1]) + 1.5


def _box_of(records: Records, group: Group) -> Box:
    """What a ring covers, or a symbol with its pointers, or an APP-6 picture."""
    if group.n > 1:
        r = _radius_of(records, group)
        return about(group.x, group.y, r, r)
    count = records.cell_count(group.first)
    if count:
        return about(group.x, group.y, width_px(count, 13, bold=True) / 2 + 3, 9)
    left, right = _POINTS.get(records.word("direction", group.first), (0, 0))
    badge = records.badge(group.first)
    if badge:
        box = badge_box(badge, group.x, group.y, SYMBOL_PX)
        west, east = box[0] - (13 if left else 3), box[2] + (13 if right else 3)
        return (west, box[1] - 3, east, box[3] + 3)
    west, east = (18 if left else 9), (18 if right else 9)
    return (group.x - west, group.y - 9, group.x + east, group.y + 9)


def _add_areas(scene: Scene) -> None:
    """Areas of the same circle are one; where there are too many, those near each other."""
    records, frame = scene.records, scene.frame
    left, top, right, bottom = frame.box
    mine = np.flatnonzero(records.kinds == AREA)
    if not len(mine):
        return
    x, y = scene.x[mine], scene.y[mine]
    reach = records.radius_m[mine] * frame.pixels_per_m
    away = np.hypot(x - np.clip(x, left, right), y - np.clip(y, top, bottom))
    seen = mine[np.nan_to_num(away, nan=np.inf) < reach]
    scene.drawn[seen] = True
    exact = np.column_stack([records.longitude, records.latitude, records.radius_m])[seen]
    keys, which = np.unique(exact, axis=0, return_inverse=True)
    if len(keys) > _MOST_AREAS:
        cells = np.floor(np.column_stack([scene.x[seen], scene.y[seen]]) / _CROWD_PX)
        keys, which = np.unique(cells, axis=0, return_inverse=True)
    order = np.argsort(which.ravel(), kind="stable")
    ends = np.cumsum(np.bincount(which.ravel(), minlength=len(keys)))[:-1]
    lists = np.split(seen[order], ends)
    for members in sorted(lists, key=lambda m: (-len(m), int(m[0]))):
        i = int(members[0])
        ring = frame.circle(records.longitude[i], records.latitude[i], records.radius_m[i])
        half = tag_px(len(members))
        tag = _cheapest(_spots((scene.x[i], scene.y[i]), ring), half, scene)
        scene.boxes.append(about(*tag, *half))
        scene.areas.append(Area(members, ring, tag))


def tag_px(n: int) -> tuple[float, float]:
    """Half width and half height of the tag of so many reports."""
    return max(13.0, 10 + width_px(short_count(n), 10, True)), 8.0


def _spots(middle: Any, ring: Any) -> npt.NDArray[np.float64]:
    """Where a tag may stand: on its circle, within it, in its middle, and then just beyond it."""
    rim = ring[list(_TAG_SPOTS)] - np.array(middle)
    reach = max(1.0, float(np.nanmean(np.hypot(rim[:, 0], rim[:, 1]))))
    parts = [1.0, 0.6, 0.0, *(1 + px / reach for px in (12, 24, 36, 48))]
    points = np.concatenate([np.array(middle) + part * rim for part in parts])
    points[~np.isfinite(points).all(axis=1)] = middle
    return points


def _cheapest(
    spots: npt.NDArray[np.float64], half: tuple[float, float], scene: Scene
) -> tuple[float, float]:
    """The first spot that covers least; within the frame if there is one."""
    left, top, right, bottom = scene.frame.box
    (dx, dy), (x, y) = half, spots.T
    inside = (x > left + dx) & (x < right - dx) & (y > top + dy) & (y < bottom - dy)
    cost = np.where(inside, 0, 1000)
    if scene.boxes:
        west, north, east, south = np.array(scene.boxes).T[:, :, None]
        meets = (x - dx - 1 < east) & (x + dx + 1 > west)
        meets &= (y - dy - 1 < south) & (y + dy + 1 > north)
        cost = cost + meets.sum(axis=0)
    k = int(cost.argmin())
    return float(x[k]), float(y[k])


def _tell(scene: Scene, inside: npt.NDArray[np.bool_]) -> None:
    """Counts what is not drawn, each record once."""
    kinds = scene.records.kinds
    off = ~scene.drawn
    none, country = off & (kinds == NOWHERE), off & (kinds == COUNTRY)
    beyond = off & ~none & ~country & ~(inside & (kinds == PLACE))
    rest = off & ~none & ~country & ~beyond
    unknown = rest & np.isnan(scene.records.radius_m)
    told = {
        "country": country, "none": none, "beyond": beyond, "coarse": rest & ~unknown,
        "unknown": unknown,
    }  # fmt: skip
    scene.beyond = scene.records.reports(beyond)
    scene.not_drawn = {why: int(which.sum()) for why, which in told.items() if which.any()}
