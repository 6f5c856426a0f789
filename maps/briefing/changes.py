"""What changed since the period compared with: counted, reckoned up, and listed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from layers.reports import reports_told
from layers.standing import RETRACTED
from layers.store.history import Change
from maps.briefing.blocks import Block, Cell, Paragraph, Table
from maps.briefing.compared import Changes
from maps.briefing.figures import Interval, Side
from maps.briefing.material import Material
from maps.briefing.rows import Sources, best, is_shut, short_cells
from maps.briefing.say import Say, shown

__all__ = ["changes_blocks", "reckoned"]

Withdrawn = Sequence[tuple[int, str]]

_DATES = frozenset({"date_start", "date_end", "date_precision"})
_DAYS = frozenset({"date_start", "date_end", "embargo_until", "as_of", "source_date"})
#: Words of the page for fields; others go by their own name.
_WORDS = {
    **dict.fromkeys(_DATES, "when"),
    **dict.fromkeys(("place", "place_local", "admin1", "country"), "where"),
    **dict.fromkeys(("latitude", "longitude", "geometry"), "where"),
    **dict.fromkeys(("quantity_low", "quantity_best", "quantity_high"), "how_many"),
    **dict.fromkeys(("source_title", "source_url", "source_date"), "col_source"),
    "actor": "actor", "as_of": "field_as_of", "category": "col_what", "consist": "field_consist",
    "coordinate_uncertainty_m": "col_within", "description": "details", "direction": "direction",
    "echelon": "field_echelon", "embargo_until": "embargo_until", "from_place": "field_from_place",
    "handling": "handling", "information_credibility": "credibility", "layer": "col_layer",
    "movement_id": "field_movement_id", "obstacle_status": "field_obstacle_status",
    "sensitivity": "sensitivity", "source_archive_url": "archived",
    "source_reliability": "reliability", "status": "status", "to_place": "field_to_place",
    "weapon": "field_weapon",
}  # fmt: skip


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
    blocks.append(_counts(material, withdrawn, say))
    if material.changed is not None and material.before is not None:
        blocks += _reckoning(material, material.before, material.changed, withdrawn, say)
    rows = _rows(material, withdrawn, say, sources)
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


def _counts(material: Material, withdrawn: Withdrawn, say: Say) -> Table:
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
        name = say(key) if material.known is None else say("of_reports", name=say(key))
        numbers.append((name, Interval(number, number)))
    return Table(
        name=say("changes_title"),
        head=(say("col_change"), say("col_reports")),
        rows=tuple((Cell(name), Cell(say.interval(*number))) for name, number in numbers),
        widths=(60, 20),
        numbers=frozenset({1}),
    )


def reckoned(now: Side, before: Side, changed: Changes) -> dict[str, int]:
    """``then`` - ``retracted`` - ``superseded`` - ``gone`` + ``new`` = ``now``: whole reports.

    All that may belong to a period counts; ``then`` has also what does not stand any more. Of
    events, where these are counted, there are as many as there may be.
    """
    _, then = reports_told(before.sightings)
    withdrawn = before.marks == RETRACTED
    retracted = int(then[withdrawn].sum())
    superseded = int(then[~before.stands & ~withdrawn].sum())
    return {
        "then": before.count().high + retracted + superseded,
        "retracted": retracted,
        "superseded": superseded,
        "gone": changed.gone_most,
        "new": changed.new_most,
        "now": now.count().high,
    }


def _reckoning(
    material: Material, before: Side, changed: Changes, withdrawn: Withdrawn, say: Say
) -> list[Block]:
    """How one number comes from the other, and where that cannot be told."""
    now = material.now
    told = {name: say.number(n) for name, n in reckoned(now, before, changed).items()}
    periods = {"before": say.period(before.period), "period": say.period(now.period)}
    begins = periods["before"][:1].upper() + periods["before"][1:]
    said = [say("changes_sum", **told, **(periods | {"before": begins}))]
    if before.count().low - changed.gone.low + changed.new.low != now.count().low:
        said.append(say("changes_sum_low"))
    only_now = len(withdrawn) - int((~before.stands).sum())
    if only_now:
        said.append(say("changes_sum_not", n=say.number(only_now), **periods))
    blocks: list[Block] = [Paragraph(text) for text in said]
    after = before.period.after
    if not material.came or after is None:
        return [*blocks, Paragraph(say("changes_files"), quiet=True)]
    late = sum(material.came.get(int(at), "") >= after.isoformat() for at in before.positions)
    moved = sum(
        any(change.name in _DATES for change in version.changes)
        for version in material.revised.values()
    )
    since = say(
        "changes_late",
        late=say.number(late),
        then=told["then"] if material.known is None else say.number(len(before.positions)),
        revised=say.number(len(material.revised)),
        moved=say.number(moved),
        **periods,
    )
    return [*blocks, Paragraph(since, quiet=True)]


def _withdrawn(material: Material) -> list[tuple[int, str]]:
    """Positions of what no longer stands, in either period, with the mark."""
    found: dict[int, str] = {}
    for side in (material.before, material.now):
        for at, mark in zip(side.positions, side.marks, strict=True) if side else ():
            if mark:
                found[int(at)] = str(mark)
    return sorted(found.items())


def _rows(
    material: Material, withdrawn: Withdrawn, say: Say, sources: Sources
) -> list[tuple[Cell, ...]]:
    """At most ``material.rows`` lines of each kind; the last one says how many more there are.

    What is of the compared period only was in the briefing before: half as many of it.
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
        for row in best(mine, np.ones(len(mine), bool), most):
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
    return say(
        "revised_detail",
        number=str(version.number),
        date=say.date(version.at[:10]),
        changes=shown(say.listed(_changed(one, say) for one in version.changes), 300),
    )


def _changed(change: Change, say: Say) -> str:
    """A field with what it said and what it says, in words where there are any."""
    word = _WORDS.get(change.name)
    name = say(word) if word else shown(change.name, 80)
    before, after = (_told(change.name, one, say) for one in (change.before, change.after))
    return say.named(name, f"{before} → {after}")


def _told(name: str, value: Any, say: Say) -> str:
    if value is None:
        return "–"
    text = shown(value, 80)
    if name in _DAYS:
        return say.date(text)
    if name == "category":
        return say.terms.category(text)[0]
    return say.labels.get(name, {}).get(text, text)
