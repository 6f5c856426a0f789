"""Degrees and minutes without signs for degrees: with dashes, letters or words about them.

Each form is looked for only where the signs stand that it needs, so that other texts cost little.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

import numpy as np

from maps.leaks.runs import Mask, Runs, Whole, found, is_space

__all__ = ["Written", "unmarked_in"]

_DEGREES: Final = r"(?P<d>\d{1,3})"
_MINUTES: Final = r"(?P<m>\d{1,2}(?:[.,]\d+)?)"
_SECONDS: Final = r"(?P<s>\d{1,2}(?:[.,]\d+)?)"
_SIDES: Final = "NSEW"
_SIGNS: Final = "+-−"
_SIGNED: Final = r"(?P<side>[+−-])"
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


def _before(runs: Runs, signs: str) -> Mask:
    """Runs of degrees with one of some signs behind them, and minutes behind that."""
    return np.asarray((runs.length <= 3) & runs.followed_by(signs))


def _with_letter(runs: Runs) -> Mask:
    """Runs of degrees with a ``d`` behind them."""
    near = (runs.sign(1) == ord("d")) | (is_space(runs.sign(1)) & (runs.sign(2) == ord("d")))
    return np.asarray((runs.length <= 3) & near)


def _packed(runs: Runs) -> Mask:
    """Runs of degrees and minutes, of which there are decimals."""
    return np.asarray((runs.length >= 4) & (runs.length <= 5) & (runs.sign(1) == ord(".")))


def _of_seconds(runs: Runs) -> Mask:
    """Runs of degrees, minutes and seconds."""
    return np.asarray((runs.length >= 6) & (runs.length <= 7))


def _compiled(
    *forms: tuple[Callable[[Runs], Whole], str],
) -> tuple[tuple[Callable[[Runs], Whole], re.Pattern[str]], ...]:
    return tuple((where, re.compile(form)) for where, form in forms)


#: Where a form may begin, and the form.
_FORMS: Final = _compiled(
    # 52-02.97N 029-14.75E, 52-02-58 N
    (lambda runs: runs.first[_before(runs, "-") & ~runs.preceded_by(".-")],
     rf"(?<![\d.-]){_DEGREES}-{_MINUTES}(?:-{_SECONDS})?\s{{0,2}}{_BEHIND}"),
    (lambda runs: runs.led_by(_SIDES, _before(runs, "-")),
     rf"{_BEFORE}\s?{_DEGREES}-{_MINUTES}(?:-{_SECONDS})?(?![\d-])"),
    # 52d02m58s
    (lambda runs: runs.first[_with_letter(runs)],
     rf"(?<!\d){_DEGREES}\s?d\s?{_MINUTES}\s?(?:m(?![a-z])|['′’])"
     rf"(?:\s?{_SECONDS}\s?(?:s(?![a-z])|[\"″”]|''))?\s?(?:{_BEHIND})?"),
    # N5202.97, N520258
    (lambda runs: runs.led_by(_SIDES, _packed(runs)),
     rf"{_BEFORE}\s?(?P<d>\d{{2,3}})(?P<m>\d\d\.\d+)(?P<s>)"),
    (lambda runs: runs.led_by(_SIDES, _of_seconds(runs)),
     rf"{_BEFORE}\s?(?P<d>\d{{2,3}}?)(?P<m>\d\d)(?P<s>\d\d(?:\.\d+)?)(?!\d)"),
    # As addresses of maps have it, and wikis: 52_2_58_N_29_14_44_E, 52|2|58.2|N; 52/02/58N
    (lambda runs: runs.first[_before(runs, "_|/") & ~runs.preceded_by(".")],
     rf"(?<![\d.]){_DEGREES}(?P<cut>[_|/]){_MINUTES}(?:(?P=cut){_SECONDS})?(?:(?P=cut)|\s)?{_BEHIND}"),
    # As ISO 6709 has it: +5202.97+02914.74/, +520258.2+0291444.2/
    (lambda runs: runs.led_by(_SIGNS, _packed(runs)),
     rf"{_SIGNED}(?P<d>\d{{2,3}})(?P<m>\d\d\.\d+)(?P<s>)"),
    (lambda runs: runs.led_by(_SIGNS, _of_seconds(runs)),
     rf"{_SIGNED}(?P<d>\d{{2,3}}?)(?P<m>\d\d)(?P<s>\d\d(?:\.\d+)?)(?!\d)"),
    # 52.02.58,2 N
    (lambda runs: runs.first[_before(runs, ".") & ~runs.preceded_by(".,")],
     rf"(?<![\d.,]){_DEGREES}\.(?P<m>\d{{1,2}})\.(?P<s>\d{{1,2}}(?:,\d+)?)\s?{_BEHIND}"),
)  # fmt: skip
#: Numbers with nothing but spaces or points between, and a word before or behind them.
_NUMBERS: Final = re.compile(rf"(?<![\d.,]){_SPACED}(?![.,]?\d)")
_DOTTED: Final = re.compile(
    rf"(?<![\d.,]){_DEGREES}\.(?P<m>\d{{1,2}})\.(?P<s>\d{{1,2}}(?:,\d+)?)(?![.,]?\d)"
)
_WORD_BEFORE: Final = re.compile(rf"{_WORD}\W{{0,3}}$", re.IGNORECASE)
_WORD_BEHIND: Final = re.compile(rf"\s?{_WORD}", re.IGNORECASE)
#: So many letters before an angle hold such a word.
_LONGEST: Final = 40
_PAIRS: Final = tuple(re.compile(rf"(?<![\d.-]){form}(?![\d.])") for form in _TWO)


def unmarked_in(runs: Runs) -> Iterator[Written]:
    """Angles in a text of such runs of digits, in no order."""
    text, told = runs.text, runs.are_told
    for where, form in _FORMS:
        for one in found(form, runs, where(runs) if told else None):
            side = one["side"] or ""
            yield Written(one.start("d"), one["d"], one["m"], one["s"] or "", side)
    for form, sign in ((_NUMBERS, " "), (_DOTTED, ".")):
        starts = runs.first[_before(runs, sign) & ~runs.preceded_by(".,")] if told else None
        for one in found(form, runs, starts):
            if _has_word(text, *one.span()):
                yield Written(one.start(), one["d"], one["m"], one["s"] or "", "")
    starts = runs.first[runs.spaced & ~runs.preceded_by(".-")] if told else None
    for form in _PAIRS:
        for one in found(form, runs, starts):
            if one["cut"] == " " and not _is_whole(text, *one.span()):
                continue
            for k in (1, 5):
                yield Written(one.start(k), one[k], one[k + 1], one[k + 2] or "", "")


def _has_word(text: str, begin: int, end: int) -> bool:
    """Whether a word for a side of the world stands before or behind a part of a text."""
    before = text[max(0, begin - _LONGEST) : begin]
    return bool(_WORD_BEHIND.match(text, end) or _WORD_BEFORE.search(before))


def _is_whole(text: str, begin: int, end: int) -> bool:
    """Whether a value begins and ends there."""
    return bool(_BEGINS.search(text[max(0, begin - 2) : begin]) or not begin) and bool(
        _ENDS.match(text[end : end + 2])
    )
