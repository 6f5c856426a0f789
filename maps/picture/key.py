"""The rows of the legend: only what is on this map, in the order and words of the page's."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from layers.registry import LAYERS
from maps.basemap import WINDOW
from maps.obstacles import pattern_of
from maps.picture.density import colors_for
from maps.picture.fonts import drawable
from maps.picture.labels import about
from maps.picture.legend import Icon, Row
from maps.picture.marks import Look, draw_symbol
from maps.picture.obstacles import paint_pattern
from maps.picture.paper import Paper
from maps.picture.scene import Scene
from maps.picture.symbols import paint_tag
from maps.picture.zones import RegionSet
from maps.saying import Sayings

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Drawn", "counts_of", "left_out_words", "legend_rows"]


@dataclasses.dataclass(frozen=True)
class Drawn:
    """What else was drawn on the map."""

    sets: Sequence[RegionSet]
    discs: int
    trails: int
    fans: int
    held: Mapping[str, tuple[int, int]]


def legend_rows(scene: Scene, drawn: Drawn, sayings: Sayings, theme: dict[str, Any]) -> list[Row]:
    """All rows, with their headings."""
    parts = (
        ("layers", _layers(scene, sayings, theme)),
        ("", _density(scene, sayings, theme)),
        ("context", _context(scene, drawn, sayings, theme)),
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


def _plain(layer: int, theme: dict[str, Any], **more: Any) -> Look:
    one = LAYERS[layer]
    look = Look(
        shape=one.shape, mark="none", color=theme["layers"][one.id],
        halo=theme["ui"]["paper"], ink=theme["symbolInk"][one.id],
    )  # fmt: skip
    return dataclasses.replace(look, **more)


def _symbol(look: Look, size: float = 0.62) -> Icon:
    return lambda paper, x, y, s: draw_symbol(paper, x, y, size * s, look)


def _layers(scene: Scene, sayings: Sayings, theme: dict[str, Any]) -> list[Row]:
    rows = []
    for k, (layer, (drawn, whole)) in enumerate(zip(LAYERS, scene.by_layer(), strict=True)):
        if whole:
            count = sayings.number(drawn)
            if drawn != whole:
                count += f" / {sayings.number(whole)}"
            label = sayings.say(f"layer_{layer.id}")
            rows.append(Row(label, _symbol(_plain(k, theme)), count, bold=True))
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
        rows.append(Row(sayings.interval(least, max(least, upper)), _swatch(color)))
    place = density.counted + density.coarse + density.unknown
    rows.append(Row(sayings.say("density_counted", n=density.counted, all=place)))
    if density.coarse:
        rows.append(Row(sayings.say("density_coarse", n=density.coarse)))
    if density.unknown:
        rows.append(Row(sayings.say("density_unknown", n=density.unknown)))
    return rows


def _swatch(color: str, line: str | None = None, dash: Sequence[float] | None = None) -> Icon:
    def draw(paper: Paper, x: float, y: float, s: float) -> None:
        box = about(x, y, 0.85 * s, 0.42 * s)
        paper.box(box, fill=color, stroke=line, width=0.9, dash=dash)

    return draw


def _hatched(color: str) -> Icon:
    def draw(paper: Paper, x: float, y: float, s: float) -> None:
        from matplotlib.path import Path

        dx, dy = 0.85 * s, 0.42 * s
        paper.box(about(x, y, dx, dy), fill=f"{color}20", stroke=color, width=0.8)
        with paper.inside(about(x, y, dx, dy)):
            points, codes = [], []
            for k in np.arange(-dx - 2 * dy, dx, 0.36 * s):
                points += [(x + k, y + dy), (x + k + 2 * dy, y - dy)]
                codes += [Path.MOVETO, Path.LINETO]
            paper.path(Path(points, codes), stroke=color, width=0.7, alpha=0.7)

    return draw


def _circle(color: str, dash: Sequence[float] | None = None, fill: str | None = None) -> Icon:
    return lambda paper, x, y, s: paper.circle(
        x, y, 0.5 * s, stroke=color, width=1, dash=dash, fill=fill
    )


def _line(color: str, wide: float, gap: str | None = None) -> Icon:
    def draw(paper: Paper, x: float, y: float, s: float) -> None:
        ends = [(x - 0.9 * s, y), (x + 0.9 * s, y)]
        paper.line(ends, stroke=color, width=wide)
        if gap:
            paper.line(ends, stroke=gap, width=wide - 0.8, dash=[5, 5])

    return draw


def _context(scene: Scene, drawn: Drawn, sayings: Sayings, theme: dict[str, Any]) -> list[Row]:
    rows = []
    for one in drawn.sets:
        icon = _circle(one.color) if one.kind == "rail_hub" else _hatched(one.color)
        low, high = drawn.held.get(one.id, (-1, -1))
        count = sayings.interval(low, high) if high >= 0 else ""
        rows.append(Row(one.label, icon, count))
    if _on_base_map(scene):
        icon = _line(theme["rail"], 2.2, theme["railGap"])
        rows.append(Row(sayings.say("show_rails"), icon, rank=1))
    muted = theme["ui"]["muted"]
    if scene.areas:
        rows.append(Row(sayings.say("show_areas"), _tag(scene, theme)))
    if drawn.discs:
        rows.append(Row(sayings.say("show_discs"), _circle(muted, [3, 3])))
    if drawn.trails:
        rows.append(Row(sayings.say("show_targets"), _line(theme["trail"], 1.6)))
    return rows


def _tag(scene: Scene, theme: dict[str, Any]) -> Icon:
    """The sign of an area as it is on the map, here with a 3."""
    look = scene.records.look(int(scene.areas[0].members[0]), theme)

    def draw(paper: Paper, x: float, y: float, s: float) -> None:
        paint_tag(paper, theme, (x, y), look, 3, 0.075 * s)

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
        rows.append(Row(sayings.say("key_ring"), _ring(theme)))
    for name in ("solid", "dashed", "hollow", "plain"):
        if any(look.standing == name for _, look in looks):
            icon = _symbol(_plain(layer, theme, standing=name), 0.5)
            rows.append(Row(sayings.say(f"standing_{name}"), icon))
    for name in ("arrival", "departure", "transit"):
        if any(look.pointer == name for _, look in looks):
            icon = _symbol(_plain(layer, theme, pointer=name), 0.5)
            rows.append(Row(sayings.say(f"pointer_{name}"), icon))
    labels = sayings.terms.labels()["obstacle_status"]
    for name in ("planned", "damaged", "destroyed"):
        found = [i for i, look in looks if look.condition == name]
        if found:
            icon = _symbol(_plain(int(records.layer[found[0]]), theme, condition=name), 0.5)
            text = f"{sayings.say('field_obstacle_status')}: {labels[name]}"
            rows.append(Row(text, icon))
    if drawn.fans:
        rows.append(Row(sayings.say("key_fan"), _fan(theme)))
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
        label = drawable(sayings.terms.category(word)[0])
        if i in lines:
            patterns.setdefault(word, int(records.layer[i]))
        elif look.mark != "none" and label:
            marks.setdefault((int(records.layer[i]), look.mark), {})[label] = None
    rows = [
        Row(", ".join(labels), _symbol(_plain(layer, theme, mark=mark)), rank=2)
        for (layer, mark), labels in sorted(marks.items())
    ]
    rows += [
        Row(
            drawable(sayings.terms.category(word)[0]),
            _pattern(_plain(layer, theme), pattern_of(word)),
            rank=1,
        )
        for word, layer in sorted(patterns.items())
    ]
    return rows


def _ring(theme: dict[str, Any]) -> Icon:
    colors = [theme["layers"][layer.id] for layer in LAYERS]

    def draw(paper: Paper, x: float, y: float, s: float) -> None:
        from matplotlib.path import Path

        angle, r = -np.pi / 2, 0.62 * s
        for part, color in zip((4, 1, 2), colors, strict=True):
            turn = part / 7 * 2 * np.pi
            t = angle + np.linspace(0, turn, 24)
            rim = np.column_stack([x + r * np.cos(t), y + r * np.sin(t)])
            paper.path(Path(rim), stroke=color, width=0.22 * s, butt=True)
            angle += turn
        paper.text(x, y, "7", 0.72 * s, color=theme["ui"]["ink"], bold=True, align="center")

    return draw


def _fan(theme: dict[str, Any]) -> Icon:
    color = theme["layers"]["shelling"]

    def draw(paper: Paper, x: float, y: float, s: float) -> None:
        ends = [(x - 0.8 * s, y), (x + 0.8 * s, y - 0.45 * s), (x + 0.8 * s, y + 0.45 * s),
                (x - 0.8 * s, y)]  # fmt: skip
        paper.line(ends, fill=f"{color}1c", stroke=color, width=1)

    return draw


def _pattern(look: Look, pattern: dict[str, Any]) -> Icon:
    def draw(paper: Paper, x: float, y: float, s: float) -> None:
        points = np.array([[x - 0.95 * s, y + 0.15 * s], [x + 0.95 * s, y + 0.15 * s]])
        paint_pattern(paper, points, look, pattern, pattern.get("dash"))

    return draw


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
    for why, phrase in (("none", "off_none"), ("beyond", "picture_beyond")):
        if n := scene.not_drawn.get(why, 0):
            out.append(sayings.say(phrase, n=n))
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
    out = {}
    for name in dict.fromkeys(set_by_region.values()):
        mine = held[names == name]
        certain = mine.loc[mine["certainty"] == "certain", "sighting"].nunique()
        out[name] = (int(certain), int(mine["sighting"].nunique()))
    return out
