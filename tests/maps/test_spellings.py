"""Other names of places: for those that the records name, and near to where these lie."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from maps.spellings import spellings


def first_names(rows: list[dict[str, Any]], intake_of: Callable[..., Any]) -> list[str]:
    base = {"date_start": "2022-10-09", "category": "rail_echelon"}
    return [names[0] for names in spellings(intake_of([base | row for row in rows]).sightings)]


def test_names_of_a_place_by_any_of_its_names(intake_of: Callable[..., Any]) -> None:
    rows = [{"place": "Мозырь", "latitude": "52.05", "longitude": "29.25"}]
    base = {"date_start": "2022-10-09", "category": "rail_echelon"}
    (names,) = spellings(intake_of([base | rows[0]]).sightings)
    assert names[0] == "Mazyr"
    assert {"Мазыр", "Мозир", "Masyr"} <= set(names)
    assert len(names) == len({name.casefold() for name in names})


def test_only_where_the_record_lies(intake_of: Callable[..., Any]) -> None:
    """Brest in Belarus, not the village near Bryansk, and no place for a name far from it."""
    there = {"place": "Brest", "latitude": "52.1", "longitude": "23.7"}
    assert first_names([there], intake_of) == ["Brest"]
    away = there | {"latitude": "50.0", "longitude": "36.0"}
    assert first_names([away], intake_of) == []


def test_the_largest_where_nobody_knows(intake_of: Callable[..., Any]) -> None:
    rows = [{"from_place": "Orsha", "to_place": "Minsk", "latitude": "53", "longitude": "28"}]
    assert set(first_names(rows, intake_of)) == {"Minsk", "Orsha"}


def test_names_inside_a_longer_text(intake_of: Callable[..., Any]) -> None:
    rows = [{"place": "Soloti near Valuyki", "latitude": "50.2", "longitude": "38.1"}]
    assert "Valuyki" in first_names(rows, intake_of)


def test_no_places_no_names(intake_of: Callable[..., Any]) -> None:
    assert first_names([{"latitude": "52", "longitude": "30"}], intake_of) == []
    assert first_names([{"place": "{{ 7*7 }}"}], intake_of) == []
