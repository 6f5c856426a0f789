"""APP-6 symbols on a still: the pictures that `maps.app6` makes for the page, as paths.

As ``maps/page/map/pictograms.js`` draws them. What is in such a picture is checked where it is
made: shapes, and letters of the code's own symbol.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from maps.picture.fonts import properties, width_px
from maps.picture.labels import Box

if TYPE_CHECKING:
    from maps.app6 import Picture
    from maps.picture.paper import Paper

__all__ = ["LEAST_BADGE_PX", "badge_box", "paint_badge", "parts_of"]

#: Of a symbol's radius: the size of a unit of its picture; and the least radius it is drawn for.
_BADGE, LEAST_BADGE_PX = 1 / 42, 7.0
_GLOW_PX, _GLOW = 2.4, "#ffffff"  # its lines are black, whatever lies under them
_HOLLOW = 0.45
_NARROW = 0.88  # the pictures' letters are made for a narrower typeface
_STYLE = ("fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap")
_MOVE = re.compile(r"(translate|rotate|scale)\(([^)]*)\)")


@dataclass(frozen=True)
class Part:
    """One shape of a picture, in its units from its upper left corner, y downwards."""

    path: Any
    fill: str | None
    stroke: str | None
    width: float
    dash: tuple[float, ...] | None
    within: Any


@cache
def parts_of(svg: str) -> tuple[Part, ...]:
    """What a picture of `maps.app6.picture` is made of, in the order it is drawn."""
    from defusedxml.ElementTree import fromstring
    from matplotlib.transforms import Affine2D

    root = fromstring(svg)
    west, north, _, _ = map(float, root.get("viewBox").split())
    out: list[Part] = []
    _walk(root, {}, (Affine2D().translate(-west, -north), 1.0, None), {}, out)
    return tuple(out)


def _walk(
    node: Any, style: Mapping[str, str], place: tuple[Any, float, Any], clips: dict[str, Any],
    out: list[Part],
) -> None:  # fmt: skip
    """``place``: how coordinates are moved, how much widths grow, and what cuts."""
    move, grown, within = place
    tag = node.tag.rpartition("}")[2]
    if tag == "clipPath":
        clips[node.get("id")] = _path(node[0].get("d"))
        return
    style = {**style, **{key: node.get(key) for key in _STYLE if node.get(key) is not None}}
    local, scale = _moved(node.get("transform", ""))
    move, grown = local + move, grown * scale
    cut = re.fullmatch(r"url\(#(.+)\)", node.get("clip-path", ""))
    if cut and cut[1] in clips:
        within = clips[cut[1]].transformed(move)
    path = _shape(node, tag)
    if path is not None:
        dash = [float(v) * grown for v in re.findall(r"[\d.]+", style.get("stroke-dasharray", ""))]
        out.append(
            Part(
                path.transformed(move),
                _color(style.get("fill", "black"), style.get("fill-opacity", "1")),
                _color(style.get("stroke", "none")),
                float(style.get("stroke-width", 1)) * grown,
                tuple(dash) or None,
                within,
            )
        )
    for child in node:
        _walk(child, style, (move, grown, within), clips, out)


def _moved(text: str) -> tuple[Any, float]:
    """A transform of SVG, and how much longer it makes lines."""
    from matplotlib.transforms import Affine2D

    move, scale = Affine2D(), 1.0
    for name, inside in reversed(_MOVE.findall(text)):
        v = [float(word) for word in re.split(r"[,\s]+", inside.strip())]
        if name == "translate":
            move.translate(v[0], v[1] if len(v) > 1 else 0.0)
        elif name == "rotate":
            x, y = v[1:3] if len(v) > 2 else (0.0, 0.0)
            move.rotate_deg_around(x, y, v[0])
        else:
            move.scale(v[0], v[-1])
            scale *= abs(v[0])
    return move, scale


def _shape(node: Any, tag: str) -> Any:
    from matplotlib.path import Path

    if tag == "path":
        return _path(node.get("d"))
    if tag == "circle":
        x, y, r = (float(node.get(name, 0)) for name in ("cx", "cy", "r"))
        return Path.circle((x, y), r)
    return _letters(node) if tag == "text" and node.text else None


@cache
def _path(data: str) -> Any:
    """SVG path data as a matplotlib path."""
    from fontTools.pens.recordingPen import RecordingPen
    from fontTools.svgLib.path import parse_path
    from matplotlib.path import Path

    pen = RecordingPen()
    parse_path(data, pen)
    points: list[tuple[float, float]] = []
    codes: list[Any] = []
    start = (0.0, 0.0)
    for name, args in pen.value:
        if name == "moveTo":
            start = args[0]
        kinds = {
            "moveTo": [Path.MOVETO], "lineTo": [Path.LINETO], "curveTo": [Path.CURVE4] * 3,
            "qCurveTo": [Path.CURVE3] * 2, "closePath": [Path.CLOSEPOLY],
        }.get(name, [])  # fmt: skip
        codes += kinds
        points += [start] if name == "closePath" else list(args) if kinds else []
    return Path(points, codes) if points else None


def _letters(node: Any) -> Any:
    """Text of a picture as outlines, at its place."""
    from matplotlib.path import Path
    from matplotlib.textpath import text_to_path
    from matplotlib.transforms import Affine2D

    size = float(node.get("font-size", 12))
    bold = node.get("font-weight") == "bold"
    vertices, codes = text_to_path.get_text_path(properties(bold), node.text, ismath=False)
    if not len(vertices):
        return None
    part = {"middle": 0.5, "end": 1.0}.get(node.get("text-anchor", "start"), 0.0)
    x = float(node.get("x", 0)) - part * _NARROW * width_px(node.text, size, bold)
    y = float(node.get("y", 0)) + (0.36 * size if node.get("dominant-baseline") else 0.0)
    k = size / text_to_path.FONT_SCALE
    return Path(Affine2D().scale(_NARROW * k, -k).translate(x, y).transform(vertices), codes)


def _color(text: str, opacity: str = "1") -> str | None:
    """A colour of SVG as #rrggbb, or #rrggbbaa where it is not opaque; None for none."""
    from matplotlib.colors import to_hex

    if text in ("none", "transparent"):
        return None
    found = re.fullmatch(r"rgba?\(([^)]*)\)", text)
    parts = [float(word) for word in found[1].split(",")] if found else []
    plain = "#" + "".join(f"{round(v):02x}" for v in parts[:3]) if parts else str(to_hex(text))
    alpha = float(opacity) * (parts[3] if len(parts) > 3 else 1.0)
    return plain if alpha >= 1 else f"{plain}{round(255 * alpha):02x}"


def badge_box(picture: Picture, x: float, y: float, r: float) -> Box:
    """What a picture covers whose anchor stands at x, y, for a symbol of radius r."""
    unit = r * _BADGE
    left, top = x - picture.anchor[0] * unit, y - picture.anchor[1] * unit
    return (left, top, left + picture.width * unit, top + picture.height * unit)


def paint_badge(
    paper: Paper, at: tuple[float, float], r: float, picture: Picture, *, color: str,
    standing: str = "plain", faint: float | None = None,
) -> None:  # fmt: skip
    """A picture with its anchor at ``at``; faint when hollow, framed as other symbols."""
    from matplotlib.transforms import Affine2D

    unit, k = r * _BADGE, r / 10
    left, top, right, bottom = badge_box(picture, *at, r)
    move = Affine2D().scale(unit).translate(left, top)
    alpha = _HOLLOW if standing == "hollow" else faint
    parts = [(part, part.path.transformed(move)) for part in parts_of(picture.svg)]
    for part, path in parts:
        wide = (part.width * unit if part.stroke else 0.0) + 2 * _GLOW_PX
        paper.path(path, stroke=_GLOW, width=wide, alpha=alpha)
    for part, path in parts:
        paper.path(
            path, fill=part.fill, stroke=part.stroke, width=max(0.5, part.width * unit),
            dash=[d * unit for d in part.dash] if part.dash else None, alpha=alpha,
            within=None if part.within is None else part.within.transformed(move),
        )  # fmt: skip
    if standing != "plain":
        edge = (left - 3 * k, top - 3 * k, right + 3 * k, bottom + 3 * k)
        dash = None if standing == "solid" else [2.6 * k, 2.4 * k]
        paper.box(edge, stroke=color, width=1.5 * k, dash=dash)
