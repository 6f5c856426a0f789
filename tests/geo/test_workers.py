"""Work in threads: results in order, a bounded number at a time, errors told."""

from __future__ import annotations

import threading
import time

import pytest

from geo.workers import cores, spread


def test_there_is_a_core() -> None:
    assert cores() >= 1


@pytest.mark.parametrize("threads", [None, 1, 2, 7])
@pytest.mark.parametrize("count", [0, 1, 2, 50])
def test_results_come_in_order(threads: int | None, count: int) -> None:
    def slow(item: int) -> int:
        time.sleep(0.001 * (item % 3))
        return item * item

    assert list(spread(slow, range(count), threads)) == [k * k for k in range(count)]


def test_no_more_is_begun_than_waits_to_be_taken() -> None:
    """Items come from a generator that counts how far it was read."""
    begun = 0
    lock = threading.Lock()

    def work(item: int) -> int:
        nonlocal begun
        with lock:
            begun += 1
        return item

    for taken, _ in enumerate(spread(work, range(1_000), 3), start=1):
        assert begun <= taken + 2 * 3
        if taken == 100:
            break


def test_an_error_is_raised_where_its_result_would_be() -> None:
    def work(item: int) -> int:
        if item == 5:
            raise ValueError("five")
        return item

    results = spread(work, range(20), 2)
    assert [next(results) for _ in range(5)] == [0, 1, 2, 3, 4]
    with pytest.raises(ValueError, match="five"):
        next(results)
