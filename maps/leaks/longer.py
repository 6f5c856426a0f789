"""Words that are shown and begin like a withheld value: the number 1234 gives no 12 away."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from maps.leaks.finding import alone

__all__ = ["LongerWords"]

#: Behind every word that begins alike.
_LAST: Final = chr(0x10FFFF)

Whole = npt.NDArray[np.int64]


class LongerWords:
    """Texts that are shown, folded; some begin like something that is withheld, and go on."""

    def __init__(self, shown: Collection[str]) -> None:
        self._shown = shown if isinstance(shown, frozenset) else frozenset(shown)
        self._lengths: dict[str, list[int]] = {}

    def not_in_them(self, text: str, finds: Iterable[tuple[str, int]]) -> Iterator[str]:
        """Which values stand in a folded text not only as the beginning of such words, each once.

        ``finds``: values, and where each begins in the text without its spaces. The words have to
        stand there letter for letter, with their spaces, and neither end of one may lie within
        another word. What is found only without spaces is in none of them.
        """
        told: set[str] = set()
        places: Whole | None = None
        for key, compact in finds:
            if key in told:
                continue
            if self._lengths_of(key):
                places = _letters_of(text) if places is None else places
                if self._is_in_one(text, int(places[compact]), key):
                    continue
            told.add(key)
            yield key

    def _is_in_one(self, text: str, at: int, key: str) -> bool:
        """Whether such a word begins at a place of a text, and ends where a word ends."""
        if not text.startswith(key, at) or text[max(0, at - 1) : at].isalnum():
            return False
        return any(
            not text[at + length : at + length + 1].isalnum()
            and (word := text[at : at + length]) in self._shown
            and not _stands_alone(word, key)
            for length in self._lengths_of(key)
        )

    def _lengths_of(self, key: str) -> list[int]:
        """How long the words are that begin like a value; each length once."""
        if key not in self._lengths:
            first, last = (bisect_left(self._ranked, one) for one in (key, key + _LAST))
            self._lengths[key] = np.unique(self._long[first:last]).tolist()
        return self._lengths[key]

    @cached_property
    def _ranked(self) -> list[str]:
        return sorted(self._shown)

    @cached_property
    def _long(self) -> Whole:
        return np.fromiter(map(len, self._ranked), np.int64, len(self._ranked))


def _stands_alone(word: str, key: str) -> bool:
    """Whether a value stands in a word by itself, at its beginning or further on."""
    at = word.find(key)
    while at >= 0:
        end = at + len(key)
        if alone(word[max(0, at - 2) : at], key, word[end : end + 2]):
            return True
        at = word.find(key, at + 1)
    return False


def _letters_of(text: str) -> Whole:
    """Where each letter stands that is no space."""
    if text.isascii():
        letters = np.frombuffer(text.encode("ascii"), np.uint8)
        return np.flatnonzero(letters != ord(" "))
    wide = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    return np.flatnonzero(wide != ord(" "))
