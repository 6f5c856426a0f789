"""Withheld places among numbers, whatever system they are written in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from geo.errors import ForeignFileError
from maps.leaks.secrets import Leak, Secrets

__all__ = ["Numbers", "PlaceFinder", "steps_of"]

Array = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

#: Two numbers that make a place stand no further from each other in a text (characters).
WINDOW: Final = 300
_MOST_DECIMALS: Final = 7
_MOST_HITS: Final = 20_000_000
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
    """What the last decimal digit of each number is worth: 52.05 gives 0.01, at least 1e-7."""
    out = np.full(values.shape, 10.0**-_MOST_DECIMALS)
    for decimals in range(_MOST_DECIMALS - 1, -1, -1):
        scaled = values * 10.0**decimals
        out[np.abs(scaled - np.round(scaled)) < 1e-7 * 10.0**decimals + 1e-9] = 10.0**-decimals
    return out


@dataclass(frozen=True)
class _System:
    """Withheld places in one system: across and up, in ``unit_deg`` degrees."""

    name: str
    x: Array
    y: Array
    unit_deg: float


class PlaceFinder:
    """Looks for the withheld places of `Secrets` among numbers."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets
        withheld, allowed = secrets.withheld_lonlat, secrets.allowed_lonlat
        made, self._names = _made_of(withheld, allowed)
        every = np.concatenate([withheld, made])
        keep = ~_near(every, allowed, _EXACT_DEG)
        self._names = [
            name
            for name, kept in zip(["position"] * len(withheld) + self._names, keep, strict=True)
            if kept
        ]
        self.targets: Array = every[keep]
        self._finest = secrets.finest_deg

    def __bool__(self) -> bool:
        return bool(len(self.targets))

    @cached_property
    def _systems(self) -> list[_System]:
        import pyproj

        lon, lat = self.targets.T
        systems = [_System("degrees", lon, lat, 1.0)]
        for name in ("EPSG:3857", *_utm_of(lon, lat)):
            convert = pyproj.Transformer.from_crs("EPSG:4326", name, always_xy=True)
            x, y = convert.transform(lon, lat)
            systems.append(_System(name, np.asarray(x), np.asarray(y), 1 / _METRES_PER_DEG))
        return systems

    @cached_property
    def ranges(self) -> list[tuple[float, float]]:
        """Between which numbers those of the places lie, in degrees and in metres."""
        out = []
        for metric in (False, True):
            axes = [s for s in self._systems if (s.unit_deg != 1.0) is metric]
            every = np.concatenate([axis for s in axes for axis in (s.x, s.y)])
            slack = self._finest * (_METRES_PER_DEG if metric else 1.0)
            out.append((float(every.min()) - slack, float(every.max()) + slack))
        return out

    @cached_property
    def _axes(self) -> tuple[Array, Array]:
        lon, lat = self._secrets.allowed_lonlat.T
        return np.sort(lon), np.sort(lat)

    def in_pairs(self, lon: Array, lat: Array, step: Array, where: str) -> Iterator[Leak]:
        """Leaks among places in degrees; ``step`` is what is known of each, in degrees."""
        good = np.isfinite(lon) & np.isfinite(lat) & (step < self._finest)
        pairs = np.column_stack([lon[good], lat[good]])
        reach = step[good]
        k, target = _hits(pairs[:, 1], reach, self.targets[:, 1])
        same = np.abs(pairs[k, 0] - self.targets[target, 0]) <= reach[k]
        k, target = k[same], target[same]
        free = ~_near(pairs[k], self._secrets.allowed_lonlat, reach[k])
        for one, of in zip(k[free], target[free], strict=True):
            yield self._leak(int(of), pairs[one, 0], pairs[one, 1], "degrees", where)

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
        values, at = numbers.value, numbers.at
        unknown = np.isnan(numbers.step)
        step = numbers.step.copy()
        if system.unit_deg == 1.0:
            step[unknown] = steps_of(values[unknown])
        else:
            step[unknown] = np.maximum(steps_of(values[unknown]), 1.0)
        fine = step * system.unit_deg < self._finest
        reach = np.where(fine, step, _EXACT_DEG / system.unit_deg)
        across, up = (_hits(values, reach, axis) for axis in (system.x, system.y))
        if not len(across[0]) or not len(up[0]):
            return
        for a, b, target in _together(across, up, at, window):
            if a == b or not (fine[a] or fine[b]):
                continue
            place = (values[a], values[b])
            if self._is_shown(place, max(reach[a], reach[b]), system, a, b, at, text):
                continue
            yield self._leak(target, *place, system.name, where)

    def _is_shown(
        self, place: tuple[float, float], reach: float, system: _System, a: int, b: int,
        at: npt.NDArray[np.int64], text: str,
    ) -> bool:  # fmt: skip
        """Whether it is a place that may be shown, or two halves of such ones side by side."""
        allowed = self._secrets.allowed_lonlat
        if not len(allowed):
            return False
        if system.unit_deg != 1.0:
            import pyproj

            back = pyproj.Transformer.from_crs(system.name, "EPSG:4326", always_xy=True)
            place, reach = back.transform(*place), reach * system.unit_deg * 2
        if bool(_near(np.array([place]), allowed, reach).any()):
            return True
        halves = all(
            _has(axis, value, reach) for axis, value in zip(self._axes, place, strict=True)
        )
        first, last = sorted((int(at[a]), int(at[b])))
        apart = abs(a - b) > 1 or any(c in text[first:last] for c in "\n]})<")
        return halves and apart and bool(text)

    def _leak(self, target: int, x: float, y: float, system: str, where: str) -> Leak:
        digits = 1 if system == "degrees" else -4
        shown = f"{round(float(y), digits):g}…, {round(float(x), digits):g}…"
        note = "" if system == "degrees" else f" ({system})"
        return Leak("position", self._names[target], shown + note, where)


def _made_of(withheld: Array, allowed: Array) -> tuple[Array, list[str]]:
    """Corners and middles of all withheld places, and of all places together."""
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
    own = np.array(_corners(allowed), float).reshape(-1, 2)
    keep = ~_near(made, own, 1e-4) & ~_near(made, withheld, 1e-6)
    return made[keep], [name for name, kept in zip(names, keep, strict=True) if kept]


def _corners(places: Array) -> list[tuple[float, float]]:
    if not len(places):
        return []
    (west, south), (east, north) = places.min(axis=0), places.max(axis=0)
    mean = places.mean(axis=0)
    corners = [(x, y) for x in (west, east) for y in (south, north)]
    return [*corners, ((west + east) / 2, (south + north) / 2), (mean[0], mean[1])]


def _near(places: Array, others: Array, reach: Any) -> npt.NDArray[np.bool_]:
    """Which places lie within ``reach`` degrees, on either axis, of one of the others."""
    out = np.zeros(len(places), bool)
    if not len(places) or not len(others):
        return out
    reaches = np.broadcast_to(np.asarray(reach, float), (len(places),))
    k, of = _hits(places[:, 1], reaches, others[:, 1])
    out[k[np.abs(places[k, 0] - others[of, 0]) <= reaches[k]]] = True
    return out


def _hits(values: Array, reach: Array, targets: Array) -> tuple[Whole, Whole]:
    """Which of the values lie within their reach of which target."""
    order = np.argsort(targets, kind="stable")
    ranked = targets[order]
    slack = reach + 1e-9
    first = np.searchsorted(ranked, values - slack, "left")
    last = np.searchsorted(ranked, values + slack, "right")
    k, place = _spread(first, last)
    return k, order[place]


def _spread(first: Whole, last: Whole) -> tuple[Whole, Whole]:
    """The ranges from ``first`` up to ``last`` one after the other, and whose each item is."""
    counts = np.maximum(last - first, 0)
    if counts.sum() > _MOST_HITS:
        raise ForeignFileError(
            "it holds so many numbers close to withheld places that they cannot all be compared"
        )
    k = np.repeat(np.arange(len(first)), counts)
    begins = np.repeat(np.cumsum(counts) - counts, counts)
    return k, np.arange(len(k)) - begins + first[k]


def _has(ranked: Array, value: float, reach: float) -> bool:
    k = int(np.searchsorted(ranked, value - reach))
    return k < len(ranked) and bool(ranked[k] <= value + reach)


def _together(
    across: tuple[Whole, Whole], up: tuple[Whole, Whole], at: Whole, window: int
) -> Iterator[tuple[int, int, int]]:
    """Numbers that fit the two axes of one target, and stand close enough."""
    (a, of_a), (b, of_b) = across, up
    wide = int(at.max()) + 2 * window + 2
    keys = of_b * wide + at[b]
    order = np.argsort(keys, kind="stable")
    ranked = keys[order]
    middle = of_a * wide + at[a]
    one, place = _spread(
        np.searchsorted(ranked, middle - window, "left"),
        np.searchsorted(ranked, middle + window, "right"),
    )
    other = b[order[place]]
    for first, second, target in zip(a[one], other, of_a[one], strict=True):
        yield int(first), int(second), int(target)


def _utm_of(lon: Array, lat: Array) -> list[str]:
    """The UTM zones that the places are in, at most six."""
    zones = np.clip((lon + 180) // 6 + 1, 1, 60).astype(int)
    codes = sorted(
        {int(z) + (32600 if up else 32700) for z, up in zip(zones, lat >= 0, strict=True)}
    )
    return [f"EPSG:{code}" for code in codes[:6]]
