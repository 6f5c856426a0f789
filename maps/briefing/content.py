"""From figures to a document: title, summary, and the sections with their tables.

Nothing is said that the figures do not say: sentences are templates of the catalogues
(``maps/catalogues/briefing``), and where the intervals overlap it says that it cannot tell.
"""

from __future__ import annotations

import json
from importlib import resources

from layers.asking.selection import Selection
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
from maps.briefing.changes import changes_blocks
from maps.briefing.figures import Interval, counts, off_the_map
from maps.briefing.material import Material
from maps.briefing.period import Period
from maps.briefing.published import published
from maps.briefing.rows import Sources
from maps.briefing.say import Say, layer_name, shown
from maps.briefing.summary import summary
from maps.briefing.tables import main_blocks, noplace_blocks, region_blocks
from maps.provenance import ATTRIBUTION, CREDITS
from maps.terms import made_up_title

__all__ = ["compose"]

#: For bars of a layer that the map has no colour for.
_OTHER = "#5b6673"


def compose(material: Material, language: str) -> Briefing:
    """The briefing in a language. Same material, same briefing."""
    say = Say(language, events=material.known is not None)
    sources = Sources(say)
    # Tables first: they number the sources, which are listed at the end.
    main = main_blocks(material, say, sources)
    changed = changes_blocks(material, say, sources)
    noplace = noplace_blocks(material, say, sources)
    listed = sources.entries()
    sections = [
        Section("map", say("map_title"), (MapBlock(_caption(material, say), say("map_note")),)),
        Section("counts", say("counts_title"), (_counts(material, say), *_cautions(material, say))),
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
        summary=summary(material, say),
        sections=tuple(sections),
        sightings=material.now.sightings,
        used=material.used,
        regions=material.regions,
        memberships=material.now.joined,
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
    """The period, where the title does not say it; the other one; how many are withheld."""
    parts = [say.period(material.now.period)] if (material.title or "").strip() else []
    if material.before is not None:
        parts.append(say("compared", before=say.period(material.before.period)))
    if held := material.withheld:
        told = say(held.key, n=say.number(held.n))
        parts.append(say.named(say("published_withheld"), told))
    return " · ".join(parts)


def _counts(material: Material, say: Say) -> Table:
    """Reports by layer, of the period and of the one compared with."""
    now = counts(material.now)
    before = counts(material.before) if material.before else {}
    nothing = Interval(0, 0)
    names = [*LAYERS, *sorted((now.keys() | before.keys()) - set(LAYERS))]
    lines = [(layer_name(n, say), now.get(n, nothing), before.get(n, nothing)) for n in names]
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


def _cautions(material: Material, say: Say) -> list[Block]:
    """What keeps these numbers from being compared: with each other, or with all there is."""
    now, before = material.now.period, material.before.period if material.before else None
    said = [say("counts_withheld")] if material.withheld else []
    if before is None:
        return [Paragraph(text) for text in said]
    if material.withheld:
        said.append(say("counts_withheld_both"))
    days, other = now.days, before.days
    if None in (days, other) or not now.alike(before):
        told = [say("period_open") if n is None else say.number(n) for n in (days, other)]
        said.append(say("lengths_differ", days=told[0], other=told[1]))
    shared = now.shared(before)
    if shared:
        said.append(say("periods_overlap", n=say.number(shared)))
    return [Paragraph(text) for text in said]


def _caption(material: Material, say: Say) -> str:
    """How many reports the picture is of, each by itself, and how many it cannot show."""
    now = material.now
    off = off_the_map(now.sightings)
    parts = [
        say("map_caption", n=say.number(now.reports().high), off=say.number(now.reports(off).high))
    ]
    gone = int((~now.stands & ~off).sum())
    if gone:
        parts.append(say("map_gone", n=say.number(gone)))
    return " ".join(parts)


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
                title=layer_name(name, say),
                alt_text=say("alt_chart", layer=layer_name(name, say), first=first, last=last,
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
    if material.withheld:
        blocks.append(Paragraph(say("counts_withheld"), quiet=True))
    if bars.vague:
        blocks.append(Paragraph(say("chart_vague", n=say.number(bars.vague)), quiet=True))
    if bars.earlier:
        blocks.append(Paragraph(say("chart_earlier", n=say.number(bars.earlier)), quiet=True))
    return [Section("charts", say(f"chart_{bars.unit}s"), tuple(blocks))]


def _method(material: Material, say: Say) -> tuple[Block, ...]:
    told = material.provenance
    counted = told["counts"]
    lines = [say("about_shows_text"), say("about_not_text"), say("method_counts")]
    lines += _doubles(material, say)
    if material.before is not None:
        lines.append(say("method_changes"))
    if material.undated:
        lines.append(say("method_undated", n=say.number(material.undated)))
    names = ("read", "accepted", "repaired", "set_aside", "duplicates")
    if "publication" in told:  # what was asked for is the publisher's own affair
        small = published(told["publication"], say, compared=material.before is not None)
    else:
        chosen = _chosen(material.selection, say)
        rows = say("rows_sum", **{name: say.number(counted[name]) for name in names})
        rows = rows[:1].upper() + rows[1:]  # it begins a line
        small = [f"{rows}. {say('method_selection', selection=chosen)}" if chosen else rows]
    for file in told["inputs"]:
        key = "method_store" if file["name"] in material.stores else "method_file"
        small.append(say(key, name=shown(file["name"], 120), sha256=file["sha256"]))
    command = shown(told["command"]) if told["command"] else "kordon.brief()"
    small.append(say("method_command", version=told["version"], command=command))
    # Those of the base map are in one line; names of works and licences are in no language.
    own = [text for text in told["credits"] if text not in CREDITS]
    base = say("picture_base", credits=ATTRIBUTION)
    small += [f"{say('picture_borders')} {base}", *own]
    return (
        *(Paragraph(line) for line in lines),
        *(Paragraph(line, quiet=True) for line in small),
    )


def _doubles(material: Material, say: Say) -> list[str]:
    """What counts otherwise than report by report, where events are counted."""
    known = material.known
    if known is None:
        return []
    if known.nothing:
        return [say("once_none")]
    numbers = {
        "reports": known.reports,
        "events": known.events,
        "groups": known.groups,
        "most": known.most,
    }
    return [say("once_text", **{name: say.number(number) for name, number in numbers.items()})]


def _chosen(selection: Selection, say: Say) -> str:
    """What was asked for, in words; conditions as they were typed."""
    period = Period.of(selection)
    parts = [] if period == Period() else [say.period(period)]
    parts += [layer_name(name, say) for name in selection.layers]
    parts += [shown(condition, 200) for condition in selection.where]
    if selection.bbox is not None:
        parts.append("bbox " + ", ".join(f"{value:g}" for value in selection.bbox))
    return say.listed(parts)


def _sources(listed: tuple[Entry, ...], say: Say) -> tuple[Block, ...]:
    if not listed:
        return (Paragraph(say("no_source"), quiet=True),)
    return (Paragraph(say("sources_note"), quiet=True), Entries(listed))
