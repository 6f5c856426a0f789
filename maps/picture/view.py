"""What a still shows when nobody says, and the colours it has."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from maps.firstview import first_view
from maps.picture.records import PLACE, Records

__all__ = ["palette", "whole_view"]

_NEAR = 0.12  # of the view's size: outliers within that are shown


@cache
def palette() -> Mapping[str, dict[str, Any]]:
    """The colours of every theme: the page's."""
    text = (resources.files("maps") / "palette.json").read_text("utf-8")
    themes: dict[str, dict[str, Any]] = json.loads(text)
    return themes


def whole_view(records: Records) -> list[float]:
    """West, south, east, north: the page's first view, and the outliers just beyond it.

    A page can be moved, a still cannot.
    """
    view = first_view(records.frame)
    west, south, east, north = view
    dx, dy = _NEAR * (east - west), _NEAR * (north - south)
    x, y = records.longitude, records.latitude
    near = (records.kinds == PLACE) & (x > west - dx) & (x < east + dx)
    near &= (y > south - dy) & (y < north + dy)
    if not near.any():
        return view
    pad = 0.02 * (east - west)
    return [
        min(west, float(x[near].min()) - pad), min(south, float(y[near].min()) - pad),
        max(east, float(x[near].max()) + pad), max(north, float(y[near].max()) + pad),
    ]  # fmt: skip
