"""From words to regions: in which order names are looked up, and what is said of a typo."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely

from geo import reference
from geo.errors import ForeignFileError, RegionError
from geo.hubs import rail_hubs
from geo.regions import make_regions, save_regions
from geo.resolve import admin_regions, find_near, find_regions, find_within, is_region_file
from geo.zones import border_zones

OWN = make_regions(
    [
        {"region_id": "north", "name": "BY", "geometry": shapely.box(29, 52, 30, 53)},
        {"region_id": "s", "name": "South", "geometry": shapely.box(29, 50, 30, 51)},
    ]
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BY-UA-25km-BY", ["BY-UA-25km-BY"]),
        ("ua-by-7.5km", ["BY-UA-7.5km"]),
        ("Homiel Region", ["admin-homiel-region"]),
        ("homiel region", ["admin-homiel-region"]),
        (" UA ", ["UA"]),
        ("by", ["BY"]),
        ("Belarus", ["BY"]),
        ("Kalinkavichy", ["hub-BY-kalinkavichy"]),
        ("Калінкавічы", ["hub-BY-kalinkavichy"]),
    ],
)
def test_names(text: str, expected: list[str]) -> None:
    assert find_within(text)["region_id"].tolist() == expected


def test_own_regions_come_first() -> None:
    """A name of the user's own beats a country's code; without one the country is meant."""
    assert find_within("by", OWN)["region_id"].tolist() == ["north"]
    assert find_within("SOUTH", OWN)["region_id"].tolist() == ["s"]
    assert find_within("UA", OWN)["region_id"].tolist() == ["UA"]


def test_files_are_read_and_what_was_mended_is_said(tmp_path: Path) -> None:
    """All polygons of a file; a missing file is not taken for a name."""
    path = save_regions(OWN, tmp_path / "own.geojson")
    notes: list[str] = []
    assert len(find_within(str(path), notes=notes)) == 2
    bow_tie = tmp_path / "bow.geojson"
    ring = "[[29,51],[30,52],[30,51],[29,52],[29,51]]"
    shape = f'{{"type":"Polygon","coordinates":[{ring}]}}'
    bow_tie.write_text(f'{{"type":"Feature","properties":{{}},"geometry":{shape}}}')
    find_within(str(bow_tie), notes=notes)
    assert any("repaired" in note for note in notes)
    with pytest.raises(ForeignFileError, match="does not exist"):
        find_within("nope.gpkg")


def test_what_a_file_is() -> None:
    """A zone with a decimal distance has no file's ending, though it has a point."""
    assert not is_region_file("BY-UA-7.5km-BY")
    assert not is_region_file("St. Petersburg")
    assert is_region_file("a.gpkg")
    assert is_region_file("A.GeoJSON")
    assert is_region_file("./zones")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Homel Region", "did you mean Homiel Region"),
        ("Mazir", "did you mean Mazyr"),
        ("Sout", "did you mean South"),
        ("BY-UA-25m-XX", "BY-UA"),
        ("qqqq", "such as BY-UA-25km"),
        ("", "no border zone is called ''"),
    ],
)
def test_typos_are_answered_with_what_is_near(text: str, told: str) -> None:
    with pytest.raises(RegionError, match=told):
        find_within(text, OWN)


def test_near() -> None:
    """A hub and a distance, in km or m, with or without spaces."""
    for text in ("Mazyr,10km", "mazyr , 10 KM", "hub-BY-mazyr,10000m", "Мазыр,10km"):
        found = find_near(text)
        assert found["distance_m"].tolist() == [10_000]
        assert found["region_id"].tolist() == ["hub-BY-mazyr-10km"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Mazyr", "write it as Kalinkavichy,10km"),
        ("Mazyr,10", "write it as"),
        ("Mazyr,0km", "more than 0"),
        ("Mazyr,999999999999km", "at most 500,000 m"),
        ("Mazir,10km", "did you mean Mazyr"),
    ],
)
def test_near_what(text: str, told: str) -> None:
    with pytest.raises(RegionError, match=told):
        find_near(text)


def test_near_own_hubs_first() -> None:
    """The user's own hub of a name is meant; others are still found."""
    own = make_regions(
        [{"region_id": "my", "name": "Mazyr", "kind": "rail_hub",
          "geometry": shapely.box(29, 52, 29.1, 52.1)}]
    )  # fmt: skip
    assert find_near("Mazyr,5km", own)["region_id"].tolist() == ["my-5km"]
    assert find_near("Kalinkavichy,5km", own)["region_id"].tolist() == ["hub-BY-kalinkavichy-5km"]


def test_admin_regions_are_countries_and_oblasts() -> None:
    frame = admin_regions()
    assert len(frame) == len(reference.countries()) + len(reference.oblasts())
    assert set(frame["kind"]) == {"admin"}
    assert not set(frame["region_id"]) & set(rail_hubs()["region_id"])


def test_words_for_many_regions(tmp_path: Path) -> None:
    """Zones and hubs are the sets; what is named twice is there once, in the order of the words."""
    zones, hubs = border_zones()["region_id"].tolist(), rail_hubs()["region_id"].tolist()
    assert find_regions(["zones", " HUBS "])["region_id"].tolist() == zones + hubs
    found = find_regions(["Mazyr", "BY-UA-25km-BY", "zones", "by-ua-25km-by"])["region_id"].tolist()
    rest = [name for name in zones if name != "BY-UA-25km-BY"]
    assert found == ["hub-BY-mazyr", "BY-UA-25km-BY", *rest]
    own = make_regions([{"region_id": "hubs", "geometry": shapely.box(29, 52, 30, 53)}])
    assert find_regions(["hubs"], own)["region_id"].tolist() == ["hubs"]
    path = save_regions(OWN, tmp_path / "zones.geojson")
    assert find_regions([str(path)])["region_id"].tolist() == ["north", "s"]
    notes: list[str] = []
    find_regions(["Mazyr"], notes=notes)
    assert notes
    assert notes[0].startswith("Mazyr is taken as the rail hub")
    assert len(find_regions([])) == 0
    with pytest.raises(RegionError, match="zone"):
        find_regions(["zones", "zone"])
