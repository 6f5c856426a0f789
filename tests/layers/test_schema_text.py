"""layers.schema and layers.writing.template say the same as the record's table."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from geo.errors import InputError
from layers.record import FIELDS
from layers.schema import SCHEMA_FORMATS, frictionless, json_schema, schema
from layers.vocabulary import VOCABULARIES
from layers.writing.template import template, template_fields

_ROOT = Path(__file__).parents[2]
_NAMES = [field.name for field in FIELDS]


@pytest.mark.parametrize("format_", SCHEMA_FORMATS)
def test_every_form_names_every_field_and_ends_with_a_line(format_: str) -> None:
    text = schema(format_)
    assert text.endswith("\n")
    for name in _NAMES:
        assert name in text


@pytest.mark.parametrize("format_", ["text", "markdown"])
def test_readable_forms_name_every_word(format_: str) -> None:
    text = schema(format_)
    for terms in VOCABULARIES.values():
        for term in terms:
            assert term.word in text


def test_page_about_the_record_is_up_to_date() -> None:
    page = (_ROOT / "docs" / "record.md").read_text(encoding="utf-8")
    assert page == schema("markdown"), "make it again: kordon schema --format markdown"


def test_json_schema_accepts_the_examples_and_refuses_what_is_wrong() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    document = json_schema()
    assert list(document["properties"]) == _NAMES
    validator = jsonschema.Draft202012Validator(document)
    jsonschema.Draft202012Validator.check_schema(document)
    numbers = {field.name for field in FIELDS if field.type == "number"}
    path = _ROOT / "examples" / "belarus-border-2021-2023.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            record = {
                name: float(value) if name in numbers else value
                for name, value in row.items()
                if value
            }
            assert not list(validator.iter_errors(record))
    assert list(validator.iter_errors({"layer": "ufo"}))
    assert list(validator.iter_errors({"latitude": 95, "longitude": 30}))
    assert list(validator.iter_errors({"latitude": 50}))
    assert list(validator.iter_errors({"date_start": "18.01.2022"}))


def test_table_schema_has_the_fields_in_order() -> None:
    document = frictionless()
    assert [field["name"] for field in document["fields"]] == _NAMES
    assert {field["type"] for field in document["fields"]} == {"string", "number"}
    assert json.loads(schema("frictionless")) == document


def test_template_is_the_header_of_the_record() -> None:
    assert next(csv.reader(io.StringIO(template().decode()))) == _NAMES


def test_template_of_a_layer_leaves_out_what_belongs_to_others() -> None:
    shelling = template_fields("shelling")
    assert "azimuth_deg" in shelling
    assert "obstacle_status" not in shelling
    assert "consist" in template_fields("deployment")
    assert "obstacle_status" in template_fields("fortification")
    for layer in ("deployment", "fortification", "shelling"):
        names = template_fields(layer)
        assert names == [name for name in _NAMES if name in names]


def test_template_of_something_else_is_an_error() -> None:
    with pytest.raises(InputError, match="no layer 'ufo'"):
        template("ufo")
    with pytest.raises(InputError, match=r"'\.docx'; known is \.csv"):
        template(suffix=".docx")


def test_template_is_read_as_no_rows(read_text, balanced) -> None:
    intake = read_text(template())
    assert balanced(intake) == []
    assert list(intake.files[0].mapping) == _NAMES
