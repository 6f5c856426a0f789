"""Smoking Grads (Bellingcat, Rudiment Arcade): cross-border artillery of 2014 in satellite images.

Three files: the map as KML, whose folders carry the meaning; the fields of craters as KML; single
craters as CSV. No feature has a date of its own: the map is of July to September 2014, and the day
in a description is that of the image. A line of the map is the trajectory of the strike with the
same number (`2t` of `2`): it becomes that strike's ``azimuth_deg``, and no report of its own.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import pyarrow as pa
import shapely

from geo.geodesy import GEOD
from layers.dialects.dialect import Dialect, Kind, Speech, addresses

__all__ = ["CRATERS", "DIALECT", "FIELDS"]

_TEXT = pa.large_string()
_ROCKETS = re.compile(r"\bGRADs?\b|\bM[RL]{2}S\b")
_NUMBER = re.compile(r"\s*(\d+)t?\b")
_TRAJECTORY = re.compile(r"\s*(\d+)t\b")
#: Folders of the map; "" is the map's own name for a strike or firing position.
_FOLDERS: Final = {
    "Artillery attacks": "shelling",
    "Firing positions": "shelling",
    "Military vehicles and bases": "deployment",
    "Reported attacks NOT VISIBLE": "shelling",
    "Ukrainian towns and border points with updated satellite images": "",
    "Date of Google satellite images at time of map creation (Nov 2014)": "",
}
_TIME: Final = ("2014-07", "2014-09")
_TERMS: Final = "BSD-style; credit Bellingcat and the Rudiment Arcade"


def _knows(speech: Speech) -> bool:
    """Whether the folders are those of the map."""
    if speech.geometry is None or not speech.holds("kml_folder", "^Artillery attacks$"):
        return False
    folders, _ = speech.each(lambda folder: folder, "kml_folder")
    return set(folders) <= set(_FOLDERS)


def _speak(speech: Speech) -> None:
    _turn(speech)
    speech.kinds(_kind, "kml_folder", "name")
    speech.put("status", _status, "kml_folder")
    speech.put("source_url", addresses, "description")
    speech.put(
        "description", lambda *told: "\n".join(dict.fromkeys(p for p in told if p)), "name",
        "description",
    )  # fmt: skip
    _dated(speech)


def _kind(folder: str, name: str) -> Kind | str:
    layer = _FOLDERS[folder]
    if not layer:
        return f"the folder {folder[:70]!r} holds places or images, and no sightings"
    if folder in ("Artillery attacks", "Firing positions"):
        return Kind(layer, "rocket_fire" if _ROCKETS.search(name) else "artillery_fire")
    return Kind(layer, folder)


def _status(folder: str) -> str:
    return "reported" if folder == "Reported attacks NOT VISIBLE" else "assessed"


def _dated(speech: Speech) -> None:
    speech.constant("date_start", _TIME[0])
    speech.constant("date_end", _TIME[1])
    speech.constant("source_title", "Bellingcat, Rudiment Arcade: Smoking Grads")
    speech.notes.append(
        f"Smoking Grads: no feature has a date; all are {_TIME[0]} to {_TIME[1]}, as the map is "
        "named; days in descriptions are those of satellite images"
    )


def _turn(speech: Speech) -> None:
    """Give strikes the direction of their trajectories, and set the lines aside."""
    assert speech.geometry is not None
    shapes = shapely.from_wkb(speech.geometry.to_numpy(zero_copy_only=False))
    names = [name or "" for name in speech.text("name").to_pylist()]
    folders = speech.text("kml_folder").to_pylist()
    lines = shapely.get_type_id(shapes) == 1
    strikes = {
        found[1]: row
        for row, (name, folder) in enumerate(zip(names, folders, strict=True))
        if folder == "Artillery attacks" and not lines[row] and (found := _NUMBER.match(name))
    }
    azimuths: list[str | None] = [None] * speech.rows
    for row in np.flatnonzero(lines & np.array([f == "Artillery attacks" for f in folders])):
        found = _TRAJECTORY.match(names[row])
        strike = strikes.get(found[1]) if found else None
        why = "a trajectory without the strike it belongs to is no report of its own"
        if strike is not None and shapes[strike] is not None:
            azimuths[strike] = f"{_azimuth(shapes[strike], shapes[row]):.1f}"
            why = f"the trajectory of row {strike + 1}: read as its azimuth_deg {azimuths[strike]}"
        speech.aside[int(row)] = ("Smoking Grads: a trajectory", f"Smoking Grads: {why}")
    speech.fields["azimuth_deg"] = pa.array(azimuths, _TEXT)
    turned = sum(azimuth is not None for azimuth in azimuths)
    speech.notes.append(
        f"Smoking Grads: strikes with the direction of their trajectory: {turned} (azimuth_deg, "
        "from the strike back to where fire came from)"
    )


def _azimuth(strike: Any, line: Any) -> float:
    """Degrees clockwise from north, from the end of the line at the strike to the other one."""
    ends = [shapely.get_point(line, 0), shapely.get_point(line, -1)]
    here, there = sorted(ends, key=lambda end: float(shapely.distance(strike, end)))
    forward, _, _ = GEOD.inv(here.x, here.y, there.x, there.y)
    return float(forward) % 360


DIALECT: Final = Dialect(
    name="smoking_grads",
    title="Smoking Grads",
    signatures=(frozenset({"name", "description", "kml_folder"}),),
    columns=MappingProxyType({"name": "", "description": ""}),
    speak=_speak,
    terms=_TERMS,
    layout="the KML of the map, with 356 placemarks",
    knows=_knows,
)


def _speak_fields(speech: Speech) -> None:
    speech.constant("layer", "shelling")
    speech.constant("category", "impact_crater")
    speech.put("source_url", addresses, "DESCRIPTIO")
    speech.put(
        "description", lambda *told: "\n".join(dict.fromkeys(p for p in told if p)), "name",
        "DESCRIPTIO", "NOTE",
    )  # fmt: skip
    speech.constant("status", "assessed")
    _dated(speech)
    speech.notes.append("Smoking Grads: fields of craters are the strikes of the map, drawn again")


FIELDS: Final = Dialect(
    name="smoking_grads_fields",
    title="Smoking Grads",
    signatures=(frozenset({"DESCRIPTIO", "SOURCE_ID", "IMAGE_DATE", "joined"}),),
    columns=MappingProxyType({"NOTE": "", "name": "", "description": "", "IMAGE_DATE": ""}),
    speak=_speak_fields,
    terms=_TERMS,
    layout="the KML of fields of craters",
)


def _speak_craters(speech: Speech) -> None:
    speech.constant("layer", "shelling")
    speech.constant("category", "impact_crater")
    speech.put("id", lambda number: f"crater-{number}" if number else "", "crater_id")
    speech.constant("status", "assessed")
    speech.constant("description", "Crater seen in a satellite image.")
    _dated(speech)


CRATERS: Final = Dialect(
    name="smoking_grads_craters",
    title="Smoking Grads",
    signatures=(frozenset({"crater_id", "cfield_id"}),),
    columns=MappingProxyType({"X": "longitude", "Y": "latitude"}),
    speak=_speak_craters,
    terms=_TERMS,
    layout="the CSV of 6,150 craters",
)
