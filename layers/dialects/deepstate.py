"""DeepState-style GeoJSON: names as ``Ukrainian /// English /// key``, keys ``geoJSON.units...``.

A file is the map on one day, and no feature says which: its units are undated unless a column of
yours or ``date`` says when. A unit is the same on every day's map (``movement_id``), standing and
not arriving. Territory, arrows of attack and grey zones are judgements about control, for which
there is no layer; airfields are places and no sightings.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from layers.dialects.dialect import Dialect, Kind, Speech

__all__ = ["DIALECT"]

_UNITS: Final = "geoJSON.units."
_SEPARATOR: Final = "///"


def _knows(speech: Speech) -> bool:
    """Whether any name has three parts, of which the last is a key of the map."""
    # Nothing but the map's features has native geometry and such names.
    return speech.geometry is not None and speech.holds("name", r"///\s*geoJSON\.")


def _speak(speech: Speech) -> None:
    speech.kinds(_kind, "name", shown=lambda name: "geoJSON.units")
    speech.put("unit", lambda name: _parts(name)[1], "name")
    speech.put("movement_id", _unit_over_time, "name")
    speech.put("description", lambda name: " / ".join(p for p in _parts(name)[:2] if p), "name")
    speech.constant("direction", "static")
    speech.constant("status", "assessed")
    speech.constant("source_title", "DeepStateMap")
    units, _ = speech.each(_unit_over_time, "name")
    speech.notes.append(
        f"DeepState: units {len(set(units) - {''})}; each is one unit over time (movement_id) in "
        "the maps of all days, standing and not arriving; no radius is stated"
    )


def _parts(name: str) -> tuple[str, str, str]:
    """Ukrainian, English, key; what is not there is empty."""
    parts = [" ".join(part.split()) for part in name.split(_SEPARATOR)]
    local, english, key, *_ = [*parts, "", "", ""]
    return local, english, key


def _kind(name: str) -> Kind | str:
    key = _parts(name)[2]
    if key.startswith(_UNITS):
        return Kind("deployment", "troop_presence")
    said = key or name[:60]
    return f"{said!r} is no unit: territory, arrows and places are of none of our layers"


def _unit_over_time(name: str) -> str:
    local, english, key = _parts(name)
    return f"unit {english or local}" if key.startswith(_UNITS) else ""


DIALECT: Final = Dialect(
    name="deepstate",
    title="DeepState",
    signatures=(frozenset({"name"}),),
    columns=MappingProxyType({"name": "", "description": ""}),
    speak=_speak,
    terms="not stated in the file; credit DeepStateMap (deepstatemap.live)",
    layout="programs that read deepstatemap.live/api/history; the file itself was not seen",
    knows=_knows,
)
