"""Numbers apart from words: put together they are the texts that went in."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_unpack import joined

from maps.digits import numbers_apart

PIECE = st.one_of(
    st.integers(0, 10**12).map(str),
    st.sampled_from(["", " ", ", ", "km", "2022-03-01", "007", "0", "999999999", "1000000000",
                     "T-72", "12.5", "\n", "№", "٣", "x1", "1x"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=4),
)  # fmt: skip


def back(texts: list[str]) -> Any:
    apart = numbers_apart(texts)
    if apart is None:
        return None
    left = list(apart.data)
    out = joined(apart.column, len(texts), left)
    assert left == []
    return out


@given(st.lists(st.lists(PIECE, max_size=12).map("".join), min_size=1, max_size=30))
def test_texts_come_back(texts: list[str]) -> None:
    """Whatever stands beside or between the numbers, and however many there are."""
    many = texts + [f"{k} and {k * k} of {7 * k % 11}" for k in range(300)]
    got = back(many)
    assert got == many or (got is None and any(c in t for c in "\x7f\x1e" for t in texts))


def test_rising_numbers_are_differences() -> None:
    apart = numbers_apart([str(k) for k in range(1_000_000, 1_000_500)])
    assert apart is not None
    assert apart.column == {"t": "\x7f", "w": [-3]}
    assert set(apart.data[1:500]) == {1}


def test_numbers_that_would_not_come_back_stay_words() -> None:
    """Leading zeros, more than nine digits, parts of words, and digits of other scripts."""
    texts = [f"{k} 007 1000000000 x1 1x {k + 1}" for k in range(300)]
    apart = numbers_apart(texts)
    assert apart is not None
    assert apart.column["t"] == "\x7f 007 1000000000 x1 1x \x7f"


@pytest.mark.parametrize("text", ["a\x7fb", "a\x1eb", "a\ud800b"])
def test_texts_that_hold_a_mark_stay_whole(text: str) -> None:
    assert numbers_apart([text, *map(str, range(600))]) is None


def test_few_numbers_stay_where_they_are() -> None:
    assert numbers_apart(["no number"] * 1_000) is None
    assert numbers_apart([str(k) for k in range(100)]) is None
