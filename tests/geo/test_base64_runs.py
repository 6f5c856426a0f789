"""Runs of base64 are passed over only where they surely hold nothing."""

from __future__ import annotations

import base64
import random
import zlib

import hypothesis.strategies as st
import pytest
from hypothesis import given

from geo.foreign.insides.base64_runs import may_hold
from geo.foreign.insides.opener import BEGINNINGS, is_packed

pytestmark = pytest.mark.hypothesis

ROOM = st.binary(min_size=9, max_size=24)
#: What a short run may hold that is to be looked into.
HELD = st.one_of(
    st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=9, max_size=16).map(
        lambda text: text.encode("utf-8")
    ),
    st.text("abcdefgh 0123456789.,", min_size=9, max_size=40).map(str.encode),
    st.tuples(st.sampled_from(BEGINNINGS), ROOM).map(b"".join),
    ROOM.map(lambda data: b"%PDF-1.7" + data),
    ROOM.map(lambda data: data + b"%PDF-"),
    st.text("abcdefgh", min_size=8, max_size=20).map(lambda text: text.encode("utf-16")),
    st.text("abcdefgh", min_size=8, max_size=20).map(lambda text: text.encode("utf-16-be")),
    st.tuples(st.integers(0, 9), ROOM).map(lambda two: zlib.compress(two[1], two[0])),
)


@given(held=HELD, before=st.integers(0, 3), address=st.booleans(), filled=st.booleans())
def test_what_holds_something_is_looked_into(
    held: bytes, before: int, *, address: bool, filled: bool
) -> None:
    """Also where the run begins up to three letters before it."""
    run = (base64.urlsafe_b64encode if address else base64.b64encode)(held).decode("ascii")
    run = "Ab9"[:before] + (run if filled else run.rstrip("="))
    assert may_hold([*["warchannel03"] * 8, run, "another00run"], BEGINNINGS)[8]


def test_words_and_noise_are_passed_over() -> None:
    rng = random.Random(1)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    noise = ["".join(rng.choices(letters, k=rng.randint(12, 60))) for _ in range(2_000)]
    assert may_hold(noise, BEGINNINGS).mean() < 0.05
    assert not may_hold(["/warchannel03/123456"] * 8, BEGINNINGS).any()
    assert may_hold([], BEGINNINGS).tolist() == []


def test_what_is_not_read_at_once_is_looked_into() -> None:
    """Long runs, such as go over several lines, and what is no letter of base64."""
    assert may_hold(["x" * 65, "x" * 62 + "\r\n" + "y" * 4, "warchannel\n03"], BEGINNINGS).all()


def test_every_beginning_is_one_that_is_known() -> None:
    for one in BEGINNINGS:
        assert is_packed(one + (b"91AY&SY" if one == b"BZh" else b"")), one
