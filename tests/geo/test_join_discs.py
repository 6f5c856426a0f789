"""Discs in the join: their share beside an independent projection, and odd discs."""

from __future__ import annotations

from typing import Any

import geopandas
import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import InputError
from geo.join import CERTAIN, POSSIBLE, join
from geo.regions import make_regions
from geo.zones import border_zones

BOX = shapely.box(29, 51, 31, 53)


def disc_frame(lon: float, lat: float, radius_m: float) -> geopandas.GeoDataFrame:
    columns = {"coordinate_uncertainty_m": [radius_m]}
    return geopandas.GeoDataFrame(columns, geometry=[shapely.Point(lon, lat)], crs=4326)


def region(shape: Any) -> geopandas.GeoDataFrame:
    return make_regions([{"region_id": "r", "name": "r", "geometry": shape}])


def independent_share(lon: float, lat: float, radius_m: float, shape: Any) -> float:
    """Share in an equal-area projection about the point; the circle has 720 corners."""
    there = pyproj.Proj(proj="laea", lon_0=lon, lat_0=lat, ellps="WGS84")
    azimuth = np.linspace(0, 360, 720, endpoint=False)
    x, y, _ = pyproj.Geod(ellps="WGS84").fwd(
        np.full(720, lon), np.full(720, lat), azimuth, np.full(720, radius_m)
    )
    disc = shapely.Polygon(np.column_stack(there(x, y)))
    fine = shapely.segmentize(shape, 0.01)
    flat = shapely.transform(fine, lambda xy: np.column_stack(there(xy[:, 0], xy[:, 1])))
    return float(disc.intersection(flat).area / disc.area)


@given(st.floats(28, 32), st.floats(50, 54), st.floats(100, 300_000))
@settings(deadline=None, max_examples=150)
def test_share_is_that_of_an_equal_area_projection(lon: float, lat: float, radius: float) -> None:
    """Property: share within 0.005 of the independent figure; certain only if all is inside."""
    truth = independent_share(lon, lat, radius, BOX)
    table = join(disc_frame(lon, lat, radius), region(BOX))
    if table.empty:
        assert truth < 0.001
        return
    assert table["share"][0] == pytest.approx(truth, abs=0.005)
    if table["certainty"][0] == CERTAIN:
        assert truth > 0.999
    else:
        assert 0 < table["share"][0] < 1


@pytest.mark.parametrize("radius_m", [5_000.0, 40_000.0, 300_000.0])
def test_share_in_a_real_zone(radius_m: float) -> None:
    """The same beside a border with thousands of vertices."""
    zone = border_zones(["BY-UA"], [25_000], "BY")
    shape = zone.geometry.iloc[0]
    for lon, lat in ((29.2456, 52.0495), (31.0, 52.3), (27.0, 51.9), (30.3, 51.6)):
        table = join(disc_frame(lon, lat, radius_m), zone)
        truth = independent_share(lon, lat, radius_m, shape)
        found = 0.0 if table.empty else table["share"][0]
        assert found == pytest.approx(truth, abs=0.005)


@pytest.mark.parametrize("radius_m", [2_500_000, 9_000_000, 20_037_508])
def test_vast_discs_are_possible_where_they_reach(radius_m: float) -> None:
    """No polygon in degrees stands for them: possible by distance, the share unknown."""
    table = join(disc_frame(10, 20, radius_m), region(BOX))
    reaches = radius_m > 3_700_000  # it is some 3,770 km from there
    assert table["certainty"].tolist() == ([POSSIBLE] if reaches else [])
    assert table["share"].isna().all()


@pytest.mark.parametrize(("lon", "lat"), [(179.9, 52), (-179.9, 52), (30, 89.9), (30, -89.9)])
def test_discs_over_pole_and_antimeridian_do_not_span_the_world(lon: float, lat: float) -> None:
    """A circle about the antimeridian or a pole does not become a band through Belarus."""
    assert join(disc_frame(lon, lat, 50_000), region(BOX)).empty
    near = region(shapely.box(lon - 0.05, lat - 0.05, lon + 0.05, lat + 0.05))
    assert join(disc_frame(lon, lat, 50_000), near)["certainty"].tolist() == [POSSIBLE]


@pytest.mark.parametrize("radius", [np.inf, -1.0])
def test_impossible_radii_are_refused(radius: float) -> None:
    with pytest.raises(InputError, match="coordinate_uncertainty_m"):
        join(disc_frame(30, 52, radius), region(BOX))


@pytest.mark.parametrize("assumed", [np.inf, -1.0, np.nan])
def test_impossible_assumptions_are_refused(assumed: float) -> None:
    with pytest.raises(InputError, match="assumed uncertainty"):
        join(disc_frame(30, 52, np.nan), region(BOX), assume_uncertainty_m=assumed)


def test_repeated_region_ids_are_refused() -> None:
    """A membership names one region; two of one name would be counted as one."""
    twice = geopandas.GeoDataFrame({"region_id": ["r", "r"]}, geometry=[BOX, BOX], crs=4326)
    with pytest.raises(InputError, match="repeats 'r'"):
        join(disc_frame(30, 52, 5), twice)
    with pytest.raises(InputError, match="no region_id"):
        join(disc_frame(30, 52, 5), twice.drop(columns="region_id"))


NOTCHED = shapely.Polygon(
    [(-80, 60), (80, 60), (179, 70), (179.5, 70), (180, 70), (180, 89), (0, 89), (-180, 89),
     (-180, 70), (-179.5, 70), (-179, 70)]
)  # fmt: skip
WIDE = shapely.segmentize(shapely.box(-120, -80, 120, 80), 10)


@pytest.mark.parametrize(
    ("shape", "lat", "radius_m"), [(NOTCHED, 40, 2_400_000), (WIDE, 0, 3_000_000)]
)
def test_vast_discs_reach_regions_whose_corners_are_far(
    shape: Any, lat: float, radius_m: float
) -> None:
    """The long edge of the one is nearer than its corners; the other has none near its middle."""
    table = join(disc_frame(0, lat, radius_m), region(shape))
    assert table["certainty"].tolist() == [POSSIBLE]
    truth = 2_224_000 if lat else 0
    assert table["distance_m"][0] == pytest.approx(truth, rel=0.01)


@pytest.mark.parametrize("radius_m", [0.0, 500.0, 3_000_000.0])
def test_regions_that_are_missing_or_empty_disturb_nothing(radius_m: float) -> None:
    """Neither points and circles nor lines beside the antimeridian."""
    shapes = [None, shapely.Polygon(), shapely.box(179, 50, 180, 54)]
    areas = geopandas.GeoDataFrame({"region_id": ["a", "b", "c"]}, geometry=shapes, crs=4326)
    line = shapely.LineString([(179.9, 52), (179.95, 52)])
    both = geopandas.GeoDataFrame(
        {"coordinate_uncertainty_m": [radius_m] * 2},
        geometry=[shapely.Point(179.99, 52), line],
        crs=4326,
    )
    assert join(both, areas)["region_id"].tolist() == ["c", "c"]


@pytest.mark.parametrize("shape", [shapely.box(170, 50, 190, 60), shapely.box(30, 80, 31, 91)])
def test_regions_beyond_the_edge_of_the_world_are_refused(shape: Any) -> None:
    """What lies beyond 180 degrees would be in no region, without a word."""
    with pytest.raises(InputError, match=r"'r' reaches from .* as two parts"):
        join(disc_frame(-175, 55, 5), region(shape))
