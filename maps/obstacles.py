"""How lines and areas of a category are drawn: patterns as on military engineers' maps, as data.

``obstacles.json`` holds a pattern by category. ``line``: how far beside the course its lines
run; ``unit``: polylines that are set along it every ``step``, x along the course and y to its
right, ``fill``ed or not, or ``once`` in its middle; ``dash``; ``thin``; ``area``: what fills
it. All lengths in pixels at full size. Drawn by ``maps/page/map/obstacles.js``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import shapely

from maps.texts import text_column

if TYPE_CHECKING:
    import geopandas

__all__ = ["add_patterns", "pattern_of", "patterns"]

#: For what has no pattern of its own.
_PLAIN = {"line": [0], "area": "tint"}


@cache
def patterns() -> Mapping[str, dict[str, Any]]:
    """Every pattern, by category."""
    text = (resources.files("maps") / "obstacles.json").read_text("utf-8")
    known: dict[str, dict[str, Any]] = json.loads(text)
    return known


def pattern_of(category: str) -> dict[str, Any]:
    """The pattern of a category; a plain line, or a tint, for what has none of its own."""
    return patterns().get(category, _PLAIN)


def add_patterns(head: dict[str, Any], sightings: geopandas.GeoDataFrame) -> None:
    """Gives the categories of lines and areas in a page's head their ``outline``."""
    wide = shapely.get_type_id(sightings.geometry.to_numpy()) > 0
    if not wide.any():
        return
    pairs = zip(
        text_column(sightings[wide], "layer"), text_column(sightings[wide], "category"), strict=True
    )
    used = {f"{layer}.{word}" for layer, word in pairs}
    for category in head["categories"]:
        if category["id"] in used:
            word = category["id"].partition(".")[2]
            category["outline"] = pattern_of(word)
