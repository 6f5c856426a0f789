"""From files to doubles: `find` for people who type, with what they decided before."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Sequence
from typing import Unpack

from geo.errors import ArgumentError
from layers.asking.ask import Gate, usable_rows
from layers.asking.selection import Selection
from layers.doubles.find import DAYS, DOUBLE_COLUMNS, SIMILAR, Doubles, find_doubles
from layers.doubles.groups import DIFFERENT, SAME, Decision, pairs_csv, read_decisions
from layers.policy import Reading
from layers.store import grouping
from layers.store.database import is_store
from layers.store.grouping import KeptDecision, KeptGroup, Member, head_in
from layers.store.importing import Hand

__all__ = ["DOUBLE_COLUMNS", "Decision", "Doubles", "doubles", "find_doubles", "kept_form",
           "kept_groups", "pairs_csv", "read_decisions", "with_kept"]  # fmt: skip


def doubles(
    files: Sequence[str | os.PathLike[str]],
    *,
    days: float = DAYS,
    similar: float = SIMILAR,
    decided: str | os.PathLike[str] | None = None,
    keep: bool = False,
    who: str | None = None,
    selection: Selection | None = None,
    assume_uncertainty_m: float | None = None,
    gate: Gate | None = None,
    progress: Callable[[str], None] = lambda _: None,
    **how: Unpack[Reading],
) -> Doubles:
    """Read files and propose groups of sightings that may report the same event.

    ``days``, ``similar`` and the answer are those of `layers.doubles.find.find_doubles`;
    ``decided`` is a CSV file of decisions (`layers.doubles.groups.read_decisions`), which go before
    what is reckoned, and before what stores among the files have of the same pairs. With ``keep``
    the one store that is given gets the groups with their reasons, and the decisions, by ``who``
    (the user's name, if None); where it has all of that nothing is added. Nothing is merged. With a
    ``gate`` (`layers.asking.ask.Gate`) groups are proposed anew of what it lets through, whatever
    was decided of records by ids that it may have changed. How to read the files is said by
    the keywords of `layers.policy.Reading`. Raises ArgumentError for numbers that make no sense,
    for ``keep`` with anything but all of one store, and for ``keep`` or ``decided`` with a gate,
    InputError for files, and StoreError.
    """
    notes: list[str] = []
    if gate is not None and (keep or decided is not None):
        raise ArgumentError(
            "what may be published is compared anew: leave out what was decided, and keep nothing"
        )
    stores = [file for file in files if is_store(file)]
    if keep and (len(files) != 1 or not stores or selection not in (None, Selection())):
        raise ArgumentError(
            "groups are kept for all of one store: give that store alone, and no selection"
        )
    said = read_decisions(decided) if decided is not None else []
    decisions = with_kept(stores, said) if gate is None else []
    head = head_in(stores[0]) if keep else ""
    progress("reading")
    sightings = usable_rows(files, notes, gate, **how)
    progress("comparing")
    answer = find_doubles(
        sightings,
        selection=selection,
        days=days,
        similar=similar,
        assume_uncertainty_m=assume_uncertainty_m,
        decisions=decisions,
    )
    if keep:
        progress("keeping")
        about = {"days": days, "similar": similar, "assume_uncertainty_m": assume_uncertainty_m,
                 "of": head}  # fmt: skip
        known = set(sightings["id"])
        new = {
            frozenset((one.first, one.second)): kept_form(one)
            for one in said
            if one.first != one.second and {one.first, one.second} <= known
        }
        event = grouping.keep(
            stores[0], kept_groups(answer), list(new.values()), about, Hand(who=who)
        )
        if event is None:
            notes.append("the store has these groups and decisions already: nothing was added")
        answer = dataclasses.replace(answer, head=event.head if event else head_in(stores[0]))
    return dataclasses.replace(answer, notes=(*notes, *answer.notes))


def with_kept(stores: Sequence[str | os.PathLike[str]], said: Sequence[Decision]) -> list[Decision]:
    """Decisions with those that stores keep, but for pairs of which something else is said now."""
    now: dict[frozenset[str], set[bool]] = {}
    for one in said:
        now.setdefault(frozenset((one.first, one.second)), set()).add(one.same)
    before = {}
    for kept in (kept for store in stores for kept in grouping.decisions_in(store)):
        pair, same = frozenset((kept.id_a, kept.id_b)), kept.verdict == SAME
        if now.get(pair, {same}) == {same}:
            before[pair] = Decision(kept.id_a, kept.id_b, same, kept.said)
    new = [one for one in said if frozenset((one.first, one.second)) not in before]
    return [*before.values(), *new]


def kept_form(one: Decision) -> KeptDecision:
    """A decision as a store keeps it."""
    low, high = sorted((one.first, one.second))
    verdict = SAME if one.same else DIFFERENT
    said = one.where.encode("utf-8", "replace").decode()
    return KeptDecision(id_a=low, id_b=high, verdict=verdict, said=said, event=0, at="", who="")


def kept_groups(answer: Doubles) -> list[KeptGroup]:
    """The groups of an answer as a store keeps them, with scores to a thousandth."""
    return [
        KeptGroup(
            group=str(name),
            score=_score(rows["double_group_score"].iloc[0]),
            members=tuple(
                Member(id=id_, score=_score(score), reasons=reasons)
                for id_, score, reasons in zip(
                    rows["id"], rows["double_score"], rows["double_reasons"], strict=True
                )
            ),
            event=0,
            at="",
            who="",
        )
        for name, rows in answer.sightings.groupby("double_group", sort=False)
    ]


def _score(value: float) -> float | None:
    return None if value != value else round(float(value), 3)
