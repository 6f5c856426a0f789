"""The small map that says where the large one lies, and the bar of kilometres."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from maps import basemap
from maps.picture.fonts import width_px
from maps.picture.frame import Frame, frame_for
from maps.picture.ground import ground, path_of_shape
from maps.picture.labels import Box
from maps.picture.paper import Paper
from maps.saying import Sayings

__all__ = ["bar_km", "inset_tells", "paint_bar", "paint_inset"]

_MOST_OF_WINDOW = 0.75  # a frame that shows more of the base map needs no inset


def inset_tells(frame: Frame) -> bool:
    """Whether an inset says anything: the frame lies on the base map and is not most of it."""
    west, south, east, north = basemap.WINDOW
    x0, y0, x1, y1 = frame.bounds
    wide = max(0.0, min(x1, east) - max(x0, west))
    high = max(0.0, min(y1, north) - max(y0, south))
    part = wide * high / ((east - west) * (north - south))
    return 0 < part <= _MOST_OF_WINDOW and wide > 0 and x0 > west - 8 and x1 < east + 8


def paint_inset(paper: Paper, frame: Frame, theme: dict[str, Any], box: Box) -> None:
    """Countries of the base map with their ISO codes, and the frame on them."""
    small = frame_for(basemap.WINDOW, box, wanted="cone")
    map_ = ground()
    with paper.inside(box):
        paper.box(box, fill=theme["ui"]["line"])
        paper.path(path_of_shape(small.shape(shapely.box(*basemap.WINDOW))), fill=theme["sea"])
        for shape, country in zip(map_.countries, map_.meta["countries"], strict=True):
            path = path_of_shape(small.shape(shape))
            if path is not None:
                color = theme["land"].get(country["iso"], theme["land"]["other"])
                paper.path(path, fill=color, stroke=color, width=0.6)
        borders = path_of_shape(small.shape(map_.borders))
        if borders is not None:
            paper.path(borders, stroke=theme["border"], width=0.6, alpha=0.75)
        left, top, right, bottom = frame.box
        t = np.linspace(0, 1, 20)
        x = np.concatenate([left + t * (right - left), np.full(20, right),
                            right + t * (left - right), np.full(20, left)])  # fmt: skip
        y = np.concatenate([np.full(20, top), top + t * (bottom - top), np.full(20, bottom),
                            bottom + t * (top - bottom)])  # fmt: skip
        outline = np.column_stack(small.pixels(*frame.places(x, y)))
        if np.isfinite(outline).all():
            color = theme["selection"]
            paper.line(outline, fill=f"{color}22", stroke=color, width=1.6)
        for country in map_.meta["countries"]:
            for spot in (country["at"] or [])[:1]:
                at = small.point(*spot)
                paper.text(*at, country["iso"], 8, color=theme["countryText"], bold=True,
                           align="center", halo=theme["halo"], halo_width=2)  # fmt: skip
    paper.box(box, stroke=theme["frame"], width=0.7)


def bar_km(frame: Frame, most_px: float) -> float:
    """The longest of 1, 2 and 5 times a power of ten kilometres that takes at most so much."""
    most = most_px / frame.pixels_per_m / 1000
    power = 10 ** np.floor(np.log10(most))
    return float(next(d * power for d in (5, 2, 1) if d * power <= most * 1.0000001))


def paint_bar(
    paper: Paper, frame: Frame, theme: dict[str, Any], sayings: Sayings, at: tuple[float, float],
    size: float, most_px: float,
) -> float:  # fmt: skip
    """The bar from ``at`` to the right, in four parts; returns where it ends."""
    x, y = at
    km = bar_km(frame, most_px)
    wide = km * 1000 * frame.pixels_per_m
    ink, paper_color = theme["ui"]["ink"], theme["ui"]["paper"]
    for k in range(4):
        box = (x + k * wide / 4, y - 2.5, x + (k + 1) * wide / 4, y + 2.5)
        paper.box(box, fill=ink if k % 2 == 0 else paper_color, stroke=ink, width=0.7)
    text = sayings.distance(km * 1000)
    paper.text(x + wide + 7, y, text, size, color=ink)
    return x + wide + 7 + width_px(text, size)
