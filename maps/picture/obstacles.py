"""Records that came as lines or areas, with the patterns of engineers' maps (obstacles.json).

As ``maps/page/map/obstacles.js`` draws them, on a soft band of paper that sets them off borders.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from maps.obstacles import pattern_of
from maps.picture.frame import Frame
from maps.picture.ground import path_of_shape
from maps.picture.marks import CONDITIONS, Look
from maps.picture.paper import Paper
from maps.picture.records import Records
from maps.picture.zones import dots, hatch, waves

__all__ = ["FILLS", "outlined", "outlines_in", "paint_outlines", "paint_pattern"]

Points = npt.NDArray[np.float64]
_PATTERN_ZOOM = 7.0  # further out a pattern is a smear
_MOST_PATTERNED = 1_500  # outlines in view; with more, plain lines too
_MOST_UNITS = 4_000
_HOLLOW = 0.55
_PLAIN: Mapping[str, Any] = {"line": [0], "area": "tint"}
#: What fills an area, by the word of its pattern: lines of a width, as paths over the frame.
FILLS: Mapping[str, tuple[Callable[[Frame], Any], float]] = {
    "dots": (lambda frame: dots(frame, 12.0, staggered=True), 2.2),
    "rings": (lambda frame: dots(frame, 12.0, 2.0), 0.9),
    "hatch": (lambda frame: hatch(frame, 12.0), 0.9),
    "waves": (lambda frame: waves(frame, 12.0), 0.9),
}
#: The strokes of a state as a sign along a line, at 0.45 of a symbol's size.
_STROKES = {
    "damaged": [[[-5.4, 5.4], [5.4, -5.4]]],
    "destroyed": [[[-5.4, 5.4], [5.4, -5.4]], [[-5.4, -5.4], [5.4, 5.4]]],
}
_STROKES_STEP = 64.0  # along a line between two of them


def outlined(records: Records) -> npt.NDArray[np.bool_]:
    """Which records are lines or areas."""
    return np.asarray(shapely.get_type_id(records.frame.geometry.to_numpy()) > 0)


def outlines_in(frame: Frame, records: Records) -> list[tuple[int, Any]]:
    """Number and shape (pixels) of the lines and areas in sight."""
    seen = shapely.box(*frame.box)
    shapes = records.frame.geometry.to_numpy()
    found = []
    for i in np.flatnonzero(outlined(records)).tolist():
        shape = frame.shape(shapes[i])
        if not shapely.is_empty(shape) and shapely.intersects(shape, seen):
            found.append((i, shape))
    return found


def paint_outlines(
    paper: Paper, frame: Frame, theme: dict[str, Any], records: Records,
    shapes: Sequence[tuple[int, Any]],
) -> None:  # fmt: skip
    """Draws what `outlines_in` found."""
    marked = len(shapes) <= _MOST_PATTERNED
    patterned = marked and frame.zoom >= _PATTERN_ZOOM
    scale = max(0.6, min(1.4, 0.6 + (frame.zoom - _PATTERN_ZOOM) * 0.13))
    for i, shape in shapes:
        look = records.look(i, theme)
        pattern = pattern_of(records.category_word(i)) if patterned else _PLAIN
        _paint(paper, frame, shape, look, pattern, scale)
        if marked and look.condition in _STROKES:
            _strike(paper, shape, look, patterned)
        paper.note("outline", [i], look.color, look.standing, look.condition)


def _lines_of(shape: Any) -> list[Points]:
    """The courses of a line, or the edges of an area."""
    area = shapely.get_dimensions(shape) == 2
    lines = [shapely.boundary(shape)] if area else [shape]
    return [
        shapely.get_coordinates(shapely.line_merge(line))
        for line in shapely.get_parts(shapely.get_parts(lines))
    ]


def _paint(
    paper: Paper, frame: Frame, shape: Any, look: Look, pattern: Mapping[str, Any], scale: float
) -> None:
    path = path_of_shape(shape)
    if path is None:
        return
    if shapely.get_dimensions(shape) == 2:
        paper.path(path, fill=f"{look.color}1c")
        if pattern.get("area") in FILLS:
            lines, wide = FILLS[pattern["area"]]
            paper.path(lines(frame), stroke=look.color, width=wide, alpha=0.6, within=path)
    else:
        paper.path(path, stroke=look.halo, width=4.5)
    for points in _lines_of(shape):
        paint_pattern(paper, points, look, pattern, scale)


def paint_pattern(
    paper: Paper, points: Points, look: Look, pattern: Mapping[str, Any], scale: float = 1.0
) -> None:
    """A course (pixels) with the lines and signs of its pattern, changed by standing and state."""
    changed = CONDITIONS.get(look.condition, {})
    hollow = look.standing == "hollow"
    alpha = _HOLLOW if hollow else changed.get("faint")
    wide = 0.9 if hollow else 1.0 if pattern.get("thin") else 1.8
    dash = [4, 3] if look.standing == "dashed" else pattern.get("dash")
    if "dash" in changed:
        dash = [2 * px for px in changed["dash"]]
    for off in pattern["line"]:
        line = _beside(points, off * scale)
        paper.line(line, stroke=look.color, width=wide, dash=dash, alpha=alpha, butt=True)
    unit = _along(points, pattern, scale) if pattern.get("unit") else None
    if unit is None:
        return
    if pattern.get("fill") and not hollow and not changed.get("open"):
        paper.path(unit, fill=look.color, alpha=alpha)
    else:
        paper.path(unit, stroke=look.color, width=max(1.0, 1.4 * scale), alpha=alpha)


def _strike(paper: Paper, shape: Any, look: Look, often: bool) -> None:
    """Struck through along its course, or once in its middle."""
    sign = {"unit": _STROKES[look.condition]}
    for points in _lines_of(shape):
        path = _along(points, sign | {"step": _STROKES_STEP}, 1.0) if often else None
        path = _along(points, sign | {"once": True}, 1.0) if path is None else path
        if path is not None:
            paper.path(path, stroke=look.halo, width=5)
            paper.path(path, stroke=look.color, width=2.2)


def _beside(points: Points, off: float) -> Points:
    """A line beside the course, ``off`` pixels to its right."""
    if not off:
        return points
    before = np.vstack([points[:1], points[:-1]])
    after = np.vstack([points[1:], points[-1:]])
    along = after - before
    length = np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-9)
    normal = np.column_stack([-along[:, 1], along[:, 0]]) / length[:, None]
    return points + off * normal


def _along(points: Points, pattern: Mapping[str, Any], scale: float) -> Any:
    """Signs along a course, every ``step`` or once in its middle, as one path; None for none."""
    from matplotlib.path import Path

    line = shapely.LineString(points)
    step = pattern.get("step", 1) * scale
    count = 1 if pattern.get("once") else min(_MOST_UNITS, int(line.length / step))
    if not count or not line.length:
        return None
    first = line.length / 2 if pattern.get("once") else (line.length - (count - 1) * step) / 2
    at = first + step * np.arange(count)
    here = shapely.get_coordinates(shapely.line_interpolate_point(line, at))
    ahead = shapely.get_coordinates(
        shapely.line_interpolate_point(line, np.minimum(at + 1, line.length))
    )
    back = shapely.get_coordinates(shapely.line_interpolate_point(line, np.maximum(at - 1, 0)))
    way = ahead - back
    way /= np.maximum(np.hypot(way[:, 0], way[:, 1]), 1e-9)[:, None]
    vertices, codes = [], []
    for (x, y), (c, s) in zip(here, way, strict=True):
        for part in pattern["unit"]:
            uv = scale * np.asarray(part, float)
            turned = np.column_stack([uv[:, 0] * c - uv[:, 1] * s, uv[:, 0] * s + uv[:, 1] * c])
            vertices.append(turned + np.array([x, y]))
            codes += [Path.MOVETO] + [Path.LINETO] * (len(uv) - 1)
    return Path(np.concatenate(vertices), codes)
