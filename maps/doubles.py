"""Pages that count events: how many, in regions too, and which records are known to be of one."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from layers.asking.counting import count_by
from layers.doubles.once import Once, Together
from layers.intake import Intake
from layers.registry import LAYERS
from maps.encode import Chunks

__all__ = ["events_by_layer", "events_in", "known_together", "pack_doubles"]


def known_together(
    files: Sequence[str | os.PathLike[str]],
    decided: str | os.PathLike[str] | None,
    intake: Intake,
    notes: list[str],
) -> Together:
    """As `layers.doubles.known.together_of`, of all that was read."""
    from layers.doubles.known import together_of  # what compares texts is heavy, and seldom needed

    return together_of(files, decided, intake.sightings, notes)


def events_by_layer(
    sightings: pd.DataFrame, together: Together
) -> tuple[dict[str, tuple[int, int]], list[str]]:
    """At least and at most so many events have a report in each layer, as the page counts them.

    Like the page's numbers of reports these hold what no longer stands, each by itself. Returns
    also notes on what counts otherwise than report by report.
    """
    once = Once(sightings, together, anywhere=True)
    found = {}
    for layer in LAYERS:
        mine = layer.select(sightings).to_numpy(bool, na_value=False)
        found[layer.id] = once.count(mine, mine, np.zeros_like(mine))
    return found, once.notes()


def events_in(
    sightings: pd.DataFrame,
    memberships: pd.DataFrame,
    regions: pd.DataFrame,
    together: Together,
) -> pd.DataFrame:
    """`layers.asking.counting.count_by` of events, by layer."""
    once = Once(sightings, together)
    return count_by(sightings, memberships, ["layer"], regions=regions, total=False, once=once)


def pack_doubles(chunks: Chunks, sightings: pd.DataFrame, together: Together) -> dict[str, int]:
    """Puts into ``chunks`` which records are of one event, and which may be; what is known of them.

    Records by their numbers, those of an event or a group from the first one on: ``same`` was
    decided; of ``open`` nobody decided. The reader is ``maps/page/data/events.js``.
    """
    once = Once(sightings, together, anywhere=True)
    same = _sets(once.event)
    open_ = [rows for rows in _sets(once.group) if len(set(once.event[rows].tolist())) > 1]
    chunks.json("events", {"same": same, "open": open_})
    return dataclasses.asdict(once.known)


def _sets(first: Any) -> list[list[int]]:
    """The rows that have the same first one, where that are several."""
    several = np.flatnonzero(np.bincount(first, minlength=len(first))[first] > 1)
    rows = several[np.argsort(first[several], kind="stable")]
    cuts = np.flatnonzero(np.diff(first[rows])) + 1
    return [part.tolist() for part in np.split(rows, cuts) if len(part)]
