"""Runs of whole numbers laid end to end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from geo.runs import cut_where, runs

LISTS = st.lists(st.tuples(st.integers(-50, 50), st.integers(0, 7)), max_size=30)


@given(LISTS)
def test_runs_are_ranges(lists: list[tuple[int, int]]) -> None:
    owner, number = runs([count for _, count in lists], [first for first, _ in lists])
    assert number.tolist() == [n for first, count in lists for n in range(first, first + count)]
    assert owner.tolist() == [k for k, (_, count) in enumerate(lists) for _ in range(count)]


def test_they_begin_with_0_by_themselves() -> None:
    owner, number = runs([2, 0, 3])
    assert (owner.tolist(), number.tolist()) == ([0, 0, 2, 2, 2], [0, 1, 0, 1, 2])


@given(st.lists(st.integers(0, 9), max_size=30), st.integers(1, 20))
def test_slices_hold_no_more_than_asked(count: list[int], most: int) -> None:
    slices = cut_where(count, most)
    assert [n for s in slices for n in count[s]] == count
    assert all(len(count[s]) and (sum(count[s]) <= most or len(count[s]) == 1) for s in slices)
