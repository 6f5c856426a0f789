"""The symbols of the page as paths: the same tables as ``maps/page/map/symbols.js``.

A test compares both. Boxes run from -10 to 10, y downwards.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from maps.picture.badges import LEAST_BADGE_PX, badge_box, paint_badge

if TYPE_CHECKING:
    from maps.app6 import Picture
    from maps.picture.paper import Paper

__all__ = ["CONDITIONS", "MARKS", "POINTERS", "SHAPES", "SYMBOL_PX", "Look", "draw_symbol",
           "path_of", "standing"]  # fmt: skip


def _star() -> str:
    points = []
    for i in range(12):
        r = 4.4 if i % 2 else 10
        a = i * math.pi / 6
        points.append(f"{r * math.sin(a):.2f} {-r * math.cos(a):.2f}")
    return f"M{'L'.join(points)}Z"


SHAPES = {
    "diamond": "M0-10 10 0 0 10-10 0Z",
    "triangle": "M0-9.5 10 8-10 8Z",
    "star": _star(),
    "circle": "M0-9A9 9 0 0 1 0 9A9 9 0 0 1 0-9Z",
    "square": "M-8-8H8V8H-8Z",
}
MARKS = {
    "rail": "M-4-1.6H4M-4 1.6H4M-2.4-3V3M2.4-3V3",
    "camp": "M-4 2.6 0-3.2 4 2.6",
    "air": "M0-4.4V4.2M-4.4 0H4.4M-1.8 3.6H1.8",
    "ship": "M-4-1H4M-4 1.6C-2 3.6 2 3.6 4 1.6",
    "dot": "M-1.4 0A1.4 1.4 0 0 1 1.4 0A1.4 1.4 0 0 1-1.4 0",
    "wave": "M-4.4 3 -2.2 .4 0 3 2.2 .4 4.4 3",
    "bars": "M-2.6-.6V5M0-2.6V5M2.6-.6V5",
    "cross": "M-2.6-.4 2.6 5M2.6-.4-2.6 5",
    "ring": "M0-2.4A2.4 2.4 0 0 1 0 2.4A2.4 2.4 0 0 1 0-2.4",
    "none": "",
}
POINTERS = {
    "arrival": "M-19-4.5-11.5 0-19 4.5",
    "departure": "M11.5-4.5 19 0 11.5 4.5",
    "transit": "M-19-4.5-11.5 0-19 4.5M11.5-4.5 19 0 11.5 4.5",
}
#: What an obstacle's state changes, as ``maps/page/map/condition.js``.
CONDITIONS: dict[str, dict[str, Any]] = {
    "planned": {"open": True, "dash": [5, 3]},
    "damaged": {"strokes": "M-12 12L12 -12"},
    "destroyed": {"faint": 0.6, "strokes": "M-12 12L12 -12M-12 -12L12 12"},
}
SYMBOL_PX = 8.5  # radius
_AROUND = 1.5  # size of the second outline, in symbols
_POINTED = {
    "arrival": ("arrival",), "departure": ("departure",), "transit": ("arrival", "departure"),
}  # fmt: skip
_NUMBER = re.compile(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)")


@dataclass(frozen=True)
class Look:
    """How one record is drawn; colours are of the theme; ``badge``: its APP-6 picture, if any."""

    shape: str
    mark: str
    color: str
    halo: str
    ink: str
    standing: str = "plain"
    pointer: str = ""
    condition: str = ""
    badge: Picture | None = None


def standing(status: str, retracted: bool) -> str:
    """How a record stands, from its status: "plain" when nobody said."""
    if retracted or status == "denied":
        return "hollow"
    if status == "assessed":
        return "solid"
    return "dashed" if status in ("claimed", "reported") else "plain"


@cache
def path_of(data: str) -> Any:
    """Path data (M, L, H, V, C, Z and half circles A) as a matplotlib path."""
    from matplotlib.path import Path

    words = _NUMBER.findall(data)
    points: list[tuple[float, float]] = []
    codes: list[Any] = []
    at, start, command, k = (0.0, 0.0), (0.0, 0.0), "", 0
    take = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "A": 7, "Z": 0}
    while k < len(words):
        if words[k].isalpha():
            command = words[k]
            k += 1
        n = take[command]
        v = [float(w) for w in words[k : k + n]]
        k += n
        if command == "Z":
            points.append(start)
            codes.append(Path.CLOSEPOLY)
            at = start
            continue
        if command == "C":
            new = [(v[0], v[1]), (v[2], v[3]), (v[4], v[5])]
            codes += [Path.CURVE4] * 3
        elif command == "A":
            new = _half_circle(at, (v[5], v[6]), v[0])
            codes += [Path.LINETO] * len(new)
        else:
            x = v[0] if command in "MLH" else at[0]
            y = v[-1] if command in "MLV" else at[1]
            new = [(x, y)]
            codes.append(Path.MOVETO if command == "M" else Path.LINETO)
        points += new
        at = new[-1]
        if command == "M":
            start, command = at, "L"
    return Path(points, codes)


def _half_circle(
    a: tuple[float, float], b: tuple[float, float], r: float
) -> list[tuple[float, float]]:
    cx, cy = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
    first = math.atan2(a[1] - cy, a[0] - cx)
    angles = first + np.linspace(0, math.pi, 13)[1:]
    return [(cx + r * math.cos(t), cy + r * math.sin(t)) for t in angles]


def _set(data: str, x: float, y: float, scale: float) -> Any:
    from matplotlib.transforms import Affine2D

    return path_of(data).transformed(Affine2D().scale(scale).translate(x, y))


def draw_symbol(paper: Paper, x: float, y: float, r: float, look: Look) -> None:
    """One symbol at x, y with radius r, as ``drawSymbol`` of the page."""
    k = r / 10
    badge = look.badge if r >= LEAST_BADGE_PX else None
    changed = CONDITIONS.get(look.condition, {})
    for word in _POINTED.get(look.pointer, ()):
        pointer = _set(POINTERS[word], x + _aside(badge, word, r), y, k)
        paper.path(pointer, stroke=look.halo, width=5 * k)
        paper.path(pointer, stroke=look.color, width=2.6 * k)
    if badge:
        paint_badge(
            paper, (x, y), r, badge, color=look.color, standing=look.standing,
            faint=changed.get("faint"),
        )  # fmt: skip
    else:
        _draw_shape(paper, x, y, k, look)
    if "strokes" in changed:
        strokes = _set(changed["strokes"], x, y, k)
        paper.path(strokes, stroke=look.halo, width=4 * k)
        paper.path(strokes, stroke=look.color, width=2 * k)


def _aside(badge: Picture | None, pointer: str, r: float) -> float:
    """How far a pointer moves so as to stand beside a picture, which is wider than a symbol."""
    if badge is None:
        return 0.0
    left, _, right, _ = badge_box(badge, 0, 0, r)
    tip, gap = 1.15 * r, 0.5 * r
    return left - gap + tip if pointer == "arrival" else right + gap - tip


def _draw_shape(paper: Paper, x: float, y: float, k: float, look: Look) -> None:
    """The shape of its layer with the mark of its category."""
    changed = CONDITIONS.get(look.condition, {})
    faint = changed.get("faint")
    shape = _set(SHAPES[look.shape], x, y, k)
    paper.path(shape, fill=look.halo, stroke=look.halo, width=5 * k)
    hollow = look.standing == "hollow"
    is_open = hollow or changed.get("open", False)
    dash = [d * k for d in changed["dash"]] if "dash" in changed else None
    if is_open:
        paper.path(shape, fill=look.halo, stroke=look.color, width=2.2 * k, dash=dash, alpha=faint)
    else:
        paper.path(shape, fill=look.color, alpha=faint)
    if look.standing in ("solid", "dashed"):
        around = _set(SHAPES[look.shape], x, y, k * _AROUND)
        dashes = [3.9 * k, 3.6 * k] if look.standing == "dashed" else None
        paper.path(around, stroke=look.color, width=2.25 * k, dash=dashes, alpha=faint)
    if MARKS.get(look.mark):
        ink = look.color if is_open else look.ink
        paper.path(_set(MARKS[look.mark], x, y, k), stroke=ink, width=1.7 * k, alpha=faint)
