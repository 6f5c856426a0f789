"""GPX in the child process: waypoints, tracks and routes, each a row.

GDAL's driver makes 0 of a latitude that is no number, and gives no row for a file of tracks.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import shapely

from geo.foreign.tables import Parsed
from geo.foreign.xml import Feature, elements, local, table_of, text_in

__all__ = ["parse_gpx"]

_FIRST = ("name", "description", "date_start", "date_end", "gpx_kind", "symbol", "source")
#: GPX's names of what a point or a track says, and ours.
_TEXTS = {"name": "name", "desc": "description", "cmt": "comment", "sym": "symbol", "src": "source",
          "type": "type"}  # fmt: skip
_KINDS = {"wpt": "waypoint", "trk": "track", "rte": "route"}
#: What is no text of its own.
_PARTS = frozenset({"trkseg", "rtept", "time", *_TEXTS})


def parse_gpx(path: Path) -> Iterator[Parsed]:
    """Read a GPX file as one table: points of waypoints, lines of tracks and routes.

    What else is said of them is kept, as ``gpx_ele``.
    """
    features: list[Feature] = []
    with path.open("rb") as file:
        for event, element in elements(file):
            if event == "end" and local(element) in _KINDS:
                features.append(_feature(element))
                element.clear()
    yield table_of("", features, _FIRST, [])


def _feature(element: Element) -> Feature:
    feature = Feature()
    for name, column in _TEXTS.items():
        feature.texts[column] = text_in(element, name)
    feature.texts["gpx_kind"] = _KINDS[local(element)]
    _further(element, feature.texts)
    points = [element]
    if local(element) != "wpt":
        points = [one for one in element.iter() if local(one) in ("trkpt", "rtept")]
    moments = sorted(filter(None, (text_in(point, "time") for point in points)))
    if moments:
        feature.texts["date_start"] = moments[0]
        feature.texts["date_end"] = moments[-1] if len(moments) > 1 else ""
    try:
        feature.geometry = _shape(element, points)
    except ValueError as error:
        feature.problem = str(error)
        feature.raw = "; ".join(f"{p.get('lat', '')}, {p.get('lon', '')}" for p in points)
    return feature


def _further(element: Element, texts: dict[str, str]) -> None:
    """Links, and what else stands there (``gpx_ele``): heights, and what devices and apps add.

    The latter is kept under names that mean no field: the number of a track is no quantity.
    """
    links = []
    for one in element:
        name = local(one)
        if name in ("link", "url"):
            links.append((one.get("href") or one.text or "").strip())
        elif name not in _PARTS:
            for leaf in one.iter():
                text = (leaf.text or "").strip()
                if text and local(leaf) and not len(leaf):
                    texts.setdefault(f"gpx_{local(leaf)}", text)
    if any(links):
        texts["link"] = " | ".join(filter(None, links))


def _shape(element: Element, points: list[Element]) -> Any:
    """A point, or a line for each segment of two points or more."""
    if local(element) == "wpt":
        return shapely.Point(_degrees(element))
    segments = [one for one in element if local(one) == "trkseg"] or [element]
    lines = [
        [_degrees(one) for one in segment if local(one) in ("trkpt", "rtept")]
        for segment in segments
    ]
    lines = [line for line in lines if line]
    if not lines:
        raise ValueError(f"the {_KINDS[local(element)]} has no points")
    shapes = [shapely.LineString(line) for line in lines if len(line) > 1]
    if not shapes:
        return shapely.Point(lines[0][0])
    return shapes[0] if len(shapes) == 1 else shapely.MultiLineString(shapes)


def _degrees(point: Element) -> tuple[float, float]:
    latitude, longitude = point.get("lat", ""), point.get("lon", "")
    try:
        place = float(longitude), float(latitude)
    except ValueError:
        place = (float("nan"), float("nan"))
    if not (abs(place[0]) < 1e6 and abs(place[1]) < 1e6):
        raise ValueError(f"lat={latitude[:30]!r} lon={longitude[:30]!r} are no degrees")
    return place
