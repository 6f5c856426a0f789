"""VIINA: reports of Ukrainian and Russian news media, placed and labelled by machine.

The day is that of the report. Labels are columns of 0 and 1; the first of those below that holds
says the kind, and all stay in their columns. A file of reports without labels (event_info) says
only where and when: it needs ``--layer``. Release 1 has the columns ``tempid`` and ``t_mil_b``,
release 2 ``viina_version``.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

from layers.dialects.dialect import Dialect, Kind, Speech, joined_list

__all__ = ["DIALECT"]

#: Labels in the order in which they are asked. Where VIINA's label is wider than a category of
#: ours, its own word stays: air strikes by aircraft and helicopters, drones of any use.
_LABELS: Final = (
    ("t_artillery_b", Kind("shelling", "artillery_fire")),
    ("t_airstrike_b", Kind("shelling", "t_airstrike")),
    ("t_uav_b", Kind("shelling", "t_uav")),
    ("t_firefight_b", Kind("shelling", "small_arms_fire")),
    ("t_armor_b", Kind("deployment", "incident")),
    ("t_raid_b", Kind("deployment", "incident")),
    ("t_ied_b", Kind("deployment", "incident")),
)
_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)(?:\.0)?$")
#: "ua" is how VIINA writes Ukrainian.
_LANGUAGES: Final = {"ua": "uk"}


def _speak(speech: Speech) -> None:
    labels = [(name, kind) for name, kind in _LABELS if speech.has(name)]
    if labels:
        names = [name for name, _ in labels]
        war = ["t_mil_b"] if speech.has("t_mil_b") else []

        def label(*flags: str) -> str:
            return next((n for n, flag in zip(names, flags, strict=False) if _holds(flag)), "")

        def kind(*flags: str) -> Kind | str:
            if war and not _holds(flags[-1]):
                return "a report that is not about war (t_mil_b is not 1) is of no layer of ours"
            found = label(*flags)
            return dict(labels)[found] if found else "no label of the report is of a layer of ours"

        speech.kinds(kind, *names, *war, shown=label)
    else:
        speech.notes.append(
            "VIINA: this file has no labels (t_artillery_b ...), so --layer must say what it is, "
            "or take the files event_1pd or events, which have them"
        )
    speech.put("date_start", _iso, "date")
    speech.put("actor", _actors, "a_rus_b", "a_ukr_b")
    if not speech.has("event_id"):
        speech.put("id", lambda text: text, "event_id_1pd")
    if not speech.has("asciiname"):
        speech.put("place", lambda text: text, "address")
    media = "sources" if speech.has("sources") else "source"
    speech.put("source_title", lambda text: joined_list(text, ",;"), media)
    speech.put("source_language", lambda text: _LANGUAGES.get(text, text), "lang")
    speech.notes.append("VIINA: dates are those of the reports, YYYYMMDD written as ISO 8601")


def _holds(flag: str) -> bool:
    return flag.removesuffix(".0") == "1"


def _actors(russian: str, ukrainian: str) -> str:
    pairs = (("RUS", russian), ("UKR", ukrainian))
    return ";".join(word for word, flag in pairs if _holds(flag))


def _iso(day: str) -> str:
    found = _DAY.match(day)
    return "-".join(found.groups()) if found else day


DIALECT: Final = Dialect(
    name="viina",
    title="VIINA",
    signatures=(
        frozenset({"viina_version", "date", "longitude", "latitude"}),
        frozenset({"event_id", "report_id", "tempid", "t_mil_b"}),
        frozenset({"event_id", "report_id", "GEO_PRECISION", "t_mil_b"}),
    ),
    columns=MappingProxyType(
        {
            "event_id": "id",
            "event_id_1pd": "",
            "asciiname": "place",
            "ADM1_NAME": "admin1",
            "longitude": "longitude",
            "latitude": "latitude",
            "GEO_PRECISION": "coordinate_uncertainty_m",
            "url": "source_url",
            "text": "description",
            "location": "",  # an index
            "time": "",  # of the report, and its zone is not said
            "source": "",
            "sources": "",
        }
    ),
    speak=_speak,
    terms="ODbL 1.0, credit VIINA (github.com/zhukovyuri/VIINA)",
    licence="ODbL-1.0",
    layout="README and codebook of the repository zhukovyuri/VIINA",
)
