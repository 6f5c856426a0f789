"""Eyes on Russia (Centre for Information Resilience): its map as exported over the years.

Three layouts: the feature service of the present map (``Primary_category``), the former
``events.geojson`` (``verifiedDate``, ``categories``), and the export of the first map from MapHub
(``title``, ``description``, ``group``), whose groups are numbers and whose titles begin with the
day. The numbers were found in one program that reads that export, nowhere else.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

from layers.dialects.dialect import Dialect, Kind, Speech, addresses

__all__ = ["DIALECT", "MAPHUB"]

#: Categories by their first words; what has none of them is set aside.
_KINDS: Final = (
    ("russian military presence", Kind("deployment", "troop_presence")),
    ("russian allies movements", Kind("deployment", "troop_movement")),
    ("russian firing positions", Kind("shelling", "Russian Firing Positions")),
    ("bombing or explosion", Kind("shelling", "Bombing or explosion")),
    ("bombing shelling explosion", Kind("shelling", "Bombing or explosion")),
    ("ground battle", Kind("deployment", "incident")),
    ("gunfire, fighting, battle", Kind("deployment", "incident")),
)
#: Groups of the map on MapHub.
_GROUPS: Final = {
    "1302000987": "Civilian Casualty",
    "1204076368": "Russian Firing Positions",
    "744433847": "Bombing Shelling Explosion",
    "2613895895": "Gunfire, Fighting, Battle",
    "2159062771": "Civilian Infrastructure Damage",
    "182598014": "Civilian Infrastructure Damage",
    "3730511149": "Civilian Infrastructure Damage",
    "1946403459": "Munitions",
    "878638621": "Other",
    "2758805904": "Russian Military Losses",
    "3442810439": "Ukrainian Military Losses",
    "3640522656": "Military Infrastructure Damage",
    "4263226937": "Russian Allies Movements",
    "1422527994": "Russian Allies Movements",
    "2327490580": "Russian Allies Movements",
}
_TITLE = re.compile(r"\s*(\d\d/\d\d/\d{4})\s*[-:|]?\s*")
_UNLISTED = re.compile(r"[\[\]\"']")


def _speak(speech: Speech) -> None:
    speech.kinds(_kind, "Primary_category" if speech.has("Primary_category") else "categories")
    _say(speech)


def _knows_maphub(speech: Speech) -> bool:
    """Whether there are groups of that map; many maps have titles, descriptions and groups."""
    groups = "|".join(_GROUPS)
    return speech.geometry is not None and speech.holds("group", rf"^({groups})(\.0)?$")


def _speak_maphub(speech: Speech) -> None:
    speech.kinds(
        lambda group: _kind(_group(group)), "group", shown=lambda group: f"{group} {_group(group)}"
    )
    # Whether day or month comes first, the column shows.
    speech.put("date_start", _day_of_title, "title")
    speech.put("source_url", addresses, "description")
    speech.put("description", _told, "title", "description")
    _say(speech)


def _say(speech: Speech) -> None:
    speech.constant("coordinate_source", "media")
    speech.notes.append(
        "Eyes on Russia: categories that cover several kinds of fire keep their words; no radius "
        "is stated"
    )


def _group(number: str) -> str:
    return _GROUPS.get(number.removesuffix(".0"), "")


def _kind(categories: str) -> Kind | str:
    plain = _UNLISTED.sub("", categories).strip()
    for begin, kind in _KINDS:
        if plain.casefold().startswith(begin):
            return kind
    return f"category {plain[:60]!r} is of none of our layers"


def _day_of_title(title: str) -> str:
    found = _TITLE.match(title)
    return found[1] if found else ""


def _told(title: str, description: str) -> str:
    return "\n".join(part for part in (_TITLE.sub("", title, count=1), description) if part)


_TERMS: Final = (
    "not stated in the file; credit the Centre for Information Resilience (info-res.org)"
)
DIALECT: Final = Dialect(
    name="eyes_on_russia",
    title="Eyes on Russia",
    signatures=(
        frozenset({"Entry_Number", "Primary_category"}),
        frozenset({"verifiedDate", "categories", "province"}),
    ),
    columns=MappingProxyType(
        {
            "Entry_Number": "id",
            "id": "id",
            "TIMESTAMP": "date_start",
            "verifiedDate": "date_start",
            "Description": "description",
            "Link": "source_url",
            "url": "source_url",
            "Town_or_City": "place",
            "city": "place",
            "province": "admin1",
            "country": "country",
            "latitude": "latitude",
            "longitude": "longitude",
            "status": "",  # of the entry, not of the claim
        }
    ),
    speak=_speak,
    terms=_TERMS,
    layout="programs that read the feature service and the former events.geojson",
)

MAPHUB: Final = Dialect(
    name="eyes_on_russia_maphub",
    title="Eyes on Russia",
    signatures=(frozenset({"title", "description", "group"}),),
    columns=MappingProxyType({"title": "", "description": "", "group": ""}),
    speak=_speak_maphub,
    terms=_TERMS,
    layout="one program that reads the export; the file itself was not seen",
    knows=_knows_maphub,
)
