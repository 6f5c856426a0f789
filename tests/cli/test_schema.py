"""``kordon schema`` prints the record's table."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from cli.schema import schema
from layers.schema import SCHEMA_FORMATS


def test_text_is_the_default() -> None:
    output = CliRunner().invoke(schema).output
    assert output.startswith("Fields of a record")
    assert "coordinate_uncertainty_m" in output


@pytest.mark.parametrize("format_", ["json-schema", "frictionless"])
def test_json_forms_are_json(format_: str) -> None:
    result = CliRunner().invoke(schema, ["--format", format_])
    assert result.exit_code == 0
    assert json.loads(result.output)


def test_command_offers_what_the_library_writes() -> None:
    option = next(parameter for parameter in schema.params if parameter.name == "format_")
    assert tuple(option.type.choices) == SCHEMA_FORMATS
    assert CliRunner().invoke(schema, ["--format", "yaml"]).exit_code == 2


def test_help_has_examples() -> None:
    assert "kordon schema --format json-schema" in CliRunner().invoke(schema, ["--help"]).output
