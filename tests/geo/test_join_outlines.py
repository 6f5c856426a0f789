"""Lines, areas and multi-part shapes in the join: with uncertainty, and when not valid."""

from __future__ import annotations

from typing import Any

import geopandas
import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geo.errors import InputError
from geo.join import CERTAIN, POSSIBLE, join
from geo.regions import make_regions

GEOD = pyproj.Geod(ellps="WGS84")
BOX = shapely.box(29, 51, 31, 53)
HOLED = shapely.Polygon(BOX.exterior.coords, [shapely.box(29.8, 51.8, 30.2, 52.2).exterior.coords])
BENT = shapely.Polygon([(29, 51), (31, 51.3), (30.6, 53), (30, 51.6), (29.3, 52.7)])


def sighting(shape: Any, radius_m: float, index: Any = None) -> geopandas.GeoDataFrame:
    columns = {"coordinate_uncertainty_m": [radius_m]}
    return geopandas.GeoDataFrame(columns, geometry=[shape], crs=4326, index=index)


def region(shape: Any) -> geopandas.GeoDataFrame:
    return make_regions([{"region_id": "r", "name": "r", "geometry": shape}])


def vertices(shape: Any, step_deg: float) -> Any:
    return shapely.get_coordinates(shapely.segmentize(shape, step_deg))


def apart_m(a: Any, b: Any) -> Any:
    """Geodesic distances of each of ``a`` from each of ``b``."""
    left, right = np.repeat(a, len(b), axis=0), np.tile(b, (len(a), 1))
    return np.reshape(GEOD.inv(*left.T, *right.T)[2], (len(a), len(b)))


def brute_distance_m(one: Any, other: Any) -> float:
    """Least geodesic distance between the vertices of two densified outlines."""
    return float(apart_m(vertices(one, 0.01), vertices(other, 0.01)).min())


def fine_distance_m(one: Any, other: Any) -> float:
    """The same with vertices some 10 m apart, of those that can be the nearest.

    A vertex has one of the rough outline within 560 m: what is further from all of those than that
    and the rough distance is out of the question.
    """
    least = brute_distance_m(one, other) + 600
    a, b = vertices(one, 0.0005), vertices(other, 0.0005)
    a = a[apart_m(a, vertices(other, 0.01)).min(axis=1) < least]
    return float(apart_m(a, b[apart_m(b, vertices(one, 0.01)).min(axis=1) < least]).min())


spot = st.tuples(st.floats(28.5, 31.5), st.floats(50.6, 53.4))
shapes = st.one_of(
    st.lists(spot, min_size=2, max_size=2, unique=True).map(shapely.LineString),
    st.lists(spot, min_size=2, max_size=4, unique=True).map(shapely.MultiPoint),
    spot.map(lambda xy: shapely.box(xy[0], xy[1], xy[0] + 0.1, xy[1] + 0.05)),
    spot.map(lambda xy: shapely.LineString([xy, (xy[0] + 0.05, xy[1] + 0.03)])),
    st.just(shapely.box(29.95, 51.95, 30.05, 52.05)),  # within the hole of HOLED
)


@given(shapes, st.floats(500, 80_000), st.sampled_from([BOX, HOLED, BENT]))
@settings(deadline=None, max_examples=100)
def test_as_brute_force_has_it(shape: Any, radius: float, area: Any) -> None:
    """Property: class and distance are those of every vertex measured against every other."""
    table = join(sighting(shape, radius), region(area))
    exact = join(sighting(shape, 0), region(area))
    edge_m = 0.0 if shape.intersects(area.exterior) else brute_distance_m(shape, area.boundary)
    # Vertices 0.01 degrees apart (1.1 km at most) miss the nearest point by up to half of that.
    assume(abs(edge_m - radius) > 560)
    if area.covers(shape):
        assert table["certainty"].tolist() == [CERTAIN if edge_m > radius else POSSIBLE]
        assert (table["share"][0] == 1) == (edge_m > radius)
        assert table["share"][0] > 0.999999
        assert table["distance_m"].tolist() == [0]
    elif area.intersects(shape):
        assert table.equals(exact)
    elif edge_m > radius:
        assert table.empty
    else:
        assert table["certainty"].tolist() == [POSSIBLE]
        assert table["share"].isna().all()
        assert table["distance_m"][0] == pytest.approx(edge_m, abs=560)
        assert table["distance_m"][0] <= edge_m + 0.01


@pytest.mark.parametrize("area", [BOX, HOLED, BENT])
def test_distance_is_exact_to_a_metre(area: Any) -> None:
    """One line beside each region, against outlines cut into pieces of some 10 m."""
    line = shapely.LineString([(30.9, 53.1), (31.6, 53.05)])
    found = join(sighting(line, 60_000), region(area))["distance_m"][0]
    near = area.boundary.intersection(shapely.box(30, 52.5, 31.5, 53.5))
    assert found == pytest.approx(fine_distance_m(line, near), abs=1)


@pytest.mark.parametrize("radius", [np.nan, 0.0])
@pytest.mark.parametrize("predicate", ["intersects", "within"])
def test_without_uncertainty_the_shape_decides(radius: float, predicate: Any) -> None:
    """Covered is certain, touching from outside counts only when it intersects."""
    inside = shapely.LineString([(29, 51.5), (29.5, 51.5)])
    touching = shapely.LineString([(31, 52), (31.5, 52)])
    assert join(sighting(inside, radius), region(BOX), predicate=predicate)["share"].tolist() == [1]
    found = join(sighting(touching, radius), region(BOX), predicate=predicate)
    assert found["share"].tolist() == ([0] if predicate == "intersects" else [])
    away = shapely.LineString([(31.0001, 52), (31.5, 52)])
    assert join(sighting(away, radius), region(BOX), predicate=predicate).empty


@pytest.mark.parametrize(
    ("lon", "radius", "expected"),
    [
        (30.5, 30_000, CERTAIN),
        (30.5, 36_000, POSSIBLE),
        (31.1, 8_000, POSSIBLE),
        (31.1, 6_000, None),
    ],
)
def test_a_trench_with_uncertainty(lon: float, radius: float, expected: str | None) -> None:
    """34 km from the edge inside, 6.9 km outside."""
    trench = shapely.LineString([(lon, 51.9), (lon, 52.1)])
    table = join(sighting(trench, radius), region(BOX), predicate="within")
    assert table["certainty"].tolist() == ([] if expected is None else [expected])


def test_a_larger_uncertainty_is_never_surer() -> None:
    line = shapely.LineString([(30.4, 51.4), (30.6, 51.2)])
    sizes = [100, 1_000, 10_000, 19_000, 23_000, 100_000, 1_000_000, 5_000_000]
    found = [join(sighting(line, r), region(BOX))["certainty"].tolist() for r in sizes]
    assert found == [[CERTAIN]] * 4 + [[POSSIBLE]] * 4


@pytest.mark.parametrize(("lon", "lat"), [(179.9, 52), (-179.9, 52), (30, 89.5)])
def test_reach_over_pole_and_antimeridian(lon: float, lat: float) -> None:
    """Ten kilometres from the antimeridian the region on the other side is near."""
    line = shapely.LineString([(lon, lat), (lon, lat + 0.05)])
    other = shapely.box(-lon - 0.05, lat, -lon + 0.05, lat + 0.1) if lat < 80 else shapely.box(
        -150.5, 89.6, -150, 89.9)  # fmt: skip
    assert join(sighting(line, 200_000), region(other))["certainty"].tolist() == [POSSIBLE]
    assert join(sighting(line, 200_000), region(BOX)).empty


@pytest.mark.parametrize(
    "wkt",
    [
        "POLYGON ((29 51, 30 52, 30 51, 29 52, 29 51))",
        "MULTIPOLYGON (((29 51, 30 51, 30 52, 29 51)), ((29 51, 30 51, 30 52, 29 51)))",
        "LINESTRING (29 51, 29 51)",
    ],
)
@pytest.mark.parametrize("radius", [0.0, 500.0])
def test_invalid_shapes_are_named(wkt: str, radius: float) -> None:
    """Not a GEOSException from the depths: which sighting, what is wrong, what to do."""
    frame = sighting(shapely.from_wkt(wkt), radius, index=["the one"])
    with pytest.raises(InputError, match=r"'the one' has a geometry that is not valid.*make_valid"):
        join(frame, region(BOX))
