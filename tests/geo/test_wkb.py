"""Shapes as well-known binary: what shapely writes, byte for byte."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.wkb import as_wkb

_NUMBERS = st.floats(allow_nan=False, width=64)
_OTHERS: list[Any] = [
    None,
    shapely.Point(),
    shapely.Point(1, 2, 3),
    shapely.LineString([(0, 0), (1, 1)]),
    shapely.MultiPoint([(0, 0), (1, 1)]),
    shapely.set_srid(shapely.Point(1, 2), 4326),
]


@given(places=st.lists(st.tuples(_NUMBERS, _NUMBERS)))
def test_points_are_written_as_shapely_writes_them(places: list[tuple[float, float]]) -> None:
    shapes = shapely.points(np.array(places, dtype=float).reshape(-1, 2))
    assert as_wkb(shapes).to_pylist() == shapely.to_wkb(shapes).tolist()


@pytest.mark.parametrize("other", _OTHERS, ids=str)
def test_what_is_no_plain_point_is_written_as_shapely_writes_it(other: Any) -> None:
    shapes = np.array([shapely.Point(1, 2), other, shapely.Point(-0.0, 4)], dtype=object)
    assert as_wkb(shapes).to_pylist() == shapely.to_wkb(shapes).tolist()
