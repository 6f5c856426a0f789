"""What stands in and around dates without changing them: days of the week, a word for the year.

``Tue, 18 Jan 2022``, ``18.01.2022 г.``, ``14:30 18.01.2022``, ``18.01.2022 в 14:30`` and
``181430ZJAN22`` become what `layers.times.dates` reads. English, Russian, Ukrainian, Belarusian,
German and French.
"""

from __future__ import annotations

import re
from typing import Final

from layers.times.monthnames import month_of

__all__ = ["tidy", "whole_of", "why_no_date"]

#: No date is longer.
_MOST_CHARACTERS: Final = 100
#: Short ones that are no months: French mar. may be March.
_DAYS: Final = (
    r"(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)(?:\.|,|(?=[\s)]))|"
    r"(?:mo|di|mi|do|fr|sa|so)[.,]|"
    r"(?:пн|вт|ср|чт|пт|сб|вс|нд|аў|сер|чц)[.,]?(?=[,\s)]|$)|"
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|"
    r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|"
    r"понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|"
    r"понеділок|вівторок|середа|четвер|п[’'ʼ]ятниця|субота|неділя|"
    r"панядзелак|аўторак|серада|чацвер|пятніца|нядзеля),?(?=[\s)]|$)"
)
_DAY_BEFORE = re.compile(rf"^(?:{_DAYS}),?\s*(?=\S*\d|[^\W\d_]+\.?\s*\d)", re.IGNORECASE)
_DAY_BEHIND = re.compile(rf"\s*\((?:{_DAYS})\)$", re.IGNORECASE)
#: Behind a year, and before a time: a space where no comma stands.
_OF_YEAR = re.compile(r"(?<=\d{4})\s*(?:года|год|року|рік|гг?\.?|рр?\.?)(?=$|[\s,])", re.IGNORECASE)
_AT = re.compile(r"(?<=[\d.,])\s+(?:в|о|об|а|at|um|à)\s+(?=\d{1,2}:\d{2})", re.IGNORECASE)
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?:\s*(?:Z|UTC|GMT|EEST|EET|MSK|CEST|CET)|\+\d{2}:?\d{2})?"
#: A time with a point, behind a date with four digits for the year.
_POINTED = re.compile(r"(?<=\d{4}) (\d{1,2})\.(\d{2})$")
_TIME_FIRST = re.compile(rf"^({_CLOCK}),?\s+([^:]*\d{{4}}(?:-\d{{2}}-\d{{2}})?)$")
#: As Twitter and others write it: Tue Jan 18 14:30:00 +0000 2022.
_YEAR_LAST = re.compile(
    r"^([A-Za-z]{3}) (\d{1,2}) (\d{1,2}:\d{2}:\d{2}) (?:([+-]\d{4}|UTC|GMT|EET|EEST|MSK) )?(\d{4})$"
)
#: A date, with or without a time, of which nothing needs to be taken away.
_PLAIN = re.compile(r"\d[\d./-]*(?:[T ]\d{1,2}:\d{2}[\d:.,]*Z?)?")
#: J is the time of wherever one is, and so none.
_GROUP = re.compile(
    r"(\d{2})\s?(\d{2})(\d{2})\s?([A-IK-Z])\s?([A-Z]{3})\s?(\d{4}|\d{2})", re.IGNORECASE
)
_PART = re.compile(
    r"(?:(?:at |by |in )?(?:the )?(?:early|mid(?:dle)?|late|beginning|start|end)(?: of)?|"
    r"(?:на |у |в |во |к )?(?:початк[уо]|початок|середин[аіуе]|кін(?:ець|ці)|наприкінці|"
    r"начал[оеу]|кон(?:ец|це|цу)|пачат(?:ак|ку)|сярэдзін[аеу]|кан(?:ец|цы))|"
    r"(?:anfang|mitte|ende)|(?:début|mi|fin))[ -]+(?=\S)",
    re.IGNORECASE,
)
_INEXACT = re.compile(
    r"[~≈<>]|(?:c|ca|circa|about|around|approx|approximately|before|after|since|until|by|"
    r"около|примерно|до|после|перед|близько|приблизно|після|каля|прыкладна|пасля|"
    r"etwa|um|vor|nach|vers|avant|après)[. ]",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d{5}(?:\.\d+)?|\d{9,13}(?:\.\d+)?")
_NO_YEAR = re.compile(
    r"\d{1,2}(?:st|nd|rd|th)?[. ]{1,2}(?P<behind>[^\W\d_]{3,9})\.?|"
    r"(?P<before>[^\W\d_]{3,9})\.? \d{1,2}(?:st|nd|rd|th)?"
)
_TWO_DIGITS = re.compile(r"\d{1,2}([./-])(?:\d{1,2}|[^\W\d_]{3,9})\1\d{2}(?:\s.*)?")


def tidy(text: str) -> str:
    """A date without what does not change it; other texts as they are."""
    if len(text) > _MOST_CHARACTERS or _PLAIN.fullmatch(text):
        return text
    if group := _GROUP.fullmatch(text):
        return _of_group(group)
    plain = _DAY_BEHIND.sub("", _DAY_BEFORE.sub("", text))
    plain = _AT.sub(" ", _OF_YEAR.sub("", plain))
    plain = _POINTED.sub(r" \1:\2", plain)
    if match := _TIME_FIRST.match(plain):
        return f"{match[2].rstrip()} {match[1]}"
    if match := _YEAR_LAST.match(plain):
        zone = f" {match[4]}" if match[4] else ""
        return f"{match[2]} {match[1]} {match[5]} {match[3]}{zone}"
    return plain


def whole_of(text: str) -> str:
    """The month or year of which a text says a part: *early October 2022*; "" for any other."""
    match = _PART.match(text) if len(text) <= _MOST_CHARACTERS else None
    rest = text[match.end() :] if match else ""
    return "" if _PART.match(rest) else rest


def why_no_date(text: str) -> str:
    """What to say of a text that is no date, behind that text."""
    if _INEXACT.match(text) or (text.endswith("?") and text[:1].isdigit()):
        return "is not an exact date: write from when to when, as in 2022-10-10/2022-10-14"
    why = ""
    if _TWO_DIGITS.fullmatch(text):
        return "is not a date: its year has two digits; write it as YYYY-MM-DD, or say --date-order"
    if (match := _NO_YEAR.fullmatch(text)) and month_of(match["behind"] or match["before"]):
        why = ": it has no year"
    elif _NUMBER.fullmatch(text):
        why = ": numbers are dates where all values of their column are such numbers"
    return f"is not a date{why}; write it as YYYY-MM-DD"


def _of_group(match: re.Match[str]) -> str:
    """A date-time group of armed forces: 120530ZOCT22, with a letter for the offset."""
    day, hour, minute, letter, month, year = match.groups()
    number = "ABCDEFGHIKLM".find(letter.upper()) + 1 or -("NOPQRSTUVWXY".find(letter.upper()) + 1)
    zone = f"{'-' if number < 0 else '+'}{abs(number):02d}:00" if number else "Z"
    return f"{day} {month} {year if len(year) == 4 else '20' + year} {hour}:{minute}{zone}"
