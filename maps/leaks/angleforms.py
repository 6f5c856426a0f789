"""Degrees and minutes without signs for degrees: with dashes, letters or words about them.

Each form is looked for only where something stands that it needs, so that other texts cost little.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

__all__ = ["Written", "unmarked_in"]

_DEGREES: Final = r"(?P<d>\d{1,3})"
_MINUTES: Final = r"(?P<m>\d{1,2}(?:[.,]\d+)?)"
_SECONDS: Final = r"(?P<s>\d{1,2}(?:[.,]\d+)?)"
_SPACED: Final = rf"{_DEGREES}[ ]{_MINUTES}(?:[ ]{_SECONDS})?"
_BEHIND: Final = r"(?P<side>[NSEW])(?![A-Za-z])"
_BEFORE: Final = r"(?<![A-Za-z])(?P<side>[NSEW])"
#: Words for latitude, longitude and the sides of the world, as Kordon reads them. Letters that are
#: words of their own, such as a Russian "in", are none by themselves.
_WORD: Final = (
    r"(?<![^\W\d_])(?:lat(?:itude)?|lon(?:g(?:itude)?)?|lng|широта|шырата|долгота|довгота|даўгата|"
    r"north|nord|south|süd|sud|east|ost|est|west|ouest|[сю]\.?\s?ш|п[нд](?:\.?\s?ш)?|[вуз]\.?\s?д|"
    r"[сз]х(?:\.?\s?д)?|север|північ|поўнач|юг|південь|поўдзень|восток|схід|усход|запад|захід|"
    r"захад|(?:північ|півден|схід|захід|север|юж|восточ|запад|паўноч|паўднёв|усход|заход)н\w{1,4}\s"
    r"(?:широт|шырат|долгот|довгот|даўгат)\w{1,2})(?![^\W\d_])"
)
#: Two angles with nothing but spaces in each: both with seconds, or with decimals of minutes.
_TWO: Final = tuple(
    (rf"{one}(?P<cut>\s?[,;]\s?|[ ]){other}")
    for one, other in (
        (r"(\d{1,3})[ ](\d{1,2})[ ](\d{1,2}(?:\.\d+)?)",) * 2,
        (r"(\d{1,3})[ ](\d{1,2}\.\d+)()",) * 2,
    )
)
#: Where a value begins and ends: without a comma between them two angles are all of one.
_BEGINS: Final = re.compile(r'(?:^|[\n\r\t\x1e\x1f<>;"(\[,:])\s?$')
_ENDS: Final = re.compile(r'\s?(?:$|[\n\r\t\x1e\x1f<>;")\],])')


class Written(NamedTuple):
    """Parts of an angle as they are written, where it begins, and the letter for its side."""

    at: int
    degrees: str
    minutes: str
    seconds: str
    side: str


def _compiled(*forms: tuple[str, str]) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    return tuple((re.compile(needs), re.compile(form)) for needs, form in forms)


#: What a form needs, and the form.
_FORMS: Final = _compiled(
    # 52-02.97N 029-14.75E, 52-02-58 N
    (r"\d-\d[\d.-]{0,20}\s?[NSEW]",
     rf"(?<![\d.-]){_DEGREES}-{_MINUTES}(?:-{_SECONDS})?\s{{0,2}}{_BEHIND}"),
    (r"[NSEW]\s?\d{1,3}-\d",
     rf"{_BEFORE}\s?{_DEGREES}-{_MINUTES}(?:-{_SECONDS})?(?![\d-])"),
    # 52d02m58s
    (r"\d\s?d\s?\d",
     rf"(?<!\d){_DEGREES}\s?d\s?{_MINUTES}\s?(?:m(?![a-z])|['′’])"
     rf"(?:\s?{_SECONDS}\s?(?:s(?![a-z])|[\"″”]|''))?\s?(?:{_BEHIND})?"),
    # N5202.97, N520258
    (r"[NSEW]\s?\d{4}", rf"{_BEFORE}\s?(?P<d>\d{{2,3}})(?P<m>\d\d\.\d+)(?P<s>)"),
    (r"[NSEW]\s?\d{6}",
     rf"{_BEFORE}\s?(?P<d>\d{{2,3}}?)(?P<m>\d\d)(?P<s>\d\d(?:\.\d+)?)(?!\d)"),
    # As addresses of maps have it: 52_2_58_N_29_14_44_E
    (r"\d_[NSEW](?![A-Za-z])",
     rf"(?<![\d.]){_DEGREES}_{_MINUTES}(?:_{_SECONDS})?_{_BEHIND}"),
)  # fmt: skip
#: Numbers with nothing but spaces between, and a word before or behind them.
_NUMBERS: Final = re.compile(rf"(?<![\d.,]){_SPACED}(?![.,]?\d)")
_WORD_BEFORE: Final = re.compile(rf"{_WORD}\W{{0,3}}$", re.IGNORECASE)
_WORD_BEHIND: Final = re.compile(rf"\s?{_WORD}", re.IGNORECASE)
#: So many letters before an angle hold such a word.
_LONGEST: Final = 40
_NEEDS_TWO: Final = re.compile(r"\d \d{1,2}(?:\.\d|(?: \d))")
_PAIRS: Final = tuple(re.compile(rf"(?<![\d.-]){form}(?![\d.])") for form in _TWO)


def unmarked_in(text: str) -> Iterator[Written]:
    """Angles in a text, in no order."""
    for needs, form in _FORMS:
        for found in form.finditer(text) if needs.search(text) else ():
            side = found["side"] or ""
            yield Written(found.start("d"), found["d"], found["m"], found["s"] or "", side)
    for found in _NUMBERS.finditer(text):
        if _has_word(text, *found.span()):
            yield Written(found.start(), found["d"], found["m"], found["s"] or "", "")
    for form in _PAIRS if _NEEDS_TWO.search(text) else ():
        for found in form.finditer(text):
            if found["cut"] == " " and not _is_whole(text, *found.span()):
                continue
            for k in (1, 5):
                yield Written(found.start(k), found[k], found[k + 1], found[k + 2] or "", "")


def _has_word(text: str, begin: int, end: int) -> bool:
    """Whether a word for a side of the world stands before or behind a part of a text."""
    before = text[max(0, begin - _LONGEST) : begin]
    return bool(_WORD_BEHIND.match(text, end) or _WORD_BEFORE.search(before))


def _is_whole(text: str, begin: int, end: int) -> bool:
    """Whether a value begins and ends there."""
    return bool(_BEGINS.search(text[max(0, begin - 2) : begin]) or not begin) and bool(
        _ENDS.match(text[end : end + 2])
    )
