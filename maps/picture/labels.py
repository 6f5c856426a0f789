"""Room for labels: the first come keeps its place, later ones give way."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

__all__ = ["Box", "Room", "about"]

Box = tuple[float, float, float, float]
_GRID_PX = 64


def about(x: float, y: float, dx: float, dy: float) -> Box:
    """The box of half width dx and half height dy about a point."""
    return (x - dx, y - dy, x + dx, y + dy)


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and a[2] > b[0] and a[1] < b[3] and a[3] > b[1]


class Room:
    """Boxes in use on a map. ``edge``: no label leaves it; ``taken``: what stands already.

    ``labels``: what was taken, the boxes of each label together.
    """

    def __init__(self, edge: Box, taken: Iterable[Box] = ()) -> None:
        self.edge = edge
        self.labels: list[tuple[Box, ...]] = []
        self._cells: dict[tuple[int, int], list[Box]] = defaultdict(list)
        self._label_cells: dict[tuple[int, int], list[Box]] = defaultdict(list)
        for box in taken:
            self.put(box)

    def put(self, box: Box, label: bool = False) -> None:
        """Takes a box, whatever is there."""
        for key in _keys(box):
            self._cells[key].append(box)
            if label:
                self._label_cells[key].append(box)

    def within(self, box: Box) -> bool:
        """Whether a box lies inside the edge."""
        left, top, right, bottom = self.edge
        return box[0] >= left and box[1] >= top and box[2] <= right and box[3] <= bottom

    def free(self, box: Box, labels_only: bool = False) -> bool:
        """Whether nothing is in a box."""
        cells = self._label_cells if labels_only else self._cells
        return not any(_meet(box, other) for key in _keys(box) for other in cells.get(key, ()))

    def covered(self, box: Box) -> int:
        """How many boxes a box meets."""
        return len({b for key in _keys(box) for b in self._cells.get(key, ()) if _meet(box, b)})

    def take(self, boxes: Sequence[Box]) -> bool:
        """Takes boxes of one label if all are free and inside the edge."""
        if not all(self.within(box) and self.free(box) for box in boxes):
            return False
        for box in boxes:
            self.put(box, label=True)
        self.labels.append(tuple(boxes))
        return True


def _keys(box: Box) -> list[tuple[int, int]]:
    if not all(map(math.isfinite, box)):
        return []
    x0, y0, x1, y1 = (int(v // _GRID_PX) for v in box)
    return [(i, j) for i in range(x0, x1 + 1) for j in range(y0, y1 + 1)]
