"""Regions made ready for the join: what its rules need of them, each made when first needed."""

from __future__ import annotations

from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any, Final

import geopandas
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.errors import InputError, RegionError
from geo.grid import GridIndex, Predicate, fingerprint, index_regions, polygons_only
from geo.pairs import Floats
from geo.rims import Rims, rims_of
from geo.shapes import spans_the_world
from geo.valid import are_valid
from geo.workers import spread

__all__ = ["PreparedRegions"]

#: A grid is made once so many points were asked for, and so many for each edge.
_POINTS: Final = 20_000
_POINTS_PER_EDGE: Final = 0.3
#: GEOS prepares a polygon for testing when so many points lie in its box.
_WORTH_PREPARING: Final = 24
#: So many tests are worth starting threads for, and so many runs of them keep all cores busy.
_WORTH_THREADS: Final = 5_000
_RUNS: Final = 16
#: Boundaries of so many sets of regions are kept for the next join, if they are no larger.
_KEPT_SETS: Final = 4
_KEPT_VERTICES: Final = 1_000_000
#: Coordinates beyond the edge of the world by no more than this are rounded.
_ROUNDED_DEG: Final = 1e-6

IntArray = npt.NDArray[np.integer[Any]]


class PreparedRegions:
    """Regions for any number of joins: a regions frame (EPSG:4326), or its polygons alone.

    ``index``: a grid over them that was made before. Without one a grid is made as soon as
    enough points were asked for to repay it. The polygons must be valid: of one that crosses
    itself nobody knows what is inside. A frame is checked for that, polygons alone are not.
    Raises InputError for another CRS, for ids that repeat, and for a region that is not valid,
    crosses the antimeridian in one piece or lies beyond 180 or 90 degrees, RegionError for
    what is no polygon and for an index of other polygons.
    """

    def __init__(
        self, regions: geopandas.GeoDataFrame | Any, index: GridIndex | None = None
    ) -> None:
        if isinstance(regions, geopandas.GeoDataFrame):
            _check(regions)
            self.ids = regions["region_id"].to_numpy()
            self.areas = polygons_only(regions.geometry.to_numpy())
        else:
            self.areas = polygons_only(regions)
            self.ids = np.arange(len(self.areas))
        if index is not None and not _same(index.polygons, self.areas):
            raise RegionError(
                f"the index is of {len(index.polygons)} other regions than these "
                f"{len(self.areas)}: make it with geo.grid.index_regions"
            )
        self._grid = index
        self._asked = 0

    @cached_property
    def tree(self) -> Any:
        """Tree over the areas."""
        return shapely.STRtree(self.areas)

    @cached_property
    def rims(self) -> Rims:
        """Boundaries in runs of a few edges, the inside to their left."""
        if self.vertices > _KEPT_VERTICES:
            return rims_of(self.areas)
        kept = _kept_rims(fingerprint(self.areas))
        if not kept:
            kept.append(rims_of(self.areas))
        return kept[0]

    @cached_property
    def vertices(self) -> int:
        """How many vertices all of them have."""
        return int(shapely.get_num_coordinates(self.areas).sum())

    def pairs(
        self, x: Floats, y: Floats, predicate: Predicate = "intersects"
    ) -> tuple[IntArray, IntArray]:
        """Every pair (position of a point, position of a region that holds it), in that order.

        As `geo.grid.GridIndex.pairs`, whether there is a grid or not.
        """
        if self._grid_pays(len(x)):
            return self.grid.pairs(x, y, predicate=predicate)
        return self._by_tree(np.asarray(x, np.float64), np.asarray(y, np.float64), predicate)

    def counts(
        self, x: Floats, y: Floats, predicate: Predicate = "intersects"
    ) -> npt.NDArray[np.int64]:
        """How many points each region holds; with a grid no pair is made."""
        if self._grid_pays(len(x)):
            return self.grid.counts(x, y, predicate=predicate)
        _, region = self.pairs(x, y, predicate)
        return np.bincount(region, minlength=len(self.areas))

    @property
    def grid(self) -> GridIndex:
        """The grid, made now if there was none."""
        if self._grid is None:
            self._grid = index_regions(self.areas)
        return self._grid

    def _grid_pays(self, points: int) -> bool:
        self._asked += points
        return self._grid is not None or self._asked >= max(
            _POINTS, _POINTS_PER_EDGE * self.vertices
        )

    def _by_tree(self, x: Floats, y: Floats, predicate: Predicate) -> tuple[IntArray, IntArray]:
        """For few points: GEOS tests each that lies in a region's box."""
        finite = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
        at, region = self.tree.query(shapely.points(x[finite], y[finite]))
        at = finite[at]
        often = np.bincount(region, minlength=len(self.areas)) >= _WORTH_PREPARING
        shapely.prepare(self.areas[often])
        test = shapely.intersects_xy if predicate == "intersects" else shapely.contains_xy
        # By region: GEOS makes what it needs of one at its first point, and not for two at once.
        by_region = np.argsort(region, kind="stable")
        at, region = at[by_region], region[by_region]

        def held(some: slice) -> npt.NDArray[np.bool_]:
            return np.asarray(test(self.areas[region[some]], x[at[some]], y[at[some]]))

        parts = list(spread(held, self._apart(region)))
        holds = np.concatenate(parts) if parts else np.empty(0, bool)
        at, region = at[holds], region[holds]
        order = np.lexsort((region, at))
        return at[order], region[order]

    def _apart(self, region: IntArray) -> list[slice]:
        """Runs of rising regions, no region in two of them, to be tested at the same time."""
        alone = len({id(area) for area in self.areas}) == len(self.areas)
        if len(region) < _WORTH_THREADS or not alone:
            return [slice(0, len(region))]
        changes = np.append(np.flatnonzero(np.diff(region)) + 1, len(region))
        wanted = np.arange(1, _RUNS) * len(region) // _RUNS
        ends = np.unique([0, *changes[np.searchsorted(changes, wanted)], len(region)]).tolist()
        return [slice(start, end) for start, end in pairwise(ends)]


@lru_cache(maxsize=_KEPT_SETS)
def _kept_rims(_: str) -> list[Rims]:
    """The rims of the polygons with this fingerprint, once `PreparedRegions.rims` put them there.

    The usual zones are asked for again and again, by joins of a few hundred sightings.
    """
    return []


def _same(polygons: Any, others: Any) -> bool:
    if len(polygons) != len(others):
        return False
    objects = all(one is other for one, other in zip(polygons, others, strict=True))
    return objects or fingerprint(polygons) == fingerprint(others)


def _check(regions: geopandas.GeoDataFrame) -> None:
    if regions.crs is None or not regions.crs.equals("EPSG:4326", ignore_axis_order=True):
        raise InputError(
            f"the regions are in {regions.crs or 'no coordinate system'}: "
            "bring them to EPSG:4326 (longitude, latitude) with .to_crs(4326)"
        )
    if "region_id" not in regions:
        raise InputError("the regions have no region_id: make them with geo.regions")
    ids = pd.Index(regions["region_id"])
    if not ids.is_unique:
        raise InputError(
            f"the region_id of the regions repeats {ids[ids.duplicated()][0]!r}: memberships name "
            "regions by it; give each its own"
        )
    areas = regions.geometry.to_numpy()
    wrong = np.flatnonzero(~are_valid(areas) & ~shapely.is_missing(areas))
    if len(wrong):
        raise InputError(
            f"region {ids[wrong[0]]!r} is not valid ({shapely.is_valid_reason(areas[wrong[0]])}), "
            "so nobody knows what is inside: mend it with shapely.make_valid(method='structure')"
        )
    bounds = np.abs(shapely.bounds(areas))
    beyond = np.flatnonzero((bounds > np.array([180, 90, 180, 90]) + _ROUNDED_DEG).any(axis=1))
    if len(beyond):
        west, south, east, north = areas[beyond[0]].bounds
        raise InputError(
            f"region {ids[beyond[0]]!r} reaches from {west:.6g}, {south:.6g} to {east:.6g}, "
            f"{north:.6g}, which are not longitude and latitude in degrees: give what lies across "
            "the antimeridian as two parts, up to 180 and from -180 on"
        )
    wide = np.flatnonzero(spans_the_world(areas))
    if len(wide):
        raise InputError(
            f"region {ids[wide[0]]!r} has an edge of more than 180 degrees of longitude, as a "
            "zone across the antimeridian has: split it at 180 degrees"
        )
