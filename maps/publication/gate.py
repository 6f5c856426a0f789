"""The gate: sightings in, what may be shown of them out. A pure function of what it is given."""

from __future__ import annotations

import datetime as dt
import random
import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.errors import ArgumentError, PublicationError
from layers.checking.values import visible
from layers.frames import joined
from maps.publication.anonymity import Anonymity, anonymity
from maps.publication.cellrecords import cell_records
from maps.publication.cells import Cell, Counted, Table, Way, count_cells, period_of, told_at_least
from maps.publication.deciding import (
    COUNTED,
    REASONS,
    RECORDS,
    UKRAINIAN,
    fates,
    first_end_of_embargo,
)
from maps.publication.shown import blank_frame, generalise, outside, shown
from maps.publication.staying import Position, positions_of, stayed

if TYPE_CHECKING:
    import geopandas

    from maps.publication.earlier import Earlier
    from maps.publication.profile import Profile

__all__ = ["Publication", "publish_records"]

#: Ids are so many hexadecimal digits behind "p-".
_ID_DIGITS: Final = 12
_MOST_NAMED: Final = 5


@dataclass(frozen=True, kw_only=True)
class Publication:
    """What may be shown, and the account of the rest.

    ``sightings``: records that are shown, in the shape of what was read (EPSG:4326), without the
    columns that say from which row they came. ``cells``: counts of those that are not shown
    singly. ``withheld``: reason -> row numbers of what was given (positions from 0), for the own
    house only. ``told``: of each layer and period, how many at least are in no cell, as it may be
    published. ``blanked``: fields left empty, by field and why. ``kept``: cells with the number
    of the publication before. ``places``: how many places each shown position may be. ``fate``:
    for each row what became of it. ``ingest_unknown``: rows shown that do not say when they came.
    ``embargo_ends``: when the first of those under embargo may be shown, for the own house only.
    ``cells_before``: other ways in which earlier publications showed blocks of cells;
    ``positions``: where records stand that were moved, for the next publication. ``unlike``: the
    file that was named as the one before, if nothing that it told of is here.
    """

    sightings: geopandas.GeoDataFrame
    cells: tuple[Cell, ...]
    withheld: Mapping[str, tuple[int, ...]]
    told: Mapping[Table, int]
    blanked: Mapping[str, int]
    kept: int
    places: Anonymity
    fate: Any
    ingest_unknown: int
    profile: Profile
    now: dt.datetime
    seed: str
    generalised: int
    embargo_ends: dt.datetime | None = None
    cells_before: tuple[Way, ...] = ()
    positions: tuple[Position, ...] = ()
    unlike: str = ""

    @property
    def counted(self) -> int:
        """Reports that the cells tell of, as they are told."""
        return sum(cell.n for cell in self.cells)

    def require_some(self, shown: geopandas.GeoDataFrame) -> None:
        """Raise PublicationError where there is nothing to show, saying why.

        ``shown``: what was chosen of all that may be shown.
        """
        if len(shown):
            return
        given, able = len(self.fate), len(self.sightings) + len(self.cells)
        why = [f"{len(rows):,} {REASONS[reason]}" for reason, rows in self.withheld.items()]
        if "embargo" in self.withheld and self.embargo_ends is not None:
            why.append(f"the first embargo ends at {self.embargo_ends:%Y-%m-%dT%H:%MZ}")
        if able:
            why = [f"{able:,} that may be shown are not in what was asked for"]
        raise PublicationError(
            f"nothing of the {given:,} rows would be shown by the profile {self.profile.name}: "
            f"{'; '.join(why) or 'there are none'}. docs/publishing.md says what a record needs; "
            "nothing was written"
        )

    def frame(self, language: str = "en") -> geopandas.GeoDataFrame:
        """The records, and the cells as areas with a number of reports: all that is written.

        What the cells say of themselves is in ``language``.
        """
        cells = cell_records(self.cells, self.profile, language)
        if not len(cells):
            return self.sightings
        return _with_ids(_ordered(_both(self.sightings, cells)), self.profile, self.seed)


def publish_records(
    sightings: geopandas.GeoDataFrame,
    profile: Profile,
    *,
    now: dt.datetime,
    against: Earlier | None = None,
    seed: str | None = None,
) -> Publication:
    """What of the sightings may be shown by a profile, at the moment ``now`` (with a zone).

    ``against``: the publication before (`maps.publication.earlier.read_earlier`), so that the
    two tell nothing that neither tells. Ids are drawn by chance; with the same ``seed`` the same
    records have the same ids again.

    Raises `PublicationError` where a licence forbids to hand a record on, naming which,
    `ArgumentError` for a ``now`` without a zone, and `InputError` for an earlier publication that
    was for fewer people, or counted otherwise.
    """
    if now.tzinfo is None:
        raise ArgumentError("the moment of a publication needs a zone: 2024-01-31T12:00Z")
    if against is not None:
        against.require_for(profile)
    seed = secrets.token_hex(16) if seed is None else seed
    rows = sightings.reset_index(drop=True)
    rows.attrs = dict(sightings.attrs)
    fate = fates(rows, profile, now)
    _check_licences(rows, fate, profile)
    if profile.ukrainian and profile.ukrainian.grid_m:
        fate[(fate == UKRAINIAN) & outside(rows)] = "outside_grid"
    if profile.records.grid_m:
        fate[(fate == RECORDS) & outside(rows)] = "outside_grid"
    counted = _count(rows, fate, profile, against)
    blanked: Counter[str] = Counter()
    parts = []
    positions: list[Position] = []
    for kind, rule in ((RECORDS, profile.records), (UKRAINIAN, profile.ukrainian)):
        chosen = rows[fate == kind]
        if rule is None or not len(chosen):
            continue
        part = shown(chosen, rule, profile, blanked)
        if rule.grid_m:
            if against is not None:
                part = stayed(part, chosen, against.positions, profile.unstated_radius_m)
            positions += positions_of(part)
        parts.append(part)
    out = _both(*parts) if parts else blank_frame(0)
    if profile.random_ids:
        out = _ordered(out)
    out = _with_ids(out, profile, seed)
    singly = np.isin(fate, [RECORDS, UKRAINIAN])
    came = rows["ingested_at"].isna().to_numpy() if "ingested_at" in rows else singly
    return Publication(
        sightings=out,
        cells=tuple(counted.cells),
        withheld=_withheld(fate),
        told=told_at_least(counted.blocks, profile.k),
        blanked=dict(sorted(blanked.items())),
        kept=counted.kept,
        places=anonymity(out, counted.cells, profile.k),
        fate=fate,
        ingest_unknown=int((singly & came).sum()),
        profile=profile,
        now=now,
        seed=seed,
        generalised=sum(
            int((fate == kind).sum())
            for kind, rule in ((RECORDS, profile.records), (UKRAINIAN, profile.ukrainian))
            if rule is not None and rule.grid_m
        ),
        embargo_ends=first_end_of_embargo(rows, fate, profile),
        cells_before=tuple(counted.told),
        positions=tuple(sorted(positions)),
        unlike=against.file if against and against.is_of_others(counted.cells, positions) else "",
    )


def _withheld(fate: Any) -> dict[str, tuple[int, ...]]:
    shown_somehow = (RECORDS, UKRAINIAN, COUNTED)
    reasons = dict.fromkeys(word for word in fate if word not in shown_somehow)
    return {word: tuple(np.flatnonzero(fate == word).tolist()) for word in sorted(reasons)}


def _check_licences(rows: pd.DataFrame, fate: Any, profile: Profile) -> None:
    """Raise PublicationError when something that would be shown may not be handed on."""
    if profile.licences is None or "licence" not in rows:
        return
    known = {one.casefold() for one in profile.licences}
    words = [_plain(text) for text in rows["licence"]]
    would = np.isin(fate, [RECORDS, UKRAINIAN, COUNTED])
    bad = [i for i, text in enumerate(words) if would[i] and text.casefold() not in known]
    if not bad:
        return
    found = Counter((str(rows["layer"].iat[i]), words[i]) for i in bad)
    listed = "; ".join(
        f"{count} of layer {layer} under {visible(text[:60])!r}"
        for (layer, text), count in found.most_common(_MOST_NAMED)
    )
    first = ", ".join(visible(str(rows["id"].iat[i])[:40]) for i in bad[:_MOST_NAMED])
    raise PublicationError(
        f"{len(bad)} of {len(rows)} rows are under terms that the profile {profile.name} does not "
        f"hand on: {listed} (first ids: {first}). Leave them out with --where "
        '"licence!=...", or, if the terms allow it, list them under "licences" in a profile of '
        "your own"
    )


def _plain(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _count(rows: Any, fate: Any, profile: Profile, earlier: Earlier | None) -> Counted:
    """Count what may only be counted; what is in no cell gets its reason into ``fate``."""
    at = np.flatnonzero(fate == COUNTED)
    if profile.counts is None:
        return Counted([], fate[at])
    rule = profile.counts
    chosen = rows.iloc[at].reset_index(drop=True)
    far = outside(chosen)
    # Lines and areas count where the circle about them has its middle.
    coarse = generalise(_bare(chosen, far), rule.grid_m[0], profile.unstated_radius_m)
    radius = chosen["coordinate_uncertainty_m"].to_numpy(dtype=float, na_value=np.nan)
    radius = np.where(np.isnan(radius), profile.unstated_radius_m, radius)
    wide = chosen.geometry.geom_type.to_numpy() != "Point"
    raised = coarse["coordinate_uncertainty_m"].to_numpy(dtype=float, na_value=np.nan)
    degrees = coarse[["longitude", "latitude"]].to_numpy(dtype=float)
    counted = count_cells(
        chosen["layer"].to_numpy(dtype=object),
        period_of(chosen, rule.period),
        degrees,
        np.where(wide & ~np.isnan(raised), raised, radius),
        rule,
        None if earlier is None else earlier.cells_for(profile),
        () if earlier is None else earlier.ways,
    )
    counted.fate[far] = "outside_grid"
    fate[at] = np.where(counted.fate == "", COUNTED, counted.fate)
    return counted


def _bare(chosen: Any, far: Any) -> Any:
    """Place and radius of records, and of those out of reach neither."""
    out = blank_frame(len(chosen))
    out["coordinate_uncertainty_m"] = chosen["coordinate_uncertainty_m"].to_numpy(dtype=float)
    shapes = chosen.geometry.to_numpy().copy()
    shapes[far] = None
    return out.set_geometry(pd.Series(shapes, dtype=object), crs=4326)


def _both(*frames: Any) -> Any:
    """Frames one below the other, in the columns of reading but for those of the rows."""
    bare = ["input_file", "input_row", "input_notes"]
    whole = [frame.assign(**dict.fromkeys(bare)) for frame in frames]
    out = joined(whole).drop(columns=bare)
    out.attrs = {}
    return out


def _ordered(out: Any) -> Any:
    """In an order that says nothing of the order in which the records came."""
    keys = ["time_from", "layer", "category", "longitude", "latitude", "source_url", "description"]
    return out.sort_values(keys, kind="stable", na_position="last").reset_index(drop=True)


def _with_ids(out: Any, profile: Profile, seed: str) -> Any:
    """Names that mean nothing outside this publication, for records and for movements."""
    if not profile.random_ids:
        return out
    chance = random.Random(seed)  # names that hide nothing
    text = out["id"].dtype
    drawn = [f"p-{chance.getrandbits(4 * _ID_DIGITS):0{_ID_DIGITS}x}" for _ in range(len(out))]
    out["id"] = pd.Series(drawn, index=out.index, dtype=text)
    told = out["movement_id"].dropna().unique()
    names = {one: f"m-{chance.getrandbits(32):08x}" for one in told}
    moved = [names.get(one) if isinstance(one, str) else None for one in out["movement_id"]]
    out["movement_id"] = pd.Series(moved, index=out.index, dtype=text)
    return out
