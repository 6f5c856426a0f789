"""Border zones: everything within so many metres of a border, on one side or on both.

A band is measured geodesically from the border line in `geo.reference.borders`, at full
detail; its outer edge lies within 0.1 % of the stated distance. Bands are cumulative: the
25 km band contains the 10 km band. A zone is the band cut to one country (its territorial
waters included), to both, or to one oblast; land of third countries is never part of it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Final

import geopandas
import shapely
from shapely.geometry.base import BaseGeometry

from geo import reference
from geo.errors import RegionError
from geo.geodesy import buffer_m
from geo.regions import make_regions, slug

__all__ = [
    "DEFAULT_DISTANCES_M",
    "DEFAULT_PAIRS",
    "border_line",
    "border_zones",
    "pairs",
    "parse_zone",
    "zone_names",
]

DEFAULT_PAIRS: Final = ("BY-UA", "RU-UA")
DEFAULT_DISTANCES_M: Final = (10_000.0, 25_000.0, 50_000.0, 100_000.0)
#: Wider than this is no border zone, and reaches past the reference geography.
MAXIMUM_M: Final = 300_000.0

_SPEC = re.compile(
    r"(?P<one>[a-z]{2})-(?P<other>[a-z]{2})-(?P<number>\d+(?:\.\d+)?)(?P<unit>km|m)"
    r"(?:-(?P<side>[a-z]{2})(?:-(?P<oblast>[\w-]+))?)?"
)


def border_zones(
    pairs: Iterable[str] = DEFAULT_PAIRS,
    distances_m: Iterable[float] = DEFAULT_DISTANCES_M,
    sides: str = "each",
    *,
    by_oblast: bool = False,
) -> geopandas.GeoDataFrame:
    """Make a regions frame of bands along the borders of pairs of neighbours.

    ``pairs``: two codes each, in any order and case (``"BY-UA"``). ``distances_m``: widths in
    metres. ``sides``: ``"each"`` (a region for either side), ``"both"`` (one region for the
    two), or one country's code. ``by_oblast`` splits the sides in Belarus, Russia and Ukraine
    by first-level unit; other countries stay whole.

    Ids: ``BY-UA-25km`` (both), ``BY-UA-25km-BY``, ``BY-UA-25km-BY-homiel-region``.
    Raises RegionError for countries that are no neighbours, a side that is not in the pair
    and a width that is not above 0 and at most 300 km.
    """
    rows: list[dict[str, Any]] = []
    distances = list(distances_m)
    for pair in dict.fromkeys(_pair(text) for text in pairs):
        for distance in distances:
            for side in _sides(pair, sides):
                rows += _side_rows(pair, float(distance), side, by_oblast)
    return make_regions(rows)


def pairs() -> tuple[str, ...]:
    """Give every pair of neighbours in the reference geography, such as ``BY-UA``."""
    return tuple(_lines())


def border_line(pair: str) -> BaseGeometry:
    """The border of two neighbours, at full detail: ``BY-UA``, in any order and case.

    Raises RegionError for countries that are no neighbours.
    """
    return _lines()[_pair(pair)]


def zone_names(distances_m: Iterable[float] = DEFAULT_DISTANCES_M) -> list[str]:
    """Give the ids of all zones of all pairs at some distances, for completion and suggestions."""
    names = []
    for pair in pairs():
        for distance in distances_m:
            stem = f"{pair}-{_width(distance)}"
            names += [stem, *(f"{stem}-{iso}" for iso in pair.split("-"))]
    return names


def parse_zone(text: str) -> geopandas.GeoDataFrame:
    """Make the one zone that a text names, as a regions frame of one row.

    ``BY-UA-25km``, ``by-ua-25km-by``, ``UA-BY-30km``, ``RU-UA-7.5km-UA-sumy-oblast``: any
    neighbours in any order, any distance (km or m), any case; also a zone's full name as
    `border_zones` writes it. Raises RegionError with what is near when nothing fits.
    """
    wanted = _plain(text)
    found = _SPEC.fullmatch(wanted.replace(" ", ""))
    if found is None:
        for name in zone_names():
            if _plain(_name_of(name)) == wanted:
                return parse_zone(name)
        raise _unknown(text)
    pair = _pair(f"{found['one']}-{found['other']}")
    distance = float(found["number"]) * (1_000 if found["unit"] == "km" else 1)
    side = (found["side"] or "both").upper()
    zones = border_zones([pair], [distance], side, by_oblast=found["oblast"] is not None)
    if found["oblast"] is not None:
        zones = zones[zones["region_id"].str.endswith(f"-{side}-{found['oblast']}")]
        if zones.empty:
            raise RegionError(
                f"no part of zone {pair}-{_width(distance)} lies in {found['oblast']!r} of {side}: "
                "`kordon zones --by-oblast` lists the parts"
            )
    return zones.reset_index(drop=True)


def _side_rows(pair: str, distance: float, side: str, by_oblast: bool) -> list[dict[str, Any]]:
    stem = f"{pair}-{_width(distance)}"
    both = side == "BOTH"
    identifier = stem if both else f"{stem}-{side}"
    base = {"kind": "border_zone", "country": "" if both else side, "distance_m": distance}
    if not (by_oblast and not both):
        shape = _zone(pair, distance, pair if both else side)
        return [{"region_id": identifier, "name": _name_of(identifier), "geometry": shape, **base}]
    units = reference.oblasts()
    units = units[units["iso"] == side]
    if units.empty:
        return _side_rows(pair, distance, side, by_oblast=False)
    band = _band(pair, distance)
    rows = []
    for name, unit in zip(units["name"], units.geometry, strict=True):
        shape = _polygons(shapely.intersection(band, unit))
        # A touch of a few square metres comes from rounding, not from geography.
        if shape.area > 1e-9:
            rows.append(
                {
                    "region_id": f"{identifier}-{slug(name)}",
                    "name": f"{_name_of(stem)}, in {name}",
                    "geometry": shape,
                    **base,
                }
            )
    return rows


@lru_cache(maxsize=64)
def _zone(pair: str, distance: float, area: str) -> BaseGeometry:
    """A band cut to an area; the usual ones are asked for again and again."""
    return _polygons(shapely.intersection(_band(pair, distance), _area(area)))


@lru_cache(maxsize=32)
def _band(pair: str, distance: float) -> BaseGeometry:
    """Both sides; what does not ship takes a second, and each side asks for it."""
    if not 0 < distance <= MAXIMUM_M:
        raise RegionError(
            f"a border zone {distance:g} m wide: say more than 0 and at most {MAXIMUM_M:,.0f} m"
        )
    ready = _ready_bands().get((pair, distance))
    return buffer_m(_lines()[pair], distance) if ready is None else ready


@cache
def _ready_bands() -> dict[tuple[str, float], BaseGeometry]:
    """Load the bands that ship with Kordon: the same that `buffer_m` makes, without the wait."""
    with resources.as_file(resources.files("geo.reference") / "data" / "bands.parquet") as path:
        frame = geopandas.read_parquet(path)
    keys = zip(frame["pair"], frame["distance_m"], strict=True)
    return dict(zip(keys, frame.geometry, strict=True))


@cache
def _lines() -> dict[str, BaseGeometry]:
    frame = reference.borders()
    return dict(zip(frame["pair"], frame.geometry, strict=True))


@cache
def _area(codes: str) -> BaseGeometry:
    """Give the area of a country, or of a pair of countries as one."""
    frame = reference.countries().set_index("iso")
    shapes = frame.geometry.loc[codes.split("-")].to_numpy()
    return shapes[0] if len(shapes) == 1 else shapely.coverage_union_all(shapes)


def _polygons(shape: BaseGeometry) -> BaseGeometry:
    """Keep only the polygons of an intersection: where edges touch it also yields lines."""
    parts = shapely.get_parts(shape)
    areas = parts[shapely.get_dimensions(parts) == 2]
    return areas[0] if len(areas) == 1 else shapely.MultiPolygon(list(areas))


def _pair(text: str) -> str:
    codes = text.strip().upper().replace("–", "-").split("-")
    pair = "-".join(sorted(codes))
    if len(codes) != 2 or pair not in _lines():
        raise RegionError(
            f"{text.upper()} is no pair of neighbours in the reference geography: "
            f"there are {', '.join(_lines())}"
        )
    return pair


def _sides(pair: str, sides: str) -> Sequence[str]:
    wanted = sides.strip().upper()
    if wanted == "EACH":
        return pair.split("-")
    if wanted != "BOTH" and wanted not in pair.split("-"):
        raise RegionError(
            f"side {sides!r} is not in the pair {pair}: say each, both or one of its countries"
        )
    return [wanted]


def _width(distance: float) -> str:
    return f"{distance / 1_000:.10g}km"


def _name_of(identifier: str) -> str:
    """``BY-UA-25km-BY`` -> ``BY–UA border, within 25 km, in Belarus``."""
    one, other, width, *side = identifier.split("-")
    name = f"{one}–{other} border, within {width.removesuffix('km')} km"
    return f"{name}, in {_country_names()[side[0]]}" if side else name


@cache
def _country_names() -> dict[str, str]:
    frame = reference.countries()
    return dict(zip(frame["iso"], frame["name"], strict=True))


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.strip().casefold().replace("–", "-"))


def _unknown(text: str) -> RegionError:
    names = zone_names()
    near = difflib.get_close_matches(text.strip().upper().replace("KM", "km"), names, n=3)
    hint = f": did you mean {', '.join(near)}?" if near else "."
    return RegionError(
        f"no border zone is called {text!r:.80}{hint} A zone is two countries, a distance and "
        "perhaps a side, such as BY-UA-25km or BY-UA-25km-BY; `kordon zones` lists them"
    )
