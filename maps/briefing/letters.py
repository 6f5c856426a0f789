"""Texts of others for documents that bring their own typeface, which does not have all letters."""

from __future__ import annotations

import dataclasses
import re
from functools import cache
from typing import Any

from maps.briefing.blocks import Briefing, Chart, Entries, Entry, Link, MapBlock, Paragraph, Section
from maps.briefing.blocks import Cell as CellBlock
from maps.briefing.blocks import Table as TableBlock

__all__ = ["by_number", "lettered"]

#: Of letters that follow each other so many are told by number, and of more how many they are.
_MOST = 12
_TEXTS = (Chart, Entries, Entry, Link, MapBlock, Paragraph, Section, CellBlock, TableBlock)
_SAID = ("title", "subtitle", "summary", "summary_title", "sections", "sources_title")


def lettered(briefing: Briefing) -> Briefing:
    """The briefing with every letter that DejaVu Sans lacks told by its number.

    Nothing would stand in its place, and a name of such letters would be none.
    """
    told = {name: _told(getattr(briefing, name)) for name in _SAID}
    return dataclasses.replace(briefing, **told)


def _told(value: Any) -> Any:
    if isinstance(value, str):
        return by_number(value)
    if isinstance(value, tuple):
        return tuple(map(_told, value))
    if not isinstance(value, _TEXTS):
        return value
    names = [field.name for field in dataclasses.fields(value)]
    return dataclasses.replace(value, **{name: _told(getattr(value, name)) for name in names})


def by_number(text: str) -> str:
    """``東京`` as ``[U+6771 U+4EAC]``; of very many how many more they are."""
    return text if text.isascii() else _lacking().sub(_numbers, text)


def _numbers(found: re.Match[str]) -> str:
    letters = found[0]
    numbers = " ".join(f"U+{ord(letter):04X}" for letter in letters[:_MOST])
    more = f" … +{len(letters) - _MOST}" if len(letters) > _MOST else ""
    return f"[{numbers}{more}]"


@cache
def _lacking() -> re.Pattern[str]:
    """Letters that the plain or the bold face does not have."""
    from maps.picture.fonts import letters_of

    both = sorted(letters_of(bold=False) & letters_of(bold=True))
    ranges: list[list[int]] = []
    for number in [*range(0x20), *both]:
        if ranges and number <= ranges[-1][1] + 1:
            ranges[-1][1] = max(number, ranges[-1][1])
        else:
            ranges.append([number, number])
    spans = (f"\\U{low:08x}-\\U{high:08x}" for low, high in ranges)
    return re.compile(f"[^{''.join(spans)}]+")
