"""What the words of the record are called in the language of a page.

English labels stand in `layers.vocabulary`; other languages have theirs in
``catalogues/vocabulary``, together with patterns for titles and for names of zones. A word that
no vocabulary knows stays as it is. The data themselves are not translated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

import pandas as pd

from geo import reference
from geo.regions import slug
from layers.reports import CELL_CATEGORY
from layers.vocabulary import VOCABULARIES
from maps.placenames import name_in
from maps.words import catalogue, language_of, vocabulary

__all__ = ["LABELLED", "Terms", "made_up_title"]

#: Vocabularies whose labels travel to the page.
LABELLED = (
    "actor", "direction", "handling", "obstacle_status", "status", "verification_status",
)  # fmt: skip
_ZONE = re.compile(r"([A-Z]{2})-([A-Z]{2})-([\d.]+)km(?:-([A-Z]{2}))?(-[\w-]+)?")


@dataclass(frozen=True)
class Terms:
    """The vocabulary of one language. Raises ArgumentError for a language there is none of."""

    language: str
    words: Mapping[str, Any] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """The words come from the catalogue files."""
        object.__setattr__(self, "language", language_of(self.language))
        object.__setattr__(self, "words", vocabulary(self.language))

    def labels(self) -> dict[str, dict[str, str]]:
        """Label by word, by vocabulary, for what the page shows."""
        return {
            name: {
                term.word: self.words.get(name, {}).get(term.word, term.label)
                for term in VOCABULARIES[name]
            }
            for name in LABELLED
        }

    def category(self, word: str) -> tuple[str, str]:
        """Label and meaning of a category; of one that nobody knows the word itself, and none."""
        if word == CELL_CATEGORY:
            words = catalogue(self.language)
            return words["published_cells"], words["published_cells_meaning"]
        return self._categories.get(word, (word, ""))

    @cached_property
    def _categories(self) -> dict[str, tuple[str, str]]:
        own = self.words.get("category", {})
        return {
            term.word: tuple(own.get(term.word, (term.label, term.meaning)))
            for term in VOCABULARIES["category"]
        }

    def region(self, row: Mapping[str, Any]) -> str:
        """The name of a region (a row of a regions frame): border zones by the pattern."""
        name = str(row["name"])
        if row["kind"] == "rail_hub":
            return _hub_names(self.language).get(str(row["region_id"]), name)
        found = _ZONE.fullmatch(str(row["region_id"])) if row["kind"] == "border_zone" else None
        if found is None:
            return name
        one, other, width, side, unit = found.groups()
        phrase, sides = self.words["phrase"], self.words["side"]
        zone = phrase["zone"].format(pair=f"{one}–{other}", width=self.decimal(width))
        if side is None or side not in sides:
            return zone if side is None else name
        part = _oblast(name.rpartition(", in ")[2], self.language) if unit else sides[side]
        if unit and self.language == "en":
            part = f"in {part}"
        return str(phrase["zone_part"].format(zone=zone, part=part))

    def decimal(self, figure: str) -> str:
        """A number as the language writes it: a comma everywhere but in English."""
        return figure if self.language == "en" else figure.replace(".", ",")

    def month(self, day: pd.Timestamp) -> str:
        """Month and year, as they stand by themselves."""
        return f"{self.words['calendar']['months'][day.month - 1]} {day.year}"

    @property
    def calendar(self) -> dict[str, Any] | None:
        """Names of months and weekdays for a language that browsers have no dates of."""
        names: dict[str, Any] = self.words["calendar"]
        return names if "months_of" in names else None


@cache
def _hub_names(language: str) -> Mapping[str, str]:
    """Names of the shipped hubs by their region's id, where the language has one of its own."""
    if language == "en":
        return {}
    found = {}
    for hub in reference.rail_hubs().to_dict("records"):
        others = "|".join([hub["name_local"], hub["aliases"]])
        name = name_in(language, hub["name"], others, hub["country"])
        if name:
            found[f"hub-{hub['country']}-{slug(hub['name'])}"] = name
    return found


def _oblast(name: str, language: str) -> str:
    """The name of a first-level unit in a language, where it is written down."""
    return reference.oblast_names().get(name, {}).get(language, name)


def made_up_title(sightings: pd.DataFrame, language: str = "en") -> str:
    """``Border activity, November 2021 to August 2023``, from the dates there are."""
    terms = Terms(language)
    phrase = terms.words["phrase"]
    dates = (sightings[name].dropna().astype(str) for name in ("date_start", "date_end"))
    first, last = _ends(month for column in dates for month in column.str.slice(0, 7).unique())
    if first is None or last is None:
        return str(phrase["title"])
    if first == last:
        return str(phrase["title_month"].format(month=terms.month(first)))
    return str(phrase["title_months"].format(first=terms.month(first), last=terms.month(last)))


def _ends(dates: Iterable[Any]) -> tuple[pd.Timestamp | None, pd.Timestamp | None]:
    """The first and the last month of dates as the record has them."""
    days = sorted({str(date)[:7] for date in dates})
    if not days:
        return None, None
    first, last = (
        pd.Timestamp(f"{day[:7]}-01" if len(day) > 4 else f"{day}-01-01")
        for day in (days[0], days[-1])
    )
    return first, last
