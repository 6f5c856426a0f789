"""The numbers of a sketch: a count in a cell is as many reports as it says, from .. to."""

from __future__ import annotations

import numpy as np
import pytest

from maps.encode import NO_VALUE, Chunks
from maps.sketch import Seen, pack_sketch

DAY = 1440
MAY = 19_844 * DAY  # 1 May 2024, in minutes since 1970


def seen(low: list[int], high: list[int]) -> Seen:
    """Records of a day in May, of all of May, and without a date, in this order."""
    n = len(low)
    when = np.resize([MAY + 4 * DAY, MAY, NO_VALUE], n)
    lasts = np.resize([DAY, 31 * DAY, 0], n)
    codes = np.arange(n) % 2
    return Seen(
        x=np.full(n, 29_00000), y=np.full(n, 52_00000), begin=when, end=when + lasts,
        low=np.array(low), high=np.array(high), layer=codes, symbol=np.ones(n, bool),
        columns=dict.fromkeys(("category", "status", "direction", "retracted"), codes),
        layers=2, categories=3, whole=True,
    )  # fmt: skip


def test_reports_and_what_is_open() -> None:
    head = pack_sketch(Chunks(), seen([1, 6, 1, 1, 8, 1], [1, 6, 1, 1, 16, 1]), [28, 51, 30, 53])
    bars = head["bars"]
    assert sum(bars["solid"]) == 2
    assert sum(bars["spread"]) == pytest.approx(14, abs=1e-4)
    assert sum(bars["more"]["solid"]) == 0
    assert sum(bars["more"]["spread"]) == pytest.approx(8, abs=1e-4)
    assert max(bars["spread"]) == pytest.approx(8 / 31, abs=1e-5)
    assert head["undated"] == 2
    assert head["added"] == {
        "shown": [12, 20],
        "byLayer": [[7, 15], [5, 5]],
        "byCategory": [[7, 15], [5, 5], [0, 0]],
    }


def test_without_counts_in_cells_there_is_nothing_to_add() -> None:
    head = pack_sketch(Chunks(), seen([1, 1, 1], [1, 1, 1]), [28, 51, 30, 53])
    assert head["added"] is None
    assert "more" not in head["bars"]
    # Exact numbers leave nothing open.
    head = pack_sketch(Chunks(), seen([1, 6, 1], [1, 6, 1]), [28, 51, 30, 53])
    assert "more" not in head["bars"]
    assert head["added"]["shown"] == [5, 5]
