"""Atlos: the CSV export of a project, with columns ``source_1``, ``source_2`` ... for its media.

What the incidents are (``type``, or attributes of the project) is for each project to define: no
kind is made up, so ``--layer`` or ``--map`` says it. The resolution of a geolocation becomes a
radius (docs/record.md).
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

from layers.dialects.dialect import Dialect, Speech

__all__ = ["DIALECT"]

_SOURCE = re.compile(r"source_\d+$")
#: Statuses of work on an incident.
_REVIEW: Final = {
    "completed": "verified",
    "ready for review": "in_review",
    "claimed": "in_review",
    "help needed": "in_review",
    "unclaimed": "unverified",
}


def _speak(speech: Speech) -> None:
    sources = [name for name in speech.table if _SOURCE.match(name)]
    if sources:
        speech.put(
            "source_url", lambda *parts: " | ".join(dict.fromkeys(p for p in parts if p)), *sources
        )
    speech.put("verification_status", lambda word: _REVIEW.get(word.casefold(), ""), "status")
    speech.put("sensitivity", lambda word: "" if word == "Not Sensitive" else word, "sensitive")
    speech.notes.append(
        "Atlos: status Completed = verified, Ready for Review, Claimed, Help Needed = "
        "in_review, Unclaimed = unverified, Cancelled = nothing said; the kinds of incident "
        "are the project's own: use --layer, or --map"
    )


DIALECT: Final = Dialect(
    name="atlos",
    title="Atlos",
    signatures=(frozenset({"slug", "project", "inserted_at", "updated_at", "sensitive"}),),
    columns=MappingProxyType(
        {
            "slug": "id",
            "date": "date_start",
            "latitude": "latitude",
            "longitude": "longitude",
            "geolocation_resolution": "coordinate_uncertainty_m",
            "description": "description",
            "equipment": "equipment",
            "status": "",  # of the work on it
            "time_of_day": "",
            "time_recorded": "",
            "date_recorded": "",
            "event": "",
        }
    ),
    speak=_speak,
    terms="those of the project on Atlos; incidents are not public unless the project says so",
    layout="the program of Atlos (export_controller.ex and attribute.ex in atlosdotorg/atlos)",
)
