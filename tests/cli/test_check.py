"""``kordon check``: the account of every row, to read and as JSON."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.check import INPUT_FORMATS, check
from geo.errors import InputError

_EXAMPLES = str(Path(__file__).parents[2] / "examples" / "belarus-border-2021-2023.csv")
_HEAD = "id,layer,category,date_start,latitude,longitude,description\n"


def _run(*arguments: str, text: str | None = None) -> Result:
    return CliRunner().invoke(check, [*arguments], input=text)


@pytest.fixture
def mixed(tmp_path: Path) -> str:
    """One row of every outcome, an unlocated and an undated one."""
    path = tmp_path / "mixed.csv"
    path.write_text(
        _HEAD
        + "A1,deployment,troop_arrival,2022-01-18,52.05,29.25,Seen.\n"
        + "A2,deployment,troop_arrival,18.01.2022,52.05,29.25,Seen.\n"
        + "A3,deployment,troop_arrival,2022-01-18,95,29.25,Seen.\n"
        + "A4,deployment,troop_arrival,soon,52.05,29.25,\u202eSeen.\n"
        + "A5,deployment,troop_arrival,,,,Seen.\n"
        + "A1,deployment,troop_arrival,2022-01-18,52.05,29.25,Seen.\n",
        encoding="utf-8",
    )
    return str(path)


def test_json_has_the_promised_keys_and_sum(mixed: str) -> None:
    result = _run(mixed, _EXAMPLES, "--format", "json")
    assert result.exit_code == 0
    first, second = json.loads(result.output)
    assert list(first) == [
        "file",
        "sha256",
        "format",
        "read",
        "accepted",
        "repaired",
        "set_aside",
        "duplicates",
        "unlocated",
        "undated",
        "reasons",
        "mapping",
        "notes",
        "rows",
    ]
    assert first["file"] == mixed
    assert [first[key] for key in ("read", "accepted", "repaired", "set_aside", "duplicates")] == [
        6,
        3,
        1,
        1,
        1,
    ]
    assert (first["unlocated"], first["undated"]) == (1, 1)
    assert first["reasons"]["latitude out of range"] == 1
    assert [row["outcome"] for row in first["rows"]] == [
        "accepted",
        "repaired",
        "accepted",
        "accepted",
        "set_aside",
        "duplicate",
    ]
    assert first["rows"][1]["repairs"] == [
        {
            "column": "date_start",
            "from": "18.01.2022",
            "to": "2022-01-18",
            "why": "day.month.year written as ISO 8601",
        }
    ]
    assert first["rows"][4]["values"]["description"] == "Seen."
    assert (second["read"], second["accepted"], second["set_aside"]) == (150, 150, 0)
    assert len(second["rows"]) == 150


def test_table_shows_the_sum_the_reasons_and_the_rows(mixed: str) -> None:
    result = _run(mixed)
    assert result.exit_code == 0
    assert "read 6 = 3 accepted + 1 repaired + 1 set aside + 1 duplicates" in result.output
    assert "1 unlocated, 1 undated" in result.output
    told = "row 2 (spreadsheet row 3) A2: repaired: date_start '18.01.2022' -> '2022-01-18'"
    assert told in result.output
    assert "\u202e" not in result.output
    short = _run(mixed, "--rows", "1").output
    assert "and 4 more" in short


def test_several_files_end_with_their_sum(mixed: str) -> None:
    assert "2 files: read 156 = 153 accepted" in _run(mixed, _EXAMPLES).output


def test_strict_fails_only_when_something_was_set_aside(mixed: str) -> None:
    assert _run(mixed, "--strict").exit_code == 1
    assert _run(_EXAMPLES, "--strict").exit_code == 0


def test_standard_input_layer_and_mapping() -> None:
    text = "was,time,lat,lon\nminefield?,2022-01-18,52,29\n"
    result = _run("-", "--layer", "fortification", "--map", "was=category", text=text)
    assert result.exit_code == 0
    assert result.output.startswith("standard input\n  read 1 = 1 accepted")
    assert "was -> category" in result.output


def test_missing_file_is_an_input_error_before_anything_is_printed(mixed: str) -> None:
    result = _run(mixed, "no-such-file.csv")
    assert isinstance(result.exception, InputError)
    assert result.exception.exit_code == 3
    assert "no-such-file.csv" in str(result.exception)
    assert result.output == ""


@pytest.mark.parametrize(
    "arguments", [[], ["a.csv", "--layer", "ufo"], ["a.csv", "--map", "category"]]
)
def test_wrong_usage_is_exit_code_2(arguments: list[str]) -> None:
    assert _run(*arguments).exit_code == 2


def test_help_has_examples_and_exit_codes() -> None:
    output = _run("--help").output
    assert "kordon check sightings.csv" in output
    assert "Exit codes" in output


def test_the_account_as_files(mixed: str, tmp_path: Path) -> None:
    report, page, aside = (tmp_path / name for name in ("r.csv", "r.html", "to-mend.csv"))
    done = _run(mixed, "--report", str(report), "--aside", str(aside))
    assert done.exit_code == 0
    assert _run(mixed, "--report", str(page)).exit_code == 0
    assert report.read_text("utf-8").startswith(
        "file,row,spreadsheet_row,id,outcome,column,value,became,why"
    )
    assert "What became of every row" in page.read_text("utf-8")
    assert "kordon_reason" in aside.read_text("utf-8").splitlines()[0]


def test_input_formats_are_those_of_the_readers() -> None:
    from layers.readers import READERS

    assert list(INPUT_FORMATS) == sorted(READERS)


def test_reports_are_named_by_their_endings(mixed: str) -> None:
    for words in (("--report", "r.xyz"), ("--report", "-"), ("--aside", "a.html")):
        done = _run(mixed, *words)
        assert done.exit_code == 2
        assert "name a file that ends in" in done.output or "name files" in done.output


def test_the_mapping_that_was_used_is_printed_and_saved(tmp_path: Path) -> None:
    text = "was,date,lat,lon,intern\nminefield,2022-01-18,52,29,x\n"
    (tmp_path / "a.csv").write_text(text, "utf-8")
    saved = str(tmp_path / "m.json")
    first = ["--map", "was=category", "--map", "intern=", "--save-map", saved]
    done = _run(str(tmp_path / "a.csv"), *first)
    assert done.exit_code == 0, done.output
    assert "was -> category" in done.output
    expected = {"date": "date_start", "was": "category", "lat": "latitude", "lon": "longitude"}
    assert json.loads(Path(saved).read_text("utf-8")) == expected | {"intern": ""}
    again = _run(str(tmp_path / "a.csv"), "--map", f"@{saved}")
    assert again.output == done.output
    typed = _run(str(tmp_path / "a.csv"), "--map", f"@{saved}", "--map", "was=unit")
    assert "was -> unit" in typed.output, "what is typed goes before what was saved"


def test_a_mapping_is_named_by_its_ending(mixed: str) -> None:
    for words in (("--save-map", "m.txt"), ("--save-map", "-"), ("--map", "=id")):
        assert _run(mixed, *words).exit_code == 2


def test_columns_that_are_called_like_their_fields_are_counted(mixed: str) -> None:
    assert "columns: 7 called like their fields" in _run(mixed).output


def test_archives_on_standard_input() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("a.csv", _HEAD + "A1,deployment,troop_arrival,2022-01-18,52,29,Seen.\n")
    result = CliRunner().invoke(check, ["-"], input=data.getvalue())
    assert result.output.startswith("standard input/a.csv\n  read 1 = 1 accepted")
