"""UCDP GED: georeferenced events of organised violence with at least one death.

UCDP does not say with what weapon: fighting (types 1 and 2) is an ``incident``, and violence
against civilians (type 3) has no counterpart. Where it is known worse than a settlement
(``where_prec`` 3 and more) the position is the middle of an area; the radius says so.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from layers.dialects.dialect import Dialect, Kind, Speech, force

__all__ = ["DIALECT"]

#: type_of_violence: what it is called, and what it is here.
_KINDS: Final = {"1": "state-based conflict", "2": "non-state conflict"}


def _speak(speech: Speech) -> None:
    speech.kinds(_kind, "type_of_violence")
    speech.put("actor", _sides, "side_a", "side_b")
    if speech.has("best"):
        speech.put("description", _told, "dyad_name", "best", "low", "high")
    speech.notes.append(
        "UCDP GED: fighting is the category incident; deaths (best, low, high) are no quantity of "
        "what was seen, and stay in their columns"
    )


def _kind(type_of_violence: str) -> Kind | str:
    if type_of_violence.removesuffix(".0") in _KINDS:
        return Kind("deployment", "incident")
    if type_of_violence.removesuffix(".0") == "3":
        return "one-sided violence (type_of_violence 3) is of none of our layers"
    return f"type_of_violence {type_of_violence[:40]!r} is none of 1, 2, 3"


def _sides(first: str, second: str) -> str:
    return ";".join(dict.fromkeys(force(name) for name in (first, second) if name))


def _told(dyad: str, best: str, low: str, high: str) -> str:
    """One sentence of what the row says; nothing where it does not say how many died."""
    if not (dyad and best):
        return dyad
    deaths = "1 death" if best == "1" else f"{best} deaths"
    interval = f" ({low} to {high})" if low and high and (low, high) != (best, best) else ""
    return f"{dyad}: {deaths}{interval}."


DIALECT: Final = Dialect(
    name="ucdp_ged",
    title="UCDP GED",
    signatures=(frozenset({"relid", "type_of_violence", "where_prec", "date_prec"}),),
    columns=MappingProxyType(
        {
            "id": "id",
            "date_start": "date_start",
            "date_end": "date_end",
            "date_prec": "date_precision",
            "where_prec": "coordinate_uncertainty_m",
            "where_coordinates": "place",
            "adm_1": "admin1",
            "country": "country",
            "latitude": "latitude",
            "longitude": "longitude",
            "source_headline": "source_title",
            "source_date": "source_date",
            "geom_wkt": "",  # the same position as text
        }
    ),
    speak=_speak,
    terms="CC BY 4.0, credit the Uppsala Conflict Data Program (ucdp.uu.se)",
    licence="CC-BY-4.0",
    layout="UCDP GED codebook, and a file of Ukraine with 3,883 events",
)
