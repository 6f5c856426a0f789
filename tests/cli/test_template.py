"""``kordon template`` writes an empty table, to the terminal or to a file."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from cli.template import template
from geo.errors import OutputError


def test_header_goes_to_the_terminal() -> None:
    result = CliRunner().invoke(template)
    assert result.exit_code == 0
    assert result.output.startswith("id,layer,category,date_start,")
    assert result.output.count("\n") == 1


def test_file_is_written_and_an_existing_one_kept(tmp_path: Path) -> None:
    path = tmp_path / "shelling.csv"
    arguments = ["--layer", "shelling", "-o", str(path)]
    first = CliRunner().invoke(template, arguments)
    assert first.exit_code == 0
    assert str(path) in first.output
    assert b"azimuth_deg" in path.read_bytes()
    path.write_text("filled in")
    again = CliRunner().invoke(template, arguments)
    assert isinstance(again.exception, OutputError)
    assert "--force" in str(again.exception)
    assert path.read_text() == "filled in"
    assert CliRunner().invoke(template, [*arguments, "--force"]).exit_code == 0
    assert path.read_bytes().startswith(b"id,")


def test_help_has_examples() -> None:
    assert "kordon template --layer shelling" in CliRunner().invoke(template, ["--help"]).output


def test_workbook_by_the_name_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    assert CliRunner().invoke(template, ["-o", str(path)]).exit_code == 0
    assert path.read_bytes().startswith(b"PK")
