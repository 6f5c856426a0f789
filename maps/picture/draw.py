"""From sightings to a sheet: what stands where, and what is painted over what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from maps.outlines import set_of
from maps.picture.alt import alt_text, as_of_words, withheld_words
from maps.picture.coverage import Period, Watched, paint_coverage, reduced_in
from maps.picture.density import paint_density
from maps.picture.fonts import check_fonts, drawable, fitted, width_px, wrapped
from maps.picture.frame import Frame, frame_for
from maps.picture.graticule import paint_degrees
from maps.picture.ground import paint_borders, paint_ground
from maps.picture.inset import inset_tells, paint_bar, paint_inset
from maps.picture.key import Drawn, counts_of, legend_rows
from maps.picture.labels import Box, Room
from maps.picture.legend import Column, Row, paint_columns, set_legend
from maps.picture.names import paint_names
from maps.picture.obstacles import paint_outlines
from maps.picture.paper import Paper
from maps.picture.rasters import Told, paint_raster, told_of
from maps.picture.records import Records
from maps.picture.scene import Scene, lay_out
from maps.picture.sheets import Sheet
from maps.picture.shots import paint_fans, paint_trails
from maps.picture.symbols import paint_areas, paint_circles, paint_discs, paint_groups, place_plates
from maps.picture.view import palette, whole_view
from maps.picture.zones import RegionSet, paint_regions
from maps.provenance import ATTRIBUTION
from maps.saying import Sayings, listed
from maps.terms import made_up_title

if TYPE_CHECKING:
    import geopandas
    import pandas as pd

    from layers.coverage import Coverage
    from maps.rasters import Raster
    from maps.withheld import Withheld

__all__ = ["Asked", "Drawing", "draw"]

_DEGREES_PX = 30.0  # beside the map, for the numbers of parallels
_GUTTER_PX = 18.0
_LEAST_LETTERS = 0.8  # of the legend beside an inset; with smaller ones the inset goes


@dataclass(frozen=True)
class Asked:
    """What is to be drawn: see `maps.picture.draw_picture`."""

    sightings: geopandas.GeoDataFrame
    regions: geopandas.GeoDataFrame | None
    memberships: pd.DataFrame | None
    title: str | None
    sheet: Sheet
    theme: str
    language: str
    bbox: Sequence[float] | None
    as_of: str | None
    inset: bool
    rasters: Sequence[Raster] = ()
    coverage: Coverage | None = None
    period: Period = (None, None)
    withheld: Withheld | None = None


@dataclass(frozen=True)
class Drawing:
    """A finished sheet, and what it shows."""

    paper: Paper
    scene: Scene
    title: str
    alt_text: str
    language: str


def draw(asked: Asked) -> Drawing:
    """Draws a sheet.

    Raises ArgumentError for an unknown language, PageError when the typeface is missing.
    """
    sayings = Sayings(asked.language)
    check_fonts()
    return _Sheet(asked, palette()[asked.theme], sayings).drawn()


class _Sheet:
    """One sheet while it is being drawn; boxes in pixels, y downwards."""

    def __init__(self, asked: Asked, theme: dict[str, Any], sayings: Sayings) -> None:
        self.asked, self.theme, self.sayings = asked, theme, sayings
        self.sheet = asked.sheet
        self.paper = Paper(
            self.sheet.width_px, self.sheet.height_px, self.sheet.point, theme["ui"]["paper"]
        )
        self.records = Records(asked.sightings)
        self._sets: list[RegionSet] = []
        self._rasters: list[Told] = []
        self._areas = reduced_in(asked.coverage, asked.period) if asked.coverage else []
        self._watched: list[Watched] = []
        given = asked.title or made_up_title(asked.sightings, sayings.language)
        self.title = drawable(given)
        self.bounds = list(asked.bbox) if asked.bbox else whole_view(self.records)

    def drawn(self) -> Drawing:
        """All of it."""
        m = self.sheet.margin_px
        inner = (m, m, self.sheet.width_px - m, self.sheet.height_px - m)
        lines, title_px, top = self._title_lines(inner)
        foot = self._foot(inner)
        box, legend = self._arrange(inner, top, foot)
        frame = frame_for(self.bounds, box)
        scene = lay_out(self.records, frame)
        drawn = self._map(frame, scene)
        self._head(lines, title_px, inner, scene)
        self._beside(frame, scene, drawn, legend, foot, inner)
        told = alt_text(
            scene, drawn, self.sayings, title=self.title, as_of=self.asked.as_of,
            withheld=self.asked.withheld,
        )  # fmt: skip
        return Drawing(self.paper, scene, self.title, told, self.sayings.language)

    def _title_lines(self, inner: Box) -> tuple[list[str], float, float]:
        """The title in at most two lines, its size, and where what is below it may begin."""
        size, wide = self.sheet.title_px, inner[2] - inner[0]
        for smaller in (1.0, 0.85, 0.7):
            lines = wrapped(self.title, wide, size * smaller, bold=True)
            if len(lines) <= 2:
                break
        lines = wrapped(self.title, wide, size * smaller, bold=True, lines=2)
        px = size * smaller
        top = inner[1] + len(lines) * 1.22 * px + 1.7 * self.sheet.text_px
        return lines, px, top

    def _foot(self, inner: Box) -> tuple[list[str], float, float]:
        """The small print: its lines, their size, and where they begin."""
        say, size = self.sayings.say, max(0.8 * self.sheet.text_px, self.sheet.least_px)
        n = self.records.sources()
        parts = [say("picture_sources", n=n)] if n else []
        parts += [say("picture_borders"), say("picture_base", credits=ATTRIBUTION) + ".", "Kordon"]
        lines = wrapped(" ".join(parts), inner[2] - inner[0], size, lines=4)
        return lines, size, inner[3] - len(lines) * 1.3 * size

    def _arrange(
        self, inner: Box, top: float, foot: tuple[list[str], float, float]
    ) -> tuple[Box, Box]:
        """The boxes of map and legend."""
        text = self.sheet.text_px
        left, _, right, _ = inner
        map_top = top + 1.5 * text
        below = foot[2] - 0.9 * text
        bar = 2.1 * text
        if self.sheet.side:
            wide = self.sheet.side_part * self.sheet.width_px
            split = right - wide
            return (
                (left, map_top, split - _GUTTER_PX - _DEGREES_PX, below - bar),
                (split, map_top, right, below),
            )
        # What is on the map depends on its size, and that on the legend of it: twice is enough.
        high = 10 * text
        for _ in range(2):
            box = (left, map_top, right - _DEGREES_PX, below - bar - 1.2 * text - high)
            high = self._legend_height(box, inner, below - map_top)
        map_bottom = below - high - bar - 1.2 * text
        return (
            (left, map_top, right - _DEGREES_PX, map_bottom),
            (left, map_bottom + bar + 1.2 * text, right, below),
        )

    def _legend_height(self, box: Box, inner: Box, room: float) -> float:
        """How high a legend below the map has to be, at most two fifths of the room."""
        frame = frame_for(self.bounds, box)
        scene = lay_out(self.records, frame)
        paper = self.paper
        self.paper = Paper(10, 10, 1, "#ffffff")  # only to learn what will be drawn
        drawn = self._map(frame, scene, rough=True)
        self.paper = paper
        rows = legend_rows(scene, drawn, self.sayings, self.theme)
        has_inset = self._inset_px(frame, inner)[0] > 0
        columns = self._set(rows, inner, 0.4 * room, has_inset)
        high = max(column.height for column in columns)
        return max(high, self._inset_px(frame, inner)[1]) + 0.3 * self.sheet.text_px

    def _inset_px(self, frame: Frame, inner: Box) -> tuple[float, float]:
        """Width and height of an inset; nothing where there is none."""
        if not self.asked.inset or not inset_tells(frame) or self.sheet.columns == 2:
            return 0.0, 0.0
        part = 0.15 / 0.225 * self.sheet.side_part * self.sheet.width_px
        wide = part if self.sheet.side else 0.19 * (inner[2] - inner[0])
        return wide, 0.78 * wide + (1.6 * self.sheet.text_px)

    def _set(self, rows: Sequence[Row], box: Box, most_px: float, has_inset: bool) -> list[Column]:
        number = 1 if self.sheet.side else self.sheet.columns
        wide = box[2] - box[0]
        if has_inset and not self.sheet.side:
            wide -= 0.19 * wide + _GUTTER_PX
        width = (wide - (number - 1) * _GUTTER_PX) / number
        return set_legend(
            rows, number, width, self.sheet.text_px, most_px,
            lambda n: self.sayings.say("picture_more_signs", n=n),
            max(0.72, self.sheet.least_px / self.sheet.text_px),
        )  # fmt: skip

    def _map(self, frame: Frame, scene: Scene, rough: bool = False) -> Drawn:
        """Everything within the map's frame."""
        paper, theme, records = self.paper, self.theme, self.records
        regions = self.asked.regions
        with paper.inside(frame.box):
            if not rough:
                self._rasters = []
                paint_ground(paper, frame, theme, lambda: self._pictures(frame))
            if regions is not None and len(regions) and not (rough and self._sets):
                self._sets = paint_regions(paper, frame, theme, regions, self.sayings, rough=rough)
            if self._areas:
                self._watched = paint_coverage(paper, frame, theme, self._areas)
            if rough:
                self._rasters = self._told_rasters
            else:
                if scene.density is not None:
                    paint_density(paper, scene.density, theme)
                paint_borders(paper, frame, theme)
            room = Room(frame.box, scene.boxes)
            plates = place_plates(scene, self.sayings, room)
            if not rough:
                paint_names(paper, frame, theme, room, self.sayings.language)
                scene.labels = list(room.labels)
            fans = paint_fans(paper, frame, theme, records)
            paint_outlines(paper, frame, theme, records, scene.outlines)
            discs = paint_discs(paper, scene, theme)
            trails = paint_trails(paper, frame, theme, records)
            if not rough:
                paint_circles(paper, scene, theme)
        if not rough:  # not cut at the frame: half a ring tells half
            paint_areas(paper, scene, theme)
            paper.box(frame.box, stroke=theme["frame"], width=0.9)
            paint_groups(paper, scene, theme, plates)
        return Drawn(
            self._sets, discs, trails, fans, self._held, self._rasters, self._watched, len(plates)
        )

    def _pictures(self, frame: Frame) -> None:
        """The analyst's pictures, the first one lowest."""
        pairs = zip(self.asked.rasters, self._told_rasters, strict=True)
        self._rasters = [
            told for raster, told in pairs if paint_raster(self.paper, frame, raster.warped)
        ]

    @cached_property
    def _told_rasters(self) -> list[Told]:
        return [told_of(raster, k, self.sayings) for k, raster in enumerate(self.asked.rasters, 1)]

    @cached_property
    def _held(self) -> dict[str, tuple[int, int]]:
        """How many reports each set of regions holds, when that was given."""
        regions = self.asked.regions
        if regions is None or self.asked.memberships is None:
            return {}
        by_region = {
            str(row["region_id"]): set_of(row, self.sayings.words)[0]
            for row in regions.drop(columns="geometry").to_dict("records")
        }
        return counts_of(self.asked.memberships, self.asked.sightings, by_region)

    def _head(self, lines: Sequence[str], size: float, inner: Box, scene: Scene) -> None:
        """Title, how many reports are shown, as of when, and how many are withheld."""
        ui = self.theme["ui"]
        y = inner[1] + 0.6 * size
        for line in lines:
            self.paper.text(inner[0], y, line, size, color=ui["ink"], bold=True)
            y += 1.22 * size
        here, whole = (
            self.sayings.interval(*self.records.reports(which))
            for which in (scene.drawn, slice(None))
        )
        shown = self.sayings.say("shown", n=here, all=whole)
        when = as_of_words(scene, self.sayings, self.asked.as_of)
        y = inner[1] + len(lines) * 1.22 * size + 0.75 * self.sheet.text_px
        px, wide = 1.05 * self.sheet.text_px, inner[2] - inner[0]
        held = withheld_words(self.asked.withheld, self.sayings)
        # Where there is no room, how many are withheld is said briefly, and not left out.
        texts = [" · ".join(part for part in (shown, when, one) if part) for one in held]
        texts += [" · ".join(part for part in (shown, one) if part) for one in held[-1:]]
        text = next((one for one in texts if width_px(one, px) <= wide), texts[-1])
        line = fitted(text, wide, px)
        self.paper.text(inner[0], y, line, px, color=ui["muted"])

    def _beside(
        self, frame: Frame, scene: Scene, drawn: Drawn, box: Box,
        foot: tuple[list[str], float, float], inner: Box,
    ) -> None:  # fmt: skip
        """Frame line, degrees, scale, legend, inset, small print."""
        paper, theme, text = self.paper, self.theme, self.sheet.text_px
        left, _, right, bottom = frame.box
        paint_degrees(paper, frame, theme, 0.83 * text)
        self._scale(frame, (left, bottom + 1.25 * text), right - left)
        wide, high = self._inset_px(frame, inner)
        rows = legend_rows(scene, drawn, self.sayings, theme)
        room = box[3] - box[1]
        if self.sheet.side:
            columns = self._set(rows, box, room - (high + text if wide else 0), False)
            whole = sum(len(column.rows) for column in columns) == len(rows)
            if wide and whole and columns[0].size > _LEAST_LETTERS * text:
                self._inset(frame, (box[0], box[3] - high, box[0] + wide, box[3]))
            else:
                columns = self._set(rows, box, room, False)
        else:
            columns = self._set(rows, box, room, wide > 0)
            if wide:
                self._inset(frame, (box[2] - wide, box[1], box[2], box[1] + high))
        paint_columns(paper, columns, box[0], box[1], _GUTTER_PX, theme)
        lines, size, y = foot
        for k, line in enumerate(lines):
            at = y + (k + 0.6) * 1.3 * size
            paper.text(inner[0], at, line, size, color=theme["ui"]["muted"])

    def _inset(self, frame: Frame, box: Box) -> None:
        text = self.sheet.text_px
        label = self.sayings.say("picture_inset").upper()
        self.paper.text(box[0], box[1] + 0.55 * text, label, 0.88 * text, bold=True,
                        color=self.theme["ui"]["muted"])  # fmt: skip
        paint_inset(self.paper, frame, self.theme, (box[0], box[1] + 1.5 * text, box[2], box[3]))

    def _scale(self, frame: Frame, at: tuple[float, float], wide: float) -> None:
        """The bar, and in which projection and where it is true."""
        text, say = self.sheet.text_px, self.sayings.say
        end = paint_bar(self.paper, frame, self.theme, self.sayings, at, text, 0.22 * wide)
        latitude = self.sayings.number(round(frame.middle_north, 1))
        words = say("picture_scale", latitude=latitude)
        if frame.projection.name == "cone":
            number = self.sayings.number
            name = say("picture_cone", first=number(49.3), second=number(55.7))
        else:
            name = say("picture_mercator")
        size = 0.8 * text
        for told in (listed(self.sayings.language, (name, words)), words):
            if end + 14 + width_px(told, size) <= at[0] + wide:
                x = at[0] + wide - width_px(told, size)
                self.paper.text(x, at[1], told, size, color=self.theme["ui"]["muted"])
                return
