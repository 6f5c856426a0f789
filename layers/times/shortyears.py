"""Dates whose year has two digits: ``13.10.22``, ``18-Jan-22``, where their column says how.

13.10.22 may be of 2022 or of 2013. Of the ways in which all such dates of a column can be read, and
none lies in the future, exactly one must be left; or dates of the column with whole years show it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal

from layers.times.datereading import Order
from layers.times.monthnames import month_of

__all__ = ["ShortYears", "short_years", "telling_short_dates", "with_whole_year"]

#: Where the year stands, and which of day and month comes first.
Way = Literal["day first", "month first", "year first"]
#: What decides, by what stands between the parts of a date ("a" for a month that is a word).
ShortYears = Mapping[str, Way]

_SHORT: Final = re.compile(
    r"(?P<one>\d{1,2})(?P<sep>[./-])(?P<two>\d{1,2})(?P=sep)(?P<three>\d{2})(?P<rest>[T ,].*)?|"
    r"(?P<first>\d{1,2})[./ -](?P<name>[^\W\d_]{3,12})\.?[./ -](?P<last>\d{2})(?P<behind>[T ,].*)?"
)
_WHOLE: Final = re.compile(r"\d{1,2}(?P<sep>[./-])\d{1,2}(?P=sep)\d{4}(?:[T ,].*)?")
#: Where in a date of each way year, month and day stand.
_PLACES: Final[Mapping[Way, tuple[int, int, int]]] = {
    "day first": (2, 1, 0),
    "month first": (2, 0, 1),
    "year first": (0, 1, 2),
}
#: With points nobody writes the month first, and between day and year a word is the month.
_WAYS: Final[Mapping[str, tuple[Way, ...]]] = {
    ".": ("day first", "year first"),
    "/": ("day first", "month first", "year first"),
    "-": ("day first", "month first", "year first"),
    "a": ("day first", "year first"),
}


def telling_short_dates(texts: Iterable[str]) -> dict[tuple[str, int], str]:
    """Of each kind the dates with the largest first, second and third part, and one whole date."""
    found: dict[tuple[str, int], tuple[int, str]] = {}
    for text in texts:
        for kind, parts in _parts(text):
            for place, part in enumerate(parts):
                key = (kind, place)
                found[key] = max(found.get(key, (-1, "")), (part, text))
        if (match := _WHOLE.fullmatch(text)) is not None:
            found.setdefault((match["sep"], 3), (0, text))
    return {key: text for key, (_, text) in found.items()}


def short_years(texts: Iterable[str], order: Order, today: dt.date | None) -> ShortYears:
    """How dates with short years are to be read in a column with these texts, by kind.

    ``order`` is what the column shows or says of its other dates. Kinds of which more than one
    way is left, or none, are not there.
    """
    told = telling_short_dates(texts)
    latest = 99 if today is None else today.year % 100
    ways: dict[str, Way] = {}
    for kind in dict.fromkeys(kind for kind, place in told if place < 3):
        largest = [dict(_parts(told[kind, place]))[kind][place] for place in range(3)]
        shown = _shown(kind, order, whole=(kind, 3) in told)
        possible = _WAYS[kind] if shown is None else (shown,)
        left = [way for way in possible if _fits(largest, way, latest)]
        if len(left) == 1:
            ways[kind] = left[0]
    return ways


def with_whole_year(text: str, ways: ShortYears) -> str:
    """The date in ISO 8601, with a time behind it as it was; "" for any other text."""
    for kind, parts in _parts(text) if ways else ():
        if kind in ways:
            year, month, day = (parts[place] for place in _PLACES[ways[kind]])
            match = _SHORT.fullmatch(text)
            rest = (match["rest"] or match["behind"] or "") if match else ""
            return f"{2000 + year:04d}-{month:02d}-{day:02d}{rest}"
    return ""


def _parts(text: str) -> Iterator[tuple[str, tuple[int, int, int]]]:
    """The kind of a date with a short year, and its three numbers; nothing for other texts."""
    match = _SHORT.fullmatch(text) if len(text) < 40 else None
    if match is None:
        return
    if match["sep"]:
        yield match["sep"], (int(match["one"]), int(match["two"]), int(match["three"]))
    elif month := month_of(match["name"]):
        yield "a", (int(match["first"]), month, int(match["last"]))


def _fits(largest: list[int], way: Way, latest: int) -> bool:
    year, month, day = (largest[place] for place in _PLACES[way])
    return year <= latest and month <= 12 and day <= 31


def _shown(kind: str, order: Order, *, whole: bool) -> Way | None:
    """What dates with whole years show, or the column's name says."""
    if order in ("day first", "month first", "month first, also with points"):
        points = kind == "." and not order.endswith("points")
        return "day first" if order == "day first" or points or kind == "a" else "month first"
    return "day first" if whole and kind == "." and order == "unknown" else None
