"""Border zones: right to 0.2 % of the geodesic distance, on the right side, found by name."""

import numpy as np
import pyproj
import pytest
import shapely

from geo import reference, zones
from geo.errors import RegionError
from geo.geodesy import area_m2, distance_m
from geo.zones import border_zones, parse_zone


@pytest.fixture(scope="module")
def defaults():
    return border_zones()


@pytest.fixture(scope="module")
def lines():
    return reference.borders().set_index("pair").geometry


def independent_m(lon, lat, vertices, reach):
    """Geodesic distance to the nearest of a border's vertices, 100 m apart, by pyproj alone.

    ``vertices`` are in order of their longitudes.
    """
    across = 1.2 * reach / 111_000 / np.cos(np.radians(lat + 1))
    first, last = np.searchsorted(vertices[:, 0], [lon - across, lon + across])
    near = vertices[first:last]
    near = near[np.abs(near[:, 1] - lat) * 111_000 < reach * 1.2]
    n = len(near)
    geod = pyproj.Geod(ellps="WGS84")
    return geod.inv(np.full(n, lon), np.full(n, lat), near[:, 0], near[:, 1])[2].min()


@pytest.mark.parametrize("pair", ["BY-UA", "RU-UA"])
def test_outer_edges_are_at_the_stated_distance(defaults, lines, pair):
    """1,000 points on zone outlines, border and other cuts left out, against pyproj.Geod."""
    rng = np.random.default_rng(11)
    frame = reference.countries().set_index("iso").geometry
    own = defaults[defaults["region_id"].str.startswith(pair)]
    vertices = shapely.get_coordinates(shapely.segmentize(lines[pair], 0.001))
    vertices = vertices[np.argsort(vertices[:, 0])]
    edges = {iso: shapely.buffer(frame[iso].boundary, 1e-5) for iso in set(own["country"])}
    checked = 0
    for zone in own.itertuples():
        outer = shapely.difference(zone.geometry.boundary, edges[zone.country])
        count = 1_000 // len(own) + 1
        at = shapely.line_interpolate_point(outer, rng.random(count), normalized=True)
        apart = np.array([independent_m(p.x, p.y, vertices, zone.distance_m) for p in at.tolist()])
        assert np.abs(apart / zone.distance_m - 1).max() < 0.002, zone.region_id
        checked += count
    assert checked >= 1_000


@pytest.mark.parametrize("pair", ["BY-UA", "RU-UA"])
def test_random_points_are_judged_as_their_distance_and_country_say(defaults, lines, pair):
    """1,000 points about the border: in the zone exactly when near enough and on its side."""
    rng = np.random.default_rng(12)
    west, south, east, north = lines[pair].bounds
    lon = rng.uniform(max(west - 1, 20), min(east + 1, 44), 1_000)
    lat = rng.uniform(south - 1, north + 1, 1_000)
    apart = distance_m(lon, lat, lines[pair])
    country = reference.country_of(lon, lat)
    for zone in defaults[defaults["region_id"].str.startswith(pair)].itertuples():
        clear = np.abs(apart / zone.distance_m - 1) > 0.002
        expected = (apart < zone.distance_m) & (country == zone.country)
        found = shapely.intersects_xy(zone.geometry, lon, lat)
        assert (found == expected)[clear].all(), zone.region_id
        assert expected.any()


def test_the_usual_bands_are_shipped():
    """What they are made of is seen to in test_reference_build."""
    assert set(zones._ready_bands()) == {
        (pair, distance) for pair in zones.DEFAULT_PAIRS for distance in zones.DEFAULT_DISTANCES_M
    }


def test_default_zones(defaults):
    assert len(defaults) == 16
    assert defaults["region_id"].iloc[0] == "BY-UA-10km-BY"
    row = defaults.set_index("region_id").loc["BY-UA-25km-BY"]
    assert row["name"] == "BY–UA border, within 25 km, in Belarus"
    assert row["kind"] == "border_zone"
    assert row["country"] == "BY"
    assert row["distance_m"] == 25_000
    assert np.isnan(row["longitude"])


def test_bands_are_cumulative(defaults):
    shapes = defaults.set_index("region_id").geometry
    for side in ("BY", "UA"):
        inner, outer = shapes[f"BY-UA-10km-{side}"], shapes[f"BY-UA-25km-{side}"]
        assert shapely.difference(inner, outer).area < 1e-9


def test_both_sides_are_the_sum_of_each():
    each = border_zones(["BY-UA"], [25_000], "each").geometry
    both = border_zones(["BY-UA"], [25_000], "both")
    assert both["region_id"].tolist() == ["BY-UA-25km"]
    assert both["country"].tolist() == [""]
    assert area_m2(both.geometry[0]) == pytest.approx(sum(area_m2(each)), rel=1e-9)


def test_land_of_third_countries_is_no_part():
    """Near the point where three countries meet, Poland stays out."""
    zone = parse_zone("BY-UA-50km").geometry[0]
    poland = reference.countries().set_index("iso").geometry["PL"]
    assert shapely.intersection(zone, poland).area < 1e-9


def test_split_by_oblast_adds_up():
    whole = border_zones(["UA-BY"], [25_000], "BY")
    parts = border_zones(["BY-UA"], [25_000], "by", by_oblast=True)
    assert parts["region_id"].tolist() == [
        "BY-UA-25km-BY-brest-region",
        "BY-UA-25km-BY-homiel-region",
    ]
    assert parts["name"][1] == "BY–UA border, within 25 km, in Homiel Region"
    assert sum(area_m2(parts.geometry)) == pytest.approx(area_m2(whole.geometry[0]), rel=1e-6)


def test_countries_without_oblasts_stay_whole():
    found = border_zones(["BY-PL"], [10_000], by_oblast=True)
    assert "BY-PL-10km-PL" in set(found["region_id"])
    assert "BY-PL-10km-BY-brest-region" in set(found["region_id"])


@pytest.mark.parametrize("pair", zones.pairs())
def test_every_pair_of_neighbours_has_a_zone_on_each_side(pair):
    found = border_zones([pair], [50_000])
    assert found["country"].tolist() == pair.split("-")
    assert found.is_valid.all()
    assert (area_m2(found.geometry) > 1e9).all()


@pytest.mark.parametrize(
    ("text", "region_id"),
    [
        ("BY-UA-25km", "BY-UA-25km"),
        ("by-ua-25km-by", "BY-UA-25km-BY"),
        ("UA-BY-30km", "BY-UA-30km"),
        (" ru-ua-7.5km-UA ", "RU-UA-7.5km-UA"),
        ("BY-UA-500m", "BY-UA-0.5km"),
        ("BY-UA-25 km", "BY-UA-25km"),
        ("BY-UA-25km-BY-Homiel-Region", "BY-UA-25km-BY-homiel-region"),
        ("BY–UA border, within 25 km, in Belarus", "BY-UA-25km-BY"),
    ],
)
def test_parse_zone_takes_any_order_case_and_distance(text, region_id):
    found = parse_zone(text)
    assert found["region_id"].tolist() == [region_id]
    assert list(found.index) == [0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("BY-UA-25k", r"did you mean BY-UA-25km.*kordon zones"),
        ("nonsense", r"'nonsense'.*kordon zones"),
        ("", r"no border zone is called ''"),
        ("XX-UA-25km", r"XX-UA is no pair of neighbours.*BY-UA"),
        ("BY-BY-25km", r"BY-BY is no pair"),
        ("BY-UA-25km-PL", r"'PL' is not in the pair BY-UA"),
        ("BY-UA-0km", r"more than 0"),
        ("BY-UA-900km", r"at most 300,000 m"),
        ("BY-UA-25km-BY-lviv-oblast", r"'lviv-oblast' of BY"),
    ],
)
def test_parse_zone_says_what_is_wrong(text, message):
    with pytest.raises(RegionError, match=message):
        parse_zone(text)


def test_unknown_side_is_refused():
    with pytest.raises(RegionError, match="say each, both or one of its countries"):
        border_zones(["BY-UA"], [10_000], "left")


def test_zone_names_can_all_be_made():
    names = zones.zone_names([25_000])
    assert len(names) == 3 * len(zones.pairs())
    assert parse_zone(names[-1])["region_id"].tolist() == [names[-1]]
