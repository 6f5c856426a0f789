"""Whether shapes are valid is found out once of each, and is what shapely says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely

from geo import valid
from geo.valid import are_valid

BOW_TIE = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])


def disc(x: float = 0.0) -> Any:
    """A polygon of 129 vertices."""
    return shapely.Point(x, 0).buffer(1, quad_segs=32)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many shapes shapely was asked about, each time; nothing is known before."""
    told: list[int] = []
    check = shapely.is_valid

    def counted(shapes: Any) -> Any:
        told.append(len(shapes))
        return check(shapes)

    monkeypatch.setattr(valid.shapely, "is_valid", counted)
    monkeypatch.setattr(valid, "_kept", {})
    monkeypatch.setattr(valid, "_vertices", 0)
    return told


def test_as_shapely_says_each_time(asked: list[int]) -> None:
    """Large and small, wrong, empty and missing ones, by themselves and in another order."""
    large_and_wrong = shapely.Polygon([*disc().exterior.coords[:-1], (5, 5), (-5, 5.5)])
    shapes = np.array(
        [disc(), BOW_TIE, None, shapely.Polygon(), large_and_wrong, shapely.box(0, 0, 1, 1)], object
    )
    expected = [True, False, False, True, False, True]
    assert shapely.is_valid(shapes).tolist() == expected
    for order in (slice(None), slice(None, None, -1), slice(None)):
        assert are_valid(shapes[order]).tolist() == expected[order]
    assert are_valid([]).tolist() == []


def test_each_is_asked_once(asked: list[int]) -> None:
    """Not those that are equal, and no wrong one: a shape, as long as it lives."""
    shapes = [disc(), disc(3), BOW_TIE]
    are_valid(shapes)
    are_valid(shapes)
    are_valid([disc()])
    assert asked == [3, 1, 1]


def test_what_is_kept_is_bounded(asked: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of before go first; what alone is more is not kept."""
    monkeypatch.setattr(valid, "_KEPT_VERTICES", 300)
    shapes = [disc(k) for k in range(3)]
    are_valid(shapes)
    assert not valid._kept
    are_valid(shapes[:2])
    assert len(valid._kept) == 2
    are_valid(shapes[2:])
    assert list(valid._kept.values()) == shapes[2:]
    assert are_valid(shapes).all()


def test_the_same_zones_are_checked_once(asked: list[int]) -> None:
    """However they are put together: by name, with others, to be joined."""
    from geo.prepared import PreparedRegions
    from geo.regions import concat_regions
    from geo.zones import border_zones

    zones = border_zones(["BY-UA"])
    sum_of_first = sum(asked)
    PreparedRegions(concat_regions([border_zones(["BY-UA"]), zones]))
    assert sum(asked) == sum_of_first == len(zones)
