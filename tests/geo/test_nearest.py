"""Distances of pairs: beside brute force on finely divided edges."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.geodesy import distance_m
from geo.nearest import pair_distances_m

WGS84 = pyproj.Geod(ellps="WGS84")


def brute(lon: float, lat: float, shape: Any) -> float:
    """The nearest of points 0.0002 degrees (some 20 m) apart on the edges."""
    if shapely.intersects_xy(shape, lon, lat):
        return 0.0
    xy = shapely.get_coordinates(shapely.segmentize(shape, 0.0002))
    there = np.full(len(xy), lon), np.full(len(xy), lat)
    return float(WGS84.inv(*there, xy[:, 0], xy[:, 1])[2].min())


place = st.tuples(st.floats(27, 33), st.floats(49, 56))
corners = st.lists(st.tuples(st.floats(28, 32), st.floats(50, 55)), min_size=3, max_size=6)


@given(place, corners)
@settings(deadline=None, max_examples=60)
def test_as_brute_force(xy: tuple[float, float], ring: list[tuple[float, float]]) -> None:
    """Property: within 1 m or 0.1 %, also for edges of several degrees."""
    shape = shapely.convex_hull(shapely.MultiPoint(ring))
    if shape.geom_type == "Point":
        return
    found = pair_distances_m(np.array([xy[0]]), np.array([xy[1]]), np.array([shape]))
    assert found[0] == pytest.approx(brute(*xy, shape), abs=1, rel=1e-3)


@pytest.mark.parametrize("latitude", [48.0, 52.5, 57.0])
@pytest.mark.parametrize("off", [0.05, 0.5, 2.0])
def test_long_edges_along_a_parallel(latitude: float, off: float) -> None:
    """An edge of 10 degrees along a parallel is no geodesic, and is not taken for one."""
    edge = shapely.LineString([(25, latitude), (35, latitude)])
    for lon in (26.0, 28.3, 30.0, 34.9):
        found = pair_distances_m(np.array([lon]), np.array([latitude - off]), np.array([edge]))
        assert found[0] == pytest.approx(brute(lon, latitude - off, edge), abs=1, rel=1e-3)


def test_each_pair_has_its_own_geometry() -> None:
    """Many pairs at once are what each is alone; None and empty are NaN; inside is 0."""
    rng = np.random.default_rng(3)
    lon, lat = rng.uniform(28, 32, 40), rng.uniform(50, 55, 40)
    hole = shapely.Polygon(
        shapely.box(29, 51, 31, 53).exterior.coords,
        [shapely.box(29.5, 51.5, 30.5, 52.5).exterior.coords],
    )
    kinds = [hole, shapely.MultiPolygon([shapely.box(28, 50, 28.5, 50.5), hole]),
             shapely.LineString([(28, 50), (30, 54), (32, 50)])]  # fmt: skip
    shapes = np.array([kinds[k % 3] for k in range(40)])
    found = pair_distances_m(lon, lat, shapes)
    alone = [distance_m(x, y, s)[0] for x, y, s in zip(lon, lat, shapes, strict=True)]
    assert found == pytest.approx(alone, abs=1, rel=1e-4)
    assert (found == 0).any()
    odd = pair_distances_m(np.array([30.0, 30.0, 30.0]), np.array([52.0] * 3),
                           np.array([None, shapely.Polygon(), hole]))  # fmt: skip
    assert np.isnan(odd[:2]).all()
    assert odd[2] == pytest.approx(brute(30.0, 52.0, hole), rel=1e-3), "in the hole"
    assert pair_distances_m(np.array([]), np.array([]), np.array([])).shape == (0,)
