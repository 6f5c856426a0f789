"""Which of the reports that were read are known to be of one event: by stores and by a file."""

from __future__ import annotations

import os
from collections.abc import Sequence

import pandas as pd

from layers.doubles.once import Together
from layers.doubles.propose import read_decisions, with_kept
from layers.store.database import is_store
from layers.store.grouping import groups_in

__all__ = ["together_of"]


def together_of(
    files: Sequence[str | os.PathLike[str]],
    decided: str | os.PathLike[str] | None,
    sightings: pd.DataFrame,
    notes: list[str],
) -> Together:
    """Which of the sightings were decided to be of one event, or are kept as a group.

    ``sightings`` are all of ``files``, before any are chosen: two reports may be of one event by
    way of a third that is not chosen. Stores among the files say what they keep, the CSV file
    ``decided`` (`layers.doubles.groups.read_decisions`) goes before them; ``notes`` is added to.
    Raises InputError for a file that cannot be used and decisions that contradict each other.
    """
    stores = [file for file in files if is_store(file)]
    decisions = with_kept(stores, [] if decided is None else read_decisions(decided))
    groups = [
        [one.id for one in group.members] for store in stores for group in groups_in(store)[0]
    ]
    return Together.of(list(sightings["id"]), decisions, groups, notes)
