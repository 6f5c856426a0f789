"""Regions prepared for several joins: grid or tree, the answer is the same."""

from __future__ import annotations

from typing import Any

import geopandas
import numpy as np
import pytest
import shapely

from geo.errors import InputError, RegionError
from geo.grid import index_regions
from geo.join import join
from geo.prepared import PreparedRegions
from geo.regions import make_regions


@pytest.fixture(scope="module")
def areas() -> Any:
    rng = np.random.default_rng(1)
    return shapely.buffer(shapely.points(rng.uniform(-3, 3, (50, 2))), rng.uniform(0.1, 1, 50))


def listed(pairs: Any) -> list[list[int]]:
    return [part.tolist() for part in pairs]


@pytest.mark.parametrize("predicate", ["intersects", "within"])
def test_tree_and_grid_give_the_same(areas: Any, predicate: Any) -> None:
    """On edges and vertices too, and where a point is nowhere."""
    rng = np.random.default_rng(2)
    xy = np.concatenate([rng.uniform(-4, 4, (3_000, 2)), shapely.get_coordinates(areas)])
    xy[::97] = np.nan
    by_tree = PreparedRegions(areas)
    by_grid = PreparedRegions(areas, index_regions(areas))
    assert by_tree._grid is None
    assert listed(by_tree.pairs(*xy.T, predicate)) == listed(by_grid.pairs(*xy.T, predicate))
    assert by_tree._grid is None
    assert by_tree.counts(*xy.T, predicate).tolist() == by_grid.counts(*xy.T, predicate).tolist()


@pytest.mark.parametrize("kind", ["many", "one", "the same object twice", "none"])
def test_what_threads_test_is_what_one_does(
    areas: Any, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many tests are shared out by region; a region that stands twice is no work for two."""
    some = {"many": areas, "one": areas[:1], "none": areas[:0]}.get(kind, areas[[3, 4, 3, 5, 4]])
    x, y = np.random.default_rng(6).uniform(-4, 4, (2, 19_000))
    shared = PreparedRegions(some)
    runs = shared._apart(np.repeat(np.arange(len(some)), 4_000))
    found = listed(shared.pairs(x, y))
    monkeypatch.setattr("geo.prepared._WORTH_THREADS", 10**9)
    assert listed(PreparedRegions(some).pairs(x, y)) == found
    assert (len(runs) > 1) == (kind == "many")
    assert np.concatenate([np.arange(run.start, run.stop) for run in runs]).tolist() == list(
        range(4_000 * len(some))
    )


def test_a_grid_is_made_when_enough_was_asked(areas: Any) -> None:
    """Batch after batch, so that a long file is joined with one."""
    prepared = PreparedRegions(areas)
    x, y = np.random.default_rng(3).uniform(-4, 4, (2, 9_000))
    first = listed(prepared.pairs(x, y))
    assert prepared._grid is None
    prepared.pairs(x, y)
    assert listed(prepared.pairs(x, y)) == first
    assert prepared._grid is not None


def test_a_join_with_prepared_regions_is_the_join() -> None:
    regions = make_regions(
        [{"region_id": name, "name": name, "geometry": shapely.box(k, 50, k + 1.5, 51)}
         for k, name in enumerate("abc")]
    )  # fmt: skip
    rng = np.random.default_rng(4)
    sightings = geopandas.GeoDataFrame(
        {"coordinate_uncertainty_m": rng.choice([0.0, 500.0, 30_000.0, np.nan], 300)},
        geometry=geopandas.points_from_xy(rng.uniform(-0.5, 4, 300), rng.uniform(49.8, 51.2, 300)),
        crs=4326,
    )
    prepared = PreparedRegions(regions)
    for _ in range(2):
        assert join(sightings, prepared).equals(join(sightings, regions))


def test_what_is_no_region_is_refused(areas: Any) -> None:
    with pytest.raises(RegionError, match="region 50: a Point is no region"):
        PreparedRegions(np.append(areas, shapely.Point(0, 0)))
    with pytest.raises(RegionError, match="of 50 other regions than these 49"):
        PreparedRegions(areas[1:], index_regions(areas))
    with pytest.raises(RegionError, match="of 50 other regions than these 50"):
        PreparedRegions(areas[::-1], index_regions(areas))
    again = shapely.from_wkb(shapely.to_wkb(areas))
    assert PreparedRegions(again, index_regions(areas))._grid is not None
    with pytest.raises(InputError, match="EPSG:3857"):
        PreparedRegions(geopandas.GeoDataFrame({"region_id": ["a"]}, geometry=areas[:1], crs=3857))


@pytest.mark.parametrize(
    ("shape", "told"),
    [
        (shapely.Polygon([(30, 51), (31, 52), (31, 51), (30, 52)]), "'b' is not valid .Self-inter"),
        (shapely.MultiPolygon([shapely.box(30, 51, 32, 52), shapely.box(31, 51, 33, 52)]), "valid"),
        (shapely.box(-179, 51, 179, 52), "'b' has an edge of more than 180 degrees"),
    ],
)
def test_what_nobody_knows_the_inside_of_is_refused(shape: Any, told: str) -> None:
    """The inside of a bow-tie, of parts laid over each other, of a box the wrong way round."""
    frame = geopandas.GeoDataFrame(
        {"region_id": ["a", "b", "c"]}, geometry=[shapely.box(0, 0, 1, 1), shape, None], crs=4326
    )
    with pytest.raises(InputError, match=told):
        PreparedRegions(frame)
    point = geopandas.GeoDataFrame(geometry=[shapely.Point(30, 51)], crs=4326)
    with pytest.raises(InputError, match=told):
        join(point, frame)
    assert join(point, frame.drop(index=1)).empty


def test_boundaries_of_the_same_regions_are_laid_out_once(areas: Any) -> None:
    """Also for regions that are equal only: other ones, by a hair, have boundaries of their own."""
    rims = PreparedRegions(areas).rims
    again = PreparedRegions(shapely.transform(areas, lambda xy: xy.copy()))
    assert again.rims is rims
    moved = np.append(areas[:-1], shapely.transform(areas[-1], lambda xy: xy + 1e-12))
    other = PreparedRegions(moved).rims
    assert other is not rims
    mine = set(shapely.get_coordinates(moved[-1])[:, 0])
    assert mine <= set(other.x.ravel())
    assert not mine & set(rims.x.ravel())
