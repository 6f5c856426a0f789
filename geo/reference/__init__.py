"""The reference geography that ships with Kordon, loaded when it is first asked for.

Frames are in EPSG:4326 (longitude, latitude). Each call returns a copy of its own (geometries
are shared, being immutable), so changing it does no harm. Borders are as internationally
recognised: Crimea, Donetsk, Luhansk, Zaporizhzhia and Kherson are Ukraine. All files lie
within longitude 20..44 and latitude 43.5..60, are made by ``python -m geo.reference.build``,
and are listed with their licences in ``LICENSE-DATA.md`` and by `sources`.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import geopandas
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

__all__ = [
    "airfields",
    "borders",
    "countries",
    "country_of",
    "lakes",
    "land",
    "oblast_names",
    "oblasts",
    "places",
    "rail_hubs",
    "rail_lines",
    "rivers",
    "sources",
]


def countries() -> geopandas.GeoDataFrame:
    """Give eleven countries, territorial waters included, cut to the window.

    Columns ``iso``, ``name`` (English), ``name_be``, ``name_ru``, ``name_uk``, ``name_de``,
    ``name_fr``, ``geometry``. Neighbours share their edges vertex for vertex; borders of
    Belarus, Russia and Ukraine are in full detail, to a metre.
    """
    return _geo("countries").copy()


def borders() -> geopandas.GeoDataFrame:
    """Give the land border of each pair of neighbours, open sea left out.

    Columns ``pair`` (two codes in alphabetical order, ``BY-UA``), ``length_m`` (geodesic,
    with every meander of a river border), ``geometry`` (MultiLineString).
    """
    return _geo("borders").copy()


def oblasts() -> geopandas.GeoDataFrame:
    """Give the first-level units of Belarus, Russia and Ukraine; they fill their countries exactly.

    Columns ``iso``, ``name``, ``name_local`` (Cyrillic), ``geometry``. Lines between units
    are good to about a kilometre.
    """
    return _geo("oblasts").copy()


def oblast_names() -> dict[str, dict[str, str]]:
    """Give the names of the first-level units by English name and language (be, de, fr, ru, uk).

    Written down by hand from the usual spellings; a language that has none of its own is left out.
    """
    names: dict[str, dict[str, str]] = json.loads(_file("oblast_names.json").read_text("utf-8"))
    return names


def places() -> pd.DataFrame:
    """Give the gazetteer (GeoNames): places with 500 or more inhabitants.

    Columns ``geonameid``, ``name``, ``names`` (other names in Latin or Cyrillic letters,
    joined with ``|``), ``country``, ``admin1`` (GeoNames code), ``longitude``, ``latitude``,
    ``population``, ``is_capital``. Names repeat; ``geonameid`` does not.
    """
    return _table("places").copy()


def airfields() -> pd.DataFrame:
    """Give airfields (OurAirports), closed ones and heliports too.

    Columns ``ident``, ``name``, ``names`` (other names, joined with ``|``), ``code`` (ICAO, ""
    where there is none), ``type``, ``country``, ``municipality``, ``longitude``, ``latitude``.
    """
    return _table("airfields").copy()


def land() -> geopandas.GeoDataFrame:
    """Give the land in the window, inland water included, one row; good to about a kilometre."""
    return _geo("land").copy()


def lakes() -> geopandas.GeoDataFrame:
    """Give lakes and reservoirs, largest first: ``name`` ("" when not known), ``geometry``."""
    return _geo("lakes").copy()


def rivers() -> geopandas.GeoDataFrame:
    """Give rivers, longest first: ``name`` ("" when not known), ``geometry`` (lines)."""
    return _geo("rivers").copy()


def rail_hubs() -> pd.DataFrame:
    """Give the railway towns of the region, by country and name.

    Columns ``name``, ``country``, ``geonameid``, ``longitude``, ``latitude``, ``population``,
    ``radius_m``, ``name_local``, ``aliases`` (joined with ``|``). The position is the town's
    point in GeoNames; its stations lie 0.1 to 5.6 km away.
    """
    return _csv("rail_hubs").copy()


def rail_lines() -> pd.DataFrame:
    """Say which hubs a main line joins directly: ``from``, ``to`` (names of hubs).

    Public knowledge written down as a table, to be drawn as straight, schematic lines.
    """
    return _csv("rail_lines").copy()


def sources() -> list[dict[str, Any]]:
    """Say where each file comes from: package, version, licence, credit and files."""
    text = _file("sources.json").read_text("utf-8")
    rows: list[dict[str, Any]] = json.loads(text)
    return rows


def country_of(longitude: Any, latitude: Any) -> npt.NDArray[np.object_]:
    """Give the code of the country at each point (degrees), "" outside all eleven or the window.

    Scalars or arrays that broadcast together; the result is an array of text of their shape,
    at least 1-D. A point on a border goes to the first country in the alphabet; NaN gives "".
    """
    import numpy as np
    import shapely

    lon, lat = np.broadcast_arrays(
        np.atleast_1d(np.asarray(longitude, dtype=np.float64)),
        np.atleast_1d(np.asarray(latitude, dtype=np.float64)),
    )
    result = np.full(lon.shape, "", dtype=object)
    frame = _geo("countries")
    for iso, polygon in zip(frame["iso"], frame.geometry, strict=True):
        west, south, east, north = polygon.bounds
        candidate = (result == "") & (lon >= west) & (lon <= east)
        candidate &= (lat >= south) & (lat <= north)
        if candidate.any():
            shapely.prepare(polygon)
            inside = shapely.intersects_xy(polygon, lon[candidate], lat[candidate])
            result[candidate] = np.where(inside, iso, "")
    return result


def _file(name: str) -> Any:
    return resources.files("geo.reference").joinpath("data", name)


@cache
def _geo(name: str) -> geopandas.GeoDataFrame:
    import geopandas

    with resources.as_file(_file(f"{name}.parquet")) as path:
        return geopandas.read_parquet(path)


@cache
def _table(name: str) -> pd.DataFrame:
    import pandas as pd

    with resources.as_file(_file(f"{name}.parquet")) as path:
        return pd.read_parquet(path)


@cache
def _csv(name: str) -> pd.DataFrame:
    import pandas as pd

    with resources.as_file(_file(f"{name}.csv")) as path:
        # Only an empty cell is missing: no name here may turn into NaN by its spelling.
        return pd.read_csv(path, keep_default_na=False, na_values={})
