"""Words that are shown and hold part of a withheld value: the number 1234 gives no 12 away."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from maps.leaks.finding import Finder, alone
from maps.leaks.folding import MARK, SEAM, View

__all__ = ["LongerWords"]

#: Behind every word that begins alike.
_LAST: Final = chr(0x10FFFF)

Whole = npt.NDArray[np.int64]


class LongerWords:
    """Texts that are shown, folded; some begin like something that is withheld, and go on.

    Others end like it: "18 brigade seen" like "8 brigade seen". Those are known where ``keys`` are
    given: withheld values without their spaces -> as they are.
    """

    def __init__(
        self, shown: Collection[str], keys: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self._shown = shown if isinstance(shown, frozenset) else frozenset(shown)
        self._keys = keys or {}
        self._lengths: dict[str, list[int]] = {}

    def not_in_them(self, view: View, finds: Iterable[tuple[str, int]]) -> Iterator[str]:
        """Which values stand in a text not only as the beginning of such words, each once.

        ``finds``: values, and where each begins in the text without its spaces. The words have to
        stand there letter for letter, with their spaces, and neither end of one may lie within
        another word; a tag that was taken out ends a word. What is found only without spaces, or
        only across tags, is in none of them.
        """
        told: set[str] = set()
        plain = _Text(view.text)
        seamed: _Text | None = None
        alike = bool(view.tagged)
        for key, at in finds:
            if key in told:
                continue
            if self._lengths_of(key) or key in self._ending:
                if self._is_in_one(plain, at, key):
                    continue
                if alike and seamed is None:
                    seamed = _Text(view.seamed(), " " + SEAM)
                    alike = seamed.compact == plain.compact
                if alike and seamed and self._is_in_one(seamed, at, key):
                    continue
            told.add(key)
            yield key

    def _is_in_one(self, told: _Text, letter: int, key: str) -> bool:
        """Whether a value at a letter of a text is part of such a word, whose ends are words'."""
        text, at = told.text, int(told.letters[letter])
        if not text.startswith(key, at):
            return False
        if text[max(0, at - 1) : at].isalnum():
            spans = [(at - before, at + behind) for before, behind in self._ending.get(key, ())]
        else:
            spans = [(at, at + length) for length in self._lengths_of(key)]
        return any(
            first >= 0
            and not text[last : last + 1].isalnum()
            and not text[max(0, first - 1) : first].isalnum()
            and (word := text[first:last]) in self._shown
            and not _stands_alone(word, key)
            for first, last in spans
        )

    @cached_property
    def _ending(self) -> Mapping[str, set[tuple[int, int]]]:
        """Of values that begin within a word that is shown: what of it is before, and from there.

        All of them in one go, when the first is asked for, which is hardly ever.
        """
        out: dict[str, set[tuple[int, int]]] = defaultdict(set)
        told = _Text(MARK.join(self._ranked))
        begins = np.cumsum([0, *(self._long[:-1] + 1)])
        for short, letter in Finder(list(self._keys)).places(told.compact) if self._keys else ():
            at = int(told.letters[letter])
            word = int(np.searchsorted(begins, at, "right")) - 1
            before = at - int(begins[word])
            if before and told.text[at - 1].isalnum():
                for key in self._keys[short]:
                    if key[0].isalnum() and told.text.startswith(key, at):
                        out[key].add((before, int(self._long[word]) - before))
        return out

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


class _Text:
    """A folded text, what is left of it without some signs, and where each letter of it stands."""

    def __init__(self, text: str, without: str = " ") -> None:
        self.text, self._without = text, without

    @cached_property
    def compact(self) -> str:
        return self.text.translate(dict.fromkeys(map(ord, self._without)))

    @cached_property
    def letters(self) -> Whole:
        one = self.text.isascii()
        coded = self.text.encode("ascii" if one else "utf-32-le", "surrogatepass")
        signs = np.frombuffer(coded, "u1" if one else "<u4")
        return np.flatnonzero(~np.isin(signs, [ord(sign) for sign in self._without]))
