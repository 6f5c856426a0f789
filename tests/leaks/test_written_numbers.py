"""Numbers, places on grids and spaces are read as plain patterns read them, if more slowly."""

from __future__ import annotations

import re

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import example, given

from maps.leaks.folding import fold
from maps.leaks.written import decimals_in, grids_in, wholes_in

pytestmark = pytest.mark.hypothesis

POINT = r"(?<![\d.])[-+−]?\d{1,8}\.\d{1,20}(?:[eE][-+]?\d{1,2})?"
COMMA = r"(?<![\d,])[-+−]?\d{1,8},\d{2,20}(?![\d])"
WHOLE = r"(?<![\d.])[-+]?\d{6,10}(?!\d|\.\d)"
GEOHASH = r"(?<![0-9A-Za-z])u9[0-9bcdefghjkmnpqrstuvwxyz]{4,10}(?![0-9A-Za-z])"
SPACE = "[\x00-\x1d\x1f \x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+"
MANY = st.text("0123456789.,-+−eE x", max_size=60)


def plainly(pattern: str, text: str) -> list[tuple[float, int]]:
    """Values and where they begin."""
    return [
        (float(found[0].replace(",", ".").replace("−", "-")), found.start())
        for found in re.finditer(pattern, text)
    ]


@given(MANY)
@example("-52.04957,-29.5 1.5-2.5 +3.25e-10.5 −4.5 7.-8.25 12345678901.5 1.2.3 ,5,25 -5,25-6,75")
def test_decimals(text: str) -> None:
    told = [plainly(pattern, text) for pattern in (POINT, COMMA)]
    read = [list(zip(one.value, one.at, strict=True)) for one in decimals_in(text)]
    assert read == [one for one in told if len(one) > 1]


@given(MANY)
@example("-520495712 +1234567.5 .123456 123456.x 1-234567 −345678")
def test_whole_numbers(text: str) -> None:
    read = wholes_in(text)
    assert list(zip(read.value, read.at, strict=True)) == plainly(WHOLE, text)


@given(st.lists(st.sampled_from(["u", "U", "9e", "4z4z", "a", "z4z4", " ", "/", "é"])))
@example(["u", "9e", "4z4z", "z4z4"])
def test_geohashes(parts: list[str]) -> None:
    """Those that begin with u9 lie about the box, those with u4, uu and uz do not."""
    text = "".join(parts)
    found = [one[0] for one in re.finditer(GEOHASH, text, re.IGNORECASE)]
    assert len(grids_in(text, (23.0, 51.0, 32.0, 56.0))[0]) == len(found)


@given(st.text("\x00\t\n\r\x0b\x1d\x1e\x1f \x7f\x85\xa0\u1680\u2003\u2028\u202f\u3000abжЖ`«"))
def test_spaces_of_all_kinds_are_one(text: str) -> None:
    once = fold(text)
    assert once == re.sub(SPACE, " ", once)
    assert re.sub(SPACE, "", once) == "".join(
        fold(letter) for letter in text if not re.fullmatch(SPACE, letter)
    )
    assert once.count(" ") == len(re.findall(SPACE, text))


def test_places_are_kept_once() -> None:
    from maps.leaks import Secrets

    given_places = [(2.0, 1.0), (1.0, 2.0), (2.0, 1.0), (np.nan, 1.0), (1.0, 1.0)]
    assert Secrets(positions=given_places).withheld_lonlat.tolist() == [[1, 1], [1, 2], [2, 1]]
