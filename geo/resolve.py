"""From what an analyst types to a region: a zone, a hub, an oblast, a country, or a file."""

from __future__ import annotations

import difflib
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import geopandas

from geo import reference
from geo.countrynames import FURTHER_NAMES
from geo.errors import ArgumentError, RegionError
from geo.hubs import near, parse_hub, rail_hubs
from geo.regions import concat_regions, make_regions, read_regions, slug
from geo.zones import border_zones, parse_zone

__all__ = [
    "REGION_SETS",
    "admin_regions",
    "find_near",
    "find_regions",
    "find_within",
    "is_region_file",
    "parse_near",
]

#: Words for many regions at once: the bands of `border_zones`, and the shipped hubs.
REGION_SETS: Final[dict[str, Callable[[], geopandas.GeoDataFrame]]] = {
    "zones": border_zones,
    "hubs": rail_hubs,
}

_NEAR = re.compile(r"(?P<hub>.+?)\s*,\s*(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>km|m)", re.IGNORECASE)
_FILES = (".geojson", ".json", ".gpkg", ".parquet", ".fgb", ".shp", ".kml", ".zip")
_LISTED = "`kordon zones --list-areas` lists countries and oblasts, `kordon hubs` rail hubs"
_LIKE_A_ZONE = re.compile(r"\s*[a-z]{2}\s*[-–]\s*[a-z]{2}\b", re.IGNORECASE)
#: What an oblast's name may be written with or without.
_GENERIC = re.compile(
    r"\b(autonomous republic of|oblast|region|province|krai|voblasts?|область|вобласць)\b",
    re.IGNORECASE,
)


def is_region_file(text: str) -> bool:
    """Whether a text means a vector file, not a name: BY-UA-7.5km has no file's ending."""
    return text.lower().endswith(_FILES) or "/" in text or "\\" in text or os.path.isfile(text)


def find_regions(
    texts: Sequence[str],
    own: geopandas.GeoDataFrame | None = None,
    *,
    notes: list[str] | None = None,
) -> geopandas.GeoDataFrame:
    """The regions that several texts name, in the order of the texts, as one regions frame.

    A text is a word of `REGION_SETS`, or what `find_within` takes, which says what ``own`` and
    ``notes`` are and what is raised. A region that is named twice is there once.
    """
    frames = []
    for text in texts:
        word = text.strip().casefold()
        if word in REGION_SETS and _own_regions(text, own) is None:
            frames.append(REGION_SETS[word]())
        else:
            frames.append(find_within(text, own, notes=notes))
    return concat_regions(frames)


def find_within(
    text: str,
    own: geopandas.GeoDataFrame | None = None,
    *,
    notes: list[str] | None = None,
    files: bool = True,
) -> geopandas.GeoDataFrame:
    """The region or regions that a text names, as a regions frame.

    In this order: one of the caller's ``own`` regions by id or name; a vector file (all its
    polygons); an oblast or a country by id, code (two letters or three) or name, in English or
    languages of the border, whatever its case and accents; a border zone (``BY-UA-25km-BY``); a
    rail hub by name. Without ``files`` no file is looked for: for texts that others wrote. What was
    mended in a file is added to ``notes``, and that a name is taken for a hub. Raises RegionError,
    with what is near, when nothing fits.
    """
    text = text.strip()
    mine = _own_regions(text, own)
    if mine is not None:
        return mine
    if files and is_region_file(text):
        frame, said = read_regions(Path(text))
        if notes is not None:
            notes += said
        return frame
    admin = admin_regions()
    same = admin["region_id"].isin(_area_ids().get(_folded(text), ()))
    if same.any():
        return admin[same].reset_index(drop=True)
    try:
        return parse_zone(text)
    except RegionError as zone_error:
        if files and os.path.isdir(text):
            raise RegionError(f"{text} is a folder; name a file in it.") from None
        return _hub_or_near(text, own, zone_error, [] if notes is None else notes)


def _own_regions(text: str, own: geopandas.GeoDataFrame | None) -> geopandas.GeoDataFrame | None:
    """Those of the caller's own regions that have this id or name; None without any."""
    if own is None or not len(own):
        return None
    wanted = text.strip().casefold()
    same = own["region_id"].str.casefold().eq(wanted) | own["name"].str.casefold().eq(wanted)
    return own[same].reset_index(drop=True) if same.any() else None


def _hub_or_near(
    text: str, own: geopandas.GeoDataFrame | None, unknown: RegionError, notes: list[str]
) -> geopandas.GeoDataFrame:
    """The hub of that name; without one the error says which names are near."""
    try:
        hub = parse_hub(text)
    except RegionError:
        close = _close(text, _area_names()) if _GENERIC.search(text) else []
        close = close or _close(text, _names(own))
        if _LIKE_A_ZONE.match(text):
            raise unknown from None
        meant = f"no region is called {text!r:.80}: did you mean {', '.join(close)}? "
        raise RegionError((meant if close else f"{unknown}; ") + _LISTED) from None
    name, radius_km = hub["name"].iloc[0], hub["distance_m"].iloc[0] / 1_000
    areas = _close(text, _area_names())
    notes.append(
        f"{text} is taken as the rail hub {name}, a disc of {radius_km:g} km"
        + (f"; there is also the area {areas[0]}" if areas else "")
    )
    return hub


def parse_near(text: str) -> tuple[str, float]:
    """``HUB,10km`` as the hub's name and the distance in metres; no hub is looked for.

    Raises ArgumentError when it is written otherwise, or the distance is not above 0 and at
    most 500 km.
    """
    match = _NEAR.fullmatch(text.strip())
    if match is None:
        raise ArgumentError(
            f"{text!r} is not a hub and a distance: write it as Kalinkavichy,10km{_meant(text)}"
        )
    distance = float(match["number"]) * (1_000 if match["unit"].lower() == "km" else 1)
    if not 0 < distance <= 500_000:
        raise ArgumentError(f"{text!r:.80}: say more than 0 and at most 500,000 m (500 km)")
    return match["hub"], distance


def find_near(text: str, own: geopandas.GeoDataFrame | None = None) -> geopandas.GeoDataFrame:
    """``HUB,10km`` as a region: everything within that geodesic distance of the hub.

    ``own``: hubs of the caller's, looked among first. Raises RegionError, whatever is wrong;
    `parse_near` tells what is written wrongly from a hub that is not known.
    """
    try:
        name, distance = parse_near(text)
    except ArgumentError as error:
        raise RegionError(str(error)) from None
    if own is not None and len(own):
        try:
            return near(parse_hub(name, own), distance)
        except RegionError as error:
            if "no hub is called" not in str(error):
                raise
    return near(parse_hub(name), distance)


def _meant(text: str) -> str:
    """``; did you mean Mazyr,10km?`` where the distance is missing and the name is near."""
    close = _close(text.split(",")[0], _hub_names())
    return f"; did you mean {', '.join(f'{name},10km' for name in close)}?" if close else ""


def admin_regions() -> geopandas.GeoDataFrame:
    """Countries (ids ``BY``, ``UA``, ...) and oblasts (ids ``admin-homiel-region``)."""
    return _admin_regions().copy()


@cache
def _admin_regions() -> geopandas.GeoDataFrame:
    """Made once: to look at every vertex takes longer than all that is asked of them."""
    countries = reference.countries()
    oblasts = reference.oblasts()
    rows = [
        {"region_id": row["iso"], "name": row["name"], "kind": "admin", "country": row["iso"],
         "geometry": row["geometry"]}
        for row in countries.to_dict("records")
    ] + [
        {"region_id": f"admin-{slug(row['name'])}", "name": row["name"], "kind": "admin",
         "country": row["iso"], "geometry": row["geometry"]}
        for row in oblasts.to_dict("records")
    ]  # fmt: skip
    return concat_regions([make_regions(rows)])


@cache
def _area_ids() -> dict[str, set[str]]:
    """Folded id, code or name -> ids of the countries and oblasts that it means."""
    found: dict[str, set[str]] = {}
    for row in reference.countries().drop(columns="geometry").to_dict("records"):
        for name in (*row.values(), *FURTHER_NAMES.get(row["iso"], ())):
            found.setdefault(_folded(str(name)), set()).add(row["iso"])
    names = reference.oblast_names()
    for row in reference.oblasts().drop(columns="geometry").to_dict("records"):
        identifier = f"admin-{slug(row['name'])}"
        others = names.get(row["name"], {}).values()
        for name in (identifier, row["name"], row["name_local"], *others):
            found.setdefault(_folded(str(name)), set()).add(identifier)
    return found


@cache
def _hub_names() -> dict[str, str]:
    """Folded spelling -> name of a shipped hub."""
    table: Any = reference.rail_hubs().to_dict("records")
    return {
        _folded(form): row["name"]
        for row in table
        for form in (*str(row["aliases"] or "").split("|"), row["name"])
    }


def _names(own: geopandas.GeoDataFrame | None) -> dict[str, str]:
    """Folded spelling -> name, of all that `find_within` knows by name; own regions first."""
    mine: Iterable[str] = () if own is None else own["name"]
    return {**_area_names(), **_hub_names(), **{_folded(name): name for name in mine}}


@cache
def _area_names() -> dict[str, str]:
    """Folded spelling -> name of a country or oblast, also without the word Oblast or Region."""
    admin = admin_regions()
    known = dict(zip(admin["region_id"], admin["name"], strict=True))
    whole = {key: known[one] for key, ids in _area_ids().items() for one in sorted(ids)[:1]}
    bare = {_folded(_GENERIC.sub("", name)): name for name in admin["name"]}
    return {**bare, **whole}


def _close(text: str, names: Mapping[str, str]) -> list[str]:
    """At most three names whose spelling is near, or that hold the text as one of their words."""
    wanted = _folded(_GENERIC.sub("", text)) or _folded(text)
    if not wanted:
        return []
    holding = [name for name in names.values() if wanted in map(_folded, name.split())]
    known = [key for key in names if key]
    keys = [
        *difflib.get_close_matches(wanted, known, n=3, cutoff=0.7),
        *difflib.get_close_matches(_folded(text), known, n=1, cutoff=0.85),
    ]
    return list(dict.fromkeys([*holding, *(names[key] for key in keys)]))[:3]


def _folded(text: str) -> str:
    """A spelling without case, accents, spaces and signs; й stays й, which is no accented и."""
    parted = unicodedata.normalize("NFKD", text.casefold().replace("й", "\0").replace("ł", "l"))
    return "".join(c for c in parted if c.isalnum() or c == "\0").replace("\0", "й")
