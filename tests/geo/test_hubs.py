"""Rail hubs: discs of the right size, found by any spelling, refused when in doubt."""

import numpy as np
import pandas as pd
import pytest
import shapely

from geo import reference
from geo.errors import RegionError
from geo.geodesy import GEOD, discs, distance_m
from geo.hubs import near, parse_hub, rail_hubs
from geo.regions import REGION_COLUMNS, make_regions


@pytest.fixture(scope="module")
def hubs():
    return rail_hubs()


def test_hubs_are_a_regions_frame_of_discs(hubs):
    assert tuple(hubs.columns) == REGION_COLUMNS
    assert len(hubs) == len(reference.rail_hubs()) == 74
    assert set(hubs["kind"]) == {"rail_hub"}
    assert set(hubs["distance_m"]) == {5_000, 8_000}
    for hub in hubs.itertuples():
        edge = shapely.get_coordinates(hub.geometry.exterior)
        n = len(edge)
        apart = GEOD.inv(
            np.full(n, hub.longitude), np.full(n, hub.latitude), edge[:, 0], edge[:, 1]
        )[2]
        assert np.abs(apart / hub.distance_m - 1).max() < 5e-4


def test_towns_with_several_yards_are_larger(hubs):
    radius = hubs.set_index("name")["distance_m"]
    for name in ("Baranavichy", "Homyel", "Brest", "Zhlobin", "Minsk", "Kharkiv"):
        assert radius[name] == 8_000
    assert radius["Luninyets"] == 5_000


@pytest.mark.parametrize(
    ("text", "region_id"),
    [
        ("hub-BY-kalinkavichy", "hub-BY-kalinkavichy"),
        ("HUB-by-Kalinkavichy", "hub-BY-kalinkavichy"),
        ("Homyel", "hub-BY-homyel"),
        ("Gomel", "hub-BY-homyel"),
        ("Homiel", "hub-BY-homyel"),
        ("гомель", "hub-BY-homyel"),
        ("Yelsk", "hub-BY-yelsk"),
        ("Mogilev", "hub-BY-mahilyow"),
        ("Могилёв", "hub-BY-mahilyow"),
        ("Магілёў", "hub-BY-mahilyow"),
        ("Maladziečna", "hub-BY-maladzyechna"),
        ("rostov on don", "hub-RU-rostov-na-donu"),
        ("Lgov", "hub-RU-lgov"),
        ("Куп'янськ", "hub-UA-kupiansk"),
        ("Куп’янськ", "hub-UA-kupiansk"),
        ("Орел", "hub-RU-oryol"),
        ("Snovsk", "hub-UA-shchors"),
    ],
)
def test_parse_hub_knows_spellings(text, region_id):
    assert parse_hub(text)["region_id"].tolist() == [region_id]


def test_every_name_local_name_and_alias_leads_to_its_hub(hubs):
    for row in reference.rail_hubs().itertuples():
        for spelling in [row.name, row.name_local, *row.aliases.split("|")]:
            if spelling:
                assert parse_hub(spelling, hubs)["name"].tolist() == [row.name], spelling


def test_unknown_hub_gets_suggestions():
    with pytest.raises(RegionError, match=r"'Gomell': did you mean Homyel.*kordon hubs"):
        parse_hub("Gomell")


@pytest.mark.parametrize("text", ["", "  ", "-", "zzzzzz"])
def test_nothing_like_a_hub_is_refused(text):
    with pytest.raises(RegionError, match="no hub is called"):
        parse_hub(text)


def test_ambiguous_name_is_refused(hubs):
    other = hubs[hubs["name"] == "Brest"].assign(region_id="hub-FR-brest", country="FR")
    both = pd.concat([hubs, other], ignore_index=True)
    with pytest.raises(RegionError, match="2 hubs: say which of hub-BY-brest, hub-FR-brest"):
        parse_hub("Brest", both)
    assert parse_hub("hub-FR-brest", both)["country"].tolist() == ["FR"]


def test_users_own_hubs_are_found_by_name():
    own = make_regions(
        [{"region_id": "yard", "name": "Žabinka", "geometry": shapely.box(24, 52, 25, 53)}]
    )
    assert parse_hub("zabinka", own)["region_id"].tolist() == ["yard"]
    with pytest.raises(RegionError, match="no hub is called 'Gomel'"):
        parse_hub("Gomel", own)


def test_near_is_a_disc_about_the_reference_point():
    hub = parse_hub("Gomel")
    found = near(hub, 10_000)
    assert found["name"].tolist() == ["within 10 km of Homyel"]
    assert found["distance_m"].tolist() == [10_000]
    assert found.geometry[0].equals(discs(hub["longitude"], hub["latitude"], 10_000)[0])


def test_near_a_hub_without_a_point_is_measured_from_its_polygon():
    box = shapely.box(24, 52, 25, 53)
    own = make_regions([{"region_id": "yard", "name": "Yard", "geometry": box}])
    found = near(own, 20_000).geometry[0]
    edge = shapely.get_coordinates(found.exterior)
    assert np.abs(distance_m(edge[:, 0], edge[:, 1], box) / 20_000 - 1).max() < 1e-3
    assert shapely.contains(found, box)


@pytest.mark.parametrize("distance", [0, -1, 1e9, float("nan")])
def test_near_refuses_distances_that_make_no_sense(distance):
    with pytest.raises(RegionError, match="say more than 0"):
        near(parse_hub("Minsk"), distance)


def test_near_takes_one_hub(hubs):
    with pytest.raises(RegionError, match="takes one hub, not 74"):
        near(hubs, 1_000)


def test_a_frame_that_is_changed_is_the_caller_s_alone() -> None:
    """Hubs are made once: whoever changes what they were given changes nothing for others."""
    mine = rail_hubs()
    mine.loc[0, "name"] = "elsewhere"
    mine.geometry = mine.geometry.translate(1)
    other = rail_hubs()
    assert other.loc[0, "name"] != "elsewhere"
    assert not other.geometry.iloc[0].equals(mine.geometry.iloc[0])
    found = parse_hub("Mazyr")
    found.loc[0, "name"] = "elsewhere"
    assert parse_hub("Mazyr").loc[0, "name"] == "Mazyr"
