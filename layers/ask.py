"""From files and words to an answer: `layers.query` for people who type."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from geo.regions import concat_regions, read_regions
from geo.resolve import find_near, find_within
from layers.query import Answer, query
from layers.readers import read
from layers.selection import Selection

__all__ = ["ask"]


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
    default_layer: str | None = None,
    encoding: str | None = None,
    mapping: Mapping[str, str] | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Answer:
    """Reads files and asks them: ``within`` zones and ``near`` hubs as they are typed.

    ``own_zones`` and ``own_hubs`` are vector files whose regions can be named. Regions are
    looked up before the files are read, so a mistyped name is told at once. Raises InputError
    and RegionError.
    """
    progress("zones and hubs")
    zones = concat_regions([read_regions(Path(f))[0] for f in own_zones]) if own_zones else None
    hubs = (
        concat_regions([read_regions(Path(f), kind="rail_hub")[0] for f in own_hubs])
        if own_hubs
        else None
    )
    inside = [find_within(text, zones) for text in within]
    around = [find_near(text, hubs) for text in near]
    progress("reading")
    intake = read(files, layer=default_layer, mapping=mapping, encoding=encoding)
    progress("asking")
    return query(
        intake.sightings,
        within=inside,
        near=around,
        selection=selection,
        certain_only=certain_only,
        assume_uncertainty_m=assume_uncertainty_m,
    )
