"""The base map that travels inside every page: simplified once, shipped as two small files.

Made from `geo.reference` by ``python -m maps.basemap``. ``basemap.json`` is what the first
picture needs: countries as arcs (so that neighbours keep sharing their edges), rivers, lakes,
oblast lines, schematic railways and towns. ``detail.json`` is what is unpacked when the reader
zooms in: the points between the points of its lines, and villages. Coordinates are whole steps
of 1/`SCALE` and 1/`FINE_SCALE` degree; see `maps.generalise`.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from maps.encode import quantised_paths
from maps.generalise import refine, simplify_m
from maps.settlements import settlements
from maps.topology import cut

if TYPE_CHECKING:
    import geopandas

__all__ = ["FINE_SCALE", "NEAR_M", "SCALE", "WINDOW", "build", "load", "packed"]

SCALE = 10_000
FINE_SCALE = 20_000
#: West, south, east, north of the base map, in degrees.
WINDOW = (20.0, 43.5, 44.0, 60.0)
#: Simplification in metres, coarse and fine. Borders of Belarus and between Russia and Ukraine
#: keep their bends down to `NEAR_M` close in; far ones stay as they are.
COARSE_M = 120.0
NEAR_M = 25.0
FAR_M = 450.0
WATER_M = (450.0, 60.0)
LAND_M = 300.0
OBLAST_M = 700.0

# Where the names of countries may stand, the best place first, for what the first view shows.
_NAME_AT = {
    "BY": [(26.75, 53.62), (29.9, 53.45), (26.2, 54.1), (28.9, 54.6), (27.4, 52.75), (28, 53.4)],
    "UA": [(32.2, 49.75), (28.2, 49.9), (30.6, 49.3), (33.5, 50.2), (31.5, 48.9)],
    "RU": [(36.6, 54.35), (34.8, 53.6), (39, 53), (36, 55.3), (31, 57.2)],
    "LT": [(24.0, 55.35)], "LV": [(25.4, 56.75)], "PL": [(22.2, 52.1)], "EE": [(25.9, 58.7)],
    "RO": [(25.2, 46.2)], "MD": [(28.6, 47.25)], "SK": [(21.2, 48.9)], "HU": [(20.7, 47.2)],
}  # fmt: skip
#: Seas: name, where it may stand, from which zoom on.
_SEAS = [
    ("Black Sea", (31.6, 44.6), 4), ("Black Sea", (37.2, 44.2), 6),
    ("Sea of Azov", (36.7, 46.1), 5),
    ("Baltic Sea", (20.35, 56.55), 6), ("Gulf of Riga", (23.5, 57.75), 6),
    ("Gulf of Finland", (26.6, 59.85), 6),
]  # fmt: skip


def build() -> tuple[dict[str, Any], dict[str, Any]]:
    """The base map and its detail as plain data, as JSON can hold them."""
    from geo import reference

    countries, lakes = reference.countries(), reference.lakes()
    net = cut(countries.geometry.to_numpy())
    isos = list(countries["iso"])
    rivers = _rivers(reference.rivers())
    near = [_is_near([isos[k] for k in users]) for users in net.users]
    lines = {
        "arcs": [
            ([shapely.get_coordinates(arc)], *((COARSE_M, NEAR_M) if close else (FAR_M, None)))
            for arc, close in zip(net.arcs, near, strict=True)
        ],
        "lakes": [(_ring_coordinates(g), *WATER_M) for g in lakes.geometry],
        "rivers": [([shapely.get_coordinates(line)], *WATER_M) for line, _, _ in rivers],
    }
    shapes, detail = _refined(lines)
    shapes |= {
        "land": _paths(simplify_m(g, LAND_M) for g in reference.land().geometry),
        "oblasts": _paths([_oblast_lines(reference.oblasts())]),
        "rails": _paths([_rails(reference.rail_hubs(), reference.rail_lines())]),
    }
    names = ("name", "name_be", "name_ru", "name_uk", "name_de", "name_fr")
    meta = {
        "scale": SCALE,
        "window": WINDOW,
        "countries": [
            {"iso": row["iso"], "at": _NAME_AT.get(row["iso"]), **{n: row[n] for n in names},
             "rings": rings}
            for row, rings in zip(countries.to_dict("records"), net.rings, strict=True)
        ],
        "borders": [n for n, users in enumerate(net.users) if len(users) > 1],
        "rivers": [{"name": name, "rank": rank} for _, name, rank in rivers],
        "lakes": [
            [name, *_middle(g)] for name, g in zip(lakes["name"], lakes.geometry, strict=True)
        ],
        "oblasts": _oblast_names(reference.oblasts(), reference.land()),
        "seas": [[name, *at, zoom] for name, at, zoom in _SEAS],
    }  # fmt: skip
    towns, villages = settlements(reference.places(), reference.borders(), reference.rail_hubs())
    return (
        {"meta": meta, "places": towns, "shapes": shapes},
        {"scale": FINE_SCALE, "places": villages} | detail,
    )


def _refined(lines: dict[str, list[Any]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Coarse shapes by name, and what lies between their points."""
    coarse: dict[str, Any] = {}
    points: dict[str, Any] = {}
    between: dict[str, Any] = {}
    for name, features in lines.items():
        ring = name == "lakes"
        kept = [
            [
                part
                for xy in paths
                if (part := refine(xy, coarse_m, fine_m, scale=SCALE, fine_scale=FINE_SCALE,
                                   ring=ring))
            ]
            for paths, coarse_m, fine_m in features
        ]  # fmt: skip
        coarse[name] = [[part.coarse.ravel().tolist() for part in parts] for parts in kept]
        points[name] = [[part.points.ravel().tolist() for part in parts] for parts in kept]
        between[name] = [n for parts in kept for part in parts for n in part.between]
    return coarse, {"shapes": points, "between": between}


def _is_near(users: list[str]) -> bool:
    main = {"BY", "UA", "RU"}
    return "BY" in users or (main.issuperset(users) and len(users) > 1)


def _ring_coordinates(polygon: Any) -> list[Any]:
    rings = shapely.get_rings(shapely.get_parts([polygon]))
    return [shapely.get_coordinates(ring) for ring in rings]


def _paths(geometries: Any) -> list[list[list[int]]]:
    """Geometries in whole steps: a list of flat paths per feature."""
    return [[path.ravel().tolist() for path in quantised_paths(g, SCALE)] for g in geometries]


def _middle(polygon: Any) -> list[float]:
    """Longitude and latitude of the roomiest spot of a polygon, and how far off its edge is."""
    circle = shapely.maximum_inscribed_circle(polygon, tolerance=0.01)
    (x, y), _ = shapely.get_coordinates(circle)
    return [round(float(x), 2), round(float(y), 2), round(float(shapely.length(circle)), 2)]


def _only_lines(geometry: Any) -> Any:
    parts = shapely.get_parts([geometry])
    return shapely.multilinestrings(parts[shapely.get_dimensions(parts) == 1])


def _oblast_lines(oblasts: geopandas.GeoDataFrame) -> Any:
    """Lines between oblasts of one country; national borders are drawn by themselves."""
    net = cut(oblasts.geometry.to_numpy())
    isos = list(oblasts["iso"])
    inner = [
        simplify_m(arc, OBLAST_M)
        for arc, users in zip(net.arcs, net.users, strict=True)
        if len(users) > 1 and len({isos[k] for k in users}) == 1
    ]
    return shapely.multilinestrings(inner)


def _oblast_names(oblasts: geopandas.GeoDataFrame, land: geopandas.GeoDataFrame) -> list[Any]:
    """Name, longitude, latitude and room of each oblast; cities that are oblasts left out."""
    ground = shapely.union_all(land.geometry.to_numpy())
    out = []
    for name, shape in zip(oblasts["name"], oblasts.geometry, strict=True):
        spot = _middle(shapely.intersection(shapely.simplify(shape, 0.02), ground))
        if spot[2] > 0.25:
            out.append([name, *spot])
    return out


def _rivers(rivers: geopandas.GeoDataFrame) -> list[tuple[Any, str, int]]:
    """Rivers joined end to end, with name and rank: the zoom from which one is drawn."""
    out = []
    for name, members in rivers.fillna({"name": ""}).groupby("name", sort=True):
        lines = shapely.line_merge(shapely.union_all(members.geometry.to_numpy()))
        for line in shapely.get_parts(lines):
            length = shapely.length(line)
            if length > (0.1 if name else 0.4):
                rank = int(np.digitize(-length, [-4.0, -2.0, -1.0, -0.5])) + 2
                out.append((line, str(name), rank))
    return out


def _rails(hubs: Any, lines: Any) -> Any:
    at = {row["name"]: (row["longitude"], row["latitude"]) for row in hubs.to_dict("records")}
    return shapely.multilinestrings(
        [shapely.linestrings([at[row["from"]], at[row["to"]]]) for row in lines.to_dict("records")]
    )


def packed(data: dict[str, Any]) -> str:
    """What a shipped file holds."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"


@cache
def _text(name: str) -> str:
    return (resources.files("maps") / f"{name}.json").read_text("utf-8")


def load(name: str = "basemap") -> dict[str, Any]:
    """A shipped file: ``basemap`` or ``detail``."""
    data: dict[str, Any] = json.loads(_text(name))
    return data


def main(folder: Path) -> None:
    """Writes both files."""
    for name, data in zip(("basemap", "detail"), build(), strict=True):
        (folder / f"{name}.json").write_text(packed(data), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
