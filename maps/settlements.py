"""Towns and villages of the base map: which are on it, and what they are called where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from maps.placenames import LANGUAGES, display, name_in

if TYPE_CHECKING:
    import geopandas

__all__ = ["settlements"]

#: People from which on a place is on the map, near the borders that the tool is about and far
#: from them; the second pair is for what is unpacked close in.
TOWNS = (2_000, 15_000)
VILLAGES = (500, 5_000)
NEAR_BORDER_DEG = 1.2

#: Parts of cities that stand as places of their own in GeoNames, too far from the city's point
#: to be told by it.
_DISTRICTS = r"Avtozavodskyi|Fortechnyi|Pravyi Bereh|.* Quarter|.* Microdistrict"


def settlements(
    places: pd.DataFrame, borders: geopandas.GeoDataFrame, hubs: pd.DataFrame
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Towns and villages, as columns.

    ``name``, ``x``, ``y`` (thousandths of a degree), ``size`` (`_size`), and ``names``: by
    language, "" where it is the main name. In bands from south to north, each from west to
    east, so that neighbours stand together.
    """
    line = shapely.union_all(
        borders.loc[borders["pair"].isin(["BY-UA", "RU-UA", "BY-RU"])].geometry.simplify(0.05)
    )
    known = places[~places["name"].str.fullmatch(_DISTRICTS)].reset_index(drop=True)
    known = known.sort_values(
        ["is_capital", "population", "geonameid"], ascending=[False, False, True]
    )
    points = shapely.points(known["longitude"], known["latitude"])
    home = (known["country"] == "BY").to_numpy()
    near = shapely.dwithin(points, line, NEAR_BORDER_DEG) | home
    people = known["population"].to_numpy()
    town = (people >= np.where(near, *TOWNS)) | known["is_capital"].to_numpy()
    village = (people >= np.where(near, *VILLAGES)) & ~town
    whole = ~_parts_of_cities(known, people >= 100_000)
    return _columns(known[town & whole], hubs), _columns(known[village & whole], hubs)


def _columns(places: pd.DataFrame, hubs: pd.DataFrame) -> dict[str, Any]:
    band = np.floor(places["latitude"] * 3)
    rows = places.assign(band=band).sort_values(["band", "longitude", "geonameid"])
    # A hub and its town go by one name on the map.
    hub_names = dict(zip(hubs["geonameid"], hubs["name"], strict=True))
    main, names = [], {language: list[str]() for language in LANGUAGES if language != "en"}
    for row in rows.to_dict("records"):
        of = (row["name"], row["names"], row["country"])
        label = hub_names.get(row["geonameid"]) or name_in("en", *of) or display(row["name"])
        main.append(label)
        for language, found in names.items():
            name = name_in(language, *of)
            found.append("" if name == label else name)
    sizes = zip(rows["population"], rows["is_capital"], strict=True)
    return {
        "name": main,
        "x": [round(x * 1000) for x in rows["longitude"]],
        "y": [round(y * 1000) for y in rows["latitude"]],
        "size": [_size(people, capital) for people, capital in sizes],
        "names": names,
    }


def _size(people: float, capital: bool) -> int:
    """Fifteen times the decimal logarithm of the inhabitants, and 128 more for capitals."""
    return round(15 * float(np.log10(max(people, 1)))) + 128 * capital


def _parts_of_cities(places: pd.DataFrame, city: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Districts and suburbs: close to a city that is much larger."""
    metres = np.column_stack(
        [places["longitude"] * 111_320 * np.cos(np.radians(52)), places["latitude"] * 111_320]
    )
    population = places["population"].to_numpy(float)
    part = np.zeros(len(places), bool)
    for at, people in zip(metres[city], population[city], strict=True):
        apart = np.hypot(*(metres - at).T)
        times = people / np.maximum(population, 1)
        for within_m, larger in ((8_000, 1.5), (14_000, 3), (30_000, 20)):
            part |= (apart < within_m) & (times >= larger)
    # A village is small beside any city: of those only what lies in the city itself.
    part &= ~((population < 5_000) & _beyond(metres, metres[city], 6_000))
    return part


def _beyond(
    points: npt.NDArray[np.float64], cities: npt.NDArray[np.float64], metres: float
) -> npt.NDArray[np.bool_]:
    least = np.full(len(points), np.inf)
    for at in cities:
        least = np.minimum(least, np.hypot(*(points - at).T))
    beyond: npt.NDArray[np.bool_] = least > metres
    return beyond
