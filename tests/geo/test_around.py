"""Distances from what is no hub: towns, airfields and coordinates; and nothing is guessed."""

from __future__ import annotations

import pytest

from geo.around import find_around
from geo.errors import RegionError
from geo.gazetteer import geocode
from geo.geodesy import discs
from geo.places import find_places
from geo.resolve import find_near


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Luninets airfield", "Luninets Air Base"),
        ("Bragin", "Bragin"),
        ("Rechytsa, Brest Region", "Rechytsa"),
        ("52.05,29.25", "52.05,29.25"),
        ("52°03'00\"N 29°15'00\"E", "52°03'00\"N 29°15'00\"E"),
    ],
)
def test_places_of_the_gazetteer(text: str, name: str) -> None:
    """A disc about the point that the gazetteer gives; and what was taken is said."""
    notes: list[str] = []
    (row,) = find_around(f"{text},10km", notes=notes).to_dict("records")
    there = geocode(text)
    assert row["name"] == f"within 10 km of {name}"
    assert row["geometry"].equals(discs(there.longitude, there.latitude, 10_000.0)[0])
    assert bool(notes) == (there.place is not None)
    assert all("measured from there" in note for note in notes)
    (place,) = find_places([text]).to_dict("records")
    assert (place["name"], place["geometry"].x) == (name, there.longitude)


def test_hubs_go_before_places() -> None:
    notes: list[str] = []
    found = find_around("Mazyr,10km", notes=notes)
    assert found["region_id"].tolist() == find_near("Mazyr,10km")["region_id"].tolist()
    assert notes == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Ozerne", r"no hub is called 'Ozerne'.*nor is it a place.*3 places are called 'Ozerne'"),
        ("Minsk airport", r"4 airfields are called 'Minsk'"),
        ("Kalinkavchy", r"did you mean Kalinkavichy, Klintsy\? `kordon hubs` lists them all$"),
        ("near Bragin", r"near Bragin is no point to measure from"),
        ("between Mazyr and Yelsk", r"is no point to measure from"),
        ("12 km south of Homiel", r"is no point to measure from"),
    ],
)
def test_what_is_no_one_point(text: str, why: str) -> None:
    with pytest.raises(RegionError, match=why):
        find_around(f"{text},10km", notes=[])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Сеньковка", "is the only Сеньковка of 500 inhabitants and more"),
        ("Baranovichi 61st air base", "numbers of units are not in the gazetteer"),
        ("Bykhov airfield", "is closed, says OurAirports"),
    ],
)
def test_what_there_is_to_say_of_a_place_is_said(text: str, told: str) -> None:
    for find in (lambda notes: find_places([text], notes=notes),
                 lambda notes: find_around(f"{text},10km", notes=notes)):  # fmt: skip
        notes: list[str] = []
        find(notes)
        assert "and measured from there" in notes[0]
        assert told in notes[-1]


def test_metres_without_a_zone_are_told() -> None:
    with pytest.raises(RegionError, match="metres without a zone"):
        find_around("345678 5812345,10km", notes=[])


@pytest.mark.parametrize(
    "text", ["Borisov, Pechi", "КПП Новая Гута", "Осиповичи-1", "Жлобин-Пассажирский"]
)
def test_what_is_only_near_a_town_is_no_point_to_measure_from(text: str) -> None:
    with pytest.raises(RegionError, match="is no point to measure from"):
        find_places([text])
