"""Border zones, rail hubs and the user's own polygons, drawn as on the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from maps.outlines import set_of
from maps.picture.fonts import drawable
from maps.picture.frame import Frame
from maps.picture.ground import path_of_shape
from maps.picture.paper import Paper
from maps.saying import Sayings

if TYPE_CHECKING:
    import geopandas

__all__ = ["RegionSet", "dots", "hatch", "paint_regions", "waves"]

_HATCH_PX = 7.0
_EDGE_PX = 9.0  # edges closer than this to the next one are not drawn


@dataclass(frozen=True)
class RegionSet:
    """Regions that the legend names together; the label says how wide border zones are."""

    id: str
    label: str
    kind: str
    color: str


def hatch(frame: Frame, step: float = _HATCH_PX, *, falling: bool = False) -> Any:
    """Fine diagonal lines over the whole frame, as one path; ``step``: pixels between them."""
    from matplotlib.path import Path

    left, top, right, bottom = frame.box
    high = bottom - top
    starts = np.arange(left - high, right, step)
    points = np.empty((2 * len(starts), 2))
    low, up = (top, bottom) if falling else (bottom, top)
    points[0::2] = np.column_stack([starts, np.full(len(starts), low)])
    points[1::2] = np.column_stack([starts + high, np.full(len(starts), up)])
    codes = np.tile(np.array([Path.MOVETO, Path.LINETO], np.uint8), len(starts))
    return Path(points, codes)


def dots(frame: Frame, step: float, radius: float = 0.0, *, staggered: bool = False) -> Any:
    """Dots (or rings of ``radius`` pixels) over the whole frame, as one path of short strokes."""
    from matplotlib.path import Path

    left, top, right, bottom = frame.box
    down = step / 2 if staggered else step
    x, y = np.meshgrid(np.arange(left, right, step), np.arange(top + down / 2, bottom, down))
    if staggered:
        x[1::2] += step / 2
    turns = np.linspace(0, 2 * np.pi, 13) if radius else np.array([0.0, np.pi])
    r = radius or 0.05
    rim = np.column_stack([r * np.cos(turns), r * np.sin(turns)])
    points = (np.column_stack([x.ravel(), y.ravel()])[:, None, :] + rim).reshape(-1, 2)
    codes = np.full(len(rim), Path.LINETO, np.uint8)
    codes[0] = Path.MOVETO
    return Path(points, np.tile(codes, x.size))


def waves(frame: Frame, step: float) -> Any:
    """Rows of waves over the whole frame, as one path."""
    from matplotlib.path import Path

    left, top, right, bottom = frame.box
    x = np.arange(left, right + 1.5, 1.5)
    rows = np.arange(top + step / 3, bottom, step)
    y = rows[:, None] - 1.5 * np.sin(2 * np.pi * (x - left) / 12)
    points = np.column_stack([np.tile(x, len(rows)), y.ravel()])
    codes = np.full(len(x), Path.LINETO, np.uint8)
    codes[0] = Path.MOVETO
    return Path(points, np.tile(codes, len(rows)))


def paint_regions(
    paper: Paper,
    frame: Frame,
    theme: dict[str, Any],
    regions: geopandas.GeoDataFrame,
    sayings: Sayings,
    *,
    rough: bool = False,
) -> list[RegionSet]:
    """Draws the regions in sight; says which sets they are of, in order of the frame.

    ``rough`` only says it.
    """
    words: Mapping[str, Any] = sayings.words
    rows = regions.drop(columns="geometry").to_dict("records")
    sets: dict[str, RegionSet] = {}
    bands: list[tuple[float, str, str, Any]] = []
    others: list[tuple[str, str, Any]] = []
    frame_box = shapely.box(*frame.box)
    for row, geometry in zip(rows, regions.geometry.to_numpy(), strict=True):
        shape = frame.shape(geometry, whole=rough)
        if shapely.is_empty(shape) or not shapely.intersects(shape, frame_box):
            continue
        name, label, tone = set_of(row, words)
        color = theme["regions"].get(tone, theme["regions"]["custom"])
        sets.setdefault(name, RegionSet(name, drawable(label), row["kind"], color))
        width = float(row["distance_m"])
        if row["kind"] == "border_zone" and np.isfinite(width):
            bands.append((width, name, color, shape))
        else:
            others.append((row["kind"], color, shape))
    if not rough:
        _paint_bands(paper, frame, bands)
        for kind, color, shape in others:
            _paint_one(paper, frame, kind, color, shape)
    return [_with_widths(one, bands, sayings) for one in sets.values()]


def _with_widths(
    one: RegionSet, bands: Sequence[tuple[float, str, str, Any]], sayings: Sayings
) -> RegionSet:
    """A set of border zones with its widths: 10, 25, 50 km."""
    widths = sorted({width for width, name, _, _ in bands if name == one.id})
    if not widths:
        return one
    listed = ", ".join(sayings.number(width / 1000) for width in widths)
    told = sayings.say("kilometres", value=listed).replace(" ", "\u00a0")  # stays in one line
    return replace(one, label=f"{one.label} · {told}")


def _paint_bands(paper: Paper, frame: Frame, bands: list[tuple[float, str, str, Any]]) -> None:
    """Tints that deepen towards the border, each with a fine edge; the innermost is hatched."""
    near = frame.zoom < 10
    edged: dict[str, list[float]] = {}
    for width, name, _, _ in sorted(bands, key=lambda b: -b[0]):
        drawn = edged.setdefault(name, [])
        off = (drawn[-1] - width if drawn else np.inf) * frame.pixels_per_m
        if width not in drawn and min(off, width * frame.pixels_per_m) > _EDGE_PX:
            drawn.append(width)
    least = {name: min(b[0] for b in bands if b[1] == name) for _, name, _, _ in bands}
    lines = hatch(frame)
    for width, name, color, shape in sorted(bands, key=lambda b: (-b[0], b[1])):
        path = path_of_shape(shape)
        if path is None:
            continue
        paper.path(path, fill=f"{color}{'0b' if near else '08'}")
        if width == least[name]:
            alpha = 0.35 if near else 0.22  # close in it fills the view
            paper.path(lines, stroke=color, width=0.6, alpha=alpha, within=path, butt=True)
        if width in edged[name]:
            paper.path(path, stroke=color, width=0.7, alpha=0.6)


def _paint_one(paper: Paper, frame: Frame, kind: str, color: str, shape: Any) -> None:
    path = path_of_shape(shape)
    if path is None:
        return
    if kind == "rail_hub":
        wide = 0.8 if frame.zoom < 7 else 1.1
        paper.path(path, fill=f"{color}14", stroke=color, width=wide)
        return
    if kind == "custom":
        paper.path(hatch(frame), stroke=color, width=0.6, alpha=0.45, within=path, butt=True)
    paper.path(path, fill=f"{color}0c", stroke=color, width=0.9, alpha=None)
