"""The base map that is shipped is the one that `geo.reference` makes."""

from __future__ import annotations

import json
from importlib import resources

import numpy as np
import pytest
import shapely

from geo import reference
from maps import basemap


@pytest.fixture(scope="module")
def shipped() -> dict:
    return basemap.load()


def rings_of(base: dict, iso: str) -> list[np.ndarray]:
    """Rings of a country in degrees, put together from arcs."""
    arcs = [np.array(paths[0]).reshape(-1, 2) for paths in base["shapes"]["arcs"]]
    country = next(c for c in base["meta"]["countries"] if c["iso"] == iso)
    return [
        np.vstack([arcs[r] if r >= 0 else arcs[~r][::-1] for r in ring]) / basemap.SCALE
        for ring in country["rings"]
    ]


def area_of(base: dict, iso: str) -> shapely.Geometry:
    area = shapely.Polygon()
    for ring in rings_of(base, iso):
        area = area.symmetric_difference(shapely.make_valid(shapely.Polygon(ring)))
    return area


def test_shipped_file_is_what_a_rebuild_gives() -> None:
    """Nobody edits the file by hand: `python -m maps.basemap` gives the same bytes."""
    packed = json.dumps(basemap.pack(basemap.build()), ensure_ascii=False, separators=(",", ":"))
    text = (resources.files("maps") / "basemap.json").read_text("utf-8")
    assert text == packed + "\n"


@pytest.mark.parametrize(
    ("place", "longitude", "latitude"),
    [("Simferopol", 34.10, 44.95), ("Sevastopol", 33.53, 44.60), ("Donetsk", 37.80, 48.00),
     ("Luhansk", 39.31, 48.57), ("Melitopol", 35.37, 46.84), ("Kherson", 32.61, 46.64)],
)  # fmt: skip
def test_ukraine_is_drawn_as_internationally_recognised(
    shipped: dict, place: str, longitude: float, latitude: float
) -> None:
    point = shapely.Point(longitude, latitude)
    assert area_of(shipped, "UA").contains(point), place
    assert not area_of(shipped, "RU").contains(point), place


def test_borders_stay_within_200_m_of_the_reference(shipped: dict) -> None:
    """Simplified lines of the borders that the tool is about: no vertex strays further."""
    net = shipped["shapes"]["arcs"]
    mine = shapely.union_all(
        [shapely.LineString(np.array(net[k][0]).reshape(-1, 2) / basemap.SCALE)
         for k in shipped["meta"]["borders"]]
    )  # fmt: skip
    lines = reference.borders()
    lines = lines[lines["pair"].isin(["BY-UA", "RU-UA", "BY-RU"])].geometry
    points = shapely.points(shapely.get_coordinates(lines.to_numpy())[::25])
    assert shapely.distance(points, mine).max() < 0.0018


def test_every_country_has_closed_rings_and_its_names(shipped: dict) -> None:
    for country in shipped["meta"]["countries"]:
        assert country["name"], country["iso"]
        assert country["rings"], country["iso"]
        for ring in rings_of(shipped, country["iso"]):
            assert np.array_equal(ring[0], ring[-1]), country["iso"]


def test_towns_are_sorted_and_inside_the_window(shipped: dict) -> None:
    """The page gives labels their room in this order: capitals, then by size."""
    towns = shipped["places"]
    order = [(-capital, -population) for _, _, _, population, capital in towns]
    capitals = [t[0] for t in towns if t[4]]
    assert {"Minsk", "Kyiv"} <= set(capitals)
    assert [o[0] for o in order] == sorted(o[0] for o in order)
    west, south, east, north = basemap.WINDOW
    assert all(west <= t[1] <= east and south <= t[2] <= north for t in towns)


def test_file_is_small() -> None:
    """Half a page at most: the whole page without records stays below 500 kB."""
    assert len((resources.files("maps") / "basemap.json").read_bytes()) < 1_000_000
