"""Circles over edges: beside polygons that are cut, and distances beside brute force."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.discs import disc_pairs
from geo.geodesy import discs, distance_m
from geo.pairs import equal_area
from geo.prepared import PreparedRegions

WGS84 = pyproj.Geod(ellps="WGS84")
HOLED = shapely.Polygon(
    shapely.box(29, 51, 31, 53).exterior.coords[::-1],
    [shapely.box(29.5, 51.5, 30.5, 52.5).exterior.coords],
)


def star(rng: np.random.Generator, count: int) -> Any:
    """A polygon of many corners about 30 E 52 N, either way round."""
    angle = np.sort(rng.uniform(0, 2 * np.pi, count))[:: rng.choice([-1, 1])]
    far = rng.uniform(0.05, 0.5, count)
    middle = rng.uniform((29.7, 51.8), (30.3, 52.2))
    corners = np.column_stack([1.6 * far * np.cos(angle), far * np.sin(angle)]) + middle
    return shapely.Polygon(corners).buffer(0)


def measured(x: Any, y: Any, radius_m: Any, areas: Any) -> dict[tuple[int, int], tuple[float, ...]]:
    found = disc_pairs(
        *(np.asarray(v, np.float64) for v in (x, y, radius_m)),
        PreparedRegions(np.array(areas, dtype=object)),
    )
    keys = zip(found.sighting.tolist(), found.region.tolist(), strict=True)
    values = zip(found.share.tolist(), found.distance_m.tolist(), strict=True)
    told = dict(zip(keys, values, strict=True))
    assert len(told) == len(found.share)
    return told


def check(x: Any, y: Any, radius_m: Any, areas: list[Any]) -> None:
    """Against the polygons of the discs, cut to the regions."""
    found = measured(x, y, radius_m, areas)
    fine = [shapely.segmentize(area, 0.01) for area in areas]
    for k, disc in enumerate(discs(x, y, radius_m)):
        edge = discs(x[k], y[k], radius_m[k] * np.array([0.998, 1.002]))
        for region, area in enumerate(areas):
            share, distance = found.get((k, region), (0.0, np.inf))
            cut = equal_area(shapely.intersection(disc, fine[region])) / equal_area(disc)
            assert share == pytest.approx(cut, abs=0.001), (k, region)
            if share == 1:
                assert shapely.covers(area, edge[0])
            elif share == 0:
                assert not shapely.intersects(edge[0], area)
            else:
                assert not shapely.covers(area, edge[1])
            truth = distance_m(x[k], y[k], area)[0]
            if share:
                assert distance == pytest.approx(truth, abs=1, rel=1e-4)


@given(st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=20)
def test_shares_and_distances_are_those_of_what_is_cut(seed: int) -> None:
    """Property: for holes, several parts, corners and edges under the middle, either way round."""
    rng = np.random.default_rng(seed)
    areas = [star(rng, rng.integers(4, 60)) for _ in range(3)]
    areas.append(HOLED.difference(areas[0]))
    corners = shapely.get_coordinates(areas)
    on_corner = corners[rng.integers(len(corners), size=4)]
    edges = [shapely.boundary(area) for area in areas]
    on_edge = shapely.line_interpolate_point(edges, rng.uniform(size=4), normalized=True)
    anywhere = rng.uniform((28.5, 51), (31.5, 53), (8, 2))
    xy = np.concatenate([anywhere, on_corner, shapely.get_coordinates(on_edge)])
    radius = 10.0 ** rng.uniform(1.5, 5, len(xy))
    check(*xy.T, radius, areas)


@pytest.mark.parametrize("latitude", [-52.5, 0.0, 52.5, 80.0])
@pytest.mark.parametrize("radius_m", [10.0, 3_000.0, 100_000.0])
def test_long_edges_along_a_parallel(latitude: float, radius_m: float) -> None:
    """An edge of 60 degrees along a parallel is no geodesic, and is not taken for one."""
    area = shapely.box(0, latitude, 60, latitude + 6)
    height = np.array([-0.999, -0.7, -0.1, 0.0, 0.1, 0.7, 0.99])
    there = np.full(len(height), 30.0), np.full(len(height), latitude), np.zeros(len(height))
    x, y, _ = WGS84.fwd(*there, height * radius_m)
    found = measured(x, y, np.full(len(x), radius_m), [area])
    for k in np.flatnonzero(height < 0):
        step, apart = np.linspace(25, 35, 2_001), 0.005
        for _ in range(2):  # roughly, and then about the least, finer than a metre
            here = np.full(len(step), x[k]), np.full(len(step), y[k])
            truths = WGS84.inv(*here, step, np.full(len(step), latitude))[2]
            near = step[truths.argmin()]
            step = np.linspace(near - 2 * apart, near + 2 * apart, 2_001)
        truth = truths.min()
        assert found[k, 0][1] == pytest.approx(truth, abs=0.5, rel=1e-4)
    # The part of a circle above a line through it; the parallel bends by as much as is allowed.
    flat = 0.5 + (height * np.sqrt(1 - height**2) + np.arcsin(height)) / np.pi
    for k in range(len(height)):
        assert found[k, 0][0] == pytest.approx(flat[k], abs=0.001 + radius_m * 2e-7)


def test_middles_on_the_tip_of_a_region() -> None:
    """How much is inside is then the angle of the corner; nearly nothing, and nearly all, too."""
    for degrees in (0.1, 5.0, 90.0, 181.0, 359.9):
        turn = np.radians(np.linspace(0, degrees, 60))
        fan = np.column_stack([29 + np.cos(turn) / np.cos(np.radians(52)), 52 + np.sin(turn)])
        area = shapely.Polygon([(29, 52), *fan])
        for radius in (50.0, 5_000.0):
            share, distance = measured([29], [52], [radius], [area])[0, 0]
            truth = equal_area(discs(29, 52, radius)[0].intersection(area))
            assert share == pytest.approx(truth / equal_area(discs(29, 52, radius)[0]), abs=0.001)
            assert distance == 0


def test_a_sliver_a_dot_and_nothing() -> None:
    """What takes up no room is possible where it is, however little that is; nothing is nowhere."""
    sliver = shapely.Polygon([(29, 52), (31, 52.0000001), (29, 52.0000002)])
    dot = shapely.box(29.5, 52.1, 29.5 + 1e-9, 52.1 + 1e-9)
    areas = [sliver, dot, None, shapely.Polygon()]
    found = measured([29.5, 29.5, 40.0], [52.0, 52.1, 52.0], [20_000.0] * 3, areas)
    assert sorted(found) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert all(0 < share < 1e-6 for share, _ in found.values())
    assert measured([], [], [], areas) == {}
    assert measured([29.5], [52.0], [20_000.0], []) == {}


@given(st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=5)
def test_regions_that_share_edges_are_measured_as_each_alone(seed: int) -> None:
    """Property: neighbours, one in the other, and the same twice, either way round."""
    rng = np.random.default_rng(seed)
    whole = star(rng, 200)
    half = shapely.box(28, 51, 30, 53)
    areas = [whole.intersection(half), whole.difference(half), whole, whole.reverse(), half]
    at = np.concatenate([rng.uniform((29, 51.5), (31, 52.5), (30, 2)), [(30, 52), (30, 51)]])
    radius = 10.0 ** rng.uniform(2, 4.8, len(at))
    found = measured(*at.T, radius, areas)
    for region, area in enumerate(areas):
        alone = measured(*at.T, radius, [area])
        assert {k for k, r in found if r == region} == {k for k, _ in alone}
        for (k, _), told in alone.items():
            assert found[k, region] == pytest.approx(told, rel=1e-9, abs=1e-9)
    for k in range(len(at)):
        one, other, all_ = (found.get((k, region), (0.0, 0.0))[0] for region in (0, 1, 2))
        assert one + other == pytest.approx(all_, abs=0.001)
        # All around the middle the edges go round once, wherever they begin.
        assert (all_ == 1) == (found.get((k, 3), (0.0, 0.0))[0] == 1)


def test_places_that_come_again_are_as_one_alone() -> None:
    """In any order; and beside others that have the place or the radius alone in common."""
    area = star(np.random.default_rng(3), 80)
    x = np.array([30.0, 30.1, 30.0, 30.0, 30.1, 30.0, 50.0])
    y = np.array([52.0, 52.0, 52.0, 52.1, 52.0, 52.0, 52.0])
    radius = np.array([9e3, 9e3, 9e3, 9e3, 8e3, 7e3, 9e3])
    found = measured(x, y, radius, [area, HOLED])
    for k in range(len(x)):
        alone = measured(x[[k]], y[[k]], radius[[k]], [area, HOLED])
        assert {r: told for (at, r), told in found.items() if at == k} == {
            r: told for (_, r), told in alone.items()
        }
