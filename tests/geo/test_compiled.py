"""Compiled loops are loaded where they pay, and done without where they cannot be had.

That they find the pairs of geopandas is tested with all others, in test_grid.py.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest
import shapely

from geo.errors import MissingExtraError
from geo.grid import fast, index_regions


@pytest.fixture
def not_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a process that has not asked for them."""
    monkeypatch.setattr(fast, "_loaded", None)


@pytest.mark.usefixtures("not_loaded")
def test_they_are_loaded_for_many_points_and_then_used_for_fewer() -> None:
    assert fast.compiled_loops(fast.WORTH - 1) is None
    assert fast._loaded is None
    assert fast.compiled_loops(fast.WORTH, False) is None
    assert fast._loaded is None
    loops = fast.compiled_loops(fast.WORTH)
    assert loops is not None
    assert loops.__name__ == "geo.grid.compiled"
    assert fast.compiled_loops(fast.LOADED_WORTH) is loops
    assert fast.compiled_loops(fast.LOADED_WORTH - 1) is None
    assert fast.compiled_loops(1, True) is loops


@pytest.mark.usefixtures("not_loaded")
def test_without_numba_numpy_finds_the_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.delitem(sys.modules, "geo.grid.compiled", raising=False)
    monkeypatch.setattr(fast, "WORTH", 1)
    index = index_regions([shapely.box(0, 0, 1, 1)])
    x = y = np.array([0.5, 2.0])
    assert [part.tolist() for part in index.pairs(x, y)] == [[0], [0]]
    assert fast._loaded is False
    with pytest.raises(MissingExtraError, match=r"pip install .kordon\[fast\]"):
        index.pairs(x, y, compiled=True)


def test_arrays_of_any_kind_are_taken() -> None:
    """Read-only, in steps, of whole numbers, the other byte order: as numpy takes them."""
    index = index_regions([shapely.box(0, 0, 2, 2), shapely.box(1, 1, 3, 3)])
    plain = np.array([0.0, 1.0, 2.0, 3.0, 4.0])
    fixed = plain.copy()
    fixed.flags.writeable = False
    kinds: list[Any] = [
        fixed,
        np.repeat(plain, 3)[::3],
        plain.astype(np.int16),
        plain.astype(">f8"),
        plain.tolist(),
    ]
    expected = [part.tolist() for part in index.pairs(plain, plain, compiled=False)]
    assert len(expected[0]) == 6
    for kind in kinds:
        found = index.pairs(kind, kind, compiled=True)
        assert [part.tolist() for part in found] == expected


def test_lists_of_every_length_are_written_whole() -> None:
    """Up to some length a list is written at once, also the last of all."""
    many = index_regions([shapely.box(0, 0, k, 1) for k in range(12, 0, -1)])
    x = np.append(np.arange(12) + 0.5, [0.5, 11.5])
    y = np.full(len(x), 0.5)
    for turn in (x, x[::-1]):
        plain = many.pairs(turn, y, compiled=False)
        for chunk in (100, 3, 1):
            found = many.pairs(turn, y, compiled=True, chunk=chunk)
            for one, other in zip(found, plain, strict=True):
                np.testing.assert_array_equal(one, other)
                assert one.dtype == other.dtype
