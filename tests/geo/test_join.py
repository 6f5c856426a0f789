"""The join: geopandas pair for pair without uncertainty, discs with it."""

from __future__ import annotations

from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.counts import count, count_any
from geo.errors import InputError
from geo.geodesy import distance_m
from geo.join import CERTAIN, MEMBERSHIP_COLUMNS, POSSIBLE, join
from geo.regions import make_regions


def points(xy: Any, uncertainty_m: Any = 0.0, index: Any = None) -> geopandas.GeoDataFrame:
    xy = np.asarray(xy, float).reshape(-1, 2)
    radius = np.broadcast_to(np.asarray(uncertainty_m, float), len(xy))
    columns = {"coordinate_uncertainty_m": radius}
    shapes = geopandas.points_from_xy(xy[:, 0], xy[:, 1])
    return geopandas.GeoDataFrame(columns, geometry=shapes, crs=4326, index=index)


def regions(*shapes: Any) -> geopandas.GeoDataFrame:
    return make_regions(
        [{"region_id": f"r{k}", "name": f"r{k}", "geometry": g} for k, g in enumerate(shapes)]
    )


def pairs(table: pd.DataFrame) -> set[tuple[Any, str]]:
    return set(zip(table["sighting"], table["region_id"], strict=True))


def from_geopandas(left: Any, right: Any, predicate: str) -> set[tuple[Any, str]]:
    found = geopandas.sjoin(left, right, predicate=predicate)
    return set(zip(found.index, found["region_id"], strict=True))


BOX = shapely.box(29, 52, 30, 53)
HOLED = shapely.Polygon(
    BOX.exterior.coords, [shapely.box(29.4, 52.4, 29.6, 52.6).exterior.coords]
)  # fmt: skip
SLIVER = shapely.Polygon([(29, 52), (31, 52.0000001), (29, 52.0000002)])
TOUCHING = shapely.box(30, 52, 31, 53)
TINY = shapely.box(29.5, 52.1, 29.5 + 1e-9, 52.1 + 1e-9)
PARTS = shapely.MultiPolygon([shapely.box(29, 50, 29.5, 50.5), shapely.box(30, 50, 31, 51)])
ODD = regions(BOX, HOLED, SLIVER, TOUCHING, TINY, PARTS)

# A lattice on which vertices, edges and corners of the odd regions lie.
step = st.sampled_from([0.0, 0.1, 0.4, 0.5, 0.6, 1.0, 1.5, 2.0, -0.5])
near = st.tuples(st.floats(28.5, 31.5), st.floats(49.5, 53.5))
lattice = st.tuples(step.map(lambda v: 29 + v), step.map(lambda v: 52 + v))


@given(st.lists(near | lattice, max_size=60), st.sampled_from(["intersects", "within"]))
@settings(deadline=None)
def test_without_uncertainty_it_is_geopandas(xy: list[tuple[float, float]], predicate: Any) -> None:
    """Property: pair for pair what sjoin gives, all certain, whatever the points."""
    left = points(xy)
    table = join(left, ODD, predicate=predicate)
    assert pairs(table) == from_geopandas(left, ODD, predicate)
    assert set(table["certainty"]) <= {CERTAIN}
    assert (table["share"] == 1).all()
    assert (table["distance_m"] == 0).all()


polygon = st.lists(near, min_size=3, max_size=8, unique=True).map(
    lambda xy: shapely.convex_hull(shapely.MultiPoint(xy))
)


@given(st.lists(polygon.filter(lambda g: g.geom_type == "Polygon"), min_size=1, max_size=4),
       st.lists(near, min_size=1, max_size=20))  # fmt: skip
@settings(deadline=None)
def test_random_regions_are_as_geopandas(shapes: list[Any], xy: Any) -> None:
    """Property: also for random polygons, with some of their own vertices among the points."""
    corners = [shapely.get_coordinates(g)[0] for g in shapes]
    left, right = points([*xy, *corners]), regions(*shapes)
    assert pairs(join(left, right)) == from_geopandas(left, right, "intersects")


def test_unknown_uncertainty_is_never_certain() -> None:
    """The same pairs as exact points, but only possible, and with no share."""
    left = points([(29.5, 52.5), (40, 40)], np.nan)
    table = join(left, regions(BOX))
    assert table["certainty"].tolist() == [POSSIBLE]
    assert table["share"].isna().all()
    sure = join(left, regions(BOX), assume_uncertainty_m=0)
    assert sure["certainty"].tolist() == [CERTAIN]
    column_missing = left.drop(columns="coordinate_uncertainty_m")
    assert join(column_missing, regions(BOX))["certainty"].tolist() == [POSSIBLE]


@pytest.mark.parametrize(
    ("longitude", "radius_m", "expected"),
    [
        (29.5, 1_000, CERTAIN),
        (29.5, 33_000, CERTAIN),  # 33.6 km to either side at 52.5 degrees north
        (29.5, 34_500, POSSIBLE),
        (30.01, 1_000, POSSIBLE),
        (30.02, 1_000, None),
        (30.1, 1_000, None),
    ],
)
def test_discs(longitude: float, radius_m: float, expected: str | None) -> None:
    """Certain when the whole circle is inside, possible when it reaches in, else no pair."""
    table = join(points([(longitude, 52.5)], radius_m), regions(BOX))
    assert table["certainty"].tolist() == ([] if expected is None else [expected])


def test_share_is_the_part_of_the_area() -> None:
    """Half of a disc whose middle lies on a straight north-south edge is inside."""
    table = join(points([(30, 52.5)] * 3, [100, 5_000, 20_000]), regions(BOX))
    assert table["share"].to_numpy() == pytest.approx(0.5, abs=0.002)


@given(near, st.floats(10, 80_000), st.floats(1.05, 3))
@settings(deadline=None)
def test_a_larger_disc_is_never_surer(xy: Any, radius_m: float, factor: float) -> None:
    """Property: growing the circle keeps every pair and makes none certain."""
    small = join(points([xy], radius_m), ODD)
    large = join(points([xy], radius_m * factor), ODD)
    assert pairs(small) <= pairs(large)
    sure = pairs(small[small["certainty"] == CERTAIN])
    assert pairs(large[large["certainty"] == CERTAIN]) <= sure


def test_distance_is_the_geodesic_one() -> None:
    """From the middle of the circle to the region, 0 inside; as brute force has it."""
    rng = np.random.default_rng(4)
    xy = np.column_stack([rng.uniform(28.5, 31.5, 200), rng.uniform(51.5, 53.5, 200)])
    left, right = points(xy, 60_000), regions(HOLED, TOUCHING)
    table = join(left, right)
    assert (table["distance_m"] > 0).sum() > 20
    for k, region in enumerate([HOLED, TOUCHING]):
        mine = table[table["region_id"] == f"r{k}"]
        truth = distance_m(xy[mine["sighting"], 0], xy[mine["sighting"], 1], region)
        assert mine["distance_m"].to_numpy() == pytest.approx(truth, abs=1, rel=1e-4)


def test_lines_and_areas_join_by_geometry() -> None:
    """A trench is certain when covered; a share of its length, or area, when it leaves."""
    shapes = [
        shapely.LineString([(29.2, 52.5), (29.8, 52.5)]),
        shapely.LineString([(29.5, 52.5), (30.5, 52.5)]),
        shapely.box(29.75, 52.2, 30.25, 52.4),
        shapely.LineString([(33, 52), (34, 52)]),
    ]
    left = geopandas.GeoDataFrame(geometry=shapes, crs=4326)
    table = join(left, regions(BOX))
    assert table["sighting"].tolist() == [0, 1, 2]
    assert table["certainty"].tolist() == [CERTAIN, POSSIBLE, POSSIBLE]
    assert table["share"].to_numpy() == pytest.approx([1, 0.5, 0.5], abs=0.002)


def test_without_a_place_in_no_region() -> None:
    """None, empty and NaN points are in nothing, and disturb nothing."""
    shapes = [None, shapely.Point(), shapely.Point(29.5, 52.5), shapely.Point(np.nan, 1)]
    left = geopandas.GeoDataFrame(
        {"coordinate_uncertainty_m": [5.0, 5.0, 5.0, 5.0]}, geometry=shapes, crs=4326
    )
    assert join(left, regions(BOX))["sighting"].tolist() == [2]
    assert join(left.iloc[:2], regions(BOX)).empty
    assert list(join(left.iloc[:0], regions(BOX)).columns) == list(MEMBERSHIP_COLUMNS)
    assert join(left, make_regions([])).empty


def test_index_labels_are_kept_and_the_order_is_fixed() -> None:
    left = points([(29.5, 52.5), (30.5, 52.5), (30, 52.5)], 0, index=["c", "a", "b"])
    table = join(left, regions(TOUCHING, BOX))
    assert list(zip(table["sighting"], table["region_id"], strict=True)) == [
        ("c", "r1"), ("a", "r0"), ("b", "r0"), ("b", "r1"),
    ]  # fmt: skip


@pytest.mark.parametrize("which", ["sightings", "regions"])
def test_other_coordinates_are_refused(which: str) -> None:
    """Degrees are never metres: another CRS is an error that says what to do."""
    left, right = points([(29.5, 52.5)]), regions(BOX)
    if which == "sightings":
        left = left.to_crs(3857)
    else:
        right = right.to_crs(3857)
    with pytest.raises(InputError, match=rf"the {which} are in .*to_crs\(4326\)"):
        join(left, right)


@pytest.mark.parametrize("which", ["sightings", "regions"])
def test_coordinates_of_no_system_are_refused(which: str) -> None:
    """Nobody said that they are degrees."""
    left, right = points([(29.5, 52.5)]), regions(BOX)
    if which == "sightings":
        left = left.set_crs(None, allow_override=True)
    else:
        right = right.set_crs(None, allow_override=True)
    with pytest.raises(InputError, match=rf"the {which} are in no coordinate system"):
        join(left, right)


def test_wrong_arguments_are_named() -> None:
    with pytest.raises(InputError, match="'touches'"):
        join(points([(29.5, 52.5)]), regions(BOX), predicate="touches")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="coordinate_uncertainty_m"):
        join(points([(29.5, 52.5)], -1), regions(BOX))
    with pytest.raises(InputError, match="repeats"):
        join(points([(29.5, 52.5)] * 2, 0, index=[1, 1]), regions(BOX))
    rough = points([(29.5, 52.5)]).assign(coordinate_uncertainty_m="about 5")
    with pytest.raises(InputError, match=r"no column of metres .*about 5"):
        join(rough, regions(BOX))


def test_a_disc_about_half_the_world_is_possible() -> None:
    """A radius for which no polygon in degrees stands is still an answer: possible."""
    table = join(points([(29.5, 52.5)], 9_000_000), regions(BOX))
    assert table["certainty"].tolist() == [POSSIBLE]


def test_counts_are_intervals_and_count_once() -> None:
    """Per region certain .. certain + possible; in the total each sighting once."""
    left = points([(29.5, 52.5), (29.5, 52.5), (30.0, 52.5), (35, 52.5)], [100, np.nan, 5_000, 10])
    table = join(left, regions(BOX, HOLED, TOUCHING))
    by_region = count(table).set_index("region_id")
    assert by_region.loc["r0", ["low", "high"]].tolist() == [1, 3]
    assert by_region.loc["r2", ["low", "high"]].tolist() == [0, 1]
    assert count_any(table) == (1, 3)
    doubled = pd.concat([table, table])
    assert count(doubled).equals(count(table))
    groups = pd.Series(["x", "y", "x", "x"])
    grouped = count(table, groups).set_index(["region_id", "group"])
    assert grouped.loc[("r0", "x"), ["low", "high"]].tolist() == [1, 2]
    assert grouped.loc[("r0", "y"), ["low", "high"]].tolist() == [0, 1]


def test_batches_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few at a time, to bound memory, gives what all at once gives."""
    random = np.random.default_rng(5)
    many = points(random.uniform(0, 4, (60, 2)), random.choice([0.0, 9_000.0, np.nan], 60))
    zones = regions(
        shapely.box(0, 0, 2, 2), shapely.box(1, 1, 3.5, 3), shapely.Point(3, 3).buffer(1)
    )
    whole = join(many, zones)
    assert len(whole) > 30
    monkeypatch.setattr("geo.discs._BATCH", 7)
    pd.testing.assert_frame_equal(join(many, zones), whole)
