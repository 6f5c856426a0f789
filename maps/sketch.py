"""What a page of very many records shows first, worked out when it is made.

To gather a million records into rings, and to count them by time, a browser needs them all. Here
that is done for every zoom at which the page may open, so that its first picture can be drawn
while the records are still read: a few thousand cells stand in front of them. The reader is
``maps/page/data/sketch.js``; what is drawn from a sketch must be what is drawn from the records
(a test compares the pictures).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from maps.encode import NO_VALUE, Chunks, code_kind
from maps.positions import SCALE

__all__ = ["MANY", "Seen", "pack_sketch"]

#: Pages of fewer records are drawn from the records themselves: as quickly.
MANY = 200_000
#: Pixels within which rings are gathered (WIDE_REACH of ``maps/page/map/layout.js``), of which
#: half is the side of a cell (``maps/page/map/cluster.js``).
_REACH = 58
_SIDE = _REACH / 2
#: Where in its cell the middle of a cell's records lies: in so many steps each way.
_STEPS = 4096
#: Cells of all zooms together; zooms further in are left to the records.
_MOST_CELLS = 20_000
#: The least and the largest map, in pixels without the margin that is kept about the records, for
#: which there is a zoom; and the zooms, as ``maps/page/map/viewport.js`` has them.
_MAPS = ((240, 160), (2560, 1400))
_ZOOMS = (4.0, 9.0)
_ZOOM_STEP = 0.25

_DAY = 1440  # minutes
_WEEKS_FROM, _MONTHS_FROM, _YEARS_FROM = 200, 1500, 36_525  # days; as ``maps/page/time/span.js``

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Seen:
    """Of every record, in page order: what the first picture is made of.

    ``x``, ``y``: whole steps of 1/`maps.positions.SCALE` degree of longitude and latitude as the
    page has them; ``begin``, ``end``: minutes since 1970 (UTC), half-open; `NO_VALUE` where not
    known. ``low``, ``high``: how many reports it stands for (`layers.reports`). ``layer``: its
    number; ``symbol``: whether it is drawn as a symbol and not as an area or not at all.
    ``columns``: what a single symbol is drawn from, by the name of the page's column. ``layers``
    and ``categories``: how many there are. ``whole``: nothing else of the records is drawn (areas,
    lines, pictures of codes).
    """

    x: Ints
    y: Ints
    begin: Ints
    end: Ints
    low: Ints
    high: Ints
    layer: Ints
    symbol: npt.NDArray[np.bool_]
    columns: dict[str, Ints]
    layers: int
    categories: int
    whole: bool


def pack_sketch(chunks: Chunks, seen: Seen, view: list[float]) -> dict[str, Any]:
    """Puts the cells into ``chunks``; returns the part of the head that describes them.

    ``view``: west, south, east, north in degrees of what the page frames first.
    """
    placed = seen.symbol & (seen.x != NO_VALUE) & (seen.y != NO_VALUE)
    across, down = _mercator(seen.x[placed], seen.y[placed])
    on_map = (down >= 0) & (down <= 1)  # what lies nearer to a pole is listed
    placed[placed] = on_map
    across, down = across[on_map], down[on_map]
    layer, first = seen.layer[placed], np.flatnonzero(placed)
    tables, zooms, used = [], [], 0
    for zoom in _zooms(view):
        table = _cells(across, down, layer, seen.layers, zoom)
        used += len(table["n"])
        if used > _MOST_CELLS:
            break
        zooms.append([zoom, *table.pop("box"), len(table["n"])])
        table["first"] = first[table["first"]]
        tables.append(table)
    _pack_cells(chunks, seen, tables)
    off = ~placed | (seen.begin == NO_VALUE)
    return {
        "zooms": zooms, "reach": _REACH, "steps": _STEPS, "layers": seen.layers,
        "off": int(off.sum()), "whole": seen.whole, "added": _added(seen), **_times(seen),
    }  # fmt: skip


def _mercator(x: Ints, y: Ints) -> tuple[Floats, Floats]:
    """Steps of a degree to 0..1 of the Mercator square, north up."""
    sine = np.sin(np.radians(y / SCALE))
    with np.errstate(divide="ignore"):
        down = 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)
    return (x / SCALE + 180) / 360, down


def _zooms(view: list[float]) -> list[float]:
    """Zooms at which a map of any usual size frames the view, the widest first."""
    west, south, east, north = view
    (left, right), (low, high) = _mercator(
        np.round(np.array([west, east]) * SCALE).astype(np.int64),
        np.round(np.array([south, north]) * SCALE).astype(np.int64),
    )
    size = 256 * (right - left), 256 * (low - high)
    ends = []
    for pixels in _MAPS:
        fit = min(math.log2(have / need) for have, need in zip(pixels, size, strict=True))
        ends.append(min(max(math.floor(fit / _ZOOM_STEP) * _ZOOM_STEP, _ZOOMS[0]), _ZOOMS[1]))
    count = round((ends[1] - ends[0]) / _ZOOM_STEP) + 1
    return [ends[0] + _ZOOM_STEP * k for k in range(count)]


def _cells(across: Floats, down: Floats, layer: Ints, layers: int, zoom: float) -> dict[str, Any]:
    """Records by cell of a zoom: ``at`` (column * rows + row), how many, by layer, and where.

    ``x``, ``y``: the middle of them, in parts of the cell; ``first``: the first of them.
    ``box``: first column, first row, and how many rows there are.
    """
    size = 256 * 2**zoom
    columns, rows = across * size / _SIDE, down * size / _SIDE
    column, row = np.floor(columns).astype(np.int64), np.floor(rows).astype(np.int64)
    if not len(column):
        box, high = [0, 0], 1
    else:
        box, high = [int(column.min()), int(row.min())], int(row.max() - row.min()) + 1
    at = (column - box[0]) * high + (row - box[1])
    wide = int(column.max()) - box[0] + 1 if len(column) else 0
    total = np.bincount(at, minlength=wide * high)
    found = np.flatnonzero(total)
    first = np.empty(len(total), np.int64)
    first[at[::-1]] = np.arange(len(at))[::-1]  # the first is written last
    mix = np.bincount(at * layers + layer, minlength=len(total) * layers).reshape(-1, layers)
    x, y = (
        np.bincount(at, part, minlength=len(total))[found] / total[found]
        for part in (columns - column, rows - row)
    )
    return {
        "at": found, "n": total[found], "mix": mix[found], "first": first[found],
        "x": x, "y": y, "box": [*box, high],
    }  # fmt: skip


def _pack_cells(chunks: Chunks, seen: Seen, tables: list[dict[str, Any]]) -> None:
    """All zooms one after the other; of cells of one record also what it is drawn from."""

    def whole(name: str) -> npt.NDArray[Any]:
        parts = [table[name] for table in tables]
        return np.concatenate(parts) if parts else np.empty(0, np.int64)

    n, first = whole("n"), whole("first")
    chunks.column("sketch.at", whole("at"), "d32")
    chunks.column("sketch.n", n, "u32")
    if tables:
        mix = whole("mix")
        for k in range(1, seen.layers):  # of the first layer are all the others
            chunks.column(f"sketch.mix.{k}", mix[:, k], "u32")
    for name in ("x", "y"):
        steps = np.clip(np.round(whole(name).astype(float) * _STEPS), 0, _STEPS - 1)
        chunks.column(f"sketch.{name}", steps, "u16")
    alone = first[n == 1]
    chunks.column("sketch.first", alone, "u32")
    for name, values in seen.columns.items():
        most = int(values.max()) if len(values) else 0
        chunks.column(f"sketch.one.{name}", values[alone], code_kind(most + 1))


def _times(seen: Seen) -> dict[str, Any]:
    """The span of the histogram and its bars: ``span.js`` says what they mean."""
    dated = seen.begin != NO_VALUE
    undated = int((~dated).sum())
    if not dated.any():
        return {"span": None, "bars": None, "undated": undated}
    begin = seen.begin[dated]
    end = np.maximum(seen.end[dated], begin + 1)
    low, high = _month(int(begin.min())), _month(int(end.max()) - 1, 1)
    newest = (int(begin.max()) // _DAY + 1) * _DAY
    edges = _edges(low, high)
    layer, open_ = seen.layer[dated], (seen.high - seen.low)[dated]
    bars = _bars(begin, end, layer, seen.low[dated], seen.layers, edges)
    if open_.any():
        bars["more"] = _bars(begin, end, layer, open_, seen.layers, edges)
    return {"span": [low, high, newest], "undated": undated, "bars": bars}


def _added(seen: Seen) -> dict[str, Any] | None:
    """What counts in cells add to the number of records, [at least, at most]; None without any."""
    cells = np.flatnonzero((seen.low != 1) | (seen.high != 1))
    if not len(cells):
        return None

    def by(codes: Ints, count: int) -> list[list[int]]:
        sums = np.zeros((count, 2), np.int64)
        np.add.at(sums, codes, np.stack([seen.low, seen.high], axis=1)[cells] - 1)
        return sums.tolist()

    return {
        "shown": by(np.zeros(len(cells), np.int64), 1)[0],
        "byLayer": by(seen.layer[cells], seen.layers),
        "byCategory": by(seen.columns["category"][cells], seen.categories),
    }


def _month(minute: int, later: int = 0) -> int:
    """The minute in which the month of a minute begins, or one so many months later."""
    day = np.datetime64(minute // _DAY, "D")
    first = (day.astype("datetime64[M]") + later).astype("datetime64[D]")
    return int(first.astype(np.int64)) * _DAY


def _edges(low: int, high: int) -> Ints:
    """Edges of the bars in minutes: days for short spans, then weeks, months, years."""
    days = (high - low) // _DAY
    if days > _MONTHS_FROM:
        step = 12 if days > _YEARS_FROM else 1
        first = np.datetime64(low // _DAY, "D").astype("datetime64[M]")
        last = np.datetime64(high // _DAY, "D").astype("datetime64[M]")
        months = np.arange(first, last, step).astype("datetime64[D]").astype(np.int64) * _DAY
        return np.append(months, high)
    step = 7 if days > _WEEKS_FROM else 1
    return np.append(np.arange(low, high, step * _DAY), high)


def _bars(begin: Ints, end: Ints, layer: Ints, n: Ints, layers: int, edges: Ints) -> dict[str, Any]:
    """Reports per bar and layer, ``n`` of each record: whole ones, and those that are spread."""
    count = len(edges) - 1
    first, last = (
        np.clip(np.searchsorted(edges, at, "right") - 1, 0, count - 1) for at in (begin, end - 1)
    )
    inside = first == last
    where = first[inside] * layers + layer[inside]
    solid = np.bincount(where, n[inside], minlength=count * layers).astype(np.int64)
    spread = np.zeros((count, layers))
    rate = np.zeros((count + 1, layers))
    begin, end, layer, n = begin[~inside], end[~inside], layer[~inside], n[~inside]
    first, last = first[~inside], last[~inside]
    each = n / (end - begin)
    np.add.at(spread, (first, layer), (edges[first + 1] - begin) * each)
    np.add.at(spread, (last, layer), (end - edges[last]) * each)
    np.add.at(rate, (first + 1, layer), each)
    np.add.at(rate, (last, layer), -each)
    density = np.cumsum(rate[:-1], axis=0)
    density[density < 1e-12] = 0  # what adding and taking away leaves
    spread += density * np.diff(edges)[:, None]
    return {
        "solid": solid.tolist(),
        "spread": [round(v, 6) for v in spread.ravel().tolist()],
    }
