"""uawardata: positions of units in Ukraine on many dates, after Henry Schlottman's maps.

The same unit is there again on each date: that is one unit over time (``movement_id`` is the same
in all its rows) and no arrival. ``country`` is the side the unit is on, not the country it is in;
the numbers of the features count places in one file, and are no ids.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

from layers.dialects.dialect import Dialect, Kind, Speech, force, joined_list

__all__ = ["DIALECT"]

_EQUIPMENT = re.compile(r"\(([^)]*)\)")


def _speak(speech: Speech) -> None:
    speech.kinds(lambda side: Kind("deployment", "troop_presence"), "country")
    speech.constant("direction", "static")
    speech.constant("status", "assessed")
    speech.put("actor", lambda side: force(side) if side else "", "country")
    speech.put("movement_id", _unit_over_time, "country", "unit")
    speech.put("equipment", _equipment, "type")
    speech.put("source_url", lambda text: joined_list(text, ",;"), "sources_url")
    units, _ = speech.each(_unit_over_time, "country", "unit")
    days, _ = speech.each(lambda day: day, "date")
    speech.notes.append(
        f"uawardata: positions {speech.rows}, units {len(set(units))}, dates {len(set(days))}; "
        "each is one unit over time (movement_id), standing and not arriving, so no sum over "
        "dates counts units"
    )


def _unit_over_time(side: str, unit: str) -> str:
    """The same name for a unit on every date; units of both sides may be called alike."""
    return f"unit {side} {unit}".strip() if unit else ""


def _equipment(kind: str) -> str:
    """``Armor (T-72B3, BMP-3)`` tells the equipment in brackets."""
    found = _EQUIPMENT.search(kind)
    parts = found[1].split(",") if found else []
    return "; ".join(part.strip() for part in parts if part.strip())


DIALECT: Final = Dialect(
    name="uawardata",
    title="uawardata",
    signatures=(
        frozenset({"date", "unit", "unitnumber", "subordinate_to", "strength"}),
        frozenset({"date", "unit", "type_of_btg", "country"}),
    ),
    columns=MappingProxyType(
        {
            "date": "date_start",
            "lat": "latitude",
            "lng": "longitude",
            "unit": "unit",
            "strength": "echelon",
            "icon15": "sidc",
            "sources_date": "source_date",
            "notes": "description",
            "country": "",  # the side
            "id": "",  # a number of the file
            "type": "",  # the arm of service
            "sources_url": "",
        }
    ),
    speak=_speak,
    terms="free to use with citation (github.com/simonhuwiler/uawardata)",
    layout="the repository simonhuwiler/uawardata: units_all.csv, btgs_all.geojson",
)
