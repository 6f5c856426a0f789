"""Latitude and longitude the wrong way round: where that is recognised, and what speaks for it.

Tehran is 35.7 N, 51.4 E, which exchanged lies in Ukraine. So an exchange must agree with the
country that the row names.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import shapely

from geo import reference
from geo.countrynames import FURTHER_NAMES
from geo.geodesy import distance_m
from geo.positions.position import REGION_OF_INTEREST
from layers.checking.values import is_missing

__all__ = [
    "MAYBE_SWAPPED",
    "MAYBE_SWAPPED_CODE",
    "REGION_OF_INTEREST",
    "SWAPPED",
    "exchanged_fits",
    "in_region",
]

#: A place this near to its country, in metres, is in it: coordinates and coasts are rough.
_NEAR_M: Final = 50_000.0

SWAPPED: Final = "latitude and longitude were the wrong way round"
MAYBE_SWAPPED_CODE: Final = "may be the wrong way round"
MAYBE_SWAPPED: Final = (
    "lies far outside the region; latitude and longitude may be the wrong way round, but "
    "exchanged they do not lie in the row's country; correct the row if so"
)


def in_region(longitude: Any, latitude: Any) -> Any:
    """Whether places (degrees) lie where Kordon's records do."""
    west, east, south, north = REGION_OF_INTEREST
    return (longitude >= west) & (longitude <= east) & (latitude >= south) & (latitude <= north)


def exchanged_fits(
    countries: pa.Array, longitude: Any, latitude: Any, *, of_target: bool = False
) -> npt.NDArray[np.bool_]:
    """Whether exchanged places (degrees) agree with the countries that their rows name.

    They do where no country is named, and where the place lies in it or within 50 km of it. A
    country that Kordon's geography does not have is elsewhere, so nothing fits it. Of a
    target (``of_target``) a row's country tells only whether the row is about this region.
    """
    fits = np.zeros(len(longitude), dtype=bool)
    by_name: dict[str | None, list[int]] = defaultdict(list)
    for row, name in enumerate(countries.to_pylist()):
        by_name[name].append(row)
    for name, rows in by_name.items():
        if name is None or is_missing(name):
            fits[rows] = True
        elif code := _codes().get(name.strip().casefold()):
            fits[rows] = of_target or _in_or_near(code, longitude[rows], latitude[rows])
    return fits


def _in_or_near(code: str, longitude: Any, latitude: Any) -> Any:
    country = _shapes()[code]
    found = shapely.intersects_xy(country, longitude, latitude)
    rest = np.flatnonzero(~found)
    if len(rest):
        found[rest] = distance_m(longitude[rest], latitude[rest], country) <= _NEAR_M
    return found


@cache
def _shapes() -> dict[str, Any]:
    frame = reference.countries()
    shapely.prepare(frame.geometry.to_numpy())
    return dict(zip(frame["iso"], frame.geometry, strict=True))


@cache
def _codes() -> dict[str, str]:
    """Code of a country by its code and its names, in lower case."""
    frame = reference.countries().drop(columns="geometry")
    codes = {
        str(name).casefold(): str(row["iso"])
        for row in frame.to_dict("records")
        for name in row.values()
    }
    return codes | {
        name.casefold(): code for code, names in FURTHER_NAMES.items() for name in names
    }
