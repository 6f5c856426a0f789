"""``kordon publish`` of plain tables: rows numbered 1, 2, 3, ids that are numbers of posts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from publication_rows import AS_OF, AT_RISK, CITED, write_rows

Kordon = Callable[..., tuple[int, str, str]]

TABLES = ["csv", "geojson", "gpkg", "html", "jsonl", "kml", "parquet"]


def numbered(count: int, **more: str) -> list[dict[str, str]]:
    """Rows of a table whose ids are 1, 2 and so on; every fourth one is for fewer people."""
    rows = []
    for k in range(1, count + 1):
        row = CITED | {
            "id": str(k), "fid": str(k), "place": f"Hamlet {k}", "description": f"{k} wagons.",
            "latitude": f"{51 + (k * 37 % 101) / 50:.2f}", "source_title": f"Paper {k}",
            "longitude": f"{25 + (k * 53 % 103) / 30:.2f}", "source_url": f"https://a.example/{k}",
        }  # fmt: skip
        if k % 4 == 0:
            row |= {"handling": "restricted"}
        rows.append(row | {name: text.format(k=k, n=10_000 + k) for name, text in more.items()})
    return rows


@pytest.mark.parametrize("ending", TABLES)
def test_rows_that_are_numbered(ending: str, kordon: Kordon, tmp_path: Path) -> None:
    """The commonest table there is; the counts of a file are no ids, nor its bounds places."""
    rows = numbered(60)
    rows[0]["longitude"], rows[1]["latitude"] = "24.13", "50.93"
    rows[4]["longitude"], rows[5]["latitude"] = "30.03", "55.23"
    edge = {"latitude": "55.21", "longitude": "30.01"}  # the cell reaches further than all places
    cell = [AT_RISK[k] | edge | {"id": str(100 + k), "fid": str(100 + k)} for k in range(6)]
    table = write_rows(tmp_path / "in.csv", [*rows, *cell])
    code, said, err = kordon("publish", table, "-o", tmp_path / f"out.{ending}", *AS_OF)
    assert code == 0, err
    assert "shown 45 records, 0 of them made coarser, and 1 cells with 6 reports" in said


@pytest.mark.parametrize("ending", TABLES)
def test_ids_that_are_numbers_of_posts(ending: str, kordon: Kordon, tmp_path: Path) -> None:
    """In its own address, with what addresses are written with, and in one of another row."""
    rows = numbered(
        24, id="{n}", source_url="https://posts.example/a%20b?c=1&id={n}",
        source_archive_url="https://web.archive.example/2022/https://old.example/x_{n}.html",
    )  # fmt: skip
    rows[0]["source_url"] = rows[3]["source_url"]
    table = write_rows(tmp_path / "in.csv", rows)
    code, _, err = kordon("publish", table, "-o", tmp_path / f"out.{ending}", *AS_OF)
    assert code == 0, err


def test_what_a_shown_row_says_of_a_withheld_one(kordon: Kordon, tmp_path: Path) -> None:
    """It stops all, as it should: and the message says in which text, and what to do."""
    rows = numbered(4)
    rows[3]["source_title"] = "Quiet Watchers"
    rows[0]["source_url"] = "https://posts.example/Quiet_Watchers/17"
    table = write_rows(tmp_path / "in.csv", rows)
    code, _, err = kordon("publish", table, "-o", tmp_path / "out.csv", *AS_OF)
    assert code == 8
    assert 'part of what is shown: "https://posts.example/…/17"' in err
    assert "mark it for fewer people" in err
    assert "atchers" not in err
