"""Lines made simpler twice: nothing lost that the fine one needs."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from maps.generalise import METRES_PER_DEGREE, refine, simplify_m

pytestmark = pytest.mark.hypothesis


def wavy(seed: int, n: int, ring: bool) -> np.ndarray:
    rng = np.random.default_rng(seed)
    turn = np.linspace(0, 2 * np.pi, n)
    radius = 0.5 + 0.01 * rng.standard_normal(n).cumsum() / np.sqrt(n)
    xy = np.column_stack([30 + radius * np.cos(turn), 52 + radius * np.sin(turn)])
    if ring:
        xy[-1] = xy[0]
    return xy


def together(part, scale: int, fine_scale: int) -> np.ndarray:
    at = np.repeat(np.arange(1, len(part.coarse) + 1), part.between)
    return np.insert(part.coarse / scale, at, part.points / fine_scale, axis=0)


@given(st.integers(0, 10_000), st.integers(8, 400), st.booleans())
def test_fine_line_stays_within_its_tolerance(seed: int, n: int, ring: bool) -> None:
    xy = wavy(seed, n, ring)
    part = refine(xy, 400, 40, scale=10_000, fine_scale=20_000, ring=ring)
    assert part is not None
    assert len(part.between) == len(part.coarse)
    assert sum(part.between) == len(part.points)
    narrow = np.cos(np.radians(52)), 1.0
    for line, within_m in ((together(part, 10_000, 20_000), 52), (part.coarse / 10_000, 455)):
        drawn = np.vstack([line, line[:1]]) if ring else line
        apart = shapely.distance(shapely.points(xy * narrow), shapely.LineString(drawn * narrow))
        assert apart.max() * METRES_PER_DEGREE < within_m


def test_ends_meet_in_both() -> None:
    """Arcs that meet at a point still meet there, coarse and fine: fills have no slivers."""
    one, other = wavy(1, 200, False), wavy(2, 300, False)
    other[0] = one[-1]
    parts = [refine(xy, 400, 40, scale=10_000, fine_scale=20_000) for xy in (one, other)]
    assert parts[0] is not None
    assert parts[1] is not None
    assert (parts[0].coarse[-1] == parts[1].coarse[0]).all()
    assert parts[0].between[-1] == 0, "nothing follows the last point of a line"


def test_without_detail_there_are_no_points() -> None:
    part = refine(wavy(3, 100, False), 400, None, scale=10_000, fine_scale=20_000)
    assert part is not None
    assert len(part.points) == 0
    assert set(part.between) == {0}


def test_what_shrinks_to_a_point_is_left_out() -> None:
    dot = np.array([[30, 52], [30.000001, 52], [30, 52.000001]])
    assert refine(dot, 400, 40, scale=10_000, fine_scale=20_000) is None


def test_a_metre_is_as_long_to_the_east_as_to_the_north() -> None:
    """A spike of 100 m goes or stays by its height, whichever way it points."""
    for way in ((1 / np.cos(np.radians(60)), 0), (0, 1)):
        step = np.array(way) * 100 / METRES_PER_DEGREE
        middle = np.array([30.0, 60.0])
        across = np.array([0.05, 0.0]) if way[0] == 0 else np.array([0.0, 0.05])
        line = np.array([middle - across, middle + step, middle + across])
        assert shapely.get_num_points(simplify_m(shapely.LineString(line), 110)) == 2
        assert shapely.get_num_points(simplify_m(shapely.LineString(line), 90)) == 3


def test_nothing_stays_nothing() -> None:
    empty = shapely.LineString()
    assert simplify_m(empty, 10) is empty
