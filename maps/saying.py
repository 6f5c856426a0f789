"""Words, numbers and dates of a language, as the page says them, for what is made in Python.

The counterpart of ``maps/page/base/text.js``: the same catalogues, the same plural forms.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from maps.terms import Terms
from maps.words import catalogue

__all__ = ["Sayings", "listed", "named", "plural_form", "shown_text"]

#: As HIDDEN in ``maps/page/base/text.js``.
_HIDDEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5"
    "\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)
#: Months as they stand beside a day, where that is another form than by itself.
_MONTHS_OF = {
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
}
_YEAR = {"uk": "{} р.", "ru": "{} г.", "be": "{} г."}
_THIN = "\u202f"


def shown_text(text: str) -> str:
    """Text with hidden and direction-changing characters written out: U+202E as [U+202E].

    White space, also line ends, becomes single blanks.
    """
    told = _HIDDEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)
    return " ".join(told.split())


def named(language: str, name: str, value: str) -> str:
    """A name and what it is, with a colon as the language sets it: French with a space before."""
    return f"{name}{_gap(language)}: {value}"


def listed(language: str, parts: Iterable[str]) -> str:
    """Parts of a list, with semicolons as the language sets them."""
    return f"{_gap(language)}; ".join(parts)


def _gap(language: str) -> str:
    return _THIN if language == "fr" else ""


def plural_form(language: str, n: float) -> str:
    """Which form a number takes (CLDR): one, few, many or other; of whole numbers."""
    if n != int(n):
        return "other"
    whole = abs(int(n))
    if language in ("uk", "be", "ru"):
        last, two = whole % 10, whole % 100
        if last == 1 and two != 11:
            return "one"
        return "few" if 2 <= last <= 4 and not 12 <= two <= 14 else "many"
    if language == "fr":
        if whole in (0, 1):
            return "one"
        return "many" if whole % 1_000_000 == 0 else "other"
    return "one" if whole == 1 else "other"


@dataclass(frozen=True)
class Sayings:
    """The phrases of one language. Raises ArgumentError for a language there is none of."""

    language: str
    terms: Terms = field(init=False, repr=False)
    words: dict[str, Any] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """The phrases come from the catalogue files."""
        terms = Terms(self.language)
        object.__setattr__(self, "terms", terms)
        object.__setattr__(self, "language", terms.language)
        object.__setattr__(self, "words", catalogue(terms.language))

    def say(self, key: str, *, text: str | None = None, **values: Any) -> str:
        """The phrase for a key; {names} are filled in, and ``n`` chooses the plural form.

        ``text``, if there is one, stands in the place of ``n``.
        """
        phrase = self.words[key]
        if isinstance(phrase, dict):
            phrase = phrase[plural_form(self.language, values.get("n", 0))]
        told = {k: v if isinstance(v, str) else self.number(v) for k, v in values.items()}
        told |= {} if text is None else {"n": text}
        return re.sub(r"\{(\w+)\}", lambda m: told.get(m[1], m[0]), phrase)

    def number(self, value: float) -> str:
        """Whole, or with one decimal; thin spaces between thousands."""
        whole = float(value).is_integer()
        text = f"{value:,.0f}" if whole else f"{value:,.1f}"
        return self.terms.decimal(text.replace(",", _THIN))

    def interval(self, low: float | None, high: float | None) -> str:
        """``low``–``high``; without a high one "at least", without both nothing."""
        least, most = (None if v is None or math.isnan(v) else v for v in (low, high))
        if least is None:
            return "" if most is None else self.say("up_to", value=most)
        if most is None:
            return self.say("at_least", value=least)
        return self.number(least) if least == most else f"{self.number(least)}–{self.number(most)}"

    def unit(self, unit: str, n: float) -> str:
        """A unit in the form that goes with the number; one of somebody's own as it is."""
        key = f"unit_{unit}"
        return self.say(key, n=n) if key in self.words else shown_text(unit)

    def distance(self, metres: float) -> str:
        """800 m, 12 km."""
        if metres < 1000:
            return self.say("metres", value=round(metres))
        km = metres / 1000
        return self.say("kilometres", value=round(km, 1) if km < 10 else round(km))

    def date(self, text: str) -> str:
        """A date as the record has it (2022, 2022-10, 2022-10-09) in words; other text as it is."""
        found = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:[T ].*)?", text)
        if not found or not (found[2] is None or 1 <= int(found[2]) <= 12):
            return shown_text(text)
        year = found[1]
        calendar = self.terms.words["calendar"]
        if found[2] is None:
            return year
        month = int(found[2]) - 1
        if found[3] is None:
            return f"{calendar['months'][month]} {year}"
        of = _MONTHS_OF.get(self.language, "").split() or calendar.get("months_of")
        name = (of or calendar["months"])[month]
        day = int(found[3])
        ordinal = f"{day}." if self.language == "de" else str(day)
        return f"{ordinal} {name} {_YEAR.get(self.language, '{}').format(year)}"
