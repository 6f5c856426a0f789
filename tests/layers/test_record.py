"""The record's table and its words hold together."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from layers.checking.values import read_word
from layers.columns import folded_name
from layers.record import FIELD_BY_NAME, FIELDS, LAYERS, TELLING_FIELDS
from layers.vocabulary import CODE_TABLES, VOCABULARIES, layer_of_category, term

_ORDER = [
    "id",
    "layer",
    "category",
    "date_start",
    "date_end",
    "date_precision",
    "place",
    "place_local",
    "admin1",
    "country",
    "latitude",
    "longitude",
    "geometry",
    "coordinate_uncertainty_m",
    "coordinate_source",
    "actor",
    "unit",
    "echelon",
    "sidc",
    "equipment",
    "quantity_low",
    "quantity_best",
    "quantity_high",
    "quantity_unit",
    "direction",
    "status",
    "movement_id",
    "from_place",
    "to_place",
    "consist",
    "obstacle_status",
    "as_of",
    "target_place",
    "target_latitude",
    "target_longitude",
    "azimuth_deg",
    "azimuth_error_deg",
    "range_min_km",
    "range_max_km",
    "weapon",
    "source_title",
    "source_url",
    "source_date",
    "source_archive_url",
    "source_sha256",
    "source_language",
    "source_reliability",
    "information_credibility",
    "verification_status",
    "handling",
    "embargo_until",
    "sensitivity",
    "licence",
    "source_official",
    "source_at_risk",
    "reviewed",
    "ingested_at",
    "data_generalizations",
    "supersedes",
    "retracted",
    "retraction_reason",
    "description",
]


def test_fields_are_those_of_the_definition_in_its_order() -> None:
    assert [field.name for field in FIELDS] == _ORDER


def test_no_name_means_two_fields() -> None:
    owners: dict[str, str] = {}
    for field in FIELDS:
        for name in (field.name, *field.aliases):
            assert owners.setdefault(folded_name(name), field.name) == field.name, name


def test_every_field_says_what_it_is() -> None:
    for field in FIELDS:
        assert field.meaning, field.name
        assert field.source, field.name
        assert (field.type in ("word", "words", "flag")) == bool(field.vocabulary), field.name
        assert not field.vocabulary or field.vocabulary in VOCABULARIES
        assert set(field.layers) <= set(LAYERS)
    assert set(TELLING_FIELDS) <= set(FIELD_BY_NAME)


@pytest.mark.parametrize("name", VOCABULARIES)
def test_words_are_unique_and_read_as_themselves(name: str) -> None:
    spellings: dict[str, str] = {}
    for entry in VOCABULARIES[name]:
        assert entry.label
        assert read_word(entry.word, name).value == entry.word
        assert not read_word(entry.word, name).repaired
        for form in (entry.word, *entry.also):
            assert spellings.setdefault(folded_name(form), entry.word) == entry.word, form


def test_every_category_has_a_layer_a_label_and_a_meaning() -> None:
    for entry in VOCABULARIES["category"]:
        assert layer_of_category(entry.word) in LAYERS
        assert entry.meaning
    assert layer_of_category("no such word") is None


def test_running_totals_are_marked() -> None:
    total = term("category", "missile_launch_total")
    assert total is not None
    assert total.flags == {"cumulative"}


def test_codes_of_other_projects_lead_to_values_of_the_field() -> None:
    for column, (name, meanings) in CODE_TABLES.items():
        field = FIELD_BY_NAME[name]
        assert column in field.aliases
        for value in meanings.values():
            if field.type == "number":
                assert 0 < float(value) <= (field.maximum or 0)
            else:
                assert term(field.vocabulary, value)


def test_examples_of_the_table_are_accepted(read_rows) -> None:
    examples = {field.name: field.example for field in FIELDS if field.example}
    examples["quantity_best"] = "30"
    intake = read_rows(examples, plain=False)
    assert intake.accepted == 1, intake.rows[0]
    assert not intake.files[0].reasons


def test_words_of_the_example_records_are_all_listed() -> None:
    path = Path(__file__).parents[2] / "examples" / "belarus-border-2021-2023.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for field in FIELDS:
        if not field.vocabulary or field.name not in rows[0]:
            continue
        words = {word for row in rows for word in row[field.name].split(";") if word}
        listed = {entry.word for entry in VOCABULARIES[field.vocabulary]}
        assert words <= listed, field.name


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Ешелон", "rail_echelon"), ("воинский  эшелон", "rail_echelon"), ("Окопы", "trench_line"),
        ("мінне поле", "minefield"), ("Обстрел", "artillery_fire"),
        ("Зубы дракона", "dragons_teeth"),
        ("Anti-tank ditch", "antitank_ditch"), ("Dragon's teeth", "dragons_teeth"),
    ],
)  # fmt: skip
def test_categories_in_the_words_of_those_who_write_them(text: str, word: str) -> None:
    reading = read_word(text, "category")
    assert (reading.value, reading.repaired) == (word, f"other spelling of {word}")
    assert read_word("РФ", "actor").value == "RUS"
    assert read_word("ЗСУ", "actor").value == "UKR"
    assert read_word("полигон", "category").problem == "unknown word"
