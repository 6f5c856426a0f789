"""From files and words to an answer: `layers.asking.query` for people who type."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Unpack

import geopandas

from geo.around import find_around
from geo.regions import Kind, concat_regions, read_regions
from geo.resolve import find_within, parse_near
from layers.asking.query import Answer, query
from layers.asking.selection import Selection
from layers.intake import aside_note
from layers.policy import Reading
from layers.readers import read_used

__all__ = ["Gate", "ask", "usable_rows"]

#: Makes of sightings those that may be seen.
Gate = Callable[[geopandas.GeoDataFrame], geopandas.GeoDataFrame]


def ask(
    files: Sequence[str | os.PathLike[str]],
    *,
    within: Sequence[str] = (),
    near: Sequence[str] = (),
    own_zones: Sequence[str] = (),
    own_hubs: Sequence[str] = (),
    selection: Selection | None = None,
    certain_only: bool = False,
    assume_uncertainty_m: float | None = None,
    gate: Gate | None = None,
    progress: Callable[[str], None] = lambda _: None,
    **how: Unpack[Reading],
) -> Answer:
    """Reads files and asks them: ``within`` zones, ``near`` hubs and places as they are typed.

    ``own_zones`` and ``own_hubs`` are vector files whose regions can be named. Regions are
    looked up before the files are read, so a mistyped name is told at once. The answer's notes
    also say what was mended in those files and how many rows could not be used. ``gate`` lets
    through what may be asked about (`maps.publication.filtering.Gate`). How to read the files is
    said by the keywords of `layers.policy.Reading`. Raises InputError, also when no row could be
    used at all, RegionError for a zone or hub that is not known, and ArgumentError for what is not
    written as it must be.
    """
    for text in near:
        parse_near(text)
    progress("zones and hubs")
    notes: list[str] = []
    zones = _own(own_zones, "custom", notes)
    hubs = _own(own_hubs, "rail_hub", notes)
    inside = [find_within(text, zones, notes=notes) for text in within]
    around = [find_around(text, hubs, notes=notes) for text in near]
    progress("reading")
    sightings = usable_rows(files, notes, gate, **how)
    progress("asking")
    answer = query(
        sightings,
        within=inside,
        near=around,
        selection=selection,
        certain_only=certain_only,
        assume_uncertainty_m=assume_uncertainty_m,
    )
    return dataclasses.replace(answer, notes=(*notes, *answer.notes))


def usable_rows(
    files: Sequence[str | os.PathLike[str]],
    notes: list[str],
    gate: Gate | None = None,
    **how: Unpack[Reading],
) -> geopandas.GeoDataFrame:
    """Reads files as `layers.readers.read_used`, and raises as that does.

    How many rows could not be used is added to ``notes``; the others go through ``gate``.
    """
    intake = read_used(files, **how)
    if intake.set_aside:
        notes.append(aside_note(intake.set_aside, intake.read))
    return intake.sightings if gate is None else gate(intake.sightings)


def _own(files: Sequence[str], kind: Kind, notes: list[str]) -> geopandas.GeoDataFrame | None:
    frames = []
    for file in files:
        frame, said = read_regions(Path(file), kind=kind)
        frames.append(frame)
        notes += said
    return concat_regions(frames) if frames else None
