"""Long texts, of which the runs of digits are told first, say the same as short ones."""

from __future__ import annotations

from typing import Any

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import example, given

from maps.leaks.angles import sexagesimals_in
from maps.leaks.runs import Runs
from maps.leaks.written import decimals_in, grids_in, wholes_in

pytestmark = pytest.mark.hypothesis

#: Marks, behind which a value begins: as many as make a text long.
MARKS = "\x1e" * 2_048
SIGNS = (
    "0", "5", "12", "52", "029", "1234", "02958", "520258", "1234567", "02.97", "14.75", "3,25",
    "e5", "٣",
    "N", "S", "E", "W", "n", "d", "m", "s", "deg", "град", "хв", "min", "sec", "lat", "сш", "°",
    "гр.", "градусов", "Grad", "stopni", "минут", "sekund", "~",
    "*", "^\\circ", "|", "/",
    "º", "'", "′",
    '"', "-", "−", "+", ".", ",", ":", "_", "/", " ", " ", "  ", "\u2009", "\n", "\x1e", "x", "é",
    "35U", "PV", "U Q", "K", "9G8F2222", "9G", "u9", "7c4h", "v0",
)  # fmt: skip
MANY = st.lists(st.sampled_from(SIGNS), max_size=40).map("".join)


def told(text: str, before: int = 0) -> list[Any]:
    """All that is read of a text, as if it began ``before`` signs later."""
    every = [
        *decimals_in(text), wholes_in(text), *sexagesimals_in(text),
        *sexagesimals_in(text, loose=True),
    ]  # fmt: skip
    numbers = [
        (one.value.tolist(), (one.at - before).tolist(), np.nan_to_num(one.step).tolist())
        for one in every
    ]
    return [*numbers, grids_in(text, (22.0, 48.0, 42.0, 57.0))]


@given(MANY)
@example(
    "52-02.97N 029-14.74E 52d02m58s 29d 14m N5202.97 E 02914.74 N520258E0291444 52_2_58_N_29_14_E"
)
@example(
    "52 02 58 29 14 44\n52 02.970, 29 14.736 lat 52 02 58 с.ш. "
    "5202.974,N,02914.738,E 52 2 58N 029 14 44 E"
)
@example(
    "52°02'58\"N 1029 ° 14′ 5: 06:30 12350 град 02 -52.5,29.25 1234567 "
    "u97c4h 9G8F2222+9G 35U PV12345"
)
@example("٣52 02 58 north, 35\u2009upv 12345 123 456")
def test_long_texts_say_the_same(text: str) -> None:
    assert Runs(MARKS + text).are_told == ("٣" not in text)
    assert told(MARKS + text + MARKS, len(MARKS)) == told(text)
