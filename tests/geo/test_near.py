"""Distances beside brute force: every place, and finely divided edges, measured by pyproj."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo import reference
from geo.curves import Curves
from geo.errors import InputError, RegionError
from geo.near import border_distance_m, nearest, within_distance
from geo.neighbours import nearest_of
from geo.space import as_near, in_space

WGS84 = pyproj.Geod(ellps="WGS84")
TO_SPACE = pyproj.Transformer.from_crs(4979, 4978, always_xy=True)
BOX = shapely.box(0, 0, 1, 1)

region = st.tuples(st.floats(22, 42), st.floats(48, 57))
world = st.one_of(
    st.tuples(st.floats(-180, 180), st.floats(-90, 90)),
    st.tuples(st.sampled_from([-180.0, 179.99, 180.0, 0.0]), st.floats(-1, 1)),
    st.tuples(st.floats(-180, 180), st.sampled_from([-90.0, -89.99, 89.99, 90.0])),
)


def lengths(point: tuple[float, float], xy: Any) -> Any:
    """Distance from one point to many."""
    xy = np.asarray(xy, float).reshape(-1, 2)
    return np.asarray(
        WGS84.inv(np.full(len(xy), point[0]), np.full(len(xy), point[1]), xy[:, 0], xy[:, 1])[2]
    )


class Finely:
    """Points some 50 m apart on the edges of a shape, or ``step`` degrees."""

    def __init__(self, shape: Any, step: float = 0.0005) -> None:
        self.shape = shape
        self.xy = shapely.get_coordinates(shapely.segmentize(shape, step))
        self.space = in_metres(self.xy)

    def nearest_m(self, point: tuple[float, float]) -> float:
        """The least distance to any of them; 0 inside.

        A straight line through the Earth is never longer than the way along it, so whatever it
        puts further than one that was measured is no candidate.
        """
        if shapely.intersects_xy(self.shape, *point):
            return 0.0
        known = lengths(point, self.xy[:: len(self.xy) // 300 + 1]).min()
        through = np.linalg.norm(self.space - in_metres(np.array([point])), axis=1)
        return float(lengths(point, self.xy[through <= known]).min(initial=known))


def in_metres(xy: Any) -> Any:
    """Degrees to x, y, z in metres about the middle of the Earth, by pyproj."""
    return np.column_stack(TO_SPACE.transform(xy[:, 0], xy[:, 1], np.zeros(len(xy))))


def brute(point: tuple[float, float], shape: Any, step: float = 0.0005) -> float:
    """The nearest of points some 50 m apart on the edges; 0 inside."""
    return Finely(shape, step).nearest_m(point)


class TestNearest:
    """The k nearest places, by distance along the ellipsoid and then in their order."""

    @given(
        st.lists(st.one_of(region, world), min_size=1, max_size=8),
        st.lists(st.one_of(region, world), min_size=1, max_size=40),
        st.integers(1, 5),
    )
    @example([(0.0, 90.0)], [(lon, 60.0) for lon in range(-180, 180, 9)], 3)
    @example([(179.999, 52.0)], [(-179.9, 52.0), (179.0, 52.0)], 1)
    @settings(max_examples=200)
    def test_as_brute_force(self, points: Any, places: Any, k: int) -> None:
        index, apart = nearest(*np.array(points).T, *np.array(places).T, k)
        many = min(k, len(places))
        for row, point in enumerate(points):
            all_of_them = lengths(point, places)
            # Where two are equally far to a millionth of a metre either may come first.
            assert apart[row, :many] == pytest.approx(np.sort(all_of_them)[:many], abs=1e-6)
            assert all_of_them[index[row, :many]] == pytest.approx(apart[row, :many], abs=1e-6)
            assert len(set(index[row, :many])) == many
        assert (index[:, many:] == -1).all()
        assert np.isnan(apart[:, many:]).all()

    def test_where_chords_mislead(self) -> None:
        """A longer chord with a shorter distance: the slack holds on 300,000 pairs of pairs."""
        rng = np.random.default_rng(5)
        count = 100_000
        lon, lat = rng.uniform(-180, 180, count), np.degrees(np.arcsin(rng.uniform(-1, 1, count)))
        for longest in (200_000, 3_000_000, 20_003_000):
            far = rng.uniform(0, longest, count)
            chords, distances = [], []
            for _ in range(2):
                turn = rng.uniform(0, 360, count)
                x, y, _ = WGS84.fwd(lon, lat, turn, far * rng.uniform(0.999999, 1, count))
                chords.append(np.linalg.norm(in_space(lon, lat) - in_space(x, y), axis=1))
                distances.append(np.asarray(WGS84.inv(lon, lat, x, y)[2]))
            nearer = np.argmin(distances, axis=0)
            one = np.choose(nearer, chords)
            other = np.choose(1 - nearer, chords)
            assert (one <= as_near(other)).all()

    def test_equally_far_in_their_order(self) -> None:
        """Places at one spot, and east and west of the point; more of them than are asked for."""
        lon = np.array([31.0, 29.0, 29.0, 29.0, 31.0, 40.0])
        index, apart = nearest([30.0, 30.0], [52.0, 52.0], lon, np.full(6, 52.0), 4)
        assert index.tolist() == [[0, 1, 2, 3]] * 2
        assert np.ptp(apart) == 0

    def test_a_crowd_at_one_distance(self) -> None:
        """From the pole everything on a parallel is equally far, and nothing is left out."""
        lon = np.arange(-180.0, 180.0, 0.25)
        index, apart = nearest([10.0], [90.0], lon, np.full(len(lon), 70.0), 20)
        assert len(set(index[0])) == 20
        assert np.ptp(apart) < 1e-6

    def test_what_is_no_place(self) -> None:
        """NaN, infinite, beyond a pole, none at all: -1 and NaN; other shapes are an error."""
        index, apart = nearest([np.nan, 30, 30, 30], [52, np.inf, 91, 52], [30, np.nan], [53, 53])
        assert index.tolist() == [[-1], [-1], [-1], [0]]
        assert np.isnan(apart[:3]).all()
        assert apart[3] == pytest.approx(111_270, abs=50)
        index, apart = nearest([30], [52], [], [], 2)
        assert (index.tolist(), np.isnan(apart).all()) == ([[-1, -1]], True)
        assert nearest([], [], [30], [52], 3)[0].shape == (0, 3)
        with pytest.raises(InputError, match="the 0 nearest places"):
            nearest([30], [52], [30], [52], 0)
        with pytest.raises(InputError, match="of one length"):
            nearest([30, 31], [52], [30], [52])

    def test_beyond_180_degrees(self) -> None:
        """190 degrees east is 170 west."""
        assert nearest([190.0], [52.0], [-170.0], [52.0])[1][0, 0] == pytest.approx(0, abs=1e-6)

    def test_many(self) -> None:
        """A hundred thousand points, many at one spot: a sample is what brute force says."""
        rng = np.random.default_rng(7)
        hubs = reference.rail_hubs()
        to = hubs["longitude"].to_numpy(), hubs["latitude"].to_numpy()
        lon, lat = rng.uniform(22, 42, 100_000).round(2), rng.uniform(48, 57, 100_000).round(2)
        index, apart = nearest(lon, lat, *to, 2)
        for row in range(0, len(lon), 5_000):
            every = lengths((lon[row], lat[row]), np.column_stack(to))
            assert index[row].tolist() == np.argsort(every, kind="stable")[:2].tolist()
            assert apart[row] == pytest.approx(np.sort(every)[:2], abs=1e-6)


shapes = st.one_of(
    region.map(lambda xy: shapely.Point(*xy)),
    st.lists(region, min_size=2, max_size=5, unique=True).map(shapely.LineString),
    st.lists(region, min_size=3, max_size=7).map(lambda xy: shapely.MultiPoint(xy).convex_hull),
    st.lists(region, min_size=1, max_size=3).map(shapely.MultiPoint),
)


class TestWithinDistance:
    """Points, lines and regions; pairs in order, with the distance of each."""

    @given(
        st.lists(region, min_size=1, max_size=12),
        st.lists(shapes, min_size=1, max_size=4),
        st.floats(0, 300_000),
    )
    @settings(max_examples=60)
    def test_as_brute_force(self, points: Any, some: Any, limit: float) -> None:
        """Property: pairs and distances to 2 m or 0.001 %, edges of many degrees included."""
        point, which, apart = within_distance(*np.array(points).T, some, limit)
        assert (np.lexsort((which, point)) == np.arange(len(point))).all()
        found = dict(zip(zip(point.tolist(), which.tolist(), strict=True), apart, strict=True))
        for k, shape in enumerate(some):
            edges = Finely(shape)
            for row, xy in enumerate(points):
                expected = edges.nearest_m(xy)
                slack = 2 + expected * 1e-5
                if (row, k) in found:
                    assert found[row, k] == pytest.approx(expected, abs=slack)
                else:
                    assert expected > limit - slack
        assert (apart <= limit).all()

    @pytest.mark.parametrize(
        ("shape", "point"),
        [
            (shapely.LineString([(179, 60), (180, 60)]), (-179.9, 60.1)),
            (shapely.Point(-180, 10), (179.95, 10)),
            (shapely.box(-180, 50, -179, 51), (179.99, 50.5)),
            (shapely.LineString([(-180, 89), (180, 89)]), (30.0, 89.5)),
            (shapely.Point(0, 90), (77.0, 89.9)),
            (shapely.box(-180, -90, 180, -89.5), (12.0, -89.4)),
        ],
    )
    def test_antimeridian_and_poles(self, shape: Any, point: tuple[float, float]) -> None:
        found = within_distance(*point, [shape], 100_000)
        assert found[2] == pytest.approx([brute(point, shape, 0.002)], abs=2)

    def test_inside_and_how_deep(self) -> None:
        """0 inside, holes are outside; with depth minus the distance to the edge."""
        ring = shapely.box(29, 51, 31, 53).exterior.coords
        hole = shapely.box(29.8, 51.8, 30.2, 52.2).exterior.coords
        area = shapely.Polygon(ring, [hole])
        x, y = np.array([29.1, 30.0, 28.9]), np.array([52.0, 52.0, 52.0])
        _, _, apart = within_distance(x, y, [area], 50_000)
        edge = [brute(xy, area.boundary) for xy in zip(x, y, strict=True)]
        assert apart == pytest.approx([0, edge[1], edge[2]], abs=1)
        _, _, apart = within_distance(x, y, [area], 50_000, depth=True)
        assert apart == pytest.approx([-edge[0], edge[1], edge[2]], abs=1)

    def test_what_is_nowhere(self) -> None:
        """None and empty geometries are near nothing, NaN points neither; nested ones count."""
        odd = [None, shapely.Polygon(), shapely.GeometryCollection(),
               shapely.GeometryCollection([shapely.MultiPoint([(30, 52)]), BOX]),
               shapely.LineString([(30, 52), (30, 52)])]  # fmt: skip
        point, which, apart = within_distance([np.nan, 30, 0.5], [52, 52, 0.5], odd, 10)
        assert list(zip(point.tolist(), which.tolist(), strict=True)) == [(1, 3), (1, 4), (2, 3)]
        assert apart == pytest.approx([0, 0, 0], abs=1e-6)
        for none in (within_distance([], [], odd, 10), within_distance([30], [52], [], 10)):
            assert [len(one) for one in none] == [0, 0, 0]

    @pytest.mark.parametrize("distance", [-1, np.nan, 20_004_001])
    def test_distances_that_are_none(self, distance: float) -> None:
        with pytest.raises(InputError, match="at most 20,004,000 m"):
            within_distance([30], [52], [shapely.Point(30, 52)], distance)

    def test_the_same_place_many_times(self) -> None:
        """Every point of a crowd has its own rows, in order."""
        lon = np.tile([30.0, 31.0], 1_000)
        two = shapely.points([30, 30], [52, 52.01])
        point, which, _ = within_distance(lon, np.full(2_000, 52.0), two, 2_000)
        assert point.tolist() == np.repeat(np.arange(0, 2_000, 2), 2).tolist()
        assert which.tolist() == [0, 1] * 1_000


class TestBorder:
    """Signed distance to a border at full detail."""

    def test_as_brute_force(self) -> None:
        """In Ukraine negative, elsewhere positive, third countries too."""
        rng = np.random.default_rng(3)
        lon, lat = rng.uniform(22, 42, 100), rng.uniform(48, 57, 100)
        found = border_distance_m(lon, lat, "BY-UA")
        lines, countries = reference.borders(), reference.countries()
        line = lines.loc[lines["pair"] == "BY-UA", "geometry"].iloc[0]
        edges = Finely(line)
        ukraine = countries.loc[countries["iso"] == "UA", "geometry"].iloc[0]
        for x, y, apart in zip(lon, lat, found, strict=True):
            sign = -1 if shapely.intersects_xy(ukraine, x, y) else 1
            expected = edges.nearest_m((x, y))
            assert apart == pytest.approx(sign * expected, abs=2, rel=1e-5)
        assert 0 < (found < 0).sum() < 100

    def test_either_side_may_be_the_far_one(self) -> None:
        lon, lat = [29.0, 29.0, np.nan], [52.5, 50.0, 52.0]
        found = border_distance_m(lon, lat, "BY-UA")
        assert (found[0] > 0, found[1] < 0, np.isnan(found[2])) == (True, True, True)
        for pair, far in (("ua–by", None), ("by-ua", "by"), ("UA-BY", "BY")):
            assert border_distance_m(lon, lat, pair, far)[:2].tolist() == (-found[:2]).tolist()

    def test_on_the_line_it_is_zero(self) -> None:
        lines = reference.borders()
        line = lines.loc[lines["pair"] == "BY-UA", "geometry"].iloc[0]
        x, y = shapely.get_coordinates(line)[::500].T
        assert np.abs(border_distance_m(x, y, "BY-UA")).max() < 1e-3

    def test_what_is_no_border(self) -> None:
        with pytest.raises(RegionError, match="no pair of neighbours"):
            border_distance_m([30], [52], "BY-FR")
        with pytest.raises(RegionError, match="'PL' is not beside the border BY-UA: say BY or UA"):
            border_distance_m([30], [52], "BY-UA", "PL")


class TestNeighbours:
    """The nearest of lines and regions, also to lines and regions."""

    @given(
        st.lists(shapes, min_size=1, max_size=5),
        st.lists(shapes, min_size=1, max_size=8),
        st.integers(1, 3),
    )
    @settings(max_examples=20)
    def test_as_brute_force(self, some: Any, places: Any, k: int) -> None:
        """Property: the distances are those of the nearest points of both, to 0.01 % and 60 m."""
        index, apart = nearest_of(some, places, k)
        for row, shape in enumerate(some):
            expected = np.sort([_gap(shape, place) for place in places])[:k]
            many = len(expected)
            assert apart[row, :many] == pytest.approx(expected, abs=60, rel=1e-4)
            assert (index[row, many:] == -1).all()
            assert len(set(index[row, :many])) == many

    def test_what_is_nowhere(self) -> None:
        places = [None, shapely.Polygon(), shapely.box(30, 51, 31, 53)]
        index, apart = nearest_of([None, shapely.Point(30, 52)], places, 2)
        assert index.tolist() == [[-1, -1], [2, -1]]
        assert apart[1, 0] == 0
        assert (nearest_of([shapely.Point(30, 52)], [None])[0] == -1).all()
        assert nearest_of([], [shapely.Point(30, 52)])[0].shape == (0, 1)

    def test_a_region_around_the_world(self) -> None:
        """What is wider than any ball is still found, inside and out."""
        cap = shapely.box(-180, 60, 180, 90)
        places = [shapely.Point(0, 0), cap]
        index, apart = nearest_of(shapely.points([0, 100, 50], [70, 59, 1]), places, 1)
        assert index.tolist() == [[1], [1], [0]]
        assert apart[0, 0] == 0
        assert apart[1, 0] == pytest.approx(111_400, rel=1e-3)


def _gap(one: Any, other: Any) -> float:
    if shapely.intersects(one, other):
        return 0.0
    return min(_least_m(way, to) for way, to in ((one, other), (other, one)))


def _least_m(way: Any, to: Any) -> float:
    """From the ends of the edges of one to the edges of the other, where they are about nearest.

    An edge is nearer than its own ends by half of its length at most; how straight lines through
    the Earth differ from ways along it is less than 1 %.
    """
    xy, edges = ends(way), curves(to)
    through, _ = edges.tree.query(in_space(*xy.T))
    near = xy[through <= 1.01 * through.min() + 4 * edges.half_m + 100]
    return float(edges.distance_m(*near.T).min())


@lru_cache(maxsize=50)
def curves(shape: Any) -> Curves:
    return Curves.of(shape)


@lru_cache(maxsize=50)
def ends(shape: Any) -> Any:
    """Ends of edges some 2 km long."""
    return shapely.get_coordinates(shapely.segmentize(shape, 0.02))
