"""What the page is meant to reach, beside what was measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["FEW", "MANY", "OURS", "Figures", "Target", "figure", "ratio", "spaced", "targets"]

#: By page, by number of records: what was measured, in bytes, seconds and milliseconds.
Figures = Mapping[str, Mapping[int, Mapping[str, Any]]]

OURS = "kordon"
_MARKERS = ("folium-marker", "folium-circle", "folium-cluster")
#: Two sizes whose first pictures are compared.
FEW, MANY = 10_000, 1_000_000
_TEN, _HUNDRED, _MILLION, _LARGEST = FEW, 100_000, MANY, 3_000_000
_MB, _GB = 1e6, 1e9
# Frames of a screen with 60 a second come in steps of 16.7 ms: two of them, and four.
_TWO_FRAMES_MS, _FOUR_FRAMES_MS = 33.5, 66.9


@dataclass(frozen=True)
class Target:
    """An aim; ``value`` is None where it was not measured.

    ``more``: it is more than that, since what it is compared with was given up.
    """

    name: str
    value: float | None
    limit: float
    unit: str
    at_least: bool = False
    more: bool = False

    @property
    def passed(self) -> bool | None:
        """Whether it was met, where that is known."""
        if self.value is None:
            return None
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def line(self) -> str:
        """A row of a Markdown table."""
        verdict = {True: "pass", False: "**fail**", None: "not measured"}[self.passed]
        got = "" if self.value is None else f"{'> ' * self.more}{self.value:.3g}"
        sign = "≥" if self.at_least else "≤"
        return f"| {self.name} | {sign} {self.limit:g} {self.unit} | {got} | {verdict} |"

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "name": self.name, "value": self.value, "limit": self.limit, "unit": self.unit,
            "at_least": self.at_least, "more": self.more, "passed": self.passed,
        }  # fmt: skip


def figure(figures: Figures, page: str, size: int, name: str, unit: float = 1) -> float | None:
    """One figure in a unit, or None where it was not measured."""
    value = figures.get(page, {}).get(size, {}).get(name)
    return None if value is None else float(value) / unit


def ratio(above: float | None, below: float | None) -> float | None:
    """A quotient, or None where one of both is not known."""
    return above / below if above is not None and below else None


def targets(figures: Figures) -> list[Target]:
    """All aims, in the order of the design."""
    return [*_sizes(figures), *_pictures(figures), *_smooth(figures), *_making(figures)]


def _sizes(figures: Figures) -> list[Target]:
    aims = (
        ("no records, file", "kordon-empty", 0, 0.5),
        ("10 000, file", OURS, _TEN, 0.8),
        ("100 000, file", OURS, _HUNDRED, 3.2),
        ("1 000 000, file", OURS, _MILLION, 27),
        ("1 000 000 without texts, file", "kordon-no-texts", _MILLION, 8),
    )
    out = [
        Target(name, figure(figures, page, size, "file_bytes", _MB), limit, "MB")
        for name, page, size, limit in aims
    ]
    ours = figure(figures, OURS, _TEN, "file_bytes")
    times = (ratio(figure(figures, page, _TEN, "file_bytes"), ours) for page in _MARKERS)
    least = min((n for n in times if n is not None), default=None)
    name = "10 000, smaller than the smallest of folium's marker layers"
    return [*out, Target(name, least, 12, "x", at_least=True)]


def _pictures(figures: Figures) -> list[Target]:
    def first(page: str, size: int) -> float | None:
        return figure(figures, page, size, "first")

    ten, million = first(OURS, _TEN), first(OURS, _MILLION)
    circles, fast = first("folium-circle", _TEN), first("folium-fast-cluster", _MILLION)
    given_up = figure(figures, "folium-fast-cluster", _MILLION, "waited") if not fast else None
    return [
        Target("10 000, first picture sooner than CircleMarker's", ratio(circles, ten),
               3, "x", at_least=True),
        Target("1 000 000, first picture beside that of 10 000", ratio(million, ten), 2, "x"),
        Target("1 000 000, first picture beside that of 10 000, opened in turns",
               figure(figures, OURS, _MILLION, "first_beside"), 2, "x"),
        Target("1 000 000, first picture sooner than FastMarkerCluster's",
               ratio(fast or given_up, million), 15, "x", at_least=True, more=bool(given_up)),
        Target("3 000 000, first picture", figure(figures, OURS, _LARGEST, "first", 1000), 60, "s"),
    ]  # fmt: skip


def _smooth(figures: Figures) -> list[Target]:
    """Redraws and frames: the worst of all sizes up to a million."""
    aims = (
        ("zoom redraw", "zoom_script", 100),
        ("panning, median frame", "pan_median", _TWO_FRAMES_MS),
        ("panning, 95 % of frames", "pan_p95", _FOUR_FRAMES_MS),
        ("time handle, median frame", "time_median", _TWO_FRAMES_MS),
        ("time handle, 95 % of frames", "time_p95", _FOUR_FRAMES_MS),
    )
    out = []
    for label, name, limit in aims:
        known = {
            size: float(got[name])
            for size, got in figures.get(OURS, {}).items()
            if name in got and size <= _MILLION
        }
        worst = max(known, key=lambda size: (known[size], size), default=None)
        where = "" if worst is None else f" (worst, at {spaced(worst)})"
        out.append(Target(label + where, None if worst is None else known[worst], limit, "ms"))
    return out


def _making(figures: Figures) -> list[Target]:
    name = "1 000 000 from GeoParquet"
    seconds = figure(figures, OURS, _MILLION, "build_s")
    memory = figure(figures, OURS, _MILLION, "build_memory", _GB)
    return [
        Target(f"{name}, time", seconds, 20, "s"),
        Target(f"{name}, most memory", memory, 2, "GB"),
    ]


def spaced(n: int) -> str:
    """10000 as 10 000."""
    return f"{n:,}".replace(",", " ")
