"""Meridians and parallels, and their numbers beside the map."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from maps.picture.frame import Frame
from maps.picture.paper import Paper

__all__ = ["paint_degrees", "paint_graticule"]

Points = npt.NDArray[np.float64]
_GRATICULE = [20, 20, 10, 10, 5, 5, 2, 1, 1, 0.5, 0.2, 0.2, 0.1, 0.1, 0.05]


def _degree_lines(frame: Frame) -> tuple[float, list[float], list[float]]:
    """The step between meridians and parallels, and which of both cross the frame."""
    step = _GRATICULE[max(0, min(len(_GRATICULE) - 1, int(frame.zoom)))]
    west, south, east, north = frame.bounds
    if frame.zoom >= 6 and (east - west) / step < 3:
        step /= 2

    def every(low: float, high: float) -> list[float]:
        return [k * step for k in range(int(np.ceil(low / step)), int(np.floor(high / step)) + 1)]

    return step, every(west, east), every(south, north)


def paint_graticule(paper: Paper, frame: Frame, theme: dict[str, Any]) -> None:
    """Meridians and parallels."""
    _, meridians, parallels = _degree_lines(frame)
    west, south, east, north = frame.bounds
    look = {"stroke": theme["graticule"], "width": 0.6}
    for lon in meridians:
        y = np.linspace(south, north, 60)
        _line(paper, frame, np.full(60, lon), y, look)
    for lat in parallels:
        x = np.linspace(west, east, 90)
        _line(paper, frame, x, np.full(90, lat), look)


def _line(paper: Paper, frame: Frame, lon: Points, lat: Points, look: dict[str, Any]) -> None:
    xy = np.column_stack(frame.pixels(lon, lat))
    xy = xy[np.isfinite(xy).all(axis=1)]
    if len(xy) > 1:
        paper.line(xy, **look)


def paint_degrees(paper: Paper, frame: Frame, theme: dict[str, Any], size: float) -> None:
    """Degrees outside the frame: meridians above, parallels to the right."""
    left, top, right, bottom = frame.box
    step, meridians, parallels = _degree_lines(frame)
    digits = 0 if float(step).is_integer() else 1 if step >= 0.1 else 2
    t = np.linspace(0, 1, 200)
    upper, _ = frame.places(left + t * (right - left), np.full(200, top))
    for lon in meridians:
        if upper[0] < lon < upper[-1]:
            x = left + float(np.interp(lon, upper, t)) * (right - left)
            at = lon - 360 * round(lon / 360)  # beyond 180° it is the other half
            text = f"{abs(at):.{digits}f}°{'W' if at < 0 else 'E'}"
            if left + 10 < x < right - 10:
                paper.text(x, top - 0.75 * size, text, size, color=theme["graticuleText"],
                           align="center")  # fmt: skip
    _, side = frame.places(np.full(200, right), top + t * (bottom - top))
    for lat in parallels:
        if side[-1] < lat < side[0]:
            y = top + float(np.interp(-lat, -side, t)) * (bottom - top)
            text = f"{abs(lat):.{digits}f}°{'S' if lat < 0 else 'N'}"
            if top + 6 < y < bottom - 6:
                paper.text(right + 4, y, text, size, color=theme["graticuleText"])
