"""From figures to a document: title, summary, and the sections with their tables.

Nothing is said that the figures do not say: sentences are templates of the catalogues
(``maps/catalogues/briefing``), and where the intervals overlap it says that it cannot tell.
"""

from __future__ import annotations

import datetime as dt
import json
from importlib import resources

import numpy as np

from layers.record import LAYERS
from maps.briefing.blocks import (
    Block,
    Briefing,
    Cell,
    Chart,
    Entries,
    Entry,
    MapBlock,
    Paragraph,
    Section,
    Table,
)
from maps.briefing.figures import Interval, counts, off_the_map, places
from maps.briefing.material import Material
from maps.briefing.period import Period
from maps.briefing.rows import Sources, grades
from maps.briefing.say import Say, shown
from maps.briefing.tables import changes_blocks, main_blocks, noplace_blocks, region_blocks
from maps.terms import made_up_title

__all__ = ["compose"]

#: For bars of a layer that the map has no colour for.
_OTHER = "#5b6673"


def compose(material: Material, language: str) -> Briefing:
    """The briefing in a language. Same material, same briefing."""
    say = Say(language)
    sources = Sources(say)
    # Tables first: they number the sources, which are listed at the end.
    main = main_blocks(material, say, sources)
    changed = changes_blocks(material, say, sources)
    noplace = noplace_blocks(material, say, sources)
    listed = sources.entries()
    sections = [
        Section("map", say("map_title"), (MapBlock(say("map_note")),)),
        Section("counts", say("counts_title"), (_counts(material, say),)),
        Section("main", say("main_title"), main),
        *([Section("changes", say("changes_title"), changed)] if changed else []),
        Section("regions", say("regions"), region_blocks(material, say)),
        *_charts(material, say),
        Section("noplace", say("noplace_title"), noplace),
        Section("method", say("method_title"), _method(material, say)),
        Section("sources", say("sources", 5), _sources(listed, say)),
    ]
    last = material.now.period.last
    return Briefing(
        title=shown(material.title or "", 200) or _title(material, say),
        subtitle=_subtitle(material, say),
        language=say.language,
        summary_title=say("summary_title"),
        summary=_summary(material, say),
        sections=tuple(sections),
        sightings=material.now.sightings,
        regions=material.regions,
        sources_title=say("sources", 5),
        as_of=None if last is None else last.isoformat(),
    )


def _title(material: Material, say: Say) -> str:
    """Made from the period; without one from the dates, as that of a map."""
    period = material.now.period
    if period == Period():
        return made_up_title(material.now.sightings, say.language)
    pattern: str = say.terms.words["phrase"]["title_month"]
    return pattern.replace("{month}", say.period(period))


def _subtitle(material: Material, say: Say) -> str:
    """What the title does not say: the period, if it is another's title, and the other period."""
    parts = [say.period(material.now.period)] if (material.title or "").strip() else []
    if material.before is not None:
        parts.append(say("compared", before=say.period(material.before.period)))
    return " · ".join(parts)


def _summary(material: Material, say: Say) -> tuple[str, str, str]:
    period = say.period(material.now.period)
    period = period[:1].upper() + period[1:]  # it begins a sentence
    all_ = material.now.count()
    if not all_.high:
        return (
            say("summary_nothing", period=period),
            _against(material, say) if material.before else _reach(material, say),
            say("summary_nothing_means"),
        )
    by_layer = counts(material.now)
    parts = "; ".join(
        f"{_layer(name, say)}: {say.interval(*number)}" for name, number in by_layer.items()
    )
    first = say("summary_count", all_.high, period=period, n=say.interval(*all_), parts=parts)
    second = _against(material, say) if material.before else _grades(material, say)
    return first, second, _places(material, say)


def _against(material: Material, say: Say) -> str:
    """How the period stands to the other: more, fewer, as many, or not to be told."""
    if material.before is None:
        return ""
    now, before = material.now.count(), material.before.count()
    more = now.less(before)
    told = {"before": say.period(material.before.period), "n": say.interval(*before)}
    if more == (0, 0):
        return say("summary_same", **told)
    if more.low > 0:
        return say("summary_more", difference=say.interval(*more), **told)
    if more.high < 0:
        return say("summary_fewer", difference=say.interval(-more.high, -more.low), **told)
    return say("summary_unclear", **told)


def _reach(material: Material, say: Say) -> str:
    begin, end = material.sightings["time_from"].dropna(), material.sightings["time_to"].dropna()
    if begin.empty or end.empty:
        return say("summary_reach_none")
    last = (end.max() - dt.timedelta(microseconds=1)).date()
    return say("summary_reach", first=say.day(begin.min().date()), last=say.day(last))


def _grades(material: Material, say: Say) -> str:
    frame = material.now.sightings
    reliability, credibility = grades(frame)
    good = np.isin(reliability, ["A", "B"]) & np.isin(credibility, ["1", "2"])
    none = (reliability == "") & (credibility == "")
    count = material.now.count
    return say(
        "summary_grades",
        good=say.interval(*count(good)),
        none=say.interval(*count(none)),
    )


def _places(material: Material, say: Say) -> str:
    off = say.interval(*material.now.count(off_the_map(material.now.sightings)))
    if not len(material.regions):
        return say("summary_places_only", off=off)
    found = places(material.now, material.regions)
    kinds = set(material.regions["kind"])
    return say(
        "summary_places" if kinds <= {"border_zone", "rail_hub"} else "summary_places_others",
        zones=say.interval(*found["border_zone"]),
        hubs=say.interval(*found["rail_hub"]),
        others=say.interval(*found["other"]),
        off=off,
    )


def _layer(name: str, say: Say) -> str:
    return str(say.words.get(f"layer_{name}", "")) or shown(name, 60) or say("not_stated")


def _counts(material: Material, say: Say) -> Table:
    """Reports by layer, of the period and of the one compared with."""
    now = counts(material.now)
    before = counts(material.before) if material.before else {}
    nothing = Interval(0, 0)
    names = [*LAYERS, *sorted((now.keys() | before.keys()) - set(LAYERS))]
    lines = [(_layer(n, say), now.get(n, nothing), before.get(n, nothing)) for n in names]
    totals = material.now.count(), material.before.count() if material.before else nothing
    lines.append((say("all_layers"), *totals))
    head = [say("col_layer"), say.period(material.now.period)]
    if material.before:
        head += [say.period(material.before.period), say("changes_col_difference")]
    rows = []
    for name, one, other in lines:
        cells = [Cell(name), Cell(say.interval(*one))]
        if material.before:
            cells += [Cell(say.interval(*other)), Cell(_signed(one.less(other), say))]
        rows.append(tuple(cells))
    return Table(
        name=say("counts_title"),
        head=tuple(head),
        rows=tuple(rows),
        widths=(40, 20, 20, 20)[: len(head)],
        numbers=frozenset(range(1, len(head))),
    )


def _signed(more: Interval, say: Say) -> str:
    low, high = (f"+{say.number(n)}" if n > 0 else say.number(n) for n in more)
    return low if low == high else f"{low} … {high}"


def _charts(material: Material, say: Say) -> list[Section]:
    bars = material.bars
    if not bars.layers:
        return []
    palette = json.loads((resources.files("maps") / "palette.json").read_text("utf-8"))
    colours: dict[str, str] = palette["light"]["layers"]
    blocks: list[Block] = []
    for name, heights in bars.layers.items():
        numbers = ", ".join(say.interval(*one) for one in heights)
        first, last = say.day(bars.days[0]), say.day(bars.days[-1])
        blocks.append(
            Chart(
                title=_layer(name, say),
                alt_text=say("alt_chart", layer=_layer(name, say), first=first, last=last,
                             numbers=numbers),
                colour=colours.get(name, _OTHER).lstrip("#"),
                labels=tuple(say.short(day, bars.unit) for day in bars.days),
                low=tuple(one.low for one in heights),
                high=tuple(one.high for one in heights),
                low_name=say("certain"),
                high_name=say("possible"),
            )
        )  # fmt: skip
    blocks.append(Paragraph(say("chart_note"), quiet=True))
    if bars.vague:
        blocks.append(Paragraph(say("chart_vague", n=say.number(bars.vague)), quiet=True))
    return [Section("charts", say(f"chart_{bars.unit}s"), tuple(blocks))]


def _method(material: Material, say: Say) -> tuple[Block, ...]:
    told = material.provenance
    counted = told["counts"]
    lines = [say("about_shows_text"), say("about_not_text"), say("method_counts")]
    if material.before is not None:
        lines.append(say("method_changes"))
    if material.undated:
        lines.append(say("method_undated", n=say.number(material.undated)))
    names = ("read", "accepted", "repaired", "set_aside", "duplicates")
    small = [say("rows_sum", **{name: say.number(counted[name]) for name in names})]
    if told["selection"]:
        small.append(say("method_selection", selection=shown(told["selection"])))
    for file in told["inputs"]:
        key = "method_store" if file["name"] in material.stores else "method_file"
        small.append(say(key, name=shown(file["name"], 120), sha256=file["sha256"]))
    command = shown(told["command"]) if told["command"] else "kordon.brief()"
    small.append(say("method_command", version=told["version"], command=command))
    small += told["credits"]
    return (
        *(Paragraph(line) for line in lines),
        *(Paragraph(line, quiet=True) for line in small),
    )


def _sources(listed: tuple[Entry, ...], say: Say) -> tuple[Block, ...]:
    if not listed:
        return (Paragraph(say("no_source"), quiet=True),)
    return (Paragraph(say("sources_note"), quiet=True), Entries(listed))
