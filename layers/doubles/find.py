"""Reports that may be of one and the same event, proposed in groups with reasons and scores.

Nothing is merged. What is compared: layer and category, time, place with its uncertainty, and
words; `layers.doubles.score` says how much each counts, `layers.doubles.groups` what a group is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import geopandas
import numpy as np
import pandas as pd
import shapely

from geo.errors import ArgumentError, InputError
from geo.join import uncertainties_m
from geo.pairs import Floats, Ints
from layers.asking.selection import Selection, select
from layers.doubles.groups import DIFFERENT, SAME, Decision, decided_rows, groups_of
from layers.doubles.likeness import words_of
from layers.doubles.pairs import Close, Reports, apart_m, close_pairs, gap_days
from layers.doubles.score import Scored, Told, fewer, reasons_of, scored
from layers.reports import in_cells
from layers.standing import standing

__all__ = ["DAYS", "DOUBLE_COLUMNS", "SIMILAR", "STAND_IN_M", "Doubles", "find_doubles"]

#: Columns that an answer adds behind those of the sightings.
DOUBLE_COLUMNS: Final = ("double_group", "double_group_score", "double_score", "double_reasons")
#: Days that two times may be apart, and how alike (0 to 100) words must be, unless it is said.
DAYS: Final = 1.0
SIMILAR: Final = 60.0
#: Radius of a point whose precision nobody stated, unless another one is assumed.
STAND_IN_M: Final = 2_000.0
_MOST_DAYS: Final = 366.0
_SHOWN_WORDS: Final = 200

Pair = tuple[int, int]


@dataclass(frozen=True)
class Doubles:
    """``sightings``: the members of all groups with `DOUBLE_COLUMNS`, group by group.

    The first of a group is the one whose id comes first; the others have their score and reasons
    beside it. ``pairs``: all pairs that were proposed or decided, as a table; ``asked``: how many
    sightings were looked at; ``groups``: how many groups there are; ``head``: that of the store in
    which they were kept, "" if they were not.
    """

    sightings: geopandas.GeoDataFrame
    pairs: pd.DataFrame
    asked: int
    groups: int
    notes: tuple[str, ...] = ()
    head: str = ""


def find_doubles(
    sightings: geopandas.GeoDataFrame,
    *,
    selection: Selection | None = None,
    days: float = DAYS,
    similar: float = SIMILAR,
    assume_uncertainty_m: float | None = None,
    decisions: Sequence[Decision] = (),
) -> Doubles:
    """Propose groups of sightings that may report the same event; nothing is merged.

    Two are a pair when they have the same layer and category, their times are at most ``days``
    apart, their discs touch (lines and areas: with their uncertainty around them), and their words
    are alike by ``similar`` (0 to 100) or more. In a group every two are a pair, so that no chain
    leads from one event to another. ``decisions`` go before all of that. Without an uncertainty a
    point has ``assume_uncertainty_m``, or 2 km. What has no place or date, and what is retracted
    or superseded, is left out, and the notes say so. The order of the sightings makes no
    difference. Raises ArgumentError for numbers that make no sense, InputError for ids that repeat
    and for decisions that contradict each other.
    """
    _check(days, similar)
    wanted = selection or Selection()
    chosen, notes = select(sightings, wanted, assume_uncertainty_m=assume_uncertainty_m)
    chosen = chosen.assign(double_standing=standing(chosen))
    order = np.argsort(chosen["id"].to_numpy(object), kind="stable")
    frame = chosen.iloc[order].reset_index(drop=True)
    twice = frame["id"].duplicated()
    if twice.any():
        raise InputError(f"the id {frame['id'][twice].iloc[0]!r} occurs twice: ids must differ")
    row_of = {name: row for row, name in enumerate(frame["id"])} if decisions else {}
    same, different = decided_rows(decisions, row_of, notes)
    rows, reports, told = _comparable(frame, assume_uncertainty_m, notes)
    finder = _Finder(rows, reports, told, days, similar, {*same, *different})
    pairs, score = finder.proposed(notes)
    linked = [pair for pair in pairs if pair not in different]
    groups = finder.with_twins(groups_of(linked, same))
    table = _pairs_table(
        frame, finder, dict(zip(pairs, score, strict=True)), groups, same, different
    )
    members = _members(frame.drop(columns="double_standing"), finder, groups, table, same)
    return Doubles(members, table, len(sightings), len(groups), tuple(notes))


def _check(days: float, similar: float) -> None:
    if not 0 <= days <= _MOST_DAYS:
        raise ArgumentError(f"{days:g} days apart: say 0 to {_MOST_DAYS:g}")
    if not 0 < similar <= 100:
        raise ArgumentError(f"words alike by {similar:g} %: say more than 0 and at most 100")


def _comparable(
    frame: geopandas.GeoDataFrame, assumed: float | None, notes: list[str]
) -> tuple[Ints, Reports, Told]:
    """Rows that can be compared, and what is known of them; notes say what was left out."""
    shapes = frame.geometry.to_numpy()
    gone = (frame["double_standing"] != "").to_numpy(bool)
    placed = np.isfinite(shapely.bounds(shapes)).all(axis=1)
    dated = frame["time_from"].notna().to_numpy() & frame["time_to"].notna().to_numpy()
    cells = in_cells(frame)
    gone = gone | cells
    for mask, what in ((cells, "counts in cells"), (gone & ~cells, "retracted or superseded"),
                       (~gone & ~placed, "without a place"),
                       (~gone & placed & ~dated, "without a date")):  # fmt: skip
        if mask.any():
            notes.append(f"{int(mask.sum())} {what} left out: not compared")
    rows = np.flatnonzero(~gone & placed & dated)
    some = frame.iloc[rows]
    radius = uncertainties_m(some, assumed).copy()
    unsaid = np.isnan(radius)
    radius[unsaid & (shapely.get_dimensions(shapes[rows]) > 0)] = 0.0
    unsaid = np.isnan(radius)
    if unsaid.any():
        notes.append(
            f"{int(unsaid.sum())} do not say how precisely their place is known: "
            f"{STAND_IN_M / 1_000:g} km are taken (--assume-uncertainty says otherwise)"
        )
        radius[unsaid] = STAND_IN_M
    words = [
        some[name].astype(object).where(some[name].notna(), "") for name in ("layer", "category")
    ]
    kind, _ = pd.factorize(words[0] + "\0" + words[1])
    told = Told.of(some)
    begin, end = (_days(some[name]) for name in ("time_from", "time_to"))
    return rows, Reports(kind, shapes[rows], radius, begin, end, told.order()), told


def _days(moments: pd.Series) -> Floats:
    """Days since 1970 (UTC)."""
    plain = moments.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy("datetime64[us]")
    return np.asarray(plain.astype(np.int64) / 86_400e6)


class _Finder:
    """Finds pairs among reports; what is the same in all that counts is looked at once."""

    def __init__(
        self,
        rows: Ints,
        reports: Reports,
        told: Told,
        days: float,
        similar: float,
        decided: set[Pair],
    ) -> None:
        self.rows, self.reports, self.told = rows, reports, told
        self.days, self.similar = days, similar
        self.at = {row: at for at, row in enumerate(rows.tolist())}
        own = np.full(len(rows), -1)
        alone = [self.at[row] for pair in decided for row in pair if row in self.at]
        own[alone] = alone
        keys = pd.DataFrame({
            "kind": reports.kind, "radius": reports.radius_m, "begin": reports.begin,
            "end": reports.end, "words": told.code, "own": own,
            "shape": pd.factorize(shapely.to_wkb(reports.shapes))[0],
        })  # fmt: skip
        self.twin = keys.groupby(list(keys.columns), sort=False).ngroup().to_numpy()
        #: The first of each set of twins, which stands for them.
        self.one = np.flatnonzero(~pd.Series(self.twin).duplicated().to_numpy())

    def proposed(self, notes: list[str]) -> tuple[list[Pair], list[float]]:
        """Pairs of rows of the frame, the best first, and their scores; twins as one."""
        one, reports = self.one, self.reports
        some = Reports(*(getattr(reports, name)[one] for name in Reports.__dataclass_fields__))
        found: list[tuple[Ints, Ints, Floats]] = []
        crowded = 0
        for close in close_pairs(some, self.days, notes) if len(one) > 1 else ():
            close, gone = fewer(close, some.order)
            crowded += gone
            known = Close(one[close.first], one[close.second], close.gap_days, close.apart_m)
            done = scored(known, reports, self.told, self.days, self.similar)
            kept = done.proposed
            found.append((known.first[kept], known.second[kept], done.score[kept]))
        if crowded:
            notes.append(
                f"{crowded:,} pairs in crowds were not compared: of reports near each other each "
                "was compared with the nearest in the order of their words"
            )
        nothing = np.empty(0, np.intp)
        first, second, score = (
            np.concatenate([nothing, *(part[k] for part in found)]) for k in range(3)
        )
        best = np.lexsort((second, first, -score))
        ends = (self.rows[side[best].astype(np.intp)].tolist() for side in (first, second))
        return list(zip(*ends, strict=True)), score[best].tolist()

    def with_twins(self, groups: list[list[int]]) -> list[list[int]]:
        """Groups of rows with the twins of their members, and groups of twins alone; sorted."""
        order = np.argsort(self.twin, kind="stable")
        cuts = np.flatnonzero(np.diff(self.twin[order])) + 1
        sets = [self.rows[some].tolist() for some in np.split(order, cuts) if len(some) > 1]
        several = {some[0]: some for some in sets}
        whole = [
            sorted(row for one in group for row in several.pop(one, [one])) for group in groups
        ]
        return sorted([*whole, *several.values()])

    def measured(self, pairs: Sequence[Pair]) -> Scored:
        """Score any pairs of rows that can be compared."""
        first, second = (
            np.array([self.at[pair[side]] for pair in pairs], dtype=np.intp) for side in (0, 1)
        )
        gap = gap_days(self.reports, first, second)
        apart = apart_m(self.reports.shapes, first, second)
        close = Close(first, second, gap, apart)
        return scored(close, self.reports, self.told, self.days, self.similar)


def _pairs_table(
    frame: geopandas.GeoDataFrame,
    finder: _Finder,
    score: dict[Pair, float],
    groups: list[list[int]],
    same: dict[Pair, Decision],
    different: dict[Pair, Decision],
) -> pd.DataFrame:
    """All pairs: proposed, of twins (each with the first of them), and decided."""
    home = {row: number for number, group in enumerate(groups) for row in group}
    firsts = {finder.twin[at]: int(finder.rows[at]) for at in finder.one.tolist()}
    twins = [
        (firsts[finder.twin[at]], row)
        for at, row in enumerate(finder.rows.tolist())
        if firsts[finder.twin[at]] != row
    ]
    pairs = sorted({*score, *twins, *same, *different})
    able = [pair for pair in pairs if pair[0] in finder.at and pair[1] in finder.at]
    measures = finder.measured(able)
    place = {pair: at for at, pair in enumerate(able)}
    verdict = {**dict.fromkeys(same, SAME), **dict.fromkeys(different, DIFFERENT)}
    shown = words_of(frame).str.slice(0, _SHOWN_WORDS).to_numpy(object)
    score_of = [measures.score[place[pair]] if pair in place else np.nan for pair in pairs]
    columns: dict[str, Any] = {
        "verdict": [verdict.get(pair, "") for pair in pairs],
        "score": np.array(score_of, dtype=float),
        "together": np.array([home.get(a, -1) == home.get(b, -2) for a, b in pairs], dtype=bool),
        "reasons": [
            reasons_of(measures, place[pair], finder.reports) if pair in place else ""
            for pair in pairs
        ],
    }
    sides = {side: np.array([pair[k] for pair in pairs], np.intp) for k, side in enumerate("ab")}
    ids = {f"id_{side}": frame["id"].to_numpy(object)[at] for side, at in sides.items()}
    for name, field in (("date", "date_start"), ("place", "place")):
        texts = frame[field].astype(object).where(frame[field].notna(), "").to_numpy(object)
        columns |= {f"{name}_{side}": texts[at] for side, at in sides.items()}
    columns |= {f"words_{side}": shown[at] for side, at in sides.items()}
    table = pd.DataFrame(ids | columns)
    ranked = table.sort_values(["score", "id_a", "id_b"], ascending=[False, True, True])
    return ranked.reset_index(drop=True)


def _members(
    frame: geopandas.GeoDataFrame,
    finder: _Finder,
    groups: list[list[int]],
    table: pd.DataFrame,
    same: dict[Pair, Decision],
) -> geopandas.GeoDataFrame:
    """The members of groups with what is said of them, the surest group first."""
    names = frame["id"].to_numpy(object)
    home = {names[row]: number for number, group in enumerate(groups) for row in group}
    weakest = np.full(len(groups), np.inf)
    inside = table[table["together"] & table["score"].notna()]
    group_of = np.array([home[name] for name in inside["id_a"]], dtype=np.intp)
    np.minimum.at(weakest, group_of, inside["score"].to_numpy(float))
    weakest[np.isinf(weakest)] = np.nan
    pairs = [(group[0], row) for group in groups for row in group[1:]]
    able = [pair for pair in pairs if pair[0] in finder.at and pair[1] in finder.at]
    measures = finder.measured(able)
    place = {pair: at for at, pair in enumerate(able)}
    rows: list[int] = []
    columns: list[tuple[str, float, float, str]] = []
    for number in np.lexsort((np.arange(len(groups)), -weakest)).tolist():
        first, *others = groups[number]
        digest = hashlib.sha256("\n".join(names[groups[number]]).encode("utf-8", "replace"))
        about = (f"d-{digest.hexdigest()[:12]}", float(weakest[number]))
        rows.append(first)
        columns.append((*about, np.nan, f"the first of {len(groups[number])}"))
        for row in others:
            at = place.get((first, row))
            told = [] if at is None else [reasons_of(measures, at, finder.reports)]
            if (first, row) in same:
                told.insert(0, f"said to be the same ({same[first, row].where})")
            rows.append(row)
            score = np.nan if at is None else float(measures.score[at])
            columns.append((*about, score, "; ".join(told) or "said to be the same as another"))
    said: Any = pd.DataFrame(columns, columns=list(DOUBLE_COLUMNS))
    said = said.astype(dict.fromkeys(DOUBLE_COLUMNS[1:3], "float64"))
    found = frame.iloc[rows].reset_index(drop=True)
    return found.assign(**{name: said[name] for name in DOUBLE_COLUMNS})
