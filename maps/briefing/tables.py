"""The tables of a briefing that list reports and regions; those of changes are elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from layers.asking.counting import ANY_REGION
from layers.record import LAYERS
from maps.briefing.blocks import Block, Cell, Paragraph, Table
from maps.briefing.figures import Interval, off_the_map, places, region_counts
from maps.briefing.material import Material
from maps.briefing.rows import Sources, best, report_cells, short_cells
from maps.briefing.say import Say, shown

__all__ = ["main_blocks", "noplace_blocks", "region_blocks"]

#: Columns of the main reports, before that of their sources, and how wide they are.
_MAIN: Final = ("what", "when", "where", "how_many", "status", "grade")
_WIDTHS: Final = (22, 14, 16, 14, 12, 14, 10)


def main_blocks(material: Material, say: Say, sources: Sources) -> tuple[Block, ...]:
    """The best graded reports of the period, by date."""
    side = material.now
    standing = side.sightings[side.stands]
    chosen = best(standing, side.sure[side.stands], material.rows)
    if not chosen:
        return (Paragraph(say("summary_nothing_means"), quiet=True),)
    rows = tuple(report_cells(record, say, sources) for record in _records(standing, chosen))
    heads = [say(f"col_{name}") for name in _MAIN] + [say("sources", 5)]
    note = say("main_note", n=say.number(len(chosen)), all=say.number(len(standing)))
    unsaid = _unsaid(rows, say)
    if unsaid:
        note += " " + say("main_unsaid", names=say.listed([heads[k] for k in sorted(unsaid)]))
    kept = [k for k in range(len(heads)) if k not in unsaid]
    # What and grade are the longest, and share the room.
    room = sum(_WIDTHS[k] for k in unsaid) // 2
    return (
        Table(
            name=say("main_title"),
            head=tuple(heads[k] for k in kept),
            rows=tuple(tuple(row[k] for k in kept) for row in rows),
            widths=tuple(_WIDTHS[k] + (room if k in (0, 5) else 0) for k in kept),
        ),
        Paragraph(note, quiet=True),
    )


def _unsaid(rows: Sequence[Sequence[Cell]], say: Say) -> set[int]:
    """Columns of which no report says anything: their width is better used for what is said."""
    return {
        k for k, name in enumerate(_MAIN)
        if name in ("how_many", "status") and all(row[k].text == say("not_stated") for row in rows)
    }  # fmt: skip


def _records(frame: pd.DataFrame, rows: Sequence[int]) -> list[dict[str, Any]]:
    found = frame.iloc[list(rows)].to_dict("records")
    return [{str(name): value for name, value in record.items()} for record in found]


def region_blocks(material: Material, say: Say) -> tuple[Block, ...]:
    """Zones and hubs that hold anything, by layer, from certainly to possibly."""
    table = region_counts(material.now, material.regions)
    if not (table["high"] > 0).any():
        return (Paragraph(say("zones_empty" if len(material.regions) else "zones_none")),)
    found: dict[str, dict[str, Interval]] = {}
    for row in table.to_dict("records"):
        if row["high"]:
            cells = found.setdefault(row["region_id"], {})
            cells[str(row["layer"])] = Interval(int(row["low"]), int(row["high"]))
    names = {
        str(region["region_id"]): shown(say.terms.region(region), 100)
        for region in material.regions.drop(columns="geometry").to_dict("records")
    }
    used = {layer for cells in found.values() for layer in cells}
    layers = [*LAYERS, *sorted(used - set(LAYERS))]
    listed = [key for key in found if key != ANY_REGION]
    rows = []
    for key in [*listed[: 2 * material.rows], ANY_REGION]:
        numbers = [found[key].get(layer, Interval(0, 0)) for layer in layers]
        name = say("any_region") if key == ANY_REGION else names[key]
        rows.append((Cell(name), *(Cell(say.interval(*one)) for one in numbers)))
    heads = [say.words.get(f"layer_short_{layer}") or shown(layer, 40) for layer in layers]
    blocks: list[Block] = [
        Paragraph(_together(material, say)),
        Table(
            name=say("regions"),
            head=(say("region"), *(head or say("not_stated") for head in heads)),
            rows=tuple(rows),
            widths=(52, *([16] * len(layers))),
            numbers=frozenset(range(1, len(layers) + 1)),
        ),
    ]
    more = len(listed) - 2 * material.rows
    if more > 0:
        blocks.append(Paragraph(say("more_lines", more, n=say.number(more)), quiet=True))
    return (*blocks, Paragraph(say("regions_note"), quiet=True))


def _together(material: Material, say: Say) -> str:
    """How many lie in any zone, and how many at any hub."""
    now = material.now
    found = places(now, material.regions)
    off = now.count(now.wholly(off_the_map(now.sightings)))
    kinds = set(material.regions["kind"])
    return say(
        "summary_places" if kinds <= {"border_zone", "rail_hub"} else "summary_places_others",
        zones=say.interval(*found["border_zone"]),
        hubs=say.interval(*found["rail_hub"]),
        others=say.interval(*found["other"]),
        off=say.interval(*off),
    )


def noplace_blocks(material: Material, say: Say, sources: Sources) -> tuple[Block, ...]:
    """Reports of the period that no map shows: without a place, or for a whole country."""
    side = material.now
    off = np.flatnonzero(off_the_map(side.sightings) & side.stands)
    if not len(off):
        return (Paragraph(say("noplace_none")),) if side.stands.any() else (
            Paragraph(say("summary_nothing_means"), quiet=True),
        )  # fmt: skip
    listed = [int(row) for row in off[: material.rows]]
    rows = tuple(short_cells(record, say, sources) for record in _records(side.sightings, listed))
    blocks: list[Block] = [
        Table(
            name=say("noplace_title"),
            head=(say("col_what"), say("col_when"), say("col_where")),
            rows=rows,
            widths=(50, 25, 30),
        )
    ]
    more = len(off) - len(listed)
    if more > 0:
        blocks.append(Paragraph(say("more_lines", more, n=say.number(more)), quiet=True))
    return tuple(blocks)
