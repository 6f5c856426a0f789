"""Towns and villages of the base map: their names, importance and signs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from maps import basemap
from maps.picture.labels import about
from maps.picture.paper import Paper

__all__ = ["CITY", "LARGE", "SMALL", "Place", "letters_px", "nearest_place", "paint_sign", "places",
           "sign_px"]  # fmt: skip

#: Sizes are 15 times the decimal logarithm of the inhabitants: 60 is 10,000, 75 is 100,000.
MILLION, CITY, LARGE, TOWN, SMALL = 90, 85, 75, 64, 55


@dataclass(frozen=True)
class Place:
    """A town or village; ``size``: 15 times the decimal logarithm of its inhabitants."""

    name: str
    longitude: float
    latitude: float
    size: int
    capital: bool


@cache
def places(language: str, villages: bool = False) -> tuple[Place, ...]:
    """Towns by importance, with villages if wanted."""
    found = []
    for data in ("basemap", "detail") if villages else ("basemap",):
        listed = basemap.load(data)["places"]
        mine = listed["names"].get(language) or [""] * len(listed["name"])
        rows = zip(listed["name"], mine, listed["x"], listed["y"], listed["size"], strict=True)
        found += [
            Place(own or name, x / 1000, y / 1000, size & 127, size > 127)
            for name, own, x, y, size in rows
        ]
    return tuple(sorted(found, key=lambda p: (-p.capital, -p.size)))


def nearest_place(language: str, longitude: float, latitude: float) -> str | None:
    """The nearest town of 30,000 people or more within 60 km, else None."""
    towns = [p for p in places(language) if p.size >= 67 or p.capital]
    dx = (np.array([p.longitude for p in towns]) - longitude) * np.cos(np.radians(latitude))
    dy = np.array([p.latitude for p in towns]) - latitude
    away = np.hypot(dx, dy)
    k = int(away.argmin())
    return towns[k].name if away[k] * 111.2 <= 60 else None


def letters_px(place: Place, zoom: float) -> float:
    """How large a place's name is."""
    for size, px in ((MILLION, 13.0), (CITY, 12.5), (LARGE, 12.0), (SMALL, 11.0), (0, 10.5)):
        if place.size >= size or (place.capital and size == MILLION):
            return px + (1 if zoom >= 9 and place.size >= TOWN else 0)
    return 10.5


def sign_px(place: Place) -> float:
    """Half the width of a place's sign."""
    if place.capital:
        return 4.0
    for size, r in ((CITY, 3.4), (LARGE, 2.8), (TOWN, 2.3), (SMALL, 1.9)):
        if place.size >= size:
            return r
    return 1.4


def paint_sign(
    paper: Paper, theme: dict[str, Any], place: Place, x: float, y: float, r: float
) -> None:
    """Capitals a square, cities a ring with a dot, towns a ring, villages a dot."""
    village = not place.capital and place.size < SMALL
    look = {"fill": theme["villageText" if village else "townFill"]}
    if not village:
        look["stroke"] = theme["townText"]
    width = 1.4 if place.capital or place.size >= CITY else 1.1
    if place.capital:
        paper.box(about(x, y, r, r), width=width, **look)
    else:
        paper.circle(x, y, r, width=width, **look)
    if place.capital or place.size >= CITY:
        paper.circle(x, y, 1.3, fill=theme["townText"])
