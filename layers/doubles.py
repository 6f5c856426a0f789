"""From files to doubles: `layers.doublefind` for people who type, with what they decided before."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Mapping, Sequence

from layers.ask import usable_rows
from layers.doublefind import DAYS, DOUBLE_COLUMNS, SIMILAR, Doubles, find_doubles
from layers.doublegroups import Decision, pairs_csv, read_decisions
from layers.selection import Selection

__all__ = ["DOUBLE_COLUMNS", "Decision", "Doubles", "doubles", "find_doubles", "pairs_csv",
           "read_decisions"]  # fmt: skip


def doubles(
    files: Sequence[str | os.PathLike[str]],
    *,
    days: float = DAYS,
    similar: float = SIMILAR,
    decided: str | os.PathLike[str] | None = None,
    selection: Selection | None = None,
    assume_uncertainty_m: float | None = None,
    default_layer: str | None = None,
    encoding: str | None = None,
    mapping: Mapping[str, str] | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Doubles:
    """Read files and propose groups of sightings that may report the same event.

    ``days``, ``similar`` and the answer are those of `layers.doublefind.find_doubles`; ``decided``
    is a CSV file of decisions (`layers.doublegroups.read_decisions`), which go before what is
    reckoned. Nothing is merged. Raises ArgumentError for numbers that make no sense, and
    InputError for files.
    """
    notes: list[str] = []
    decisions = read_decisions(decided) if decided is not None else []
    progress("reading")
    sightings = usable_rows(
        files, notes, default_layer=default_layer, encoding=encoding, mapping=mapping
    )
    progress("comparing")
    answer = find_doubles(
        sightings,
        selection=selection,
        days=days,
        similar=similar,
        assume_uncertainty_m=assume_uncertainty_m,
        decisions=decisions,
    )
    return dataclasses.replace(answer, notes=(*notes, *answer.notes))
