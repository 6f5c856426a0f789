"""``kordon verify`` of files that are no pages: manifests, traces, and what must not be in them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import kordon
from cli.verify import verify
from geo.errors import ForeignFileError

ROWS = """id,layer,date,lat,lon,description
R-10001,deployment,2022-10-09,52.04957,29.24563,a quaint convoy
R-10002,shelling,2022-10-10,51.41234,30.56789,an odd noise
R-10003,shelling,2022-10-11,51.91234,31.16789,a strange light
"""


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(verify, [str(a) for a in arguments])


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """Two of three records, with a manifest as it is agreed on."""
    lines = ROWS.splitlines(keepends=True)
    (tmp_path / "all.csv").write_text(ROWS)
    (tmp_path / "inside.csv").write_text(lines[0] + lines[3])
    path = tmp_path / "public.csv"
    path.write_text("".join(lines[:3]))
    manifest(path)
    return path


def manifest(path: Path, **changed: Any) -> None:
    told = {
        "kordon": 1, "version": "0.1.0", "command": "kordon publish", "profile": "public",
        "inputs": [{"name": "all.csv", "sha256": digest(path.parent / "all.csv"), "rows": 3}],
        "counts": {"in": 3, "shown": 2, "withheld": {"embargo": 1}},
        "file": {"sha256": digest(path)},
    } | changed  # fmt: skip
    Path(f"{path}.manifest.json").write_text(json.dumps(told))


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_file_is_compared_with_its_manifest(published: Path) -> None:
    result = _run(published, published.parent / "all.csv")
    assert result.exit_code == 0, result.output
    assert "whole, as it was written" in result.output
    assert "same as when" in result.output
    published.write_text(published.read_text() + "R-9,shelling,2022-10-12,51,31,more\n")
    result = _run(published)
    assert result.exit_code == 1
    assert "not the one in its manifest" in result.output
    assert "shows 2 records, and it holds 3" in result.output


def test_counts_that_do_not_add_up(published: Path) -> None:
    manifest(published, counts={"in": 9, "shown": 2, "withheld": {"embargo": 1}})
    result = _run(published, "--format", "json")
    assert result.exit_code == 1
    assert "counts 9 rows in" in json.loads(result.output)["manifest"][0]


@pytest.mark.parametrize("text", ["", "[]", "{", '"x"', "[" * 100_000, "\x00"])
def test_a_damaged_manifest_is_an_error(text: str, published: Path) -> None:
    Path(f"{published}.manifest.json").write_text(text)
    assert isinstance(_run(published).exception, ForeignFileError)


def test_a_strange_manifest_stops_nothing(published: Path) -> None:
    strange = {
        "inputs": [7, {"name": [1]}],
        "counts": {"in": "x"},
        "file": 3,
        "shown": {"records": []},
    }
    manifest(published, **strange)
    result = _run(published)
    assert result.exit_code == 1, result.exception
    manifest(
        published, inputs={"a": 1}, counts=[1], file={"sha256": "short"}, command="\u202e\x1b[2J"
    )
    result = _run(published)
    assert "\x1b" not in result.output
    assert "nothing says what it was" in result.output


def test_without_a_manifest_it_is_searched_only(published: Path) -> None:
    Path(f"{published}.manifest.json").unlink()
    result = _run(published, "--format", "json")
    assert result.exit_code == 0
    told = json.loads(result.output)
    assert told["whole"] is None
    assert told["fingerprint"] == digest(published)
    published.write_text(ROWS + "R-4,shelling,2022-10-12,51,31,from /home/olga/x.csv\n")
    result = _run(published)
    assert result.exit_code == 1
    assert "TELLS        path (local path) /hom…" in result.output


def test_records_of_which_nothing_may_be_in_it(published: Path) -> None:
    inside, everything = published.parent / "inside.csv", published.parent / "all.csv"
    assert _run(published, "--must-not-hold", inside).exit_code == 0
    result = _run(everything, "--must-not-hold", inside)
    assert result.exit_code == 1
    for part in ("text (id)", "text (description)", "position (position)"):
        assert part in result.output
    assert "strange light" not in result.output


def test_it_is_one_call_in_python(published: Path) -> None:
    verdict = kordon.verify(published)
    assert verdict.ok
    assert verdict.known
    assert verdict.manifest.same
    assert kordon.find_traces(published) == []
    assert kordon.find_leaks(published, kordon.Secrets(texts={"id": ["R-10001"]})) != []
