"""Names of areas and hubs as people write them: what is understood, and what is suggested."""

from __future__ import annotations

import pytest

from geo import reference
from geo.errors import ArgumentError, RegionError
from geo.resolve import find_near, find_within, parse_near


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BLR", "BY"),
        ("rus", "RU"),
        ("Russian Federation", "RU"),
        ("republic of poland", "PL"),
        ("Беларусь", "BY"),
        ("Україна", "UA"),
        ("Rumänien", "RO"),
        ("RUMANIEN", "RO"),
        ("Гомельская вобласць", "admin-homiel-region"),
        ("admin-homiel-region", "admin-homiel-region"),
        ("Autonomous Republic of Crimea", "admin-autonomous-republic-of-crimea"),
    ],
)
def test_areas_by_any_of_their_names(text: str, expected: str) -> None:
    assert find_within(text)["region_id"].tolist() == [expected]


def test_every_country_has_its_three_letters() -> None:
    from geo.countrynames import FURTHER_NAMES

    known = set(reference.countries()["iso"])
    assert set(FURTHER_NAMES) == known
    assert all(len(names[0]) == 3 for names in FURTHER_NAMES.values())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Crimea", "did you mean Autonomous Republic of Crimea?"),
        ("Gomel Oblast", "did you mean Homiel Region?"),
        ("Bjelarus", "did you mean Belarus?"),
        ("Lvov", "Lviv Oblast"),
        ("Kiev oblast", "Kyiv Oblast"),
        ("Kalinkavichi", "did you mean Kalinkavichy"),
        ("Atlantis", "`kordon zones --list-areas` lists countries and oblasts"),
    ],
)
def test_what_is_not_known_is_answered_with_what_is_near(text: str, told: str) -> None:
    with pytest.raises(RegionError, match=told):
        find_within(text)


def test_a_town_that_is_taken_for_a_hub_is_said() -> None:
    """Homel is the hub, a small disc; who meant the oblast learns its name."""
    notes: list[str] = []
    assert find_within("Homel", notes=notes)["region_id"].tolist() == ["hub-BY-homyel"]
    assert notes == [
        "Homel is taken as the rail hub Homyel, a disc of 8 km; there is also the area "
        "Homiel Region"
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Mazyr", "write it as Kalinkavichy,10km; did you mean Mazyr,10km"),
        ("Kalinkavichi", "did you mean Kalinkavichy,10km"),
        ("Nowhere", "write it as Kalinkavichy,10km$"),
        ("Mazyr,0km", "more than 0"),
        ("Mazyr,501km", "at most 500,000 m"),
    ],
)
def test_near_that_is_written_wrongly(text: str, told: str) -> None:
    """A fault of the argument, also for who only knows `RegionError`."""
    with pytest.raises(ArgumentError, match=told):
        parse_near(text)
    with pytest.raises(RegionError, match=told):
        find_near(text)
    assert parse_near("Mazyr , 7.5 KM") == ("Mazyr", 7_500)
