"""``kordon store`` and ``--store``: asked on the command line, answered like any file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from store_rows import put_rows, rows, tamper

Said = tuple[int, str, str]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    store = tmp_path / "k.db"
    put_rows(store, [*rows(2), {"id": "x", "latitude": "52,5"}, {"id": "bad", "layer": "?"}])
    put_rows(store, [*rows(1, description="\x1b[31mred"), rows(2)[1]])
    return store


def test_history(kordon: Callable[..., Said], store: Path) -> None:
    """Who, when, which file, which row, and what changed; control characters are shown."""
    code, out, _ = kordon("store", "history", "A1", "--store", store)
    assert code == 0
    first, second = (line for line in out.splitlines() if line.startswith("A1 of"))
    assert "version 1: event 2, 2024-06-01T12:00:00Z, by tester" in first
    assert "version 2: event 3" in second
    assert "description: Seen. -> [31mred" in out
    assert "a.csv, row 1, sha256" in out
    _, out, _ = kordon("store", "history", "x", "--store", store)
    assert "repair (a.csv, row 3, event 2): latitude '52,5' -> '52.5'" in out
    _, out, _ = kordon("store", "history", "bad", "--store", store)
    assert out.startswith("set aside (a.csv, row 4, event 2): ")
    assert "layer '?' is none of" in out
    _, out, _ = kordon("store", "history", "A1", "--store", store, "--format", "json")
    told = json.loads(out)
    assert [one["number"] for one in told["versions"]] == [1, 2]
    assert told["versions"][1]["changes"][0]["field"] == "description"
    code, out, err = kordon("store", "history", "A9", "--store", store)
    assert (code, out) == (3, "")
    assert "has no record 'A9'; there are A1, A2" in err
    code, _, err = kordon("store", "history", "zzzzzzzz", "--store", store)
    assert code == 3
    assert "has no record 'zzzzzzzz'; `kordon store export --store " in err


def test_events_and_verify(kordon: Callable[..., Said], store: Path) -> None:
    """The head that events prints is the one that verify wants."""
    code, out, _ = kordon("store", "events", "--store", store)
    assert code == 0
    assert [line.split()[:3:2] for line in out.splitlines()[:3]] == [
        ["1", "created"], ["2", "imported"], ["3", "imported"],
    ]  # fmt: skip
    head = out.splitlines()[-1].removeprefix("head ")
    _, out, _ = kordon("store", "events", "--store", store, "--format", "json")
    assert [one["event"] for one in json.loads(out)] == [1, 2, 3]
    code, out, _ = kordon("store", "verify", "--store", store, "--head", head)
    assert code == 0
    assert "whole, as it was written" in out
    assert "the head is the one noted down" in out
    tamper(store, "UPDATE records SET json = '{}' WHERE record = 2")
    code, out, _ = kordon("store", "verify", "--store", store, "--format", "json")
    assert code == 1
    told = json.loads(out)
    assert not told["ok"]
    code, out, _ = kordon("store", "verify", "--store", store)
    assert code == 1
    assert "records: row 2 (id A2 of a.csv) was altered" in out


def test_backup_and_migrate(kordon: Callable[..., Said], store: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    code, out, _ = kordon("store", "backup", copy, "--store", store)
    assert (code, out.splitlines()[0]) == (0, str(copy))
    assert kordon("store", "verify", "--store", copy)[0] == 0
    code, _, err = kordon("store", "backup", copy, "--store", store)
    assert code == 4
    assert "--force" in err
    assert kordon("store", "backup", copy, "--store", store, "--force")[0] == 0
    code, out, _ = kordon("store", "migrate", "--store", store)
    assert (code, "has the newest schema already" in out) == (0, True)


def test_export(kordon: Callable[..., Said], store: Path, tmp_path: Path) -> None:
    """The current records, which read again are the same."""
    code, out, err = kordon("store", "export", "--store", store)
    assert code == 0
    assert len(out.splitlines()) == 4
    assert "3 current records" in err
    for name in ("now.geojson", "now.gpkg", "now.kml"):
        target = tmp_path / name
        assert kordon("store", "export", "-o", target, "--store", store)[0] == 0
        code, out, _ = kordon("check", target, "--store", store)
        assert code == 0
        assert "read 3 = 3 accepted + 0 repaired + 0 set aside + 0 duplicates" in out
        assert "read 3 = 0 accepted + 0 repaired + 0 set aside + 3 duplicates" in out


def test_some_of_a_store(kordon: Callable[..., Said], examples_csv: Path, tmp_path: Path) -> None:
    """The filters of `kordon query`, its answers and its words; the records as they are."""
    store = tmp_path / "k.db"
    assert kordon("import", examples_csv, "--store", store)[0] == 0
    for words in (
        ["--since", "2022-10", "--until", "2022-10", "--certain"],
        ["--layer", "shelling", "--where", "quantity_low>=2"],
        ["--bbox", "29,51.5,30,52.5", "--assume-uncertainty", "500"],
    ):
        ours, theirs = tmp_path / "ours.csv", tmp_path / "theirs.csv"
        code, _, err = kordon("store", "export", "--store", store, "-o", ours, *words, "--force")
        assert code == 0, err
        _, _, asked = kordon("query", "--store", store, "-o", theirs, *words, "--force")
        assert err.replace("current records", "sightings") == asked
        found, wanted = (
            list(csv.DictReader(io.StringIO(path.read_text("utf-8")))) for path in (ours, theirs)
        )
        assert 0 < len(found) < 150
        added = ("certainty", "share", "regions", "distance_m")
        assert found == [{k: v for k, v in row.items() if k not in added} for row in wanted]
        _, out, _ = kordon("check", store, ours)
        assert (
            f"read {len(found)} = 0 accepted + 0 repaired + 0 set aside + {len(found)} dup" in out
        )
    code, out, err = kordon(
        "store", "export", "--store", store, "--since", "2022-11", "--until", "2022-10"
    )
    assert (code, out) == (2, "")
    assert "--until 2022-10 is before --since 2022-11" in err


@pytest.mark.parametrize(
    "words",
    [
        ["check", "--strict"],
        ["query", "--near", "Mazyr,500km"],
        ["near", "--nearest", "1"],
        ["count", "--regions", "BY"],
        ["join", "--regions", "BY"],
    ],
)
def test_a_store_in_place_of_files(
    words: list[str], kordon: Callable[..., Said], store: Path
) -> None:
    code, out, err = kordon(*words, "--store", store)
    assert code == 0, err
    assert out.strip()
    code, _, err = kordon(*words)
    assert code == 2
    assert "Missing argument 'FILES...'" in err
    code, _, err = kordon(*words, "--store", store.parent / "none.db")
    assert code == 7
    assert "`kordon import FILES --store" in err


def test_a_map_of_a_store(kordon: Callable[..., Said], store: Path, tmp_path: Path) -> None:
    page = tmp_path / "map.html"
    words = ("-o", page, "--zones", "none", "--hubs", "none")
    code, out, _ = kordon("map", "--store", store, *words)
    assert code == 0
    assert "read 3 = 3 accepted" in out
    assert str(tmp_path) not in page.read_text("utf-8")
    code, out, _ = kordon("verify", page, store)
    assert code == 0
    assert "same as when the page was made" in out
