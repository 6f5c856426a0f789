"""The signs of the legend: small drawings of what is on the map, in the size of the letters."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from layers.registry import LAYERS
from maps.picture.badges import badge_box, paint_badge
from maps.picture.labels import about
from maps.picture.legend import Icon
from maps.picture.marks import Look, draw_symbol
from maps.picture.obstacles import paint_pattern
from maps.picture.paper import Paper

if TYPE_CHECKING:
    from maps.app6 import Picture

__all__ = ["badge", "circle", "degree_of_coverage", "fan", "hatched", "line", "pattern", "plain",
           "plate", "ring", "swatch", "symbol"]  # fmt: skip


def plain(layer: int, theme: dict[str, Any], **more: Any) -> Look:
    """The look of a layer, changed by ``more``."""
    one = LAYERS[layer]
    look = Look(
        shape=one.shape, mark="none", color=theme["layers"][one.id],
        halo=theme["ui"]["paper"], ink=theme["symbolInk"][one.id],
    )  # fmt: skip
    return dataclasses.replace(look, **more)


def symbol(look: Look, size: float = 0.62) -> Icon:
    """A symbol of the map."""
    return lambda paper, x, y, s: draw_symbol(paper, x, y, size * s, look)


def swatch(color: str, line: str | None = None, dash: Sequence[float] | None = None) -> Icon:
    """A box of a colour, with a line about it or not."""

    def draw(paper: Paper, x: float, y: float, s: float) -> None:
        box = about(x, y, 0.85 * s, 0.42 * s)
        paper.box(box, fill=color, stroke=line, width=0.9, dash=dash)

    return draw


def hatched(color: str) -> Icon:
    """The hatching of zones."""

    def draw(paper: Paper, x: float, y: float, s: float) -> None:
        from matplotlib.path import Path

        dx, dy = 0.85 * s, 0.42 * s
        paper.box(about(x, y, dx, dy), fill=f"{color}20", stroke=color, width=0.8)
        with paper.inside(about(x, y, dx, dy)):
            points, codes = [], []
            for k in np.arange(-dx - 2 * dy, dx, 0.36 * s):
                points += [(x + k, y + dy), (x + k + 2 * dy, y - dy)]
                codes += [Path.MOVETO, Path.LINETO]
            paper.path(Path(points, codes), stroke=color, width=0.7, alpha=0.7)

    return draw


def circle(color: str, dash: Sequence[float] | None = None, fill: str | None = None) -> Icon:
    """A circle."""
    return lambda paper, x, y, s: paper.circle(
        x, y, 0.5 * s, stroke=color, width=1, dash=dash, fill=fill
    )


def line(color: str, wide: float, gap: str | None = None) -> Icon:
    """A line; ``gap``: the colour that interrupts it, as a railway's."""

    def draw(paper: Paper, x: float, y: float, s: float) -> None:
        ends = [(x - 0.9 * s, y), (x + 0.9 * s, y)]
        paper.line(ends, stroke=color, width=wide)
        if gap:
            paper.line(ends, stroke=gap, width=wide - 0.8, dash=[5, 5])

    return draw


def degree_of_coverage(degree: str, color: str) -> Icon:
    """The hatching of how well a place was watched."""

    def draw(paper: Paper, x: float, y: float, s: float) -> None:
        from matplotlib.path import Path

        dx, dy = 0.85 * s, 0.42 * s
        points: list[tuple[float, float]] = []
        if degree == "unknown":
            spots = [(x + k * 0.5 * s, y + j * 0.4 * s) for j in (-0.5, 0.5) for k in (-1, 0, 1)]
            points = [end for u, v in spots for end in ((u - 0.05, v), (u + 0.05, v))]
        else:
            step = (0.36 if degree == "none" else 0.72) * s
            for k in np.arange(-dx - 2 * dy, dx, step):
                points += [(x + k, y - dy), (x + k + 2 * dy, y + dy)]
        with paper.inside(about(x, y, dx, dy)):
            path = Path(points, [Path.MOVETO, Path.LINETO] * (len(points) // 2))
            paper.path(path, stroke=color, width=2.2 if degree == "unknown" else 1.0)
        paper.box(about(x, y, dx, dy), stroke=color, width=0.8)

    return draw


def badge(picture: Picture) -> Icon:
    """An APP-6 picture as high as a line, whatever stands out of its frame."""

    def draw(paper: Paper, x: float, y: float, s: float) -> None:
        left, top, right, bottom = badge_box(picture, 0, 0, 1)
        r = min(1.5 * s / (bottom - top), 2.4 * s / (right - left))
        at = (x - r * (left + right) / 2, y - r * (top + bottom) / 2)
        paint_badge(paper, at, r, picture, color="")

    return draw


def ring(theme: dict[str, Any]) -> Icon:
    """A ring of seven reports."""
    colors = [theme["layers"][layer.id] for layer in LAYERS]

    def draw(paper: Paper, x: float, y: float, s: float) -> None:
        from matplotlib.path import Path

        angle, r = -np.pi / 2, 0.62 * s
        for part, color in zip((4, 1, 2), colors, strict=True):
            turn = part / 7 * 2 * np.pi
            t = angle + np.linspace(0, turn, 24)
            rim = np.column_stack([x + r * np.cos(t), y + r * np.sin(t)])
            paper.path(Path(rim), stroke=color, width=0.22 * s, butt=True)
            angle += turn
        paper.text(x, y, "7", 0.72 * s, color=theme["ui"]["ink"], bold=True, align="center")

    return draw


def fan(theme: dict[str, Any]) -> Icon:
    """A fan in which an origin lies."""
    color = theme["layers"]["shelling"]

    def draw(paper: Paper, x: float, y: float, s: float) -> None:
        ends = [(x - 0.8 * s, y), (x + 0.8 * s, y - 0.45 * s), (x + 0.8 * s, y + 0.45 * s),
                (x - 0.8 * s, y)]  # fmt: skip
        paper.line(ends, fill=f"{color}1c", stroke=color, width=1)

    return draw


def pattern(look: Look, what: dict[str, Any]) -> Icon:
    """A piece of a line with its pattern."""

    def draw(paper: Paper, x: float, y: float, s: float) -> None:
        points = np.array([[x - 0.95 * s, y + 0.15 * s], [x + 0.95 * s, y + 0.15 * s]])
        paint_pattern(paper, points, look, what)

    return draw


def plate(theme: dict[str, Any]) -> Icon:
    """A sum as it stands under a ring."""

    def draw(paper: Paper, x: float, y: float, s: float) -> None:
        box = about(x, y, 1.05 * s, 0.55 * s)
        paper.box(box, radius=0.25 * s, fill=theme["symbolHalo"], stroke=theme["ui"]["line"],
                  width=0.7)  # fmt: skip
        paper.text(x, y, "20 +2", 0.62 * s, color=theme["ringText"], align="center")

    return draw
