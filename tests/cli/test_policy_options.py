"""--time-zone, --date-order and --sheet: the same in every command that takes files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from maps.build import build_map
from maps.verify import verify

Kordon = Callable[..., tuple[int, str, str]]
_ROWS = "layer,lat,lon,note,date\ndeployment,52.1,29.3,Seen,03/04/2022 14:30\n"
_POLICY = ("--time-zone", "Europe/Kyiv", "--date-order", "day-first")
_DECIDED = "2022-04-03T14:30+03:00"


@pytest.fixture
def rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A file whose one date could be of March or April, at a time that may be anywhere's."""
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text(_ROWS, encoding="utf-8")
    return "a.csv"


@pytest.mark.parametrize(
    "command",
    ["brief", "check", "count", "doubles", "import", "join", "map", "near", "picture", "publish",
     "query"],
)  # fmt: skip
def test_every_command_that_takes_files_has_them(command: str, kordon: Kordon) -> None:
    _, told, _ = kordon(command, "--help")
    assert all(option in told for option in ("--time-zone", "--date-order", "--sheet"))


def test_what_they_decide(rows: str, kordon: Kordon) -> None:
    assert f"-> '{_DECIDED}'" in kordon("check", rows, *_POLICY)[1]
    assert _DECIDED in kordon("query", rows, "--format", "csv", *_POLICY)[1]
    joined = kordon("join", rows, "--format", "csv", "--with", "date_start", *_POLICY)[1]
    assert _DECIDED in joined
    counted = kordon("count", rows, "--by", "month", "--format", "csv", *_POLICY)[1]
    assert "2022-04" in counted
    assert "2022-03" not in counted
    kordon("import", rows, "--store", "k.db", *_POLICY)
    assert _DECIDED in kordon("query", "--store", "k.db", "--format", "csv")[1]


def test_what_there_is_not_is_said(rows: str, kordon: Kordon) -> None:
    code, _, told = kordon("check", rows, "--time-zone", "Kyiv")
    assert (code, "did you mean Europe/Kyiv?" in told) == (2, True)
    assert kordon("check", rows, "--date-order", "dmy")[0] == 2
    code, _, told = kordon("check", rows, "--sheet", "Camps")
    assert (code, "sheet or layer 'Camps'" in told) == (3, True)


def test_a_page_says_how_its_files_were_read_and_is_counted_again(
    rows: str, kordon: Kordon
) -> None:
    done = kordon("map", rows, "-o", "a.html", "--zones", "none", "--hubs", "none", *_POLICY)
    assert done[0] == 0
    told = verify("a.html", [rows])
    words = told.provenance["ask"]["options"]
    assert words[-len(_POLICY) :] == [*_POLICY]
    assert told.recounted is not None
    assert told.recounted["repaired"] == 1
    # Without the options the date is not used, and nothing is repaired.
    assert json.loads(kordon("check", rows, "--format", "json")[1])[0]["repaired"] == 0
    assert build_map([rows], zones=["none"], hubs=["none"]).intake.repaired == 0
