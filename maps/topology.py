"""Polygons that share edges, as arcs used once: half the bytes, and no seams when simplified.

The arcs of a coverage are its edges between the points where three or more polygons (or two
and the outside) meet. Simplifying an arc by itself keeps neighbours in step, and lets an
important border keep more detail than a far one.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import shapely

__all__ = ["Topology", "cut"]

Segment = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True)
class Topology:
    """Arcs, and how polygons are made of them.

    ``arcs``: lines in degrees; ``users``: which polygons use an arc; ``rings``: per polygon a
    list of rings, each a list of arc numbers, written ``~k`` (= -k - 1) when run backwards.
    """

    arcs: list[Any]
    users: list[list[int]]
    rings: list[list[list[int]]]


def cut(polygons: Any) -> Topology:
    """Cuts a valid coverage (no overlaps, shared edges vertex for vertex) into arcs."""
    lines = shapely.union_all(shapely.boundary(polygons), grid_size=None)
    arcs = list(shapely.get_parts(shapely.line_merge(lines)))
    # A closed arc may start anywhere; the others start and end where arcs meet.
    where: dict[Segment, tuple[int, bool]] = {}
    for number, arc in enumerate(arcs):
        xy = list(map(tuple, shapely.get_coordinates(arc).tolist()))
        for one, other in pairwise(xy):
            where[one, other] = (number, True)
            where[other, one] = (number, False)
    users: list[list[int]] = [[] for _ in arcs]
    rings: list[list[list[int]]] = []
    for polygon, shape in enumerate(polygons):
        mine = [_walk(ring, where) for ring in shapely.get_rings(shapely.get_parts(shape))]
        rings.append(mine)
        for ring in mine:
            for reference in ring:
                number = reference if reference >= 0 else ~reference
                if polygon not in users[number]:
                    users[number].append(polygon)
    return Topology(arcs, users, rings)


def _walk(ring: Any, where: dict[Segment, tuple[int, bool]]) -> list[int]:
    """The arcs that a ring runs along, in its order."""
    xy = list(map(tuple, shapely.get_coordinates(ring).tolist()))
    steps = [where[pair] for pair in pairwise(xy)]
    following = steps[1:] + steps[:1]
    changes = np.flatnonzero([a[0] != b[0] for a, b in zip(steps, following, strict=True)])
    if len(changes) == 0:
        number, forward = steps[0]
        return [number if forward else ~number]
    # Start behind a change, so that the first arc is run along from its beginning.
    start = int(changes[0]) + 1
    turned = steps[start:] + steps[:start]
    out: list[int] = []
    for number, forward in turned:
        reference = number if forward else ~number
        if not out or out[-1] != reference:
            out.append(reference)
    return out
