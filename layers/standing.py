"""Whether a sighting still stands, and whether it may be shown: retracted, superseded, withheld.

A retracted report, and one that another report supersedes, stays where it is, so that history is
kept, but it is no sighting any more: it is not counted in zones and hubs.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence

import geopandas
import numpy as np
import numpy.typing as npt
import pandas as pd

from layers.checking.values import read_word
from layers.times.moments import spans

__all__ = ["RETRACTED", "SUPERSEDED", "counted", "standing", "standing_notes", "superseded_ids",
           "withheld", "withheld_notes"]  # fmt: skip

RETRACTED = "retracted"
SUPERSEDED = "superseded"
#: More ids than this are not written out in a note.
_MOST_IDS = 8


def standing(sightings: pd.DataFrame) -> pd.Series:
    """For each sighting "" where it stands, else "retracted" or "superseded" (by another of them).

    ``supersedes`` names one id, or several separated by ``;``, ``|`` or ``,``. What a retracted
    report superseded stays superseded: the report before a mistake is not true again for that.
    """
    marks = pd.Series("", index=sightings.index, dtype=object)
    replaced = superseded_ids(sightings)
    if replaced:
        # As objects: pandas' own text type takes no half characters, and these are words of others.
        marks[sightings["id"].astype(object).isin(replaced).to_numpy()] = SUPERSEDED
    if "retracted" in sightings:
        words = sightings["retracted"].dropna().unique()
        true = [word for word in words if read_word(str(word), "flag").value == "true"]
        marks[sightings["retracted"].isin(true).to_numpy(bool)] = RETRACTED
    return marks


def superseded_ids(sightings: pd.DataFrame) -> frozenset[str]:
    """Ids that some report supersedes: one of these, or one that a selection left out of them.

    A selection (`layers.asking.selection.select`) hands them on in ``attrs``, since leaving a
    report out does not make true again what it replaced.
    """
    replaced: set[str] = set(sightings.attrs.get(SUPERSEDED, ()))
    if "id" in sightings and "supersedes" in sightings and sightings["supersedes"].notna().any():
        for own, text in zip(sightings["id"], sightings["supersedes"], strict=True):
            if isinstance(text, str):
                named = {text.strip(), *(part.strip() for part in re.split(r"[;|,]", text))}
                replaced |= named - {own, ""}
    return frozenset(replaced)


def counted(memberships: pd.DataFrame, sightings: pd.DataFrame) -> pd.DataFrame:
    """The memberships (of `geo.join`) that count: those of sightings that still stand.

    ``sightings`` are the joined ones, all of the selection; hand the result to `geo.counts`.
    """
    marks = standing(sightings)
    gone = marks.index[(marks != "").to_numpy()]
    kept: pd.DataFrame = memberships[~memberships["sighting"].isin(gone)]
    return kept.reset_index(drop=True)


def standing_notes(marks: Sequence[str], ids: Sequence[str]) -> list[str]:
    """How many of the answers are retracted or superseded (`standing`), and how to leave them out.

    ``marks`` and ``ids`` are those of the answers, one each.
    """
    notes = []
    gone = sum(mark == RETRACTED for mark in marks)
    if gone:
        notes.append(f'{_of(gone, len(ids))} retracted: leave out with --where "retracted!=true"')
    replaced = [name for name, mark in zip(ids, marks, strict=True) if mark == SUPERSEDED]
    if replaced:
        few = len(replaced) <= _MOST_IDS and not any("," in name for name in replaced)
        how = f'leave out with --where "id!={",".join(replaced)}"' if few else "see `supersedes`"
        notes.append(f"{_of(len(replaced), len(ids))} superseded by another: {how}")
    return notes


def withheld_notes(sightings: geopandas.GeoDataFrame, today: dt.date | None = None) -> list[str]:
    """What of these sightings is marked as not, or not yet, for everyone.

    Handling other than public (empty is public), and embargoes: an embargo lasts to the end of
    the day, month or year it names. ``today`` (UTC) decides which are over.
    """
    day = today or dt.datetime.now(dt.UTC).date()
    notes = []
    if "handling" in sightings:
        words = sightings["handling"].dropna().astype(str).str.strip()
        words = words[(words != "") & (words.str.casefold() != "public")]
        for word, count in sorted(Counter(words).items()):
            notes.append(
                f"{_of(count, len(sightings))} marked {word}: in the output; leave out with "
                '--where "handling=public,"'
            )
    if "embargo_until" in sightings:
        notes += _embargo_notes(sightings, day)
    return notes


def withheld(sightings: pd.DataFrame, today: dt.date | None = None) -> npt.NDArray[np.bool_]:
    """Which sightings `withheld_notes` speaks of: not, or not yet, for everyone."""
    day = np.datetime64(today or dt.datetime.now(dt.UTC).date(), "us")
    words = sightings["handling"].fillna("").astype(str).str.strip().str.casefold()
    _, after = spans(sightings, "embargo_until")
    endless = np.isnat(after) & sightings["embargo_until"].notna().to_numpy()
    return np.asarray(~words.isin(["", "public"]).to_numpy() | (after > day) | endless)


def _embargo_notes(sightings: geopandas.GeoDataFrame, day: dt.date) -> list[str]:
    """Embargoes that are not over; one that is no date has no end."""
    texts = sightings["embargo_until"].to_numpy(dtype=object)
    _, after = spans(sightings, "embargo_until")
    barred = after > np.datetime64(day, "us")
    endless = np.isnat(after) & ~pd.isna(texts)
    out = f'in the output; leave out with --where "embargo_until<{day},"'
    notes = []
    if barred.any():
        last = texts[barred][np.argmax(after[barred])]
        count = _of(int(barred.sum()), len(sightings))
        notes.append(f"{count} under embargo, the last until {last}: {out}")
    if endless.any():
        count = _of(int(endless.sum()), len(sightings))
        first = str(texts[endless][0])[:40]
        notes.append(f"{count} under an embargo that is no date ({first!r}), so without end: {out}")
    return notes


def _of(count: int, total: int) -> str:
    return f"{count} of {total} rows {'is' if count == 1 else 'are'}"
