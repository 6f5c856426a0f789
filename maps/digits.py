"""Numbers in texts, taken apart from the words: both halves are smaller than the whole.

Deflate spends more than three bytes on eight digits and cuts the words between them to pieces.
Apart, the words of many texts are the same, and numbers are bytes. Put together again by
``maps/page/data/digits.js``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from maps.encode import planes

__all__ = ["HOLE", "Apart", "numbers_apart"]

#: Stands in the words where a number stood.
HOLE = "\x7f"
_BETWEEN = "\x1e"
#: Numbers that are written as a computer writes them, below 10^9, and not part of a word.
_NUMBER = r"\b(0|[1-9][0-9]{0,8})\b"
#: A first, a second ... number of a text; all from the eighth on are one stream.
_STREAMS = 8
#: With fewer numbers than this there is nothing to win.
_WORTH = 256


class Apart(NamedTuple):
    """``column`` for the block's JSON, ``data`` for its bytes."""

    column: dict[str, Any]
    data: bytes


def numbers_apart(texts: Sequence[str]) -> Apart | None:
    """The words of texts with holes, and the numbers that belong there; None where it is no use.

    The column is ``{"t": words, "w": widths}``: per stream the bytes of a number, negative when
    the stream holds differences (of numbers that never fall).
    """
    joined = _BETWEEN.join(texts)
    if HOLE in joined or joined.count(_BETWEEN) != len(texts) - 1:
        return None
    try:
        marked = pc.replace_substring_regex(
            pa.scalar(joined, pa.large_string()), _NUMBER, rf"{HOLE}\1{HOLE}"
        ).as_py()
    except UnicodeEncodeError:  # half a character; Arrow has no such texts
        return None
    parts = marked.split(HOLE)
    if len(parts) < 2 * _WORTH:
        return None
    words = HOLE.join(parts[::2]).split(_BETWEEN)
    numbers = np.array(parts[1::2], dtype="U9").astype(np.uint32)
    widths, data = [], []
    for stream in _streams(words, numbers):
        rising = bool((stream[1:] >= stream[:-1]).all())
        values = np.diff(stream, prepend=np.uint32(0)) if rising else stream
        width = _width(values)
        widths.append(-width if rising else width)
        data.append(planes(values)[: width * len(values)])
    return Apart({"t": _same(words), "w": widths}, b"".join(data))


def _streams(words: list[str], numbers: npt.NDArray[np.uint32]) -> list[npt.NDArray[np.uint32]]:
    """The first numbers of all texts, the second ones, and so on."""
    counts = np.array([text.count(HOLE) for text in words])
    begins = np.repeat(np.cumsum(counts) - counts, counts)
    place = np.minimum(np.arange(len(numbers)) - begins, _STREAMS - 1)
    return [numbers[place == k] for k in range(int(place.max()) + 1)]


def _width(values: npt.NDArray[np.uint32]) -> int:
    """Bytes that the largest needs; all low bytes come first, so the rest can be left out."""
    return max(1, (int(values.max(initial=0)).bit_length() + 7) // 8)


def _same(texts: list[str]) -> list[str] | str:
    return texts[0] if texts.count(texts[0]) == len(texts) else texts
