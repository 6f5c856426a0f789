"""Many folded texts found in another one, in one go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import ahocorasick_rs
import numpy as np
import numpy.typing as npt

__all__ = ["Finder", "alone"]

#: An automaton of more letters takes too much memory: longer texts are then found by their ends.
_MOST_LETTERS: Final = 4_000_000
#: Ends of so many bytes are compared.
_END: Final = 8
_HASH_BITS: Final = 24
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)

Hashes = npt.NDArray[np.uint64]


class Finder:
    """Finds many folded texts at once, between the ends of words."""

    def __init__(self, keys: Sequence[str]) -> None:
        many = sum(map(len, keys)) > _MOST_LETTERS
        self._ends = _Ends([key for key in keys if many and len(key) >= 2 * _END])
        self._keys = [key for key in keys if not many or len(key) < 2 * _END]
        self._search = ahocorasick_rs.AhoCorasick(self._keys) if self._keys else None

    def found(self, text: str, *, inside_from: int | None = None, least: int = 0) -> set[str]:
        """Which of them stand in a folded text.

        Those of ``inside_from`` characters or more may stand in the middle of a word; those of
        fewer than ``least`` are not looked for.
        """
        out: set[str] = set()
        for key, start in self.places(text):
            if key in out or len(key) < least:
                continue
            inside = inside_from is not None and len(key) >= inside_from
            end = start + len(key)
            if inside or alone(text[max(0, start - 2) : start], key, text[end : end + 2]):
                out.add(key)
        return out

    def counts(self, text: str, inside_from: int | None = None) -> Counter[str]:
        """How often each of them stands in a folded text; ``inside_from`` as for `found`."""
        out: Counter[str] = Counter()
        for key, start in self.places(text):
            end = start + len(key)
            inside = inside_from is not None and len(key) >= inside_from
            if inside or alone(text[max(0, start - 2) : start], key, text[end : end + 2]):
                out[key] += 1
        return out

    def places(self, text: str) -> Iterator[tuple[str, int]]:
        """Every find, also within words: what, and where it begins."""
        if self._search is not None:
            for number, start, _ in self._search.find_matches_as_indexes(text, overlapping=True):
                yield self._keys[number], start
        yield from self._ends.all_in(text)


class _Ends:
    """Finds texts of 16 letters or more by their last 16 bytes; so many need little memory."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = [key.encode("utf-8", "replace") for key in keys]
        #: By hash and length, as far as they were asked for.
        self._groups: dict[int, dict[int, set[bytes]]] = {}
        if not keys:
            return
        ends = np.frombuffer(b"".join(key[-2 * _END :] for key in self._keys), "<u8").reshape(-1, 2)
        hashes = _hashed(ends[:, 0], ends[:, 1])
        self._order = np.argsort(hashes, kind="stable")
        self._hashes = hashes[self._order]
        self._maybe = np.zeros(1 << _HASH_BITS, bool)
        self._maybe[hashes >> np.uint64(64 - _HASH_BITS)] = True

    def all_in(self, text: str) -> Iterator[tuple[str, int]]:
        """Every find, and where it begins."""
        data = text.encode("utf-8", "replace") if self._keys else b""
        letters = None if text.isascii() or not data else _letters_before(data)
        for shift in range(_END):
            count = (len(data) - shift) // _END
            if count < 2:
                break
            words = np.frombuffer(data, "<u8", count, shift)
            hashes = _hashed(words[:-1], words[1:])
            at = np.flatnonzero(self._maybe[hashes >> np.uint64(64 - _HASH_BITS)])
            place = np.minimum(np.searchsorted(self._hashes, hashes[at]), len(self._hashes) - 1)
            for k in at[self._hashes[place] == hashes[at]].tolist():
                end = shift + (k + 2) * _END
                for key in self._at(data, end, int(hashes[k])):
                    start = end - len(key)
                    yield key.decode("utf-8"), start if letters is None else int(letters[start])

    def _at(self, data: bytes, end: int, hash_: int) -> Iterator[bytes]:
        """Those that end at a byte."""
        for length, group in self._group(hash_).items():
            key = data[max(0, end - length) : end]
            if key in group:
                yield key

    def _group(self, hash_: int) -> dict[int, set[bytes]]:
        if hash_ not in self._groups:
            group: dict[int, set[bytes]] = {}
            first, last = (
                int(np.searchsorted(self._hashes, np.uint64(hash_), side=side))
                for side in ("left", "right")
            )
            for number in self._order[first:last].tolist():
                key = self._keys[number]
                group.setdefault(len(key), set()).add(key)
            self._groups[hash_] = group
        return self._groups[hash_]


def _hashed(one: Hashes, other: Hashes) -> Hashes:
    mixed = (one * _MIX) ^ (other >> np.uint64(29)) ^ other
    return np.asarray(mixed * _MIX)


def _letters_before(data: bytes) -> npt.NDArray[np.int64]:
    """How many letters stand before each byte of a text in UTF-8."""
    first = (np.frombuffer(data, np.uint8) & 0xC0) != 0x80
    return np.asarray(np.cumsum(first, dtype=np.int64) - first)


def alone(before: str, key: str, after: str) -> bool:
    """Whether neither end of a find lies within a word, nor within a number."""
    first, last = key[0], key[-1]
    if (before[-1:].isalnum() and first.isalnum()) or (after[:1].isalnum() and last.isalnum()):
        return False
    if first.isdigit() and before[-1:] in (".", ",") and before[-2:-1].isdigit():
        return False
    return not (last.isdigit() and after[:1] in (".", ",") and after[1:2].isdigit())
