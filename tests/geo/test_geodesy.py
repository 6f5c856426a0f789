"""Distances, discs and buffers agree with pyproj's geodesics."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InputError
from geo.geodesy import GEOD, area_m2, buffer_m, discs, distance_m, foot_points, length_m

LON = st.floats(20, 44)
LAT = st.floats(43.5, 60)


def brute_force_m(lon, lat, line):
    """Distance to the nearest of very many points along a line."""
    dense = shapely.get_coordinates(shapely.segmentize(line, 0.0005) if line.length else line)
    n = len(dense)
    return GEOD.inv(np.full(n, lon), np.full(n, lat), dense[:, 0], dense[:, 1])[2].min()


def test_length_is_geodesic():
    line = shapely.LineString([(30, 50), (31, 51), (33, 52)])
    legs = GEOD.inv([30, 31], [50, 51], [31, 33], [51, 52])[2]
    assert length_m(line) == pytest.approx(sum(legs))
    assert length_m([line, None])[0] == pytest.approx(sum(legs))
    assert np.isnan(length_m([line, None])[1])


def test_area_does_not_depend_on_ring_direction_and_subtracts_holes():
    outer = [(30, 50), (31, 50), (31, 51), (30, 51)]
    hole = [(30.2, 50.2), (30.4, 50.2), (30.4, 50.4), (30.2, 50.4)]
    whole, gap = shapely.Polygon(outer), shapely.Polygon(hole)
    assert area_m2(whole) == pytest.approx(7.9e9, rel=0.02)
    assert area_m2(whole.reverse()) == pytest.approx(area_m2(whole))
    for ring in (hole, hole[::-1]):
        holed = shapely.Polygon(outer, [ring])
        assert area_m2(holed) == pytest.approx(area_m2(whole) - area_m2(gap))
    assert np.isnan(area_m2([None])[0])


@given(lon=LON, lat=LAT, radius=st.floats(10, 300_000))
def test_disc_edge_is_within_a_twentieth_of_a_percent_of_the_radius(lon, lat, radius):
    disc = discs(lon, lat, radius)[0]
    edge = shapely.get_coordinates(shapely.segmentize(disc.exterior, disc.exterior.length / 400))
    n = len(edge)
    apart = GEOD.inv(np.full(n, lon), np.full(n, lat), edge[:, 0], edge[:, 1])[2]
    assert np.abs(apart / radius - 1).max() < 5e-4
    assert disc.is_valid
    assert disc.exterior.is_ccw


def test_discs_broadcast_and_give_none_where_there_is_no_circle():
    found = discs([30, np.nan, 30, 30], 50, [1_000, 1_000, 0, np.nan])
    assert [shape is None for shape in found] == [False, True, True, True]
    assert len(discs([], [], [])) == 0


@pytest.mark.parametrize(("radius", "vertices"), [(-1, 96), (1_000, 8)])
def test_discs_refuse_nonsense(radius, vertices):
    with pytest.raises(InputError, match=r"negative|no circle"):
        discs(30, 50, radius, vertices=vertices)


@given(
    points=st.lists(st.tuples(st.floats(29, 31), st.floats(51, 53)), min_size=2, max_size=6),
    lon=st.floats(26, 34),
    lat=st.floats(49, 55),
)
def test_distance_to_a_line_is_the_geodesic_one(points, lon, lat):
    line = shapely.LineString(points)
    expected = brute_force_m(lon, lat, line)
    assert distance_m(lon, lat, line)[0] == pytest.approx(expected, rel=1e-4, abs=25)


def test_distance_of_far_points_is_right_too():
    """The candidate search has slack enough for points a thousand kilometres away."""
    rng = np.random.default_rng(4)
    line = shapely.LineString(np.cumsum(rng.normal(0, 0.2, (60, 2)), axis=0) + np.array([30, 52]))
    lon, lat = rng.uniform(20, 44, 40), rng.uniform(43.5, 60, 40)
    found = distance_m(lon, lat, line)
    expected = [brute_force_m(x, y, line) for x, y in zip(lon, lat, strict=True)]
    assert found == pytest.approx(expected, rel=1e-5, abs=5)


def test_distance_inside_a_polygon_is_zero_and_holes_are_outside():
    square = shapely.box(30, 50, 32, 52) - shapely.box(30.5, 50.5, 31.5, 51.5)
    inside, hole, out = distance_m([30.2, 31.0, 33.0], [50.2, 51.0, 51.0], square)
    assert inside == 0
    assert hole == pytest.approx(GEOD.inv(31.0, 51.0, 31.5, 51.0)[2], rel=1e-3)
    assert out == pytest.approx(GEOD.inv(33.0, 51.0, 32.0, 51.0)[2], rel=1e-3)


def test_distance_to_points_and_missing_values():
    pair = shapely.MultiPoint([(30, 50), (35, 50)])
    found = distance_m([30, 34, np.nan], [51, 50, 50], pair)
    assert found[0] == pytest.approx(GEOD.inv(30, 51, 30, 50)[2])
    assert found[1] == pytest.approx(GEOD.inv(34, 50, 35, 50)[2])
    assert np.isnan(found[2])
    assert np.isnan(distance_m([30], [50], shapely.Point()))
    assert np.isnan(foot_points([30], [50], shapely.Polygon())).all()


def test_distance_wants_as_many_longitudes_as_latitudes():
    with pytest.raises(InputError, match="one length"):
        distance_m([30, 31], [50], shapely.Point(30, 50))


WINDING = shapely.LineString(
    [(x, 51.5 + 0.3 * np.sin(3 * x) + 0.05 * np.sin(40 * x)) for x in np.arange(24, 36, 0.01)]
)


@pytest.mark.parametrize(
    ("geometry", "distance"),
    [
        (WINDING, 3_000),
        (WINDING, 25_000),
        (WINDING, 100_000),
        (WINDING, 400_000),
        (shapely.Point(30, 52), 10_000),
        (shapely.MultiLineString([[(23, 52), (40, 56)], [(30, 46), (30.2, 46.1)]]), 50_000),
        (shapely.box(30, 50, 36, 54), 80_000),
        (shapely.GeometryCollection([shapely.Point(25, 50), shapely.box(33, 55, 34, 56)]), 20_000),
    ],
)
def test_buffer_outline_is_at_the_distance(geometry, distance):
    """Anywhere on the outline, the geodesic distance is right to 0.1 %."""
    outline = buffer_m(geometry, distance)
    assert outline.is_valid
    assert outline.geom_type in ("Polygon", "MultiPolygon")
    rng = np.random.default_rng(7)
    at = shapely.line_interpolate_point(outline.boundary, rng.random(500), normalized=True)
    apart = distance_m(shapely.get_x(at), shapely.get_y(at), geometry)
    assert np.abs(apart / distance - 1).max() < 1e-3


def test_line_of_no_length_is_a_point():
    dot = shapely.LineString([(30, 50), (30, 50)])
    assert distance_m(31, 50, dot)[0] == pytest.approx(GEOD.inv(31, 50, 30, 50)[2])
    edge = shapely.get_coordinates(buffer_m(dot, 5_000).exterior)
    assert np.abs(distance_m(edge[:, 0], edge[:, 1], dot) / 5_000 - 1).max() < 1e-3


def test_buffer_of_nothing_is_nothing():
    assert buffer_m(shapely.Point(), 10).is_empty


@pytest.mark.parametrize("distance", [0, -5, float("nan"), 600_000])
def test_buffer_refuses_distances_it_cannot_keep(distance):
    with pytest.raises(InputError, match="say more than 0"):
        buffer_m(shapely.Point(30, 50), distance)
