"""TimeMap (Forensic Architecture): events of an ``events`` endpoint or the sheet behind it.

Categories and filters are for each project to define: no kind is made up, so ``--layer`` says it,
or the rows are set aside as they would be from any table. ``time`` is local and its zone is not
said, so the day is what is read; Americans' dates (8/23/2011) are decided by the column.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from layers.dialects.dialect import Dialect, Speech, addresses

__all__ = ["DIALECT"]


def _speak(speech: Speech) -> None:
    sources = [name for name in ("source", "sources", "source1", "source2") if speech.has(name)]
    if sources:
        speech.put("source_url", lambda *parts: addresses(" ".join(parts)), *sources)
    speech.notes.append("TimeMap: times of day are local without a zone, so the day is used")


DIALECT: Final = Dialect(
    name="timemap",
    title="TimeMap",
    signatures=(
        frozenset({"desc", "date", "time", "location", "lat", "long", "filters"}),
        frozenset(
            {"description", "date", "time", "location", "latitude", "longitude", "associations"}
        ),
        frozenset(
            {"description", "date", "time", "location", "latitude", "longitude", "association1"}
        ),
    ),
    columns=MappingProxyType(
        {
            "id": "id",
            "desc": "description",
            "description": "description",
            "date": "date_start",
            "location": "place",
            "lat": "latitude",
            "long": "longitude",
            "latitude": "latitude",
            "longitude": "longitude",
            "time": "",
            "source": "",
            "sources": "",
        }
    ),
    speak=_speak,
    terms="those of the project whose map it is",
    layout="docs/configuration.md of forensic-architecture/timemap (desc, filters); the layout "
    "with associations could not be confirmed",
)
