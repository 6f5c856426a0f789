"""The names on the map in the language of the still, the important ones first.

Sizes, order and thresholds are those of ``maps/page/map/names.js``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from maps.ground import COUNTRY_NAME, in_language
from maps.picture.fonts import width_px
from maps.picture.frame import Frame
from maps.picture.ground import DETAIL_ZOOM, ground
from maps.picture.labels import Room, about
from maps.picture.paper import Paper
from maps.picture.towns import (
    CITY,
    LARGE,
    SMALL,
    Place,
    letters_px,
    paint_sign,
    places,
    sign_px,
)

__all__ = ["paint_names"]

_LEAST_SIZE = [90, 83, 76, 69, 62, 55, 46, 30, 0]  # by zoom from 4 on
_COUNTRY_ZOOM, _WATER_ZOOM = 9.0, 6.5
_OBLAST_ZOOM = (6.5, 8.75)
_LINE = 7.0  # half the height of a name
_BESIDE = [(1, 0), (-1, 0), (0, -1), (0, 1), (0.8, -0.8), (0.8, 0.8), (-0.8, -0.8), (-0.8, 0.8)]


def _least(zoom: float) -> float:
    k = max(0.0, min(len(_LEAST_SIZE) - 1.0, zoom - 4))
    low = int(k)
    following = _LEAST_SIZE[min(len(_LEAST_SIZE) - 1, low + 1)]
    return _LEAST_SIZE[low] + (following - _LEAST_SIZE[low]) * (k - low)


class Namer:
    """Writes names where there is room."""

    def __init__(
        self, paper: Paper, frame: Frame, theme: dict[str, Any], room: Room, language: str
    ) -> None:
        self.paper, self.frame, self.theme, self.room = paper, frame, theme, room
        self.language = language
        self.written: list[str] = []

    def label(self, text: str, x: float, y: float, size: float, **look: Any) -> bool:
        """A name whose left (or middle, ``align``) is at x; True when there was room."""
        sign = look.pop("sign", None)
        align = look.get("align", "left")
        spacing = look.get("spacing", 0.0)
        wide = width_px(text, size, look.get("bold", False), look.get("italic", False))
        wide += spacing * max(0, len(text) - 1)
        left = x - wide / 2 if align == "center" else x
        box = (left - 2, y - 0.62 * size, left + wide + 2, y + 0.62 * size)
        if sign and not (self.room.free(sign, labels_only=True) and self.room.within(sign)):
            return False
        if not self.room.take([box]):
            return False
        if sign:
            self.room.put(sign, label=True)
        self.paper.text(x, y, text, size, halo=self.theme["halo"], **look)
        self.written.append(text)
        return True

    def towns(self, low: float, high: float, capitals: bool = False) -> None:
        """Towns whose size is in a range, or the capitals."""
        fine = self.frame.zoom >= DETAIL_ZOOM
        west, south, east, north = self.frame.bounds
        chosen = [
            p
            for p in places(self.language, fine)
            if west <= p.longitude <= east and south <= p.latitude <= north
            and (p.capital if capitals else not p.capital and low <= p.size < high)
        ]  # fmt: skip
        if chosen:
            xs, ys = self.frame.pixels([p.longitude for p in chosen], [p.latitude for p in chosen])
            for place, x, y in zip(chosen, xs.tolist(), ys.tolist(), strict=True):
                self._town(place, x, y)

    def _town(self, place: Place, x: float, y: float) -> None:
        size, r = letters_px(place, self.frame.zoom), sign_px(place)
        sign = about(x, y, r, r)
        look = {
            "color": self.theme[
                "townText" if place.size >= SMALL or place.capital else "villageText"
            ],
            "bold": place.capital or place.size >= CITY,
            "sign": sign,
        }
        for more in (0, 9, 18) if place.size >= LARGE or place.capital else (0,):
            gap = r + 3.5 + more
            for dx, dy in _BESIDE:
                wide = width_px(place.name, size, bool(look["bold"]))
                side = (dx > 0) - (dx < 0)
                left = x - wide / 2 if not side else x + gap * dx - (wide if side < 0 else 0)
                down = ((gap + _LINE) if abs(dy) == 1 else max(gap, _LINE)) * dy
                if self.label(place.name, left, y + down, size, **look):
                    paint_sign(self.paper, self.theme, place, x, y, r)
                    return

    def countries(self) -> None:
        """Names of countries, in capitals, where there is room within them."""
        zoom = self.frame.zoom
        if zoom >= _COUNTRY_ZOOM:
            return
        size, spacing = (11, 3) if zoom < 5.5 else (14, 5) if zoom < 7 else (16, 8)
        key = COUNTRY_NAME.get(self.language, "name")
        map_ = ground()
        for country, shape in zip(map_.meta["countries"], map_.countries, strict=True):
            text = (country[key] or country["name"]).upper()
            seen = self.frame.shape(shape)
            if not shapely.is_empty(seen):
                self._country(text, country["at"] or [], seen, size, spacing)

    def _country(
        self, text: str, spots: Sequence[Any], shape: Any, size: float, spacing: float
    ) -> None:
        seen = shapely.intersection(shape, shapely.box(*self.room.edge))
        if shapely.is_empty(seen):
            return
        parts = shapely.get_parts([seen])
        largest = max(parts, key=lambda p: p.area)
        middle = shapely.get_coordinates(shapely.point_on_surface(largest))[0]
        points = [self.frame.point(*spot) for spot in spots] + [tuple(middle.tolist())]
        shapely.prepare(largest)
        for px, apart in ((size, spacing), (size - 3, spacing / 2)):
            wide = width_px(text, px, True) + apart * len(text)
            look = {"color": self.theme["countryText"], "bold": True, "align": "center",
                    "spacing": apart}  # fmt: skip
            for x, y in points:
                for dx, dy in _STEPS:
                    ends = [(x + dx - wide / 2, y + dy), (x + dx + wide / 2, y + dy)]
                    if not shapely.contains_xy(largest, ends).all():
                        continue
                    if self.label(text, x + dx, y + dy, px, **look):
                        return

    def oblasts(self) -> None:
        """In small capitals, where the oblast has room for its name."""
        low, high = _OBLAST_ZOOM
        if not low - 0.4 <= self.frame.zoom <= high:
            return
        for name, lon, lat, room in ground().meta["oblasts"]:
            x, y = self.frame.point(lon, lat)
            radius = room * 111_320 * 0.62 * self.frame.pixels_per_m * 1.5
            text = in_language("oblasts", name, self.language).upper()
            if len(text) * 7.4 > 2.3 * radius:
                continue
            for down in (0, -0.25, 0.25, -0.45, 0.45):
                look = {"color": self.theme["oblastText"], "align": "center", "spacing": 1.2}
                if self.label(text, x, y + down * radius, 9.0, **look):
                    break

    def waters(self) -> None:
        """Seas and lakes where they are large enough, and rivers along their course."""
        zoom, frame = self.frame.zoom, self.frame
        look = {"color": self.theme["waterText"], "italic": True, "align": "center"}
        meta = ground().meta
        for name, lon, lat, room in meta["lakes"]:
            if name and room * 111_320 * 0.62 * frame.pixels_per_m >= 5:
                text = in_language("waters", name, self.language)
                self.label(text, *frame.point(lon, lat), 10 if zoom < 8 else 11.5, **look)
        if zoom < _WATER_ZOOM - 0.4:
            return
        done: set[str] = set()
        for river, line in zip(meta["rivers"], ground().rivers, strict=True):
            if river["name"] and river["rank"] <= zoom - 2.2 and river["name"] not in done:
                text = in_language("waters", river["name"], self.language)
                if self._along(text, frame.shape(line), 10.0 if zoom < 9 else 12):
                    done.add(river["name"])

    def seas(self) -> None:
        """Seas."""
        for name, lon, lat, zoom in ground().meta["seas"]:
            if self.frame.zoom >= zoom:
                look = {"color": self.theme["waterText"], "italic": True, "align": "center",
                        "spacing": 2.0}  # fmt: skip
                text = in_language("waters", name, self.language)
                self.label(text, *self.frame.point(lon, lat), 12, **look)

    def _along(self, text: str, line: Any, size: float) -> bool:
        """A name beside a line, where that is straight enough and free."""
        wide = width_px(text, size, False, True) + 4
        for part in sorted(shapely.get_parts([line]), key=lambda p: -p.length):
            if part.length < 1.3 * wide:
                return False
            for t in (0.5, 0.35, 0.65, 0.2, 0.8, 0.1, 0.9):
                middle = t * part.length
                ends = shapely.line_interpolate_point(
                    part, [max(0, middle - wide / 2), middle, middle + wide / 2]
                )
                (ax, ay), _, (bx, by) = shapely.get_coordinates(ends).tolist()
                if np.hypot(bx - ax, by - ay) < 0.93 * wide:
                    continue
                if bx < ax:
                    ax, ay, bx, by = bx, by, ax, ay
                angle = np.degrees(np.arctan2(by - ay, bx - ax))
                if self._tilted(text, (ax + bx) / 2, (ay + by) / 2, float(angle), wide, size):
                    return True
        return False

    def _tilted(
        self, text: str, x: float, y: float, angle: float, wide: float, size: float
    ) -> bool:
        turn = np.radians(angle)
        c, s = float(np.cos(turn)), float(np.sin(turn))
        x, y = x + 0.75 * size * s, y - 0.75 * size * c  # beside the line, on its upper side
        steps = max(1, round(wide / size))
        boxes = [
            about(x + c * wide * (k / steps - 0.5), y + s * wide * (k / steps - 0.5), size / 2,
                  size / 2)
            for k in range(steps + 1)
        ]  # fmt: skip
        if not self.room.take(boxes):
            return False
        left = (x - c * (wide - 4) / 2, y - s * (wide - 4) / 2)
        # Text is placed by its left end on the middle line; its baseline is turned with it.
        bx, by = left[0] - s * 0.36 * size, left[1] + c * 0.36 * size - 0.36 * size
        self.paper.text(bx, by, text, size, color=self.theme["waterText"], italic=True,
                        halo=self.theme["halo"], angle_deg=angle)  # fmt: skip
        self.written.append(text)
        return True


_STEPS = sorted(
    ((dx, dy) for dx in range(-192, 193, 32) for dy in range(-112, 113, 16)),
    key=lambda s: float(np.hypot(*s)),
)


def paint_names(
    paper: Paper, frame: Frame, theme: dict[str, Any], room: Room, language: str
) -> list[str]:
    """All names there is room for; returns them."""
    namer = Namer(paper, frame, theme, room, language)
    least = _least(frame.zoom)
    namer.towns(0, 0, capitals=True)
    namer.towns(max(least, CITY), 999)
    namer.countries()
    namer.seas()
    namer.towns(max(least, LARGE), max(least, CITY))
    namer.oblasts()
    namer.waters()
    namer.towns(least, max(least, LARGE))
    return namer.written
