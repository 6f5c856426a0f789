"""The tables of a briefing that list reports and regions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from layers.counting import ANY_REGION
from layers.record import LAYERS
from layers.standing import RETRACTED
from maps.briefing.blocks import Block, Cell, Paragraph, Table
from maps.briefing.figures import Interval, Mask, off_the_map, region_counts
from maps.briefing.material import Material
from maps.briefing.rows import Sources, grades, is_shut, report_cells, short_cells
from maps.briefing.say import Say, shown

__all__ = ["changes_blocks", "main_blocks", "noplace_blocks", "region_blocks"]

#: What cannot be judged stands between the fair and the doubtful; it is not the worst.
_RELIABILITY = {"A": 0, "B": 1, "C": 2, "F": 3, "": 3, "D": 4, "E": 5}
_CREDIBILITY = {"1": 0, "2": 1, "3": 2, "6": 3, "": 3, "4": 4, "5": 5}


def main_blocks(material: Material, say: Say, sources: Sources) -> tuple[Block, ...]:
    """The best graded reports of the period, by date."""
    side = material.now
    standing = side.sightings[side.stands]
    chosen = _best(standing, side.sure[side.stands], material.rows)
    if not chosen:
        return (Paragraph(say("summary_nothing_means"), quiet=True),)
    rows = tuple(report_cells(record, say, sources) for record in _records(standing, chosen))
    heads = ("what", "when", "where", "how_many", "status", "grade")
    note = say("main_note", n=say.number(len(chosen)), all=say.number(len(standing)))
    return (
        Table(
            name=say("main_title"),
            head=(*(say(f"col_{name}") for name in heads), say("sources", 5)),
            rows=rows,
            widths=(31, 13, 16, 11, 10, 14, 11),
        ),
        Paragraph(note, quiet=True),
    )


def _best(frame: pd.DataFrame, sure: Mask, most: int) -> list[int]:
    """Positions of the best: by grade, certainty, number; then in order of time."""
    reliability, credibility = grades(frame)
    sizes = frame[["quantity_low", "quantity_best", "quantity_high"]].max(axis=1)
    ids = frame["id"].fillna("").astype(str).to_numpy(object)
    ranks = pd.DataFrame(
        {
            "reliability": [_RELIABILITY.get(one, 3) for one in reliability],
            "credibility": [_CREDIBILITY.get(one, 3) for one in credibility],
            "unsure": ~sure,
            "size": -sizes.fillna(-1).to_numpy(float),
            "id": pd.Series(ids, dtype=object),
        }
    )
    best = ranks.sort_values(list(ranks.columns), kind="stable").index[:most]
    times = _times(frame)
    return sorted((int(row) for row in best), key=lambda row: (times[row], ids[row]))


def _times(frame: Any) -> npt.NDArray[np.int64]:
    moments = frame["time_from"].dt.tz_localize(None).to_numpy("datetime64[us]")
    return np.asarray(moments.astype("int64"))  # those without a date come first


def _records(frame: pd.DataFrame, rows: Sequence[int]) -> list[dict[str, Any]]:
    found = frame.iloc[list(rows)].to_dict("records")
    return [{str(name): value for name, value in record.items()} for record in found]


def changes_blocks(material: Material, say: Say, sources: Sources) -> tuple[Block, ...]:
    """What is new, in both, gone, retracted and revised; nothing where there is none of it."""
    withdrawn = _withdrawn(material)
    if material.changed is None and not withdrawn and not material.revised:
        return ()
    blocks: list[Block] = []
    if material.changed is not None and material.before is not None:
        periods = {
            "period": say.period(material.now.period),
            "before": say.period(material.before.period),
        }
        blocks.append(Paragraph(say("changes_lead", **periods)))
    blocks.append(_change_counts(material, withdrawn, say))
    rows = _change_rows(material, withdrawn, say, sources)
    head = [say("col_change"), say("col_what"), say("col_when"), say("col_where")]
    if any(row[-1].text for row in rows):
        head.append(say("col_detail"))
    if rows:
        blocks.append(
            Table(
                name=say("changes_title"),
                head=tuple(head),
                rows=tuple(row[: len(head)] for row in rows),
                widths=(13, 34, 17, 21, 20)[: len(head)],
            )
        )
    else:
        blocks.append(Paragraph(say("changes_none")))
    return tuple(blocks)


def _change_counts(material: Material, withdrawn: Sequence[tuple[int, str]], say: Say) -> Table:
    numbers: list[tuple[str, Interval]] = []
    if material.changed is not None:
        numbers += [
            (say("change_new"), material.changed.new),
            (say("change_both"), material.changed.both),
            (say("change_gone"), material.changed.gone),
        ]
    for key, number in (
        ("change_retracted", sum(mark == RETRACTED for _, mark in withdrawn)),
        ("change_superseded", sum(mark != RETRACTED for _, mark in withdrawn)),
        ("change_revised", len(material.revised)),
    ):
        numbers.append((say(key), Interval(number, number)))
    return Table(
        name=say("changes_title"),
        head=(say("col_change"), say("col_reports")),
        rows=tuple((Cell(name), Cell(say.interval(*number))) for name, number in numbers),
        widths=(60, 20),
        numbers=frozenset({1}),
    )


def _withdrawn(material: Material) -> list[tuple[int, str]]:
    """Positions of what no longer stands, in either period, with the mark."""
    found: dict[int, str] = {}
    for side in (material.before, material.now):
        for at, mark in zip(side.positions, side.marks, strict=True) if side else ():
            if mark:
                found[int(at)] = str(mark)
    return sorted(found.items())


def _change_rows(
    material: Material, withdrawn: Sequence[tuple[int, str]], say: Say, sources: Sources
) -> list[tuple[Cell, ...]]:
    """At most ``material.rows`` lines of each kind; the last one says how many more there are.

    What is out of the window was in the briefing before: half as many of it.
    """
    kinds: list[tuple[str, Sequence[int]]] = []
    if material.changed is not None:
        kinds += [
            ("change_new", material.changed.new_at),
            ("change_both", material.changed.both_at),
            ("change_gone", material.changed.gone_at),
        ]
    kinds += [
        ("change_retracted", [at for at, mark in withdrawn if mark == RETRACTED]),
        ("change_superseded", [at for at, mark in withdrawn if mark != RETRACTED]),
        ("change_revised", sorted(material.revised)),
    ]
    rows: list[tuple[Cell, ...]] = []
    for key, positions in kinds:
        most = max(1, material.rows // 2) if key == "change_gone" else material.rows
        mine = material.sightings.iloc[list(positions)]
        for row in _best(mine, np.ones(len(mine), bool), most):
            at, record = positions[row], dict(mine.iloc[row])
            detail = _detail(material, key, at, record, say)
            rows.append((Cell(say(key)), *short_cells(record, say, sources), Cell(detail)))
        more = len(positions) - most
        if more > 0:
            left = say("more_lines", more, n=say.number(more))
            rows.append((Cell(say(key)), Cell(left), Cell(""), Cell(""), Cell("")))
    return rows


def _detail(material: Material, key: str, position: int, record: dict[str, Any], say: Say) -> str:
    if key in ("change_retracted", "change_revised") and is_shut(record):
        return say("gate_short")
    if key == "change_retracted":
        reason = record.get("retraction_reason")
        return shown(reason, 200) if isinstance(reason, str) else ""
    version = material.revised.get(position)
    if key != "change_revised" or version is None:
        return ""
    changes = "; ".join(
        f"{one.name}: {_told(one.before)} → {_told(one.after)}" for one in version.changes
    )
    return say(
        "revised_detail",
        number=str(version.number),
        date=say.date(version.at[:10]),
        changes=shown(changes, 300),
    )


def _told(value: Any) -> str:
    return "–" if value is None else shown(value, 80)


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
        Table(
            name=say("regions"),
            head=(say("region"), *(head or say("not_stated") for head in heads)),
            rows=tuple(rows),
            widths=(52, *([16] * len(layers))),
            numbers=frozenset(range(1, len(layers) + 1)),
        )
    ]
    more = len(listed) - 2 * material.rows
    if more > 0:
        blocks.append(Paragraph(say("more_lines", more, n=say.number(more)), quiet=True))
    return (*blocks, Paragraph(say("regions_note"), quiet=True))


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
