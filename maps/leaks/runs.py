"""Runs of digits in a text, all at once: where what is written with digits may begin.

A pattern that begins with a digit is tried at each digit of a text; most of a long text is told by
the signs about its runs of digits to hold nothing of a form, and is not tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

__all__ = ["Mask", "Runs", "found"]

#: Shorter texts are looked through by the patterns alone, sooner than their runs are told.
_LEAST: Final = 2_048
#: There are digits and spaces beyond ASCII up to there; what lies behind it is not judged here.
_JUDGED: Final = 0x20000
#: So many signs on each side of a run are asked for.
_ABOUT: Final = 3

Signs = npt.NDArray[Any]
Mask = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.int64]


class Runs:
    """Runs of digits, in arrays of the same length, one item for each run.

    ``first`` and ``length``: where each begins (characters) and how long it is. Signs are numbers
    of Unicode. There are arrays only where they ``are_told``: not of short texts, nor of those with
    digits of other scripts.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._about: dict[int, Signs] = {}
        self._codes = _codes_of(text) if len(text) >= _LEAST else None
        self.are_told = self._codes is not None
        if self._codes is None:
            return
        digit = (self._codes - self._codes.dtype.type(ord("0"))) < 10
        edges = np.flatnonzero(digit[1:] != digit[:-1]) + 1
        self._first, self._end = edges[::2], edges[1::2]
        self.first: Whole = self._first - _ABOUT
        self.length: Whole = self._end - self._first

    def sign(self, place: int) -> Signs:
        """The sign behind each run (1 to 3) or before it (-1, -2); 0 where the text ends."""
        if place not in self._about:
            assert self._codes is not None
            self._about[place] = self._codes[
                self._first + place if place < 0 else self._end + place - 1
            ]
        return self._about[place]

    @cached_property
    def words(self) -> tuple[Whole, Whole, Signs]:
        """Runs of Latin letters and digits: where each begins, how long it is, its first sign."""
        assert self._codes is not None
        small = self._codes | 0x20
        word = ((self._codes - self._codes.dtype.type(ord("0"))) < 10) | (
            (small - self._codes.dtype.type(ord("a"))) < 26
        )
        edges = np.flatnonzero(word[1:] != word[:-1]) + 1
        first = edges[::2]
        return first - _ABOUT, edges[1::2] - first, self._codes[first]

    @cached_property
    def spaced(self) -> Mask:
        """Runs of one to three digits with a space behind them, and a digit behind that."""
        return np.asarray((self.length <= 3) & self.followed_by(" "))

    def followed_by(self, signs: str) -> Mask:
        """Runs with one of some signs behind them, and a digit behind that."""
        return np.asarray(is_one(self.sign(1), signs) & is_digit(self.sign(2)))

    def preceded_by(self, signs: str) -> Mask:
        """Runs with one of some signs before them."""
        return is_one(self.sign(-1), signs)

    def led_by(self, letters: str, mask: Mask) -> Whole:
        """Where the letter stands before each run of a mask, if need be with a space between."""
        near = mask & self.preceded_by(letters)
        far = mask & is_space(self.sign(-1)) & is_one(self.sign(-2), letters)
        return np.sort(np.concatenate([self.first[near] - 1, self.first[far] - 2]))


def found(pattern: re.Pattern[str], runs: Runs, starts: Whole | None) -> Iterator[re.Match[str]]:
    """What ``pattern.finditer`` finds, which begins nowhere else than at the ``starts``, sorted.

    ``starts`` None: it may be anywhere.
    """
    if starts is None:
        yield from pattern.finditer(runs.text)
        return
    free, match, text = 0, pattern.match, runs.text
    for at in starts.tolist():
        if at >= free and (one := match(text, at)):
            free = one.end()
            yield one


def is_digit(signs: Signs) -> Mask:
    """Which signs are digits."""
    return (signs >= ord("0")) & (signs <= ord("9"))


def is_space(signs: Signs) -> Mask:
    """Which signs are spaces, as patterns know them."""
    return is_one(signs, _spaces())


def is_letter(signs: Signs) -> Mask:
    """Which signs are Latin letters, or none of ASCII at all."""
    small = signs | 0x20
    return ((small >= ord("a")) & (small <= ord("z"))) | (signs > 127)


def is_one(signs: Signs, of: str) -> Mask:
    """Which signs are one of some."""
    out = np.zeros(len(signs), bool)
    for sign in of:
        if ord(sign) <= np.iinfo(signs.dtype).max:
            out |= signs == ord(sign)
    return out


def _codes_of(text: str) -> Signs | None:
    """The signs of a text as numbers, with some zeros about them; None if nobody can tell them."""
    if text.isascii():
        edge = bytes(_ABOUT)
        return np.frombuffer(edge + text.encode("ascii") + edge, np.uint8)
    edge = bytes(4 * _ABOUT)
    codes = np.frombuffer(edge + text.encode("utf-32-le", "surrogatepass") + edge, "<u4")
    if codes.max() >= _JUDGED or _other_digits()[codes].any():
        return None
    return codes


@cache
def _other_digits() -> Mask:
    """By their numbers, which signs are digits of other scripts, which patterns take for some."""
    return np.array([chr(code).isdecimal() and code > 127 for code in range(_JUDGED)])


@cache
def _spaces() -> str:
    return "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
