"""Many reports as counts per cell: a raster, because so many symbols would be one smear.

A report counts in a cell only when it is known at least twice as finely as the cell is wide; how
many are not is said beside the map.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from maps.picture.frame import Frame
from maps.picture.paper import Paper

__all__ = ["Density", "classes_for", "colors_for", "count_cells", "paint_density"]

_SIDES_KM = (1, 2, 5, 10, 20, 50, 100, 200, 500)
_LEAST_PX = 8.0
_CLASSES = 5
_ALPHA = 0.85


@dataclass(frozen=True)
class Density:
    """Counts per cell of ``side_km``, rows from the top; the first cell's corner in pixels.

    ``counted``: reports in cells of the frame; ``coarse`` and ``unknown``: those that lie in the
    frame but are known too coarsely, or how finely nobody said.
    """

    side_km: float
    left: float
    top: float
    cell_px: float
    counts: npt.NDArray[np.int64]
    classes: list[int]
    counted: int
    coarse: int
    unknown: int


def count_cells(
    frame: Frame, x: Any, y: Any, radius_m: Any, wide: npt.NDArray[np.bool_]
) -> Density:
    """Counts places (pixels in the frame, radius in metres or NaN); ``wide``: lines and areas."""
    km = 1000 * frame.pixels_per_m
    side = next((s for s in _SIDES_KM if s * km >= _LEAST_PX), _SIDES_KM[-1])
    cell_m = side * 1000 * frame.pixels_per_m / frame.scale  # in the projection's metres
    cell = cell_m * frame.scale
    left, top, right, bottom = frame.box
    # Cells lie fast on the ground: their corners are whole cells from the projection's origin.
    west = np.floor(frame.west_m / cell_m) * cell_m
    north = np.ceil(frame.north_m / cell_m) * cell_m
    x0 = left + (west - frame.west_m) * frame.scale
    y0 = top + (frame.north_m - north) * frame.scale
    columns = int(np.ceil((right - x0) / cell))
    rows = int(np.ceil((bottom - y0) / cell))
    unsaid = np.isnan(radius_m) & ~wide
    fine = ~wide & ~unsaid & (radius_m <= side * 500)
    counts, _, _ = np.histogram2d(
        y[fine], x[fine], bins=(rows, columns),
        range=((y0, y0 + rows * cell), (x0, x0 + columns * cell)),
    )  # fmt: skip
    whole = counts.astype(np.int64)
    some = whole[whole > 0]
    classes = classes_for(int(some.min()), int(some.max())) if len(some) else []
    return Density(
        side, float(x0), float(y0), float(cell), whole, classes, int(fine.sum()),
        int((~fine & ~unsaid).sum()), int(unsaid.sum()),
    )  # fmt: skip


def _round_down(value: float) -> int:
    power = 10 ** int(np.floor(np.log10(value)))
    return int(next(d * power for d in (5, 3, 2, 1) if d * power <= value))


def classes_for(least: int, most: int) -> list[int]:
    """The least count of each class: even steps on a scale of powers, in round numbers."""
    steps = [_round_down(least)]
    for k in range(1, _CLASSES):
        step = _round_down(least * (most / least) ** (k / _CLASSES) * 1.0001)
        if step > steps[-1]:
            steps.append(step)
    return steps


def colors_for(ramp: dict[str, str], n: int) -> list[str]:
    """The colours of so many classes, from few to many."""
    colors = list(ramp.values())
    if n <= 1:
        return [colors[len(colors) // 2]]
    step = (len(colors) - 1) / (n - 1)
    return [colors[int(k * step + 0.5)] for k in range(n)]


def paint_density(paper: Paper, density: Density, theme: dict[str, Any]) -> None:
    """The cells, as one picture."""
    colors = colors_for(theme["density"], len(density.classes))
    table = np.zeros((len(colors) + 1, 4), np.uint8)
    for k, color in enumerate(colors):
        table[k + 1] = [*bytes.fromhex(color[1:7]), 255]
    rows, columns = density.counts.shape
    which = np.searchsorted(density.classes, density.counts, side="right")
    which[density.counts == 0] = 0
    pixels = np.repeat(np.repeat(table[which], 8, axis=0), 8, axis=1)
    pixels[7::8, :, 3] //= 2  # a fine line between cells
    pixels[:, 7::8, 3] //= 2
    size = density.cell_px
    box = (density.left, density.top, density.left + columns * size, density.top + rows * size)
    paper.image(box, pixels, _ALPHA)
