"""ACLED: the table that the Armed Conflict Location & Event Data project exports.

An event is a battle, an explosion, violence against civilians, a demonstration or a strategic
development. What it says of where is where it happened or hit, never where fire came from. A
category is given only where a sub-event type says the same as one of ours; shelling and air
strikes keep ACLED's words, which cover artillery and missiles, or aircraft and drones, in one.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from layers.dialects.dialect import Dialect, Kind, Speech, force, joined_list

__all__ = ["DIALECT"]

#: Sub-event types (ACLED codebook) that are of one of our layers.
_KINDS: Final = {
    "armed clash": Kind("deployment", "incident"),
    "government regains territory": Kind("deployment", "incident"),
    "non-state actor overtakes territory": Kind("deployment", "incident"),
    "remote explosive/landmine/ied": Kind("deployment", "incident"),
    "suicide bomb": Kind("deployment", "incident"),
    "grenade": Kind("deployment", "incident"),
    "headquarters or base established": Kind("deployment", "Headquarters or base established"),
    "shelling/artillery/missile attack": Kind("shelling", "Shelling/artillery/missile attack"),
    "air/drone strike": Kind("shelling", "Air/drone strike"),
}


def _speak(speech: Speech) -> None:
    speech.kinds(_kind, "sub_event_type")
    speech.put("actor", _actors, "actor1", "actor2")
    speech.put("source_title", joined_list, "source")
    speech.notes.append(
        "ACLED: positions are where it happened or hit; fatalities are no quantity of what was "
        "seen, and stay in their column"
    )


def _kind(sub_event_type: str) -> Kind | str:
    found = _KINDS.get(sub_event_type.casefold())
    return found or f"sub-event type {sub_event_type[:60]!r} is of none of our layers"


def _actors(first: str, second: str) -> str:
    """Both sides: actor 1 and 2 "do not imply directionality"; civilians are no force."""
    forces = [force(name) for name in (first, second) if not name.startswith("Civilians")]
    return ";".join(dict.fromkeys(name for name in forces if name))


DIALECT: Final = Dialect(
    name="acled",
    title="ACLED",
    signatures=(frozenset({"event_id_cnty", "event_date", "event_type", "sub_event_type"}),),
    columns=MappingProxyType(
        {
            "event_id_cnty": "id",
            "event_date": "date_start",
            "time_precision": "date_precision",
            "location": "place",
            "admin1": "admin1",
            "country": "country",
            "latitude": "latitude",
            "longitude": "longitude",
            "geo_precision": "coordinate_uncertainty_m",
            "notes": "description",
            "timestamp": "",  # when the row was last changed
            "source": "",
            "actor1": "",
        }
    ),
    speak=_speak,
    terms="ACLED's terms of use: credit ACLED, and no passing on of the raw data (acleddata.com)",
    layout="ACLED codebook; the columns also in the documentation of the R package acledR",
)
