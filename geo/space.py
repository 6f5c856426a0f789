"""Places as points in space: what is near through the Earth is near over it, but for a little.

On a sphere the order by straight lines through the Earth (chords) is the order by distance. On
the ellipsoid it is nearly so, and `as_near` says how much longer a chord can be that belongs to
a distance that is shorter.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from geo.errors import InputError
from geo.geodesy import EARTH_RADIUS_M, GEOD
from geo.pairs import Floats, Ints

__all__ = ["as_near", "degrees", "distinct", "in_space"]

#: A distance s has a chord of about s - s**3 / 24 r**2, and radii r differ by 1.4 % at most:
#: 0.0006 of the square of s / r. Half as much again, and more beyond a quarter of the globe.
_UNLIKE: Final = 0.001


def degrees(longitude: Any, latitude: Any) -> tuple[Floats, Floats]:
    """Points as two arrays of one length, with longitudes between -180 and 180.

    NaN where either is NaN, infinite or no latitude. Raises InputError for other shapes.
    """
    lon = np.atleast_1d(np.asarray(longitude, dtype=np.float64))
    lat = np.atleast_1d(np.asarray(latitude, dtype=np.float64))
    if lon.shape != lat.shape or lon.ndim != 1:
        raise InputError(f"longitudes {lon.shape} and latitudes {lat.shape} must be of one length")
    with np.errstate(invalid="ignore"):
        nowhere = ~(np.isfinite(lon) & (np.abs(lat) <= 90))
        around = np.where(np.abs(lon) > 180, (lon + 180) % 360 - 180, lon)
    return np.where(nowhere, np.nan, around), np.where(nowhere, np.nan, lat)


def distinct(lon: Floats, lat: Floats) -> tuple[Floats, Floats, Ints, Ints]:
    """Places that are not NaN, each once, from west to east: reports name the same ones often.

    Longitudes and latitudes of the places, the positions of the points that have one, and for
    each of these the position of its place.
    """
    rows = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
    places, place = np.unique(lon[rows] + 1j * lat[rows], return_inverse=True)
    return places.real.copy(), places.imag.copy(), rows, place.reshape(-1)


def in_space(lon: Floats, lat: Floats) -> Floats:
    """Places on the ellipsoid (WGS 84) as (n, 3) metres from the middle of the Earth."""
    x, y = np.radians(lon), np.radians(lat)
    normal = GEOD.a / np.sqrt(1 - GEOD.es * np.sin(y) ** 2)
    return np.column_stack(
        [
            normal * np.cos(y) * np.cos(x),
            normal * np.cos(y) * np.sin(x),
            normal * (1 - GEOD.es) * np.sin(y),
        ]
    )


def as_near(chord_m: Floats) -> Floats:
    """The longest chords that may belong to distances as short as those of these chords."""
    return np.asarray(chord_m * (1 + _UNLIKE * (chord_m / EARTH_RADIUS_M) ** 2) + 1e-6)
