"""Numbers with what was counted behind them, as people write them: 20 платформ, 15-20 vehicles."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.checking.quantitywords import ALSO_UNITS, read_counted
from layers.vocabulary import VOCABULARIES


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("20 платформ", "20", "wagons"),
        ("20 flatcars", "20", "wagons"),
        ("3 танки", "3", "tanks"),
        ("15-20 машин", "15-20", "vehicles"),
        ("от 10 до 15 самолётов", "от 10 до 15", "aircraft"),
        ("30+ Armoured vehicles", "30+", "armoured_vehicles"),
        ("1 200 чел.", "1 200", "personnel"),
        ("12 ед. техники", "12", ""),
        ("7 шт.", "7", ""),
        ("12 szt.", "12", ""),
        ("5 дронаў", "5", "UAV"),
    ],
)
def test_numbers_with_what_was_counted(text: str, number: str, unit: str) -> None:
    assert read_counted(text) == (number, unit)


@pytest.mark.parametrize("text", ["20", "танки", "20 октября", "20 платформ и ещё", "20 часов", ""])
def test_other_words_are_left(text: str) -> None:
    assert read_counted(text) is None


@given(st.text(max_size=90))
def test_any_text_is_read_apart_or_left(text: str) -> None:
    found = read_counted(text)
    assert found is None or (found.number and found.number in text)


def test_forms_are_in_one_script() -> None:
    """And of listed words only."""
    assert set(ALSO_UNITS) <= {term.word for term in VOCABULARIES["quantity_unit"]}
    for form in (form for forms in ALSO_UNITS.values() for form in forms):
        assert not (re.search("[a-zäöü]", form) and re.search("[а-яёіїєў]", form)), form


def test_they_go_where_they_belong(read_rows) -> None:
    intake = read_rows(
        {"quantity": "20 платформ"},
        {"quantity": "15-20 машин"},
        {"quantity": "7 шт."},
        {"quantity": "20 вагонов", "quantity_unit": "wagons"},
        {"quantity": "20 вагонов", "quantity_unit": "trains"},
        {"quantity": "20 октября"},
        {"quantity": "2х10 вагонов, 3 вагона"},
        {"quantity": "5 палаток", "quantity_high": "4"},
        {"quantity": "-5 танков"},
    )
    names = ["quantity_low", "quantity_best", "quantity_high"]
    found = intake.sightings[names].fillna(-1).to_numpy().tolist()
    assert found[:4] == [[-1, 20, -1], [15, -1, 20], [-1, 7, -1], [-1, 20, -1]]
    assert found[4:7] == [[-1, -1, -1]] * 3
    assert intake.sightings["quantity_unit"].fillna("").tolist()[:6] == [
        "wagons", "vehicles", "", "wagons", "trains", "",
    ]  # fmt: skip
    (repair,) = intake.rows[0].repairs
    assert (repair.before, repair.after) == (
        "20 платформ",
        "quantity_best=20, quantity_unit=wagons",
    )
    assert "counts wagons, but quantity_unit is trains" in str(intake.rows[4].reasons)
    assert "does not hold" in str(intake.rows[7].reasons)
    assert found[8] == [-1, -1, -1]
    assert "'-5 танков' is not a number" in str(intake.rows[8].reasons)
