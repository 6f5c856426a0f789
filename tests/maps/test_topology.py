"""Polygons as arcs: rings put together from arcs are the polygons again."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from maps.topology import Topology, cut


def rebuilt(net: Topology, rings: list[list[int]]) -> list[list[tuple[float, float]]]:
    """Rings from arcs; points where arcs meet come once."""
    out = []
    for ring in rings:
        points: list[tuple[float, float]] = []
        for reference in ring:
            arc = net.arcs[reference if reference >= 0 else ~reference]
            xy = list(map(tuple, shapely.get_coordinates(arc).tolist()))
            xy = xy if reference >= 0 else xy[::-1]
            assert not points or points[-1] == xy[0], "arcs follow one another end to end"
            points += xy[1:] if points else xy
        assert points[0] == points[-1], "a ring is closed"
        out.append(points)
    return out


def as_area(rings: list[list[tuple[float, float]]]) -> shapely.Geometry:
    """Rings filled evenodd, as the page fills them."""
    area: shapely.Geometry = shapely.Polygon()
    for ring in rings:
        area = area.symmetric_difference(shapely.Polygon(ring))
    return area


def coverage(cells: np.ndarray) -> list[shapely.Geometry]:
    """Polygons with shared edges, holes and islands: cells of a grid, joined by their number."""
    boxes = [[shapely.box(x, y, x + 1, y + 1) for x in range(cells.shape[1])]
             for y in range(cells.shape[0])]  # fmt: skip
    return [
        shapely.union_all([boxes[y][x] for y, x in zip(*np.nonzero(cells == k), strict=True)])
        for k in np.unique(cells)
    ]


@settings(max_examples=80, deadline=None)
@given(hnp.arrays(np.int8, st.tuples(st.integers(1, 6), st.integers(1, 6)),
                  elements=st.integers(0, 3)))  # fmt: skip
def test_rings_from_arcs_are_the_polygons(cells: np.ndarray) -> None:
    """Any coverage: rings rebuilt from arcs equal the polygons, every arc has its users."""
    polygons = coverage(cells)
    assert shapely.coverage_is_valid(polygons)
    net = cut(np.array(polygons))
    for k, polygon in enumerate(polygons):
        assert as_area(rebuilt(net, net.rings[k])).equals(polygon)
        used = {r if r >= 0 else ~r for ring in net.rings[k] for r in ring}
        assert used == {n for n, users in enumerate(net.users) if k in users}
    assert all(1 <= len(users) <= 2 for users in net.users)


def test_a_shared_edge_is_one_arc() -> None:
    """Two neighbours: three arcs, one of them used by both, in opposite directions."""
    net = cut(np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)]))
    shared = [n for n, users in enumerate(net.users) if len(users) == 2]
    assert len(net.arcs) == 3
    assert len(shared) == 1
    signs = [r for rings in net.rings for r in rings[0] if r in (shared[0], ~shared[0])]
    assert sorted(signs) == sorted([shared[0], ~shared[0]])


def test_an_island_in_a_lake_is_a_closed_arc() -> None:
    """A country all within another one: its ring is one closed arc, used by both."""
    outer = shapely.box(0, 0, 9, 9) - shapely.box(3, 3, 6, 6)
    net = cut(np.array([outer, shapely.box(3, 3, 6, 6)]))
    assert len(net.arcs) == 2
    assert sorted(map(len, net.users)) == [1, 2]
    assert as_area(rebuilt(net, net.rings[0])).equals(outer)
