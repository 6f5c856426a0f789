"""Zones, hubs and the user's own polygons as chunks of a page.

Read by ``maps/page/map/regions.js``.

A zone lies on one side of a border, and half of its outline is the border itself. What is
drawn is the band: both sides as one, without the border in its middle; a side is the band cut
to a country by the page, which has the countries anyway. So no line is carried two times, and
a zone follows the border as finely as the border is drawn.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import shapely

from maps.encode import Chunks
from maps.generalise import METRES_PER_DEGREE, simplify_m
from maps.terms import Terms

if TYPE_CHECKING:
    import geopandas

__all__ = ["pack_regions", "set_of"]

SCALE = 100_000
BAND_SCALE = 20_000
#: Simplification of outlines on the page, of bands' arcs more. Joins use the full ones.
_TOLERANCE_M = 60.0
_BAND_TOLERANCE_M = 100.0
#: Slivers between the two sides of a band, as wide as rounding.
_SEAM_M = 2.0
_SIDE = re.compile(r"(?P<band>[A-Z]{2}-[A-Z]{2}-[\d.]+k?m)(?:-(?P<side>[A-Z]{2}))?")


def pack_regions(
    chunks: Chunks, regions: geopandas.GeoDataFrame, words: Mapping[str, Any], terms: Terms
) -> dict[str, Any]:
    """Outlines, and which set (a switch in the layer tree) each region belongs to."""
    rows = regions.drop(columns="geometry").to_dict("records")
    shapes = regions.geometry.to_numpy().copy()
    bands = _bands(rows)
    sets: dict[str, dict[str, Any]] = {}
    listed = []
    for number, row in enumerate(rows):
        key, label, tone = set_of(row, words)
        known = sets.setdefault(
            key, {"id": key, "label": label, "kind": row["kind"], "tone": tone, "count": 0}
        )
        known["count"] += 1
        circle = _circle(row)
        band, side = bands.get(number, (-1, ""))
        if circle or band >= 0:
            shapes[number] = None
        listed.append(
            {
                "id": row["region_id"],
                "name": terms.region(row),
                "kind": row["kind"],
                "set": key,
                "circle": circle,
                "tone": tone,
                "hatched": row["kind"] == "custom",
                "band": band,
                "side": side,
            }
        )
    drawn = _pack_bands(chunks, regions, bands, listed)
    chunks.shapes("regions", [_simple(shape) for shape in shapes], SCALE)
    show = [*sets, "areas", "discs", "targets", "rails", "graticule"]
    return {
        "regions": listed,
        "bands": drawn,
        "band_scale": BAND_SCALE,
        "sets": list(sets.values()),
        "show": show,
    }


def _bands(rows: list[dict[str, Any]]) -> dict[int, tuple[int, str]]:
    """Which zones are a band, or a whole side of one whose other side is there too.

    Number of the zone to number of the band and the country it is cut to, "" for both.
    """
    found: dict[str, dict[str, int]] = {}
    for number, row in enumerate(rows):
        match = _SIDE.fullmatch(str(row["region_id"])) if row["kind"] == "border_zone" else None
        if match:
            found.setdefault(match["band"], {})[match["side"] or ""] = number
    out: dict[int, tuple[int, str]] = {}
    for name, sides in found.items():
        if "" in sides or all(iso in sides for iso in name.split("-")[:2]):
            band = len({b for b, _ in out.values()})
            out |= {number: (band, side) for side, number in sides.items()}
    return out


def _pack_bands(
    chunks: Chunks,
    regions: geopandas.GeoDataFrame,
    bands: Mapping[int, tuple[int, str]],
    listed: list[dict[str, Any]],
) -> list[dict[str, Any]]:
    """The bands, the widest of each set first."""
    shapes = regions.geometry.to_numpy()
    widths = regions["distance_m"].to_numpy()
    parts: dict[int, list[int]] = {}
    for number, (band, _) in bands.items():
        parts.setdefault(band, []).append(number)
    outlines, drawn = [], []
    for numbers in parts.values():
        outlines.append(_band(tuple(shapely.to_wkb(shapes[numbers]))))
        first = listed[numbers[0]]
        distance = float(widths[numbers[0]])
        drawn.append({"set": first["set"], "tone": first["tone"], "distance_m": distance})
    chunks.shapes("bands", outlines, BAND_SCALE)
    for one in drawn:
        mine = sorted({d["distance_m"] for d in drawn if d["set"] == one["set"]})
        one["rank"] = mine.index(one["distance_m"])
        one["hatched"] = one["rank"] == 0
    return drawn


@lru_cache(maxsize=32)
def _band(sides: tuple[bytes, ...]) -> Any:
    """The outline of a band from its sides; of the same ones only once, as they take long."""
    return simplify_m(_joined(shapely.from_wkb(list(sides))), _BAND_TOLERANCE_M)


def _joined(sides: Any) -> Any:
    """Both sides as one area, without the seam that rounding leaves along the border."""
    seam = _SEAM_M / METRES_PER_DEGREE
    whole = shapely.union_all(shapely.buffer(sides, seam, join_style="mitre"))
    return shapely.buffer(whole, -seam, join_style="mitre")


def _simple(shape: Any) -> Any:
    return None if shape is None else simplify_m(shape, _TOLERANCE_M)


def _circle(row: Mapping[str, Any]) -> list[float] | None:
    """A hub that is a disc travels as its middle and radius, and is drawn round at any zoom."""
    circle = [float(row[name]) for name in ("longitude", "latitude", "distance_m")]
    return circle if row["kind"] == "rail_hub" and all(map(math.isfinite, circle)) else None


def set_of(row: Mapping[str, Any], words: Mapping[str, Any]) -> tuple[str, str, str]:
    """The set that a region (a row of a regions frame) belongs to: id, label, tone."""
    if row["kind"] == "border_zone":
        pair = "-".join(str(row["region_id"]).split("-")[:2])
        tone = {"BY-UA": "near", "RU-UA": "east"}.get(pair, "far")
        label = str(words["set_zones"]).replace("{pair}", pair.replace("-", "–"))
        return f"zones-{pair}", label, tone
    if row["kind"] == "rail_hub":
        return "hubs", str(words["set_rail_hubs"]), "hub"
    return f"{row['kind']}", str(words[f"set_{row['kind']}"]), "custom"
