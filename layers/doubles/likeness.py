"""How alike what two reports say is, in whatever script, spelling and order of words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Final

import pandas as pd

from geo.gazetteer import plain, sounded

__all__ = ["WORD_FIELDS", "addresses", "alike", "heard", "words_of"]

#: What says what was seen; where all of them are empty, the title of the source stands in.
WORD_FIELDS: Final = ("description", "equipment", "unit", "weapon")
_WORD = re.compile(r"[^\W_]+")
_ADDRESS = re.compile(r"https?://(?:www\.|m\.)?([^\s|;/]+)(/[^\s|;#]+)", re.IGNORECASE)
#: Shorter words, but for numbers, tell nothing apart.
_LEAST_LETTERS: Final = 3


def words_of(sightings: pd.DataFrame) -> pd.Series:
    """What each report says, as one text; "" where it says nothing."""
    nothing = pd.Series("", index=sightings.index, dtype=object)

    def texts(name: str) -> pd.Series:
        column = sightings.get(name)
        return nothing if column is None else column.astype(object).where(column.notna(), "")

    said = nothing
    for name in WORD_FIELDS:
        said = said + " " + texts(name)
    said = said.map(str.strip)
    return said.where(said != "", texts("source_title"))


def heard(text: str) -> str:
    """The words of a text as they sound (`geo.gazetteer.sounded`), each once, in their order.

    So the order of words, case, accents, signs, hidden characters and the script of names make no
    difference; words of one or two letters are left out.
    """
    if not text.isprintable():
        text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    found = {_heard(word) for word in _WORD.findall(text)}
    return " ".join(sorted(w for w in found if len(w) >= _LEAST_LETTERS or w.isdigit()))


def alike(least: float) -> Callable[[str, str], float]:
    """Make the measure of two texts as `heard` gives them: 0 to 100, and 0 below ``least``.

    It is the mean of two ratios of rapidfuzz: of all the words, and of what is left when the words
    that both have are set aside, so that a longer telling is like a shorter one.
    """
    from rapidfuzz import fuzz

    ratio, set_ratio = fuzz.ratio, fuzz.token_set_ratio

    def measure(one: str, other: str) -> float:
        whole = ratio(one, other)
        if whole + 100 < 2 * least:
            return 0.0
        like = (whole + set_ratio(one, other)) / 2
        return like if like >= least else 0.0

    return measure


def addresses(text: str) -> frozenset[str]:
    """Web addresses of pages in a text, without what does not tell pages apart."""
    return frozenset(host.casefold() + path.rstrip("/.,)") for host, path in _ADDRESS.findall(text))


@lru_cache(maxsize=200_000)
def _heard(word: str) -> str:
    # Not its own cache, which has no bound: texts have more words than places have names.
    return sounded.__wrapped__(word) or plain(word)
