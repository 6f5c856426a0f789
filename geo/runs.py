"""Runs of whole numbers laid end to end: how many lists of unlike length become flat arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from geo.pairs import Ints

__all__ = ["cut_where", "order_of", "runs"]


def runs(count: Any, first: Any = 0) -> tuple[Ints, Ints]:
    """For each list its numbers ``first``, ``first + 1`` ... of which there are ``count``.

    ``count``: (n,) whole numbers from 0 on; ``first``: (n,) or one for all. Two arrays of the
    length of all lists together: whose each number is (0 to n - 1, rising), and the number.
    """
    count = np.asarray(count, dtype=np.intp)
    owner = np.repeat(np.arange(len(count)), count)
    step = np.broadcast_to(first, count.shape) - (np.cumsum(count) - count)
    return owner, np.arange(len(owner)) + np.repeat(step, count)


def cut_where(count: Any, most: int) -> list[slice]:
    """Lists, ``count`` of (n,) numbers each, in slices that hold no more than ``most`` of them.

    One list of more than that is a slice of its own.
    """
    ends = np.cumsum(count, dtype=np.int64)
    cuts, first = [], 0
    while first < len(ends):
        before = ends[first - 1] if first else 0
        last = max(int(np.searchsorted(ends, before + most, side="right")), first + 1)
        cuts.append(slice(first, last))
        first = last
    return cuts


def order_of(numbers: Ints) -> Ints:
    """As a stable argsort of numbers from 0 on: sorting is quicker than saying what went where."""
    bits = len(numbers).bit_length()
    if int(numbers.max(initial=0)).bit_length() + bits > 63:
        return np.argsort(numbers, kind="stable")
    placed = (numbers << bits) | np.arange(len(numbers))
    placed.sort()
    return np.asarray(placed & ((1 << bits) - 1))
