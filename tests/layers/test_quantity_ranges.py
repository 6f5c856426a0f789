"""Quantities that are ranges: the least and the most, and never more than was said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.checking.quantityranges import read_quantity_range


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("20-30", 20, 30), ("20 – 30", 20, 30), ("20...30", 20, 30), ("20 to 30", 20, 30),
        ("от 20 до 30", 20, 30), ("від 20 до 30", 20, 30), ("ад 20 да 30", 20, 30),
        ("between 20 and 30", 20, 30), ("30-30", 30, 30),
        ("10+", 10, None), (">10", 10, None), ("≥ 10", 10, None), ("at least 10", 10, None),
        ("не менее 10", 10, None), ("понад 10", 10, None), ("Больш за 10", 10, None),
        ("<10", None, 10), ("up to 40", None, 40), ("до 40", None, 40), ("не більше 40", None, 40),
    ],
)  # fmt: skip
def test_ranges_of_quantities(text: str, low: float | None, high: float | None) -> None:
    found = read_quantity_range(text)
    assert found is not None
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize(
    "text",
    ["30-20", "about 40", "близько 40", "20", "-20", "20-30-40", "20 tanks", "", "-", "2,5-3"],
)
def test_what_is_no_range_of_quantities(text: str) -> None:
    assert read_quantity_range(text) is None


@given(st.text(max_size=80))
def test_any_text_is_a_range_or_none(text: str) -> None:
    found = read_quantity_range(text)
    assert found is None or found.low is not None or found.high is not None


def test_a_range_goes_where_it_belongs(read_rows) -> None:
    intake = read_rows(
        {"quantity": "20-30"},
        {"quantity": "10+"},
        {"quantity": "20-30", "quantity_high": "25"},
        {"quantity": "about 40"},
    )
    found = intake.sightings[["quantity_low", "quantity_best", "quantity_high"]].fillna(-1)
    assert found.to_numpy().tolist() == [[20, -1, 30], [10, -1, -1], [-1, -1, 25], [-1, -1, -1]]
    assert (intake.repaired, intake.accepted) == (2, 2)
    (repair,) = intake.rows[0].repairs
    assert (repair.before, repair.after) == ("20-30", "quantity_low=20, quantity_high=30")
    told = [row.reasons for row in intake.rows[2:]]
    assert "is a range, but quantity_low or quantity_high is there" in str(told[0])
    assert "'about 40' is not a number" in str(told[1])
