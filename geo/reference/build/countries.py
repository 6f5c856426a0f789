"""Eleven countries from the outlines of time zones: OpenStreetMap's borders, in full detail.

timezonefinder draws each time zone from OpenStreetMap, territorial waters included, and
neighbours share their edges. A country is the zones within it; Crimea (Europe/Simferopol) is
Ukraine.
"""

from __future__ import annotations

from typing import Any, Final

import geopandas
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import MissingExtraError
from geo.reference.build.names import COUNTRIES
from geo.reference.build.window import clip, faces_of, inside, on_grid

__all__ = ["MAIN", "countries", "countries_frame", "raw_countries"]

#: The countries whose borders are kept in full detail, and which have first-level units.
MAIN: Final = ("BY", "RU", "UA")

ZONES: Final = {
    "BY": ("Minsk",),
    "EE": ("Tallinn",),
    "HU": ("Budapest",),
    "LT": ("Vilnius",),
    "LV": ("Riga",),
    "MD": ("Chisinau",),
    "PL": ("Warsaw",),
    "RO": ("Bucharest",),
    "RU": ("Moscow", "Kaliningrad", "Volgograd", "Saratov"),
    "SK": ("Bratislava",),
    "UA": ("Kyiv", "Simferopol"),
}

#: Borders between two other countries may be off by this much: 33 m.
OTHER_DEG: Final = 0.0003
#: Edges that no two of the countries share (open sea, other neighbours, the window): 220 m.
OUTER_DEG: Final = 0.002


def raw_countries() -> dict[str, BaseGeometry]:
    """Give each country as the package draws it, cut to the window."""
    try:
        from timezonefinder import TimezoneFinder
    except ImportError:
        raise MissingExtraError(
            "the countries are made from timezonefinder, which is not installed: "
            "`pip install '.[reference]'`, or `make reference`"
        ) from None
    finder = TimezoneFinder()
    result = {}
    for iso, zones in ZONES.items():
        rings = [
            polygon
            for zone in zones
            for polygon in finder.get_geometry(tz_name=f"Europe/{zone}", coords_as_pairs=True)
        ]
        # Cut before anything else: Russia whole takes minutes.
        shapes = clip([shapely.Polygon(ring[0], ring[1:]) for ring in rings])
        result[iso] = shapely.union_all(shapes)
    return result


def countries(raw: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Lay the countries on the grid, as one coverage, and simplify the lesser edges.

    Each arc (an edge between two points where three areas meet) is simplified by itself, so
    neighbours stay in step. Borders of Belarus, Russia and Ukraine lose only points that lie
    exactly on a straight line.
    """
    lines = on_grid([shapely.boundary(shape) for shape in raw.values()])
    clean = _pick(lines, raw)
    # Lines run from west to east: the algorithm may answer differently the other way round.
    arcs = shapely.normalize(shapely.get_parts(shapely.line_merge(lines)))
    simple = [shapely.simplify(arc, _tolerance(_users(arc, clean))) for arc in arcs]
    return _pick(simple, clean)


def countries_frame(shapes: dict[str, BaseGeometry]) -> geopandas.GeoDataFrame:
    """Give the countries as `geo.reference.countries` describes them."""
    columns = ("name", "name_be", "name_ru", "name_uk", "name_de", "name_fr")
    rows = [
        {"iso": iso, **dict(zip(columns, COUNTRIES[iso], strict=True)), "geometry": shapes[iso]}
        for iso in sorted(shapes)
    ]
    return geopandas.GeoDataFrame(rows, crs="EPSG:4326")


def _pick(lines: Any, owners: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Give to each owner the faces between lines that lie inside it; dangling ends fall away."""
    faces, points = faces_of(np.atleast_1d(lines))
    return {iso: shapely.union_all(faces[inside(area, points)]) for iso, area in owners.items()}


def _users(arc: Any, shapes: dict[str, BaseGeometry]) -> list[str]:
    """Name the countries that an arc is an edge of; none for a spike within one."""
    middle = shapely.line_interpolate_point(arc, 0.5, normalized=True)
    return [iso for iso, shape in shapes.items() if shape.boundary.distance(middle) < 1e-9]


def _tolerance(users: list[str]) -> float:
    if len(users) < 2:
        return OUTER_DEG
    return 0.0 if set(users) & set(MAIN) else OTHER_DEG
