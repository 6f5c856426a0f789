"""What becomes of each record: shown as one, counted only, or withheld, and then why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.join import join
from geo.resolve import find_regions
from layers.checking.values import read_word
from layers.reports import in_cells
from layers.standing import standing
from layers.times.moments import spans
from layers.vocabulary import VOCABULARIES
from maps.publication.profile import Profile
from maps.publication.publicsource import cites_public_sources

if TYPE_CHECKING:
    import geopandas

__all__ = ["COUNTED", "REASONS", "RECORDS", "UKRAINIAN", "fates", "first_end_of_embargo",
           "flagged", "ukrainian_side"]  # fmt: skip

#: Shown as a record; shown as a record of the Ukrainian side; shown in a count at most.
RECORDS: Final = "records"
UKRAINIAN: Final = "ukrainian"
COUNTED: Final = "counts"

#: Why a record is withheld, in the order in which it is asked.
REASONS: Final = {
    "layer": "of a layer that is not published",
    "cells": "counts in cells of another publication, which are no reports",
    "handling": "marked for fewer people",
    "standing": "retracted, superseded or found wrong",
    "undated": "without a date, so that no embargo can be over",
    "embargo": "under embargo",
    "grade": "graded too low, or not at all",
    "not_official": "Ukrainian-side positions without an official public source",
    "not_public": "that may not be shown singly, where nothing is counted",
    "outside_grid": "outside the area of the grid",
    "place": "without a place that is known well enough to count",
    "date": "without a date that is known well enough to count",
    "too_few": "too few in their cell and time",
    "held": "in cells that changed by too little since the publication before",
}

_MINUTE: Final = np.timedelta64(1, "m")
_NEVER: Final = np.datetime64("9999-12-31", "us")

Mask = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]


def fates(
    sightings: geopandas.GeoDataFrame, profile: Profile, now: dt.datetime
) -> npt.NDArray[np.object_]:
    """For each sighting `RECORDS`, `UKRAINIAN`, `COUNTED` or a word of `REASONS`.

    ``now`` (with a zone) decides which embargoes are over. What the grid and the counts hold
    back is found later.
    """
    fate = np.full(len(sightings), "", dtype=object)

    def withhold(mask: Mask, reason: str) -> None:
        fate[(fate == "") & mask] = reason

    layers = _texts(sightings, "layer")
    handling = np.array([_word(text, "handling") for text in _texts(sightings, "handling")], object)
    withhold(~np.isin(layers, profile.layers), "layer")
    if profile.random_ids:
        withhold(in_cells(sightings), "cells")
    counted_too = profile.counts.handling if profile.counts else ()
    withhold(~np.isin(handling, [*profile.handling, *counted_too]), "handling")
    if not profile.no_longer_standing:
        checked = [_word(text, "verification_status") for text in
                   _texts(sightings, "verification_status")]  # fmt: skip
        gone = (standing(sightings) != "").to_numpy() | (np.array(checked, object) == "rejected")
        withhold(gone, "standing")
    if profile.embargo_hours is not None:
        withhold(sightings["time_to"].isna().to_numpy(), "undated")
        withhold(_embargo_ends(sightings, profile) > _moment(now), "embargo")
    withhold(_graded_too_low(sightings, profile), "grade")
    needs = _needs(sightings)
    ours = ukrainian_side(sightings) if profile.ukrainian else np.zeros(len(sightings), bool)
    allowed = np.isin(handling, profile.handling)
    if profile.ukrainian:
        able = allowed & _all(needs, profile.ukrainian.needs, len(sightings))
        fate[(fate == "") & ours & able] = UKRAINIAN
        withhold(ours, "not_official")
    fate[(fate == "") & allowed & _all(needs, profile.records.needs, len(sightings))] = RECORDS
    if profile.counts is None:
        withhold(fate == "", "not_public")
    countable = np.isin(handling, counted_too)
    fate[(fate == "") & countable] = COUNTED
    withhold(fate == "", "handling")
    return fate


def _all(needs: Mapping[str, Callable[[], Mask]], wanted: tuple[str, ...], rows: int) -> Mask:
    met = np.ones(rows, bool)
    for name in wanted:
        met &= needs[name]()
    return met


def _needs(sightings: pd.DataFrame) -> Mapping[str, Callable[[], Mask]]:
    """What `maps.publication.profile.NEEDS` names; each is found out once, if it is asked for."""
    not_at_risk = cache(lambda: ~flagged(sightings, "source_at_risk"))
    return {
        "not_at_risk": not_at_risk,
        "official_source": cache(lambda: flagged(sightings, "source_official")),
        "public_source": cache(lambda: cites_public_sources(sightings) & not_at_risk()),
    }


def flagged(sightings: pd.DataFrame, field: str) -> Mask:
    """Where a flag is true. A word that is neither true nor false counts as the safer one.

    ``source_at_risk`` is safer true, every other flag safer false.
    """
    safer = field == "source_at_risk"
    known = {"true": True, "false": False, "": False}
    words = [known.get(_word(text, "flag"), safer) for text in _texts(sightings, field)]
    return np.array(words, bool).reshape(len(sightings))


def _texts(sightings: pd.DataFrame, field: str) -> Texts:
    if field not in sightings:
        return np.full(len(sightings), "", dtype=object)
    values = sightings[field].to_numpy(dtype=object)
    return np.array(["" if pd.isna(one) else str(one).strip() for one in values], dtype=object)


@lru_cache(maxsize=10_000)
def _word(text: str, vocabulary: str) -> str:
    return str(read_word(text, vocabulary).value or "")


def first_end_of_embargo(
    sightings: geopandas.GeoDataFrame, fate: npt.NDArray[np.object_], profile: Profile
) -> dt.datetime | None:
    """When the embargo of the first of those under one ends, in UTC; None where none ever does."""
    held = fate == "embargo"
    ends = _embargo_ends(sightings, profile)[held] if held.any() else np.array([_NEVER])
    first: dt.datetime = ends.min().astype(dt.datetime)
    return None if ends.min() == _NEVER else first.replace(tzinfo=dt.UTC)


def _embargo_ends(sightings: geopandas.GeoDataFrame, profile: Profile) -> npt.NDArray[Any]:
    """When each may be shown: after its observation and its ingest, and its own embargo.

    An embargo lasts to the end of the day, month or year it names; one that is no date has no
    end, and neither has a moment of ingest that is none.
    """
    layers = _texts(sightings, "layer")
    observed = sightings["time_to"].dt.tz_localize(None).to_numpy().astype("datetime64[us]")
    ends: npt.NDArray[Any] = _later(observed, layers, profile, "observed")
    ends[np.isnat(ends)] = _NEVER
    for field in ("ingested_at", "embargo_until"):
        if field not in sightings or sightings[field].isna().all():
            continue
        told = _texts(sightings, field) != ""
        first, after = spans(sightings, field)
        # A moment is over when it is there; a day, month or year at its end.
        over = np.where(after - first <= _MINUTE, first, after).astype("datetime64[us]")
        over = _later(over, layers, profile, "ingested" if field == "ingested_at" else "")
        over[np.isnat(after)] = _NEVER
        ends = np.where(told, np.maximum(ends, over), ends)
    return ends


def _later(moments: npt.NDArray[Any], layers: Texts, profile: Profile, what: str) -> Any:
    """So many hours later as a profile says for a layer."""
    later = moments.copy()
    for layer in dict.fromkeys(layers):
        hours = profile.hours(layer).get(what, 0)
        later[layers == layer] += np.timedelta64(int(hours * 3_600), "s")
    return later


def _moment(now: dt.datetime) -> np.datetime64:
    return np.datetime64(now.astimezone(dt.UTC).replace(tzinfo=None), "us")


def _graded_too_low(sightings: pd.DataFrame, profile: Profile) -> Mask:
    """Below the least grade that is asked; F and 6 (cannot be judged) are below every other."""
    low = np.zeros(len(sightings), bool)
    for field, least in (
        ("source_reliability", profile.minimum_reliability),
        ("information_credibility", profile.minimum_credibility),
    ):
        if least:
            ladder = [term.word for term in VOCABULARIES[field]]
            fine = set(ladder[: ladder.index(least) + 1])
            words = [_word(text, field) for text in _texts(sightings, field)]
            low |= np.array([word not in fine for word in words], bool)
    return low


def ukrainian_side(sightings: geopandas.GeoDataFrame) -> Mask:
    """Which sightings may give away where the Ukrainian side is or builds.

    Those whose actor is Ukraine, and those in Ukraine whose actor nobody knows. Not fire that is
    known only by where it hit: then the record's place is the target, and nothing points back.
    """
    actors = _texts(sightings, "actor")
    sides = [{_word(part.strip(), "actor") for part in text.split(";")} for text in actors]
    known = {term.word for term in VOCABULARIES["actor"]} - {"unknown"}
    named = np.array(["UKR" in side for side in sides], bool)
    foreign = np.array([side <= known and "UKR" not in side for side in sides], bool)
    unclear = ~named & ~foreign
    ours = named | (unclear & _in_ukraine(sightings, unclear))
    return np.asarray(ours & ~_only_where_it_hit(sightings))


def _in_ukraine(sightings: geopandas.GeoDataFrame, asked: Mask) -> Mask:
    """Where the place may be in Ukraine: so it is said, or its circle reaches in."""
    said = np.isin([text.casefold() for text in _texts(sightings, "country")], ["ua", "ukraine"])
    out = np.asarray(said & asked)
    rest = np.flatnonzero(asked & ~said)
    if len(rest):
        frame = sightings.iloc[rest].reset_index(drop=True)
        found = join(frame, find_regions(["Ukraine"]))
        out[rest[found["sighting"].unique()]] = True
    return out


def _only_where_it_hit(sightings: geopandas.GeoDataFrame) -> Mask:
    """Shelling whose place is its target, without a direction or distance to where it came from."""
    hit = _texts(sightings, "layer") == "shelling"
    shapes = sightings.geometry.to_numpy()
    for name, own in (("target_longitude", shapely.get_x), ("target_latitude", shapely.get_y)):
        target = _numbers(sightings, name)
        with np.errstate(invalid="ignore"):
            hit &= np.abs(target - own(shapes)) < 1e-6
    for name in ("azimuth_deg", "range_min_km", "range_max_km"):
        hit &= np.isnan(_numbers(sightings, name))
    return np.asarray(hit)


def _numbers(sightings: pd.DataFrame, field: str) -> Any:
    if field not in sightings:
        return np.full(len(sightings), np.nan)
    return sightings[field].to_numpy(dtype=float, na_value=np.nan)
