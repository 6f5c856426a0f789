"""Rail hubs: discs about railway towns, found by any of their names.

The reference point is the town's (GeoNames), 0.1 to 5.6 km from its stations, so a hub is a
geodesic disc of 5 km, or 8 km where a town has several yards: an approximation, and users can
bring polygons of their own (`geo.regions.read_regions`).
"""

from __future__ import annotations

import difflib
import unicodedata
from functools import cache
from typing import Any

import geopandas
import numpy as np

from geo import reference
from geo.errors import RegionError
from geo.geodesy import buffer_m, discs
from geo.regions import make_regions, slug

__all__ = ["near", "parse_hub", "rail_hubs"]


def rail_hubs() -> geopandas.GeoDataFrame:
    """Give the shipped hubs as a regions frame; ids such as ``hub-BY-kalinkavichy``."""
    return _shipped().copy()


@cache
def _shipped() -> geopandas.GeoDataFrame:
    """Made once: their discs take longer than finding one by its name."""
    table = reference.rail_hubs()
    shapes = discs(table["longitude"], table["latitude"], table["radius_m"])
    return make_regions(
        [
            {
                "region_id": f"hub-{row['country']}-{slug(row['name'])}",
                "name": row["name"],
                "kind": "rail_hub",
                "country": row["country"],
                "distance_m": float(row["radius_m"]),
                "longitude": row["longitude"],
                "latitude": row["latitude"],
                "geometry": shape,
            }
            for row, shape in zip(table.to_dict("records"), shapes, strict=True)
        ]
    )


def parse_hub(text: str, hubs: geopandas.GeoDataFrame | None = None) -> geopandas.GeoDataFrame:
    """Find the one hub that a text names, as a regions frame of one row.

    By id, name or (for shipped hubs) any other spelling in the hub table, Latin or Cyrillic,
    whatever its case, accents and apostrophes. ``hubs``: the regions to look among; None
    means the shipped ones. Raises RegionError when none fits, or more than one.
    """
    wanted = _key(text)
    keys = _shipped_keys() if hubs is None else _keys(hubs)
    hubs = _shipped() if hubs is None else hubs
    # A hub's own id or name beats a spelling that another hub also goes by.
    exact = [i for i, (first, _) in enumerate(keys) if wanted in first]
    found = exact or [i for i, (_, others) in enumerate(keys) if wanted in others]
    if len(found) == 1 and wanted:
        return hubs.iloc[found].reset_index(drop=True)
    if found and wanted:
        which = ", ".join(hubs["region_id"].iloc[found])
        raise RegionError(f"{text!r} is the name of {len(found)} hubs: say which of {which}")
    known = {key: i for i, (first, others) in enumerate(keys) for key in first | others}
    close = difflib.get_close_matches(wanted, sorted(known), n=5, cutoff=0.6)
    names = list(dict.fromkeys(str(hubs["name"].iloc[known[key]]) for key in close))[:3]
    hint = f"did you mean {', '.join(names)}? " if names else ""
    raise RegionError(f"no hub is called {text!r}: {hint}`kordon hubs` lists them all")


def near(hub: geopandas.GeoDataFrame, distance_m: float) -> geopandas.GeoDataFrame:
    """Make a region of everything within a distance (metres) of a hub: a frame of one row.

    ``hub`` is one row, as `parse_hub` gives it. The distance is geodesic, from the hub's
    reference point, or from its polygon where it has none. Raises RegionError for another
    number of rows, and for a distance that is not above 0 and at most 500 km.
    """
    if len(hub) != 1:
        raise RegionError(f"near() takes one hub, not {len(hub)}")
    if not 0 < distance_m <= 500_000:
        raise RegionError(
            f"within {distance_m:g} m of a hub: say more than 0 and at most 500,000 m"
        )
    row: dict[str, Any] = hub.iloc[0].to_dict()
    if np.isfinite(row["longitude"]) and np.isfinite(row["latitude"]):
        shape = discs(row["longitude"], row["latitude"], distance_m)[0]
    else:
        shape = buffer_m(row["geometry"], distance_m)
    width = f"{distance_m / 1_000:.10g}"
    row["region_id"] = f"{row['region_id']}-{width}km"
    row["name"] = f"within {width} km of {row['name']}"
    return make_regions([{**row, "distance_m": float(distance_m), "geometry": shape}])


def _key(text: str) -> str:
    """Reduce a spelling: without case, accents, apostrophes, spaces and hyphens.

    Only marks on Latin letters go: й and и, ё and е stay as different as they are, except
    that ё is often printed as е, so they count as one.
    """
    folded = unicodedata.normalize("NFKD", text.casefold().replace("ё", "е").replace("й", "\0"))
    letters = "".join(c for c in folded if not unicodedata.combining(c))
    letters = letters.replace("\0", "й").replace("ł", "l")
    return "".join(c for c in letters if c.isalnum())


@cache
def _spellings() -> dict[str, set[str]]:
    """Id of a shipped hub -> what else it goes by."""
    table = reference.rail_hubs()
    return {
        f"hub-{country}-{slug(name)}": {_key(a) for a in [local, *aliases.split("|")] if a}
        for country, name, local, aliases in zip(
            table["country"], table["name"], table["name_local"], table["aliases"], strict=True
        )
    }


@cache
def _shipped_keys() -> list[tuple[set[str], set[str]]]:
    return _keys(_shipped())


def _keys(hubs: geopandas.GeoDataFrame) -> list[tuple[set[str], set[str]]]:
    spellings = _spellings()
    return [
        ({_key(identifier), _key(name)}, spellings.get(identifier, set()))
        for identifier, name in zip(hubs["region_id"], hubs["name"], strict=True)
    ]
