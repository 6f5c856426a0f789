"""``kordon import``: what it says, and what it ends with."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

Said = tuple[int, str, str]

HEAD = "id,layer,category,date_start,latitude,longitude,description\n"
ROW = "{},deployment,troop_arrival,2022-01-18,52.05,{},Seen.\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.csv"
    path.write_text(HEAD + ROW.format("A", "29.1") + ROW.format("B", "29.2") + "C,,,,,,\n", "utf-8")
    return path


def test_what_became_of_every_row(kordon: Callable[..., Said], file: Path, tmp_path: Path) -> None:
    """New, then changed and gone; the head is the last line; events as JSON."""
    store = tmp_path / "k.db"
    code, out, err = kordon("import", file, "--store", store, "--who", "Ada")
    assert (code, err) == (0, "")
    assert "read 3 = 2 accepted + 0 repaired + 1 set aside + 0 duplicates" in out
    assert "2 new, 0 changed, 0 unchanged, 0 there from another source; 1 ledger entries" in out
    assert re.fullmatch(r"head 2:[0-9a-f]{64}", out.splitlines()[-1])
    file.write_text(HEAD + ROW.format("A", "29.9"), "utf-8")
    code, out, _ = kordon("import", file, "--store", store, "--who", "Ada", "--format", "json")
    (event,) = json.loads(out)
    body = event["body"]
    assert (code, body["who"], body["source"]) == (0, "Ada", "a.csv")
    assert (body["changed"], body["gone"], body["gone_ids"]) == (1, 1, ["B"])
    code, out, _ = kordon("import", file, "--store", store, "--source", "b")
    assert "1 there from another source" in out


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["a.csv"], 2, "Missing option '--store'"),
        (["none.csv", "--store", "k.db"], 3, "none.csv does not exist"),
        (["a.csv", "--store", "no/k.db"], 7, "check that the folder exists"),
        (["a.csv", "--store", "other.db"], 7, "not a store of Kordon"),
        (["a.csv", "--store", "k.db", "--source", " "], 2, "is no name for a source"),
        (["a.csv", "--store", "a.csv"], 4, "same file as the input"),
    ],
)
def test_what_cannot_be_done(
    words: list[str],
    code: int,
    told: str,
    kordon: Callable[..., Said],
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(file.parent)
    Path("other.db").write_bytes(b"SQLite format 3\0" + bytes(200))
    found, out, err = kordon("import", *words)
    assert (found, out) == (code, "")
    assert told in err
    assert not Path("k.db").exists()
