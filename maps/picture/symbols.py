"""Painting what a scene holds: symbols, rings and their sums, areas, discs."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from layers.registry import LAYERS
from maps.picture.fonts import drawable, fitted, width_px
from maps.picture.gather import Group, ring_radius, short_count
from maps.picture.labels import Room, about
from maps.picture.marks import SYMBOL_PX, Look, draw_symbol
from maps.picture.paper import Paper
from maps.picture.records import PLACE, Records
from maps.picture.scene import Area, Scene, tag_px
from maps.saying import Sayings

__all__ = ["Plate", "circles_drawn", "leading_sum", "paint_areas",
           "paint_circles", "paint_discs",
           "paint_groups", "paint_ring", "paint_tag", "place_plates", "short_count"]  # fmt: skip

_MOST_DISCS = 1_500
_LEAST_DISC_PX = 12.0
_QUIET = 14  # with more circles than this only their tags are drawn
_MOST_SUMMED, _MOST_RINGS = 20_000, 60
_PLATE_PX = 15.0
_MOST_LETTERS = 40
_DASHES = {"solid": None, "dashed": [6.0, 4.0]}


@dataclasses.dataclass(frozen=True)
class Plate:
    """A sum under a ring."""

    x: float
    y: float
    width: float
    text: str


def leading_sum(records: Records, sayings: Sayings, members: Sequence[int]) -> str:
    """The sum of most reports, in words: 20–60 wagons, and +2 when there are two more units."""
    sums = records.sums(members)
    if not sums:
        return ""
    first = sums[0]
    amount = sayings.interval(first.low, first.high) + ("+" if first.open else "")
    text = f"{amount} {drawable(sayings.unit(first.unit, first.high))}".strip()
    text = text if len(text) <= _MOST_LETTERS else f"{text[: _MOST_LETTERS - 1]}…"
    return text + (f" +{len(sums) - 1}" if len(sums) > 1 else "")


def place_plates(scene: Scene, sayings: Sayings, room: Room) -> list[Plate]:
    """Sums under the rings that have room for one."""
    rings = [g for g in scene.groups if g.n > 1]
    if scene.shown > _MOST_SUMMED or len(rings) > _MOST_RINGS:
        return []
    left, _, right, _ = scene.frame.box
    out = []
    for ring in rings:
        text = fitted(leading_sum(scene.records, sayings, ring.members.tolist()), 190, 10.5)
        if not text:
            continue
        width = width_px(text, 10.5) + 8
        r = ring_radius(scene.records.reports(ring.members)[1])
        y = ring.y + r + 2 + _PLATE_PX / 2
        x = min(right - width / 2 - 2, max(left + width / 2 + 2, ring.x))
        if room.take([about(x, y, width / 2, _PLATE_PX / 2)]):
            out.append(Plate(x, y, width, text))
    return out


def paint_discs(paper: Paper, scene: Scene, theme: dict[str, Any]) -> int:
    """Circles of uncertainty where they are large enough to be seen; returns how many."""
    records, frame = scene.records, scene.frame
    places = np.flatnonzero(scene.drawn & (records.kinds == PLACE))
    if scene.density is not None or len(places) > _MOST_DISCS:
        return 0
    drawn: set[tuple[float, ...]] = set()
    for i in places.tolist():
        radius = float(records.radius_m[i])
        if math.isnan(radius) or not _LEAST_DISC_PX <= radius * frame.pixels_per_m <= 4000:
            continue
        key = (float(records.longitude[i]), float(records.latitude[i]), radius)
        if key in drawn:  # one on the other they would darken
            continue
        drawn.add(key)
        color = records.look(i, theme).color
        ring = frame.circle(*key)
        paper.line(ring, fill=f"{color}0a")
        paper.line(ring, stroke=color, width=0.8, dash=[3, 3], alpha=0.4)
        paper.note("disc", [i], color)
    return len(drawn)


def circles_drawn(areas: Sequence[Area]) -> bool:
    """Whether the circles of areas are drawn: when there are few."""
    return len(areas) <= _QUIET


def paint_circles(paper: Paper, scene: Scene, theme: dict[str, Any]) -> None:
    """The circles of areas, where there are few enough to be told apart."""
    if not circles_drawn(scene.areas):
        return
    for area in scene.areas:
        look = scene.records.look(int(area.members[0]), theme)
        dash = _DASHES.get(look.standing, [1.0, 4.0])
        paper.line(area.ring, stroke=look.color, width=1, dash=dash, alpha=0.5)


def paint_areas(paper: Paper, scene: Scene, theme: dict[str, Any]) -> None:
    """A tag for each area."""
    for area in scene.areas:
        look = scene.records.look(int(area.members[0]), theme)
        paint_tag(paper, theme, area.tag, look, len(area.members))
        paper.note("area", area.members.tolist(), look.color, look.standing)


def paint_tag(
    paper: Paper, theme: dict[str, Any], at: tuple[float, float], look: Look, n: int,
    scale: float = 1.0, text: str = "",
) -> None:  # fmt: skip
    """The sign of an area: an empty symbol and how many reports, or another ``text``."""
    x, y = at
    text = text or short_count(n)
    dx, dy = (scale * px for px in tag_px(n))
    box = about(x, y, dx, dy)
    paper.box(box, radius=8 * scale, fill=theme["symbolHalo"], stroke=look.color, width=scale)
    plain = dataclasses.replace(
        look, pointer="", mark="none", standing="hollow", condition="", badge=None
    )
    draw_symbol(paper, x - dx + 7.5 * scale, y, 3.8 * scale, plain)
    paper.text(x + 5.5 * scale, y, text, 10 * scale, color=theme["ringText"], bold=True,
               align="center")  # fmt: skip


def paint_groups(
    paper: Paper, scene: Scene, theme: dict[str, Any], plates: Sequence[Plate]
) -> None:
    """Single symbols, then rings, the fullest uppermost, and their sums."""
    records = scene.records
    colors = [theme["layers"][layer.id] for layer in LAYERS]
    for group in scene.groups:
        if group.n == 1:
            _paint_one(paper, records, theme, group)
    for group in reversed([g for g in scene.groups if g.n > 1]):
        mix = np.bincount(records.layer[group.members], minlength=len(colors)).tolist()
        paint_ring(paper, theme, group, records.reports(group.members), (mix, colors))
        parts = [color for n, color in zip(mix, colors, strict=True) if n]
        paper.note("ring", group.members.tolist(), "", *parts)
    for plate in plates:
        box = about(plate.x, plate.y, plate.width / 2, _PLATE_PX / 2)
        paper.box(box, radius=3, fill=theme["symbolHalo"], alpha=0.9)
        paper.text(plate.x, plate.y, plate.text, 10.5, color=theme["ringText"], align="center")


def _paint_one(paper: Paper, records: Records, theme: dict[str, Any], group: Group) -> None:
    """A symbol, or the number of reports of a published cell, which stands for no place."""
    i = group.first
    look = records.look(i, theme)
    count = records.cell_count(i)
    if count:
        paper.text(group.x, group.y, count, 13, color=look.color, bold=True, align="center",
                   halo=look.halo, halo_width=4)  # fmt: skip
        paper.note("count", [i], look.color, count)
        return
    draw_symbol(paper, group.x, group.y, SYMBOL_PX, look)
    what = "app6" if look.badge else look.mark
    paper.note("symbol", [i], look.color, look.shape, what, look.standing, look.pointer,
               look.condition)  # fmt: skip


def paint_ring(
    paper: Paper, theme: dict[str, Any], group: Group, told: tuple[int, int],
    mixed: tuple[Sequence[int], Sequence[str]],
) -> None:  # fmt: skip
    """How many reports, from at least to at most, and the mix of layers with their colours."""
    from matplotlib.path import Path

    low, high = told
    n, r = sum(mixed[0]), ring_radius(max(2, high))
    paper.circle(group.x, group.y, r + 1.5, fill=theme["symbolHalo"])
    angle = -math.pi / 2
    for part, color in zip(*mixed, strict=True):
        if not part:
            continue
        turn = part / n * 2 * math.pi
        steps = max(2, math.ceil(turn / 0.08))
        t = angle + np.linspace(0, turn, steps + 1)
        rim = np.column_stack([group.x + (r - 2) * np.cos(t), group.y + (r - 2) * np.sin(t)])
        paper.path(Path(rim), stroke=color, width=4.5, butt=True)
        angle += turn
    text = short_count(high) if low == high else f"{short_count(low)}–{short_count(high)}"
    size = 10 if len(text) > 3 else 13 if r > 18 else 12
    paper.text(group.x, group.y, text, size, color=theme["ringText"], bold=True,
               align="center")  # fmt: skip
