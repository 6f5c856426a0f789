"""Words that are shown and begin like a withheld value: the number 1234 gives no 12 away."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Collection, Iterator

from maps.leaks.finding import Finder

__all__ = ["LongerWords"]


class LongerWords:
    """Texts that are shown, folded; some begin like something that is withheld, and go on."""

    def __init__(self, shown: Collection[str]) -> None:
        self._ranked = sorted(shown)

    def hold_all(self, text: str, key: str) -> bool:
        """Whether ``key`` stands in a folded text only as the beginning of such words.

        They have to stand there letter for letter, with their spaces, and neither end of one may
        lie within another word. What is found only without spaces is in none of them.
        """
        words = self._longer(key)
        if not words:
            return False
        lengths = sorted({len(word) for word in words})
        held = sum(_is_word(text, at, words, lengths) for at in _all(text, key))
        return held == sum(1 for _ in _all(text.replace(" ", ""), key.replace(" ", "")))

    def _longer(self, key: str) -> frozenset[str]:
        """Those that begin like ``key``, in which it stands nowhere by itself."""
        begin = bisect.bisect_left(self._ranked, key)
        behind = map(self._ranked.__getitem__, range(begin, len(self._ranked)))
        words = list(itertools.takewhile(lambda word: word.startswith(key), behind))
        finder = Finder([key] if words else [])
        return frozenset(word for word in words if not finder.found(word))


def _is_word(text: str, at: int, words: frozenset[str], lengths: list[int]) -> bool:
    """Whether one of the words begins at a place of a text, and ends where a word ends."""
    return not text[max(0, at - 1) : at].isalnum() and any(
        text[at : at + length] in words and not text[at + length : at + length + 1].isalnum()
        for length in lengths
    )


def _all(text: str, key: str) -> Iterator[int]:
    """Where a key stands in a text, also in part of itself."""
    at = text.find(key)
    while at >= 0:
        yield at
        at = text.find(key, at + 1)
