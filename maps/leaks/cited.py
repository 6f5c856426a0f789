"""Numbers in texts: in which text that is shown one stands, and what stands between two."""

from __future__ import annotations

import html
import json
import re
from bisect import bisect_left
from collections.abc import Collection, Iterator
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from layers.sources import SEPARATOR

__all__ = ["Cited", "of_two_records", "stand_apart"]

#: Where a value of a table or a document begins or ends, and how far from a number that may be.
_EDGE: Final = re.compile(r'["\x1e\x1f<>,;\r\n\t]|&(?=[lg]t;|quot;)')
_REACH: Final = 2_000
_MOST_EDGES: Final = 40
#: Wherever something begins that `_read` or `Cited._is_shown` takes for more than itself.
_READ: Final = re.compile(rf'(?=[\\&]|""|{re.escape(SEPARATOR)})')
#: As much as may be a string of JSON: whatever is longer is none.
_STRING: Final = re.compile(r'(?:[^"\\\x00-\x1f]+|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*')
#: The end of a record, in a column of a page, a table, JSON and KML.
_END: Final = re.compile(r"\x1e|\r\n|\}\s*,?\s*\{|</(?:\w+:)?Placemark>")
#: A number, and what stands between numbers of different fields.
_LEADING: Final = re.compile(r"[-+−]?\d+(?:[.,]\d+)?")
_MORE: Final = re.compile(r"[\n\]})<\w\"\x1e\x1f]|[,;|\t]\s*[,;|\t]")
#: No sign between two numbers is longer.
_SIGN: Final = 300

Span = tuple[int, int]


class Cited:
    """Texts that are shown, letter for letter; what is no more than a number is none."""

    def __init__(self, texts: Collection[str]) -> None:
        self._given = texts

    @cached_property
    def _texts(self) -> frozenset[str]:
        """Made when it is asked for, which it hardly ever is."""
        return frozenset(text for text in self._given if any(map(str.isalpha, text)))

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._texts), default=0)

    def span(self, text: str, at: int) -> Span | None:
        """From where to where a value reaches that is such a text, all of it, and holds a place."""
        if not self._texts:
            return None
        first = max(0, at - _REACH)
        part = text[first : at + _REACH]
        marks = [found.start() for found in _EDGE.finditer(part)]
        begins = [mark + 1 for mark in reversed(marks) if mark < at - first][:_MOST_EDGES]
        ends = [mark for mark in marks if mark >= at - first][:_MOST_EDGES]
        begins += [0] if not first else []
        ends += [len(part)] if at + _REACH >= len(text) else []
        read = [found.start() for found in _READ.finditer(part)]
        for begin in begins:
            k = bisect_left(read, begin)
            plain = read[k] if k < len(read) else len(part)
            escape = part.find("\\", begin)
            string = _STRING.match(part, begin) if escape >= 0 else None
            whole = string.end() if string else begin
            for end in ends:
                # Up to there a value is as it is written, and no longer than the texts.
                if end <= plain:
                    known = end - begin <= self._longest and part[begin:end] in self._texts
                elif 0 <= escape < end and end > whole:
                    known = self._is_shown(part[begin:end])
                else:
                    known = any(map(self._is_shown, _read(part[begin:end])))
                if known:
                    return first + begin, first + end
        return None

    def _is_shown(self, value: str) -> bool:
        """Whether it is one, or several sources of which each is one."""
        return value in self._texts or (
            SEPARATOR in value and all(one.strip() in self._texts for one in value.split(SEPARATOR))
        )


def _read(value: str) -> Iterator[str]:
    """A value as it is, and as JSON, CSV and markup write it."""
    yield value
    if "\\" in value:
        try:
            yield str(json.loads(f'"{value}"'))
        except ValueError:
            return
    if "&" in value:
        yield html.unescape(value)
    if '""' in value:
        yield value.replace('""', '"')


def of_two_records(text: str, one: Span, other: Span) -> bool:
    """Whether a record ends between two values in a text."""
    first, second = sorted((one, other))
    return first[1] <= second[0] and _END.search(text, first[1], second[0] + 1) is not None


def stand_apart(at: npt.NDArray[np.int64], pair: tuple[int, int], text: str) -> bool:
    """Whether there is more than a sign between two numbers of a text; ``at``: where all begin.

    Or where numbers are written in twos the sign that is between those: in "29.1 53.2, 30.5 54.1"
    the comma, in "29.1,53.2 30.5,54.1" the space.
    """
    one, other = sorted(pair)
    if other - one > 1:
        return True
    here = _behind(at, one, text)
    if _MORE.search(here):
        return True
    about = [_behind(at, one - 1, text) if one else "", _behind(at, other, text)]
    return any(about) and all(("," in sign) != ("," in here) for sign in about if sign)


def _behind(at: npt.NDArray[np.int64], k: int, text: str) -> str:
    """What stands between a number of a text and the next one."""
    end = int(at[k + 1]) if k + 1 < len(at) else int(at[k])
    return _LEADING.sub("", text[int(at[k]) : min(end, int(at[k]) + _SIGN)], count=1)
