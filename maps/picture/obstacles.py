"""Records that came as lines or areas, with the patterns of engineers' maps (obstacles.json)."""

from __future__ import annotations

from collections.abc import Sequence
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
from maps.picture.zones import hatch

__all__ = ["outlined", "outlines_in", "paint_outlines", "paint_pattern"]

Points = npt.NDArray[np.float64]
_PATTERN_ZOOM = 7.0  # further out a pattern is a smear
_MOST_PATTERNED = 1_500  # outlines in view; with more, plain lines too
_MOST_UNITS = 4_000
_STROKES_STEP = 64.0  # along a line between two marks of its state


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
    patterned = frame.zoom >= _PATTERN_ZOOM and len(shapes) <= _MOST_PATTERNED
    for i, shape in shapes:
        word = records.categories[records.category[i]]["id"].partition(".")[2]
        _paint(paper, frame, shape, records.look(i, theme), pattern_of(word), patterned)


def _paint(
    paper: Paper, frame: Frame, shape: Any, look: Look, pattern: dict[str, Any], patterned: bool
) -> None:
    path = path_of_shape(shape)
    if path is None:
        return
    area = shapely.get_dimensions(shape) == 2
    changed = CONDITIONS.get(look.condition, {})
    if area and look.standing != "hollow":
        paper.path(path, fill=f"{look.color}1c")
        if patterned and pattern.get("area") not in (None, "tint"):
            paper.path(hatch(frame, 9), stroke=look.color, width=0.6, alpha=0.6, within=path,
                       butt=True)  # fmt: skip
    dash = pattern.get("dash") if patterned else None
    if look.standing == "dashed":
        dash = [6, 4]
    dash = changed.get("dash", dash)
    lines = [shapely.boundary(shape)] if area else [shape]
    paper.path(path, stroke=look.halo, width=4.5)
    for line in shapely.get_parts(shapely.get_parts(lines)):
        points = shapely.get_coordinates(shapely.line_merge(line))
        paint_pattern(paper, points, look, pattern if patterned else {"line": [0]}, dash)
        if "strokes" in changed:
            _set_along(paper, points, {"unit": _STROKES[look.condition], "step": _STROKES_STEP},
                       look)  # fmt: skip


#: The strokes of a state as a sign along a line, at 0.45 of a symbol's size.
_STROKES = {
    "damaged": [[[-5.4, 5.4], [5.4, -5.4]]],
    "destroyed": [[[-5.4, 5.4], [5.4, -5.4]], [[-5.4, -5.4], [5.4, 5.4]]],
}


def paint_pattern(
    paper: Paper, points: Points, look: Look, pattern: dict[str, Any], dash: Sequence[float] | None
) -> None:
    """A course (pixels) with the lines and signs of its pattern."""
    wide = 1.1 if pattern.get("thin") else 1.8
    if look.standing == "hollow":
        wide *= 0.6
    for off in pattern["line"]:
        paper.line(_beside(points, off), stroke=look.color, width=wide, dash=dash)
    if pattern.get("unit"):
        _set_along(paper, points, pattern, look)


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


def _set_along(paper: Paper, points: Points, pattern: dict[str, Any], look: Look) -> None:
    """Signs along a course, every ``step`` pixels or once in its middle, as one path."""
    from matplotlib.path import Path

    line = shapely.LineString(points)
    step = pattern.get("step", 1)
    count = 1 if pattern.get("once") else min(_MOST_UNITS, int(line.length / step))
    if not count or not line.length:
        return
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
            uv = np.asarray(part, float)
            turned = np.column_stack([uv[:, 0] * c - uv[:, 1] * s, uv[:, 0] * s + uv[:, 1] * c])
            vertices.append(turned + np.array([x, y]))
            codes += [Path.MOVETO] + [Path.LINETO] * (len(uv) - 1)
    path = Path(np.concatenate(vertices), codes)
    fill = look.color if pattern.get("fill") and look.standing != "hollow" else None
    paper.path(path, fill=fill, stroke=look.color, width=1.1)
