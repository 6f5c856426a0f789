"""The grid index: which of many polygons hold each of very many points.

A point's cell is arithmetic, and the cell says which regions hold all of it. Only for regions
whose edge runs through the cell is anything tested, against the few pieces of edge in it
(`geo.grid.pieces`); what floating point cannot decide, GEOS does. So the pairs are those of
``geopandas.sjoin``, one for one, and no geometry is made for a point.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import shapely

from geo.errors import InputError, RegionError
from geo.grid.build import PREPARING, Records, index_parts
from geo.grid.fast import compiled_loops
from geo.grid.layout import BITS, BLOCK, Layout
from geo.grid.lists import Lists
from geo.grid.pieces import cross
from geo.pairs import Floats
from geo.runs import cut_where, runs
from geo.workers import spread

__all__ = ["CHUNK", "GridIndex", "Predicate", "index_regions", "polygons_only"]

#: Points at a time in each thread: what is worked out for them fits in a core's cache.
CHUNK: Final = 131_072
#: Members of the lists of points that are looked at together: where many regions are, fewer points.
_MEMBERS: Final = 4_000_000

Predicate = Literal["intersects", "within"]
Ints32 = npt.NDArray[np.int32]


@dataclass(frozen=True)
class GridIndex:
    """An index of polygons, made by `index_regions` and used by any number of threads.

    ``polygons``: the regions, in their order, by which pairs name them. The coordinates of
    points and polygons are of one flat system, such as longitude and latitude in degrees.
    """

    polygons: Any
    layout: Layout
    records: Records
    lists: Lists

    @property
    def nbytes(self) -> int:
        """Bytes of memory that the index takes, its polygons aside."""
        parts = (self.lists, self.records, self.records.pieces)
        arrays = (a for part in parts for a in vars(part).values())
        return sum(a.nbytes for a in arrays if isinstance(a, np.ndarray))

    def pairs(
        self,
        x: Floats,
        y: Floats,
        *,
        predicate: Predicate = "intersects",
        chunk: int = CHUNK,
        threads: int | None = None,
        compiled: bool | None = None,
    ) -> tuple[npt.NDArray[np.integer[Any]], Ints32]:
        """Give every pair of a point (its position in x, y) and a region that holds it.

        Sorted by point, then region. With "intersects" a region holds its edge too, with
        "within" it does not. A point that is NaN or infinite is in no region. ``chunk`` points
        are worked on at a time in each of ``threads`` threads (default: one for each core),
        which takes some 150 bytes of memory for each, and no more than some 500 MB in each thread
        where very many regions are. ``compiled``: whether by the code that
        ``kordon[fast]`` compiles, which finds the same; None leaves that to
        `geo.grid.fast.compiled_loops`. Raises InputError for arrays that are not of one length
        and for a predicate that is not known, MissingExtraError for code that is not there.
        """
        x, y = _coordinates(x, y)
        _check(predicate)
        if (loops := compiled_loops(len(x), compiled)) is not None:

            def decide(record: Ints32, px: Floats, py: Floats) -> npt.NDArray[np.bool_]:
                return self._decided(record, px, py, predicate)

            parts = self.layout, self.lists, self.records
            at, of = loops.find_pairs(*parts, x, y, decide, threads, chunk)
            return at, of
        found = list(self.pairs_by_chunk(x, y, predicate=predicate, chunk=chunk, threads=threads))
        kind = np.int32 if len(x) < 2**31 else np.int64
        ends = np.cumsum([len(region) for _, _, region in found])
        point = np.empty(ends[-1] if found else 0, dtype=kind)
        region_ = np.empty(len(point), dtype=np.int32)

        def put(k: int) -> None:
            first, at, region = found[k]
            where = slice(ends[k] - len(region), ends[k])
            np.add(at, kind(first), out=point[where], casting="unsafe")
            region_[where] = region

        list(spread(put, range(len(found)), threads))
        return point, region_

    def pairs_by_chunk(
        self,
        x: Floats,
        y: Floats,
        *,
        predicate: Predicate = "intersects",
        chunk: int = CHUNK,
        threads: int | None = None,
    ) -> Iterator[tuple[int, Ints32, Ints32]]:
        """As `pairs`, chunk by chunk: the first point, and points counted from it, and regions."""
        x, y = _coordinates(x, y)
        _check(predicate)

        def found(first: int) -> tuple[int, Ints32, Ints32]:
            some = slice(first, first + chunk)
            return first, *self._pairs(x[some], y[some], predicate)

        yield from spread(found, range(0, len(x), chunk), threads)

    def counts(
        self,
        x: Floats,
        y: Floats,
        *,
        predicate: Predicate = "intersects",
        threads: int | None = None,
    ) -> npt.NDArray[np.int64]:
        """Count the points in each region, without making any pair."""
        x, y = _coordinates(x, y)
        _check(predicate)

        def counted(first: int) -> npt.NDArray[np.int64]:
            some = slice(first, first + 8 * CHUNK)
            return self._counts(x[some], y[some], predicate)

        total = np.zeros(len(self.polygons), dtype=np.int64)
        for part in spread(counted, range(0, len(x), 8 * CHUNK), threads):
            total += part
        return total

    def lists_at(self, x: Floats, y: Floats) -> Ints32:
        """Give the number of the list (in ``lists``) of the cell of each point."""
        grid = self.layout
        scale = 1.0 / grid.cell
        # A point outside goes to the empty cells along the side; so does NaN.
        with np.errstate(over="ignore"):
            u = _clamped((x - grid.west) * scale, grid.columns - 1.0)
            v = _clamped((y - grid.south) * scale, grid.rows - 1.0)
        block = (v >> BITS) * np.int32(grid.blocks_across) + (u >> BITS)
        place = ((v & (BLOCK - 1)) << BITS) | (u & (BLOCK - 1))
        place &= self.lists.mask.take(block)
        place += self.lists.offset.take(block)
        return np.asarray(self.lists.table.take(place))

    def _pairs(self, x: Floats, y: Floats, predicate: Predicate) -> tuple[Ints32, Ints32]:
        which = self.lists_at(x, y)
        size = self.lists.size.take(which)
        some = _slices(size)
        if len(some) == 1:
            return self._pairs_of(which, size, x, y, predicate)
        parts = [self._pairs_of(which[s], size[s], x[s], y[s], predicate) for s in some]
        point = [at + np.int32(s.start) for s, (at, _) in zip(some, parts, strict=True)]
        return np.concatenate(point), np.concatenate([region for _, region in parts])

    def _pairs_of(
        self, which: Ints32, size: Ints32, x: Floats, y: Floats, predicate: Predicate
    ) -> tuple[Ints32, Ints32]:
        held = np.flatnonzero(size)
        if not len(held):
            return np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int32)
        size, begin = size[held], self.lists.start.take(which[held])
        ends = np.cumsum(size, dtype=np.int32)
        point = _stepped(held, np.diff(held), ends, 0)
        at = _stepped(begin, np.diff(begin) - size[:-1] + 1, ends, 1)
        region = self.lists.member.take(at)
        edged = np.flatnonzero(region < 0)
        if len(edged):
            record = -1 - region[edged]
            region[edged] = self.records.region[record]
            who = point[edged]
            holds = self._tested(record, x[who], y[who], predicate)
            if not holds.all():
                kept = np.ones(len(region), dtype=bool)
                kept[edged[~holds]] = False
                point, region = point.compress(kept), region.compress(kept)
        return point, region

    def _counts(self, x: Floats, y: Floats, predicate: Predicate) -> npt.NDArray[np.int64]:
        lists, regions = self.lists, len(self.polygons)
        which = self.lists_at(x, y)
        often = np.bincount(which, minlength=len(lists.start) - 1)
        often = np.repeat(often, lists.size)
        plain = lists.member >= 0
        total = np.bincount(lists.member[plain], often[plain], regions).astype(np.int64)
        point = np.flatnonzero(which >= lists.edged)
        for some in _slices(lists.size[which[point]]):
            near = point[some]
            begin, size = lists.start[which[near]], lists.size[which[near]]
            owner, at = runs(size, begin)
            member = lists.member[at]
            edged = np.flatnonzero(member < 0)
            who, record = near[owner[edged]], -1 - member[edged]
            holds = self._tested(record, x[who], y[who], predicate)
            total += np.bincount(self.records.region[record[holds]], minlength=regions)
        return total

    def _tested(
        self, record: Ints32, x: Floats, y: Floats, predicate: Predicate
    ) -> npt.NDArray[np.bool_]:
        """Whether the region of each record holds its point, which is in the record's cell."""
        odd, close = cross(self.records.pieces, record, x, y)
        holds = odd ^ self.records.flip[record]
        if len(close):
            holds[close] = self._decided(record[close], x[close], y[close], predicate)
        return np.asarray(holds)

    def _decided(
        self, record: Ints32, x: Floats, y: Floats, predicate: Predicate
    ) -> npt.NDArray[np.bool_]:
        """As `_tested`, by GEOS."""
        test = shapely.intersects_xy if predicate == "intersects" else shapely.contains_xy
        shapes = self.polygons[self.records.region[record]]
        with PREPARING:
            shapely.prepare(shapes)
            return np.asarray(test(shapes, x, y))


def index_regions(
    polygons: Any, *, cell: float | None = None, compiled: bool | None = None
) -> GridIndex:
    """Index polygons for `GridIndex.pairs` and `GridIndex.counts`.

    ``polygons``: an array of valid shapely Polygons and MultiPolygons, all of one flat system;
    None and empty ones hold no point. ``cell`` is the side of the smallest cells in the units
    of the coordinates; by itself it is chosen so that an edge runs through one or two cells,
    and the index takes some 100 bytes for each edge. ``compiled``: as in `GridIndex.pairs`; the
    index is the same. Raises RegionError for anything else.
    """
    shapes = polygons_only(polygons)
    if cell is not None and not 0 < cell < np.inf:
        raise InputError(f"cells of {cell:g}: their side must be more than 0")
    return GridIndex(shapes, *index_parts(shapes, cell, compiled))


def polygons_only(polygons: Any) -> Any:
    """Give polygons as an array of objects.

    Raises RegionError where one is neither missing nor a Polygon nor a MultiPolygon.
    """
    shapes = np.asarray(polygons, dtype=object)
    wrong = ~shapely.is_missing(shapes) & ~np.isin(shapely.get_type_id(shapes), (3, 6))
    if wrong.any():
        at = int(np.flatnonzero(wrong)[0])
        raise RegionError(f"region {at}: a {shapes[at].geom_type} is no region; it is a polygon")
    return shapes


def _check(predicate: str) -> None:
    if predicate not in ("intersects", "within"):
        raise InputError(f"predicate {predicate!r} is not known: use 'intersects' or 'within'")


def _clamped(cells: Floats, most: float) -> Ints32:
    """Whole cells from 0 to ``most``; NaN is 0."""
    if not 0.0 <= cells.min(initial=0.0) <= cells.max(initial=0.0) <= most:
        np.fmin(np.fmax(cells, 0.0, out=cells), most, out=cells)
    return cells.astype(np.int32)


def _stepped(first: Any, jumps: Any, ends: Ints32, step: int) -> Ints32:
    """Runs of numbers that rise by ``step``, each up to its end: quicker than ``np.repeat``.

    The first begins with the first of ``first``, each other one a jump behind the one before.
    """
    steps = np.full(ends[-1], step, dtype=np.int32)
    steps[0] = first[0]
    steps[ends[:-1]] = jumps
    return np.cumsum(steps, dtype=np.int32, out=steps)


def _slices(size: Ints32) -> list[slice]:
    """Points in runs, the lists of which have no more than `_MEMBERS` together, or are one's."""
    if int(size.sum(dtype=np.int64)) <= _MEMBERS:
        return [slice(0, len(size))]
    return cut_where(size, _MEMBERS)


def _coordinates(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if x.shape != y.shape or x.ndim != 1:
        raise InputError(f"x {x.shape} and y {y.shape} must be arrays of one length")
    return x, y
