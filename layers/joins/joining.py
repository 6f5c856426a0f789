"""Sightings joined with regions batch by batch, into one table of memberships."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import IO, Final

import geopandas
import numpy as np
import pandas as pd

from geo.errors import InputError
from geo.join import CERTAIN, POSSIBLE, Predicate, matched
from geo.pairs import Ints, Pairs
from geo.prepared import PreparedRegions
from layers.asking.fieldnames import field_named
from layers.joins.memberships import MEMBERSHIP_FIELDS, WRITERS
from layers.readers.batches import Account
from layers.record import FIELDS
from layers.standing import RETRACTED, standing, withheld

__all__ = [
    "Joined",
    "Joiner",
    "write_memberships",
]

ALL_FIELDS: Final = "all"
#: Columns of the table that a file may have, too; its own is then told apart by a number.
_ADDED: Final = ("region_id", "region")

PathLike = str | os.PathLike[str]


@dataclass
class Joined:
    """What came of a join: the account of all rows, and counts.

    ``memberships`` were written, of ``inside`` sightings, ``certain`` of which are certainly in
    a region. ``possible_left_out`` memberships were not, as asked. Of the sightings inside,
    ``withheld`` are not for everyone, ``retracted`` no longer stand, and ``superseding`` replace
    others. ``notes`` say what was done to the regions.
    """

    account: Account = field(default_factory=Account)
    memberships: int = 0
    inside: int = 0
    certain: int = 0
    possible_left_out: int = 0
    withheld: int = 0
    retracted: int = 0
    superseding: int = 0
    notes: tuple[str, ...] = ()

    def add(self, other: Joined) -> None:
        """Add what came of other rows."""
        self.account.add(other.account)
        for name in _COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))


#: What says whether a sighting stands and may be shown.
_MARKS: Final = ["id", "handling", "embargo_until", "retracted", "supersedes"]
_COUNTS = tuple(f.name for f in dataclasses.fields(Joined) if f.name not in ("account", "notes"))


@dataclass(frozen=True, kw_only=True)
class Joiner:
    """Regions and how to join with them: made once, used for any number of batches.

    ``fields`` are columns of the sightings to put beside each membership, as they are typed:
    names or aliases of fields, columns of the file, or "all" fields of the record. A file's own
    ``region`` is in the table as ``region (2)``.
    """

    regions: geopandas.GeoDataFrame
    predicate: Predicate = "intersects"
    assume_uncertainty_m: float | None = None
    certain_only: bool = False
    fields: tuple[str, ...] = ()
    prepared: PreparedRegions = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "prepared", PreparedRegions(self.regions))
        if "name" not in self.regions:
            raise InputError("the regions have no name: make them with geo.regions.make_regions")

    def columns(self, sightings: geopandas.GeoDataFrame) -> list[str]:
        """Columns of the table for such sightings. Raises ArgumentError for an unknown field."""
        called = _told_apart(sightings)
        wanted: list[str] = []
        for text in self.fields:
            if text == ALL_FIELDS:
                wanted += [field_.name for field_ in FIELDS]
            else:
                name = field_named(text, list(called), "put beside the memberships")
                wanted.append(called[name])
        return list(dict.fromkeys([*MEMBERSHIP_FIELDS, *wanted]))

    def memberships(
        self, sightings: geopandas.GeoDataFrame, columns: Sequence[str], joined: Joined
    ) -> geopandas.GeoDataFrame:
        """Join one batch: ``columns`` and the geometry of each membership; counts to ``joined``."""
        found = matched(
            sightings,
            self.prepared,
            predicate=self.predicate,
            assume_uncertainty_m=self.assume_uncertainty_m,
        )
        sure = found.share == 1.0
        if self.certain_only:
            joined.possible_left_out += int((~sure).sum())
            found = Pairs(*(values[sure] for values in vars(found).values()))
            sure = sure[sure]
        inside = sightings[_MARKS].iloc[_distinct(found.sighting)]
        joined.memberships += len(sure)
        joined.inside += len(inside)
        joined.certain += len(_distinct(found.sighting[sure]))
        joined.withheld += int(withheld(inside).sum())
        joined.retracted += int((standing(inside) == RETRACTED).sum())
        joined.superseding += int(inside["supersedes"].notna().sum())
        return self._table(sightings, found, columns)

    def _table(
        self, sightings: geopandas.GeoDataFrame, found: Pairs, columns: Sequence[str]
    ) -> geopandas.GeoDataFrame:
        """One row for each membership."""
        called = _told_apart(sightings).items()
        own = {told: name for name, told in called if told in columns and name != "geometry"}
        shapes = sightings.geometry.to_numpy()[found.sighting]
        table = pd.DataFrame(sightings[list(own.values())]).iloc[found.sighting]
        table = table.reset_index(drop=True).set_axis(list(own), axis=1)
        for name, of in (("region_id", "region_id"), ("region", "name")):
            table[name] = self.regions[of].array.take(found.region)
        words = pd.Series([POSSIBLE, CERTAIN]).array
        table["certainty"] = words.take((found.share == 1.0).astype(np.intp))
        table["share"] = found.share
        table["distance_m"] = np.round(found.distance_m, 1)
        # A column of another file is empty here.
        table = table.reindex(columns=[name for name in columns if name != "geometry"])
        return geopandas.GeoDataFrame(table, geometry=shapes, crs="EPSG:4326")


def _told_apart(sightings: geopandas.GeoDataFrame) -> dict[str, str]:
    """Columns of sightings, and what they are called beside those that the join adds."""
    names = {str(name): str(name) for name in sightings.columns}
    for name in _ADDED:
        if name in names:
            numbered = (f"{name} ({number})" for number in count(2))
            names[name] = next(other for other in numbered if other not in names)
    return names


def _distinct(rising: Ints) -> Ints:
    """The distinct ones of numbers that rise."""
    return rising[np.flatnonzero(np.diff(rising, prepend=-1))]


def write_memberships(
    file: IO[bytes],
    format_: str,
    joiner: Joiner,
    batches: Iterable[geopandas.GeoDataFrame],
    joined: Joined,
    notes: Callable[[], dict[str, str]] = dict,
    columns: list[str] | None = None,
) -> None:
    """Join batches of sightings and write the memberships in one of `WRITERS` to a binary file.

    ``joined`` is filled on the way; ``notes`` are asked for at the end, for formats that keep
    any. ``columns``: those of the table, when they are known beforehand.
    """
    writer = None
    try:
        for sightings in batches:
            columns = columns or joiner.columns(sightings)
            writer = writer or WRITERS[format_](file, columns)
            writer.add(joiner.memberships(sightings, columns, joined))
        if writer is not None:
            writer.end(notes())
    finally:
        if writer is not None:
            writer.close()
