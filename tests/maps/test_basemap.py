"""The base map that is shipped is the one that `geo.reference` makes, and says what it says."""

from __future__ import annotations

from importlib import resources

import numpy as np
import pytest
import shapely

from geo import reference
from maps import basemap
from maps.generalise import METRES_PER_DEGREE


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


@pytest.fixture(scope="module")
def detail() -> dict:
    return basemap.load("detail")


def test_shipped_files_are_what_a_rebuild_gives() -> None:
    """Nobody edits the files by hand: `python -m maps.basemap` gives the same bytes."""
    for name, made in zip(("basemap", "detail"), basemap.build(), strict=True):
        text = (resources.files("maps") / f"{name}.json").read_text("utf-8")
        assert text == basemap.packed(made), name


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


def level(xy: np.ndarray) -> np.ndarray:
    """Degrees to metres, near enough for distances of some metres about 52 degrees north."""
    return xy * (METRES_PER_DEGREE * np.cos(np.radians(52)), METRES_PER_DEGREE)


def reference_borders() -> np.ndarray:
    """Vertices of the borders that the tool is about, in the reference geography, in metres."""
    lines = reference.borders()
    pairs = ["BY-UA", "RU-UA", "BY-RU", "BY-LT", "BY-LV", "BY-PL"]
    return level(shapely.get_coordinates(lines[lines["pair"].isin(pairs)].geometry.to_numpy()))


def finer(coarse: list[int], between: list[int], points: list[int]) -> np.ndarray:
    """A path with its detail put in, in degrees: the page's `refined`, once more."""
    whole = np.array(coarse).reshape(-1, 2) / basemap.SCALE
    more = np.array(points).reshape(-1, 2) / basemap.FINE_SCALE
    at = np.repeat(np.arange(1, len(whole) + 1), between)
    return np.insert(whole, at, more, axis=0)


def test_borders_stay_near_the_reference(shipped: dict, detail: dict) -> None:
    """150 m in the first picture, 35 m with the detail: 25 m of simplification, and rounding."""
    net = shipped["shapes"]["arcs"]
    counts = iter(detail["between"]["arcs"])
    coarse, fine = [], []
    for number, ((path,), (points,)) in enumerate(zip(net, detail["shapes"]["arcs"], strict=True)):
        between = [next(counts) for _ in range(len(path) // 2)]
        if number in shipped["meta"]["borders"]:
            coarse.append(level(np.array(path).reshape(-1, 2) / basemap.SCALE))
            fine.append(level(finer(path, between, points)))
    assert next(counts, None) is None
    points = shapely.points(reference_borders()[::25])
    for lines, within_m in ((coarse, 150), (fine, 35)):
        drawn = shapely.union_all([shapely.LineString(xy) for xy in lines])
        assert shapely.distance(points, drawn).max() < within_m


def test_detail_puts_points_between_those_that_are_there(shipped: dict, detail: dict) -> None:
    """Counts and points agree for every path, or the page would take a village for a border."""
    for name, features in detail["shapes"].items():
        coarse = shipped["shapes"][name]
        counts = iter(detail["between"][name])
        assert len(features) == len(coarse), name
        for paths, points in zip(coarse, features, strict=True):
            assert len(paths) == len(points), name
            for path, more in zip(paths, points, strict=True):
                assert sum(next(counts) for _ in range(len(path) // 2)) == len(more) // 2
        assert next(counts, None) is None, name


def test_every_country_has_closed_rings_and_its_names(shipped: dict) -> None:
    for country in shipped["meta"]["countries"]:
        assert country["name"], country["iso"]
        assert country["rings"], country["iso"]
        for ring in rings_of(shipped, country["iso"]):
            assert np.array_equal(ring[0], ring[-1]), country["iso"]


@pytest.mark.parametrize("name", ["basemap", "detail"])
def test_places_are_complete_and_inside_the_window(name: str) -> None:
    places = basemap.load(name)["places"]
    west, south, east, north = basemap.WINDOW
    n = len(places["name"])
    assert n > 1_000
    assert all(len(places[column]) == n for column in ("x", "y", "size"))
    assert all(west <= x / 1000 <= east for x in places["x"])
    assert all(south <= y / 1000 <= north for y in places["y"])
    assert all(len(names) == n for names in places["names"].values())
    assert all("\n" not in text for text in places["name"])


def test_capitals_and_villages_are_where_they_belong(shipped: dict, detail: dict) -> None:
    """Capitals are in the first picture; a place is either there or in the detail."""
    towns, villages = shipped["places"], detail["places"]
    capitals = {n for n, size in zip(towns["name"], towns["size"], strict=True) if size > 127}
    assert {"Minsk", "Kyiv", "Warsaw", "Vilnius"} <= capitals
    assert max(villages["size"]) < 128
    at = [set(zip(p["x"], p["y"], strict=True)) for p in (towns, villages)]
    assert len(at[0] & at[1]) < 5


def test_places_named_at_first_sight_have_names_in_every_language(shipped: dict) -> None:
    """Most places of 100,000 and more are written in the letters of the page, and all capitals."""
    places = shipped["places"]
    large = [k for k, size in enumerate(places["size"]) if size > 127 or size >= 15 * 5]
    for language in ("uk", "ru", "be"):
        named = [bool(places["names"][language][k]) for k in large]
        assert sum(named) / len(named) > 0.6, language
    for k in large:
        if places["size"][k] > 127:
            assert all(places["names"][x][k] for x in ("uk", "ru", "be")), places["name"][k]


def test_files_are_small() -> None:
    """The whole page without records stays below 500 kB; see test_ground for what travels."""
    for name in ("basemap", "detail"):
        assert len((resources.files("maps") / f"{name}.json").read_bytes()) < 1_000_000
