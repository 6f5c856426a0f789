"""GeoConfirmed: the CSV that its map exports, divided by semicolons.

It says whose (``Faction``), how it was seen (``Origin``: drone, satellite, picture) and what the
geolocation is about in free text. There is no list of kinds of event, so none is made up: a layer
must be named (``--layer``), or the rows are set aside as they would be from any table.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

from layers.dialects.dialect import Dialect, Speech, addresses, force

__all__ = ["DIALECT"]

#: A Plus Code before the names of places.
_CODE = re.compile(r"^\s*[23456789CFGHJMPQRVWX]{2,8}\+[23456789CFGHJMPQRVWX]{0,4}\s*", re.ASCII)


def _speak(speech: Speech) -> None:
    speech.put("source_url", lambda *told: addresses(" ".join(told)), "Source", "Geolocation")
    speech.put("place", lambda text: _CODE.sub("", text, count=1), "PlusCode")
    speech.put("actor", _side, "Faction")
    speech.put("equipment", lambda first, second: first or second, "Equipment", "EquipmentItems")
    speech.put("unit", lambda first, second: first or second, "Units", "OrbatUnits")
    speech.constant("coordinate_source", "media")
    speech.notes.append(
        "GeoConfirmed: it has no kinds of event; --layer says which layer the rows are of. No "
        "radius is stated"
    )


def _side(faction: str) -> str:
    """Factions that are no force ("Neutral", "Special") are none of the record's actors."""
    found = force(faction)
    return found if found in ("RUS", "UKR", "BLR", "wagner", "separatist") else ""


DIALECT: Final = Dialect(
    name="geoconfirmed",
    title="GeoConfirmed",
    signatures=(frozenset({"Faction", "Origin", "PlusCode", "OrbatUnits"}),),
    columns=MappingProxyType(
        {
            "Id": "id",
            "Date": "date_start",
            "Latitude": "latitude",
            "Longitude": "longitude",
            "Description": "description",
            "PlusCode": "",
            "Name": "",
            "Origin": "",
            "Source": "",
            "Equipment": "",
            "Units": "",
        }
    ),
    speak=_speak,
    terms="not stated in the file; credit GeoConfirmed and ask before passing it on",
    layout="the header of the CSV export, as programs that read it quote it; not seen ourselves",
)
