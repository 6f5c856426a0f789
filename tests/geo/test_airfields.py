"""Airfields by name: in any spelling, by an adjective, by the code; and none is guessed."""

from __future__ import annotations

import pytest

from geo import reference
from geo.errors import PlaceError
from geo.gazetteer import Airfield, geocode
from geo.gazetteer.airfields import RADIUS_M, airfields_called


@pytest.mark.parametrize(
    ("text", "ident"),
    [
        ("Machulishchy air base", "UMLI"),
        ("аэродром Мачулищи", "UMLI"),
        ("UMLI", "UMLI"),
        ("Ziabrauka airfield", "BY-4247"),
        ("аэродром «Зябровка»", "BY-4247"),
        ("Зяброўка, аэрадром", "BY-4247"),
        ("Baranavichy airfield", "UMMA"),
        ("авиабаза Барановичи", "UMMA"),
        ("Лида, аэродром", "BY-0009"),
        ("Лидский аэродром", "BY-0009"),
        ("Luninets military airfield", "BY-9934"),
        ("Viciebsk airport", "UMII"),
        ("Мінск-2 аэрапорт", "UMMS"),
        ("Shaykovka air base, Kaluga Oblast", "RU-0032"),
    ],
)
def test_names_in_any_spelling(text: str, ident: str) -> None:
    found = geocode(text)
    assert isinstance(found.place, Airfield)
    if ident.startswith("RU"):
        assert found.place.name == "Shaykovka Air Base"
    else:
        assert found.place.ident == ident
    assert found.uncertainty_m == RADIUS_M


def test_each_is_found_by_its_own_name() -> None:
    """With the word for an airfield behind it, among those that are called so."""
    table = reference.airfields().sample(150, random_state=2)
    for ident, name in zip(table["ident"], table["name"], strict=True):
        try:
            found = [geocode(f"{name} airfield").place]
        except PlaceError as error:
            found = list(error.candidates)
        assert ident in {one.ident for one in found if isinstance(one, Airfield)}, name


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Minsk airport", r"4 airfields are called 'Minsk'.*Machulishchy.*its ICAO code"),
        ("airfield", r"must be said by a name"),
        ("Qwxzvut airfield", r"no airfield is called 'Qwxzvut'; give coordinates"),
        ("Dobrush airfield", r"no airfield is called 'Dobrush'; within 40 km of it .*Pribytki"),
        ("Lida airfield, Homiel Region", r"no airfield called 'Lida' lies in Homiel Region"),
        ("Ziabrauka", r"no place is called 'Ziabrauka', but an airfield is: Pribytki"),
    ],
)
def test_none_is_guessed(text: str, why: str) -> None:
    with pytest.raises(PlaceError, match=why):
        geocode(text)


def test_phrases_about_one() -> None:
    """A distance from it and near it count from the airfield; a closed one is told."""
    there = geocode("Luninets airfield")
    north = geocode("5 km north of Luninets airfield")
    assert north.latitude == pytest.approx(there.latitude + 5 / 111.2, abs=0.002)
    assert geocode("near Luninets airfield").uncertainty_m == RADIUS_M + 10_000
    assert geocode("Polotsk airfield").notes == ("Polotsk Airfield is closed, says OurAirports",)


def test_towns_stay_towns() -> None:
    """Without a word for an airfield, and where there are four capitals that are no code."""
    assert geocode("Lida").how == "the place Lida"
    assert geocode("LIDA").how == "the place Lida"
    assert airfields_called("") == []


def test_by_a_name_of_the_town_in_another_language() -> None:
    assert geocode("Васильков аэродром").place.name == "Vasylkiv Air Base"


@pytest.mark.parametrize(
    "text",
    [
        "Baranovichi 61st air base",
        "61-я авиабаза Барановичи",
        "61-я истребительная авиабаза, Барановичи",
    ],
)
def test_numbers_of_units_are_told(text: str) -> None:
    found = geocode(text)
    assert found.place.name == "Baranavichi Air Base"
    assert "numbers of units are not in the gazetteer" in found.notes[-1]
    assert geocode("Minsk 1 airport").place.name == "Minsk 1 Airport"
