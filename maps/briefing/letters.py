"""The texts of a briefing, made fit for a document: what stays on one line, letters that lack."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from functools import cache
from typing import Any

from maps.briefing.blocks import Briefing, Chart, Entries, Entry, Link, MapBlock, Paragraph, Section
from maps.briefing.blocks import Cell as CellBlock
from maps.briefing.blocks import Table as TableBlock

__all__ = ["WHOLE", "by_number", "kept_together", "lettered"]

_NUMBER = r"−?\d(?:[\d.,\u202f]*\d)?"
#: What no line ends within: intervals, distances, days with their months, reckonings, pairs of
#: countries; and options of a command.
WHOLE = re.compile(
    rf"(?<![\w–])(?:{_NUMBER}(?:–| … ){_NUMBER}(?: (?:km|км))?|{_NUMBER} (?:km|км|m|м)"
    rf"|\d{{1,2}}(?:\.|er)? [^\W\d_]{{3,}}(?= \d{{4}}\b)"
    rf"|{_NUMBER}(?: [−+] {_NUMBER})+ = {_NUMBER}"
    r"|[A-Z]{2}–[A-Z]{2})(?![\w–])"
    r"|(?<!\S)--?[a-z][a-z-]*(?!\S)"
)

#: Of letters that follow each other so many are told by number, and of more how many they are.
_MOST = 12
_TEXTS = (Chart, Entries, Entry, Link, MapBlock, Paragraph, Section, CellBlock, TableBlock)
_SAID = ("title", "subtitle", "summary", "summary_title", "sections", "sources_title")


def lettered(briefing: Briefing) -> Briefing:
    """The briefing with every letter that DejaVu Sans lacks told by its number.

    Nothing would stand in its place, and a name of such letters would be none.
    """
    return _each(briefing, by_number)


def kept_together(briefing: Briefing) -> Briefing:
    """The briefing with spaces that no line ends at within what belongs together (`WHOLE`).

    A line can still end after the dash of an interval: Word has no sign that keeps one whole (its
    "no-width non break" does nothing after a dash), and a hyphen that does not break is no dash.
    What is alone in its cell has room there, and stays as it is.
    """
    return _each(briefing, _joined)


def _joined(text: str) -> str:
    if WHOLE.fullmatch(text):
        return text
    return WHOLE.sub(lambda found: found[0].replace(" ", "\u00a0"), text)


def _each(briefing: Briefing, tell: Callable[[str], str]) -> Briefing:
    return dataclasses.replace(
        briefing, **{name: _told(getattr(briefing, name), tell) for name in _SAID}
    )


def _told(value: Any, tell: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return tell(value)
    if isinstance(value, tuple):
        return tuple(_told(one, tell) for one in value)
    if not isinstance(value, _TEXTS):
        return value
    names = [field.name for field in dataclasses.fields(value)]
    return dataclasses.replace(value, **{name: _told(getattr(value, name), tell) for name in names})


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
