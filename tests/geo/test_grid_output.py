"""Room for pairs: in the order of the chunks, whoever comes first, and whatever was expected."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
import shapely

from geo.grid import index_regions
from geo.grid.output import Output, Room


def write_as(value: int):
    def write(room: Room) -> None:
        room[0][:], room[1][:] = value, -value

    return write


@pytest.mark.parametrize("expected", [0, 3, 5, 9, 10, 1000])
def test_chunks_lie_in_their_order_whoever_comes_first(expected: int) -> None:
    sizes = [3, 0, 2, 4, 1]
    whole = np.repeat(np.arange(5), sizes)
    for order in permutations(range(5)):
        out = Output(100, expected)
        for chunk in order:
            out.put(chunk, sizes[chunk], write_as(chunk))
        point, region = out.whole()
        np.testing.assert_array_equal(point, whole)
        np.testing.assert_array_equal(region, -whole)
        assert point.dtype == region.dtype == np.int32


def test_more_points_than_32_bits_hold_have_numbers_of_64() -> None:
    out = Output(2**31, 1)
    out.put(0, 2, write_as(2**31 - 1))
    assert [column.dtype for column in out.whole()] == [np.int64, np.int32]


def test_nothing_asked_is_nothing_found() -> None:
    assert [len(column) for column in Output(0, 0).whole()] == [0, 0]


def test_pairs_are_all_there_where_far_more_are_found_than_expected() -> None:
    """Points looked at beforehand lie elsewhere than nearly all others."""
    many = index_regions([shapely.box(-k, -k, 10 + k, 10 + k) for k in range(12)])
    x = np.full(300_000, 5.0)
    x[:: len(x) // 10_000 + 1] = 500.0
    y = np.full(len(x), 5.0)
    found = many.pairs(x, y, compiled=True)
    plain = many.pairs(x, y, compiled=False)
    assert len(plain[0]) > 3_000_000
    for one, other in zip(found, plain, strict=True):
        np.testing.assert_array_equal(one, other)
