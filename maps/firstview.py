"""What a page shows first: the records, not the continent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely

from maps.payload import PLACE_M

if TYPE_CHECKING:
    import geopandas

__all__ = ["first_view"]

#: West, south, east, north of the border region, for pages with nothing to frame.
REGION = (23.0, 50.0, 34.0, 56.3)
_MIDDLE = (29.0, 53.0)  # of the region: of equally full windows the nearest is shown
#: Wider or higher than this no page can show at once; then the fullest window of this size is.
_MOST = (60.0, 30.0)
_WHOLE_COUNTRY_M = 100_000
_DEGREE_M = 111_320

Floats = npt.NDArray[np.float64]


def first_view(sightings: geopandas.GeoDataFrame) -> list[float]:
    """West, south, east, north that frame the records, without the far 2 % on each side.

    Lines and areas count with all of their extent. Records known only to a whole country do
    not count; with none left it is the border region. Records that are further apart than one
    screen shows are framed where most of them are. Circles that are drawn as areas are in view
    whole where they are larger than what there is to frame.
    """
    radius = sightings["coordinate_uncertainty_m"].to_numpy(dtype=float, na_value=np.nan)
    boxes = shapely.bounds(sightings.geometry.to_numpy())
    used = ~(radius > _WHOLE_COUNTRY_M) & np.isfinite(boxes).all(axis=1)
    used[used] = (boxes[used, 2:] - boxes[used, :2] <= _MOST).all(axis=1)
    boxes, radius = boxes[used], radius[used]
    if len(boxes) == 0:
        return list(REGION)
    frame = _frame(boxes)
    if (frame[2:] - frame[:2] > _MOST).any():
        full = _fullest(boxes)
        boxes, radius = boxes[full], radius[full]
        frame = _frame(boxes)
    frame = _with_large_circles(frame, boxes, radius)
    grow = max(0.15, 0.04 * float(max(frame[2:] - frame[:2])))
    out = frame + np.array([-grow, -grow, grow, grow])
    return [round(float(v), 3) for v in out]


def _frame(boxes: Floats) -> Floats:
    low = np.quantile(boxes[:, :2], 0.02, axis=0)
    high = np.quantile(boxes[:, 2:], 0.98, axis=0)
    return np.concatenate([low, high])


def _with_large_circles(frame: Floats, boxes: Floats, radius: Floats) -> Floats:
    """With the circles of areas that are larger than the frame: only they say that one is there."""
    reach = np.where(radius > PLACE_M, radius, 0.0) / _DEGREE_M
    north = np.cos(np.radians(np.abs((boxes[:, 1] + boxes[:, 3]) / 2)))
    out = np.stack([reach / np.maximum(north, 0.1), reach], axis=1)
    low, high = boxes[:, :2] - out, boxes[:, 2:] + out
    large = (reach > 0) & (high - low > frame[2:] - frame[:2]).any(axis=1)
    if not large.any():
        return frame
    return np.concatenate(
        [
            np.minimum(frame[:2], low[large].min(axis=0)),
            np.maximum(frame[2:], high[large].max(axis=0)),
        ]
    )


def _fullest(boxes: Floats) -> npt.NDArray[np.bool_]:
    """Which boxes are in the window that holds most of them, middles counted by half windows."""
    half = np.array(_MOST) / 2
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    cells = np.floor(middles / half).astype(int)
    corners, counts = np.unique(cells, axis=0, return_counts=True)
    full = {tuple(corner): int(n) for corner, n in zip(corners, counts, strict=True)}

    def held(corner: tuple[int, int]) -> tuple[int, float]:
        x, y = corner
        n = sum(full.get((x + i, y + j), 0) for i in (0, 1) for j in (0, 1))
        return n, -float(np.hypot(*((np.array(corner) + 1) * half - _MIDDLE)))

    best = max(full, key=held)
    return np.asarray(((cells >= best) & (cells <= np.array(best) + 1)).all(axis=1))
