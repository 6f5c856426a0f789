"""How well places were watched, hatched as ``maps/page/map/coverage.js`` does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

from maps.picture.frame import Frame
from maps.picture.ground import ground, path_of_shape
from maps.picture.paper import Paper
from maps.picture.zones import dots, hatch

if TYPE_CHECKING:
    from layers.coverage import Coverage

__all__ = ["DEGREES", "Period", "Watched", "paint_coverage", "pattern_of_degree", "reduced_in"]

#: The poorest last: what is drawn where statements differ.
DEGREES = ("good", "unknown", "partial", "none")
_ALPHA = 0.55
_STEPS = {"unknown": 14.0, "partial": 11.0, "none": 5.5}  # pixels between the lines

#: From when (included) to when (not included); None is open.
Period = tuple[Any, Any]


@dataclass(frozen=True)
class Watched:
    """An area that was watched less than well: its shape in degrees, and how it was watched."""

    shape: Any
    degree: str
    source: str


def reduced_in(coverage: Coverage, period: Period) -> list[Watched]:
    """What was said to be less than good at any time of a period, each area once, the poorest."""
    since, until = (None if moment is None else _moment(moment) for moment in period)
    at_home = {c["iso"]: k for k, c in enumerate(ground().meta["countries"])}
    found: dict[bytes, list[Any]] = {}
    for row in coverage.rows:
        late = until is not None and row.first is not None and row.first >= until
        early = since is not None and row.after is not None and row.after <= since
        if row.degree != "good" and not late and not early:
            found.setdefault(shapely.to_wkb(row.shape), []).append(row)
    out = []
    for rows in found.values():
        country = at_home.get(str(rows[0].region["region_id"]))
        # A country has the outline that the map draws it with.
        shape = rows[0].shape if country is None else ground().countries[country]
        poorest = max((row.degree for row in rows), key=DEGREES.index)
        sources = dict.fromkeys(row.source for row in rows if row.source)
        out.append(Watched(shape, poorest, " | ".join(sources)))
    return out


def _moment(value: Any) -> Any:
    """A moment as coverage has it: UTC, without saying so."""
    stamp = pd.Timestamp(value)
    return (stamp.tz_convert(None) if stamp.tzinfo else stamp).to_datetime64()


def pattern_of_degree(frame: Frame, degree: str) -> tuple[Any, float]:
    """Lines (or dots) over the frame and their width: they fall, where those of zones rise."""
    step = _STEPS[degree]
    if degree == "unknown":
        return dots(frame, step), 2.6
    return hatch(frame, step * 2**0.5, falling=True), 1.3 if degree == "none" else 1.0


def paint_coverage(
    paper: Paper, frame: Frame, theme: dict[str, Any], areas: Sequence[Watched]
) -> list[Watched]:
    """Hatches the areas in sight; returns them."""
    color = theme["ui"]["muted"]
    seen = []
    for area in areas:
        shape = frame.shape(area.shape)
        path = path_of_shape(shape)
        if path is None or not shapely.intersects(shape, shapely.box(*frame.box)):
            continue
        lines, wide = pattern_of_degree(frame, area.degree)
        paper.path(lines, stroke=color, width=wide, alpha=_ALPHA, within=path)
        paper.path(path, stroke=color, width=0.8, alpha=_ALPHA)
        seen.append(area)
    return seen
