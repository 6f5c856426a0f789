"""The base map of a still: the same data as the page's, drawn the same way.

Land, water, borders, oblasts, schematic railways, graticule; names stand in
`maps.picture.names`. From a scale at which coarse lines would show their corners, the detail
is put in (as ``maps/page/map/detail.js``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from maps import basemap
from maps.picture.frame import Frame
from maps.picture.graticule import paint_graticule
from maps.picture.paper import Paper

__all__ = ["DETAIL_ZOOM", "Ground", "ground", "paint_borders", "paint_ground", "path_of_shape"]

Points = npt.NDArray[np.float64]
DETAIL_ZOOM = 8.5
_VAGUE_ZOOM = 9.5


@dataclass(frozen=True)
class Ground:
    """The base map as geometries in degrees. ``countries``: what is land of each."""

    meta: dict[str, Any]
    countries: tuple[Any, ...]
    borders: Any
    lakes: Any
    rivers: tuple[Any, ...]
    land: Any
    oblasts: Any
    rails: Any


@cache
def ground(fine: bool = False) -> Ground:
    """The shipped base map, with its detail when ``fine``."""
    base = basemap.load()
    scale = base["meta"]["scale"]
    shapes = {
        name: [[np.reshape(path, (-1, 2)) / scale for path in paths] for paths in features]
        for name, features in base["shapes"].items()
    }
    if fine:
        shapes |= _refined(shapes, basemap.load("detail"))
    arcs = [paths[0] if paths else np.empty((0, 2)) for paths in shapes["arcs"]]
    land = _area(shapes["land"][0])
    return Ground(
        meta=base["meta"],
        countries=tuple(
            shapely.intersection(_area([_ring(ring, arcs) for ring in c["rings"]]), land)
            for c in base["meta"]["countries"]
        ),
        borders=_lines([arcs[k] for k in base["meta"]["borders"]]),
        lakes=shapely.union_all([_area(paths) for paths in shapes["lakes"]]),
        rivers=tuple(_lines(paths) for paths in shapes["rivers"]),
        land=land,
        oblasts=_lines(shapes["oblasts"][0]),
        rails=_lines(shapes["rails"][0]),
    )


def _lines(paths: Sequence[Points]) -> Any:
    lines: list[Any] = [shapely.linestrings(p) for p in paths if len(p) > 1]
    return shapely.multilinestrings(lines)


def _refined(shapes: dict[str, Any], detail: dict[str, Any]) -> dict[str, Any]:
    """Lines with the detail's points put between theirs."""
    out: dict[str, Any] = {}
    for name, features in detail["shapes"].items():
        between = detail["between"][name]
        at = 0
        finer: list[list[Points]] = []
        for coarse, fine in zip(shapes[name], features, strict=True):
            finer.append([])
            for k, path in enumerate(coarse):
                more = np.array(between[at : at + len(path)], int)
                at += len(path)
                flat = fine[k] if k < len(fine) else []
                points = np.reshape(flat, (-1, 2)) / detail["scale"]
                begins = np.repeat(np.arange(len(path)) + 1, more)
                finer[-1].append(np.insert(path, begins, points, axis=0))
        out[name] = finer
    return out


def _ring(ring: Sequence[int], arcs: Sequence[Points]) -> Points:
    """A ring from its arcs; ~k means arc k run backwards."""
    parts = [arcs[k] if k >= 0 else arcs[~k][::-1] for k in ring]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])


def _area(rings: Sequence[Points]) -> Any:
    """Rings as an area; a ring within another one is a hole."""
    whole: Any = shapely.Polygon()
    polygons = [shapely.make_valid(shapely.Polygon(r)) for r in rings if len(r) > 2]
    polygons.sort(key=lambda p: -p.area)
    if len(polygons) > 40:  # hundreds of islands: all but the first lie beside each other
        return shapely.union_all(polygons)
    for polygon in polygons:
        whole = shapely.symmetric_difference(whole, polygon)
    return whole


def path_of_shape(shape: Any) -> Any:
    """Lines and areas in pixels as one matplotlib path; None of nothing. Holes run backwards."""
    from matplotlib.path import Path

    vertices, codes = [], []
    for part in shapely.get_parts(shapely.get_parts([shape])):
        dimension = shapely.get_dimensions(part)
        if shapely.is_empty(part) or dimension < 1:
            continue
        rings: Any = shapely.get_rings(shapely.orient_polygons(part)) if dimension == 2 else [part]
        for line in rings:
            xy = shapely.get_coordinates(line)
            xy = xy[np.isfinite(xy).all(axis=1)]
            if len(xy) < 2:
                continue
            code = np.full(len(xy), Path.LINETO, np.uint8)
            code[0] = Path.MOVETO
            if dimension == 2:
                code[-1] = Path.CLOSEPOLY
            vertices.append(xy)
            codes.append(code)
    return Path(np.concatenate(vertices), np.concatenate(codes)) if vertices else None


def paint_ground(
    paper: Paper, frame: Frame, theme: dict[str, Any], pictures: Callable[[], None] = lambda: None
) -> None:
    """All that lies under the zones; ``pictures`` draws what lies on the land, under its lines."""
    map_ = ground(frame.zoom >= DETAIL_ZOOM)
    paper.box(frame.box, fill=theme["outside"])
    window = _window(frame)
    if window is None:
        return
    paper.path(window, fill=theme["sea"])
    for shape, country in zip(map_.countries, map_.meta["countries"], strict=True):
        path = path_of_shape(frame.shape(shape))
        if path is not None:
            color = theme["land"].get(country["iso"], theme["land"]["other"])
            paper.path(path, fill=color, stroke=color, width=1)  # no hairline of sea between
    _paint_water(paper, frame, theme, map_)
    pictures()
    _paint_lines(paper, frame, theme, map_)


def _window(frame: Frame) -> Any:
    """Where the base map lies, as a path; None where it is not in the frame."""
    west, south, east, north = basemap.WINDOW
    seen = frame.bounds
    if seen[2] < west or seen[0] > east or seen[3] < south or seen[1] > north:
        return None
    return path_of_shape(frame.shape(shapely.box(west, south, east, north)))


def _draw(paper: Paper, frame: Frame, shape: Any, **look: Any) -> None:
    path = path_of_shape(frame.shape(shape))
    if path is not None:
        paper.path(path, **look)


def _paint_water(paper: Paper, frame: Frame, theme: dict[str, Any], map_: Ground) -> None:
    zoom = frame.zoom
    thin = 0.6 if zoom < 7 else 0.9
    _draw(paper, frame, map_.lakes, fill=theme["sea"], stroke=theme["shore"], width=thin)
    for line, river in zip(map_.rivers, map_.meta["rivers"], strict=True):
        if river["rank"] > zoom - 2:
            continue
        width, alpha = max(0.6, min(2.6, (zoom - river["rank"]) * 0.35)), None
        if zoom > _VAGUE_ZOOM:  # courses are known to some hundred metres: a band, not a line
            width, alpha = min(18, 2.8 * 2 ** (zoom - _VAGUE_ZOOM)), 0.5
        _draw(paper, frame, line, stroke=theme["river"], width=width, alpha=alpha)


def _paint_lines(paper: Paper, frame: Frame, theme: dict[str, Any], map_: Ground) -> None:
    near = frame.zoom >= 7
    dash = [5, 2, 1, 2] if near else [2, 2]
    width = 0.9 if near else 0.6
    _draw(paper, frame, map_.oblasts, stroke=theme["oblast"], width=width, dash=dash)
    coast = shapely.boundary(map_.land)
    _draw(paper, frame, _off_window(coast), stroke=theme["shore"], width=0.8)
    wide = 2.2 if near else 1.4
    _draw(paper, frame, map_.rails, stroke=theme["rail"], width=wide)
    gap = {"stroke": theme["railGap"], "width": wide - 0.8, "dash": [5, 5]}
    _draw(paper, frame, map_.rails, **gap)
    paint_graticule(paper, frame, theme)


def _off_window(lines: Any) -> Any:
    """Without what only runs along the edge of the base map."""
    west, south, east, north = basemap.WINDOW
    inner = shapely.box(west + 1e-3, south + 1e-3, east - 1e-3, north - 1e-3)
    return shapely.intersection(lines, inner)


def paint_borders(paper: Paper, frame: Frame, theme: dict[str, Any]) -> None:
    """A strong line on a soft band, as atlases draw it."""
    map_ = ground(frame.zoom >= DETAIL_ZOOM)
    path = path_of_shape(frame.shape(map_.borders))
    if path is None:
        return
    zoom = frame.zoom
    paper.path(path, stroke=theme["borderGlow"], width=min(13.0, 2 + zoom * 0.8))
    paper.path(path, stroke=theme["border"], width=1.0 if zoom < 6 else 1.4 if zoom < 9 else 1.8)
