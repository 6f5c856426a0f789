"""Withheld places among numbers, whatever system they are written in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from maps.leaks.cited import Cited, of_two_records, stand_apart
from maps.leaks.nearness import Array, Places, Whole, has_near, spread
from maps.leaks.secrets import Leak, Secrets

__all__ = ["Numbers", "PlaceFinder", "steps_of"]

#: Two numbers that make a place stand no further from each other in a text (characters).
WINDOW: Final = 300
_MOST_DECIMALS: Final = 7
#: So many pairs of numbers are looked at at a time.
_AT_A_TIME: Final = 1_000_000
#: A number in metres that ends in a zero was rounded to this.
_ROUNDED_M: Final = 10.0
#: The two numbers of a place that is shown have no more than one other between them.
_NEXT: Final = 2
_EXACT_DEG: Final = 1e-6
_METRES_PER_DEG: Final = 111_320.0
#: How whole numbers are scaled where coordinates are stored as some.
_SCALES: Final = (1e4, 1e5, 1e6, 1e7)


@dataclass(frozen=True)
class Numbers:
    """Numbers as they stand in something.

    ``at`` is their place in it, ``step`` what the last digit of each is worth (NaN: to be told
    by its value).
    """

    value: Array
    at: npt.NDArray[np.int64]
    step: Array

    @classmethod
    def of(cls, value: Any, at: Any, step: Any = None) -> Numbers:
        """From anything that becomes arrays."""
        values = np.asarray(value, float)
        steps = np.full(len(values), np.nan) if step is None else np.asarray(step, float)
        return cls(values, np.asarray(at, np.int64), steps)

    def chosen(self, mask: npt.NDArray[np.bool_]) -> Numbers:
        """Some of them."""
        return Numbers(self.value[mask], self.at[mask], self.step[mask])


def steps_of(values: Array) -> Array:
    """What the last decimal digit of each number is worth: 52.05 gives 0.01, at least 1e-7.

    A number that was one of four bytes before it was written out is known as finely as those are.
    """
    out = np.full(values.shape, 10.0**-_MOST_DECIMALS)
    for decimals in range(_MOST_DECIMALS - 1, -1, -1):
        scaled = values * 10.0**decimals
        out[np.abs(scaled - np.round(scaled)) < 1e-7 * 10.0**decimals + 1e-9] = 10.0**-decimals
    fine = np.flatnonzero((out < 1e-6) & (np.abs(values) < 1e6))
    short = values[fine].astype(np.float32)
    same = short == values[fine]
    out[fine[same]] = np.maximum(np.spacing(np.abs(short[same])), 1e-7)
    return out


def _metre_steps(values: Array) -> Array:
    """What the last digit of each number in metres is worth, 1 or `_ROUNDED_M`."""
    return np.where(values % _ROUNDED_M == 0, _ROUNDED_M, 1.0)


@dataclass(frozen=True)
class _System:
    """Withheld places in one system: across and up, in ``unit_deg`` degrees."""

    name: str
    places: Array
    unit_deg: float

    @cached_property
    def all(self) -> Places:
        """All of them, to be compared with."""
        return Places(self.places)

    @property
    def slack(self) -> float:
        """How many degrees its unit is at most, on either axis."""
        return 1.0 if self.unit_deg == 1.0 else self.unit_deg * 2

    @cached_property
    def ranked_x(self) -> Array:
        """Across, sorted."""
        return np.sort(self.places[:, 0])

    @cached_property
    def ranked_y(self) -> Array:
        """Up, sorted."""
        return np.sort(self.places[:, 1])

    def to_degrees(self, places: Array) -> Array:
        """Places of this system, (n, 2), as longitude and latitude."""
        if self.unit_deg == 1.0:
            return places
        return np.column_stack(_converter(self.name, "EPSG:4326").transform(*places.T))


@cache
def _converter(one: str, other: str) -> Any:
    import pyproj

    return pyproj.Transformer.from_crs(one, other, always_xy=True)


class PlaceFinder:
    """Looks for the withheld places of `Secrets` among numbers."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets
        withheld, allowed = secrets.withheld_lonlat, secrets.allowed_lonlat
        self._corners = Places(
            np.array([*_corners(allowed), *secrets.bounds_lonlat]).reshape(-1, 2)
        )
        made, self._names = _made_of(withheld, allowed, self._corners)
        every = np.concatenate([withheld, made])
        self._allowed = Places(allowed)
        keep = ~self._allowed.near(every, _EXACT_DEG)
        self._names = [
            name
            for name, kept in zip(["position"] * len(withheld) + self._names, keep, strict=True)
            if kept
        ]
        self.targets: Array = every[keep]
        self._cited = Cited(secrets.allowed_texts)
        self._finest = secrets.finest_deg

    def __bool__(self) -> bool:
        return bool(len(self.targets))

    @cached_property
    def _systems(self) -> list[_System]:
        lon, lat = self.targets.T
        systems = [_System("degrees", self.targets, 1.0)]
        for name in ("EPSG:3857", *_utm_of(lon, lat)):
            metres = np.column_stack(_converter("EPSG:4326", name).transform(lon, lat))
            known = np.isfinite(metres).all(axis=1)
            metres[~known] = 1e9  # nowhere
            systems.append(_System(name, metres, 1 / _METRES_PER_DEG))
        return systems

    @cached_property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east and north of all of them, in degrees."""
        (west, south), (east, north) = self.targets.min(axis=0), self.targets.max(axis=0)
        return float(west), float(south), float(east), float(north)

    @cached_property
    def ranges(self) -> list[tuple[float, float]]:
        """Between which numbers those of the places lie, in degrees and in metres."""
        out = []
        for metric in (False, True):
            axes = [s for s in self._systems if (s.unit_deg != 1.0) is metric]
            every = np.concatenate([s.places[s.places < 1e9] for s in axes])
            slack = self._finest * (_METRES_PER_DEG if metric else 1.0)
            out.append((float(every.min()) - slack, float(every.max()) + slack))
        return out

    def in_pairs(self, lon: Array, lat: Array, step: Array, where: str) -> Iterator[Leak]:
        """Leaks among places in degrees; ``step`` is what is known of each, in degrees."""
        good = np.isfinite(lon) & np.isfinite(lat) & (step < self._finest)
        pairs = np.column_stack([lon[good], lat[good]])
        reach = np.maximum(step[good], _EXACT_DEG)
        target = self._systems[0].all.nearest(pairs, reach)
        found = np.flatnonzero(target >= 0)
        for k in found[~self._allowed.near(pairs[found], reach[found])]:
            yield self._leak(int(target[k]), pairs[k], "degrees", where)

    def among(
        self, numbers: Numbers, where: str, *, window: int = WINDOW, text: str = "",
        metres: bool = True,
    ) -> Iterator[Leak]:  # fmt: skip
        """Leaks among numbers, two of which stand close to each other."""
        for system in self._systems:
            if system.unit_deg == 1.0:
                yield from self._in_system(numbers, system, where, window, text)
            elif metres:
                large = np.abs(numbers.value) > 100_000
                if large.sum() > 1:
                    yield from self._in_system(numbers.chosen(large), system, where, window, text)

    def scaled(self, numbers: Numbers, where: str, *, window: int, text: str) -> Iterator[Leak]:
        """Leaks among whole numbers that are degrees times a power of ten."""
        for scale in _SCALES:
            degrees = numbers.value / scale
            fit = np.abs(degrees) <= 180
            if fit.sum() > 1:
                some = Numbers(degrees[fit], numbers.at[fit], np.full(int(fit.sum()), 1 / scale))
                yield from self._in_system(some, self._systems[0], where, window, text)

    def _in_system(
        self, numbers: Numbers, system: _System, where: str, window: int, text: str
    ) -> Iterator[Leak]:
        values = numbers.value
        metric = system.unit_deg != 1.0
        unknown = np.isnan(numbers.step)
        step = numbers.step.copy()
        step[unknown] = (_metre_steps if metric else steps_of)(values[unknown])
        fine = step * system.unit_deg < self._finest
        least = 1.0 if metric else _EXACT_DEG
        reach = np.where(fine, np.maximum(step, least), _EXACT_DEG / system.unit_deg)
        across = np.flatnonzero(has_near(system.ranked_x, values, reach))
        up = np.flatnonzero(has_near(system.ranked_y, values, reach))
        for a, b in _together(across, up, numbers.at, window):
            some = (a != b) & (fine[a] | fine[b])
            a, b = a[some], b[some]
            reaches = np.column_stack([reach[a], reach[b]])
            places = np.column_stack([values[a], values[b]])
            target = system.all.nearest(places, reaches)
            rows = np.flatnonzero(target >= 0)
            hidden = ~self._are_shown(places[rows], reaches[rows], system)
            hidden &= ~self._are_corners(places[rows], target[rows], system)
            for row in rows[hidden]:
                pair = int(a[row]), int(b[row])
                if not self._are_known(numbers, reach, pair, system, window, text):
                    yield self._leak(int(target[row]), places[row], system.name, where)

    def _are_shown(self, places: Array, reaches: Array, system: _System) -> npt.NDArray[np.bool_]:
        """Which of some places, (n, 2), each with its reach across and up, may be shown."""
        degrees = system.to_degrees(places) if len(places) else places
        known = np.where(np.isfinite(degrees), degrees, 1e3)  # else nowhere
        return self._allowed.near(known, reaches * system.slack)

    def _are_corners(self, places: Array, target: Whole, system: _System) -> npt.NDArray[np.bool_]:
        """Which of some places are corners of all that is shown, and no withheld ones besides.

        A coarse withheld place beside a corner is no more than near.
        """
        degrees = system.to_degrees(places) if len(places) else places
        known = np.where(np.isfinite(degrees), degrees, 1e3)
        same = np.abs(system.places[target] - places).max(axis=1, initial=0.0)
        apart = same * system.unit_deg > _EXACT_DEG
        return np.asarray(self._corners.near(known, _EXACT_DEG) & apart)

    def _are_known(
        self, numbers: Numbers, reach: Array, pair: tuple[int, int], system: _System,
        window: int, text: str,
    ) -> bool:  # fmt: skip
        """Whether two numbers belong to different things that are shown, and not to each other.

        Each is half of a place that is shown, or one of them; or stands in a text that is, and the
        other in one of another record.
        """
        if window and not text:
            return False
        half = [
            self._is_half(numbers, reach, k, axis, system, window) for axis, k in enumerate(pair)
        ]
        if all(half):
            return not window or stand_apart(numbers.at, pair, text)
        at = [int(numbers.at[k]) for k in pair]
        spans = [
            (k, k) if one else self._cited.span(text, k) for one, k in zip(half, at, strict=True)
        ]
        one, other = spans
        if not text or one is None or other is None:
            return False
        if any(half):
            return other[1] < one[0] or one[1] < other[0]
        return of_two_records(text, one, other)

    def _is_half(
        self, numbers: Numbers, reach: Array, k: int, axis: int, system: _System, window: int
    ) -> bool:
        """Whether a number makes, with one next to it, a place that is shown.

        Without a ``window``, in a table: with one of the same row.
        """
        values, at = numbers.value, numbers.at
        first, last = max(0, k - _NEXT), min(len(values), k + _NEXT + 1)
        if not window:
            first, last = (int(np.searchsorted(at, at[k], side)) for side in ("left", "right"))
        other = np.arange(first, last)
        other = other[other != k]
        places, reaches = np.empty((len(other), 2)), np.empty((len(other), 2))
        places[:, axis], places[:, 1 - axis] = values[k], values[other]
        reaches[:, axis], reaches[:, 1 - axis] = reach[k], reach[other]
        return bool(self._are_shown(places, reaches, system).any())

    def _leak(self, target: int, place: Array, system: str, where: str) -> Leak:
        digits = 1 if system == "degrees" else -4
        x, y = (round(float(one), digits) for one in place)
        shown = f"{y:g}…, {x:g}…"
        note = "" if system == "degrees" else f" ({system})"
        return Leak("position", self._names[target], shown + note, where)


def _made_of(withheld: Array, allowed: Array, own: Places) -> tuple[Array, list[str]]:
    """Corners and middles of all withheld places, and of all places together.

    But for what are corners and middles of what is shown, too: ``own``.
    """
    places, names = [], []
    if len(withheld):
        groups = [withheld] + ([np.concatenate([withheld, allowed])] if len(allowed) else [])
        for group in groups:
            (west, south), (east, north) = group.min(axis=0), group.max(axis=0)
            places += [(x, y) for x in (west, east) for y in (south, north)]
            names += ["bounds"] * 4
            places += [((west + east) / 2, (south + north) / 2), tuple(group.mean(axis=0))]
            names += ["centre"] * 2
    made = np.array(places, float).reshape(-1, 2)
    keep = ~own.near(made, 1e-4) & ~Places(withheld).near(made, 1e-6)
    return made[keep], [name for name, kept in zip(names, keep, strict=True) if kept]


def _corners(places: Array) -> list[tuple[float, float]]:
    if not len(places):
        return []
    (west, south), (east, north) = places.min(axis=0), places.max(axis=0)
    mean = places.mean(axis=0)
    corners = [(x, y) for x in (west, east) for y in (south, north)]
    return [*corners, ((west + east) / 2, (south + north) / 2), (mean[0], mean[1])]


def _together(across: Whole, up: Whole, at: Whole, window: int) -> Iterator[tuple[Whole, Whole]]:
    """Two numbers, one of each of the two, that stand close enough; some at a time."""
    first = np.searchsorted(at[up], at[across] - window, "left")
    last = np.searchsorted(at[up], at[across] + window, "right")
    parts = np.cumsum(last - first) // _AT_A_TIME
    for part in np.unique(parts):
        some = parts == part
        one, place = spread(first[some], last[some])
        if len(one):
            yield across[some][one], up[place]


def _utm_of(lon: Array, lat: Array) -> list[str]:
    """The UTM zones that places are in, at most six; of one alone also those beside it."""
    zones = np.clip((lon + 180) // 6 + 1, 1, 60).astype(int)
    codes = sorted(set((zones + np.where(lat >= 0, 32600, 32700)).tolist()))[:6]
    if len(codes) == 1:
        codes += [codes[0] + step for step in (-1, 1) if 1 <= codes[0] % 100 + step <= 60]
    return [f"EPSG:{code}" for code in codes]
