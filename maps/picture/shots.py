"""Fire: the line from where it came to where it hit, and the fan in which its origin must lie."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyproj

from maps.picture.frame import Frame
from maps.picture.paper import Paper
from maps.picture.records import PLACE, Records
from maps.texts import number_column

__all__ = ["paint_fans", "paint_trails"]

_MANY = 60  # lines that are drawn in full
_MOST = 1_500  # lines, and fans, that are drawn
_BEND = 0.12
_RAY_PX = 44  # how long a direction is drawn of which no distance is known
_GEOD = pyproj.Geod(ellps="WGS84")


def paint_trails(paper: Paper, frame: Frame, theme: dict[str, Any], records: Records) -> int:
    """Bent lines with an arrow head; returns how many."""
    from matplotlib.path import Path

    lon, lat = records.targets
    aimed = np.flatnonzero(~np.isnan(lon) & ~np.isnan(lat) & (records.kinds == PLACE))
    if not len(aimed):
        return 0
    x0, y0 = frame.pixels(records.longitude[aimed], records.latitude[aimed])
    x1, y1 = frame.pixels(lon[aimed], lat[aimed])
    seen = (frame.holds(x0, y0) | frame.holds(x1, y1)) & (np.hypot(x1 - x0, y1 - y0) >= 6)
    # Very many would hide the map: they are the paler and finer the more there are.
    part = min(1.0, (_MANY / max(1, int(seen.sum()))) ** 0.5)
    look = {"stroke": theme["trail"], "width": 0.7 + 0.7 * part, "alpha": 0.65 * part}
    for k in np.flatnonzero(seen)[:_MOST]:
        a, b = (float(x0[k]), float(y0[k])), (float(x1[k]), float(y1[k]))
        cx = (a[0] + b[0]) / 2 + (b[1] - a[1]) * _BEND
        cy = (a[1] + b[1]) / 2 - (b[0] - a[0]) * _BEND
        paper.path(Path([a, (cx, cy), b], [Path.MOVETO, Path.CURVE3, Path.CURVE3]), **look)
        angle = math.atan2(b[1] - cy, b[0] - cx)
        ends = [
            (b[0] - 8 * math.cos(angle + turn), b[1] - 8 * math.sin(angle + turn))
            for turn in (-0.45, 0.45)
        ]
        paper.line([ends[0], b, ends[1]], **look)
        paper.note("trail", [int(aimed[k])], theme["trail"])
    return int(seen.sum())


def paint_fans(paper: Paper, frame: Frame, theme: dict[str, Any], records: Records) -> int:
    """Where an inferred origin must lie; returns how many."""
    values = records.frame
    azimuth = number_column(values, "azimuth_deg")
    said = np.flatnonzero(~np.isnan(azimuth))
    if not len(said):
        return 0
    error, least, most = (
        number_column(values, name)
        for name in ("azimuth_error_deg", "range_min_km", "range_max_km")
    )
    target_lon, target_lat = records.targets
    drawn = 0
    for i in said:
        at = (float(target_lon[i]), float(target_lat[i]))
        if math.isnan(at[0]) or math.isnan(at[1]):
            if records.kinds[i] != PLACE:
                continue
            at = (float(records.longitude[i]), float(records.latitude[i]))
        inner = 0.0 if math.isnan(least[i]) else 1000 * float(least[i])
        outer = None if math.isnan(most[i]) else 1000 * float(most[i])
        wide = None if math.isnan(error[i]) else float(error[i])
        paths, closed = _fan(frame, at, float(azimuth[i]), wide, inner, outer)
        if not _reaches(frame, paths):
            continue
        drawn += 1
        color = records.look(int(i), theme).color
        if closed:
            paper.path(_closed(paths), fill=f"{color}1c", stroke=f"{color}b3", width=1.1)
        else:
            for xy in paths:
                paper.line(xy, stroke=color, width=1.1, dash=[5, 4], alpha=0.7)
        paper.note("fan", [int(i)], color)
        if drawn >= _MOST:
            break
    return drawn


def _reaches(frame: Frame, paths: Sequence[Any]) -> bool:
    """Whether what encloses the paths reaches into the frame."""
    points = np.vstack(paths)
    points = points[np.isfinite(points).all(axis=1)]
    if not len(points):
        return False
    (west, north), (east, south) = points.min(axis=0), points.max(axis=0)
    left, top, right, bottom = frame.box
    return bool(west <= right and east >= left and north <= bottom and south >= top)


def _closed(rings: Sequence[Any]) -> Any:
    """Rings as one path; one that runs the other way is a hole."""
    from matplotlib.path import Path

    parts = [Path(np.vstack([xy, xy[:1]]), closed=True) for xy in rings]
    return Path.make_compound_path(*parts)


def _fan(
    frame: Frame, at: tuple[float, float], azimuth: float, error: float | None, inner: float,
    outer: float | None,
) -> tuple[list[Any], bool]:  # fmt: skip
    """Paths in pixels and whether they are closed: as ``fanShape`` of the page."""
    far = inner + _RAY_PX / frame.pixels_per_m if outer is None else outer

    def arc(distance_m: float, turns: Any) -> Any:
        n = len(turns)
        lon, lat, _ = _GEOD.fwd([at[0]] * n, [at[1]] * n, turns, [distance_m] * n)
        return np.column_stack(frame.pixels(lon, lat))

    def spoke(turn: float) -> Any:
        return np.vstack([arc(inner, [turn]), arc(far, [turn])])

    if error is None:
        return [spoke(azimuth)], False
    if outer is None:
        return [spoke(azimuth - error), spoke(azimuth + error)], False
    if error >= 180:  # nothing is known of the direction: a disc, or a ring
        turns = np.linspace(0, 360, 181).tolist()
        return [arc(far, turns), *([arc(inner, turns[::-1])] if inner else [])], True
    turns = np.linspace(azimuth - error, azimuth + error, max(2, int(error) + 1)).tolist()
    return [np.vstack([arc(far, turns), arc(inner, turns[::-1])])], True
