"""Numbers, dates and phrases of a briefing in its language."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from typing import Any

from layers.checking.values import visible
from maps.briefing.period import Period
from maps.saying import listed, named, plural_form
from maps.terms import Terms
from maps.words import catalogue, language_of

__all__ = ["Say", "grouped", "layer_name", "shown"]

#: A text of others in a briefing is at most so long; what is cut off is marked.
_LONGEST = 700
_MINUS = "\u2212"


def shown(text: Any, longest: int = _LONGEST) -> str:
    """A text of others on one line, its control and direction characters written out."""
    line = " ".join(str(text).split())
    told = visible(line[: longest + 1])
    return told if len(told) <= longest else f"{told[: longest - 1]}…"


def grouped(number: int) -> str:
    """A whole number with thin spaces between thousands: the same in every language."""
    return f"{number:,}".replace(",", "\u202f")


@dataclass(frozen=True)
class Say:
    """The words of one language. Raises ArgumentError for a language there is none of.

    ``events``: where a phrase speaks of a number of reports, and has a twin that speaks of one of
    events (its key with ``_once``), that is said.
    """

    language: str
    events: bool = False
    words: dict[str, Any] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """The words come from the catalogue files."""
        code = language_of(self.language)
        text = resources.files("maps").joinpath("catalogues", "briefing", f"{code}.json")
        own: dict[str, Any] = json.loads(text.read_text("utf-8"))
        object.__setattr__(self, "language", code)
        object.__setattr__(self, "words", catalogue(code) | own)

    @cached_property
    def terms(self) -> Terms:
        """The vocabulary of the record."""
        return Terms(self.language)

    @cached_property
    def labels(self) -> dict[str, dict[str, str]]:
        """Labels of words by vocabulary."""
        return self.terms.labels()

    def __call__(self, key: str, number: int | None = None, /, **values: str) -> str:
        """A phrase with its values put in; in the plural form of ``number``, where it has forms."""
        twin = f"{key}_once"
        phrase = self.words[twin if self.events and twin in self.words else key]
        if not isinstance(phrase, str):
            phrase = phrase[plural_form(self.language, number or 0)]
        return re.sub(r"\{(\w+)\}", lambda m: values.get(m[1], m[0]), phrase)

    def number(self, value: float) -> str:
        """A number with thin spaces between thousands, as on the page and on stills."""
        text = f"{value:.10g}"
        if "e" in text:
            return text
        whole, point, rest = text.partition(".")
        if len(whole.lstrip("-")) > 3:
            whole = grouped(int(whole))
        return self.terms.decimal(f"{whole}{point}{rest}").replace("-", _MINUS)

    def interval(self, low: float, high: float) -> str:
        """``3–4``, or ``3`` where both are the same; with negative ends ``−3 … 4``."""
        if low == high:
            return self.number(low)
        between = "–" if low >= 0 else " … "
        return f"{self.number(low)}{between}{self.number(high)}"

    def named(self, name: str, value: str) -> str:
        """A name, a colon and what it is."""
        return named(self.language, name, value)

    def listed(self, parts: Iterable[str]) -> str:
        """Parts with semicolons between them."""
        return listed(self.language, parts)

    def day(self, day: dt.date) -> str:
        """A day in words."""
        return self("date_day", day=self._of_month(day.day), month=self._month(day),
                    year=str(day.year))  # fmt: skip

    def days(self, first: dt.date, last: dt.date) -> str:
        """The days from one to another: ``1–30 November 2022`` is written ``November 2022``."""
        if first == last:
            return self.day(first)
        following = last + dt.timedelta(days=1) if last < dt.date.max else last
        if first.day == 1 and following.day == 1 and (first.year, first.month) == (
            last.year, last.month,
        ):  # fmt: skip
            return f"{self.terms.words['calendar']['months'][first.month - 1]} {first.year}"
        if (first.year, first.month) == (last.year, last.month):
            return self(
                "date_days",
                first=self._of_month(first.day),
                last=str(last.day),
                month=self._month(first),
                year=str(first.year),
            )
        return f"{self.day(first)} – {self.day(last)}"

    def short(self, day: dt.date, unit: str) -> str:
        """A week by its first day, or a month, for the foot of a bar: ``3 Oct``, ``10/2022``."""
        if unit == "month":
            return f"{day.month}/{day.year}"
        return self("date_short", day=str(day.day), month=self.words["months_short"][day.month - 1])

    def period(self, period: Period) -> str:
        """A period; one that is open at an end by the day that it has."""
        if period.first and period.last:
            return self.days(period.first, period.last)
        if period.first:
            return f"{self.day(period.first)} – …"
        return f"… – {self.day(period.last)}" if period.last else self("period_all")

    def date(self, text: str) -> str:
        """A date of the record (ISO 8601) in words, with its time of day, if it has one."""
        parts = text[:10].split("-")
        try:
            numbers = [int(part) for part in parts]
            if len(numbers) == 3:
                told = self.day(dt.date(numbers[0], numbers[1], numbers[2]))
                return f"{told}, {text[11:].rstrip()}" if len(text) > 11 else told
            if len(numbers) == 2:
                month = dt.date(numbers[0], numbers[1], 1)
                names = self.terms.words["calendar"]["months"]
                return f"{names[month.month - 1]} {month.year}"
        except ValueError:
            pass
        return shown(text)

    def _month(self, day: dt.date) -> str:
        return str(self.words["months_of"][day.month - 1])

    def _of_month(self, day: int) -> str:
        return self("day_first") if day == 1 else str(day)


def layer_name(name: str, say: Say) -> str:
    """What a layer is called; one of somebody's own as it is."""
    return str(say.words.get(f"layer_{name}", "")) or shown(name, 60) or say("not_stated")
