"""The rows of the legend: only what is on this map, in the order and words of the page's."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from layers.registry import LAYERS
from layers.reports import CELL_CATEGORY, reports_told
from maps.basemap import WINDOW
from maps.obstacles import pattern_of
from maps.picture import icons
from maps.picture.coverage import DEGREES, Watched
from maps.picture.density import colors_for
from maps.picture.fonts import drawable
from maps.picture.legend import Icon, Row
from maps.picture.marks import Look
from maps.picture.paper import Paper
from maps.picture.rasters import Told
from maps.picture.scene import Scene
from maps.picture.symbols import paint_tag
from maps.picture.zones import RegionSet
from maps.saying import Sayings, listed, named

__all__ = ["Drawn", "counts_of", "left_out_words", "legend_rows"]


@dataclasses.dataclass(frozen=True)
class Drawn:
    """What else was drawn on the map."""

    sets: Sequence[RegionSet]
    discs: int
    trails: int
    fans: int
    held: Mapping[str, tuple[int, int]]
    rasters: Sequence[Told] = ()
    watched: Sequence[Watched] = ()
    sums: int = 0


def legend_rows(scene: Scene, drawn: Drawn, sayings: Sayings, theme: dict[str, Any]) -> list[Row]:
    """All rows, with their headings."""
    parts = (
        ("layers", _layers(scene, sayings, theme)),
        ("", _density(scene, sayings, theme)),
        ("context", _context(scene, drawn, sayings, theme)),
        ("coverage", _coverage(drawn, sayings, theme)),
        ("key", _key(scene, drawn, sayings, theme)),
        ("picture_in_words", [Row(text) for text in left_out_words(scene, sayings)]),
    )
    rows: list[Row] = []
    for key, some in parts:
        if some:
            if key:
                count = ""
                if key == "context" and drawn.held and drawn.sets:
                    count = f"{sayings.say('certain')}–{sayings.say('possible')}"
                rows.append(Row(sayings.say(key), head=True, count=count))
            rows += some
    return rows


def _layers(scene: Scene, sayings: Sayings, theme: dict[str, Any]) -> list[Row]:
    rows = []
    for k, layer in enumerate(LAYERS):
        mine = scene.records.layer == k
        if mine.any():
            count, every = (
                sayings.interval(*scene.records.reports(which))
                for which in (mine & scene.drawn, mine)
            )
            if count != every:
                count += f" / {every}"
            label = sayings.say(f"layer_{layer.id}")
            rows.append(Row(label, icons.symbol(icons.plain(k, theme)), count, bold=True))
    return rows or [Row(sayings.say("no_reports"))]


def _density(scene: Scene, sayings: Sayings, theme: dict[str, Any]) -> list[Row]:
    density = scene.density
    if density is None:
        return []
    side = sayings.number(density.side_km)
    rows = [Row(sayings.say("density_title", km=side), head=True)]
    colors = colors_for(theme["density"], len(density.classes))
    most = int(density.counts.max(initial=0))
    for k, (least, color) in enumerate(zip(density.classes, colors, strict=True)):
        last = k + 1 == len(density.classes)
        upper = most if last else density.classes[k + 1] - 1
        rows.append(Row(sayings.interval(least, max(least, upper)), icons.swatch(color)))
    place = density.counted + density.coarse + density.unknown
    rows.append(Row(sayings.say("density_counted", n=density.counted, all=place)))
    if density.coarse:
        rows.append(Row(sayings.say("density_coarse", n=density.coarse)))
    if density.unknown:
        rows.append(Row(sayings.say("density_unknown", n=density.unknown)))
    return rows


def _context(scene: Scene, drawn: Drawn, sayings: Sayings, theme: dict[str, Any]) -> list[Row]:
    rows = []
    for one in drawn.sets:
        icon = icons.circle(one.color) if one.kind == "rail_hub" else icons.hatched(one.color)
        low, high = drawn.held.get(one.id, (-1, -1))
        count = sayings.interval(low, high) if high >= 0 else ""
        rows.append(Row(one.label, icon, count))
    if _on_base_map(scene):
        icon = icons.line(theme["rail"], 2.2, theme["railGap"])
        rows.append(Row(sayings.say("show_rails"), icon, rank=1))
    muted = theme["ui"]["muted"]
    for raster in drawn.rasters:
        rows += [Row(raster.label, icons.swatch(raster.color, muted)), Row(raster.more, lines=8)]
    if scene.areas:
        rows.append(Row(sayings.say("show_areas"), _tag(scene, theme)))
    if drawn.discs:
        rows.append(Row(sayings.say("show_discs"), icons.circle(muted, [3, 3])))
    if drawn.trails:
        rows.append(Row(sayings.say("show_targets"), icons.line(theme["trail"], 1.6)))
    return rows


def _coverage(drawn: Drawn, sayings: Sayings, theme: dict[str, Any]) -> list[Row]:
    """The hatchings that are on the map, the poorest first, and who says so."""
    degrees = {area.degree for area in drawn.watched}
    color = theme["ui"]["muted"]
    rows = [
        Row(sayings.say(f"coverage_{degree}"), icons.degree_of_coverage(degree, color))
        for degree in reversed(DEGREES)
        if degree in degrees
    ]
    sources = dict.fromkeys(area.source for area in drawn.watched if area.source)
    if sources:
        told = drawable(listed(sayings.language, sources))
        rows.append(Row(sayings.say("coverage_source", source=told), rank=2))
    return rows


def _tag(scene: Scene, theme: dict[str, Any]) -> Icon:
    """The sign of an area as on the map, with n for how many: a figure would seem to count."""
    look = scene.records.look(int(scene.areas[0].members[0]), theme)

    def draw(paper: Paper, x: float, y: float, s: float) -> None:
        paint_tag(paper, theme, (x, y), look, 1, 0.075 * s, "n")

    return draw


def _on_base_map(scene: Scene) -> bool:
    west, south, east, north = scene.frame.bounds
    return west < WINDOW[2] and east > WINDOW[0] and south < WINDOW[3] and north > WINDOW[1]


def _key(scene: Scene, drawn: Drawn, sayings: Sayings, theme: dict[str, Any]) -> list[Row]:
    """What outlines, pointers, states, marks and rings mean, of those that are seen."""
    records = scene.records
    looks = [(i, records.look(i, theme)) for i in scene.singles()]
    common = np.bincount([records.layer[i] for i, _ in looks]) if looks else np.zeros(1)
    layer = int(common.argmax())
    rows: list[Row] = []
    if any(g.n > 1 for g in scene.groups):
        rows.append(Row(sayings.say("key_ring"), icons.ring(theme)))
    if drawn.sums:
        rows.append(Row(sayings.say("picture_sums"), icons.plate(theme), lines=5))
    for name in ("solid", "dashed", "hollow", "plain"):
        if any(look.standing == name for _, look in looks):
            icon = icons.symbol(icons.plain(layer, theme, standing=name), 0.5)
            rows.append(Row(sayings.say(f"standing_{name}"), icon))
    for name in ("arrival", "departure", "transit"):
        if any(look.pointer == name for _, look in looks):
            icon = icons.symbol(icons.plain(layer, theme, pointer=name), 0.5)
            rows.append(Row(sayings.say(f"pointer_{name}"), icon))
    labels = sayings.terms.labels()["obstacle_status"]
    for name in ("planned", "damaged", "destroyed"):
        found = [i for i, look in looks if look.condition == name]
        if found:
            first = int(records.layer[found[0]])
            icon = icons.symbol(icons.plain(first, theme, condition=name), 0.5)
            text = named(sayings.language, sayings.say("field_obstacle_status"), str(labels[name]))
            rows.append(Row(text, icon))
    badge = next((look.badge for _, look in looks if look.badge), None)
    if badge:
        rows.append(Row(sayings.say("key_app6"), icons.badge(badge)))
    if drawn.fans:
        rows.append(Row(sayings.say("key_fan"), icons.fan(theme)))
    return rows + _marks(scene, sayings, theme, looks)


def _marks(
    scene: Scene, sayings: Sayings, theme: dict[str, Any], looks: Sequence[tuple[int, Look]]
) -> list[Row]:
    """The small marks in symbols that stand alone, and the patterns of lines and areas."""
    records = scene.records
    lines = {i for i, _ in scene.outlines}
    marks: dict[tuple[int, str], dict[str, None]] = {}
    patterns: dict[str, int] = {}
    for i, look in looks:
        word = records.categories[records.category[i]]["id"].partition(".")[2]
        label = _named(word, sayings)
        if i in lines:
            patterns.setdefault(word, int(records.layer[i]))
        elif look.mark != "none" and label and not look.badge:
            marks.setdefault((int(records.layer[i]), look.mark), {})[label] = None
    rows = [
        Row(", ".join(labels), icons.symbol(icons.plain(layer, theme, mark=mark)), rank=2)
        for (layer, mark), labels in sorted(marks.items())
    ]
    rows += [
        Row(
            _named(word, sayings),
            icons.pattern(icons.plain(layer, theme), pattern_of(word)),
            rank=1,
        )
        for word, layer in sorted(patterns.items())
    ]
    return rows


def _named(word: str, sayings: Sayings) -> str:
    """What a category is called."""
    if word == CELL_CATEGORY:
        return sayings.say("published_cells")
    return drawable(sayings.terms.category(word)[0])


def left_out_words(scene: Scene, sayings: Sayings) -> list[str]:
    """What is not drawn, in words, one line each; undated reports too, which are drawn."""
    from maps.ground import COUNTRY_NAME
    from maps.picture.ground import ground

    out = []
    key = COUNTRY_NAME[sayings.language]
    names = {c["iso"]: c[key] or c["name"] for c in ground().meta["countries"]}
    rest = 0
    for iso, n in scene.countries():
        if iso in names:
            out.append(sayings.say("somewhere", n=n, country=names[iso]))
        else:
            rest += n
    if rest:
        out.append(sayings.say("off_country", n=rest))
    if n := scene.not_drawn.get("none", 0):
        out.append(sayings.say("off_none", n=n))
    low, high = scene.beyond
    if high:
        text = sayings.interval(low, high)
        out.append(sayings.say("picture_beyond", n=high, text=text))
    undated = int(scene.records.undated.sum())
    if undated:
        out.append(sayings.say("off_undated", n=undated))
    if not _on_base_map(scene):
        out.append(sayings.say("beyond_map"))
    return out


def counts_of(
    memberships: pd.DataFrame, sightings: pd.DataFrame, set_by_region: Mapping[str, str]
) -> dict[str, tuple[int, int]]:
    """Reports in each set of regions, from certainly to possibly, each counted once.

    ``memberships`` are those of `geo.join.join` for ``sightings``; retracted and superseded
    reports do not count.
    """
    from layers.standing import counted

    held = counted(memberships, sightings)
    names = held["region_id"].map(set_by_region)
    low, high = (pd.Series(ends, index=sightings.index) for ends in reports_told(sightings))
    out = {}
    for name in dict.fromkeys(set_by_region.values()):
        mine = held[names == name]
        certain = mine.loc[mine["certainty"] == "certain", "sighting"].unique()
        out[name] = (int(low[certain].sum()), int(high[mine["sighting"].unique()].sum()))
    return out
