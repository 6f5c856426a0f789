"""Places by name, offline: the shipped gazetteer, in any spelling, with what a phrase adds."""

from __future__ import annotations

from geo.gazetteer.airfields import Airfield
from geo.gazetteer.geocode import Geocoded, geocode, geocode_all
from geo.gazetteer.names import Candidate, candidates, radius_of
from geo.gazetteer.phrases import Phrase, parse_phrase
from geo.gazetteer.short_codes import read_short_code
from geo.gazetteer.spelling import disguises, plain, sounded

__all__ = [
    "Airfield",
    "Candidate",
    "Geocoded",
    "Phrase",
    "candidates",
    "disguises",
    "geocode",
    "geocode_all",
    "parse_phrase",
    "plain",
    "radius_of",
    "read_short_code",
    "sounded",
]
