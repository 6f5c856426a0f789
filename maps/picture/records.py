"""The records of a still as columns: what each is, where it stands, how it looks.

By the page's own functions: which records are places, areas or country-wide, which categories
there are and which marks they have come from `maps.payload` and `layers`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas
import numpy as np
import numpy.typing as npt

from layers.registry import LAYERS
from layers.reports import CELL_CATEGORY, in_cells, reports_told
from layers.standing import standing as standings_of
from maps.app6 import Picture, picture
from maps.payload import AREA_M, PLACE_M, categories_of, coded, in_page_order
from maps.picture.marks import CONDITIONS, Look, standing
from maps.positions import standing_points
from maps.texts import number_column

__all__ = ["AREA", "COUNTRY", "NOWHERE", "PLACE", "Records", "Sum"]

NOWHERE, PLACE, AREA, COUNTRY = range(4)
#: The columns that a still is made from: the others are not even sorted.
_USED = frozenset(
    {
        "id", "layer", "category", "status", "direction", "obstacle_status", "country",
        "quantity_low", "quantity_best", "quantity_high", "quantity_unit",
        "coordinate_uncertainty_m", "target_latitude", "target_longitude", "azimuth_deg",
        "azimuth_error_deg", "range_min_km", "range_max_km", "date_start", "date_end",
        "time_from", "source_title", "retracted", "supersedes", "sidc", "geometry",
    }
)  # fmt: skip
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Sum:
    """What some reports say together of one unit; ``open``: some gave no highest figure."""

    unit: str
    low: float
    high: float
    open: bool
    reports: int


class Records:
    """``frame`` are sightings in page order; everything else is made from it when asked for."""

    def __init__(self, sightings: geopandas.GeoDataFrame) -> None:
        used = sightings[[c for c in sightings if c in _USED]]
        self.frame = in_page_order(used.reset_index(drop=True))
        self.longitude, self.latitude = standing_points(self.frame)
        self.radius_m = np.ceil(number_column(self.frame, "coordinate_uncertainty_m"))
        near = np.isnan(self.radius_m) | (self.radius_m <= PLACE_M)
        kinds = np.where(near, PLACE, np.where(self.radius_m <= AREA_M, AREA, COUNTRY))
        self.kinds = np.where(np.isnan(self.longitude), NOWHERE, kinds)

    def __len__(self) -> int:
        return len(self.frame)

    @cached_property
    def _categories(self) -> tuple[list[dict[str, Any]], Ints]:
        if not len(self.frame):
            return [], np.zeros(0, np.int64)
        return categories_of(self.frame)

    @property
    def categories(self) -> list[dict[str, Any]]:
        """As in a page's head: id, layer, mark, cumulative, total."""
        return self._categories[0]

    @property
    def category(self) -> Ints:
        """Number of each record's category."""
        return self._categories[1]

    @cached_property
    def layer(self) -> Ints:
        """Number of each record's layer in `layers.registry.LAYERS`."""
        order = {layer.id: k for k, layer in enumerate(LAYERS)}
        table = np.array([order[c["layer"]] for c in self.categories], np.int64)
        return table[self.category] if len(table) else np.zeros(len(self), np.int64)

    @cached_property
    def _words(self) -> dict[str, tuple[Ints, list[str]]]:
        return {}

    def word(self, field: str, i: int) -> str:
        """A vocabulary field of record i; empty when it says nothing."""
        if field not in self._words:
            self._words[field] = coded(self.frame, field)
        codes, words = self._words[field]
        return str(words[codes[i]])

    @cached_property
    def gone(self) -> npt.NDArray[np.bool_]:
        """Which are retracted or superseded."""
        return np.asarray((standings_of(self.frame) != "").to_numpy(), bool)

    def look(self, i: int, theme: dict[str, Any]) -> Look:
        """How record i is drawn, as ``lookOf`` of the page."""
        category = self.categories[self.category[i]]
        layer = LAYERS[self.layer[i]]
        state = self.condition(i)
        return Look(
            shape=layer.shape,
            mark=category["mark"],
            color=theme["layers"][layer.id],
            halo=theme["symbolHalo"],
            ink=theme["symbolInk"][layer.id],
            standing=standing(self.word("status", i), bool(self.gone[i])),
            pointer=self.word("direction", i),
            condition=state,
            badge=self.badge(i),
        )

    def condition(self, i: int) -> str:
        """The state of an obstacle where that changes how it is drawn, else empty."""
        known = "obstacle_status" in LAYERS[self.layer[i]].card_fields
        state = self.word("obstacle_status", i) if known else ""
        return state if state in CONDITIONS else ""

    def badge(self, i: int) -> Picture | None:
        """The APP-6 picture of record i; None without a code, and for one that is not drawn."""
        code = self.word("sidc", i)
        if not code.strip() or self.condition(i) == "planned":  # it would show it as there
            return None
        made = picture(code)
        return None if made.why else made

    def cell_count(self, i: int) -> str:
        """How many reports record i tells of its cell; empty where it is no such count.

        As ``cellCount`` of the page.
        """
        if self.category_word(i) != CELL_CATEGORY:
            return ""
        low, high = (float(ends[i]) for ends in self._amounts)
        if math.isnan(low) or math.isnan(high):
            return ""
        return f"{low:.0f}" if low == high else f"{low:.0f}–{high:.0f}"

    def category_word(self, i: int) -> str:
        """The category of record i without its layer."""
        return str(self.categories[self.category[i]]["id"].partition(".")[2])

    @cached_property
    def _amounts(self) -> tuple[Any, Any]:
        best = number_column(self.frame, "quantity_best")
        low, high = (number_column(self.frame, f"quantity_{end}") for end in ("low", "high"))
        return np.where(np.isnan(low), best, low), high

    def sums(self, members: Sequence[int]) -> list[Sum]:
        """Sums over reports by unit, that of most reports first, as ``sumQuantities``.

        Running totals, retracted and superseded reports stay out.
        """
        low, high = self._amounts
        found: dict[str, Sum] = {}
        for i in members:
            if self.gone[i] or self.categories[self.category[i]]["cumulative"]:
                continue
            least, most = float(low[i]), float(high[i])
            if math.isnan(least) and math.isnan(most):
                continue
            unit = self.word("quantity_unit", i)
            old = found.get(unit, Sum(unit, 0, 0, False, 0))
            found[unit] = Sum(
                unit,
                old.low + (0 if math.isnan(least) else least),
                old.high + (least if math.isnan(most) else most),
                old.open or math.isnan(most),
                old.reports + 1,
            )
        return sorted(found.values(), key=lambda s: (-s.reports, s.unit))

    @cached_property
    def in_cells(self) -> npt.NDArray[np.bool_]:
        """Which are a number of reports in a cell."""
        return in_cells(self.frame)

    @cached_property
    def _told(self) -> tuple[Ints, Ints]:
        return reports_told(self.frame)

    def reports(self, which: Any) -> tuple[int, int]:
        """So many reports do records (a mask, or their numbers) stand for, from .. to."""
        low, high = self._told
        return int(low[which].sum()), int(high[which].sum())

    @cached_property
    def targets(self) -> tuple[Any, Any]:
        """Longitude and latitude of what was hit; NaN where nobody said."""
        return tuple(number_column(self.frame, f"target_{e}itude") for e in ("long", "lat"))  # type: ignore[return-value]

    @cached_property
    def undated(self) -> npt.NDArray[np.bool_]:
        """Which have no usable date."""
        return np.asarray(self.frame["time_from"].isna().to_numpy(), bool)

    def newest(self) -> str:
        """The latest date on record, as text; empty without any.

        A count in a cell is of all of its month, which says nothing of when the last one came.
        """
        rows = self.frame[~in_cells(self.frame)]
        ends = rows["date_end"].where(rows["date_end"].notna(), rows["date_start"])
        return str(ends.dropna().max())[:10] if ends.notna().any() else ""

    def sources(self) -> int:
        """How many different sources the records name."""
        if "source_title" not in self.frame:
            return 0
        titles = self.frame["source_title"].dropna().unique()
        return len({part.strip() for text in titles for part in str(text).split(" | ")} - {""})
