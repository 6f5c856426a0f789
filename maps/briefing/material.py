"""What a briefing is written from: counted figures, and where they come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from maps.briefing.compared import Changes
from maps.briefing.figures import Bars, Side
from maps.withheld import Withheld, withheld_of

if TYPE_CHECKING:
    import geopandas

    from layers.asking.selection import Selection
    from layers.doubles.once import Known
    from layers.store.history import Version

__all__ = ["Material"]


@dataclass(frozen=True, kw_only=True)
class Material:
    """Everything that `maps.briefing.content.compose` puts into words.

    ``sightings`` are all of the selection but for its period, and ``now``, ``before`` and
    ``changed`` speak of positions in it; ``revised`` has the newest version of records that have
    several, by position; of records of stores ``came`` says by position when the first version
    came in (ISO 8601, UTC). ``undated`` were left out of both periods; ``selection`` is what was
    asked for. ``provenance`` is
    `maps.provenance.Provenance.to_dict` of the period's sightings (a manifest in it is of what both
    periods show); ``stores`` are the names of those of its inputs that are stores. ``rows`` is how
    many lines a table may have. ``known`` says what of both periods is known to be of one event,
    where events are counted; None where reports are.
    """

    sightings: geopandas.GeoDataFrame
    regions: geopandas.GeoDataFrame
    now: Side
    before: Side | None
    changed: Changes | None
    revised: Mapping[int, Version]
    came: Mapping[int, str]
    bars: Bars
    undated: int
    selection: Selection
    provenance: Mapping[str, Any]
    stores: frozenset[str]
    rows: int
    title: str | None = None
    known: Known | None = None

    @property
    def withheld(self) -> Withheld | None:
        """How many the gate withheld, where one stood before it and may have withheld any."""
        told = self.provenance.get("publication")
        held = withheld_of(told) if told else None
        return held if held and held.n else None

    @property
    def used(self) -> geopandas.GeoDataFrame:
        """The sightings of either period: all that a briefing shows or counts."""
        sides = [self.now] if self.before is None else [self.now, self.before]
        either = np.unique(np.concatenate([side.positions for side in sides]))
        return self.sightings.iloc[either]
