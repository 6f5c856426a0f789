"""Degrees with minutes, and maybe seconds, in texts, in each way in which they may be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import attrgetter
from typing import Final, NamedTuple

import numpy as np

from maps.leaks.angleforms import unmarked_in
from maps.leaks.places import Numbers
from maps.leaks.runs import Runs, Whole, found, is_one, is_space

__all__ = ["sexagesimals_in"]

_MINUTE: Final = (
    r"(?:['′’:]|&(?:apos|prime|\#0?39|\#x27);|[Mm]in(?:ut(?:es?|en?|[ay])?|\.)?(?![a-z])"
    r"|мин(?:ут\w{0,2})?\.?|хв(?:[іи]л[іи]н\w{0,2})?\.?)"
)
_SECOND: Final = (
    r"""(?:\\{0,4}["″”]|''?|&(?:quot|Prime|apos|\#0?3[49]|\#x2[27]);"""
    r"|[Ss]e[ck](?:onds?|und(?:en|[ay])?|\.)?(?![a-z])|сек(?:унд\w{0,2})?\.?)"
)


def _with_signs(degree: str, others: str) -> re.Pattern[str]:
    """Angles with a sign for degrees; ``others``: signs by which the degrees of the next are told.

    It begins with a digit, so that it is quick; what stands before it is looked at by `_LEAD`.
    Minutes with decimals have no seconds, and the degrees of the next number are none.
    """
    return re.compile(
        rf"""(\d{{1,3}})\s{{0,2}}{degree}\s{{0,2}}
        (?:(\d{{1,2}}[.,]\d+)(?!\d|\s{{0,2}}[{others}])|(\d{{1,2}}))\s{{0,2}}({_MINUTE})?\s{{0,2}}
        (?:(\d{{1,2}}(?:[.,]\d+)?)(?![\d.,]*\s{{0,2}}(?:[:{others}]|deg|гр|Grad|stop))
            \s{{0,2}}({_SECOND})?)?
        \s{{0,2}}([NSEWnsew](?![a-z]))?""",
        re.VERBOSE,
    )


#: Those that are read, and those that are typed where there is no such sign, and in LaTeX.
_MARKED: Final = (
    _with_signs(
        r"(?:[°º˚ᵒ:]|deg(?:rees?|\.)?(?![a-z])|гр(?:ад\w{0,5})?\.?|Grad(?!\w)"
        r"|stop(?:nie|ni|ień|\.)?(?!\w))",
        "°º˚ᵒ",
    ),
    _with_signs(r"(?:\*|\^\{?\\circ\}?|\\(?:text)?degree(?:\{\})?)", r"°º˚ᵒ*^\\"),
)
#: A letter by itself: the last one of a word is no side of the world. And a sign.
_LEAD: Final = re.compile(r"(?:(?<![^\W\d_])([NSEWnsew]))?\s{0,2}([-+−]?)$")
_SIDES: Final = "NSEW"
_LETTERED: Final = re.compile(
    r"(?<!\d)(\d{1,3})[ ](\d{1,2}(?:\.\d+)?)(?:[ ](\d{1,2}(?:\.\d+)?))?[ ]?([NSEW])(?![A-Za-z])"
)
_LED: Final = re.compile(
    r"(?<![A-Za-z])([NSEW])\s?(\d{1,3})[ ](\d{1,2}(?:\.\d+)?)(?:[ ](\d{1,2}(?:\.\d+)?))?(?!\d)"
)
_PACKED: Final = re.compile(r"(?<!\d)(\d{2,3}?)(\d\d)(\d\d(?:\.\d+)?)?\s?([NSEW])(?![A-Za-z])")
#: As receivers say it: 5202.974,N,02914.738,E.
_NMEA: Final = re.compile(r"(?<![\d.])(\d{2,3})(\d\d\.\d+)()\s?,?\s?([NSEW])(?![A-Za-z])")
_MOST_DEG: Final = 180


class _Angle(NamedTuple):
    """Degrees, minutes and seconds as they are written at a place of a text."""

    at: int
    degrees: str
    minutes: str
    seconds: str = ""
    negative: bool = False
    #: Whether the seconds are known to be some by the signs about them.
    sure: bool = True

    def read(
        self, *, signed: bool = False, short: bool = False, last: bool = False
    ) -> tuple[float, float]:
        """In degrees, and what the last digit is worth.

        Without its sign, if not ``signed``; ``short``: without seconds that may be none; ``last``:
        of the degrees the last two digits, the others are not theirs.
        """
        told = [self.minutes]
        if self.seconds and (self.sure or not short):
            told.append(self.seconds)
        parts = [part.replace(",", ".") for part in told]
        whole = int(self.degrees[-2:] if last else self.degrees)
        value = whole + sum(float(part) / 60.0 ** (k + 1) for k, part in enumerate(parts))
        digits = len(parts[-1].partition(".")[2])
        return -value if signed and self.negative else value, 10.0**-digits / 60.0 ** len(parts)


def sexagesimals_in(
    text: str, runs: Runs | None = None, *, loose: bool = False
) -> Iterator[Numbers]:
    """Degrees with minutes, and maybe seconds, as degrees; in each way to read them.

    With and without their signs and sides, with and without seconds that may be none. ``loose``:
    before the degrees there may be anything, also digits. ``runs`` are those of the text.
    """
    runs = runs or Runs(text)
    every = (*_marked(runs), *_lettered(runs), *_unmarked(runs))
    some = (one for one in every if loose or int(one.degrees) <= _MOST_DEG)
    angles = sorted(some, key=attrgetter("at"))
    ways = [{"signed": True}, {}, {"short": True}] + [{"last": True}] * loose
    told: list[list[tuple[float, float]]] = []
    for way in ways:
        read = [angle.read(**way) for angle in angles]
        if read not in told:
            told.append(read)
            yield Numbers.of([r[0] for r in read], [a.at for a in angles], [r[1] for r in read])


def _marked(runs: Runs) -> Iterator[_Angle]:
    """With signs for degrees, or colons."""
    for pattern, signs in zip(_MARKED, ("°º˚ᵒ:dгGs", "*^\\"), strict=True):
        starts = _before_signs(runs, signs) if runs.are_told else None
        yield from _sided(runs, found(pattern, runs, starts))


def _sided(runs: Runs, matches: Iterator[re.Match[str]]) -> Iterator[_Angle]:
    """Angles with the sides of the world that stand before or behind them."""
    free = 0  # letters before it are those of numbers that were read
    for match in matches:
        at = match.start()
        lead = _LEAD.search(runs.text, max(free, at - 4), at)
        side, sign = (lead[1] or "", lead[2]) if lead else ("", "")
        if side:  # the letter behind it is that of the next one
            free = match.start(7) if match[7] else match.end()
        else:
            side, free = match[7] or "", match.end()
        negative = sign in ("-", "−") or side.upper() in ("S", "W")
        sure = bool(match[6]) or match[4] in (None, ":")  # both have a sign, or neither
        yield _Angle(at, match[1], match[2] or match[3], match[5] or "", negative, sure)


def _before_signs(runs: Runs, signs: str) -> Whole:
    """Where degrees with a sign behind may begin: with one of the last three digits before it."""
    near, far = is_space(runs.sign(1)), is_space(runs.sign(1)) & is_space(runs.sign(2))
    signed = is_one(runs.sign(1), signs) | (near & is_one(runs.sign(2), signs))
    signed |= far & is_one(runs.sign(3), signs)
    first, length = runs.first[signed], runs.length[signed]
    ends = first + length
    starts = [(ends - back)[length >= back] for back in (3, 2, 1)]
    return np.sort(np.concatenate(starts))


def _lettered(runs: Runs) -> Iterator[_Angle]:
    """With letters for the side of the world."""
    starts: list[Whole | None] = [None] * 4
    if runs.are_told:
        short, long = runs.length >= 4, runs.length <= 7
        point = runs.sign(1) == ord(".")
        behind = point | is_space(runs.sign(1)) | is_one(runs.sign(1), _SIDES)
        starts = [
            runs.first[runs.spaced],
            runs.first[short & long & behind],
            runs.first[short & (runs.length <= 5) & runs.followed_by(".")],
            runs.led_by(_SIDES, runs.spaced),
        ]
    for pattern, some in zip((_LETTERED, _PACKED, _NMEA), starts, strict=False):
        for match in found(pattern, runs, some):
            negative = match[4] in ("S", "W")
            yield _Angle(match.start(), match[1], match[2], match[3] or "", negative)
    for match in found(_LED, runs, starts[3]):
        yield _Angle(match.start(), match[2], match[3], match[4] or "", match[1] in ("S", "W"))


def _unmarked(runs: Runs) -> Iterator[_Angle]:
    """Without signs for degrees, in other ways."""
    for one in unmarked_in(runs):
        seconds = one.seconds.replace(",", ".")
        negative = one.side in ("S", "W", "-", "−")
        yield _Angle(one.at, one.degrees, one.minutes, seconds, negative)
