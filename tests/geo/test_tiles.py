"""Regions in pieces: nothing is added and nothing is lost."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely

from geo.tiles import edge_runs, tiles_of
from geo.zones import border_zones

RNG = np.random.default_rng(1)
ANGLE = np.linspace(0, 2 * np.pi, 5_000, endpoint=False)
STAR = shapely.Polygon(
    np.column_stack([np.cos(ANGLE), np.sin(ANGLE)]) * RNG.uniform(0.8, 1.2, (5_000, 1))
)
SHAPES = {
    "a star of many vertices": [STAR],
    "holes": [STAR.difference(shapely.affinity.scale(STAR, 0.4, 0.4))],
    "parts": [shapely.union_all([shapely.affinity.translate(STAR, 3 * k) for k in range(3)])],
    "small ones": [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)],
    "nothing among others": [None, STAR, shapely.Polygon(), shapely.box(5, 5, 6, 6)],
    "none": [],
}


@pytest.mark.parametrize("name", SHAPES)
def test_pieces_are_the_whole(name: str) -> None:
    areas = np.array(SHAPES[name], dtype=object)
    tiles = tiles_of(areas)
    assert (shapely.get_num_coordinates(tiles.shapes) <= 80).all()
    for at, area in enumerate(areas):
        pieces = tiles.shapes[tiles.owner == at]
        if area is None or area.is_empty:
            assert len(pieces) == 0
            continue
        assert shapely.area(pieces).sum() == pytest.approx(area.area, rel=1e-9)
        assert shapely.union_all(pieces).symmetric_difference(area).area < 1e-9 * area.area


@pytest.mark.parametrize("name", SHAPES)
def test_runs_are_the_boundary(name: str) -> None:
    areas = np.array(SHAPES[name], dtype=object)
    runs = edge_runs(areas)
    assert (shapely.get_num_coordinates(runs.shapes) <= 17).all()
    for at, area in enumerate(areas):
        lines = runs.shapes[runs.owner == at]
        length = 0.0 if area is None else area.length
        assert shapely.length(lines).sum() == pytest.approx(length)
        if length:
            merged = shapely.line_merge(shapely.multilinestrings(lines))
            assert merged.equals(area.boundary)


def test_a_real_zone() -> None:
    """The border at full detail, with its meanders and enclaves of rivers."""
    areas: Any = border_zones(["BY-UA"], [10_000, 100_000], "each").geometry.to_numpy()
    tiles = tiles_of(areas)
    for at, area in enumerate(areas):
        total = shapely.area(tiles.shapes[tiles.owner == at]).sum()
        assert total == pytest.approx(area.area, rel=1e-9)
