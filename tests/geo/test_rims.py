"""Boundaries laid out in runs: every edge once, for all of the regions that it bounds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely

import geo.rims
from geo.geodesy import GEOD
from geo.rims import Rims, rims_of

HOLED = shapely.Polygon(
    shapely.box(29, 51, 31, 53).exterior.coords[::-1],
    [shapely.box(29.5, 51.5, 30.5, 52.5).exterior.coords],
)


def edges(rims: Rims) -> tuple[Any, Any]:
    """Run and ends (n, 4) of every edge."""
    ends = np.stack([rims.x[:, :-1], rims.y[:, :-1], rims.x[:, 1:], rims.y[:, 1:]], axis=-1)
    moves = (ends[..., :2] != ends[..., 2:]).any(axis=-1)
    return np.nonzero(moves)[0], ends[moves]


def bounding(rims: Rims, region: int) -> Any:
    """The edges of a region, the inside to their left."""
    run, ends = edges(rims)
    held = []
    for bundle in np.unique(rims.bundle):
        some = slice(rims.start[bundle], rims.start[bundle] + rims.size[bundle])
        for side in rims.side[some][rims.region[some] == region]:
            own = ends[rims.bundle[run] == bundle]
            held.append(own if side > 0 else own[:, [2, 3, 0, 1]])
    return np.concatenate([np.empty((0, 4)), *held])


def blob(seed: int, corners: int) -> Any:
    rng = np.random.default_rng(seed)
    angle = np.sort(rng.uniform(0, 2 * np.pi, corners))[:: rng.choice([-1, 1])]
    away = rng.uniform(0.5, 1, (corners, 1))
    return shapely.Polygon((30, 52) + away * np.column_stack([np.cos(angle), np.sin(angle)]))


def test_runs_have_every_edge_and_lie_together() -> None:
    areas = np.array([blob(1, 200), None, HOLED, shapely.Polygon(), blob(2, 7)], dtype=object)
    rims = rims_of(areas)
    run, ends = edges(rims)
    size = np.bincount(run)
    assert 1 <= size.min() <= size.max() <= 16
    assert len(size) == len(rims.x) == len(rims.bundle) == len(rims.longest_m)
    # No corner is left out in the middle of a run, and none comes after its end.
    for k, count in enumerate(size):
        assert len({*zip(rims.x[k, count:], rims.y[k, count:], strict=True)}) == 1
    for k, area in enumerate(areas):
        x0, y0, x1, y1 = bounding(rims, k).T
        length = 0 if area is None else area.length
        assert np.hypot(x1 - x0, y1 - y0).sum() == pytest.approx(length)
        # What is to the left of the edges adds up to the area, holes taken away.
        assert (x0 * y1 - x1 * y0).sum() / 2 == pytest.approx(0 if area is None else area.area)
    length = GEOD.inv(*ends.T)[2]
    assert (length <= rims.longest_m[run]).all()
    assert (np.maximum.reduceat(length, np.cumsum(size) - size) * 1.05 > rims.longest_m).all()


def test_an_edge_of_several_regions_is_there_once() -> None:
    """Neighbours have it on opposite sides; the same region again, on the same one."""
    line = [(30.0, 51 + 0.01 * k) for k in range(101)]
    west = shapely.Polygon([*line, (29, 52), (29, 51)])
    east = shapely.Polygon([*line, (31, 52), (31, 51)])
    rims = rims_of(np.array([west, east, west.reverse()], dtype=object))
    _, ends = edges(rims)
    ways = {frozenset([tuple(one[:2]), tuple(one[2:])]) for one in ends.tolist()}
    assert len(ways) == len(ends)
    common = np.flatnonzero((rims.x == 30).all(axis=1))
    (bundle,) = set(rims.bundle[common])
    some = slice(rims.start[bundle], rims.start[bundle] + rims.size[bundle])
    sides = dict(zip(rims.region[some].tolist(), rims.side[some].tolist(), strict=True))
    assert sides == {0: sides[0], 1: -sides[0], 2: sides[0]}
    assert len(common) == 7  # a hundred edges
    for k, area in enumerate((west, east, west)):
        x0, y0, x1, y1 = bounding(rims, k).T
        assert (x0 * y1 - x1 * y0).sum() / 2 == pytest.approx(area.area)


@pytest.mark.parametrize("areas", [[], [None], [shapely.Polygon()]])
def test_no_edges_at_all(areas: list[Any]) -> None:
    rims = rims_of(np.array(areas, dtype=object))
    assert len(rims.x) == len(rims.start) == len(rims.region) == 0
    assert rims.tree.query(shapely.box(-180, -90, 180, 90)).size == 0


def test_other_edges_of_the_same_key_are_other_edges(monkeypatch: pytest.MonkeyPatch) -> None:
    """One in 2**64 is like another: then each counts for itself alone."""
    areas = np.array([blob(1, 40), HOLED, blob(1, 40).reverse()], dtype=object)
    shared = len(edges(rims_of(areas))[0])
    monkeypatch.setattr(geo.rims, "_keys", lambda edges: np.zeros(len(edges), np.uint64))
    rims = rims_of(areas)
    assert len(edges(rims)[0]) > shared
    for k, area in enumerate(areas):
        x0, y0, x1, y1 = bounding(rims, k).T
        assert (x0 * y1 - x1 * y0).sum() / 2 == pytest.approx(area.area)
