"""The base map that travels inside every page: simplified once, shipped as one small file.

Made from `geo.reference` by ``python -m maps.basemap``: countries simplified as a coverage (so
that neighbours keep sharing their edges), rivers, lakes, oblast lines, schematic railways and
towns. Coordinates are whole steps of 1/`SCALE` degree; see `maps.encode`.
"""

from __future__ import annotations

import json
import sys
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import shapely

from maps.encode import quantised_paths
from maps.topology import cut

if TYPE_CHECKING:
    import geopandas

__all__ = ["SCALE", "WINDOW", "build", "load"]

SCALE = 10_000
#: West, south, east, north of the base map, in degrees.
WINDOW = (20.0, 43.5, 44.0, 60.0)
#: Simplification in degrees: about 100 m for the borders that the tool is about, more for
#: far ones and for what is drawn thinner.
BORDER_TOLERANCE = 0.0012
FAR_TOLERANCE = 0.005
WATER_TOLERANCE = 0.003
OBLAST_TOLERANCE = 0.008
#: Smaller towns are left out of the page, further from the border the more of them.
TOWN_POPULATION = 2_000
FAR_TOWN_POPULATION = 15_000
NEAR_BORDER_DEG = 1.2

# Where the names of countries may stand, the best place first, for what the first view shows.
_NAME_AT = {
    "BY": [(26.75, 53.62), (29.9, 53.45), (26.2, 54.1), (28.9, 54.6), (27.4, 52.75), (28, 53.4)],
    "UA": [(32.2, 49.75), (28.2, 49.9), (30.6, 49.3), (33.5, 50.2), (31.5, 48.9)],
    "RU": [(36.6, 54.35), (34.8, 53.6), (39, 53), (36, 55.3)],
    "LT": [(24.0, 55.35)], "LV": [(25.4, 56.75)], "PL": [(22.2, 52.1)], "EE": [(25.9, 58.7)],
    "RO": [(25.2, 46.2)], "MD": [(28.6, 47.25)], "SK": [(21.2, 48.9)], "HU": [(20.7, 47.2)],
}  # fmt: skip


def build() -> dict[str, Any]:
    """All of the base map as plain data: ``shapes`` (name to geometries), ``places``, ``meta``."""
    from geo import reference

    countries = reference.countries()
    net = cut(countries.geometry.to_numpy())
    isos = list(countries["iso"])
    rivers = _rivers(reference.rivers())
    shapes = {
        "arcs": [
            _simple_arc(arc, [isos[k] for k in users])
            for arc, users in zip(net.arcs, net.users, strict=True)
        ],
        "land": [
            shapely.simplify(g, WATER_TOLERANCE) for g in reference.land().geometry.to_numpy()
        ],
        "oblasts": [_oblast_lines(reference.oblasts())],
        "lakes": [
            shapely.simplify(g, WATER_TOLERANCE) for g in reference.lakes().geometry.to_numpy()
        ],
        "rivers": [line for line, _, _ in rivers],
        "rails": [_rails(reference.rail_hubs(), reference.rail_lines())],
    }
    names = ("name", "name_be", "name_ru", "name_uk", "name_de", "name_fr")
    meta = {
        "scale": SCALE,
        "window": WINDOW,
        "countries": [
            {
                "iso": row["iso"],
                "at": _NAME_AT.get(row["iso"]),
                **{n: row[n] for n in names},
                "rings": rings,
            }
            for row, rings in zip(countries.to_dict("records"), net.rings, strict=True)
        ],
        "borders": [n for n, users in enumerate(net.users) if len(users) > 1],
        "rivers": [{"name": name, "rank": rank} for _, name, rank in rivers],
    }
    towns = _towns(reference.places(), reference.borders(), reference.rail_hubs())
    return {"shapes": shapes, "places": towns, "meta": meta}


def _simple_arc(arc: Any, users: list[str]) -> Any:
    main = {"BY", "UA", "RU"}
    near = "BY" in users or (main.issuperset(users) and len(users) > 1)
    return shapely.simplify(arc, BORDER_TOLERANCE if near else FAR_TOLERANCE)


def _only_lines(geometry: Any) -> Any:
    parts = shapely.get_parts([geometry])
    return shapely.multilinestrings(parts[shapely.get_dimensions(parts) == 1])


def _oblast_lines(oblasts: geopandas.GeoDataFrame) -> Any:
    """Lines between oblasts of one country; national borders are drawn by themselves."""
    simple = shapely.coverage_simplify(oblasts.geometry.to_numpy(), OBLAST_TOLERANCE)
    lines = []
    for _, members in oblasts.groupby("iso").groups.items():
        mine = simple[oblasts.index.get_indexer(members)]
        inner = shapely.intersection(
            shapely.union_all(shapely.boundary(mine)),
            shapely.buffer(shapely.union_all(mine), -0.01),
        )
        lines.append(shapely.line_merge(_only_lines(inner)))
    return shapely.union_all(lines)


def _rivers(rivers: geopandas.GeoDataFrame) -> list[tuple[Any, str, int]]:
    """Rivers joined end to end, with name and rank: the zoom from which one is drawn."""
    out = []
    for name, members in rivers.fillna({"name": ""}).groupby("name", sort=True):
        lines = shapely.line_merge(shapely.union_all(members.geometry.to_numpy()))
        for line in shapely.get_parts(lines):
            length = shapely.length(line)
            if length > (0.1 if name else 0.4):
                rank = int(np.digitize(-length, [-4.0, -2.0, -1.0, -0.5])) + 2
                out.append((shapely.simplify(line, WATER_TOLERANCE), str(name), rank))
    return out


def _rails(hubs: Any, lines: Any) -> Any:
    at = {row["name"]: (row["longitude"], row["latitude"]) for row in hubs.to_dict("records")}
    return shapely.multilinestrings(
        [shapely.linestrings([at[row["from"]], at[row["to"]]]) for row in lines.to_dict("records")]
    )


def _towns(places: Any, borders: geopandas.GeoDataFrame, hubs: Any) -> list[list[Any]]:
    """[name, longitude, latitude, population, is capital], the largest first."""
    near_line = shapely.union_all(
        borders.loc[borders["pair"].isin(["BY-UA", "RU-UA", "BY-RU"])].geometry.simplify(0.05)
    )
    points = shapely.points(places["longitude"], places["latitude"])
    near = shapely.dwithin(points, near_line, NEAR_BORDER_DEG)
    near |= (places["country"] == "BY").to_numpy()
    limit = np.where(near, TOWN_POPULATION, FAR_TOWN_POPULATION)
    kept = places[(places["population"] >= limit) | places["is_capital"]]
    kept = kept.sort_values(
        ["is_capital", "population", "geonameid"], ascending=[False, False, True]
    )
    # A hub and its town go by one name on the map.
    hub_names = dict(zip(hubs["geonameid"], hubs["name"], strict=True))
    rows = kept[~_parts_of_cities(kept)].to_dict("records")
    return [
        [hub_names.get(row["geonameid"], row["name"]), round(row["longitude"], 3),
         round(row["latitude"], 3), _round(row["population"]), int(row["is_capital"])]
        for row in rows
    ]  # fmt: skip


def _parts_of_cities(towns: Any) -> npt.NDArray[np.bool_]:
    """Districts and suburbs: close to a city that is much larger."""
    metres = np.column_stack(
        [towns["longitude"] * 111_320 * np.cos(np.radians(52)), towns["latitude"] * 111_320]
    )
    population = towns["population"].to_numpy(float)
    city = np.flatnonzero(population >= 100_000)
    apart = np.hypot(*(metres[:, None, :] - metres[None, city, :]).transpose(2, 0, 1))
    times = population[None, city] / np.maximum(population[:, None], 1)
    part = np.zeros(len(towns), bool)
    for within_m, larger in ((8_000, 1.5), (14_000, 3), (30_000, 20)):
        part |= ((apart < within_m) & (times >= larger)).any(axis=1)
    return part


def _round(population: float) -> int:
    """Two digits are enough to decide from which zoom a name is shown."""
    return int(float(f"{population:.1e}"))


def pack(base: dict[str, Any]) -> dict[str, Any]:
    """Geometries to whole steps: {name: [[path, ...] per feature]}, as JSON can hold it."""
    shapes = {
        name: [[path.ravel().tolist() for path in quantised_paths(g, SCALE)] for g in features]
        for name, features in base["shapes"].items()
    }
    return {"meta": base["meta"], "places": base["places"], "shapes": shapes}


def load() -> dict[str, Any]:
    """The shipped base map."""
    text = (resources.files("maps") / "basemap.json").read_text("utf-8")
    data: dict[str, Any] = json.loads(text)
    return data


def main(target: Path) -> None:
    """Writes the base map file."""
    packed = json.dumps(pack(build()), ensure_ascii=False, separators=(",", ":"))
    target.write_text(packed + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("basemap.json"))
