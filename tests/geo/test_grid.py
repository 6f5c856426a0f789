"""The grid index gives the pairs of geopandas.sjoin, one for one, whatever the regions."""

from __future__ import annotations

from typing import Any

import geopandas
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import InputError, RegionError
from geo.grid import GridIndex, index_regions


def peers_pairs(x, y, polygons, predicate="intersects"):
    points = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(x, y), crs=4326)
    regions = geopandas.GeoDataFrame(geometry=list(polygons), crs=4326)
    joined = geopandas.sjoin(points, regions, predicate=predicate)
    return sorted(zip(joined.index.tolist(), joined["index_right"].tolist(), strict=True))


def our_pairs(index: GridIndex, x, y, **options):
    point, region = index.pairs(np.asarray(x), np.asarray(y), **options)
    return list(zip(point.tolist(), region.tolist(), strict=True))


def same_index(one: GridIndex, other: GridIndex) -> None:
    """That two indexes are the same, number for number and byte for byte."""
    assert one.layout == other.layout
    assert one.records.pieces.tolerance == other.records.pieces.tolerance
    assert one.lists.edged == other.lists.edged
    for of in (lambda i: i.records, lambda i: i.records.pieces, lambda i: i.lists):
        for name, array in vars(of(one)).items():
            if isinstance(array, np.ndarray):
                again = vars(of(other))[name]
                assert (array.dtype, array.shape) == (again.dtype, again.shape), name
                assert array.tobytes() == again.tobytes(), name


def same_as_geopandas(polygons, x, y, **how):
    polygons = np.array(polygons, dtype=object)
    index = index_regions(polygons, compiled=False, **how)
    same_index(index, index_regions(polygons, compiled=True, **how))
    for predicate in ("intersects", "within"):
        expected = peers_pairs(x, y, polygons, predicate)
        for compiled in (False, True):
            found = our_pairs(index, x, y, predicate=predicate, compiled=compiled)
            assert found == expected
        times = np.bincount([r for _, r in expected], minlength=len(polygons))
        assert index.counts(np.asarray(x), np.asarray(y), predicate=predicate).tolist() == list(
            times
        )
    return index


def star(x, y, radii, turn=0.0):
    angle = turn + np.arange(len(radii)) * 2 * np.pi / len(radii)
    return shapely.Polygon(np.column_stack([x + radii * np.cos(angle), y + radii * np.sin(angle)]))


def probes(polygons, rng, n=400):
    """Points about the polygons: anywhere, on their vertices, on their edges, a hair off them."""
    shapes = [p for p in polygons if p is not None and not p.is_empty]
    west, south, east, north = shapely.total_bounds(shapes)
    pad = 0.2 * max(east - west, north - south, 1e-9)
    xy = [rng.uniform((west - pad, south - pad), (east + pad, north + pad), (n, 2))]
    corners = shapely.get_coordinates(shapes)
    corners = corners[rng.integers(len(corners), size=n)]
    xy += [corners, np.nextafter(corners, np.inf), np.nextafter(corners, -np.inf)]
    edges = shapely.boundary(shapes)
    along = [shapely.line_interpolate_point(e, s, normalized=True) for e in edges for s in
             rng.uniform(size=max(1, n // len(edges)))]  # fmt: skip
    on = shapely.get_coordinates(along)
    xy += [on, on + rng.normal(0, 1e-13, on.shape), on + rng.normal(0, 1e-9, on.shape)]
    # In line with a vertex, east, west, north or south of it.
    level = rng.permutation(corners)
    xy.append(np.column_stack([corners[:, 0], level[:, 1]]))
    return np.concatenate(xy).T


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([None, 0.01, 0.1, 0.37, 1.0, 5.0]))
def test_pairs_of_random_regions_are_those_of_geopandas(seed, cell):
    rng = np.random.default_rng(seed)
    polygons = []
    for _ in range(rng.integers(1, 12)):
        shape = star(*rng.uniform(-3, 3, 2), rng.uniform(0.02, 2, rng.integers(3, 30)))
        kind = rng.integers(6)
        if kind == 0:  # a hole
            inner = shapely.affinity.scale(shape, 0.5, 0.5)
            shape = shape.difference(inner)
        elif kind == 1:  # several parts
            shape = shape.union(star(*rng.uniform(-3, 3, 2), rng.uniform(0.02, 1, 5)))
        elif kind == 2:  # on round numbers
            corner = np.round(rng.uniform(-3, 3, 2), 1)
            shape = shapely.box(*corner, *(corner + np.round(rng.uniform(0.1, 2, 2), 1)))
        elif kind == 3:  # nearly level, nearly upright
            a, b = rng.uniform(-3, 3, 2)
            lean = 10.0 ** rng.uniform(-16, -3)
            shape = shapely.Polygon(
                [(a, b), (a + 2, b + lean), (a + 2 + lean, b + 1), (a + lean, b + 1 - lean)]
            )
        elif kind == 4:  # a sliver
            a, b = rng.uniform(-3, 3, (2, 2))
            shape = shapely.LineString([a, b]).buffer(10.0 ** rng.uniform(-12, -2), quad_segs=1)
        if shape.is_valid and shape.geom_type in ("Polygon", "MultiPolygon"):
            polygons.append(shape)
    if polygons:
        same_as_geopandas(polygons, *probes(polygons, rng, 60), cell=cell)


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_neighbours_share_their_edges_and_every_point_of_them(seed):
    rng = np.random.default_rng(seed)
    seeds = shapely.MultiPoint(rng.uniform(-1, 1, (rng.integers(2, 25), 2)))
    tiles = shapely.get_parts(shapely.voronoi_polygons(seeds))
    same_as_geopandas(tiles, *probes(tiles, rng, 50))


@pytest.mark.parametrize("cell", [None, 0.25, 0.5, 1.0])
def test_regions_along_the_lines_of_the_grid(cell):
    """Squares on whole and half degrees, whose corners and edges are asked for."""
    boxes = [shapely.box(a, b, a + 1, b + 1) for a in range(4) for b in range(3)]
    side = np.linspace(-0.5, 4.5, 41)
    x, y = (v.ravel() for v in np.meshgrid(side, side))
    same_as_geopandas(boxes, x, y, cell=cell)


def test_a_region_smaller_than_a_cell_and_one_larger_than_all_others():
    rng = np.random.default_rng(1)
    polygons = [star(0.1, 0.1, np.full(7, 1e-9)), shapely.box(-50, -40, 50, 40)]
    same_as_geopandas(polygons, *probes(polygons, rng), cell=1.0)


def test_regions_within_regions_within_regions():
    """Bands, each in the next, and holes with islands."""
    rng = np.random.default_rng(2)
    spine = shapely.LineString(np.column_stack([np.arange(30), rng.normal(0, 0.5, 30)]))
    bands = [spine.buffer(d) for d in (0.1, 0.25, 0.5, 1.0)]
    ring = bands[3].difference(bands[1]).union(bands[0])
    polygons = [*bands, ring, *bands]
    same_as_geopandas(polygons, *probes(polygons, rng, 2_000))


@pytest.mark.parametrize("scale", [1e-7, 1e-9, 1e-12, 1e-15])
def test_regions_hardly_larger_than_rounding_are_left_to_geos(scale):
    """In their cells nothing is clear: making the index ends all the same."""
    rng = np.random.default_rng(8)
    polygons = [star(*rng.normal(0, 1, 2), rng.uniform(0.05, 1, 12)) for _ in range(4)]
    polygons.append(shapely.box(-1, -1, 1, 1))
    polygons = [shapely.transform(p, lambda c: c * scale) for p in polygons]
    same_as_geopandas(polygons, *probes(polygons, rng, 100), cell=0.07 * scale)


def test_regions_over_each_other_have_larger_cells_and_no_huge_index(monkeypatch):
    """Where all hold the same ground each of the many cells would list them all."""
    rng = np.random.default_rng(6)
    polygons = [star(*rng.normal(0, 0.3, 2), np.full(60, 2.0)) for _ in range(80)]
    free = index_regions(polygons)
    monkeypatch.setattr("geo.grid.lists._MOST_MEMBERS", len(free.lists.member) // 10)
    index = same_as_geopandas(polygons, *probes(polygons, rng, 100))
    assert len(index.lists.member) < len(free.lists.member) / 5
    monkeypatch.setattr("geo.grid.lists._MOST_MEMBERS", 0)
    assert same_as_geopandas(polygons, *probes(polygons, rng, 100)).layout.blocks == 1


def test_many_regions_in_a_cell_are_looked_at_a_few_at_a_time(monkeypatch):
    """A hundred thousand points in 3,000 circles, or in a small town, took all memory."""
    rng = np.random.default_rng(7)
    polygons = [star(*rng.normal(0, 0.3, 2), rng.uniform(1, 2, 60)) for _ in range(40)]
    for most in (1, 30, 700):
        monkeypatch.setattr("geo.grid.index._MEMBERS", most)
        monkeypatch.setattr("geo.grid.pieces._TOGETHER", most)
        same_as_geopandas(polygons, *probes(polygons, rng, 20), cell=1.0)


def test_points_that_are_nowhere_or_outside_are_in_no_region():
    polygons = np.array([shapely.box(0, 0, 1, 1), None, shapely.Polygon()], dtype=object)
    index = index_regions(polygons)
    x = [np.nan, 0.5, np.inf, -np.inf, 0.5, 1e300, -1e308, 0.5, 180.0, 1e308]
    y = [0.5, np.nan, 0.5, 0.5, np.inf, 0.5, -1e300, 0.5, 90.0, -1e308]
    with np.errstate(all="raise"):
        for compiled in (False, True):
            assert our_pairs(index, x, y, compiled=compiled) == [(7, 0)]
        assert index.counts(np.array(x), np.array(y)).tolist() == [1, 0, 0]


def test_no_points_and_no_regions():
    index = index_regions([shapely.box(0, 0, 1, 1)])
    assert our_pairs(index, [], []) == our_pairs(index, [], [], compiled=True) == []
    assert index.counts(np.empty(0), np.empty(0)).tolist() == [0]
    for nothing in ([], [None], [shapely.Polygon()]):
        empty = index_regions(nothing)
        assert our_pairs(empty, [0.5], [0.5]) == []
        assert our_pairs(empty, [0.5], [0.5], compiled=True) == []
        assert empty.counts(np.array([0.5]), np.array([0.5])).tolist() == [0] * len(nothing)


def test_pairs_do_not_depend_on_chunks_or_threads():
    rng = np.random.default_rng(3)
    polygons = [star(*rng.uniform(-3, 3, 2), rng.uniform(0.2, 2, 40)) for _ in range(30)]
    index = index_regions(polygons)
    x, y = rng.uniform(-5, 5, (2, 20_000))
    whole = our_pairs(index, x, y, threads=1)
    assert whole == sorted(whole)
    assert len(whole) > 5_000
    for chunk, threads in ((1_000, 1), (999, 2), (20_000, 3), (1, 2)):
        some = slice(0, 300) if chunk == 1 else slice(None)
        parts = our_pairs(index, x[some], y[some], chunk=chunk, threads=threads)
        assert parts == [p for p in whole if some.stop is None or p[0] < some.stop]
        how: dict[str, Any] = {"chunk": chunk, "threads": threads, "compiled": True}
        assert our_pairs(index, x[some], y[some], **how) == parts
    assert index.counts(x, y, threads=1).tolist() == index.counts(x, y, threads=3).tolist()


def test_many_points_on_edges_are_decided_by_many_threads_at_once():
    """Geometries are prepared when first used, which crashed a process that let threads race."""
    rng = np.random.default_rng(4)
    polygons = [star(*rng.uniform(-3, 3, 2), rng.uniform(1, 2, 3_000)) for _ in range(6)]
    corners = shapely.get_coordinates(polygons)
    index = index_regions(polygons)
    alone = our_pairs(index_regions(polygons), *corners.T, threads=1)
    expected = [(k * len(corners) + point, region) for k in range(4) for point, region in alone]
    x, y = np.tile(corners, (4, 1)).T
    assert our_pairs(index, x, y, chunk=500, threads=8) == expected
    assert our_pairs(index, x, y, chunk=500, threads=8, compiled=True) == expected
    assert len(expected) >= len(x)


def test_the_index_is_the_same_each_time_and_says_its_size():
    rng = np.random.default_rng(5)
    polygons = [star(*rng.uniform(-3, 3, 2), rng.uniform(0.2, 2, 40)) for _ in range(30)]
    one, other = index_regions(polygons), index_regions(polygons)
    for part in ("lists", "records"):
        for name, array in vars(getattr(one, part)).items():
            if isinstance(array, np.ndarray):
                np.testing.assert_array_equal(array, getattr(getattr(other, part), name))
    edges = sum(40 for _ in polygons)
    assert 0 < one.nbytes < 2_000 * edges


@pytest.mark.parametrize("wrong", [shapely.Point(0, 0), shapely.LineString([(0, 0), (1, 1)])])
def test_what_is_no_polygon_is_refused(wrong):
    with pytest.raises(RegionError, match=r"region 1: a (Point|LineString) is no region"):
        index_regions([shapely.box(0, 0, 1, 1), wrong])


def test_arguments_that_say_nothing_are_refused():
    index = index_regions([shapely.box(0, 0, 1, 1)])
    with pytest.raises(InputError, match="one length"):
        index.pairs(np.zeros(2), np.zeros(3))
    for ask in (index.pairs, index.counts):
        with pytest.raises(InputError, match="predicate 'touches' is not known"):
            ask(np.zeros(2), np.zeros(2), predicate="touches")
    for cell in (0.0, -1.0, np.nan, np.inf):
        with pytest.raises(InputError, match="their side must be more than 0"):
            index_regions([shapely.box(0, 0, 1, 1)], cell=cell)
