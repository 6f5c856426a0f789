"""How sure it is that two reports are of one event, and in words why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import geopandas
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.pairs import Floats, Ints
from layers.doubles.likeness import addresses, alike, heard, words_of
from layers.doubles.pairs import Close, Reports

__all__ = ["Scored", "Told", "fewer", "reasons_of", "scored"]

#: What the score is made of: words, place and time; in all 100.
_WORDS, _PLACE, _TIME = 60.0, 20.0, 20.0
#: How alike the words count where there are none to compare, and at least where both reports
#: cite one page and come from two files.
_NO_WORDS: Final = 50.0
_CITED: Final = 75.0
#: Of one report so many pairs have their words compared, at most.
_MOST: Final = 200


@dataclass(frozen=True)
class Told:
    """What reports say: ``said[code]`` are the words of each as `heard`, in alphabetical order.

    ``pages`` are the addresses that each cites, ``cites`` whether it cites any, ``file`` the code
    of the file it comes from.
    """

    said: Sequence[str]
    code: Ints
    pages: Sequence[frozenset[str]]
    cites: npt.NDArray[np.bool_]
    file: Ints

    @classmethod
    def of(cls, frame: geopandas.GeoDataFrame) -> Told:
        """What the sightings of a frame say."""
        codes, texts = pd.factorize(words_of(frame))
        said = [heard(text) for text in texts]
        ranked = sorted(set(said))
        rank = {text: number for number, text in enumerate(ranked)}
        code = np.array([rank[text] for text in said], dtype=np.intp)[codes]
        urls = frame["source_url"] if "source_url" in frame else pd.Series(None, frame.index)
        cited, texts = pd.factorize(urls.astype(object).where(urls.notna(), ""))
        found = [addresses(text) for text in texts]
        files = frame["input_file"] if "input_file" in frame else pd.Series("", frame.index)
        pages = [found[at] for at in cited.tolist()]
        cites = np.array([bool(some) for some in found], dtype=bool)[cited]
        return cls(ranked, code, pages, cites, pd.factorize(files)[0])

    def order(self) -> Ints:
        """Rank of each report by its words, no two alike."""
        rank = np.empty(len(self.code), dtype=np.intp)
        rank[np.argsort(self.code, kind="stable")] = np.arange(len(self.code))
        return rank


@dataclass(frozen=True)
class Scored:
    """Pairs with their ``score`` (0 to 100) and whether they are proposed, as arrays.

    ``like`` is how alike the words are (0 to 100; 0 for not enough, NaN where one of the two says
    nothing), ``cited`` whether both cite one page and come from two files.
    """

    pairs: Close
    like: Floats
    cited: npt.NDArray[np.bool_]
    score: Floats
    proposed: npt.NDArray[np.bool_]


def fewer(pairs: Close, order: Ints) -> tuple[Close, int]:
    """At most so many pairs of each report, those nearest by their words; and how many are gone."""
    if np.bincount(pairs.first).max(initial=0) <= _MOST:
        return pairs, 0
    apart = np.abs(order[pairs.first] - order[pairs.second])
    near = np.lexsort((pairs.second, apart, pairs.first))
    begins = np.flatnonzero(np.diff(pairs.first[near], prepend=-1))
    place = np.arange(len(near)) - np.repeat(begins, np.diff(np.append(begins, len(near))))
    kept = np.sort(near[place < _MOST])
    names = ("first", "second", "gap_days", "apart_m")
    return Close(*(getattr(pairs, name)[kept] for name in names)), len(near) - len(kept)


def scored(pairs: Close, reports: Reports, told: Told, days: float, similar: float) -> Scored:
    """Score pairs that are near each other; those whose words are alike enough are proposed.

    Where one says nothing, a pair is proposed only if their times touch and the point of one lies
    in the disc of the other.
    """
    first, second = pairs.first, pairs.second
    like = _likeness(told, first, second, similar)
    cited = _cited(told, first, second)
    radii = reports.radius_m[first], reports.radius_m[second]
    silent = np.isnan(like)
    inside = silent & (pairs.gap_days == 0) & (pairs.apart_m <= np.maximum(*radii))
    words = np.where(silent, _NO_WORDS, like)
    words = np.where(cited, np.maximum(words, _CITED), words)
    both = radii[0] + radii[1]
    with np.errstate(invalid="ignore", divide="ignore"):
        place = np.where(both > 0, np.clip(1 - pairs.apart_m / both, 0, 1), pairs.apart_m == 0)
    time = np.clip(1 - pairs.gap_days / (days + 1), 0, 1)
    score = np.round(words / 100 * _WORDS + place * _PLACE + time * _TIME)
    return Scored(pairs, like, cited, score, cited | inside | (like > 0))


def reasons_of(one: Scored, at: int, reports: Reports) -> str:
    """Say in words what a pair's score is made of."""
    pairs = one.pairs
    gap, apart = float(pairs.gap_days[at]), float(pairs.apart_m[at])
    radii = [float(reports.radius_m[rows[at]]) / 1_000 for rows in (pairs.first, pairs.second)]
    parts = ["their times touch" if gap == 0 else f"{gap:.3g} days apart"]
    if apart < 1:
        parts.append("at the same spot")
    else:
        parts.append(f"{apart / 1_000:.2f} km apart, known to {radii[0]:g} and {radii[1]:g} km")
    like = float(one.like[at])
    if np.isnan(like):
        parts.append("no words to compare")
    else:
        parts.append(f"words alike by {like:.0f} %" if like else "words not alike")
    if one.cited[at]:
        parts.append("two files cite the same page")
    return "; ".join(parts)


def _likeness(told: Told, first: Ints, second: Ints, similar: float) -> Floats:
    """How alike the words of each pair are; each two texts are compared once."""
    low, high = (
        np.minimum(told.code[first], told.code[second]),
        np.maximum(told.code[first], told.code[second]),
    )
    both, again = np.unique(low * len(told.said) + high, return_inverse=True)
    measure = alike(similar)
    found = np.full(len(both), np.nan)
    for at, pair in enumerate(both.tolist()):
        one, other = (told.said[code] for code in divmod(pair, len(told.said)))
        if one and other:
            found[at] = measure(one, other)
    return np.asarray(found[again.reshape(-1)])


def _cited(told: Told, first: Ints, second: Ints) -> npt.NDArray[np.bool_]:
    cited = told.cites[first] & told.cites[second] & (told.file[first] != told.file[second])
    pages: Any = told.pages
    for at in np.flatnonzero(cited):
        cited[at] = bool(pages[first[at]] & pages[second[at]])
    return np.asarray(cited)
