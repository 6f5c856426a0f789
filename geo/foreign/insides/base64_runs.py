"""Which of very many short runs of base64 letters may hold something that somebody wrote.

Every word of twelve letters in an address is such a run, in four ways to begin. All runs of one
length are unpacked at once, and most of them are told by their bytes to be nothing.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["may_hold"]

Bytes = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]

#: Shorter runs there are none of, and few longer ones: those are looked at one by one (letters).
_LEAST: Final = 8
_MOST: Final = 64
#: So few are looked at one by one, too: there may be very many small texts.
_FEW: Final = 8
_ALPHABET: Final = string.ascii_uppercase + string.ascii_lowercase + string.digits
_NO_LETTER: Final = 255
#: Of the bytes of a text in UTF-8: a letter of one byte, one that goes on, one that begins a
#: longer letter, none.
_ALONE, _GOES_ON, _BEGINS, _NONE = range(4)


def _codes() -> Bytes:
    out = np.full(256, _NO_LETTER, np.uint8)
    for code, letter in enumerate(_ALPHABET):
        out[ord(letter)] = code
    for letters, code in (("+-", 62), ("/_", 63)):
        for letter in letters:
            out[ord(letter)] = code
    return out


def _classes() -> Bytes:
    out = np.full(256, _ALONE, np.uint8)
    out[0x80:0xC0], out[0xC2:0xF5] = _GOES_ON, _BEGINS
    out[[*range(9), 11, 12, *range(14, 32), 127, 0xC0, 0xC1, *range(0xF5, 0x100)]] = _NONE
    return out


_CODES: Final = _codes()
_CLASSES: Final = _classes()


def may_hold(runs: Sequence[str], beginnings: Sequence[bytes]) -> Mask:
    """Whether each run may hold a text, or something that begins as ``beginnings`` or zlib do.

    True also wherever that takes a closer look: False is sure.
    """
    out = np.ones(len(runs), bool)
    if len(runs) < _FEW:
        return out
    letters = [run.rstrip("=") for run in runs]
    lengths = np.array([len(one) for one in letters], np.int64)
    codes = _CODES[np.frombuffer("".join(letters).encode("latin-1", "replace"), np.uint8)]
    begins = np.cumsum(lengths) - lengths
    packed = _packed(tuple(beginnings))
    for length in np.unique(lengths[(lengths >= _LEAST) & (lengths <= _MOST)]).tolist():
        rows = np.flatnonzero(lengths == length)
        some = codes[begins[rows][:, None] + np.arange(length)]
        may = (some == _NO_LETTER).any(axis=1)
        for shift in range(4):
            may |= _says_something(_unpacked(some[:, shift:]), packed)
        out[rows] = may
    return out


@cache
def _packed(beginnings: tuple[bytes, ...]) -> Mask:
    """By their first two bytes, as one number, what may be packed."""
    first = np.arange(1 << 16)
    out = (first >> 8 == 0x78) & (first % 31 == 0)  # as zlib begins
    for one in beginnings:
        out[int.from_bytes(one[:2], "big")] = True
    return np.asarray(out)


def _unpacked(codes: Bytes) -> Bytes:
    """The bytes of runs (n, letters), as far as they are whole; (n, bytes)."""
    letters = codes.shape[1] - (codes.shape[1] % 4 == 1)
    filled = np.zeros((len(codes), -(-letters // 4) * 4), np.uint8)
    filled[:, :letters] = codes[:, :letters]
    four = filled.reshape(len(codes), -1, 4)
    out = np.empty((len(codes), four.shape[1], 3), np.uint8)
    out[..., 0] = four[..., 0] << 2 | four[..., 1] >> 4
    out[..., 1] = four[..., 1] << 4 | four[..., 2] >> 2
    out[..., 2] = four[..., 2] << 6 | four[..., 3]
    return out.reshape(len(codes), -1)[:, : letters * 6 // 8]


def _says_something(data: Bytes, packed: Mask) -> Mask:
    """Which of them, (n, bytes), may be text, in UTF-8 or UTF-16, or packed."""
    kinds = _CLASSES[data]
    goes_on, begins = kinds == _GOES_ON, kinds == _BEGINS
    text = ~(kinds == _NONE).any(axis=1) & ~goes_on[:, 0] & ~begins[:, -1]
    text &= (begins[:, :-1] <= goes_on[:, 1:]).all(axis=1)
    text &= (goes_on[:, 1:] <= (goes_on | begins)[:, :-1]).all(axis=1)
    first = data[:, 0].astype(np.int64) << 8 | data[:, 1]
    marked = (first == 0xFFFE) | (first == 0xFEFF)
    zeros = (data == 0).sum(axis=1) * 3 >= data.shape[1]
    document = ((data[:, :-1] == ord("%")) & (data[:, 1:] == ord("P"))).any(axis=1)
    return np.asarray(text | marked | zeros | document | packed[first])
