"""What is joined: points and regions, the same ones for all."""

from __future__ import annotations

from typing import Any

import geopandas
import numpy as np
import shapely

from geo import reference
from geo.geodesy import discs
from geo.zones import DEFAULT_DISTANCES_M, border_zones

__all__ = ["blobs", "border_regions", "points"]

_WINDOW = (22.0, 49.0, 42.0, 57.0)
_HUBS = 400


def points(count: int) -> tuple[Any, Any]:
    """Longitudes and latitudes: half anywhere in the window, half about the border."""
    rng = np.random.default_rng(1)
    west, south, east, north = _WINDOW
    x, y = rng.uniform(west, east, count), rng.uniform(south, north, count)
    half = count // 2
    x[:half], y[:half] = rng.normal(29, 3, half), rng.normal(51.6, 0.6, half)
    order = rng.permutation(count)
    return x[order], y[order]


def border_regions() -> geopandas.GeoDataFrame:
    """Bands of 10, 25, 50 and 100 km on both sides, three countries, 400 discs of 5 km."""
    zones = border_zones(["BY-UA"], DEFAULT_DISTANCES_M, "each").geometry
    countries = reference.countries().set_index("iso").geometry.loc[["BY", "RU", "UA"]]
    places = reference.places()
    at = np.random.default_rng(2).choice(len(places), _HUBS, replace=False)
    towns = places.iloc[np.sort(at)]
    hubs = discs(towns["longitude"], towns["latitude"], 5_000.0)
    return geopandas.GeoDataFrame(geometry=[*zones, *countries, *hubs], crs=4326)


def blobs(count: int, vertices: int = 200) -> geopandas.GeoDataFrame:
    """Round regions of some hundred vertices, spread over the window, overlapping a little."""
    rng = np.random.default_rng(3)
    west, south, east, north = _WINDOW
    angle = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    size = 0.5 * np.sqrt((east - west) * (north - south) / count)
    waves = rng.uniform(0, 2 * np.pi, (count, 1)), rng.integers(2, 7, (count, 1))
    radius = (
        size * rng.uniform(0.6, 1.3, (count, 1)) * (1 + 0.2 * np.sin(waves[1] * angle + waves[0]))
    )
    radius *= 1 + 0.01 * rng.normal(size=radius.shape)
    x = rng.uniform(west, east, (count, 1)) + radius * np.cos(angle)
    y = rng.uniform(south, north, (count, 1)) + radius * np.sin(angle)
    shapes = shapely.polygons(np.stack([x, y], axis=-1))
    return geopandas.GeoDataFrame(geometry=shapely.make_valid(shapes), crs=4326)
