"""From files to a briefing, and from a briefing to documents: the job as two calls."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Unpack

from geo.errors import ArgumentError
from geo.files import check_not_input
from layers.asking.selection import Selection
from layers.doubles.once import Once, check_once
from layers.intake import Intake, aside_note
from layers.policy import Reading
from layers.readers.stored import is_store
from layers.store.address import name_of
from layers.store.history import Version
from layers.store.revised import first_came, revised
from maps.briefing.blocks import Briefing
from maps.briefing.compared import changes
from maps.briefing.content import compose
from maps.briefing.figures import Side, bars, sides_of
from maps.briefing.material import Material
from maps.briefing.period import Period, compared_period
from maps.briefing.write import save_briefing
from maps.build import account_of, read_chosen
from maps.doubles import known_together
from maps.provenance import Provenance
from maps.terms import Terms

if TYPE_CHECKING:
    import geopandas

    from maps.publication.filtering import Gate

__all__ = ["ROWS", "BriefingResult", "brief", "build_briefing"]

#: How many lines a table of reports has, unless another number is asked for.
ROWS = 20
_MOST_ROWS = 500

PathLike = str | os.PathLike[str]
Progress = Callable[[str], None]


@dataclass(frozen=True)
class BriefingResult:
    """A briefing with what goes with it; ``notes`` say what was left out or mended.

    ``sightings`` are those of either period, of which the briefing speaks; ``low`` .. ``high``
    reports that stand belong to the period itself. ``sizes`` are those of the files that `brief`
    wrote, in bytes.
    """

    briefing: Briefing
    intake: Intake
    sightings: geopandas.GeoDataFrame
    low: int
    high: int
    notes: tuple[str, ...]
    sizes: tuple[int, ...] = ()


def brief(
    files: Sequence[PathLike] | PathLike,
    outputs: Sequence[PathLike] | PathLike,
    *,
    template: PathLike | None = None,
    overwrite: bool = False,
    gate: Gate | None = None,
    **options: object,
) -> BriefingResult:
    """Read files, count once, and write the briefing in each format that the outputs' names ask.

    ``outputs`` end in .html, .docx, .pptx, .pdf or .md; all are written or none. ``template``
    as for `maps.briefing.write.save_briefing`, the other options as for `build_briefing`. With a
    ``gate`` (`maps.publication.filtering.Gate`) the account of what it let through is written
    beside the outputs. Raises what those raise.
    """
    paths = [files] if isinstance(files, str | os.PathLike) else list(files)
    targets = [outputs] if isinstance(outputs, str | os.PathLike) else list(outputs)
    for target in targets:
        check_not_input(target, [*paths, *([template] if template is not None else [])])
    if gate is not None:
        gate.check_targets(targets, overwrite=overwrite)
    result = build_briefing(paths, gate=gate, **options)  # type: ignore[arg-type]  # as it says
    sizes = save_briefing(
        result.briefing, targets, template=template, overwrite=overwrite, gate=gate
    )
    return dataclasses.replace(result, sizes=tuple(sizes))


def build_briefing(
    files: Sequence[PathLike],
    *,
    compare_to: str | None = None,
    zones: Sequence[str] | None = None,
    hubs: Sequence[str] | None = None,
    selection: Selection | None = None,
    assume_uncertainty_m: float | None = None,
    title: str | None = None,
    language: str = "en",
    rows: int = ROWS,
    once: bool = False,
    decided: PathLike | None = None,
    command: str = "",
    gate: Gate | None = None,
    progress: Progress = lambda _: None,
    **how: Unpack[Reading],
) -> BriefingResult:
    """Read files and make the content of a briefing, once for all formats.

    The period is that of ``selection`` (all dates, if it has none); ``compare_to`` another one
    (`maps.briefing.period.compared_period`). ``rows`` is how many lines a table of reports may
    have. The other arguments are those of `maps.build.build_map`. A period in which nothing is
    reported is no error: the briefing says so. Of a store among the files, records of these
    periods are called revised whose newest version came after the compared period had ended and
    that still stand. With a ``gate`` the briefing is of what it lets through, and says so; then a
    period of which nothing may be shown is an error, since to say that nothing is reported would
    not be so. Versions, which have not gone through it, are not looked at.

    With ``once`` numbers are of events (`layers.doubles.once`): by what stores among the files keep
    of doubles, and the file ``decided`` (`layers.doubles.propose`); not with a gate. Reports are
    listed and drawn each by itself.

    Raises ArgumentError, InputError and their kin, also when no row of the files can be used, and
    what the gate does: PublicationError where nothing of the period may be shown.
    """
    language = Terms(language).language  # before anything is read
    check_once(once=once, decided=decided, gated=gate is not None)
    wanted = selection or Selection()
    period = Period.of(wanted)
    other = compared_period(compare_to, period) if compare_to else None
    if not 1 <= rows <= _MOST_ROWS:
        raise ArgumentError(f"{rows} lines are no table: say 1 to {_MOST_ROWS}")
    chosen = read_chosen(
        files,
        zones=zones,
        hubs=hubs,
        selection=Period().within(wanted),
        assume_uncertainty_m=assume_uncertainty_m,
        gate=gate,
        progress=progress,
        **how,
    )
    intake, everything, regions = chosen.intake, chosen.sightings, chosen.regions
    notes = list(chosen.notes)
    if intake.set_aside:
        notes.append(aside_note(intake.set_aside, intake.read))
    together = known_together(files, decided, intake, notes) if once else None
    progress("counting")
    asked = [wanted] if other is None else [wanted, other.within(wanted)]
    now, *others = sides_of(everything, asked, regions, assume_uncertainty_m, together)
    before = others[0] if others else None
    whole = None if together is None else Once(everything, together, anywhere=True)
    changed = None if before is None else changes(now, before, len(everything), whole)
    drawn = _drawn(period, other).within(wanted)
    undated = int(everything["time_from"].isna().sum()) if wanted.since or wanted.until else 0
    if undated:
        notes.append(f"{undated} without a date left out, because a period was asked for")
    if gate is not None:
        gate.require_some(now.sightings)
    provenance = (
        _gated_account(gate, now.sightings)
        if gate is not None
        else account_of(
            intake,
            zones=zones,
            hubs=hubs,
            selection=wanted,
            assume_uncertainty_m=assume_uncertainty_m,
            command=command,
            **how,
        )
    )
    material = Material(
        sightings=everything,
        regions=regions,
        now=now,
        before=before,
        changed=changed,
        revised=_revised(files, now, before) if gate is None else {},
        came=_came(files, before) if gate is None else {},
        bars=bars(everything, drawn, assume_uncertainty_m, together),
        undated=undated,
        selection=wanted,
        provenance=provenance.to_dict(now.sightings),
        stores=frozenset(name_of(file.file) for file in intake.files if file.format == "store"),
        rows=rows,
        title=title,
    )
    if gate is not None:  # the map's account is of what it shows, the document's of all
        account = _gated_account(gate, material.used).to_dict(now.sightings)
        material = dataclasses.replace(material, provenance=account)
    if together is not None:
        shown = Once(material.used, together, anywhere=True)
        material = dataclasses.replace(material, known=shown.known)
        notes += shown.notes()
    briefing = compose(material, language)
    low, high = now.count()
    if not high:
        notes.append("nothing is reported for this period: the briefing says so")
    briefing = dataclasses.replace(briefing, provenance=provenance, together=together)
    return BriefingResult(briefing, intake, briefing.used, low, high, tuple(notes))


def _gated_account(gate: Gate, sightings: geopandas.GeoDataFrame) -> Provenance:
    """What a briefing that went through a gate says of its making: as a page that was published."""
    told = gate.manifest(sightings)
    return Provenance(publication=told, command=str(told["command"]))


def _drawn(period: Period, other: Period | None) -> Period:
    """What the bars go over: both periods where one follows the other, so that no gap is drawn."""
    if other is None or not period.touches(other):
        return period
    ends = [day for day in (period.first, period.last, other.first, other.last) if day]
    return Period(min(ends), max(ends))


def _stores(files: Sequence[PathLike]) -> list[PathLike]:
    return [file for file in files if os.fspath(file) != "-" and is_store(file)]


def _revised(files: Sequence[PathLike], now: Side, before: Side | None) -> dict[int, Version]:
    """Newest versions of records that changed and still stand, by position; of stores only."""
    since = None if before is None else before.period.after
    at = {
        str(name): int(position)
        for side in ([now] if before is None else [now, before])
        for name, position, stands in zip(
            side.sightings["id"], side.positions, side.stands, strict=True
        )
        if stands
    }
    return {
        at[name]: version
        for store in _stores(files)
        for name, version in revised(store, at, since).items()
    }


def _came(files: Sequence[PathLike], before: Side | None) -> dict[int, str]:
    """When the records of the period compared with first came into a store, by position."""
    if before is None:
        return {}
    came = {name: at for store in _stores(files) for name, at in first_came(store).items()}
    return {
        int(position): came[name]
        for name, position in zip(before.sightings["id"], before.positions, strict=True)
        if name in came
    }
